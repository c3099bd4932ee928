/*
 * A nudge from one process to others: "there is something to do". Who misses
 * it finds out at the next poll; who gets it looks at once.
 */
#ifndef PROC_WAKE_H
#define PROC_WAKE_H

#include "base/err.h"

#include <stdbool.h>

/* A pipe that processes inherit; both ends never block. */
struct wake {
    int read_fd;
    int write_fd;
};

#define WAKE_INIT ((struct wake){-1, -1})

MUST_CHECK enum status wake_open(struct wake *out, struct err *err);
void wake_close(struct wake *w);

void wake_send(const struct wake *w); /* a full pipe is fine: the nudges before will do */

/* Wait at most timeout_ms (-1: for ever) for a nudge, and take all there are. True: there was one.
   also_fd (-1: none) ends the waiting early too; it is only looked at, never read. */
bool wake_wait(const struct wake *w, int also_fd, int timeout_ms);

#endif
