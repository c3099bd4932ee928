#include "intake/import.h"

#include "base/id.h"
#include "base/json.h"
#include "base/mem.h"
#include "intake/import.sql.h"
#include "intake/import_file.h"
#include "intake/import_line.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum {
    BATCH_ARENA = 64 << 20,
    BATCH_SIZE = 8 << 20, /* bytes of rows that are judged together */
    ID_DRAWS = 8,
    BUSY_TRIES = 5,
    BUSY_WAIT_MS = 200,
    NOTE_SIZE = 4096,
    REASON_SIZE = 300,
};

struct run {
    const struct import_request *q;
    struct import_result *out;
    struct db *db;
    struct import_file file;
    struct import_rules rules;
    struct arena *keep;       /* the caller's: what the result points to */
    struct arena *batch;      /* the rows in work */
    struct import_work *work; /* [IMPORT_GROUP] */
    size_t n;
    uint32_t last_row; /* of work */
    int64_t settled;   /* what the import's row says */
    int64_t now_ms;    /* of the next group: each a millisecond later, so that ids keep the order */
    bool at_end;
    struct actor actor;
    const char *reason; /* of every change */
};

static void run_close(struct run *r)
{
    import_file_close(&r->file);
    seen_close(&r->rules.seen);
    memo_close(&r->rules.memo);
    arena_close(&r->batch);
    mem_free(r->work);
}

