#include "db/db.h"

#include "db/dynamic.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample.h"

enum { SHORT_WAIT_MS = 20 };

/* A second handle on the database of options. */
static struct db *open_again(const struct db_options *options)
{
    struct db *db = NULL;
    struct err err;

    T_OK(db_open(&db, options, &err));
    return db;
}

static void write_file(const char *path, const char *text, size_t len)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    fclose(f);
}

/* ---- Opening ---- */

static void says_why_it_cannot_open(void **state)
{
    static char nowhere[4200];
    static char garbage[4200];
    static char directory[4200];
    const struct {
        const char *what;
        struct db_options options;
        enum status want;
    } row[] = {
        {"no URL of ours",      {.url = "mysql://x/y"},                   E_INVALID },
        {"empty URL",           {.url = ""},                              E_INVALID },
        {"no server",           {.url = "postgresql:///x?host=/nowhere"}, E_IO      },
        {"no such directory",   {.path = nowhere},                        E_NOTFOUND},
        {"a directory",         {.path = directory},                      E_IO      },
        {"no database",         {.path = garbage},                        E_CORRUPT },
        {"no database to read", {.path = garbage, .read_only = true},     E_CORRUPT },
        {"nothing to read",     {.path = nowhere, .read_only = true},     E_NOTFOUND},
    };

    (void)state;
    snprintf(nowhere, sizeof(nowhere), "%s/no/such.sqlite", t_temp_dir());
    snprintf(directory, sizeof(directory), "%s", t_temp_dir());
    snprintf(garbage, sizeof(garbage), "%s/garbage.sqlite", t_temp_dir());
    char noise[2000];

    memset(noise, 'x', sizeof(noise));
    write_file(garbage, noise, sizeof(noise));
    for (size_t i = 0; i < COUNT(row); i++) {
        struct db *db = NULL;
        struct err err;

        T_STATUS(row[i].what, db_open(&db, &row[i].options, &err), row[i].want);
        assert_null(db);
    }
}

static void never_shows_a_password(void **state)
{
    struct db_options options = {.url = "postgresql://u:himitsu@/x?host=/nowhere"};
    struct db *db = NULL;
    struct err err;
    char text[1000];

    (void)state;
    T_STATUS("no server", db_open(&db, &options, &err), E_IO);
    assert_null(strstr(err.detail, "himitsu"));
    assert_null(strstr(err_text(&err, LANG_JA, text, sizeof(text)), "himitsu"));
}

static void a_sqlite_handle_is_set_up_as_decided(void **state)
{
    static const struct {
        const char *sql;
        const char *out;
        int64_t number;
        const char *word;
    } row[] = {
        {"PRAGMA journal_mode", "t", 0, "wal"},
        {"PRAGMA synchronous",  "i", 2, NULL },
        {"PRAGMA foreign_keys", "i", 1, NULL },
        {"PRAGMA temp_store",   "i", 2, NULL },
    };
    CLEANUP(db_close) struct db *db = t_db(DB_SQLITE);

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(db, row[i].sql, "", row[i].out);

        assert_true(stmt_next(q));
        if (row[i].word != NULL) {
            assert_string_equal(stmt_col_text(q, 0), row[i].word);
        } else {
            assert_int_equal(stmt_col_i64(q, 0), row[i].number);
        }
    }
}

static void a_job_keeps_temporary_files_where_it_is_told(void **state)
{
    struct db_options options = t_db_options(DB_SQLITE);

    (void)state;
    options.temp_dir = t_temp_dir();
    CLEANUP(db_close) struct db *db = open_again(&options);
    CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(db, "PRAGMA temp_store", "", "i");

    assert_true(stmt_next(q));
    assert_int_equal(stmt_col_i64(q, 0), 1); /* a file */
    stmt_close(&q);
    q = stmt_dynamic(db, "PRAGMA temp_store_directory", "", "t");
    assert_true(stmt_next(q));
    assert_string_equal(stmt_col_text(q, 0), t_temp_dir());
}

