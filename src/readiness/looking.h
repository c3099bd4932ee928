/* What taking a manifest and checking it have in common: steps of a walk become items to be read.
 */
#ifndef READINESS_LOOKING_H
#define READINESS_LOOKING_H

#include "readiness/found.h"
#include "readiness/reading.h"
#include "readiness/walk.h"

/* Tell of a step's trouble, or that it is nothing to be read. */
MUST_CHECK enum status looking_step(struct found_watch *watch, const struct walk_step *step,
                                    struct err *err);

/* Open the step's file into item->fd; tell of it where that cannot be done. */
MUST_CHECK enum status looking_take(struct found_watch *watch, struct walk *w,
                                    const struct walk_step *step, struct reading_item *item,
                                    struct err *err);

/* A file came out: count it, and tell of what went wrong with it. */
MUST_CHECK enum status looking_done(struct found_watch *watch, const struct reading_item *item,
                                    struct err *err);

/* How far the look is: what was read, and `blocks` of the file in hand; total bytes, 0: not known.
 */
MUST_CHECK enum status looking_far(const struct found_watch *watch, uint64_t blocks, uint64_t total,
                                   struct err *err);

#endif
