/* The two ends of an import: its row, its file, what it remembers; and that it is done. */
#include "intake/import_job.h"

#include "base/id.h"
#include "base/json.h"
#include "base/mem.h"
#include "intake/import.sql.h"

#include <inttypes.h>
#include <string.h>

enum {
    BATCH_ARENA = 64 << 20,
    ID_DRAWS = 8,
    NOTE_SIZE = 4096,
    REASON_SIZE = 300,
};

static void set_rules(struct import_job *job)
{
    const struct entity *e = job->q->entity;
    const struct mapping *m = &job->out->mapping;

    import_rules_init(&job->rules, e, job->db, job->q->facility_id, job->q->now_ms);
    job->rules.mapping = m;
    job->rules.synonyms = job->file.synonyms;
    job->rules.base1904 = book_base1904(job->file.book);
    job->rules.preview = job->q->preview;
    for (size_t i = 0; i < m->n; i++) {
        const struct field *f = m->column[i].field < 0 ? NULL : &e->field[m->column[i].field];

        if (f != NULL && (f->kind == K_REF || f->kind == K_REFS)) {
            job->rules.refers_to_itself |= strcmp(f->ref, e->name) == 0;
        }
        if (f != NULL && strcmp(f->name, "name") == 0 &&
            strstr(m->column[i].title, "用途") != NULL) {
            int purpose = entity_field(e, "purpose");

            job->rules.purpose = mapping_column_of(m, purpose) < 0 ? purpose : -1;
        }
    }
}

static enum status note(struct import_job *job, struct writer *w, const char *act, struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(NOTE_SIZE);
    const int64_t *n = job->out->n;

    buf_printf(&b, "{\"import\":\"%" PRId64 "\",\"entity\":\"%s\",\"file\":", job->out->import_id,
               job->q->entity->name);
    json_quote(&b, job->q->file_name);
    buf_printf(&b, ",\"read\":%" PRId64 ",\"new\":%" PRId64 ",\"changed\":%" PRId64, job->out->read,
               n[VERDICT_NEW], n[VERDICT_CHANGED]);
    buf_printf(&b, ",\"same\":%" PRId64 ",\"rejected\":%" PRId64 "}", n[VERDICT_SAME],
               n[VERDICT_REJECTED]);
    return buf_status(&b, err) == OK ? writer_note(w, act, buf_text(&b), err) : err->status;
}

static enum status add_row(struct import_job *job, const char *sha256, const char *mapping,
                           struct err *err)
{
    const struct import_request *q = job->q;
    int64_t added = 0;

    for (int draw = 0; added == 0 && draw < ID_DRAWS; draw++) {
        job->out->import_id = id_make(q->now_ms);

        enum status st = sql_import_add_run(
            job->db, q->facility_id, job->out->import_id, q->entity->name, q->file_name, sha256,
            mapping, job->actor.account_id, job->actor.name, q->now_ms, &added, err);

        if (st != OK) {
            return st;
        }
    }
    return added == 1 ? OK : err_set(err, E_CONFLICT, "import: no free id");
}

static enum status add_import(struct import_job *job, const char *sha256, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    const struct import_request *q = job->q;
    const char *json = mapping_json(&job->out->mapping, job->keep);
    const char *print = mapping_fingerprint(&job->out->mapping, job->keep);
    enum status st =
        json == NULL || print == NULL ? err_set(err, E_NOMEM, "import: no memory") : OK;

    if (st == OK) {
        st = writer_begin(&w, job->db, q->facility_id, &job->actor, q->now_ms, err);
    }
    if (st == OK) {
        st = add_row(job, sha256, json, err);
    }
    if (st == OK) {
        st = sql_mapping_put_run(job->db, q->facility_id, q->entity->name, print, json, q->now_ms,
                                 NULL, err);
    }
    if (st == OK) {
        st = note(job, w, "import.begun", err);
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
static enum status find_cut_off(struct import_job *job, const char **mapping, const char *sha256,
                                struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *s = sql_import_cut_off(job->db, job->q->facility_id, job->q->entity->name, sha256);
    struct sql_import_cut_off_row row;

    *mapping = NULL;
    while (sql_import_cut_off_next(s, &row)) {
        struct import_result *out = job->out;

        *mapping = arena_copy(job->keep, row.mapping);
        out->import_id = row.id;
        out->read = row.n_read;
        out->n[VERDICT_NEW] = row.n_new;
        out->n[VERDICT_CHANGED] = row.n_changed;
        out->n[VERDICT_SAME] = row.n_same;
        out->n[VERDICT_REJECTED] = row.n_rejected;
        out->resumed_after = job->settled = row.last_row;
        read_to_confirm(out, job->q->entity, row.to_confirm);
    }
    return stmt_status(s, err) == OK ? arena_status(job->keep, err) : err->status;
}

enum status import_begin(struct import_job *job, struct err *err)
{
    const char *sha256 = NULL, *cut_off = NULL;
    enum status st = OK;

    job->pace = pace_of(job->db, IMPORT_GROUP);
    job->work = mem_new(IMPORT_GROUP * sizeof(*job->work));
    job->batch = arena_open(BATCH_ARENA);
    if (job->work == NULL || job->batch == NULL) {
        return err_set(err, E_NOMEM, "import: no memory");
    }
    if (!job->q->preview) {
        job->reason = arena_printf(job->keep, "%.*s の取り込み", REASON_SIZE, job->q->file_name);
        st = import_file_digest(&sha256, &job->q->source, job->keep, err);
        if (st == OK) {
            st = find_cut_off(job, &cut_off, sha256, err);
        }
    }
    if (st == OK) {
        st = import_file_open(&job->file, job->db, job->q,
                              cut_off != NULL ? cut_off : job->q->mapping, job->keep, err);
    }
    if (st != OK) {
        return st;
    }
    job->out->mapping = job->file.mapping;
    if (job->file.missing.status != OK) {
        *err = job->file.missing;
        return err->status;
    }
    set_rules(job);
    job->rules.memo = memo_open();
    if (job->rules.memo == NULL) {
        return err_set(err, E_NOMEM, "import: no memory");
    }
    if (job->q->preview) {
        return OK;
    }
    db_shorten_log(job->db);
    return cut_off != NULL ? OK : add_import(job, sha256, err);
}

enum status import_end(struct import_job *job, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, job->db, job->q->facility_id, &job->actor, job->now_ms, err);

    if (st == OK) {
        st = sql_import_end_run(job->db, job->q->facility_id, job->out->import_id, job->now_ms,
                                NULL, err);
    }
    if (st == OK) {
        st = note(job, w, "import.done", err);
    }
    return st == OK ? writer_commit(w, err) : st;
}
