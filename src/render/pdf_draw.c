#include "render/pdf_glyph.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>

/* Of the ideographic em box, from its top to the baseline (Noto CJK: 880 of 1000 units). */
#define ASCENT 0.88

static const double rgb[PDF_TONES][3] = {
    [TONE_TEXT] = {0.10,  0.10,  0.10 },
      [TONE_SOFT] = {0.36,  0.36,  0.36 },
    [TONE_RULE] = {0.68,  0.70,  0.73 },
      [TONE_FRAME] = {0.30,  0.33,  0.38 },
    [TONE_HEAD] = {0.898, 0.918, 0.945},
      [TONE_BAND] = {0.945, 0.955, 0.970},
    [TONE_ZEBRA] = {0.972, 0.976, 0.982},
      [TONE_ACCENT] = {0.09,  0.18,  0.36 },
    [TONE_ALERT] = {0.62,  0.05,  0.05 },
      [TONE_WASH] = {0.992, 0.949, 0.945},
};

struct pen {
    struct pdf_ink *ink;
    cairo_t *cr;
    cairo_glyph_t *glyph;
    cairo_text_cluster_t *cluster;
};

static void set_tone(struct pen *pen, int tone)
{
    cairo_set_source_rgb(pen->cr, rgb[tone][0], rgb[tone][1], rgb[tone][2]);
}

static void draw_run(struct pen *pen, const struct run *run, double x, double y, double squeeze)
{
    cairo_scaled_font_t *scaled =
        pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(pen->ink->font[run->font]));
    int n = 0;
    int g = 0;

    for (int c = 0; c < run->n_clusters; c++) {
        pen->cluster[c] = (cairo_text_cluster_t){run->cluster[c].bytes, 0};
        for (int i = 0; i < run->cluster[c].glyphs; i++, g++) {
            if (run->glyph[g].id != PANGO_GLYPH_EMPTY) {
                pen->glyph[n++] = (cairo_glyph_t){run->glyph[g].id, x + run->glyph[g].x * squeeze,
                                                  y + run->glyph[g].y};
                pen->cluster[c].num_glyphs++;
            }
        }
    }
    if (squeeze == 1) {
        cairo_set_scaled_font(pen->cr, scaled);
    } else {
        cairo_matrix_t matrix;

        cairo_scaled_font_get_font_matrix(scaled, &matrix);
        matrix.xx *= squeeze;
        cairo_set_font_face(pen->cr, cairo_scaled_font_get_font_face(scaled));
        cairo_set_font_matrix(pen->cr, &matrix);
    }
    cairo_show_text_glyphs(pen->cr, run->text, run->len, pen->glyph, n, pen->cluster,
                           run->n_clusters, 0);
}

/* The stroke in a ticked box whose glyph is one em wide from x on. */
static void draw_tick(struct pen *pen, double x, double baseline, double size)
{
    cairo_set_line_width(pen->cr, size * 0.11);
    cairo_move_to(pen->cr, x + size * 0.24, baseline - size * 0.40);
    cairo_line_to(pen->cr, x + size * 0.44, baseline - size * 0.16);
    cairo_line_to(pen->cr, x + size * 0.84, baseline - size * 0.76);
    cairo_stroke(pen->cr);
}

static void draw_text(struct pen *pen, const struct op *op)
{
    const struct pdf_shape *shape = op->what;
    double size = shape->style.size;
    double y = op->y + (shape->style.pitch - size) / 2 + size * ASCENT;

    set_tone(pen, op->tone);
    for (int i = op->from; i < op->from + op->n && shape->line != NULL; i++) {
        const struct pdf_line *line = &shape->line[i];
        double left = op->w - line->width * op->h;
        double x = op->x + (op->align == ALIGN_LEFT     ? 0
                            : op->align == ALIGN_CENTER ? left / 2
                                                        : left);

        for (int r = 0; r < line->n_runs; r++) {
            draw_run(pen, &line->run[r], x, y, op->h);
        }
        for (int t = 0; t < line->n_ticks; t++) {
            draw_tick(pen, x + line->tick[t] * op->h, y, size);
        }
        y += shape->style.pitch;
    }
}

