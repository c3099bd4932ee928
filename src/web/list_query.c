#include "web/list_query.h"

#include "base/date.h"
#include "http/url.h"
#include "record/value.h"
#include "web/field_view.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 100, PAGE_MAX = 100000 };

static const int sizes[] = {50, 100, 200, 500};

static int size_of(const char *typed)
{
    int n = typed == NULL ? 0 : atoi(typed);

    for (size_t i = 0; i < COUNT(sizes); i++) {
        if (sizes[i] == n) {
            return n;
        }
    }
    return PAGE_ROWS;
}

static void add(struct list_query *q, int field, enum filter_how how, const char *text)
{
    if (q->query.n_filters < LIST_FILTERS_MAX) {
        q->filter[q->query.n_filters++] = (struct filter){field, how, text};
    }
}

static void read_filter(struct list_query *q, const struct page *pg, int i, struct work *w)
{
    const struct field *f = &q->query.entity->field[i];
    const char *value = page_query(pg, f->name);
    struct value_scope scope = field_scope(w);
    const char *canonical = NULL;

    if (value == NULL || *value == '\0') {
        return;
    }
    if (strcmp(value, "-empty") == 0) {
        add(q, i, FILTER_EMPTY, NULL);
    } else if (strcmp(value, "-filled") == 0) {
        add(q, i, FILTER_FILLED, NULL);
    } else if (value_parse(&canonical, f, value, &scope, &w->err) == OK && canonical != NULL) {
        add(q, i, FILTER_IS, canonical);
    }
}

static void read_bounds(struct list_query *q, const struct page *pg, int i, struct work *w)
{
    const struct field *f = &q->query.entity->field[i];
    struct value_scope scope = field_scope(w);
    const struct {
        const char *suffix;
        enum filter_how how;
    } bound[] = {
        {"from", FILTER_SINCE },
        {"to",   FILTER_BEFORE}
    };

    if (f->kind != K_DATE && f->kind != K_TIME) {
        return;
    }
    for (size_t b = 0; b < COUNT(bound); b++) {
        const char *typed =
            page_query(pg, arena_printf(w->arena, "%s_%s", f->name, bound[b].suffix));
        const char *canonical = NULL;

        if (typed != NULL && value_parse(&canonical, f, typed, &scope, &w->err) == OK &&
            canonical != NULL) {
            add(q, i, bound[b].how, canonical);
        }
    }
}

static void read_sort(struct list_query *q, const char *sort)
{
    const struct entity *e = q->query.entity;

    q->query.sort = e->sort == NULL ? -1 : entity_field(e, e->sort);
    if (sort == NULL) {
        return;
    }
    bool descending = *sort == '-';
    int field = entity_field(e, sort + descending);

    if (field >= 0 && (e->field[field].flags & SORTED) != 0) {
        q->query.sort = field;
        q->query.descending = descending;
    }
}

void list_query_read(struct list_query *out, const struct page *pg, const struct entity *e,
                     struct work *w)
{
    const char *words = page_query(pg, "words"), *page = page_query(pg, "page");
    const char *closed = page_query(pg, "closed");

    *out = (struct list_query){
        .query = {.entity = e, .facility_id = w->facility_id}
    };
    out->query.filter = out->filter;
    for (size_t i = 0; i < e->n; i++) {
        read_filter(out, pg, (int)i, w);
        read_bounds(out, pg, (int)i, w);
    }
    read_sort(out, page_query(pg, "sort"));
    out->query.words = words != NULL && *words != '\0' ? words : NULL;
    out->query.with_closed = closed != NULL && strcmp(closed, "1") == 0;
    out->query.limit = size_of(page_query(pg, "n"));
    out->page = page == NULL ? 1 : atoi(page);
    if (out->page < 1 || out->page > PAGE_MAX) {
        out->page = 1;
    }
    out->query.offset = (int64_t)(out->page - 1) * out->query.limit;
    out->is_filtered =
        out->query.n_filters > 0 || out->query.words != NULL || out->query.with_closed;
}

const char *list_query_value(const struct page *pg, const struct field *f)
{
    const char *value = page_query(pg, f->name);

    return value == NULL || *value == '\0' ? NULL : value;
}

/* What stands for this one look at the list. */
static bool is_passing(const char *key)
{
    return strcmp(key, "page") == 0 || strcmp(key, "m") == 0 || strcmp(key, LIST_CHOOSE) == 0;
}

/* How the list looks, whatever it is filtered by. */
static bool is_look(const char *key)
{
    return strcmp(key, "sort") == 0 || strcmp(key, "n") == 0 || strcmp(key, LIST_COLUMN) == 0 ||
           strcmp(key, "closed") == 0;
}

const struct parts_hidden *list_query_keep(size_t *n, const struct page *pg, bool has_columns,
                                           struct arena *a)
{
    struct parts_hidden *keep = arena_make(a, struct parts_hidden, page_query_count(pg));

    *n = 0;
    for (size_t i = 0; keep != NULL && i < page_query_count(pg); i++) {
        const char *v;
        const char *key = page_query_at(pg, i, &v);
        bool is_kept =
            has_columns ? strcmp(key, LIST_COLUMN) != 0 && !is_passing(key) : is_look(key);

        if (is_kept && *v != '\0') {
            keep[(*n)++] = (struct parts_hidden){key, v};
        }
    }
    return keep;
}

const char *list_query_clear_url(const char *base, const struct parts_hidden *keep, size_t n,
                                 struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(8192);

    buf_str(&b, base);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(keep[i].name, "closed") != 0) {
            url_query(&b, keep[i].name, keep[i].value);
        }
    }
    return buf_status(&b, NULL) == OK ? arena_copy(a, buf_text(&b)) : base;
}

const char *list_query_url(const struct page *pg, const char *base, const char *name,
                           const char *value, struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(8192);

    buf_str(&b, base);
    for (size_t i = 0; i < page_query_count(pg); i++) {
        const char *v;
        const char *key = page_query_at(pg, i, &v);

        if (strcmp(key, name) != 0 && !is_passing(key) && *v != '\0') {
            url_query(&b, key, v);
        }
    }
    if (value != NULL) {
        url_query(&b, name, value);
    }
    return buf_status(&b, NULL) == OK ? arena_copy(a, buf_text(&b)) : base;
}
