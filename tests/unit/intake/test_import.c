#include "house.h"

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

#define NUMBERS "管理番号,状態,種別\n"

static struct arena *room(void)
{
    return arena_open(64 << 20);
}

/* ---- What a cell means ---- */

static void keeps_what_a_ledger_says(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    static const struct {
        const char *title, *cell, *field, *want;
    } row[] = {
        {"IPアドレス",     "192。168。１．20",                           "ip",                 "192.168.1.20"                         },
        {"IPアドレス",     "-",                                              "ip",                 "なし"                               },
        {"IPアドレス",     "なし",                                         "ip",                 "なし"                               },
        {"IPアドレス",     "不明",                                         "ip",                 "不明"                               },
        {"IPアドレス",     "-",                                              "ip_assignment",      "none"                                 },
        {"IPアドレス",     "不明",                                         "ip_assignment",      "unknown"                              },
        {"IPアドレス",     "192.0.2.1",                                      "ip_assignment",      "unknown"                              },
        {"IPアドレス",     "DHCP",                                           "ip",                 "(empty)"                              },
        {"IPアドレス",     "DHCP",                                           "ip_assignment",      "dhcp"                                 },
        {"IPアドレス",     "ＤＨＣＰ（自動）",                       "ip_assignment",      "dhcp"                                 },
        {"OS",                 "-",                                              "os",                 "なし"                               },
        {"OS",                 "不明",                                         "os",                 "不明"                               },
        {"OS",                 "Ｗｉｎｄｏｗｓ　１０",                 "os",                 "Ｗｉｎｄｏｗｓ　１０"       },
        {"登録日",          "R8.11.20",                                       "registered_on",      "2026-11-20"                           },
        {"登録日",          "2020年12月",                                   "registered_on",      "2020-12"                              },
        {"登録日",          "46346",                                          "registered_on",      "2026-11-20"                           },
        {"登録日",          "46346.4375",                                     "registered_on",      "2026-11-20"                           },
        {"登録日",          "2020",                                           "registered_on",      "2020"                                 },
        {"登録日",          "-",                                              "registered_on",      "(empty)"                              },
        {"登録日",          "不明",                                         "registered_on",      "(empty)"                              },
        {"利用者",          "a医師（内科、外科）、b医師",         "users",              "a医師（内科、外科）\nb医師"},
        {"利用者",          "\"看護部\n医事課\"",                       "users",              "看護部\n医事課"                 },
        {"説明",             "\"=HYPERLINK(\"\"http://example.invalid\"\")\"", "note",
         "=HYPERLINK(\"http://example.invalid\")"                                                                                             },
        {"説明",             "'=1+1",                                          "note",               "=1+1"                                 },
        {"説明",             "-",                                              "note",               "(empty)"                              },
        {"種別",             "スイッチ",                                   "kind",               "network"                              },
        {"種別",             "スイッチ",                                   "network_kind",       "switch"                               },
        {"種別",             "ノートPC",                                    "kind",               "client"                               },
        {"種別",             "-",                                              "kind",               "other"                                },
        {"状態",             "故障",                                         "status",             "repair"                               },
        {"リモート保守", "○",                                            "remote_maintenance", "yes"                                  },
        {"リモート保守", "×",                                             "remote_maintenance", "no"                                   },
        {"リモート保守", "無",                                            "remote_maintenance", "no"                                   },
        {"リモート保守", "-",                                              "remote_maintenance", "unknown"                              },
        {"管理対象",       "いいえ",                                      "in_scope",           "0"                                    },
        {"保守事業者",    "なし",                                         "vendor",             "(empty)"                              },
        {"薬機法の区分", "不明",                                         "medical_class",      "不明"                               },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char text[512], key[16];

        snprintf(key, sizeof(key), "K%zu", i);
        snprintf(text, sizeof(text), "管理番号,%s\n%s,%s\n", row[i].title, key, row[i].cell);
        house_import(db, "device", text, "read 1 new 1 changed 0 same 0 rejected 0", a);

        const char *got = house_value(db, "device", key, row[i].field, a);

        if (strcmp(got, row[i].want) != 0) {
            fail_msg("%s %s: %s is %s", row[i].title, row[i].cell, row[i].field, got);
        }
    }
}

