#include "intake/rowbuf.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_SIZE = 24 };

void rowbuf_init(struct rowbuf *r)
{
    r->text = BUF_INIT(BOOK_ROW_SIZE + BOOK_COLUMNS_MAX);
    rowbuf_start(r, 0);
}

void rowbuf_close(struct rowbuf *r)
{
    buf_close(&r->text);
}

void rowbuf_start(struct rowbuf *r, uint32_t number)
{
    buf_clear(&r->text);
    r->n = 0;
    r->row = (struct book_row){.number = number};
}

static enum status refuse(const struct rowbuf *r, size_t column, enum msg msg, unsigned limit,
                          struct err *err)
{
    char row[NUMBER_SIZE], col[NUMBER_SIZE], max[NUMBER_SIZE];

    snprintf(row, sizeof(row), "%u", r->row.number);
    snprintf(col, sizeof(col), "%zu", column + 1);
    snprintf(max, sizeof(max), "%u", limit);
    return err_say(err, E_LIMIT, msg, row, col, max);
}

/* Bytes bound characters from both sides: only the rare long text has to be counted. */
static bool too_long(const char *text, size_t len)
{
    size_t chars = 0;

    for (size_t i = 0; len > BOOK_TEXT_MAX && i < len; i++) {
        chars += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return chars > BOOK_TEXT_MAX;
}

/* Line breaks inside a cell are \n here, whatever the file used. */
static void settle_line_breaks(struct buf *text, size_t from)
{
    char *to = memchr(text->data + from, '\r', text->len - from);

    for (const char *p = to; to != NULL && p <= text->data + text->len; p++) {
        if (*p != '\r') {
            *to++ = *p;
        } else if (p[1] != '\n') {
            *to++ = '\n';
        }
    }
    if (to != NULL) {
        text->len = (size_t)(to - text->data) - 1;
    }
}

enum status rowbuf_put(struct rowbuf *r, size_t column, enum book_kind kind, const char *text,
                       size_t len, struct err *err)
{
    if (column >= BOOK_COLUMNS_EMPTY_MAX || (len > 0 && column >= BOOK_COLUMNS_MAX)) {
        return refuse(r, column, MSG_INTAKE_COLUMNS, BOOK_COLUMNS_MAX, err);
    }
    if (len == 0) {
        return OK;
    }
    if (too_long(text, len)) {
        return refuse(r, column, MSG_INTAKE_CELL_LONG, BOOK_TEXT_MAX, err);
    }
    while (r->n < column) {
        r->at[r->n] = (uint32_t)r->text.len;
        r->cell[r->n].kind = CELL_EMPTY;
        r->n++;
        buf_char(&r->text, '\0');
    }
    r->at[column] = (uint32_t)r->text.len;
    r->cell[column].kind = kind;
    r->n = column + 1;
    buf_add(&r->text, text, len);

    enum status st = buf_status(&r->text, err);

    if (st == OK) {
        settle_line_breaks(&r->text, r->at[column]);
        buf_char(&r->text, '\0');
        st = buf_status(&r->text, err);
    }
    return st == E_LIMIT ? refuse(r, column, MSG_INTAKE_ROW_LONG, 0, err) : st;
}

const struct book_row *rowbuf_row(struct rowbuf *r)
{
    for (size_t i = 0; i < r->n; i++) {
        r->cell[i].text = r->text.data + r->at[i];
    }
    r->row.n = r->n;
    r->row.cell = r->cell;
    return &r->row;
}
