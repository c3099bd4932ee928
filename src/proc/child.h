/*
 * Child processes that die with their parent.
 *
 * A child shares nothing but what it inherits; it ends by returning from its
 * function, by SIGTERM (at once, unless it asked for child_stop_fd()), or with
 * its parent (SIGKILL, so that kill -9 of the parent frees its ports).
 */
#ifndef PROC_CHILD_H
#define PROC_CHILD_H

#include "base/err.h"

#include <stdbool.h>
#include <sys/types.h>

#define CHILD_TEXT_SIZE 64

/*
 * Start run(self) in a child process; what it returns (0..255) becomes the exit status. SIGINT is
 * ignored there (a terminal sends it to everybody; the parent decides), all other signals are as
 * in a new program. E_BUSY: no process to be had; E_NOMEM, E_IO.
 */
MUST_CHECK enum status child_start(pid_t *out, int (*run)(void *self), void *self, struct err *err);

/* How a child ended, from waitpid()'s status, for the log: "exit 3", "signal 9 (Killed)". */
char *child_text(char out[CHILD_TEXT_SIZE], int wait_status);

/* In a child: from now on SIGTERM makes *fd readable instead of ending the process. */
MUST_CHECK enum status child_stop_fd(int *fd, struct err *err);

/* Has SIGTERM come? Waits for it at most wait_ms. */
bool child_stopped(int stop_fd, int wait_ms);

/* Wait for the end of a child of ours: its wait status. E_NOTFOUND: not ours. */
MUST_CHECK enum status child_wait(int *wait_status, pid_t pid, struct err *err);

#endif
