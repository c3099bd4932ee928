#include "render/pdf_impl.h"

#include <assert.h>
#include <string.h>

#define PAD_X 3.5F
#define HAIR 0.35F
#define FRAME 0.8F
#define NARROWEST 0.7F /* of PDF_FIT */
#define AFTER 9.0F

/* The open table. */
struct pdf_grid {
    struct pdf_column col[PDF_COLUMNS_MAX];
    float x[PDF_COLUMNS_MAX + 1]; /* edges */
    size_t n;
    struct pdf_table o;
    struct pdf_style plain, strong;
    float pad_y;
    const struct pdf_shape *title[PDF_COLUMNS_MAX];
    float title_squeeze[PDF_COLUMNS_MAX];
    const struct pdf_shape *group[PDF_COLUMNS_MAX]; /* of the columns from here to group_end */
    size_t group_end[PDF_COLUMNS_MAX];
    float group_height; /* 0: no groups */
    float title_height;
    const char *band; /* waits for its row */
    int n_rows;
    /* on the current page */
    bool begun;
    float top;
    float open_top;                                /* the vertical rules are drawn down to here */
    const struct pdf_shape *last[PDF_COLUMNS_MAX]; /* of PDF_ONCE columns */
};

static float width_of(const struct pdf_grid *g, size_t i)
{
    return g->x[i + 1] - g->x[i] - 2 * PAD_X;
}

static void place_columns(const struct pdf *p, struct pdf_grid *g)
{
    double rest = p->at.width;
    double weights = 0;

    for (size_t i = 0; i < g->n; i++) {
        if (g->col[i].mm > 0) {
            rest -= g->col[i].mm * PDF_MM;
        } else {
            g->col[i].weight = g->col[i].weight > 0 ? g->col[i].weight : 1;
            weights += g->col[i].weight;
        }
    }
    assert(rest > -1); /* the columns fit the paper */
    g->x[0] = p->at.left;
    for (size_t i = 0; i < g->n; i++) {
        double width = g->col[i].mm > 0 ? g->col[i].mm * PDF_MM : rest * g->col[i].weight / weights;

        g->x[i + 1] = g->x[i] + (float)width;
    }
}

static float height_of(const struct pdf_grid *g, const struct pdf_shape *shape)
{
    return (float)shape->n_lines * shape->style.pitch + 2 * g->pad_y;
}

/* One line if glyphs narrowed to NARROWEST fit into width, else broken lines. */
static const struct pdf_shape *fit(struct pdf *p, const char *text, struct pdf_style style,
                                   float width, float *squeeze)
{
    const struct pdf_shape *shape = pdf_ink_shape(p->ink, text, style, 0);

    *squeeze = shape->width > width ? width / shape->width : 1;
    if (*squeeze < NARROWEST) {
        *squeeze = 1;
        shape = pdf_ink_shape(p->ink, text, style, width);
    }
    return shape;
}

static bool grouped(const struct pdf_grid *g, size_t i)
{
    return g->col[i].group != NULL && g->col[i].group[0] != '\0';
}

static void shape_head(struct pdf *p, struct pdf_grid *g)
{
    if (g->o.headless) {
        return;
    }
    for (size_t i = 0, end; i < g->n; i = end) {
        end = i + 1;
        if (!grouped(g, i)) {
            continue;
        }
        while (end < g->n && grouped(g, end) && strcmp(g->col[i].group, g->col[end].group) == 0) {
            end++;
        }
        g->group[i] =
            pdf_ink_shape(p->ink, g->col[i].group, g->strong, g->x[end] - g->x[i] - 2 * PAD_X);
        g->group_end[i] = end;
        if (height_of(g, g->group[i]) > g->group_height) {
            g->group_height = height_of(g, g->group[i]);
        }
    }
    for (size_t i = 0; i < g->n; i++) {
        g->title[i] = fit(p, g->col[i].title, g->strong, width_of(g, i), &g->title_squeeze[i]);
        float height = height_of(g, g->title[i]) - (grouped(g, i) ? 0 : g->group_height);

        if (height > g->title_height) {
            g->title_height = height;
        }
    }
}

