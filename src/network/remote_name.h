/*
 * Names of remote control tools and tunnels: host names that only their users ask for.
 *
 * A name is one sign (疑い): the maker's web page is not a session, so "www." and the bare domain
 * count for nothing. A suffix is anchored at a label: example.teamviewer.com is one,
 * teamviewer.com.example.jp is none.
 */
#ifndef NETWORK_REMOTE_NAME_H
#define NETWORK_REMOTE_NAME_H

#include "network/fact.h"

struct remote_name {
    const char *suffix;  /* "teamviewer.com": begins with a small letter or a digit */
    size_t len;          /* of it */
    enum fact_kind kind; /* FACT_REMOTE_TOOL or FACT_TUNNEL */
    const char *claim;   /* "teamviewer" */
    bool whole;          /* the suffix is the whole name, nothing before it */
};

/* The row that name belongs to (any letter case, a dot at its end allowed), or NULL. */
const struct remote_name *remote_name_find(const char *name);

const struct remote_name *remote_name_rows(size_t *n);

#endif
