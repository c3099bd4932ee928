/*
 * Long work as rows: imports, packs, verifications.
 *
 * Whoever asks adds a row; a job process claims it by a conditional UPDATE with a lease, so that
 * two never run the same job, and a job whose process died is taken up again when its lease ends.
 * Progress is written at most twice a second. The page polls the row; cancelling sets a flag that
 * the next progress step answers with E_CANCELLED.
 */
#ifndef RECORD_JOB_H
#define RECORD_JOB_H

#include "base/arena.h"
#include "base/progress.h"
#include "db/db.h"

#include <stdbool.h>

#define JOB_LEASE_MS 30000
#define JOB_PROGRESS_MS 500

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

struct job {
    int64_t id;
    int64_t facility_id;
    const char *kind;   /* "pack", "import", ... : a row of the job table of the roof */
    const char *params; /* JSON object */
    enum job_state state;
    int64_t done, total; /* total 0: not known */
    const char *what;    /* what it is doing now, for people */
    const char *result;  /* JSON object, once done */
    const char *error;   /* a sentence, once failed */
    int64_t account_id;
    int64_t created_at, started_at, ended_at; /* 0: not yet */
    int attempts;
    bool cancel_requested;
};

MUST_CHECK enum status job_add(int64_t *out, struct db *db, int64_t facility_id, const char *kind,
                               const char *params, int64_t account_id, int64_t now_ms,
                               struct err *err);

/* E_NOTFOUND when there is no such job in this facility. */
MUST_CHECK enum status job_read(struct job *out, struct db *db, int64_t facility_id, int64_t id,
                                struct arena *a, struct err *err);

/* Does a job of this kind with just these params wait or run? */
MUST_CHECK enum status job_is_open(bool *out, struct db *db, int64_t facility_id, const char *kind,
                                   const char *params, struct err *err);

/*
 * Two lanes, so that a verification of hours lets imports pass, and since it needs other rights:
 * kinds that begin with "verify." run in the second.
 */
enum job_lane { JOB_ORDINARY, JOB_VERIFY };

/* Take the lane's oldest job that waits or whose lease has ended. E_NOTFOUND: nothing to do. A job
   that has been taken JOB_ATTEMPTS_MAX times fails with a sentence instead of being taken again. */
#define JOB_ATTEMPTS_MAX 3
MUST_CHECK enum status job_claim(struct job *out, struct db *db, enum job_lane lane, int64_t now_ms,
                                 struct arena *a, struct err *err);

MUST_CHECK enum status job_cancel(struct db *db, int64_t facility_id, int64_t id, struct err *err);

/* Where a running job reports to: fill in, then hand job_progress(&r) to the work. */
struct job_reporter {
    struct db *db;
    int64_t job_id;
    int64_t (*now_ms)(void);
    int64_t written_at;
    struct progress progress;
};
const struct progress *job_progress(struct job_reporter *r);

/* The end of a job: done with a result (JSON object), or how it failed (E_CANCELLED: cancelled). */
MUST_CHECK enum status job_done(struct db *db, int64_t id, const char *result, int64_t now_ms,
                                struct err *err);
MUST_CHECK enum status job_failed(struct db *db, int64_t id, const struct err *why, int64_t now_ms,
                                  struct err *err);

#endif
