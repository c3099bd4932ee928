#include "base/date.h"

#include "t.h"

#include <math.h>

static void counts_days_like_the_calendar(void **state)
{
    (void)state;
    static const struct {
        struct date d;
        int64_t day;
    } row[] = {
        {{1970, 1, 1},   0      },
        {{1970, 0, 0},   0      },
        {{1970, 2, 0},   31     },
        {{1969, 12, 31}, -1     },
        {{2000, 2, 29},  11016  },
        {{2000, 3, 1},   11017  },
        {{1900, 3, 1},   -25508 },
        {{2026, 11, 20}, 20777  },
        {{9999, 12, 31}, 2932896},
        {{1868, 1, 1},   -37255 },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        assert_int_equal(date_day_number(row[i].d), row[i].day);
    }

    struct date before = date_of_day(-40000);

    for (int64_t day = -39999; day < 100000; day++) { /* 1860 to 2243 */
        struct date d = date_of_day(day);

        assert_int_equal(date_day_number(d), day);
        assert_int_equal(date_compare(before, d), -1);
        assert_true(d.day == before.day + 1 ||
                    (d.day == 1 && before.day == date_month_days(before.year, before.month)));
        before = d;
    }
}

static void reads_only_stored_dates_as_iso(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-11-20", "2026-11", "2026", "2024-02-29", "0001"};
    static const char *const bad[] = {
        "",           "202",         "20261",       "2026-",      "2026-1",
        "2026-13",    "2026-00",     "2026-11-0",   "2026-11-31", "2026-02-29",
        "2026/11/20", "2026-11-20 ", "2026-11-200", "0000",       "2026-1a-20",
        "２０２６"};

    for (size_t i = 0; i < COUNT(good); i++) {
        struct date d;
        struct err err;
        char back[DATE_SIZE];

        T_OK(date_from_iso(&d, good[i], &err));
        assert_string_equal(date_iso(back, d), good[i]);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct date d = {.year = 7};
        struct err err;

        T_STATUS(bad[i], date_from_iso(&d, bad[i], &err), E_INVALID);
        assert_int_equal(d.year, 7);
    }
    char none[DATE_SIZE];

    assert_string_equal(date_iso(none, (struct date){.year = 0}), "");
}

static void adds_months_and_stays_inside_them(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int months;
        const char *to;
    } row[] = {
        {"2026-01-31", 1,   "2026-02-28"},
        {"2024-01-31", 1,   "2024-02-29"},
        {"2026-11-20", 2,   "2027-01-20"},
        {"2026-11-20", -11, "2025-12-20"},
        {"2026-03-31", -1,  "2026-02-28"},
        {"2026-11",    3,   "2027-02"   },
        {"2026",       12,  "2027-01"   },
        {"2026-11-20", 0,   "2026-11-20"},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct date d;
        struct err err;
        char to[DATE_SIZE];

        T_OK(date_from_iso(&d, row[i].from, &err));
        assert_string_equal(date_iso(to, date_add_months(d, row[i].months)), row[i].to);
    }
}

static void knows_the_borders_of_jst_days(void **state)
{
    (void)state;
    int64_t start = date_start_ms((struct date){2026, 11, 20});
    char iso[DATE_SIZE];

    assert_int_equal(start, INT64_C(1795100400000)); /* 2026-11-19T15:00:00Z */
    assert_string_equal(date_iso(iso, date_of_ms(start)), "2026-11-20");
    assert_string_equal(date_iso(iso, date_of_ms(start - 1)), "2026-11-19");
    assert_string_equal(date_iso(iso, date_of_ms(0)), "1970-01-01");
    assert_string_equal(date_iso(iso, date_of_ms(-9 * 3600 * 1000 - 1)), "1969-12-31");
}