void pdf_table(struct pdf *p, const struct pdf_column column[], size_t n, const struct pdf_table *o)
{
    if (!pdf_is_open(p)) {
        return;
    }
    assert(p->grid == NULL && n > 0 && n <= PDF_COLUMNS_MAX);
    struct pdf_grid *g = arena_make(p->arena, struct pdf_grid, 1);

    if (g == NULL) {
        pdf_fail(p, E_NOMEM, "a table");
        return;
    }
    if (o != NULL) {
        g->o = *o;
    }
    float size = g->o.size > 0 ? (float)g->o.size : (float)PDF_TABLE_FLOOR;

    assert(size >= PDF_TABLE_FLOOR);
    g->plain = (struct pdf_style){size, size * (g->o.roomy ? 1.45F : 1.25F), false};
    g->strong = g->plain;
    g->strong.bold = true;
    g->pad_y = g->o.roomy ? 3.5F : 1.5F;
    g->n = n;
    memcpy(g->col, column, n * sizeof(column[0]));
    for (size_t i = 0; i < n; i++) {
        g->col[i].group = arena_copy(p->arena, column[i].group);
    }
    g->o.empty = arena_copy(p->arena, g->o.empty);
    place_columns(p, g);
    shape_head(p, g);
    p->grid = g;
}

/* ---- what is drawn once on each page ---- */

static void put_cell(struct pdf *p, const struct pdf_shape *shape, float x, float y, float width,
                     float height, enum pdf_align align, enum pdf_tone tone, float squeeze)
{
    float gap = (height - (float)shape->n_lines * shape->style.pitch) / 2;

    pdf_ink_text(p->ink, pdf_page(p),
                 (struct pdf_put){.shape = shape,
                                  .x = x,
                                  .y = y + gap,
                                  .width = width,
                                  .n = shape->n_lines,
                                  .align = align,
                                  .tone = tone,
                                  .squeeze = squeeze});
}

static void rule(struct pdf *p, float x1, float y1, float x2, float y2)
{
    pdf_ink_line(p->ink, pdf_page(p), x1, y1, x2, y2, HAIR, TONE_RULE);
}

static void put_head(struct pdf *p, struct pdf_grid *g)
{
    float height = g->group_height + g->title_height;
    float y = p->y;

    g->begun = true;
    g->top = g->open_top = y;
    memset(g->last, 0, sizeof(g->last));
    if (g->o.headless) {
        return;
    }
    pdf_ink_fill(p->ink, pdf_page(p), g->x[0], y, g->x[g->n] - g->x[0], height, TONE_HEAD);
    for (size_t i = 0; i < g->n; i++) {
        float above = grouped(g, i) ? g->group_height : 0;

        if (g->group[i] != NULL) {
            float left = g->x[i] + PAD_X;
            float right = g->x[g->group_end[i]];

            put_cell(p, g->group[i], left, y, right - PAD_X - left, g->group_height, ALIGN_CENTER,
                     TONE_TEXT, 1);
            rule(p, g->x[i], y + above, right, y + above);
        }
        put_cell(p, g->title[i], g->x[i] + PAD_X, y + above, width_of(g, i), height - above,
                 ALIGN_CENTER, TONE_TEXT, g->title_squeeze[i]);
        if (i > 0) {
            bool inside = grouped(g, i) && g->group[i] == NULL;

            rule(p, g->x[i], inside ? y + above : y, g->x[i], y + height);
        }
    }
    p->y += height;
    g->open_top = p->y;
    pdf_ink_line(p->ink, pdf_page(p), g->x[0], p->y, g->x[g->n], p->y, FRAME / 2, TONE_FRAME);
}

/* The vertical rules of the rows since the last time. */
static void put_verticals(struct pdf *p, struct pdf_grid *g)
{
    for (size_t i = 1; i < g->n && p->y > g->open_top; i++) {
        rule(p, g->x[i], g->open_top, g->x[i], p->y);
    }
    g->open_top = p->y;
}

static void close_page(struct pdf *p, struct pdf_grid *g)
{
    if (g->begun) {
        put_verticals(p, g);
        pdf_ink_frame(p->ink, pdf_page(p), g->x[0], g->top, g->x[g->n] - g->x[0], p->y - g->top,
                      FRAME, TONE_FRAME);
        g->begun = false;
    }
}

/* Make sure that height is left below the head, on a new page if need be. */
static void begin(struct pdf *p, struct pdf_grid *g, float height)
{
    float need = height + (g->begun ? 0 : g->group_height + g->title_height);
    bool alone = g->begun ? p->y <= p->at.top + g->group_height + g->title_height + 0.01F
                          : p->y <= p->at.top;

    if (need > pdf_room(p) && !alone) {
        close_page(p, g);
        pdf_turn(p);
    }
    if (!g->begun) {
        put_head(p, g);
    }
}

/* ---- rows ---- */

struct row {
    const struct pdf_shape *shape[PDF_COLUMNS_MAX];
    float squeeze[PDF_COLUMNS_MAX];
    enum pdf_tone tone[PDF_COLUMNS_MAX];
    int n_lines;
};

