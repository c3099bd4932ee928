/*
 * One answer, filled by a handler and sent by the server. Sticky: after the
 * first failure nothing more is taken and response_status() tells.
 *
 * The body is either the text in `body` or a range of a file, not both.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/arena.h"
#include "base/buf.h"
#include "http/request.h"

#include <stdbool.h>
#include <stdint.h>

#define RESPONSE_HEADERS_MAX 32
#define RESPONSE_BODY_MAX (16 * 1024 * 1024) /* bytes made in memory; longer work is a file */
#define RESPONSE_LOCATION_MAX 2048           /* bytes of a redirect's address */

struct http_response {
    int status; /* 200 until somebody says otherwise */
    struct http_pair header[RESPONSE_HEADERS_MAX];
    size_t n_headers;
    struct buf body;
    int fd; /* -1: the body is in memory; else owned by the response */
    int64_t fd_offset;
    int64_t fd_size;
    const char *etag; /* quoted, or NULL */
    enum status failed;
    struct arena *arena; /* the request's */
};

void response_open(struct http_response *rs, struct arena *a);
void response_close(struct http_response *rs); /* body and file; what is sent already is gone */
void response_reset(struct http_response *rs); /* as new: an error page replaces what was begun */

/* Add a header. A value with a control character, or a name that is no token, is our own mistake
   or an attack: the response fails with E_INVALID. */
void response_header(struct http_response *rs, const char *name, const char *value);
void response_type(struct http_response *rs, const char *media_type); /* Content-Type */

struct http_cookie {
    const char *name;
    const char *value; /* characters of RFC 6265, 4.1.1; "" with max_age 0 removes it */
    int64_t max_age;   /* seconds; -1: until the browser is closed */
    bool secure;       /* and the name should begin with __Host- */
    bool strict;       /* SameSite=Strict, else Lax */
};
/* Always HttpOnly and Path=/. */
void response_cookie(struct http_response *rs, const struct http_cookie *cookie);

/* 303: go and GET this local address ("/..." but not "//..."; anything else fails, E_INVALID). */
void response_redirect(struct http_response *rs, const char *path);

/* The body is size bytes of fd from offset. fd belongs to the response from now on. */
void response_file(struct http_response *rs, int fd, int64_t offset, int64_t size);

/* The browser saves it under this name (RFC 6266, with RFC 8187's UTF-8 form beside ASCII). */
void response_download(struct http_response *rs, const char *file_name);

/* A version of the body, any text without quotes; a client that has it gets 304 and no body. */
void response_etag(struct http_response *rs, const char *version);

/* Does If-None-Match name the response's version? The server asks for GET and HEAD (RFC
 * 9110, 13.1.2). */
bool response_is_known(const struct http_response *rs, const struct http_request *rq);

/* OK, E_NOMEM, E_LIMIT, E_INVALID; looks at body and arena too. */
MUST_CHECK enum status response_status(const struct http_response *rs, struct err *err);

#endif