struct first_reject {
    const struct entity *entity;
    uint32_t row;
    char field[64], wrong[256], sentence[1024];
};

static enum status note_reject(void *self, const struct import_line *line, struct err *err)
{
    struct first_reject *f = self;

    (void)err;
    if (line->verdict == VERDICT_REJECTED && f->row == 0) {
        f->row = line->number;
        snprintf(f->field, sizeof(f->field), "%s",
                 line->field < 0 ? "" : f->entity->field[line->field].name);
        snprintf(f->wrong, sizeof(f->wrong), "%s", line->wrong);
        err_text(&line->why, LANG_JA, f->sentence, sizeof(f->sentence));
    }
    return OK;
}

static void rejects_a_row_with_row_field_value_and_sentence(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    static const struct {
        const char *what, *entity, *text;
        uint32_t row;
        const char *field, *wrong, *sentence;
    } row[] = {
        {"no such choice",        "device",         NUMBERS "A,どこかにある,端末\n",                   2, "status",        "どこかにある",
         "「どこかにある」は「状態」の選択肢にありません"                                                                                                   },
        {"no key",                "device",         NUMBERS "A,稼働,端末\n,稼働,端末\n",               3, "asset_no",      "",
         "「管理番号」を入力してください"                                                                                                                           },
        {"a key of a dash",       "device",         NUMBERS "-,稼働,端末\n",                               2, "asset_no",      "",
         "「管理番号」を入力してください"                                                                                                                           },
        {"the same key",          "device",         NUMBERS "A,稼働,端末\nＡ,停止,端末\n",            3, "asset_no",      "Ａ",
         "この表で2行目です"                                                                                                                                               },
        {"no such day",           "device",         "管理番号,登録日\nA,令和8年2月30日\n",         2, "registered_on",
         "令和8年2月30日",                                                                                                                          "令和8年2月"          },
        {"a bad address",         "device",         "管理番号,IPアドレス\nA,192.168.1\n",              2, "ip",            "192.168.1",
         "4つの数字"                                                                                                                                                           },
        {"a broken character",    "device",
         "\xEF\xBB\xBF"
         "管理番号,OS\nA,\x81\n",                                                                          2, "os",            "\xEF\xBF\xBD",       "読み取れない文字"},
        {"an unknown reference",  "device",         "管理番号,保守事業者\nA,どこにもない社\n", 2, "vendor",
         "どこにもない社",                                                                                                                        "どこにもない社"   },
        {"a rule between fields", "appointment",
         "役割,氏名,着任日,役割・権限\nCSIRT,誰でもない,2026/4/1,x\n",                        2, "person",        "誰でもない",
         "誰でもない"                                                                                                                                                         },
        {"a required cell",       "vendor_officer", "事業者,氏名\n,山田\n",                             2, "vendor",        "",
         "「事業者」"                                                                                                                                                         },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct import_request q = house_request(row[i].entity, row[i].text);
        struct first_reject first = {.entity = q.entity};
        const struct import_watcher watcher = {note_reject, &first};
        struct import_result r;
        struct err err = {.status = OK};

        q.watcher = &watcher;
        q.preview = true;
        T_STATUS(row[i].what, import_run(&r, db, &q, a, &err), OK);
        if (first.row != row[i].row || strcmp(first.field, row[i].field) != 0 ||
            strcmp(first.wrong, row[i].wrong) != 0 ||
            strstr(first.sentence, row[i].sentence) == NULL) {
            fail_msg("%s: row %u, %s, \"%s\", %s", row[i].what, first.row, first.field, first.wrong,
                     first.sentence);
        }
        assert_int_equal(r.n[VERDICT_REJECTED], 1);
    }
}

