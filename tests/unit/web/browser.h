/*
 * A browser without a network: it keeps cookies and hands requests straight to the dispatcher.
 */
#ifndef UNIT_WEB_BROWSER_H
#define UNIT_WEB_BROWSER_H

#include "base/date.h"
#include "base/id.h"
#include "base/log.h"
#include "http/url.h"
#include "record/account.h"
#include "record/schema.h"
#include "record/session.h"
#include "record/sign_in.h"
#include "record/site.h"
#include "t.h"
#include "t_db.h"
#include "web/dispatch.h"
#include "web/page_state.h"

#include "db/migrate.h"

#include <stdio.h>

static const char good_password[] = "tanuki kaban nana";

/* A program with one institution, a second one, and people in every role. */
struct house {
    struct web web;
    int64_t facility;
    int64_t other_facility;
    int64_t account[ROLE_COUNT]; /* in facility */
    int64_t stranger;            /* an administrator of other_facility */
    char url[40];                /* "/f/..." of facility */
};

static int64_t house_now; /* moved by the tests */

static inline int64_t house_clock(void)
{
    return house_now;
}

static inline int64_t house_add(struct house *h, int64_t facility, const char *login,
                                const char *password, enum role role)
{
    static const struct actor nobody = {0, "試験", "test"};
    const struct account_new given = {login, "見本 花子", password, role};
    CLEANUP(writer_close) struct writer *w = NULL;
    struct err err;
    int64_t id = 0;

    T_OK(writer_begin(&w, h->web.db, facility, &nobody, house_now, &err));
    T_OK(account_add(&id, w, &given, &err));
    T_OK(writer_commit(w, &err));
    return id;
}

static inline void house_open(struct house *h, enum db_engine engine)
{
    struct migrate_plan plan = {0};
    struct err err;
    char id[ID_TEXT_SIZE];

    log_quiet(LOG_ERROR); /* refusals are what these tests are about */
    house_now = date_start_ms((struct date){2026, 11, 24}) + 10 * 3600 * 1000;
    *h = (struct house){
        .web = {.db = t_db(engine), .data_dir = t_temp_dir(), .now_ms = house_clock}
    };
    plan.migration = schema_migrations(&plan.n);
    T_OK(migrate_run(h->web.db, &plan, NULL, house_now, &err));
    T_OK(site_add_facility(&h->facility, h->web.db, "見本病院", house_now, &err));
    snprintf(h->url, sizeof(h->url), "/f/%s", id_text(id, h->facility));
}

static inline void house_close(struct house *h)
{
    db_close(&h->web.db);
}

/* People in every role, who sign in without a password (browser_enter). */
static inline void house_fill(struct house *h)
{
    struct err err;

    for (int i = 0; i < ROLE_COUNT; i++) {
        h->account[i] = house_add(h, h->facility, role_code((enum role)i), NULL, (enum role)i);
    }
    T_OK(site_add_facility(&h->other_facility, h->web.db, "別の病院", house_now, &err));
    h->stranger = house_add(h, h->other_facility, "stranger", NULL, ROLE_ADMIN);
}

enum { COOKIES_MAX = 8, FIELDS_MAX = 200 };

struct browser {
    struct house *h;
    struct http_pair cookie[COOKIES_MAX];
    size_t n_cookies;
    struct arena *arena; /* of the whole test */
    const char *bearer;  /* Authorization, or NULL */
    const char *agent;

    int status;
    struct buf body;
    const char *location;
    const char *csp;
};

static inline void browser_open(struct browser *b, struct house *h)
{
    *b = (struct browser){.h = h, .arena = arena_open(256 << 20), .body = BUF_INIT(32 << 20)};
}

static inline void browser_close(struct browser *b)
{
    buf_close(&b->body);
    arena_close(&b->arena);
}

static inline const char *browser_cookie(const struct browser *b, const char *name)
{
    for (size_t i = 0; i < b->n_cookies; i++) {
        if (strcmp(b->cookie[i].name, name) == 0) {
            return b->cookie[i].value;
        }
    }
    return NULL;
}

static inline void browser_set_cookie(struct browser *b, const char *name, const char *value)
{
    for (size_t i = 0; i < b->n_cookies; i++) {
        if (strcmp(b->cookie[i].name, name) == 0) {
            b->cookie[i].value = value;
            return;
        }
    }
    assert_true(b->n_cookies < COOKIES_MAX);
    b->cookie[b->n_cookies++] = (struct http_pair){name, value};
}

