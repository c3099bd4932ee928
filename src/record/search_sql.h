/* How a search is said to each engine. For this room only. */
#ifndef RECORD_SEARCH_SQL_H
#define RECORD_SEARCH_SQL_H

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"

/* The words as the one parameter of search_where(); NULL when they hold nothing to search for. */
const char *search_match(struct db *db, const char *words, struct arena *a);

/* Add " AND t.id IN (... $at ...)" for the records of one entity that have every gram of $at. */
void search_where(struct buf *sql, enum db_engine engine, const char *entity, int at);

/* Put what a record is found by into the index, given what is there. */
MUST_CHECK enum status search_store(struct db *db, int64_t facility_id, const char *entity,
                                    int64_t id, const char *text, bool is_new, struct arena *a,
                                    struct err *err);

#endif
