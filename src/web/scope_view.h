/*
 * 管理対象の確認: one row for each kind of system the training deck names.
 */
#ifndef WEB_SCOPE_VIEW_H
#define WEB_SCOPE_VIEW_H

#include "web/form_view.h"

struct scope_row {
    const char *label;          /* 「電子カルテ」 */
    const char *help;           /* what belongs to it, or NULL */
    struct form_field answer;   /* FORM_RADIOS 有 無 未確認 */
    struct form_field note;     /* FORM_TEXT */
    struct parts_links systems; /* registered ones; may be empty */
    struct parts_badge state;   /* 「登録なし」; label NULL: none */
};

struct scope_view {
    struct parts_head head;
    struct parts_errors errors;
    struct parts_post post;
    const struct scope_row *row;
    size_t n;
    const char *submit; /* NULL: only to look at */
};

#endif
