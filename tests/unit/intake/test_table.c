#include "intake/mapping.h"
#include "intake/table.h"
#include "t.h"

#include "show.h"

struct opened {
    struct arena *arena;
    struct book *book;
    struct table *table;
    struct mapping wish;
    struct mapping_guide guide;
};

static void opened_close(struct opened *o)
{
    table_close(&o->table);
    book_close(&o->book);
    arena_close(&o->arena);
}

/* Open a table for an entity, from text or from a file. */
static enum status open_table(struct opened *o, const char *entity,
                              const struct book_source *source, const char *sheet,
                              uint32_t header_row, struct err *err)
{
    *o = (struct opened){.arena = arena_open(16 << 20)};
    o->wish.entity = entity_named(entity);
    o->guide = (struct mapping_guide){
        .synonyms = synonyms_of(o->wish.entity, o->arena), .wish = &o->wish, .arena = o->arena};
    struct table_options options = {
        .sheet = sheet, .header_row = header_row, .field_of = mapping_field_of, .self = &o->guide};
    enum status st =
        o->guide.synonyms == NULL ? arena_status(o->arena, err) : book_open(&o->book, source, err);

    return st == OK ? table_open(&o->table, o->book, &options, o->arena, err) : st;
}

static enum status show_table(char *out, size_t size, struct table *t, struct err *err)
{
    const struct book_row *row;
    enum status st;

    out[0] = '\0';
    while ((st = table_next(t, &row, err)) == OK && row != NULL) {
        show_row(out, size, row);
    }
    return st;
}

static void expect_text(const char *what, const char *text, uint32_t header_row, const char *want,
                        size_t want_skips)
{
    CLEANUP(opened_close) struct opened o;
    struct book_source source = {.bytes = text, .size = strlen(text)};
    char got[4096];
    size_t n, all;
    struct err err = {.status = OK};

    T_STATUS(what, open_table(&o, "device", &source, NULL, 0, &err), OK);
    assert_int_equal(table_header_row(o.table), header_row);
    T_STATUS(what, show_table(got, sizeof(got), o.table, &err), OK);
    if (strcmp(got, want) != 0) {
        fail_msg("%s:\n%s", what, got);
    }
    table_skips(o.table, &n, &all);
    if (all != want_skips) {
        fail_msg("%s: %zu rows passed over", what, all);
    }
}

#define TITLES "管理番号,メーカー,OS\n"

static void finds_the_header_and_the_records(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const char *text;
        uint32_t header_row;
        const char *want;
        size_t skips;
    } row[] = {
        {"a header in the first row",                         TITLES "1,A,W\n",                                             1, "2:1|A|W|\n",           0},
        {"a title and a head block",
         "機器台帳\n最終更新日,2026/10/1,最終更新者,見本\n\n" TITLES "1,A,W\n",                             4, "5:1|A|W|\n",           0},
        {"rows of white space",                               TITLES "1,A,W\n 　,,\n2,B,X\n",                              1, "2:1|A|W|\n4:2|B|X|\n", 0},
        {"a lone note",                                       TITLES "1,A,W\n※色付きは更新予定\n",                1, "2:1|A|W|\n",           1},
        {"notes of several lines",                            TITLES "1,A,W\n※一行目\n　続き\n  さらに続き\n", 1, "2:1|A|W|\n",
         3                                                                                                                                              },
        {"records after a note",                              TITLES "※上の注\n1,A,W\n2\n",                            1, "3:1|A|W|\n4:2|\n",     1},
        {"a lone asset number is a record",                   TITLES "1\n",                                                 1, "2:1|\n",               0},
        {"a heading between records",                         TITLES "【1階】\n1,A,W\n■2階\n2,B,X\n",                 1,
         "3:1|A|W|\n5:2|B|X|\n",                                                                                                                       2},
        {"a total",                                           TITLES "1,A,W\n合計,1台\n",                                1, "2:1|A|W|\n",           1},
        {"a header on every page",                            TITLES "1,A,W\n" TITLES "2,B,X\n",                            1, "2:1|A|W|\n4:2|B|X|\n", 1},
        {"a data row that says その他 is no lower header", TITLES "1,その他,備考\n2,B,X\n",                         1,
         "2:1|その他|備考|\n3:2|B|X|\n",                                                                                                          0},
        {"two rows of titles",
         "管理番号,機種情報,,ネットワーク,\n,メーカー,OS,IPアドレス,PC名\n1,A,W,192.0.2.1,P\n",      2,
         "3:1|A|W|192.0.2.1|P|\n",                                                                                                                     0},
        {"one title that is known is better than none",       "x,y\n管理番号,謎\n1,A\n",                               2, "3:1|A|\n",
         0                                                                                                                                              },
        {"synonyms",                                          "資産No,使用者,設置部署\n1,a,b\n",                   1, "2:1|a|b|\n",           0},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        expect_text(row[i].what, row[i].text, row[i].header_row, row[i].want, row[i].skips);
    }
}

