#include "record/value_ref.h"

#include "base/id.h"
#include "base/text.h"
#include "record/columns.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMAL_ID_MIN = 15 }; /* digits; shorter numbers are asset numbers, names, ... */

/* An id written out, alone or after the last '#'. */
static bool written_id(int64_t *out, const char *typed)
{
    const char *hash = strrchr(typed, '#');
    size_t digits = strspn(typed, "0123456789");

    if (typed[digits] == '\0' && digits >= DECIMAL_ID_MIN && digits <= 19) {
        *out = strtoll(typed, NULL, 10);
        return true;
    }
    return id_parse(out, hash == NULL ? typed : hash + 1);
}

static const struct field *first_title(const struct entity *e)
{
    const struct field *unique = entity_unique(e);

    if (unique != NULL) {
        return unique;
    }
    for (size_t i = 0; i < e->n; i++) {
        if ((e->field[i].flags & TITLE) != 0 && column_of(&e->field[i]) == COLUMN_TEXT) {
            return &e->field[i];
        }
    }
    return NULL;
}

struct matches {
    int64_t id;
    int n;
    const char *label;
    struct arena *arena;
};

static enum status match_label(void *self, const struct record *r, struct err *err)
{
    struct matches *m = self;
    struct arena_mark mark = arena_mark(m->arena);
    const char *label = record_label(r, m->arena);

    if (label != NULL && strcmp(label, m->label) == 0) {
        m->id = r->id;
        m->n++;
    }
    enum status st = arena_status(m->arena, err);

    if (st == OK) {
        arena_reset(m->arena, mark);
    }
    return st;
}

/* Open records whose field has this value; the id of one and how many (2: two or more). */
static enum status find_value(struct matches *m, const struct entity *e, const struct field *f,
                              const char *text, const struct value_scope *scope, struct err *err)
{
    CLEANUP(buf_close) struct buf sql = BUF_INIT(SQL_MAX);

    buf_printf(&sql,
               "SELECT id FROM %s WHERE facility_id = $1 AND %s = $2 AND closed_on IS NULL"
               " LIMIT 2",
               e->name, f->name);
    if (buf_status(&sql, err) != OK) {
        return err->status;
    }
    CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(scope->db, buf_text(&sql), "it", "i");

    stmt_i64(q, 1, scope->facility_id);
    stmt_text(q, 2, text);
    while (stmt_next(q)) {
        m->id = stmt_col_i64(q, 0);
        m->n++;
    }
    return stmt_status(q, err);
}

/* Open records with this label. With a UNIQUE field the label begins with it, and few are read;
   registers without one that others refer to are small. */
static enum status find_whole_label(struct matches *m, const struct entity *e, const char *typed,
                                    const struct value_scope *scope, struct err *err)
{
    const struct field *unique = entity_unique(e);
    const char *space = strchr(typed, ' ');
    struct filter filter = {.how = FILTER_IS};
    struct record_query query = {
        .entity = e, .facility_id = scope->facility_id, .filter = &filter, .sort = -1, .limit = -1};

    if (unique != NULL) {
        if (space == NULL) {
            return OK;
        }
        filter.field = entity_field(e, unique->name);
        filter.text = arena_copy_n(scope->arena, typed, (size_t)(space - typed));
        query.n_filters = 1;
    }
    m->label = typed;
    m->arena = scope->arena;
    return record_each(scope->db, &query, match_label, m, err);
}

/* By UNIQUE or first TITLE value; where that names none or several, by the whole label
   ("0001 PC001", "補佐 2024-04-01"). */
static enum status find_label(struct matches *m, const struct entity *e, const char *typed,
                              const struct value_scope *scope, struct err *err)
{
    const struct field *f = first_title(e);
    struct matches whole = {0};
    enum status st = OK;

    if (f != NULL) {
        const char *text =
            (f->flags & CODE_LIKE) != 0 ? text_form(scope->arena, typed, TEXT_CODE) : typed;

        st = text == NULL ? arena_status(scope->arena, err) : find_value(m, e, f, text, scope, err);
    }
    if (st != OK || m->n == 1) {
        return st;
    }
    st = find_whole_label(&whole, e, typed, scope, err);
    if (st == OK && whole.n > 0) {
        *m = whole;
    }
    return st;
}

