/* How a search is said to each engine. For this room only. */
#ifndef RECORD_SEARCH_SQL_H
#define RECORD_SEARCH_SQL_H

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"

#define SEARCH_WORDS_MAX 8

/* Words as each engine's index takes them, and the whole keys that decide: neighbouring pairs may
   come from two places of a text. */
struct search_words {
    const char *match; /* NULL: nothing to search for */
    const char *key[SEARCH_WORDS_MAX];
    size_t n;
};
struct search_words search_words(struct db *db, const char *typed, struct arena *a);

/* Add " AND t.id IN (...)" for the records of one entity that hold every word; its parameters are
   the match as $at and the keys after it. */
void search_where(struct buf *sql, enum db_engine engine, const char *entity, int at,
                  const struct search_words *words);

/*
 * What a transaction does to the index, held back to its end: SQLite lets FTS5 write out its buffer
 * at every savepoint of a statement in between, which made an import spend a third of its time
 * merging segments of one row each.
 */
struct search_pending {
    struct search_change *first, **last;
    int64_t last_doc; /* number of the newest document; 0: not asked yet */
};

/*
 * Note what a record is found by (given what is there) in search_doc, and its grams in p; texts are
 * copied to keep, which lives as long as p. a is scratch.
 */
MUST_CHECK enum status search_store(struct search_pending *p, struct db *db, int64_t facility_id,
                                    const char *entity, int64_t id, const char *text, bool is_new,
                                    struct arena *keep, struct arena *a, struct err *err);

/* Write what p holds to the index; the last statements but one of a transaction. */
MUST_CHECK enum status search_flush(struct search_pending *p, struct db *db, int64_t facility_id,
                                    struct arena *a, struct err *err);

#endif
