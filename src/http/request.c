#include "http/request.h"

#include "http/url.h"

#include <string.h>
#include <strings.h>

static const char *nth_value(const struct http_pairs *pairs, const char *name, size_t nth,
                             int (*compare)(const char *, const char *))
{
    for (size_t i = 0; i < pairs->n; i++) {
        if (compare(pairs->pair[i].name, name) == 0 && nth-- == 0) {
            return pairs->pair[i].value;
        }
    }
    return NULL;
}

const char *request_query(const struct http_request *rq, const char *name, size_t nth)
{
    return nth_value(&rq->query, name, nth, strcmp);
}

const char *request_field(const struct http_request *rq, const char *name, size_t nth)
{
    return nth_value(&rq->form, name, nth, strcmp);
}

const char *request_cookie(const struct http_request *rq, const char *name, size_t nth)
{
    return nth_value(&rq->cookie, name, nth, strcmp);
}

const char *request_header(const struct http_request *rq, const char *name)
{
    return nth_value(&rq->header, name, 0, strcasecmp);
}

const struct http_file *request_file(const struct http_request *rq, const char *field)
{
    for (size_t i = 0; i < rq->n_files; i++) {
        if (strcmp(rq->file[i].field, field) == 0) {
            return &rq->file[i];
        }
    }
    return NULL;
}

enum http_method request_method(const char *text)
{
    static const char *const name[] = {
        [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
        [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
    };

    for (size_t i = 0; i < COUNT(name); i++) {
        if (strcmp(text, name[i]) == 0) {
            return (enum http_method)i;
        }
    }
    return HTTP_OTHER;
}

enum status request_add(struct http_pairs *to, const char *name, const char *value, struct arena *a,
                        struct err *err)
{
    if (to->n == REQUEST_FIELDS_MAX) {
        return err_say(err, E_LIMIT, MSG_HTTP_FIELDS);
    }
    if (to->n == to->room) {
        size_t room = to->room == 0 ? 16 : to->room * 2;
        struct http_pair *pair = arena_make(a, struct http_pair, room);

        if (pair == NULL) {
            return arena_status(a, err);
        }
        if (to->n > 0) {
            memcpy(pair, to->pair, to->n * sizeof(*pair));
        }
        to->pair = pair;
        to->room = room;
    }
    to->pair[to->n++] = (struct http_pair){name, value};
    return OK;
}

enum status request_read_pairs(struct http_pairs *to, const char *text, size_t len, struct arena *a,
                               struct err *err)
{
    const char *end = text + len;

    while (text < end) {
        const char *stop = memchr(text, '&', (size_t)(end - text));
        const char *until = stop == NULL ? end : stop;
        const char *equals = memchr(text, '=', (size_t)(until - text));
        const char *name_end = equals == NULL ? until : equals;
        const char *value = equals == NULL ? until : equals + 1;
        char *pair[2];
        enum status st = OK;

        if (until > text) {
            st = url_decode(&pair[0], a, text, (size_t)(name_end - text), URL_VALUE, err);
            if (st == OK) {
                st = url_decode(&pair[1], a, value, (size_t)(until - value), URL_VALUE, err);
            }
            if (st == OK) {
                st = request_add(to, pair[0], pair[1], a, err);
            }
        }
        if (st == E_INVALID) {
            return err_say(err, E_INVALID, MSG_HTTP_FORM);
        }
        if (st != OK) {
            return st;
        }
        text = stop == NULL ? end : stop + 1;
    }
    return OK;
}

enum status request_read_cookies(struct http_pairs *to, const char *text, struct arena *a,
                                 struct err *err)
{
    while (*text != '\0') {
        text += strspn(text, "; \t");
        size_t len = strcspn(text, ";");
        size_t name_size = strcspn(text, "=;");

        if (name_size > 0 && name_size < len) {
            const char *name = arena_copy_n(a, text, name_size);
            const char *value = arena_copy_n(a, text + name_size + 1, len - name_size - 1);
            enum status st = arena_status(a, err);

            if (st == OK) {
                st = request_add(to, name, value, a, err);
            }
            if (st != OK) {
                return st;
            }
        }
        text += len;
    }
    return OK;
}
