/*
 * Ink: what the parts of the PDF builder put on pages. Private to src/render/pdf*.c; behind it lie
 * Pango (pdf_shape.c) and Cairo (pdf_draw.c).
 *
 * Nothing reaches the PDF before pdf_ink_save(): pages keep lists of shaped text, lines and boxes,
 * so that page numbers and the table of contents can be added when the last page is known. A text
 * is shaped once for each style and width, however often it is printed.
 *
 * Units are points, x to the right, y down from the top edge. Sticky: after a failure everything is
 * ignored and shapes are empty, never NULL.
 */
#ifndef RENDER_PDF_INK_H
#define RENDER_PDF_INK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/progress.h"

#include <stdbool.h>
#include <stdint.h>

#define PDF_MM (72 / 25.4)              /* points in a millimetre */
#define PDF_INK_MAX ((size_t)96 << 20)  /* bytes of shapes and page lists of one document */
#define PDF_TEXT_MAX ((size_t)64 << 10) /* bytes of one text */

enum pdf_tone {
    TONE_TEXT,
    TONE_SOFT,   /* secondary text */
    TONE_RULE,   /* hairlines */
    TONE_FRAME,  /* outer lines of tables and boxes */
    TONE_HEAD,   /* ground of table heads and labels */
    TONE_BAND,   /* ground of rows that name a group */
    TONE_ZEBRA,  /* ground of every other row */
    TONE_ACCENT, /* headings */
    TONE_ALERT,  /* what is missing */
    TONE_WASH,   /* ground of a notice about what is missing */
    PDF_TONES
};

enum pdf_align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

struct pdf_style {
    float size;
    float pitch; /* from one baseline to the next */
    bool bold;
};

struct pdf_line; /* one line of glyphs, see pdf_glyph.h */

struct pdf_shape {
    struct pdf_style style;
    float width; /* of the longest line */
    int n_lines; /* 1 also for "" */
    struct pdf_line *line;
};

struct pdf_ink;
struct pdf_page;

/* E_NOTFOUND with a sentence when the Japanese font is not installed. */
MUST_CHECK enum status pdf_ink_open(struct pdf_ink **out, struct err *err);
void pdf_ink_close(struct pdf_ink **k);
struct arena *pdf_ink_arena(struct pdf_ink *k); /* lives as long as the ink */

/* Lines of text, broken to fit width (0: only at \n). ☐ and ☑ become tick boxes. */
const struct pdf_shape *pdf_ink_shape(struct pdf_ink *k, const char *text, struct pdf_style style,
                                      float width);

/* A page of that size behind `after`, or the last one when NULL. */
struct pdf_page *pdf_ink_page(struct pdf_ink *k, float width, float height, struct pdf_page *after);
struct pdf_page *pdf_ink_first(struct pdf_ink *k);
struct pdf_page *pdf_page_next(struct pdf_page *page);
float pdf_page_width(const struct pdf_page *page);
float pdf_page_height(const struct pdf_page *page);

/*
 * Lines [from, from + n) of shape in the box at x with that width; y is the top of the first.
 * squeeze < 1 makes the glyphs narrower (長体).
 */
struct pdf_put {
    const struct pdf_shape *shape;
    float x, y, width;
    int from, n;
    enum pdf_align align;
    enum pdf_tone tone;
    float squeeze;
};
void pdf_ink_text(struct pdf_ink *k, struct pdf_page *page, struct pdf_put put);
void pdf_ink_line(struct pdf_ink *k, struct pdf_page *page, float x1, float y1, float x2, float y2,
                  float thick, enum pdf_tone tone);
void pdf_ink_fill(struct pdf_ink *k, struct pdf_page *page, float x, float y, float w, float h,
                  enum pdf_tone tone);
void pdf_ink_frame(struct pdf_ink *k, struct pdf_page *page, float x, float y, float w, float h,
                   float thick, enum pdf_tone tone);

/* A place that can be linked to, its line in the bookmarks, and a link to it. Names are ASCII. */
void pdf_ink_place(struct pdf_ink *k, struct pdf_page *page, const char *name, float y);
void pdf_ink_bookmark(struct pdf_ink *k, int level, const char *title, const char *place);
void pdf_ink_link(struct pdf_ink *k, struct pdf_page *page, float x, float y, float w, float h,
                  const char *place);

/* All text of the pages so far, in order, given to see(); for a check number. */
void pdf_ink_each_text(struct pdf_ink *k, void (*see)(void *self, const char *text), void *self);

struct pdf_about {
    const char *title;
    const char *author;
    const char *subject;
    const char *made_at; /* ISO 8601 */
};

/*
 * Draw every page into out. `what` is the sentence given to the progress, which may stop the work.
 * E_INVALID a text was no UTF-8 or longer than PDF_TEXT_MAX; E_LIMIT, E_NOMEM; E_CANCELLED; E_IO.
 */
MUST_CHECK enum status pdf_ink_save(struct pdf_ink *k, struct buf *out,
                                    const struct pdf_about *about, const struct progress *progress,
                                    const char *what, struct err *err);
MUST_CHECK enum status pdf_ink_status(const struct pdf_ink *k, struct err *err);

#endif
