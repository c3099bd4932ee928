#include "render/pdf_glyph.h"

#include "base/mem.h"

#include <assert.h>
#include <pango/pangocairo.h>
#include <string.h>

static bool has_family(struct pdf_ink *k)
{
    PangoFontDescription *want = pango_font_description_from_string(PDF_FAMILY);
    PangoFont *font = pango_font_map_load_font(k->map, k->context, want);
    bool found = false;

    pango_font_description_free(want);
    if (font != NULL) {
        PangoFontDescription *got = pango_font_describe(font);

        found = strcmp(pango_font_description_get_family(got), PDF_FAMILY) == 0;
        pango_font_description_free(got);
        g_object_unref(font);
    }
    return found;
}

enum status pdf_ink_open(struct pdf_ink **out, struct err *err)
{
    CLEANUP(pdf_ink_close) struct pdf_ink *k = mem_new(sizeof(*k));

    if (k == NULL || (k->arena = arena_open(PDF_INK_MAX)) == NULL) {
        return err_set(err, E_NOMEM, "pdf: no memory");
    }
    /* Unhinted metrics: the same line breaks and widths as on paper, on every machine. */
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    k->map = pango_cairo_font_map_new();
    k->context = pango_font_map_create_context(k->map);
    pango_cairo_context_set_font_options(k->context, options);
    pango_cairo_context_set_resolution(k->context, 72);
    pango_context_set_round_glyph_positions(k->context, FALSE);
    pango_context_set_language(k->context, pango_language_from_string("ja"));
    pango_context_set_base_dir(k->context, PANGO_DIRECTION_LTR);
    cairo_font_options_destroy(options);
    k->next_mark = &k->first_mark;

    if (!has_family(k)) {
        return err_say(err, E_NOTFOUND, MSG_PDF_FONT, PDF_FAMILY);
    }
    *out = k;
    k = NULL;
    return OK;
}

void pdf_ink_close(struct pdf_ink **k)
{
    struct pdf_ink *ink = *k;

    if (ink == NULL) {
        return;
    }
    for (int i = 0; i < ink->n_looks; i++) {
        g_object_unref(ink->look[i].layout);
    }
    for (int i = 0; i < ink->n_fonts; i++) {
        g_object_unref(ink->font[i]);
    }
    if (ink->map != NULL) {
        g_object_unref(ink->context);
        g_object_unref(ink->map);
    }
    arena_close(&ink->arena);
    mem_free(ink->index);
    mem_free(ink);
    *k = NULL;
}

struct arena *pdf_ink_arena(struct pdf_ink *k)
{
    return k->arena;
}

enum status pdf_ink_status(const struct pdf_ink *k, struct err *err)
{
    return k->status == OK ? arena_status(k->arena, err)
                           : err_set(err, k->status, "pdf: shaping text");
}

void pdf_ink_fail(struct pdf_ink *k, enum status status)
{
    if (k->status == OK) {
        k->status = status;
    }
}

/* ---- pages ---- */

struct pdf_page *pdf_ink_page(struct pdf_ink *k, float width, float height, struct pdf_page *after)
{
    struct pdf_page *page = arena_make(k->arena, struct pdf_page, 1);

    if (page == NULL) {
        return k->last;
    }
    after = after == NULL ? k->last : after;
    *page = (struct pdf_page){.width = width, .height = height};
    if (after == NULL) {
        k->first = page;
    } else {
        page->next = after->next;
        after->next = page;
    }
    if (after == k->last) {
        k->last = page;
    }
    k->n_pages++;
    return page;
}

struct pdf_page *pdf_ink_first(struct pdf_ink *k)
{
    return k->first;
}

struct pdf_page *pdf_page_next(struct pdf_page *page)
{
    return page->next;
}

float pdf_page_width(const struct pdf_page *page)
{
    return page->width;
}

float pdf_page_height(const struct pdf_page *page)
{
    return page->height;
}

