/* Long work gives way: on SQLite with a lock of our own on the file in which those who wait say so,
   as one who waits and never gets its turn would hold it (docs/decisions/0015). */
#include "intake/pace.h"
#include "t_db.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void say_waiting(int fd, bool waits)
{
    struct flock lock = {.l_type = waits ? F_RDLCK : F_UNLCK, .l_whence = SEEK_SET, .l_len = 1};

    assert_int_equal(fcntl(fd, F_OFD_SETLK, &lock), 0);
}

static void ends_groups_early_and_makes_them_smaller_while_somebody_waits(void **state)
{
    struct db_options options = t_db_options(DB_SQLITE);
    CLEANUP(db_close) struct db *db = NULL;
    char turn[4096];
    struct err err;

    (void)state;
    T_OK(db_open(&db, &options, &err));
    snprintf(turn, sizeof(turn), "%s-turn", options.path);

    int fd = open(turn, O_RDWR | O_CREAT, 0600);
    struct pace p = pace_of(db, 400);

    assert_true(fd >= 0);
    assert_false(pace_is_over(&p, PACE_STEP));
    assert_false(pace_is_over(&p, 399));
    assert_true(pace_is_over(&p, 400));

    say_waiting(fd, true);
    assert_false(pace_is_over(&p, 0)); /* a group has at least a row */
    assert_false(pace_is_over(&p, PACE_STEP - 1));
    assert_true(pace_is_over(&p, PACE_STEP));
    assert_false(pace_is_over(&p, PACE_STEP + 1));
    static const size_t smaller[] = {200, 100, 50, PACE_STEP, PACE_STEP};
    for (size_t i = 0; i < COUNT(smaller); i++) {
        pace_give_way(&p);
        assert_int_equal(p.group, smaller[i]);
    }

    say_waiting(fd, false);
    pace_give_way(&p);
    assert_int_equal(p.group, PACE_STEP + PACE_GROW);
    for (int i = 0; i < 400 / PACE_GROW; i++) {
        pace_give_way(&p);
    }
    assert_int_equal(p.group, 400);
    close(fd);
}

static void tries_half_of_what_found_no_room_on_the_disk(void **state)
{
    (void)state;
    struct pace p = pace_of(NULL, 400);

    assert_true(pace_shrink(&p, 400));
    assert_int_equal(p.group, 200);
    assert_true(pace_shrink(&p, PACE_STEP + 1));
    assert_int_equal(p.group, PACE_STEP);
    assert_false(pace_shrink(&p, PACE_STEP));
    assert_false(pace_shrink(&p, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_groups_early_and_makes_them_smaller_while_somebody_waits),
        cmocka_unit_test(tries_half_of_what_found_no_room_on_the_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
