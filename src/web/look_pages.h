/* 写しを確かめる: from a copy's record to the jobs that look at it and try a restore. */
#ifndef WEB_LOOK_PAGES_H
#define WEB_LOOK_PAGES_H

#include "web/page.h"

enum status page_look(struct page *pg, struct work *w); /* GET  /f/:facility/backup/:id/look */
enum status post_look(struct page *pg, struct work *w); /* POST /f/:facility/backup/:id/look */
/* What a comparison will be held against: POST /f/:facility/backup/:id/record */
enum status post_look_record(struct page *pg, struct work *w);
/* The only thing that is ever written into a copy: POST /f/:facility/backup/:id/canary */
enum status post_look_canary(struct page *pg, struct work *w);

#endif
