/*
 * Names that stand on one side only: missing from the copy, or new in it. A name that is missing
 * and one that is new with the same content are one file with another name.
 */
#ifndef READINESS_LOOSE_H
#define READINESS_LOOSE_H

#include "readiness/entry.h"
#include "readiness/found.h"
#include "readiness/rotation.h"

#define LOOSE_MEMORY                                                            \
    (24u << 20) /* bytes of names that wait; further ones are told as they come \
                 */

struct loose;
MUST_CHECK enum status loose_open(struct loose **out, struct err *err);
void loose_close(struct loose **l);

/* e is FOUND_MISSING or FOUND_ADDED. When there is no room to let it wait it is counted in its
   generation (rotation_count()), or told at once. */
MUST_CHECK enum status loose_add(struct loose *l, enum found_what what, const struct entry *e,
                                 struct rotation *rotation, struct found_watch *watch,
                                 struct err *err);
/* Tell of all that wait and that rotation does not explain, pairs as FOUND_RENAMED. */
MUST_CHECK enum status loose_tell(struct loose *l, const struct rotation *rotation,
                                  struct found_watch *watch, struct err *err);

#endif
