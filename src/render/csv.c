#include "render/csv.h"

#include "base/cell.h"
#include "base/text.h"

#include <string.h>

/* A broken byte of value is noted as U+FFFD, 3 bytes. */
#define LOST_SIZE(value) (3 * strlen(value) + 1)

void csv_start(struct csv *c, struct buf *buf, enum csv_coding coding, struct arena *scratch)
{
    *c = (struct csv){.buf = buf, .arena = scratch, .coding = coding};
    if (coding == CSV_UTF8) {
        buf_str(buf, "\xEF\xBB\xBF");
    }
}

static bool is_ascii(const char *s)
{
    while (*s != '\0' && (unsigned char)*s < 0x80) {
        s++;
    }
    return *s == '\0';
}

/*
 * Quotes are decided on the UTF-8 text: the bytes of , " CR and LF are never the second byte of a
 * CP932 character (those begin at 0x40), so quoting the encoded bytes gives the same result.
 */
static void put_quoted(struct buf *b, const char *guard, const char *bytes, size_t len)
{
    buf_char(b, '"');
    buf_str(b, guard);
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '"') {
            buf_char(b, '"');
        }
        buf_char(b, bytes[i]);
    }
    buf_char(b, '"');
}

void csv_cell(struct csv *c, const char *value)
{
    struct arena_mark mark = arena_mark(c->arena);
    char *coded = NULL;
    size_t len;
    size_t at;

    if (c->status != OK) {
        return;
    }
    if (c->filled) {
        buf_char(c->buf, ',');
    }
    c->filled = true;
    if (value == NULL || *value == '\0') {
        return;
    }

    const char *guard = cell_guard(value);
    bool quoted =
        strpbrk(value, ",\"\r\n\t") != NULL || *value == ' ' || value[strlen(value) - 1] == ' ';

    if (c->coding == CSV_CP932 && !is_ascii(value)) {
        c->status = text_to_cp932(&coded, &len, c->arena, value, &at, NULL);
        if (c->status != OK) {
            return;
        }
        value = coded;
    } else {
        len = strlen(value);
    }
    if (quoted) {
        put_quoted(c->buf, guard, value, len);
    } else {
        buf_str(c->buf, guard);
        buf_add(c->buf, value, len);
    }
    arena_reset(c->arena, mark);
}

void csv_end_row(struct csv *c)
{
    if (c->status == OK) {
        buf_str(c->buf, "\r\n");
        c->filled = false;
    }
}

enum status csv_status(const struct csv *c, struct err *err)
{
    return c->status == OK ? buf_status(c->buf, err)
                           : err_set(err, c->status, "csv: a value cannot be written");
}

/* Add the character at s to lost, unless it is there; returns what follows it. */
static const char *note_lost(char *lost, const char *s)
{
    char one[5];

    int len = text_encode(one, text_next(&s));

    if (strstr(lost, one) == NULL) {
        memcpy(lost + strlen(lost), one, (size_t)len + 1);
    }
    return s;
}

void csv_losses_look(struct csv_losses *l, int64_t row, const char *field, const char *value)
{
    if (l->status != OK || value == NULL || is_ascii(value)) {
        return;
    }
    struct arena_mark before = arena_mark(l->arena);
    char *lost = arena_alloc(l->arena, LOST_SIZE(value));
    struct arena_mark mark = arena_mark(l->arena);
    enum status st = lost == NULL ? E_NOMEM : E_INVALID;
    char *coded;
    size_t len;
    size_t at;

    for (const char *s = value; st == E_INVALID;) {
        st = text_to_cp932(&coded, &len, l->arena, s, &at, NULL);
        if (st == E_INVALID) {
            s = note_lost(lost, s + at);
        }
        arena_reset(l->arena, mark);
    }
    if (st != OK) {
        l->status = st;
    } else if (lost[0] == '\0') {
        arena_reset(l->arena, before);
    } else if (++l->n <= CSV_LOSSES_KEPT) {
        l->loss[l->kept++] = (struct csv_loss){row, field, arena_copy(l->arena, value), lost};
    }
}

enum status csv_losses_status(const struct csv_losses *l, struct err *err)
{
    return l->status == OK ? arena_status(l->arena, err)
                           : err_set(err, l->status, "csv: looking for losses");
}
