/*
 * The ustar format (POSIX.1-2001, pax "ustar Interchange Format"): regular files only, so that a
 * backup can be opened with any tar.
 */
#ifndef BASE_TAR_H
#define BASE_TAR_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define TAR_NAME_MAX 99 /* bytes of a name; ours are short */

/* Append the file from (at its start, size bytes) to the archive fd. E_LIMIT: name or size. */
MUST_CHECK enum status tar_add(int fd, const char *name, int from, int64_t size, int64_t at_ms,
                               struct err *err);
/* The two closing blocks. */
MUST_CHECK enum status tar_end(int fd, struct err *err);

struct tar_entry {
    char name[TAR_NAME_MAX + 1];
    int64_t size;
};

/*
 * The next file of an archive read at fd; false at its end. Its content follows at fd and must be
 * taken with tar_extract() before the next call. E_CORRUPT: not an archive of ours, or cut off.
 */
MUST_CHECK enum status tar_next(int fd, struct tar_entry *out, bool *more, struct err *err);
MUST_CHECK enum status tar_extract(int fd, const struct tar_entry *entry, int to, struct err *err);

#endif
