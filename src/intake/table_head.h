/*
 * Finding the header among the first rows of a sheet. Only table.c includes this.
 */
#ifndef INTAKE_TABLE_HEAD_H
#define INTAKE_TABLE_HEAD_H

#include "intake/table.h"

struct table_head {
    uint32_t row;   /* the header's last row; 0: none found */
    bool two_rows;  /* with the row before it in the file */
    unsigned score; /* different fields it names */
    struct table_column *column;
    size_t n;
};

/*
 * Look at the first rows of the sheet that b stands at the beginning of. row 0: the best header;
 * else that row, whatever it says. The columns are in a.
 */
MUST_CHECK enum status table_head_find(struct table_head *out, struct book *b, uint32_t row,
                                       const struct table_options *options, struct arena *a,
                                       struct err *err);

#endif
