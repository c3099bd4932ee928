#include "proc/tool.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/file.h"
#include "proc/child.h"
#include "proc/tool_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 250, READ_SIZE = 64 << 10 };

void tool_result_close(struct tool_result *r)
{
    buf_close(&r->out);
    buf_close(&r->words);
}

enum status tool_find(char out[PATH_MAX], const char *name, const char *path, struct err *err)
{
    struct stat st;

    for (const char *p = path == NULL ? TOOL_PATH : path; *p != '\0';) {
        size_t len = strcspn(p, ":");
        char full[PATH_MAX];
        int n = snprintf(full, sizeof(full), "%.*s/%s", (int)len, p, name);

        if (len > 0 && n > 0 && (size_t)n < sizeof(full) && access(full, X_OK) == 0 &&
            stat(full, &st) == 0 && S_ISREG(st.st_mode)) {
            memcpy(out, full, (size_t)n + 1);
            return OK;
        }
        p += len + (p[len] == ':');
    }
    return err_say(err, E_NOTFOUND, MSG_TOOL_MISSING, name);
}

/* ---- Starting ---- */

/* Ends of pipes: what the child has, and ours. -1: not open. */
struct pipes {
    int child_in, child_out, child_words, child_secret, child_told;
    int out, words, told;
};

static void close_child_ends(struct pipes *p)
{
    int *const fd[] = {&p->child_in, &p->child_out, &p->child_words, &p->child_secret,
                       &p->child_told};

    for (size_t i = 0; i < COUNT(fd); i++) {
        file_close(fd[i]);
    }
}

static void close_pipes(struct pipes *p)
{
    close_child_ends(p);
    file_close(&p->out);
    file_close(&p->words);
    file_close(&p->told);
}

static enum status open_pipe(int *ours, int *theirs, struct err *err)
{
    int fd[2];

    if (fault_hit(FAULT_IO) ? (errno = EMFILE, true) : pipe2(fd, O_CLOEXEC) != 0) {
        return err_errno(err, errno, "tool: pipe");
    }
    *ours = fd[0];
    *theirs = fd[1];
    return OK;
}

/* The secret fits into the pipe's buffer: it is written whole before anybody reads. */
static enum status open_secret(struct pipes *p, const char *secret, struct err *err)
{
    CLEANUP(file_close) int to = -1;
    size_t len = strlen(secret);

    if (len > TOOL_SECRET_MAX) {
        return err_set(err, E_LIMIT, "tool: secret of %zu bytes", len);
    }
    enum status st = open_pipe(&p->child_secret, &to, err);

    return st == OK ? file_write_all(to, secret, len, err) : st;
}

static enum status open_pipes(struct pipes *p, const struct tool *t, struct err *err)
{
    p->child_in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    enum status st = p->child_in < 0 ? err_errno(err, errno, "/dev/null")
                                     : open_pipe(&p->out, &p->child_out, err);

    if (st == OK) {
        st = open_pipe(&p->words, &p->child_words, err);
    }
    if (st == OK) {
        st = open_pipe(&p->told, &p->child_told, err);
    }
    if (st == OK && t->secret != NULL) {
        st = open_secret(p, t->secret, err);
    }
    return st;
}

/* ---- Listening ---- */

struct listening {
    const struct tool *tool;
    struct tool_result *result;
    struct buf line; /* the line that is not whole yet */
    size_t taken;    /* bytes of output so far */
    bool is_loud;
};

static enum status take_line(struct listening *l, struct err *err)
{
    size_t len = l->line.len;
    enum status st = buf_status(&l->line, err);

    if (st == OK) {
        st = l->tool->line(l->tool->self, buf_text(&l->line), len, err);
    }
    buf_clear(&l->line);
    return st;
}

/* Bytes of standard output: to the caller line by line, or gathered. */
static enum status take(struct listening *l, const char *bytes, size_t len, struct err *err)
{
    enum status st = OK;

    l->taken += len;
    l->is_loud |= l->taken > l->tool->output_max;
    if (l->tool->line == NULL) {
        if (!l->is_loud) {
            buf_add(&l->result->out, bytes, len);
        }
        return l->is_loud ? OK : buf_status(&l->result->out, err);
    }
    while (st == OK && len > 0 && !l->is_loud) {
        const char *end = memchr(bytes, '\n', len);
        size_t n = end == NULL ? len : (size_t)(end - bytes);

        if (l->line.len + n > TOOL_LINE_MAX) {
            l->is_loud = true;
            break;
        }
        buf_add(&l->line, bytes, n);
        st = end == NULL ? buf_status(&l->line, err) : take_line(l, err);
        bytes += n + (end != NULL);
        len -= n + (end != NULL);
    }
    return st;
}

static void keep_words(struct listening *l, const char *bytes, size_t len)
{
    struct buf *words = &l->result->words;
    size_t room = TOOL_WORDS_MAX - words->len;

    buf_add(words, bytes, len < room ? len : room);
}

/* Read what is there; *open turns false at the end. */
static enum status read_some(struct listening *l, int fd, bool is_words, bool *open,
                             struct err *err)
{
    char bytes[READ_SIZE];
    ssize_t n = read(fd, bytes, sizeof(bytes));

