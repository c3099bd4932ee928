/*
 * The loop that main runs: start the roles, start again what dies, end all
 * when told to. It signals only processes it started itself, by their id.
 */
#ifndef PROC_SUPERVISE_H
#define PROC_SUPERVISE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define SUPERVISE_CHILDREN_MAX 64
#define SUPERVISE_BACKOFF_MIN_MS 100
#define SUPERVISE_BACKOFF_MAX_MS 5000
#define SUPERVISE_STEADY_MS 10000 /* who lived this long starts again without delay */
#define SUPERVISE_STOP_MS 10000   /* from SIGTERM to SIGKILL */

struct supervise_role {
    const char *name; /* for the log: "web", "keeper" */
    int n;            /* processes of this role */
    /*
     * Runs in a child (proc/child.h); index is 0 .. n - 1. Returning 0 means "my piece of work is
     * done": the role starts again at once (a job runner ends after each job to give its memory
     * back). Anything else, or a signal, is a failure: it starts again after a growing delay.
     */
    int (*run)(void *self, int index);
    void *self;
};

/*
 * Run role[n] until SIGTERM or SIGINT, then SIGTERM every child, wait for all (stop_ms, 0:
 * SUPERVISE_STOP_MS; who is deaf to it gets SIGKILL then), and return OK.
 * E_LIMIT: more than SUPERVISE_CHILDREN_MAX; E_IO.
 */
MUST_CHECK enum status supervise_run(const struct supervise_role role[], size_t n, int64_t stop_ms,
                                     struct err *err);

#endif
