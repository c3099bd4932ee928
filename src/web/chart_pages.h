/* 連絡先・連絡体制図: the list first, the chart drawn from it. */
#ifndef WEB_CHART_PAGES_H
#define WEB_CHART_PAGES_H

#include "web/page.h"

enum status page_chart(struct page *pg, struct work *w);       /* GET  /f/:facility/contact */
enum status post_chart_order(struct page *pg, struct work *w); /* POST /f/:facility/contact/order */
enum status post_chart_seed(struct page *pg, struct work *w);  /* POST /f/:facility/contact/seed */

#endif
