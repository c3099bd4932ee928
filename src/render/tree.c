#include "render/tree.h"

#include "base/text.h"

#include <stdbool.h>

#define GAP_X 10.0F     /* between neighbours */
#define GAP_Y 8.0F      /* between boxes hung below each other */
#define GAP_LEVEL 22.0F /* between a box and those it calls */
#define INDENT 14.0F    /* from the line that boxes hang on to the boxes */
#define HALF_WIDTH \
    0.58F /* of a letter's size: what a half width column takes at most, on average */
#define FULL_WIDTH 1.0F
#define BOX_MIN 60.0F

enum { ONE_COLUMN = 6 }; /* so few boxes are hung in one column at once: it reads as a list */

/* A node with its children and the block of paper that all of them take. */
struct twig {
    struct tree_node *node;
    int *child;
    int n;
    int in_column; /* children below each other; 1: side by side, each under its own line */
    float w, h;    /* of the block */
    float center;  /* of the box, from the left of the block */
    float shift;   /* of the children, from the left of the block */
};

/* Twig 0 carries the roots and has no box; twig i + 1 is node i. */
struct work {
    struct twig *twig;
    int n;
    struct tree *tree;
    struct tree_wire *wire; /* NULL: only count them */
    int n_wires;
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

static void measure_box(struct tree_node *node)
{
    node->w = BOX_MIN;
    for (int i = 0; i < node->n_lines; i++) {
        float width = line_width(node->line[i]) + 2 * TREE_PAD_X;

        node->w = width > node->w ? width : node->w;
    }
    node->h = (float)(node->n_lines > 0 ? node->n_lines : 1) * TREE_PITCH + 2 * TREE_PAD_Y;
}

static int columns_of(const struct twig *twig)
{
    return (twig->n + twig->in_column - 1) / twig->in_column;
}

/* Boxes side by side get one height, boxes in a column one width. */
static void even_out(struct work *k, struct twig *twig)
{
    for (int from = 0; from < twig->n; from += twig->in_column == 1 ? twig->n : twig->in_column) {
        int end = twig->in_column == 1 ? twig->n : from + twig->in_column;
        float w = 0;
        float h = 0;

        for (int i = from; i < end && i < twig->n; i++) {
            const struct tree_node *node = k->twig[twig->child[i]].node;

            w = node->w > w ? node->w : w;
            h = node->h > h ? node->h : h;
        }
        for (int i = from; i < end && i < twig->n; i++) {
            struct tree_node *node = k->twig[twig->child[i]].node;

            if (twig->in_column == 1) {
                node->h = h;
            } else {
                node->w = w;
            }
        }
    }
}

/* The size of each block, from the leaves up. */
static void measure(struct work *k, int at)
{
    struct twig *twig = &k->twig[at];
    float box_w = twig->node == NULL ? 0 : twig->node->w;
    float box_h = twig->node == NULL ? -GAP_LEVEL : twig->node->h;
    float x = 0;
    float depth = 0;
    float first = 0; /* where the outermost lines go down to the children */
    float last = 0;

    for (int i = 0; i < twig->n; i++) {
        measure(k, twig->child[i]);
    }
    for (int c = 0; c < columns_of(twig); c++) {
        float width = 0;
        float height = 0;
        float drop = INDENT / 2;

        for (int i = c * twig->in_column; i < twig->n && i < (c + 1) * twig->in_column; i++) {
            const struct twig *child = &k->twig[twig->child[i]];
            float w = child->w + (twig->in_column > 1 ? INDENT : 0);

            width = w > width ? w : width;
            height += (height > 0 ? GAP_Y : 0) + child->h;
            drop = twig->in_column > 1 ? drop : child->center;
        }
        depth = height > depth ? height : depth;
        first = c == 0 ? drop : first;
        last = x + drop;
        x += width + (c + 1 < columns_of(twig) ? GAP_X : 0);
    }
    if (twig->n == 0) {
        twig->w = box_w;
        twig->h = box_h;
        twig->center = box_w / 2;
        return;
    }
    bool hangs_left = columns_of(twig) == 1 && twig->in_column > 1;
    float left = hangs_left ? 0 : (first + last - box_w) / 2;

    twig->shift = left < 0 ? -left : 0;
    left = left < 0 ? 0 : left;
    twig->center = left + box_w / 2;
    twig->w = left + box_w > twig->shift + x ? left + box_w : twig->shift + x;
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
static float place_column(struct work *k, const struct twig *twig, int from, float x, float y,
                          float bus, bool wired, float *width)
{
    bool hung = twig->in_column > 1;
    float drop = x + INDENT / 2;
    float low = bus;

    *width = 0;
    for (int i = from; i < twig->n && i < from + twig->in_column; i++) {
        const struct twig *child = &k->twig[twig->child[i]];
        float w = child->w + (hung ? INDENT : 0);

        place(k, twig->child[i], hung ? x + INDENT : x, y);
        *width = w > *width ? w : *width;
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
    for (int c = 0; c < columns_of(twig); c++) {
        float width;
        float drop = place_column(k, twig, c * twig->in_column, cx, below, bus, wired, &width);

        first = drop < first ? drop : first;
        last = drop > last ? drop : last;
        cx += width + GAP_X;
    }
    if (wired && twig->n > 0) {
        bool hangs_left = columns_of(twig) == 1 && twig->in_column > 1;
        float stem = hangs_left ? first : center;

        add_wire(k, stem, y + box_h, stem, bus);
        if (!hangs_left && last > first) {
            add_wire(k, first, bus, last, bus);
        }
    }
}

/* Put one more box below each other in the innermost group of the widest branch that can. */
static bool fold(struct work *k)
{
    struct twig *found = NULL;
    int at = 0;

    for (;;) {
        struct twig *twig = &k->twig[at];

        if (twig->n > 1 && twig->in_column < twig->n && twig->node != NULL) {
            found = twig;
        }
        if (twig->n == 0) {
            break;
        }
        at = twig->child[0];
        for (int i = 1; i < twig->n; i++) {
            at = k->twig[twig->child[i]].w > k->twig[at].w ? twig->child[i] : at;
        }
    }
    if (found == NULL) {
        return false;
    }
    int columns = columns_of(found);

    if (found->n <= ONE_COLUMN) {
        found->in_column = found->n;
    }
    while (columns_of(found) == columns) {
        found->in_column++;
    }
    return true;
}

/* Fold until the tree is at most width wide, as far as it can be folded. */
static void fit(struct work *k, float width)
{
    for (int i = 0; i < k->n; i++) {
        k->twig[i].in_column = 1;
    }
    do {
        for (int i = 1; i < k->n; i++) {
            measure_box(k->twig[i].node);
        }
        for (int i = 1; i < k->n; i++) {
            even_out(k, &k->twig[i]);
        }
        measure(k, 0);
    } while (k->twig[0].w > width && fold(k));
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
    static const float stretch[] = {1, 1.1F, 1.2F, 1.35F, 1.5F, 1.75F, 2, 2.5F, 3};
    struct work k = {.n = t->n + 1, .tree = t};
    float best_scale = 0;
    float best_width = max_width;

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
    for (size_t i = 0; i < COUNT(stretch) && best_scale < 1; i++) {
        fit(&k, max_width * stretch[i]);
        float scale = tree_scale(t, max_width, max_height);

        if (scale > best_scale) {
            best_scale = scale;
            best_width = max_width * stretch[i];
        }
    }
    fit(&k, best_width);
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
