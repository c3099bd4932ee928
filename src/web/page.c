#include "web/page_state.h"

#include "base/id.h"
#include "http/url.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What was asked ---- */

const char *page_param(const struct page *pg, const char *name)
{
    return url_param(&pg->params, name);
}

int64_t page_id(const struct page *pg, const char *name)
{
    const char *text = page_param(pg, name);
    int64_t id = 0;

    return text != NULL && id_parse(&id, text) ? id : 0;
}

const char *page_query(const struct page *pg, const char *name)
{
    return request_query(pg->rq, name, 0);
}

const char *page_query_string(const struct page *pg)
{
    return pg->rq->query_text;
}

size_t page_query_count(const struct page *pg)
{
    return pg->rq->query.n;
}

const char *page_query_at(const struct page *pg, size_t i, const char **value)
{
    *value = pg->rq->query.pair[i].value;
    return pg->rq->query.pair[i].name;
}

const char *page_field(const struct page *pg, const char *name)
{
    return request_field(pg->rq, name, 0);
}

size_t page_fields(const struct page *pg, const char *name, const char *const **values)
{
    const char **list = arena_make(pg->arena, const char *, pg->rq->form.n);
    size_t n = 0;

    for (size_t i = 0; list != NULL && i < pg->rq->form.n; i++) {
        if (strcmp(pg->rq->form.pair[i].name, name) == 0) {
            list[n++] = pg->rq->form.pair[i].value;
        }
    }
    *values = list;
    return n;
}

bool page_upload(const struct page *pg, const char *name, struct page_upload *out)
{
    const struct http_file *file = request_file(pg->rq, name);

    if (file == NULL) {
        return false;
    }
    *out = (struct page_upload){file->fd, file->size, file->name, file->type};
    return true;
}

const char *page_body(const struct page *pg, size_t *len)
{
    *len = pg->rq->body_size;
    return pg->rq->body;
}

const char *page_header(const struct page *pg, const char *name)
{
    return request_header(pg->rq, name);
}

/* ---- What is answered ---- */

struct html *page_html(struct page *pg)
{
    return &pg->html;
}

void page_title(struct page *pg, const char *title)
{
    pg->title = title;
}

void page_has_errors(struct page *pg)
{
    pg->has_errors = true;
    pg->rs->status = status_http(E_INVALID);
}

void page_refresh(struct page *pg, int seconds)
{
    pg->refresh_s = seconds;
}

/* As a header may carry it: what no URL holds as it is becomes an escape; a query too long to be
   an address is left away. */
static const char *as_location(const char *url, struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(RESPONSE_LOCATION_MAX);

    for (const char *p = url; *p != '\0'; p++) {
        if (*p <= ' ' || *p > '~' || strchr("\"<>\\^`{|}", *p) != NULL) {
            buf_printf(&b, "%%%02X", (unsigned char)*p);
        } else {
            buf_char(&b, *p);
        }
    }
    return b.status == E_LIMIT ? arena_copy_n(a, url, strcspn(url, "?#"))
                               : arena_copy(a, buf_text(&b));
}

/* The notice travels in a cookie of one minute: "NUMBER.ARGUMENT.PATH", escaped. */
void page_go(struct page *pg, const char *url, enum msg done, const char *arg)
{
    CLEANUP(buf_close) struct buf value = BUF_INIT(3000);

    const char *location = as_location(url, pg->arena);

    pg->is_whole = true;
    if (location == NULL) {
        return; /* the arena tells */
    }
    response_redirect(pg->rs, location);
    if (done == MSG_NONE) {
        return;
    }
    const char *path = arena_copy_n(pg->arena, url, strcspn(url, "?#"));

    buf_printf(&value, "%d!", (int)done);
    url_encode(&value, arg);
    buf_char(&value, '!');
    url_encode(&value, path);
    if (buf_status(&value, NULL) == OK) { /* a notice too long to keep is no reason to fail */
        page_cookie_set(pg, PAGE_NOTICE, buf_text(&value), PAGE_NOTICE_S);
    }
}

bool page_notice(struct page *pg, struct work *w, struct parts_notice *out)
{
    const char *value = page_cookie_get(pg, PAGE_NOTICE);
    const char *arg = value == NULL ? NULL : strchr(value, '!');
    const char *path = arg == NULL ? NULL : strchr(arg + 1, '!');
    char text[1024], *said, *where;
    long msg = value == NULL ? 0 : strtol(value, NULL, 10);

    if (path == NULL || msg <= MSG_NONE || msg >= MSG_COUNT ||
        url_decode(&said, w->arena, arg + 1, (size_t)(path - arg - 1), URL_VALUE, NULL) != OK ||
        url_decode(&where, w->arena, path + 1, strlen(path + 1), URL_VALUE, NULL) != OK ||
        strcmp(where, pg->rq->path) != 0) {
        return false; /* none, or of another page (in another tab) */
    }
    page_cookie_set(pg, PAGE_NOTICE, NULL, 0);
    msg_format(text, sizeof(text), w->lang, (enum msg)msg, 1, (const char *const[]){said});
    *out = (struct parts_notice){.tone = PARTS_OK, .text = arena_copy(w->arena, text)};
    return out->text != NULL;
}

