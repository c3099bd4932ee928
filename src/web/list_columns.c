#include "web/list_columns.h"

#include "record/needed.h"
#include "web/field_view.h"
#include "web/list_query.h"

#include <stdio.h>
#include <string.h>

/* The fields that the entity's table names as columns, else its LISTED ones. */
static size_t of_table(int out[ENTITY_FIELDS_MAX], const struct entity *e)
{
    size_t n = 0;

    for (const char *p = e->columns; p != NULL && *p != '\0';) {
        size_t len = strcspn(p, " ");
        char name[64];

        snprintf(name, sizeof(name), "%.*s", (int)len, p);
        out[n++] = entity_field(e, name);
        p += len + (p[len] == ' ');
    }
    for (size_t i = 0; e->columns == NULL && i < e->n; i++) {
        if ((e->field[i].flags & LISTED) != 0) {
            out[n++] = (int)i;
        }
    }
    if (n == 0) {
        out[n++] = 0;
    }
    return n;
}

bool list_columns_are_chosen(const struct page *pg)
{
    return page_query(pg, LIST_COLUMN) != NULL;
}

static bool is_among(const int *column, size_t n, int field)
{
    for (size_t i = 0; i < n; i++) {
        if (column[i] == field) {
            return true;
        }
    }
    return false;
}

size_t list_columns_read(int out[ENTITY_FIELDS_MAX], const struct page *pg, const struct entity *e)
{
    size_t n = of_table(out, e);

    if (!list_columns_are_chosen(pg)) {
        return n;
    }
    n = 1;
    for (size_t i = 0; i < page_query_count(pg); i++) {
        const char *name;
        bool is_column = strcmp(page_query_at(pg, i, &name), LIST_COLUMN) == 0;
        int field = is_column ? entity_field(e, name) : -1;

        if (field >= 0 && !is_among(out, n, field)) {
            out[n++] = field;
        }
    }
    return n;
}

uint64_t list_columns_fields(const struct entity *e, const int *column, size_t n)
{
    uint64_t set = needed_fields(e) | entity_titles(e);

    for (size_t i = 0; i < n; i++) {
        set |= FIELD_BIT(column[i]);
    }
    return set;
}

struct form_field list_columns_control(const struct entity *e, const int *column, size_t n,
                                       struct work *w)
{
    struct form_choice *choice = arena_make(w->arena, struct form_choice, e->n);
    size_t count = 0;

    for (size_t i = 0; choice != NULL && i < e->n; i++) {
        if ((int)i != column[0]) {
            choice[count++] = (struct form_choice){
                e->field[i].name, field_label(&e->field[i], w->lang), is_among(column, n, (int)i)};
        }
    }
    return (struct form_field){
        .name = LIST_COLUMN,
        .label = "表示する列",
        .control = FORM_CHECKS,
        .wide = true,
        .help = "表示の内容はこの画面のアドレスに残ります。「この条件を保存」で名前を付けておけば、"
                "次から"
                "一度で開けます。",
        .choice = choice,
        .n_choices = count,
    };
}
