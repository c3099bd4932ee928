#include "record/audit.h"

#include "base/json.h"
#include "record/audit.sql.h"
#include "record/audit_entry.h"
#include "record/columns.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { BATCH = 1000 };

static void found(struct audit_report *r, const char *what, int64_t seq, const char *entity,
                  int64_t id)
{
    if (r->n < AUDIT_FAULTS_MAX) {
        r->fault[r->n++] =
            (struct audit_fault){.what = what, .seq = seq, .entity = entity, .id = id};
    }
    r->faults++;
}

/* ---- The chain and its checkpoints ---- */

struct chain {
    int64_t seq;
    int64_t at;
    uint8_t hash[HASH_SIZE];
};

/* The stored checkpoints, walked beside the chain. */
struct witness {
    struct stmt *q;
    struct sql_checkpoint_list_row row;
    bool has;
};

static void check_witness(struct audit_report *r, struct witness *w, int64_t facility_id,
                          const struct chain *c)
{
    while (w->has && w->row.seq <= c->seq) {
        CLEANUP(buf_close) struct buf json = BUF_INIT(1024);
        bool sound = w->row.seq == c->seq && w->row.hash_size == HASH_SIZE &&
                     memcmp(w->row.hash, c->hash, HASH_SIZE) == 0 &&
                     w->row.public_key_size == SIGN_PUBLIC_SIZE &&
                     w->row.signature_size == SIGN_SIZE;

        if (sound) {
            audit_head_json(&json, facility_id, w->row.seq, w->row.at, w->row.hash);
            sound = sign_check(w->row.signature, buf_text(&json), json.len, w->row.public_key);
        }
        if (!sound) {
            found(r, "checkpoint", w->row.seq, NULL, 0);
        }
        r->checkpoints++;
        w->has = sql_checkpoint_list_next(w->q, &w->row);
    }
}

/* Does the entry say the number, time and facility under which it is stored? */
static bool says_so(const struct sql_audit_entry_list_row *row, int64_t facility_id)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    char facility[24];

    if (json_parse(&doc, row->bytes, row->bytes_size, NULL) != OK) {
        return false;
    }
    const struct json *root = json_root(doc);
    const char *said = json_get_text(root, "facility");

    snprintf(facility, sizeof(facility), "%" PRId64, facility_id);
    return json_get_int(root, "seq", -1) == row->seq && json_get_int(root, "at", -1) == row->at &&
           said != NULL && strcmp(said, facility) == 0;
}

static enum status walk_batch(struct audit_report *r, struct db *db, int64_t facility_id,
                              struct chain *c, struct witness *w, int *n, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_audit_entry_list(db, facility_id, c->seq, BATCH);
    struct sql_audit_entry_list_row row;

    for (*n = 0; sql_audit_entry_list_next(q, &row); ++*n) {
        uint8_t hash[HASH_SIZE];

        if (row.seq != c->seq + 1) {
            found(r, "missing", c->seq + 1, NULL, 0);
        }
        audit_hash(hash, c->hash, row.bytes, row.bytes_size);
        if (row.hash_size != HASH_SIZE || memcmp(hash, row.hash, HASH_SIZE) != 0) {
            found(r, "chain", row.seq, NULL, 0);
        } else if (!says_so(&row, facility_id) || row.at < c->at) {
            found(r, "entry", row.seq, NULL, 0);
        }
        c->seq = row.seq;
        c->at = row.at;
        memcpy(c->hash, row.hash_size == HASH_SIZE ? row.hash : hash, HASH_SIZE);
        r->entries++;
        check_witness(r, w, facility_id, c);
    }
    return stmt_status(q, err);
}

static enum status verify_chain(struct audit_report *r, struct db *db, int64_t facility_id,
                                const struct progress *progress, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *checkpoints = sql_checkpoint_list(db, facility_id);
    struct witness w = {.q = checkpoints};
    struct chain c = {0};
    int n = BATCH;

    w.has = sql_checkpoint_list_next(w.q, &w.row);
    while (n == BATCH) {
        enum status st = walk_batch(r, db, facility_id, &c, &w, &n, err);

        if (st == OK) {
            st = progress_step(progress, r->entries, 0, "audit", err);
        }
        if (st != OK) {
            return st;
        }
    }
    while (w.has) { /* signed heads of entries that are gone */
        found(r, "checkpoint", w.row.seq, NULL, 0);
        w.has = sql_checkpoint_list_next(w.q, &w.row);
    }
    if (stmt_status(checkpoints, err) != OK) {
        return err->status;
    }
    CLEANUP(stmt_close) struct stmt *head = sql_audit_head_get(db, facility_id);
    struct sql_audit_head_get_row row;
    bool has_head = false;

    while (sql_audit_head_get_next(head, &row)) {
        has_head = true;
        if (row.seq != c.seq || row.hash_size != HASH_SIZE ||
            memcmp(row.hash, c.hash, HASH_SIZE) != 0) {
            found(r, "head", row.seq, NULL, 0);
        }
    }
    if (!has_head && c.seq > 0) {
        found(r, "head", c.seq, NULL, 0);
    }
    return stmt_status(head, err);
}

