#include "network/brand.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

/*
 * Beginnings of written makers (NFKC, ASCII in lower case), and the brand. A beginning in ASCII
 * ends where a word does; of several that fit, the longest counts.
 */
static const struct {
    const char *written, *brand;
} known[] = {
    {"allied telesis",                                      "アライドテレシス"                           },
    {"allied telesyn",                                      "アライドテレシス"                           },
    {"apple",                                               "Apple"                                              },
    {"arkray",                                              "アークレイ"                                    },
    {"aruba",                                               "HPE Aruba"                                          },
    {"asus",                                                "ASUS"                                               },
    {"asustek",                                             "ASUS"                                               },
    {"brother",                                             "ブラザー"                                       },
    {"canon",                                               "キヤノン"                                       },
    {"cisco",                                               "Cisco"                                              },
    {"compaq",                                              "HP"                                                 },
    {"dell",                                                "Dell"                                               },
    {"dynabook",                                            "東芝"                                             },
    {"eizo",                                                "EIZO"                                               },
    {"epson",                                               "エプソン"                                       },
    {"fcnt",                                                "富士通"                                          },
    {"fortinet",                                            "Fortinet"                                           },
    {"fuji xerox",                                          "富士フイルムビジネスイノベーション"},
    {"fujifilm",                                            "富士フイルム"                                 },
    {"fujifilm business",                                   "富士フイルムビジネスイノベーション"},
    {"fujitsu",                                             "富士通"                                          },
    {"fukuda denshi",                                       "フクダ電子"                                    },
    {"ge healthcare",                                       "GEヘルスケア"                                  },
    {"gehealthcare",                                        "GEヘルスケア"                                  },
    {"geヘルスケア",                                   "GEヘルスケア"                                  },
    {"hewlett packard",                                     "HP"                                                 },
    {"hewlett packard enterprise",                          "HPE"                                                },
    {"hewlett-packard",                                     "HP"                                                 },
    {"hitachi",                                             "日立"                                             },
    {"hp",                                                  "HP"                                                 },
    {"hpe",                                                 "HPE"                                                },
    {"hpe aruba",                                           "HPE Aruba"                                          },
    {"huawei",                                              "Huawei"                                             },
    {"ibm",                                                 "IBM"                                                },
    {"international business",                              "IBM"                                                },
    {"konica minolta",                                      "コニカミノルタ"                              },
    {"kyocera",                                             "京セラ"                                          },
    {"lenovo",                                              "Lenovo"                                             },
    {"meraki",                                              "Cisco"                                              },
    {"mitsubishi electric",                                 "三菱電機"                                       },
    {"murata machinery",                                    "村田機械"                                       },
    {"nec",                                                 "NEC"                                                },
    {"nihon kohden",                                        "日本光電"                                       },
    {"oki",                                                 "沖電気"                                          },
    {"oki electric",                                        "沖電気"                                          },
    {"olympus",                                             "オリンパス"                                    },
    {"omron",                                               "オムロン"                                       },
    {"panasonic",                                           "パナソニック"                                 },
    {"philips",                                             "フィリップス"                                 },
    {"qnap",                                                "QNAP"                                               },
    {"raspberry pi",                                        "Raspberry Pi"                                       },
    {"ricoh",                                               "リコー"                                          },
    {"seiko epson",                                         "エプソン"                                       },
    {"sharp",                                               "シャープ"                                       },
    {"shimadzu",                                            "島津製作所"                                    },
    {"siemens",                                             "シーメンス"                                    },
    {"sony",                                                "ソニー"                                          },
    {"synology",                                            "Synology"                                           },
    {"sysmex",                                              "シスメックス"                                 },
    {"terumo",                                              "テルモ"                                          },
    {"toshiba",                                             "東芝"                                             },
    {"toshiba tec",                                         "東芝テック"                                    },
    {"vaio",                                                "VAIO"                                               },
    {"yamaha",                                              "ヤマハ"                                          },
    {"zebra",                                               "Zebra"                                              },
    {"zyxel",                                               "Zyxel"                                              },
    {"アークレイ",                                     "アークレイ"                                    },
    {"アップル",                                        "Apple"                                              },
    {"アライドテレシス",                            "アライドテレシス"                           },
    {"エイスース",                                     "ASUS"                                               },
    {"エプソン",                                        "エプソン"                                       },
    {"エヌイーシー",                                  "NEC"                                                },
    {"オムロン",                                        "オムロン"                                       },
    {"オリンパス",                                     "オリンパス"                                    },
    {"キヤノン",                                        "キヤノン"                                       },
    {"キャノン",                                        "キヤノン"                                       },
    {"京セラ",                                           "京セラ"                                          },
    {"コニカミノルタ",                               "コニカミノルタ"                              },
    {"三菱電機",                                        "三菱電機"                                       },
    {"シーメンス",                                     "シーメンス"                                    },
    {"シスコ",                                           "Cisco"                                              },
    {"シスメックス",                                  "シスメックス"                                 },
    {"シャープ",                                        "シャープ"                                       },
    {"島津",                                              "島津製作所"                                    },
    {"セイコーエプソン",                            "エプソン"                                       },
    {"ゼブラ",                                           "Zebra"                                              },
    {"ソニー",                                           "ソニー"                                          },
    {"ダイナブック",                                  "東芝"                                             },
    {"テルモ",                                           "テルモ"                                          },
    {"デル",                                              "Dell"                                               },
    {"東芝",                                              "東芝"                                             },
    {"東芝テック",                                     "東芝テック"                                    },
    {"日本hp",                                            "HP"                                                 },
    {"日本電気",                                        "NEC"                                                },
    {"日本光電",                                        "日本光電"                                       },
    {"日本ヒューレット",                            "HP"                                                 },
    {"日立",                                              "日立"                                             },
    {"パナソニック",                                  "パナソニック"                                 },
    {"ヒューレット",                                  "HP"                                                 },
    {"フィリップス",                                  "フィリップス"                                 },
    {"フォーティネット",                            "Fortinet"                                           },
    {"フクダ電子",                                     "フクダ電子"                                    },
    {"富士ゼロックス",                               "富士フイルムビジネスイノベーション"},
    {"富士通",                                           "富士通"                                          },
    {"富士フイルム",                                  "富士フイルム"                                 },
    {"富士フイルムビジネスイノベーション", "富士フイルムビジネスイノベーション"},
    {"富士フィルム",                                  "富士フイルム"                                 },
    {"ブラザー",                                        "ブラザー"                                       },
    {"村田機械",                                        "村田機械"                                       },
    {"ムラテック",                                     "村田機械"                                       },
    {"ヤマハ",                                           "ヤマハ"                                          },
    {"リコー",                                           "リコー"                                          },
    {"レノボ",                                           "Lenovo"                                             },
    {"沖データ",                                        "沖電気"                                          },
    {"沖電気",                                           "沖電気"                                          },
};

