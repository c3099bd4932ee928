/*
 * What ink is made of: shared by pdf_ink.c (the document), pdf_shape.c (Pango) and pdf_draw.c
 * (Cairo), which alone know these libraries. Pango's types are named by their tags here, so that
 * this header needs none of its own.
 */
#ifndef RENDER_PDF_GLYPH_H
#define RENDER_PDF_GLYPH_H

#include "render/pdf_ink.h"

#define PDF_FAMILY "Noto Sans CJK JP"

enum { FONTS_MAX = 256, STYLES_MAX = 96, OPS_IN_BLOCK = 64, LEVELS_MAX = 8 };

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

/* A shaped text in the index. */
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
    struct _PangoFontMap *map;
    struct _PangoContext *context;
    struct _PangoFont *font[FONTS_MAX];
    int n_fonts;
    struct {
        struct pdf_style style;
        struct _PangoLayout *layout;
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

void pdf_ink_fail(struct pdf_ink *k, enum status status); /* unless it has failed already */
struct _PangoLayout *pdf_layout(struct pdf_ink *k, struct pdf_style style);

#endif
