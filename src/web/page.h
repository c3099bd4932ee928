/*
 * What a handler holds: the page it answers (struct page) and what it works with (struct work).
 *
 *     enum status page_thing(struct page *pg, struct work *w);
 *
 * By the time a handler runs, the dispatcher has matched the route, found session and membership,
 * checked CSRF and permission, and read the form. A handler parses nothing of HTTP, checks no
 * permission, escapes nothing. It returns a status; anything but OK becomes an error page, and
 * what it had written is thrown away.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "record/record.h"
#include "record/role.h"
#include "render/html.h"
#include "web/parts_view.h"

#include <stdbool.h>
#include <stdint.h>

struct work {
    struct db *db;
    struct arena *arena; /* of this request */
    struct err err;
    int64_t now_ms;
    enum lang lang;
    const char *data_dir;
    struct item_words *words;      /* of this request (item_word.h), or NULL */
    struct assess_cache *assessed; /* of the process, or NULL (checklist/assess_cache.h) */
    int64_t facility_id;           /* 0 on pages outside of an institution */
    const char *facility_name;     /* or NULL */
    struct actor actor;            /* who is signed in; account_id 0: nobody */
    unsigned may;                  /* MAY_* in this institution */
};

struct page;

/* ---- What was asked ---- */

const char *page_param(const struct page *pg, const char *name); /* of the path: ":entity" */
int64_t page_id(const struct page *pg, const char *name); /* of the path, 13 characters; checked */
const char *page_query(const struct page *pg, const char *name); /* first value or NULL */
const char *page_query_string(const struct page *pg);            /* "a=1&b=2" as sent, "" if none */
size_t page_query_count(const struct page *pg);
const char *page_query_at(const struct page *pg, size_t i, const char **value); /* name */

/* Posted fields: UTF-8 text, sizes checked. */
const char *page_field(const struct page *pg, const char *name); /* first value or NULL */
size_t page_fields(const struct page *pg, const char *name, const char *const **values);

struct page_upload {
    int fd; /* at its start; closed by the dispatcher */
    int64_t size;
    const char *name; /* as the browser said */
    const char *type;
};
bool page_upload(const struct page *pg, const char *name, struct page_upload *out);

/* Of the API: the JSON body, and a request header (NULL if there is none). */
const char *page_body(const struct page *pg, size_t *len);
const char *page_header(const struct page *pg, const char *name);

/* ---- What is answered ---- */

/* Where the body's template writes. */
struct html *page_html(struct page *pg);
void page_title(struct page *pg, const char *title); /* of the browser's tab; the h1's word */
/* The form has complaints: the title says so, and the answer is 422. */
void page_has_errors(struct page *pg);
void page_refresh(struct page *pg, int seconds);

/* 303 to a local URL; done is shown there as a notice (MSG_NONE: none), with one argument. */
void page_go(struct page *pg, const char *url, enum msg done, const char *arg);
/* The notice that page_go() of the page before left for this one; false: none. */
bool page_notice(struct page *pg, struct work *w, struct parts_notice *out);

/* A download instead of a page. name may be Japanese; NULL: shown in the browser. */
void page_bytes(struct page *pg, struct buf *bytes, const char *type, const char *name);
/* A job was added: job processes look at once. */
void page_wake_jobs(const struct page *pg);
bool page_may_probe(const struct page *pg); /* `sonae serve --probe` was given */
/* The API's answer; status 200 or 201. */
void page_json(struct page *pg, struct buf *json, int status);
void page_fd(struct page *pg, int *fd, int64_t size, const char *type, const char *name);

/* ---- URLs and forms ---- */

/* "/f/FACILITY" and the rest: page_url(pg, "/%s/%s", entity, id). In the request's arena. */
const char *page_url(const struct page *pg, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* "https://sonae.example:8443" as this browser came here; NULL if it says something odd. */
const char *page_own_address(const struct page *pg);
/* A POST form's action with its CSRF token and no other hidden fields. */
struct parts_post page_post(const struct page *pg, const char *action);

#endif
