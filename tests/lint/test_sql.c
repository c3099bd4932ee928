/*
 * Every named statement of the project is prepared on both engines against the migrated schema, and
 * its in and out lines agree with what the engine says: the number of columns on both, their types
 * on PostgreSQL. Reserved words as names, dialect and misspelt columns are found here.
 */
#include "db/stmt.h"

#include "record/schema.h"
#include "sql_registry.h" /* generated from every .sql file */
#include "t_db.h"

static struct db *migrated(enum db_engine engine)
{
    struct db *db = t_db(engine);
    struct migrate_plan plan = {0};
    struct err err;

    plan.migration = schema_migrations(&plan.n);
    T_OK(migrate_run(db, &plan, NULL, 1, &err));
    return db;
}

/* Prepare all n statements, tell each that fails, and return how many did. */
static int count_bad(struct db *db, const struct sql_entry entry[], size_t n)
{
    int bad = 0;

    for (size_t i = 0; i < n; i++) {
        CLEANUP(stmt_close) struct stmt *q = stmt_open(db, entry[i].sql);
        struct err err;

        if (stmt_status(q, &err) != OK) {
            print_error("%s\n", err.detail);
            bad++;
        }
    }
    return bad;
}

static void every_statement_is_understood(void **state)
{
    CLEANUP(db_close) struct db *db = migrated(t_engine(state));

    assert_int_equal(count_bad(db, sql_registry, COUNT(sql_registry)), 0);
}

/* One planted statement of each sort that must be found. */
static void a_bad_statement_is_found(void **state)
{
    static const struct {
        const char *what;
        struct sql sql;
    } planted[] = {
        {"a misspelt column",   {"a", "SELECT nmae FROM vendor", "SELECT nmae FROM vendor", "", "t"}},
        {"a misspelt table",
         {"b", "SELECT name FROM vendors", "SELECT name FROM vendors", "", "t"}                     },
        {"one column too many",
         {"c", "SELECT id, name FROM vendor", "SELECT id, name FROM vendor", "", "i"}               },
        {"a reserved word",
         {"d", "SELECT id FROM vendor order", "SELECT id FROM vendor order", "", "i"}               },
    };
    CLEANUP(db_close) struct db *db = migrated(t_engine(state));

    for (size_t i = 0; i < COUNT(planted); i++) {
        CLEANUP(stmt_close) struct stmt *q = stmt_open(db, &planted[i].sql);
        struct err err;

        T_STATUS(planted[i].what, stmt_status(q, &err), E_IO);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(every_statement_is_understood),
        T_BOTH(a_bad_statement_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