/* "name=value; ..." */
static inline void browser_take_cookie(struct browser *b, const char *header)
{
    size_t name = strcspn(header, "="), value = strcspn(header + name + 1, ";");

    browser_set_cookie(b, arena_copy_n(b->arena, header, name),
                       arena_copy_n(b->arena, header + name + 1, value));
}

/* One request; path may have a query. fields[n]: a form. */
static inline void browser_send(struct browser *b, enum http_method method, const char *target,
                                const struct http_pair *fields, size_t n)
{
    CLEANUP(arena_close) struct arena *a = arena_open(32 << 20);
    size_t path = strcspn(target, "?");
    struct http_request rq = {.method = method,
                              .path = arena_copy_n(a, target, path),
                              .query_text = target[path] == '?' ? target + path + 1 : "",
                              .peer = "192.0.2.20",
                              .arena = a};
    struct http_response rs;
    struct err err;

    T_OK(request_read_pairs(&rq.query, rq.query_text, strlen(rq.query_text), a, &err));
    for (size_t i = 0; i < n; i++) {
        T_OK(request_add(&rq.form, fields[i].name, fields[i].value, a, &err));
    }
    for (size_t i = 0; i < b->n_cookies; i++) {
        T_OK(request_add(&rq.cookie, b->cookie[i].name, b->cookie[i].value, a, &err));
    }
    if (b->bearer != NULL) {
        T_OK(request_add(&rq.header, "Authorization", b->bearer, a, &err));
    }
    if (b->agent != NULL) {
        T_OK(request_add(&rq.header, "User-Agent", b->agent, a, &err));
    }
    T_OK(request_add(&rq.header, "Host", "sonae.example:8080", a, &err));
    response_open(&rs, a);
    enum status st = dispatch_handle(&b->h->web, &rq, &rs, &err);

    assert_false(db_in_transaction(b->h->web.db));
    b->status = st == OK ? rs.status : 599;
    b->location = b->csp = NULL;
    buf_clear(&b->body);
    buf_add(&b->body, buf_text(&rs.body), rs.body.len);
    for (size_t i = 0; i < rs.n_headers; i++) {
        const struct http_pair *header = &rs.header[i];

        if (strcmp(header->name, "Location") == 0) {
            b->location = arena_copy(b->arena, header->value);
        } else if (strcmp(header->name, "Content-Security-Policy") == 0) {
            b->csp = arena_copy(b->arena, header->value);
        } else if (strcmp(header->name, "Set-Cookie") == 0) {
            browser_take_cookie(b, header->value);
        }
    }
    response_close(&rs);
}

static inline void browser_get(struct browser *b, const char *target)
{
    browser_send(b, HTTP_GET, target, NULL, 0);
}

/* The csrf value of the first form on the page at hand, or "". */
static inline const char *browser_csrf(const struct browser *b)
{
    static const char mark[] = "name=csrf value=\"";
    const char *at = strstr(buf_text(&b->body), mark);

    return at == NULL ? "" : arena_copy_n(b->arena, at + sizeof(mark) - 1, 64);
}

/* POST with csrf and up to FIELDS_MAX other fields. */
static inline void browser_post(struct browser *b, const char *target, const char *csrf,
                                const struct http_pair *fields, size_t n)
{
    struct http_pair all[FIELDS_MAX + 1];

    assert_true(n <= FIELDS_MAX);
    all[0] = (struct http_pair){"csrf", csrf};
    for (size_t i = 0; i < n; i++) {
        all[i + 1] = fields[i];
    }
    browser_send(b, HTTP_POST, target, all, n + 1);
}

/* Fields of a form as the last two arguments of a call: FIELDS(PAIR("name", "value"), ...). */
#define PAIR(field, text) ((struct http_pair){.name = (field), .value = (text)})
#define FIELDS(...)                          \
    (const struct http_pair[]){__VA_ARGS__}, \
        sizeof((const struct http_pair[]){__VA_ARGS__}) / sizeof(struct http_pair)

/* A session for an account, as if it had signed in; returns the csrf token of its forms. */
static inline const char *browser_enter(struct browser *b, int64_t account)
{
    char token[RANDOM_TOKEN_SIZE];
    struct session s;
    struct err err;

    T_OK(session_open(token, b->h->web.db, account, "192.0.2.20", house_now, &err));
    T_OK(session_read(&s, b->h->web.db, token, 0, house_now, b->arena, &err));
    browser_set_cookie(b, "sonae", arena_copy(b->arena, token));
    return arena_copy(b->arena, s.csrf);
}

static inline bool browser_sees(const struct browser *b, const char *text)
{
    return strstr(buf_text(&b->body), text) != NULL;
}

#endif
