/* The general pages: list, record, form, history, search, messages, sign-in, settings, jobs. */
#include "page_sample.h"
#include "web/history.html.h"
#include "web/job.html.h"
#include "web/list.html.h"
#include "web/message.html.h"
#include "web/record.html.h"
#include "web/references.html.h"
#include "web/search.html.h"
#include "web/settings.html.h"
#include "web/sign.html.h"

#define PAGE_LIMIT 45000 /* bytes of a list of 100 rows with its frame */
#define POST(url)                        \
    {                                    \
        .action = (url), .csrf = "token" \
    }

static const struct form_choice kinds[] = {
    {"",         "すべて",                false},
    {"server",   "サーバ",                false},
    {"terminal", "端末PC",                 true },
    {"network",  "ネットワーク機器", false},
    {"medical",  "医療機器",             false},
};
static const struct form_choice tri[] = {
    {"yes",     "有",       false},
    {"no",      "無",       false},
    {"unknown", "未確認", true }
};

/* ---- Lists ---- */

static const struct list_column device_columns[] = {
    {"管理番号",          LIST_FIXED, F "/device?sort=-asset_no",     LIST_ASCENDING},
    {"種別",                LIST_TEXT,  F "/device?sort=kind",          LIST_UNSORTED },
    {"コンピュータ名", LIST_FIXED, F "/device?sort=hostname",      LIST_UNSORTED },
    {"IPアドレス",        LIST_FIXED, F "/device?sort=ip",            LIST_UNSORTED },
    {"OS",                    LIST_TEXT,  NULL,                           LIST_UNSORTED },
    {"ソフトウェア",    LIST_TEXT,  NULL,                           LIST_UNSORTED },
    {"設置場所",          LIST_TEXT,  F "/device?sort=location",      LIST_UNSORTED },
    {"登録日",             LIST_FIXED, F "/device?sort=registered_on", LIST_UNSORTED },
    {"状態",                LIST_TEXT,  NULL,                           LIST_UNSORTED },
};
enum { DEVICES_MAX = 100, DEVICE_CELLS = COUNT(device_columns) };

