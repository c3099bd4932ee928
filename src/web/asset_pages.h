/* The files every page refers to: style sheet, script, icon. They live inside the program. */
#ifndef WEB_ASSET_PAGES_H
#define WEB_ASSET_PAGES_H

#include "web/page.h"

enum status page_asset(struct page *pg, struct work *w); /* GET /assets/:name */

/* "/assets/NAME?v=..." where v changes with the file, so that it may be kept for ever. */
const char *asset_url(const char *name, struct arena *a);

#endif
