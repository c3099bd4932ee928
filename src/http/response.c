#include "http/response.h"

#include "base/file.h"
#include "http/url.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void response_open(struct http_response *rs, struct arena *a)
{
    *rs = (struct http_response){
        .status = 200, .body = BUF_INIT(RESPONSE_BODY_MAX), .fd = -1, .arena = a};
}

void response_close(struct http_response *rs)
{
    buf_close(&rs->body);
    file_close(&rs->fd);
}

void response_reset(struct http_response *rs)
{
    struct arena *a = rs->arena;

    response_close(rs);
    response_open(rs, a);
}

static void fail(struct http_response *rs, enum status status)
{
    if (rs->failed == OK) {
        rs->failed = status;
    }
}

static bool is_token(const char *s)
{
    for (const char *p = s; *p != '\0'; p++) {
        if (!((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
              strchr("!#$%&'*+-.^_`|~", *p) != NULL)) {
            return false;
        }
    }
    return *s != '\0';
}

static bool is_printable(const char *s)
{
    for (; *s != '\0'; s++) {
        if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e) {
            return false;
        }
    }
    return true;
}

void response_header(struct http_response *rs, const char *name, const char *value)
{
    if (!is_token(name) || value == NULL || !is_printable(value)) {
        fail(rs, value == NULL ? E_NOMEM : E_INVALID); /* NULL comes from an arena that failed */
        return;
    }
    if (rs->n_headers == RESPONSE_HEADERS_MAX) {
        fail(rs, E_LIMIT);
        return;
    }
    const struct http_pair pair = {arena_copy(rs->arena, name), arena_copy(rs->arena, value)};

    if (pair.name != NULL && pair.value != NULL) {
        rs->header[rs->n_headers++] = pair;
    }
}

void response_type(struct http_response *rs, const char *media_type)
{
    response_header(rs, "Content-Type", media_type);
}

/* cookie-octet: printable ASCII without space, quote, comma, semicolon, backslash. */
static bool is_cookie_value(const char *s)
{
    return is_printable(s) && strpbrk(s, " \",;\\") == NULL;
}

void response_cookie(struct http_response *rs, const struct http_cookie *cookie)
{
    char age[40] = "";

    if (!is_token(cookie->name) || !is_cookie_value(cookie->value)) {
        fail(rs, E_INVALID);
        return;
    }
    if (cookie->max_age >= 0) {
        snprintf(age, sizeof(age), "; Max-Age=%" PRId64, cookie->max_age);
    }
    response_header(rs, "Set-Cookie",
                    arena_printf(rs->arena, "%s=%s; Path=/; HttpOnly%s; SameSite=%s%s",
                                 cookie->name, cookie->value, cookie->secure ? "; Secure" : "",
                                 cookie->strict ? "Strict" : "Lax", age));
}

void response_redirect(struct http_response *rs, const char *path)
{
    if (path[0] != '/' || path[1] == '/' || path[1] == '\\' ||
        strlen(path) > RESPONSE_LOCATION_MAX) {
        fail(rs, E_INVALID);
        return;
    }
    rs->status = 303;
    response_header(rs, "Location", path);
}

void response_file(struct http_response *rs, int fd, int64_t offset, int64_t size)
{
    file_close(&rs->fd);
    rs->fd = fd;
    rs->fd_offset = offset;
    rs->fd_size = size;
}

void response_download(struct http_response *rs, const char *file_name)
{
    CLEANUP(buf_close) struct buf value = BUF_INIT(8192);

    buf_str(&value, "attachment; filename=\"");
    for (const char *p = file_name; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;

        if ((c & 0xC0) != 0x80) { /* one '_' for a whole character */
            buf_char(&value, c < 0x20 || c > 0x7e || strchr("\"\\%/", c) != NULL ? '_' : *p);
        }
    }
    buf_str(&value, "\"; filename*=UTF-8''");
    url_encode(&value, file_name);
    if (buf_status(&value, NULL) != OK) {
        fail(rs, value.status);
        return;
    }
    response_header(rs, "Content-Disposition", buf_text(&value));
}

void response_etag(struct http_response *rs, const char *version)
{
    if (!is_printable(version) || strchr(version, '"') != NULL) {
        fail(rs, E_INVALID);
        return;
    }
    rs->etag = arena_printf(rs->arena, "\"%s\"", version);
    response_header(rs, "ETag", rs->etag);
}

bool response_is_known(const struct http_response *rs, const struct http_request *rq)
{
    const char *known = request_header(rq, "If-None-Match");

    if (rs->etag == NULL || known == NULL || rs->status != 200) {
        return false;
    }
    return strcmp(known, "*") == 0 || strstr(known, rs->etag) != NULL;
}

enum status response_status(const struct http_response *rs, struct err *err)
{
    enum status st = buf_status(&rs->body, err);

    if (st == OK) {
        st = arena_status(rs->arena, err);
    }
    if (st == OK && rs->failed != OK) {
        st = err_set(err, rs->failed, "response: a header, cookie or address was refused");
    }
    return st;
}
