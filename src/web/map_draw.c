#include "web/map_draw.h"

#include "base/text.h"
#include "render/svg.h"
#include "render/tree.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 6, HEAD = 20, GAP = 6, RIM = 2, PAD = 3 };

#define SCALE 1.25 /* of a screen's pixels: letters of 12 */
#define HALF (TREE_SIZE / 2)

static const double left[MAP_COLUMNS] = {RIM, 172, 402};
static const double width[MAP_COLUMNS] = {134, 184, MAP_WIDTH - 402 - RIM};

struct line {
    const char *text;
    bool bold;
};

struct placed {
    struct line line[LINES_MAX];
    int n_lines;
    double y, h;
    double want;  /* where its middle should be */
    uint32_t box; /* its place in the input */
};

/* ---- Text ---- */

static bool fits(const char *text, int column)
{
    return (double)text_width(text) * HALF <= width[column] - 2 * (double)TREE_PAD_X;
}

/* As much of text as fits, with … at its end where it was cut. */
static const char *cut(const char *text, int column, struct arena *a)
{
    if (text == NULL || fits(text, column)) {
        return text;
    }
    size_t len = 0;
    const char *shown = text;

    for (const char *at = text; *at != '\0';) {
        text_next(&at);
        const char *longer = arena_printf(a, "%.*s…", (int)(at - text), text);

        if (longer == NULL || !fits(longer, column)) {
            break;
        }
        shown = longer;
        len = (size_t)(at - text);
    }
    return len == 0 ? "…" : shown;
}

static void add_line(struct placed *p, const char *text, bool bold, int column, struct arena *a)
{
    if (text != NULL && p->n_lines < LINES_MAX) {
        p->line[p->n_lines++] = (struct line){cut(text, column, a), bold};
    }
}

/* The title, with its tail where both fit; else the tail begins the words. */
static const char *add_title(struct placed *p, const struct map_box *box, int column,
                             struct arena *a)
{
    const char *both = box->tail == NULL ? NULL : arena_printf(a, "%s　%s", box->title, box->tail);
    bool is_one = both != NULL && fits(both, column);

    add_line(p, is_one ? both : box->title, true, column, a);
    return is_one ? NULL : box->tail;
}

/* Words side by side after what line begins with, on a new line where the next does not fit. */
static void add_words(struct placed *p, const struct map_box *box, const char *line, int column,
                      struct arena *a)
{

    for (size_t i = 0; i < box->n_words; i++) {
        const char *longer =
            line == NULL ? box->word[i] : arena_printf(a, "%s、%s", line, box->word[i]);

        if (line != NULL && (longer == NULL || !fits(longer, column))) {
            add_line(p, line, false, column, a);
            longer = box->word[i];
        }
        line = longer;
    }
    add_line(p, line, false, column, a);
}

/* In two lines where it does not fit in one; never left out for want of room. */
static void add_mark(struct placed *p, const char *mark, int column, struct arena *a)
{
    const char *rest = mark == NULL ? NULL : strstr(mark, "：");

    if (mark == NULL) {
        return;
    }
    p->n_lines = p->n_lines > LINES_MAX - 2 ? LINES_MAX - 2 : p->n_lines;
    if (rest == NULL || fits(mark, column)) {
        add_line(p, mark, true, column, a);
        return;
    }
    rest += strlen("：");
    add_line(p, arena_copy_n(a, mark, (size_t)(rest - mark)), true, column, a);
    add_line(p, rest, true, column, a);
}

static struct placed *fill(const struct map_picture *p, int column, struct arena *a)
{
    struct placed *out = arena_make(a, struct placed, p->n[column]);

    for (uint32_t i = 0; out != NULL && i < p->n[column]; i++) {
        const struct map_box *box = &p->box[column][i];

        out[i].box = i;
        add_words(&out[i], box, add_title(&out[i], box, column, a), column, a);
        add_mark(&out[i], box->mark, column, a);
        out[i].h = out[i].n_lines * (double)TREE_PITCH + 2 * (double)PAD;
    }
    return out;
}

