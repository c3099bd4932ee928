/*
 * Comma or tab separated text (RFC 4180 as Excel bends it) as a book of one sheet.
 *
 * Own parser: libcsv pushes one field at a time through two callbacks, grows its buffer without a
 * limit and knows neither records nor where it stands; a table reader that wants to stop, look
 * ahead and name the row would wrap more code around it than the grammar takes.
 */
#ifndef INTAKE_CSV_H
#define INTAKE_CSV_H

#include "intake/book_type.h"
#include "intake/raw.h"

extern const struct book_type csv_book;

/* Takes over raw, which is closed with *out or, when this fails, by the caller. */
MUST_CHECK enum status csv_open(void **out, const struct raw *raw, const struct book_source *source,
                                struct err *err);

#endif
