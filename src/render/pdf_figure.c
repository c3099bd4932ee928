#include "render/pdf_impl.h"

#include "render/qr.h"
#include "render/tree.h"

#include <assert.h>
#include <math.h>

/* ---- boxes for seals ---- */

void pdf_stamps(struct pdf *p, const char *title, const struct pdf_stamp stamp[], size_t n,
                bool at_bottom)
{
    static const struct pdf_style label = {9, 12, false};
    static const struct pdf_style inside = {8.5F, 11, false};
    const float width = PDF_STAMP_WIDTH_MM * (float)PDF_MM;
    const float box = PDF_STAMP_HEIGHT_MM * (float)PDF_MM;
    const float head = 17;
    const float side = 18; /* the title, written downwards at the left */

    if (!pdf_is_open(p)) {
        return;
    }
    assert(width * (float)n + side <= p->at.width);
    pdf_need(p, head + box);
    float x = p->at.left + p->at.width - width * (float)n;
    float y = at_bottom ? p->at.bottom - head - box - 1 : p->y;
    struct pdf_page *page = pdf_page(p);
    const struct pdf_shape *words = pdf_ink_shape(p->ink, title, label, label.size);
    float words_height = (float)words->n_lines * label.pitch;

    pdf_ink_fill(p->ink, page, x - side, y, side, head + box, TONE_HEAD);
    pdf_ink_text(p->ink, page,
                 (struct pdf_put){.shape = words,
                                  .x = x - side,
                                  .y = y + (head + box - words_height) / 2,
                                  .width = side,
                                  .n = words->n_lines,
                                  .align = ALIGN_CENTER});
    for (size_t i = 0; i < n; i++) {
        float left = x + width * (float)i;
        const struct pdf_shape *post = pdf_ink_shape(p->ink, stamp[i].label, label, 0);
        const struct pdf_shape *text = pdf_ink_shape(p->ink, stamp[i].text, inside, width - 6);

        pdf_ink_fill(p->ink, page, left, y, width, head, TONE_HEAD);
        pdf_ink_text(
            p->ink, page,
            (struct pdf_put){.shape = post,
                             .x = left + 2,
                             .y = y + (head - label.pitch) / 2,
                             .width = width - 4,
                             .n = 1,
                             .align = ALIGN_CENTER,
                             .squeeze = post->width > width - 4 ? (width - 4) / post->width : 1});
        pdf_ink_text(
            p->ink, page,
            (struct pdf_put){.shape = text,
                             .x = left + 3,
                             .y = y + head + (box - (float)text->n_lines * inside.pitch) / 2,
                             .width = width - 6,
                             .n = text->n_lines,
                             .align = ALIGN_CENTER});
        pdf_ink_line(p->ink, page, left, y, left, y + head + box, 0.5F, TONE_FRAME);
    }
    pdf_ink_line(p->ink, page, x, y + head, x + width * (float)n, y + head, 0.5F, TONE_FRAME);
    pdf_ink_frame(p->ink, page, x - side, y, side + width * (float)n, head + box, 0.8F, TONE_FRAME);
    if (at_bottom) {
        p->at.bottom = y - 10;
    } else {
        p->y = y + head + box + 10;
    }
}

/* ---- the chart ---- */

struct chart {
    struct pdf *p;
    float x, y, scale;
};

static void put_node(const struct chart *c, const struct tree_node *node)
{
    struct pdf_ink *ink = c->p->ink;
    struct pdf_page *page = pdf_page(c->p);
    struct pdf_style style = {TREE_SIZE * c->scale, TREE_PITCH * c->scale, false};
    float x = c->x + node->x * c->scale;
    float y = c->y + node->y * c->scale;
    float w = node->w * c->scale;
    float h = node->h * c->scale;
    float room = w - TREE_PAD_X * c->scale;
    bool strong = node->kind == TREE_STRONG;

    /* Own people stand on a tint, those who decide in a bold frame: this shows without colours. */
    if (node->kind != TREE_OUTSIDE) {
        pdf_ink_fill(ink, page, x, y, w, h, strong ? TONE_HEAD : TONE_BAND);
    }
    pdf_ink_frame(ink, page, x, y, w, h, strong ? 1.4F : 0.6F,
                  node->kind == TREE_OUTSIDE ? TONE_FRAME : TONE_ACCENT);
    y += (h - (float)node->n_lines * style.pitch) / 2;
    for (int i = 0; i < node->n_lines; i++, y += style.pitch) {
        style.bold = i == 0;
        const struct pdf_shape *line = pdf_ink_shape(ink, node->line[i], style, 0);

        pdf_ink_text(ink, page,
                     (struct pdf_put){.shape = line,
                                      .x = x,
                                      .y = y,
                                      .width = w,
                                      .n = 1,
                                      .align = ALIGN_CENTER,
                                      .squeeze = line->width > room ? room / line->width : 1});
    }
}

void pdf_tree(struct pdf *p, struct tree *t)
{
    if (!pdf_is_open(p)) {
        return;
    }
    pdf_need(p, p->at.bottom - p->at.top - 120); /* below a heading and a few lines at most */
    enum status st = tree_layout(t, p->at.width, pdf_room(p), p->arena, &p->err);

    if (st != OK) {
        p->status = p->status == OK ? st : p->status;
        return;
    }
    /* In steps, so that a document of many charts needs few sizes of letters. */
    float scale = floorf(tree_scale(t, p->at.width, pdf_room(p)) * 20) / 20;
    struct chart c = {p, 0, p->y, scale > 0.05F ? scale : 0.05F};

    c.x = p->at.left + (p->at.width - t->width * c.scale) / 2;
    for (int i = 0; i < t->n_wires; i++) {
        const struct tree_wire *w = &t->wire[i];

        pdf_ink_line(p->ink, pdf_page(p), c.x + w->x1 * c.scale, c.y + w->y1 * c.scale,
                     c.x + w->x2 * c.scale, c.y + w->y2 * c.scale, 0.7F, TONE_FRAME);
    }
    for (int i = 0; i < t->n; i++) {
        put_node(&c, &t->node[i]);
    }
    p->y += t->height * c.scale + 8;
}

/* ---- QR ---- */

void pdf_qr(struct pdf *p, const struct qr *q, double mm, const char *caption)
{
    static const struct pdf_style style = {8.5F, 11, false};

    if (!pdf_is_open(p)) {
        return;
    }
    float side = (float)(mm * PDF_MM);
    float unit = side / (float)(q->size + 2 * QR_QUIET);
    const struct pdf_shape *words = pdf_ink_shape(p->ink, caption, style, p->at.width - side - 6);
    float words_height = (float)words->n_lines * style.pitch;

    pdf_need(p, side);
    for (int y = 0; y < q->size; y++) {
        for (int x = 0, end; x < q->size; x = end) {
            bool dark = q->module[y * q->size + x];

            for (end = x + 1; end < q->size && q->module[y * q->size + end] == dark;) {
                end++;
            }
            if (dark) {
                pdf_ink_fill(p->ink, pdf_page(p), p->at.left + (float)(x + QR_QUIET) * unit,
                             p->y + (float)(y + QR_QUIET) * unit, (float)(end - x) * unit, unit,
                             TONE_TEXT);
            }
        }
    }
    pdf_ink_text(p->ink, pdf_page(p),
                 (struct pdf_put){.shape = words,
                                  .x = p->at.left + side + 6,
                                  .y = p->y + (side - words_height) / 2,
                                  .n = words->n_lines});
    p->y += side + 6;
}
