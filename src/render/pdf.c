#include "render/pdf_ink.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>

#define FAMILY "Noto Sans CJK JP"

enum { FONTS_MAX = 256, STYLES_MAX = 96, INDEX_MIN = 1024, OPS_IN_BLOCK = 64, LEVELS_MAX = 8 };

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

/* A run of glyphs of one font; text[len] is what they stand for, cluster by cluster. */
struct run {
    uint16_t font;
    const char *text;
    int len;
    int n_glyphs;
    int n_clusters;
    struct glyph {
        uint32_t id;
        float x; /* from the start of the line */
        float y; /* from the baseline */
    } * glyph;
    struct cluster {
        int bytes;
        int glyphs;
    } * cluster;
};

struct pdf_line {
    float width;
    int n_runs;
    struct run *run;
    int n_ticks;
    float *tick; /* left edges of the boxes that are ticked */
};

enum op_kind { OP_TEXT, OP_LINE, OP_FILL, OP_FRAME, OP_PLACE, OP_LINK };

struct op {
    uint8_t kind;
    uint8_t tone;
    uint8_t align;
    int from, n;
    float x, y, w, h; /* OP_TEXT: h is the squeeze; OP_LINE: from (x, y) to (w, h) */
    float thick;
    const void *what; /* struct pdf_shape or a name */
};

struct block {
    struct block *next;
    int n;
    struct op op[OPS_IN_BLOCK];
};

struct pdf_page {
    float width, height;
    struct pdf_page *next;
    struct block *first, *last;
};

struct entry {
    uint64_t key;
    const char *text;
    float width;
    struct pdf_shape shape;
};

struct bookmark {
    struct bookmark *next;
    int level;
    const char *title;
    const char *place;
};

struct pdf_ink {
    struct arena *arena;
    enum status status;
    PangoFontMap *map;
    PangoContext *context;
    PangoFont *font[FONTS_MAX];
    int n_fonts;
    struct {
        struct pdf_style style;
        PangoLayout *layout;
    } look[STYLES_MAX];
    int n_looks;
    struct entry **index; /* open addressing, index_size a power of two */
    size_t index_size;
    size_t n_entries;
    int longest_run; /* glyphs or clusters */
    struct pdf_page *first, *last;
    struct bookmark *first_mark, **next_mark;
    int n_pages;
};

/* ---- opening and closing ---- */

