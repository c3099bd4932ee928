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

#endif
