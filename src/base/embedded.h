/*
 * Files that live inside the program. tools/embed.c makes the tables
 * (style sheet, catalogue, migrations, sample hospital), one header each.
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *name; /* without directory, "sonae.css" */
    const char *type; /* media type, "text/css; charset=utf-8" */
    const char *etag; /* with its quotes, from the SHA-256 of the bytes (RFC 9110, 8.8.3) */
    const char *data; /* size bytes, then a 0 that does not count */
    size_t size;
};

#endif
