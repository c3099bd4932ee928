/* The page on which two people's versions of a record meet. */
#ifndef WEB_CONFLICT_H
#define WEB_CONFLICT_H

#include "web/page.h"

/*
 * stored is what is saved now; seen the version on which the posted form was based. Shows every
 * field that differs, with a choice, and posts again on the stored version. Answers 409.
 */
MUST_CHECK enum status page_conflict(struct page *pg, struct work *w, const struct record *stored,
                                     int64_t seen);

#endif