static void a_read_only_handle_refuses_every_write(void **state)
{
    struct db_options options = t_db_options(t_engine(state));
    CLEANUP(db_close) struct db *db = open_again(&options);
    struct err err;

    sample_make(db);
    T_OK(sample_put(db, 1, "a", &err));
    options.read_only = true;
    CLEANUP(db_close) struct db *reader = open_again(&options);

    assert_string_equal(sample_text(reader), "1 a; ");
    T_STATUS("insert", sample_put(reader, 2, "b", &err), E_DENIED);
    T_STATUS("script", db_script(reader, "DELETE FROM ward", &err), E_DENIED);
    assert_string_equal(sample_text(db), "1 a; ");
}

/* ---- Transactions ---- */

static void a_commit_keeps_and_a_rollback_forgets(void **state)
{
    struct db_options options = t_db_options(t_engine(state));
    struct db *db = open_again(&options);
    struct err err;

    sample_make(db);
    assert_false(db_in_transaction(db));
    T_OK(db_begin(db, &err));
    assert_true(db_in_transaction(db));
    T_OK(sample_put(db, 1, "a", &err));
    T_OK(db_commit(db, &err));
    assert_false(db_in_transaction(db));

    T_OK(db_begin(db, &err));
    T_OK(sample_put(db, 2, "b", &err));
    db_rollback(db);
    db_rollback(db); /* harmless */
    assert_false(db_in_transaction(db));
    assert_string_equal(sample_text(db), "1 a; ");

    T_OK(db_begin(db, &err));
    T_OK(sample_put(db, 3, "c", &err));
    db_close(&db); /* without a commit */
    assert_null(db);
    db = open_again(&options);
    assert_string_equal(sample_text(db), "1 a; ");
    db_close(&db);
}

static void after_a_failure_nothing_more_is_done(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct err err;

    T_OK(sample_put(db, 1, "a", &err));
    T_OK(db_begin(db, &err));
    T_OK(sample_put(db, 2, "b", &err));
    T_STATUS("a taken name", sample_put(db, 3, "a", &err), E_CONFLICT);
    T_STATUS("a good one", sample_put(db, 4, "d", &err), E_CONFLICT);
    T_STATUS("a script", db_script(db, "DELETE FROM ward", &err), E_CONFLICT);
    T_STATUS("the commit", db_commit(db, &err), E_CONFLICT);
    assert_false(db_in_transaction(db));
    assert_string_equal(sample_text(db), "1 a; ");

    T_OK(db_begin(db, &err)); /* the next one is as good as new */
    T_OK(sample_put(db, 5, "e", &err));
    T_OK(db_commit(db, &err));
    assert_string_equal(sample_text(db), "1 a; 5 e; ");
}

static void a_failure_outside_a_transaction_is_its_own_only(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct err err;

    T_OK(sample_put(db, 1, "a", &err));
    T_STATUS("a taken name", sample_put(db, 2, "a", &err), E_CONFLICT);
    T_OK(sample_put(db, 2, "b", &err));
    assert_string_equal(sample_text(db), "1 a; 2 b; ");
}

static void readers_see_one_moment(void **state)
{
    struct db_options options = t_db_options(t_engine(state));
    CLEANUP(db_close) struct db *writer = open_again(&options);
    CLEANUP(db_close) struct db *reader = NULL;
    struct err err;

    sample_make(writer);
    reader = open_again(&options);
    T_OK(sample_put(writer, 1, "a", &err));
    T_OK(db_begin_read(reader, &err));
    assert_string_equal(sample_text(reader), "1 a; ");
    T_OK(sample_put(writer, 2, "b", &err));
    assert_string_equal(sample_text(reader), "1 a; ");
    T_OK(db_commit(reader, &err));
    assert_string_equal(sample_text(reader), "1 a; 2 b; ");
}

static enum status rename_in_turn(struct db *db, const char *name, struct err *err)
{
    enum status st = db_begin(db, err);

    if (st == OK) {
        st = sql_ward_rename_run(db, FACILITY, 1, name, NULL, err);
    }
    if (st == OK) {
        return db_commit(db, err);
    }
    db_rollback(db);
    return st;
}

