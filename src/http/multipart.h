/*
 * multipart/form-data (RFC 7578 over RFC 2046, 5.1) as it arrives, piece by piece.
 *
 * Pure: a fixed amount of memory, no I/O; what a part holds goes to the
 * caller's sink. Every byte comes from outside, so this file has a fuzz
 * target, tests/fuzz/multipart.c.
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define MULTIPART_BOUNDARY_MAX 70  /* characters, RFC 2046, 5.1.1 */
#define MULTIPART_HEAD_MAX 4096    /* bytes of one part's header lines */
#define MULTIPART_NAME_MAX 1024    /* bytes of a control's or file's name, with the closing 0 */
#define MULTIPART_PREAMBLE_MAX 256 /* bytes before the first part, ignored */
#define MULTIPART_PARTS_MAX 2000

/* The head of one part; lives until begin() returns. */
struct multipart_part {
    const char *name;      /* of the form control */
    const char *file_name; /* last component of the client's path; NULL: an ordinary field */
    const char *type;      /* its Content-Type, "" without one */
};

/* Where a part goes. Anything but OK stops the reading and is what multipart_feed() returns. */
struct multipart_sink {
    enum status (*begin)(void *self, const struct multipart_part *part, struct err *err);
    enum status (*data)(void *self, const char *bytes, size_t len, struct err *err);
    enum status (*end)(void *self, struct err *err);
    void *self;
};

struct multipart {
    struct multipart_sink sink;
    char delimiter[4 + MULTIPART_BOUNDARY_MAX + 1]; /* CR LF "--" boundary */
    size_t delimiter_size;
    size_t matched; /* bytes of the delimiter seen so far */
    int state;
    size_t skipped; /* bytes of preamble */
    size_t parts;
    char head[MULTIPART_HEAD_MAX + 1];
    size_t head_size;
    char name[MULTIPART_NAME_MAX];
    char file_name[MULTIPART_NAME_MAX];
    char type[128];
};

/* Start reading. E_INVALID: content_type is not multipart/form-data with a usable boundary. */
MUST_CHECK enum status multipart_start(struct multipart *m, const char *content_type,
                                       const struct multipart_sink *sink, struct err *err);

/* The next bytes[len]. E_INVALID: not well formed; E_LIMIT: past a limit above; or the sink's. */
MUST_CHECK enum status multipart_feed(struct multipart *m, const char *bytes, size_t len,
                                      struct err *err);

/* There is no more. E_INVALID: the closing delimiter is missing, the body was cut off. */
MUST_CHECK enum status multipart_finish(const struct multipart *m, struct err *err);

#endif
