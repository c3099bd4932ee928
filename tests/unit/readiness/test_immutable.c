#include "readiness/immutable.h"

#include "base/file.h"
#include "t.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COPY = 7, NOW = 1000, ARENA = 1 << 16 };

static const char *canary_in(const char *dir, struct arena *a)
{
    return arena_printf(a, "%s/" IMMUTABLE_CANARY, dir);
}

static struct copy_fact try_in(const char *dir, struct arena *a)
{
    struct copy_fact f = {0};
    struct err err;

    T_OK(immutable_try(&f, dir, COPY, NOW, a, &err));
    assert_int_equal(f.kind, COPY_IMMUTABLE);
    assert_int_equal(f.backup_id, COPY);
    assert_string_equal(f.source, "canary");
    assert_int_equal(f.at, NOW);
    assert_non_null(f.note);
    return f;
}

static const char *new_dir(const char *name, struct arena *a)
{
    const char *dir = arena_printf(a, "%s/%s", t_temp_dir(), name);

    assert_int_equal(mkdir(dir, 0700), 0);
    return dir;
}

static void overwrite(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void an_open_door_is_found_and_nothing_stays_changed(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const char *dir = new_dir("open", a);
    struct err err;

    assert_int_equal(try_in(dir, a).proof, COPY_UNKNOWN); /* no canary */
    assert_int_equal(try_in("/nowhere/at/all", a).proof, COPY_UNKNOWN);
    T_OK(immutable_plant(dir, COPY, &err));
    T_STATUS("twice", immutable_plant(dir, COPY, &err), E_CONFLICT);
    assert_int_equal(try_in(dir, a).proof, COPY_CONTRADICTED);
    assert_int_equal(try_in(dir, a).proof, COPY_CONTRADICTED); /* and is still there */
}

static void a_canary_that_was_touched_sings(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const char *dir = new_dir("touched", a), *canary = canary_in(dir, a);
    struct err err;

    T_OK(immutable_plant(dir, COPY, &err));
    overwrite(canary, "xxxxxxxx");
    assert_string_equal(try_in(dir, a).note,
                        "見張りファイルの中身が変わっています。だれかが書き換えました。");
    assert_int_equal(unlink(canary), 0);
    assert_int_equal(symlink("/etc/hostname", canary), 0); /* is not followed */
    assert_int_equal(try_in(dir, a).proof, COPY_UNKNOWN);
    assert_int_equal(unlink(canary), 0);
    assert_int_equal(mkfifo(canary, 0600), 0); /* is not waited for */
    assert_int_equal(try_in(dir, a).proof, COPY_UNKNOWN);
}

static void rights_that_are_missing_prove_nothing(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const char *dir = new_dir("rights", a);
    struct err err;

    T_OK(immutable_plant(dir, COPY, &err));
    assert_int_equal(chmod(canary_in(dir, a), 0444), 0);
    assert_int_equal(chmod(dir, 0555), 0);
    pid_t child = fork();

    if (child == 0) {
        if (geteuid() == 0 && (chmod(t_temp_dir(), 0755) != 0 || setuid(65534) != 0)) {
            _exit(9);
        }
        struct copy_fact f = {0};

        _exit(immutable_try(&f, dir, COPY, NOW, a, &err) == OK && f.proof == COPY_UNKNOWN ? 0 : 1);
    }
    int how;

    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    assert_int_equal(chmod(dir, 0700), 0);
}

/* The attribute that chattr sets; false: this kernel or file system refuses. */
static bool set_flags(const char *path, int flags)
{
    CLEANUP(file_close) int fd = open(path, O_RDONLY);

    return fd >= 0 && ioctl(fd, FS_IOC_SETFLAGS, &flags) == 0;
}

static void the_attributes_protect(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int flag;
    } row[] = {
        {"immutable", FS_IMMUTABLE_FL},
        {"append",    FS_APPEND_FL   }
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        const char *dir = new_dir(row[i].name, a), *canary = canary_in(dir, a);
        struct err err;

        T_OK(immutable_plant(dir, COPY, &err));
        assert_int_equal(try_in(dir, a).proof, COPY_CONTRADICTED); /* without the attribute */
        if (!set_flags(canary, row[i].flag)) {
            print_message("not tried: the kernel refuses the attribute %s (%s)\n", row[i].name,
                          strerror(errno));
            continue;
        }
        struct copy_fact f = try_in(dir, a);
        bool off = set_flags(canary, 0);

        assert_true(off);
        assert_int_equal(f.proof, COPY_PROVED);
        assert_int_equal(try_in(dir, a).proof, COPY_CONTRADICTED); /* and without it again */
    }
}

/* In a mount namespace of its own: the directory once more, read-only. */
static int try_read_only(const char *dir, struct arena *a)
{
    struct copy_fact f = {0};
    struct err err;

    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount(dir, dir, NULL, MS_BIND, NULL) != 0 ||
        mount(NULL, dir, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) != 0) {
        return 77;
    }
    if (immutable_plant(dir, COPY, &err) == OK) {
        return 1;
    }
    return immutable_try(&f, dir, COPY, NOW, a, &err) == OK && f.proof == COPY_CLAIMED ? 0 : 2;
}

static void a_mount_that_is_read_only_is_a_claim(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const char *dir = new_dir("mount", a);
    struct err err;
    int how;

    T_OK(immutable_plant(dir, COPY, &err));
    pid_t child = fork();

    if (child == 0) {
        _exit(try_read_only(dir, a));
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    if (WIFEXITED(how) && WEXITSTATUS(how) == 77) {
        print_message("not tried: no mount namespace to be had\n");
        return;
    }
    assert_int_equal(how, 0);
}

struct place {
    const char *dir;
};

static enum status try_faulty(void *arg, struct err *err)
{
    const struct place *p = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct copy_fact f = {.proof = COPY_PROVED};
    enum status st = immutable_try(&f, p->dir, COPY, NOW, a, err);

    /* Nothing protects it: whatever fails on the way, that is no proof. */
    return st != OK                       ? st
           : f.proof == COPY_CONTRADICTED ? OK
           : f.proof == COPY_UNKNOWN      ? E_IO
                                          : E_CORRUPT;
}

static void what_fails_is_never_a_proof(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct place p = {new_dir("faulty", a)};
    struct err err;

    T_OK(immutable_plant(p.dir, COPY, &err));
    T_FAULTS(FAULT_ALLOC, try_faulty, &p);
    T_FAULTS(FAULT_IO, try_faulty, &p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_door_is_found_and_nothing_stays_changed),
        cmocka_unit_test(a_canary_that_was_touched_sings),
        cmocka_unit_test(rights_that_are_missing_prove_nothing),
        cmocka_unit_test(the_attributes_protect),
        cmocka_unit_test(a_mount_that_is_read_only_is_a_claim),
        cmocka_unit_test(what_fails_is_never_a_proof),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
