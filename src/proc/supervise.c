#include "proc/supervise.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "proc/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

struct watch;

struct post {
    struct watch *watch;
    const struct supervise_role *role;
    int index;
    pid_t pid; /* 0: not running */
    int64_t started_us;
    int64_t due_us;     /* when not running: start then */
    int64_t backoff_ms; /* of the last failure; 0: none */
};

struct watch {
    struct post post[SUPERVISE_CHILDREN_MAX];
    size_t n;
    int signal_fd;
    bool stopping;
    sigset_t before; /* the signal mask we found */
};

static int run_post(void *self)
{
    const struct post *p = self;

    file_close(&p->watch->signal_fd); /* the child's copy; signals there are the child's own */
    return p->role->run(p->role->self, p->index);
}

static int64_t next_backoff(int64_t last_ms)
{
    if (last_ms == 0) {
        return SUPERVISE_BACKOFF_MIN_MS;
    }
    return last_ms * 2 < SUPERVISE_BACKOFF_MAX_MS ? last_ms * 2 : SUPERVISE_BACKOFF_MAX_MS;
}

static void put_off(struct post *p, int64_t now_us)
{
    p->backoff_ms = next_backoff(p->backoff_ms);
    p->due_us = now_us + p->backoff_ms * 1000;
}

static void start(struct post *p, int64_t now_us)
{
    struct err err;

    if (child_start(&p->pid, run_post, p, &err) == OK) {
        p->started_us = now_us;
        log_event(LOG_INFO, "process.started", log_str("role", p->role->name),
                  log_int("index", p->index), log_int("pid", p->pid));
    } else {
        log_err("process.not_started", &err);
        put_off(p, now_us);
    }
}

static void ended(struct post *p, int wait_status, bool expected, int64_t now_us)
{
    const bool good = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
    const bool at_once = now_us - p->started_us < SUPERVISE_BACKOFF_MIN_MS * 1000;
    char text[CHILD_TEXT_SIZE];

    log_event(good || expected ? LOG_INFO : LOG_ERROR, "process.ended",
              log_str("role", p->role->name), log_int("index", p->index), log_int("pid", p->pid),
              log_str("how", child_text(text, wait_status)));
    p->pid = 0;
    if ((good && !at_once) || now_us - p->started_us > SUPERVISE_STEADY_MS * INT64_C(1000)) {
        p->backoff_ms = 0;
        p->due_us = now_us;
    } else {
        put_off(p, now_us); /* also who is done at once, again and again: it would only spin */
    }
}

static void collect(struct watch *w, int64_t now_us)
{
    for (size_t i = 0; i < w->n; i++) {
        struct post *p = &w->post[i];
        int wait_status;

        if (p->pid != 0 && waitpid(p->pid, &wait_status, WNOHANG) == p->pid) {
            ended(p, wait_status, w->stopping, now_us);
        }
    }
}

static size_t running(const struct watch *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++) {
        n += w->post[i].pid != 0;
    }
    return n;
}

static void send_all(const struct watch *w, int sig)
{
    for (size_t i = 0; i < w->n; i++) {
        if (w->post[i].pid != 0) {
            kill(w->post[i].pid, sig);
        }
    }
}

/* Sleep until a signal or until_us. What the signals were is found out by looking. */
static void sleep_until(struct watch *w, int64_t now_us, int64_t until_us)
{
    struct pollfd p = {w->signal_fd, POLLIN, 0};
    int64_t ms = until_us == INT64_MAX ? -1 : (until_us - now_us + 999) / 1000;
    struct signalfd_siginfo info;

    if (poll(&p, 1, ms < 0 && until_us != INT64_MAX ? 0 : (int)ms) > 0) {
        while (read(w->signal_fd, &info, sizeof(info)) == sizeof(info)) {
            if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) {
                w->stopping = true;
            }
        }
    }
}

static void keep_running(struct watch *w)
{
    while (!w->stopping) {
        int64_t now_us = clock_steady_us(), next_us = INT64_MAX;

        collect(w, now_us);
        for (size_t i = 0; i < w->n; i++) {
            struct post *p = &w->post[i];

            if (p->pid == 0 && p->due_us <= now_us) {
                start(p, now_us);
            }
            if (p->pid == 0 && p->due_us < next_us) {
                next_us = p->due_us;
            }
        }
        sleep_until(w, now_us, next_us);
    }
}

static void stop_all(struct watch *w, int64_t stop_ms)
{
    const int64_t until_us = clock_steady_us() + stop_ms * 1000;

    w->stopping = true;
    send_all(w, SIGTERM);
    for (;;) {
        int64_t now_us = clock_steady_us();

        collect(w, now_us);
        if (running(w) == 0) {
            return;
        }
        if (now_us >= until_us) {
            send_all(w, SIGKILL);
        }
        sleep_until(w, now_us, now_us >= until_us ? now_us + 100000 : until_us);
    }
}

static enum status begin(struct watch *w, const struct supervise_role role[], size_t n,
                         struct err *err)
{
    sigset_t ours;

    for (size_t r = 0; r < n; r++) {
        for (int i = 0; i < role[r].n; i++) {
            if (w->n == SUPERVISE_CHILDREN_MAX) {
                return err_set(err, E_LIMIT, "supervise: more than %d processes",
                               SUPERVISE_CHILDREN_MAX);
            }
            w->post[w->n++] = (struct post){.watch = w, .role = &role[r], .index = i};
        }
    }
    sigemptyset(&ours);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ours, &w->before);
    w->signal_fd = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
    if (w->signal_fd < 0) {
        sigprocmask(SIG_SETMASK, &w->before, NULL);
        return err_errno(err, errno, "signalfd");
    }
    return OK;
}

enum status supervise_run(const struct supervise_role role[], size_t n, int64_t stop_ms,
                          struct err *err)
{
    struct watch w = {.signal_fd = -1};
    enum status st = begin(&w, role, n, err);

    if (st != OK) {
        return st;
    }
    keep_running(&w);
    stop_all(&w, stop_ms == 0 ? SUPERVISE_STOP_MS : stop_ms);
    file_close(&w.signal_fd);
    sigprocmask(SIG_SETMASK, &w.before, NULL);
    return OK;
}
