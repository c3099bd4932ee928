/*
 * What the parts of the PDF builder share. Private to src/render/pdf_*.c.
 */
#ifndef RENDER_PDF_IMPL_H
#define RENDER_PDF_IMPL_H

#include "render/pdf.h"
#include "render/pdf_ink.h"

/* A section, in the order of the document. */
struct pdf_part {
    const char *title;
    const char *mark;
    const char *place; /* its name as a target of links */
    bool sideways;
    bool cover;
    struct pdf_sheet *first;
    int n_sheets;
    struct pdf_sheet *line_sheet; /* where its line of the contents stands */
    float line_y;
    struct pdf_part *next;
};

/* Where text goes on a page. */
struct pdf_area {
    float left, width, top, bottom;
};

/* A page and what is printed around it. */
struct pdf_sheet {
    struct pdf_page *page;
    struct pdf_part *part;
    struct pdf_sheet *next;
    int number; /* from 1, set by pdf_finish() */
};

struct pdf_grid; /* the open table, see pdf_table.c */

struct pdf {
    struct pdf_ink *ink;
    struct arena *arena; /* the ink's */
    struct pdf_options o;
    struct pdf_part *part, *last_part;
    struct pdf_sheet *sheet, *last_sheet; /* sheet is the first one */
    struct pdf_grid *grid;
    struct {
        struct pdf_sheet *sheet; /* NULL: no table of contents */
        float y, bottom;
    } contents;
    struct pdf_area at; /* of the current page; its bottom rises when something stands there */
    float y;            /* where the next thing goes */
    int n_pages;
    int n_places;
    char check[PDF_CHECK_SIZE];
    enum status status;
    struct err err; /* of status */
};

bool pdf_is_open(struct pdf *p); /* nothing has failed and a section has begun */
void pdf_fail(struct pdf *p, enum status status, const char *why);
float pdf_room(const struct pdf *p);
void pdf_turn(struct pdf *p);               /* to a new page of the same section */
void pdf_need(struct pdf *p, float height); /* turn unless height is left or the page is empty */
struct pdf_page *pdf_page(const struct pdf *p);
struct pdf_area pdf_area(bool sideways);

#endif