static void reads_a_ledger_with_everything_at_once(void **state)
{
    (void)state;
    CLEANUP(opened_close) struct opened o;
    struct book_source source = {.path = t_source("tests/data/intake/two-row-header.xlsx")};
    const struct table_skip *skip;
    char got[4096];
    size_t n, all;
    struct err err;

    T_OK(open_table(&o, "device", &source, NULL, 0, &err));
    assert_int_equal(table_header_row(o.table), 6);
    assert_string_equal(table_sheet(o.table), "台帳");
    for (int again = 0; again < 2; again++) {
        T_OK(show_table(got, sizeof(got), o.table, &err));
        assert_string_equal(
            got, "7:0001|富士通|Windows 11 Pro|端末|192.168.1.1|PC001|外来|受付|使用中|\n"
                 "8:0002|NEC|Windows 10|ノートPC|192.168.1.2|PC002|外来|受付|使用中|\n"
                 "9:0003|NEC|不明|サーバー|DHCP|SV01|外来|情報|故障|\n"
                 "11:0004|ヤマハ|なし|ルーター|-||機械室||停止|\n");
        skip = table_skips(o.table, &n, &all);
        assert_int_equal(all, 3);
        assert_int_equal(skip[1].row, 13);
        assert_string_equal(skip[2].text, "※ 問い合わせは情報システム担当まで");
        T_OK(table_rewind(o.table, &err));
    }
}

static void names_what_it_cannot_find(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const char *text;
        const char *sheet;
        uint32_t header_row;
        enum msg msg;
    } row[] = {
        {"no header",               "a,b\nc,d\n", NULL,     0, MSG_INTAKE_NO_HEADER},
        {"another sheet",           TITLES,       "一覧", 0, MSG_INTAKE_NO_SHEETS},
        {"a row that is not there", TITLES,       NULL,     9, MSG_INTAKE_NO_HEADER},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(opened_close) struct opened o;
        struct book_source source = {.bytes = row[i].text, .size = strlen(row[i].text)};
        struct err err = {.status = OK};

        T_STATUS(row[i].what,
                 open_table(&o, "device", &source, row[i].sheet, row[i].header_row, &err),
                 E_NOTFOUND);
        assert_int_equal(err.msg, row[i].msg);
    }
}

/* The header may stand in the last of the rows that are looked at, and no later. */
static void looks_for_a_header_only_near_the_top(void **state)
{
    (void)state;
    for (unsigned before = TABLE_HEAD_ROWS - 1; before <= TABLE_HEAD_ROWS; before++) {
        CLEANUP(opened_close) struct opened o;
        char text[512] = "";
        struct err err = {.status = OK};

        for (unsigned i = 0; i < before; i++) {
            strcat(text, "x\n");
        }
        strcat(text, TITLES);
        struct book_source source = {.bytes = text, .size = strlen(text)};

        T_STATUS("header", open_table(&o, "device", &source, NULL, 0, &err),
                 before < TABLE_HEAD_ROWS ? OK : E_NOTFOUND);
    }
}

static void takes_the_sheet_and_row_it_is_told(void **state)
{
    (void)state;
    CLEANUP(opened_close) struct opened o;
    struct book_source source = {.bytes = TITLES "番号,製造元,基本ソフト\n1,A,W\n", .size = 0};
    char got[256];
    struct err err;

    source.size = strlen(source.bytes);
    T_OK(open_table(&o, "device", &source, "", 2, &err));
    T_OK(show_table(got, sizeof(got), o.table, &err));
    assert_string_equal(got, "3:1|A|W|\n");
}