static void add_op(struct pdf_ink *k, struct pdf_page *page, struct op op)
{
    if (page == NULL) {
        return; /* the arena failed before the first page */
    }
    if (page->last == NULL || page->last->n == OPS_IN_BLOCK) {
        struct block *b = arena_make(k->arena, struct block, 1);

        if (b == NULL) {
            return;
        }
        if (page->last == NULL) {
            page->first = b;
        } else {
            page->last->next = b;
        }
        page->last = b;
    }
    page->last->op[page->last->n++] = op;
}

void pdf_ink_text(struct pdf_ink *k, struct pdf_page *page, struct pdf_put put)
{
    add_op(k, page,
           (struct op){.kind = OP_TEXT,
                       .tone = (uint8_t)put.tone,
                       .align = (uint8_t)put.align,
                       .from = put.from,
                       .n = put.n,
                       .x = put.x,
                       .y = put.y,
                       .w = put.width,
                       .h = put.squeeze > 0 ? put.squeeze : 1,
                       .what = put.shape});
}

static void add_form(struct pdf_ink *k, struct pdf_page *page, enum op_kind kind, const float at[4],
                     float thick, enum pdf_tone tone)
{
    add_op(k, page,
           (struct op){.kind = (uint8_t)kind,
                       .tone = (uint8_t)tone,
                       .x = at[0],
                       .y = at[1],
                       .w = at[2],
                       .h = at[3],
                       .thick = thick});
}

void pdf_ink_line(struct pdf_ink *k, struct pdf_page *page, float x1, float y1, float x2, float y2,
                  float thick, enum pdf_tone tone)
{
    add_form(k, page, OP_LINE, (const float[4]){x1, y1, x2, y2}, thick, tone);
}

void pdf_ink_fill(struct pdf_ink *k, struct pdf_page *page, float x, float y, float w, float h,
                  enum pdf_tone tone)
{
    add_form(k, page, OP_FILL, (const float[4]){x, y, w, h}, 0, tone);
}

void pdf_ink_frame(struct pdf_ink *k, struct pdf_page *page, float x, float y, float w, float h,
                   float thick, enum pdf_tone tone)
{
    add_form(k, page, OP_FRAME, (const float[4]){x, y, w, h}, thick, tone);
}

void pdf_ink_place(struct pdf_ink *k, struct pdf_page *page, const char *name, float y)
{
    add_op(k, page, (struct op){.kind = OP_PLACE, .y = y, .what = arena_copy(k->arena, name)});
}

void pdf_ink_link(struct pdf_ink *k, struct pdf_page *page, float x, float y, float w, float h,
                  const char *place)
{
    add_op(
        k, page,
        (struct op){
            .kind = OP_LINK, .x = x, .y = y, .w = w, .h = h, .what = arena_copy(k->arena, place)});
}

void pdf_ink_bookmark(struct pdf_ink *k, int level, const char *title, const char *place)
{
    struct bookmark *m = arena_make(k->arena, struct bookmark, 1);

    assert(level >= 0 && level < LEVELS_MAX);
    if (m != NULL) {
        *m = (struct bookmark){.level = level,
                               .title = arena_copy(k->arena, title),
                               .place = arena_copy(k->arena, place)};
        *k->next_mark = m;
        k->next_mark = &m->next;
    }
}

void pdf_ink_each_text(struct pdf_ink *k, void (*see)(void *self, const char *text), void *self)
{
    for (const struct pdf_page *page = k->first; page != NULL; page = page->next) {
        for (const struct block *b = page->first; b != NULL; b = b->next) {
            for (int i = 0; i < b->n; i++) {
                if (b->op[i].kind == OP_TEXT) {
                    const struct pdf_shape *s = b->op[i].what;

                    see(self,
                        ((const struct entry *)((const char *)s - offsetof(struct entry, shape)))
                            ->text);
                }
            }
        }
    }
}
