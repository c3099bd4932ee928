/* 発見された機器: what stands on the wire and not in the ledger. */
#ifndef WEB_DISCOVERED_PAGES_H
#define WEB_DISCOVERED_PAGES_H

#include "web/page.h"

enum status page_discovered(struct page *pg, struct work *w); /* GET  /f/:facility/discovered */
enum status post_discovered(struct page *pg, struct work *w); /* POST /f/:facility/discovered */

#endif
