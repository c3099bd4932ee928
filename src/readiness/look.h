/*
 * One look at a copy from this machine: can it be reached, on what does it lie, can it be written?
 * All that needs neither its tool nor its passphrase.
 */
#ifndef READINESS_LOOK_H
#define READINESS_LOOK_H

#include "readiness/reach.h"

#define LOOK_FACTS_MAX (REACH_FACTS_MAX + 2)

struct look {
    struct copy_fact fact[LOOK_FACTS_MAX];
    size_t n;
};

/*
 * Look at a copy and file what was seen. *out holds the same facts, in the arena; none where its
 * record names neither path nor address.
 */
MUST_CHECK enum status look_at(struct look *out, struct db *db, const struct record *backup,
                               const struct actor *actor, int64_t now_ms, struct arena *a,
                               struct err *err);

/*
 * Plant the canary of a copy that is said to be immutable, because its administrator asks for it.
 * E_INVALID: the record names no path. Else as immutable_plant().
 */
MUST_CHECK enum status look_plant(const struct record *backup, struct err *err);

#endif
