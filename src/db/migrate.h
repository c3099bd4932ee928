/*
 * Bringing a database to the schema this program was built with.
 *
 * Forward only, one transaction each, checksums recorded in schema_migration.
 * The five type words ID I64 TEXT BLOB BOOL were mapped per engine by sqlc.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

#include <stddef.h>

struct migration {
    int number; /* 1, 2, ... without gaps */
    const char *name;
    const char *checksum; /* SHA-256 hex of the source file */
    const char *sqlite;
    const char *postgres;
};

struct migrate_plan {
    const struct migration *migration;
    size_t n;
    /* Called once before the first change to a database that already has content; may be NULL. */
    enum status (*backup)(void *self, struct db *db, struct err *err);
    void *self;
};

/*
 * Apply what is missing. *applied counts (may be NULL).
 * E_CONFLICT: newer than this program, or an applied migration differs from ours (each in words).
 */
MUST_CHECK enum status migrate_run(struct db *db, const struct migrate_plan *plan, int *applied,
                                   int64_t now_ms, struct err *err);

/* How many are applied; 0 for an empty database. */
MUST_CHECK enum status migrate_level(struct db *db, int *out, struct err *err);

#endif
