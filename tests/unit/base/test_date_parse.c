#include "base/date.h"

#include "t.h"

static int64_t today(void)
{
    return date_start_ms((struct date){2026, 11, 20}); /* 令和8年度 */
}

static void reads_every_form_a_clerk_writes(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *iso;
    } row[] = {
  /* Gregorian */
        {"2026/11/20",                        "2026-11-20"},
        {"2026-11-20",                        "2026-11-20"},
        {"2026.11.20",                        "2026-11-20"},
        {"2026/1/2",                          "2026-01-02"},
        {"20261120",                          "2026-11-20"},
        {"2026年11月20日",                 "2026-11-20"},
        {"2026 年 11 月 20 日",            "2026-11-20"},
        {" 2026 / 11 / 20 ",                  "2026-11-20"},
        {"2024/2/29",                         "2024-02-29"},
        {"9999/12/31",                        "9999-12-31"},
        {"1868/1/1",                          "1868-01-01"},
 /* full width, and what an IME makes of the keys */
        {"２０２６／１１／２０",    "2026-11-20"},
        {"２０２６ー１１ー２０",    "2026-11-20"},
        {"2026−11−20",                    "2026-11-20"},
        {"2026‐11‐20",                    "2026-11-20"},
        {"2026。11。20",                    "2026-11-20"},
        {"2026・11・20",                    "2026-11-20"},
        {"２０２６年１１月２０日", "2026-11-20"},
        {"　Ｒ８．１１．２０　",    "2026-11-20"},
 /* eras */
        {"令和8年11月20日",              "2026-11-20"},
        {"令和８年１１月２０日",    "2026-11-20"},
        {"R8.11.20",                          "2026-11-20"},
        {"r8.11.20",                          "2026-11-20"},
        {"R8/11/20",                          "2026-11-20"},
        {"R8-11-20",                          "2026-11-20"},
        {"R08.11.20",                         "2026-11-20"},
        {"R.8.11.20",                         "2026-11-20"},
        {"R 8. 11. 20",                       "2026-11-20"},
        {"令8.11.20",                        "2026-11-20"},
        {"㋿8年11月20日",                 "2026-11-20"},
        {"R081120",                           "2026-11-20"},
        {"H310430",                           "2019-04-30"},
        {"㍻30年4月1日",                  "2018-04-01"},
        {"㍼64.1.7",                         "1989-01-07"},
        {"㍽15年12月24日",                "1926-12-24"},
        {"平成元年1月8日",              "1989-01-08"},
        {"令和元年5月1日",              "2019-05-01"},
        {"令和1年5月1日",                "2019-05-01"},
        {"H26.1.12",                          "2014-01-12"},
        {"S64.1.7",                           "1989-01-07"},
        {"昭55.4.1",                         "1980-04-01"},
        {"T1.7.30",                           "1912-07-30"},
        {"大正15年12月25日",             "1926-12-25"},
 /* the borders of the eras are the calendar's business, not the clerk's */
        {"H31.4.30",                          "2019-04-30"},
        {"H31.5.1",                           "2019-05-01"},
        {"平成31年5月1日",               "2019-05-01"},
        {"令和元年4月1日",              "2019-04-01"},
        {"平成35年3月31日",              "2023-03-31"},
        {"昭和64年12月31日",             "1989-12-31"},
        {"平成1年1月7日",                "1989-01-07"},
 /* partial */
        {"2020年12月",                      "2020-12"   },
        {"2020/12",                           "2020-12"   },
        {"2020-12",                           "2020-12"   },
        {"202012",                            "2020-12"   },
        {"2020",                              "2020"      },
        {"2020年",                           "2020"      },
        {"２０２０年",                   "2020"      },
        {"令8",                              "2026"      },
        {"令8.4",                            "2026-04"   },
        {"㋿8年",                           "2026"      },
        {"平成30年",                       "2018"      },
        {"㍻30",                             "2018"      },
        {"令和元年",                      "2019"      },
        {"R1",                                "2019"      },
        {"令和8年4月",                    "2026-04"   },
 /* without a year: inside the fiscal year of today */
        {"11/20",                             "2026-11-20"},
        {"4/1",                               "2026-04-01"},
        {"3/31",                              "2027-03-31"},
        {"1-5",                               "2027-01-05"},
        {"11月20日",                        "2026-11-20"},
        {"２月３日",                      "2027-02-03"},
        {"11月",                             "2026-11"   },
 /* Excel's number in a text cell */
        {"46346",                             "2026-11-20"},
        {"４６３４６",                   "2026-11-20"},
 /* a weekday or time behind it */
        {"2026/11/20(金)",                   "2026-11-20"},
        {"2026年11月20日（金）",        "2026-11-20"},
        {"2026年11月20日 金曜日",       "2026-11-20"},
        {"2026年11月23日（月・祝）",  "2026-11-23"},
        {"2026年11月22日日曜",           "2026-11-22"},
        {"2026年11月23日月曜日",        "2026-11-23"},
        {"2026/11/20 10:32",                  "2026-11-20"},
        {"2026/11/20　１０：３２",      "2026-11-20"},
        {"2026-11-20T10:32:00.000Z",          "2026-11-20"},
        {"2026-11-20T10:32:00+09:00",         "2026-11-20"},
        {"2026/11/20 0:00:00",                "2026-11-20"},
        {"2026/11/20 25:30",                  "2026-11-20"},
        {"2026年11月20日10時32分",       "2026-11-20"},
        {"2026年11月20日 午後3時",      "2026-11-20"},
        {"2026年11月20日（金） 15:00",  "2026-11-20"},
        {"20261120103205",                    "2026-11-20"},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct date d;
        struct err err;
        char iso[DATE_SIZE];

        T_STATUS(row[i].typed, date_parse(&d, row[i].typed, today(), &err), OK);
        if (strcmp(date_iso(iso, d), row[i].iso) != 0) {
            fail_msg("%s: %s, not %s", row[i].typed, iso, row[i].iso);
        }
    }
}