/* ---- Which record a row means ---- */

static void changes_nothing_for_a_blank_cell_and_empties_when_told(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();

    house_import(db, "device", "管理番号,OS,説明,リモート保守\nA,Windows,x,有\n",
                 "read 1 new 1 changed 0 same 0 rejected 0", a);
    house_import(db, "device", "管理番号,OS,説明,リモート保守\nA,,y,\n",
                 "read 1 new 0 changed 1 same 0 rejected 0", a);
    assert_string_equal(house_value(db, "device", "A", "os", a), "Windows");
    assert_string_equal(house_value(db, "device", "A", "note", a), "y");
    assert_string_equal(house_value(db, "device", "A", "remote_maintenance", a), "yes");
    house_import(db, "device",
                 "管理番号,OS,説明,リモート保守\nA,（空にする）,(空にする),（空にする）\n",
                 "read 1 new 0 changed 1 same 0 rejected 0", a);
    assert_string_equal(house_value(db, "device", "A", "os", a), "(empty)");
    assert_string_equal(house_value(db, "device", "A", "note", a), "(empty)");
    assert_string_equal(house_value(db, "device", "A", "remote_maintenance", a), "unknown");
    house_import(db, "device", "管理番号,状態\nA,（空にする）\n",
                 "read 1 new 0 changed 0 same 0 rejected 1", a);
}

static void keeps_what_a_person_chose_where_a_cell_only_hints(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();

    house_import(db, "device", "管理番号,種別,ネットワーク機器の種別\nA,ネットワーク機器,UTM\n",
                 "read 1 new 1 changed 0 same 0 rejected 0", a);
    house_import(db, "device", "管理番号,種別\nA,ルーター\n",
                 "read 1 new 0 changed 0 same 1 rejected 0", a);
    assert_string_equal(house_value(db, "device", "A", "network_kind", a), "utm");
}

static void matches_by_id_then_by_key(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    char text[512], id[ID_TEXT_SIZE];

    house_import(db, "device", "管理番号,OS\nA,x\nB,y\n",
                 "read 2 new 2 changed 0 same 0 rejected 0", a);
    id_text(id, house_record(db, "device", "asset_no", "A", a)->id);

    /* by ID, also when the number changes; an ID nobody knows falls back to the number */
    snprintf(text, sizeof(text), "ID,管理番号,OS\n%s,A2,x\n0000000000001,B,y\n", id);
    house_import(db, "device", text, "read 2 new 0 changed 1 same 1 rejected 0", a);
    assert_string_equal(house_value(db, "device", "A2", "os", a), "x");

    /* decimal, as JSON writes it */
    snprintf(text, sizeof(text), "ID,OS\n%lld,z\n",
             (long long)house_record(db, "device", "asset_no", "A2", a)->id);
    house_import(db, "device", text, "read 1 new 0 changed 1 same 0 rejected 0", a);

    /* one record in two rows by two ways */
    snprintf(text, sizeof(text), "ID,管理番号,OS\n%s,,p\n,A2,q\n", id);
    house_import(db, "device", text, "read 2 new 0 changed 1 same 0 rejected 1", a);
    assert_string_equal(house_value(db, "device", "A2", "os", a), "p");

    /* a number that another record has */
    snprintf(text, sizeof(text), "ID,管理番号\n%s,B\n", id);
    house_import(db, "device", text, "read 1 new 0 changed 0 same 0 rejected 1", a);
}

static void makes_new_records_where_a_register_has_no_key(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();

    house_import(db, "person", "氏名\n見本 一郎\n見本 一郎\n",
                 "read 2 new 2 changed 0 same 0 rejected 0", a);
    /* and a name that means two people is no reference */
    house_import(db, "appointment", "役割,氏名,着任日,役割・権限\nCSIRT,見本 一郎,2026/4/1,x\n",
                 "read 1 new 0 changed 0 same 0 rejected 1", a);
}

