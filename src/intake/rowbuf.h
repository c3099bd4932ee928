/*
 * One row being put together: texts in one buffer that is used again for every row.
 */
#ifndef INTAKE_ROWBUF_H
#define INTAKE_ROWBUF_H

#include "base/buf.h"
#include "intake/book.h"

struct rowbuf {
    struct buf text; /* the cells' texts, each with its closing 0 */
    size_t n;
    uint32_t at[BOOK_COLUMNS_MAX]; /* where in text a cell starts */
    struct book_cell cell[BOOK_COLUMNS_MAX];
    struct book_row row;
};

void rowbuf_init(struct rowbuf *r);
void rowbuf_close(struct rowbuf *r);

void rowbuf_start(struct rowbuf *r, uint32_t number);

/*
 * Put text[len] into a column (0 ...), which must be right of all before it. Empty text is
 * nothing. E_LIMIT names row and column: too many columns, a text or a row too long. E_NOMEM.
 */
MUST_CHECK enum status rowbuf_put(struct rowbuf *r, size_t column, enum book_kind kind,
                                  const char *text, size_t len, struct err *err);

/* The finished row; lives until rowbuf_start(). */
const struct book_row *rowbuf_row(struct rowbuf *r);

#endif
