/*
 * Looking at a registered copy, and restore drills, as jobs: from the page, and by the schedule in
 * the copy's record. What was seen becomes facts; a drill becomes a record.
 *
 * A record names places on this machine, and whoever may edit records is not always whoever runs
 * the machine: only copies below the directories of `sonae serve --copies` are looked at.
 */
#ifndef CLI_VERIFY_JOBS_H
#define CLI_VERIFY_JOBS_H

#include "record/job.h"
#include "record/record.h"
#include "record/site.h"

#define VERIFY_COPIES_MAX 16 /* directories of --copies */

struct verify_places {
    const char *dir[VERIFY_COPIES_MAX]; /* absolute, without links */
    size_t n;
};

#define VERIFY_JOB_REPO "verify.repo"
#define VERIFY_JOB_DRILL "verify.drill"
#define VERIFY_JOB_RECORD "verify.record" /* take the manifest that is kept */
#define VERIFY_JOB_CHECK "verify.check"   /* compare with it; params may have "sample" */
#define VERIFY_JOB_REACH "verify.reach"   /* what can be reached and overwritten */
#define VERIFY_JOB_CANARY "verify.canary" /* plant the file that must not be writable */

/* What a kind of job needs beyond reading copies; the process gives up the rest before it runs. */
enum {
    VERIFY_TOOLS = 1 << 0, /* programs of others */
    VERIFY_PROBE = 1 << 1, /* connections to storage ports (readiness/reach.h); mounts, disks */
    VERIFY_EDIT = 1 << 2   /* our canary in the directories of --copies */
};
unsigned verify_job_needs(const char *kind); /* 0 for what is no kind of ours */

#define VERIFY_LINES_MAX 20 /* lines of what was seen that a result keeps */

/*
 * Run one job of these kinds; params: {"backup":"ID","by":NAME}. *result is a JSON object: the
 * backup, the first VERIFY_LINES_MAX lines of what was seen, and how many there were.
 */
MUST_CHECK enum status verify_job_run(const char **result, struct db *db,
                                      const struct site_options *site,
                                      const struct verify_places *places, const struct job *job,
                                      const struct progress *progress, struct arena *a,
                                      struct err *err);

/* The keeper's part: add the jobs of one facility's copies that are due. */
MUST_CHECK enum status verify_jobs_due(struct db *db, int64_t facility_id, int64_t now_ms,
                                       struct arena *a, struct err *err);

/* May a copy's record name this path? E_DENIED with the sentence, or E_NOTFOUND: it is not there.
 *out: the path without links. */
MUST_CHECK enum status verify_place(const char **out, const struct verify_places *places,
                                    const char *path, struct arena *a, struct err *err);

#endif
