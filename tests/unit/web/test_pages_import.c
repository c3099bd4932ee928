/* 取り込み, step by step. */
#include "page_sample.h"
#include "web/import.html.h"

#define POST(url)                        \
    {                                    \
        .action = (url), .csrf = "token" \
    }

static const struct form_choice registers[] = {
    {"device",  "機器台帳", true },
    {"contact", "連絡先",    false},
    {"vendor",  "事業者",    false}
};

static void write_start(struct html *h, bool is_first)
{
    static const struct parts_link samples[] = {
        {F "/sample/device.xlsx",  "機器台帳"},
        {F "/sample/contact.xlsx", "連絡先"   }
    };
    static const struct import_start_past past[] = {
        {.at = "2026/11/01 09:00",
         .by = "情報 一郎",
         .entity = "機器台帳",
         .counts = "新規 380 ・ 変更 20 ・ エラー 12",
         .url = F "/import/1"                        },
        { .at = "2026/10/30 17:12",
         .by = "情報 一郎",
         .entity = "連絡先",
         .counts = "新規 14",
         .url = F "/import/2",
         .state = {PARTS_PLAIN, "取り消し済み"}}
    };

    tpl_import_start(
        h,
        &(struct import_start_view){
            .head = {.title = "取り込み"      },
            .post = {.action = F "/import",         .csrf = "token", .has_file = true},
            .entity = {.name = "entity",
                     .label = "取り込む先",
                     .control = FORM_SELECT,
                     .choice = registers,
                     .n_choices = COUNT(registers),
                     .required = true},
            .paste =
                {.name = "paste",
                     .label = "Excelから貼り付け",
                     .control = FORM_NOTE,
                     .help =
                     "Excelで表を選んでコピーし、ここに貼り付けます。見出しの行も含めてください。"},
            .file = {.name = "file",
                     .label = "またはファイルを選ぶ",
                     .control = FORM_FILE,
                     .help = "Excel（.xlsx）かCSV。結合されたセルや表題の行があっても構いません。"},
            .samples = {VIEW(samples)},
            .past = past,
            .n_past = is_first ? 0 : COUNT(past)
    });
}

static void body_start(struct html *h)
{
    write_start(h, false);
}

static void body_start_first(struct html *h)
{
    write_start(h, true);
}

static void body_map(struct html *h)
{
    static const struct form_choice number[] = {
        {"asset_no", "管理番号",       true },
        {"",         "取り込まない", false}
    };
    static const struct form_choice place[] = {
        {"location", "設置場所",       true },
        {"",         "取り込まない", false}
    };
    static const struct form_choice nothing[] = {
        {"location", "設置場所",       false},
        {"",         "取り込まない", true }
    };
    static const struct form_choice rows[] = {
        {"1", "1行目", false},
        {"4", "4行目", true }
    };
    static const struct form_choice encodings[] = {
        {"cp932", "Excel用（Shift_JIS）", true },
        {"utf8", "UTF-8",                   false}
    };
    static const struct import_column columns[] = {
        {"資産No",
         "0001、0002、0003",         {.name = "map-0", .control = FORM_SELECT, .choice = number, .n_choices = 2},
         {PARTS_OK, "自動"}            },
        {"設置部署",
         "1階 受付、サーバ室", {.name = "map-1", .control = FORM_SELECT, .choice = place, .n_choices = 2},
         {PARTS_PLAIN, "前回と同じ"}},
        {"リース会社",
         "X社",                       {.name = "map-2", .control = FORM_SELECT, .choice = nothing, .n_choices = 2},
         {PARTS_WARN, "要確認"}       }
    };

    tpl_import_map(
        h, &(struct import_map_view){
               .head = {.title = "取り込み", .note = "列の対応", .back = {F "/import", "取り込み"}},
               .post = POST(F "/import/3"),
               .source = "daicho.csv（412行）",
               .header_row = { .name = "header",
                        .label = "見出しの行",
                        .control = FORM_SELECT,
                        .choice = rows,
                        .n_choices = 2},
               .encoding = {                                                                         .name = "read_as",
                        .label = "文字化けしているとき",
                        .control = FORM_SELECT,
                        .choice = encodings,
                        .n_choices = 2},
               .column = columns,
               .n = COUNT(columns),
    });
}

