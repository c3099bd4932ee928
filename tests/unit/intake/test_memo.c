#include "intake/memo.h"
#include "t.h"

#include <stdio.h>

static struct meaning meaning(const char *value)
{
    return (struct meaning){.given = GIVEN_VALUE, .value = value, .also = -1};
}

static void gives_back_what_a_text_meant_in_its_field(void **state)
{
    (void)state;
    CLEANUP(memo_close) struct memo *m = memo_open();
    struct meaning router = {GIVEN_VALUE, "network", 4, GIVEN_WEAK, "router"};

    memo_put(m, 3, "ルーター", &router);

    const struct meaning *got = memo_get(m, 3, "ルーター");

    assert_non_null(got);
    assert_string_equal(got->value, "network");
    assert_int_equal(got->also, 4);
    assert_int_equal(got->also_given, GIVEN_WEAK);
    assert_string_equal(got->also_value, "router");
    assert_null(memo_get(m, 4, "ルーター"));
    assert_null(memo_get(m, 3, "ルータ"));
    assert_null(memo_get(NULL, 3, "ルーター"));
}

static void leaves_a_column_alone_whose_texts_do_not_repeat(void **state)
{
    (void)state;
    CLEANUP(memo_close) struct memo *m = memo_open();
    struct meaning v = meaning("x");
    char text[32];

    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof(text), "%d", i);
        assert_null(memo_get(m, 0, text));
        memo_put(m, 0, text, &v);
        memo_get(m, 1, "same");
        memo_put(m, 1, "same", &v);
    }
    memo_put(m, 0, "999", &v);
    assert_null(memo_get(m, 0, "999"));
    assert_non_null(memo_get(m, 1, "same"));
}

static void keeps_no_long_texts_and_starts_anew_when_full(void **state)
{
    (void)state;
    CLEANUP(memo_close) struct memo *m = memo_open();
    char text[MEMO_TEXT_SIZE + 1];
    struct meaning v = meaning(text);

    memset(text, 'x', MEMO_TEXT_SIZE);
    text[MEMO_TEXT_SIZE] = '\0';
    memo_put(m, 0, text, &v);
    assert_null(memo_get(m, 0, text));
    text[MEMO_TEXT_SIZE - 1] = '\0';
    memo_put(m, 0, text, &v);
    assert_non_null(memo_get(m, 0, text));
    for (unsigned i = 0; i < MEMO_SIZE / MEMO_TEXT_SIZE; i++) {
        snprintf(text, 12, "%u", i);
        memo_put(m, (int)(i % 40), text, &v);
    }
    memo_put(m, 2, "last", &v);
    assert_non_null(memo_get(m, 2, "last"));
}

static enum status fill(void *arg, struct err *err)
{
    CLEANUP(memo_close) struct memo *m = memo_open();
    struct meaning v = meaning("x");

    (void)arg;
    if (m == NULL) {
        return err_set(err, E_NOMEM, "memo");
    }
    memo_put(m, 0, "a", &v); /* what cannot be kept is only asked again */
    memo_put(m, 0, "b", &v);
    memo_get(m, 0, "a");
    return OK;
}

static void goes_on_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, fill, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_a_text_meant_in_its_field),
        cmocka_unit_test(leaves_a_column_alone_whose_texts_do_not_repeat),
        cmocka_unit_test(keeps_no_long_texts_and_starts_anew_when_full),
        cmocka_unit_test(goes_on_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