/* Companies that build for each other, were one, or became one: their cards stand in each other's
   machines. A brand may stand in several rows. */
static const char *const kin[][5] = {
    {"NEC",    "Lenovo",       "富士通", "IBM"}, /* PCs since 2011 and 2018; System x since 2014 */
    {"HP",   "HPE",                 "HPE Aruba"},
    {"東芝", "シャープ","東芝テック"}, /* Dynabook since 2018 */
    {"ソニー", "VAIO"},
    {"富士フイルム",        "富士フイルムビジネスイノベーション"           },
    {"富士フイルム",        "日立"  }, /* imaging since 2021 */
    {"東芝",        "キヤノン"}, /* medical systems since 2016 */
};

/* Before the name: 「株式会社」, 「(株)」 (「㈱」 after NFKC), "the". */
static const char *without_form(const char *text)
{
    static const char *const form[] = {"株式会社", "(株)", "有限会社", "(有)", "the "};

    for (size_t i = 0; i < COUNT(form); i++) {
        size_t len = strlen(form[i]);

        if (strncmp(text, form[i], len) == 0) {
            return text + len + strspn(text + len, " ");
        }
    }
    return text;
}

/* A word in ASCII is whole: "nec" is not the beginning of "nectar". */
static bool begins(const char *text, const char *with)
{
    size_t len = strlen(with);

    return strncmp(text, with, len) == 0 &&
           !((unsigned char)with[len - 1] < 0x80 && isalnum((unsigned char)text[len]));
}

const char *brand_find(const char *written, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    char *nfkc = text_nfkc(a, written);
    char *text = nfkc == NULL ? NULL : text_trim(a, nfkc);
    const char *found = NULL;
    size_t longest = 0;

    if (text == NULL) {
        return NULL;
    }
    for (char *c = text; *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    const char *name = without_form(text);

    for (size_t i = 0; i < COUNT(known); i++) {
        size_t len = strlen(known[i].written);

        if (len > longest && begins(name, known[i].written)) {
            found = known[i].brand;
            longest = len;
        }
    }
    arena_reset(a, mark);
    return found;
}

static bool is_in(const char *const *row, size_t n, const char *brand)
{
    for (size_t i = 0; i < n && row[i] != NULL; i++) {
        if (strcmp(row[i], brand) == 0) {
            return true;
        }
    }
    return false;
}

bool brand_may_carry(const char *a, const char *b)
{
    if (strcmp(a, b) == 0) {
        return true;
    }
    for (size_t i = 0; i < COUNT(kin); i++) {
        if (is_in(kin[i], COUNT(kin[i]), a) && is_in(kin[i], COUNT(kin[i]), b)) {
            return true;
        }
    }
    return false;
}