static void body_preview(struct html *h)
{
    static const char *const columns[] = {"管理番号", "IPアドレス", "設置場所", "登録日"};
    static const struct import_cell cells[][4] = {
        {{NULL, "0001"}, {NULL, "192.168.1.1"}, {NULL, "1階 受付"},           {NULL, "2020/12"}   },
        {{NULL, "0002"}, {NULL, "192.168.1.2"}, {"2階 医局", "サーバ室"}, {NULL, "2019/05/01"}},
        {{NULL, "0003"}, {NULL, "192.168.1.3"}, {NULL, "受付"},                {NULL, NULL}        },
        {{NULL, "0412"}, {NULL, "192.168.1"},   {NULL, "受付"},                {NULL, NULL}        }
    };
    static const struct import_row rows[] = {
        {5,   IMPORT_NEW,     cells[0], NULL                                                            },
        {6,   IMPORT_CHANGED, cells[1], NULL                                                            },
        {7,   IMPORT_SAME,    cells[2], NULL                                                            },
        {416, IMPORT_ERROR,   cells[3],
         "IPアドレス：「192.168.1」は4つの数字になっていません。例：192.168.1.20"}
    };
    static const struct parts_notice remarks[] = {
        {PARTS_WARN,
         "種別がない8行は「その他」、状態がない3行は「稼働」として取り込みます。",
         {NULL, 0}}
    };

    tpl_import_preview(h, &(struct import_preview_view){
                              .head = {.title = "取り込み",
                                       .note = "内容の確認",
                                       .back = {F "/import/3", "列の対応"}},
                              .post = POST(F "/import/3/commit"),
                              .counts = {.read = 412,                       .state = {380, 19, 1, 12}            },
                              .submit = "399件を取り込む",
                              .submit_note = "エラーの12件は「直す行」に残ります。",
                              .back_url = F "/import/3",
                              .column = columns,
                              .n_columns = COUNT(columns),
                              .row = rows,
                              .n = COUNT(rows),
                              .shown = "412行のうち4行",
                              .remark = remarks,
                              .n_remarks = 1
    });
}

static void write_result(struct html *h, bool is_clean)
{
    static const struct import_result_reject rejects[] = {
        {416,
         "IPアドレス", {.name = "mend-416-ip",
          .label = "IPアドレス",
          .value = "192.168.1",
          .error = "「192.168.1」は4つの数字になっていません。例：192.168.1.20"},
         {NULL, NULL}                        },
        {418,
         "IPアドレス", {.name = "mend-418-ip",
          .label = "IPアドレス",
          .value = "192.168.4.3",
          .error = "0398 の機器と同じ 192.168.4.3 です。どちらが正しいか確かめてください。"},
         {F "/device/0398", "0398 を見る"}}
    };

    tpl_import_result(h, &(struct import_result_view){
                             .head = {.title = "取り込み",
                                      .note = "daicho.csv の結果",
                                      .back = {F "/import", "取り込み"}},
                             .counts = {.read = 412,                       .state = {380, 19, 1, is_clean ? 0 : 12}                 },
                             .reject = rejects,
                             .n_rejects = is_clean ? 0 : COUNT(rejects),
                             .mend = POST(F "/import/3/mend"),
                             .rejects_url = F "/import/3/rejects.csv",
                             .undo = POST(F "/import/3/undo"),
                             .undo_until = "2026/12/20まで",
                             .list = {F "/device",                       "機器台帳を見る"}
    });
}

static void body_result(struct html *h)
{
    write_result(h, false);
}

static void body_result_clean(struct html *h)
{
    write_result(h, true);
}

static void every_page_is_what_it_was(void **state)
{
    (void)state;
    page_golden("import", "取り込み", "/import", body_start, false, 0);
    page_golden("import_first", "取り込み", "/import", body_start_first, false, 0);
    page_golden("import_map", "取り込み", "/import", body_map, false, 0);
    page_golden("import_preview", "取り込み", "/import", body_preview, false, 0);
    page_golden("import_result", "取り込み", "/import", body_result, false, 0);
    page_golden("import_result_clean", "取り込み", "/import", body_result_clean, false, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_page_is_what_it_was)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
