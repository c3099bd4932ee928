#include "record/value.h"

#include "base/date.h"
#include "t.h"

static struct arena *arena;
static struct value_scope scope;

static int set_up(void **state)
{
    (void)state;
    arena = arena_open(8 << 20);
    scope = (struct value_scope){
        .facility_id = 1,
        .now_ms = date_start_ms((struct date){2026, 11, 24}),
        .arena = arena,
        .lang = LANG_JA,
    };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static const struct choice fruit[] = {
    {"apple",  "りんご", "apple"},
    {"pear", "なし（果物）", "pear"},
    {0  }
};

#define FIELD(k, ...) \
    ((struct field){.name = "f", .ja = "欄", .en = "f", .kind = (k), ##__VA_ARGS__})

static void takes_what_people_type(void **state)
{
    (void)state;
    static const struct {
        struct field field;
        const char *typed, *want; /* NULL: blank */
    } row[] = {
        {{.kind = K_TEXT},                     "  受付\t1 \r\n",                     "受付 1"                                      },
        {{.kind = K_TEXT},                     "　",                                  NULL                                            },
        {{.kind = K_TEXT, .flags = RESERVED},  "－",                                  "なし"                                        },
        {{.kind = K_TEXT, .flags = RESERVED},  "無し",                               "なし"                                        },
        {{.kind = K_TEXT, .flags = RESERVED},  "不明",                               "不明"                                        },
        {{.kind = K_TEXT, .flags = RESERVED},  "？",                                  "不明"                                        },
        {{.kind = K_TEXT},                     "なし",                               "なし"                                        },
        {{.kind = K_TEXT, .flags = CODE_LIKE}, "００７７",                         "0077"                                          },
        {{.kind = K_TEXT, .flags = CODE_LIKE}, "ＰＣ－０１",                      "PC-01"                                         },
        {{.kind = K_NOTE},                     "一行目\r\n二行目\r",             "一行目\n二行目"                          },
        {{.kind = K_TEXTS},
         "a医師（内科、外科）、b医師,c医師",                             "a医師（内科、外科）\nb医師\nc医師"},
        {{.kind = K_TEXTS},                    "、 、",                              NULL                                            },
        {{.kind = K_KANA},                     "やまだ ﾀﾛｳ",                  "ヤマダ　タロウ"                         },
        {{.kind = K_DATE},                     "令和8年11月20日",                 "2026-11-20"                                    },
        {{.kind = K_DATE},                     "R8.4",                                 "2026-04"                                       },
        {{.kind = K_INT},                      "１，２００",                      "1200"                                          },
        {{.kind = K_INT},                      "３０分",                            "30"                                            },
        {{.kind = K_BOOL},                     "はい",                               "1"                                             },
        {{.kind = K_BOOL},                     "×",                                   "0"                                             },
        {{.kind = K_TRI},                      "有",                                  "yes"                                           },
        {{.kind = K_TRI},                      "無し",                               "no"                                            },
        {{.kind = K_TRI},                      "ー",                                  "unknown"                                       },
        {{.kind = K_IP},                       "１９２．１６８．１．２０", "192.168.1.20"                                  },
        {{.kind = K_IP},                       "192。168。1。207",                  "192.168.1.207"                                 },
        {{.kind = K_IP},                       "192.168.001.020",                      "192.168.1.20"                                  },
        {{.kind = K_IP},                       "FE80::0001",                           "fe80::1"                                       },
        {{.kind = K_IP, .flags = RESERVED},    "-",                                    "なし"                                        },
        {{.kind = K_MAC},                      "00-1A-2B-3C-4D-5E",                    "00:1a:2b:3c:4d:5e"                             },
        {{.kind = K_MAC},                      "001a.2b3c.4d5e",                       "00:1a:2b:3c:4d:5e"                             },
        {{.kind = K_CIDR},                     "192.168.1.0／24",                     "192.168.1.0/24"                                },
        {{.kind = K_CIDR},                     "10.0.0.0/255.255.0.0",                 "10.0.0.0/16"                                   },
        {{.kind = K_PHONE},                    "０３（１２３４）５６７８", "03-1234-5678"                                  },
        {{.kind = K_PHONE},                    "内線２３０１",                   "内線2301"                                    },
        {{.kind = K_EMAIL},                    "ｉｎｆｏ＠example.jp",            "info@example.jp"                               },
        {{.kind = K_URL},                      "https://example.jp/a?b=1",             "https://example.jp/a?b=1"                      },
        {{.kind = K_ENUM, .choices = fruit},   "りんご",                            "apple"                                         },
        {{.kind = K_ENUM, .choices = fruit},   "ＰＥＡＲ",                         "pear"                                          },
        {{.kind = K_ENUMS, .choices = fruit},  "なし（果物）、りんご",       "apple,pear"                                    },
        {{.kind = K_REF, .ref = "vendor"},     "3759000000000000000",                  "3759000000000000000"                           },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct field f = row[i].field;
        const char *got = "untouched";
        struct err err;

        f.ja = "欄";
        T_STATUS(row[i].typed, value_parse(&got, &f, row[i].typed, &scope, &err), OK);
        if (row[i].want == NULL) {
            assert_null(got);
        } else {
            assert_non_null(got);
            assert_string_equal(got, row[i].want);
            assert_true(value_is_canonical(&f, got));
        }
    }
}

static void refuses_with_value_rule_and_example(void **state)
{
    (void)state;
    static const struct {
        struct field field;
        const char *typed, *says;
    } row[] = {
        {{.kind = K_IP},                      "192.168.1",                                           "「192.168.1」は4つの数字になっていません。例：192.168.1.20"},
        {{.kind = K_IP},                      "192.168.300.4",                                       "300"                                                                         },
        {{.kind = K_IP},                      "192.168.1.2\n10.0.0.2",                               "2つ以上"                                                                  },
        {{.kind = K_IP},                      "１０．０．０．１／１０．０．１．１", "接続口"                                                                   },
        {{.kind = K_IP},                      "192.168.1.2、なし",                                "4つの数字"                                                               },
        {{.kind = K_IP},                      "192.168.1.2.3",                                       "4つの数字"                                                               },
        {{.kind = K_IP},                      "PC01",                                                "4つの数字"                                                               },
        {{.kind = K_MAC},                     "00:11:22",                                            "12文字"                                                                    },
        {{.kind = K_CIDR},                    "192.168.1.0/33",                                      "例：192.168.1.0/24"                                                        },
        {{.kind = K_CIDR},                    "10.0.0.0/255.0.255.0",                                "範囲"                                                                      },
        {{.kind = K_DATE},                    "R8.13.1",                                             "月"                                                                         },
        {{.kind = K_DATE},                    "令和8年2月30日",                                 "2月"                                                                        },
        {{.kind = K_INT},                     "たくさん",                                        "整数"                                                                      },
        {{.kind = K_INT, .min = 1, .max = 5}, "6",                                                   "1 から 5"                                                                  },
        {{.kind = K_KANA},                    "山田",                                              "カタカナ"                                                                },
        {{.kind = K_PHONE},                   "なし",                                              "電話番号"                                                                },
        {{.kind = K_EMAIL},                   "a@b",                                                 "例："                                                                      },
        {{.kind = K_URL},                     "javascript:alert(1)",                                 "アドレス"                                                                },
        {{.kind = K_ENUM, .choices = fruit},  "みかん",                                           "りんご、なし（果物）"                                              },
        {{.kind = K_ENUMS, .choices = fruit}, "りんご、みかん",                               "みかん"                                                                   },
        {{.kind = K_TRI},                     "たぶん",                                           "有、無、未確認"                                                       },
        {{.kind = K_TEXT, .max = 3},          "あいうえ",                                        "3文字まで"                                                               },
        {{.kind = K_REF, .ref = "vendor"},    "どこかの会社",                                  "登録されていません"                                                 },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct field f = row[i].field;
        const char *got = "untouched";
        struct err err;
        char text[1024];

        f.ja = "欄";
        enum status st = value_parse(&got, &f, row[i].typed, &scope, &err);

        assert_true(st == E_INVALID || st == E_NOTFOUND);
        assert_string_equal(got, "untouched");
        err_text(&err, LANG_JA, text, sizeof(text));
        if (strstr(text, row[i].says) == NULL) {
            fail_msg("%s: \"%s\" does not say \"%s\"", row[i].typed, text, row[i].says);
        }
    }
}

static void exactly_the_longest_text_fits(void **state)
{
    (void)state;
    struct field f = FIELD(K_TEXT, .max = 4);
    const char *got;
    struct err err;

    T_OK(value_parse(&got, &f, "あいうえ", &scope, &err));
    T_STATUS("five", value_parse(&got, &f, "あいうえお", &scope, &err), E_INVALID);
}

static void sorts_addresses_and_codes_as_numbers(void **state)
{
    (void)state;
    struct field ip = FIELD(K_IP), code = FIELD(K_TEXT, .flags = CODE_LIKE);

    assert_true(strcmp(value_sort_key(&ip, "192.168.1.9", arena),
                       value_sort_key(&ip, "192.168.1.10", arena)) < 0);
    assert_true(
        strcmp(value_sort_key(&code, "ROOM2", arena), value_sort_key(&code, "ROOM10", arena)) < 0);
    assert_null(value_sort_key(&ip, NULL, arena));
}

static void shows_what_it_took(void **state)
{
    (void)state;
    struct field date = FIELD(K_DATE), tri = FIELD(K_TRI);
    struct field fruits = FIELD(K_ENUMS, .choices = fruit), texts = FIELD(K_TEXTS);

    assert_string_equal(value_show(&date, "2026-11-20", &scope), "2026/11/20");
    assert_string_equal(value_show(&tri, "unknown", &scope), "未確認");
    assert_string_equal(value_show(&fruits, "apple,pear", &scope), "りんご、なし（果物）");
    assert_string_equal(value_show(&texts, "a\nb", &scope), "a、b");
    assert_string_equal(value_show(&date, NULL, &scope), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_what_people_type, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_with_value_rule_and_example, set_up, tear_down),
        cmocka_unit_test_setup_teardown(exactly_the_longest_text_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sorts_addresses_and_codes_as_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_what_it_took, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