static void writes_dates_in_both_calendars(void **state)
{
    (void)state;
    static const struct {
        const char *iso;
        const char *slash;
        const char *both;
    } row[] = {
        {"2026-11-20", "2026/11/20", "令和8年11月20日（2026年11月20日・金）"  },
        {"2019-05-01", "2019/05/01", "令和元年5月1日（2019年5月1日・水）"    },
        {"2019-04-30", "2019/04/30", "平成31年4月30日（2019年4月30日・火）"   },
        {"1989-01-08", "1989/01/08", "平成元年1月8日（1989年1月8日・日）"    },
        {"1989-01-07", "1989/01/07", "昭和64年1月7日（1989年1月7日・土）"     },
        {"1926-12-25", "1926/12/25", "昭和元年12月25日（1926年12月25日・土）"},
        {"1926-12-24", "1926/12/24", "大正15年12月24日（1926年12月24日・金）" },
        {"1912-07-30", "1912/07/30", "大正元年7月30日（1912年7月30日・火）"  },
        {"1912-07-29", "1912/07/29", "1912年7月29日（1912年7月29日・月）"       },
        {"2020-12",    "2020/12",    "令和2年12月（2020年12月）"                  },
        {"2019-04",    "2019/04",    "平成31年4月（2019年4月）"                   },
        {"2019-05",    "2019/05",    "令和元年5月（2019年5月）"                  },
        {"2020",       "2020",       "令和2年（2020年）"                            },
        {"2019",       "2019",       "令和元年（2019年）"                          },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    struct err err;

    for (size_t i = 0; i < COUNT(row); i++) {
        struct date d;

        T_OK(date_from_iso(&d, row[i].iso, &err));
        assert_string_equal(date_slash(a, d), row[i].slash);
        assert_string_equal(date_both(a, d), row[i].both);
    }
    struct date none = {.year = 0};

    assert_string_equal(date_slash(a, none), "");
    assert_string_equal(date_era(a, none), "");
    assert_string_equal(date_both(a, none), "");
}

static void writes_eras_by_their_letter(void **state)
{
    (void)state;
    static const struct {
        const char *iso, *letter;
    } row[] = {
        {"2026-11-20", "R8.11.20"  },
        {"2019-05-01", "R1.5.1"    },
        {"2019-04-30", "H31.4.30"  },
        {"1989-01-07", "S64.1.7"   },
        {"2020-12",    "R2.12"     },
        {"2019",       "R1"        },
        {"1912-07-29", "1912/07/29"},
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    struct err err;
    struct date d;

    for (size_t i = 0; i < COUNT(row); i++) {
        T_OK(date_from_iso(&d, row[i].iso, &err));
        assert_string_equal(date_letter(a, d), row[i].letter);
    }
    assert_string_equal(date_letter(a, (struct date){.year = 0}), "");
}

static void writes_instants_in_jst_and_in_utc(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);

    assert_string_equal(date_time(a, INT64_C(1795138320000)), "2026/11/20 10:32");
    assert_string_equal(date_iso_time(a, INT64_C(1795138320007)), "2026-11-20T01:32:00.007Z");
    assert_string_equal(date_iso_time(a, -1), "1969-12-31T23:59:59.999Z");
    assert_string_equal(date_time(a, -1), "1970/01/01 08:59");
}

static void counts_fiscal_years_from_april(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    char iso[DATE_SIZE];

    assert_int_equal(fiscal_year((struct date){2026, 3, 31}), 2025);
    assert_int_equal(fiscal_year((struct date){2026, 4, 1}), 2026);
    assert_int_equal(fiscal_year((struct date){2026, 4, 0}), 2026);
    assert_int_equal(fiscal_year((struct date){2026, 0, 0}), 2025); /* its earliest day */
    assert_string_equal(date_iso(iso, fiscal_first(2026)), "2026-04-01");
    assert_string_equal(date_iso(iso, fiscal_last(2026)), "2027-03-31");
    assert_string_equal(fiscal_label(a, 2026), "令和8年度");
    assert_string_equal(fiscal_label(a, 2019), "令和元年度");
    assert_string_equal(fiscal_label(a, 2018), "平成30年度");
}

static void reads_excel_serials_of_both_systems(void **state)
{
    (void)state;
    static const struct {
        double serial;
        bool base1904;
        const char *iso; /* NULL: refused */
    } row[] = {
        {46346,    false, "2026-11-20"},
        {46346.99, false, "2026-11-20"},
        {1,        false, "1900-01-01"},
        {59,       false, "1900-02-28"},
        {60,       false, NULL        },
        {60.5,     false, NULL        },
        {61,       false, "1900-03-01"},
        {0,        false, NULL        },
        {0.5,      false, NULL        },
        {-1,       false, NULL        },
        {2958465,  false, "9999-12-31"},
        {2958466,  false, NULL        },
        {NAN,      false, NULL        },
        {INFINITY, false, NULL        },
        {0,        true,  "1904-01-01"},
        {44884,    true,  "2026-11-20"},
        {60,       true,  "1904-03-01"},
        {-0.5,     true,  NULL        },
        {2957003,  true,  "9999-12-31"},
        {2957004,  true,  NULL        },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct date d = {.year = 7};
        struct err err;
        char iso[DATE_SIZE];

        T_STATUS(row[i].iso == NULL ? "refused" : row[i].iso,
                 date_from_serial(&d, row[i].serial, row[i].base1904, &err),
                 row[i].iso == NULL ? E_INVALID : OK);
        assert_string_equal(date_iso(iso, d), row[i].iso == NULL ? "0007" : row[i].iso);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_days_like_the_calendar),
        cmocka_unit_test(reads_only_stored_dates_as_iso),
        cmocka_unit_test(adds_months_and_stays_inside_them),
        cmocka_unit_test(knows_the_borders_of_jst_days),
        cmocka_unit_test(writes_dates_in_both_calendars),
        cmocka_unit_test(writes_eras_by_their_letter),
        cmocka_unit_test(writes_instants_in_jst_and_in_utc),
        cmocka_unit_test(counts_fiscal_years_from_april),
        cmocka_unit_test(reads_excel_serials_of_both_systems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
