/*
 * One database, two engines: SQLite in the data directory, or PostgreSQL.
 *
 * A handle is single-threaded and belongs to the process that opened it.
 * Nobody above this room can tell which engine answers, except through
 * db_engine(), which exists for backup and upgrade.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct db;

enum db_engine { DB_SQLITE, DB_POSTGRES };

#define DB_WAIT_MS 10000 /* for another writer, before E_BUSY */

struct db_options {
    const char *url;      /* "postgresql://..."; NULL or "sqlite": the file */
    const char *path;     /* of the SQLite file; made when missing */
    const char *temp_dir; /* for SQLite's temporary files; NULL: memory (decisions.md 11) */
    bool read_only;       /* refuse every write with E_DENIED; the file must exist */
    int wait_ms;          /* instead of DB_WAIT_MS; 0: that */
    int cache_kib;        /* SQLite's page cache; 0: its own 2,000. An import wants 16,000 */
};

/*
 * Open the database. SQLite: WAL, synchronous=FULL, foreign keys on.
 * E_INVALID (a URL that is none of ours), E_IO (also: no server answers), E_NOTFOUND (read only and
 * no such file), E_DENIED, E_CORRUPT, E_FULL, E_BUSY.
 *
 * A lost connection to PostgreSQL fails the transaction or statement that meets it (E_IO); the next
 * one connects anew.
 */
MUST_CHECK enum status db_open(struct db **out, const struct db_options *options, struct err *err);
void db_close(struct db **db);
enum db_engine db_engine(const struct db *db);

/*
 * A write transaction (BEGIN IMMEDIATE; READ COMMITTED on PostgreSQL, where record/writer takes one
 * advisory lock a facility first, so that writers queue as on SQLite), or one snapshot for several
 * reads (REPEATABLE READ, read only). Not nested. db_rollback() is harmless outside of one.
 * E_BUSY: somebody else writes for longer than we wait: run the whole change again.
 *
 * Once a statement has failed inside a transaction (E_CONFLICT too) nothing more is done in it:
 * every later statement and the commit answer with that status. Whatever db_commit() answers,
 * the transaction is over; anything but OK means that it never was (only a connection lost in the
 * very commit, E_IO, leaves that open).
 */
MUST_CHECK enum status db_begin(struct db *db, struct err *err);
MUST_CHECK enum status db_begin_read(struct db *db, struct err *err);
MUST_CHECK enum status db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/*
 * Does somebody wait for us to be done writing? Long work asks between its rows and ends its
 * transaction early (docs/decisions/0015). On PostgreSQL: for one of the locks of record/writer.
 * False where it cannot be told.
 */
bool db_is_awaited(struct db *db);

/*
 * Bring what SQLite's log holds into the database and empty the log's file, if nobody is in the
 * way. Long work begins so: on a small disk its log has room then. Done by itself after E_FULL.
 */
void db_shorten_log(struct db *db);

/* Run a script of several statements without parameters (migrations). */
MUST_CHECK enum status db_script(struct db *db, const char *sql, struct err *err);

/* A consistent copy of a SQLite database into a new file at path (E_INVALID on PostgreSQL). */
MUST_CHECK enum status db_snapshot(struct db *db, const char *path, struct err *err);

#endif
