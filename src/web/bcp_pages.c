#include "web/bcp_pages.h"

#include "base/text.h"
#include "checklist/catalogue.h"
#include "web/bcp.html.h"
#include "web/field_view.h"
#include "web/form_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char form_title[] = "BCP確認表";

/* What a row of the page lets one fill in. */
enum { REPLY, PLACE, NOTE, FIELDS };
static const char *const field_names[FIELDS] = {"reply", "place", "note"};

/* One question with its stored answer, and what stands in its controls. */
struct question {
    const struct bcp_question *ask;
    struct record *answer;            /* NULL: not yet */
    struct field_input input[FIELDS]; /* as stored, or as posted */
    const char *problem;
};

struct bcp_state {
    const struct entity *entity;
    int item, field[FIELDS];
    struct question *question;
    size_t n;
};

static enum status read_state(struct bcp_state *s, struct work *w)
{
    struct bcp_question *ask;
    struct record_list list;
    struct value_scope scope = field_scope(w);
    enum status st = catalogue_bcp_questions(&ask, &s->n, w->arena, &w->err);

    s->entity = entity_named("bcp_answer");
    s->item = entity_field(s->entity, "item");
    for (size_t f = 0; f < FIELDS; f++) {
        s->field[f] = entity_field(s->entity, field_names[f]);
    }
    struct record_query q = {
        .entity = s->entity, .facility_id = w->facility_id, .sort = -1, .limit = 500};

    if (st == OK) {
        st = record_list_read(&list, w->db, &q, w->arena, &w->err);
    }
    s->question = arena_make(w->arena, struct question, s->n);
    if (st != OK || s->question == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    for (size_t i = 0; i < s->n; i++) {
        s->question[i] = (struct question){.ask = &ask[i]};
        for (size_t r = 0; r < list.n; r++) {
            if (strcmp(list.row[r]->value[s->item], ask[i].id) == 0) {
                const struct field_input *stored = field_of_record(list.row[r], &scope);

                s->question[i].answer = list.row[r];
                for (size_t f = 0; stored != NULL && f < FIELDS; f++) {
                    s->question[i].input[f] = stored[s->field[f]];
                }
            }
        }
    }
    return arena_status(w->arena, &w->err);
}

static const char *control(const struct question *q, const char *field, struct arena *a)
{
    return arena_printf(a, "%s-%s", field, q->ask->id);
}

/* ---- Showing ---- */

static enum status row_of(struct bcp_row *out, const struct bcp_state *s, const struct question *q,
                          struct work *w)
{
    struct form_field *const cell[FIELDS] = {&out->reply, &out->place, &out->note};
    enum status st = OK;

    *out = (struct bcp_row){
        .no = q->ask->no,
        .title = q->ask->title,
        .text = q->ask->text,
        .evidence = q->ask->evidence,
        .version = {control(q, "version", w->arena),
                    arena_printf(w->arena, "%" PRId64, q->answer == NULL ? 0 : q->answer->version)},
        .problem = q->problem,
    };
    for (size_t f = 0; st == OK && f < FIELDS; f++) {
        const struct field *field = &s->entity->field[s->field[f]];

        st = field_control(cell[f], field, &q->input[f], w);
        cell[f]->name = control(q, field->name, w->arena);
        cell[f]->label = arena_printf(w->arena, "%s %s", q->ask->no, field_label(field, w->lang));
        cell[f]->help = cell[f]->example = NULL;
        if (cell[f]->control == FORM_NOTE) {
            cell[f]->control = FORM_TEXT;
        }
    }
    return st;
}

static enum status add_phases(struct bcp_view *v, const struct bcp_state *s, struct work *w)
{
    struct bcp_row *row = arena_make(w->arena, struct bcp_row, s->n);
    struct bcp_phase *phase = arena_make(w->arena, struct bcp_phase, s->n);

