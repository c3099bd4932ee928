/*
 * やること: what to do next, where the checklist stands (ux W1).
 */
#ifndef WEB_HOME_VIEW_H
#define WEB_HOME_VIEW_H

#include "web/parts_view.h"

struct home_todo {
    struct parts_badge due; /* 期限切れ, 今週, 今月; label NULL: none */
    const char *text;
    struct parts_link item;   /* 「2-(1)」 to the checklist; label NULL: none */
    struct parts_link action; /* 「記録する」; the first one is the page's primary button */
};

/* The first day: the steps with a tick; the head's action is then the primary button. */
struct home_step {
    const char *text;
    const char *url;
    const char *note; /* 「15分」, or NULL */
    bool is_done;
};

struct home_chapter {
    const char *label; /* 「1 体制構築」 */
    const char *url;
    const char *yes;  /* 「はい 7/11」 */
    const char *rest; /* 「いいえ4（目標日あり3）」, or NULL */
    struct parts_badge state;
};

struct home_view {
    struct parts_head head; /* note: 「立入検査まで あと46日（2027/01/05 予定）」 */
    const struct home_todo *todo;
    size_t n_todos;
    const char *todo_heading;     /* 「いま対応すること（5件）」 */
    struct parts_link done;       /* 「済んだこと 38件」; label NULL: none */
    const struct home_step *step; /* only while the first day lasts; n_steps 0 otherwise */
    size_t n_steps;
    const struct home_chapter *chapter;
    size_t n_chapters;
    const char *chapter_heading; /* 「チェックリスト 令和6年度版」 */
    struct parts_links figures;  /* 「台帳 412台」「未登録 3」 … in one line */
};

#endif
