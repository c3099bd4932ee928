/*
 * A file from outside as sheets of rows: csv, pasted text and xlsx look alike from here on.
 *
 * Rows are pulled one at a time, so memory stays the same for ten rows and for a hundred
 * thousand. Every limit below is checked before memory grows; what breaks one is refused in a
 * clerk's words.
 */
#ifndef INTAKE_BOOK_H
#define INTAKE_BOOK_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BOOK_FILE_MAX (128u << 20)         /* bytes of the file itself */
#define BOOK_ROWS_MAX 1048576u             /* Excel's last row */
#define BOOK_COLUMNS_MAX 1024u             /* columns that hold something */
#define BOOK_COLUMNS_EMPTY_MAX 16384u      /* Excel's last column, XFD: empty cells up to there */
#define BOOK_TEXT_MAX 32767u               /* characters in a cell, as in Excel */
#define BOOK_TEXT_SIZE (BOOK_TEXT_MAX * 4) /* bytes those can take */
#define BOOK_ROW_SIZE (1u << 20)           /* bytes of all texts of a row */
#define BOOK_SHEETS_MAX 255u
#define BOOK_MERGES_MAX 200000u

enum book_kind {
    CELL_EMPTY,
    CELL_TEXT,
    CELL_NUMBER, /* digits as Excel shows them: 2, 0.5, 0001 */
    CELL_DATE,   /* ISO date, partial where only year or month are shown; or date and time */
    CELL_ERROR   /* #REF! and the like, a formula without a result, characters nobody can read */
};

struct book_cell {
    const char *text; /* UTF-8, never NULL; "" when empty */
    enum book_kind kind;
};

struct book_row {
    uint32_t number;              /* as Excel shows it, 1 for the first */
    size_t n;                     /* cells up to the last that is not empty; 0 for an empty row */
    const struct book_cell *cell; /* [n], first column first */
};

/* A merged range, first and last included; rows from 1, columns from 0. */
struct book_merge {
    uint32_t first_row, last_row;
    uint16_t first_column, last_column;
};

enum book_encoding { ENCODING_FIND, ENCODING_UTF8, ENCODING_CP932 };

struct book_source {
    const char *path;  /* a regular file, or NULL: */
    const void *bytes; /* bytes[size], which the caller keeps until book_close() */
    size_t size;
    char delimiter;              /* of text: ',' or '\t'; 0: found by content */
    enum book_encoding encoding; /* of text without a byte order mark */
};

struct book;

/*
 * Open a file and tell by its content what it is; the name counts for nothing.
 *
 * E_INVALID   no table we read (each in words: PDF, old .xls, password, broken, empty ...)
 * E_LIMIT     larger than the limits above, or a zip bomb
 * E_NOTFOUND, E_DENIED, E_IO, E_NOMEM
 */
MUST_CHECK enum status book_open(struct book **out, const struct book_source *source,
                                 struct err *err);
void book_close(struct book **b);

/* The visible sheets, in the book's order. A text file is one sheet with the name "". */
size_t book_sheets(const struct book *b);
const char *book_sheet_name(const struct book *b, size_t sheet);

/* Does the book count days from 1904 (Excel for Mac)? For serial numbers in cells without format.
 */
bool book_base1904(const struct book *b);

/* Go to the first row of a sheet; may be called again to start over. */
MUST_CHECK enum status book_select(struct book *b, size_t sheet, struct err *err);

/*
 * The merged ranges of a sheet, ordered by first row, in *merges[*n]; the book owns them until
 * the next call. Reads the sheet once from end to end, so ask only for the sheet you use.
 */
MUST_CHECK enum status book_merges(struct book *b, size_t sheet, const struct book_merge **merges,
                                   size_t *n, struct err *err);

/*
 * The next row of the selected sheet; *row is NULL after the last. It lives until the next call.
 * Row numbers ascend; rows that the file leaves out are not made up.
 */
MUST_CHECK enum status book_next(struct book *b, const struct book_row **row, struct err *err);

#endif
