/*
 * Judging the rows of a table one by one: record, note, heading, total? Only table.c includes this.
 */
#ifndef INTAKE_TABLE_ROW_H
#define INTAKE_TABLE_ROW_H

#include "intake/book.h"

bool table_blank(const char *text); /* nothing but white space, full width included */

enum table_row_kind { ROW_RECORD, ROW_EMPTY, ROW_NOTE, ROW_HEADING, ROW_TOTAL };

/* What a row is by its own cells alone. wide: its only cell is merged over several columns. */
enum table_row_kind table_row_kind(const struct book_row *row, bool wide);

/* How many cells hold something, and the first of them (NULL if none). */
size_t table_row_filled(const struct book_row *row, const char **first);

#endif
