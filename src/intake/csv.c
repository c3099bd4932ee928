#include "intake/csv.h"

#include "base/mem.h"
#include "intake/decode.h"
#include "intake/rowbuf.h"

#include <stdio.h>
#include <string.h>

enum { SNIFF_RECORDS = 50, DOS_END_OF_FILE = 0x1A, NUMBER_SIZE = 16 };

enum state {
    AT_FIELD, /* nothing of the field seen yet */
    IN_PLAIN,
    IN_QUOTES,
    IN_QUOTE /* a quote inside quotes: the end, or the first of two */
};

struct csv {
    struct raw raw;
    struct decode *decode;
    char delimiter;
    const char *p, *end; /* what is left of the current piece */
    enum state state;
    bool after_cr;   /* a \n now belongs to the \r before */
    bool begun;      /* the record has at least one byte */
    uint32_t number; /* of the record being read */
    size_t column;
    struct buf field;
    struct rowbuf row;
};

static void start_over(struct csv *c)
{
    decode_rewind(c->decode);
    c->p = c->end = NULL;
    c->state = AT_FIELD;
    c->after_cr = c->begun = false;
    c->number = 0;
    c->column = 0;
    buf_clear(&c->field);
}

/*
 * Tab or comma: what more records of the first piece contain outside quotes. Excel puts tabs on
 * the clipboard, and a pasted cell may well hold commas; a csv hardly ever holds a tab.
 */
static enum status find_delimiter(struct csv *c, struct err *err)
{
    size_t len, tabs = 0, commas = 0, records = 0;
    bool quoted = false, tab = false, comma = false;
    const char *p;
    enum status st = decode_next(c->decode, &p, &len, err);

    for (size_t i = 0; st == OK && i < len && records < SNIFF_RECORDS; i++) {
        quoted ^= p[i] == '"';
        tab |= !quoted && p[i] == '\t';
        comma |= !quoted && p[i] == ',';
        if ((!quoted && (p[i] == '\n' || p[i] == '\r')) || i + 1 == len) {
            records++;
            tabs += tab;
            commas += comma;
            tab = comma = false;
        }
    }
    c->delimiter = tabs > 0 && tabs >= commas ? '\t' : ',';
    return st;
}

enum status csv_open(void **out, const struct raw *raw, const struct book_source *source,
                     struct err *err)
{
    struct csv *c = mem_new(sizeof(*c));

    if (c == NULL) {
        return err_set(err, E_NOMEM, "csv: no memory");
    }
    c->raw = *raw;
    c->field = BUF_INIT(BOOK_ROW_SIZE);
    rowbuf_init(&c->row);
    c->delimiter = source->delimiter;

    enum status st = decode_open(&c->decode, &c->raw, source->encoding, err);

    if (st == OK && c->delimiter == 0) {
        st = find_delimiter(c, err);
    }
    if (st != OK) {
        c->raw.fd = -1; /* stays the caller's */
        csv_book.close(c);
        return st;
    }
    start_over(c);
    *out = c;
    return OK;
}

static void csv_close(void *self)
{
    struct csv *c = self;

    decode_close(&c->decode);
    buf_close(&c->field);
    rowbuf_close(&c->row);
    raw_close(&c->raw);
    mem_free(c);
}

static enum status say_row(enum status status, enum msg msg, uint32_t number, struct err *err)
{
    char row[NUMBER_SIZE];

    snprintf(row, sizeof(row), "%u", number);
    return err_say(err, status, msg, row);
}

static enum status end_field(struct csv *c, struct err *err)
{
    const char *text = buf_text(&c->field);
    bool broken = strstr(text, "\xEF\xBF\xBD") != NULL;
    enum status st =
        rowbuf_put(&c->row, c->column, broken ? CELL_ERROR : CELL_TEXT, text, c->field.len, err);

    buf_clear(&c->field);
    c->column++;
    c->state = AT_FIELD;
    return st;
}

/* Add text[len] of a field; a field or a whole record without end stops here. */
static enum status add(struct csv *c, const char *text, size_t len, struct err *err)
{
    buf_add(&c->field, text, len);

    enum status st = buf_status(&c->field, err);

