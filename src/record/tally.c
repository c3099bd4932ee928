#include "record/tally.h"

#include "record/tally.sql.h"
#include "record/tally_delta.h"
#include "record/value.h"

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

static void add(struct tally_deltas *d, const char *key, int64_t by)
{
    for (size_t i = 0; i < d->n; i++) {
        if (strcmp(d->delta[i].key, key) == 0) {
            d->delta[i].by += by;
            return;
        }
    }
    if (d->n == TALLY_DELTAS_MAX) {
        d->full = true;
        return;
    }
    snprintf(d->delta[d->n].key, sizeof(d->delta[0].key), "%s", key);
    d->delta[d->n++].by = by;
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
    char key[TALLY_KEY_SIZE];

    if (r == NULL || r->closed_on != NULL) {
        return;
    }
    add(d, r->entity->name, by);
    for (size_t i = 0; i < r->entity->n; i++) {
        const struct field *f = &r->entity->field[i];

        if ((f->flags & COUNTED) != 0) {
            snprintf(key, sizeof(key), "%s/%s=%s", r->entity->name, f->name,
                     class_of(f, r->value[i]));
            add(d, key, by);
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
