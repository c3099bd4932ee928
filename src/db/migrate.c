#include "db/migrate.h"

#include "db/migrate.sql.h"

#include <inttypes.h>
#include <string.h>

static const char make_table_sqlite[] =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";
static const char make_table_postgres[] =
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT COLLATE "
    "\"C\" NOT NULL, "
    "checksum TEXT COLLATE \"C\" NOT NULL, applied_at BIGINT NOT NULL)";

static enum status has_table(bool *out, struct db *db, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_migration_table_find(db);
    struct sql_migration_table_find_row row = {0};

    sql_migration_table_find_next(q, &row);
    enum status st = stmt_status(q, err);

    if (st == OK) {
        *out = row.n > 0;
    }
    return st;
}

static enum status check_row(const struct migrate_plan *plan, int level,
                             const struct sql_migration_list_row *row, struct err *err)
{
    if (level >= (int)plan->n) {
        return err_say(err, E_CONFLICT, MSG_DB_NEWER, row->name);
    }
    const struct migration *ours = &plan->migration[level];

    if (row->number != ours->number || strcmp(row->checksum, ours->checksum) != 0) {
        return err_say(err, E_CONFLICT, MSG_DB_CHANGED, row->name);
    }
    return OK;
}

/* How many migrations are applied; with a plan, whether they are the plan's first ones. */
static enum status read_level(int *out, struct db *db, const struct migrate_plan *plan,
                              struct err *err)
{
    bool known = false;
    enum status st = has_table(&known, db, err);
    int level = 0;

    if (st == OK && known) {
        CLEANUP(stmt_close) struct stmt *q = sql_migration_list(db);
        struct sql_migration_list_row row;

        while (st == OK && sql_migration_list_next(q, &row)) {
            st = plan == NULL ? OK : check_row(plan, level, &row, err);
            level++;
        }
        if (st == OK) {
            st = stmt_status(q, err);
        }
    }
    if (st == OK) {
        *out = level;
    }
    return st;
}

enum status migrate_level(struct db *db, int *out, struct err *err)
{
    return read_level(out, db, NULL, err);
}

/* Inside the transaction: apply the plan's migration after level. */
static enum status apply(struct db *db, const struct migration *m, int64_t now_ms, struct err *err)
{
    bool sqlite = db_engine(db) == DB_SQLITE;
    enum status st = db_script(db, sqlite ? make_table_sqlite : make_table_postgres, err);

    if (st == OK) {
        st = db_script(db, sqlite ? m->sqlite : m->postgres, err);
    }
    return st == OK ? sql_migration_add_run(db, m->number, m->name, m->checksum, now_ms, NULL, err)
                    : st;
}

/* One transaction: look how far the database is, take one step. *done: nothing is missing. */
static enum status take_step(bool *done, struct db *db, const struct migrate_plan *plan,
                             int64_t now_ms, struct err *err)
{
    int level = 0;
    enum status st = db_begin(db, err);

    if (st != OK) {
        return st;
    }
    st = read_level(&level, db, plan, err);
    if (st == OK && level == (int)plan->n) {
        db_rollback(db);
        *done = true;
        return OK;
    }
    if (st == OK) {
        st = apply(db, &plan->migration[level], now_ms, err);
    }
    if (st == OK) {
        return db_commit(db, err);
    }
    db_rollback(db);
    return level < (int)plan->n ? err_note(err, "migration %04d %s", plan->migration[level].number,
                                           plan->migration[level].name)
                                : st;
}

static enum status apply_all(struct db *db, const struct migrate_plan *plan, int *applied,
                             int64_t now_ms, struct err *err)
{
    bool done = false;
    enum status st = OK;

    while (st == OK && !done) {
        st = take_step(&done, db, plan, now_ms, err);
        *applied += st == OK && !done;
    }
    return st;
}

static enum status lock(struct db *db, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_migration_lock(db);

    stmt_run(q);
    return stmt_status(q, err);
}

static enum status unlock(struct db *db, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_migration_unlock(db);

    stmt_run(q);
    return stmt_status(q, err);
}

enum status migrate_run(struct db *db, const struct migrate_plan *plan, int *applied,
                        int64_t now_ms, struct err *err)
{
    int level = 0;
    int n = 0;
    enum status st = read_level(&level, db, plan, err);

    if (st == OK && level < (int)plan->n && level > 0 && plan->backup != NULL) {
        st = plan->backup(plan->self, db, err);
    }
    if (st == OK && level < (int)plan->n) {
        st = lock(db, err);
        if (st == OK) {
            st = apply_all(db, plan, &n, now_ms, err);
            enum status unlocked = unlock(db, st == OK ? err : NULL);

            st = st == OK ? unlocked : st;
        }
    }
    if (st == OK && applied != NULL) {
        *applied = n;
    }
    return st;
}