static void write_devices(struct html *h, size_t n, const struct form_field *choose)
{
    static const char *const os[] = {"Windows 11 23H2", "不明", "Windows Server 2022",
                                     "Red Hat Enterprise Linux 9.4（電子カルテ用）", ""};
    static const char *const place[] = {"1階 受付", "サーバ室", "3階 東病棟ナースステーション",
                                        "放射線科 操作室"};
    static const struct form_choice states[] = {
        {"",        "すべて", true },
        {"lacking", "不足",    false}
    };
    static const struct form_choice places[] = {
        {"",       "すべて",    true },
        {"server", "サーバ室", false}
    };
    static const struct form_field filters[] = {
        {.name = "kind",  .label = "種別", .control = FORM_SELECT, .choice = kinds, .n_choices = 5},
        {.name = "state",
         .label = "記載",
         .control = FORM_SELECT,
         .choice = states,
         .n_choices = 2                                                                             },
    };
    static const struct form_field more[] = {
        {.name = "location",
         .label = "設置場所",
         .control = FORM_SELECT,
         .choice = places,
         .n_choices = 2},
        {.name = "since",     .label = "登録日（から）",        .control = FORM_DATE},
    };
    static const struct list_saved saved[] = {
        {"OS未記入",        F "/device?os=",             12, F "/filter/1/delete", false},
        {"サポート終了", F "/device?support=ended",   31, NULL,                 false},
        {"サーバ室",       F "/device?location=server", -1, F "/filter/2/delete", true },
    };
    static const struct parts_action actions[] = {
        {.label = "Excelから貼り付け", .url = F "/import?entity=device"},
        { .label = "機器を登録",            .url = F "/device/new",                  .primary = true},
    };
    static const struct parts_link exports[] = {
        {F "/device.xlsx",          "Excel"            },
        {F "/device.csv?for=excel", "CSV（Excel用）"},
        {F "/device.csv",           "CSV（UTF-8）"   },
    };
    static const struct list_bulk bulk[] = {
        {"まとめて直す", F "/device/bulk"      },
        {"廃棄にする",    F "/device/bulk/close"}
    };
    static const struct list_page pages[] = {
        {"1",   F "/device?page=1", true },
        {"2",   F "/device?page=2", false},
        {"…", NULL,               false},
        {"5",   F "/device?page=5", false}
    };
    static const struct list_page sizes[] = {
        {"50",  F "/device?per=50",  false},
        {"100", F "/device?per=100", true },
        {"200", F "/device?per=200", false},
        {"500", F "/device?per=500", false}
    };
    static const struct parts_hidden keep[] = {
        {"sort", "asset_no"}
    };
    static const struct parts_hidden query[] = {
        {"query", "kind=terminal"}
    };
    static char text[DEVICES_MAX][5][48];
    static const char *cell[DEVICES_MAX][DEVICE_CELLS];
    static struct list_row row[DEVICES_MAX];

    for (size_t i = 0; i < n; i++) {
        bool lacks = i % 3 == 1;

        snprintf(text[i][0], sizeof(text[i][0]), "%04zu", 3 + i * 4);
        snprintf(text[i][1], sizeof(text[i][1]), "ROOM%zu-PC%zu", i % 7 + 1, i);
        snprintf(text[i][2], sizeof(text[i][2]), "192.168.%zu.%zu", i % 4 + 1, i + 20);
        snprintf(text[i][3], sizeof(text[i][3]), F "/device/0bcdefghij%03zu", i);
        snprintf(text[i][4], sizeof(text[i][4]), "20%02zu/%02zu/01", 14 + i % 10, i % 12 + 1);
        const char *cells[DEVICE_CELLS] = {text[i][0],
                                           i % 5 == 2 ? "サーバ" : "端末PC",
                                           text[i][1],
                                           text[i][2],
                                           os[i % COUNT(os)],
                                           "電子カルテ",
                                           place[i % COUNT(place)],
                                           text[i][4],
                                           i == 7 ? "廃棄" : "稼働"};

        memcpy(cell[i], cells, sizeof(cells));
        row[i] = (struct list_row){
            .id = text[i][3] + strlen(F "/device/"),
            .url = text[i][3],
            .state = {lacks ? PARTS_BAD : PARTS_OK, lacks ? "不足" : "済"},
            .cell = cell[i],
            .is_closed = i == 7,
        };
    }
    tpl_list(h, &(struct list_view){
                    .head = {.title = "機器台帳",
                             .note = "412件",
                             .action = actions,
                             .n_actions = COUNT(actions),
                             .menu_label = "書き出し",
                             .menu = {VIEW(exports)},
                             .updated = "2026/11/20 10:32 情報 一郎",
                             .history_url = F "/device/history",
                             .stamp = "経営層の確認 2026/10/07 山田 太郎"},
                    .url = F "/device",
                    .clear_url = F "/device?sort=asset_no",
                    .choose = choose,
                    .choose_keep = keep,
                    .n_choose_keep = COUNT(keep),
                    .choose_url = choose == NULL ? F "/device?choose=1" : F "/device",
                    .words = "ﾅｰｽ 192.168.2.",
                    .filter = filters,
                    .n_filters = COUNT(filters),
                    .more = more,
                    .n_more = COUNT(more),
                    .keep = keep,
                    .n_keep = COUNT(keep),
                    .is_filtered = true,
                    .saved = saved,
                    .n_saved = COUNT(saved),
                    .save = {.action = F "/filter",
                             .csrf = "token",
                             .hidden = query,
                             .n_hidden = COUNT(query)},
                    .state_label = "記載",
                    .column = device_columns,
                    .n_columns = DEVICE_CELLS,
                    .row = row,
                    .n = n,
                    .bulk_post = POST(F "/device/bulk"),
                    .bulk = bulk,
                    .n_bulk = COUNT(bulk),
                    .next_url = F "/device?page=2",
                    .page = pages,
                    .n_pages = COUNT(pages),
                    .size = sizes,
                    .n_sizes = COUNT(sizes),
    });
}

static void body_list(struct html *h)
{
    write_devices(h, 24, NULL);
}

static void body_list_long(struct html *h)
{
    write_devices(h, DEVICES_MAX, NULL);
}

static void body_list_choose(struct html *h)
{
    static const struct form_choice column[] = {
        {"kind",   "種別",             true },
        {"ip",     "IPアドレス",     true },
        {"serial", "シリアル番号", false}
    };
    static const struct form_field choose = {.name = "col",
                                             .label = "表示する列",
                                             .control = FORM_CHECKS,
                                             .wide = true,
                                             .choice = column,
                                             .n_choices = COUNT(column)};

    write_devices(h, 3, &choose);
}

static void body_list_nothing(struct html *h)
{
    write_devices(h, 0, NULL);
}

static void body_list_empty(struct html *h)
{
    static const struct parts_action actions[] = {
        {.label = "機器を登録", .url = F "/device/new", .primary = true}
    };

    tpl_list(
        h, &(struct list_view){
               .head = {.title = "機器台帳",                     .action = actions, .n_actions = 1                                                    },
               .url = F "/device",
               .column = device_columns,
               .n_columns = DEVICE_CELLS,
               .empty = {.what = "まだ機器がありません。",
                        .why = "いまお使いのExcel台帳を、そのまま貼り付けられます。チェックリスト "
                                "2-(1)「サーバ、端末PC、ネットワーク機器の台帳管理を行っている。」"
                                "の根拠になります。",                          .sample = {F "/sample/device.xlsx", "様式をダウンロード"}},
               .paste = POST(F "/import/paste"),
    });
}

