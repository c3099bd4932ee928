/*
 * A tidy drawing of a tree, top down: the contact chart, the organisation.
 *
 * Every node is a box with a few lines of text. The children of a node stand side by side; where
 * that would be wider than the paper they are hung below each other in as many columns as fit.
 * Widths are estimated by full and half width, the same on every machine, so a chart has one shape
 * on the page (render/svg.h) and on paper (render/pdf.h).
 */
#ifndef RENDER_TREE_H
#define RENDER_TREE_H

#include "base/arena.h"

#include <stddef.h>

#define TREE_NODES_MAX 500

/* Units of the drawing: points at scale 1. */
#define TREE_SIZE 9.5F     /* of a letter */
#define TREE_PITCH 13.0F   /* from line to line */
#define TREE_BASELINE 9.8F /* from the top of a line to its baseline */
#define TREE_PAD_X 6.0F
#define TREE_PAD_Y 4.0F

enum tree_kind {
    TREE_PLAIN,
    TREE_STRONG, /* who decides */
    TREE_OUTSIDE /* not of the own house */
};

struct tree_node {
    int parent;              /* index of a node, -1 for a root */
    const char *const *line; /* line[n_lines]; the first is the title */
    int n_lines;
    enum tree_kind kind;
    float x, y, w, h; /* set by tree_layout(): the box, from the top left corner */
};

struct tree_wire { /* a straight piece of a connection */
    float x1, y1, x2, y2;
};

struct tree {
    const char *title; /* for those who cannot see the drawing */
    struct tree_node *node;
    int n;
    float width, height; /* set by tree_layout() */
    struct tree_wire *wire;
    int n_wires;
};

/*
 * Place the nodes; a wide tree is folded so that it fills max_width x max_height at the largest
 * scale. What is still larger is for the caller to scale down: see tree_scale().
 *
 * E_INVALID  a parent is no node, or nodes call each other in a circle
 * E_LIMIT    more than TREE_NODES_MAX
 */
MUST_CHECK enum status tree_layout(struct tree *t, float max_width, float max_height,
                                   struct arena *a, struct err *err);

/* The scale (at most 1) at which a placed tree stays within max_width x max_height. */
float tree_scale(const struct tree *t, float max_width, float max_height);

#endif
