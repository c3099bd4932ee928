/*
 * An Excel workbook (ECMA-376 part 1, SpreadsheetML) as a book.
 */
#ifndef INTAKE_WORKBOOK_H
#define INTAKE_WORKBOOK_H

#include "intake/book_type.h"
#include "intake/raw.h"

extern const struct book_type workbook_book;

/* Takes over raw, which is closed with *out or, when this fails, by the caller. */
MUST_CHECK enum status workbook_open(void **out, const struct raw *raw, struct err *err);

#endif
