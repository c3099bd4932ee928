/*
 * ネットワーク図: the picture, and the same as nested lists.
 */
#ifndef WEB_MAP_VIEW_H
#define WEB_MAP_VIEW_H

#include "web/parts_view.h"

struct map_node {
    struct parts_link link;
    const char *note;          /* or NULL */
    struct parts_badge badge;  /* what a person should look at; label NULL: nothing */
    struct parts_link finding; /* the finding it comes from; label NULL: none */
    const struct map_node *child;
    size_t n;
};

struct map_section {
    const char *title;
    const char *note; /* under the title, or NULL */
    const struct map_node *node;
    size_t n;
    const char *empty; /* instead, when n is 0 */
};

struct map_view {
    struct parts_head head;
    struct markup svg;
    const struct map_section *section;
    size_t n; /* 0: nothing to draw, see empty */
    struct parts_empty empty;
};

#endif