static void shape_cell(struct pdf *p, struct pdf_grid *g, struct row *row, size_t i,
                       const struct pdf_cell *cell)
{
    float width = width_of(g, i);
    bool strong = cell->strong || cell->alert;
    const struct pdf_style style = strong ? g->strong : g->plain;
    const struct pdf_shape *shape;

    if ((g->col[i].flags & PDF_FIT) != 0) {
        shape = fit(p, cell->text, style, width, &row->squeeze[i]);
    } else {
        shape = pdf_ink_shape(p->ink, cell->text, style, width);
        row->squeeze[i] = 1;
    }
    row->shape[i] = shape;
    row->tone[i] = cell->alert ? TONE_ALERT : TONE_TEXT;
    row->n_lines = shape->n_lines > row->n_lines ? shape->n_lines : row->n_lines;
}

/* Is the cell the same as the one above it on this page, and are those to its left that matter? */
static bool repeats(const struct pdf_grid *g, const struct row *row, size_t i)
{
    for (size_t c = 0; c <= i; c++) {
        if ((g->col[c].flags & PDF_ONCE) != 0 && row->shape[c] != g->last[c]) {
            return false;
        }
    }
    return (g->col[i].flags & PDF_ONCE) != 0;
}

static void put_ground(struct pdf *p, const struct pdf_grid *g, float height)
{
    bool striped = g->o.zebra && g->n_rows % 2 == 1;

    for (size_t i = 0; i < g->n; i++) {
        bool label = (g->col[i].flags & PDF_LABEL) != 0;

        if (label || (striped && (g->col[i].flags & PDF_ONCE) == 0)) {
            pdf_ink_fill(p->ink, pdf_page(p), g->x[i], p->y, g->x[i + 1] - g->x[i], height,
                         label ? TONE_HEAD : TONE_ZEBRA);
        }
    }
}

/* The rule above a row, left out between cells that are printed once. */
static void put_rule_above(struct pdf *p, const struct pdf_grid *g, const struct row *row)
{
    for (size_t i = 0, end; i < g->n; i = end) {
        end = i + 1;
        if (repeats(g, row, i)) {
            continue;
        }
        while (end < g->n && !repeats(g, row, end)) {
            end++;
        }
        rule(p, g->x[i], p->y, g->x[end], p->y);
    }
}

/* Lines [from, from + n) of every cell; a whole row unless it is taller than a page. */
static void put_slice(struct pdf *p, struct pdf_grid *g, const struct row *row, int from, int n)
{
    bool whole = n == row->n_lines;
    float height = (float)n * g->plain.pitch + 2 * g->pad_y;

    put_ground(p, g, height);
    if (p->y > g->top + g->group_height + g->title_height) {
        put_rule_above(p, g, row);
    }
    for (size_t i = 0; i < g->n; i++) {
        int lines = row->shape[i]->n_lines - from;
        int flags = g->col[i].flags;

        lines = lines > n ? n : lines;
        if (lines < 1 || repeats(g, row, i)) {
            continue;
        }
        float gap = whole ? (float)(n - lines) * g->plain.pitch / 2 : 0;

        pdf_ink_text(p->ink, pdf_page(p),
                     (struct pdf_put){.shape = row->shape[i],
                                      .x = g->x[i] + PAD_X,
                                      .y = p->y + g->pad_y + gap,
                                      .width = width_of(g, i),
                                      .from = from,
                                      .n = lines,
                                      .align = (flags & PDF_END) != 0      ? ALIGN_RIGHT
                                               : (flags & PDF_MIDDLE) != 0 ? ALIGN_CENTER
                                                                           : ALIGN_LEFT,
                                      .tone = row->tone[i],
                                      .squeeze = row->squeeze[i]});
    }
    p->y += height;
}

static void put_band(struct pdf *p, struct pdf_grid *g, const struct pdf_shape *shape,
                     enum pdf_align align, enum pdf_tone tone)
{
    float height = height_of(g, shape);

    put_verticals(p, g);
    pdf_ink_fill(p->ink, pdf_page(p), g->x[0], p->y, g->x[g->n] - g->x[0], height, TONE_BAND);
    rule(p, g->x[0], p->y, g->x[g->n], p->y);
    put_cell(p, shape, g->x[0] + PAD_X, p->y, g->x[g->n] - g->x[0] - 2 * PAD_X, height, align, tone,
             1);
    p->y += height;
    rule(p, g->x[0], p->y, g->x[g->n], p->y);
    g->open_top = p->y;
    memset(g->last, 0, sizeof(g->last));
}

