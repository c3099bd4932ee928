/*
 * Writing SVG for pages and files: every text is escaped, numbers are numbers, looks come from one
 * table, so nothing can carry a script or a style. Each look is a class for the style sheet and,
 * for a file of its own, plain attributes that any style sheet overrides.
 *
 *     svg_begin(&b, 400, 300, "連絡体制図", "情報システム担当から院長へ");
 *     svg_box(&b, SVG_BOX, 10, 10, 80, 30);
 *     svg_text(&b, SVG_TITLE, 50, 28, "院長");
 *     svg_end(&b);
 *
 * The same calls give the same bytes on every machine.
 */
#ifndef RENDER_SVG_H
#define RENDER_SVG_H

#include "base/buf.h"
#include "render/html.h"

#include <stdbool.h>
#include <stddef.h>

struct tree; /* render/tree.h */

enum svg_look {
    SVG_WIRE,
    SVG_BOX,
    SVG_BOX_STRONG,
    SVG_BOX_OUTSIDE,
    SVG_TITLE, /* text */
    SVG_LINE,  /* text */
    SVG_LOOKS
};

/* A drawing in its own units, with role="img", a name and a description (NULL: none). */
void svg_begin(struct buf *b, double width, double height, const char *title,
               const char *description);
/* The same, shown scale times as large where there is room. */
void svg_begin_at(struct buf *b, double scale, double width, double height, const char *title,
                  const char *description);
void svg_end(struct buf *b);

void svg_box(struct buf *b, enum svg_look look, double x, double y, double w, double h);
void svg_line(struct buf *b, enum svg_look look, double x1, double y1, double x2, double y2);
/* Centred on x; y is the baseline. */
void svg_text(struct buf *b, enum svg_look look, double x, double y, const char *text);

/* Dark modules of a square of size * size, row by row, as one path of runs; used by qr_svg(). */
void svg_modules(struct buf *b, const bool *module, int size, int offset);

/* A tree placed by tree_layout(), whole; the description reads out every node. */
void svg_tree(struct buf *b, const struct tree *t);

/* A finished drawing as markup for a page; lives as long as b. */
struct markup svg_markup(const struct buf *b);

#endif
