/*
 * The bytes of a source, from a file or from memory, read at any place.
 */
#ifndef INTAKE_RAW_H
#define INTAKE_RAW_H

#include "intake/book.h"

struct raw {
    int fd; /* -1: bytes */
    const uint8_t *bytes;
    size_t size;
};

/* E_NOTFOUND, E_DENIED, E_IO; E_LIMIT past BOOK_FILE_MAX; E_INVALID: empty, or no regular file. */
MUST_CHECK enum status raw_open(struct raw *out, const struct book_source *source, struct err *err);
void raw_close(struct raw *r);

/* Up to size bytes from offset at into to[]; *got is less than size only at the end. */
MUST_CHECK enum status raw_read(const struct raw *r, size_t at, void *to, size_t size, size_t *got,
                                struct err *err);

#endif
