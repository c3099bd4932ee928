#include "network/maker.h"

#include "base/file.h"
#include "base/text.h"
#include "network/fact.h"
#include "network/maker_csv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct maker_list {
    const uint64_t *key;  /* [n], sorted */
    const uint32_t *name; /* [n], where in text */
    const char *text;
    size_t n;
};

#include "network/maker_list.h" /* generated: maker_key, maker_at, maker_text */

const struct maker_list *maker_built_in(void)
{
    static const struct maker_list list = {
        .key = maker_key, .name = maker_at, .text = maker_text, .n = COUNT(maker_key)};
    return &list;
}

size_t maker_count(const struct maker_list *list)
{
    return list->n;
}

static int by_key(const void *a, const void *b)
{
    uint64_t x = ((const struct maker_csv_row *)a)->key, y = ((const struct maker_csv_row *)b)->key;
    return x < y ? -1 : x > y;
}

/* How many blocks csv[len] holds. */
static size_t count_rows(const char *csv, size_t len)
{
    struct maker_csv_row row;
    size_t n = 0;

    for (const char *at = csv; n < MAKER_ROWS_MAX && maker_csv_next(&row, &at, csv + len);) {
        n++;
    }
    return n;
}

enum status maker_read(const struct maker_list **out, const char *csv, size_t len, struct arena *a,
                       struct err *err)
{
    size_t n = count_rows(csv, len), used = 0;
    struct maker_csv_row *row = arena_make(a, struct maker_csv_row, n);
    struct maker_list *list = arena_make(a, struct maker_list, 1);
    uint64_t *key = arena_make(a, uint64_t, n);
    uint32_t *name = arena_make(a, uint32_t, n);
    char *text = arena_alloc(a, n * MAKER_CSV_NAME_SIZE);
    const char *at = csv;

    if (n == 0) {
        return err_set(err, E_INVALID, "no block of addresses in %zu bytes", len);
    }
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    for (size_t i = 0; i < n; i++) {
        (void)maker_csv_next(&row[i], &at, csv + len);
    }
    qsort(row, n, sizeof(*row), by_key);
    for (size_t i = 0; i < n; i++) {
        size_t size = strlen(row[i].name) + 1;

        key[i] = row[i].key;
        name[i] = (uint32_t)used;
        memcpy(text + used, row[i].name, size);
        used += size;
    }
    *list = (struct maker_list){.key = key, .name = name, .text = text, .n = n};
    *out = list;
    return OK;
}

enum status maker_load(const struct maker_list **out, const char *data_dir, struct arena *a,
                       struct err *err)
{
    char *path = arena_printf(a, "%s/%s", data_dir, MAKER_FILE), *csv = NULL;
    size_t len = 0;
    enum status st =
        path == NULL ? arena_status(a, err) : file_read(&csv, &len, path, MAKER_FILE_MAX, a, err);

    if (st == E_NOTFOUND) {
        *out = maker_built_in();
        return OK;
    }
    return st == OK ? maker_read(out, csv, len, a, err) : st;
}

