/*
 * BCP確認表: the ministry's questions about the continuity plan, phase by phase.
 */
#ifndef WEB_BCP_VIEW_H
#define WEB_BCP_VIEW_H

#include "web/form_view.h"

struct bcp_row {
    const char *no;              /* 「1-1」 */
    const char *title;           /* 大項目 */
    const char *text;            /* 確認項目 */
    const char *evidence;        /* what usually shows it, or NULL */
    struct form_field reply;     /* FORM_SELECT はい いいえ 対象外 */
    struct form_field place;     /* FORM_TEXT 確認箇所 */
    struct form_field note;      /* FORM_TEXT 説明 */
    struct parts_hidden version; /* of the answer that is shown; "0": none yet */
    const char *problem;         /* the row as a whole, or NULL */
};

struct bcp_phase {
    const char *id, *title; /* 「平時」 */
    const struct bcp_row *row;
    size_t n;
};

struct bcp_view {
    struct parts_head head;
    struct parts_errors errors;
    struct parts_post post;
    const struct bcp_phase *phase;
    size_t n;
    const char *notice;         /* whose words these are */
    struct parts_link official; /* where the ministry's form is named */
    const char *submit;         /* NULL: only to look at */
};

#endif
