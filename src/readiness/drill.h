/*
 * A restore drill: a sample of a copy is brought back with the tool's own restore into a scratch,
 * compared byte for byte, and timed; the time for the whole is projected from it.
 *
 * The sample: files drawn uniformly from the newest generation, at least DRILL_FILES_MIN of them
 * (or all there are) and one per cent of the bytes, as far as DRILL_FILES_MAX and DRILL_BYTES_MAX
 * allow. It is restored in batches, so that their differences tell how sure the projection is.
 */
#ifndef READINESS_DRILL_H
#define READINESS_DRILL_H

#include "readiness/copy_fact.h"
#include "readiness/repo.h"

#define DRILL_FILES_MIN 30
#define DRILL_FILES_MAX 384 /* files in a sample */
#define DRILL_BYTES_MAX (INT64_C(4) << 30)
#define DRILL_BATCHES 6

struct drill_want {
    struct repo_want copy;
    const char *source; /* directory of the original; NULL: there is none to compare with */
};

/* ---- The projection: pure ---- */

struct drill_batch {
    int64_t files, bytes;
    double seconds;
};

struct drill_projection {
    bool is_known;             /* with two batches or more */
    double seconds, low, high; /* for everything; a 95 per cent interval */
};

/*
 * The time of one restore of all_files, all_bytes from batch[n], each of which paid `start`
 * seconds for starting (or less, where a batch took less). Work is taken to grow with the bytes or
 * with the files, whichever makes the whole longer; the interval is that of the ratio estimator (W.
 * G. Cochran, Sampling Techniques, 3rd ed. 1977, 6.4) with Student's t for n - 1.
 */
void drill_project(struct drill_projection *out, const struct drill_batch *batch, size_t n,
                   double start, int64_t all_files, int64_t all_bytes);

/* ---- The run ---- */

enum drill_outcome { DRILL_SUCCESS, DRILL_PARTIAL, DRILL_FAILURE };

struct drill_result {
    const struct repo_kind *kind;
    struct repo_generation generation;
    int64_t all_files, all_bytes; /* of the generation */
    int64_t files, bytes;         /* drawn */
    int64_t same;                 /* restored and proved to be the same */
    int64_t unproved;             /* restored, but nothing to compare with */
    int64_t changed;              /* the original has changed since the copy was made */
    int64_t wrong;                /* missing, or not the same */
    size_t n_found;               /* lines of what is wrong, the first in found[] */
    const char *found[REPO_DAMAGE_SHOWN];
    struct drill_projection whole;
    int64_t took_ms; /* all of it, with listing and comparing */
    enum drill_outcome outcome;
};

/*
 * Hold the drill. Any trouble that keeps it from being held is an error with its sentence, as in
 * repo.h, and E_NOTFOUND when the copy holds no file; a file that does not come back is a result.
 */
MUST_CHECK enum status drill_hold(struct drill_result *out, const struct drill_want *want,
                                  struct arena *a, struct err *err);

/* ---- What is kept of it ---- */

struct drill_goal {
    int64_t rto_minutes, rpo_minutes; /* 0: not stated */
};

/* What the copy's system wants, and the copy's record. E_NOTFOUND: no such backup. */
MUST_CHECK enum status drill_goal_read(struct drill_goal *out, struct record **backup,
                                       struct db *db, int64_t facility_id, int64_t backup_id,
                                       struct arena *a, struct err *err);

/* The report for people, several lines; NULL: no memory. */
char *drill_report(const struct drill_result *r, const struct drill_want *want,
                   const struct drill_goal *goal, int64_t now_ms, struct arena *a);

/*
 * File it: a record drill (一部復元) of the copy and its system, a record evidence with the report
 * as its file, and the fact COPY_RESTORED. *drill_id: the record. E_NOTFOUND: no such backup.
 */
MUST_CHECK enum status drill_file(int64_t *drill_id, struct db *db, const char *data_dir,
                                  int64_t facility_id, int64_t backup_id,
                                  const struct drill_result *r, const struct drill_want *want,
                                  const struct actor *actor, int64_t now_ms, struct arena *a,
                                  struct err *err);

#endif
