/*
 * How long work in groups of rows shares the database with people (docs/decisions/0015).
 *
 * A group is one transaction. It ends early when somebody waits; those who waited have their turn,
 * and the next groups are smaller: what one waited for last was the commit, which takes as long as
 * it has rows. When nobody waits they grow again, slowly. Where the disk has no room for a group it
 * is tried with half of its rows.
 */
#ifndef INTAKE_PACE_H
#define INTAKE_PACE_H

#include "db/db.h"

#include <stddef.h>

#define PACE_PAUSE_MS 5  /* between two groups */
#define PACE_YIELD_MS 50 /* at most, until those who wait had their turn */
#define PACE_STEP 25     /* rows; so often a group asks, and none is made smaller than this */
#define PACE_GROW 10     /* rows, after a group for which nobody waited */

struct pace {
    struct db *db;
    size_t most;  /* rows of a group */
    size_t group; /* ... and so many the next one may have */
};

struct pace pace_of(struct db *db, size_t most);

/* Is this group over, now that it has done rows of its own? */
bool pace_is_over(const struct pace *p, size_t done);

/* After a group's commit: give way, and set the size of the next. */
void pace_give_way(struct pace *p);

/* A group of `rows` did not fit on the disk: may a smaller one be tried? */
bool pace_shrink(struct pace *p, size_t rows);

void pace_wait_ms(long ms);

#endif