/* ---- Places ---- */

/* From top to bottom, each as near to where it wants to be as its neighbours allow. */
static double stack(struct placed *p, size_t n, double height)
{
    double y = HEAD, need = HEAD;

    for (size_t i = 0; i < n; i++) {
        p[i].y = p[i].want - p[i].h / 2 > y ? p[i].want - p[i].h / 2 : y;
        y = p[i].y + p[i].h + GAP;
        need += p[i].h + GAP;
    }
    double below = need > height ? need : height;

    for (size_t i = n; i-- > 0;) {
        if (p[i].y + p[i].h + GAP > below) {
            p[i].y = below - GAP - p[i].h;
        }
        below = p[i].y;
    }
    return need;
}

/* The middle of what leads to each box of a column; alone: where it is. */
static void want_back(struct placed *p, size_t n, const struct placed *before,
                      const struct map_edge *edge, size_t n_edges)
{
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        size_t ends = 0;

        for (size_t e = 0; e < n_edges; e++) {
            if (edge[e].to == p[i].box) {
                sum += before[edge[e].from].y + before[edge[e].from].h / 2;
                ends++;
            }
        }
        p[i].want = ends == 0 ? p[i].y + p[i].h / 2 : sum / (double)ends;
    }
}

/* The middle of what each box of a column leads to in the next; alone: at the end. */
static void want_near(struct placed *p, size_t n, const struct placed *next,
                      const struct map_edge *edge, size_t n_edges, double height)
{
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        size_t ends = 0;

        for (size_t e = 0; e < n_edges; e++) {
            if (edge[e].from == p[i].box) {
                sum += next[edge[e].to].y + next[edge[e].to].h / 2;
                ends++;
            }
        }
        p[i].want = ends == 0 ? height : sum / (double)ends;
    }
}

static int by_want(const void *pa, const void *pb)
{
    const struct placed *a = pa, *b = pb;

    return a->want < b->want ? -1 : a->want > b->want ? 1 : (a->box > b->box) - (a->box < b->box);
}

/* Index of each box in an ordered column. */
static uint32_t *places_of(const struct placed *p, size_t n, struct arena *a)
{
    uint32_t *at = arena_make(a, uint32_t, n);

    for (uint32_t i = 0; at != NULL && i < n; i++) {
        at[p[i].box] = i;
    }
    return at;
}

/* ---- Drawing ---- */

static void draw_box(struct buf *b, const struct placed *p, int column, bool marked)
{
    double x = left[column], middle = x + width[column] / 2, y = p->y + PAD;

    svg_box(b,
            column == MAP_OUTER ? SVG_BOX_OUTSIDE
            : marked            ? SVG_BOX_STRONG
                                : SVG_BOX,
            x, p->y, width[column], p->h);
    for (int i = 0; i < p->n_lines; i++, y += (double)TREE_PITCH) {
        svg_text(b, p->line[i].bold ? SVG_TITLE : SVG_LINE, middle, y + (double)TREE_BASELINE,
                 p->line[i].text);
    }
}

/* One line of a column's side: the other end's height, for their order along the side. */
struct end {
    double other;
    size_t edge;
};

static int by_other(const void *pa, const void *pb)
{
    const struct end *a = pa, *b = pb;

    return a->other < b->other   ? -1
           : a->other > b->other ? 1
                                 : (a->edge > b->edge) - (a->edge < b->edge);
}

/* Where each edge touches one side of a column: spread along each box, without crossing there. */
static double *ports(const struct placed *p, size_t n, const struct placed *other,
                     const struct map_edge *edge, size_t n_edges, bool is_from, struct arena *a)
{
    double *y = arena_make(a, double, n_edges);
    struct end *end = arena_make(a, struct end, n_edges);

    for (size_t i = 0; y != NULL && end != NULL && i < n; i++) {
        size_t k = 0;

        for (size_t e = 0; e < n_edges; e++) {
            uint32_t self = is_from ? edge[e].from : edge[e].to;
            const struct placed *far = &other[is_from ? edge[e].to : edge[e].from];

            if (self == i) {
                end[k++] = (struct end){far->y + far->h / 2, e};
            }
        }
        if (k > 1) {
            qsort(end, k, sizeof(*end), by_other);
        }
        for (size_t m = 0; m < k; m++) {
            y[end[m].edge] = p[i].y + p[i].h * (double)(m + 1) / (double)(k + 1);
        }
    }
    return y;
}