static void body_list_accounts(struct html *h)
{
    static const struct list_column columns[] = {
        {"氏名",                LIST_TEXT,  NULL, LIST_ASCENDING},
        {"権限",                LIST_TEXT,  NULL, LIST_UNSORTED },
        {"最後のログイン", LIST_FIXED, NULL, LIST_UNSORTED }
    };
    static const char *const cell[][3] = {
        {"情報 一郎", "管理者", "2026/11/20 08:31"},
        {"山田 太郎", "経営層", "2026/10/07 17:02"},
        {"鈴木 花子", "担当者", NULL              }
    };
    static const struct list_row row[] = {
        {"1", F "/account/1", {PARTS_OK, "利用中"},   cell[0], false},
        {"2", F "/account/2", {PARTS_OK, "利用中"},   cell[1], false},
        {"3", F "/account/3", {PARTS_WARN, "招待中"}, cell[2], false}
    };
    static const struct parts_action actions[] = {
        {.label = "操作者を追加", .url = F "/account/new", .primary = true}
    };

    tpl_list(h, &(struct list_view){
                    .head = {.title = "操作者", .note = "3名", .action = actions, .n_actions = 1},
                    .url = F "/account",
                    .state_label = "状態",
                    .column = columns,
                    .n_columns = 3,
                    .row = row,
                    .n = 3
    });
}

/* ---- A record ---- */

static const struct form_choice reasons[] = {
    {"",      "選んでください", true },
    {"moved", "更新のため廃棄", false}
};
static const struct form_field close_fields[] = {
    {.name = "reason",
     .label = "理由",
     .control = FORM_TEXT,
     .required = true,
     .example = "更新のため廃棄（データ消去証明書あり）"}
};
static const struct form_group close_groups[] = {
    {NULL, NULL, VIEW(close_fields)}
};
static const struct form_view close_form = {.head = {.title = "廃棄にする"},
                                            .post = POST(F "/device/0bcdefghijklm/close"),
                                            .group = close_groups,
                                            .n_groups = 1,
                                            .submit = "廃棄にする",
                                            .is_quiet = true};

static void body_record(struct html *h)
{
    static const struct parts_action actions[] = {
        {.label = "複写して登録",          .url = F "/device/new?from=0bcdefghijklm"},
        { .label = "直す", .url = F "/device/0bcdefghijklm/edit",                           .primary = true}
    };
    static const struct parts_notice notice[] = {
        {PARTS_OK, "0003 を保存しました。", {NULL, 0}}
    };
    static const struct record_missing missing[] = {
        {"OS",                                "2-(1)", F "/device/0bcdefghijklm/edit#os"              },
        {"ソフトウェアバージョン", "2-(1)", F "/device/0bcdefghijklm/edit#software_version"}
    };
    static const struct parts_link vendor[] = {
        {F "/vendor/0cdefghijklmn", "A社"}
    };
    static const struct parts_link systems[] = {
        {F "/system/0cdefghijklm1", "〇〇電子カルテ"},
        {F "/system/0cdefghijklm2", "医事会計"         }
    };
    static const struct record_line basic[] = {
        {.label = "種別",                     .value = "端末PC"  },
        {                    .label = "メーカー",                      .value = "A社"                     },
        {        .label = "OS"              },
        {                    .label = "設置場所", .value = "サーバ室"            },
        { .label = "利用者",                      .value = "a医師\nb医師\nc医師"},
        {            .label = "登録日",                                      .value = "2014/10/01（平成26年）",                                           .is_code = true},
    };
    static const struct record_line network[] = {
        {.label = "IPアドレス",  .value = "192.168.4.3",         .is_code = true},
        {.label = "MACアドレス",                          .value = "02:00:5e:10:00:07",                               .is_code = true},
        {.label = "外部接続",           .value = "なし"          },
        {.label = "2系統接続",.value = "未確認",                   .badge = {PARTS_WARN, "要確認"}},
        {.label = "保守事業者",        .links = {VIEW(vendor)}},
        {.label = "システム", .links = {VIEW(systems)}},
    };
    static const struct record_group groups[] = {
        {"基本", VIEW(basic)  },
        {"接続", VIEW(network)}
    };
    static const char *const software_columns[] = {"名称", "版", "サポート終了日"};
    static const char *const software[][3] = {
        {"〇〇電子カルテ", "2.0",    "2027/03/31"},
        {"Office LTSC 2021",      "不明", NULL        }
    };
    static const struct record_related_row rows[] = {
        {F "/device_software/1", software[0], {PARTS_PLAIN, NULL}      },
        {F "/device_software/2", software[1], {PARTS_WARN, "版不明"}}
    };
    static const struct record_related related[] = {
        {.label = "導入ソフトウェア",
         .column = software_columns,
         .n_columns = 3,
         .row = rows,
         .n = 2,
         .add = {F "/device_software/new?device=0bcdefghijklm", "追加"}},
        {.label = "接続口",
         .empty = "接続口の記録はありません。",
         .add = {F "/device_interface/new?device=0bcdefghijklm", "追加"}}
    };

    static const struct wire_row seen[] = {
        {"OS",
         {PARTS_WARN, "台帳にない"},
         "不明",                                                                  "Windows NT 6.1",
         {PARTS_PLAIN, "濃厚"},
         "Windows 7 / Server 2008 R2 のことです。",                                                        "2026/11/20",
         F "/device/0abcdefghij03/edit?wire=os#os"                                                                                 },
        {"IPアドレス",
         {PARTS_BAD, "違う"},
         "192.168.4.3",                                                             "192.168.4.13",
         {PARTS_OK, "確実"},
         NULL,                                                                                                   "2026/11/20",
         F "/device/0abcdefghij03/edit?wire=ip#ip"                                                                                 },
        {"コンピュータ名", {PARTS_PLAIN, "通信では不明"}, "ROOM3-PC3", NULL,             {0}, NULL, NULL,         NULL},
    };
    static const struct parts_fact others[] = {
        {"遠隔操作",                   "teamviewer",                NULL},
        {"提供しているサービス", "smb tcp/445、http tcp/80", NULL},
    };
    static const struct parts_link open[] = {
        {F "/finding/0abcdefghij41", "遠隔操作"                 },
        {F "/finding/0abcdefghij42", "サポートの終わったOS"},
    };
    static const struct wire_view wire = {
        .summary = "最初に見えた日 2026/11/01 ・ 最後に見えた日時 2026/11/20 07:30 ・ "
                   "MACアドレスで照合 ・ 確かめるところ 1",
        .row = seen,
        .n = COUNT(seen),
        .has_proposals = true,
        .propose_all = F "/device/0abcdefghij03/edit?wire=all#h",
        .others = {others,                         COUNT(others)                               },
        .open = {open,                           COUNT(open)                                 },
        .evidence = {F "/device/0abcdefghij03/wire", "根拠（通信の記録 14件）を見る"},
    };
    tpl_record(h, &(struct record_view){
                      .head = {.title = "0003 ROOM3-PC3",
                               .back = {F "/device", "機器台帳"},
                               .badge = {{PARTS_PLAIN, "稼働"}, {PARTS_BAD, "不足2"}},
                               .action = actions,
                               .n_actions = COUNT(actions),
                               .notice = notice,
                               .n_notices = 1,
                               .updated = "2026/11/20 10:32 情報 一郎",
                               .history_url = F "/device/0bcdefghijklm/history"},
                      .missing = missing,
                      .n_missing = COUNT(missing),
                      .group = groups,
                      .n_groups = COUNT(groups),
                      .wire = &wire,
                      .related = related,
                      .n_related = COUNT(related),
                      .close = &close_form
    });
}

