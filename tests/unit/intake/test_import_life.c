/* What becomes of an import: cut off and gone on with, mended, undone, brought in again. */
#include "house.h"

#include "base/buf.h"
#include "base/cell.h"
#include "base/file.h"
#include "base/text.h"
#include "record/value.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LEDGER_ROWS = 1203, TEXT_SIZE = 8 << 20 };

static struct arena *room(void)
{
    return arena_open(256 << 20);
}

/* A ledger of LEDGER_ROWS rows: every 100th bad, and one that repeats the first. */
static const char *ledger(struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(TEXT_SIZE);
    struct err err;

    buf_str(&b, "管理番号,種別,状態\n");
    for (int i = 1; i <= LEDGER_ROWS; i++) {
        buf_printf(&b, "%04d,端末,%s\n", i == LEDGER_ROWS ? 1 : i, i % 100 == 0 ? "謎" : "稼働");
    }
    T_OK(buf_status(&b, &err));
    return arena_copy(a, buf_text(&b));
}

#define LEDGER_COUNTS "read 1203 new 1190 changed 0 same 0 rejected 13"

static int64_t only_import(struct db *db, struct arena *a)
{
    struct import_list list;
    struct err err;

    T_OK(import_list_read(&list, db, HOUSE_ID, 10, a, &err));
    assert_int_equal(list.n, 1);
    return list.past[0].id;
}

/* ---- Cut off ---- */

struct stopper {
    int64_t after;
    int signal; /* 0: E_CANCELLED */
};

static enum status stop(void *self, int64_t done, int64_t total, const char *what, struct err *err)
{
    struct stopper *s = self;

    (void)total;
    (void)what;
    if (done < s->after) {
        return OK;
    }
    if (s->signal != 0) {
        kill(getpid(), s->signal);
    }
    return err_say(err, E_CANCELLED, MSG_CANCELLED);
}

static void goes_on_after_the_group_it_came_to(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct stopper s = {.after = 1};
    const struct progress progress = {stop, &s};
    struct import_request q = house_request("device", ledger(a));
    struct import_past past;
    struct import_result r;
    struct err err;

    q.progress = &progress;
    T_STATUS("cut off", import_run(&r, db, &q, a, &err), E_CANCELLED);
    assert_string_equal(house_counts(&r), "read 400 new 396 changed 0 same 0 rejected 4");
    T_OK(import_past_read(&past, db, HOUSE_ID, r.import_id, a, &err));
    assert_string_equal(past.state, "running");
    assert_int_equal(past.last_row, IMPORT_GROUP + 1);

    int64_t id = r.import_id;

    q.progress = NULL;
    q.mapping = NULL;
    T_OK(import_run(&r, db, &q, a, &err));
    assert_int_equal(r.import_id, id);
    assert_int_equal(r.resumed_after, IMPORT_GROUP + 1);
    assert_string_equal(house_counts(&r), LEDGER_COUNTS); /* the last row repeats the first */
    T_OK(import_past_read(&past, db, HOUSE_ID, id, a, &err));
    assert_string_equal(past.state, "done");
    assert_int_equal(past.n[VERDICT_NEW], 1190);
    assert_int_equal(past.read, 1203);

    /* what has ended is a new import the next time */
    T_OK(import_run(&r, db, &q, a, &err));
    assert_int_not_equal(r.import_id, id);
    assert_string_equal(house_counts(&r), "read 1203 new 0 changed 0 same 1190 rejected 13");
}

static void survives_a_kill_between_groups(void **state)
{
    (void)state;
    struct db_options options = t_db_options(DB_SQLITE);
    CLEANUP(arena_close) struct arena *a = room();
    const char *text = ledger(a);
    struct err err;

    {
        CLEANUP(db_close) struct db *db = NULL;

        T_OK(db_open(&db, &options, &err));
        T_OK(house_try(db, &err));
    }
    for (int64_t after = 1; after <= IMPORT_GROUP + 1; after += IMPORT_GROUP) {
        pid_t child = fork();

        if (child == 0) {
            struct db *db = NULL;
            struct stopper s = {.after = after, .signal = SIGKILL};
            const struct progress progress = {stop, &s};
            struct import_request q = house_request("device", text);
            struct import_result r;

            q.progress = &progress;
            _exit(db_open(&db, &options, &err) != OK || import_run(&r, db, &q, a, &err) != OK);
        }

        int how;

        waitpid(child, &how, 0);
        assert_true(WIFSIGNALED(how));
    }

    CLEANUP(db_close) struct db *db = NULL;

    T_OK(db_open(&db, &options, &err));

    struct import_result r = house_import(db, "device", text, LEDGER_COUNTS, a);

    assert_int_equal(r.resumed_after, 2 * IMPORT_GROUP + 1);
    only_import(db, a);
}

