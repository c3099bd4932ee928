/*
 * The table inside a book: which sheet, which row is the header, and which rows are records.
 *
 * Ledgers begin with titles and head blocks (最終更新日 ...), have headers of one or two rows, and
 * end with notes. What is passed over is kept in a list, so that nothing vanishes unseen.
 */
#ifndef INTAKE_TABLE_H
#define INTAKE_TABLE_H

#include "base/arena.h"
#include "intake/book.h"

#define TABLE_HEAD_ROWS 50u         /* the header stands among the first so many rows of a sheet */
#define TABLE_SKIPS_MAX 100u        /* skipped rows that are listed; more are only counted */
#define TABLE_OTHERS_MAX 20u        /* further sheets with a table that are named */
#define TABLE_CARRY_SIZE (8u << 20) /* bytes of merged cells that reach down at one time */

enum { TABLE_TITLES = 3 };

struct table_column {
    /*
     * What the header says, the fullest first: of a header of two rows both together, then the
     * lower, then the upper one; "" where there is less. title[0] is unique in the table.
     */
    const char *title[TABLE_TITLES];
};

struct table_skip {
    uint32_t row;
    const char *text; /* its first cell, cut */
};

struct table_options {
    const char *sheet;   /* NULL: the visible sheet with the best header */
    uint32_t header_row; /* as Excel shows it (the last of two); 0: found */
    /* The field a title means; negative: none. */
    int (*field_of)(void *self, const char *title);
    void *self;
};

struct table;

/*
 * Find the table in b, which must outlive *out. E_NOTFOUND: no such sheet, or no header found, in
 * words. Everything that lives as long as the table is in a.
 */
MUST_CHECK enum status table_open(struct table **out, struct book *b,
                                  const struct table_options *options, struct arena *a,
                                  struct err *err);
void table_close(struct table **t);

const char *table_sheet(const struct table *t);
uint32_t table_header_row(const struct table *t);
const struct table_column *table_columns(const struct table *t, size_t *n);

/* The visible sheets beside it that also look like a table of this register: [*n] names. */
const char *const *table_others(const struct table *t, size_t *n);

/* Back to before the first record. */
MUST_CHECK enum status table_rewind(struct table *t, struct err *err);

/* The next record, merged cells filled in; *row is NULL after the last. It lives until the next
   call. */
MUST_CHECK enum status table_next(struct table *t, const struct book_row **row, struct err *err);

/* Notes, headings, totals and repeated headers passed over so far: *n listed of the result's. */
const struct table_skip *table_skips(const struct table *t, size_t *n, size_t *all);

#endif
