/*
 * How a field is stored: its column, the column's type, and the SQL that names them.
 * For this room only.
 */
#ifndef RECORD_COLUMNS_H
#define RECORD_COLUMNS_H

#include "base/buf.h"
#include "db/dynamic.h"
#include "record/record.h"

enum column {
    COLUMN_NONE, /* rows of the table link */
    COLUMN_TEXT,
    COLUMN_NUMBER
};
enum column column_of(const struct field *f);

/* Bind a canonical value as $at, or read column at into *out (canonical, in the arena). */
void column_bind(struct stmt *q, int at, const struct field *f, const char *canonical);
const char *column_read(struct stmt *q, int at, const struct field *f, struct arena *a);

#define COLUMNS_ALL (~UINT64_C(0)) /* every field of an entity */

/*
 * "id, version, closed_on, closed_reason, asset_no, ..." with their types: of the fields those in
 * the set, and with all of them who saved it last, and when.
 */
#define COLUMNS_HEAD 6
#define SQL_MAX 8192
void columns_select(struct buf *sql, struct buf *types, const struct entity *e, uint64_t fields);

/* The row q stands on, of the same fields, as a record; links are not read. NULL once the arena has
   failed. */
struct record *columns_record(struct stmt *q, const struct entity *e, uint64_t fields,
                              int64_t facility_id, struct arena *a);

/* The record whose column says text (NULL: the number id), other than `except`; 0 if there is none.
 */
MUST_CHECK enum status columns_find(int64_t *out, struct db *db, const struct entity *e,
                                    int64_t facility_id, const char *column, const char *text,
                                    int64_t id, int64_t except, struct err *err);

/* Fill in K_REFS and K_ANYREFS, those in the set, from the table link. */
MUST_CHECK enum status links_read(struct record *r, uint64_t fields, struct db *db, struct arena *a,
                                  struct err *err);
/* Make the rows of the table link for one field what `after` says, given what they are. */
MUST_CHECK enum status links_write(struct db *db, const struct record *r, const struct field *f,
                                   const char *before, const char *after, struct err *err);

#endif
