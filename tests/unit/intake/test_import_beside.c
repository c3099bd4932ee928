#include "house.h"
#include "intake/import_beside.h"

static void adds_lines_and_replaces_those_of_the_same_title(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct import_beside *list = NULL;

    import_beside_add(&list, "リース\r\n期限", "2027\n3月", a);
    import_beside_add(&list, "USB制限", "有", a);
    assert_string_equal(import_beside_note(list, NULL, a), "リース期限：2027 3月\nUSB制限：有");
    assert_string_equal(import_beside_note(list, "窓側\nUSB制限：無\n要注意", a),
                        "窓側\nUSB制限：有\n要注意\nリース期限：2027 3月");
    assert_string_equal(import_beside_note(list, "リース期限：x\nUSB制限：", a),
                        "リース期限：2027 3月\nUSB制限：有");
}

static void keeps_what_has_no_field_of_its_own_in_the_note(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    static const struct {
        const char *head, *cells, *field, *want;
    } row[] = {
        {"リース期限",                                 "2027/3/31",                           "note",          "リース期限：2027/3/31"     },
        {"説明,USB制限",                                "窓側,有",                          "note",          "窓側\nUSB制限：有"         },
        {"USB制限,備考",                                "有,窓側",                          "note",          "窓側\nUSB制限：有"         },
        {"備考,コメント",                             "窓側,要注意",                    "note",          "窓側\nコメント：要注意"},
        {"設置場所,部署",                             "受付,医事課",                    "location",      "受付"                          },
        {"設置場所,部署",                             "受付,医事課",                    "note",          "部署：医事課"              },
        {"MACアドレス(有線),MACアドレス(無線)", "00:00:5e:00:53:01,00:00:5e:00:53:02", "mac",
         "00:00:5e:00:53:01"                                                                                                                          },
        {"MACアドレス(有線),MACアドレス(無線)", "00:00:5e:00:53:01,00:00:5e:00:53:02", "note",
         "MACアドレス(無線)：00:00:5e:00:53:02"                                                                                                },
        {"No",                                              "17",                                  "note",          "(empty)"                         },
        {"価格",                                          "98000",                               "note",          "(empty)"                         },
        {"インターネット接続",                     "○",                                 "external_link", "internet"                        },
        {"インターネット接続",                     "可",                                 "external_link", "internet"                        },
        {"インターネット接続",                     "無",                                 "external_link", "none"                            },
        {"インターネット接続",                     "閉域網",                           "external_link", "closed"                          },
        {"外部接続の有無",                           "×",                                  "external_link", "none"                            },
        {"外部接続の有無",                           "有",                                 "external_link", "unknown"                         },
        {"外部接続の有無",                           "有",                                 "note",          "外部接続の有無：有"     },
        {"院内LAN接続",                                 "○",                                 "attachment",    "connected"                       },
        {"院内LAN接続",                                 "無",                                 "note",          "院内LAN接続：無"           },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char text[512], key[16];

        snprintf(key, sizeof(key), "K%zu", i);
        snprintf(text, sizeof(text), "管理番号,%s\n%s,%s\n", row[i].head, key, row[i].cells);
        house_import(db, "device", text, "read 1 new 1 changed 0 same 0 rejected 0", a);
        house_import(db, "device", text, "read 1 new 0 changed 0 same 1 rejected 0", a);

        const char *got = house_value(db, "device", key, row[i].field, a);

        if (strcmp(got, row[i].want) != 0) {
            fail_msg("%s %s: %s is %s", row[i].head, row[i].cells, row[i].field, got);
        }
    }
}

