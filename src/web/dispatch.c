#include "web/dispatch.h"

#include "base/id.h"
#include "base/log.h"
#include "record/account.h"
#include "web/asset_pages.h"
#include "web/item_word.h"
#include "web/page_state.h"
#include "web/sign_pages.h"

#include <string.h>

/* ---- Session and institution ---- */

/* The institution in the address; the API's stands in its token. */
static int64_t facility_in_path(const struct page *pg)
{
    return page_id(pg, "facility");
}

static enum status read_session(struct page *pg, struct work *w)
{
    const char *token = page_cookie_get(pg, PAGE_SESSION);

    if (token == NULL) {
        return OK;
    }
    enum status st = session_read(&pg->session, w->db, token, facility_in_path(pg), w->now_ms,
                                  w->arena, &w->err);

    if (st == E_NOTFOUND) {
        return OK; /* signed out meanwhile */
    }
    if (st == OK) {
        pg->token = token;
        pg->has_session = true;
        pg->is_signed_in = !pg->session.has_ended;
        memcpy(pg->csrf, pg->session.csrf, sizeof(pg->csrf));
    }
    return st;
}

static void fill_work(struct page *pg, struct work *w)
{
    char id[ID_TEXT_SIZE];

    w->actor = (struct actor){pg->session.account_id, pg->session.name, "web"};
    if (pg->session.is_member && facility_in_path(pg) != 0) {
        w->facility_id = facility_in_path(pg);
        w->facility_name = pg->session.facility;
        w->may = role_may(pg->session.role);
        pg->facility_url = arena_printf(w->arena, "/f/%s", id_text(id, w->facility_id));
    }
}

/* "Bearer ..." (RFC 6750, 2.1) */
static enum status read_token(struct page *pg, struct work *w)
{
    static const char scheme[] = "Bearer ";
    const char *given = request_header(pg->rq, "Authorization");
    struct account_token token;
    enum status st = E_NOTFOUND;

    if (given != NULL && strncmp(given, scheme, sizeof(scheme) - 1) == 0) {
        st = account_token_read(&token, w->db, given + sizeof(scheme) - 1, w->now_ms, w->arena,
                                &w->err);
    }
    if (st == E_NOTFOUND) {
        return err_say(&w->err, E_DENIED, MSG_API_TOKEN);
    }
    if (st == OK) {
        w->actor = (struct actor){token.account_id, token.name, "api"};
        w->facility_id = token.facility_id;
        w->facility_name = token.facility;
        w->may = role_may(token.role);
    }
    return st;
}

/* ---- CSRF ---- */

/*
 * What a form carries before anybody is signed in: the hash of a random cookie. Another site can
 * send the form, but neither read nor set the cookie (SameSite=Strict, __Host- on TLS).
 */
static void prepare_form_token(struct page *pg)
{
    const char *cookie = page_cookie_get(pg, PAGE_FORM);
    char fresh[RANDOM_TOKEN_SIZE];
    uint8_t hash[HASH_SIZE];

    if (cookie == NULL) {
        cookie = random_token(fresh);
        page_cookie_set(pg, PAGE_FORM, cookie, -1);
    }
    hash_of(hash, cookie, strlen(cookie));
    hash_hex(pg->csrf, hash, sizeof(hash));
}

/* Is the posted form one of ours, made for this session (or this browser, before signing in)? */
static bool is_own_form(const struct page *pg)
{
    const char *given = page_field(pg, "csrf");

    if (!pg->has_session && page_cookie_get(pg, PAGE_FORM) == NULL) {
        return false;
    }
    return given != NULL && strlen(given) == sizeof(pg->csrf) - 1 &&
           hash_same(given, pg->csrf, sizeof(pg->csrf) - 1);
}

/* ---- The order of things ---- */

static bool asks_for_session(const struct route *r)
{
    return r->may != MAY_ANYBODY && (r->may & MAY_TOKEN) == 0;
}

/* Nobody is signed in where somebody must be: to the sign-in page, with what was typed. */
static enum status ask_who(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf url = BUF_INIT(2 * SERVER_URL_MAX);
    const bool is_form = pg->route->method == HTTP_POST;

    if (is_form && pg->has_session && is_own_form(pg)) {
        return sign_in_again(pg, w);
    }
    buf_str(&url, "/sign-in");
    if (!is_form && strcmp(pg->rq->path, "/") != 0) {
        const char *query = page_query_string(pg);

        url_query(&url, "then",
                  arena_printf(w->arena, *query == '\0' ? "%s%s" : "%s?%s", pg->rq->path, query));
    }
    if (buf_status(&url, &w->err) != OK) {
        return w->err.status;
    }
    page_go(pg, buf_text(&url), MSG_NONE, NULL);
    return OK;
}

/* May this request go on to its handler? *is_settled: it has its answer already. */
static enum status admit(struct page *pg, struct work *w, bool *is_settled)
{
    const struct route *r = pg->route;
    const unsigned needs = route_needs(r, &pg->params);

