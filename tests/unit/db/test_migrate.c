#include "db/migrate.h"

#include "db/dynamic.h"

#include <sys/wait.h>
#include <unistd.h>

#include "sample.h"

static int level_of(struct db *db)
{
    int level = -1;
    struct err err;

    T_OK(migrate_level(db, &level, &err));
    return level;
}

static struct db *open_again(const struct db_options *options)
{
    struct db *db = NULL;
    struct err err;

    T_OK(db_open(&db, options, &err));
    return db;
}

static int64_t number_in(struct db *db, const char *sql)
{
    CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(db, sql, "", "i");
    struct err err;

    assert_true(stmt_next(q));
    T_OK(stmt_status(q, &err));
    return stmt_col_i64(q, 0);
}

static void brings_an_empty_database_to_the_newest_schema(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    struct migrate_plan plan = sample_plan(2);
    int applied = -1;
    struct err err;

    assert_int_equal(level_of(db), 0);
    T_OK(migrate_run(db, &plan, &applied, 1234, &err));
    assert_int_equal(applied, 2);
    assert_int_equal(level_of(db), 2);
    assert_int_equal(number_in(db, "SELECT applied_at FROM schema_migration WHERE number = 2"),
                     1234);
    T_OK(sample_put(db, 1, "a", &err));
    T_OK(migrate_run(db, &plan, &applied, 5678, &err)); /* again */
    assert_int_equal(applied, 0);
    assert_int_equal(number_in(db, "SELECT max(applied_at) FROM schema_migration"), 1234);
    assert_string_equal(sample_text(db), "1 a; ");
}

struct backup_log {
    int calls;
    int level; /* of the database when it was called */
    enum status answer;
};

static enum status back_up(void *self, struct db *db, struct err *err)
{
    struct backup_log *log = self;

    log->calls++;
    log->level = level_of(db);
    return log->answer == OK ? OK : err_set(err, log->answer, "no backup");
}

static void backs_up_before_it_changes_what_is_there(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    struct backup_log log = {.answer = E_FULL};
    struct migrate_plan plan = sample_plan(1);
    int applied = 99;
    struct err err;

    plan.backup = back_up;
    plan.self = &log;
    T_OK(migrate_run(db, &plan, NULL, 1, &err));
    assert_int_equal(log.calls, 0); /* there was nothing to lose */
    T_OK(sample_put(db, 1, "a", &err));

    plan.n = 2;
    T_STATUS("no backup, no change", migrate_run(db, &plan, &applied, 1, &err), E_FULL);
    assert_int_equal(applied, 99);
    assert_int_equal(level_of(db), 1);

    log = (struct backup_log){.answer = OK};
    T_OK(migrate_run(db, &plan, &applied, 1, &err));
    assert_int_equal(applied, 1);
    assert_int_equal(log.calls, 1);
    assert_int_equal(log.level, 1);
    assert_int_equal(number_in(db, "SELECT floor FROM ward"), 1);
    T_OK(migrate_run(db, &plan, &applied, 1, &err));
    assert_int_equal(log.calls, 1); /* nothing to do, nothing to back up */
}

static void refuses_a_newer_database_in_words(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct migrate_plan plan = sample_plan(1);
    char text[1000];
    struct err err;

    T_STATUS("newer", migrate_run(db, &plan, NULL, 1, &err), E_CONFLICT);
    assert_int_equal(err.msg, MSG_DB_NEWER);
    assert_non_null(strstr(err_text(&err, LANG_JA, text, sizeof(text)), "floor"));
    assert_int_equal(level_of(db), 2);
}

