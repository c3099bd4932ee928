/* One record's page, its history, and the record as it was. */
#ifndef WEB_RECORD_PAGES_H
#define WEB_RECORD_PAGES_H

#include "web/page.h"

enum status page_record(struct page *pg, struct work *w); /* GET /f/:facility/:entity/:id, ?at=MS */
enum status page_record_history(struct page *pg, struct work *w); /* GET .../:id/history */
enum status page_history(struct page *pg, struct work *w);        /* GET /f/:facility/history */
enum status page_record_file(struct page *pg, struct work *w);    /* GET .../:id/file/:field */

#endif
