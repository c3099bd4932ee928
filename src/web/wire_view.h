/*
 * 通信から見た様子: what the wire says beside what the ledger says (a section of a device's page),
 * and the evidence for it (a page of its own).
 */
#ifndef WEB_WIRE_VIEW_H
#define WEB_WIRE_VIEW_H

#include "web/parts_view.h"

struct wire_row {
    const char *label; /* the register's field */
    struct parts_badge verdict; /* 一致, 違う, 読み比べる, 台帳が空, 通信では不明, 参考 */
    const char *ledger, *wire; /* or NULL */
    struct parts_badge grade;  /* label NULL: the wire says nothing */
    const char *note;          /* or NULL */
    const char *last;          /* day, or NULL */
    const char *propose;       /* the form with the wire's value; NULL: nothing to take over */
};

/* Of a device's page. */
struct wire_view {
    struct parts_badge badge; /* beside the page's title: 「通信と違う 2」; label NULL: none */
    const char *summary; /* 「最初に見えた … 最後に見えた …」; NULL: not seen */
    struct parts_empty empty; /* instead, when not seen */
    const struct wire_row *row;
    size_t n;
    bool has_proposals;        /* of a row */
    const char *propose_all;   /* the form with every value; NULL: fewer than two */
    struct parts_facts others; /* what the ledger has no field for: services, roles */
    struct parts_links open;   /* findings that wait */
    struct parts_link evidence;
};

/* The evidence: every line the wire said of the device. */
struct wire_line {
    const char *kind, *claim, *mac, *ip;
    struct parts_badge grade;
    const char *how;    /* 「arp #12」 */
    const char *sensor; /* where it was seen */
    const char *first, *last;
};

struct wire_page {
    struct parts_head head;
    const struct wire_line *line;
    size_t n;
    bool is_full; /* more was said than is shown */
    struct parts_empty empty;
};

#endif
