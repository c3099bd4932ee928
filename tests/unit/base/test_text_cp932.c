#include "base/text.h"

#include "base/file.h"
#include "t.h"

static void writes_what_excel_writes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *bytes;
        const char *back; /* NULL: the same text */
    } row[] = {
        {"",             "",                                 NULL    },
        {"abc\r\n",      "abc\r\n",                          NULL    },
        {"日本",       "\x93\xfa\x96\x7b",                 NULL    },
        {"ﾅｰｽ",    "\xc5\xb0\xbd",                     NULL    },
        {"ー表ソ",    "\x81\x5b\x95\x5c\x83\x5c",         NULL    }, /* second bytes that look like [ and \ */
        {"髙﨑德",    "\xfb\xfc\xfa\xb1\xfa\xba",         NULL    },
        {"①㈱Ⅲ㎡", "\x87\x40\x87\x8a\x87\x56\x87\x75", NULL    },
        {"~\\",          "~\\",                              NULL    },
        {"9〜17",
         "9\x81\x60"
         "17",                                               "9～17"},
        {"9～17",
         "9\x81\x60"
         "17",                                               NULL    },
        {"−1",
         "\x81\x7c"
         "1",                                                "－1"  },
        {"－1",
         "\x81\x7c"
         "1",                                                NULL    },
        {"‖",          "\x81\x61",                         "∥"   },
        {"∥",          "\x81\x61",                         NULL    },
        {"—",          "\x81\x5c",                         "―"   },
        {"―",          "\x81\x5c",                         NULL    },
        {"\xee\x80\x80", "\xf0\x40",                         NULL    }, /* 外字 */
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);

    for (size_t i = 0; i < COUNT(row); i++) {
        const char *want = row[i].back == NULL ? row[i].text : row[i].back;
        char *bytes = NULL;
        char *text = NULL;
        size_t len = 0;
        size_t at = 0;
        struct err err;

        T_STATUS(row[i].text, text_to_cp932(&bytes, &len, a, row[i].text, &at, &err), OK);
        assert_int_equal(len, strlen(row[i].bytes));
        assert_memory_equal(bytes, row[i].bytes, len);
        T_STATUS(row[i].text, text_from_cp932(&text, a, bytes, len, &at, &err), OK);
        assert_string_equal(text, want);
        assert_string_equal(text_cp932_form(a, row[i].text), want);
    }
}

static void names_the_character_that_has_no_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at;
        const char *character;
    } row[] = {
        {"𠮷田",    0, "𠮷"            },
        {"山田é",   6, "é"              },
        {"ab😀",     2, "😀"            },
        {"a–b",      1, "–"             },
        {"•",        0, "•"             },
        {"x\xc2\xa0",  1, "\xc2\xa0"        },
        {"令㋿",     3, "㋿"             },
        {"〜♥",     3, "♥"             },
        {"¥100",      0, "¥"              }, /* would come back as a backslash */
        {"a‾",       1, "‾"             },
        {"£",         0, "£"              },
        {"é¥",       0, "é"              },
        {"a\xf3\xa0\x80\xa1"
         "b", 1, "\xf3\xa0\x80\xa1"}, /* a tag, which iconv drops */
        {"a\xff",      1, "\xef\xbf\xbd"    },
        {"a\xe3\x81",  1, "\xef\xbf\xbd"    },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);

    for (size_t i = 0; i < COUNT(row); i++) {
        char *bytes = NULL;
        size_t len = 99;
        size_t at = 99;
        struct err err;

        T_STATUS(row[i].text, text_to_cp932(&bytes, &len, a, row[i].text, &at, &err), E_INVALID);
        assert_int_equal(at, row[i].at);
        assert_string_equal(err.arg[0], row[i].character);
        assert_null(bytes);
        assert_int_equal(len, 99);
    }
}

static void says_where_bytes_are_no_text(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        size_t at;
    } row[] = {
        {"\x93",         1, 0},
        {"ab\x80",       3, 2},
        {"\x93\xfa\xa0", 3, 2},
        {"\xff",         1, 0},
        {"\x81\xad",     2, 0},
        {"\x81\x39",     2, 0},
        {"a\0b",         3, 1},
        {"\0",           1, 0},
        {"\x93\xfa\x96", 3, 2},
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);

    for (size_t i = 0; i < COUNT(row); i++) {
        char *text = NULL;
        size_t at = 99;
        struct err err;

        T_STATUS("bytes", text_from_cp932(&text, a, row[i].bytes, row[i].len, &at, &err),
                 E_INVALID);
        assert_int_equal(at, row[i].at);
        assert_null(text);
    }
}

/* Whatever is written comes back as text_cp932_form() says, or is refused: never changed. */
static void changes_no_character_in_silence(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct arena_mark mark = arena_mark(a);
    int written = 0;

    for (uint32_t cp = 1; cp <= 0xE00FF; cp = cp == 0x2FFFF ? 0xE0000 : cp + 1) {
        char s[5];
        char *bytes = NULL;
        char *text = NULL;
        size_t len = 0;
        size_t at = 0;

        if (cp >= 0xD800 && cp < 0xE000) {
            continue;
        }
        text_encode(s, cp);
        if (text_to_cp932(&bytes, &len, a, s, &at, NULL) == OK) {
            written++;
            if (text_from_cp932(&text, a, bytes, len, &at, NULL) != OK ||
                strcmp(text, text_cp932_form(a, s)) != 0) {
                fail_msg("U+%04X", cp);
            }
        }
        arena_reset(a, mark);
    }
    assert_in_range(written, 9000, 10000);
}

static void reads_and_writes_the_sample_ledger_whole(void **state)
{
    (void)state;
    const char *path = t_shared("samples/daicho-cp932.csv");

    if (path == NULL) {
        print_message("no shared samples here: nothing to read\n");
        return;
    }
    CLEANUP(arena_close) struct arena *a = arena_open(4 << 20);
    char *file = NULL;
    char *text = NULL;
    char *bytes = NULL;
    size_t size = 0;
    size_t len = 0;
    size_t at = 0;
    struct err err;

    T_OK(file_read(&file, &size, path, 1 << 20, a, &err));
    T_OK(text_from_cp932(&text, a, file, size, &at, &err));
    assert_non_null(strstr(text, "２階西ﾅｰｽｽﾃｰｼｮﾝ"));
    T_OK(text_to_cp932(&bytes, &len, a, text, &at, &err));
    assert_int_equal(len, size); /* 髙 and 﨑 have two codes each; Windows writes the other one */
    char *again = NULL;

    T_OK(text_from_cp932(&again, a, bytes, len, &at, &err));
    assert_string_equal(again, text);
}

static enum status both_ways(void *arg, struct err *err)
{
    (void)arg;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    char *bytes = NULL;
    char *text = NULL;
    size_t len = 0;
    size_t at = 0;
    enum status st = text_to_cp932(&bytes, &len, a, "日本〜", &at, err);

    return st == OK ? text_from_cp932(&text, a, bytes, len, &at, err) : st;
}

static void says_so_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, both_ways, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_excel_writes),
        cmocka_unit_test(names_the_character_that_has_no_place),
        cmocka_unit_test(says_where_bytes_are_no_text),
        cmocka_unit_test(changes_no_character_in_silence),
        cmocka_unit_test(reads_and_writes_the_sample_ledger_whole),
        cmocka_unit_test(says_so_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
