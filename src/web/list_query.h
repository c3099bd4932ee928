/*
 * The state of a list as it stands in its URL, so that a link can be shared and the back button
 * works.
 *
 *     words=ナース         search text
 *     FIELD=VALUE          equals a canonical value; -empty: not asked; -filled: anything
 *     FIELD_from=DATE      not before; FIELD_to=DATE: before
 *     sort=FIELD, -FIELD   by a SORTED field, ascending or descending
 *     n=50|100|200|500     rows a page
 *     page=2
 *     closed=1             closed records too
 */
#ifndef WEB_LIST_QUERY_H
#define WEB_LIST_QUERY_H

#include "record/record.h"
#include "web/page.h"

#define LIST_FILTERS_MAX 16

struct list_query {
    struct record_query query;
    struct filter filter[LIST_FILTERS_MAX];
    int page; /* 1 ... */
    bool is_filtered;
};

/* Read the query of the page; parameters it does not know or cannot read are left out. */
void list_query_read(struct list_query *out, const struct page *pg, const struct entity *e,
                     struct work *w);

/* The list's URL with one parameter changed (value NULL: taken out); page always goes back to 1. */
const char *list_query_url(const struct page *pg, const char *base, const char *name,
                           const char *value, struct arena *a);

/* What stands for the field in the URL now; NULL if nothing. */
const char *list_query_value(const struct page *pg, const struct field *f);

#endif
