#include "proc/scratch.h"

#include "t.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void make_in(const struct scratch *s, const char *name)
{
    char path[PATH_MAX + 64];

    snprintf(path, sizeof(path), "%s/%s", s->path, name);
    if (name[strlen(name) - 1] == '/') {
        assert_int_equal(mkdir(path, 0700), 0);
    } else {
        int fd = open(path, O_CREAT | O_WRONLY, 0600);

        assert_true(fd >= 0);
        close(fd);
    }
}

static void is_gone_with_all_that_was_made_in_it(void **state)
{
    (void)state;
    struct scratch s = SCRATCH_INIT;
    struct err err;
    struct stat st;
    char path[PATH_MAX], outside[PATH_MAX], link[PATH_MAX + 64], locked[PATH_MAX + 64];

    snprintf(outside, sizeof(outside), "%s/kept", t_temp_dir());
    assert_int_equal(mkdir(outside, 0700), 0);
    T_OK(scratch_open(&s, t_temp_dir(), &err));
    memcpy(path, s.path, sizeof(path));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    if (geteuid() == 0) {
        assert_int_equal(st.st_uid, SCRATCH_UID);
    }
    make_in(&s, "a/");
    make_in(&s, "a/b/");
    make_in(&s, "a/b/c");
    snprintf(link, sizeof(link), "%s/a/out", s.path);
    assert_int_equal(symlink(outside, link), 0);
    snprintf(locked, sizeof(locked), "%s/a/b", s.path);
    assert_int_equal(chmod(locked, 0), 0);
    scratch_close(&s);
    assert_int_equal(s.path[0], '\0');
    assert_int_not_equal(stat(path, &st), 0);
    assert_int_equal(stat(outside, &st), 0); /* the link was removed, not what it named */
}

static void can_be_emptied_and_used_again(void **state)
{
    (void)state;
    struct scratch s = SCRATCH_INIT;
    struct err err;
    struct stat st;

    T_OK(scratch_open(&s, t_temp_dir(), &err));
    make_in(&s, "a");
    T_OK(scratch_empty(&s, &err));
    assert_int_equal(stat(s.path, &st), 0);
    make_in(&s, "a");
    scratch_close(&s);
}

static enum status open_one(void *arg, struct err *err)
{
    struct scratch s = SCRATCH_INIT;
    enum status st = scratch_open(&s, arg, err);

    scratch_close(&s);
    return st;
}

static void says_when_it_cannot_be_made(void **state)
{
    (void)state;
    char parent[PATH_MAX];

    snprintf(parent, sizeof(parent), "%s/new/deep", t_temp_dir());
    T_FAULTS(FAULT_IO, open_one, parent);
}

static void is_absolute_below_a_parent_that_is_not(void **state)
{
    (void)state;
    struct scratch s = SCRATCH_INIT;
    struct err err;

    assert_int_equal(chdir(t_temp_dir()), 0);
    T_OK(scratch_open(&s, "relative/tmp", &err));
    assert_int_equal(s.path[0], '/');
    assert_int_equal(access(s.path, X_OK), 0);
    scratch_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_gone_with_all_that_was_made_in_it),
        cmocka_unit_test(can_be_emptied_and_used_again),
        cmocka_unit_test(says_when_it_cannot_be_made),
        cmocka_unit_test(is_absolute_below_a_parent_that_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
