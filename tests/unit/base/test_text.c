#include "base/text.h"

#include "t.h"

static void cuts_at_whole_characters(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        const char *want;
    } row[] = {
        {"abc",    4, "abc"   },
        {"abc",    3, "ab"    },
        {"abc",    1, ""      },
        {"あい", 7, "あい"},
        {"あい", 6, "あ"   },
        {"あい", 4, "あ"   },
        {"あい", 3, ""      },
        {"a𠮷",  5, "a"     },
        {"a𠮷",  6, "a𠮷" },
        {"",       1, ""      },
        {"aé",    3, "a"     },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char out[16];

        assert_string_equal(text_cut(out, row[i].size, row[i].text), row[i].want);
        strcpy(out, row[i].text);
        assert_string_equal(text_cut(out, row[i].size, out), row[i].want);
    }
}

static void knows_well_formed_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const char *bytes;
        size_t len;
        bool good;
    } row[] = {
        {"empty",             "",                 0, true },
        {"ascii",             "a\x7f",            2, true },
        {"U+0080",            "\xc2\x80",         2, true },
        {"U+07FF",            "\xdf\xbf",         2, true },
        {"U+0800",            "\xe0\xa0\x80",     3, true },
        {"U+D7FF",            "\xed\x9f\xbf",     3, true },
        {"U+E000",            "\xee\x80\x80",     3, true },
        {"U+FFFF",            "\xef\xbf\xbf",     3, true },
        {"U+10000",           "\xf0\x90\x80\x80", 4, true },
        {"U+10FFFF",          "\xf4\x8f\xbf\xbf", 4, true },
        {"NUL",               "a\0b",             3, false},
        {"lone continuation", "\x80",             1, false},
        {"overlong 2",        "\xc1\xbf",         2, false},
        {"overlong 3",        "\xe0\x9f\xbf",     3, false},
        {"overlong 4",        "\xf0\x8f\xbf\xbf", 4, false},
        {"first surrogate",   "\xed\xa0\x80",     3, false},
        {"last surrogate",    "\xed\xbf\xbf",     3, false},
        {"past U+10FFFF",     "\xf4\x90\x80\x80", 4, false},
        {"F5",                "\xf5\x80\x80\x80", 4, false},
        {"FF",                "\xff",             1, false},
        {"cut 2",             "\xc2",             1, false},
        {"cut 3",             "\xe3\x81",         2, false},
        {"cut 4",             "\xf0\x90\x80",     3, false},
        {"len cuts it",       "\xe3\x81\x82",     2, false},
        {"broken second",     "\xe3\x41\x82",     3, false},
        {"CP932",             "\x93\xfa\x96\x7b", 4, false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        if (text_is_utf8(row[i].bytes, row[i].len) != row[i].good) {
            fail_msg("%s", row[i].what);
        }
    }
}

static void steps_through_text_and_writes_it_again(void **state)
{
    (void)state;
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
        char bytes[5];
        const char *s = bytes;
        bool surrogate = cp >= 0xD800 && cp < 0xE000;
        int len = text_encode(bytes, cp);

        if (text_next(&s) != (surrogate ? 0xFFFD : cp) || s != bytes + len || *s != '\0') {
            fail_msg("U+%04X", cp);
        }
    }
    const char *s = "a\xff\xe3\x81";
    static const uint32_t want[] = {'a', 0xFFFD, 0xFFFD, 0xFFFD, 0, 0};

    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(text_next(&s), want[i]);
    }
    char bytes[5];

    assert_int_equal(text_encode(bytes, 0x110000), 3);
    assert_string_equal(bytes, "\xef\xbf\xbd");
    assert_int_equal(text_chars("aあ𠮷\xff"), 4);
}

static void counts_columns_as_a_japanese_font_draws_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
    } row[] = {
        {"",                0},
        {"abc",             3},
        {"あいう",       6},
        {"ｱｲｳ",       3},
        {"ﾊﾞ",          2},
        {"𠮷田",         4},
        {"①",             2},
        {"→",             2},
        {"※",             2},
        {"Ⅲ",             2},
        {"—",             2},
        {"か\xe3\x82\x99", 2},
        {"é",              1},
        {"ＡＢ",          4},
        {"　",             2},
        {"a\001b\n",        2},
        {"\xee\x80\x80",    2},
        {"α",              2},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        if (text_width(row[i].text) != row[i].width) {
            fail_msg("%s: %zu", row[i].text, text_width(row[i].text));
        }
    }
}

static void trims_every_kind_of_space(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *want;
    } row[] = {
        {"",                        ""               },
        {" ",                       ""               },
        {"　\t\n",                 ""               },
        {"a",                       "a"              },
        {"　山田　太郎 \r\n", "山田　太郎"},
        {"\xc2\xa0x\xe2\x80\x8b",   "x"              },
        {"\xef\xbb\xbfx",           "x"              },
        {" \xff ",                  "\xff"           },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);

    for (size_t i = 0; i < COUNT(row); i++) {
        assert_string_equal(text_trim(a, row[i].text), row[i].want);
    }
}

static void composes_compatibility_forms(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    char many[2001];

    assert_string_equal(text_nfkc(a, "ＡＢ１㈱㍻ﾊﾞｶ\xe3\x82\x99"), "AB1(株)平成バガ");
    assert_string_equal(text_nfkc(a, "abc"), "abc");
    assert_string_equal(text_nfkc(a, ""), "");
    assert_string_equal(text_nfkc(a, "x\xff"), "x\xef\xbf\xbd");
    assert_string_equal(text_nfkc(a, "ひら〜"), "ひら〜");
    for (size_t i = 0; i + 2 < sizeof(many) - 1; i += 3) { /* each becomes 18 characters */
        memcpy(many + i, "\xef\xb7\xba", 4);
    }
    const char *grown = text_nfkc(a, many);

    assert_int_equal(text_chars(grown), 666 * 18);
    assert_true(text_is_utf8(grown, strlen(grown)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_at_whole_characters),
        cmocka_unit_test(knows_well_formed_utf8),
        cmocka_unit_test(steps_through_text_and_writes_it_again),
        cmocka_unit_test(counts_columns_as_a_japanese_font_draws_them),
        cmocka_unit_test(trims_every_kind_of_space),
        cmocka_unit_test(composes_compatibility_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