/* ---- Forms ---- */

static void write_form(struct html *h, bool has_errors)
{
    static const struct form_choice os[] = {
        {"Windows 11 23H2", "", false},
        {"不明",          "", false}
    };
    static const struct form_choice purposes[] = {
        {"ehr",     "電子カルテ",    true },
        {"receipt", "レセコン",       false},
        {"order",   "オーダリング", true },
        {"pacs",    "放射線・PACS",   false}
    };
    static const struct form_choice scope[] = {
        {"1", "チェックリストの管理対象にする", true}
    };
    const struct form_field basic[] = {
        {.name = "asset_no",
         .label = "管理番号",
         .control = FORM_TEXT,
         .input = FORM_CODE,
         .required = true,
         .value = has_errors ? "" : "0003",
         .example = "0415",
         .error = has_errors ? "管理番号を入力してください。例：0415" : NULL},
        {.name = "kind",
         .label = "種別",
         .control = FORM_SELECT,
         .required = true,
         .choice = kinds + 1,
         .n_choices = 4},
        {.name = "os",
         .label = "OS",
         .control = FORM_LOOKUP,
         .choice = os,
         .n_choices = COUNT(os),
         .help = "版まで分かるときは版も。分からないときは「不明」、ないときは「なし」。",
         .example = "Windows 11 23H2"},
        {.name = "ip",
         .label = "IPアドレス",
         .control = FORM_TEXT,
         .input = FORM_CODE,
         .value = "192。168。1",
         .example = "192.168.1.20",
         .error = has_errors ? "「192.168.1」は4つの数字になっていません。例：192.168.1.20" : NULL},
        {.name = "registered_on",
         .label = "登録日",
         .control = FORM_DATE,
         .value = "H26.10.1",
         .help = "和暦でも西暦でも入力できます。",
         .example = "R8.11.20、2026/11/20、2020年12月",
         .echo = "2014年10月1日（平成26年・水）として保存します。"},
        {.name = "second_network",
         .label = "2系統接続（2枚挿し）",
         .control = FORM_RADIOS,
         .choice = tri,
         .n_choices = 3,
         .help = "LANの口が2つあり、別々のネットワークにつながっている。",
         .error = has_errors ? "有・無・未確認のどれかを選んでください。" : NULL},
        {.name = "users",
         .label = "利用者",
         .control = FORM_TEXTS,
         .value = "a医師\nb医師",
         .help = "1行に1人ずつ。"},
        {.name = "kinds",
         .label = "用途",
         .control = FORM_CHECKS,
         .choice = purposes,
         .n_choices = COUNT(purposes)},
        {.name = "note",
         .label = "説明",
         .control = FORM_NOTE,
         .value = "<b>そのまま</b>保存します"                                                                        },
    };
    static const struct form_field rest[] = {
        {.name = "systems",
         .label = "システム",
         .control = FORM_MULTI,
         .choice = purposes,
         .n_choices = COUNT(purposes),
         .help = "Ctrlキーを押しながら選ぶと、いくつも選べます。"},
        {.name = "in_scope",
         .label = "管理対象",
         .control = FORM_TICK,
         .choice = scope,
         .n_choices = 1},
        {.name = "phone",
         .label = "連絡先電話",
         .control = FORM_TEXT,
         .input = FORM_TEL,
         .example = "03-1234-5678、内線2301"},
        {.name = "file",                                                          .label = "写真",                                                                                 .control = FORM_FILE,                                                                                                                                                                      .help = "20 MBまで。"                                                                                                                                                                                                                                                                                                                                          },
        {.name = "confirmed_on",
         .label = "最終棚卸日",
         .control = FORM_SHOWN,
         .value = "2026/09/12"},
    };
    const struct form_group groups[] = {
        {"基本",                NULL,                                         VIEW(basic)},
        {"つながりと証跡", "分かるものだけで構いません。", VIEW(rest) }
    };
    static const struct parts_error errors[] = {
        {"asset_no",       "管理番号",                  "管理番号を入力してください。例：0415"                                  },
        {"ip",             "IPアドレス",                "「192.168.1」は4つの数字になっていません。例：192.168.1.20"          },
        {"second_network", "2系統接続（2枚挿し）", "有・無・未確認のどれかを選んでください。"                          },
        {NULL,             NULL,                            "前の保存から30分以上たっています。内容を確かめてください。"},
    };
    static const struct parts_hidden hidden[] = {
        {"version", "3"  },
        {"once",    "abc"}
    };

    tpl_form(h, &(struct form_view){
                    .head = {.title = "0003 ROOM3-PC3 を直す",
                             .back = {F "/device/0bcdefghijklm", "0003 ROOM3-PC3"}},
                    .post = {.action = F "/device/0bcdefghijklm",
                             .csrf = "token",
                             .hidden = hidden,
                             .n_hidden = COUNT(hidden),
                             .has_file = true},
                    .errors = {errors,           has_errors ? COUNT(errors) : 0                                     },
                    .group = groups,
                    .n_groups = COUNT(groups),
                    .submit = "保存する",
                    .submit_more = "保存して次を登録する",
                    .cancel_url = F "/device/0bcdefghijklm",
    });
}

