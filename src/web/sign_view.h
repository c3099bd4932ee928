/*
 * Before anybody is signed in: sign-in, one-time links, the set-up wizard.
 * In a frame without menu.
 */
#ifndef WEB_SIGN_VIEW_H
#define WEB_SIGN_VIEW_H

#include "web/form_view.h"

struct sign_view {
    struct form_view form; /* head.title 「ログイン」; submit 「ログイン」 */
    const char *help;      /* 「パスワードを忘れたときは …」, or NULL */
};

/* Up to 4 steps. The last page has no groups, only facts and the button to begin. */
struct sign_setup_view {
    const char *const *step; /* [n_steps] names: 「施設」「年度」「管理者」「確認」 */
    size_t n_steps;
    size_t here; /* 0 ... n_steps - 1 */
    struct form_view form;
    struct parts_facts facts; /* what was entered so far (the printed 設定控え); may be empty */
};

#endif
