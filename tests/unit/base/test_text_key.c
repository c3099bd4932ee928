#include "base/text.h"

#include "t.h"

#include <stdio.h>

static void folds_what_people_type_to_one_key(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *key;
    } row[] = {
        {"",                               ""                           },
        {"PC-0412",                        "pc-0412"                    },
        {"ＰＣ－０４１２",          "pc-0412"                    },
        {"ＲＯＯＭ１",                "room1"                      },
        {"ナース",                      "ナ-ス"                    },
        {"ﾅｰｽ",                      "ナ-ス"                    },
        {"ナ−ス",                      "ナ-ス"                    },
        {"ナ‐ス",                      "ナ-ス"                    },
        {"なーす",                      "ナ-ス"                    },
        {"さとう",                      "サトウ"                  },
        {"ｻﾄｳ",                      "サトウ"                  },
        {"ﾊﾞｯｸｱｯﾌﾟ",       "バックアップ"         },
        {"バックアップ",             "バックアップ"         },
        {"ﾊ\xe3\x82\x99ック",          "バック"                  },
        {"ウ゛ェ",                      "ヴェ"                     },
        {"ｳﾞｪ",                      "ヴェ"                     },
        {"ﾜﾞﾝ",                      "ヷン"                     },
        {"か゛き",                      "ガキ"                     },
        {"１９２．１６８．２．", "192.168.2."                 },
        {"192。168。2。",               "192.168.2."                 },
        {"192・168・2・1",              "192.168.2.1"                },
        {"03ー1234―5678",               "03-1234-5678"               },
        {"1 階　西\t病棟\n",          "1階西病棟"              },
        {"９：００〜１７：００", "9:00~17:00"                 },
        {"9:00～17:00",                   "9:00~17:00"                 },
        {"a\001b",                         "a\001b"                     },
        {"a\002b\x7f",                     "ab"                         },
        {"㈱",                            "(株)"                      },
        {"①㎡",                         "1m2"                        },
        {"㋿8年",                        "令和8年"                 },
        {"神",                            "神"                        },
        {"葛󠄀城",                     "葛城"                     },
        {"𠮷田",                        "𠮷田"                    },
        {"STRASSE Straße",                "strassestrasse"             },
        {"É",                             "é"                         },
        {"\xff",                           "\xef\xbf\xbd"               },
        {"ァ\xe3\x83",                    "ァ\xef\xbf\xbd\xef\xbf\xbd"},
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(row); i++) {
        assert_string_equal(text_key(a, row[i].typed), row[i].key);
        assert_string_equal(text_key(a, row[i].key), row[i].key); /* a key is its own key */
    }
}

/* The fast path and utf8proc's must agree: each character between two that take either. */
static void folds_every_character_alike_on_both_paths(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct arena_mark start = arena_mark(a);

    for (uint32_t cp = 2; cp < 0x30000; cp++) {
        static const char *const before[] = {"", "ｶ", "ﾊ", "ト", "ｳ"};

        bool may_join = (cp >= 0x3000 && cp < 0x3100) || cp >> 8 == 0xFF;

        for (size_t i = 0; i < (may_join ? COUNT(before) : 1); i++) {
            char alone[64];
            char with_slow[64];
            char one[5];

            if (cp >= 0xD800 && cp < 0xE000) {
                continue;
            }
            text_encode(one, cp);
            snprintf(alone, sizeof(alone), "%s%sア", before[i], one);
            snprintf(with_slow, sizeof(with_slow), "%s%sア㎡", before[i], one);

            const char *fast = text_key(a, alone);
            const char *slow = text_key(a, with_slow);

            if (strncmp(fast, slow, strlen(fast)) != 0 || strcmp(slow + strlen(fast), "m2") != 0) {
                fail_msg("U+%04X after \"%s\": %s and %s", cp, before[i], fast, slow);
            }
        }
        arena_reset(a, start);
    }
}

/* True when every gram of query is one of record's. */
static bool covers(const char *record, const char *query)
{
    for (const char *q = query; *q != '\0';) {
        size_t len = strcspn(q, " ");
        bool found = false;

        for (const char *r = record; *r != '\0' && !found;) {
            size_t n = strcspn(r, " ");

            found = n == len && memcmp(r, q, n) == 0;
            r += n + (r[n] == ' ');
        }
        if (!found) {
            return false;
        }
        q += len + (q[len] == ' ');
    }
    return true;
}

