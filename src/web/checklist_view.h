/*
 * チェックリスト: candidate, reasons, and the answer a named person gives (ux W4).
 */
#ifndef WEB_CHECKLIST_VIEW_H
#define WEB_CHECKLIST_VIEW_H

#include "web/form_view.h"

struct checklist_reason {
    enum parts_tone tone;       /* BAD: blocks; WARN: only beside it; OK: speaks for はい */
    const char *text;           /* 「ソフトウェアの版が分からない機器 12台」 */
    struct parts_links records; /* to mend; may be empty */
};

/* An answer already given: this round's 1回目 …, or last year's. */
struct checklist_answer {
    const char *label; /* 「1回目」, 「前年度」 */
    const char *text;  /* 「いいえ（2026/06/30 情報 一郎） 目標日 2027/01/31」 */
};

struct checklist_line {
    const char *anchor;           /* id of the line on the page: "i2-1" */
    const char *no;               /* 「2-(1)」 */
    const char *scope;            /* 「サーバ」, or NULL */
    const char *wording;          /* of the form, or our own topic label */
    const char *wording_note;     /* 「公式様式で確認してください」, or NULL */
    struct parts_badge candidate; /* 「候補 いいえ」 */
    const struct checklist_reason *reason;
    size_t n_reasons;
    struct parts_links evidence;
    const char *evidence_url; /* 根拠を追加, or NULL */
    struct parts_link screen; /* the page that answers it: 「機器台帳」; label NULL: none */
    const char *about;        /* 「何を見られる？」, from the deck, or NULL */
    const struct checklist_answer *given;
    size_t n_given;
    bool is_open;            /* can be answered now; else only shown */
    struct form_field reply; /* FORM_RADIOS はい いいえ 該当なし (no choice chosen: not answered) */
    struct form_field target;     /* FORM_DATE 目標日; name NULL: not asked for */
    struct form_field reason_why; /* FORM_TEXT 候補と違う理由・該当なしの理由 */
    struct form_field remark;     /* FORM_TEXT 備考 */
    const char *save;             /* value of its own button (name "save"), for one line alone */
};

struct checklist_chapter {
    const char *label;
    const struct checklist_line *line;
    size_t n;
};

struct checklist_view {
    struct parts_head head; /* title チェックリスト, note 「令和6年度版 医療機関確認用」 */
    struct parts_links rounds; /* other editions, forms and years to look at */
    struct parts_errors errors;
    struct parts_post post;
    struct form_field answered_on; /* FORM_DATE 確認日; name NULL: nothing can be answered */
    struct form_field nth;         /* FORM_SELECT 1回目 2回目 3回目 */
    const char *rest;              /* 「残り4項目 · 根拠なし1項目」, or NULL */
    const struct checklist_chapter *chapter;
    size_t n;
    const char *submit;       /* 「確定する」; NULL: only to look at */
    struct parts_empty empty; /* n is 0: 年度を始める */
};

#endif
