/* A book as text for the tests of its readers: "3:a|b|" is row 3 with two cells. Texts stand bare,
   numbers after #, dates after @, what cannot be used after !. */
#ifndef INTAKE_SHOW_H
#define INTAKE_SHOW_H

#include "intake/book.h"

#include <stdio.h>

static inline void show_row(char *out, size_t size, const struct book_row *row)
{
    static const char *const mark[] = {"", "", "#", "@", "!"};
    size_t len = strlen(out);

    len += (size_t)snprintf(out + len, size - len, "%u:", row->number);
    for (size_t i = 0; i < row->n && len < size; i++) {
        len += (size_t)snprintf(out + len, size - len, "%s%s|", mark[row->cell[i].kind],
                                row->cell[i].text);
    }
    if (len < size) {
        snprintf(out + len, size - len, "\n");
    }
}

/* The rows of one sheet. */
static inline enum status show_sheet(char *out, size_t size, struct book *b, size_t sheet,
                                     struct err *err)
{
    const struct book_row *row;
    enum status st = book_select(b, sheet, err);

    out[0] = '\0';
    while (st == OK && (st = book_next(b, &row, err)) == OK && row != NULL) {
        show_row(out, size, row);
    }
    return st;
}

/* The rows of a source's first sheet. */
static inline enum status show(char *out, size_t size, const struct book_source *source,
                               struct err *err)
{
    CLEANUP(book_close) struct book *b = NULL;
    enum status st = book_open(&b, source, err);

    out[0] = '\0';
    return st == OK ? show_sheet(out, size, b, 0, err) : st;
}

#endif
