#include "proc/tool_child.h"

#include "proc/limits.h"
#include "proc/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST_FREE_FD = 64, CAP_LAST = 63, SECRET_FD = 3, NO_PROGRAM = 127 };

const char *const tool_run_dirs[TOOL_RUN_DIRS] = {"/usr", "/bin", "/sbin", "/lib", "/lib64"};
const char *const tool_read_files[TOOL_READ_FILES] = {"/etc/passwd", "/etc/group",
                                                      "/etc/nsswitch.conf", "/etc/alternatives"};

/* The descriptors it shall have, from numbers out of the way; everything else is closed. */
static enum status place_descriptors(struct tool_start *s, struct err *err)
{
    int *const from[] = {&s->in, &s->out, &s->words, &s->secret, &s->told};

    for (size_t i = 0; i < COUNT(from); i++) {
        if (*from[i] >= 0) {
            *from[i] = fcntl(*from[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
            if (*from[i] < 0) {
                return err_errno(err, errno, "tool: descriptor");
            }
        }
    }
    const bool by_input = s->secret >= 0 && s->tool->secret_fd == 0;
    bool ok = dup2(by_input ? s->secret : s->in, 0) == 0 && dup2(s->out, 1) == 1 &&
              dup2(s->words, 2) == 2;
    unsigned first = SECRET_FD;

    if (ok && s->secret >= 0 && !by_input) {
        ok = dup2(s->secret, SECRET_FD) == SECRET_FD;
        first++;
    }
    s->told = ok ? dup3(s->told, FIRST_FREE_FD - 1, O_CLOEXEC) : -1;
    if (s->told < 0 || syscall(SYS_close_range, first, s->told - 1, 0) != 0 ||
        syscall(SYS_close_range, s->told + 1, ~0U, 0) != 0) {
        return err_errno(err, errno, "tool: descriptors");
    }
    return OK;
}

/*
 * From root to SCRATCH_UID, with one capability left: to read what file modes would not let it
 * read. Landlock narrows that to the paths named; writing is not in it.
 */
static enum status leave_root(struct err *err)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct caps[2] = {0};
    const unsigned read_all = 1U << CAP_DAC_READ_SEARCH;

    for (unsigned long c = 0; c <= CAP_LAST; c++) {
        if (c != CAP_DAC_READ_SEARCH) {
            (void)prctl(PR_CAPBSET_DROP, c, 0, 0, 0); /* EINVAL: a kernel without that one */
        }
    }
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 || setgroups(0, NULL) != 0 ||
        setresgid(SCRATCH_GID, SCRATCH_GID, SCRATCH_GID) != 0 ||
        setresuid(SCRATCH_UID, SCRATCH_UID, SCRATCH_UID) != 0) {
        return err_errno(err, errno, "tool: leaving root");
    }
    caps[0].permitted = caps[0].effective = caps[0].inheritable = read_all;
    if (syscall(SYS_capset, &head, caps) != 0 ||
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0) != 0) {
        return err_errno(err, errno, "tool: capabilities");
    }
    return OK;
}

static enum status limit_time(int64_t timeout_ms, struct err *err)
{
    const rlim_t seconds = (rlim_t)(timeout_ms / 1000 + 60); /* our clock comes first */
    const struct rlimit cpu = {seconds, seconds};

    return setrlimit(RLIMIT_CPU, &cpu) == 0 ? OK : err_errno(err, errno, "tool: time");
}

static enum status settle(struct tool_start *s, unsigned *gaps, struct err *err)
{
    const struct tool *t = s->tool;
    const char *const write[] = {t->scratch->path, "/dev/null"};
    const char *read[TOOL_READ_MAX + COUNT(tool_read_files)];
    char own_dir[PATH_MAX];
    const char *run[COUNT(tool_run_dirs) + 1];
    struct sandbox want = {
        .kind = SANDBOX_TOOL, .write = write, .n_write = COUNT(write), .read = read, .run = run};

    snprintf(own_dir, sizeof(own_dir), "%s", s->program);
    *strrchr(own_dir, '/') = '\0';
    memcpy(run, tool_run_dirs, sizeof(tool_run_dirs));
    run[COUNT(tool_run_dirs)] = own_dir;
    want.n_run = COUNT(run);
    memcpy(read, tool_read_files, sizeof(tool_read_files));
    want.n_read = COUNT(tool_read_files);
    for (size_t i = 0; i < t->n_read; i++) {
        read[want.n_read++] = t->read[i];
    }

    if (setpgid(0, 0) != 0 || chdir(t->scratch->path) != 0 ||
        (t->dir != NULL && chdir(t->dir) != 0)) {
        return err_errno(err, errno, "tool: %s", t->scratch->path);
    }
    enum status st = geteuid() == 0 ? leave_root(err) : OK;

    if (st != OK) {
        return st;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* changing the user has cleared it */
    if (getppid() != s->parent) {
        _exit(0);
    }
    st = limit_time(t->timeout_ms, err);
    if (st == OK) {
        st = sandbox_enter(&want, gaps, err);
    }
    return st == OK ? limits_apply(TOOL_MEMORY_MAX, err) : st;
}

static void tell(const struct tool_start *s, const struct tool_told *told)
{
    (void)!write(s->told, told, sizeof(*told)); /* a parent that is gone needs no telling */
}

/* Its environment: a small one of ours, then what the tool's row adds. */
static void begin(const struct tool_start *s)
{
    const struct tool *t = s->tool;
    char home[PATH_MAX + 8], temp[PATH_MAX + 8];
    const char *env[TOOL_ENV_MAX + 8] = {"LC_ALL=C.UTF-8", "TZ=UTC", "PATH=" TOOL_PATH, home, temp};
    const char *argv[TOOL_ARGS_MAX + 2] = {s->program}; /* some look for others beside themselves */
    size_t n = 5;

    snprintf(home, sizeof(home), "HOME=%s", t->scratch->path);
    snprintf(temp, sizeof(temp), "TMPDIR=%s", t->scratch->path);
    for (size_t i = 0; t->env != NULL && t->env[i] != NULL && i < TOOL_ENV_MAX; i++) {
        env[n++] = t->env[i];
    }
    for (size_t i = 0; i < TOOL_ARGS_MAX && t->argument[i] != NULL; i++) {
        argv[i + 1] = t->argument[i];
    }
    execve(s->program, (char *const *)argv, (char *const *)env);
}

int tool_child(void *self)
{
    struct tool_start *s = self;
    struct tool_told told = {0};
    struct err err;

    signal(SIGPIPE, SIG_DFL); /* a program expects them as in a shell */
    signal(SIGINT, SIG_DFL);
    enum status st = place_descriptors(s, &err);

    if (st == OK) {
        st = settle(s, &told.gaps, &err);
    }
    if (st == OK) {
        tell(s, &told);
        begin(s);
        st = err_errno(&err, errno, "tool: %s", s->program);
    }
    told.failed = (int)st;
    memcpy(told.detail, err.detail, sizeof(told.detail));
    tell(s, &told);
    return NO_PROGRAM;
}
