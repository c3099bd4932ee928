/*
 * Writing JSON (RFC 8259) into a buffer. Sticky: write, write, write, ask json_put_status() once.
 *
 *     struct json_out j = JSON_OUT(&buf);
 *     json_put_object(&j, NULL);
 *     json_put_text(&j, "edition", "r6");
 *     json_put_array(&j, "items");
 *     json_put_int(&j, NULL, 412);
 *     json_put_end(&j);
 *     json_put_end(&j);
 *
 * Inside an object each value has a key, elsewhere key is NULL; wrong nesting and doubled roots are
 * our own mistakes and assert. Reading: base/json.h.
 */
#ifndef RENDER_JSON_H
#define RENDER_JSON_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define JSON_OUT_DEPTH 64 /* as deep as base/json.h reads */

struct json_out {
    struct buf *buf; /* may be taken away in pieces between two calls */
    int depth;
    char closer[JSON_OUT_DEPTH]; /* '}' or ']' of each open level */
    bool filled;                 /* the innermost level has a value already */
    enum status status;
};

#define JSON_OUT(target) ((struct json_out){.buf = (target)})

void json_put_object(struct json_out *j, const char *key);
void json_put_array(struct json_out *j, const char *key);
void json_put_end(struct json_out *j); /* closes the innermost object or array */

/* NULL is written as null. Anything but strict UTF-8 without NUL fails the writer. */
void json_put_text(struct json_out *j, const char *key, const char *value);
void json_put_int(struct json_out *j, const char *key, int64_t value);
void json_put_real(struct json_out *j, const char *key, double value); /* finite; 15 digits */
void json_put_bool(struct json_out *j, const char *key, bool value);
void json_put_null(struct json_out *j, const char *key);

/*
 * OK once everything is closed. Ask before sending or storing anything.
 *
 * E_INVALID  a text was no UTF-8
 * E_LIMIT, E_NOMEM  of the buffer
 */
MUST_CHECK enum status json_put_status(const struct json_out *j, struct err *err);

#endif
