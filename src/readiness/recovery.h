/*
 * The order in which systems come back, and where it contradicts itself: a system that is to come
 * back before one it depends on, or without a place in the order, or a circle of them.
 */
#ifndef READINESS_RECOVERY_H
#define READINESS_RECOVERY_H

#include "record/record.h"

#define RECOVERY_MAX 2000 /* systems */

struct recovery_step {
    const struct record *system;
    const char *before; /* what must be back first: 「認証サーバ、仮想基盤」, or NULL */
    const char *problem; /* why this place cannot be right, in a sentence, or NULL */
};

struct recovery_order {
    struct recovery_step *step; /* [n] in the order of recovery; without a place only if needed */
    size_t n;
    size_t n_problems;
};

/*
 * From system[n], sorted by recovery_priority (those without one last): those with a priority, and
 * those that one of them needs. Sentences live in the arena (sticky). E_LIMIT past RECOVERY_MAX.
 */
MUST_CHECK enum status recovery_order(struct recovery_order *out, struct record *const *system,
                                      size_t n, struct arena *a, struct err *err);

/* The same from the database. */
MUST_CHECK enum status recovery_read(struct recovery_order *out, struct db *db, int64_t facility_id,
                                     struct arena *a, struct err *err);

#endif
