#include "db/db.h"

#include "base/fault.h"
#include "base/mem.h"
#include "db/driver.h"

#include <assert.h>
#include <string.h>

static bool starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

static const struct driver *driver_of(const char *url)
{
    if (url == NULL || strcmp(url, "sqlite") == 0) {
        return &driver_sqlite;
    }
    return starts_with(url, "postgresql://") || starts_with(url, "postgres://") ? &driver_postgres
                                                                                : NULL;
}

enum status db_open(struct db **out, const struct db_options *options, struct err *err)
{
    const struct driver *driver = driver_of(options->url);

    if (driver == NULL) {
        return err_say(err, E_INVALID, MSG_DB_URL, options->url);
    }
    struct db *db = mem_new(sizeof(*db));

    if (db == NULL) {
        return err_set(err, E_NOMEM, "db: no memory for a handle");
    }
    db->driver = driver;
    db->read_only = options->read_only;
    db->turn_fd = -1;
    db->wait_ms = options->wait_ms > 0 ? options->wait_ms : DB_WAIT_MS;
    enum status st = driver->open(db, options, err);

    if (st != OK) {
        db_close(&db);
        return st;
    }
    *out = db;
    return OK;
}

void db_close(struct db **db)
{
    if (*db == NULL) {
        return;
    }
    db_rollback(*db);
    for (size_t i = 0; i < STMT_BUCKETS; i++) {
        while ((*db)->bucket[i] != NULL) {
            struct stmt *q = (*db)->bucket[i];

            assert(!q->in_use); /* a statement outlives its handle */
            (*db)->bucket[i] = q->next;
            stmt_free(q);
        }
    }
    (*db)->driver->close(*db);
    mem_free(*db);
    *db = NULL;
}

enum db_engine db_engine(const struct db *db)
{
    return db->driver->engine;
}

static enum status begin(struct db *db, enum db_mode mode, struct err *err)
{
    assert(!db->in_transaction);
    if (fault_hit(FAULT_STMT)) {
        return err_set(err, E_IO, "db: planted fault at begin");
    }
    enum status st = db->driver->begin(db, mode, err);

    db->in_transaction = st == OK;
    db->failed = OK;
    return st;
}

enum status db_begin(struct db *db, struct err *err)
{
    return begin(db, DB_WRITE, err);
}

enum status db_begin_read(struct db *db, struct err *err)
{
    return begin(db, DB_READ, err);
}

static enum status commit(struct db *db, struct err *err)
{
    if (db->failed != OK) {
        return err_set(err, db->failed, "db: a statement of this transaction failed");
    }
    if (fault_hit(FAULT_STMT)) {
        return err_set(err, E_IO, "db: planted fault at commit");
    }
    return db->driver->commit(db, err);
}

enum status db_commit(struct db *db, struct err *err)
{
    assert(db->in_transaction);
    enum status st = commit(db, err);

    if (st != OK) {
        db->failed = st;
        db_rollback(db);
    }
    db->in_transaction = false;
    return st;
}

void db_rollback(struct db *db)
{
    if (db->in_transaction) {
        db->driver->rollback(db);
        db->in_transaction = false;
    }
}

bool db_in_transaction(const struct db *db)
{
    return db->in_transaction;
}

bool db_is_awaited(struct db *db)
{
    return db->driver->is_awaited(db);
}

void db_shorten_log(struct db *db)
{
    assert(!db->in_transaction);
    db->driver->shorten_log(db);
}

enum status db_script(struct db *db, const char *sql, struct err *err)
{
    if (db->in_transaction && db->failed != OK) {
        return err_set(err, db->failed, "db: a statement of this transaction failed");
    }
    enum status st = fault_hit(FAULT_STMT) ? err_set(err, E_IO, "db: planted fault in a script")
                                           : db->driver->script(db, sql, err);

    if (st != OK && db->in_transaction) {
        db->failed = st;
    }
    return st;
}

enum status db_snapshot(struct db *db, const char *path, struct err *err)
{
    return db->driver->snapshot(db, path, err);
}
