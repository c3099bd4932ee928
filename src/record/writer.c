#include "record/writer.h"

#include "base/mem.h"
#include "record/audit.sql.h"

#include <string.h>

enum { ENTRY_MAX = 1 << 20 };

/*
 * Wait for the facility's other writers. Before the transaction, not in it: PostgreSQL takes the
 * snapshot with the first statement, which would show the chain as it was before they committed.
 */
static enum status lock(struct writer *w, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_audit_lock(w->db, w->facility_id);
    struct sql_audit_lock_row row;

    while (sql_audit_lock_next(q, &row)) {
        w->locked = true;
    }
    return stmt_status(q, err) == OK ? OK : err_note(err, "waiting for other writers");
}

static void unlock(struct writer *w)
{
    if (w->locked) {
        CLEANUP(stmt_close) struct stmt *q = sql_audit_unlock(w->db, w->facility_id);
        struct sql_audit_unlock_row row;

        while (sql_audit_unlock_next(q, &row)) {
        }
        w->locked = false;
    }
}

static enum status read_head(struct writer *w, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_audit_head_get(w->db, w->facility_id);
    struct sql_audit_head_get_row row;

    while (sql_audit_head_get_next(q, &row)) {
        if (row.hash_size != HASH_SIZE) {
            return err_set(err, E_CORRUPT, "audit head of %zu bytes", row.hash_size);
        }
        w->seq = row.seq;
        memcpy(w->hash, row.hash, HASH_SIZE);
        if (w->now_ms < row.at) {
            w->now_ms = row.at; /* a clock set back must not run the history backwards */
        }
    }
    return stmt_status(q, err);
}

enum status writer_begin(struct writer **out, struct db *db, int64_t facility_id,
                         const struct actor *actor, int64_t now_ms, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = mem_new(sizeof(*w));

    if (w == NULL) {
        return err_set(err, E_NOMEM, "writer");
    }
    w->db = db;
    w->done = true; /* nothing to roll back yet */
    w->facility_id = facility_id;
    w->now_ms = now_ms;
    w->bytes = BUF_INIT(ENTRY_MAX);
    w->common = BUF_INIT(ENTRY_MAX);
    w->arena = arena_open(WRITER_MEMORY);
    w->own = arena_open(WRITER_MEMORY);
    w->actor = (struct actor){.account_id = actor->account_id,
                              .name = arena_copy(w->own, actor->name),
                              .via = arena_copy(w->own, actor->via)};
    if (arena_status(w->own, err) != OK || arena_status(w->arena, err) != OK) {
        return err->status;
    }
    enum status st = lock(w, err);

    if (st == OK) {
        st = db_begin(db, err);
    }
    if (st != OK) {
        return err_note(err, "beginning a change");
    }
    w->done = false;
    st = read_head(w, err);
    if (st != OK) {
        return st;
    }
    *out = w;
    w = NULL;
    return OK;
}

void writer_reason(struct writer *w, const char *reason, int64_t import_id)
{
    w->reason = arena_copy(w->own, reason);
    w->import_id = import_id;
    buf_clear(&w->common);
}

enum status writer_commit(struct writer *w, struct err *err)
{
    if (arena_status(w->own, err) != OK) {
        return err->status;
    }
    enum status st = search_flush(&w->search, w->db, w->facility_id, w->arena, err);

    if (st == OK) {
        st = tally_store(&w->tally, w->db, w->facility_id, err);
    }
    if (st == OK && w->wrote) {
        st = sql_audit_head_set_run(w->db, w->facility_id, w->seq, w->hash, HASH_SIZE, w->now_ms,
                                    NULL, err);
    }
    if (st == OK) {
        st = db_commit(w->db, err);
    }
    if (st != OK) {
        return err_note(err, "saving a change");
    }
    w->done = true;
    unlock(w);
    return OK;
}

void writer_close(struct writer **w)
{
    if (*w == NULL) {
        return;
    }
    if (!(*w)->done) {
        db_rollback((*w)->db);
    }
    unlock(*w);
    buf_close(&(*w)->bytes);
    buf_close(&(*w)->common);
    arena_close(&(*w)->arena);
    arena_close(&(*w)->own);
    mem_free(*w);
    *w = NULL;
}
