#include "base/file.h"

#include "t.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char path_slot[4][4200];

static const char *in_temp(const char *name)
{
    static unsigned next;
    char *out = path_slot[next++ % COUNT(path_slot)];

    snprintf(out, sizeof(path_slot[0]), "%s/%s", t_temp_dir(), name);
    return out;
}

/* The file's content, "" when there is none. */
static const char *content(const char *path, struct arena *a)
{
    char *text = NULL;
    size_t len = 0;

    return file_read(&text, &len, path, 1 << 20, a, NULL) == OK ? text : "";
}

static void reads_whole_files_up_to_a_limit(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *path = in_temp("whole");
    char *text = NULL;
    size_t len = 99;
    struct err err;

    T_OK(file_replace(path,
                      "12345\0"
                      "7",
                      7, 0600, &err));
    T_OK(file_read(&text, &len, path, 7, a, &err));
    assert_int_equal(len, 7);
    assert_memory_equal(text,
                        "12345\0"
                        "7",
                        8);
    text = NULL;
    T_STATUS("one byte too long", file_read(&text, &len, path, 6, a, &err), E_LIMIT);
    assert_null(text);
    T_STATUS("missing", file_read(&text, &len, in_temp("none"), 9, a, &err), E_NOTFOUND);
    T_STATUS("directory", file_read(&text, &len, t_temp_dir(), 9, a, &err), E_INVALID);
    assert_int_equal(mkfifo(in_temp("pipe"), 0600), 0);
    T_STATUS("pipe without a writer", file_read(&text, &len, in_temp("pipe"), 9, a, &err),
             E_INVALID);
    T_OK(file_replace(path, "", 0, 0600, &err));
    T_OK(file_read(&text, &len, path, 0, a, &err));
    assert_int_equal(len, 0);
    assert_string_equal(text, "");
}

static size_t names_in(const char *dir)
{
    DIR *d = opendir(dir);
    size_t n = 0;

    assert_non_null(d);
    while (readdir(d) != NULL) {
        n++;
    }
    closedir(d);
    return n - 2;
}