static void takes_a_day_without_a_year_from_the_fiscal_year_of_today(void **state)
{
    (void)state;
    static const struct {
        const char *today;
        const char *typed;
        const char *iso;
    } row[] = {
        {"2027-03-31", "4/1",  "2026-04-01"},
        {"2027-04-01", "4/1",  "2027-04-01"},
        {"2027-03-31", "3/31", "2027-03-31"},
        {"2027-04-01", "3/31", "2028-03-31"},
        {"2027-04-01", "2/29", "2028-02-29"},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct date now;
        struct date d;
        struct err err;
        char iso[DATE_SIZE];

        T_OK(date_from_iso(&now, row[i].today, &err));
        T_OK(date_parse(&d, row[i].typed, date_start_ms(now), &err));
        assert_string_equal(date_iso(iso, d), row[i].iso);
    }
}

static void refuses_in_words_that_name_value_rule_and_example(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *sentence;
    } row[] = {
        {"令和8年13月1日",
         "令和8年に13月はありません。月は1から12で入力してください。例：令和8年11月20日"                    },
        {"R8.13.1",
         "令和8年に13月はありません。月は1から12で入力してください。例：令和8年11月20日"                    },
        {"2026/0/1",            "2026年に0月はありません。月は1から12で入力してください。例：2026年11月20日"    },
        {"令和8年2月30日",
         "令和8年2月に30日はありません。日は1から28で入力してください。例：令和8年2月28日"                 },
        {"2026/2/29",
         "2026年2月に29日はありません。日は1から28で入力してください。例：2026年2月28日"                       },
        {"2026/4/31",
         "2026年4月に31日はありません。日は1から30で入力してください。例：2026年4月30日"                       },
        {"20260431",
         "2026年4月に31日はありません。日は1から30で入力してください。例：2026年4月30日"                       },
        {"2/29",                "2027年2月に29日はありません。日は1から28で入力してください。例：2027年2月28日"},
        {"13/1",                "2026年に13月はありません。月は1から12で入力してください。例：2026年11月20日"   },
        {"令和0年4月1日",
         "令和0年はありません。令和の最初の年は元年（1年）です。例：令和2年11月20日"                        },
        {"1867/12/31",
         "1867年は日付の年として扱えません。年は1868年から9999年までで入力してください。"
         "例：2026/11/20"                                                                                                                  },
        {"8.11.20",             "「8.11."
                    "20」の年が西暦か和暦か分かりません。年から、西暦は4桁で、和暦は元号を付けて入"
                    "力してください。"
                    "例：2026/11/20、R8.11.20"                                                                         },
        {"不明な日",        "「不明な日」は日付として読めません。例：2026/11/20、令和8年11月20日"              },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct date d = {.year = 7};
        struct err err;
        char text[1024];

        T_STATUS(row[i].typed, date_parse(&d, row[i].typed, today(), &err), E_INVALID);
        assert_string_equal(err_text(&err, LANG_JA, text, sizeof(text)), row[i].sentence);
        assert_int_equal(d.year, 7);
    }
}