static void body_form(struct html *h)
{
    write_form(h, false);
}

static void body_form_errors(struct html *h)
{
    write_form(h, true);
}

static void body_form_bulk(struct html *h)
{
    static const struct form_field fields[] = {
        {.name = "os",
         .label = "OS",
         .control = FORM_TEXT,
         .value = "Windows 11 23H2",
         .picked = true                                                                                  },
        {.name = "location",     .label = "設置場所", .control = FORM_TEXT},
        {.name = "second_network",
         .label = "2系統接続",
         .control = FORM_RADIOS,
         .choice = tri,
         .n_choices = 3},
    };
    static const struct form_field why[] = {
        {.name = "why",
         .label = "変更の理由",
         .control = FORM_SELECT,
         .choice = reasons,
         .n_choices = COUNT(reasons)}
    };
    static const struct form_group groups[] = {
        {"直す項目", "直す項目だけ、右上の「直す」に印を付けます。", VIEW(fields)},
        {NULL,           NULL,                                                                 VIEW(why)   }
    };

    tpl_form(
        h, &(struct form_view){
               .head = {.title = "まとめて直す", .note = "2件", .back = {F "/device", "機器台帳"}},
               .post = POST(F "/device/bulk"),
               .group = groups,
               .n_groups = COUNT(groups),
               .is_bulk = true,
               .submit = "2件を直す",
               .cancel_url = F "/device"
    });
}

/* ---- History ---- */

static void body_history(struct html *h)
{
    static const struct history_view_change first[] = {
        {"OS",           NULL,          "Windows 11 23H2"},
        {"設置場所", "2階 医局", "サーバ室"   },
        {"説明",       "貸出中",   NULL             }
    };
    static const struct history_view_entry entries[] = {
        {.at = "2026/11/20 10:32",
         .by = "情報 一郎",
         .act = "変更",
         .reason = "棚卸で確認",
         .as_of_url = F "/device/0bcdefghijklm?at=1",
         .change = first,
         .n = COUNT(first)},
        {.at = "2026/11/01 09:00",          .by = "情報 一郎",     .act = "登録", .via = "取り込み daicho.xlsx"},
    };

    tpl_history(h, &(struct history_view){
                       .head = {.title = "変更履歴",
                                .note = "0003 ROOM3-PC3",
                                .back = {F "/device/0bcdefghijklm", "0003"}},
                       .entry = entries,
                       .n = COUNT(entries),
                       .older_url = F "/history?before=1"
    });
}

