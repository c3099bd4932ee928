#include "render/tree.h"

#include "base/text.h"

#include <math.h>
#include <stdbool.h>

#define GAP_X 10.0F     /* between neighbours */
#define GAP_Y 8.0F      /* between boxes hung below each other */
#define GAP_LEVEL 22.0F /* between a box and those it calls */
#define INDENT 14.0F    /* from the line that boxes hang on to the boxes */
/* Of a letter's size. A half width letter takes 0.55 in Noto Sans and 0.68 in BIZ UDPGothic. */
#define HALF_WIDTH 0.64F
#define FULL_WIDTH 1.0F
#define BOX_MIN 60.0F

#define SPREAD 0.1  /* of the larger side: what an overflow of the other side costs */
#define FOLDED 0.02 /* side by side looks better, all else being equal */

enum { MEASURED_MAX = 20 * 1000 * 1000 }; /* then a huge tree is folded well enough: below 1 s */

/* A node with its children and the block of paper that all of them take. */
struct twig {
    struct tree_node *node;
    int *child;
    int n;
    int wanted;  /* columns to fold the children into */
    int columns; /* as many as that gives: n stand side by side, fewer are hung below each other */
    int *column; /* column[columns + 1]: where each begins in child[], and n */
    float box_w, box_h; /* of the box before it is made even with its neighbours */
    float w, h;         /* of the block */
    float center;       /* of the box, from the left of the block */
    float shift;        /* of the children, from the left of the block */
};

/* Twig 0 carries the roots and has no box; twig i + 1 is node i. */
struct work {
    struct twig *twig;
    int n;
    struct tree *tree;
    struct tree_wire *wire; /* NULL: only count them */
    int n_wires;
    float max_width, max_height;
    long n_measured; /* nodes measured while folding */
};

static float line_width(const char *line)
{
    float width = 0;

    for (const char *s = line, *from = s; text_next(&s) != 0; from = s) {
        char one[5] = "";

        for (int i = 0; from + i < s; i++) {
            one[i] = from[i];
        }
        size_t columns = text_width(one);

        width += columns == 2 ? FULL_WIDTH : columns == 1 ? HALF_WIDTH : 0;
    }
    return width * TREE_SIZE;
}

static void measure_box(struct twig *twig)
{
    const struct tree_node *node = twig->node;

    twig->box_w = BOX_MIN;
    for (int i = 0; i < node->n_lines; i++) {
        float width = line_width(node->line[i]) + 2 * TREE_PAD_X;

        twig->box_w = width > twig->box_w ? width : twig->box_w;
    }
    twig->box_h = (float)(node->n_lines > 0 ? node->n_lines : 1) * TREE_PITCH + 2 * TREE_PAD_Y;
}

static struct twig *child_of(struct work *k, const struct twig *twig, int i)
{
    return &k->twig[twig->child[i]];
}

/* Break the children into columns at most high; how many columns that takes. */
static int break_columns(struct work *k, struct twig *twig, float high)
{
    float height = 0;
    int n = 0;

    for (int i = 0; i < twig->n; i++) {
        float more = child_of(k, twig, i)->h + (height > 0 ? GAP_Y : 0);

        if (i == 0 || height + more > high + 0.01F) {
            twig->column[n++] = i;
            more = child_of(k, twig, i)->h;
            height = 0;
        }
        height += more;
    }
    twig->column[n] = twig->n;
    return n;
}

/* Into twig->columns columns, in order, so that the highest is as low as it can be. */
static void make_columns(struct work *k, struct twig *twig)
{
    float low = 0;
    float high = 0;

    twig->columns = twig->wanted;
    if (twig->columns == twig->n) {
        for (int i = 0; i <= twig->n; i++) {
            twig->column[i] = i;
        }
        return;
    }
    for (int i = 0; i < twig->n; i++) {
        low = fmaxf(low, child_of(k, twig, i)->h);
        high += child_of(k, twig, i)->h + GAP_Y;
    }
    while (high - low > 1) {
        float middle = (low + high) / 2;

        if (break_columns(k, twig, middle) > twig->wanted) {
            low = middle;
        } else {
            high = middle;
        }
    }
    twig->columns = break_columns(k, twig, high);
}

static bool is_hung(const struct twig *twig, int column)
{
    return twig->column[column + 1] - twig->column[column] > 1 ||
           (twig->columns == 1 && twig->n > 1);
}

