/*
 * One box: words over every register. Unigrams and bigrams of base/text keys.
 */
#ifndef RECORD_SEARCH_H
#define RECORD_SEARCH_H

#include "record/record.h"

#define SEARCH_HITS 50

struct search_hit {
    const struct entity *entity;
    int64_t id;
    const char *label;
};

struct search_hits {
    struct search_hit hit[SEARCH_HITS];
    size_t n;
    bool more;
};

/* All words must be found in a record. entity NULL: all registers. No words: no hits. */
MUST_CHECK enum status search_find(struct search_hits *out, struct db *db, int64_t facility_id,
                                   const struct entity *e, const char *words, struct arena *a,
                                   struct err *err);

#endif