static void body_history_empty(struct html *h)
{
    tpl_history(h, &(struct history_view){.head = {.title = "変更履歴"},
                                          .empty = "まだ変更はありません。"});
}

static void body_conflict(struct html *h)
{
    static const struct history_view_conflict_field fields[] = {
        {"location", "設置場所", "サーバ室", "2階 医局",     "サーバ室", "2階 医局",     true },
        {"os",       "OS",           NULL,           "Windows 11 23H2", NULL,           "Windows 11 23H2", false}
    };
    static const struct parts_hidden hidden[] = {
        {"version",  "4"   },
        {"asset_no", "0003"}
    };

    tpl_history_conflict(
        h,
        &(struct history_view_conflict){
            .head = {.title = "ほかの人の変更と重なりました",
                     .back = {F "/device/0bcdefghijklm", "0003 ROOM3-PC3"}},
            .text =
                "鈴木さんが10:32に「設置場所」「OS」を直しました。あなたの入力と並べて表示します。"
                "残すほうを選んでください。",
            .post = { .action = F "/device/0bcdefghijklm",
                     .csrf = "token",
                     .hidden = hidden,
                     .n_hidden = COUNT(hidden)},
            .by = "鈴木 花子",
            .at = "10:32",
            .field = fields,
            .n = COUNT(fields),
            .cancel_url = F "/device/0bcdefghijklm"
    });
}

/* ---- Search, messages ---- */

static void body_search(struct html *h)
{
    static const struct search_view_hit devices[] = {
        {"0003 ROOM1-PC3", F "/device/1", "192.168.2.3 ・ 3階 東病棟ナースステーション", {0}                    },
        {"0017 ROOM1-PC9", F "/device/2", "192.168.2.9",                                               {PARTS_PLAIN, "廃棄"}}
    };
    static const struct search_view_hit contacts[] = {
        {"A社 電子カルテ保守", F "/contact/1", NULL, {0}}
    };
    static const struct search_view_group groups[] = {
        {"機器台帳",                F "/device?words=room1",  VIEW(devices) },
        {"連絡先・連絡体制図", F "/contact?words=room1", VIEW(contacts)}
    };

    tpl_search(h, &(struct search_view){
                      .head = {.title = "検索", .note = "3件"},
                      .url = F "/search",
                      .words = "room1",
                      .group = groups,
                      .n_groups = COUNT(groups),
                      .more = true
    });
}

static void body_search_none(struct html *h)
{
    tpl_search(h,
               &(struct search_view){
                   .head = {.title = "検索", .note = "0件"},
                     .url = F "/search", .words = "<b>"
    });
}

static void body_search_blank(struct html *h)
{
    tpl_search(h, &(struct search_view){.head = {.title = "検索"}, .url = F "/search"});
}

static void body_message(struct html *h)
{
    static const struct parts_action actions[] = {
        {.label = "やることへ戻る", .url = F "/", .primary = true}
    };
    static const struct parts_fact phones[] = {
        {"情報システム担当",                 "内線2301",   NULL},
        {"A社 電子カルテ保守（24時間）", "0120-000-000", NULL}
    };

    tpl_message(h, &(struct message_view){
                       .head = {.title = "保存できませんでした", .action = actions, .n_actions = 1},
                       .tone = PARTS_BAD,
                       .text = "保存先のディスクがいっぱいのため保存できません。閲覧はできます。"
                               "空きを増やしてからもう一度保存してください。",
                       .kept = "入力した内容は保存されていません。前のページに戻ると残っています。",
                       .code = "E-FULL-3F2A",
                       .phones = {VIEW(phones)                          }
    });
}

static void body_message_signed_out(struct html *h)
{
    static const struct parts_action actions[] = {
        {.label = "ログイン", .url = "/login", .primary = true}
    };

    tpl_message(
        h, &(struct message_view){
               .head = {.title = "リンクの期限が切れています", .action = actions, .n_actions = 1},
               .tone = PARTS_WARN,
               .text = "このリンクは30分の期限を過ぎました。サーバで「sonae "
                       "link」を実行すると、新しいリンクが表示されます。"
    });
}

/* ---- Sign-in, set-up, settings ---- */

static void write_sign(struct html *h, bool has_error)
{
    static const struct form_field fields[] = {
        {.name = "account",
         .label = "操作者名",
         .control = FORM_TEXT,
         .input = FORM_CODE,
         .required = true,
         .autocomplete = "username"},
        {.name = "password",
         .label = "パスワード",
         .control = FORM_PASSWORD,
         .required = true,
         .autocomplete = "current-password"}
    };
    static const struct form_group groups[] = {
        {NULL, NULL, VIEW(fields)}
    };
    static const struct parts_error errors[] = {
        {"account", NULL,
         "操作者名かパスワードが違います。大文字と小文字の違いも確かめてください。"}
    };

    tpl_sign(
        h,
        &(struct sign_view){
            .form = {.head = {.title = "ログイン"},
                     .post = POST("/login"),
                     .errors = {errors, has_error ? 1 : 0},
                     .group = groups,
                     .n_groups = 1,
                     .submit = "ログイン"},
            .help =
                "パスワードを忘れたときは、管理者に一回限りのリンクを発行してもらってください。"
    });
}

