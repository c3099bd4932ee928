#include "web/bulk_pages.h"

#include "base/id.h"
#include "web/field_view.h"
#include "web/form.html.h"
#include "web/form_pages.h"

#include <stdio.h>
#include <string.h>

enum { BULK_MAX = 500 };

/*
 * Both pages work in two posts to the same address: the list sends the ticked ids, the form sends
 * them again with step=save and what shall be done.
 */
struct bulk {
    const struct entity *entity;
    struct record *record[BULK_MAX];
    size_t n;
};

static enum status read_ticked(struct bulk *b, const struct page *pg, struct work *w)
{
    const char *const *id;
    size_t n = page_fields(pg, "id", &id);
    enum status st = page_entity(&b->entity, pg, w);

    if (st == OK && n == 0) {
        st = err_say(&w->err, E_INVALID, MSG_BULK_NONE);
    }
    if (st == OK && n > BULK_MAX) {
        st = err_say(&w->err, E_LIMIT, MSG_BULK_MANY);
    }
    for (size_t i = 0; st == OK && i < n; i++) {
        int64_t number;

        st = id_parse(&number, id[i]) ? record_read(&b->record[b->n++], w->db, b->entity,
                                                    w->facility_id, number, w->arena, &w->err)
                                      : err_set(&w->err, E_NOTFOUND, "no such id");
    }
    return st;
}

static const struct parts_hidden *hidden_ids(const struct bulk *b, size_t *n, struct work *w)
{
    struct parts_hidden *h = arena_make(w->arena, struct parts_hidden, b->n + 1);
    char id[ID_TEXT_SIZE];

    if (h == NULL) {
        return NULL;
    }
    h[0] = (struct parts_hidden){"step", "save"};
    for (size_t i = 0; i < b->n; i++) {
        h[i + 1] = (struct parts_hidden){"id", arena_copy(w->arena, id_text(id, b->record[i]->id))};
    }
    *n = b->n + 1;
    return h;
}

static bool is_second_step(const struct page *pg)
{
    const char *step = page_field(pg, "step");

    return step != NULL && strcmp(step, "save") == 0;
}

/* "0003、0007、0012 ほか9件" */
static const char *names(const struct bulk *b, struct work *w)
{
    const char *list = NULL;
    size_t shown = b->n < 5 ? b->n : 5;

    for (size_t i = 0; i < shown; i++) {
        const char *label = record_label(b->record[i], w->arena);

        list = list == NULL ? label : arena_printf(w->arena, "%s、%s", list, label);
    }
    return shown == b->n ? list : arena_printf(w->arena, "%s ほか%zu件", list, b->n - shown);
}

/* ---- Changing ---- */

static bool is_picked(const struct page *pg, const struct field *f, struct work *w)
{
    return page_field(pg, arena_printf(w->arena, "pick_%s", f->name)) != NULL;
}

static bool is_editable(const struct field *f)
{
    return (f->flags & (MACHINE | UNIQUE)) == 0 && f->kind != K_FILE;
}

static enum status show_bulk(struct page *pg, struct work *w, const struct bulk *b,
                             const struct field_input *input, const char *whole)
{
    const struct entity *e = b->entity;
    struct form_field *field = arena_make(w->arena, struct form_field, e->n + 1);
    struct form_group group[2] = {
        {.label = "直す項目に印を付けてください", .field = field}
    };
    struct form_field reason = {.name = "reason",
                                .label = "変更の理由",
                                .control = FORM_TEXT,
                                .value = page_field(pg, "reason"),
                                .example = "棚卸で確認"};

    if (field == NULL) {
        return arena_status(w->arena, &w->err);
    }
    for (size_t i = 0; i < e->n; i++) {
        if (is_editable(&e->field[i])) {
            struct form_field *f = &field[group[0].n++];
            enum status st = field_control(f, &e->field[i], &input[i], w);

            if (st != OK) {
                return st;
            }
            f->required = false;
            f->picked = is_picked(pg, &e->field[i], w);
        }
    }
    field[group[0].n++] = reason;

    const char *list = page_url(pg, "/%s", e->name);
    struct form_view v = {
        .head = {.title = "まとめて直す",
                 .note = arena_printf(w->arena, "%zu件：%s", b->n, names(b, w)),
                 .back = {.url = list, .label = register_label(e, w->lang)}},
        .post = page_post(pg, page_url(pg, "/%s/bulk", e->name)),
        .errors = field_errors(e, input, whole, w->arena),
        .group = group,
        .n_groups = 1,
        .is_bulk = true,
        .submit = arena_printf(w->arena, "%zu件を直す", b->n),
        .cancel_url = list,
    };

    v.post.hidden = hidden_ids(b, &v.post.n_hidden, w);
    if (v.errors.n > 0) {
        page_has_errors(pg);
    }
    page_title(pg, v.head.title);
    tpl_form(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

static enum status save_all(const struct bulk *b, const char *reason, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    if (st == OK) {
        writer_reason(writer, reason != NULL && *reason != '\0' ? reason : NULL, 0);
    }
    for (size_t i = 0; st == OK && i < b->n; i++) {
        st = record_put(writer, b->record[i], NULL, &w->err);
    }
    return st == OK ? writer_commit(writer, &w->err) : st;
}

/* The picked values into every record; complaints of parsing go to input. */
static enum status apply(struct bulk *b, struct field_input *input, bool *good, bool *any,
                         struct page *pg, struct work *w)
{
    struct record *pattern = record_new(b->entity, w->facility_id, w->arena);
    enum status st = pattern == NULL ? arena_status(w->arena, &w->err)
                                     : field_parse(pattern, input, good, pg, w);

    *good = true;
    *any = false;
    for (size_t i = 0; st == OK && i < b->entity->n; i++) {
        if (!is_editable(&b->entity->field[i]) || !is_picked(pg, &b->entity->field[i], w)) {
            input[i].error = NULL; /* what is not picked is not sent on */
            continue;
        }
        *any = true;
        *good = *good && input[i].error == NULL;
        for (size_t k = 0; k < b->n; k++) {
            b->record[k]->value[i] = pattern->value[i];
        }
    }
    return st;
}

static enum status said(struct work *w, const char **out)
{
    char text[1024];

    *out = arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)));
    return arena_status(w->arena, &w->err);
}

