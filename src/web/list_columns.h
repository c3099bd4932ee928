/*
 * Which columns a list has: those of the register's table, or those the user chose, who keeps them
 * in the address (web/list_query.h) and with a saved filter. The first one names the row and stays.
 */
#ifndef WEB_LIST_COLUMNS_H
#define WEB_LIST_COLUMNS_H

#include "web/form_view.h"
#include "web/page.h"

/* The fields shown, by index, in the order of the address; how many: 1 or more. */
size_t list_columns_read(int out[ENTITY_FIELDS_MAX], const struct page *pg, const struct entity *e);

/* Does the address choose columns? */
bool list_columns_are_chosen(const struct page *pg);

/* What a row of these columns needs (record_query.fields): them, its state, and the label where the
   first is empty. */
uint64_t list_columns_fields(const struct entity *e, const int *column, size_t n);

/* The boxes to choose them with: every field but the one that stays. */
struct form_field list_columns_control(const struct entity *e, const int *column, size_t n,
                                       struct work *w);

#endif
