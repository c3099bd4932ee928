#include "record/history.h"

#include "base/json.h"
#include "record/audit.sql.h"

#include <inttypes.h>
#include <string.h>

enum { HISTORY_MAX = 2000 }; /* entries of one record that a page or a reconstruction reads */

/* The members of "set" that are not fields. */
static bool is_closing(const char *name)
{
    return strcmp(name, "closed_on") == 0 || strcmp(name, "closed_reason") == 0;
}

static void read_changes(struct history_entry *h, const struct entity *e, const struct json *set,
                         struct arena *a)
{
    size_t n = json_count(set);

    h->change = arena_make(a, struct history_change, n);
    for (size_t i = 0; h->change != NULL && i < n; i++) {
        const struct json *pair;
        const char *name = json_key_at(set, i, &pair);
        int field = name == NULL || is_closing(name) ? -1 : entity_field(e, name);

        if (field >= 0) {
            h->change[h->n++] = (struct history_change){
                .field = field,
                .before = arena_copy(a, json_text(json_at(pair, 0))),
                .after = arena_copy(a, json_text(json_at(pair, 1))),
            };
        }
    }
}

static enum status read_entry(struct history_entry *out, const struct entity *e, const char *bytes,
                              size_t len, struct arena *a, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = json_parse(&doc, bytes, len, err);

    if (st != OK) {
        return err_set(err, E_CORRUPT, "an audit entry is not JSON");
    }
    const struct json *root = json_root(doc);

    *out = (struct history_entry){
        .seq = json_get_int(root, "seq", 0),
        .at = json_get_int(root, "at", 0),
        .by = arena_copy(a, json_get_text(root, "by")),
        .via = arena_copy(a, json_get_text(root, "via")),
        .act = arena_copy(a, json_get_text(root, "act")),
        .reason = arena_copy(a, json_get_text(root, "why")),
        .version = json_get_int(root, "version", 0),
    };
    read_changes(out, e, json_get(root, "set"), a);
    return arena_status(a, err);
}

enum status history_read(struct history *out, struct db *db, const struct entity *e,
                         int64_t facility_id, int64_t id, struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_audit_record(db, facility_id, e->name, id);
    struct history h = {.entry = arena_make(a, struct history_entry, HISTORY_MAX)};
    struct sql_audit_record_row row;

    while (h.entry != NULL && h.n < HISTORY_MAX && sql_audit_record_next(q, &row)) {
        enum status st = read_entry(&h.entry[h.n], e, row.bytes, row.bytes_size, a, err);

        if (st != OK) {
            return err_note(err, "history of %s %" PRId64, e->name, id);
        }
        h.n++;
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "history of %s %" PRId64, e->name, id);
    }
    *out = h;
    return OK;
}

/* Undo one entry on r: every field back to what it was before. */
static enum status step_back(struct record *r, const char *bytes, size_t len, struct arena *a,
                             struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;

    if (json_parse(&doc, bytes, len, err) != OK) {
        return err_set(err, E_CORRUPT, "an audit entry is not JSON");
    }
    const struct json *set = json_get(json_root(doc), "set");

    for (size_t i = 0; i < json_count(set); i++) {
        const struct json *pair;
        const char *name = json_key_at(set, i, &pair);
        const char *before = arena_copy(a, json_text(json_at(pair, 0)));
        int field = entity_field(r->entity, name);

        if (field >= 0) {
            r->value[field] = before;
        } else if (strcmp(name, "closed_on") == 0) {
            r->closed_on = before;
        } else if (strcmp(name, "closed_reason") == 0) {
            r->closed_reason = before;
        }
    }
    r->version = json_get_int(json_root(doc), "version", 1) - 1;
    return arena_status(a, err);
}

enum status history_as_of(struct record **out, struct db *db, const struct entity *e,
                          int64_t facility_id, int64_t id, int64_t at_ms, struct arena *a,
                          struct err *err)
{
    struct record *r;
    enum status st = record_read(&r, db, e, facility_id, id, a, err);

    if (st != OK) {
        return st;
    }
    CLEANUP(stmt_close) struct stmt *q = sql_audit_record(db, facility_id, e->name, id);
    struct sql_audit_record_row row;

    while (r->version > 0 && sql_audit_record_next(q, &row)) {
        if (row.at <= at_ms) {
            r->updated_at = row.at;
            break;
        }
        st = step_back(r, row.bytes, row.bytes_size, a, err);
        if (st != OK) {
            return err_note(err, "%s %" PRId64 " as it was", e->name, id);
        }
    }
    if (stmt_status(q, err) != OK) {
        return err_note(err, "%s %" PRId64 " as it was", e->name, id);
    }
    if (r->version == 0) {
        return err_set(err, E_NOTFOUND, "%s %" PRId64 " did not exist yet", e->name, id);
    }
    *out = r;
    return OK;
}

enum status history_recent(struct history_any **out, size_t *n, bool *more, struct db *db,
                           int64_t facility_id, int64_t before_seq, int limit, struct arena *a,
                           struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q =
        sql_audit_recent(db, facility_id, before_seq == 0 ? INT64_MAX : before_seq, limit + 1);
    struct history_any *list = arena_make(a, struct history_any, (size_t)limit);
    struct sql_audit_recent_row row;
    size_t count = 0;

    *more = false;
    while (list != NULL && !*more && sql_audit_recent_next(q, &row)) {
        if (count == (size_t)limit) {
            *more = true;
            break;
        }
        struct history_any *any = &list[count++];
        const struct entity *e = entity_named(row.entity);
        /* Entries that are no record change have no "set"; any table of fields reads them. */
        enum status st = read_entry(&any->entry, e == NULL ? entity_named("facility") : e,
                                    row.bytes, row.bytes_size, a, err);

        if (st != OK) {
            return err_note(err, "reading the history");
        }
        any->entity = e;
        any->id = row.has_record_id ? row.record_id : 0;
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading the history");
    }
    *out = list;
    *n = count;
    return OK;
}
