#include "t_db.h"

#include "pg.h"

#include <stdio.h>
#include <unistd.h>

enum { PLACES = 16, PLACE_SIZE = 1200 };

const enum db_engine t_engines[] = {[DB_SQLITE] = DB_SQLITE, [DB_POSTGRES] = DB_POSTGRES};

enum db_engine t_engine(void **state)
{
    const enum db_engine *engine = *state;

    return *engine;
}

/* On PostgreSQL an empty database is a new schema: made in a millisecond. */
static void make_schema(const char *name)
{
    char sql[100];
    struct err err;
    struct db *db;
    struct db_options options = {.url = pg_database()};

    snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", name);
    T_OK(db_open(&db, &options, &err));
    T_OK(db_script(db, sql, &err));
    db_close(&db);
}

struct db_options t_db_options(enum db_engine engine)
{
    static char place[PLACES][PLACE_SIZE];
    static unsigned made;
    char *to = place[made++ % PLACES];
    char name[40];

    if (engine == DB_SQLITE) {
        snprintf(to, PLACE_SIZE, "%s/db-%u.sqlite", t_temp_dir(), made);
        return (struct db_options){.path = to};
    }
    snprintf(name, sizeof(name), "t%d_%u", (int)getpid(), made);
    make_schema(name);
    snprintf(to, PLACE_SIZE, "%s&options=-csearch_path%%3D%s", pg_database(), name);
    return (struct db_options){.url = to};
}

struct db *t_db(enum db_engine engine)
{
    struct db_options options = t_db_options(engine);
    struct db *db = NULL;
    struct err err;

    T_OK(db_open(&db, &options, &err));
    return db;
}