static void a_blank_cell_beside_a_note_that_a_person_wrote_changes_nothing(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);

    house_import(db, "device", "管理番号,備考\nA,窓側\n",
                 "read 1 new 1 changed 0 same 0 rejected 0", a);
    house_import(db, "device", "管理番号,備考,リース期限\nA,,2027/3\n",
                 "read 1 new 0 changed 1 same 0 rejected 0", a);
    assert_string_equal(house_value(db, "device", "A", "note", a), "窓側\nリース期限：2027/3");
    house_import(db, "device", "管理番号,備考,リース期限\nA,,\n",
                 "read 1 new 0 changed 0 same 1 rejected 0", a);
    house_import(db, "device", "管理番号,備考,リース期限\nA,,2028/3\n",
                 "read 1 new 0 changed 1 same 0 rejected 0", a);
    assert_string_equal(house_value(db, "device", "A", "note", a), "窓側\nリース期限：2028/3");
    house_import(db, "device", "管理番号,備考,リース期限\nA,（空にする）,2028/3\n",
                 "read 1 new 0 changed 1 same 0 rejected 0", a);
    assert_string_equal(house_value(db, "device", "A", "note", a), "リース期限：2028/3");
}

static void a_mapping_that_was_remembered_keeps_the_titles(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct import_request q =
        house_request("device", "管理番号,購入日,設置日,USB制限\nA,2020,2021,有\n");
    struct import_result r;
    struct err err;

    q.mapping =
        "{\"columns\":{\"購入日\":\"registered_on\",\"設置日\":\"note\",\"USB制限\":\"note\"}}";
    for (unsigned run = 0; run < 2; run++) {
        T_OK(import_run(&r, db, &q, a, &err));
        assert_string_equal(house_value(db, "device", "A", "note", a), "設置日：2021\nUSB制限：有");
        q.mapping = NULL;
    }
}

static void counts_cells_that_stand_under_no_title(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    static const struct {
        const char *text;
        int64_t untitled;
    } row[] = {
        {"管理番号,名称\nA,PC\n",                             0},
        {"管理番号,,名称\nA,x,PC\nB, ,PC\n",                  1},
        {"管理番号,名称\nA,PC,2階,窓側\nB,PC,,\nC,PC,x\n", 3},
        {"管理番号,USB制限,価格\nA,有,98000\n",            0},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
        struct import_request q = house_request("device", row[i].text);
        struct import_result r;
        struct err err;

        T_OK(import_run(&r, db, &q, a, &err));
        assert_int_equal(r.untitled, row[i].untitled);
    }
}

static void a_row_that_is_mended_keeps_what_stands_beside(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    const struct import_mend mend = {.row = 2, .field = "status", .value = "稼働"};
    struct import_result r = house_import(db, "device", "管理番号,状態,リース期限\nA,謎,2027/3\n",
                                          "read 1 new 0 changed 0 same 0 rejected 1", a);
    enum import_verdict verdict;
    struct err err;

    T_OK(import_mend(&verdict, db, HOUSE_ID, r.import_id, &mend, 1, &house_clerk, house_noon(), a,
                     &err));
    assert_int_equal(verdict, VERDICT_NEW);
    assert_string_equal(house_value(db, "device", "A", "note", a), "リース期限：2027/3");
}

/* Lines that make a note longer than its field allows reject the row, in words. */
static void a_note_that_grows_too_long_is_rejected(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    const size_t many = 30000;
    char *text = arena_make(a, char, many + 200);

    assert_non_null(text);
    snprintf(text, 200, "管理番号,用途\nA,");
    memset(text + strlen(text), 'x', many);
    house_import(db, "device", text, "read 1 new 0 changed 0 same 0 rejected 1", a);
}

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

    snprintf(text, sizeof(text), "管理番号,備考,リース期限,外部接続\nA%u,窓側,2027/3,有\n",
             h->run++);
    struct import_request q = house_request("device", text);

    return import_run(&r, h->db, &q, a, err);
}

static void tells_when_memory_fails(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    struct fault_house h = {.db = db};

    if (t_engine(state) == DB_SQLITE) {
        T_FAULTS(FAULT_ALLOC, import_again, &h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_lines_and_replaces_those_of_the_same_title),
        T_BOTH(keeps_what_has_no_field_of_its_own_in_the_note),
        T_BOTH(a_blank_cell_beside_a_note_that_a_person_wrote_changes_nothing),
        T_BOTH(a_mapping_that_was_remembered_keeps_the_titles),
        T_BOTH(counts_cells_that_stand_under_no_title),
        T_BOTH(a_row_that_is_mended_keeps_what_stands_beside),
        T_BOTH(a_note_that_grows_too_long_is_rejected),
        T_BOTH(tells_when_memory_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
