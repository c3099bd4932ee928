#include "intake/strings.h"
#include "t.h"

#include <stdio.h>

static void gives_back_every_text_by_its_number(void **state)
{
    (void)state;
    enum { N = 200000 };
    CLEANUP(strings_close) struct strings *s = strings_open();
    char text[32];
    struct err err;

    for (int i = 0; i < N; i++) {
        int len = i % 7 == 0 ? 0 : snprintf(text, sizeof(text), "備考%d", i);

        text[len] = '\0';
        T_OK(strings_add(s, text, (size_t)len, &err));
    }
    assert_int_equal(strings_count(s), N);
    for (int i = 0; i < N; i++) {
        text[i % 7 == 0 ? 0 : snprintf(text, sizeof(text), "備考%d", i)] = '\0';
        assert_string_equal(strings_get(s, (size_t)i), text);
    }
    assert_null(strings_get(s, N));
}

static void stays_within_its_size(void **state)
{
    (void)state;
    enum { LEN = 100 * 1024 };
    CLEANUP(strings_close) struct strings *s = strings_open();
    static char text[512 * 1024];
    struct err err = {.status = OK};
    size_t n = 0;

    memset(text, 'x', sizeof(text));
    while (strings_add(s, text, LEN, &err) == OK) {
        n++;
    }
    T_STATUS("full", err.status, E_LIMIT);
    assert_true(n * LEN < STRINGS_SIZE);
    assert_true(n * LEN > STRINGS_SIZE / 2);
    assert_int_equal(strlen(strings_get(s, n - 1)), LEN);
    T_STATUS("longer than a block", strings_add(s, text, sizeof(text), &err), E_LIMIT);
}

static enum status fill(void *arg, struct err *err)
{
    CLEANUP(strings_close) struct strings *s = strings_open();
    enum status st = s == NULL ? err_set(err, E_NOMEM, "strings") : OK;

    (void)arg;
    for (int i = 0; st == OK && i < 10; i++) {
        static char text[300 * 1024];

        st = strings_add(s, text, sizeof(text) - 1, err);
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
        cmocka_unit_test(gives_back_every_text_by_its_number),
        cmocka_unit_test(stays_within_its_size),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
