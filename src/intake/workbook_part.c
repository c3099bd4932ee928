#include "intake/workbook_part.h"

#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT_IDS = 8192, ESCAPE_SIZE = 7 /* _xHHHH_ */ };

/* ---- Text ---- */

void workbook_text_start(struct workbook_text *t, const char *name)
{
    t->in_furigana += strcmp(name, "rPh") == 0;
    t->in_t = strcmp(name, "t") == 0 && t->in_furigana == 0;
}

void workbook_text_end(struct workbook_text *t, const char *name)
{
    t->in_t = false;
    t->in_furigana -= strcmp(name, "rPh") == 0;
}

enum status workbook_text_add(struct workbook_text *t, const char *text, size_t len,
                              struct err *err)
{
    buf_add(&t->buf, text, len);

    enum status st = buf_status(&t->buf, err);

    return st == E_LIMIT ? err_say(err, E_LIMIT, MSG_INTAKE_UNSAFE) : st;
}

/* The code unit that _xHHHH_ at p spells, or -1. */
static int escaped(const char *p)
{
    char hex[5] = {0};

    if (p[0] != '_' || p[1] != 'x') {
        return -1;
    }
    for (size_t i = 0; i < 4; i++) {
        if (!isxdigit((unsigned char)p[2 + i])) {
            return -1;
        }
        hex[i] = p[2 + i];
    }
    return p[6] == '_' ? (int)strtol(hex, NULL, 16) : -1;
}

void workbook_unescape(struct buf *b)
{
    char *to = b->len == 0 ? NULL : strstr(b->data, "_x");
    const char *p = to;

    while (to != NULL && *p != '\0') {
        int unit = escaped(p);

        if (unit <= 0 || (unit >= 0xD800 && unit <= 0xDFFF)) {
            *to++ = *p++;
        } else {
            char utf8[5];
            int n = text_encode(utf8, (uint32_t)unit);

            memcpy(to, utf8, (size_t)n);
            to += n;
            p += ESCAPE_SIZE;
        }
    }
    if (to != NULL) {
        *to = '\0';
        b->len = (size_t)(to - b->data);
    }
}

/* ---- Shared strings ---- */

struct string_reader {
    struct strings *strings;
    struct workbook_text text;
};

static enum status string_start(void *self, const char *name, const char *const *attributes,
                                struct err *err)
{
    struct string_reader *r = self;

    (void)attributes;
    (void)err;
    if (strcmp(name, "si") == 0) {
        buf_clear(&r->text.buf);
        r->text.in_furigana = 0;
    }
    workbook_text_start(&r->text, name);
    return OK;
}

static enum status string_end(void *self, const char *name, struct err *err)
{
    struct string_reader *r = self;

    workbook_text_end(&r->text, name);
    if (strcmp(name, "si") != 0) {
        return OK;
    }
    workbook_unescape(&r->text.buf);

    enum status st = strings_add(r->strings, buf_text(&r->text.buf), r->text.buf.len, err);

    return st == E_LIMIT ? err_say(err, E_LIMIT, MSG_INTAKE_BOMB) : st;
}

static enum status string_text(void *self, const char *text, size_t len, struct err *err)
{
    struct string_reader *r = self;

    return r->text.in_t ? workbook_text_add(&r->text, text, len, err) : OK;
}

enum status workbook_strings_read(struct strings **out, struct package *x, const char *path,
                                  struct err *err)
{
    CLEANUP(strings_close) struct strings *strings = strings_open();
    struct string_reader reader = {.strings = strings, .text = {.buf = BUF_INIT(BOOK_TEXT_SIZE)}};
    const struct xlsx_handler handler = {string_start, string_end, string_text, &reader};

    if (strings == NULL) {
        return err_set(err, E_NOMEM, "workbook: no memory");
    }

    enum status st = package_read(x, path, &handler, err);

    buf_close(&reader.text.buf);
    if (st == OK) {
        *out = strings;
        strings = NULL;
    }
    return st;
}

/* ---- Styles ---- */

struct style_reader {
    struct workbook_styles styles;
    struct xlsx_format custom[FORMAT_IDS];
    bool has_custom[FORMAT_IDS];
    bool in_cell_styles; /* <cellXfs>: <xf> elsewhere counts for no cell */
};

static struct xlsx_format format_of(const struct style_reader *r, const char *id)
{
    unsigned long n = id == NULL ? 0 : strtoul(id, NULL, 10);

    return n < FORMAT_IDS && r->has_custom[n] ? r->custom[n] : xlsx_format_builtin((unsigned)n);
}

static enum status style_start(void *self, const char *name, const char *const *attributes,
                               struct err *err)
{
    struct style_reader *r = self;

    if (strcmp(name, "numFmt") == 0) {
        const char *id = package_attribute(attributes, "numFmtId");
        const char *code = package_attribute(attributes, "formatCode");
        unsigned long n = id == NULL ? FORMAT_IDS : strtoul(id, NULL, 10);

        if (n < FORMAT_IDS && code != NULL) {
            r->custom[n] = xlsx_format_parse(code);
            r->has_custom[n] = true;
        }
    } else if (strcmp(name, "cellXfs") == 0) {
        r->in_cell_styles = true;
    } else if (strcmp(name, "xf") == 0 && r->in_cell_styles) {
        if (r->styles.n == WORKBOOK_STYLES_MAX) {
            return err_say(err, E_LIMIT, MSG_INTAKE_UNSAFE);
        }
        r->styles.format[r->styles.n++] = format_of(r, package_attribute(attributes, "numFmtId"));
    }
    return OK;
}

static enum status style_end(void *self, const char *name, struct err *err)
{
    struct style_reader *r = self;

    (void)err;
    if (strcmp(name, "cellXfs") == 0) {
        r->in_cell_styles = false;
    }
    return OK;
}

enum status workbook_styles_read(struct workbook_styles *out, struct package *x, const char *path,
                                 struct arena *a, struct err *err)
{
    struct style_reader *reader = arena_make(a, struct style_reader, 1);
    struct xlsx_format *format = arena_make(a, struct xlsx_format, WORKBOOK_STYLES_MAX);
    const struct xlsx_handler handler = {style_start, style_end, NULL, reader};
    enum status st = arena_status(a, err);

    if (st != OK) {
        return st;
    }
    reader->styles.format = format;
    st = package_read(x, path, &handler, err);
    if (st == OK) {
        *out = reader->styles;
    }
    return st;
}