static void draw_op(struct pen *pen, const struct op *op)
{
    char attributes[256];
    cairo_t *cr = pen->cr;

    switch ((enum op_kind)op->kind) {
    case OP_TEXT:
        draw_text(pen, op);
        break;
    case OP_LINE:
        set_tone(pen, op->tone);
        cairo_set_line_width(cr, op->thick);
        cairo_move_to(cr, op->x, op->y);
        cairo_line_to(cr, op->w, op->h);
        cairo_stroke(cr);
        break;
    case OP_FILL:
        set_tone(pen, op->tone);
        cairo_rectangle(cr, op->x, op->y, op->w, op->h);
        cairo_fill(cr);
        break;
    case OP_FRAME:
        set_tone(pen, op->tone);
        cairo_set_line_width(cr, op->thick);
        cairo_rectangle(cr, op->x, op->y, op->w, op->h);
        cairo_stroke(cr);
        break;
    case OP_PLACE:
        snprintf(attributes, sizeof(attributes), "name='%s' x=0 y=%.2f", (const char *)op->what,
                 (double)op->y);
        cairo_tag_begin(cr, CAIRO_TAG_DEST, attributes);
        cairo_tag_end(cr, CAIRO_TAG_DEST);
        break;
    case OP_LINK:
        snprintf(attributes, sizeof(attributes), "dest='%s' rect=[%.2f %.2f %.2f %.2f]",
                 (const char *)op->what, (double)op->x, (double)op->y, (double)op->w,
                 (double)op->h);
        cairo_tag_begin(cr, CAIRO_TAG_LINK, attributes);
        cairo_tag_end(cr, CAIRO_TAG_LINK);
        break;
    }
}

/* The buffer remembers that it failed; Cairo 1.16 crashes when told so while it writes fonts. */
static cairo_status_t take(void *closure, const unsigned char *bytes, unsigned int len)
{
    buf_add(closure, bytes, len);
    return CAIRO_STATUS_SUCCESS;
}

static void put_about(struct pdf_ink *k, cairo_surface_t *surface, const struct pdf_about *about)
{
    int parent[LEVELS_MAX + 1] = {CAIRO_PDF_OUTLINE_ROOT};

    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, about->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, about->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, about->subject);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Sonae");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, about->made_at);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, about->made_at);

    for (const struct bookmark *m = k->first_mark; m != NULL; m = m->next) {
        char attributes[256];

        snprintf(attributes, sizeof(attributes), "dest='%s'", m->place);
        parent[m->level + 1] = cairo_pdf_surface_add_outline(
            surface, parent[m->level], m->title, attributes,
            m->level == 0 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : (cairo_pdf_outline_flags_t)0);
    }
}

static enum status draw_pages(struct pen *pen, cairo_surface_t *surface,
                              const struct progress *progress, const char *what, struct err *err)
{
    int done = 0;

    for (const struct pdf_page *page = pen->ink->first; page != NULL; page = page->next) {
        cairo_pdf_surface_set_size(surface, page->width, page->height);
        for (const struct block *b = page->first; b != NULL; b = b->next) {
            for (int i = 0; i < b->n; i++) {
                draw_op(pen, &b->op[i]);
            }
        }
        cairo_show_page(pen->cr);

        enum status st = progress_step(progress, ++done, pen->ink->n_pages, what, err);

        if (st != OK) {
            return st;
        }
    }
    return OK;
}

static enum status of_cairo(cairo_status_t status, const struct buf *out, struct err *err)
{
    if (buf_status(out, err) != OK) {
        return out->status;
    }
    return status == CAIRO_STATUS_SUCCESS
               ? OK
               : err_set(err, status == CAIRO_STATUS_NO_MEMORY ? E_NOMEM : E_IO, "pdf: %s",
                         cairo_status_to_string(status));
}

enum status pdf_ink_save(struct pdf_ink *k, struct buf *out, const struct pdf_about *about,
                         const struct progress *progress, const char *what, struct err *err)
{
    struct pen pen = {
        .ink = k,
        .glyph = arena_make(k->arena, cairo_glyph_t, (size_t)k->longest_run + 1),
        .cluster = arena_make(k->arena, cairo_text_cluster_t, (size_t)k->longest_run + 1),
    };
    enum status st = pdf_ink_status(k, err);

    if (st != OK) {
        return st;
    }
    assert(k->first != NULL);
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(take, out, k->first->width, k->first->height);

    pen.cr = cairo_create(surface);
    put_about(k, surface, about);
    st = draw_pages(&pen, surface, progress, what, err);
    cairo_destroy(pen.cr);
    cairo_surface_finish(surface);
    if (st == OK) {
        st = of_cairo(cairo_surface_status(surface), out, err);
    }
    cairo_surface_destroy(surface);
    return st;
}
