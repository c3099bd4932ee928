/* BCP確認表: all questions on one page, in place of one record each. */
#ifndef WEB_BCP_PAGES_H
#define WEB_BCP_PAGES_H

#include "web/page.h"

enum status page_bcp(struct page *pg, struct work *w); /* GET  /f/:facility/bcp-check */
enum status post_bcp(struct page *pg, struct work *w); /* POST /f/:facility/bcp-check */

#endif
