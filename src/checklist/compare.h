/*
 * Two editions side by side: what is new, what stopped being 参考項目, what was dropped.
 */
#ifndef CHECKLIST_COMPARE_H
#define CHECKLIST_COMPARE_H

#include "checklist/edition.h"

enum compare_how {
    COMPARE_NEW,      /* not in the older edition */
    COMPARE_REQUIRED, /* was 参考項目, is asked for now */
    COMPARE_RESCOPED, /* asked of other 対象 than before */
    COMPARE_REWORDED, /* both wordings are known and differ */
    COMPARE_SAME,
    COMPARE_DROPPED, /* not in the newer edition */
    COMPARE_HOWS
};

struct compare_row {
    enum compare_how how;
    const struct edition_item *before; /* NULL: new */
    const struct edition_item *after;  /* NULL: dropped */
};

struct comparison {
    const struct edition *before, *after;
    struct compare_row *row; /* after's order, then what was dropped in before's order */
    size_t n;
};

/* Items are the same when topic and 対象 meet; which numbers they print does not matter. */
MUST_CHECK enum status edition_compare(struct comparison *out, const struct edition *before,
                                       const struct edition *after, struct arena *a,
                                       struct err *err);

/* Do two items ask the same of (partly) the same? */
bool edition_item_meets(const struct edition_item *a, const struct edition_item *b);

const char *compare_ja(enum compare_how how); /* 新しい項目, 参考から通常へ, ... */

#endif
