/*
 * The route table: method, path, permission, body, handler. No row, no page.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "http/body.h"
#include "http/request.h"
#include "http/url.h"
#include "web/page.h"

/* Who may come, beside record/role.h's bits, which all ask for a session and a membership. */
enum {
    MAY_ANYBODY = 0,         /* no session needed */
    MAY_SIGNED_IN = 1 << 16, /* a session, in no institution */
    MAY_TOKEN = 1 << 17      /* API: a bearer token instead of a session; with a role's bit */
};

struct route {
    enum http_method method; /* HTTP_GET answers HEAD too */
    const char *pattern;
    unsigned may;                 /* one MAY_*; MAY_TOKEN together with a role's bit */
    const struct http_plan *body; /* NULL: SERVER_BODY_MAX of fields, no files */
    enum status (*handler)(struct page *pg, struct work *w);
};

/* The rows, in the order in which they are tried. */
extern const struct route route_table[];
extern const size_t route_table_n;

/* The row for a method and a checked path, with its parameters. NULL: there is none. */
const struct route *route_find(enum http_method method, const char *path, struct url_params *params,
                               struct arena *a);

/* The permission a request to this row needs: the row's, or more where its register asks for it. */
unsigned route_needs(const struct route *r, const struct url_params *params);

#endif
