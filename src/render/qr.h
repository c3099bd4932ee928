/*
 * QR codes: a text as dark and light modules, for paper (render/pdf.h) and as SVG for pages.
 */
#ifndef RENDER_QR_H
#define RENDER_QR_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define QR_TEXT_MAX 300 /* bytes: what a tablet reads from a small label; longer is E_LIMIT */
#define QR_QUIET 4      /* light modules around (ISO/IEC 18004, 6.3.8) */

struct qr {
    int size;           /* modules a side, without the quiet zone */
    const bool *module; /* module[size * size], row by row; true is dark */
};

/* Error correction M, the smallest version that holds text. E_INVALID when text is empty. */
MUST_CHECK enum status qr_make(struct qr *out, const char *text, struct arena *a, struct err *err);

/*
 * An <svg> of one path with the quiet zone, module by module in its own units (the style sheet
 * sizes it); label is what a reader who cannot see it is told.
 */
void qr_svg(struct buf *b, const struct qr *q, const char *label);

#endif