    *is_settled = false;
    if (pg->is_api) {
        enum status st = read_token(pg, w);

        return st != OK                ? st
               : (w->may & needs) != 0 ? OK
                                       : err_set(&w->err, E_DENIED, "api: %s", r->pattern);
    }
    if (asks_for_session(r) && !pg->is_signed_in) {
        *is_settled = true;
        return ask_who(pg, w);
    }
    if (facility_in_path(pg) != 0 && !pg->session.is_member) {
        return err_set(&w->err, E_NOTFOUND, "not a member"); /* nor told that it exists */
    }
    if (r->method != HTTP_GET && !is_own_form(pg)) {
        return err_say(&w->err, E_DENIED, MSG_FORM_FOREIGN);
    }
    if (needs == MAY_ANYBODY || (needs == MAY_SIGNED_IN && pg->is_signed_in) ||
        (needs & w->may) != 0) {
        return OK;
    }
    return err_set(&w->err, E_DENIED, "%s needs another role", r->pattern);
}

static enum status find(struct page *pg, struct work *w)
{
    const struct http_request *rq = pg->rq;

    pg->is_api = strncmp(rq->path, "/api/", 5) == 0;
    pg->route = route_find(rq->method, rq->path, &pg->params, w->arena);
    enum status st = read_session(pg, w);

    if (st != OK) {
        return st;
    }
    if (pg->is_signed_in) {
        fill_work(pg, w);
    } else if (!pg->has_session && pg->route != NULL && pg->route->may == MAY_ANYBODY &&
               pg->route->handler != page_asset) {
        prepare_form_token(pg);
    }
    return pg->route == NULL ? err_say(&w->err, E_NOTFOUND, MSG_HTTP_ADDRESS) : OK;
}

static enum status serve(struct page *pg, struct work *w)
{
    bool is_settled;
    enum status st = find(pg, w);

    if (st == OK && pg->rq->broken != NULL) {
        w->err = *pg->rq->broken;
        st = w->err.status;
    }
    if (st == OK) {
        st = admit(pg, w, &is_settled);
    }
    if (st == OK && !is_settled) {
        st = pg->route->handler(pg, w);
    }
    if (db_in_transaction(w->db)) { /* a handler that left early */
        db_rollback(w->db);
    }
    if (st == OK && pg->is_signed_in) {
        session_touch(w->db, pg->token, &pg->session, w->now_ms);
    }
    return st;
}

static void begin(struct page *pg, struct work *w, struct web *web, const struct http_request *rq,
                  struct http_response *rs)
{
    *pg = (struct page){.web = web,
                        .rq = rq,
                        .rs = rs,
                        .arena = rq->arena,
                        .facility_url = "",
                        .body = BUF_INIT(PAGE_BODY_MAX)};
    pg->html = (struct html){&pg->body};
    *w = (struct work){.db = web->db,
                       .arena = rq->arena,
                       .now_ms = web->now_ms(),
                       .lang = LANG_JA,
                       .data_dir = web->data_dir,
                       .words = item_words_make(web->data_dir, rq->arena),
                       .assessed = web->assessed};
}

enum status dispatch_handle(void *self, const struct http_request *rq, struct http_response *rs,
                            struct err *err)
{
    struct page pg;
    struct work w;

    begin(&pg, &w, self, rq, rs);
    enum status st = serve(&pg, &w);

    if (st != OK) {
        page_answer_error(&pg, &w, st);
    }
    st = page_answer(&pg, &w);
    if (st == OK) {
        page_headers(&pg);
        st = response_status(rs, &w.err);
    }
    if (st != OK) {
        log_err("page.not_written", &w.err);
        *err = w.err;
    }
    buf_close(&pg.body);
    return st;
}

/* ---- Before a body is read ---- */

enum status dispatch_plan(void *self, const struct http_request *rq, struct http_plan *plan,
                          struct err *err)
{
    CLEANUP(response_close) struct http_response nowhere;
    struct page pg;
    struct work w;

    response_open(&nowhere, rq->arena);
    begin(&pg, &w, self, rq, &nowhere);
    enum status st = find(&pg, &w);

    if (st == E_NOTFOUND) {
        return OK; /* the usual small body may come; the answer will be "not found" all the same */
    }
    if (st == OK && pg.route->body != NULL && pg.route->may != MAY_ANYBODY) {
        /* More than usual only for somebody who may send it. */
        const unsigned may = pg.has_session && pg.session.is_member ? role_may(pg.session.role) : 0;

        if ((route_needs(pg.route, &pg.params) & may) == 0) {
            return OK;
        }
    }
    if (st == OK && pg.route->body != NULL) {
        *plan = *pg.route->body;
    }
    if (st != OK) {
        *err = w.err;
    }
    return st;
}