static void two_writers_of_one_record_do_not_both_win(void **state)
{
    struct db_options options = t_db_options(t_engine(state));
    CLEANUP(db_close) struct db *one = open_again(&options);
    CLEANUP(db_close) struct db *two = NULL;
    struct err err;

    sample_make(one);
    T_OK(sample_put(one, 1, "a", &err));
    options.wait_ms = SHORT_WAIT_MS;
    two = open_again(&options);
    T_OK(db_begin(one, &err));
    T_OK(sql_ward_rename_run(one, FACILITY, 1, "b", NULL, &err));
    T_STATUS("while the first is at it", rename_in_turn(two, "c", &err), E_BUSY);
    assert_false(db_in_transaction(two));
    T_OK(db_commit(one, &err));
    T_OK(rename_in_turn(two, "d", &err));
    assert_string_equal(sample_text(one), "1 d; ");
}

static void a_change_of_what_was_read_before_is_refused(void **state)
{
    struct db_options options = t_db_options(t_engine(state));
    CLEANUP(db_close) struct db *one = open_again(&options);
    CLEANUP(db_close) struct db *two = NULL;
    struct err err;

    sample_make(one);
    T_OK(sample_put(one, 1, "a", &err));
    two = open_again(&options);
    T_OK(t_engine(state) == DB_SQLITE ? db_begin_read(two, &err) : db_begin(two, &err));
    assert_string_equal(sample_text(two), "1 a; ");
    T_OK(sql_ward_rename_run(one, FACILITY, 1, "b", NULL, &err));
    T_STATUS("on the old state", sql_ward_rename_run(two, FACILITY, 1, "c", NULL, &err), E_BUSY);
    T_STATUS("the commit", db_commit(two, &err), E_BUSY);
    assert_string_equal(sample_text(two), "1 b; ");
}

