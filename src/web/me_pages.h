/* 自分の設定: one's own password, where one is signed in, tokens for the API. */
#ifndef WEB_ME_PAGES_H
#define WEB_ME_PAGES_H

#include "web/page.h"

enum status page_me(struct page *pg, struct work *w);          /* GET  /f/:facility/me */
enum status post_me_password(struct page *pg, struct work *w); /* POST /f/:facility/me/password */
enum status post_me_sessions(struct page *pg, struct work *w); /* POST /f/:facility/me/sessions */

enum status post_me_token(struct page *pg, struct work *w);      /* POST /f/:facility/me/token */
enum status post_me_token_drop(struct page *pg, struct work *w); /* POST .../me/token/drop */

#endif
