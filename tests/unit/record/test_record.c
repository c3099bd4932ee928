#include "record/record.h"

#include "base/date.h"
#include "db/migrate.h"
#include "record/audit.h"
#include "record/history.h"
#include "record/needed.h"
#include "record/schema.h"
#include "record/search.h"
#include "record/tally.h"
#include "record/value.h"
#include "t.h"
#include "t_db.h"

#include <inttypes.h>
#include <stdio.h>

static const int64_t facility = 42;
static const struct actor clerk = {.account_id = 7, .name = "試験 係", .via = "test"};

static int64_t noon(void)
{
    return date_start_ms((struct date){2026, 11, 24}) + 12 * 3600 * 1000;
}

static struct db *open_house(enum db_engine engine)
{
    struct db *db = t_db(engine);
    struct migrate_plan plan = {0};
    struct err err;

    plan.migration = schema_migrations(&plan.n);
    T_OK(migrate_run(db, &plan, NULL, noon(), &err));
    return db;
}

static void set(struct record *r, const char *field, const char *value)
{
    int i = entity_field(r->entity, field);

    assert_true(i >= 0);
    r->value[i] = value;
}

/* One change in a transaction of its own. */
static enum status put(struct db *db, struct record *r, int64_t now_ms, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, db, facility, &clerk, now_ms, err);

    if (st == OK) {
        st = record_put(w, r, NULL, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

static struct record *device(struct arena *a, const char *asset_no, const char *location)
{
    struct record *r = record_new(entity_named("device"), facility, a);

    set(r, "asset_no", asset_no);
    set(r, "location", location);
    set(r, "kind", "client");
    return r;
}

static int64_t count(struct db *db, const char *key)
{
    int64_t n = -1;
    struct err err;

    T_OK(tally_get(&n, db, facility, key, &err));
    return n;
}

static size_t hits(struct db *db, const char *words, struct arena *a)
{
    struct search_hits h;
    struct err err;

    T_OK(search_find(&h, db, facility, NULL, words, a, &err));
    return h.n;
}

static int64_t faults(struct db *db, struct arena *a)
{
    struct audit_report r;
    struct err err;

    T_OK(audit_verify(&r, db, facility, a, NULL, &err));
    return r.faults;
}

static void a_change_is_row_search_tally_and_history_together(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *r = device(a, "0001", "2階東ナースステーション"), *back;
    struct history h;
    struct err err;

    T_OK(put(db, r, noon(), &err));
    assert_int_equal(r->version, 1);
    assert_int_equal(count(db, "device"), 1);
    assert_int_equal(count(db, "device/status=active"), 1);
    assert_int_equal(count(db, "device/os="), 1);
    assert_int_equal(hits(db, "ﾅｰｽ", a), 1);

    set(r, "location", "1階 受付");
    set(r, "os", "不明");
    T_OK(put(db, r, noon() + 1000, &err));
    assert_int_equal(hits(db, "ナース", a), 0);
    assert_int_equal(hits(db, "受付", a), 1);
    assert_int_equal(count(db, "device/os=不明"), 1);
    assert_int_equal(count(db, "device/os="), 0);

    T_OK(record_read(&back, db, r->entity, facility, r->id, a, &err));
    assert_int_equal(back->version, 2);
    assert_string_equal(record_get(back, "location"), "1階 受付");
    assert_string_equal(record_get(back, "remote_maintenance"), "unknown");
    assert_string_equal(back->updated_by, "試験 係");

    T_OK(history_read(&h, db, r->entity, facility, r->id, a, &err));
    assert_int_equal(h.n, 2);
    assert_string_equal(h.entry[0].act, "change");
    assert_int_equal(h.entry[0].n, 2);
    assert_string_equal(h.entry[1].act, "new");
    assert_int_equal(faults(db, a), 0);
}

static void a_save_without_a_difference_writes_nothing(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *r = device(a, "0001", "受付");
    struct history h;
    struct err err;

    T_OK(put(db, r, noon(), &err));
    T_OK(put(db, r, noon(), &err));
    assert_int_equal(r->version, 1);
    T_OK(history_read(&h, db, r->entity, facility, r->id, a, &err));
    assert_int_equal(h.n, 1);
}

static void records_of_one_transaction_keep_their_order(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    CLEANUP(writer_close) struct writer *w = NULL;
    int64_t last = 0;
    struct err err;

    T_OK(writer_begin(&w, db, facility, &clerk, noon(), &err));
    for (int i = 0; i < 50; i++) {
        struct record *r = device(a, arena_printf(a, "%04d", i), "1階");

        T_OK(record_put(w, r, NULL, &err));
        assert_true(r->id > last);
        last = r->id;
    }
    T_OK(writer_commit(w, &err));
}

static void the_slower_of_two_savers_hears_of_the_other(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *r = device(a, "0001", "受付");
    struct err err;
    char text[512];

    T_OK(put(db, r, noon(), &err));
    struct record *slow = record_copy(r, a);

    set(r, "location", "薬剤部");
    T_OK(put(db, r, noon(), &err));
    set(slow, "location", "検査室");
    T_STATUS("stale", put(db, slow, noon(), &err), E_CONFLICT);
    assert_non_null(strstr(err_text(&err, LANG_JA, text, sizeof(text)), "試験 係"));
    assert_int_equal(count(db, "device"), 1);
}

static void what_must_be_unique_or_there_is_asked_for(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *r = device(a, "0001", "受付"), *twin = device(a, "0001", "薬剤部");
    struct record *nameless = device(a, NULL, "薬剤部"), *odd = device(a, "0002", "x");
    struct record *lost = device(a, "0003", "x");
    struct err err;

    T_OK(put(db, r, noon(), &err));
    T_STATUS("twin", put(db, twin, noon(), &err), E_CONFLICT);
    T_STATUS("nameless", put(db, nameless, noon(), &err), E_INVALID);
    set(odd, "status", "somewhere");
    T_STATUS("odd", put(db, odd, noon(), &err), E_INVALID);
    set(lost, "vendor", "12345");
    T_STATUS("lost vendor", put(db, lost, noon(), &err), E_INVALID);
    assert_int_equal(count(db, "device"), 1);
    assert_int_equal(faults(db, a), 0);
}

static void a_closed_record_leaves_the_counts_and_can_come_back(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *r = device(a, "0001", "受付");
    struct err err;

    T_OK(put(db, r, noon(), &err));
    T_OK(writer_begin(&w, db, facility, &clerk, noon(), &err));
    T_OK(record_close(w, r, "廃棄した", &err));
    assert_string_equal(r->closed_on, "2026-11-24");
    T_OK(writer_commit(w, &err));
    assert_int_equal(count(db, "device"), 0);
    r->closed_on = r->closed_reason = NULL;
    T_OK(put(db, r, noon(), &err));
    assert_int_equal(count(db, "device"), 1);
    assert_int_equal(faults(db, a), 0);
}

static void the_institution_is_one_record_that_stays(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    CLEANUP(writer_close) struct writer *w = NULL;
    const struct entity *e = entity_named("facility");
    struct record *first = record_new(e, facility, a), *second = record_new(e, facility, a);
    struct err err;
    char text[512];

    set(first, "name", "本院");
    set(first, "kind", "hospital");
    T_OK(put(db, first, noon(), &err));
    set(second, "name", "分院");
    set(second, "kind", "hospital");
    assert_int_equal(put(db, second, noon(), &err), E_CONFLICT);
    assert_non_null(strstr(err_text(&err, LANG_JA, text, sizeof(text)), "1件だけ"));

    T_OK(writer_begin(&w, db, facility, &clerk, noon(), &err));
    assert_int_equal(record_close(w, first, "移転", &err), E_INVALID);
    assert_non_null(strstr(err_text(&err, LANG_JA, text, sizeof(text)), "終了にできません"));
    assert_null(first->closed_on);
}

static void a_record_is_found_by_its_key_even_when_closed(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    const struct entity *e = entity_named("device");
    struct record *r = device(a, "0001", "受付"), *found = NULL;
    struct err err;

    T_OK(put(db, r, noon(), &err));
    r->closed_on = "2026-11-24";
    r->closed_reason = "廃棄した";
    T_OK(put(db, r, noon(), &err));
    T_OK(record_find(&found, db, e, facility, entity_unique(e), "0001", a, &err));
    assert_int_equal(found->id, r->id);
    assert_string_equal(found->closed_on, "2026-11-24");
    found = NULL;
    T_STATUS("unknown", record_find(&found, db, e, facility, entity_unique(e), "001", a, &err),
             E_NOTFOUND);
    T_STATUS("elsewhere",
             record_find(&found, db, e, facility + 1, entity_unique(e), "0001", a, &err),
             E_NOTFOUND);
    assert_null(found);
}

static void a_reason_is_neither_empty_nor_a_novel(void **state)
{
    (void)state;
    static const char novel[] = "長長長長長長長長長長長長長長長長長長長長長長長長長"
                                "長長長長長長長長長長長長長長長長長長長長長長長長長";
    char most[4 * sizeof(novel)];
    struct err err;

    snprintf(most, sizeof(most), "%s%s%s%s", novel, novel, novel, novel);
    const struct {
        const char *what, *reason;
        enum status want;
    } row[] = {
        {"none",     NULL,      E_INVALID},
        {"empty",    "",        E_INVALID},
        {"blanks",   " \t\r\n", E_INVALID},
        {"one",      "済",     OK       },
        {"the most", most,      OK       },
        {"over it",  NULL,      E_INVALID},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char over[sizeof(most) + 8];
        const char *reason = row[i].reason;

        if (strcmp(row[i].what, "over it") == 0) {
            snprintf(over, sizeof(over), "%sz", most);
            reason = over;
        }
        T_STATUS(row[i].what, record_check_reason(reason, &err), row[i].want);
    }
}

static void several_references_live_in_links(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *one = device(a, "0001", "x"), *two = device(a, "0002", "x"), *back;
    struct record *advice = record_new(entity_named("advisory"), facility, a);
    struct value_scope scope = {
        .db = db, .facility_id = facility, .now_ms = noon(), .arena = a, .lang = LANG_JA};
    const struct field *devices;
    const char *ids;
    struct err err;

    T_OK(put(db, one, noon(), &err));
    T_OK(put(db, two, noon(), &err));
    devices = &advice->entity->field[entity_field(advice->entity, "devices")];
    T_OK(value_parse(&ids, devices, "0002、0001", &scope, &err));
    set(advice, "subject", "VPN装置の更新");
    set(advice, "devices", ids);
    T_OK(put(db, advice, noon(), &err));
    T_OK(record_read(&back, db, advice->entity, facility, advice->id, a, &err));
    assert_string_equal(record_get(back, "devices"), ids);
    assert_true(strcmp(value_export(devices, ids, &scope), "0001、0002") == 0 ||
                strcmp(value_export(devices, ids, &scope), "0002、0001") == 0); /* by id */
    set(back, "devices", arena_printf(a, "%" PRId64, two->id));
    T_OK(put(db, back, noon(), &err));
    T_OK(record_read(&back, db, advice->entity, facility, advice->id, a, &err));
    assert_string_equal(record_get(back, "devices"), arena_printf(a, "%" PRId64, two->id));
    assert_int_equal(faults(db, a), 0);
}

static void any_moment_of_a_record_can_be_seen_again(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *r = device(a, "0001", "1階"), *then;
    struct err err;

    T_OK(put(db, r, noon(), &err));
    for (int i = 2; i <= 9; i++) {
        set(r, "location", arena_printf(a, "%d階", i));
        T_OK(put(db, r, noon() + i * 1000, &err));
    }
    for (int i = 2; i <= 9; i++) {
        T_OK(
            history_as_of(&then, db, r->entity, facility, r->id, noon() + i * 1000 + 500, a, &err));
        assert_string_equal(record_get(then, "location"), arena_printf(a, "%d階", i));
    }
    T_OK(history_as_of(&then, db, r->entity, facility, r->id, noon(), a, &err));
    assert_string_equal(record_get(then, "location"), "1階");
    T_STATUS("before", history_as_of(&then, db, r->entity, facility, r->id, noon() - 1, a, &err),
             E_NOTFOUND);
}

static void a_row_changed_behind_the_back_is_found(void **state)
{
    static const char *const deed[] = {
        "UPDATE device SET location = '院長室' WHERE asset_no = '0003'",
        "UPDATE device SET closed_on = '2026-01-01' WHERE asset_no = '0002'",
        "DELETE FROM device WHERE asset_no = '0001'",
        "UPDATE audit_entry SET at = at + 1 WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 3",
        "DELETE FROM audit_entry WHERE seq = 5",
        "UPDATE audit_head SET seq = 99",
    };

    for (size_t i = 0; i < COUNT(deed); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
        CLEANUP(db_close) struct db *db = open_house(t_engine(state));
        struct err err;

        for (int n = 1; n <= 5; n++) {
            T_OK(put(db, device(a, arena_printf(a, "%04d", n), "受付"), noon(), &err));
        }
        assert_int_equal(faults(db, a), 0);
        T_OK(db_script(db, deed[i], &err));
        if (faults(db, a) == 0) {
            fail_msg("not found: %s", deed[i]);
        }
    }
}

static void a_signed_head_is_a_witness(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct audit_report r;
    struct err err;

    T_STATUS("empty", audit_checkpoint(db, facility, t_temp_dir(), noon(), &err), E_NOTFOUND);
    T_OK(put(db, device(a, "0001", "受付"), noon(), &err));
    T_OK(audit_checkpoint(db, facility, t_temp_dir(), noon(), &err));
    T_OK(put(db, device(a, "0002", "受付"), noon(), &err));
    T_OK(audit_verify(&r, db, facility, a, NULL, &err));
    assert_int_equal(r.checkpoints, 1);
    assert_int_equal(r.faults, 0);
    T_OK(db_script(db, "UPDATE checkpoint SET at = at + 1", &err));
    assert_int_equal(faults(db, a), 1);
}

static void lists_filter_sort_and_page(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(32 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    const struct entity *e = entity_named("device");
    struct filter filter = {.field = entity_field(e, "status"), .how = FILTER_IS, .text = "spare"};
    struct record_query q = {
        .entity = e, .facility_id = facility, .sort = entity_field(e, "asset_no"), .limit = 3};
    struct record_list list;
    struct err err;

    for (int i = 12; i >= 1; i--) {
        struct record *r = device(a, arena_printf(a, "PC%d", i), i % 2 ? "東" : "西");

        set(r, "status", i % 3 == 0 ? "spare" : "active");
        T_OK(put(db, r, noon(), &err));
    }
    T_OK(record_list_read(&list, db, &q, a, &err));
    assert_int_equal(list.n, 3);
    assert_true(list.more);
    assert_string_equal(record_get(list.row[1], "asset_no"), "PC2");
    q.offset = 9;
    T_OK(record_list_read(&list, db, &q, a, &err));
    assert_int_equal(list.n, 3);
    assert_false(list.more);
    assert_string_equal(record_get(list.row[2], "asset_no"), "PC12");

    q.offset = 0;
    q.filter = &filter;
    q.n_filters = 1;
    q.descending = true;
    T_OK(record_list_read(&list, db, &q, a, &err));
    assert_string_equal(record_get(list.row[0], "asset_no"), "PC12");
    q.words = "東";
    q.limit = 50;
    T_OK(record_list_read(&list, db, &q, a, &err));
    assert_int_equal(list.n, 2); /* PC9, PC3 */
    q.words = "PC1"; /* pairs P C and C 1 alone would also find PC10 in "PC" and "C1" apart */
    filter.how = FILTER_FILLED;
    T_OK(record_list_read(&list, db, &q, a, &err));
    assert_int_equal(list.n, 4); /* PC1, PC10, PC11, PC12 */
    q.words = "C1P";
    T_OK(record_list_read(&list, db, &q, a, &err));
    assert_int_equal(list.n, 0);
    q.words = "東";
    filter.how = FILTER_IS_NOT;
    T_OK(record_list_read(&list, db, &q, a, &err));
    assert_int_equal(list.n, 4);
    filter.how = FILTER_FILLED;
    q.words = NULL;
    T_OK(record_list_read(&list, db, &q, a, &err));
    assert_int_equal(list.n, 12);
    filter.how = FILTER_EMPTY;
    T_OK(record_list_read(&list, db, &q, a, &err));
    assert_int_equal(list.n, 0);
}

/* What is not asked for is empty, the links too; the state of a row can still be told. */
static void a_list_reads_no_more_than_it_is_asked_for(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(32 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *pc = device(a, "0001", "受付");
    struct record *advice = record_new(entity_named("advisory"), facility, a);
    struct record_query q = {.entity = pc->entity, .facility_id = facility, .sort = -1, .limit = 9};
    struct record_list whole, part;
    int missing[2][NEEDED_MAX];
    struct err err;

    T_OK(put(db, pc, noon(), &err));
    T_OK(record_list_read(&whole, db, &q, a, &err));
    q.fields = FIELD_BIT(entity_field(pc->entity, "location"));
    T_OK(record_list_read(&part, db, &q, a, &err));
    assert_string_equal(record_get(part.row[0], "location"), "受付");
    assert_null(record_get(part.row[0], "asset_no"));
    assert_true(part.row[0]->is_partial && part.row[0]->id == pc->id);
    assert_false(whole.row[0]->is_partial);

    q.fields = needed_fields(pc->entity);
    T_OK(record_list_read(&part, db, &q, a, &err));
    size_t n = needed_missing(missing[0], whole.row[0]);
    assert_true(n > 0);
    assert_int_equal(needed_missing(missing[1], part.row[0]), n);
    assert_memory_equal(missing[0], missing[1], n * sizeof(int));

    set(advice, "subject", "VPN装置の更新");
    set(advice, "devices", arena_printf(a, "%" PRId64, pc->id));
    T_OK(put(db, advice, noon(), &err));
    q.entity = advice->entity;
    q.fields = entity_titles(advice->entity);
    T_OK(record_list_read(&part, db, &q, a, &err));
    assert_string_equal(record_label(part.row[0], a), "VPN装置の更新");
    assert_null(record_get(part.row[0], "devices"));
    q.fields = FIELD_BIT(entity_field(advice->entity, "devices"));
    T_OK(record_list_read(&part, db, &q, a, &err));
    assert_string_equal(record_get(part.row[0], "devices"), record_get(advice, "devices"));
}

static void one_to_three_characters_are_found_however_typed(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *r = device(a, "0398", "２階西ﾅｰｽｽﾃｰｼｮﾝ");
    struct err err;

    set(r, "ip", "192.168.2.14");
    set(r, "hostname", "ROOM1-PC1");
    set(r, "users", "佐藤（サトウ）\nb医師");
    T_OK(put(db, r, noon(), &err));
    T_OK(put(db, device(a, "0399", "手術室"), noon(), &err));
    static const char *const found[] = {"ﾅ",
                                        "ナー",
                                        "ナース",
                                        "なーす",
                                        "１９２．１６８．２．",
                                        "192。168。2。",
                                        "room1",
                                        "ＲＯＯＭ１",
                                        "さとう",
                                        "398",
                                        "西 ナース",
                                        "b"};
    static const char *const none[] = {"ースナ", "192.168.3", "room2", "佐藤医師", "西 手術"};

    for (size_t i = 0; i < COUNT(found); i++) {
        if (hits(db, found[i], a) != 1) {
            fail_msg("%s: %zu hits", found[i], hits(db, found[i], a));
        }
    }
    for (size_t i = 0; i < COUNT(none); i++) {
        if (hits(db, none[i], a) != 0) {
            fail_msg("%s is found", none[i]);
        }
    }
    assert_int_equal(hits(db, "　", a), 0);
}

static void a_vendor_cannot_be_the_officer(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *vendor = record_new(entity_named("vendor"), facility, a);
    struct record *person = record_new(entity_named("person"), facility, a);
    struct record *office = record_new(entity_named("appointment"), facility, a);
    struct complaint *list;
    struct err err;
    char text[512];

    set(vendor, "name", "A社");
    T_OK(put(db, vendor, noon(), &err));
    set(person, "name", "見本 太郎");
    set(person, "vendor", arena_printf(a, "%" PRId64, vendor->id));
    T_OK(put(db, person, noon(), &err));
    set(office, "role", "officer");
    set(office, "person", arena_printf(a, "%" PRId64, person->id));
    set(office, "starts_on", "2026-04-01");
    set(office, "ends_on", "2026-03-31");
    set(office, "duties", "停止と遮断の判断");
    T_OK(record_check(&list, db, office, noon(), a, &err));
    assert_non_null(list);
    assert_non_null(strstr(err_text(&list->err, LANG_JA, text, sizeof(text)), "より前"));
    assert_non_null(list->next);
    assert_non_null(strstr(err_text(&list->next->err, LANG_JA, text, sizeof(text)), "補佐"));
    assert_null(list->next->next);
}

/* A vendor's device, and what is known of its remote maintenance. */
static struct record *kept(struct db *db, const char *asset_no, const char *vendor,
                           const char *remote, struct arena *a)
{
    struct record *r = device(a, asset_no, "受付");
    struct err err;

    set(r, "vendor", vendor);
    set(r, "remote_maintenance", remote);
    T_OK(put(db, r, noon(), &err));
    return r;
}

static const char *remote_of(struct db *db, const struct record *r, struct arena *a)
{
    struct record *now;
    struct err err;

    T_OK(record_read(&now, db, r->entity, facility, r->id, a, &err));
    return record_get(now, "remote_maintenance");
}

static void a_vendors_dated_no_fills_what_nobody_confirmed(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct record *vendor[2], *inquiry = record_new(entity_named("remote_inquiry"), facility, a);
    struct err err;

    for (int i = 0; i < 2; i++) {
        vendor[i] = record_new(entity_named("vendor"), facility, a);
        set(vendor[i], "name", i == 0 ? "A社" : "B社");
        T_OK(put(db, vendor[i], noon(), &err));
    }
    const char *first = arena_printf(a, "%" PRId64, vendor[0]->id);
    struct record *open = kept(db, "0001", first, "unknown", a);
    struct record *yes = kept(db, "0002", first, "yes", a);
    struct record *other =
        kept(db, "0003", arena_printf(a, "%" PRId64, vendor[1]->id), "unknown", a);

    set(inquiry, "vendor", first);
    set(inquiry, "result", "no");
    T_OK(put(db, inquiry, noon(), &err));
    assert_string_equal(remote_of(db, open, a), "unknown"); /* no date: nobody has replied */
    set(inquiry, "replied_on", "2026-11-20");
    T_OK(put(db, inquiry, noon(), &err));
    assert_string_equal(remote_of(db, open, a), "no");
    assert_string_equal(remote_of(db, yes, a), "yes");
    assert_string_equal(remote_of(db, other, a), "unknown");
    assert_int_equal(faults(db, a), 0); /* it stands in the history, too */

    /* Who doubts it later is not overruled by a change of the inquiry's other fields. */
    T_OK(record_read(&open, db, open->entity, facility, open->id, a, &err));
    set(open, "remote_maintenance", "unknown");
    T_OK(put(db, open, noon(), &err));
    set(inquiry, "confirmed_by", "見本 太郎");
    T_OK(put(db, inquiry, noon(), &err));
    assert_string_equal(remote_of(db, open, a), "unknown");

    /* A device that is named is filled, whoever keeps it; the others of the vendor are not. */
    set(inquiry, "devices", arena_printf(a, "%" PRId64, other->id));
    T_OK(put(db, inquiry, noon(), &err));
    assert_string_equal(remote_of(db, other, a), "no");
    assert_string_equal(remote_of(db, open, a), "unknown");
}

struct faulty {
    struct db *db;
    struct arena *arena;
    int n;
};

static enum status put_one_more(void *arg, struct err *err)
{
    struct faulty *f = arg;
    struct arena_mark mark = arena_mark(f->arena);
    struct record *r = device(f->arena, arena_printf(f->arena, "F%d", ++f->n), "受付");
    enum status st = put(f->db, r, noon(), err);

    arena_reset(f->arena, mark);
    return st;
}

static void a_failure_leaves_nothing_half_done(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    struct faulty f = {.db = db, .arena = a};

    assert_non_null(device(a, "warm", "up"));
    T_FAULTS(FAULT_STMT, put_one_more, &f);
    assert_int_equal(faults(db, a), 0);
    T_FAULTS(FAULT_ALLOC, put_one_more, &f);
    assert_int_equal(faults(db, a), 0);
}

/* An import stores thousands of records that all say the same time. */
static void finds_ids_in_a_crowded_millisecond(void **state)
{
    CLEANUP(db_close) struct db *db = open_house(t_engine(state));
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct err err;

    for (int group = 0; group < 8; group++) {
        CLEANUP(writer_close) struct writer *w = NULL;
        int64_t last = 0;

        T_OK(writer_begin(&w, db, facility, &clerk, noon(), &err));
        for (int i = 0; i < 300; i++) {
            struct record *r = device(a, arena_printf(a, "%d-%d", group, i), NULL);

            T_OK(record_put(w, r, NULL, &err));
            assert_true(r->id > last);
            last = r->id;
        }
        T_OK(writer_commit(w, &err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(a_change_is_row_search_tally_and_history_together),
        T_BOTH(a_save_without_a_difference_writes_nothing),
        T_BOTH(records_of_one_transaction_keep_their_order),
        T_BOTH(the_slower_of_two_savers_hears_of_the_other),
        T_BOTH(what_must_be_unique_or_there_is_asked_for),
        T_BOTH(a_closed_record_leaves_the_counts_and_can_come_back),
        T_BOTH(the_institution_is_one_record_that_stays),
        T_BOTH(a_record_is_found_by_its_key_even_when_closed),
        cmocka_unit_test(a_reason_is_neither_empty_nor_a_novel),
        T_BOTH(several_references_live_in_links),
        T_BOTH(any_moment_of_a_record_can_be_seen_again),
        T_BOTH(a_row_changed_behind_the_back_is_found),
        T_BOTH(a_signed_head_is_a_witness),
        T_BOTH(lists_filter_sort_and_page),
        T_BOTH(a_list_reads_no_more_than_it_is_asked_for),
        T_BOTH(one_to_three_characters_are_found_however_typed),
        T_BOTH(a_vendor_cannot_be_the_officer),
        T_BOTH(a_vendors_dated_no_fills_what_nobody_confirmed),
        T_BOTH(finds_ids_in_a_crowded_millisecond),
        T_BOTH(a_failure_leaves_nothing_half_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
