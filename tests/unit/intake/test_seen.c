#include "intake/seen.h"
#include "t.h"

#include <stdio.h>

static void knows_what_it_has_seen_and_nothing_else(void **state)
{
    (void)state;
    CLEANUP(seen_close) struct seen s = SEEN_INIT;
    char text[16];
    struct err err;

    assert_false(seen_has(&s, 'k', "0"));
    for (int i = 0; i < 10000; i++) {
        snprintf(text, sizeof(text), "%d", i);
        T_OK(seen_add(&s, 'k', text, &err));
        T_OK(seen_add(&s, 'k', text, &err));
    }
    assert_int_equal(s.n, 10000);
    for (int i = 0; i < 20000; i++) {
        snprintf(text, sizeof(text), "%d", i);
        assert_int_equal(seen_has(&s, 'k', text), i < 10000);
        assert_false(seen_has(&s, 'r', text));
    }
    assert_false(seen_has(&s, 'k', ""));
}

static enum status fill(void *arg, struct err *err)
{
    CLEANUP(seen_close) struct seen s = SEEN_INIT;
    char text[16];
    enum status st = OK;

    (void)arg;
    for (int i = 0; st == OK && i < 2000; i++) {
        snprintf(text, sizeof(text), "%d", i);
        st = seen_add(&s, 'k', text, err);
    }
    return st;
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, fill, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_it_has_seen_and_nothing_else),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
