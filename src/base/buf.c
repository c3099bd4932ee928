#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void buf_close(struct buf *b)
{
    mem_free(b->data);
    b->data = NULL;
    b->len = b->room = 0;
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->status = OK;
    if (b->data != NULL) {
        b->data[0] = '\0';
    }
}

/* Make room for len more bytes and the closing 0. */
static bool reserve(struct buf *b, size_t len)
{
    if (b->status != OK) {
        return false;
    }
    if (len < b->room - b->len &&
        b->room <= b->limit) { /* the usual case; an empty room is 0 - 0 */
        return true;
    }
    if (len > b->limit || b->len > b->limit - len) {
        b->status = E_LIMIT;
        return false;
    }
    size_t need = b->len + len + 1;

    if (need <= b->room) {
        return true;
    }
    size_t room = b->room < 128 ? 128 : b->room;

    while (room < need) {
        room += room / 2;
    }
    char *data = mem_grow(b->data, room);

    if (data == NULL) {
        b->status = E_NOMEM;
        return false;
    }
    b->data = data;
    b->room = room;
    return true;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
    if (reserve(b, len)) {
        if (len > 0) {
            memcpy(b->data + b->len, bytes, len);
        }
        b->len += len;
        b->data[b->len] = '\0';
    }
}

void buf_str(struct buf *b, const char *s)
{
    if (s != NULL) {
        buf_add(b, s, strlen(s));
    }
}

void buf_char(struct buf *b, char c)
{
    if (reserve(b, 1)) {
        b->data[b->len++] = c;
        b->data[b->len] = '\0';
    }
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    /* Most texts fit what is there already; only a longer one is formatted twice. */
    size_t free = b->room > b->len ? b->room - b->len : 0;
    va_list ap;

    va_start(ap, fmt);
    int len = vsnprintf(free == 0 ? NULL : b->data + b->len, free, fmt, ap);
    va_end(ap);
    if (len < 0 || !reserve(b, (size_t)len)) {
        if (free > 0) {
            b->data[b->len] = '\0'; /* what was written past the end does not count */
        }
        return;
    }
    if ((size_t)len >= free) {
        va_start(ap, fmt);
        vsnprintf(b->data + b->len, (size_t)len + 1, fmt, ap);
        va_end(ap);
    }
    b->len += (size_t)len;
}

const char *buf_text(const struct buf *b)
{
    return b->data == NULL ? "" : b->data;
}

enum status buf_status(const struct buf *b, struct err *err)
{
    return b->status == OK ? OK
                           : err_set(err, b->status, "buf: %s",
                                     b->status == E_LIMIT ? "past its limit" : "no memory");
}