static const char *find(const struct maker_list *list, uint64_t key)
{
    size_t low = 0, high = list->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (list->key[middle] < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < list->n && list->key[low] == key ? list->text + list->name[low] : NULL;
}

const char *maker_registered(const struct maker_list *list, const uint8_t mac[6])
{
    static const unsigned bits[] = {36, 28, 24};
    static const uint8_t none[6];

    if (memcmp(mac, none, sizeof(none)) == 0 || mac_is_private(mac) || mac_is_virtual(mac) ||
        (mac[0] & 1) != 0) {
        return "";
    }
    for (size_t i = 0; i < COUNT(bits); i++) {
        const char *name = find(list, maker_csv_key(mac, bits[i]));

        if (name != NULL) {
            return name;
        }
    }
    return "";
}

/* Beginnings of registered names, and what a Japanese hospital calls them. */
static const struct {
    const char *beginning, *name;
} known[] = {
    {"ALLIED TELESIS",             "アライドテレシス"                           },
    {"Allied Telesyn",             "アライドテレシス"                           },
    {"ALPSALPINE",                 "アルプスアルパイン"                        },
    {"Apple",                      "Apple"                                              },
    {"ARKRAY",                     "アークレイ"                                    },
    {"A&D",                        "エー・アンド・デイ"                        },
    {"Aruba, a Hewlett",           "HPE Aruba"                                          },
    {"ASUSTek",                    "ASUS"                                               },
    {"Brother Industries",         "ブラザー"                                       },
    {"BUFFALO",                    "バッファロー"                                 },
    {"CANON INC",                  "キヤノン"                                       },
    {"Cisco",                      "Cisco"                                              },
    {"CONTEC CO",                  "コンテック"                                    },
    {"Dell",                       "Dell"                                               },
    {"EIZO",                       "EIZO"                                               },
    {"ELECOM",                     "エレコム"                                       },
    {"Fortinet",                   "Fortinet"                                           },
    {"FUJIFILM Business",          "富士フイルムビジネスイノベーション"},
    {"FUJIFILM",                   "富士フイルム"                                 },
    {"FUJITSU",                    "富士通"                                          },
    {"FUKUDA DENSHI",              "フクダ電子"                                    },
    {"GE Healthcare",              "GEヘルスケア"                                  },
    {"Hewlett Packard Enterprise", "HPE"                                                },
    {"Hewlett Packard",            "HP"                                                 },
    {"HP Inc",                     "HP"                                                 },
    {"Hitachi",                    "日立"                                             },
    {"HUAWEI",                     "Huawei"                                             },
    {"I-O DATA",                   "アイ・オー・データ機器"                  },
    {"Intel Corp",                 "Intel"                                              },
    {"JVC KENWOOD",                "JVCケンウッド"                                 },
    {"KONICA MINOLTA",             "コニカミノルタ"                              },
    {"KYOCERA",                    "京セラ"                                          },
    {"LENOVO",                     "Lenovo"                                             },
    {"Microsoft",                  "Microsoft"                                          },
    {"Mitsubishi Electric",        "三菱電機"                                       },
    {"MURATA MACHINERY",           "村田機械"                                       },
    {"Murata Manufacturing",       "村田製作所"                                    },
    {"NEC ",                       "NEC"                                                },
    {"NIHON KOHDEN",               "日本光電"                                       },
    {"NIPPON ELECTRIC",            "NEC"                                                },
    {"Nintendo",                   "任天堂"                                          },
    {"NTT",                        "NTT"                                                },
    {"Oki Electric",               "沖電気"                                          },
    {"OLYMPUS",                    "オリンパス"                                    },
    {"OMRON",                      "オムロン"                                       },
    {"Panasonic",                  "パナソニック"                                 },
    {"Philips",                    "フィリップス"                                 },
    {"QNAP",                       "QNAP"                                               },
    {"Raspberry Pi",               "Raspberry Pi"                                       },
    {"Realtek",                    "Realtek"                                            },
    {"RICOH",                      "リコー"                                          },
    {"Samsung",                    "Samsung"                                            },
    {"SATO CORPORATION",           "サトー"                                          },
    {"Seiko Epson",                "エプソン"                                       },
    {"SHARP",                      "シャープ"                                       },
    {"SHIMADZU",                   "島津製作所"                                    },
    {"Siemens",                    "シーメンス"                                    },
    {"Sony",                       "ソニー"                                          },
    {"Synology",                   "Synology"                                           },
    {"Sysmex",                     "シスメックス"                                 },
    {"TERUMO",                     "テルモ"                                          },
    {"Toshiba TEC",                "東芝テック"                                    },
    {"Toshiba",                    "東芝"                                             },
    {"TP-LINK",                    "TP-Link"                                            },
    {"VAIO",                       "VAIO"                                               },
    {"VMware",                     "VMware"                                             },
    {"YAMAHA CORPORATION",         "ヤマハ"                                          },
    {"Yokogawa",                   "横河電機"                                       },
    {"Zebra",                      "Zebra"                                              },
    {"ZyXEL",                      "Zyxel"                                              },
};

/* Words of legal form that end a name, without the stops and commas around them. */
static bool is_legal_form(const char *word, size_t len)
{
    static const char *const form[] = {
        "Inc", "Ltd", "Co", "Corp",    "Corporation", "LLC",     "Limited", "GmbH",
        "AG",  "AB",  "BV", "B.V",     "SA",          "S.A",     "K.K",     "KK",
        "PLC", "Pty", "Oy", "Co.,Ltd", "CO.,LTD",     "Company", "S.p.A"};

    while (len > 0 && (word[len - 1] == '.' || word[len - 1] == ',')) {
        len--;
    }
    for (size_t i = 0; i < COUNT(form); i++) {
        if (len == strlen(form[i]) && strncasecmp(word, form[i], len) == 0) {
            return true;
        }
    }
    return len == 0;
}

/* "Acme Devices Co., Ltd." is "Acme Devices". A name of nothing else stays. */
static void cut_legal_form(char *name)
{
    for (;;) {
        char *space = strrchr(name, ' ');

        if (space == NULL || space == name || !is_legal_form(space + 1, strlen(space + 1))) {
            break;
        }
        *space = '\0';
        for (size_t n = strlen(name); n > 1 && (name[n - 1] == ',' || name[n - 1] == ' '); n--) {
            name[n - 1] = '\0';
        }
    }
}

char *maker_name(char out[MAKER_NAME_SIZE], const struct maker_list *list, const uint8_t mac[6])
{
    const char *name = maker_registered(list, mac);

    for (size_t i = 0; i < COUNT(known); i++) {
        if (strncasecmp(name, known[i].beginning, strlen(known[i].beginning)) == 0) {
            return text_cut(out, MAKER_NAME_SIZE, known[i].name);
        }
    }
    text_cut(out, MAKER_NAME_SIZE, name);
    cut_legal_form(out);
    return out;
}
