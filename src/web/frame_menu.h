/*
 * The menu on the left, from a table in the ministry's chapters and words
 * (frame_menu.c). Every page of an institution stands in one of its places.
 */
#ifndef WEB_FRAME_MENU_H
#define WEB_FRAME_MENU_H

#include "base/arena.h"
#include "web/frame_view.h"

struct frame_menu_for {
    const char *facility_url; /* "/f/0abcdefghijkl" */
    const char *here;         /* path of the page below it: "/device/0bcdefghijklm", "" */
    bool is_short;            /* 経営層: only what they decide on */
    bool is_admin;            /* also 操作者 */
    /* Things that wait for this user in a place ("device", ...); NULL: nothing is counted. */
    int64_t (*count)(void *self, const char *place);
    void *self;
};

/* Fill v->menu from the table. Memory comes from a; ask arena_status() afterwards. */
void frame_menu(struct frame_view *v, const struct frame_menu_for *who, struct arena *a);

/* The menu's word for a place ("device" -> 「機器台帳」): the h1 of its pages. NULL: no such place.
 */
const char *frame_menu_word(const char *place);

#endif
