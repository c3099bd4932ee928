/*
 * One look at a copy of others: what was seen, as facts for the verdict (readiness/copy_fact.h).
 */
#ifndef READINESS_REPO_REPORT_H
#define READINESS_REPO_REPORT_H

#include "readiness/copy_fact.h"
#include "readiness/repo.h"

#define REPO_AHEAD_MS (INT64_C(10) * 60 * 1000) /* clocks differ; more is a time to come */
#define REPO_SHRUNK_PERCENT 50     /* of the median of the earlier ones: below is "shrank" */
#define REPO_CHANGED_PER_MILLE 300 /* more of the newest is new: as when all is encrypted */
#define REPO_PERCENT 5             /* of the data read back where nobody says otherwise */

/* What a report says something about, in this order. */
enum { REPO_FACTS = 5 };

struct repo_report {
    const struct repo_kind *kind; /* NULL: not even that could be told */
    struct repo_generations generations;
    struct repo_check check;
    struct copy_fact fact[REPO_FACTS]; /* fresh, generations, trend, structure, read_back */
    enum repo_answer answer; /* BAD: a fact contradicts; UNKNOWN: something could not be told */
    const char *why;         /* why something could not be told, or NULL */
};

/*
 * Look at the copy; percent (0..100) of its data is read back. Trouble with the copy or its tool is
 * no error here: it is a report of what is not known. Only E_CANCELLED, E_NOMEM and E_INVALID (no
 * such kind) are returned. Facts have no backup_id; their source is "repo.KIND".
 */
MUST_CHECK enum status repo_look(struct repo_report *out, const struct repo_want *want, int percent,
                                 struct arena *a, struct err *err);

#endif
