/* An import and its undo share the database with people, and the disk with everything. */
#include "house.h"

#include "base/buf.h"
#include "intake/pace.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT_SIZE = 1 << 20, MANY = 1203, SOME = 3 * PACE_STEP + 1, PAGE = 8192, ROOM_PAGES = 60 };

static struct arena *room(void)
{
    return arena_open(64 << 20);
}

static const char *ledger(int n, struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(TEXT_SIZE);
    struct err err;

    buf_str(&b, "管理番号,種別,状態\n");
    for (int i = 1; i <= n; i++) {
        buf_printf(&b, "%04d,端末,稼働\n", i);
    }
    T_OK(buf_status(&b, &err));
    return arena_copy(a, buf_text(&b));
}

static struct db *open_again(const struct db_options *options)
{
    struct db *db = NULL;
    struct err err;

    T_OK(db_open(&db, options, &err));
    T_OK(house_try(db, &err));
    return db;
}

static int64_t import_all(struct db *db, int n, struct arena *a)
{
    struct import_request q = house_request("device", ledger(n, a));
    struct import_result r;
    struct err err;

    T_OK(import_run(&r, db, &q, a, &err));
    assert_int_equal(r.read, n);
    assert_int_equal(r.n[VERDICT_NEW], n);
    return r.import_id;
}

static void undo_all(struct db *db, int64_t id, int n, const struct progress *progress)
{
    struct import_undo u;
    struct err err;

    T_OK(import_undo(&u, db, HOUSE_ID, id, &house_clerk, house_noon(), progress, &err));
    assert_int_equal(u.undone, n);
    assert_int_equal(u.kept, 0);
}

/* ---- People ---- */

/* A child that begins to write again and again until it is told to end: somebody always waits. */
static pid_t wait_always(const struct db_options *options, int until)
{
    pid_t child = fork();

    if (child == 0) {
        struct pollfd end = {until, POLLIN, 0};
        struct db *db = NULL;
        struct err err;
        bool ok = db_open(&db, options, &err) == OK;

        while (ok && poll(&end, 1, 0) == 0) {
            CLEANUP(writer_close) struct writer *w = NULL;

            ok = writer_begin(&w, db, HOUSE_ID, &house_clerk, house_noon(), &err) == OK;
        }
        _exit(ok ? 0 : 1);
    }
    return child;
}

/* Groups end early, wherever that may be, and all is counted once. */
static void gives_way_and_loses_nothing(void **state)
{
    struct db_options options = t_db_options(t_engine(state));
    CLEANUP(arena_close) struct arena *a = room();
    struct db *db = open_again(&options);
    struct import_past past;
    struct err err;
    int end[2], how;

    db_close(&db); /* no SQLite handle goes through fork() */
    assert_int_equal(pipe(end), 0);

    pid_t child = wait_always(&options, end[0]);

    db = open_again(&options);

    int64_t id = import_all(db, MANY, a);

    T_OK(import_past_read(&past, db, HOUSE_ID, id, a, &err));
    assert_int_equal(past.read, MANY);
    assert_int_equal(past.n[VERDICT_NEW], MANY);
    undo_all(db, id, MANY, NULL);
    assert_int_equal(write(end[1], "x", 1), 1);
    waitpid(child, &how, 0);
    close(end[0]);
    close(end[1]);
    db_close(&db);
    assert_int_equal(how, 0);
}

static enum status count_groups(void *self, int64_t done, int64_t total, const char *what,
                                struct err *err)
{
    (void)done;
    (void)total;
    (void)what;
    (void)err;
    ++*(int *)self;
    return OK;
}

/* One who waits and never has its turn: a lock on the file in which those who wait say so. */
static void gives_way_in_an_undo_too(void **state)
{
    struct db_options options = t_db_options(DB_SQLITE);
    CLEANUP(arena_close) struct arena *a = room();
    CLEANUP(db_close) struct db *db = open_again(&options);
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1};
    int groups = 0;
    const struct progress progress = {count_groups, &groups};
    int64_t id = import_all(db, SOME, a);
    int turn = open(arena_printf(a, "%s-turn", options.path), O_RDWR);

    (void)state;
    assert_true(turn >= 0);
    assert_int_equal(fcntl(turn, F_OFD_SETLK, &lock), 0);
    undo_all(db, id, SOME, &progress);
    close(turn);
    assert_int_equal(groups, 5); /* of 25, 25, 25 and 1 rows, and one that found no more */
}

/* ---- The disk ---- */

/* It has room for some of a group: that goes in, and the rest once there is room. */
static void fills_the_disk_with_ever_smaller_groups(void **state)
{
    struct db_options options = t_db_options(DB_SQLITE);
    CLEANUP(arena_close) struct arena *a = room();
    CLEANUP(db_close) struct db *db = open_again(&options);
    struct import_request q = house_request("device", ledger(IMPORT_GROUP, a));
    struct import_past past;
    struct import_result r;
    struct stat file;
    struct err err;

    (void)state;
    T_OK(db_script(db, "PRAGMA wal_checkpoint(TRUNCATE)", &err));
    assert_int_equal(stat(options.path, &file), 0);
    T_OK(db_script(
        db, arena_printf(a, "PRAGMA max_page_count = %d", (int)(file.st_size / PAGE) + ROOM_PAGES),
        &err));
    T_STATUS("room for some", import_run(&r, db, &q, a, &err), E_FULL);
    assert_in_range(r.read, PACE_STEP, IMPORT_GROUP - 1);
    T_OK(import_past_read(&past, db, HOUSE_ID, r.import_id, a, &err));
    assert_int_equal(past.read, r.read);

    int64_t in = r.read;

    T_OK(db_script(db, "PRAGMA max_page_count = 1000000", &err));
    T_OK(import_run(&r, db, &q, a, &err));
    assert_int_equal(r.resumed_after, in + 1);
    assert_int_equal(r.n[VERDICT_NEW], IMPORT_GROUP);
}

/* PostgreSQL's server has no room for three transactions, then for smaller ones. */
static void tries_smaller_groups_where_the_server_is_full(void **state)
{
    static const char three_times[] =
        "CREATE SEQUENCE refused;"
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN"
        "  IF nextval('refused') <= 3 THEN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END IF;"
        "  RETURN NEW; END $$ LANGUAGE plpgsql;"
        "CREATE TRIGGER refuse BEFORE UPDATE ON import FOR EACH ROW EXECUTE FUNCTION refuse();";
    static const char again[] =
        "ALTER SEQUENCE refused RESTART; DROP TRIGGER refuse ON import;"
        "CREATE TRIGGER refuse BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION refuse();";
    CLEANUP(arena_close) struct arena *a = room();
    CLEANUP(db_close) struct db *db = house_open(DB_POSTGRES);
    struct err err;

    (void)state;
    T_OK(db_script(db, three_times, &err));

    int64_t id = import_all(db, MANY, a);

    T_OK(db_script(db, again, &err));
    undo_all(db, id, MANY, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(gives_way_and_loses_nothing),
        cmocka_unit_test(gives_way_in_an_undo_too),
        cmocka_unit_test(fills_the_disk_with_ever_smaller_groups),
        cmocka_unit_test(tries_smaller_groups_where_the_server_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
