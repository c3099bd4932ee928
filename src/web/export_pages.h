/* Registers as files to download. */
#ifndef WEB_EXPORT_PAGES_H
#define WEB_EXPORT_PAGES_H

#include "web/page.h"

/*
 * GET /f/:facility/:entity/export?format=xlsx and the filters of the list: what the list shows.
 * empty=1: a form to fill in. Where the format cannot hold a character, a page says which.
 */
enum status page_export(struct page *pg, struct work *w);

#endif
