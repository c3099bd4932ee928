#include "record/put_check.h"

#include "base/date.h"
#include "base/text.h"
#include "record/columns.h"
#include "record/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void complain(struct rule_scope *s, int field, enum status status, enum msg msg,
                     const char *const arg[ERR_ARGS])
{
    struct complaint *c = arena_make(s->arena, struct complaint, 1);

    if (c == NULL) {
        return;
    }
    c->field = field;
    err_say_args(&c->err, status, msg, ERR_ARGS, arg);
    while (*s->tail != NULL) {
        s->tail = &(*s->tail)->next;
    }
    *s->tail = c;
}

void rule_complain(struct rule_scope *s, const char *field, enum msg msg, const char *a1,
                   const char *a2, const char *a3)
{
    const char *const arg[ERR_ARGS] = {a1, a2, a3};

    complain(s, field == NULL ? -1 : entity_field(s->record->entity, field), E_INVALID, msg, arg);
}

enum status put_conflict(const struct record *stored, struct arena *a, struct err *err)
{
    return err_say(err, E_CONFLICT, MSG_SAVED_MEANWHILE, record_label(stored, a),
                   stored->updated_by, date_time(a, stored->updated_at));
}

static enum status check_unique(struct rule_scope *s, int i, struct err *err)
{
    const struct record *r = s->record;
    const struct field *f = &r->entity->field[i];
    int64_t other;
    enum status st =
        columns_find(&other, s->db, r->entity, r->facility_id, f->name, r->value[i], 0, r->id, err);

    if (st == OK && other != 0) {
        const char *const arg[ERR_ARGS] = {f->ja, r->value[i], r->entity->ja};

        complain(s, i, E_CONFLICT, MSG_TAKEN, arg);
    }
    return st;
}

/* Every id of a reference must be a record of this facility. */
static enum status check_reference(struct rule_scope *s, int i, struct err *err)
{
    const struct field *f = &s->record->entity->field[i];
    const struct entity *to = entity_named(f->ref);

    for (const char *p = s->record->value[i]; *p != '\0';) {
        char *end;
        int64_t id = strtoll(p, &end, 10), found = 0;
        enum status st =
            columns_find(&found, s->db, to, s->record->facility_id, "id", NULL, id, 0, err);

        if (st != OK) {
            return st;
        }
        if (found == 0) {
            const char *const arg[ERR_ARGS] = {f->ja, to->ja};

            complain(s, i, E_INVALID, MSG_NO_SUCH_REFERENCE, arg);
            return OK;
        }
        p = end + (*end == ',');
    }
    return OK;
}

static enum status check_field(struct rule_scope *s, int i, struct err *err)
{
    const struct record *r = s->record;
    const struct field *f = &r->entity->field[i];

    if (r->value[i] == NULL) {
        if ((f->flags & REQUIRED) != 0) {
            const char *const arg[ERR_ARGS] = {f->ja, f->example == NULL ? "" : f->example};

            complain(s, i, E_INVALID, f->example == NULL ? MSG_REQUIRED : MSG_REQUIRED_LIKE, arg);
        }
        return OK;
    }
    if (!value_is_canonical(f, r->value[i])) {
        const char *const arg[ERR_ARGS] = {r->value[i], f->ja};

        complain(s, i, E_INVALID, MSG_NOT_A_VALUE, arg);
        return OK;
    }
    if ((f->flags & UNIQUE) != 0) {
        return s->is_stored_next ? OK : check_unique(s, i, err);
    }
    if (f->kind == K_REF || f->kind == K_REFS) {
        return check_reference(s, i, err);
    }
    return OK;
}

static enum status check(struct complaint **out, struct db *db, const struct record *r,
                         int64_t now_ms, bool is_stored_next, struct arena *a, struct err *err)
{
    struct complaint *list = NULL;
    struct rule_scope s = {.db = db,
                           .record = r,
                           .now_ms = now_ms,
                           .arena = a,
                           .is_stored_next = is_stored_next,
                           .tail = &list};
    enum status st = OK;

    for (size_t i = 0; i < r->entity->n && st == OK; i++) {
        st = check_field(&s, (int)i, err);
    }
    if (st == OK) {
        st = rules_check(&s, err);
    }
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st != OK) {
        return err_note(err, "checking a %s", r->entity->name);
    }
    *out = list;
    return OK;
}

enum status record_check(struct complaint **out, struct db *db, const struct record *r,
                         int64_t now_ms, struct arena *a, struct err *err)
{
    return check(out, db, r, now_ms, false, a, err);
}

enum status put_check_new(struct complaint **out, struct db *db, const struct record *r,
                          int64_t now_ms, struct arena *a, struct err *err)
{
    return check(out, db, r, now_ms, true, a, err);
}
