#include "record/columns.h"

#include "base/text.h"
#include "record/link.sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column column_of(const struct field *f)
{
    switch (f->kind) {
    case K_REFS:
    case K_ANYREFS:
        return COLUMN_NONE;
    case K_TIME:
    case K_INT:
    case K_BOOL:
    case K_REF:
        return COLUMN_NUMBER;
    default:
        return COLUMN_TEXT;
    }
}

void column_bind(struct stmt *q, int at, const struct field *f, const char *canonical)
{
    if (canonical == NULL) {
        stmt_null(q, at);
    } else if (column_of(f) == COLUMN_NUMBER) {
        stmt_i64(q, at, strtoll(canonical, NULL, 10));
    } else {
        stmt_text(q, at, canonical);
    }
}

const char *column_read(struct stmt *q, int at, const struct field *f, struct arena *a)
{
    if (column_of(f) != COLUMN_NUMBER) {
        return arena_copy(a, stmt_col_text(q, at));
    }
    return stmt_col_is_null(q, at) ? NULL : arena_printf(a, "%" PRId64, stmt_col_i64(q, at));
}

static bool is_read(const struct entity *e, size_t i, uint64_t fields)
{
    return (fields & FIELD_BIT(i)) != 0 && column_of(&e->field[i]) != COLUMN_NONE;
}

void columns_select(struct buf *sql, struct buf *types, const struct entity *e, uint64_t fields)
{
    buf_str(sql, "id, version, closed_on, closed_reason");
    buf_str(types, "iitt");
    if (fields == COLUMNS_ALL) {
        buf_str(sql, ", updated_at, updated_by");
        buf_str(types, "it");
    }
    for (size_t i = 0; i < e->n; i++) {
        if (is_read(e, i, fields)) {
            buf_str(sql, ", ");
            buf_str(sql, e->field[i].name);
            buf_char(types, column_of(&e->field[i]) == COLUMN_NUMBER ? 'i' : 't');
        }
    }
}

struct record *columns_record(struct stmt *q, const struct entity *e, uint64_t fields,
                              int64_t facility_id, struct arena *a)
{
    struct record *r = arena_make(a, struct record, 1);
    const char **value = arena_make(a, const char *, e->n);

    if (r == NULL || value == NULL) {
        return NULL;
    }
    *r = (struct record){
        .entity = e,
        .facility_id = facility_id,
        .id = stmt_col_i64(q, 0),
        .version = stmt_col_i64(q, 1),
        .closed_on = arena_copy(a, stmt_col_text(q, 2)),
        .closed_reason = arena_copy(a, stmt_col_text(q, 3)),
        .value = value,
        .is_partial = fields != COLUMNS_ALL,
    };
    int at = 4;

    if (fields == COLUMNS_ALL) {
        r->updated_at = stmt_col_i64(q, at++);
        r->updated_by = arena_copy(a, stmt_col_text(q, at++));
    }

    for (size_t i = 0; i < e->n; i++) {
        if (is_read(e, i, fields)) {
            value[i] = column_read(q, at++, &e->field[i], a);
        }
    }
    return r;
}

enum status columns_find(int64_t *out, struct db *db, const struct entity *e, int64_t facility_id,
                         const char *column, const char *text, int64_t id, int64_t except,
                         struct err *err)
{
    CLEANUP(buf_close) struct buf sql = BUF_INIT(SQL_MAX);

    /* Piece by piece: an import asks this for every row. */
    buf_str(&sql, "SELECT id FROM ");
    buf_str(&sql, e->name);
    buf_str(&sql, " WHERE facility_id = $1 AND ");
    buf_str(&sql, column);
    buf_str(&sql, " = $2 AND id <> $3 LIMIT 1");
    if (buf_status(&sql, err) != OK) {
        return err->status;
    }
    CLEANUP(stmt_close)
    struct stmt *q = stmt_dynamic(db, buf_text(&sql), text == NULL ? "iii" : "iti", "i");

