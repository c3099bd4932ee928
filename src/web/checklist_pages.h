/* チェックリスト: candidates with their reasons, and the answers people give. */
#ifndef WEB_CHECKLIST_PAGES_H
#define WEB_CHECKLIST_PAGES_H

#include "checklist/round.h"
#include "web/page.h"

enum status page_checklist(struct page *pg, struct work *w); /* GET  /f/:facility/checklist */
enum status post_checklist(struct page *pg, struct work *w); /* POST /f/:facility/checklist */

/* The edition and form a page speaks of (query: year, edition, form, vendor), and its round. */
struct checklist_state {
    struct edition_set set;
    const struct edition *edition;     /* to answer by */
    const struct edition *of_the_year; /* the ministry's of that year, or NULL */
    enum form form;
    int year;
    int64_t vendor_id;
    struct round_view round; /* round.round NULL: not begun */
    struct assessment assessment;
};

/* Everything the page needs; also for the dashboard and the pack. */
MUST_CHECK enum status checklist_state_read(struct checklist_state *out, const struct page *pg,
                                            struct work *w);

#endif