static PangoLayout *layout_of(struct pdf_ink *k, struct pdf_style style)
{
    int i = 0;

    while (i < k->n_looks &&
           (k->look[i].style.size != style.size || k->look[i].style.bold != style.bold)) {
        i++;
    }
    if (i == k->n_looks) {
        assert(i < STYLES_MAX);
        PangoFontDescription *d = pango_font_description_new();

        pango_font_description_set_family(d, FAMILY);
        pango_font_description_set_weight(d, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_size(d, (int)(style.size * PANGO_SCALE));
        k->look[i].style = style;
        k->look[i].layout = pango_layout_new(k->context);
        pango_layout_set_font_description(k->look[i].layout, d);
        pango_layout_set_wrap(k->look[i].layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_auto_dir(k->look[i].layout, FALSE);
        pango_font_description_free(d);
        k->n_looks++;
    }
    return k->look[i].layout;
}

static bool has_family(struct pdf_ink *k)
{
    PangoFontDescription *want = pango_font_description_from_string(FAMILY);
    PangoFont *font = pango_font_map_load_font(k->map, k->context, want);
    bool found = false;

    pango_font_description_free(want);
    if (font != NULL) {
        PangoFontDescription *got = pango_font_describe(font);

        found = strcmp(pango_font_description_get_family(got), FAMILY) == 0;
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
        return err_say(err, E_NOTFOUND, MSG_PDF_FONT, FAMILY);
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

static void fail(struct pdf_ink *k, enum status status)
{
    if (k->status == OK) {
        k->status = status;
    }
}

/* ---- shaping ---- */

enum { TICK_SIZE = 3 }; /* bytes of U+2610, U+2611 and of the U+25A1 that is drawn for both */

static bool is_tick_box(const char *s)
{
    return memcmp(s, "\xE2\x98", 2) == 0 && (s[2] == '\x90' || s[2] == '\x91');
}

/* A copy with the same byte offsets in which everything can be drawn with our font. */
static char *drawable(struct arena *a, const char *text, size_t len)
{
    char *s = arena_copy_n(a, text, len);

    for (size_t i = 0; s != NULL && i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        if ((c < 0x20 && c != '\n') || c == 0x7f) {
            s[i] = ' ';
        } else if (i + TICK_SIZE <= len && is_tick_box(s + i)) {
            memcpy(s + i, "□", TICK_SIZE);
        }
    }
    return s;
}

static uint16_t font_number(struct pdf_ink *k, PangoFont *font)
{
    for (int i = 0; i < k->n_fonts; i++) {
        if (k->font[i] == font) {
            return (uint16_t)i;
        }
    }
    if (k->n_fonts == FONTS_MAX) {
        fail(k, E_LIMIT);
        return 0;
    }
    k->font[k->n_fonts] = g_object_ref(font);
    return (uint16_t)k->n_fonts++;
}

/* The glyph that printers set where a character is missing: 〓. */
static PangoGlyph geta(struct pdf_ink *k, struct pdf_style style, PangoFont **font)
{
    PangoLayout *layout = pango_layout_copy(layout_of(k, style));
    PangoGlyph id = PANGO_GLYPH_EMPTY;

    pango_layout_set_text(layout, "〓", -1);
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);

    if (line != NULL && line->runs != NULL) {
        PangoGlyphItem *item = line->runs->data;

        *font = item->item->analysis.font;
        id = item->glyphs->glyphs[0].glyph;
    }
    g_object_unref(layout);
    return id;
}

/* Clusters of a run from left to right; a run from right to left is one cluster. */
static int fill_clusters(struct cluster *cluster, const PangoGlyphItem *item)
{
    const PangoGlyphString *g = item->glyphs;
    int n = 0;

    if (item->item->analysis.level % 2 == 1) {
        cluster[0] = (struct cluster){item->item->length, g->num_glyphs};
        return 1;
    }
    for (int i = 0; i < g->num_glyphs; i++) {
        int at = g->log_clusters[i];

        if (i > 0 && at == g->log_clusters[i - 1]) {
            cluster[n - 1].glyphs++;
            continue;
        }
        if (n > 0) {
            cluster[n - 1].bytes = at - cluster[n - 1].bytes;
        }
        cluster[n++] = (struct cluster){at, 1}; /* bytes holds the start until the end is known */
    }
    if (n > 0) {
        cluster[n - 1].bytes = item->item->length - cluster[n - 1].bytes;
    }
    return n;
}

/* Copy one run of Pango's; *x moves to its end. text is the original of the whole layout. */
static void keep_run(struct pdf_ink *k, struct run *run, const PangoGlyphItem *item,
                     const char *text, struct pdf_style style, float *x)
{
    const PangoGlyphString *g = item->glyphs;
    PangoFont *font = item->item->analysis.font;

    *run = (struct run){
        .text = text + item->item->offset,
        .len = item->item->length,
        .n_glyphs = g->num_glyphs,
        .glyph = arena_make(k->arena, struct glyph, (size_t)g->num_glyphs),
        .cluster = arena_make(k->arena, struct cluster, (size_t)g->num_glyphs),
    };
    if (run->glyph == NULL || run->cluster == NULL) {
        return;
    }
    for (int i = 0; i < g->num_glyphs; i++) {
        PangoGlyph id = g->glyphs[i].glyph;
        const PangoGlyphGeometry *at = &g->glyphs[i].geometry;

        if ((id & PANGO_GLYPH_UNKNOWN_FLAG) != 0) {
            id = geta(k, style, &font);
        }
        run->glyph[i] = (struct glyph){id, *x + (float)at->x_offset / PANGO_SCALE,
                                       (float)at->y_offset / PANGO_SCALE};
        *x += (float)at->width / PANGO_SCALE;
    }
    run->font = font_number(k, font);
    run->n_clusters = fill_clusters(run->cluster, item);
    if (run->n_glyphs > k->longest_run) {
        k->longest_run = run->n_glyphs;
    }
}

static void find_ticks(struct pdf_ink *k, struct pdf_line *line)
{
    static const char ticked[] = "☑";
    int n = 0;

    for (int pass = 0; pass < 2; pass++) { /* count, then fill */
        n = 0;
        for (int r = 0; r < line->n_runs; r++) {
            const struct run *run = &line->run[r];
            const char *s = run->text;
            int glyph = 0;

            for (int c = 0; c < run->n_clusters; c++) {
                if (run->cluster[c].bytes == TICK_SIZE && memcmp(s, ticked, TICK_SIZE) == 0) {
                    if (line->tick != NULL) {
                        line->tick[n] = run->glyph[glyph].x;
                    }
                    n++;
                }
                s += run->cluster[c].bytes;
                glyph += run->cluster[c].glyphs;
            }
        }
        if (n == 0) {
            return;
        }
        if (pass == 0) {
            line->tick = arena_make(k->arena, float, (size_t)n);
        }
    }
    line->n_ticks = line->tick == NULL ? 0 : n;
}

static void keep_line(struct pdf_ink *k, struct pdf_line *line, PangoLayoutLine *from,
                      const char *text, struct pdf_style style)
{
    PangoRectangle logical;
    int n = (int)g_slist_length(from->runs);
    float x = 0;

    line->run = arena_make(k->arena, struct run, (size_t)n);
    for (GSList *r = from->runs; r != NULL && line->run != NULL; r = r->next) {
        keep_run(k, &line->run[line->n_runs++], r->data, text, style, &x);
    }
    pango_layout_line_get_extents(from, NULL, &logical);
    line->width = (float)logical.width / PANGO_SCALE;
    if (arena_status(k->arena, NULL) == OK && strstr(text, "☑") != NULL) {
        find_ticks(k, line);
    }
}

static void shape(struct pdf_ink *k, struct pdf_shape *out, const char *text,
                  struct pdf_style style, float width)
{
    PangoLayout *layout = layout_of(k, style);
    const char *drawn = drawable(k->arena, text, strlen(text));

    if (drawn == NULL) {
        return;
    }
    pango_layout_set_width(layout, width > 0 ? (int)(width * PANGO_SCALE) : -1);
    pango_layout_set_text(layout, drawn, -1);

    GSList *lines = pango_layout_get_lines_readonly(layout);
    int n = (int)g_slist_length(lines);
    struct pdf_line *line = arena_make(k->arena, struct pdf_line, (size_t)n);

    out->line = line;
    out->n_lines = line == NULL ? 1 : n;
    for (int i = 0; i < n && line != NULL; i++, lines = lines->next) {
        keep_line(k, &line[i], lines->data, text, style);
        if (line[i].width > out->width) {
            out->width = line[i].width;
        }
    }
}

static uint64_t key_of(const char *text, struct pdf_style style, float width)
{
    uint64_t key = 14695981039346656037u; /* FNV-1a */
    float number[] = {style.size, style.bold ? 1 : 0, width};

    for (const char *s = text; *s != '\0'; s++) {
        key = (key ^ (unsigned char)*s) * 1099511628211u;
    }
    for (size_t i = 0; i < sizeof(number); i++) {
        key = (key ^ ((const unsigned char *)number)[i]) * 1099511628211u;
    }
    return key;
}

static bool same(const struct entry *e, uint64_t key, const char *text, struct pdf_style style,
                 float width)
{
    return e->key == key && e->width == width && e->shape.style.size == style.size &&
           e->shape.style.pitch == style.pitch && e->shape.style.bold == style.bold &&
           strcmp(e->text, text) == 0;
}

/* Double the index before it is three quarters full. */
static bool make_room(struct pdf_ink *k)
{
    if ((k->n_entries + 1) * 4 <= k->index_size * 3) {
        return true;
    }
    size_t size = k->index_size == 0 ? INDEX_MIN : k->index_size * 2;
    struct entry **index = mem_new(size * sizeof(struct entry *));

    if (index == NULL) {
        return false;
    }
    for (size_t i = 0; i < k->index_size; i++) {
        if (k->index[i] != NULL) {
            size_t at = k->index[i]->key & (size - 1);

            while (index[at] != NULL) {
                at = (at + 1) & (size - 1);
            }
            index[at] = k->index[i];
        }
    }
    mem_free(k->index);
    k->index = index;
    k->index_size = size;
    return true;
}

const struct pdf_shape *pdf_ink_shape(struct pdf_ink *k, const char *text, struct pdf_style style,
                                      float width)
{
    static const struct pdf_shape nothing = {
        .style = {.size = 10, .pitch = 10},
          .n_lines = 1
    };
    size_t len = text == NULL ? 0 : strnlen(text, PDF_TEXT_MAX + 1);

    if (len > PDF_TEXT_MAX || (len > 0 && !text_is_utf8(text, len))) {
        fail(k, E_INVALID);
    }
    if (k->status != OK || !make_room(k)) {
        fail(k, E_NOMEM);
        return &nothing;
    }
    text = len == 0 ? "" : text;

    uint64_t key = key_of(text, style, width);
    size_t at = key & (k->index_size - 1);

    for (; k->index[at] != NULL; at = (at + 1) & (k->index_size - 1)) {
        if (same(k->index[at], key, text, style, width)) {
            return &k->index[at]->shape;
        }
    }
    struct entry *e = arena_make(k->arena, struct entry, 1);
    const char *copy = arena_copy(k->arena, text);

    if (e == NULL || copy == NULL) {
        return &nothing;
    }
    *e = (struct entry){
        key, copy, width, {.style = style, .n_lines = 1}
    };
    shape(k, &e->shape, copy, style, width);
    k->index[at] = e;
    k->n_entries++;
    return &e->shape;
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

/* ---- drawing ---- */

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

static cairo_status_t take(void *closure, const unsigned char *bytes, unsigned int len)
{
    struct buf *b = closure;

    buf_add(b, bytes, len);
    return b->status == OK ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
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
