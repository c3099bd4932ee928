/*
 * One prepared statement. Sticky: binding, stepping and reading go on quietly
 * after a failure and stmt_status() tells at the end.
 *
 * Most callers use the functions that tools/sqlc writes from .sql files:
 *     CLEANUP(stmt_close) struct stmt *q = sql_device_by_asset(db, facility_id, "0001");
 *     struct sql_device_by_asset_row row;
 *     while (sql_device_by_asset_next(q, &row)) { ... row.id ... }
 *     if (stmt_status(q, err) != OK) { return ...; }
 */
#ifndef DB_STMT_H
#define DB_STMT_H

#include "db/db.h"

#include <stddef.h>

struct stmt;

/*
 * A named statement. Static data: the handle keeps prepared statements by address.
 * in, out: one letter a parameter or column: i = I64, ID, BOOL; t = TEXT; b = BLOB.
 */
struct sql {
    const char *name;
    const char *sqlite;
    const char *postgres;
    const char *in;
    const char *out;
};

/* A statement with all that sqlc knows of it: tables of statements, the registry (tools/sqlc.c). */
struct sql_tag {
    const char *word; /* "-- word: rest" */
    const char *rest;
};

struct sql_entry {
    const char *name;
    const char *comment;
    const struct sql *sql;
    const struct sql_tag *tag; /* [n_tags], in the order of the file */
    size_t n_tags;
};

/* A statement of db, reset and without parameters. NULL only if out of memory (stmt_status:
   E_NOMEM). May be opened again while still open (then a second copy is prepared). */
struct stmt *stmt_open(struct db *db, const struct sql *sql);
void stmt_close(struct stmt **q); /* back to the handle's cache */

#define STMT_BYTES_MAX (16 * 1024 * 1024) /* of one text or blob; E_LIMIT above */

/* Bind $at (1 ...). A NULL text or blob binds NULL. Bytes are copied. */
void stmt_i64(struct stmt *q, int at, int64_t value);
void stmt_text(struct stmt *q, int at, const char *text);
void stmt_blob(struct stmt *q, int at, const void *bytes, size_t len);
void stmt_null(struct stmt *q, int at);

bool stmt_next(struct stmt *q);  /* the next row; false at the end or after a failure */
void stmt_again(struct stmt *q); /* reset to run once more with new parameters */

/* Column at (0 ...) of the current row; memory lives until the next step. */
int64_t stmt_col_i64(struct stmt *q, int at);      /* 0 for NULL */
const char *stmt_col_text(struct stmt *q, int at); /* NULL for NULL */
const void *stmt_col_blob(struct stmt *q, int at, size_t *len);
bool stmt_col_is_null(struct stmt *q, int at);

/* Step to the end, for statements without rows; how many rows they changed. */
int64_t stmt_run(struct stmt *q);

/* OK, E_CONFLICT (unique, foreign key), E_INVALID (check), E_BUSY, E_FULL, E_IO, E_NOMEM,
 * E_CORRUPT. */
MUST_CHECK enum status stmt_status(struct stmt *q, struct err *err);

#endif
