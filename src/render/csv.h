/*
 * Writing csv as Excel and our own import read it: RFC 4180 quoting, CRLF, cells guarded by the
 * rule of base/cell.h. Sticky: cells, ends of rows, csv_status() once.
 *
 *     struct csv c;
 *     csv_start(&c, &buf, CSV_UTF8, arena);
 *     csv_cell(&c, "管理番号");
 *     csv_cell(&c, "OS");
 *     csv_end_row(&c);
 *
 * The buffer may be sent and cleared between two rows, so a long export needs little memory.
 * csv_losses_look() finds beforehand what CP932 cannot hold.
 */
#ifndef RENDER_CSV_H
#define RENDER_CSV_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_LOSSES_KEPT 200 /* values listed one by one; the rest is only counted */

enum csv_coding {
    CSV_UTF8, /* with a byte order mark, without which Excel reads CP932 */
    CSV_CP932 /* what 「Excel用（Shift_JIS）」 really is */
};

struct csv {
    struct buf *buf;
    struct arena *arena; /* scratch for one cell at a time */
    enum csv_coding coding;
    bool filled; /* the row has a cell already */
    enum status status;
};

void csv_start(struct csv *c, struct buf *buf, enum csv_coding coding, struct arena *scratch);
void csv_cell(struct csv *c, const char *value); /* UTF-8; NULL is an empty cell */
void csv_end_row(struct csv *c);

/*
 * E_INVALID  a value holds a character that CP932 lacks (nothing of that cell was written)
 * E_LIMIT, E_NOMEM  of the buffer or the arena
 */
MUST_CHECK enum status csv_status(const struct csv *c, struct err *err);

/* One value that CP932 cannot hold. */
struct csv_loss {
    int64_t row;       /* as Excel shows it: the header is 1 */
    const char *field; /* as given to csv_losses_look() */
    const char *value;
    const char *lost; /* its characters without a place, each once, in order */
};

/* Start it as {.arena = a}; field names are only referred to, values are kept in the arena. */
struct csv_losses {
    struct arena *arena;
    int64_t n; /* values that lose something */
    size_t kept;
    struct csv_loss loss[CSV_LOSSES_KEPT];
    enum status status;
};

/* Look at one value and note what it would lose. Ask csv_losses_status() at the end. */
void csv_losses_look(struct csv_losses *l, int64_t row, const char *field, const char *value);
MUST_CHECK enum status csv_losses_status(const struct csv_losses *l, struct err *err);

#endif