static void wait_ms(long ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* ---- Beginning ---- */

static void set_rules(struct run *r)
{
    const struct entity *e = r->q->entity;
    const struct mapping *m = &r->out->mapping;

    import_rules_init(&r->rules, e, r->db, r->q->facility_id, r->q->now_ms);
    r->rules.mapping = m;
    r->rules.synonyms = r->file.synonyms;
    r->rules.base1904 = book_base1904(r->file.book);
    r->rules.preview = r->q->preview;
    for (size_t i = 0; i < m->n; i++) {
        const struct field *f = m->column[i].field < 0 ? NULL : &e->field[m->column[i].field];

        if (f != NULL && (f->kind == K_REF || f->kind == K_REFS)) {
            r->rules.refers_to_itself |= strcmp(f->ref, e->name) == 0;
        }
        if (f != NULL && strcmp(f->name, "name") == 0 &&
            strstr(m->column[i].title, "用途") != NULL) {
            int purpose = entity_field(e, "purpose");

            r->rules.purpose = mapping_column_of(m, purpose) < 0 ? purpose : -1;
        }
    }
}

static enum status note(struct run *r, struct writer *w, const char *act, struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(NOTE_SIZE);
    const int64_t *n = r->out->n;

    buf_printf(&b, "{\"import\":\"%" PRId64 "\",\"entity\":\"%s\",\"file\":", r->out->import_id,
               r->q->entity->name);
    json_quote(&b, r->q->file_name);
    buf_printf(&b, ",\"read\":%" PRId64 ",\"new\":%" PRId64 ",\"changed\":%" PRId64, r->out->read,
               n[VERDICT_NEW], n[VERDICT_CHANGED]);
    buf_printf(&b, ",\"same\":%" PRId64 ",\"rejected\":%" PRId64 "}", n[VERDICT_SAME],
               n[VERDICT_REJECTED]);
    return buf_status(&b, err) == OK ? writer_note(w, act, buf_text(&b), err) : err->status;
}

static enum status add_row(struct run *r, const char *sha256, const char *mapping, struct err *err)
{
    const struct import_request *q = r->q;
    int64_t added = 0;

    for (int draw = 0; added == 0 && draw < ID_DRAWS; draw++) {
        r->out->import_id = id_make(q->now_ms);

        enum status st = sql_import_add_run(
            r->db, q->facility_id, r->out->import_id, q->entity->name, q->file_name, sha256,
            mapping, r->actor.account_id, r->actor.name, q->now_ms, &added, err);

        if (st != OK) {
            return st;
        }
    }
    return added == 1 ? OK : err_set(err, E_CONFLICT, "import: no free id");
}

static enum status add_import(struct run *r, const char *sha256, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    const struct import_request *q = r->q;
    const char *json = mapping_json(&r->out->mapping, r->keep);
    const char *print = mapping_fingerprint(&r->out->mapping, r->keep);
    enum status st =
        json == NULL || print == NULL ? err_set(err, E_NOMEM, "import: no memory") : OK;

    if (st == OK) {
        st = writer_begin(&w, r->db, q->facility_id, &r->actor, q->now_ms, err);
    }
    if (st == OK) {
        st = add_row(r, sha256, json, err);
    }
    if (st == OK) {
        st = sql_mapping_put_run(r->db, q->facility_id, q->entity->name, print, json, q->now_ms,
                                 NULL, err);
    }
    if (st == OK) {
        st = note(r, w, "import.begun", err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

static void read_to_confirm(struct import_result *out, const struct entity *e, const char *json)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;

    if (json_parse(&doc, json, strlen(json), NULL) == OK) {
        for (size_t i = 0; i < e->n; i++) {
            out->to_confirm[i] = json_get_int(json_root(doc), e->field[i].name, 0);
        }
    }
}

/* An import of the same bytes that did not end: *mapping is what its columns meant, NULL: none. */
static enum status find_cut_off(struct run *r, const char **mapping, const char *sha256,
                                struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *s = sql_import_cut_off(r->db, r->q->facility_id, r->q->entity->name, sha256);
    struct sql_import_cut_off_row row;

    *mapping = NULL;
    while (sql_import_cut_off_next(s, &row)) {
        struct import_result *out = r->out;

        *mapping = arena_copy(r->keep, row.mapping);
        out->import_id = row.id;
        out->read = row.n_read;
        out->n[VERDICT_NEW] = row.n_new;
        out->n[VERDICT_CHANGED] = row.n_changed;
        out->n[VERDICT_SAME] = row.n_same;
        out->n[VERDICT_REJECTED] = row.n_rejected;
        out->resumed_after = r->settled = row.last_row;
        read_to_confirm(out, r->q->entity, row.to_confirm);
    }
    return stmt_status(s, err) == OK ? arena_status(r->keep, err) : err->status;
}

static enum status begin(struct run *r, struct err *err)
{
    const char *sha256 = NULL, *cut_off = NULL;
    enum status st = OK;

    r->work = mem_new(IMPORT_GROUP * sizeof(*r->work));
    r->batch = arena_open(BATCH_ARENA);
    if (r->work == NULL || r->batch == NULL) {
        return err_set(err, E_NOMEM, "import: no memory");
    }
    if (!r->q->preview) {
        r->reason = arena_printf(r->keep, "%.*s の取り込み", REASON_SIZE, r->q->file_name);
        st = import_file_digest(&sha256, &r->q->source, r->keep, err);
        if (st == OK) {
            st = find_cut_off(r, &cut_off, sha256, err);
        }
    }
    if (st == OK) {
        st = import_file_open(&r->file, r->db, r->q, cut_off != NULL ? cut_off : r->q->mapping,
                              r->keep, err);
    }
    if (st != OK) {
        return st;
    }
    r->out->mapping = r->file.mapping;
    if (r->file.missing.status != OK) {
        *err = r->file.missing;
        return err->status;
    }
    set_rules(r);
    r->rules.memo = memo_open();
    if (r->rules.memo == NULL) {
        return err_set(err, E_NOMEM, "import: no memory");
    }
    return r->q->preview || cut_off != NULL ? OK : add_import(r, sha256, err);
}

/* ---- Judging ---- */

/* A row that an earlier, cut-off run has settled: only its key is of interest. */
static enum status pass_over(struct run *r, struct import_work *w, struct err *err)
{
    for (size_t i = 0; i < r->q->entity->n; i++) {
        if ((int)i != r->rules.key) {
            w->line.typed[i] = NULL;
        }
    }

    enum status st = import_line_parse(w, &r->rules, err);

    return st == OK ? import_line_see(w, &r->rules, err) : st;
}

/* The next rows of the table into work, up to a group and BATCH_SIZE. */
static enum status read_batch(struct run *r, struct err *err)
{
    struct arena_mark none = {0};

    r->n = 0;
    arena_reset(r->batch, none);
    r->rules.scope.arena = r->batch;
    while (r->n < IMPORT_GROUP && arena_used(r->batch) < BATCH_SIZE) {
        const struct book_row *row;
        struct import_work *w = &r->work[r->n];
        enum status st = table_next(r->file.table, &row, err);

        if (st != OK) {
            return st;
        }
        if (row == NULL) {
            r->at_end = true;
            return OK;
        }
        st = import_line_cells(w, &r->rules, row, err);
        if (st == OK && row->number <= r->out->resumed_after) {
            st = pass_over(r, w, err);
        } else {
            r->n++;
            r->last_row = row->number;
        }
        if (st != OK) {
            return st;
        }
    }
    return OK;
}

/* A preview remembers what the rows would be called, for rows that refer to them. */
static enum status see_labels(struct run *r, const struct import_work *w, struct err *err)
{
    const struct entity *e = r->q->entity;
    enum status st = seen_add(&r->rules.seen, 'l', record_label(w->record, r->batch), err);

    for (size_t i = 0; st == OK && i < e->n; i++) {
        if ((e->field[i].flags & (TITLE | UNIQUE)) != 0 && w->record->value[i] != NULL) {
            st = seen_add(&r->rules.seen, 'l', w->record->value[i], err);
            break;
        }
    }
    return st;
}

static enum status judge(struct run *r, struct import_work *w, struct err *err)
{
    enum status st = import_line_parse(w, &r->rules, err);

    if (st == OK && w->line.verdict != VERDICT_REJECTED) {
        st = import_line_match(w, &r->rules, err);
    }
    if (st == OK) {
        st = import_line_see(w, &r->rules, err);
    }
    if (st != OK || !r->rules.preview || w->line.verdict == VERDICT_REJECTED) {
        return st;
    }
    if (w->line.verdict != VERDICT_SAME) {
        st = import_line_check(w, &r->rules, err);
    }
    return st == OK && r->rules.refers_to_itself && w->line.verdict != VERDICT_REJECTED
               ? see_labels(r, w, err)
               : st;
}

/* ---- Storing ---- */

/* A record that was refused: the row is rejected, if it is the row's fault. */
static enum status reject_stored(struct run *r, struct import_work *w, struct err *err)
{
    const struct err why = *err;
    enum status st = import_line_check(w, &r->rules, err); /* names the field */

    if (st == OK && w->line.verdict != VERDICT_REJECTED) {
        if (w->line.before == NULL) {
            *err = why;
            return why.status;
        }
        import_line_reject(w, -1, &why); /* saved by somebody else, again and again */
    }
    return st;
}

static enum status put(struct run *r, struct writer *w, struct import_work *work, struct err *err)
{
    bool changed = true;
    enum status st = record_put(w, work->record, &changed, err);

    if (st == E_CONFLICT && work->line.before != NULL) { /* saved since it was matched: once more */
        st = import_line_match(work, &r->rules, err);
        if (st != OK || work->line.verdict == VERDICT_REJECTED) {
            return st;
        }
        st = record_put(w, work->record, &changed, err);
    }
    if (st == E_INVALID || st == E_CONFLICT) {
        return reject_stored(r, work, err);
    }
    if (st == OK && !changed) {
        work->line.verdict = VERDICT_SAME;
    }
    return st;
}

static enum status store(struct run *r, struct writer *w, struct import_work *work, struct err *err)
{
    const struct import_line *line = &work->line;
    enum status st = OK;

    if (line->verdict == VERDICT_NEW || line->verdict == VERDICT_CHANGED) {
        st = put(r, w, work, err);
    }
    if (st != OK || line->verdict == VERDICT_SAME) {
        return st;
    }
    if (line->verdict == VERDICT_REJECTED) {
        char message[sizeof(line->why)];
        const char *cells = import_line_to_json(work, &r->rules);
        const char *field = line->field < 0 ? "" : r->q->entity->field[line->field].name;

        err_text(&line->why, LANG_JA, message, sizeof(message));
        return cells == NULL ? err_set(err, E_NOMEM, "import: no memory")
                             : sql_staged_add_run(r->db, r->q->facility_id, r->out->import_id,
                                                  line->number, "rejected", NULL, NULL, NULL, cells,
                                                  field, line->wrong, message, NULL, err);
    }

    int64_t before = line->before == NULL ? 0 : line->before->version;

    return sql_staged_add_run(r->db, r->q->facility_id, r->out->import_id, line->number, "done",
                              &work->record->id, &before, &work->record->version, "", NULL, NULL,
                              NULL, NULL, err);
}

/* What the result becomes with the rows in work. */
static void count(struct import_result *out, const struct run *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct import_work *w = &r->work[i];

        out->read++;
        out->n[w->line.verdict]++;
        for (size_t f = 0; w->line.verdict == VERDICT_NEW && f < r->q->entity->n; f++) {
            out->to_confirm[f] += w->to_confirm[f];
        }
    }
}

static const char *write_to_confirm(const struct import_result *out, const struct entity *e,
                                    struct arena *a)
{
    const char *list = "";

    for (size_t i = 0; i < e->n; i++) {
        if (out->to_confirm[i] > 0) {
            list = arena_printf(a, "%s%s\"%s\":%" PRId64, list, *list == '\0' ? "" : ",",
                                e->field[i].name, out->to_confirm[i]);
        }
    }
    return arena_printf(a, "{%s}", list);
}

static enum status settle(struct run *r, struct err *err)
{
    struct import_result sum = *r->out;

    count(&sum, r);

    const char *to_confirm = write_to_confirm(&sum, r->q->entity, r->batch);

    return to_confirm == NULL
               ? arena_status(r->batch, err)
               : sql_import_step_run(r->db, r->q->facility_id, r->out->import_id, sum.read,
                                     sum.n[VERDICT_NEW], sum.n[VERDICT_CHANGED],
                                     sum.n[VERDICT_SAME], sum.n[VERDICT_REJECTED], to_confirm,
                                     r->last_row, NULL, err);
}

/* In the transaction of a group: has nobody else gone on with this import since? */
static enum status check_ours(struct run *r, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_import_at(r->db, r->q->facility_id, r->out->import_id);
    struct sql_import_at_row row;
    bool ours = false;

    while (sql_import_at_next(q, &row)) {
        ours = row.last_row == r->settled;
    }
    if (stmt_status(q, err) != OK) {
        return err->status;
    }
    return ours ? OK : err_say(err, E_CONFLICT, MSG_INTAKE_ELSEWHERE);
}

/* The rows in work and how far that brings the import, in one transaction. */
static enum status store_batch(struct run *r, bool judged, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, r->db, r->q->facility_id, &r->actor, r->now_ms++, err);

    if (st == OK) {
        writer_reason(w, r->reason, r->out->import_id);
        st = check_ours(r, err);
    }
    for (size_t i = 0; st == OK && i < r->n; i++) {
        if (!judged && r->rules.refers_to_itself) {
            st = judge(r, &r->work[i], err);
        }
        if (st == OK) {
            st = store(r, w, &r->work[i], err);
        }
    }
    if (st == OK) {
        st = settle(r, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

/* A rolled-back group once more: records are again what they were when they were matched. */
static void take_back(struct run *r)
{
    for (size_t i = 0; i < r->n; i++) {
        struct record *record = r->work[i].record;
        const struct record *before = r->work[i].line.before;

        if (record != NULL) {
            record->id = before == NULL ? 0 : before->id;
            record->version = before == NULL ? 0 : before->version;
        }
    }
}

static enum status store_or_retry(struct run *r, struct err *err)
{
    enum status st = store_batch(r, false, err);

    for (int i = 0; st == E_BUSY && i < BUSY_TRIES; i++) {
        wait_ms(BUSY_WAIT_MS);
        take_back(r);
        st = store_batch(r, true, err);
    }
    if (st == OK) {
        r->settled = r->last_row;
    }
    return st;
}

/* ---- All of it ---- */

static enum status watch(struct run *r, struct err *err)
{
    enum status st = OK;

    for (size_t i = 0; st == OK && r->q->watcher != NULL && i < r->n; i++) {
        st = r->q->watcher->line(r->q->watcher->self, &r->work[i].line, err);
    }
    return st == OK ? progress_step(r->q->progress, r->out->read, r->q->total, r->q->file_name, err)
                    : st;
}

/* All rows in work against one snapshot, which also spares the engine a lock for every question. */
static enum status judge_batch(struct run *r, struct err *err)
{
    enum status st = db_begin_read(r->db, err);

    for (size_t i = 0; st == OK && i < r->n; i++) {
        st = judge(r, &r->work[i], err);
    }
    db_rollback(r->db);
    return st;
}

static enum status do_batch(struct run *r, struct err *err)
{
    bool judge_first = r->q->preview || !r->rules.refers_to_itself;
    enum status st = judge_first ? judge_batch(r, err) : OK;

    if (st == OK && !r->q->preview && r->n > 0) {
        st = store_or_retry(r, err);
    }
    if (st == OK) {
        count(r->out, r);
        st = watch(r, err);
    }
    return st;
}

static enum status finish(struct run *r, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, r->db, r->q->facility_id, &r->actor, r->now_ms, err);

    if (st == OK) {
        st = sql_import_end_run(r->db, r->q->facility_id, r->out->import_id, r->now_ms, NULL, err);
    }
    if (st == OK) {
        st = note(r, w, "import.done", err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

enum status import_run(struct import_result *out, struct db *db,
                       const struct import_request *request, struct arena *a, struct err *err)
{
    CLEANUP(run_close)
    struct run r = {.q = request, .out = out, .db = db, .keep = a, .now_ms = request->now_ms};

    *out = (struct import_result){0};
    r.actor = *request->actor;
    r.actor.via = "import";
    r.now_ms = request->now_ms;

    enum status st = begin(&r, err);

    while (st == OK && !r.at_end) {
        st = read_batch(&r, err);
        if (st == OK) {
            st = do_batch(&r, err);
        }
        if (st == OK && !r.at_end && !request->preview) {
            wait_ms(IMPORT_PAUSE_MS);
        }
    }
    if (st == OK && !request->preview) {
        st = finish(&r, err);
    }
    if (r.file.table != NULL) {
        const struct table_skip *skip = table_skips(r.file.table, &out->n_skips, &out->skipped);
        struct table_skip *copy = arena_make(a, struct table_skip, out->n_skips);

        if (copy != NULL) {
            memcpy(copy, skip, out->n_skips * sizeof(*copy));
        }
        out->skip = copy;
        out->n_skips = copy == NULL ? 0 : out->n_skips;
    }
    return st == OK ? arena_status(a, err) : st;
}
