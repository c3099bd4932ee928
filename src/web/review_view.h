/*
 * 経営層の確認: one page of figures, what has changed, what is asked, and the minutes.
 */
#ifndef WEB_REVIEW_VIEW_H
#define WEB_REVIEW_VIEW_H

#include "web/form_view.h"

struct review_view {
    struct parts_head head;
    struct parts_facts figures;   /* as they would be frozen now */
    struct parts_links changes;   /* since the last review; may be empty */
    struct parts_links decisions; /* asked for now; may be empty */
    const struct form_view *form; /* the minutes to be; NULL: only to look at */
    const struct review_past {
        const char *held_on, *meeting, *chair;
        const char *url;
        struct parts_badge state; /* 承認済, 議事録なし */
    } * past;
    size_t n_past;
    const char *past_empty; /* sentence when n_past is 0 */
};

#endif
