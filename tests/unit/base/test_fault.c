#include "base/fault.h"

#include "base/mem.h"
#include "t.h"

static void fails_the_nth_call_and_no_other(void **state)
{
    (void)state;
    fault_arm(FAULT_IO, 3);
    assert_false(fault_hit(FAULT_IO));
    assert_false(fault_hit(FAULT_ALLOC)); /* another kind does not count */
    assert_false(fault_hit(FAULT_IO));
    assert_true(fault_hit(FAULT_IO));
    assert_false(fault_hit(FAULT_IO));
    assert_int_equal(fault_seen(FAULT_IO), 4);
    fault_arm(FAULT_IO, 0);
    for (int i = 0; i < 10; i++) {
        assert_false(fault_hit(FAULT_IO));
    }
}

static void fails_every_call_from_the_nth_on(void **state)
{
    (void)state;
    fault_arm_all_after(FAULT_STMT, 2);
    assert_false(fault_hit(FAULT_STMT));
    assert_true(fault_hit(FAULT_STMT));
    assert_true(fault_hit(FAULT_STMT));
    fault_arm(FAULT_STMT, 0);
}

static void reaches_the_heap(void **state)
{
    (void)state;
    unsigned char *p = mem_new(100);

    assert_non_null(p);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(p[i], 0);
        p[i] = 7;
    }
    fault_arm(FAULT_ALLOC, 1);
    assert_null(mem_grow(p, 200));
    assert_int_equal(p[99], 7); /* still ours, still whole */
    fault_arm(FAULT_ALLOC, 1);
    assert_null(mem_new(1));
    fault_arm(FAULT_ALLOC, 0);
    p = mem_grow(p, 0);
    assert_non_null(p);
    mem_free(p);
    mem_free(NULL);
}

static void is_armed_from_the_environment(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        enum fault_kind kind;
    } row[] = {
        {"alloc:2", FAULT_ALLOC},
        {"io:2",    FAULT_IO   },
        {"stmt:2",  FAULT_STMT },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        setenv("SONAE_FAULT", row[i].value, 1);
        fault_from_env();
        assert_false(fault_hit(row[i].kind));
        assert_true(fault_hit(row[i].kind));
        fault_arm(row[i].kind, 0);
    }
    setenv("SONAE_FAULT", "io:2+", 1);
    fault_from_env();
    assert_false(fault_hit(FAULT_IO));
    assert_true(fault_hit(FAULT_IO));
    assert_true(fault_hit(FAULT_IO)); /* and stays broken */
    fault_arm(FAULT_IO, 0);
    setenv("SONAE_FAULT", "nonsense:1", 1);
    fault_from_env();
    unsetenv("SONAE_FAULT");
    fault_from_env();
    for (int k = 0; k < FAULT_KINDS; k++) {
        assert_false(fault_hit((enum fault_kind)k));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fails_the_nth_call_and_no_other),
        cmocka_unit_test(fails_every_call_from_the_nth_on),
        cmocka_unit_test(reaches_the_heap),
        cmocka_unit_test(is_armed_from_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
