/*
 * Assessments kept by a process, so that a page does not judge anew what has
 * not changed: by institution, edition, day and the sequence of the audit
 * chain, in which every change stands. Not shared between processes.
 */
#ifndef CHECKLIST_ASSESS_CACHE_H
#define CHECKLIST_ASSESS_CACHE_H

#include "checklist/assess.h"

#define ASSESS_CACHE_SLOTS 16 /* assessments kept; the one not asked for the longest leaves */

struct assess_cache;

struct assess_cache *assess_cache_open(void); /* NULL: out of memory */
void assess_cache_close(struct assess_cache **cache);

/*
 * As assess_run(), from the cache when nothing has changed; cache NULL: always anew. The reasons
 * belong to the cache and live until ASSESS_CACHE_SLOTS further assessments were asked for; *out's
 * items live in the arena and point into query->edition.
 */
MUST_CHECK enum status assess_cached(struct assessment *out, struct assess_cache *cache,
                                     struct db *db, const struct assess_query *query,
                                     struct arena *a, struct err *err);

#endif
