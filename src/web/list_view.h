/*
 * The general list: a register with filters in the URL, sorting by links,
 * saved filters, pages, and one form around the table for bulk actions.
 */
#ifndef WEB_LIST_VIEW_H
#define WEB_LIST_VIEW_H

#include "web/form_view.h"

#include <stdint.h>

enum list_order { LIST_UNSORTED, LIST_ASCENDING, LIST_DESCENDING };

enum list_fit {
    LIST_TEXT, /* one line, cut with … on the screen when long, whole in print */
    LIST_FIXED /* numbers, dates, addresses, codes: never cut, never broken */
};

struct list_column {
    const char *label;
    enum list_fit fit;
    const char *sort_url; /* the list sorted by it (or the other way round), NULL: cannot be */
    enum list_order order;
};

struct list_row {
    const char *id;           /* value of its box (name "id") */
    const char *url;          /* its page; the first cell is the link */
    struct parts_badge state; /* 記載: 済, 不足 …; label NULL: none */
    const char *const *cell;  /* [n_columns]; NULL or "": empty */
    bool is_closed;           /* struck out lightly, with its reason in the badge */
};

struct list_saved {
    const char *label;
    const char *url;
    int64_t count;          /* from tally; -1: not known */
    const char *delete_url; /* POST, or NULL: not the user's own */
    bool is_here;
};

/* A button under the table that sends the ticked rows there. */
struct list_bulk {
    const char *label;
    const char *url;
};

struct list_page {
    const char *label; /* 「2」, 「…」 */
    const char *url;   /* NULL: not a link */
    bool is_here;
};

struct list_view {
    struct parts_head head; /* note is 「412件」; menu is 書き出し */

    /* filters: a GET form */
    const char *url;                 /* of the list, without query */
    const char *words;               /* search words, or NULL */
    const struct form_field *filter; /* FORM_SELECT, FORM_TEXT or FORM_DATE, shown beside the box */
    size_t n_filters;
    const struct form_field *more; /* 「ほかの条件」, folded */
    size_t n_more;
    const char *clear_url;           /* the list without its filters */
    const struct parts_hidden *keep; /* sort, page size, columns: what the filter form hands on */
    size_t n_keep;
    bool is_filtered;
    const struct list_saved *saved;
    size_t n_saved;
    struct parts_post save; /* 「この条件を保存」, with the query in hidden; action NULL: none */

    /* columns to choose: a link, or while they are chosen (choose not NULL) a GET form of boxes */
    const struct form_field *choose;
    const struct parts_hidden *choose_keep; /* what its form hands on */
    size_t n_choose_keep;
    const char *choose_url; /* there, or then back to the first columns; NULL: nothing to choose */

    /* the table */
    const char *state_label; /* heading of the second column: 「記載」; NULL: no such column */
    const struct list_column *column;
    size_t n_columns; /* 1 or more; the first names the row */
    const struct list_row *row;
    size_t n;
    struct parts_post bulk_post; /* around the table; action NULL: rows have no boxes */
    const struct list_bulk *bulk;
    size_t n_bulk;

    /* pages; urls NULL at the ends */
    const char *previous_url;
    const char *next_url;
    const struct list_page *page;
    size_t n_pages;
    const struct list_page *size; /* 50, 100, 200, 500 件ずつ */
    size_t n_sizes;

    /* when n is 0 */
    struct parts_empty empty; /* the register has no records; unused when is_filtered */
    struct parts_post paste;  /* a paste box right in the empty page; action NULL: none */
};

#endif