static void finds_records_that_earlier_rows_made(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    static const char text[] = "カテゴリ,組織名,電話番号,連絡元\n院内,情報担当,2301,\n"
                               "院内,院長,2001,情報担当\n事業者,A社,03-0000-0000,院長\n";
    struct import_request q = house_request("contact", text);
    struct import_result r;
    struct err err;

    q.preview = true;
    T_OK(import_run(&r, db, &q, a, &err));
    assert_string_equal(house_counts(&r), "read 3 new 3 changed 0 same 0 rejected 0");
    house_import(db, "contact", text, "read 3 new 3 changed 0 same 0 rejected 0", a);

    struct record *last = house_record(db, "contact", "organisation", "A社", a);
    struct record *chief = house_record(db, "contact", "organisation", "院長", a);
    char id[24];

    snprintf(id, sizeof(id), "%lld", (long long)chief->id);
    assert_string_equal(record_get(last, "called_by"), id);
}

static void refuses_to_change_a_closed_record(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    CLEANUP(writer_close) struct writer *w = NULL;
    struct err err;

    house_import(db, "device", "管理番号,OS\nA,x\n", "read 1 new 1 changed 0 same 0 rejected 0", a);

    struct record *r = house_record(db, "device", "asset_no", "A", a);

    T_OK(writer_begin(&w, db, HOUSE_ID, &house_clerk, house_noon(), &err));
    T_OK(record_close(w, r, "重複していたため", &err));
    T_OK(writer_commit(w, &err));
    house_import(db, "device", "管理番号,OS\nA,y\n", "read 1 new 0 changed 0 same 0 rejected 1", a);
    house_import(db, "device", "管理番号,OS\nA,x\n", "read 1 new 0 changed 0 same 1 rejected 0", a);
}

/* ---- A ledger of the deck's twelve columns (decisions.md 4) ---- */

static void takes_a_ledger_of_twelve_columns_whole(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    const struct entity *e = entity_named("device");
    static const char text[] =
        "管理番号,メーカー,OS,ソフトウェア,ソフトウェアバージョン,IPアドレス,コンピュータ名,"
        "設置場所,利用者,登録日,状態,説明\n"
        "0001,A社,Windows 11,〇〇電子カルテ,2.0,192.168.1.1,ROOM1-PC1,1階 受付,a医師（内科）,"
        "2020/12/1,稼働,\n"
        "0002,B社,不明,,,,,,,,,メンテナンス\n";
    struct import_result r =
        house_import(db, "device", text, "read 2 new 2 changed 0 same 0 rejected 0", a);

    assert_int_equal(r.to_confirm[entity_field(e, "kind")], 2);
    assert_int_equal(r.to_confirm[entity_field(e, "status")], 1);
    assert_string_equal(house_value(db, "device", "0002", "kind", a), "other");
    assert_string_equal(house_value(db, "device", "0002", "status", a), "active");
    assert_string_equal(house_value(db, "device", "0001", "to_confirm", a), "種別");
    assert_string_equal(house_value(db, "device", "0002", "to_confirm", a), "状態、種別");

    /* the same value again confirms nothing, another one does */
    house_import(db, "device", "管理番号,種別,状態\n0001,その他,\n0002,サーバ,\n",
                 "read 2 new 0 changed 1 same 1 rejected 0", a);
    assert_string_equal(house_value(db, "device", "0001", "to_confirm", a), "種別");
    assert_string_equal(house_value(db, "device", "0002", "to_confirm", a), "状態");
}

static void splits_the_decks_column_of_service_and_purpose(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();

    house_import(
        db, "cloud_service",
        "サービス提供事業者,サービス名称/用途\nA社,〇〇オンライン／予約/受付\nB社,メール\n",
        "read 2 new 2 changed 0 same 0 rejected 0", a);

    struct record *r = house_record(db, "cloud_service", "provider", "A社", a);

    assert_string_equal(record_get(r, "name"), "〇〇オンライン");
    assert_string_equal(record_get(r, "purpose"), "予約/受付");
    r = house_record(db, "cloud_service", "provider", "B社", a);
    assert_string_equal(record_get(r, "name"), "メール");
    assert_null(record_get(r, "purpose"));
}

