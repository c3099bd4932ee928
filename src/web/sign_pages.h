/* Signing in and out, links that sign in once, and the choice of an institution. */
#ifndef WEB_SIGN_PAGES_H
#define WEB_SIGN_PAGES_H

#include "web/page.h"

enum status page_start(struct page *pg, struct work *w);    /* GET  / */
enum status page_sign_in(struct page *pg, struct work *w);  /* GET  /sign-in */
enum status post_sign_in(struct page *pg, struct work *w);  /* POST /sign-in */
enum status post_sign_out(struct page *pg, struct work *w); /* POST /sign-out */
enum status page_link(struct page *pg, struct work *w);     /* GET  /link/:token */
enum status post_link(struct page *pg, struct work *w);     /* POST /link/:token */
enum status page_places(struct page *pg, struct work *w);   /* GET  /places */

/* A form came after its session had ended: the sign-in page, which keeps what was typed and offers
   to send it once more afterwards. */
enum status sign_in_again(struct page *pg, struct work *w);

#endif
