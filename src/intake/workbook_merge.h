/*
 * The merged ranges of a worksheet. They stand behind all its rows, so they are looked up before
 * the rows are read, and as bytes: parsing the part twice would cost as much as reading it.
 */
#ifndef INTAKE_WORKBOOK_MERGE_H
#define INTAKE_WORKBOOK_MERGE_H

#include "intake/package.h"

struct workbook_merges {
    struct book_merge *merge; /* [n], ordered by first row */
    size_t n;
    size_t room;
};

/* E_LIMIT past BOOK_MERGES_MAX. *out is to be closed whatever comes back. */
MUST_CHECK enum status workbook_merges_read(struct workbook_merges *out, struct package *x,
                                            const char *path, struct err *err);
void workbook_merges_close(struct workbook_merges *m);

#endif
