/* 機器への問い合わせ: the permission of a network, what would be sent to whom, and the button. */
#ifndef WEB_PROBE_VIEW_H
#define WEB_PROBE_VIEW_H

#include "web/parts_view.h"

/* One thing that is sent: 「ARP」, and a sentence with its number. */
struct probe_what {
    const char *name, *text;
};

/* Whom nothing is sent: why, how many, which. */
struct probe_group {
    const char *why, *addresses;
    size_t n;
};

struct probe_view {
    struct parts_head head; /* back to the network's record */
    const char *cannot;     /* why it cannot be started now, or NULL */
    bool has_plan;          /* the members below are there */
    struct parts_facts terms;
    const struct probe_what *what;
    size_t n_whats;
    const struct probe_group *group;
    size_t n_groups;
    struct parts_post post; /* action NULL: it cannot be started */
};

#endif
