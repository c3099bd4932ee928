/* The general list of a register, its saved filters, and its exports. */
#ifndef WEB_LIST_PAGES_H
#define WEB_LIST_PAGES_H

#include "web/page.h"

enum status page_list(struct page *pg, struct work *w);        /* GET  /f/:facility/:entity */
enum status post_filter_save(struct page *pg, struct work *w); /* POST .../:entity/filter */
enum status post_filter_drop(struct page *pg,
                             struct work *w); /* POST .../:entity/filter/:id/drop */

#endif
