#include "web/home_pages.h"

#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/scope.html.h"

#include <inttypes.h>
#include <string.h>

enum { KINDS_MAX = 40 };

/* 管理対象の確認: the stored answers by kind, and what is registered of each kind. */
struct scope_state {
    const struct entity *entity;
    const struct choice *kind;
    size_t n;
    struct record *answer[KINDS_MAX]; /* NULL: not yet */
    struct record_list systems;
};

static enum status read_state(struct scope_state *s, struct work *w)
{
    const struct entity *system = entity_named("system");
    struct record_list list;

    s->entity = entity_named("scope_answer");
    s->kind = s->entity->field[entity_field(s->entity, "kind")].choices;
    while (s->kind[s->n].code != NULL && s->n < KINDS_MAX) {
        s->n++;
    }
    struct record_query q = {
        .entity = s->entity, .facility_id = w->facility_id, .sort = -1, .limit = KINDS_MAX};
    struct record_query all = {
        .entity = system, .facility_id = w->facility_id, .sort = -1, .limit = 500};
    enum status st = record_list_read(&list, w->db, &q, w->arena, &w->err);

    if (st == OK) {
        st = record_list_read(&s->systems, w->db, &all, w->arena, &w->err);
    }
    for (size_t i = 0; st == OK && i < list.n; i++) {
        for (size_t k = 0; k < s->n; k++) {
            if (strcmp(record_get(list.row[i], "kind"), s->kind[k].code) == 0) {
                s->answer[k] = list.row[i];
            }
        }
    }
    return st;
}

static bool is_of_kind(const struct record *system, const char *code)
{
    const char *kinds = record_get(system, "kinds");
    size_t len = strlen(code);

    for (const char *p = kinds; p != NULL && (p = strstr(p, code)) != NULL; p += len) {
        if ((p == kinds || p[-1] == ',') && (p[len] == '\0' || p[len] == ',')) {
            return true;
        }
    }
    return false;
}

static struct parts_links systems_of(const struct scope_state *s, const char *code,
                                     const struct page *pg, struct work *w)
{
    struct parts_link *link = arena_make(w->arena, struct parts_link, s->systems.n);
    size_t n = 0;

    for (size_t i = 0; link != NULL && i < s->systems.n; i++) {
        const struct record *r = s->systems.row[i];

        if (is_of_kind(r, code)) {
            link[n++] = (struct parts_link){page_record_url(pg, r->entity, r->id),
                                            record_label(r, w->arena)};
        }
    }
    return (struct parts_links){link, n};
}

static const char *present_name(const char *code, struct arena *a)
{
    return arena_printf(a, "present-%s", code);
}

static const char *note_name(const char *code, struct arena *a)
{
    return arena_printf(a, "note-%s", code);
}

static enum status row_of(struct scope_row *out, const struct scope_state *s, size_t i,
                          const struct page *pg, struct work *w)
{
    const struct choice *kind = &s->kind[i];
    struct field present = s->entity->field[entity_field(s->entity, "present")];
    struct field_input input = {
        .typed = s->answer[i] == NULL ? "unknown" : record_get(s->answer[i], "present")};

    *out = (struct scope_row){.label = w->lang == LANG_EN ? kind->en : kind->ja,
                              .systems = systems_of(s, kind->code, pg, w)};
    enum status st = field_control(&out->answer, &present, &input, w);

    out->answer.name = present_name(kind->code, w->arena);
    out->answer.help = NULL;
    out->note = (struct form_field){
        .name = note_name(kind->code, w->arena),
        .label = arena_printf(w->arena, "%s の説明", out->label),
        .control = FORM_TEXT,
        .value = s->answer[i] == NULL ? NULL : record_get(s->answer[i], "note")};
    if (strcmp(input.typed, "unknown") == 0) {
        out->state = (struct parts_badge){PARTS_WARN, "未確認"};
    } else if (strcmp(input.typed, "yes") == 0 && out->systems.n == 0) {
        out->state = (struct parts_badge){PARTS_BAD, "システムの登録なし"};
    }
    return st;
}

enum status page_scope(struct page *pg, struct work *w)
{
    struct scope_state s = {0};
    struct parts_notice notice;
    enum status st = read_state(&s, w);

    if (st != OK) {
        return st;
    }
    struct scope_row *row = arena_make(w->arena, struct scope_row, s.n);
    struct scope_view v = {
        .head = {.title = "管理対象の確認"},
        .post = page_post(pg, page_url(pg, "/scope")),
        .row = row,
        .n = s.n,
        .submit = (w->may & MAY_EDIT) != 0 ? "保存する" : NULL,
    };

    for (size_t i = 0; row != NULL && st == OK && i < s.n; i++) {
        st = row_of(&row[i], &s, i, pg, w);
    }
    if (st != OK) {
        return st;
    }
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_scope(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

static enum status save_one(struct writer *writer, const struct scope_state *s, size_t i,
                            const struct page *pg, struct work *w)
{
    struct value_scope scope = field_scope(w);
    const char *present = page_field(pg, present_name(s->kind[i].code, w->arena));
    const char *note = page_field(pg, note_name(s->kind[i].code, w->arena));
    int at_present = entity_field(s->entity, "present"), at_note = entity_field(s->entity, "note");
    struct record *r = s->answer[i];

    if (present == NULL) {
        return OK;
    }
    if (r == NULL) {
        r = record_new(s->entity, w->facility_id, w->arena);
        if (r == NULL) {
            return arena_status(w->arena, &w->err);
        }
        r->value[entity_field(s->entity, "kind")] = s->kind[i].code;
    }
    enum status st =
        value_parse(&r->value[at_present], &s->entity->field[at_present], present, &scope, &w->err);

    if (st == OK) {
        st = value_parse(&r->value[at_note], &s->entity->field[at_note], note, &scope, &w->err);
    }
    return st == OK ? record_put(writer, r, NULL, &w->err) : st;
}

enum status post_scope(struct page *pg, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct scope_state s = {0};
    enum status st = read_state(&s, w);

    if (st == OK) {
        st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);
    }
    for (size_t i = 0; st == OK && i < s.n; i++) {
        st = save_one(writer, &s, i, pg, w);
    }
    if (st == OK) {
        st = writer_commit(writer, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/scope"), MSG_SAVED, "管理対象の確認");
    }
    return st;
}
