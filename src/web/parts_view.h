/*
 * The pieces every page is made of, as plain data for the templates.
 *
 * For all *_view.h: strings are finished Japanese text in UTF-8, not escaped
 * (the templates do that), and live as long as the page is being written.
 * URLs begin with "/", "?" or "#" and are already percent-encoded. A member may
 * be NULL (or its array empty) only where it says so. Nothing here knows the
 * database; whoever answers the request fills it in.
 */
#ifndef WEB_PARTS_VIEW_H
#define WEB_PARTS_VIEW_H

#include "render/html.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Always a word beside the colour. */
enum parts_tone {
    PARTS_PLAIN,
    PARTS_OK,   /* 済, はい */
    PARTS_WARN, /* 今月, 未確認, 注意 */
    PARTS_BAD   /* 不足, 期限切れ, エラー */
};

/* Does the sentence name the field itself? Then its label is not said twice. */
static inline bool parts_names(const char *text, const char *label)
{
    const char *at = strstr(text, label);

    return at != NULL && at - text <= (ptrdiff_t)sizeof("「") - 1;
}

static inline const char *parts_class(enum parts_tone tone)
{
    static const char *const name[] = {"pl", "ok", "wn", "ng"};

    return name[tone];
}

struct parts_link {
    const char *url; /* NULL: the label is shown without a link */
    const char *label;
};

struct parts_links {
    const struct parts_link *link;
    size_t n;
};

/* A word in a frame: 「済」「不足」. label NULL: none. */
struct parts_badge {
    enum parts_tone tone;
    const char *label;
};

/* A sentence above the page's content: 「0415 を登録しました。」 */
struct parts_notice {
    enum parts_tone tone;
    const char *text;
    struct parts_links links; /* may be empty */
};

/*
 * A button at the top right. With a url it is a link; with a form (the id of a
 * form on the page, url NULL) it submits that form. At most one on a page is primary.
 */
struct parts_action {
    const char *label;
    const char *url;
    const char *form; /* or NULL */
    const char *name; /* with form: name and value that the button sends, or NULL */
    const char *value;
    bool primary;
};

/* The head of a page's content (parts_head), and its last line (parts_tail). */
struct parts_head {
    const char *title;           /* the h1: the word the menu uses, or the record's label */
    const char *note;            /* small, beside the title: 「412件」, or NULL */
    struct parts_link back;      /* 「機器台帳」 above the title; label NULL: none */
    struct parts_badge badge[3]; /* beside the title; label NULL: none */
    const struct parts_action *action;
    size_t n_actions;
    const char *menu_label;  /* the word on the folded menu: 「書き出し」, or NULL: no menu */
    struct parts_links menu; /* its links */
    const struct parts_notice *notice;
    size_t n_notices;
    const char *updated;     /* 「2026/11/20 10:32 情報 一郎」, or NULL */
    const char *history_url; /* 変更履歴, or NULL */
    const char *stamp; /* the ledger's: 「経営層の確認 2026/10/07 山田 太郎」, or NULL */
};

/* Instead of an empty table: what is missing, why it matters, one way to begin. */
struct parts_empty {
    const char *what;           /* 「まだ機器がありません。」 */
    const char *why;            /* or NULL */
    struct parts_action action; /* label NULL: none */
    struct parts_link sample; /* 「見本の様式（Excel）を受け取る」; label NULL: none */
};

/* One complaint about the form below, for the summary at the top. */
struct parts_error {
    const char *field; /* id of the control it is about, or NULL: the form as a whole */
    const char *label; /* the field's label, or NULL */
    const char *text;  /* what, where, how to mend */
};

struct parts_errors {
    const struct parts_error *error;
    size_t n;
};

struct parts_hidden {
    const char *name;
    const char *value;
};

/* What every POST form carries. */
struct parts_post {
    const char *action; /* URL */
    const char *csrf;
    const struct parts_hidden *hidden; /* version, one-time token, ... */
    size_t n_hidden;
    bool has_file; /* multipart/form-data */
};

/* A label and its value, for small definition lists. */
struct parts_fact {
    const char *label;
    const char *value; /* NULL: 未記入 */
    const char *url;   /* or NULL */
};

struct parts_facts {
    const struct parts_fact *fact;
    size_t n;
};

#endif
