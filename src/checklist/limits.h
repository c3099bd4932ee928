/*
 * How old is too old: every period the checks count with, by name, with its
 * source. Where the ministry gives no number the row says that it is ours.
 */
#ifndef CHECKLIST_LIMITS_H
#define CHECKLIST_LIMITS_H

#include "base/date.h"

struct limit {
    const char *name; /* "year": {year} in a check's sentence */
    const char *ja;   /* 12か月 */
    int months, days; /* one of them */
    const char *source;
};

const struct limit *limit_all(size_t *n);
const struct limit *limit_named(const char *name); /* the name must exist */

/*
 * The last day that is too old on today: a thing dated on it or earlier is past the limit. With
 * "12 months" on 2026-11-20 that is 2025-11-19. Comparing a date with it by <= is right for partial
 * dates too, as text: a prefix sorts before every day of its month or year.
 */
struct date limit_old(const struct limit *limit, struct date today);

#endif