static void finds_parts_of_one_two_and_three_characters_in_any_width(void **state)
{
    (void)state;
    static const char record[] = "0412\0012階東ナースステーション\001192.168.2.41\001ＲＯＯＭ１\001"
                                 "サトウ　ハナコ\001株式会社みどり";
    static const struct {
        const char *query;
        bool found;
    } row[] = {
        {"ﾅｰｽ",                      true },
        {"１９２．１６８．２．", true },
        {"192。168。2。",               true },
        {"room1",                          true },
        {"さとう",                      true },
        {"さとう はな",               true },
        {"ース",                         true },
        {"ー",                            true },
        {"階",                            true },
        {"2階",                           true },
        {"階東",                         true },
        {"㈱",                            false},
        {"0412",                           true },
        {"04122",                          false},
        {"12２階",                       false},
        {"階1",                           false},
        {"ン192",                         false},
        {"ステーション",             true },
        {"外来",                         false},
        {"Ｍ",                            true },
        {"",                               true },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *grams = text_grams(a, text_key(a, record));

    for (size_t i = 0; i < COUNT(row); i++) {
        const char *query = text_query_grams(a, text_key(a, row[i].query));

        if (covers(grams, query) != row[i].found) {
            fail_msg("%s: %s in %s", row[i].query, query, grams);
        }
    }
}

static void makes_each_gram_once_and_none_across_fields(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        const char *grams;
        const char *query;
    } row[] = {
        {"",            "",                          ""             },
        {"\001\001",    "",                          ""             },
        {"ア",         "ア",                       "ア"          },
        {"アイ",      "ア イ アイ",            "アイ"       },
        {"アイウ",   "ア イ アイ ウ イウ", "アイ イウ"},
        {"aaaa",        "a aa",                      "aa"           },
        {"ab\001c",     "a b ab c",                  "ab c"         },
        {"a\001b\001a", "a b",                       "a b"          },
        {"\001ab\001",  "a b ab",                    "ab"           },
        {"a b",         "a b",                       "a b"          },
        {"𠮷田",     "𠮷 田 𠮷田",          "𠮷田"      },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(row); i++) {
        assert_string_equal(text_grams(a, row[i].key), row[i].grams);
        assert_string_equal(text_query_grams(a, row[i].key), row[i].query);
    }
}

static void repairs_machine_like_fields(void **state)
{
    (void)state;
    static const struct {
        enum text_form form;
        const char *typed;
        const char *want;
    } row[] = {
        {TEXT_ADDRESS, "１９２．１６８．１．２０", "192.168.1.20"           },
        {TEXT_ADDRESS, "192。168。1。20",                   "192.168.1.20"           },
        {TEXT_ADDRESS, "192・168､1,20",                     "192.168.1.20"           },
        {TEXT_ADDRESS, " 192.168. 1.0／24　",                "192.168.1.0/24"         },
        {TEXT_ADDRESS, "００ー１Ａ−2b―3c‐4d–5e",  "00-1A-2b-3c-4d-5e"      },
        {TEXT_ADDRESS, "00：1A：2B",                         "00:1A:2B"               },
        {TEXT_ADDRESS, "10.0.0\xe2\x80\x8b.1",                 "10.0.0.1"               },
        {TEXT_CODE,    "ＰＣー００１",                   "PC-001"                 },
        {TEXT_CODE,    "pc − 001",                           "pc-001"                 },
        {TEXT_CODE,    "ｻｰﾊﾞｰ−０１",             "サーバー-01"        },
        {TEXT_CODE,    "00７７",                             "0077"                   },
        {TEXT_PHONE,   "０３（１２３４）５６７８", "03-1234-5678"           },
        {TEXT_PHONE,   "（03）1234ー5678",                  "03-1234-5678"           },
        {TEXT_PHONE,   "03-1234-5678（内線2301）",         "03-1234-5678-内線2301"},
        {TEXT_PHONE,   "０１２０・１２３",             "0120・123"             },
        {TEXT_PHONE,   "センター03--1",                    "センター03-1"       },
        {TEXT_NUMBER,  "１，２３４",                      "1234"                   },
        {TEXT_NUMBER,  "−５０",                            "-50"                    },
        {TEXT_NUMBER,  "1、000",                              "1000"                   },
        {TEXT_NUMBER,  "",                                     ""                       },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(row); i++) {
        const char *got = text_form(a, row[i].typed, row[i].form);

        assert_string_equal(got, row[i].want);
        assert_string_equal(text_form(a, got, row[i].form), got);
    }
}

