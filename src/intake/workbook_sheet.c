#include "intake/workbook_sheet.h"

#include "base/mem.h"
#include "intake/rowbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ST_CellType (ECMA-376 part 1, 18.18.11). */
enum cell_type {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_INLINE,
    TYPE_STRING,
    TYPE_BOOL,
    TYPE_ERROR,
    TYPE_DATE
};

struct workbook_sheet {
    struct xlsx_part *part;
    const struct workbook_styles *styles;
    const struct strings *strings;
    bool base1904;
    bool in_row, in_cell, in_value, row_done, done;
    uint32_t number;    /* of the row */
    size_t column;      /* of the cell */
    size_t next_column; /* the first a cell may still have */
    enum cell_type type;
    struct xlsx_format format;
    bool has_formula, has_value;
    struct workbook_text text; /* of <v> or <is> */
    struct rowbuf row;
};

enum status workbook_sheet_open(struct workbook_sheet **out, struct package *x, const char *path,
                                const struct workbook_styles *styles, const struct strings *strings,
                                bool base1904, struct err *err)
{
    CLEANUP(workbook_sheet_close) struct workbook_sheet *s = mem_new(sizeof(*s));

    if (s == NULL) {
        return err_set(err, E_NOMEM, "workbook: no memory");
    }
    s->styles = styles;
    s->strings = strings;
    s->base1904 = base1904;
    s->text.buf = BUF_INIT(BOOK_TEXT_SIZE);
    rowbuf_init(&s->row);

    enum status st = package_part_open(&s->part, x, path, err);

    if (st == OK) {
        *out = s;
        s = NULL;
    }
    return st;
}

void workbook_sheet_close(struct workbook_sheet **s)
{
    if (*s != NULL) {
        package_part_close(&(*s)->part);
        buf_close(&(*s)->text.buf);
        rowbuf_close(&(*s)->row);
        mem_free(*s);
        *s = NULL;
    }
}

static enum status broken(struct err *err)
{
    return err_say(err, E_INVALID, MSG_INTAKE_BROKEN);
}

/* The column of a reference such as "AB12", from 0; past the last one for nonsense. */
static size_t column_of(const char *ref)
{
    size_t column = 0;

    for (; *ref >= 'A' && *ref <= 'Z' && column <= BOOK_COLUMNS_EMPTY_MAX; ref++) {
        column = column * 26 + (size_t)(*ref - 'A') + 1;
    }
    return column == 0 ? BOOK_COLUMNS_EMPTY_MAX : column - 1;
}

static enum cell_type type_of(const char *t)
{
    static const struct {
        const char *name;
        enum cell_type type;
    } type[] = {
        {"s",         TYPE_SHARED},
        {"inlineStr", TYPE_INLINE},
        {"str",       TYPE_STRING},
        {"b",         TYPE_BOOL  },
        {"e",         TYPE_ERROR },
        {"d",         TYPE_DATE  },
    };

    for (size_t i = 0; t != NULL && i < COUNT(type); i++) {
        if (strcmp(t, type[i].name) == 0) {
            return type[i].type;
        }
    }
    return TYPE_NUMBER;
}

static enum status start_row(struct workbook_sheet *s, const char *number, struct err *err)
{
    unsigned long n = number == NULL ? s->number + 1 : strtoul(number, NULL, 10);

    if (n <= s->number || n > BOOK_ROWS_MAX) {
        return broken(err);
    }
    s->number = (uint32_t)n;
    s->next_column = 0;
    s->in_row = true;
    rowbuf_start(&s->row, s->number);
    return OK;
}

static enum status start_cell(struct workbook_sheet *s, const char *const *attributes,
                              struct err *err)
{
    const char *ref = package_attribute(attributes, "r");
    const char *style = package_attribute(attributes, "s");
    size_t n = style == NULL ? 0 : strtoul(style, NULL, 10);

    s->column = ref == NULL ? s->next_column : column_of(ref);
    if (s->column < s->next_column) {
        return broken(err);
    }
    s->next_column = s->column + 1;
    s->type = type_of(package_attribute(attributes, "t"));
    s->format = n < s->styles->n ? s->styles->format[n] : (struct xlsx_format){0};
    s->has_formula = s->has_value = s->in_value = false;
    s->text.in_furigana = 0;
    buf_clear(&s->text.buf);
    s->in_cell = true;
    return OK;
}

