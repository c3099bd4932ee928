/*
 * What stands around every page: head, search, menu, foot.
 *
 * The dispatcher writes a page in two steps. The handler's template writes the
 * body into one buffer; when that went well, tpl_frame() writes the page around
 * html_markup() of it. Without a menu (n_menu 0) it is the narrow page of
 * sign-in, set-up and errors.
 */
#ifndef WEB_FRAME_VIEW_H
#define WEB_FRAME_VIEW_H

#include "web/parts_view.h"

#include <stdint.h>

struct frame_item {
    const char *label;
    const char *url;
    int64_t count; /* things that wait for this user; 0: none is shown */
    bool is_here;  /* the page is in this place */
};

struct frame_group {
    const char *label; /* 「2 管理・運用」 */
    const struct frame_item *item;
    size_t n;
};

struct frame_view {
    const char *title;   /* for the browser's tab: the h1's word */
    bool has_errors;     /* the title begins with 「エラー：」 */
    const char *css_url; /* assets, with a version in them so that they may be cached for ever */
    const char *js_url;
    const char *icon_url;
    int refresh_s; /* the page of a running job: 2 or 10 seconds until it is loaded again; else 0 */

    const char *facility;     /* name of the institution, or NULL (nobody signed in) */
    const char *facility_url; /* its first page; NULL when facility is */
    const char *fiscal_year;  /* 「令和8年度」, or NULL */
    struct parts_links years; /* other fiscal years to look at; may be empty */
    const char *search_url;   /* action of the search box (GET, parameter q), or NULL: no box */
    const char *search_words; /* what was searched, or NULL */
    const char *user;         /* 「情報 一郎」, or NULL */
    const char *user_url;     /* own settings; NULL when user is */
    struct parts_post logout; /* action NULL: no button */

    const struct frame_group *menu; /* empty: the narrow page */
    size_t n_menu;
    const char *version; /* of the program */
    struct markup body;
};

#endif
