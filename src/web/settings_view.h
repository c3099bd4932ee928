/*
 * 自分の設定: own password, display, sessions. Also a page of several small forms.
 */
#ifndef WEB_SETTINGS_VIEW_H
#define WEB_SETTINGS_VIEW_H

#include "web/form_view.h"

struct settings_view {
    struct parts_head head;
    struct parts_facts facts;     /* 氏名, 権限 */
    const struct form_view *form; /* their head.title becomes a heading of the second level; all
                                     but the first are is_quiet */
    size_t n_forms;
    const struct settings_session {
        const char *at;    /* last seen */
        const char *where; /* 「192.168.1.20 ／ Edge」 */
        bool is_this;
    } * session;
    size_t n_sessions;
    struct parts_post end_others; /* ほかの端末からログアウト; action NULL: none */
};

#endif