static void refuses_what_is_no_date(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        "-",
        "なし",
        "不明",
        "DHCP",
        "R",
        "令和",
        "令和年",
        "令和8年度",
        "M45.7.30",
        "2026/",
        "2026/11/",
        "2026//20",
        "/2026/11/20",
        "2026/11/20/1",
        "2026/11/200",
        "2026/111/20",
        "2026112",
        "123",
        "1",
        "12",
        "999999999999999999999999999",
        "11/20/2026",
        "20/11/2026",
        "26/11/20",
        "26年11月20日",
        "8年",
        "元年",
        "2026/11/20 abc",
        "2026/11/20x",
        "2026-11-20T",
        "2026/11/20 (火曜",
        "2026/11/20()",
        "2026/11 10:32",
        "2026/11/20 2026/11/21",
        "２０２６／１１／２０〜２０２６／１１／２１",
        "R8.11.20\xff",
        "2026年11月20日2026年11月20日2026年11月20日2026年11月20日2026年11月20日2026年11月20日",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct date d = {.year = 7};
        struct err err;

        T_STATUS(bad[i], date_parse(&d, bad[i], today(), &err), E_INVALID);
        assert_int_equal(d.year, 7);
    }
}

static void reads_times_in_jst_unless_told_otherwise(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *iso; /* NULL: refused */
    } row[] = {
        {"2026/11/20",                                       "2026-11-19T15:00:00.000Z"},
        {"2026/11/20 10:32",                                 "2026-11-20T01:32:00.000Z"},
        {"2026/11/20 9:05",                                  "2026-11-20T00:05:00.000Z"},
        {"2026/11/20 10:32:05",                              "2026-11-20T01:32:05.000Z"},
        {"2026-11-20T10:32",                                 "2026-11-20T01:32:00.000Z"},
        {"2026-11-20T01:32:00.007Z",                         "2026-11-20T01:32:00.007Z"},
        {"2026-11-20T01:32:00Z",                             "2026-11-20T01:32:00.000Z"},
        {"2026-11-20T01:32:00.1234567Z",                     "2026-11-20T01:32:00.123Z"},
        {"2026-11-20T10:32+09:00",                           "2026-11-20T01:32:00.000Z"},
        {"2026-11-19T20:32:00-05:00",                        "2026-11-20T01:32:00.000Z"},
        {"2026-11-19T20:32:00.5-0500",                       "2026-11-20T01:32:00.500Z"},
        {"2026/11/20 10:32 JST",                             "2026-11-20T01:32:00.000Z"},
        {"２０２６／１１／２０　１０：３２", "2026-11-20T01:32:00.000Z"},
        {"令和8年11月20日 10時32分",                  "2026-11-20T01:32:00.000Z"},
        {"令和8年11月20日10時32分5秒",               "2026-11-20T01:32:05.000Z"},
        {"令和8年11月20日（金）10時",               "2026-11-20T01:00:00.000Z"},
        {"令和8年11月20日 午後3時15分",             "2026-11-20T06:15:00.000Z"},
        {"令和8年11月20日 午前0時",                  "2026-11-19T15:00:00.000Z"},
        {"令和8年11月20日 午後12時30分",            "2026-11-20T03:30:00.000Z"},
        {"2026/11/20 3:15 PM",                               "2026-11-20T06:15:00.000Z"},
        {"2026/11/20 12:00 am",                              "2026-11-19T15:00:00.000Z"},
        {"20261120103205",                                   "2026-11-20T01:32:05.000Z"},
        {"202611201032",                                     "2026-11-20T01:32:00.000Z"},
        {"2026/11/20 1032",                                  "2026-11-20T01:32:00.000Z"},
        {"2026/11/20 24:00",                                 "2026-11-20T15:00:00.000Z"},
        {"2026/11/20 0:00",                                  "2026-11-19T15:00:00.000Z"},
        {"2026/11/20 23:59:59",                              "2026-11-20T14:59:59.000Z"},
        {"2026/11",                                          "2026-10-31T15:00:00.000Z"},
        {"2026/11/20 24:01",                                 NULL                      },
        {"2026/11/20 25:00",                                 NULL                      },
        {"2026/11/20 10:60",                                 NULL                      },
        {"2026/11/20 10:32:60",                              NULL                      },
        {"2026/11/20 10",                                    NULL                      },
        {"2026/11/20 10:",                                   NULL                      },
        {"2026/11/20 午後13時",                           NULL                      },
        {"2026/11/20 10:32 EST",                             NULL                      },
        {"2026/11/20 10:32+15:00",                           NULL                      },
        {"2026/11/20 10:32+0960",                            NULL                      },
        {"2026/11/20 10時32",                               NULL                      },
        {"2026/11 10:32",                                    NULL                      },
        {"2026/11/20 10:32 x",                               NULL                      },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);

    for (size_t i = 0; i < COUNT(row); i++) {
        int64_t at = 7;
        struct err err;

        T_STATUS(row[i].typed, date_parse_time(&at, row[i].typed, today(), &err),
                 row[i].iso == NULL ? E_INVALID : OK);
        if (row[i].iso == NULL) {
            assert_int_equal(at, 7);
            assert_int_equal(err.msg, MSG_DATE_TIME);
        } else if (strcmp(date_iso_time(a, at), row[i].iso) != 0) {
            fail_msg("%s: %s", row[i].typed, date_iso_time(a, at));
        }
    }
    int64_t at;
    struct err err;

    T_STATUS("long",
             date_parse_time(&at, "2026/11/20 10:32 2026/11/20 10:32 2026/11/20 10:32 2026/11/20 x",
                             today(), &err),
             E_INVALID);
    T_STATUS("no date", date_parse_time(&at, "10:32", today(), &err), E_INVALID);
    T_STATUS("no month 13", date_parse_time(&at, "2026/13/1 10:32", today(), &err), E_INVALID);
    assert_int_equal(err.msg, MSG_DATE_MONTH);
}

static void reads_back_what_it_writes(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct arena_mark mark = arena_mark(a);
    int64_t first = date_day_number((struct date){1912, 7, 30});
    int64_t last = date_day_number((struct date){2100, 1, 1});

    for (int64_t day = first; day < last; day++) {
        struct date d = date_of_day(day);
        const char *written[] = {date_era(a, d), date_slash(a, d)};

        for (size_t i = 0; i < COUNT(written); i++) {
            struct date back;
            struct err err;

            T_STATUS(written[i], date_parse(&back, written[i], today(), &err), OK);
            assert_int_equal(date_day_number(back), day);
        }
        arena_reset(a, mark);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_form_a_clerk_writes),
        cmocka_unit_test(takes_a_day_without_a_year_from_the_fiscal_year_of_today),
        cmocka_unit_test(refuses_in_words_that_name_value_rule_and_example),
        cmocka_unit_test(refuses_what_is_no_date),
        cmocka_unit_test(reads_times_in_jst_unless_told_otherwise),
        cmocka_unit_test(reads_back_what_it_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
