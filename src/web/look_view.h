/* 写しを確かめる: where a copy is, and the buttons that start the work. */
#ifndef WEB_LOOK_VIEW_H
#define WEB_LOOK_VIEW_H

#include "web/parts_view.h"

struct look_action {
    const char *title; /* of the section that begins here, or NULL */
    const char *words; /* what it does */
    const char *label, *value;
    struct parts_post post; /* action NULL: this account may not */
    bool primary;
};

struct look_view {
    struct parts_head head; /* back to the copy's record */
    struct parts_facts places;
    const struct look_action *action;
    size_t n;
    const char *cannot; /* why nothing can be started; NULL: something can */
};

#endif
