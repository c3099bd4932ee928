/*
 * What the sheets of a workbook refer to: number formats of cell styles, and shared strings.
 */
#ifndef INTAKE_WORKBOOK_PART_H
#define INTAKE_WORKBOOK_PART_H

#include "base/buf.h"
#include "intake/package.h"
#include "intake/strings.h"
#include "intake/xlsx_format.h"

#define WORKBOOK_STYLES_MAX 65536u

struct workbook_styles {
    struct xlsx_format *format; /* [n], by the number in a cell's s="..." */
    size_t n;
};

/* Read xl/styles.xml (path). E_NOTFOUND, E_INVALID, E_LIMIT, E_NOMEM, E_IO. */
MUST_CHECK enum status workbook_styles_read(struct workbook_styles *out, struct package *x,
                                            const char *path, struct arena *a, struct err *err);

/* Read xl/sharedStrings.xml (path): plain text of each, without furigana. */
MUST_CHECK enum status workbook_strings_read(struct strings **out, struct package *x,
                                             const char *path, struct err *err);

/* Text of a string item (<si>, <is>), gathered from its <t>; runs join, <rPh> is left out. */
struct workbook_text {
    struct buf buf;
    bool in_t;
    unsigned in_furigana;
};

void workbook_text_start(struct workbook_text *t, const char *name);
void workbook_text_end(struct workbook_text *t, const char *name);
MUST_CHECK enum status workbook_text_add(struct workbook_text *t, const char *text, size_t len,
                                         struct err *err);

/* Undo Excel's _x000D_ spelling of control characters (ST_Xstring, 22.9.2.19), in place. */
void workbook_unescape(struct buf *b);

#endif
