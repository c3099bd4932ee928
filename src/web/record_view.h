/*
 * One record's whole truth: groups of labels and values, what is missing, what
 * belongs to it, and the way it can be closed.
 */
#ifndef WEB_RECORD_VIEW_H
#define WEB_RECORD_VIEW_H

#include "web/form_view.h"
#include "web/wire_view.h"

struct record_line {
    const char *label;
    const char *value;        /* as shown, several lines with \n; NULL: 未記入 */
    struct parts_links links; /* references; shown instead of value when not empty */
    struct parts_badge badge; /* 要改善, 期限切れ …; label NULL: none */
    bool is_code;             /* addresses, numbers, dates: not broken */
};

struct record_group {
    const char *label;
    const struct record_line *line;
    size_t n;
};

struct record_missing {
    const char *label; /* 「OS」 */
    const char *item;  /* checklist number that asks for it, 「2-(1)」, or NULL */
    const char *url;   /* the form, at the field */
};

/* Records that belong to this one: interfaces, software, evidence, inspections. */
struct record_related {
    const char *label;
    const char *const *column; /* [n_columns] headings */
    size_t n_columns;
    const struct record_related_row {
        const char *url;          /* of the first cell, or NULL */
        const char *const *cell;  /* [n_columns]; may be NULL */
        struct parts_badge badge; /* after the first cell; label NULL: none */
    } * row;
    size_t n;
    bool wraps;            /* cells hold sentences */
    const char *empty;     /* sentence when n is 0 */
    struct parts_link add; /* 「追加」; label NULL: may not */
    struct parts_link all; /* 「すべて見る（14件）」; label NULL: all are here */
};

struct record_view {
    struct parts_head head; /* back to the list, badges, 直す, 複写して登録 */
    const struct record_missing *missing;
    size_t n_missing;
    const struct record_group *group;
    size_t n_groups;
    const struct wire_view *wire; /* what its traffic says; NULL: of no device */
    const struct record_related *related;
    size_t n_related;
    struct markup qr;                /* SVG of the page's address; data NULL: none */
    const char *qr_caption;          /* the number under it; unused without qr */
    const struct form_view *approve; /* one button above the groups; NULL: nothing to approve */
    const struct form_view *close;   /* reason and button, folded at the end; NULL: may not */
};

#endif
