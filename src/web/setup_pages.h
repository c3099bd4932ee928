/* 初回設定: from an empty program to a facility and somebody who manages it. */
#ifndef WEB_SETUP_PAGES_H
#define WEB_SETUP_PAGES_H

#include "web/page.h"

enum status page_setup(struct page *pg, struct work *w); /* GET  /setup/:token */
enum status post_setup(struct page *pg, struct work *w); /* POST /setup/:token */

#endif
