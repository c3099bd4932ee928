/*
 * One worksheet part, row by row.
 */
#ifndef INTAKE_WORKBOOK_SHEET_H
#define INTAKE_WORKBOOK_SHEET_H

#include "intake/workbook_part.h"

struct workbook_sheet;

/* styles and strings (may be NULL) must outlive *out. */
MUST_CHECK enum status workbook_sheet_open(struct workbook_sheet **out, struct package *x,
                                           const char *path, const struct workbook_styles *styles,
                                           const struct strings *strings, bool base1904,
                                           struct err *err);
void workbook_sheet_close(struct workbook_sheet **s);

/* As book_next(). */
MUST_CHECK enum status workbook_sheet_next(struct workbook_sheet *s, const struct book_row **row,
                                           struct err *err);

#endif
