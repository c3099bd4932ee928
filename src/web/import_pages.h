/* 取り込み: paste or file, columns, preview, result, 直す行, undo. One page a step. */
#ifndef WEB_IMPORT_PAGES_H
#define WEB_IMPORT_PAGES_H

#include "web/page.h"

enum status page_import(struct page *pg, struct work *w);         /* GET  /f/:facility/import */
enum status post_import(struct page *pg, struct work *w);         /* POST /f/:facility/import */
enum status page_import_map(struct page *pg, struct work *w);     /* GET  .../import/columns */
enum status post_import_preview(struct page *pg, struct work *w); /* POST .../import/preview */
enum status post_import_run(struct page *pg, struct work *w);     /* POST .../import/run */
enum status page_import_result(struct page *pg, struct work *w);  /* GET  .../import/:id */
enum status post_import_mend(struct page *pg, struct work *w);    /* POST .../import/:id/mend */
enum status post_import_undo(struct page *pg, struct work *w);    /* POST .../import/:id/undo */
enum status page_import_rejects(struct page *pg, struct work *w); /* GET  .../import/:id/rejects */

#endif
