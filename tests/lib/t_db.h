/*
 * Databases for tests, and running a test on both engines:
 *
 *     static void keeps_what_it_was_given(void **state)
 *     {
 *         CLEANUP(db_close) struct db *db = t_db(t_engine(state));
 *         ...
 *     }
 *     const struct CMUnitTest tests[] = {T_BOTH(keeps_what_it_was_given)};
 */
#ifndef T_DB_H
#define T_DB_H

#include "db/db.h"
#include "t.h"

/* A new, empty database: how to open it. Static memory, for the next 16 calls. */
struct db_options t_db_options(enum db_engine engine);

/* The same, opened. Close it with db_close(). */
struct db *t_db(enum db_engine engine);

#define T_BOTH(test)                                                             \
    {#test " (SQLite)", test, NULL, NULL, (void *)&t_engines[DB_SQLITE]},        \
    {                                                                            \
#test " (PostgreSQL)", test, NULL, NULL, (void *)&t_engines[DB_POSTGRES] \
    }
extern const enum db_engine t_engines[];
enum db_engine t_engine(void **state);

#endif
