/*
 * One request as a handler sees it: already read, limited and decoded.
 *
 * Everything lives in the request's arena and dies with it; open files of an
 * upload are closed by the server. Plain data, no library behind it.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define REQUEST_FIELDS_MAX 2000 /* pairs in a query, a form; headers and cookies alike */
#define REQUEST_FILES_MAX 8     /* uploaded files in one form */

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OTHER };

struct http_pair {
    const char *name;
    const char *value;
};

struct http_pairs {
    struct http_pair *pair;
    size_t n;
    size_t room;
};

/* A file of a multipart form, in an unnamed temporary file positioned at its start. */
struct http_file {
    const char *field; /* name of the form control */
    const char *name;  /* as the client calls it, without directories; never a path of ours */
    const char *type;  /* media type as the client claims it; "" if it does not */
    int fd;
    int64_t size; /* bytes */
};

struct http_request {
    enum http_method method;
    const char *path;         /* as sent, still escaped, good by url_check_path(); "/" if broken */
    const char *query_text;   /* as sent, behind the '?'; "" if there is none */
    struct http_pairs query;  /* decoded, in order */
    struct http_pairs form;   /* application/x-www-form-urlencoded or multipart/form-data */
    struct http_pairs cookie; /* as sent */
    struct http_pairs header; /* as sent */
    struct http_file file[REQUEST_FILES_MAX];
    size_t n_files;
    const char *body; /* a body of any other media type, 0-terminated; NULL if there is none */
    size_t body_size;
    const char *peer; /* the client's address as text, "192.0.2.7", "2001:db8::1" */
    bool is_tls;
    int64_t begun_us;         /* clock_steady_us() when its head was complete */
    const struct err *broken; /* why address or body could not be used, in words; else NULL */
    struct arena *arena;
};

/* The nth value (0, 1, ...) of a name, or NULL when there are no more. */
const char *request_query(const struct http_request *rq, const char *name, size_t nth);
const char *request_field(const struct http_request *rq, const char *name, size_t nth);
const char *request_cookie(const struct http_request *rq, const char *name, size_t nth);
const char *request_header(const struct http_request *rq, const char *name); /* any case */
const struct http_file *request_file(const struct http_request *rq, const char *field);

enum http_method request_method(const char *text); /* HTTP_OTHER for what we do not know */

/* Append a pair. E_LIMIT past REQUEST_FIELDS_MAX; name and value are kept, not copied. */
MUST_CHECK enum status request_add(struct http_pairs *to, const char *name, const char *value,
                                   struct arena *a, struct err *err);

/* Read "a=1&b=2" (a query or a form body, text[len]) into pairs. E_INVALID, E_LIMIT. */
MUST_CHECK enum status request_read_pairs(struct http_pairs *to, const char *text, size_t len,
                                          struct arena *a, struct err *err);

/* Read a Cookie header (RFC 6265, 5.4); what is no pair is left out. E_LIMIT. */
MUST_CHECK enum status request_read_cookies(struct http_pairs *to, const char *text,
                                            struct arena *a, struct err *err);

#endif