static void body_sign(struct html *h)
{
    write_sign(h, false);
}

static void body_sign_error(struct html *h)
{
    write_sign(h, true);
}

static const char *const steps[] = {"施設", "管理者", "確認"};

static void body_setup(struct html *h)
{
    static const struct form_choice types[] = {
        {"hospital",    "病院",          true },
        {"clinic_beds", "有床診療所", false},
        {"clinic",      "無床診療所", false},
        {"dental",      "歯科診療所", false},
        {"pharmacy",    "薬局",          false}
    };
    static const struct form_field fields[] = {
        {.name = "name",   .label = "施設名", .control = FORM_TEXT, .required = true,                                               .wide = true},
        { .name = "kind",
         .label = "種別",
         .control = FORM_RADIOS,
         .required = true,
         .choice = types,
         .n_choices = COUNT(types),
         .wide = true},
        {                                                                                                        .name = "runs_systems",
         .label = "医療情報システムを導入、運用している",
         .control = FORM_RADIOS,
         .required = true,
         .choice = tri,
         .n_choices = 3,
         .wide = true,
         .help = "電子カルテ、レセコンなど。導入していない場合、ほかの項目への回答は不要です。"}
    };
    static const struct form_group groups[] = {
        {NULL, NULL, VIEW(fields)}
    };

    tpl_sign_setup(h, &(struct sign_setup_view){
                          .step = steps,
                          .n_steps = COUNT(steps),
                          .here = 0,
                          .form = {.head = {.title = "初回設定：施設"},
                                   .post = POST("/setup"),
                                   .group = groups,
                                   .n_groups = 1,
                                   .submit = "次へ"}
    });
}

static void body_setup_last(struct html *h)
{
    static const struct parts_fact facts[] = {
        {"施設名",    "みどり台病院（見本）", NULL},
        {"種別",       "病院",                         NULL},
        {"管理者",    "情報 一郎",                  NULL},
        {"アドレス", "http://127.0.0.1:8080",          NULL}
    };

    tpl_sign_setup(h, &(struct sign_setup_view){
                          .step = steps,
                          .n_steps = COUNT(steps),
                          .here = 2,
                          .form = {.head = {.title = "初回設定：確認"},
                                   .post = POST("/setup"),
                                   .submit = "この内容で始める"},
                          .facts = {VIEW(facts)      }
    });
}

static void body_settings(struct html *h)
{
    static const struct form_choice eras[] = {
        {"ad",   "西暦", true },
        {"era",  "和暦", false},
        {"both", "併記", false}
    };
    static const struct form_field password[] = {
        {.name = "old",
         .label = "いまのパスワード",
         .control = FORM_PASSWORD,
         .required = true,
         .autocomplete = "current-password"                                                                    },
        { .name = "new",
         .label = "新しいパスワード",
         .control = FORM_PASSWORD,
         .required = true,
         .autocomplete = "new-password",
         .help = "13文字以上。長い文章のほうが覚えやすく、破られにくくなります。"}
    };
    static const struct form_field display[] = {
        {.name = "era",
         .label = "日付の書き方",
         .control = FORM_RADIOS,
         .choice = eras,
         .n_choices = 3}
    };
    static const struct form_group groups[] = {
        {NULL, NULL, VIEW(password)},
        {NULL, NULL, VIEW(display) }
    };
    static const struct form_view forms[] = {
        {.head = {.title = "パスワード"},
         .post = POST(F "/me/password"),
         .group = groups,
         .n_groups = 1,
         .submit = "変える"},
        { .head = {.title = "表示"},
         .post = POST(F "/me/display"),
         .group = groups + 1,
         .n_groups = 1,
         .submit = "保存する",
         .is_quiet = true}
    };
    static const struct settings_session sessions[] = {
        {"2026/11/20 10:40", "192.168.1.20 ／ Edge",            true },
        {"2026/11/18 16:05", "192.168.3.7 ／ Safari（iPad）", false}
    };
    static const struct parts_fact facts[] = {
        {"氏名", "情報 一郎", NULL},
        {"権限", "管理者",     NULL}
    };

    tpl_settings(h, &(struct settings_view){.head = {.title = "自分の設定"},
                                            .facts = {VIEW(facts)},
                                            .form = forms,
                                            .n_forms = COUNT(forms),
                                            .session = sessions,
                                            .n_sessions = COUNT(sessions),
                                            .end_others = POST(F "/me/end")});
}

