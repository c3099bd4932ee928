/*
 * Which texts a file has shown already: a set of their hashes, so that a hundred thousand keys
 * take two megabytes. 64 bits of SHA-256: two keys never fall together in practice.
 */
#ifndef INTAKE_SEEN_H
#define INTAKE_SEEN_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen {
    uint64_t *slot; /* [room], 0: free */
    size_t room;    /* a power of two */
    size_t n;
};

#define SEEN_INIT ((struct seen){0})
void seen_close(struct seen *s); /* for CLEANUP(seen_close) struct seen s = SEEN_INIT */

/* Was kind and text seen before? kind keeps keys of different sorts apart. */
bool seen_has(const struct seen *s, char kind, const char *text);

/* Remember it. E_NOMEM. */
MUST_CHECK enum status seen_add(struct seen *s, char kind, const char *text, struct err *err);

#endif
