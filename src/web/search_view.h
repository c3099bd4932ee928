/*
 * 検索: hits of one box over every register.
 */
#ifndef WEB_SEARCH_VIEW_H
#define WEB_SEARCH_VIEW_H

#include "web/parts_view.h"

struct search_view_group {
    const char *label;   /* 「機器台帳」 */
    const char *all_url; /* the register, searched for the same words */
    const struct search_view_hit {
        const char *label;
        const char *url;
        const char *note;         /* 「192.168.4.3 ・ サーバ室」, or NULL */
        struct parts_badge badge; /* 廃棄 …; label NULL: none */
    } * hit;
    size_t n;
};

struct search_view {
    struct parts_head head; /* note: 「12件」, 「50件以上」 */
    const char *url;
    const char *words; /* NULL or "": nothing was asked */
    const struct search_view_group *group;
    size_t n_groups;
    bool more; /* only the first 50 are shown */
};

#endif
