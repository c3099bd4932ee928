/*
 * 変更履歴 (見え消し) and the page on which two people's versions meet.
 */
#ifndef WEB_HISTORY_VIEW_H
#define WEB_HISTORY_VIEW_H

#include "web/parts_view.h"

struct history_view_change {
    const char *label;
    const char *before; /* NULL: was empty */
    const char *after;  /* NULL: emptied */
};

struct history_view_entry {
    const char *at; /* 「2026/11/20 10:32」 */
    const char *by;
    const char *act;          /* 登録, 変更, 廃棄・終了, 再開 */
    const char *via;          /* 「取り込み」 …, or NULL: by hand */
    const char *reason;       /* or NULL */
    struct parts_link record; /* in the history of all records; label NULL: the page's own */
    const char *as_of_url;    /* the record as it was then, or NULL */
    const struct history_view_change *change;
    size_t n;
};

struct history_view {
    struct parts_head head;
    const struct history_view_entry *entry; /* newest first */
    size_t n;
    const char *older_url; /* or NULL */
    const char *empty;     /* sentence when n is 0 */
};

/* One field both have changed, or only the other has. */
struct history_view_conflict_field {
    const char *name; /* control of the record's form */
    const char *label;
    const char *mine, *theirs;             /* as shown; NULL: empty */
    const char *mine_value, *theirs_value; /* what the radio sends; NULL: "" */
    bool keeps_mine;                       /* chosen at first */
};

struct history_view_conflict {
    struct parts_head head;
    const char *text; /* 「鈴木さんが10:32に「設置場所」を直しました。…」 */
    struct parts_post post; /* with version = theirs and, hidden, all other values */
    const char *by, *at;    /* who saved the other version */
    const struct history_view_conflict_field *field;
    size_t n;
    const char *cancel_url;
};

#endif
