#include "record/record.h"

#include "record/columns.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct record *record_new(const struct entity *e, int64_t facility_id, struct arena *a)
{
    struct record *r = arena_make(a, struct record, 1);
    const char **value = arena_make(a, const char *, e->n);

    if (r == NULL || value == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < e->n; i++) {
        value[i] = field_initial(&e->field[i]);
    }
    *r = (struct record){.entity = e, .facility_id = facility_id, .value = value};
    return r;
}

struct record *record_copy(const struct record *r, struct arena *a)
{
    struct record *copy = arena_make(a, struct record, 1);
    const char **value = arena_make(a, const char *, r->entity->n);

    if (copy == NULL || value == NULL) {
        return NULL;
    }
    *copy = *r;
    copy->updated_by = arena_copy(a, r->updated_by);
    copy->closed_on = arena_copy(a, r->closed_on);
    copy->closed_reason = arena_copy(a, r->closed_reason);
    for (size_t i = 0; i < r->entity->n; i++) {
        value[i] = arena_copy(a, r->value[i]);
    }
    copy->value = value;
    return copy;
}

const char *record_get(const struct record *r, const char *field)
{
    int i = entity_field(r->entity, field);

    return i < 0 ? NULL : r->value[i];
}

bool record_is(const struct record *r, const char *field, const char *value)
{
    const char *have = record_get(r, field);

    return have != NULL && strcmp(have, value) == 0;
}

/* A TITLE value as part of a label: a choice by its word, several lines as one. */
static const char *title_part(const struct field *f, const char *value, struct arena *a)
{
    const struct choice *c = f->kind == K_ENUM || f->kind == K_TRI ? choice_of(f, value) : NULL;

    if (c != NULL) {
        return c->ja;
    }
    char *one = arena_copy(a, value);

    for (char *p = one; p != NULL && (p = strchr(p, '\n')) != NULL; p++) {
        *p = ' ';
    }
    return one;
}

const char *record_label(const struct record *r, struct arena *a)
{
    const char *label = NULL;

    for (size_t i = 0; i < r->entity->n; i++) {
        const struct field *f = &r->entity->field[i];

        if ((f->flags & TITLE) == 0 || r->value[i] == NULL || f->kind == K_REF) {
            continue;
        }
        const char *part = title_part(f, r->value[i], a);

        label = label == NULL ? part : arena_printf(a, "%s %s", label, part);
    }
    return label != NULL ? label : r->entity->ja;
}

static struct stmt *open_one(struct db *db, const struct entity *e, uint64_t fields,
                             int64_t facility_id, int64_t id)
{
    CLEANUP(buf_close) struct buf sql = BUF_INIT(SQL_MAX);
    CLEANUP(buf_close) struct buf types = BUF_INIT(ENTITY_FIELDS_MAX + COLUMNS_HEAD);

    buf_str(&sql, "SELECT ");
    columns_select(&sql, &types, e, fields);
    buf_printf(&sql, " FROM %s WHERE facility_id = $1 AND id = $2", e->name);
    if (buf_status(&sql, NULL) != OK || buf_status(&types, NULL) != OK) {
        return NULL;
    }
    struct stmt *q = stmt_dynamic(db, buf_text(&sql), "ii", buf_text(&types));

    stmt_i64(q, 1, facility_id);
    stmt_i64(q, 2, id);
    return q;
}

enum status record_read(struct record **out, struct db *db, const struct entity *e,
                        int64_t facility_id, int64_t id, struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = open_one(db, e, COLUMNS_ALL, facility_id, id);
    struct record *r = NULL;

    if (stmt_next(q)) {
        r = columns_record(q, e, COLUMNS_ALL, facility_id, a);
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading %s %" PRId64, e->name, id);
    }
    if (r == NULL) {
        return err_set(err, E_NOTFOUND, "no %s %" PRId64, e->name, id);
    }
    enum status st = links_read(r, COLUMNS_ALL, db, a, err);

    if (st == OK) {
        *out = r;
    }
    return st;
}

enum status record_find(struct record **out, struct db *db, const struct entity *e,
                        int64_t facility_id, const struct field *f, const char *canonical,
                        struct arena *a, struct err *err)
{
    int64_t id;
    enum status st = columns_find(&id, db, e, facility_id, f->name, canonical, 0, 0, err);

    if (st != OK) {
        return err_note(err, "looking for a %s", e->name);
    }
    return id == 0 ? err_set(err, E_NOTFOUND, "no %s has this %s", e->name, f->name)
                   : record_read(out, db, e, facility_id, id, a, err);
}

enum status record_label_read(const char **out, struct db *db, const struct entity *e,
                              int64_t facility_id, int64_t id, struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = open_one(db, e, entity_titles(e), facility_id, id);
    const char *label = "";

    if (stmt_next(q)) {
        const struct record *r = columns_record(q, e, entity_titles(e), facility_id, a);

        label = r == NULL ? "" : record_label(r, a);
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading the label of %s %" PRId64, e->name, id);
    }
    *out = label;
    return OK;
}
