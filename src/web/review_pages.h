/* 経営層の確認: the figures of now, the minutes, and the approval. */
#ifndef WEB_REVIEW_PAGES_H
#define WEB_REVIEW_PAGES_H

#include "web/page.h"

enum status page_review(struct page *pg, struct work *w);         /* GET  /f/:facility/review */
enum status post_review(struct page *pg, struct work *w);         /* POST /f/:facility/review */
enum status post_review_approve(struct page *pg, struct work *w); /* POST .../review/:id/approve */

#endif
