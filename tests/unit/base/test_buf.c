#include "base/buf.h"

#include "t.h"

static void grows_and_stays_terminated(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(100000);
    struct err err;

    assert_string_equal(buf_text(&b), "");
    for (int i = 0; i < 10000; i++) {
        buf_char(&b, (char)('a' + i % 26));
        assert_int_equal(b.data[b.len], 0);
    }
    buf_str(&b, NULL);
    buf_add(&b, "", 0);
    buf_printf(&b, "%05d%s", 42, "end");
    assert_int_equal(b.len, 10008);
    assert_string_equal(buf_text(&b) + 10000, "00042end");
    T_OK(buf_status(&b, &err));
}

static void takes_exactly_its_limit_and_then_nothing(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(5);
    struct err err;

    buf_str(&b, "12345");
    T_OK(buf_status(&b, &err));
    buf_char(&b, '6');
    T_STATUS("sixth", buf_status(&b, &err), E_LIMIT);
    buf_clear(&b);
    T_OK(buf_status(&b, &err));
    assert_string_equal(buf_text(&b), "");
    buf_str(&b, "123456");
    T_STATUS("six at once", buf_status(&b, &err), E_LIMIT);
    buf_str(&b, "1");
    buf_printf(&b, "%d", 1);
    assert_string_equal(buf_text(&b), ""); /* sticky: nothing after the first failure */
}

static enum status write_much(void *arg, struct err *err)
{
    (void)arg;
    CLEANUP(buf_close) struct buf b = BUF_INIT(10000);

    for (int i = 0; i < 200; i++) {
        buf_printf(&b, "%030d", i);
    }
    return buf_status(&b, err);
}

static void says_so_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, write_much, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_and_stays_terminated),
        cmocka_unit_test(takes_exactly_its_limit_and_then_nothing),
        cmocka_unit_test(says_so_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
