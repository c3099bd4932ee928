#include "record/record.h"

#include "record/columns.h"
#include "record/search_sql.h"

#include <stdio.h>
#include <string.h>

/* The WHERE of one filter. Canonical empty means "not asked": NULL, or no row in link. */
static void add_filter(struct buf *sql, struct buf *in, int at, const struct record_query *q,
                       const struct filter *f)
{
    const struct field *field = &q->entity->field[f->field];
    const char *name = field->name;

    if (column_of(field) == COLUMN_NONE) {
        bool wants = f->how == FILTER_IS || f->how == FILTER_FILLED;

        buf_printf(sql,
                   " AND %s EXISTS (SELECT 1 FROM link l WHERE l.facility_id = t.facility_id AND"
                   " l.entity = '%s' AND l.record_id = t.id AND l.field = '%s'",
                   wants ? "" : "NOT", q->entity->name, name);
        if (f->how == FILTER_IS || f->how == FILTER_IS_NOT) {
            buf_printf(sql, " AND l.to_id = $%d", at);
            buf_char(in, 't');
        }
        buf_char(sql, ')');
        return;
    }
    switch (f->how) {
    case FILTER_EMPTY:
    case FILTER_FILLED:
        buf_printf(sql, " AND t.%s IS %sNULL", name, f->how == FILTER_EMPTY ? "" : "NOT ");
        return;
    case FILTER_IS_NOT:
        buf_printf(sql, " AND (t.%s IS NULL OR t.%s <> $%d)", name, name, at);
        break;
    case FILTER_BEFORE:
        buf_printf(sql, " AND t.%s < $%d", name, at);
        break;
    case FILTER_SINCE:
        buf_printf(sql, " AND t.%s >= $%d", name, at);
        break;
    default:
        if (field->kind == K_ENUMS) { /* one of the codes joined by ',' */
            buf_printf(
                sql,
                " AND replace(',' || t.%s || ',', ',' || $%d || ',', '') <> ',' || t.%s || ','",
                name, at, name);
        } else {
            buf_printf(sql, " AND t.%s = $%d", name, at);
        }
    }
    buf_char(in, column_of(field) == COLUMN_NUMBER ? 'i' : 't');
}

static bool filter_has_parameter(const struct filter *f)
{
    return f->how != FILTER_EMPTY && f->how != FILTER_FILLED;
}

static void bind_filter(struct stmt *s, int at, const struct record_query *q,
                        const struct filter *f)
{
    const struct field *field = &q->entity->field[f->field];

    if (column_of(field) == COLUMN_NONE) {
        stmt_text(s, at, f->text);
    } else {
        column_bind(s, at, field, f->text);
    }
}

static int parent_field(const struct record_query *q)
{
    return q->parent_id == 0 || q->entity->parent == NULL
               ? -1
               : entity_field(q->entity, q->entity->parent);
}

static void add_order(struct buf *sql, const struct record_query *q)
{
    const char *way = q->descending ? "DESC" : "ASC";

    if (q->sort < 0) {
        buf_str(sql, " ORDER BY t.id DESC");
    } else {
        buf_printf(sql, " ORDER BY t.%s_key %s NULLS LAST, t.id %s", q->entity->field[q->sort].name,
                   way, way);
    }
    if (q->limit > 0) {
        buf_printf(sql, " LIMIT %d OFFSET %lld", q->limit + 1, (long long)q->offset);
    }
}

static uint64_t fields_of(const struct record_query *q)
{
    return q->fields == 0 ? COLUMNS_ALL : q->fields;
}

/* The statement of q with everything bound; NULL when out of memory. */
static struct stmt *open_list(struct db *db, const struct record_query *q, struct arena *a)
{
    CLEANUP(buf_close) struct buf sql = BUF_INIT(SQL_MAX);
    CLEANUP(buf_close) struct buf in = BUF_INIT(64);
    CLEANUP(buf_close) struct buf out = BUF_INIT(ENTITY_FIELDS_MAX + COLUMNS_HEAD);
    struct search_words words = search_words(db, q->words, a);
    int at = 1, parent = parent_field(q);

