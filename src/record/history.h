/*
 * What happened to a record, and the record as it was.
 */
#ifndef RECORD_HISTORY_H
#define RECORD_HISTORY_H

#include "record/record.h"

struct history_change {
    int field;          /* index in the entity */
    const char *before; /* canonical, NULL = was empty */
    const char *after;
};

struct history_entry {
    int64_t seq; /* in the facility's audit chain */
    int64_t at;
    const char *by;
    const char *via;
    const char *act;    /* "new", "change", "close", "reopen" */
    const char *reason; /* or NULL */
    int64_t version;
    struct history_change *change;
    size_t n;
};

struct history {
    struct history_entry *entry; /* newest first */
    size_t n;
};

MUST_CHECK enum status history_read(struct history *out, struct db *db, const struct entity *e,
                                    int64_t facility_id, int64_t id, struct arena *a,
                                    struct err *err);

/* The record as it was at at_ms (after the last change not later). E_NOTFOUND: did not exist yet.
 */
MUST_CHECK enum status history_as_of(struct record **out, struct db *db, const struct entity *e,
                                     int64_t facility_id, int64_t id, int64_t at_ms,
                                     struct arena *a, struct err *err);

/* An entry of a facility's whole chain. */
struct history_any {
    struct history_entry entry;
    const struct entity *entity; /* NULL: no record change; entry.act says what it was */
    int64_t id;
};

/* The newest entries before before_seq (0: the very newest), at most limit; *more: there are older.
 */
MUST_CHECK enum status history_recent(struct history_any **out, size_t *n, bool *more,
                                      struct db *db, int64_t facility_id, int64_t before_seq,
                                      int limit, struct arena *a, struct err *err);

#endif
