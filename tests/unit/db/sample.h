/* The sample database of this room's tests. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "db/migrate.h"
#include "db/sample.sql.h"        /* generated from sample.sql */
#include "db/sample_migrations.h" /* generated from 0001_sample.sql, 0002_floor.sql */
#include "t_db.h"

#include <stdio.h>

enum { FACILITY = 7 };

static inline struct migrate_plan sample_plan(size_t n)
{
    return (struct migrate_plan){.migration = migration_all, .n = n};
}

/* Bring db to the sample schema. */
static inline struct db *sample_make(struct db *db)
{
    struct migrate_plan plan = sample_plan(COUNT(migration_all));
    struct err err;

    T_OK(migrate_run(db, &plan, NULL, 1, &err));
    return db;
}

static inline struct db *sample_db(enum db_engine engine)
{
    return sample_make(t_db(engine));
}

/* Store a ward of FACILITY. */
static inline enum status sample_put(struct db *db, int64_t id, const char *name, struct err *err)
{
    return sql_ward_put_run(db, FACILITY, id, name, NULL, true, NULL, NULL, 0, NULL, err);
}

/* "id name; id name; " of all wards, in static memory. */
static inline const char *sample_text(struct db *db)
{
    static char text[4096];
    CLEANUP(stmt_close) struct stmt *q = sql_ward_names(db, FACILITY);
    struct sql_ward_names_row row;
    struct err err;
    size_t len = 0;

    text[0] = '\0';
    while (sql_ward_names_next(q, &row)) {
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%d %s; ", (int)row.id, row.name);
    }
    T_OK(stmt_status(q, &err));
    return text;
}

#endif
