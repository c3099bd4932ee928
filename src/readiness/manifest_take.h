/* Taking the manifest of a backup copy: every name, and the digest of everything that can be read.
 */
#ifndef READINESS_MANIFEST_TAKE_H
#define READINESS_MANIFEST_TAKE_H

#include "readiness/found.h"
#include "readiness/manifest.h"

struct manifest_taking {
    const char *top;  /* the directory of the copy */
    const char *path; /* FILE to write; FILE.blocks stands beside it */
    int threads;      /* beside the caller's own; manifest_threads() */
    int64_t now_ms;
    const uint8_t *secret_key; /* [SIGN_SECRET_SIZE] */
};

/*
 * What cannot be read is told to watch and stands in the manifest without a digest: the manifest is
 * made all the same, and watch->totals tell. The copy is only read.
 *
 * E_INVALID  top is no directory, or path lies in it: nothing is ever written into a copy
 * E_IO       the copy was taken away meanwhile: no manifest is made
 * and what opening, writing and memory may say
 */
MUST_CHECK enum status manifest_take(const struct manifest_taking *t, struct found_watch *watch,
                                     struct err *err);

/* Threads that are worth it here: one for each further processor, at most READING_THREADS_MAX. */
int manifest_threads(void);

#endif