struct rival {
    struct db *db;
    const struct import_request *q;
    bool done;
};

/* In the pause after the first group another process goes on with the same file. */
static enum status overtake(void *self, int64_t done, int64_t total, const char *what,
                            struct err *err)
{
    struct rival *r = self;
    CLEANUP(arena_close) struct arena *a = room();
    struct import_request q = *r->q;
    struct import_result result;

    (void)done;
    (void)total;
    (void)what;
    if (r->done) {
        return OK;
    }
    r->done = true;
    q.progress = NULL;
    return import_run(&result, r->db, &q, a, err);
}

static void stops_when_another_process_goes_on(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct import_request q = house_request("device", ledger(a));
    struct rival rival = {.db = db, .q = &q};
    const struct progress progress = {overtake, &rival};
    struct import_past past;
    struct import_result r;
    struct err err;

    q.progress = &progress;
    T_STATUS("overtaken", import_run(&r, db, &q, a, &err), E_CONFLICT);
    assert_int_equal(err.msg, MSG_INTAKE_ELSEWHERE);
    T_OK(import_past_read(&past, db, HOUSE_ID, only_import(db, a), a, &err));
    assert_int_equal(past.n[VERDICT_NEW], 1190);
}

/* A child that holds the write lock for a while and then changes something. */
static pid_t hold_lock(const struct db_options *options)
{
    int ready[2];
    char c;
    pid_t child;

    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        CLEANUP(arena_close) struct arena *a = room();
        struct db *db = NULL;
        struct writer *w = NULL;
        struct err err;
        bool ok = db_open(&db, options, &err) == OK &&
                  writer_begin(&w, db, HOUSE_ID, &house_clerk, house_noon(), &err) == OK;
        struct record *r = record_new(entity_named("contact"), HOUSE_ID, a);

        r->value[entity_field(r->entity, "organisation")] = "他の人";
        r->value[entity_field(r->entity, "category")] = "internal";
        ok = ok && record_put(w, r, NULL, &err) == OK && write(ready[1], "x", 1) == 1;
        usleep(300 * 1000);
        _exit(!ok || writer_commit(w, &err) != OK);
    }
    assert_int_equal(read(ready[0], &c, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return child;
}

static void waits_for_somebody_who_saves(void **state)
{
    struct db_options options = t_db_options(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    CLEANUP(db_close) struct db *db = NULL;
    struct err err;
    int how;

    T_OK(db_open(&db, &options, &err));
    T_OK(house_try(db, &err));
    /* a register whose rows name each other, and one whose rows do not */
    for (int i = 0; i < 2; i++) {
        pid_t child = hold_lock(&options);

        if (i == 0) {
            house_import(db, "contact",
                         "カテゴリ,組織名,電話番号,連絡元\n院内,担当,2301,\n院内,院長,2001,担当\n"
                         "院内,謎の人,2002,いない人\n",
                         "read 3 new 2 changed 0 same 0 rejected 1", a);
        } else {
            house_import(db, "device", "管理番号,状態\nA,稼働\nA,停止\nB,謎\n",
                         "read 3 new 1 changed 0 same 0 rejected 2", a);
        }
        waitpid(child, &how, 0);
        assert_int_equal(how, 0);
    }
}

/* PostgreSQL may refuse any transaction because of another; here it refuses the first three. */
static void tries_a_group_again_that_could_not_be_serialised(void **state)
{
    static const char three_times[] =
        "CREATE SEQUENCE refused;"
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN"
        "  IF nextval('refused') <= 3 THEN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END IF;"
        "  RETURN NEW; END $$ LANGUAGE plpgsql;"
        "CREATE TRIGGER refuse BEFORE UPDATE ON import FOR EACH ROW EXECUTE FUNCTION refuse();";
    CLEANUP(arena_close) struct arena *a = room();
    struct err err;

    (void)state;
    for (int i = 0; i < 2; i++) {
        CLEANUP(db_close) struct db *db = house_open(DB_POSTGRES);

        T_OK(db_script(db, three_times, &err));
        if (i == 0) {
            house_import(db, "contact",
                         "カテゴリ,組織名,電話番号,連絡元\n院内,担当,2301,\n院内,院長,2001,担当\n"
                         "院内,謎の人,2002,いない人\n",
                         "read 3 new 2 changed 0 same 0 rejected 1", a);
        } else {
            house_import(db, "device", ledger(a), LEDGER_COUNTS, a);
        }
    }
}

static void writes_nothing_for_a_preview(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct import_request q = house_request("device", ledger(a));
    struct import_list list;
    struct import_result r;
    struct err err;

    q.preview = true;
    T_OK(import_run(&r, db, &q, a, &err));
    assert_string_equal(house_counts(&r), LEDGER_COUNTS);
    assert_int_equal(r.import_id, 0);
    T_OK(import_list_read(&list, db, HOUSE_ID, 10, a, &err));
    assert_int_equal(list.n, 0);
    T_OK(import_run(&r, db, &q, a, &err));
    assert_string_equal(house_counts(&r), LEDGER_COUNTS);
}

/* ---- 直す行 ---- */

static void mends_a_rejected_row(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct import_result r = house_import(
        db, "device", "管理番号,種別,状態,OS\nA,ルーター,謎,x\nB,端末,稼働,\nC,端末,謎,\n",
        "read 3 new 1 changed 0 same 0 rejected 2", a);
    struct import_rejects rejects;
    struct import_past past;
    enum import_verdict verdict;
    struct err err;

    T_OK(import_rejects_read(&rejects, db, HOUSE_ID, r.import_id, 0, 10, a, &err));
    assert_int_equal(rejects.n, 2);
    assert_int_equal(rejects.row[0].row, 2);
    assert_string_equal(rejects.row[0].field, "status");
    assert_string_equal(rejects.row[0].value, "謎");
    assert_non_null(strstr(rejects.row[0].message, "選択肢にありません"));
    assert_string_equal(
        rejects.row[0].cells,
        "{\"asset_no\":\"A\",\"os\":\"x\",\"status\":\"謎\",\"kind\":\"ルーター\"}");

    struct import_mend mend = {.row = 2, .field = "status", .value = "まだ謎"};

    T_OK(import_mend(&verdict, db, HOUSE_ID, r.import_id, &mend, 1, &house_clerk, house_noon(), a,
                     &err));
    assert_int_equal(verdict, VERDICT_REJECTED);
    T_OK(import_rejects_read(&rejects, db, HOUSE_ID, r.import_id, 0, 10, a, &err));
    assert_string_equal(rejects.row[0].value, "まだ謎");

    mend.value = "使用中";
    T_OK(import_mend(&verdict, db, HOUSE_ID, r.import_id, &mend, 1, &house_clerk, house_noon(), a,
                     &err));
    assert_int_equal(verdict, VERDICT_NEW);
    assert_string_equal(house_value(db, "device", "A", "network_kind", a), "router");
    assert_string_equal(house_value(db, "device", "A", "os", a), "x");

    /* a row that turns out to be another one's twin says nothing new */
    const struct import_mend twin[] = {
        {4, "asset_no", "B"},
        {4, "status",   "" }
    };

    T_OK(import_mend(&verdict, db, HOUSE_ID, r.import_id, twin, 2, &house_clerk, house_noon(), a,
                     &err));
    assert_int_equal(verdict, VERDICT_SAME);
    T_OK(import_past_read(&past, db, HOUSE_ID, r.import_id, a, &err));
    assert_int_equal(past.read, 3);
    assert_int_equal(past.n[VERDICT_NEW], 2);
    assert_int_equal(past.n[VERDICT_SAME], 1);
    assert_int_equal(past.n[VERDICT_REJECTED], 0);

    T_STATUS("mended already",
             import_mend(&verdict, db, HOUSE_ID, r.import_id, &mend, 1, &house_clerk, house_noon(),
                         a, &err),
             E_NOTFOUND);
    T_STATUS("no such import",
             import_mend(&verdict, db, HOUSE_ID, 1, &mend, 1, &house_clerk, house_noon(), a, &err),
             E_NOTFOUND);
}

/* ---- Undo ---- */

static enum status undo(struct import_undo *u, struct db *db, int64_t id, int64_t now_ms,
                        struct err *err)
{
    return import_undo(u, db, HOUSE_ID, id, &house_clerk, now_ms, NULL, err);
}

static void save(struct db *db, struct record *r, const char *field, const char *value)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    struct err err;

    r->value[entity_field(r->entity, field)] = value;
    T_OK(writer_begin(&w, db, HOUSE_ID, &house_clerk, house_noon(), &err));
    T_OK(record_put(w, r, NULL, &err));
    T_OK(writer_commit(w, &err));
}

static void takes_a_whole_import_back(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    static const char text[] = "管理番号,OS,説明\nA,new,y\nB,old,\nC,new,y\nN,new,\nM,new,\n";
    struct import_undo u;
    struct err err;

    house_import(db, "device", "管理番号,OS\nA,old\nB,old\nC,old\n",
                 "read 3 new 3 changed 0 same 0 rejected 0", a);

    struct import_result r =
        house_import(db, "device", text, "read 5 new 2 changed 2 same 1 rejected 0", a);

    save(db, house_record(db, "device", "asset_no", "C", a), "location", "外来");
    save(db, house_record(db, "device", "asset_no", "M", a), "location", "外来");
    T_OK(undo(&u, db, r.import_id, house_noon(), &err));
    assert_int_equal(u.undone, 2);
    assert_int_equal(u.kept, 2);
    assert_string_equal(house_value(db, "device", "A", "os", a), "old");
    assert_string_equal(house_value(db, "device", "A", "note", a), "(empty)");
    assert_string_equal(house_value(db, "device", "C", "os", a), "new");
    assert_non_null(house_record(db, "device", "asset_no", "N", a)->closed_on);
    assert_null(house_record(db, "device", "asset_no", "M", a)->closed_on);
    T_STATUS("twice", undo(&u, db, r.import_id, house_noon(), &err), E_CONFLICT);
    assert_int_equal(err.msg, MSG_INTAKE_UNDO_DONE);

    /* the same file again: what the undoing closed is opened again, and can be closed again */
    r = house_import(db, "device", text, "read 5 new 0 changed 2 same 3 rejected 0", a);
    assert_null(house_record(db, "device", "asset_no", "N", a)->closed_on);
    T_OK(undo(&u, db, r.import_id, house_noon(), &err));
    assert_int_equal(u.undone, 2);
    assert_non_null(house_record(db, "device", "asset_no", "N", a)->closed_on);
    assert_string_equal(house_value(db, "device", "A", "os", a), "old");
}

static void takes_many_groups_back_and_tells_when_it_may_not(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    static const int64_t day = INT64_C(86400000);
    struct stopper s = {.after = 1};
    const struct progress progress = {stop, &s};
    struct import_request q = house_request("device", ledger(a));
    struct import_result r;
    struct import_undo u;
    struct err err;

    q.progress = &progress;
    T_STATUS("cut off", import_run(&r, db, &q, a, &err), E_CANCELLED);
    T_STATUS("still running", undo(&u, db, r.import_id, house_noon(), &err), E_CONFLICT);
    assert_int_equal(err.msg, MSG_INTAKE_UNDO_RUNNING);
    q.progress = NULL;
    T_OK(import_run(&r, db, &q, a, &err));
    T_STATUS("too late", undo(&u, db, r.import_id, house_noon() + IMPORT_UNDO_DAYS * day + 1, &err),
             E_CONFLICT);
    assert_int_equal(err.msg, MSG_INTAKE_UNDO_OLD);
    T_STATUS("no such import", undo(&u, db, 1, house_noon(), &err), E_NOTFOUND);

    s.after = IMPORT_UNDO_GROUP + 1; /* cut off in the middle, and gone on with */
    T_STATUS(
        "undo cut off",
        import_undo(&u, db, HOUSE_ID, r.import_id, &house_clerk, house_noon(), &progress, &err),
        E_CANCELLED);
    assert_int_equal(u.undone, 2 * IMPORT_UNDO_GROUP);
    T_OK(undo(&u, db, r.import_id, house_noon() + IMPORT_UNDO_DAYS * day, &err));
    assert_int_equal(u.undone, 1190 - 2 * IMPORT_UNDO_GROUP);
    assert_int_equal(u.kept, 0);
}

/* ---- Out and in again ---- */

struct export
{
    struct db *db;
    struct buf *out;
    struct arena *arena;
    const struct entity *entity;
    size_t rows;
};

static void add_cell(struct buf *b, const char *text, bool first)
{
    buf_str(b, first ? "\"" : ",\"");
    buf_str(b, cell_guard(text));
    for (const char *p = text; *p != '\0'; p++) {
        buf_str(b, *p == '"' ? "\"" : "");
        buf_char(b, *p);
    }
    buf_char(b, '"');
}

static enum status export_record(void *self, const struct record *r, struct err *err)
{
    struct export *e = self;
    struct value_scope scope = {.db = e->db,
                                .facility_id = HOUSE_ID,
                                .now_ms = house_noon(),
                                .arena = e->arena,
                                .lang = LANG_JA};
    char id[ID_TEXT_SIZE];

    add_cell(e->out, id_text(id, r->id), true);
    for (size_t i = 0; i < r->entity->n; i++) {
        add_cell(e->out, value_export(&r->entity->field[i], r->value[i], &scope), false);
    }
    buf_str(e->out, "\r\n");
    e->rows++;
    return arena_status(e->arena, err);
}

static void export_all(struct export *e)
{
    struct record_query query = {
        .entity = e->entity, .facility_id = HOUSE_ID, .sort = -1, .limit = -1};
    struct err err;

    add_cell(e->out, "ID", true);
    for (size_t i = 0; i < e->entity->n; i++) {
        add_cell(e->out, e->entity->field[i].ja, false);
    }
    buf_str(e->out, "\r\n");
    T_OK(record_each(e->db, &query, export_record, e, &err));
    T_OK(buf_status(e->out, &err));
}

static void load_sample(struct db *db, struct arena *a)
{
    char *order, *save;
    size_t len;
    struct err err;

    T_OK(file_read(&order, &len, t_source("sample/order.txt"), 1 << 16, a, &err));
    for (char *line = strtok_r(order, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        char entity[64], file[128], path[256];
        struct import_result r;

        assert_int_equal(sscanf(line, "%63s %127s", entity, file), 2);
        snprintf(path, sizeof(path), "sample/%s", file);

        struct import_request q = house_request(entity, "");

        q.source = (struct book_source){.path = t_source(path)};
        q.file_name = file;
        T_OK(import_run(&r, db, &q, a, &err));
        if (r.n[VERDICT_REJECTED] > 0) {
            fail_msg("%s: %s", file, house_counts(&r));
        }
    }
}

/* The text again as Excel's own csv; characters that it lacks as 〓. */
static const char *as_cp932(const char *text, size_t *len, struct arena *a)
{
    char *mine = arena_copy(a, text), *out;
    size_t at;
    struct err err;

    while (text_to_cp932(&out, len, a, mine, &at, &err) == E_INVALID) {
        const char *after = mine + at;

        text_next(&after);
        mine = arena_printf(a, "%.*s〓%s", (int)at, mine, after);
    }
    return out;
}

static void expect_all_the_same(struct db *db, const struct export *e, const char *text, size_t len,
                                bool preview, struct arena *a)
{
    struct import_request q = house_request(e->entity->name, text);
    struct import_rejects rejects = {0};
    struct import_result r;
    struct err err;

    q.source.size = len;
    q.preview = preview;
    T_OK(import_run(&r, db, &q, a, &err));
    if (r.read != (int64_t)e->rows || r.n[VERDICT_SAME] != r.read) {
        T_OK(import_rejects_read(&rejects, db, HOUSE_ID, r.import_id, 0, 1, a, &err));
        fail_msg("%s: %s; %s", e->entity->name, house_counts(&r),
                 rejects.n == 0 ? "" : rejects.row[0].message);
    }
}

static void reads_its_own_exports_as_all_the_same(void **state)
{
    CLEANUP(db_close) struct db *db = house_open(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    size_t n, with_rows = 0;
    const struct entity *const *all = entity_all(&n);

    load_sample(db, a);
    save(db, house_record(db, "device", "asset_no", "0001", a), "note",
         "=1+1\n'=x\n  空白のあとに、引用符\" と ① 髙﨑");
    for (size_t i = 0; i < n; i++) {
        CLEANUP(buf_close) struct buf out = BUF_INIT(TEXT_SIZE);
        struct export e = {.db = db, .out = &out, .arena = a, .entity = all[i]};
        size_t len;

        export_all(&e);
        if (e.rows == 0) {
            continue;
        }
        with_rows++;
        expect_all_the_same(db, &e, buf_text(&out), out.len, false, a);

        const char *cp932 = as_cp932(buf_text(&out), &len, a);

        expect_all_the_same(db, &e, cp932, len, true, a);
    }
    assert_true(with_rows > 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(goes_on_after_the_group_it_came_to),
        cmocka_unit_test(survives_a_kill_between_groups),
        T_BOTH(stops_when_another_process_goes_on),
        T_BOTH(waits_for_somebody_who_saves),
        cmocka_unit_test(tries_a_group_again_that_could_not_be_serialised),
        T_BOTH(writes_nothing_for_a_preview),
        T_BOTH(mends_a_rejected_row),
        T_BOTH(takes_a_whole_import_back),
        T_BOTH(takes_many_groups_back_and_tells_when_it_may_not),
        T_BOTH(reads_its_own_exports_as_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
