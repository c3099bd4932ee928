/*
 * URLs as this program uses them: percent escapes (RFC 3986, 2.1), queries,
 * and the patterns of the route table.
 *
 * A path is matched segment by segment before it is decoded, so an escaped
 * slash never changes which page is meant.
 */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>

#define URL_PARAMS_MAX 8

enum url_part {
    URL_SEGMENT, /* between two slashes: '+' stands for itself, no control characters */
    URL_VALUE    /* of a query or a form: '+' is a space, CRLF and CR become LF */
};

/*
 * Decode s[len] into the arena.
 * E_INVALID: a broken escape, a NUL byte, not UTF-8, or (URL_SEGMENT) a control character.
 */
MUST_CHECK enum status url_decode(char **out, struct arena *a, const char *s, size_t len,
                                  enum url_part part, struct err *err);

/* A form value that came without escapes (multipart): the rules of URL_VALUE for bytes[len]. */
MUST_CHECK enum status url_value(char **out, struct arena *a, const char *bytes, size_t len,
                                 struct err *err);

/* Append s with everything escaped but RFC 3986's unreserved characters. NULL adds nothing. */
void url_encode(struct buf *out, const char *s);

/* Append "name=value", after '?' for the first pair in out and '&' for the next. */
void url_query(struct buf *out, const char *name, const char *value);

/*
 * Is path (without its query) one that may be matched at all? It starts with '/', every segment
 * decodes, none is empty (but the last), "." or "..", and none holds a slash or backslash.
 * E_INVALID with the sentence to show.
 */
MUST_CHECK enum status url_check_path(const char *path, struct arena *a, struct err *err);

struct url_param {
    const char *name;  /* "facility", inside the pattern, up to its slash: see name_size */
    size_t name_size;  /* bytes of name */
    const char *value; /* decoded, in the arena */
};

struct url_params {
    struct url_param param[URL_PARAMS_MAX];
    size_t n;
};

/*
 * Match a checked path against "/f/:facility/device/:id". A ":name" takes one whole segment that is
 * not empty. *out is written only when true. False also when the arena has failed.
 */
bool url_match(struct url_params *out, const char *pattern, const char *path, struct arena *a);

/* The value of a parameter, or NULL. */
const char *url_param(const struct url_params *params, const char *name);

#endif