static void leaves_the_old_content_or_the_new_whatever_fails(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *dir = in_temp("replace");
    char path[4300];
    struct err err;
    bool failed = true;
    int kept_old = 0;
    int points = 0;

    umask(022);
    T_OK(file_make_dirs(dir, 0700, &err));
    snprintf(path, sizeof(path), "%s/target", dir);
    for (uint64_t nth = 1; failed; nth++) {
        T_OK(file_replace(path, "old", 3, 0640, &err));
        fault_arm(FAULT_IO, nth);
        enum status st = file_replace(path, "new content", 11, 0640, &err);
        failed = fault_seen(FAULT_IO) >= nth;
        fault_arm(FAULT_IO, 0);

        const char *now = content(path, a);

        assert_true(strcmp(now, "new content") == 0 || (failed && strcmp(now, "old") == 0));
        assert_int_equal(st, failed ? E_IO : OK);
        assert_int_equal(names_in(dir), 1); /* no temporary file stays */
        kept_old += strcmp(now, "old") == 0;
        points += failed;
    }
    assert_int_equal(kept_old, 4); /* open, write, fsync, rename fail ... */
    assert_int_equal(points, 6);   /* ... then opening and fsync of the directory */

    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

static void says_why_a_file_cannot_be_replaced(void **state)
{
    (void)state;
    struct err err;
    char longer[5000];

    T_STATUS("no directory", file_replace(in_temp("no/such"), "x", 1, 0600, &err), E_NOTFOUND);
    memset(longer, 'a', sizeof(longer));
    longer[sizeof(longer) - 1] = '\0';
    T_STATUS("long path", file_replace(longer, "x", 1, 0600, &err), E_INVALID);
    T_STATUS("a directory is there", file_replace(t_temp_dir(), "x", 1, 0600, &err), E_IO);

    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

    assert_true(full >= 0);
    T_STATUS("full disk", file_write_all(full, "x", 1, &err), E_FULL);
    file_close(&full);
    assert_int_equal(full, -1);
    file_close(&full);
}

static void a_long_file_appears_only_when_it_is_done(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *dir = in_temp("long");
    char path[4300];
    struct err err;
    struct file_new f = FILE_NEW;

    T_OK(file_make_dirs(dir, 0700, &err));
    snprintf(path, sizeof(path), "%s/file", dir);
    T_OK(file_new_open(&f, path, 0600, &err));
    T_OK(file_write_all(f.fd, "half", 4, &err));
    file_new_close(&f); /* given up */
    assert_int_equal(names_in(dir), 0);

    T_OK(file_new_open(&f, path, 0600, &err));
    T_OK(file_write_all(f.fd, "whole", 5, &err));
    assert_int_equal(access(path, F_OK), -1);
    T_OK(file_new_done(&f, &err));
    file_new_close(&f);
    assert_int_equal(names_in(dir), 1);
    assert_string_equal(content(path, a), "whole");
}

static void an_unnamed_file_leaves_no_name(void **state)
{
    (void)state;
    const char *dir = in_temp("unnamed");
    struct err err;
    char back[2];
    CLEANUP(file_close) int fd = -1;

    T_OK(file_make_dirs(dir, 0700, &err));
    T_OK(file_unnamed(&fd, dir, &err));
    T_OK(file_write_all(fd, "xy", 2, &err));
    assert_int_equal(names_in(dir), 0);
    assert_int_equal(pread(fd, back, 2, 0), 2);
    assert_memory_equal(back, "xy", 2);
    T_STATUS("no directory", file_unnamed(&fd, in_temp("no/such"), &err), E_NOTFOUND);
}

static void makes_directories_on_the_way(void **state)
{
    (void)state;
    struct err err;
    struct stat st;

    T_OK(file_make_dirs(in_temp("a/bb/ccc"), 0700, &err));
    T_OK(file_make_dirs(in_temp("a//bb/ccc/dd/"), 0700, &err));
    T_OK(file_make_dirs("/", 0700, &err));
    assert_int_equal(stat(in_temp("a/bb/ccc/dd"), &st), 0);
    T_OK(file_replace(in_temp("a/file"), "x", 1, 0600, &err));
    T_STATUS("a file on the way", file_make_dirs(in_temp("a/file/x"), 0700, &err), E_CONFLICT);
    T_STATUS("no place for it", file_make_dirs("/proc/sonae/x", 0700, &err), E_NOTFOUND);
    T_STATUS("no name", file_make_dirs("", 0700, &err), E_INVALID);
}

static enum status make_dirs(void *arg, struct err *err)
{
    return file_make_dirs(arg, 0700, err);
}

static enum status read_it(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    char *text;
    size_t len;

    return file_read(&text, &len, arg, 100, a, err);
}

static void is_honest_when_the_disk_fails(void **state)
{
    (void)state;
    char path[4200];
    struct err err;

    snprintf(path, sizeof(path), "%s", in_temp("honest"));
    T_OK(file_replace(path, "x", 1, 0600, &err));
    T_FAULTS(FAULT_IO, read_it, path);
    T_FAULTS(FAULT_ALLOC, read_it, path);
    snprintf(path, sizeof(path), "%s", in_temp("p/q/r"));
    T_FAULTS(FAULT_IO, make_dirs, path);
}

static void wants_a_data_directory_of_its_own_user(void **state)
{
    (void)state;
    struct err err;

    T_OK(file_own_dir(t_temp_dir(), &err));
    T_OK(file_replace(in_temp("plain"), "x", 1, 0600, &err));
    T_STATUS("a file", file_own_dir(in_temp("plain"), &err), E_DENIED);
    T_STATUS("missing", file_own_dir(in_temp("nowhere"), &err), E_NOTFOUND);
    if (geteuid() == 0) {
        assert_int_equal(mkdir(in_temp("theirs"), 0755), 0);
        assert_int_equal(chown(in_temp("theirs"), 12345, 12345), 0);
        T_STATUS("another's", file_own_dir(in_temp("theirs"), &err), E_DENIED);
    } else {
        T_STATUS("root's", file_own_dir("/", &err), E_DENIED);
    }
}

/* Make dir/name, last written at at_s. */
static void put_dated(const char *dir, const char *name, int64_t at_s)
{
    char path[8192];
    struct err err;
    struct timespec when[2] = {{.tv_sec = at_s}, {.tv_sec = at_s}};

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    T_OK(file_replace(path, "x", 1, 0600, &err));
    assert_int_equal(utimensat(AT_FDCWD, path, when, 0), 0);
}

static bool is_there(const char *dir, const char *name)
{
    char path[8192];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    return access(path, F_OK) == 0;
}

static void old_files_are_forgotten_and_nothing_else(void **state)
{
    (void)state;
    const char *dir = in_temp("purge");
    char inner[4200];
    struct err err;

    snprintf(inner, sizeof(inner), "%s/inner", dir);
    T_OK(file_make_dirs(inner, 0700, &err));
    put_dated(dir, "before", 999);
    put_dated(dir, "at", 1000);
    put_dated(dir, ".hidden", 999);
    put_dated(inner, "before", 999);
    file_purge(dir, 1000);
    assert_false(is_there(dir, "before"));
    assert_true(is_there(dir, "at"));
    assert_true(is_there(dir, ".hidden"));
    assert_true(is_there(inner, "before"));
    file_purge("/no/such/place", 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_whole_files_up_to_a_limit),
        cmocka_unit_test(leaves_the_old_content_or_the_new_whatever_fails),
        cmocka_unit_test(says_why_a_file_cannot_be_replaced),
        cmocka_unit_test(a_long_file_appears_only_when_it_is_done),
        cmocka_unit_test(an_unnamed_file_leaves_no_name),
        cmocka_unit_test(makes_directories_on_the_way),
        cmocka_unit_test(is_honest_when_the_disk_fails),
        cmocka_unit_test(wants_a_data_directory_of_its_own_user),
        cmocka_unit_test(old_files_are_forgotten_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
