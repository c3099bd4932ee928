/*
 * バックアップ・復旧: what of each system's copies is proved, claimed and contradicted; the order
 * of recovery; drills.
 */
#ifndef WEB_RECOVERY_VIEW_H
#define WEB_RECOVERY_VIEW_H

#include "web/parts_view.h"

struct recovery_copy {
    struct parts_link link; /* to the copy's page */
    struct parts_badge stands;
};

struct recovery_row {
    const char *priority; /* or NULL: none */
    struct parts_link system;
    struct parts_badge stands;
    const char *proved, *claimed, *missing; /* lists of words; NULL: none */
    const struct recovery_copy *copy;
    size_t n;
};

struct recovery_alert {
    struct parts_link copy;
    const char *text; /* 「オフライン：2026/11/24 届くかの検査：…に届きます。」 */
};

struct recovery_place {
    const char *priority; /* or NULL */
    struct parts_link system;
    const char *target; /* 「4時間以内」, or NULL */
    const char *before; /* or NULL */
    const char *problem;
};

struct recovery_drill {
    struct parts_link link; /* the date, to the record */
    const char *system, *kind, *minutes, *what;
    struct parts_badge outcome, late; /* late: longer than its goal; label NULL: not */
};

struct recovery_medium {
    struct parts_link link, copy;
    struct parts_badge state; /* 院内, 院外へ持出中, 期限超過 */
    const char *place, *moved, *due;
    const char *label_url; /* to print */
};

struct recovery_view {
    struct parts_head head;
    struct parts_empty empty;
    const struct recovery_alert *alert;
    size_t n_alerts;
    struct markup svg; /* data NULL: none */
    const struct recovery_row *row;
    size_t n;
    const struct recovery_place *place;
    size_t n_places;
    const struct recovery_medium *medium;
    size_t n_media;
    struct parts_links media_more;
    const struct recovery_drill *drill;
    size_t n_drills;
    struct parts_links more; /* under the drills: all, record one */
};

#endif
