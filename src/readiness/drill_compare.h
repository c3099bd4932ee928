/* Is a restored file what it should be? For drill.c. */
#ifndef READINESS_DRILL_COMPARE_H
#define READINESS_DRILL_COMPARE_H

#include "readiness/repo.h"

enum drill_compared {
    DRILL_SAME,     /* byte for byte, or by the digest that the copy bears */
    DRILL_UNPROVED, /* it came back in its size; nothing to compare with */
    DRILL_CHANGED,  /* the original is younger than the copy */
    DRILL_OTHER,    /* other bytes */
    DRILL_MISSING   /* did not come back */
};

/*
 * Compare restored (an absolute path below the scratch) with f as the copy lists it, and with the
 * original below source (NULL: none). A path of the copy may begin above the source, so its parts
 * are taken off from the left until a file is there. E_IO: the original could not be read.
 */
MUST_CHECK enum status drill_compare(enum drill_compared *out, const char *restored,
                                     const struct repo_file *f, const char *source,
                                     struct err *err);

/* CRC-32C (Castagnoli; RFC 3720, B.4) of more bytes; begins and ends with drill_crc32c(0, ...). */
uint32_t drill_crc32c(uint32_t crc, const void *bytes, size_t len);

#endif