/* ---- Records against their last entry ---- */

struct compare {
    struct audit_report *report;
    struct db *db;
    int64_t n;
};

static enum status compare_record(void *self, const struct record *rec, struct err *err)
{
    struct compare *c = self;
    CLEANUP(stmt_close)
    struct stmt *q = sql_audit_last(c->db, rec->facility_id, rec->entity->name, rec->id);
    struct sql_audit_last_row row;
    bool same = false;

    while (sql_audit_last_next(q, &row)) {
        CLEANUP(json_close) struct json_doc *doc = NULL;
        char state[HASH_HEX_SIZE];

        if (json_parse(&doc, row.bytes, row.bytes_size, NULL) != OK) {
            continue;
        }
        const struct json *root = json_root(doc);
        const char *said = json_get_text(root, "state");

        audit_state(state, rec);
        same = said != NULL && strcmp(said, state) == 0 &&
               json_get_int(root, "version", 0) == rec->version;
    }
    if (stmt_status(q, err) != OK) {
        return err->status;
    }
    if (!same) {
        found(c->report, "record", 0, rec->entity->name, rec->id);
    }
    c->n++;
    c->report->records++;
    return OK;
}

/* Records that the chain speaks of but that are gone. */
static enum status find_missing(struct audit_report *r, struct db *db, const struct entity *e,
                                int64_t facility_id, int64_t present, struct arena *a,
                                struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_audit_known(db, facility_id, e->name);
    struct sql_audit_known_row row;
    int64_t known = 0;

    while (sql_audit_known_next(q, &row)) {
        known++;
    }
    if (stmt_status(q, err) != OK || known == present) {
        return stmt_status(q, err);
    }
    stmt_again(q);
    stmt_i64(q, 1, facility_id);
    stmt_text(q, 2, e->name);
    while (sql_audit_known_next(q, &row)) {
        struct arena_mark mark = arena_mark(a);
        struct record *rec;
        enum status st = record_read(&rec, db, e, facility_id, row.record_id, a, err);

        arena_reset(a, mark);
        if (st == E_NOTFOUND) {
            found(r, "missing", 0, e->name, row.record_id);
        } else if (st != OK) {
            return st;
        }
    }
    return stmt_status(q, err);
}

static enum status verify_records(struct audit_report *r, struct db *db, int64_t facility_id,
                                  struct arena *a, const struct progress *progress, struct err *err)
{
    size_t n;
    const struct entity *const *all = entity_all(&n);

    for (size_t i = 0; i < n; i++) {
        struct compare c = {.report = r, .db = db};
        struct record_query query = {.entity = all[i],
                                     .facility_id = facility_id,
                                     .sort = -1,
                                     .with_closed = true,
                                     .limit = -1};
        enum status st = record_each(db, &query, compare_record, &c, err);

        if (st == OK) {
            st = find_missing(r, db, all[i], facility_id, c.n, a, err);
        }
        if (st == OK) {
            st = progress_step(progress, (int64_t)i + 1, (int64_t)n, all[i]->ja, err);
        }
        if (st != OK) {
            return err_note(err, "comparing %s with the history", all[i]->name);
        }
    }
    return OK;
}

enum status audit_verify(struct audit_report *out, struct db *db, int64_t facility_id,
                         struct arena *a, const struct progress *progress, struct err *err)
{
    struct audit_report r = {.fault = arena_make(a, struct audit_fault, AUDIT_FAULTS_MAX)};

    if (r.fault == NULL) {
        return arena_status(a, err);
    }
    enum status st = db_begin_read(db, err);

    if (st == OK) {
        st = verify_chain(&r, db, facility_id, progress, err);
        if (st == OK) {
            st = verify_records(&r, db, facility_id, a, progress, err);
        }
        db_rollback(db);
    }
    if (st != OK) {
        return err_note(err, "verifying the history");
    }
    *out = r;
    return OK;
}