static void names_the_other_sheets_with_a_table(void **state)
{
    (void)state;
    static const struct {
        const char *sheet, *read, *other;
    } row[] = {
        {NULL,        "サーバ", "PC"       },
        {"サーバ", "サーバ", "PC"       },
        {"pc",        "PC",        "サーバ"},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(opened_close) struct opened o;
        struct book_source source = {.path = t_source("tests/data/intake/sheets.xlsx")};
        size_t n;
        struct err err;

        T_OK(open_table(&o, "device", &source, row[i].sheet, 0, &err));
        assert_string_equal(table_sheet(o.table), row[i].read);
        assert_int_equal((table_others(o.table, &n), n), 1);
        assert_string_equal(table_others(o.table, &n)[0], row[i].other);
    }
}

/* ---- Mappings ---- */

static void expect_mapping(const char *what, const char *entity, const char *titles,
                           const char *wish, bool our_ids, const char *want)
{
    CLEANUP(opened_close) struct opened o;
    struct book_source source = {.bytes = titles, .size = strlen(titles)};
    struct mapping m, again;
    struct err err = {.status = OK};

    T_STATUS(what, open_table(&o, entity, &source, NULL, 1, &err), OK);
    T_STATUS(what, mapping_parse(&o.wish, entity_named(entity), wish, o.arena, &err), OK);
    T_STATUS(what, mapping_make(&m, &o.guide, o.table, our_ids, o.arena, &err), OK);

    const char *got = mapping_json(&m, o.arena);

    if (strcmp(got, want) != 0) {
        fail_msg("%s: %s", what, got);
    }
    T_STATUS(what, mapping_parse(&again, entity_named(entity), got, o.arena, &err), OK);
    assert_int_equal(again.header_row, 1);
}

#define COLUMNS(list) "{\"header_row\":1,\"columns\":{" list "}}"

static void gives_each_field_to_the_surest_column(void **state)
{
    (void)state;
    static const struct {
        const char *what, *entity, *titles, *wish;
        bool our_ids;
        const char *want;
    } row[] = {
        {"labels",                             "device",  "管理番号,OS,謎\n",                                 NULL, false,
         COLUMNS("\"管理番号\":\"asset_no\",\"OS\":\"os\",\"謎\":null")                               },
        {"a label beats a synonym",            "device",  "No,管理番号,部署,設置場所\n",                 NULL, false,
         COLUMNS(
             "\"No\":null,\"管理番号\":\"asset_no\",\"部署\":\"note\",\"設置場所\":\"location\"")},
        {"the first of equals",                "device",  "管理番号,備考,備考\n",                          NULL, false,
         COLUMNS("\"管理番号\":\"asset_no\",\"備考\":\"note\",\"備考（2）\":\"note\"")           },
        {"a second table beside the first",    "device",  "管理番号,備考,管理番号,備考\n",             NULL, false,
         COLUMNS("\"管理番号\":\"asset_no\",\"備考\":\"note\",\"管理番号（2）\":null,\"備考（2）\":"
                 "null")                                                                                   },
        {"a wish beats both",                  "device",  "No,管理番号,備考\n",
         "{\"columns\":{\"No\":\"asset_no\",\"備考\":null}}",                                                          false,
         COLUMNS("\"No\":\"asset_no\",\"管理番号\":\"note\",\"備考\":null")                          },
        {"our ID",                             "device",  "ID,管理番号\n",                                     NULL, true,
         COLUMNS("\"ID\":\"ID\",\"管理番号\":\"asset_no\"")                                            },
        {"their ID",                           "device",  "ID,OS\n",                                               NULL, false,
         COLUMNS("\"ID\":\"asset_no\",\"OS\":\"os\"")                                                      },
        {"their ID beside a number",           "device",  "ID,管理番号\n",                                     NULL, false,
         COLUMNS("\"ID\":null,\"管理番号\":\"asset_no\"")                                              },
        {"what the program sets is no column", "device",  "管理番号,確認が必要な欄\n",                  NULL, false,
         COLUMNS("\"管理番号\":\"asset_no\",\"確認が必要な欄\":null")                           },
        {"another register",                   "contact", "No,カテゴリ,組織名,担当者名,電話番号\n", NULL, false,
         COLUMNS("\"No\":\"position\",\"カテゴリ\":\"category\",\"組織名\":\"organisation\","
                 "\"担当者名\":\"name\",\"電話番号\":\"phone_day\"")                               },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        expect_mapping(row[i].what, row[i].entity, row[i].titles, row[i].wish, row[i].our_ids,
                       row[i].want);
    }
}