static enum status parse_one(const char **out, const struct entity *e, const char *typed,
                             const struct value_scope *scope, struct err *err)
{
    struct matches m = {0};
    enum status st = OK;

    if (!written_id(&m.id, typed)) {
        if (scope->db != NULL) {
            st = find_label(&m, e, typed, scope, err);
        }
        if (st == OK && m.n == 0) {
            st = err_say(err, E_NOTFOUND, MSG_REFERENCE_UNKNOWN, typed, e->ja);
        } else if (st == OK && m.n > 1) {
            st = err_say(err, E_CONFLICT, MSG_REFERENCE_AMBIGUOUS, typed, e->ja);
        }
        if (st != OK) {
            return st;
        }
    }
    *out = arena_printf(scope->arena, "%" PRId64, m.id);
    return arena_status(scope->arena, err);
}

enum status ref_parse(const char **out, const struct field *f, const char *typed,
                      const struct value_scope *scope, struct err *err)
{
    return parse_one(out, entity_named(f->ref), typed, scope, err);
}

/* Add one part to the sorted list, once. Numbers of equal length sort as text. */
static const char *list_add(const char *list, const char *one, struct arena *a)
{
    const char *p = list;

    while (p != NULL && *p != '\0') {
        size_t len = strcspn(p, ",");
        int order = strncmp(p, one, len);

        if (order == 0 && one[len] == '\0') {
            return list;
        }
        if (order > 0) {
            return arena_printf(a, "%.*s%s,%s", (int)(p - list), list, one, p);
        }
        p += len + (p[len] == ',');
    }
    return list == NULL ? one : arena_printf(a, "%s,%s", list, one);
}

enum status refs_parse(const char **out, const struct field *f, const char *typed,
                       const struct value_scope *scope, struct err *err)
{
    const char *rest = typed, *part, *list = NULL;
    size_t len;

    while (value_next_part(&rest, &part, &len)) {
        const char *one =
            text_trim(scope->arena, text_or(arena_copy_n(scope->arena, part, len), ""));
        const char *id;

        if (one == NULL || *one == '\0') {
            continue;
        }
        enum status st = parse_one(&id, entity_named(f->ref), one, scope, err);

        if (st != OK) {
            return st;
        }
        list = list_add(list, id, scope->arena);
    }
    *out = list;
    return arena_status(scope->arena, err);
}

/* "device:0001" or "機器:0001" -> "device:ID"; "item:r6-med-2-1" stays. */
enum status anyrefs_parse(const char **out, const struct field *f, const char *typed,
                          const struct value_scope *scope, struct err *err)
{
    struct arena *a = scope->arena;
    const char *rest = typed, *part, *list = NULL;
    size_t len, n;
    const struct entity *const *all = entity_all(&n);

    while (value_next_part(&rest, &part, &len)) {
        char *one = text_trim(a, text_or(arena_copy_n(a, part, len), ""));
        char *colon = one == NULL ? NULL : strchr(one, ':');

        if (one == NULL || *one == '\0') {
            continue;
        }
        if (colon == NULL) {
            return err_say(err, E_INVALID, MSG_NOT_A_VALUE, one, f->ja);
        }
        if (strncmp(one, "item:", 5) == 0) {
            list = list_add(list, one, a);
            continue;
        }
        *colon = '\0';
        const struct entity *e = entity_named(one);

        for (size_t i = 0; e == NULL && i < n; i++) {
            e = strcmp(all[i]->ja, one) == 0 ? all[i] : NULL;
        }
        const char *id;

        if (e == NULL) {
            return err_say(err, E_INVALID, MSG_NOT_A_VALUE, one, f->ja);
        }
        enum status st = parse_one(&id, e, colon + 1, scope, err);

        if (st != OK) {
            return st;
        }
        list = list_add(list, arena_printf(a, "%s:%s", e->name, id), a);
    }
    *out = list;
    return arena_status(a, err);
}