enum status post_bulk(struct page *pg, struct work *w)
{
    struct bulk b = {0};
    const char *whole = NULL;
    bool good, any;
    enum status st = read_ticked(&b, pg, w);

    if (st != OK) {
        return st;
    }
    struct field_input *input = is_second_step(pg)
                                    ? field_read(pg, b.entity, w->arena)
                                    : arena_make(w->arena, struct field_input, b.entity->n);

    if (input == NULL || !is_second_step(pg)) {
        return input == NULL ? arena_status(w->arena, &w->err) : show_bulk(pg, w, &b, input, NULL);
    }
    st = apply(&b, input, &good, &any, pg, w);
    if (st != OK) {
        return st;
    }
    if (!any) {
        err_say(&w->err, E_INVALID, MSG_BULK_NOTHING);
        st = said(w, &whole);
        return st == OK ? show_bulk(pg, w, &b, input, whole) : st;
    }
    if (!good) {
        return show_bulk(pg, w, &b, input, NULL);
    }
    const char *reason = page_field(pg, "reason");

    if (reason != NULL && *reason != '\0') {
        st = record_check_reason(reason, &w->err);
    }
    if (st == OK) {
        st = save_all(&b, reason, w);
    }
    if (st == E_INVALID || st == E_CONFLICT) {
        st = said(w, &whole);
        return st == OK ? show_bulk(pg, w, &b, input, whole) : st;
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/%s", b.entity->name), MSG_BULK_SAVED,
                arena_printf(w->arena, "%zu", b.n));
    }
    return st;
}

/* ---- Closing ---- */

static enum status show_close(struct page *pg, struct work *w, const struct bulk *b,
                              const char *problem)
{
    struct form_field reason = {.name = "reason",
                                .label = "理由",
                                .control = FORM_TEXT,
                                .required = true,
                                .value = page_field(pg, "reason"),
                                .error = problem,
                                .help = "記録は消えません。いつでも元に戻せます。",
                                .example = "入れ替えのため廃棄"};
    struct form_group group = {.field = &reason, .n = 1};
    struct parts_error error = {"reason", "理由", reason.error};
    const char *list = page_url(pg, "/%s", b->entity->name);
    struct form_view v = {
        .head = {.title = "終了にする",
                 .note = arena_printf(w->arena, "%zu件：%s", b->n, names(b, w)),
                 .back = {.url = list, .label = register_label(b->entity, w->lang)}},
        .post = page_post(pg, page_url(pg, "/%s/bulk/close", b->entity->name)),
        .errors = {&error,                      problem != NULL               },
        .group = &group,
        .n_groups = 1,
        .submit = arena_printf(w->arena, "%zu件を終了にする", b->n),
        .cancel_url = list,
    };

    v.post.hidden = hidden_ids(b, &v.post.n_hidden, w);
    if (problem != NULL) {
        page_has_errors(pg);
    }
    page_title(pg, v.head.title);
    tpl_form(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status post_bulk_close(struct page *pg, struct work *w)
{
    struct bulk b = {0};
    const char *reason = page_field(pg, "reason");
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = read_ticked(&b, pg, w);

    if (st != OK) {
        return st;
    }
    if (!is_second_step(pg)) {
        return show_close(pg, w, &b, NULL);
    }
    if (record_check_reason(reason, &w->err) != OK) {
        const char *problem;

        st = said(w, &problem);
        return st == OK ? show_close(pg, w, &b, problem) : st;
    }
    st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);
    for (size_t i = 0; st == OK && i < b.n; i++) {
        st = b.record[i]->closed_on != NULL ? OK
                                            : record_close(writer, b.record[i], reason, &w->err);
    }
    if (st == OK) {
        st = writer_commit(writer, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/%s", b.entity->name), MSG_BULK_CLOSED,
                arena_printf(w->arena, "%zu", b.n));
    }
    return st;
}