static void whole(struct page *pg, const char *type, const char *name)
{
    pg->is_whole = true;
    response_type(pg->rs, type);
    if (name != NULL) {
        response_download(pg->rs, name);
    }
}

void page_bytes(struct page *pg, struct buf *bytes, const char *type, const char *name)
{
    whole(pg, type, name);
    buf_close(&pg->rs->body);
    pg->rs->body = *bytes;
    *bytes = BUF_INIT(0);
}

void page_json(struct page *pg, struct buf *json, int status)
{
    page_bytes(pg, json, "application/json; charset=utf-8", NULL);
    pg->rs->status = status;
}

void page_fd(struct page *pg, int *fd, int64_t size, const char *type, const char *name)
{
    whole(pg, type, name);
    response_file(pg->rs, *fd, 0, size);
    *fd = -1;
}

void page_wake_jobs(const struct page *pg)
{
    if (pg->web->job_wake != NULL) {
        wake_send(pg->web->job_wake);
    }
}

bool page_may_probe(const struct page *pg)
{
    return pg->web->may_probe;
}

/* ---- URLs and forms ---- */

const char *page_own_address(const struct page *pg)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-._:[]";
    const char *host = page_header(pg, "Host");

    if (host == NULL || *host == '\0' || host[strspn(host, allowed)] != '\0') {
        return NULL;
    }
    return arena_printf(pg->arena, "%s://%s", pg->rq->is_tls ? "https" : "http", host);
}

const char *page_url(const struct page *pg, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *rest = arena_vprintf(pg->arena, fmt, ap);
    va_end(ap);
    if (rest == NULL || *pg->facility_url == '\0') {
        return rest;
    }

    size_t base = strlen(pg->facility_url), len = strlen(rest);
    char *url = arena_alloc(pg->arena, base + len + 1);

    if (url != NULL) {
        memcpy(url, pg->facility_url, base);
        memcpy(url + base, rest, len);
    }
    return url;
}

struct parts_post page_post(const struct page *pg, const char *action)
{
    return (struct parts_post){.action = action, .csrf = pg->csrf};
}

bool page_is_local(const char *path)
{
    return path != NULL && path[0] == '/' && path[1] != '/' && path[1] != '\\' &&
           strpbrk(path, "\r\n") == NULL && strlen(path) <= RESPONSE_LOCATION_MAX;
}

const struct parts_hidden *page_carry(const struct page *pg, size_t *n)
{
    const struct http_pairs *form = &pg->rq->form;
    struct parts_hidden *hidden = arena_make(pg->arena, struct parts_hidden, form->n);
    size_t size = 0;

    *n = 0;
    for (size_t i = 0; hidden != NULL && i < form->n; i++) {
        if (strcmp(form->pair[i].name, "csrf") != 0) {
            hidden[(*n)++] = (struct parts_hidden){form->pair[i].name, form->pair[i].value};
            size += strlen(form->pair[i].name) + strlen(form->pair[i].value);
        }
    }
    if (size > PAGE_CARRY_MAX) {
        *n = 0;
    }
    return hidden;
}

/* ---- Cookies ---- */

static const char *cookie_name(const struct page *pg, enum page_cookie cookie)
{
    static const char *const name[][2] = {
        [PAGE_SESSION] = {"sonae",        "__Host-sonae"       },
        [PAGE_FORM] = {"sonae-form",   "__Host-sonae-form"  },
        [PAGE_NOTICE] = {"sonae-notice", "__Host-sonae-notice"},
    };

    return name[cookie][pg->rq->is_tls];
}

const char *page_cookie_get(const struct page *pg, enum page_cookie cookie)
{
    const char *value = request_cookie(pg->rq, cookie_name(pg, cookie), 0);

    return value == NULL || *value == '\0' ? NULL : value;
}

void page_cookie_set(struct page *pg, enum page_cookie cookie, const char *value, int64_t max_age)
{
    const struct http_cookie set = {.name = cookie_name(pg, cookie),
                                    .value = value == NULL ? "" : value,
                                    .max_age = value == NULL ? 0 : max_age,
                                    .secure = pg->rq->is_tls,
                                    .strict = true};

    response_cookie(pg->rs, &set);
}
