/*
 * The network map as a picture: three columns of boxes, the outside, what joins, the networks, with
 * straight lines between neighbours. The same input gives the same bytes on every machine.
 *
 * The first column's order is found (each near what it leads to); the others keep theirs.
 */
#ifndef WEB_MAP_DRAW_H
#define WEB_MAP_DRAW_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAP_OUTER, MAP_MIDDLE, MAP_INNER, MAP_COLUMNS };

struct map_box {
    const char *title;
    const char *tail;        /* behind the title where it fits, else below it; NULL: none */
    const char *const *word; /* [n_words] below the title, as many on a line as fit */
    size_t n_words;
    const char *mark; /* at the end, in bold: what a person should look at; NULL: nothing */
};

/* A line from a box of a column to one of the next. */
struct map_edge {
    uint32_t from, to;
};

struct map_picture {
    const char *title, *description;
    const char *head[MAP_COLUMNS]; /* words over the columns */
    const struct map_box *box[MAP_COLUMNS];
    size_t n[MAP_COLUMNS];
    const struct map_edge *edge[MAP_COLUMNS - 1]; /* from column i to i + 1 */
    size_t n_edges[MAP_COLUMNS - 1];
};

#define MAP_WIDTH 640 /* units, whatever is in it */

/* E_NOMEM, E_LIMIT: the arena's, the buffer's. */
MUST_CHECK enum status map_draw(struct buf *svg, const struct map_picture *p, struct arena *a,
                                struct err *err);

#endif
