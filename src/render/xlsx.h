/*
 * Writing xlsx workbooks that look made by hand and read back to the same values: every cell is
 * text, so that 0001 keeps its zeros, 1-2 is no date and =1+1 is no formula; the cells of the sheet
 * are formatted as text too, so that what a clerk types there stays as typed. The rule of
 * base/cell.h applies.
 *
 *     CLEANUP(xlsx_close) struct xlsx *x = NULL;
 *     if (xlsx_open(&x, &(struct xlsx_options){.title = "機器台帳", .temp_dir = dir}, err) != OK)
 * ... xlsx_sheet(x, "機器台帳"); xlsx_head(x, "最終更新日", "2026/11/20"); xlsx_titles(x, titles,
 * n); while (...) { xlsx_row(x, cells, n); } st = xlsx_finish(x, &out, err);
 *
 * Sticky: xlsx_finish() tells. Rows go to temporary files at once, so 100,000 of them need little
 * memory.
 */
#ifndef RENDER_XLSX_H
#define RENDER_XLSX_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

#define XLSX_COLUMNS_MAX 200
#define XLSX_ROWS_MAX 1000000  /* of a sheet; Excel itself ends at 1,048,576 */
#define XLSX_CELL_MAX 32767    /* characters, Excel's own limit */
#define XLSX_SHEET_NAME_MAX 31 /* characters, Excel's own limit; longer names are cut */

struct xlsx;

struct xlsx_options {
    const char *title;    /* document property */
    const char *author;   /* document property, the facility */
    int64_t made_at;      /* UTC milliseconds; the same calls then give the same bytes */
    const char *temp_dir; /* where the temporary files may lie; must exist */
};

MUST_CHECK enum status xlsx_open(struct xlsx **out, const struct xlsx_options *o, struct err *err);
void xlsx_close(struct xlsx **x);

/* A new sheet; what Excel refuses in a name becomes '-', a name seen before gets a number. */
void xlsx_sheet(struct xlsx *x, const char *name);

/* A line above the table: a label and its value. Our importer skips it. */
void xlsx_head(struct xlsx *x, const char *label, const char *value);

/* The title row: bold, frozen, with filters, repeated on every printed page. Once for each sheet.
 */
void xlsx_titles(struct xlsx *x, const char *const title[], size_t n);

/* A row below it; NULL is an empty cell. The columns become as wide as what stands in them. */
void xlsx_row(struct xlsx *x, const char *const cell[], size_t n);

/*
 * Put the workbook together and append its bytes to out.
 *
 * E_INVALID  a value was no UTF-8
 * E_LIMIT    too many rows or columns, a value longer than XLSX_CELL_MAX, or out is too small
 * E_FULL     no space for the temporary files
 * E_IO, E_NOMEM
 */
MUST_CHECK enum status xlsx_finish(struct xlsx *x, struct buf *out, struct err *err);

#endif
