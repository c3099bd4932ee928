/*
 * 立入検査資料: contents, what is missing, what was made (ux W6).
 */
#ifndef WEB_PACK_VIEW_H
#define WEB_PACK_VIEW_H

#include "web/form_view.h"

struct pack_view_part {
    struct form_field include;       /* FORM_TICK; its label is 「5 機器台帳（412台）」 */
    const char *pages;               /* 「10ページ」, or NULL */
    const char *note;                /* 「確認日 R8.11.1」, or NULL */
    struct parts_badge badge;        /* 未承認, 未回答; label NULL: none */
    const struct form_field *option; /* FORM_TICK: 「IPアドレスを伏せる」 */
    size_t n_options;
};

struct pack_view_made {
    const char *at, *by, *edition, *as_of, *check; /* 照合番号 */
    struct parts_links files;                      /* PDF, Excel, 目録 */
};

struct pack_view {
    struct parts_head head;
    struct parts_errors errors;
    struct parts_post post;
    struct form_field as_of; /* FORM_DATE 基準日 */
    const struct pack_view_part *part;
    size_t n_parts;
    struct parts_links missing;   /* 「2-(1) 目標日」 to where it is mended; may be empty */
    struct parts_facts approvals; /* 院長: 承認済 R8.11.20; 責任者: NULL = 未 */
    const char *submit;           /* 「資料を作る（PDF 31ページ）」; NULL: may not */
    const struct pack_view_made *made;
    size_t n_made;
    const char *older_url; /* the packs before these, or NULL */
};

#endif
