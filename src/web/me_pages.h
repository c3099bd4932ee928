/* 自分の設定: one's own password, and where one is signed in. */
#ifndef WEB_ME_PAGES_H
#define WEB_ME_PAGES_H

#include "web/page.h"

enum status page_me(struct page *pg, struct work *w);          /* GET  /f/:facility/me */
enum status post_me_password(struct page *pg, struct work *w); /* POST /f/:facility/me/password */
enum status post_me_sessions(struct page *pg, struct work *w); /* POST /f/:facility/me/sessions */

#endif
