#include "record/job.h"

#include "base/id.h"
#include "record/job.sql.h"

#include <inttypes.h>
#include <string.h>

static const char *const state_name[] = {
    [JOB_QUEUED] = "queued", [JOB_RUNNING] = "running",     [JOB_DONE] = "done",
    [JOB_FAILED] = "failed", [JOB_CANCELLED] = "cancelled",
};

static enum job_state state_of(const char *name)
{
    for (size_t i = 0; i < COUNT(state_name); i++) {
        if (strcmp(state_name[i], name) == 0) {
            return (enum job_state)i;
        }
    }
    return JOB_FAILED;
}

enum status job_add(int64_t *out, struct db *db, int64_t facility_id, const char *kind,
                    const char *params, int64_t account_id, int64_t now_ms, struct err *err)
{
    int64_t id = id_make(now_ms);
    enum status st =
        sql_job_add_run(db, id, facility_id, kind, params, account_id, now_ms, NULL, err);

    if (st != OK) {
        return err_note(err, "adding a job %s", kind);
    }
    *out = id;
    return OK;
}

enum status job_read(struct job *out, struct db *db, int64_t facility_id, int64_t id,
                     struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_job_get(db, facility_id, id);
    struct sql_job_get_row row;
    bool has = false;

    while (sql_job_get_next(q, &row)) {
        has = true;
        *out = (struct job){
            .id = row.id,
            .facility_id = row.facility_id,
            .kind = arena_copy(a, row.kind),
            .params = arena_copy(a, row.params),
            .state = state_of(row.state),
            .done = row.done,
            .total = row.total,
            .what = arena_copy(a, row.what),
            .result = arena_copy(a, row.result),
            .error = arena_copy(a, row.error),
            .account_id = row.requested_by,
            .created_at = row.created_at,
            .started_at = row.has_started_at ? row.started_at : 0,
            .ended_at = row.has_ended_at ? row.ended_at : 0,
            .attempts = (int)row.attempts,
            .cancel_requested = row.cancel_requested,
        };
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading job %" PRId64, id);
    }
    return has ? OK : err_set(err, E_NOTFOUND, "no job %" PRId64, id);
}

struct waiting {
    int64_t facility_id, id, attempts;
};

static enum status find_waiting(struct waiting *out, struct db *db, enum job_lane lane,
                                int64_t now_ms, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_job_waiting(db, now_ms, lane == JOB_VERIFY);
    struct sql_job_waiting_row row;

    while (sql_job_waiting_next(q, &row)) {
        *out = (struct waiting){row.facility_id, row.id, row.attempts};
    }
    return stmt_status(q, err);
}

enum status job_claim(struct job *out, struct db *db, enum job_lane lane, int64_t now_ms,
                      struct arena *a, struct err *err)
{
    struct waiting w = {0};
    int64_t changed = 0;
    enum status st = find_waiting(&w, db, lane, now_ms, err);

    if (st != OK) {
        return err_note(err, "looking for a job");
    }
    if (w.id == 0) {
        return err_set(err, E_NOTFOUND, "no job waits");
    }
    if (w.attempts >= JOB_ATTEMPTS_MAX) {
        struct err why;

        err_say(&why, E_IO, MSG_JOB_DIED);
        st = job_failed(db, w.id, &why, now_ms, err);
        return st == OK ? err_set(err, E_NOTFOUND, "job %" PRId64 " died too often", w.id) : st;
    }
    st = sql_job_take_run(db, w.id, w.attempts, now_ms, now_ms + JOB_LEASE_MS, &changed, err);
    if (st != OK) {
        return err_note(err, "claiming a job");
    }
    return changed == 1 ? job_read(out, db, w.facility_id, w.id, a, err)
                        : err_set(err, E_NOTFOUND, "somebody else took the job");
}

enum status job_is_open(bool *out, struct db *db, int64_t facility_id, const char *kind,
                        const char *params, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_job_same(db, facility_id, kind, params);
    struct sql_job_same_row row;
    bool found = false;

    while (sql_job_same_next(q, &row)) {
        found = true;
    }
    enum status st = stmt_status(q, err);

    if (st == OK) {
        *out = found;
    }
    return st;
}

enum status job_cancel(struct db *db, int64_t facility_id, int64_t id, struct err *err)
{
    return sql_job_stop_run(db, facility_id, id, NULL, err);
}

static enum status report(void *self, int64_t done, int64_t total, const char *what,
                          struct err *err)
{
    struct job_reporter *r = self;
    int64_t now = r->now_ms(), changed = 0;

    if (now - r->written_at < JOB_PROGRESS_MS) {
        return OK;
    }
    r->written_at = now;
    enum status st =
        sql_job_step_run(r->db, r->job_id, done, total, what, now + JOB_LEASE_MS, &changed, err);

    if (st == E_BUSY) {
        return OK; /* progress is worth no failure */
    }
    if (st == OK && changed == 0) {
        return err_say(err, E_CANCELLED, MSG_CANCELLED);
    }
    return st;
}

const struct progress *job_progress(struct job_reporter *r)
{
    r->progress = (struct progress){.step = report, .self = r};
    return &r->progress;
}

enum status job_done(struct db *db, int64_t id, const char *result, int64_t now_ms, struct err *err)
{
    return sql_job_end_run(db, id, state_name[JOB_DONE], result, NULL, now_ms, NULL, err);
}

enum status job_failed(struct db *db, int64_t id, const struct err *why, int64_t now_ms,
                       struct err *err)
{
    char text[1024];
    enum job_state state = why->status == E_CANCELLED ? JOB_CANCELLED : JOB_FAILED;

    return sql_job_end_run(db, id, state_name[state], NULL,
                           err_text(why, LANG_JA, text, sizeof(text)), now_ms, NULL, err);
}