    return st == E_LIMIT ? say_row(E_LIMIT, MSG_INTAKE_ROW_LONG, c->number, err) : st;
}

static bool ends_run(char ch, bool in_quotes, char delimiter)
{
    return in_quotes ? ch == '"' : ch == delimiter || ch == '\n' || ch == '\r';
}

/* The run of ordinary characters that starts at c->p. */
static enum status take_run(struct csv *c, struct err *err)
{
    const char *from = c->p;
    bool in_quotes = c->state == IN_QUOTES;

    while (c->p < c->end && !ends_run(*c->p, in_quotes, c->delimiter)) {
        c->p++;
    }
    return add(c, from, (size_t)(c->p - from), err);
}

/* One step at c->p; *done when it completed the record. */
static enum status step(struct csv *c, bool *done, struct err *err)
{
    char ch = *c->p;

    if (c->after_cr) {
        c->after_cr = false;
        if (ch == '\n') {
            c->p++;
            return OK;
        }
    }
    if (!c->begun) {
        c->begun = true;
        c->number++;
        rowbuf_start(&c->row, c->number);
        c->column = 0;
    }
    if (c->state == IN_QUOTE) {
        c->state = ch == '"' ? IN_QUOTES : IN_PLAIN;
        if (ch == '"') {
            c->p++;
            return add(c, "\"", 1, err);
        }
    }
    if (c->state == IN_QUOTES && ch == '"') {
        c->state = IN_QUOTE;
        c->p++;
        return OK;
    }
    if (c->state == AT_FIELD && ch == '"') {
        c->state = IN_QUOTES;
        c->p++;
        return OK;
    }
    if (!ends_run(ch, c->state == IN_QUOTES, c->delimiter)) {
        c->state = c->state == IN_QUOTES ? IN_QUOTES : IN_PLAIN;
        return take_run(c, err);
    }
    c->p++;
    c->after_cr = ch == '\r';
    *done = ch != c->delimiter;
    return end_field(c, err);
}

/* The text is at its end: what was begun is the last record. */
static enum status finish(struct csv *c, bool *done, struct err *err)
{
    if (c->state == IN_QUOTES) {
        return say_row(E_INVALID, MSG_INTAKE_QUOTE, c->number, err);
    }
    if (c->field.len == 1 && c->field.data[0] == DOS_END_OF_FILE && c->column == 0) {
        c->begun = false;
    }
    *done = c->begun;
    return c->begun ? end_field(c, err) : OK;
}

static enum status csv_next(void *self, const struct book_row **row, struct err *err)
{
    struct csv *c = self;
    bool done = false;
    enum status st = OK;

    *row = NULL;
    while (st == OK && !done) {
        if (c->p == c->end) {
            size_t len;

            st = decode_next(c->decode, &c->p, &len, err);
            if (st != OK) {
                return st;
            }
            c->end = c->p + len;
            if (len == 0) {
                st = finish(c, &done, err);
                break;
            }
        }
        st = step(c, &done, err);
    }
    if (st != OK || !done) {
        return st;
    }
    c->begun = false;
    if (c->number > BOOK_ROWS_MAX) {
        return say_row(E_LIMIT, MSG_INTAKE_ROWS, BOOK_ROWS_MAX, err);
    }
    *row = rowbuf_row(&c->row);
    return OK;
}

static size_t csv_sheets(const void *self)
{
    (void)self;
    return 1;
}

static const char *csv_sheet_name(const void *self, size_t sheet)
{
    (void)self;
    (void)sheet;
    return "";
}

static bool csv_base1904(const void *self)
{
    (void)self;
    return false;
}

static enum status csv_select(void *self, size_t sheet, struct err *err)
{
    (void)sheet;
    (void)err;
    start_over(self);
    return OK;
}

static enum status csv_merges(void *self, size_t sheet, const struct book_merge **merges, size_t *n,
                              struct err *err)
{
    (void)self;
    (void)sheet;
    (void)err;
    *merges = NULL;
    *n = 0;
    return OK;
}

const struct book_type csv_book = {
    .sheets = csv_sheets,
    .sheet_name = csv_sheet_name,
    .base1904 = csv_base1904,
    .select = csv_select,
    .merges = csv_merges,
    .next = csv_next,
    .close = csv_close,
};
