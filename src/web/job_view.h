/*
 * Work that runs elsewhere: progress, cancelling, the result. The frame loads
 * the page again every 2 seconds while it runs (frame_view.refresh_s).
 */
#ifndef WEB_JOB_VIEW_H
#define WEB_JOB_VIEW_H

#include "web/parts_view.h"

struct job_view {
    struct parts_head head; /* title: 「立入検査資料を作っています」; badge: 実行中, 完了, 失敗 */
    const char *text; /* 「PDFを書いています」, or the result in a sentence */
    int percent;      /* 0 to 100; -1: cannot be said */
    bool is_running;
    struct parts_post cancel; /* action NULL: cannot be cancelled (any more) */
    struct parts_links results;
    const char *const *line;  /* [n_lines] what was seen */
    size_t n_lines, n_more;   /* and how much more than is shown */
    struct parts_facts facts; /* 始めた時刻, 処理した件数 … */
};

#endif
