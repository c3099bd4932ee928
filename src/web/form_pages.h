/* Making, changing and closing a record of any register. */
#ifndef WEB_FORM_PAGES_H
#define WEB_FORM_PAGES_H

#include "web/page.h"

enum status page_record_new(struct page *pg, struct work *w); /* GET  /f/:facility/:entity/new */
enum status page_record_edit(struct page *pg,
                             struct work *w); /* GET  /f/:facility/:entity/:id/edit */
enum status post_record_new(struct page *pg, struct work *w);   /* POST /f/:facility/:entity */
enum status post_record_edit(struct page *pg, struct work *w);  /* POST /f/:facility/:entity/:id */
enum status post_record_close(struct page *pg, struct work *w); /* POST .../:id/close */

/* The entity the path names; E_NOTFOUND for none. */
MUST_CHECK enum status page_entity(const struct entity **out, const struct page *pg,
                                   struct work *w);
/* "/f/FACILITY/device/0abc..." of a record. */
const char *page_record_url(const struct page *pg, const struct entity *e, int64_t id);

#endif
