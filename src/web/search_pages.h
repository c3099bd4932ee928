/* 検索: the one box. */
#ifndef WEB_SEARCH_PAGES_H
#define WEB_SEARCH_PAGES_H

#include "web/page.h"

enum status page_search(struct page *pg, struct work *w); /* GET /f/:facility/search?q= */

#endif