/* A child that holds the write lock, tells so, and commits a little later (or never: dies). */
static pid_t start_writer(const struct db_options *options, bool dies)
{
    int ready[2];
    char byte;

    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();

    if (pid == 0) {
        struct db *db;
        struct err err;
        bool good = db_open(&db, options, &err) == OK && db_begin(db, &err) == OK &&
                    sql_ward_rename_run(db, FACILITY, 1, "child", NULL, &err) == OK &&
                    write(ready[1], "x", 1) == 1;

        if (dies) {
            raise(SIGKILL);
        }
        usleep(50 * 1000);
        _exit(good && db_commit(db, &err) == OK ? 0 : 1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return pid;
}

static void waits_for_another_writer(void **state)
{
    struct db_options options = t_db_options(DB_SQLITE);
    struct db *db = open_again(&options);
    int status = -1;
    struct err err;

    (void)state;
    sample_make(db);
    T_OK(sample_put(db, 1, "a", &err));
    db_close(&db); /* a SQLite handle does not go through fork() */
    pid_t child = start_writer(&options, false);

    db = open_again(&options);
    T_OK(rename_in_turn(db, "parent", &err));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_string_equal(sample_text(db), "1 parent; ");
    db_close(&db);
}

/* A child that, once told to, asks for the write lock until it has it. */
static pid_t start_waiter(const struct db_options *options, int *tell)
{
    int end[2];
    pid_t pid;

    assert_int_equal(pipe(end), 0);
    pid = fork();
    if (pid == 0) {
        struct db *db;
        struct err err;
        char byte;
        bool good = read(end[0], &byte, 1) == 1 && db_open(&db, options, &err) == OK &&
                    db_begin(db, &err) == OK &&
                    sql_ward_rename_run(db, FACILITY, 1, "child", NULL, &err) == OK;

        _exit(good && db_commit(db, &err) == OK ? 0 : 1);
    }
    close(end[0]);
    *tell = end[1];
    return pid;
}

static void who_waits_is_heard_until_it_has_its_turn(void **state)
{
    struct db_options options = t_db_options(DB_SQLITE);
    struct db *db = open_again(&options);
    int status = -1, tell;
    struct err err;

    (void)state;
    sample_make(db);
    T_OK(sample_put(db, 1, "a", &err));
    db_close(&db);
    for (int i = 0; i < 2; i++) {
        bool dies = i == 1;
        pid_t child = start_waiter(&options, &tell); /* no SQLite handle goes through fork() */

        db = open_again(&options);
        T_OK(db_begin(db, &err));
        assert_false(db_is_awaited(db));
        assert_int_equal(write(tell, "x", 1), 1);
        close(tell);
        for (int ms = 0; ms < DB_WAIT_MS && !db_is_awaited(db); ms++) {
            usleep(1000);
        }
        assert_true(db_is_awaited(db));
        if (dies) {
            kill(child, SIGKILL);
        } else {
            T_OK(db_commit(db, &err));
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(dies || status == 0);
        assert_false(db_is_awaited(db)); /* nor by one that died waiting */
        db_close(&db);
    }
}

static void nobody_is_made_up_who_waits(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(DB_POSTGRES);
    struct err err;

    (void)state;
    T_OK(db_begin(db, &err));
    assert_false(db_is_awaited(db)); /* the import's tests have one who waits */
}

static void a_writer_that_dies_leaves_nothing(void **state)
{
    struct db_options options = t_db_options(t_engine(state));
    struct db *db = open_again(&options);
    struct err err;

    sample_make(db);
    T_OK(sample_put(db, 1, "a", &err));
    db_close(&db);
    waitpid(start_writer(&options, true), NULL, 0);

    db = open_again(&options);
    assert_string_equal(sample_text(db), "1 a; ");
    T_OK(rename_in_turn(db, "b", &err));
    assert_string_equal(sample_text(db), "1 b; ");
    db_close(&db);
}

/* ---- Trouble ---- */

static void a_fault_at_the_commit_keeps_nothing(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct err err;

    T_OK(sample_put(db, 1, "a", &err));
    T_OK(db_begin(db, &err));
    T_OK(sample_put(db, 2, "b", &err));
    fault_arm(FAULT_STMT, 1);
    T_STATUS("the commit", db_commit(db, &err), E_IO);
    fault_arm(FAULT_STMT, 0);
    assert_false(db_in_transaction(db));
    assert_string_equal(sample_text(db), "1 a; ");
    T_OK(sample_put(db, 2, "b", &err));
}

static void a_full_disk_stops_writes_and_not_reads(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(DB_SQLITE);
    enum status st = OK;
    char name[2000];
    struct err err;

    (void)state;
    T_OK(sample_put(db, 0, "a", &err));
    T_OK(db_script(db, "PRAGMA max_page_count = 40", &err));
    T_OK(db_begin(db, &err));
    memset(name, 'x', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    for (int i = 1; i < 1000 && st == OK; i++) {
        name[0] = (char)('a' + i % 26);
        name[1] = (char)('a' + i / 26);
        st = sample_put(db, i, name, &err);
    }
    T_STATUS("a full disk", st, E_FULL);
    T_STATUS("after it", sample_put(db, 5000, "b", &err), E_FULL);
    T_STATUS("the commit", db_commit(db, &err), E_FULL);
    assert_string_equal(sample_text(db), "0 a; ");
    T_OK(db_script(db, "PRAGMA max_page_count = 4000", &err));
    T_OK(sample_put(db, 1, "b", &err)); /* it recovers by itself */
}

static void set_file_limit(rlim_t size)
{
    struct rlimit limit = {size, RLIM_INFINITY};

    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* No file may grow any more, as on a full disk; the change is in memory until its commit. */
static void a_disk_that_is_full_at_the_commit_keeps_nothing(void **state)
{
    struct db_options options = t_db_options(DB_SQLITE);
    CLEANUP(db_close) struct db *db = open_again(&options);
    char log[4200];
    struct stat st;
    struct err err;

    (void)state;
    sample_make(db);
    T_OK(sample_put(db, 1, "a", &err));
    T_OK(db_begin(db, &err));
    T_OK(sample_put(db, 2, "b", &err));
    snprintf(log, sizeof(log), "%s-wal", options.path);
    assert_int_equal(stat(log, &st), 0);
    signal(SIGXFSZ, SIG_IGN);
    set_file_limit((rlim_t)st.st_size);
    enum status committed = db_commit(db, &err);
    bool reads_go_on = strcmp(sample_text(db), "1 a; ") == 0;
    enum status changed = sample_put(db, 3, "c", NULL);

    set_file_limit(RLIM_INFINITY); /* before anything may end the test */
    T_STATUS("the commit", committed, E_FULL);
    assert_true(reads_go_on);
    assert_int_equal(changed, OK); /* the log has given its room back */
    T_OK(sample_put(db, 4, "d", &err));
    assert_string_equal(sample_text(db), "1 a; 3 c; 4 d; ");
}

static void postgres_failures_have_their_status(void **state)
{
    static const struct {
        const char *sqlstate;
        enum status want;
    } row[] = {
        {"22001", E_INVALID  },
        {"23502", E_INVALID  },
        {"23503", E_CONFLICT },
        {"23505", E_CONFLICT },
        {"23514", E_INVALID  },
        {"25006", E_DENIED   },
        {"40001", E_BUSY     },
        {"40P01", E_BUSY     },
        {"42501", E_DENIED   },
        {"53100", E_FULL     },
        {"53200", E_NOMEM    },
        {"54000", E_LIMIT    },
        {"55P03", E_BUSY     },
        {"57014", E_CANCELLED},
        {"58030", E_IO       },
        {"XX001", E_CORRUPT  },
        {"XX000", E_IO       },
        {"99999", E_IO       },
    };
    CLEANUP(db_close) struct db *db = t_db(DB_POSTGRES);

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        char sql[120];
        struct err err;

        snprintf(sql, sizeof(sql), "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '%s'; END $$",
                 row[i].sqlstate);
        T_STATUS(row[i].sqlstate, db_script(db, sql, &err), row[i].want);
        assert_non_null(strstr(err.detail, row[i].sqlstate));
    }
}

static void tells_damage_from_other_trouble(void **state)
{
    struct db_options options = t_db_options(DB_SQLITE);
    struct db *db = open_again(&options);
    struct err err;
    char noise[8192]; /* a page */

    (void)state;
    sample_make(db);
    T_OK(sample_put(db, 1, "a", &err));
    db_close(&db); /* the last handle writes everything to the file itself */
    memset(noise, 0xee, sizeof(noise));
    int fd = open(options.path, O_WRONLY);
    struct stat st;

    assert_int_equal(fstat(fd, &st), 0);
    for (off_t at = sizeof(noise); at < st.st_size; at += (off_t)sizeof(noise)) {
        assert_int_equal(pwrite(fd, noise, sizeof(noise), at), sizeof(noise));
    }
    close(fd);
    T_OK(db_open(&db, &options, &err)); /* the first page is good */
    CLEANUP(stmt_close) struct stmt *q = sql_ward_names(db, FACILITY);

    stmt_run(q);
    T_STATUS("a damaged page", stmt_status(q, &err), E_CORRUPT);
    stmt_close(&q);
    db_close(&db);
}

static void end_connection(const struct db_options *options, struct db *victim)
{
    CLEANUP(db_close) struct db *killer = open_again(options);
    CLEANUP(stmt_close) struct stmt *who = stmt_dynamic(victim, "SELECT pg_backend_pid()", "", "i");
    CLEANUP(stmt_close)
    struct stmt *q =
        stmt_dynamic(killer, "SELECT pg_terminate_backend(CAST($1 AS integer), 5000)", "i", "i");

    assert_true(stmt_next(who));
    stmt_i64(q, 1, stmt_col_i64(who, 0));
    assert_true(stmt_next(q));
    assert_int_equal(stmt_col_i64(q, 0), 1);
}

static void a_lost_connection_fails_once_and_is_made_anew(void **state)
{
    struct db_options options = t_db_options(DB_POSTGRES);
    CLEANUP(db_close) struct db *db = open_again(&options);
    struct err err;

    (void)state;
    sample_make(db);
    T_OK(sample_put(db, 1, "a", &err));
    assert_string_equal(sample_text(db), "1 a; ");

    T_OK(db_begin(db, &err));
    T_OK(sample_put(db, 2, "b", &err));
    end_connection(&options, db);
    T_STATUS("in the transaction", sample_put(db, 3, "c", &err), E_IO);
    T_STATUS("later in it", sample_put(db, 4, "d", &err), E_IO);
    T_STATUS("its commit", db_commit(db, &err), E_IO);
    T_OK(db_begin(db, &err)); /* statements of the old connection are prepared again */
    T_OK(sample_put(db, 5, "e", &err));
    T_OK(db_commit(db, &err));
    assert_string_equal(sample_text(db), "1 a; 5 e; ");

    end_connection(&options, db);
    T_STATUS("a statement alone", sample_put(db, 6, "f", &err), E_IO);
    T_OK(sample_put(db, 6, "f", &err));

    end_connection(&options, db);
    T_STATUS("a begin", db_begin(db, &err), E_IO);
    assert_false(db_in_transaction(db));
    T_OK(db_begin(db, &err));
    db_rollback(db);
    assert_string_equal(sample_text(db), "1 a; 5 e; 6 f; ");
}

/* ---- A copy ---- */

static void a_snapshot_is_a_whole_database(void **state)
{
    struct db_options options = t_db_options(DB_SQLITE);
    struct db_options copy = t_db_options(DB_SQLITE);
    CLEANUP(db_close) struct db *db = open_again(&options);
    struct stat st;
    struct err err;

    (void)state;
    sample_make(db);
    T_OK(sample_put(db, 1, "a", &err));
    T_OK(db_snapshot(db, copy.path, &err));
    T_OK(sample_put(db, 2, "b", &err));
    assert_int_equal(stat(copy.path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    CLEANUP(db_close) struct db *other = open_again(&copy);

    assert_string_equal(sample_text(other), "1 a; ");
    T_STATUS("over a file", db_snapshot(db, copy.path, &err), E_CONFLICT);
    fault_arm(FAULT_IO, 1);
    T_STATUS("a fault", db_snapshot(db, t_db_options(DB_SQLITE).path, &err), E_IO);
    fault_arm(FAULT_IO, 0);
    T_STATUS("nowhere", db_snapshot(db, "/nowhere/x", &err), E_NOTFOUND);
}

static void postgres_makes_no_snapshot(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(DB_POSTGRES);
    struct err err;

    (void)state;
    assert_int_equal(db_engine(db), DB_POSTGRES);
    T_STATUS("a snapshot", db_snapshot(db, "/nowhere/x", &err), E_INVALID);
}

static void begin_twice(void)
{
    struct db *db = t_db(DB_SQLITE);
    struct err err;

    T_OK(db_begin(db, &err));
    T_OK(db_begin(db, &err));
}

static void commit_nothing(void)
{
    struct err err;

    T_OK(db_commit(t_db(DB_SQLITE), &err));
}

static void close_with_an_open_statement(void)
{
    struct db *db = t_db(DB_SQLITE);

    stmt_dynamic(db, "SELECT 1", "", "i");
    db_close(&db);
}

static void stops_at_our_own_mistakes(void **state)
{
    (void)state;
    t_temp_dir();
    T_ABORTS(begin_twice);
    T_ABORTS(commit_nothing);
    T_ABORTS(close_with_an_open_statement);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_why_it_cannot_open),
        cmocka_unit_test(never_shows_a_password),
        cmocka_unit_test(a_sqlite_handle_is_set_up_as_decided),
        cmocka_unit_test(a_job_keeps_temporary_files_where_it_is_told),
        T_BOTH(a_read_only_handle_refuses_every_write),
        T_BOTH(a_commit_keeps_and_a_rollback_forgets),
        T_BOTH(after_a_failure_nothing_more_is_done),
        T_BOTH(a_failure_outside_a_transaction_is_its_own_only),
        T_BOTH(readers_see_one_moment),
        T_BOTH(two_writers_of_one_record_do_not_both_win),
        T_BOTH(a_change_of_what_was_read_before_is_refused),
        cmocka_unit_test(waits_for_another_writer),
        cmocka_unit_test(who_waits_is_heard_until_it_has_its_turn),
        cmocka_unit_test(nobody_is_made_up_who_waits),
        T_BOTH(a_writer_that_dies_leaves_nothing),
        T_BOTH(a_fault_at_the_commit_keeps_nothing),
        cmocka_unit_test(a_full_disk_stops_writes_and_not_reads),
        cmocka_unit_test(a_disk_that_is_full_at_the_commit_keeps_nothing),
        cmocka_unit_test(postgres_failures_have_their_status),
        cmocka_unit_test(tells_damage_from_other_trouble),
        cmocka_unit_test(a_lost_connection_fails_once_and_is_made_anew),
        cmocka_unit_test(a_snapshot_is_a_whole_database),
        cmocka_unit_test(postgres_makes_no_snapshot),
        cmocka_unit_test(stops_at_our_own_mistakes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