static enum status on_start(void *self, const char *name, const char *const *attributes,
                            struct err *err)
{
    struct workbook_sheet *s = self;

    if (s->in_cell) {
        s->in_value = strcmp(name, "v") == 0;
        s->has_value |= s->in_value;
        s->has_formula |= strcmp(name, "f") == 0;
        workbook_text_start(&s->text, name);
        return OK;
    }
    if (strcmp(name, "c") == 0 && s->in_row) {
        return start_cell(s, attributes, err);
    }
    return strcmp(name, "row") == 0 ? start_row(s, package_attribute(attributes, "r"), err) : OK;
}

static enum status on_text(void *self, const char *text, size_t len, struct err *err)
{
    struct workbook_sheet *s = self;

    return s->in_cell && (s->in_value || s->text.in_t) ? workbook_text_add(&s->text, text, len, err)
                                                       : OK;
}

static enum status put(struct workbook_sheet *s, enum book_kind kind, const char *text, size_t len,
                       struct err *err)
{
    return rowbuf_put(&s->row, s->column, kind, text, len, err);
}

static enum status put_shared(struct workbook_sheet *s, const char *value, struct err *err)
{
    char *end;
    unsigned long n = strtoul(value, &end, 10);
    const char *text =
        end == value || *end != '\0' || s->strings == NULL ? NULL : strings_get(s->strings, n);

    return text == NULL ? broken(err) : put(s, CELL_TEXT, text, strlen(text), err);
}

static enum status put_number(struct workbook_sheet *s, const char *value, struct err *err)
{
    char text[XLSX_FORMAT_TEXT_SIZE];
    enum book_kind kind = xlsx_format_show(text, value, &s->format, s->base1904);

    return put(s, kind, text, strlen(text), err);
}

static enum status end_cell(struct workbook_sheet *s, struct err *err)
{
    const char *value = buf_text(&s->text.buf);
    size_t len = s->text.buf.len;

    s->in_cell = s->in_value = s->text.in_t = false;
    if (s->has_formula && (!s->has_value || (len == 0 && s->type == TYPE_NUMBER))) {
        return put(s, CELL_ERROR, "=", 1, err); /* saved by a program that does not calculate */
    }
    if (len == 0) {
        return put(s, CELL_EMPTY, "", 0, err);
    }
    switch (s->type) {
    case TYPE_SHARED:
        return put_shared(s, value, err);
    case TYPE_BOOL:
        value = strcmp(value, "0") == 0 ? "FALSE" : "TRUE";
        return put(s, CELL_TEXT, value, strlen(value), err);
    case TYPE_ERROR:
        return put(s, CELL_ERROR, value, len, err);
    case TYPE_DATE:
        return put(s, CELL_DATE, value, len, err);
    case TYPE_INLINE:
    case TYPE_STRING:
        workbook_unescape(&s->text.buf);
        return put(s, CELL_TEXT, buf_text(&s->text.buf), s->text.buf.len, err);
    case TYPE_NUMBER:
        break;
    }
    return put_number(s, value, err);
}

static enum status on_end(void *self, const char *name, struct err *err)
{
    struct workbook_sheet *s = self;

    if (s->in_cell) {
        workbook_text_end(&s->text, name);
        s->in_value = false;
        return strcmp(name, "c") == 0 ? end_cell(s, err) : OK;
    }
    if (s->in_row && strcmp(name, "row") == 0) {
        s->in_row = false;
        s->row_done = true;
        package_part_pause(s->part);
    }
    return OK;
}

enum status workbook_sheet_next(struct workbook_sheet *s, const struct book_row **row,
                                struct err *err)
{
    const struct xlsx_handler handler = {on_start, on_end, on_text, s};
    bool more = true;

    *row = NULL;
    s->row_done = false;
    while (!s->done && !s->row_done) {
        enum status st = package_part_parse(s->part, &handler, &more, err);

        if (st != OK) {
            return st;
        }
        s->done = !more;
    }
    if (s->row_done) {
        *row = rowbuf_row(&s->row);
    }
    return OK;
}
