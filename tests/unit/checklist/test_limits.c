#include "checklist/limits.h"

#include "t.h"

static void the_last_day_that_is_too_old(void **state)
{
    static const struct {
        const char *limit, *today, *want;
    } row[] = {
        {"year",          "2026-11-20", "2025-11-19"},
        {"year",          "2024-02-29", "2023-02-27"}, /* 28 February is still good */
        {"year",          "2025-02-28", "2024-02-27"},
        {"half_year",     "2026-11-20", "2026-05-19"},
        {"half_year",     "2026-08-31", "2026-02-27"}, /* February has no 31st */
        {"finding",       "2026-11-20", "2026-10-20"},
        {"finding",       "2026-03-01", "2026-01-29"},
        {"patch_client",  "2026-11-20", "2026-08-19"},
        {"patch_server",  "2026-11-20", "2026-05-19"},
        {"patch_network", "2026-11-20", "2025-11-19"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        char got[DATE_SIZE];
        struct date today;
        struct err err;

        T_OK(date_from_iso(&today, row[i].today, &err));
        date_iso(got, limit_old(limit_named(row[i].limit), today));
        assert_string_equal(got, row[i].want);
    }
}

/* The checks compare as text: a partial date counts as its earliest day. */
static void a_partial_date_is_as_old_as_its_earliest_day(void **state)
{
    static const struct {
        const char *date;
        bool too_old;
    } row[] = {
        {"2025-11-19", true },
        {"2025-11-20", false},
        {"2025-11",    true },
        {"2025-12",    false},
        {"2025",       true },
        {"2026",       false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        assert_int_equal(strcmp(row[i].date, "2025-11-19") <= 0, row[i].too_old);
    }
}

static void every_limit_has_words_and_a_source(void **state)
{
    size_t n;
    const struct limit *limit = limit_all(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_true(limit[i].ja != NULL && limit[i].source != NULL);
        assert_true((limit[i].months > 0) != (limit[i].days > 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_day_that_is_too_old),
        cmocka_unit_test(a_partial_date_is_as_old_as_its_earliest_day),
        cmocka_unit_test(every_limit_has_words_and_a_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
