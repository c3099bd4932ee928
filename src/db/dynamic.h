/*
 * Statements whose text is made at run time. Only the room record may include
 * this, and only with names from the entity tables (tests/lint).
 */
#ifndef DB_DYNAMIC_H
#define DB_DYNAMIC_H

#include "db/stmt.h"

/* As stmt_open(), cached by text (at most 256 texts a handle). in, out as in struct sql. */
struct stmt *stmt_dynamic(struct db *db, const char *text, const char *in, const char *out);

#endif