/* Boxes side by side get one height; boxes without children, hung in a column, one width. */
static void even_out(struct work *k, struct twig *twig)
{
    float h = 0;

    for (int i = 0; i < twig->n; i++) {
        h = fmaxf(h, child_of(k, twig, i)->node->h);
    }
    for (int i = 0; i < twig->n && twig->columns == twig->n; i++) {
        struct twig *child = child_of(k, twig, i);

        child->h += h - child->node->h;
        child->node->h = h;
    }
    for (int c = 0; c < twig->columns; c++) {
        float w = 0;

        for (int i = twig->column[c]; i < twig->column[c + 1] && is_hung(twig, c); i++) {
            const struct twig *child = child_of(k, twig, i);

            w = child->n == 0 ? fmaxf(w, child->w) : w;
        }
        for (int i = twig->column[c]; i < twig->column[c + 1] && is_hung(twig, c); i++) {
            struct twig *child = child_of(k, twig, i);

            if (child->n == 0) {
                child->w = child->node->w = w;
                child->center = w / 2;
            }
        }
    }
}

/* The size of each block, from the leaves up. */
static void measure(struct work *k, int at)
{
    struct twig *twig = &k->twig[at];
    float box_w = twig->node == NULL ? 0 : twig->box_w;
    float box_h = twig->node == NULL ? -GAP_LEVEL : twig->box_h;
    float x = 0;
    float depth = 0;
    float first = 0; /* where the outermost lines go down to the children */
    float last = 0;

    for (int i = 0; i < twig->n; i++) {
        measure(k, twig->child[i]);
    }
    if (twig->node != NULL) {
        twig->node->w = box_w;
        twig->node->h = box_h;
    }
    if (twig->n == 0) {
        twig->w = box_w;
        twig->h = box_h;
        twig->center = box_w / 2;
        return;
    }
    make_columns(k, twig);
    even_out(k, twig);
    for (int c = 0; c < twig->columns; c++) {
        bool hung = is_hung(twig, c);
        float width = 0;
        float height = -GAP_Y;

        for (int i = twig->column[c]; i < twig->column[c + 1]; i++) {
            width = fmaxf(width, child_of(k, twig, i)->w + (hung ? INDENT : 0));
            height += GAP_Y + child_of(k, twig, i)->h;
        }
        last = x + (hung ? INDENT / 2 : child_of(k, twig, twig->column[c])->center);
        first = c == 0 ? last : first;
        depth = fmaxf(depth, height);
        x += width + (c + 1 < twig->columns ? GAP_X : 0);
    }
    bool hangs_left = twig->columns == 1 && is_hung(twig, 0);
    float left = hangs_left ? 0 : (first + last - box_w) / 2;

    twig->shift = fmaxf(0, -left);
    left = fmaxf(0, left);
    twig->center = left + box_w / 2;
    twig->w = fmaxf(left + box_w, twig->shift + x);
    twig->h = box_h + GAP_LEVEL + depth;
}

static void add_wire(struct work *k, float x1, float y1, float x2, float y2)
{
    if (k->wire != NULL) {
        k->wire[k->n_wires] = (struct tree_wire){x1, y1, x2, y2};
    }
    k->n_wires++;
}

static void place(struct work *k, int at, float x, float y);

/* One column of children from x on; returns the x of the line that comes down to it. */
static float place_column(struct work *k, const struct twig *twig, int column, float x, float y,
                          float bus, float *width)
{
    bool wired = twig->node != NULL;
    bool hung = is_hung(twig, column);
    float drop = x + INDENT / 2;
    float low = bus;

    *width = 0;
    for (int i = twig->column[column]; i < twig->column[column + 1]; i++) {
        const struct twig *child = child_of(k, twig, i);

        place(k, twig->child[i], hung ? x + INDENT : x, y);
        *width = fmaxf(*width, child->w + (hung ? INDENT : 0));
        if (hung) {
            low = y + child->node->h / 2;
            if (wired) {
                add_wire(k, drop, low, child->node->x, low);
            }
        } else {
            drop = x + child->center;
            low = y;
        }
        y += child->h + GAP_Y;
    }
    if (wired) {
        add_wire(k, drop, bus, drop, low);
    }
    return drop;
}

static void place(struct work *k, int at, float x, float y)
{
    struct twig *twig = &k->twig[at];
    bool wired = twig->node != NULL;
    float box_h = wired ? twig->node->h : -GAP_LEVEL;
    float below = y + box_h + GAP_LEVEL;
    float bus = below - GAP_LEVEL / 2;
    float cx = x + twig->shift;
    float center = x + twig->center;
    float first = center;
    float last = center;

    if (wired) {
        twig->node->x = center - twig->node->w / 2;
        twig->node->y = y;
    }
    for (int c = 0; c < twig->columns && twig->n > 0; c++) {
        float width;
        float drop = place_column(k, twig, c, cx, below, bus, &width);

        first = fminf(first, drop);
        last = fmaxf(last, drop);
        cx += width + GAP_X;
    }
    if (wired && twig->n > 0) {
        bool hangs_left = twig->columns == 1 && is_hung(twig, 0);
        float stem = hangs_left ? first : center;

        add_wire(k, stem, y + box_h, stem, bus);
        if (!hangs_left && last > first) {
            add_wire(k, first, bus, last, bus);
        }
    }
}

/* ---- folding ---- */

