/*
 * The inside of struct page: for the dispatcher, the frame around pages, and
 * the few pages that sign people in and out. Others use web/page.h only.
 */
#ifndef WEB_PAGE_STATE_H
#define WEB_PAGE_STATE_H

#include "http/server.h"
#include "record/session.h"
#include "web/dispatch.h"
#include "web/page.h"
#include "web/route.h"

#define PAGE_BODY_MAX (8 * 1024 * 1024) /* bytes of a page in its frame */
#define PAGE_NOTICE_S 60                /* seconds until a notice that nobody saw is dropped */
#define PAGE_CARRY_MAX (60 * 1024)      /* bytes of a form kept over a new sign-in */

struct page {
    const struct web *web;
    const struct http_request *rq;
    struct http_response *rs;
    const struct route *route; /* NULL: there is none for this address */
    struct url_params params;
    struct arena *arena;

    const char *token;      /* of the session, or NULL */
    struct session session; /* when has_session; it may have ended */
    bool has_session;
    bool is_signed_in; /* a session that has not ended */
    bool is_api;
    char csrf[SESSION_CSRF_SIZE]; /* for this page's forms */
    const char *facility_url;     /* "/f/0abc...", "" outside of an institution */

    struct buf body; /* of the page, without its frame */
    struct html html;
    const char *title;
    int refresh_s;
    bool has_errors;
    bool is_whole; /* the answer is complete without a frame: redirect, download, JSON */
};

/* The names of our cookies; on TLS with the prefix that ties them to this host and to TLS. */
enum page_cookie { PAGE_SESSION, PAGE_FORM, PAGE_NOTICE };
const char *page_cookie_get(const struct page *pg, enum page_cookie cookie);
/* value NULL removes it; max_age -1: until the browser is closed. */
void page_cookie_set(struct page *pg, enum page_cookie cookie, const char *value, int64_t max_age);

/* Start a session for an account and set its cookie; a session at hand ends. */
MUST_CHECK enum status page_begin_session(struct page *pg, struct work *w, int64_t account_id);

/* Where somebody who just signed in goes: then if it is a local path, else the first page. */
void page_go_in(struct page *pg, const char *then);

/* The fields of the posted form, but csrf, as hidden fields of another one. *n 0 past
   PAGE_CARRY_MAX. */
const struct parts_hidden *page_carry(const struct page *pg, size_t *n);

bool page_is_local(const char *path); /* "/..." of this site; not "//...", no line ends */

/* A page from a status: a sentence, and ways on. Whatever was written before is thrown away. */
void page_answer_error(struct page *pg, struct work *w, enum status status);
/* Put the frame around the body (unless is_whole) into the response. */
MUST_CHECK enum status page_answer(struct page *pg, struct work *w);
/* Headers that every answer has. */
void page_headers(struct page *pg);

#endif
