/* やること: what to do next; 参考資料; 管理対象の確認. */
#ifndef WEB_HOME_PAGES_H
#define WEB_HOME_PAGES_H

#include "web/page.h"

enum status page_home(struct page *pg, struct work *w);       /* GET  /f/:facility */
enum status page_references(struct page *pg, struct work *w); /* GET  /f/:facility/references */
enum status page_scope(struct page *pg, struct work *w);      /* GET  /f/:facility/scope */
enum status post_scope(struct page *pg, struct work *w);      /* POST /f/:facility/scope */

#endif