/* How bad the present folding is: first what must be scaled away, then the paper it takes. */
static double cost(struct work *k)
{
    int folded = 0;

    measure(k, 0);
    k->n_measured += k->n;
    for (int i = 0; i < k->n; i++) {
        folded += k->twig[i].columns < k->twig[i].n ? k->twig[i].n : 0;
    }
    double wide = (double)(k->twig[0].w / k->max_width);
    double high = (double)(k->twig[0].h / k->max_height);
    double worst = fmax(1, fmax(wide, high));

    return worst + (worst > 1 ? SPREAD * (wide + high) : 0) + FOLDED * folded / k->n;
}

/* Numbers of columns to try, from many to few. */
static int fewer(int columns)
{
    return columns > 12 ? columns * 2 / 3 : columns - 1;
}

/* Change the one group whose folding helps most; false when none does. */
static bool improve(struct work *k, double *best)
{
    struct twig *found = NULL;
    int columns = 0;

    for (int i = 0; i < k->n; i++) {
        struct twig *twig = &k->twig[i];
        int before = twig->wanted;

        for (int now = twig->n; twig->n > 1 && now > 0; now = fewer(now)) {
            twig->wanted = now;
            double price = cost(k);

            if (price < *best - 1e-6) {
                *best = price;
                found = twig;
                columns = now;
            }
        }
        twig->wanted = before;
    }
    if (found != NULL) {
        found->wanted = columns;
    }
    return found != NULL;
}

static double fold_from(struct work *k, bool open)
{
    for (int i = 0; i < k->n; i++) {
        k->twig[i].wanted = open ? k->twig[i].n : k->twig[i].n > 0;
    }
    double best = cost(k);

    while (k->n_measured < MEASURED_MAX && improve(k, &best)) {
    }
    return best;
}

/* Fold group after group, the most helpful first; from all open or from all hung. */
static void fit(struct work *k)
{
    for (int i = 1; i < k->n; i++) {
        measure_box(&k->twig[i]);
    }
    double open = fold_from(k, true);

    if (open > 1.05 && fold_from(k, false) > open) {
        fold_from(k, true);
    }
    cost(k); /* once more, for the sizes of the best */
    k->tree->width = k->twig[0].w;
    k->tree->height = k->twig[0].h;
}

static enum status link_children(struct work *k, struct arena *a, struct err *err)
{
    for (int i = 1; i < k->n; i++) {
        int parent = k->twig[i].node->parent;

        if (parent < -1 || parent >= k->tree->n) {
            return err_set(err, E_INVALID, "tree: node %d has parent %d of %d", i - 1, parent,
                           k->tree->n);
        }
        k->twig[parent + 1].n++;
    }
    for (int i = 0; i < k->n; i++) {
        k->twig[i].child = arena_make(a, int, (size_t)k->twig[i].n);
        k->twig[i].column = arena_make(a, int, (size_t)k->twig[i].n + 1);
        k->twig[i].n = 0;
    }
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    for (int i = 1; i < k->n; i++) {
        struct twig *parent = &k->twig[k->twig[i].node->parent + 1];

        parent->child[parent->n++] = i;
    }
    return OK;
}

/* Nodes of a circle are not below any root. */
static int reachable(const struct work *k, int at)
{
    int n = 1;

    for (int i = 0; i < k->twig[at].n; i++) {
        n += reachable(k, k->twig[at].child[i]);
    }
    return n;
}

float tree_scale(const struct tree *t, float max_width, float max_height)
{
    float scale = 1;

    scale = t->width * scale > max_width ? max_width / t->width : scale;
    return t->height * scale > max_height ? max_height / t->height : scale;
}

enum status tree_layout(struct tree *t, float max_width, float max_height, struct arena *a,
                        struct err *err)
{
    struct work k = {.n = t->n + 1, .tree = t, .max_width = max_width, .max_height = max_height};

    if (t->n > TREE_NODES_MAX) {
        return err_set(err, E_LIMIT, "tree: %d nodes", t->n);
    }
    k.twig = arena_make(a, struct twig, (size_t)k.n);
    if (k.twig == NULL) {
        return arena_status(a, err);
    }
    for (int i = 1; i < k.n; i++) {
        k.twig[i].node = &t->node[i - 1];
    }
    enum status st = link_children(&k, a, err);

    if (st != OK) {
        return st;
    }
    if (reachable(&k, 0) != k.n) {
        return err_set(err, E_INVALID, "tree: nodes call each other in a circle");
    }
    fit(&k);
    place(&k, 0, 0, 0);
    k.wire = arena_make(a, struct tree_wire, (size_t)k.n_wires);
    if (k.wire == NULL) {
        return arena_status(a, err);
    }
    k.n_wires = 0;
    place(&k, 0, 0, 0);
    t->wire = k.wire;
    t->n_wires = k.n_wires;
    return OK;
}
