/* The inside of a write transaction. For this room only; its face is record/record.h. */
#ifndef RECORD_WRITER_H
#define RECORD_WRITER_H

#include "base/buf.h"
#include "base/hash.h"
#include "record/record.h"
#include "record/search_sql.h"
#include "record/tally_delta.h"

#define WRITER_MEMORY (32u << 20) /* bytes; a group of an import has 400 search texts of 64 KiB */

struct writer {
    struct db *db;
    int64_t facility_id;
    struct actor actor; /* its texts live in the arena */
    int64_t now_ms;
    const char *reason;
    int64_t import_id;
    int64_t last_id;         /* of a new record in this transaction; 0: none yet */
    uint8_t step[64];        /* of chance, for the ids after it ... */
    size_t n_steps;          /* ... so many are left */
    int64_t seq;             /* of the last audit entry */
    uint8_t hash[HASH_SIZE]; /* of the last audit entry; zeroes before the first */
    bool wrote;
    bool done;
    bool locked;         /* other writers of the facility wait */
    struct arena *arena; /* for one change; reset after each */
    struct arena *own;   /* as long as the writer */
    struct buf bytes;    /* the entry being made */
    struct buf common;   /* what it shares with the others of the transaction; empty: not written */
    struct tally_deltas tally;
    struct search_pending search;
    struct writer_sql { /* of the entity stored last: an import stores thousands of one kind */
        const struct entity *entity;
        const char *text, *in;
    } insert, update;
};

#endif
