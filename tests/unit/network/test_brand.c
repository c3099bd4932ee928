#include "network/brand.h"
#include "t.h"

#include "network/maker.h"

#include <string.h>

static void a_maker_is_one_brand_however_it_is_written(void **state)
{
    (void)state;
    static const struct {
        const char *written, *brand; /* NULL: none */
    } row[] = {
        {"富士通",                                                       "富士通"                                          },
        {"富士通株式会社",                                           "富士通"                                          },
        {"株式会社富士通ゼネラル",                               "富士通"                                          },
        {"㈱日立製作所",                                              "日立"                                             },
        {"(株) 日立製作所",                                           "日立"                                             },
        {"ＦＵＪＩＴＳＵ",                                           "富士通"                                          },
        {" fujitsu limited ",                                               "富士通"                                          },
        {"ﾊﾟﾅｿﾆｯｸ",                                           "パナソニック"                                 },
        {"NEC",                                                             "NEC"                                                },
        {"NECパーソナルコンピュータ",                            "NEC"                                                },
        {"日本電気",                                                    "NEC"                                                },
        {"Nectar Systems",                                                  NULL                                                 },
        {"HP",                                                              "HP"                                                 },
        {"HP Inc.",                                                         "HP"                                                 },
        {"HPE",                                                             "HPE"                                                },
        {"Hewlett Packard Enterprise",                                      "HPE"                                                },
        {"日本ヒューレット・パッカード",                      "HP"                                                 },
        {"東芝テック",                                                 "東芝テック"                                    },
        {"東芝情報システム",                                        "東芝"                                             },
        {"キャノンマーケティングジャパン",                   "キヤノン"                                       },
        {"富士フイルムビジネスイノベーションジャパン", "富士フイルムビジネスイノベーション"},
        {"The Sony",                                                        "ソニー"                                          },
        {"Intel",                                                           NULL                                                 },
        {"バッファロー",                                              NULL                                                 },
        {"VMware",                                                          NULL                                                 },
        {"見本商会",                                                    NULL                                                 },
        {"富士",                                                          NULL                                                 },
        {"",                                                                NULL                                                 },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(row); i++) {
        const char *brand = brand_find(row[i].written, a);

        if ((brand == NULL) != (row[i].brand == NULL) ||
            (brand != NULL && strcmp(brand, row[i].brand) != 0)) {
            fail_msg("%s: %s", row[i].written, brand != NULL ? brand : "none");
        }
    }
}

static void companies_that_build_for_each_other_are_kin(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool may;
    } row[] = {
        {"Dell",               "Dell",                                                true },
        {"NEC",                "Lenovo",                                              true },
        {"Lenovo",             "富士通",                                           true },
        {"HPE Aruba",          "HP",                                                  true },
        {"東芝",             "キヤノン",                                        true },
        {"富士フイルム", "富士フイルムビジネスイノベーション", true },
        {"シャープ",       "キヤノン",                                        false}, /* kin of kin are none */
        {"Dell",               "HP",                                                  false},
        {"Apple",              "富士通",                                           false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        assert_int_equal(brand_may_carry(row[i].a, row[i].b), row[i].may);
        assert_int_equal(brand_may_carry(row[i].b, row[i].a), row[i].may);
    }
}

/* What a card's maker is called on pages is found again as a brand. */
static void names_of_cards_are_brands_too(void **state)
{
    (void)state;
    static const struct {
        uint8_t mac[6];
        const char *brand;
    } row[] = {
        {{0x98, 0xe7, 0x43, 0, 0, 1}, "Dell"     },
        {{0x68, 0x84, 0x7e, 0, 0, 1}, "富士通"},
        {{0x9c, 0x7b, 0xef, 0, 0, 1}, "HP"       },
        {{0x6c, 0xe4, 0xda, 0, 0, 1}, "NEC"      },
        {{0xac, 0x44, 0xf2, 0, 0, 1}, "ヤマハ"},
        {{0x00, 0x1b, 0x21, 0, 0, 1}, NULL       }, /* Intel */
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(row); i++) {
        char name[MAKER_NAME_SIZE];
        const char *brand = brand_find(maker_name(name, maker_built_in(), row[i].mac), a);

        if (row[i].brand == NULL) {
            assert_null(brand);
        } else {
            assert_string_equal(brand, row[i].brand);
        }
    }
}

static enum status find_once(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    if (a == NULL) {
        return err_set(err, E_NOMEM, "no arena");
    }
    const char *brand = brand_find(arg, a);

    return arena_status(a, NULL) != OK ? arena_status(a, err)
           : brand != NULL             ? OK
                                       : err_set(err, E_NOTFOUND, "no brand");
}

static void every_fault_is_told(void **state)
{
    (void)state;
    static char written[] = "㈱ﾊﾟﾅｿﾆｯｸ";

    T_FAULTS(FAULT_ALLOC, find_once, written);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_maker_is_one_brand_however_it_is_written),
        cmocka_unit_test(companies_that_build_for_each_other_are_kin),
        cmocka_unit_test(names_of_cards_are_brands_too),
        cmocka_unit_test(every_fault_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
