/*
 * An import at work: what its parts share. For import_run.c, import_ends.c and import_store.c.
 */
#ifndef INTAKE_IMPORT_JOB_H
#define INTAKE_IMPORT_JOB_H

#include "intake/import_file.h"
#include "intake/import_line.h"
#include "intake/pace.h"

struct import_job {
    const struct import_request *q;
    struct import_result *out;
    struct db *db;
    struct import_file file;
    struct import_rules rules;
    struct arena *keep;       /* the caller's: what the result points to */
    struct arena *batch;      /* the rows in work */
    struct import_work *work; /* [IMPORT_GROUP] */
    size_t n;
    struct pace pace;
    size_t done;     /* of work: stored already */
    int64_t settled; /* what the import's row says */
    int64_t now_ms;  /* of the next group: each a millisecond later, so that ids keep the order */
    bool at_end;
    struct actor actor;
    const char *reason; /* of every change */
};

/*
 * Open the file, find or make the import's row, and the rules for its rows. An import that was cut
 * off is gone on with: result and settled are then what it came to.
 */
MUST_CHECK enum status import_begin(struct import_job *job, struct err *err);

/* The import came to its end. */
MUST_CHECK enum status import_end(struct import_job *job, struct err *err);

/* Parse, match and check one row; again from the start where it was judged before. */
MUST_CHECK enum status import_judge(struct import_job *job, struct import_work *w, struct err *err);

/* The rows in work from done on, as many as the next group may have, against one snapshot: that
   also spares the engine a lock for every question. */
MUST_CHECK enum status import_judge_all(struct import_job *job, struct err *err);

/*
 * Judge the rows in work and store them and how far that brings the import, in one transaction, or
 * in several where somebody waits or the disk has little room; again where the database was busy.
 * They are counted. E_CONFLICT: another process has gone on with this import.
 */
MUST_CHECK enum status import_store(struct import_job *job, struct err *err);

/* Add the verdicts of the rows in work from done up to (not with) upto. */
void import_count(struct import_result *out, const struct import_job *job, size_t upto);

#endif
