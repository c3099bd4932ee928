/*
 * Official-looking Japanese papers on A4, upright and sideways mixed in one PDF: sections,
 * headings, text, tables that repeat their head and never split a row, boxes for stamps, a chart, a
 * table of contents with page numbers, bookmarks, and on every page a footer with n/N and a check
 * number.
 *
 *     CLEANUP(pdf_close) struct pdf *p = NULL;
 *     if (pdf_open(&p, &(struct pdf_options){.title = "立入検査資料", ...}, err) != OK) ...
 *     pdf_section(p, &(struct pdf_section){.title = "表紙", .cover = true});
 *     pdf_title(p, "令和8年度 立入検査資料", "みどり台病院");
 *     pdf_contents(p);
 *     pdf_section(p, &(struct pdf_section){.title = "5 機器台帳", .sideways = true});
 *     pdf_table(p, columns, COUNT(columns), &(struct pdf_table){.zebra = true});
 *     while (...) { pdf_row(p, cells); }
 *     pdf_table_end(p);
 *     st = pdf_finish(p, &out, err);
 *
 * Sticky: write, write, write; pdf_finish() tells. Texts are UTF-8, NULL is empty, \n begins a new
 * line, ☐ and ☑ become tick boxes; they are copied. The same calls give the same bytes. GLib aborts
 * the process when its own memory runs out, so this runs in a job's process only.
 */
#ifndef RENDER_PDF_H
#define RENDER_PDF_H

#include "base/buf.h"
#include "base/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PDF_TABLE_FLOOR 8.5   /* points: no table is set smaller */
#define PDF_COLUMNS_MAX 24    /* of one table */
#define PDF_PAGES_MAX 5000    /* then E_LIMIT: nobody prints more */
#define PDF_STAMP_WIDTH_MM 22 /* so that a real seal fits */
#define PDF_STAMP_HEIGHT_MM 18
#define PDF_CHECK_SIZE 10 /* "7F3A-91C2" and the closing 0 */

struct pdf;
struct tree; /* render/tree.h */
struct qr;   /* render/qr.h */

struct pdf_options {
    const char *title;    /* 資料名: metadata and every footer */
    const char *facility; /* 施設名: metadata (author) and every footer */
    const char *version;  /* 第2版 */
    const char *as_of;    /* 基準日 令和8年11月20日 */
    const char *mark;     /* printed in a box at the top of every page, as 見本; NULL for none */
    const char *check;    /* 照合番号; NULL: computed from all that is printed */
    int64_t made_at;      /* UTC milliseconds, for the metadata */
    const struct progress *progress; /* told each page, may stop the work; NULL */
};

/*
 * A new, empty document; options are copied.
 * E_NOTFOUND with a sentence when the Japanese font is missing; E_NOMEM.
 */
MUST_CHECK enum status pdf_open(struct pdf **out, const struct pdf_options *o, struct err *err);
void pdf_close(struct pdf **p);

struct pdf_section {
    const char *title; /* head of its pages, line in the contents, bookmark */
    const char *mark;  /* in a box at the top of its pages, as 未承認; NULL for none */
    bool sideways;     /* A4 landscape */
    bool cover;        /* no head on its page, not in the contents */
};
/* Begin a section on a new page. The first call of a document must be this. */
void pdf_section(struct pdf *p, const struct pdf_section *s);

void pdf_title(struct pdf *p, const char *title, const char *below); /* of a cover, centred */
void pdf_heading(struct pdf *p, int level, const char *text);        /* 1 (also a bookmark) to 3 */

enum pdf_manner {
    PDF_BODY,
    PDF_SMALL,  /* notes and sources */
    PDF_STRONG, /* one sentence that counts */
    PDF_RIGHT,  /* dates and signatures */
    PDF_CENTER,
    PDF_BULLET, /* one point of a list */
    PDF_ALERT   /* a framed notice: what is missing, what to do */
};
void pdf_text(struct pdf *p, enum pdf_manner manner, const char *text);
void pdf_space(struct pdf *p, double mm); /* nothing at the top of a page */
void pdf_page_break(struct pdf *p);

/* Fields with labels in a ruled block, per_row (1 or 2) of them side by side. */
struct pdf_pair {
    const char *label;
    const char *text;
};
void pdf_pairs(struct pdf *p, const struct pdf_pair pair[], size_t n, int per_row);

enum {
    PDF_FIT = 1,    /* one line: glyphs are narrowed to 70 %, only then is it broken */
    PDF_MIDDLE = 2, /* centred */
    PDF_END = 4,    /* flush right */
    PDF_ONCE = 8,   /* equal neighbours are printed once a page, without a rule between */
    PDF_LABEL = 16  /* a tinted column that names its row */
};

struct pdf_column {
    const char *title;
    const char *group; /* columns side by side with equal groups share a cell above their titles */
    double mm;         /* width; 0: a share of the rest, by weight */
    double weight;     /* 0 counts as 1 */
    int flags;
};

struct pdf_table {
    double size;   /* points; 0 is PDF_TABLE_FLOOR */
    bool zebra;    /* every other row is tinted */
    bool headless; /* no head row */
    bool roomy;    /* more space in each cell: short tables that are read, not searched */
    const char *empty; /* the sentence in place of rows; NULL: 該当するものはありません。 */
};

struct pdf_cell {
    const char *text;
    bool strong;
    bool alert; /* what is missing or wrong; words must say so too, printers are black and white */
};

/* Begin a table of n columns; o may be NULL. Only rows and bands may follow until its end. */
void pdf_table(struct pdf *p, const struct pdf_column column[], size_t n,
               const struct pdf_table *o);
void pdf_row(struct pdf *p, const char *const text[]);       /* text[n] */
void pdf_cells(struct pdf *p, const struct pdf_cell cell[]); /* cell[n] */
void pdf_band(struct pdf *p, const char *text); /* a line over all columns; stays with its row */
void pdf_table_end(struct pdf *p);

/* 確認欄: boxes for seals, highest post first (left). text is what is printed in the box. */
struct pdf_stamp {
    const char *label;
    const char *text; /* e.g. 承認済\nR8.11.20\n山田; NULL leaves it blank for a seal */
};
/* At the right margin here, or at_bottom of this page, which then has less room. */
void pdf_stamps(struct pdf *p, const char *title, const struct pdf_stamp stamp[], size_t n,
                bool at_bottom);

void pdf_tree(struct pdf *p, struct tree *t); /* lays it out and draws it on the rest of the page */
void pdf_qr(struct pdf *p, const struct qr *q, double mm, const char *caption);

/* The sections and their page numbers. The last thing of its section; grows more pages if needed.
 */
void pdf_contents(struct pdf *p);

/*
 * Number the pages, fill in contents, heads and feet, and draw all of it into out.
 * E_INVALID a text was no UTF-8; E_LIMIT too many pages, too much text or out is too small;
 * E_CANCELLED as the progress says; E_NOMEM; E_IO.
 */
MUST_CHECK enum status pdf_finish(struct pdf *p, struct buf *out, struct err *err);

/* After pdf_finish() */
const char *pdf_check(const struct pdf *p); /* the check number that was printed */
int pdf_pages(const struct pdf *p);
/* The i-th section that is no cover, from 0: its title, or NULL; *page is its first page, *n how
 * many. */
const char *pdf_section_at(const struct pdf *p, int i, int *page, int *n);

#endif
