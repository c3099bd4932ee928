#include "proc/child.h"

#include "base/fault.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Signals as a new program has them, but SIGINT and SIGPIPE ignored. */
static void plain_signals(void)
{
    sigset_t none;

    for (int s = 1; s < NSIG; s++) {
        if (s != SIGKILL && s != SIGSTOP) {
            signal(s, s == SIGINT || s == SIGPIPE ? SIG_IGN : SIG_DFL);
        }
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

enum status child_start(pid_t *out, int (*run)(void *self), void *self, struct err *err)
{
    const pid_t parent = getpid();

    fflush(NULL); /* or the child would write our half-full buffers once more */
    pid_t pid = fault_hit(FAULT_IO) ? (errno = EAGAIN, -1) : fork();

    if (pid < 0) {
        return err_errno(err, errno, "starting a process");
    }
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) { /* it died before we had said so */
            _exit(0);
        }
        plain_signals();
        int status = run(self);

        fflush(NULL);
        _exit(status);
    }
    *out = pid;
    return OK;
}

char *child_text(char out[CHILD_TEXT_SIZE], int wait_status)
{
    if (WIFSIGNALED(wait_status)) {
        snprintf(out, CHILD_TEXT_SIZE, "signal %d (%s)", WTERMSIG(wait_status),
                 strsignal(WTERMSIG(wait_status)));
    } else {
        snprintf(out, CHILD_TEXT_SIZE, "exit %d", WEXITSTATUS(wait_status));
    }
    return out;
}

enum status child_stop_fd(int *out, struct err *err)
{
    sigset_t term;

    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL);
    int fd = signalfd(-1, &term, SFD_CLOEXEC | SFD_NONBLOCK);

    if (fd < 0) {
        return err_errno(err, errno, "signalfd");
    }
    *out = fd;
    return OK;
}

enum status child_wait(int *wait_status, pid_t pid, struct err *err)
{
    pid_t got;

    do {
        got = waitpid(pid, wait_status, 0);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return errno == ECHILD ? err_set(err, E_NOTFOUND, "process %d is not ours", (int)pid)
                               : err_errno(err, errno, "waiting for process %d", (int)pid);
    }
    return OK;
}

bool child_stopped(int stop_fd, int wait_ms)
{
    struct pollfd p = {.fd = stop_fd, .events = POLLIN};

    return poll(&p, 1, wait_ms) > 0;
}
