/* 写しを確かめる: where a copy is, and the two buttons that start the work. */
#ifndef WEB_LOOK_VIEW_H
#define WEB_LOOK_VIEW_H

#include "web/parts_view.h"

struct look_view {
    struct parts_head head; /* back to the copy's record */
    struct parts_facts places;
    struct parts_post post; /* action NULL: it cannot be started */
    const char *cannot;     /* why not */
};

#endif