    buf_str(&sql, "SELECT ");
    columns_select(&sql, &out, q->entity, fields_of(q));
    buf_printf(&sql, " FROM %s t WHERE t.facility_id = $1", q->entity->name);
    buf_char(&in, 'i');
    if (!q->with_closed) {
        buf_str(&sql, " AND t.closed_on IS NULL");
    }
    if (parent >= 0) {
        buf_printf(&sql, " AND t.%s = $%d", q->entity->parent, ++at);
        buf_char(&in, 'i');
    }
    for (size_t i = 0; i < q->n_filters; i++) {
        add_filter(&sql, &in, at + 1, q, &q->filter[i]);
        at += filter_has_parameter(&q->filter[i]);
    }
    if (words.match != NULL) {
        search_where(&sql, db_engine(db), q->entity->name, at + 1, &words);
        for (size_t i = 0; i <= words.n; i++) {
            buf_char(&in, 't');
        }
    }
    add_order(&sql, q);
    if (buf_status(&sql, NULL) != OK || buf_status(&in, NULL) != OK ||
        buf_status(&out, NULL) != OK) {
        return NULL;
    }
    struct stmt *s = stmt_dynamic(db, buf_text(&sql), buf_text(&in), buf_text(&out));

    at = 1;
    stmt_i64(s, 1, q->facility_id);
    if (parent >= 0) {
        stmt_i64(s, ++at, q->parent_id);
    }
    for (size_t i = 0; i < q->n_filters; i++) {
        if (filter_has_parameter(&q->filter[i])) {
            bind_filter(s, ++at, q, &q->filter[i]);
        }
    }
    if (words.match != NULL) {
        stmt_text(s, ++at, words.match);
        for (size_t i = 0; i < words.n; i++) {
            stmt_text(s, ++at, words.key[i]);
        }
    }
    return s;
}

/* Runs q; stops after limit rows and tells whether there was one more. */
static enum status walk(struct db *db, const struct record_query *q, struct arena *keep, bool *more,
                        enum status (*each)(void *self, const struct record *r, struct err *err),
                        void *self, struct err *err)
{
    CLEANUP(arena_close) struct arena *own = keep == NULL ? arena_open(1 << 20) : NULL;
    struct arena *a = keep != NULL ? keep : own;
    CLEANUP(stmt_close) struct stmt *s = open_list(db, q, a);
    struct arena_mark mark = {0};
    int n = 0;

    if (own != NULL) {
        mark = arena_mark(own);
    }
    *more = false;
    while (stmt_next(s)) {
        if (q->limit > 0 && n == q->limit) {
            *more = true;
            break;
        }
        struct record *r = columns_record(s, q->entity, fields_of(q), q->facility_id, a);
        enum status st = arena_status(a, err);

        if (st == OK) {
            st = links_read(r, fields_of(q), db, a, err);
        }
        if (st == OK) {
            st = each(self, r, err);
        }
        if (st != OK) {
            return st;
        }
        if (own != NULL) {
            arena_reset(own, mark);
        }
        n++;
    }
    return stmt_status(s, err) == OK ? OK : err_note(err, "listing %s", q->entity->name);
}

enum status record_each(struct db *db, const struct record_query *q,
                        enum status (*each)(void *self, const struct record *r, struct err *err),
                        void *self, struct err *err)
{
    bool more;

    return walk(db, q, NULL, &more, each, self, err);
}

struct collect {
    struct record_list *list;
    size_t room;
    struct arena *arena;
};

static enum status collect_one(void *self, const struct record *r, struct err *err)
{
    struct collect *c = self;

    if (c->list->n == c->room) {
        size_t room = c->room == 0 ? 128 : c->room * 2;
        struct record **row = arena_make(c->arena, struct record *, room);

        if (row == NULL) {
            return arena_status(c->arena, err);
        }
        if (c->list->n > 0) {
            memcpy(row, c->list->row, c->list->n * sizeof(struct record *));
        }
        c->list->row = row;
        c->room = room;
    }
    c->list->row[c->list->n++] = (struct record *)r; /* walk() made it in our arena */
    return OK;
}

enum status record_list_read(struct record_list *out, struct db *db, const struct record_query *q,
                             struct arena *a, struct err *err)
{
    struct record_list list = {0};
    struct collect c = {.list = &list, .arena = a};
    enum status st = walk(db, q, a, &list.more, collect_one, &c, err);

    if (st == OK) {
        *out = list;
    }
    return st;
}