static void knows_the_one_institution(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();

    house_import(db, "facility", "名称,種別\n見本病院,病院\n",
                 "read 1 new 1 changed 0 same 0 rejected 0", a);
    house_import(db, "facility", "名称,許可病床数\n見本第二病院,50\n別の病院,60\n",
                 "read 2 new 0 changed 1 same 0 rejected 1", a);
    assert_string_equal(record_get(house_record(db, "facility", "beds", "50", a), "name"),
                        "見本第二病院");
}

/* ---- The sample ledger against its truth ---- */

struct truth {
    const struct json *rejects;
    const char *row_key;
    size_t found;
};

static enum status check_reject(void *self, const struct import_line *line, struct err *err)
{
    struct truth *t = self;
    const struct json *want = json_at(t->rejects, t->found);

    (void)err;
    if (line->verdict == VERDICT_REJECTED) {
        assert_non_null(want);
        assert_int_equal(line->number, json_get_int(want, t->row_key, 0));
        assert_string_equal(entity_named("device")->field[line->field].name,
                            json_get_text(want, "field"));
        assert_string_equal(line->wrong, json_get_text(want, "value"));
        t->found++;
    }
    return OK;
}

static void check_merged_places(struct db *db, const struct json *runs, struct arena *a)
{
    for (size_t i = 0; i < json_count(runs); i++) {
        const struct json *run = json_at(runs, i);
        int last = atoi(json_text(json_at(run, 1)));

        for (int n = atoi(json_text(json_at(run, 0))); n <= last; n++) {
            char key[16];

            snprintf(key, sizeof(key), "%04d", n);
            assert_string_equal(house_value(db, "device", key, "location", a),
                                json_text(json_at(run, 2)));
        }
    }
}

static int64_t without_address(struct db *db, struct arena *a)
{
    const struct entity *e = entity_named("device");
    struct record_query query = {.entity = e, .facility_id = HOUSE_ID, .sort = -1, .limit = 500};
    struct record_list list;
    struct err err;
    int64_t n = 0;

    T_OK(record_list_read(&list, db, &query, a, &err));
    for (size_t i = 0; i < list.n; i++) {
        const char *ip = record_get(list.row[i], "ip");

        n += ip == NULL || strchr(ip, '.') == NULL;
    }
    return n;
}

static void check_sample(enum db_engine engine, const char *file, const char *row_key)
{
    const char *path = t_shared(file), *truth_path = t_shared("samples/daicho.truth.json");
    CLEANUP(json_close) struct json_doc *doc = NULL;
    CLEANUP(arena_close) struct arena *a = room();
    struct err err;
    char *text;
    size_t len;

    if (path == NULL || truth_path == NULL) {
        print_message("no sample at hand\n");
        return;
    }
    T_OK(file_read(&text, &len, truth_path, 1 << 20, a, &err));
    T_OK(json_parse(&doc, text, len, &err));

    CLEANUP(db_close) struct db *db = house_open(engine);
    const struct json *truth = json_root(doc);
    struct truth t = {.rejects = json_get(truth, "rejects"), .row_key = row_key};
    const struct import_watcher watcher = {check_reject, &t};
    struct import_request q = house_request("device", "");
    struct import_result r;

    q.source = (struct book_source){.path = path};
    q.watcher = &watcher;
    T_OK(import_run(&r, db, &q, a, &err));
    assert_int_equal(r.read, json_get_int(truth, "rows", 0));
    assert_int_equal(r.n[VERDICT_NEW], json_get_int(truth, "good", 0));
    assert_int_equal(r.n[VERDICT_REJECTED], json_get_int(truth, "rejected", 0));
    assert_int_equal(t.found, json_count(t.rejects));
    check_merged_places(db, json_get(truth, "merged_place_runs"), a);

    const char *plain = text_form(a, json_get_text(truth, "full_width_no"), TEXT_CODE);

    house_record(db, "device", "asset_no", plain, a);
    /* one of them stands in a rejected row */
    assert_int_equal(without_address(db, a), json_get_int(truth, "no_fixed_ip", 0) - 1);
}

