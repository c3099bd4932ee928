#include "web/api.h"

#include "base/json.h"
#include "dossier/record_json.h"
#include "record/value.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/list_query.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 32 << 20, LIMIT_DEFAULT = 100 };

/* ---- Reading ---- */

/* The cursor is the offset of the next page, as text; a list that changes meanwhile may repeat a
   record but never hides one that stays. */
static int64_t cursor_of(const struct page *pg)
{
    const char *cursor = page_query(pg, "cursor");
    int64_t n = cursor == NULL ? 0 : strtoll(cursor, NULL, 10);

    return n < 0 ? 0 : n;
}

static int limit_of(const struct page *pg)
{
    const char *limit = page_query(pg, "limit");
    int n = limit == NULL ? LIMIT_DEFAULT : atoi(limit);

    return n < 1 ? 1 : n > API_LIMIT_MAX ? API_LIMIT_MAX : n;
}

enum status api_list(struct page *pg, struct work *w)
{
    const struct entity *e;
    struct list_query q;
    struct record_list list;
    CLEANUP(buf_close) struct buf b = BUF_INIT(ANSWER_MAX);
    struct json_out j = JSON_OUT(&b);
    enum status st = page_entity(&e, pg, w);

    if (st != OK) {
        return st;
    }
    list_query_read(&q, pg, e, w);
    q.query.limit = limit_of(pg);
    q.query.offset = cursor_of(pg);
    st = record_list_read(&list, w->db, &q.query, w->arena, &w->err);
    if (st != OK) {
        return st;
    }
    json_put_object(&j, NULL);
    json_put_array(&j, "items");
    for (size_t i = 0; i < list.n; i++) {
        record_json_put(&j, NULL, list.row[i], w->arena);
    }
    json_put_end(&j);
    json_put_text(&j, "next",
                  list.more ? arena_printf(w->arena, "%" PRId64, q.query.offset + (int64_t)list.n)
                            : NULL);
    json_put_end(&j);
    st = json_put_status(&j, &w->err);
    if (st == OK) {
        page_json(pg, &b, 200);
    }
    return st;
}

static enum status answer_record(struct page *pg, struct work *w, const struct record *r,
                                 int status)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(ANSWER_MAX);
    struct json_out j = JSON_OUT(&b);

    record_json_put(&j, NULL, r, w->arena);
    enum status st = json_put_status(&j, &w->err);

    if (st == OK) {
        page_json(pg, &b, status);
    }
    return st;
}

static enum status read_one(struct record **out, struct page *pg, struct work *w)
{
    const struct entity *e;
    const char *id = page_param(pg, "id");
    enum status st = page_entity(&e, pg, w);

    return st == OK ? record_read(out, w->db, e, w->facility_id, strtoll(id, NULL, 10), w->arena,
                                  &w->err)
                    : st;
}

enum status api_get(struct page *pg, struct work *w)
{
    struct record *r;
    enum status st = read_one(&r, pg, w);

    return st == OK ? answer_record(pg, w, r, 200) : st;
}

/* ---- Writing ---- */

/* A JSON value as the text value_parse() takes; NULL for null. */
static const char *typed_of(const struct json *value, struct work *w)
{
    const char *text = json_text(value);
    const char *list = NULL;

    if (text != NULL || json_is_null(value)) {
        return text;
    }
    for (size_t i = 0; i < json_count(value); i++) {
        const char *one = json_text(json_at(value, i));

        if (one != NULL) {
            list = list == NULL ? one : arena_printf(w->arena, "%s\n%s", list, one);
        }
    }
    if (list != NULL) {
        return list;
    }
    if (json_is_bool(value)) {
        return json_bool(value, false) ? "1" : "0";
    }
    return json_is_int(value) ? arena_printf(w->arena, "%" PRId64, json_int(value, 0)) : NULL;
}

static enum status take_members(struct record *r, const struct json *body, struct work *w)
{
    struct value_scope scope = field_scope(w);

    for (size_t i = 0; i < json_count(body); i++) {
        const struct json *value;
        const char *name = json_key_at(body, i, &value);
        int field = entity_field(r->entity, name);

        if (strcmp(name, "closed_reason") == 0 || strcmp(name, "id") == 0 ||
            strcmp(name, "version") == 0) {
            continue;
        }
        if (field < 0 || (r->entity->field[field].flags & MACHINE) != 0) {
            return err_say(&w->err, E_INVALID, MSG_API_FIELD, name, r->entity->name);
        }
        enum status st = value_parse(&r->value[field], &r->entity->field[field], typed_of(value, w),
                                     &scope, &w->err);

        if (st != OK) {
            return st == E_NOTFOUND ? E_INVALID : st;
        }
    }
    return OK;
}

static enum status save(struct record *r, const char *close_reason, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    if (st == OK) {
        st = close_reason != NULL ? record_close(writer, r, close_reason, &w->err)
                                  : record_put(writer, r, NULL, &w->err);
    }
    if (st == OK) {
        st = writer_commit(writer, &w->err);
    }
    /* read again: what record_close() set lives only as long as the writer */
    return st == OK ? record_read(&r, w->db, r->entity, w->facility_id, r->id, w->arena, &w->err)
                    : st;
}

static enum status read_body(struct json_doc **doc, struct page *pg, struct work *w)
{
    size_t len;
    const char *body = page_body(pg, &len);

    return body == NULL ? err_say(&w->err, E_INVALID, MSG_API_BODY)
                        : json_parse(doc, body, len, &w->err);
}

enum status api_create(struct page *pg, struct work *w)
{
    const struct entity *e;
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = page_entity(&e, pg, w);

    if (st == OK) {
        st = read_body(&doc, pg, w);
    }
    if (st != OK) {
        return st;
    }
    struct record *r = record_new(e, w->facility_id, w->arena);

    if (r == NULL) {
        return arena_status(w->arena, &w->err);
    }
    st = take_members(r, json_root(doc), w);
    if (st == OK) {
        st = save(r, NULL, w);
    }
    return st == OK ? answer_record(pg, w, r, 201) : st;
}

enum status api_change(struct page *pg, struct work *w)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    struct record *r;
    const char *match = page_header(pg, "If-Match");
    enum status st = read_one(&r, pg, w);

    if (st == OK) {
        st = read_body(&doc, pg, w);
    }
    if (st != OK) {
        return st;
    }
    if (match == NULL) {
        return err_say(&w->err, E_INVALID, MSG_API_IF_MATCH);
    }
    r->version = strtoll(match + (*match == '"'), NULL, 10);
    st = take_members(r, json_root(doc), w);
    if (st == OK) {
        st = save(r, json_get_text(json_root(doc), "closed_reason"), w);
    }
    return st == OK ? answer_record(pg, w, r, 200) : st;
}
