/*
 * A file from outside into records: read, judged row by row, stored in groups, undone as a whole.
 *
 * The file itself is the stage: a preview reads it and writes nothing, an import reads it again.
 * Rows are stored in groups of IMPORT_GROUP with a pause between; a group ends early when somebody
 * waits for the database or the disk has no room for it. How far the import came stands in the same
 * transaction as each group: an import that was cut off goes on after its last group when the same
 * file is given again.
 *
 * A row is matched by the column ID, then by the register's own key; without a match it is a new
 * record. A blank cell changes nothing, （空にする） empties the field. Good rows go in; a bad one
 * is kept with the first rule it breaks (直す行). Always: read = new + changed + same + rejected.
 */
#ifndef INTAKE_IMPORT_H
#define INTAKE_IMPORT_H

#include "base/progress.h"
#include "intake/book.h"
#include "intake/mapping.h"
#include "record/record.h"

#define IMPORT_GROUP 400      /* rows in one transaction, at most (docs/decisions/0015, pace.h) */
#define IMPORT_UNDO_GROUP 200 /* rows taken back in one transaction, likewise */
#define IMPORT_UNDO_DAYS 30   /* how long an import can be undone */

enum import_verdict { VERDICT_NEW, VERDICT_CHANGED, VERDICT_SAME, VERDICT_REJECTED, VERDICTS };

/* One row on its way. Everything lives until the watcher returns. */
struct import_line {
    uint32_t number; /* as Excel shows it */
    enum import_verdict verdict;
    const char **typed;          /* [entity->n] what the cells say; NULL: blank or no column */
    const char *typed_id;        /* the column ID, likewise */
    const struct record *before; /* the record it matches; NULL: none */
    const struct record *after;  /* what it becomes; NULL where that is not clear */
    int field;                   /* VERDICT_REJECTED: which (-1: the row as a whole), ... */
    const char *wrong;           /* ... the text that is wrong ("" if it is missing), ... */
    struct err why;              /* ... and the sentence */
};

struct import_watcher {
    /* Called for every row once its verdict stands. Anything but OK ends the import. */
    enum status (*line)(void *self, const struct import_line *line, struct err *err);
    void *self;
};

struct import_request {
    const struct entity *entity;
    int64_t facility_id;
    struct book_source source;
    const char *file_name; /* shown and kept; without directories */
    const char *sheet;     /* NULL: found, or as the mapping says */
    const char *mapping;   /* JSON (mapping.h); NULL: as the last time, or found */
    bool preview;          /* judge, write nothing */
    const struct actor *actor;
    int64_t now_ms;
    int64_t total;                        /* rows, for the progress, if known */
    const struct progress *progress;      /* may be NULL */
    const struct import_watcher *watcher; /* may be NULL */
};

struct import_result {
    int64_t import_id; /* 0: a preview */
    int64_t read;      /* = the sum of n[] */
    int64_t n[VERDICTS];
    int64_t to_confirm[ENTITY_FIELDS_MAX]; /* new records whose field the file left out, by field */
    int64_t resumed_after; /* number of the last row an earlier, cut-off run had settled; or 0 */
    struct mapping mapping;
    const struct table_skip *skip; /* [n_skips] of `skipped` notes, headings, totals */
    size_t n_skips, skipped;
    const char *const *other; /* [n_others] sheets that also hold a table, not read */
    size_t n_others;
    int64_t untitled; /* cells with a text in columns without a title: not read */
};

/*
 * Run request against db. *out is filled in as far as it came, also when this fails; what it
 * points to lives in a.
 *
 * E_INVALID, E_NOTFOUND, E_LIMIT: the file cannot be read, or its columns do not fit, in words.
 * E_CANCELLED: the progress or the watcher said so; what is stored stays and can be gone on with.
 * E_CONFLICT: another process goes on with this import. E_BUSY, E_FULL, E_IO, E_NOMEM.
 */
MUST_CHECK enum status import_run(struct import_result *out, struct db *db,
                                  const struct import_request *request, struct arena *a,
                                  struct err *err);

/* ---- The first rows, for the page where columns are given their fields ---- */

struct import_peek {
    const char *const *sheet; /* [n_sheets] visible ones */
    size_t n_sheets;
    struct mapping mapping;
    bool remembered;   /* the mapping is that of an earlier import */
    const char **cell; /* [rows * mapping.n] of the first records, row by row */
    size_t rows;
    struct err missing; /* status OK, or why import_run() would refuse the columns */
};
#define IMPORT_PEEK_ROWS 5

MUST_CHECK enum status import_peek(struct import_peek *out, struct db *db,
                                   const struct import_request *request, struct arena *a,
                                   struct err *err);

/* ---- Past imports ---- */

struct import_past {
    int64_t id;
    const struct entity *entity; /* NULL: a register this program does not know */
    const char *file_name;
    const char *mapping;
    const char *state; /* "running", "done", "undone" */
    const char *by;
    int64_t created_at, ended_at, undone_at; /* 0: not yet */
    int64_t read;
    int64_t n[VERDICTS];
    int64_t last_row;
};

struct import_list {
    struct import_past *past; /* newest first */
    size_t n;
};
MUST_CHECK enum status import_list_read(struct import_list *out, struct db *db, int64_t facility_id,
                                        int limit, struct arena *a, struct err *err);
MUST_CHECK enum status import_past_read(struct import_past *out, struct db *db, int64_t facility_id,
                                        int64_t import_id, struct arena *a, struct err *err);

/* ---- 直す行 ---- */

struct import_reject {
    int64_t row;
    const char *cells; /* JSON object: what the row says, by field; "ID" for that column */
    const char *field; /* name; "" for the row as a whole */
    const char *value;
    const char *message; /* Japanese */
};

struct import_rejects {
    struct import_reject *row;
    size_t n;
};

/* Rejected rows after row `after`, at most limit, in the file's order. */
MUST_CHECK enum status import_rejects_read(struct import_rejects *out, struct db *db,
                                           int64_t facility_id, int64_t import_id, int64_t after,
                                           int limit, struct arena *a, struct err *err);

struct import_mend {
    int64_t row;
    const char *field; /* name */
    const char *value; /* the new text; "" leaves the field out */
};

/*
 * Try a rejected row again with texts replaced: mend[n], all of one row. *out is the new verdict;
 * a row that is still rejected keeps the new texts and its new reason.
 * E_NOTFOUND: no such rejected row. E_INVALID: no such field.
 */
MUST_CHECK enum status import_mend(enum import_verdict *out, struct db *db, int64_t facility_id,
                                   int64_t import_id, const struct import_mend *mend, size_t n,
                                   const struct actor *actor, int64_t now_ms, struct arena *a,
                                   struct err *err);

/* ---- Undo ---- */

struct import_undo {
    int64_t undone; /* records closed again, or back to what they were */
    int64_t kept;   /* changed by somebody since, so left alone */
};

/*
 * Take an import back: new records are closed, changed ones get their former values, through the
 * same door as every change. In groups, as an import; run again, it goes on.
 * E_CONFLICT: it still runs, is undone already, or is older than IMPORT_UNDO_DAYS (in words).
 */
MUST_CHECK enum status import_undo(struct import_undo *out, struct db *db, int64_t facility_id,
                                   int64_t import_id, const struct actor *actor, int64_t now_ms,
                                   const struct progress *progress, struct err *err);

#endif
