/*
 * 取り込み: paste or file, which column is what, preview, result.
 * One page a step; every step works by itself and keeps what was entered.
 */
#ifndef WEB_IMPORT_VIEW_H
#define WEB_IMPORT_VIEW_H

#include "web/form_view.h"

#include <stdint.h>

/* Step 1: what to import. */
struct import_start_view {
    struct parts_head head;
    struct parts_post post; /* has_file */
    struct parts_errors errors;
    struct form_field entity;        /* FORM_SELECT: into which register */
    struct form_field paste;         /* FORM_NOTE */
    struct form_field file;          /* FORM_FILE */
    struct parts_links samples;      /* forms to download, one a register */
    const struct import_start_past { /* earlier imports */
        const char *at, *by, *entity, *counts;
        const char *url;
        struct parts_badge state; /* 取り消し済み …; label NULL: none */
    } * past;
    size_t n_past;
};

/* Step 2: columns of the source against fields of the register. */
struct import_column {
    const char *heading;      /* as in the file */
    const char *sample;       /* first values, each once, joined by 、 */
    struct form_field field;  /* FORM_SELECT: the field, or 「取り込まない」 */
    struct parts_badge badge; /* 自動, 前回と同じ, 要確認; label NULL: none */
};

struct import_map_view {
    struct parts_head head;
    struct parts_post post;
    struct parts_errors errors;
    const char *source;           /* 「daicho.xlsx ／ シート 機器一覧」 */
    struct form_field sheet;      /* FORM_SELECT; n_choices 0: only one */
    struct form_field header_row; /* FORM_SELECT of row numbers */
    struct form_field encoding; /* FORM_SELECT 「文字化けしているとき」; n_choices 0: xlsx */
    const struct import_column *column;
    size_t n;
};

enum import_state { IMPORT_NEW, IMPORT_CHANGED, IMPORT_SAME, IMPORT_ERROR };

struct import_counts {
    int64_t read;     /* = the sum of the others */
    int64_t state[4]; /* by enum import_state */
};

struct import_cell {
    const char *before; /* a change: what stands there now; else NULL */
    const char *after;  /* NULL: empty */
};

struct import_row {
    int64_t number; /* as Excel shows it */
    enum import_state state;
    const struct import_cell *cell; /* [n_columns] */
    const char *message;            /* IMPORT_ERROR, or a remark; else NULL */
};

/* A value to mend: in the preview, and as 「直す行」 after the import. */
struct import_result_reject {
    int64_t row;
    const char *field;       /* its label */
    struct form_field value; /* FORM_TEXT, label and error set; name "mend" with row and field */
    struct parts_link other; /* the record it clashes with; label NULL: none */
};

/* Step 3: what would happen. */
struct import_preview_view {
    struct parts_head head;
    struct parts_post post;
    struct import_counts counts;
    const char *submit;      /* 「400件を取り込む」; NULL: nothing to import */
    const char *submit_note; /* 「エラー12件は「直す行」に残ります。」, or NULL */
    const char *back_url;    /* 列の対応に戻る */
    const char *const *column; /* [n_columns] */
    size_t n_columns;
    const struct import_row *row; /* the first of each state; see shown */
    size_t n;
    const char *shown;                 /* 「412行のうち50行」 */
    const struct parts_notice *remark; /* 「種別がない 8行は「その他」として …」 */
    size_t n_remarks;
};

/* Step 4: what happened, 直す行, undo. */
struct import_result_view {
    struct parts_head head;
    struct import_counts counts;
    const struct import_result_reject *reject;
    size_t n_rejects;
    struct parts_post mend;  /* sends the mended values; unused without rejects */
    const char *rejects_url; /* 「直す行」 as csv, or NULL */
    struct parts_post undo;  /* action NULL: cannot be undone (any more) */
    const char *undo_until;  /* 「2026/12/20まで」, or NULL */
    struct parts_link list;  /* 「機器台帳を見る」 */
};

#endif
