/* Comparing a backup copy with its manifest. */
#ifndef READINESS_MANIFEST_CHECK_H
#define READINESS_MANIFEST_CHECK_H

#include "readiness/found.h"
#include "readiness/manifest.h"
#include "readiness/sample.h"

struct manifest_checking {
    const char *top; /* the directory of the copy */
    struct manifest_in *manifest;
    struct sample *sample; /* whose content is read; names, sizes and times are compared of all */
    int threads;           /* beside the caller's own; manifest_threads() */
    int64_t now_ms;
};

/*
 * Every difference, every sign of ransomware and everything that could not be judged is told to
 * watch, and the look goes on; watch->totals tell at the end. The copy is only read.
 *
 * E_INVALID  top is no directory
 * E_CORRUPT  the manifest changed meanwhile
 * and what opening and memory may say
 */
MUST_CHECK enum status manifest_check(const struct manifest_checking *c, struct found_watch *watch,
                                      struct err *err);

/* Was everything as signed, and was everything seen? */
bool manifest_is_clean(const struct found_totals *t);

#endif