static const struct pdf_shape *shape_band(struct pdf *p, const struct pdf_grid *g,
                                          struct pdf_style style, const char *text)
{
    return pdf_ink_shape(p->ink, text, style, g->x[g->n] - g->x[0] - 2 * PAD_X);
}

void pdf_cells(struct pdf *p, const struct pdf_cell cell[])
{
    struct pdf_grid *g = p->grid;
    const struct pdf_shape *band = NULL;
    struct row row = {.n_lines = 1};

    if (!pdf_is_open(p)) {
        return;
    }
    assert(g != NULL);
    for (size_t i = 0; i < g->n; i++) {
        shape_cell(p, g, &row, i, &cell[i]);
    }
    if (g->band != NULL) {
        band = shape_band(p, g, g->strong, g->band);
        g->band = NULL;
    }
    begin(p, g,
          (float)row.n_lines * g->plain.pitch + 2 * g->pad_y +
              (band == NULL ? 0 : height_of(g, band)));
    if (band != NULL) {
        put_band(p, g, band, ALIGN_LEFT, TONE_ACCENT);
    }
    for (int from = 0; from < row.n_lines && p->status == OK;) {
        int fits = (int)((pdf_room(p) - 2 * g->pad_y + 0.01F) / g->plain.pitch);
        int left = row.n_lines - from;
        int n = fits < 1 ? 1 : fits < left ? fits : left;

        put_slice(p, g, &row, from, n);
        from += n;
        if (from < row.n_lines) { /* taller than a page: the only row that is ever cut */
            close_page(p, g);
            pdf_turn(p);
            put_head(p, g);
        }
    }
    for (size_t i = 0; i < g->n; i++) {
        g->last[i] = (g->col[i].flags & PDF_ONCE) != 0 ? row.shape[i] : NULL;
    }
    g->n_rows++;
}

void pdf_row(struct pdf *p, const char *const text[])
{
    struct pdf_cell cell[PDF_COLUMNS_MAX] = {0};

    if (!pdf_is_open(p)) {
        return;
    }
    assert(p->grid != NULL);
    for (size_t i = 0; i < p->grid->n; i++) {
        cell[i].text = text[i];
    }
    pdf_cells(p, cell);
}

/* A band that no row follows. */
static void put_lone_band(struct pdf *p, struct pdf_grid *g)
{
    if (g->band != NULL) {
        const struct pdf_shape *band = shape_band(p, g, g->strong, g->band);

        g->band = NULL;
        begin(p, g, height_of(g, band));
        put_band(p, g, band, ALIGN_LEFT, TONE_ACCENT);
    }
}

void pdf_band(struct pdf *p, const char *text)
{
    if (pdf_is_open(p)) {
        assert(p->grid != NULL);
        put_lone_band(p, p->grid);
        p->grid->band = arena_copy(p->arena, text == NULL ? "" : text);
    }
}

void pdf_table_end(struct pdf *p)
{
    struct pdf_grid *g = p->grid;

    if (pdf_is_open(p)) {
        assert(g != NULL);
        put_lone_band(p, g);
        if (g->n_rows == 0) {
            const char *words = g->o.empty == NULL ? "該当するものはありません。" : g->o.empty;
            const struct pdf_shape *shape = shape_band(p, g, g->plain, words);

            begin(p, g, height_of(g, shape));
            put_band(p, g, shape, ALIGN_CENTER, TONE_SOFT);
        }
        close_page(p, g);
        p->y += AFTER;
    }
    p->grid = NULL;
}

void pdf_pairs(struct pdf *p, const struct pdf_pair pair[], size_t n, int per_row)
{
    const struct pdf_column column[] = {
        {.mm = per_row == 1 ? 42 : 32, .flags = PDF_LABEL},
        {.weight = 1                           },
        {.mm = 32, .flags = PDF_LABEL},
        {.weight = 1         },
    };

    assert(per_row == 1 || per_row == 2);
    pdf_table(p, column, (size_t)per_row * 2,
              &(struct pdf_table){.size = 9.5, .headless = true, .roomy = true});
    for (size_t i = 0; i < n; i += (size_t)per_row) {
        struct pdf_cell cell[COUNT(column)] = {0};

        for (size_t k = 0; k < (size_t)per_row && i + k < n; k++) {
            cell[2 * k] = (struct pdf_cell){.text = pair[i + k].label, .strong = true};
            cell[2 * k + 1].text = pair[i + k].text;
        }
        pdf_cells(p, cell);
    }
    pdf_table_end(p);
}
