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
 *     col=FIELD            a column, once for each (web/list_columns.h); none: the table's own
 *     choose=1             the columns are being chosen
 */
#ifndef WEB_LIST_QUERY_H
#define WEB_LIST_QUERY_H

#include "record/record.h"
#include "web/page.h"

#define LIST_FILTERS_MAX 16
#define LIST_COLUMN "col"
#define LIST_CHOOSE "choose"

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

/*
 * What another form of the list hands on, as hidden fields: the form with the filters how the list
 * looks (order, size, columns), the form with the columns everything else.
 */
const struct parts_hidden *list_query_keep(size_t *n, const struct page *pg, bool has_columns,
                                           struct arena *a);

/* The list's URL without any filter: base and what its filter form hands on, keep[n]. */
const char *list_query_clear_url(const char *base, const struct parts_hidden *keep, size_t n,
                                 struct arena *a);

/* What stands for the field in the URL now; NULL if nothing. */
const char *list_query_value(const struct page *pg, const struct field *f);

#endif
