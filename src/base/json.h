/*
 * Reading JSON from outside (jansson behind a small face). Writing: render/json.h.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json; /* a node, owned by its document */
struct json_doc;

#define JSON_DEPTH_MAX 64

/*
 * Parse text[len]: any value at the top, strict UTF-8 (a BOM in front is skipped), no duplicate
 * keys, no \\u0000, arrays and objects nested at most JSON_DEPTH_MAX deep. E_INVALID names line
 * and column in the sentence and the reason in detail.
 */
MUST_CHECK enum status json_parse(struct json_doc **out, const char *text, size_t len,
                                  struct err *err);
void json_close(struct json_doc **doc);
const struct json *json_root(const struct json_doc *doc);

/* All accept NULL and wrong types and then return NULL, 0, false or other as told. Their answers
   live as long as the document. */
const struct json *json_get(const struct json *object, const char *key);
size_t json_count(const struct json *array_or_object);
const struct json *json_at(const struct json *array, size_t i);
/* The i-th pair in the order of the text; walks there, so for objects of a sensible size. */
const char *json_key_at(const struct json *object, size_t i, const struct json **value);
const char *json_text(const struct json *node);                        /* NULL unless a string */
const char *json_get_text(const struct json *object, const char *key); /* NULL unless a string */
int64_t json_get_int(const struct json *object, const char *key, int64_t other);
bool json_get_bool(const struct json *object, const char *key, bool other);
bool json_is_null(const struct json *node);
bool json_is_bool(const struct json *node);
bool json_is_array(const struct json *node);
bool json_is_int(const struct json *node);
bool json_bool(const struct json *node, bool other);
int64_t json_int(const struct json *node, int64_t other); /* other for 1.0 and 1e2 too */

/* Add s to b as a JSON string with its quotes. Broken UTF-8 becomes U+FFFD; the rest, as RFC 8259
   wants it: only quotes, backslashes and control characters are escaped. */
void json_quote(struct buf *b, const char *s);

#endif