static void refuses_a_table_without_a_required_column(void **state)
{
    (void)state;
    CLEANUP(opened_close) struct opened o;
    struct book_source source = {.bytes = "OS,メーカー\n", .size = strlen("OS,メーカー\n")};
    struct mapping m;
    char text[256];
    struct err err;

    T_OK(open_table(&o, "device", &source, NULL, 0, &err));
    T_STATUS("no number", mapping_make(&m, &o.guide, o.table, false, o.arena, &err), E_INVALID);
    assert_non_null(strstr(err_text(&err, LANG_JA, text, sizeof(text)), "「管理番号」の列が"));
}

static void refuses_a_wish_it_does_not_understand(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    static const char *const wish[] = {"{", "{\"columns\":{\"a\":\"no_such_field\"}}",
                                       "{\"columns\":{\"a\":7}}", "{\"columns\":[\"a\"]}"};
    struct mapping m;
    struct err err;

    for (size_t i = 0; i < COUNT(wish); i++) {
        T_STATUS(wish[i], mapping_parse(&m, entity_named("device"), wish[i], a, &err), E_INVALID);
    }
    T_OK(mapping_parse(&m, entity_named("device"), "{\"sheet\":\"一覧\",\"header_row\":4}", a,
                       &err));
    assert_string_equal(m.sheet, "一覧");
    assert_int_equal(m.header_row, 4);
    T_OK(mapping_parse(&m, entity_named("device"), NULL, a, &err));
    assert_null(m.sheet);
}

static void knows_a_file_with_the_same_titles_again(void **state)
{
    (void)state;
    const char *print[3];
    static const char *const titles[] = {"管理番号,OS,x\n", "管理\u3000番号,ＯＳ,X\n",
                                         "OS,管理番号,x\n"};
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(titles); i++) {
        CLEANUP(opened_close) struct opened o;
        struct book_source source = {.bytes = titles[i], .size = strlen(titles[i])};
        struct mapping m;
        struct err err;

        T_OK(open_table(&o, "device", &source, NULL, 0, &err));
        T_OK(mapping_make(&m, &o.guide, o.table, false, o.arena, &err));
        print[i] = mapping_fingerprint(&m, a);
    }
    assert_string_equal(print[0], print[1]);
    assert_string_not_equal(print[0], print[2]);
}

static enum status open_all(void *arg, struct err *err)
{
    CLEANUP(opened_close) struct opened o;
    struct book_source source = {.path = arg};
    struct mapping m;
    char got[4096];
    enum status st = open_table(&o, "vendor_officer", &source, NULL, 6, err);

    if (st == OK) {
        st = mapping_make(&m, &o.guide, o.table, true, o.arena, err);
        st = st == E_INVALID ? OK : st; /* not its columns; all that allocates has run */
    }
    return st == OK ? show_table(got, sizeof(got), o.table, err) : st;
}

static void tells_when_memory_or_the_disk_fails(void **state)
{
    (void)state;
    char path[4200];

    snprintf(path, sizeof(path), "%s", t_source("tests/data/intake/two-row-header.xlsx"));
    T_FAULTS(FAULT_ALLOC, open_all, path);
    T_FAULTS(FAULT_IO, open_all, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_header_and_the_records),
        cmocka_unit_test(reads_a_ledger_with_everything_at_once),
        cmocka_unit_test(names_what_it_cannot_find),
        cmocka_unit_test(looks_for_a_header_only_near_the_top),
        cmocka_unit_test(takes_the_sheet_and_row_it_is_told),
        cmocka_unit_test(names_the_other_sheets_with_a_table),
        cmocka_unit_test(gives_each_field_to_the_surest_column),
        cmocka_unit_test(refuses_a_table_without_a_required_column),
        cmocka_unit_test(refuses_a_wish_it_does_not_understand),
        cmocka_unit_test(knows_a_file_with_the_same_titles_again),
        cmocka_unit_test(tells_when_memory_or_the_disk_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