static void body_references(struct html *h)
{
    static const struct references_row rows[] = {
        {"医療情報システムの安全管理に関するガイドライン",          "厚生労働省", "第6.0版",
         "https://www.mhlw.go.jp/stf/shingi/0000516275_00006.html", "2026/11/01", "全体"},
        {"サイバー攻撃を想定した事業継続計画（BCP）策定の確認表", "厚生労働省", NULL,
         "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/kenkou_iryou/iryou/johoka/"
         "cyber-security.html",                                     "2026/11/01", "3-(3)" }
    };
    static const struct references_group groups[] = {
        {"厚生労働省の資料", VIEW(rows)}
    };

    tpl_references(h, &(struct references_view){
                          .head = {.title = "参考資料"},
                          .intro = "この画面から開くには、インターネットにつながる端末が必要です。",
                          .group = groups,
                          .n = 1});
}

/* ---- Jobs ---- */

static void body_job(struct html *h)
{
    static const struct parts_fact facts[] = {
        {"始めた時刻", "2026/11/20 10:40", NULL}
    };

    tpl_job(h, &(struct job_view){
                   .head = {.title = "立入検査資料を作っています",
                            .badge = {{PARTS_PLAIN, "実行中"}},
                            .back = {F "/pack", "立入検査資料"}},
                   .text = "PDFを書いています（12／31ページ）",
                   .percent = 39,
                   .is_running = true,
                   .cancel = POST(F "/job/1/cancel"),
                   .facts = {VIEW(facts)         }
    });
}

static void body_job_done(struct html *h)
{
    static const struct parts_link results[] = {
        {F "/file/1", "PDF（31ページ）"},
        {F "/file/2", "Excel"               }
    };

    tpl_job(h, &(struct job_view){
                   .head = {.title = "立入検査資料を作りました",
                            .badge = {{PARTS_OK, "完了"}},
                            .back = {F "/pack", "立入検査資料"}},
                   .text = "31ページの資料ができました。足りないものは2件です。",
                   .percent = 100,
                   .results = {VIEW(results)      }
    });
}

static void every_page_is_what_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *title;
        const char *here; /* NULL: nobody is signed in */
        page_body *body;
        bool has_errors;
        int refresh_s;
    } row[] = {
        {"list",               "機器台帳",                               "/device",     body_list,               false, 0},
        {"list_choose",        "機器台帳",                               "/device",     body_list_choose,        false, 0},
        {"list_nothing",       "機器台帳",                               "/device",     body_list_nothing,       false, 0},
        {"list_empty",         "機器台帳",                               "/device",     body_list_empty,         false, 0},
        {"list_accounts",      "操作者",                                  "/account",    body_list_accounts,      false, 0},
        {"record",             "0003 ROOM3-PC3",                             "/device",     body_record,             false, 0},
        {"form",               "0003 ROOM3-PC3 を直す",                   "/device",     body_form,               false, 0},
        {"form_errors",        "0003 ROOM3-PC3 を直す",                   "/device",     body_form_errors,        true,  0},
        {"form_bulk",          "まとめて直す",                         "/device",     body_form_bulk,          false, 0},
        {"history",            "変更履歴",                               "/device",     body_history,            false, 0},
        {"history_empty",      "変更履歴",                               "/history",    body_history_empty,      false, 0},
        {"conflict",           "ほかの人の変更と重なりました", "/device",     body_conflict,           false, 0},
        {"search",             "検索",                                     "/search",     body_search,             false, 0},
        {"search_none",        "検索",                                     "/search",     body_search_none,        false, 0},
        {"search_blank",       "検索",                                     "/search",     body_search_blank,       false, 0},
        {"message",            "保存できませんでした",             "",            body_message,            true,  0},
        {"message_signed_out", "リンクの期限が切れています",    NULL,          body_message_signed_out, false,
         0                                                                                                                   },
        {"sign",               "ログイン",                               NULL,          body_sign,               false, 0},
        {"sign_error",         "ログイン",                               NULL,          body_sign_error,         true,  0},
        {"setup",              "初回設定：施設",                      NULL,          body_setup,              false, 0},
        {"setup_last",         "初回設定：確認",                      NULL,          body_setup_last,         false, 0},
        {"settings",           "自分の設定",                            "/me",         body_settings,           false, 0},
        {"references",         "参考資料",                               "/references", body_references,         false, 0},
        {"job",                "立入検査資料を作っています",    "/pack",       body_job,                false, 2},
        {"job_done",           "立入検査資料を作りました",       "/pack",       body_job_done,           false, 0},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        page_golden(row[i].name, row[i].title, row[i].here, row[i].body, row[i].has_errors,
                    row[i].refresh_s);
    }
}

static void a_hundred_rows_fit_their_limit(void **state)
{
    (void)state;
    size_t size = page_golden("list_long", "機器台帳", "/device", body_list_long, false, 0);

    print_message("100 rows: %zu bytes of %d\n", size, PAGE_LIMIT);
    assert_true(size <= PAGE_LIMIT);
}

static enum status write_list(void *arg, struct err *err)
{
    (void)arg;
    CLEANUP(buf_close) struct buf b = BUF_INIT(PAGE_MAX);
    struct html h = {&b};

    body_list_long(&h);
    return html_status(&h, err);
}

static void a_page_tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, write_list, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_what_it_was),
        cmocka_unit_test(a_hundred_rows_fit_their_limit),
        cmocka_unit_test(a_page_tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
