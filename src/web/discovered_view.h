/*
 * 発見された機器: machines on the wire that the ledger does not have. Several are decided at once.
 */
#ifndef WEB_DISCOVERED_VIEW_H
#define WEB_DISCOVERED_VIEW_H

#include "web/form_view.h"

struct discovered_row {
    const char *id;                                 /* of the finding: value of its box */
    const char *subject;                            /* MAC or address */
    const char *url;                                /* of the finding */
    struct parts_badge grade;                       /* 確実, 濃厚, 疑い */
    const char *maker, *ip, *name, *what, *network; /* or NULL */
    const char *first, *last;
};

struct discovered_view {
    struct parts_head head;
    struct parts_errors errors;
    struct parts_post post; /* action NULL: only to look at */
    const struct discovered_row *row;
    size_t n;
    const char *too_many; /* that there are more than became findings, or NULL */
    const char *more;     /* 「ほかに120件あります。…」, or NULL */
    struct form_field asset_no, reason, until, owner;
    struct parts_empty empty;
};

#endif
