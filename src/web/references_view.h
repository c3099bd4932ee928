/*
 * 参考資料: the sources of the checklist, with the day they were last checked.
 */
#ifndef WEB_REFERENCES_VIEW_H
#define WEB_REFERENCES_VIEW_H

#include "web/parts_view.h"

struct references_row {
    const char *title;
    const char *publisher;
    const char *edition; /* or NULL */
    const char *url;     /* outside; shown as text too, for closed networks */
    const char *checked_on;
    const char *used_for; /* 「3-(3) サイバーBCP」, or NULL */
};

struct references_view {
    struct parts_head head;
    const char *intro;
    const struct references_group {
        const char *label;
        const struct references_row *row;
        size_t n;
    } * group;
    size_t n;
};

#endif
