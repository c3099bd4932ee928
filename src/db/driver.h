/*
 * Inside the room: what an engine does, and the handle and statement that
 * both engines share. Cache, parameters, sticky failure, transactions and the
 * fault seam are here once; sqlite.c and postgres.c only speak to their engine.
 */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db/db.h"
#include "db/stmt.h"

#define STMT_BUCKETS 256     /* of the statement cache, a power of 2 */
#define STMT_DYNAMIC_MAX 256 /* cached texts made at run time (db/dynamic.h) */
#define STMT_PARAMS_MAX 128
#define STMT_DETAIL_SIZE 240

struct param {
    char kind; /* 'i', 't', 'b', or 0: NULL */
    int64_t i;
    char *bytes; /* text with its closing 0, or blob; kept for the next run */
    size_t len;
    size_t room;
};

enum stmt_state { STMT_READY, STMT_ROW, STMT_DONE };

struct stmt {
    struct stmt *next; /* in its bucket */
    struct db *db;
    const struct sql *sql;
    void *prepared; /* the engine's own; NULL until prepared */
    struct param *param;
    int n_params;
    int n_columns;
    bool in_use;
    bool is_dynamic;
    uint64_t used; /* db->clock when closed last; the oldest dynamic one goes first */
    enum stmt_state state;
    int64_t changed;
    enum status status;
    char detail[STMT_DETAIL_SIZE];
    struct sql dynamic; /* if is_dynamic: what sql points to; its texts are ours */
};

enum db_mode { DB_WRITE, DB_READ };

/*
 * What an engine provides. Every function that fails sets err; prepare, start and step are not
 * asked again after a failure. A statement's `prepared` is closed by finish().
 */
struct driver {
    enum db_engine engine;
    enum status (*open)(struct db *db, const struct db_options *options, struct err *err);
    void (*close)(struct db *db); /* after a failed open too; engine may be NULL */

    enum status (*script)(struct db *db, const char *sql, struct err *err);
    enum status (*begin)(struct db *db, enum db_mode mode, struct err *err);
    enum status (*commit)(struct db *db, struct err *err);
    void (*rollback)(struct db *db);
    enum status (*snapshot)(struct db *db, const char *path, struct err *err);
    bool (*is_awaited)(struct db *db);
    void (*shorten_log)(struct db *db);

    enum status (*prepare)(struct stmt *q, struct err *err);
    /* First step with q->param; then one row a call: STMT_ROW or STMT_DONE to q->state. */
    enum status (*step)(struct stmt *q, struct err *err);
    void (*reset)(struct stmt *q); /* lets go of rows and locks */
    void (*finish)(struct stmt *q);
    bool (*is_null)(const struct stmt *q, int at);
    int64_t (*i64)(const struct stmt *q, int at);
    const char *(*text)(const struct stmt *q, int at); /* NULL: the column is, or no memory */
    const void *(*blob)(const struct stmt *q, int at, size_t *len);
};

struct db {
    const struct driver *driver;
    void *engine; /* the driver's own */
    bool read_only;
    int wait_ms;
    int turn_fd; /* SQLite: the file in which those who wait say so; -1: none */
    bool waits;  /* ... and we do */
    bool in_transaction;
    enum status failed; /* the first failure inside the transaction: nothing more is done in it */
    uint64_t clock;     /* statements closed so far */
    size_t n_dynamic;
    struct stmt *bucket[STMT_BUCKETS];
};

extern const struct driver driver_sqlite;
extern const struct driver driver_postgres;

void stmt_free(struct stmt *q); /* finish it and free its memory */

#endif
