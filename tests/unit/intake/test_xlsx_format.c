#include "t.h"
#include "intake/xlsx_format.h"

static void shows_what_excel_shows(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        const char *raw;
        const char *want;
        enum book_kind kind;
    } row[] = {
        {"General",                            "2",                      "2",                CELL_NUMBER},
        {"General",                            "2.0",                    "2",                CELL_NUMBER},
        {"General",                            "2.50",                   "2.5",              CELL_NUMBER},
        {"General",                            "1.2345678901234501E+15", "1234567890123450", CELL_NUMBER},
        {"General",                            "0.30000000000000004",    "0.3",              CELL_NUMBER},
        {"General",                            "1E-3",                   "0.001",            CELL_NUMBER},
        {"General",                            "-0.5",                   "-0.5",             CELL_NUMBER},
        {"General",                            "123456.789",             "123456.789",       CELL_NUMBER},
        {"General",                            "1E+300",                 "1E+300",           CELL_TEXT  },
        {"General",                            "nan",                    "nan",              CELL_TEXT  },
        {"General",                            "12x",                    "12x",              CELL_TEXT  },
        {"0000",                               "7",                      "0007",             CELL_NUMBER},
        {"0000",                               "-7",                     "-0007",            CELL_NUMBER},
        {"0.00",                               "2.1",                    "2.10",             CELL_NUMBER},
        {"00.0",                               "2.1",                    "02.1",             CELL_NUMBER},
        {"#,##0;[Red]-#,##0",                  "12345.4",                "12345",            CELL_NUMBER},
        {"#,##0_ ",                            "3",                      "3",                CELL_NUMBER},
        {"0%",                                 "0.5",                    "50%",              CELL_NUMBER},
        {"0.0%",                               "0.125",                  "12.5%",            CELL_NUMBER},
        {"0\"台\"",                           "3",                      "3",                CELL_NUMBER},
        {"0.00E+00",                           "12300",                  "12300",            CELL_NUMBER},
        {"@",                                  "7",                      "7",                CELL_NUMBER},
        {"yyyy/m/d",                           "46346",                  "2026-11-20",       CELL_DATE  },
        {"yyyy/m/d;@",                         "46346",                  "2026-11-20",       CELL_DATE  },
        {"[$-411]ggge\"年\"m\"月\"d\"日\"", "46346",                  "2026-11-20",       CELL_DATE  },
        {"[$-ja-JP-x-gannen]ge.m.d",           "46346",                  "2026-11-20",       CELL_DATE  },
        {"yyyy\"年\"m\"月\"",                "46346",                  "2026-11",          CELL_DATE  },
        {"yyyy\"年度\"",                     "46346",                  "2026",             CELL_DATE  },
        {"m\"月\"d\"日\"",                   "46346",                  "2026-11-20",       CELL_DATE  },
        {"d-mmm",                              "46346",                  "2026-11-20",       CELL_DATE  },
        {"aaaa",                               "46346",                  "2026-11-20",       CELL_DATE  },
        {"yyyy/m/d h:mm",                      "46346.4375",             "2026-11-20 10:30", CELL_DATE  },
        {"yyyy/m/d h:mm",                      "46346",                  "2026-11-20",       CELL_DATE  },
        {"yyyy\\-mm\\-dd",                     "46346",                  "2026-11-20",       CELL_DATE  },
        {"h:mm",                               "46346.4375",             "10:30",            CELL_TEXT  },
        {"h:mm:ss",                            "0.43753472222222223",    "10:30:03",         CELL_TEXT  },
        {"h:mm AM/PM",                         "0.75",                   "18:00",            CELL_TEXT  },
        {"[h]:mm",                             "1.5",                    "36:00",            CELL_TEXT  },
        {"mm:ss",                              "0.5",                    "12:00",            CELL_TEXT  },
        {"h\"時\"mm\"分\"",                  "0.999999",               "00:00",            CELL_TEXT  },
        {"\"yyyy\"0",                          "5",                      "5",                CELL_NUMBER},
        {"yyyy/m/d",                           "-1",                     "-1",               CELL_NUMBER},
        {"yyyy/m/d",                           "3000000",                "3000000",          CELL_NUMBER},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char got[XLSX_FORMAT_TEXT_SIZE];
        struct xlsx_format f = xlsx_format_parse(row[i].code);
        enum book_kind kind = xlsx_format_show(got, row[i].raw, &f, false);

        if (strcmp(got, row[i].want) != 0 || kind != row[i].kind) {
            fail_msg("%s under %s: %s (%d)", row[i].raw, row[i].code, got, kind);
        }
    }
}

static void knows_the_formats_without_a_code(void **state)
{
    (void)state;
    static const struct {
        unsigned id;
        const char *raw;
        const char *want;
    } row[] = {
        {0,   "46346",    "46346"           },
        {1,   "2.4",      "2"               },
        {10,  "0.5",      "50.00%"          },
        {14,  "46346",    "2026-11-20"      },
        {17,  "46346",    "2026-11"         },
        {18,  "0.5",      "12:00"           },
        {22,  "46346.25", "2026-11-20 06:00"},
        {27,  "46346",    "2026-11-20"      },
        {32,  "0.5",      "12:00"           },
        {34,  "46346",    "2026-11"         },
        {36,  "46346",    "2026-11-20"      },
        {46,  "2",        "48:00"           },
        {49,  "46346",    "46346"           },
        {57,  "46346",    "2026-11-20"      },
        {163, "46346",    "46346"           },
        {999, "46346",    "46346"           },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char got[XLSX_FORMAT_TEXT_SIZE];
        struct xlsx_format f = xlsx_format_builtin(row[i].id);

        xlsx_format_show(got, row[i].raw, &f, false);
        if (strcmp(got, row[i].want) != 0) {
            fail_msg("format %u: %s", row[i].id, got);
        }
    }
}

static void counts_from_1904_when_told(void **state)
{
    (void)state;
    char got[XLSX_FORMAT_TEXT_SIZE];
    struct xlsx_format f = xlsx_format_parse("yyyy/m/d");

    xlsx_format_show(got, "44884", &f, true);
    assert_string_equal(got, "2026-11-20");
    xlsx_format_show(got, "0", &f, true);
    assert_string_equal(got, "1904-01-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_excel_shows),
        cmocka_unit_test(knows_the_formats_without_a_code),
        cmocka_unit_test(counts_from_1904_when_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
