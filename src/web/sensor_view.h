/*
 * 探索器の状態: every source of sightings, how it fares, and the way to bring in a file.
 */
#ifndef WEB_SENSOR_VIEW_H
#define WEB_SENSOR_VIEW_H

#include "web/form_view.h"

#include <stdint.h>

struct sensor_row {
    const char *name;
    const char *kind; /* 探索器, 通信の記録, ほかの一覧 */
    struct parts_badge state; /* 動いています, 通信が届いていません, 止まっています; label NULL */
    const char *since, *heard, *fact;
    int64_t packets, dropped;
    const char *note; /* or NULL */
};

struct sensor_view {
    struct parts_head head;
    struct parts_errors errors;
    const struct sensor_row *row;
    size_t n;
    struct parts_post post; /* a file; action NULL: may not */
    struct form_field file;
    struct parts_empty empty;
    const char *support_ends;           /* 「2026/11/24時点、115件（組み込み）」 */
    const char *makers;                 /* the same of makers */
    const struct parts_notice *problem; /* [n_problems] files left aside */
    size_t n_problems;
};

#endif