static void refuses_a_history_that_is_not_ours(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct migration changed[2] = {migration_all[0], migration_all[1]};
    struct migrate_plan plan = {.migration = changed, .n = 2};
    char text[1000];
    struct err err;

    changed[0].checksum = migration_all[1].checksum;
    T_STATUS("changed", migrate_run(db, &plan, NULL, 1, &err), E_CONFLICT);
    assert_int_equal(err.msg, MSG_DB_CHANGED);
    assert_non_null(strstr(err_text(&err, LANG_JA, text, sizeof(text)), "sample"));
    changed[0] = migration_all[0];
    T_OK(migrate_run(db, &plan, NULL, 1, &err));
    T_OK(db_script(db, "UPDATE schema_migration SET number = 5 WHERE number = 2", &err));
    T_STATUS("a gap", migrate_run(db, &plan, NULL, 1, &err), E_CONFLICT);
}

static void a_failed_migration_leaves_the_one_before(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    struct migration broken[2] = {migration_all[0], migration_all[1]};
    struct migrate_plan plan = {.migration = broken, .n = 2};
    int applied = 99;
    struct err err;

    broken[1].sqlite = broken[1].postgres = "CREATE TABLE half (id INTEGER); SELECT nonsense;";
    T_STATUS("broken", migrate_run(db, &plan, &applied, 1, &err), E_IO);
    assert_non_null(strstr(err.detail, "migration 0002 floor"));
    assert_int_equal(applied, 99);
    assert_false(db_in_transaction(db));
    assert_int_equal(level_of(db), 1);
    T_STATUS("no half", db_script(db, "INSERT INTO half (id) VALUES (1)", &err), E_IO);
    broken[1] = migration_all[1];
    T_OK(migrate_run(db, &plan, &applied, 1, &err));
    assert_int_equal(applied, 1);
}

static void programs_that_start_at_once_migrate_once(void **state)
{
    enum { PROGRAMS = 4 };
    struct db_options options = t_db_options(t_engine(state));
    struct migrate_plan plan = sample_plan(2);
    pid_t child[PROGRAMS];
    int total = 0;
    struct err err;

    for (int i = 0; i < PROGRAMS; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            struct db *db;
            int n = 0;

            _exit(db_open(&db, &options, &err) == OK && migrate_run(db, &plan, &n, 1, &err) == OK
                      ? n
                      : 99);
        }
    }
    for (int i = 0; i < PROGRAMS; i++) {
        int status = -1;

        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_true(WIFEXITED(status));
        total += WEXITSTATUS(status);
    }
    assert_int_equal(total, 2);
    CLEANUP(db_close) struct db *db = open_again(&options);

    assert_int_equal(level_of(db), 2);
}

/* The nth point of kind fails in a new database; then it is done without a fault. */
static bool fault_reached(enum db_engine engine, enum fault_kind kind, uint64_t nth)
{
    CLEANUP(db_close) struct db *db = t_db(engine);
    struct migrate_plan plan = sample_plan(2);
    int applied = 99;
    struct err err;

    fault_arm(kind, nth);
    enum status st = migrate_run(db, &plan, &applied, 1, &err);
    bool reached = fault_seen(kind) >= nth;

    fault_arm(kind, 0);
    T_STATUS("with a fault", st, !reached ? OK : kind == FAULT_ALLOC ? E_NOMEM : E_IO);
    assert_int_equal(applied, reached ? 99 : 2);
    assert_false(db_in_transaction(db));
    T_OK(migrate_run(db, &plan, NULL, 1, &err));
    assert_int_equal(level_of(db), 2);
    return reached;
}

static void fails_honestly_at_every_point_and_goes_on(void **state)
{
    static const enum fault_kind kind[] = {FAULT_STMT, FAULT_ALLOC};

    for (size_t i = 0; i < COUNT(kind); i++) {
        uint64_t nth = 1;

        while (fault_reached(t_engine(state), kind[i], nth)) {
            nth++;
        }
        assert_in_range(nth, 10, 100); /* there were points */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(brings_an_empty_database_to_the_newest_schema),
        T_BOTH(backs_up_before_it_changes_what_is_there),
        T_BOTH(refuses_a_newer_database_in_words),
        T_BOTH(refuses_a_history_that_is_not_ours),
        T_BOTH(a_failed_migration_leaves_the_one_before),
        T_BOTH(programs_that_start_at_once_migrate_once),
        T_BOTH(fails_honestly_at_every_point_and_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