static void orders_digit_runs_as_numbers(void **state)
{
    (void)state;
    static const char *const in_order[] = {
        "",
        "0",
        "1",
        "2",
        "10",
        "123456789",
        "1234567890",
        "99999999999999999999",
        "100000000000000000000",
        "PC1",
        "ＰＣ２",
        "pc3-1",
        "PC3-10",
        "PC10",
        "room02",
        "ROOM3",
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 1; i < COUNT(in_order); i++) {
        const char *before = text_natural_key(a, in_order[i - 1]);
        const char *after = text_natural_key(a, in_order[i]);

        if (strcmp(before, after) >= 0) {
            fail_msg("%s (%s) before %s (%s)", in_order[i - 1], before, in_order[i], after);
        }
    }
    assert_string_equal(text_natural_key(a, "007"), text_natural_key(a, "７"));
}

static void orders_readings_like_a_phone_book(void **state)
{
    (void)state;
    static const char *const in_order[] = {
        "",
        "A社",
        "ア",
        "アー", /* = アア, long before normal */
        "アア",
        "アイ",
        "カ",
        "ガ",
        "カア",
        "サトウ　ハナコ",
        "ｻﾄｳ ﾊﾅｺ 2",
        "サトウ　ハルカ",
        "サトウダ",
        "ハツト",
        "バット",
        "ハッピー",
        "ハハ",
        "ハバ",
        "ハパ",
        "バハ",
        "ビョウイン",
        "ビヨウイン",
        "ヤマサキ　タロウ",
        "やまさき　ﾂﾈｵ",
        "ヤマザキ　イチロウ",
        "ヤマザキ　ハナ",
        "ヤマサワ　アイ",
        "亜",
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 1; i < COUNT(in_order); i++) {
        const char *before = text_reading_key(a, in_order[i - 1]);
        const char *after = text_reading_key(a, in_order[i]);

        if (strcmp(before, after) >= 0) {
            fail_msg("%s (%s) before %s (%s)", in_order[i - 1], before, in_order[i], after);
        }
    }
    assert_string_equal(text_reading_key(a, "ﾔﾏﾀﾞ ﾀﾛｳ"), text_reading_key(a, "やまだ　たろう"));
    assert_string_equal(text_reading_key(a, "ジョン・スミス"), text_reading_key(a, "ジョンスミス"));
    assert_string_equal(text_reading_key(a, "アー"), "アア 00 20");
    assert_string_equal(text_reading_key(a, "ー"), "ー 0 2");
    assert_string_equal(text_reading_key(a, "アㇰ"), "アク 00 21");
    assert_string_equal(text_reading_key(a, "バヾ"), "ハハ 11 22");
}

static void writes_furigana_in_full_width_katakana(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *want;
        bool is_kana;
    } row[] = {
        {"ﾔﾏﾀﾞ ﾀﾛｳ",   "ヤマダ　タロウ", true },
        {" やまだ　 たろう ", "ヤマダ　タロウ", true },
        {"ｼﾞｮﾝ･ｽﾐｽ", "ジョン・スミス", true },
        {"サト−",                "サトー",             true },
        {"山田",                   "山田",                false},
        {"",                         "",                      true },
        {"ゔぃ",                   "ヴィ",                true },
        {"ﾊ(1)",                   "ハ(1)",                false},
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(row); i++) {
        const char *got = text_kana(a, row[i].typed);

        assert_string_equal(got, row[i].want);
        assert_int_equal(text_is_kana(got), row[i].is_kana);
    }
}

static enum status work(void *arg, struct err *err)
{
    (void)arg;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *key = text_key(a, "㈱ナース");

    key = key == NULL ? "" : key;
    text_grams(a, key);
    text_query_grams(a, key);
    text_natural_key(a, "ROOM10");
    text_kana(a, "やまだ");
    text_reading_key(a, "やまだ");
    text_form(a, "１２。３", TEXT_ADDRESS);
    text_trim(a, " x ");
    return arena_status(a, err);
}

static void says_so_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, work, NULL);
    assert_null(text_key(NULL, "x"));
    assert_null(text_grams(NULL, "x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_what_people_type_to_one_key),
        cmocka_unit_test(folds_every_character_alike_on_both_paths),
        cmocka_unit_test(finds_parts_of_one_two_and_three_characters_in_any_width),
        cmocka_unit_test(makes_each_gram_once_and_none_across_fields),
        cmocka_unit_test(repairs_machine_like_fields),
        cmocka_unit_test(orders_digit_runs_as_numbers),
        cmocka_unit_test(orders_readings_like_a_phone_book),
        cmocka_unit_test(writes_furigana_in_full_width_katakana),
        cmocka_unit_test(says_so_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
