#include "base/cell.h"

#include "t.h"

#include <stdio.h>

static const struct {
    const char *stored;
    const char *csv;
    const char *xlsx;
} row[] = {
    {"",                "",                 ""               },
    {"サーバ室",    "サーバ室",     "サーバ室"   },
    {"0398",            "0398",             "0398"           },
    {"=1+1",            "'=1+1",            "=1+1"           },
    {"+81-3-1234-5678", "'+81-3-1234-5678", "+81-3-1234-5678"},
    {"-5",              "'-5",              "-5"             },
    {"@SUM(A1)",        "'@SUM(A1)",        "@SUM(A1)"       },
    {"\t=1",            "'\t=1",            "\t=1"           },
    {"\r=1",            "'\r=1",            "\r=1"           },
    {"\n=1",            "'\n=1",            "\n=1"           },
    {"＝１＋１",    "'＝１＋１",    "＝１＋１"   },
    {"＋81",           "'＋81",           "＋81"          },
    {"－5",            "'－5",            "－5"           },
    {"＠x",            "'＠x",            "＠x"           },
    {"-",               "-",                "-"              }, /* "none" in many ledgers */
    {"－",             "－",              "－"            },
    {"=",               "=",                "="              },
    {"--",              "'--",              "--"             },
    {"'",               "'",                "'"              },
    {"'abc",            "'abc",             "'abc"           },
    {"'=1",             "''=1",             "''=1"           },
    {"'-",              "''-",              "''-"            },
    {"''=1",            "'''=1",            "'''=1"          },
    {"a=1",             "a=1",              "a=1"            },
};

static void reads_back_what_was_stored_from_both_kinds_of_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        char csv[64];
        char xlsx[64];

        snprintf(csv, sizeof(csv), "%s%s", cell_guard(row[i].stored), row[i].stored);
        snprintf(xlsx, sizeof(xlsx), "%s%s", cell_escape(row[i].stored), row[i].stored);
        assert_string_equal(csv, row[i].csv);
        assert_string_equal(xlsx, row[i].xlsx);
        assert_string_equal(cell_unguard(csv), row[i].stored);
        assert_string_equal(cell_unguard(xlsx), row[i].stored);
    }
}

static void reads_back_every_short_mix_of_signs_and_apostrophes(void **state)
{
    (void)state;
    enum { LETTERS = 4, LENGTH = 5 };

    for (int len = 0, codes = 1; len <= LENGTH; len++, codes *= LETTERS) {
        for (int code = 0; code < codes; code++) {
            char value[LENGTH + 1] = "";
            char cell[LENGTH + 2];

            for (int i = 0, left = code; i < len; i++, left /= LETTERS) {
                value[i] = "'=-a"[left % LETTERS];
            }
            snprintf(cell, sizeof(cell), "%s%s", cell_guard(value), value);
            assert_string_equal(cell_unguard(cell), value);
            snprintf(cell, sizeof(cell), "%s%s", cell_escape(value), value);
            assert_string_equal(cell_unguard(cell), value);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back_what_was_stored_from_both_kinds_of_file),
        cmocka_unit_test(reads_back_every_short_mix_of_signs_and_apostrophes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
