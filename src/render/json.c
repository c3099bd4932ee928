#include "render/json.h"

#include "base/json.h"
#include "base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static void put_string(struct json_out *j, const char *s)
{
    if (!text_is_utf8(s, strlen(s))) {
        j->status = E_INVALID;
    }
    json_quote(j->buf, s);
}

/* Comma and key in front of the next value. */
static void put_key(struct json_out *j, const char *key)
{
    bool in_object = j->depth > 0 && j->closer[j->depth - 1] == '}';

    assert(in_object == (key != NULL));
    assert(j->depth > 0 || !j->filled);
    if (j->filled) {
        buf_char(j->buf, ',');
    }
    if (key != NULL) {
        put_string(j, key);
        buf_char(j->buf, ':');
    }
    j->filled = true;
}

static void put_level(struct json_out *j, const char *key, char opener, char closer)
{
    assert(j->depth < JSON_OUT_DEPTH);
    put_key(j, key);
    buf_char(j->buf, opener);
    j->closer[j->depth++] = closer;
    j->filled = false;
}

void json_put_object(struct json_out *j, const char *key)
{
    put_level(j, key, '{', '}');
}

void json_put_array(struct json_out *j, const char *key)
{
    put_level(j, key, '[', ']');
}

void json_put_end(struct json_out *j)
{
    assert(j->depth > 0);
    buf_char(j->buf, j->closer[--j->depth]);
    j->filled = true;
}

void json_put_text(struct json_out *j, const char *key, const char *value)
{
    if (value == NULL) {
        json_put_null(j, key);
        return;
    }
    put_key(j, key);
    put_string(j, value);
}

void json_put_int(struct json_out *j, const char *key, int64_t value)
{
    put_key(j, key);
    buf_printf(j->buf, "%" PRId64, value);
}

void json_put_real(struct json_out *j, const char *key, double value)
{
    assert(isfinite(value));
    put_key(j, key);
    buf_printf(j->buf, "%.15g", value);
}

void json_put_bool(struct json_out *j, const char *key, bool value)
{
    put_key(j, key);
    buf_str(j->buf, value ? "true" : "false");
}

void json_put_null(struct json_out *j, const char *key)
{
    put_key(j, key);
    buf_str(j->buf, "null");
}

enum status json_put_status(const struct json_out *j, struct err *err)
{
    assert(j->depth == 0);
    return j->status == OK ? buf_status(j->buf, err)
                           : err_set(err, j->status, "json: a text is not UTF-8");
}
