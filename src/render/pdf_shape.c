#include "render/pdf_glyph.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <pango/pango.h>
#include <string.h>

enum { INDEX_MIN = 1024 };

PangoLayout *pdf_layout(struct pdf_ink *k, struct pdf_style style)
{
    int i = 0;

    while (i < k->n_looks &&
           (k->look[i].style.size != style.size || k->look[i].style.bold != style.bold)) {
        i++;
    }
    if (i == k->n_looks) {
        assert(i < STYLES_MAX);
        PangoFontDescription *d = pango_font_description_new();

        pango_font_description_set_family(d, PDF_FAMILY);
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

enum { TICK_SIZE = 3 }; /* bytes of U+2610, U+2611 and of the U+25A1 that is drawn for both */

static bool is_tick_box(const char *s)
{
    return memcmp(s, "\xE2\x98", 2) == 0 && (s[2] == '\x90' || s[2] == '\x91');
}

/*
 * text with every control character but \n as a space, or with □ for every tick box; the byte
 * offsets stay. text itself where there is nothing to replace.
 */
static const char *replaced(struct arena *a, const char *text, bool boxes)
{
    size_t len = strlen(text);
    char *copy = NULL;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool hit = boxes ? i + TICK_SIZE <= len && is_tick_box(text + i)
                         : (c < 0x20 && c != '\n') || c == 0x7f;

        if (hit && copy == NULL && (copy = arena_copy_n(a, text, len)) == NULL) {
            return NULL;
        }
        if (hit) {
            memcpy(copy + i, boxes ? "□" : " ", boxes ? TICK_SIZE : 1);
        }
    }
    return copy == NULL ? text : copy;
}

static uint16_t font_number(struct pdf_ink *k, PangoFont *font)
{
    for (int i = 0; i < k->n_fonts; i++) {
        if (k->font[i] == font) {
            return (uint16_t)i;
        }
    }
    if (k->n_fonts == FONTS_MAX) {
        pdf_ink_fail(k, E_LIMIT);
        return 0;
    }
    k->font[k->n_fonts] = g_object_ref(font);
    return (uint16_t)k->n_fonts++;
}

/* The glyph that printers set where a character is missing: 〓. */
static PangoGlyph geta(struct pdf_ink *k, struct pdf_style style, PangoFont **font)
{
    PangoLayout *layout = pango_layout_copy(pdf_layout(k, style));
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
    PangoLayout *layout = pdf_layout(k, style);
    const char *said = replaced(k->arena, text, false);
    const char *drawn = said == NULL ? NULL : replaced(k->arena, said, true);

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
        keep_line(k, &line[i], lines->data, said, style);
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
    static const struct entry nothing = {
        .text = "", .shape = {.style = {.size = 10, .pitch = 10}, .n_lines = 1}
    };
    size_t len = text == NULL ? 0 : strnlen(text, PDF_TEXT_MAX + 1);

    if (len > PDF_TEXT_MAX || (len > 0 && !text_is_utf8(text, len))) {
        pdf_ink_fail(k, E_INVALID);
    }
    if (k->status != OK || !make_room(k)) {
        pdf_ink_fail(k, E_NOMEM);
        return &nothing.shape;
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
        return &nothing.shape;
    }
    *e = (struct entry){
        key, copy, width, {.style = style, .n_lines = 1}
    };
    shape(k, &e->shape, copy, style, width);
    k->index[at] = e;
    k->n_entries++;
    return &e->shape;
}