    stmt_i64(q, 1, facility_id);
    if (text == NULL) {
        stmt_i64(q, 2, id);
    } else {
        stmt_text(q, 2, text);
    }
    stmt_i64(q, 3, except);
    *out = 0;
    while (stmt_next(q)) {
        *out = stmt_col_i64(q, 0);
    }
    return stmt_status(q, err);
}

static bool has_links(const struct entity *e, uint64_t fields)
{
    for (size_t i = 0; i < e->n; i++) {
        if ((fields & FIELD_BIT(i)) != 0 && column_of(&e->field[i]) == COLUMN_NONE) {
            return true;
        }
    }
    return false;
}

enum status links_read(struct record *r, uint64_t fields, struct db *db, struct arena *a,
                       struct err *err)
{
    if (!has_links(r->entity, fields)) {
        return OK;
    }
    CLEANUP(stmt_close) struct stmt *q = sql_link_list(db, r->facility_id, r->entity->name, r->id);
    struct sql_link_list_row row;

    while (sql_link_list_next(q, &row)) {
        int i = entity_field(r->entity, row.field);

        if (i < 0 || (fields & FIELD_BIT(i)) == 0) {
            continue; /* not asked for, or a field that a later version of the program knows */
        }
        const char *one = r->entity->field[i].kind == K_REFS
                              ? arena_copy(a, row.to_id)
                              : arena_printf(a, "%s:%s", row.to_entity, row.to_id);

        r->value[i] = r->value[i] == NULL ? one : arena_printf(a, "%s,%s", r->value[i], one);
    }
    return stmt_status(q, err) == OK ? arena_status(a, err) : err_note(err, "reading links");
}

/* Is part[len] one of the comma-separated parts of list? */
static bool has_part(const char *list, const char *part, size_t len)
{
    for (const char *p = list; p != NULL && *p != '\0';) {
        size_t n = strcspn(p, ",");

        if (n == len && memcmp(p, part, len) == 0) {
            return true;
        }
        p += n + (p[n] == ',');
    }
    return false;
}

static enum status link_change(struct db *db, const struct record *r, const struct field *f,
                               const char *part, size_t len, bool add, struct err *err)
{
    char entity[64], id[96];
    const char *colon = f->kind == K_ANYREFS ? memchr(part, ':', len) : NULL;

    if (f->kind == K_ANYREFS && colon == NULL) {
        return err_set(err, E_INVALID, "link without an entity");
    }
    size_t name = colon == NULL ? 0 : (size_t)(colon - part);
    size_t rest = colon == NULL ? len : len - name - 1;

    if (name >= sizeof(entity) || rest >= sizeof(id)) {
        return err_set(err, E_LIMIT, "link too long");
    }
    snprintf(entity, sizeof(entity), "%.*s", (int)name, part);
    snprintf(id, sizeof(id), "%.*s", (int)rest, part + len - rest);

    const char *to = colon == NULL ? f->ref : entity;

    return add ? sql_link_add_run(db, r->facility_id, r->entity->name, r->id, f->name, to, id, NULL,
                                  err)
               : sql_link_remove_run(db, r->facility_id, r->entity->name, r->id, f->name, to, id,
                                     NULL, err);
}

enum status links_write(struct db *db, const struct record *r, const struct field *f,
                        const char *before, const char *after, struct err *err)
{
    const struct {
        const char *list, *other;
        bool add;
    } side[] = {
        {before, after,  false},
        {after,  before, true }
    };

    for (size_t s = 0; s < COUNT(side); s++) {
        for (const char *p = side[s].list; p != NULL && *p != '\0';) {
            size_t n = strcspn(p, ",");
            enum status st =
                has_part(side[s].other, p, n) ? OK : link_change(db, r, f, p, n, side[s].add, err);

            if (st != OK) {
                return err_note(err, "writing links of %s", f->name);
            }
            p += n + (p[n] == ',');
        }
    }
    return OK;
}