    for (size_t i = 0; row != NULL && phase != NULL && i < s->n; i++) {
        enum status st = row_of(&row[i], s, &s->question[i], w);

        if (st != OK) {
            return st;
        }
        if (v->n == 0 || strcmp(phase[v->n - 1].title, s->question[i].ask->phase) != 0) {
            phase[v->n] = (struct bcp_phase){.id = arena_printf(w->arena, "phase-%zu", v->n + 1),
                                             .title = s->question[i].ask->phase,
                                             .row = &row[i]};
            v->n++;
        }
        phase[v->n - 1].n++;
    }
    v->phase = phase;
    return arena_status(w->arena, &w->err);
}

static const char *progress(const struct bcp_state *s, struct arena *a)
{
    size_t answered = 0, no = 0;

    for (size_t i = 0; i < s->n; i++) {
        const struct record *r = s->question[i].answer;
        const char *reply = r == NULL ? NULL : r->value[s->field[REPLY]];

        answered += reply != NULL;
        no += reply != NULL && strcmp(reply, "no") == 0;
    }
    return arena_printf(a, "%zu問のうち %zu問に回答、いいえ %zu問", s->n, answered, no);
}

static void add_errors(struct bcp_view *v, const struct bcp_state *s, struct work *w)
{
    struct parts_error *error = arena_make(w->arena, struct parts_error, s->n * (FIELDS + 1));
    size_t n = 0;

    for (size_t i = 0; error != NULL && i < s->n; i++) {
        const struct question *q = &s->question[i];

        if (q->problem != NULL) {
            error[n++] =
                (struct parts_error){control(q, "reply", w->arena), q->ask->no, q->problem};
        }
        for (size_t f = 0; f < FIELDS; f++) {
            if (q->input[f].error != NULL) {
                error[n++] = (struct parts_error){control(q, field_names[f], w->arena), q->ask->no,
                                                  q->input[f].error};
            }
        }
    }
    v->errors = (struct parts_errors){error, n};
}

static enum status show(struct page *pg, struct work *w, const struct bcp_state *s)
{
    struct bcp_view v = {
        .head = {.title = form_title,
                 .note = progress(s, w->arena),
                 .back = {page_url(pg, "/bcp"), "サイバーBCP"}},
        .post = page_post(pg, page_url(pg, "/bcp-check")),
        .notice =
            "厚生労働省「サイバー攻撃を想定した事業継続計画（BCP）策定の確認表（医療機関用）」の"
            "項目です。文言を確かめられていない項目には印があります。",
        .official = {page_url(pg,                   "/references"),      "公式様式は参考資料にあります"},
        .submit = (w->may & MAY_EDIT) != 0 ? "保存する" : NULL,
    };
    struct parts_notice notice;
    enum status st = add_phases(&v, s, w);

    if (st != OK) {
        return st;
    }
    add_errors(&v, s, w);
    if (v.errors.n > 0) {
        page_has_errors(pg);
    }
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_bcp(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_bcp(struct page *pg, struct work *w)
{
    struct bcp_state s = {0};
    enum status st = read_state(&s, w);

    return st == OK ? show(pg, w, &s) : st;
}

/* ---- Saving ---- */

static const char *said(struct work *w)
{
    char text[1024];

    return arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)));
}

static bool same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* 「はい／第3章」: what another person saved, for who comes second. */
static const char *as_stored(const struct bcp_state *s, const struct record *r,
                             const struct value_scope *scope, struct arena *a)
{
    const char *reply =
        value_show(&s->entity->field[s->field[REPLY]], r->value[s->field[REPLY]], scope);
    const char *place = r->value[s->field[PLACE]];

    return arena_printf(a, "%s／%s", text_or(reply, "未記入"), text_or(place, "未記入"));
}

/*
 * Bring what was posted for one question into its record. *changed: there is something to save.
 * Complaints go to q.
 */
static enum status take(struct question *q, bool *changed, const struct bcp_state *s,
                        const struct page *pg, struct work *w)
{
    struct value_scope scope = field_scope(w);
    const char *version = page_field(pg, control(q, "version", w->arena));
    struct record *r =
        q->answer != NULL ? q->answer : record_new(s->entity, w->facility_id, w->arena);

    *changed = false;
    if (r == NULL) {
        return arena_status(w->arena, &w->err);
    }
    int64_t current = r->version;
    const char *stored = as_stored(s, r, &scope, w->arena);

    for (size_t f = 0; f < FIELDS; f++) {
        const char *typed = page_field(pg, control(q, field_names[f], w->arena));
        const char *value;

        if (typed == NULL) {
            continue;
        }
        q->input[f] = (struct field_input){.typed = typed};
        enum status st =
            value_parse(&value, &s->entity->field[s->field[f]], typed, &scope, &w->err);

        if (st == E_INVALID) {
            q->input[f].error = said(w);
        } else if (st != OK) {
            return st;
        } else if (!same(value, r->value[s->field[f]])) {
            r->value[s->field[f]] = value;
            *changed = true;
        }
    }
    if (*changed && (version == NULL || strtoll(version, NULL, 10) != current)) {
        err_say(&w->err, E_CONFLICT, MSG_BCP_CONFLICT, stored);
        q->problem = said(w);
    }
    r->value[s->item] = q->ask->id;
    q->answer = r;
    return OK;
}

static enum status save(const struct bcp_state *s, const bool *changed, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    for (size_t i = 0; st == OK && i < s->n; i++) {
        if (changed[i]) {
            st = record_put(writer, s->question[i].answer, NULL, &w->err);
        }
    }
    return st == OK ? writer_commit(writer, &w->err) : st;
}

enum status post_bcp(struct page *pg, struct work *w)
{
    struct bcp_state s = {0};
    enum status st = read_state(&s, w);
    bool *changed = arena_make(w->arena, bool, s.n);
    bool good = true;

    if (st != OK || changed == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    for (size_t i = 0; i < s.n; i++) {
        struct question *q = &s.question[i];

        st = take(q, &changed[i], &s, pg, w);
        if (st != OK) {
            return st;
        }
        good = good && q->problem == NULL;
        for (size_t f = 0; f < FIELDS; f++) {
            good = good && q->input[f].error == NULL;
        }
    }
    if (!good) {
        return show(pg, w, &s);
    }
    st = save(&s, changed, w);
    if (st == OK) {
        page_go(pg, page_url(pg, "/bcp-check"), MSG_SAVED, form_title);
    }
    return st;
}
