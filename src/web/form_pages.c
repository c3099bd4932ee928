#include "web/form_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "web/conflict.h"
#include "web/field_view.h"
#include "web/form.html.h"
#include "web/wire_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum status page_entity(const struct entity **out, const struct page *pg, struct work *w)
{
    const struct entity *e = entity_named(page_param(pg, "entity"));

    if (e == NULL) {
        return err_set(&w->err, E_NOTFOUND, "no entity %s", page_param(pg, "entity"));
    }
    *out = e;
    return OK;
}

const char *page_record_url(const struct page *pg, const struct entity *e, int64_t id)
{
    char text[ID_TEXT_SIZE];

    return page_url(pg, "/%s/%s", e->name, id_text(text, id));
}

static bool has_file(const struct entity *e)
{
    for (size_t i = 0; i < e->n; i++) {
        if (e->field[i].kind == K_FILE) {
            return true;
        }
    }
    return false;
}

/* The form around input: new when r->id is 0. */
static enum status show_form(struct page *pg, struct work *w, const struct record *r,
                             struct field_input *input, const char *whole)
{
    const struct entity *e = r->entity;
    bool is_new = r->id == 0;
    const char *list = page_url(pg, "/%s", e->name);
    const char *self = is_new ? list : page_record_url(pg, e, r->id);
    struct parts_hidden version = {"version", arena_printf(w->arena, "%" PRId64, r->version)};
    struct form_group *group;
    struct form_view v = {
        .head = {.title = is_new ? arena_printf(w->arena, "%sの登録", entity_label(e, w->lang))
                                 : record_label(r, w->arena),
                 .back = {.url = is_new ? list : self,
                          .label =
                              is_new ? register_label(e, w->lang) : record_label(r, w->arena)}},
        .post = page_post(pg, self),
        .errors = field_errors(e, input, whole, w->arena),
        .submit = "保存する",
        .submit_more = is_new ? "保存して次を登録する" : NULL,
        .cancel_url = is_new ? list : self,
    };
    const char *wire = page_query(pg, "wire");
    struct parts_notice notice;
    enum status st =
        wire == NULL ? OK : wire_propose(input, &notice, &v.head.n_notices, r, wire, w);

    if (st == OK) {
        st = field_groups(&group, &v.n_groups, e, input, w);
    }
    if (st != OK) {
        return st;
    }
    v.head.notice = &notice;
    v.group = group;
    v.post.hidden = &version;
    v.post.n_hidden = 1;
    v.post.has_file = has_file(e);
    if (v.errors.n > 0) {
        page_has_errors(pg);
    }
    page_title(pg, v.head.title);
    tpl_form(page_html(pg), &v);
    return OK;
}

/* A new record's form may begin with values from the query: ?vendor=ID, or ?from=ID to copy. */
static enum status prefill(struct record *r, const struct page *pg, struct work *w)
{
    const char *from = page_query(pg, "from");
    struct value_scope scope = field_scope(w);
    int64_t id;

    if (from != NULL && id_parse(&id, from)) {
        struct record *source;
        enum status st =
            record_read(&source, w->db, r->entity, w->facility_id, id, w->arena, &w->err);

        if (st != OK) {
            return st;
        }
        for (size_t i = 0; i < r->entity->n; i++) {
            if ((r->entity->field[i].flags & (UNIQUE | MACHINE)) == 0) {
                r->value[i] = source->value[i];
            }
        }
    }
    for (size_t i = 0; i < r->entity->n; i++) {
        const char *given = page_query(pg, r->entity->field[i].name);

        if (given != NULL &&
            value_parse(&r->value[i], &r->entity->field[i], given, &scope, &w->err) != OK) {
            r->value[i] = NULL; /* a link that has grown old: the form just begins empty there */
        }
    }
    return arena_status(w->arena, &w->err);
}

/* The register that a new record goes into. */
static enum status new_entity(const struct entity **out, const struct page *pg, struct work *w)
{
    enum status st = page_entity(out, pg, w);

    return st != OK || entity_is_added(*out) ? st
                                             : err_set(&w->err, E_NOTFOUND, "nobody adds to it");
}

enum status page_record_new(struct page *pg, struct work *w)
{
    const struct entity *e;
    enum status st = new_entity(&e, pg, w);

    if (st != OK) {
        return st;
    }
    struct record *r = record_new(e, w->facility_id, w->arena);
    struct value_scope scope = field_scope(w);

    if (r == NULL) {
        return arena_status(w->arena, &w->err);
    }
    st = prefill(r, pg, w);
    return st == OK ? show_form(pg, w, r, field_of_record(r, &scope), NULL) : st;
}

enum status page_record_edit(struct page *pg, struct work *w)
{
    const struct entity *e;
    struct record *r;
    struct value_scope scope = field_scope(w);
    enum status st = page_entity(&e, pg, w);

