/*
 * A directory for a program of others: its home, its temporary files, what it restores. It is gone
 * with everything in it when it is closed.
 */
#ifndef PROC_SCRATCH_H
#define PROC_SCRATCH_H

#include "base/err.h"

#include <limits.h>
#include <sys/types.h>

/* Whom a program of others runs as where we are root ("nobody" on Debian; not looked up, since a
   name service could answer anything). */
#define SCRATCH_UID 65534
#define SCRATCH_GID 65534

struct scratch {
    char path[PATH_MAX]; /* "": there is none */
};
#define SCRATCH_INIT \
    {                \
        .path = ""   \
    }

/*
 * Make a new directory below parent (made where it is missing) that only its owner can enter: us,
 * or SCRATCH_UID where we are root. Its path is absolute, whatever parent is. E_IO, E_FULL, E_LIMIT
 * (a path too long).
 */
MUST_CHECK enum status scratch_open(struct scratch *s, const char *parent, struct err *err);

/* A new directory in it, for the program to work in. */
MUST_CHECK enum status scratch_dir(const struct scratch *s, const char *name, struct err *err);

/* Remove it, whatever the program left in it and however it set the rights; follows no link. */
void scratch_close(struct scratch *s);

/* Remove what stands in it, but keep the directory. E_IO when something could not be removed. */
MUST_CHECK enum status scratch_empty(const struct scratch *s, struct err *err);

#endif
