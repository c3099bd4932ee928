/* Many records at once: the same values for all that were ticked, or their end. */
#ifndef WEB_BULK_PAGES_H
#define WEB_BULK_PAGES_H

#include "web/page.h"

enum status post_bulk(struct page *pg, struct work *w);       /* POST .../:entity/bulk */
enum status post_bulk_close(struct page *pg, struct work *w); /* POST .../:entity/bulk/close */

#endif
