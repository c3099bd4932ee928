/* 立入検査資料: what goes in, what is missing, what was made. */
#ifndef WEB_PACK_PAGES_H
#define WEB_PACK_PAGES_H

#include "web/page.h"

enum status page_pack(struct page *pg, struct work *w);      /* GET  /f/:facility/pack */
enum status post_pack(struct page *pg, struct work *w);      /* POST /f/:facility/pack */
enum status page_pack_file(struct page *pg, struct work *w); /* GET  .../pack/:id/:name */

/* Where a pack's files lie: DATA/packs/ID. */
const char *pack_dir(const char *data_dir, int64_t pack_id, struct arena *a);

#endif