static void agrees_with_the_truth_about_the_sample_workbook(void **state)
{
    check_sample(t_engine(state), "samples/daicho.xlsx", "row_xlsx");
}

static void agrees_with_the_truth_about_the_sample_csv(void **state)
{
    check_sample(t_engine(state), "samples/daicho-cp932.csv", "row_csv");
}

/* ---- Mappings ---- */

static void remembers_how_columns_were_mapped(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct import_request q = house_request("device", "管理番号,謎の欄\nA,x\n");
    struct import_result r;
    struct import_peek peek;
    struct err err;

    T_OK(import_peek(&peek, db, &q, a, &err));
    assert_false(peek.remembered);
    assert_int_equal(peek.mapping.column[1].field, SYNONYMS_NONE);
    q.mapping = "{\"columns\":{\"謎の欄\":\"note\"}}";
    T_OK(import_run(&r, db, &q, a, &err));
    assert_string_equal(house_value(db, "device", "A", "note", a), "x");

    q = house_request("device", "管理番号,謎の欄\nB,y\n");
    T_OK(import_peek(&peek, db, &q, a, &err));
    assert_true(peek.remembered);
    assert_int_equal(peek.rows, 1);
    assert_string_equal(peek.cell[1], "y");
    assert_int_equal(peek.n_sheets, 1);
    T_OK(import_run(&r, db, &q, a, &err));
    assert_string_equal(house_value(db, "device", "B", "note", a), "y");
}

static void says_which_column_is_missing(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct import_request q = house_request("device", "OS,メーカー\nx,y\n");
    struct import_result r;
    struct import_peek peek;
    struct err err;

    T_STATUS("import", import_run(&r, db, &q, a, &err), E_INVALID);
    assert_int_equal(err.msg, MSG_INTAKE_NO_COLUMN);
    assert_int_equal(r.read, 0);
    T_OK(import_peek(&peek, db, &q, a, &err));
    assert_int_equal(peek.missing.status, E_INVALID);
}

static void lets_the_cells_decide_what_a_doubtful_title_means(void **state)
{
    static const struct {
        const char *text, *field, *want;
    } row[] = {
        {"管理番号,機種\nA,ノートPC\nB,プリンター\n",         "kind",  "client"       },
        {"管理番号,機種\nA,OptiPlex 3080\nB,プリンター\nC,X1\n", "model", "OptiPlex 3080"},
        {"管理番号,機種\nA,OptiPlex 3080\n",                          "kind",  "other"        },
        {"管理番号,種別,機種\nA,サーバ,ノートPC\n",           "model", "ノートPC"  },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(db_close) struct db *db = house_open(t_engine(state));
        CLEANUP(arena_close) struct arena *a = room();
        struct import_request q = house_request("device", row[i].text);
        struct import_result r;
        struct err err;

        T_OK(import_run(&r, db, &q, a, &err));
        assert_string_equal(house_value(db, "device", "A", row[i].field, a), row[i].want);
    }
}

static void refuses_a_table_that_lies_on_its_side(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct import_request q = house_request(
        "device", "管理番号,A-1,A-2\nメーカー,NEC,富士通\nOS,Windows 11,Windows 10\n");
    struct import_result r;
    struct err err;

    T_STATUS("on its side", import_run(&r, db, &q, a, &err), E_INVALID);
    assert_int_equal(err.msg, MSG_INTAKE_SIDEWAYS);
    /* One column of numbers alone is a ledger, even where one of them is a title's word. */
    house_import(db, "device", "管理番号,覚え\nA-1,x\nOS,x\n",
                 "read 2 new 2 changed 0 same 0 rejected 0", a);
}

