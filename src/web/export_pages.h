/* Registers as files to download. */
#ifndef WEB_EXPORT_PAGES_H
#define WEB_EXPORT_PAGES_H

#include "web/page.h"

/*
 * GET /f/:facility/:entity/export?format=xlsx and the filters of the list: what the list shows.
 * empty=1: a form to fill in. Where the format cannot hold a character, a page says which. More
 * than EXPORT_AT_ONCE_MAX records: a page with the button that posts to the same address.
 */
enum status page_export(struct page *pg, struct work *w);
/* POST to it: a job writes the file. */
enum status post_export(struct page *pg, struct work *w);
/* GET /f/:facility/export/:id: what the job with that id wrote, for a day. */
enum status page_export_file(struct page *pg, struct work *w);

/* Where a job leaves what it wrote. */
const char *export_path(const char *data_dir, int64_t job_id, struct arena *a);

#endif
