/* Active questions: the plan of one network and its start, and the record of what was sent. */
#ifndef WEB_PROBE_PAGES_H
#define WEB_PROBE_PAGES_H

#include "web/page.h"

enum status page_probe(struct page *pg, struct work *w);
enum status post_probe(struct page *pg, struct work *w);
enum status page_probe_log(struct page *pg, struct work *w);

#endif
