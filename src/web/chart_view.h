/*
 * 連絡先・連絡体制図: the list first, the chart drawn from it (ux W5).
 */
#ifndef WEB_CHART_VIEW_H
#define WEB_CHART_VIEW_H

#include "web/form_view.h"

struct chart_view_contact {
    const char *id;
    const char *url;
    struct form_field position; /* FORM_TEXT, FORM_NUMERIC: its place in the list */
    const char *category;
    const char *organisation;     /* and role: 「安全管理責任者（副院長）」 */
    const char *name;             /* or NULL */
    const char *phone_day;        /* or NULL: 未入力 */
    const char *phone_night;      /* or NULL: 未入力 */
    const char *called_by;        /* or NULL */
    struct parts_badge confirmed; /* 「2026/11/01」, 「未確認」 */
};

/* A tree: whoever fills it cuts circles (a contact stands in it once). */
struct chart_view_node {
    const char *label; /* 「情報システム担当 情報 一郎」 */
    const char *phone; /* 「内線2301」, or NULL */
    const char *night; /* 「夜間 090-…」, or NULL */
    const char *note;  /* 「診療停止・遮断の判断」, or NULL */
    const struct chart_view_node *child;
    size_t n;
};

struct chart_view {
    struct parts_head head; /* note: 「第4版 確認日 R8.11.1（次回 R9.2）」; menu: 印刷 */
    const struct chart_view_contact *contact;
    size_t n;
    struct parts_post order;            /* 並び順を保存; action NULL: may not */
    struct markup svg;                  /* the chart; data NULL: none */
    const struct chart_view_node *root; /* the same as a nested list */
    size_t n_roots;
    const char *alone; /* 「つながっていない連絡先：…」, or NULL */
    struct parts_post
        seed; /* 「決まった連絡先を用意する」 in the empty page; action NULL: may not */
    struct parts_empty empty;
};

#endif