    if (n < 0) {
        return errno == EINTR ? OK : err_errno(err, errno, "tool: output");
    }
    *open = n > 0;
    if (is_words) {
        keep_words(l, bytes, (size_t)n);
        return OK;
    }
    return take(l, bytes, (size_t)n, err);
}

/* Until both ends are closed, it is too late, or it is not wanted any more. */
static enum status listen_to(struct listening *l, const struct pipes *p, int64_t until_us,
                             struct err *err)
{
    bool open[2] = {true, true};
    enum status st = OK;

    while (st == OK && (open[0] || open[1]) && !l->is_loud) {
        struct pollfd fd[2] = {
            {.fd = open[0] ? p->out : -1,   .events = POLLIN},
            {.fd = open[1] ? p->words : -1, .events = POLLIN}
        };

        if (clock_steady_us() >= until_us) {
            l->result->end = TOOL_SLOW;
            break;
        }
        int n = poll(fd, 2, LOOK_MS);

        st = progress_step(l->tool->progress, 0, 0, l->tool->what, err);
        for (int i = 0; st == OK && n > 0 && i < 2; i++) {
            if (fd[i].revents != 0) {
                st = read_some(l, fd[i].fd, i == 1, &open[i], err);
            }
        }
    }
    if (st == OK && l->line.len > 0 && !l->is_loud && l->result->end != TOOL_SLOW) {
        st = take_line(l, err); /* a last line without its end */
    }
    return st;
}

/* What the child said before the program began. */
static enum status hear_start(struct tool_result *r, int fd, struct err *err)
{
    struct tool_told told;
    ssize_t n;
    enum status st = OK;

    while ((n = read(fd, &told, sizeof(told))) == (ssize_t)sizeof(told) ||
           (n < 0 && errno == EINTR)) {
        if (n > 0 && told.failed != 0) {
            told.detail[sizeof(told.detail) - 1] = '\0';
            st = err_set(err, (enum status)told.failed, "%s", told.detail);
        } else if (n > 0) {
            r->gaps = told.gaps;
        }
    }
    return st;
}

static enum status wait_end(struct tool_result *r, pid_t pid, bool kill_it, int64_t until_us,
                            struct err *err)
{
    int wait_status;
    pid_t got = 0;

    /* It may have closed its output and still run. */
    while (!kill_it && (got = waitpid(pid, &wait_status, WNOHANG)) == 0) {
        kill_it = clock_steady_us() >= until_us;
        if (kill_it) {
            r->end = TOOL_SLOW;
        } else {
            poll(NULL, 0, 1);
        }
    }
    if (got != pid) {
        kill(-pid, SIGKILL); /* the program and what it started */
        kill(pid, SIGKILL);  /* had it not yet made its group */
        enum status st = child_wait(&wait_status, pid, err);

        if (st != OK) {
            return st;
        }
    }
    kill(-pid, SIGKILL); /* helpers of its own that it left behind */
    if (r->end == TOOL_EXITED && WIFSIGNALED(wait_status) && !kill_it) {
        r->end = TOOL_SIGNALLED;
        r->code = WTERMSIG(wait_status);
    } else if (WIFEXITED(wait_status)) {
        r->code = WEXITSTATUS(wait_status);
    }
    return OK;
}

static enum status run_program(struct tool_result *r, struct tool_start *s, struct pipes *p,
                               struct err *err)
{
    const struct tool *t = s->tool;
    const int64_t begun = clock_steady_us(), until = begun + t->timeout_ms * 1000;
    CLEANUP(buf_close) struct buf line = BUF_INIT(TOOL_LINE_MAX + 1);
    struct listening l = {.tool = t, .result = r, .line = line};
    pid_t pid;

    s->in = p->child_in;
    s->out = p->child_out;
    s->words = p->child_words;
    s->secret = p->child_secret;
    s->told = p->child_told;
    enum status st = child_start(&pid, tool_child, s, err);

    if (st != OK) {
        return st;
    }
    close_child_ends(p);
    st = hear_start(r, p->told, err);
    if (st == OK) {
        st = listen_to(&l, p, until, err);
    }
    line = l.line; /* it may have grown: CLEANUP frees what is there now */
    if (l.is_loud) {
        r->end = TOOL_LOUD;
    }
    bool stop = st != OK || r->end != TOOL_EXITED;
    enum status ended = wait_end(r, pid, stop, until, st == OK ? err : NULL);

    r->took_us = clock_steady_us() - begun;
    return st == OK ? ended : st;
}

enum status tool_run(struct tool_result *r, const struct tool *t, struct err *err)
{
    struct pipes p = {-1, -1, -1, -1, -1, -1, -1, -1};
    struct tool_start s = {.tool = t, .parent = getpid()};
    enum status st = tool_find(s.program, t->name, t->path, err);

    *r = (struct tool_result){.out = BUF_INIT(t->output_max + 1),
                              .words = BUF_INIT(TOOL_WORDS_MAX + 1)};
    if (st == OK && t->n_read > TOOL_READ_MAX) {
        st = err_set(err, E_LIMIT, "tool: %zu paths to read", t->n_read);
    }
    if (st == OK) {
        st = open_pipes(&p, t, err);
    }
    if (st == OK) {
        st = run_program(r, &s, &p, err);
    }
    close_pipes(&p);
    if (st != OK) {
        tool_result_close(r);
        return err_note(err, "running %s", t->name);
    }
    return OK;
}
