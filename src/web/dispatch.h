/*
 * Every request passes here, in this order: match, session, membership of the
 * institution, CSRF on every POST, permission (default deny), form, handler,
 * status to page, headers.
 */
#ifndef WEB_DISPATCH_H
#define WEB_DISPATCH_H

#include "checklist/assess_cache.h"
#include "db/db.h"
#include "http/server.h"
#include "proc/wake.h"

/* What the handlers of one web process work with. */
struct web {
    struct db *db;
    const char *data_dir;
    struct assess_cache *assessed; /* or NULL: judge anew for every page */
    const struct wake *job_wake;   /* nudges the job processes; NULL: there are none */
    int64_t (*now_ms)(void);       /* the wall clock */
    bool may_probe;                /* active questions are turned on */
    bool has_own_certificate;      /* the institution's: browsers may be told to insist on TLS */
};

/* For struct server_options, with a struct web as self. */
enum status dispatch_plan(void *web, const struct http_request *rq, struct http_plan *plan,
                          struct err *err);
enum status dispatch_handle(void *web, const struct http_request *rq, struct http_response *rs,
                            struct err *err);

#endif
