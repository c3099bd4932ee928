/* The labels of backup media: printing one, and moving a medium after reading its label. */
#ifndef WEB_LABEL_PAGES_H
#define WEB_LABEL_PAGES_H

#include "web/page.h"

enum status page_label(struct page *pg, struct work *w);      /* GET  .../media/:id/label */
enum status page_label_read(struct page *pg, struct work *w); /* GET  .../media/:id/label/:code */
enum status post_label_read(struct page *pg, struct work *w); /* POST .../media/:id/label/:code */

#endif
