#include "base/new_dir.h"

#include "t.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const mine[] = {"a.txt", "b.txt"};

/* An own place for each test. */
static const char *base_of(const char *name)
{
    static char path[1400];
    struct err err;

    snprintf(path, sizeof(path), "%s/%s", t_temp_dir(), name);
    T_OK(file_make_dirs(path, 0700, &err));
    return path;
}

static size_t names_in(const char *dir)
{
    DIR *d = opendir(dir);
    size_t n = 0;

    if (d == NULL) {
        return SIZE_MAX;
    }
    while (readdir(d) != NULL) {
        n++;
    }
    closedir(d);
    return n - 2;
}

static const char *content(const char *dir, const char *name, struct arena *a)
{
    char path[3000];
    char *text;
    size_t len;
    struct err err;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    return file_read(&text, &len, path, 1000, a, &err) == OK ? text : "";
}

static enum status make(const char *path, const char *text, bool keep, struct err *err)
{
    CLEANUP(new_dir_close) struct new_dir d = NEW_DIR;
    enum status st = new_dir_open(&d, path, mine, COUNT(mine), err);

    if (st == OK) {
        st = new_dir_put(&d, "a.txt", text, strlen(text), err);
    }
    if (st == OK) {
        st = new_dir_put(&d, "b.txt", text, strlen(text), err);
    }
    if (st == OK && keep) {
        st = new_dir_done(&d, err);
    }
    return st;
}

static void is_there_whole_or_not_at_all(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *base = base_of("whole");
    char path[1500];
    struct err err;

    snprintf(path, sizeof(path), "%s/out", base);
    T_OK(make(path, "one", false, &err)); /* given up */
    assert_int_equal(names_in(base), 0);
    T_OK(make(path, "one", true, &err));
    assert_int_equal(names_in(base), 1);
    assert_int_equal(names_in(path), 2);
    assert_string_equal(content(path, "b.txt", a), "one");
}

static void replaces_an_earlier_result_and_nothing_else(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *base = base_of("replace");
    char path[1500], file[1600], slash[1600];
    struct err err;

    snprintf(path, sizeof(path), "%s/out", base);
    snprintf(slash, sizeof(slash), "%s//", path);
    snprintf(file, sizeof(file), "%s/letter.doc", path);
    T_OK(file_make_dirs(path, 0700, &err)); /* empty */
    T_OK(make(path, "one", true, &err));
    T_OK(make(slash, "two", true, &err));
    assert_string_equal(content(path, "a.txt", a), "two");
    assert_int_equal(names_in(base), 1);

    T_OK(file_replace(file, "mine", 4, 0600, &err));
    T_STATUS("somebody's file", make(path, "three", true, &err), E_CONFLICT);
    assert_string_equal(content(path, "a.txt", a), "two");
    T_STATUS("a file", make(file, "three", true, &err), E_CONFLICT);
    T_STATUS("no name", make("", "three", true, &err), E_INVALID);
    assert_int_equal(names_in(base), 1);
}

static void can_be_taken_back_until_it_is_closed(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *base = base_of("undo");
    char path[1500];
    struct err err;

    snprintf(path, sizeof(path), "%s/out", base);
    for (int before = 0; before < 2; before++) { /* nothing there, then an earlier result */
        struct new_dir d = NEW_DIR;

        T_OK(new_dir_open(&d, path, mine, COUNT(mine), &err));
        T_OK(new_dir_put(&d, "a.txt", "new", 3, &err));
        T_OK(new_dir_done(&d, &err));
        assert_string_equal(content(path, "a.txt", a), "new");
        new_dir_undo(&d);
        new_dir_close(&d);
        assert_int_equal(names_in(path), before == 0 ? SIZE_MAX : 2);
        assert_int_equal(names_in(base), before);
        T_OK(make(path, "old", true, &err));
        assert_string_equal(content(path, "a.txt", a), "old");
    }
}

static void leaves_the_old_or_the_new_whatever_fails(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    const char *base = base_of("faults");
    char path[1500];
    struct err err;
    bool failed = true;

    snprintf(path, sizeof(path), "%s/out", base);
    T_OK(make(path, "old", true, &err));
    for (uint64_t nth = 1; failed; nth++) {
        fault_arm(FAULT_IO, nth);
        enum status st = make(path, "new", true, &err);

        failed = fault_seen(FAULT_IO) >= nth;
        fault_arm(FAULT_IO, 0);
        const char *one = content(path, "a.txt", a), *other = content(path, "b.txt", a);

        assert_int_equal(st, failed ? E_IO : OK);
        assert_string_equal(one, other);
        assert_true(strcmp(one, "new") == 0 || (failed && strcmp(one, "old") == 0));
        assert_int_equal(names_in(base), 1);
        T_OK(make(path, "old", true, &err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_there_whole_or_not_at_all),
        cmocka_unit_test(replaces_an_earlier_result_and_nothing_else),
        cmocka_unit_test(can_be_taken_back_until_it_is_closed),
        cmocka_unit_test(leaves_the_old_or_the_new_whatever_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
