/* ネットワーク図: networks, what joins them, and what lies outside. */
#ifndef WEB_MAP_PAGES_H
#define WEB_MAP_PAGES_H

#include "web/page.h"

enum status page_map(struct page *pg, struct work *w); /* GET /f/:facility/map */

#endif
