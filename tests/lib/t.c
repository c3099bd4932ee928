#include "t.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void t_status(const char *what, enum status got, enum status want, const struct err *err,
              const char *file, int line)
{
    if (got != want) {
        print_error("%s: got %s, want %s (%s)\n", what, status_name(got), status_name(want),
                    got == OK ? "" : err->detail);
        _fail(file, line);
    }
}

enum { FAULT_POINTS_MAX = 100000 };

void t_faults(enum fault_kind kind, enum status (*body)(void *arg, struct err *err), void *arg,
              const char *file, int line)
{
    for (uint64_t nth = 1; nth < FAULT_POINTS_MAX; nth++) {
        struct err err = {.status = OK};

        fault_arm(kind, nth);
        enum status got = body(arg, &err);
        bool reached = fault_seen(kind) >= nth;

        fault_arm(kind, 0);
        if (!reached) {
            t_status("the run without a fault", got, OK, &err, file, line);
            return;
        }
        if (got != OK && got != E_NOMEM && got != E_IO && got != E_FULL && got != E_BUSY) {
            print_error("fault %llu: %s is no honest answer (%s)\n", (unsigned long long)nth,
                        status_name(got), err.detail);
            _fail(file, line);
        }
    }
    print_error("more than %d fault points\n", FAULT_POINTS_MAX);
    _fail(file, line);
}

void t_aborts(const char *what, void (*body)(void), const char *file, int line)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        signal(SIGABRT, SIG_DFL); /* cmocka catches it */
        freopen("/dev/null", "w", stderr);
        body();
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSIGNALED(status) ||
        WTERMSIG(status) != SIGABRT) {
        print_error("%s: did not abort\n", what);
        _fail(file, line);
    }
}

/* Cairo and fontconfig keep a few blocks until the process ends; ours are still found. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig.so\nleak:libcairo.so\n";
}

static char temp_dir[4096];
static pid_t temp_dir_owner; /* a child that exits must not take it away from its parent */

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void remove_temp_dir(void)
{
    if (getpid() == temp_dir_owner) {
        nftw(temp_dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
}

const char *t_temp_dir(void)
{
    if (temp_dir[0] == '\0') {
        const char *base = getenv("TMPDIR");

        snprintf(temp_dir, sizeof(temp_dir), "%s/sonae-test-XXXXXX", base == NULL ? "/tmp" : base);
        if (mkdtemp(temp_dir) == NULL) {
            fail_msg("no temporary directory");
        }
        temp_dir_owner = getpid();
        atexit(remove_temp_dir);
    }
    return temp_dir;
}

static const char *below(const char *variable, const char *path)
{
    static char slot[8][4096];
    static unsigned next;
    const char *top = getenv(variable);

    if (top == NULL) {
        return NULL;
    }
    char *out = slot[next++ % 8];

    snprintf(out, sizeof(slot[0]), "%s/%s", top, path);
    return out;
}

const char *t_source(const char *path)
{
    const char *p = below("T_SOURCE", path);

    if (p == NULL) {
        fail_msg("T_SOURCE is not set");
    }
    return p;
}

const char *t_shared(const char *path)
{
    const char *p = below("T_SHARED", path);

    return p != NULL && access(p, R_OK) == 0 ? p : NULL;
}

void t_golden(const char *name, const char *text, size_t len)
{
    char path[4200];

    snprintf(path, sizeof(path), "%s/%s", t_source("tests/golden"), name);
    if (getenv("T_BLESS") != NULL) {
        FILE *f = fopen(path, "wb");

        if (f == NULL || fwrite(text, 1, len, f) != len || fclose(f) != 0) {
            fail_msg("cannot write %s", path);
        }
        return;
    }
    FILE *f = fopen(path, "rb");

    if (f == NULL) {
        fail_msg("no golden file %s (T_BLESS=1 writes it)", path);
        return;
    }
    char *want = calloc(1, len + 2);
    size_t got = fread(want, 1, len + 1, f);

    fclose(f);
    bool same = got == len && memcmp(want, text, len) == 0;

    if (!same) {
        size_t at = 0;

        while (at < got && at < len && want[at] == text[at]) {
            at++;
        }
        print_error("%s differs at byte %zu:\nwant: %.200s\ngot:  %.200s\n", name, at, want + at,
                    text + at);
    }
    free(want);
    assert_true(same);
}