    if (st == OK) {
        st = record_read(&r, w->db, e, w->facility_id, page_id(pg, "id"), w->arena, &w->err);
    }
    return st == OK ? show_form(pg, w, r, field_of_record(r, &scope), NULL) : st;
}

/* Every rule the record breaks, to the fields it is about; *whole gets the others. */
static enum status complain(struct field_input *input, const char **whole, bool *good,
                            const struct record *r, struct work *w)
{
    struct complaint *list;
    enum status st = record_check(&list, w->db, r, w->now_ms, w->arena, &w->err);

    for (; st == OK && list != NULL; list = list->next) {
        char text[1024];
        const char *said = arena_copy(w->arena, err_text(&list->err, w->lang, text, sizeof(text)));

        *good = false;
        if (list->field < 0) {
            *whole = said;
        } else if (input[list->field].error == NULL) {
            input[list->field].error = said;
        }
    }
    return st;
}

static enum status save(struct record *r, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    if (st == OK) {
        st = record_put(writer, r, NULL, &w->err);
    }
    return st == OK ? writer_commit(writer, &w->err) : st;
}

static void go_on(struct page *pg, struct work *w, const struct record *r)
{
    const char *then = page_field(pg, "then");
    const char *label = record_label(r, w->arena);

    if (then != NULL && strcmp(then, "more") == 0) {
        page_go(pg, page_url(pg, "/%s/new", r->entity->name), MSG_SAVED, label);
    } else {
        page_go(pg, page_record_url(pg, r->entity, r->id), MSG_SAVED, label);
    }
}

/* Who saves the whole form has seen what an import had assumed: it is theirs now. */
static void confirm_assumed(struct record *r)
{
    int mark = entity_field(r->entity, "to_confirm");

    if (mark >= 0) {
        r->value[mark] = NULL;
    }
}

/* Parse, check and save what was posted into r; shows the form again when it cannot be saved. */
static enum status take(struct page *pg, struct work *w, struct record *r)
{
    struct field_input *input = field_read(pg, r->entity, w->arena);
    const char *whole = NULL;
    bool good;

    if (input == NULL) {
        return arena_status(w->arena, &w->err);
    }
    enum status st = field_parse(r, input, &good, pg, w);

    if (st == OK && good) {
        st = complain(input, &whole, &good, r, w);
    }
    if (st != OK) {
        return st;
    }
    if (!good) {
        return show_form(pg, w, r, input, whole);
    }
    confirm_assumed(r);
    st = save(r, w);
    if (st == OK) {
        go_on(pg, w, r);
    }
    return st;
}

enum status post_record_new(struct page *pg, struct work *w)
{
    const struct entity *e;
    enum status st = new_entity(&e, pg, w);

    if (st != OK) {
        return st;
    }
    struct record *r = record_new(e, w->facility_id, w->arena);

    return r == NULL ? arena_status(w->arena, &w->err) : take(pg, w, r);
}

enum status post_record_edit(struct page *pg, struct work *w)
{
    const struct entity *e;
    struct record *r;
    const char *version = page_field(pg, "version");
    enum status st = page_entity(&e, pg, w);

    if (st == OK) {
        st = record_read(&r, w->db, e, w->facility_id, page_id(pg, "id"), w->arena, &w->err);
    }
    if (st != OK) {
        return st;
    }
    int64_t seen = version == NULL ? 0 : strtoll(version, NULL, 10);

    if (seen != r->version) {
        return page_conflict(pg, w, r, seen);
    }
    st = take(pg, w, r);
    if (st == E_CONFLICT) { /* somebody saved between our read and our write */
        st = record_read(&r, w->db, e, w->facility_id, page_id(pg, "id"), w->arena, &w->err);
        return st == OK ? page_conflict(pg, w, r, seen) : st;
    }
    return st;
}

enum status post_record_close(struct page *pg, struct work *w)
{
    const struct entity *e;
    struct record *r;
    const char *reason = page_field(pg, "reason");
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = page_entity(&e, pg, w);

    if (st == OK) {
        st = record_read(&r, w->db, e, w->facility_id, page_id(pg, "id"), w->arena, &w->err);
    }
    if (st != OK) {
        return st;
    }
    bool reopen = r->closed_on != NULL;

    st = reopen ? OK : record_check_reason(reason, &w->err);
    if (st != OK) {
        return st;
    }
    st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);
    if (st == OK) {
        st = record_close(writer, r, reopen ? NULL : reason, &w->err);
    }
    if (st == OK) {
        st = writer_commit(writer, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_record_url(pg, e, r->id), reopen ? MSG_REOPENED : MSG_CLOSED,
                record_label(r, w->arena));
    }
    return st;
}
