#include "record/tally.h"

#include "base/text.h"
#include "record/tally.sql.h"
#include "record/tally_delta.h"
#include "record/value.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum status tally_get(int64_t *out, struct db *db, int64_t facility_id, const char *key,
                      struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_tally_get(db, facility_id, key);
    struct sql_tally_get_row row;
    int64_t n = 0;

    while (sql_tally_get_next(q, &row)) {
        n = row.n;
    }
    if (stmt_status(q, err) != OK) {
        return err_note(err, "reading the tally %s", key);
    }
    *out = n;
    return OK;
}

enum { TALLY_ROWS_MAX = 4096 };

enum status tally_list(struct tally_row **out, size_t *n, struct db *db, int64_t facility_id,
                       const char *prefix, struct arena *a, struct err *err)
{
    /* Every key that starts with prefix sorts before prefix + the largest byte UTF-8 never has. */
    CLEANUP(stmt_close)
    struct stmt *q =
        sql_tally_range(db, facility_id, prefix, arena_printf(a, "%s\xF4\x8F\xBF\xBF", prefix));
    struct tally_row *list = arena_make(a, struct tally_row, TALLY_ROWS_MAX);
    struct sql_tally_range_row row;
    size_t count = 0;

    while (list != NULL && count < TALLY_ROWS_MAX && sql_tally_range_next(q, &row)) {
        list[count++] = (struct tally_row){.key = arena_copy(a, row.key), .n = row.n};
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "listing the tally");
    }
    *out = list;
    *n = count;
    return OK;
}

/* field NULL, cls "": the entity itself. A key is written once a transaction, not once a record. */
static void add(struct tally_deltas *d, const struct entity *e, const struct field *f,
                const char *cls, int64_t by)
{
    for (size_t i = 0; i < d->n; i++) {
        struct tally_delta *t = &d->delta[i];

        if (t->field == f && t->entity == e && strcmp(t->cls, cls) == 0) {
            t->by += by;
            return;
        }
    }
    if (d->n == TALLY_DELTAS_MAX) {
        d->full = true;
        return;
    }

    struct tally_delta *t = &d->delta[d->n++];
    int at = f == NULL ? snprintf(t->key, sizeof(t->key), "%s", e->name)
                       : snprintf(t->key, sizeof(t->key), "%s/%s=", e->name, f->name);

    assert(at > 0 && (size_t)at < sizeof(t->key));
    t->entity = e;
    t->field = f;
    t->cls = text_cut(t->key + at, sizeof(t->key) - (size_t)at, cls);
    t->by = by;
}

/* Which of the few values that are counted apart a field's value is. */
static const char *class_of(const struct field *f, const char *value)
{
    if (value == NULL) {
        return "";
    }
    switch (f->kind) {
    case K_ENUM:
    case K_TRI:
    case K_BOOL:
        return value;
    default:
        return value_is_none(value) || value_is_unknown(value) ? value : "*";
    }
}

void tally_count(struct tally_deltas *d, const struct record *r, int by)
{
    if (r == NULL || r->closed_on != NULL) {
        return;
    }
    add(d, r->entity, NULL, "", by);
    for (size_t i = 0; i < r->entity->n; i++) {
        const struct field *f = &r->entity->field[i];

        if ((f->flags & COUNTED) != 0) {
            add(d, r->entity, f, class_of(f, r->value[i]), by);
        }
    }
}

enum status tally_store(struct tally_deltas *d, struct db *db, int64_t facility_id, struct err *err)
{
    if (d->full) {
        return err_set(err, E_LIMIT, "more than %d tallies in one transaction", TALLY_DELTAS_MAX);
    }
    for (size_t i = 0; i < d->n; i++) {
        if (d->delta[i].by == 0) {
            continue;
        }
        if (sql_tally_add_run(db, facility_id, d->delta[i].key, d->delta[i].by, NULL, err) != OK) {
            return err_note(err, "keeping the tally");
        }
    }
    d->n = 0;
    return OK;
}
