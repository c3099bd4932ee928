/*
 * One writing that becomes two files: pages (render/pdf.h) and a workbook (render/xlsx.h), so that
 * both always say the same. Every table is a sheet of its own.
 *
 * Sticky as what lies below; pdf_finish() and xlsx_finish() tell. Texts live until the call
 * returns.
 */
#ifndef DOSSIER_PAPER_H
#define DOSSIER_PAPER_H

#include "base/arena.h"
#include "render/pdf.h"
#include "render/xlsx.h"

struct paper {
    struct pdf *pdf;
    struct xlsx *xlsx;
    struct arena *arena;
    const char *part; /* title of the part being written */
    struct pdf_pair head[8];
    size_t n_head;
    const struct pdf_column *column; /* of the open table */
    size_t n_columns;
    struct pdf_cell cell[PDF_COLUMNS_MAX];
    size_t n;
};

#define PAPER_MISSING "未記入"

/* Begin a part on a new page. mark: in a box on its pages, as 未承認; NULL for none. */
void paper_part(struct paper *p, const char *title, bool sideways, const char *mark);

/* Fields above the next table: on paper a ruled block, in the workbook lines above the titles. */
void paper_head(struct paper *p, const char *label, const char *text);
void paper_head_end(struct paper *p); /* print them now: no table of this part follows */

/* A table of n columns (static, as is o) and its sheet; o may be NULL. */
void paper_table(struct paper *p, const char *sheet, const struct pdf_column column[], size_t n,
                 const struct pdf_table *o);
void paper_cell(struct paper *p, const char *text);   /* the next cell of the row */
void paper_needed(struct paper *p, const char *text); /* 未記入, and marked, where it is empty */
void paper_strong(struct paper *p, const char *text);
void paper_alert(struct paper *p, const char *text);
void paper_row(struct paper *p);                    /* the row is full */
void paper_band(struct paper *p, const char *text); /* a line over all columns */
void paper_table_end(struct paper *p);

#endif