static void draw_lines(struct buf *b, const struct placed *from, size_t n_from,
                       const struct placed *to, size_t n_to, const struct map_edge *edge,
                       size_t n_edges, int column, struct arena *a)
{
    double *y1 = ports(from, n_from, to, edge, n_edges, true, a);
    double *y2 = ports(to, n_to, from, edge, n_edges, false, a);

    for (size_t e = 0; y1 != NULL && y2 != NULL && e < n_edges; e++) {
        svg_line(b, SVG_WIRE, left[column] + width[column], y1[e], left[column + 1], y2[e]);
    }
}

enum status map_draw(struct buf *svg, const struct map_picture *p, struct arena *a, struct err *err)
{
    struct placed *outer = fill(p, MAP_OUTER, a), *middle = fill(p, MAP_MIDDLE, a);
    struct placed *inner = fill(p, MAP_INNER, a);
    struct map_edge *edge = arena_make(a, struct map_edge, p->n_edges[MAP_OUTER]);

    if (arena_status(a, err) != OK) {
        return arena_status(a, err);
    }
    double height = stack(inner, p->n[MAP_INNER], 0), need;

    want_near(middle, p->n[MAP_MIDDLE], inner, p->edge[MAP_MIDDLE], p->n_edges[MAP_MIDDLE], height);
    need = stack(middle, p->n[MAP_MIDDLE], height);
    if (need > height) { /* the networks come to what joins them */
        height = need;
        want_back(inner, p->n[MAP_INNER], middle, p->edge[MAP_MIDDLE], p->n_edges[MAP_MIDDLE]);
        stack(inner, p->n[MAP_INNER], height);
    }
    want_near(outer, p->n[MAP_OUTER], middle, p->edge[MAP_OUTER], p->n_edges[MAP_OUTER], height);
    if (p->n[MAP_OUTER] > 1) {
        qsort(outer, p->n[MAP_OUTER], sizeof(*outer), by_want);
    }
    need = stack(outer, p->n[MAP_OUTER], height);
    height = need > height ? need : height;

    const uint32_t *at = places_of(outer, p->n[MAP_OUTER], a);

    for (size_t e = 0; at != NULL && e < p->n_edges[MAP_OUTER]; e++) {
        edge[e] = (struct map_edge){at[p->edge[MAP_OUTER][e].from], p->edge[MAP_OUTER][e].to};
    }
    svg_begin_at(svg, SCALE, MAP_WIDTH, height, p->title, p->description);
    draw_lines(svg, outer, p->n[MAP_OUTER], middle, p->n[MAP_MIDDLE], edge, p->n_edges[MAP_OUTER],
               MAP_OUTER, a);
    draw_lines(svg, middle, p->n[MAP_MIDDLE], inner, p->n[MAP_INNER], p->edge[MAP_MIDDLE],
               p->n_edges[MAP_MIDDLE], MAP_MIDDLE, a);
    const struct placed *column[MAP_COLUMNS] = {outer, middle, inner};

    for (int c = 0; c < MAP_COLUMNS; c++) {
        svg_text(svg, SVG_TITLE, left[c] + width[c] / 2, HEAD - 8, p->head[c]);
        for (size_t i = 0; i < p->n[c]; i++) {
            draw_box(svg, &column[c][i], c, p->box[c][column[c][i].box].mark != NULL);
        }
    }
    svg_end(svg);
    return arena_status(a, err) == OK ? buf_status(svg, err) : arena_status(a, err);
}
