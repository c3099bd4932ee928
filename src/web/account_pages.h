/* 操作者: who signs in at this institution, in which role; links for first and forgotten passwords.
 */
#ifndef WEB_ACCOUNT_PAGES_H
#define WEB_ACCOUNT_PAGES_H

#include "web/page.h"

enum status page_accounts(struct page *pg, struct work *w);     /* GET  /f/:facility/account */
enum status page_account_new(struct page *pg, struct work *w);  /* GET  .../account/new */
enum status post_account_new(struct page *pg, struct work *w);  /* POST .../account */
enum status page_account(struct page *pg, struct work *w);      /* GET  .../account/:id */
enum status post_account(struct page *pg, struct work *w);      /* POST .../account/:id */
enum status post_account_link(struct page *pg, struct work *w); /* POST .../account/:id/link */

#endif