static void names_the_sheets_it_did_not_read(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct import_request q = house_request("device", "");
    struct import_result r;
    struct err err;

    q.source = (struct book_source){.path = t_source("tests/data/intake/sheets.xlsx")};
    T_OK(import_run(&r, db, &q, a, &err));
    assert_string_equal(r.mapping.sheet, "サーバ");
    assert_string_equal(house_counts(&r), "read 1 new 1 changed 0 same 0 rejected 0");
    assert_int_equal(r.n_others, 1);
    assert_string_equal(r.other[0], "PC");
    /* The other one holds a formula without its result: the row is to be mended. */
    q.sheet = "PC";
    T_OK(import_run(&r, db, &q, a, &err));
    assert_string_equal(house_counts(&r), "read 1 new 0 changed 0 same 0 rejected 1");
}

static void lists_what_is_no_record(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct import_result r =
        house_import(db, "device", NUMBERS "A,稼働,端末\n\n※注意\n　つづき\n合計,1\n",
                     "read 1 new 1 changed 0 same 0 rejected 0", a);

    assert_string_equal(r.mapping.sheet, "");
    assert_int_equal(r.mapping.header_row, 1);
    assert_int_equal(r.skipped, 3);
    assert_int_equal(r.skip[0].row, 4);
    assert_string_equal(r.skip[0].text, "※注意");
}

/* ---- Faults ---- */

/* The database is there already, so that only the import meets the faults. */
struct fault_house {
    struct db *db;
    unsigned run;
};

static enum status import_again(void *arg, struct err *err)
{
    struct fault_house *h = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    char text[256];
    struct import_result r;

    h->run++;
    snprintf(text, sizeof(text), "管理番号,種別,IPアドレス\nA%u,ルーター,DHCP\nB%u,何か,-\n",
             h->run, h->run);
    struct import_request q = house_request("device", text);
    enum status st = import_run(&r, h->db, &q, a, err);

    assert_false(db_in_transaction(h->db));
    if (st != OK) { /* nothing is half done: what is counted is there */
        assert_true(r.read == 0 || r.read == 2);
    }
    return st;
}

static void tells_when_memory_or_the_database_fails(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    struct fault_house h = {.db = db};

    T_FAULTS(FAULT_STMT, import_again, &h);
    if (t_engine(state) == DB_SQLITE) {
        T_FAULTS(FAULT_ALLOC, import_again, &h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(keeps_what_a_ledger_says),
        T_BOTH(rejects_a_row_with_row_field_value_and_sentence),
        T_BOTH(changes_nothing_for_a_blank_cell_and_empties_when_told),
        T_BOTH(keeps_what_a_person_chose_where_a_cell_only_hints),
        T_BOTH(matches_by_id_then_by_key),
        T_BOTH(makes_new_records_where_a_register_has_no_key),
        T_BOTH(finds_records_that_earlier_rows_made),
        T_BOTH(refuses_to_change_a_closed_record),
        T_BOTH(takes_a_ledger_of_twelve_columns_whole),
        T_BOTH(splits_the_decks_column_of_service_and_purpose),
        T_BOTH(knows_the_one_institution),
        T_BOTH(agrees_with_the_truth_about_the_sample_workbook),
        T_BOTH(agrees_with_the_truth_about_the_sample_csv),
        T_BOTH(remembers_how_columns_were_mapped),
        T_BOTH(says_which_column_is_missing),
        T_BOTH(lets_the_cells_decide_what_a_doubtful_title_means),
        T_BOTH(refuses_a_table_that_lies_on_its_side),
        T_BOTH(names_the_sheets_it_did_not_read),
        T_BOTH(lists_what_is_no_record),
        T_BOTH(tells_when_memory_or_the_database_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
