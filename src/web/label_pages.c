#include "web/label_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "readiness/media.h"
#include "record/value.h"
#include "render/qr.h"
#include "render/svg.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/label.html.h"

#include <string.h>

enum { QR_MAX = 64 * 1024, FACTS = 4 };

static enum status read_media(struct record **out, const struct page *pg, struct work *w)
{
    return record_read(out, w->db, entity_named("media"), w->facility_id, page_id(pg, "id"),
                       w->arena, &w->err);
}

/* The same, where the path's code is the label's; anything else is not even there. */
static enum status read_labelled(struct record **out, const struct page *pg, struct work *w)
{
    char code[MEDIA_CODE_SIZE];
    enum status st = read_media(out, pg, w);

    if (st == OK && strcmp(media_code(code, *out), page_param(pg, "code")) != 0) {
        return err_set(&w->err, E_NOTFOUND, "no such label");
    }
    return st;
}

static const char *shown(const struct record *r, const char *field, struct work *w)
{
    const struct value_scope scope = field_scope(w);
    int i = entity_field(r->entity, field);

    return r->value[i] == NULL ? NULL : value_show(&r->entity->field[i], r->value[i], &scope);
}

static void add_head(struct label_view *v, const struct record *r, const struct page *pg,
                     struct work *w)
{
    static const char *const field[FACTS] = {"backup", "state", "place", "due_on"};
    struct parts_fact *fact = arena_make(w->arena, struct parts_fact, FACTS);

    v->head.title = arena_printf(w->arena, "媒体 %s", record_get(r, "label"));
    v->head.back =
        (struct parts_link){page_record_url(pg, r->entity, r->id), record_get(r, "label")};
    if (media_is_overdue(r, w->now_ms)) {
        v->head.badge[0] = (struct parts_badge){PARTS_BAD, "戻す期限を過ぎています"};
    }
    for (size_t i = 0; fact != NULL && i < FACTS; i++) {
        const struct field *f = &r->entity->field[entity_field(r->entity, field[i])];

        fact[v->facts.n++] = (struct parts_fact){f->ja, shown(r, f->name, w), NULL};
    }
    v->facts.fact = fact;
}

/* ---- The label ---- */

static const char *label_url(const struct record *r, const struct page *pg, struct work *w)
{
    char code[MEDIA_CODE_SIZE];

    return arena_printf(w->arena, "%s/label/%s", page_record_url(pg, r->entity, r->id),
                        media_code(code, r));
}

enum status page_label(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf svg = BUF_INIT(QR_MAX);
    struct label_view v = {.how = "印刷して媒体に貼ります。持ち出すときと戻したときに読み取ると、"
                                  "ボタン1つで記録できます。"};
    const char *here = page_own_address(pg);
    struct record *r;
    struct qr qr;
    enum status st = read_media(&r, pg, w);

    if (st == OK && here == NULL) {
        return err_set(&w->err, E_INVALID, "a request without a host");
    }
    if (st == OK) {
        st = qr_make(&qr, arena_printf(w->arena, "%s%s", here, label_url(r, pg, w)), w->arena,
                     &w->err);
    }
    if (st != OK) {
        return st;
    }
    add_head(&v, r, pg, w);
    qr_svg(&svg, &qr, "持ち出しと返却を記録する画面のQRコード");
    v.qr = svg_markup(&svg);
    v.caption = record_get(r, "label");
    if (buf_status(&svg, &w->err) != OK || arena_status(w->arena, &w->err) != OK) {
        return w->err.status;
    }
    page_title(pg, v.head.title);
    tpl_label(page_html(pg), &v);
    return OK;
}

/* ---- Reading it ---- */

static const struct form_choice *choices_of(size_t *n, bool is_out, struct arena *a)
{
    static const struct {
        enum media_to to;
        const char *label;
    } way[] = {
        {MEDIA_AWAY, "院外へ持ち出す"         },
        {MEDIA_SAFE, "外して保管庫に入れる"},
        {MEDIA_BACK, "院内に戻す"               }
    };
    struct form_choice *choice = arena_make(a, struct form_choice, COUNT(way));

    *n = 0;
    for (size_t i = 0; choice != NULL && i < COUNT(way); i++) {
        if (is_out || way[i].to != MEDIA_BACK) {
            choice[*n] =
                (struct form_choice){.value = media_to_code(way[i].to),
                                     .label = way[i].label,
                                     .chosen = way[i].to == (is_out ? MEDIA_BACK : MEDIA_AWAY)};
            ++*n;
        }
    }
    return choice;
}

/* What will most likely be done is chosen already, so that one button is enough. */
static struct form_view *move_form(const struct record *r, const struct page *pg, struct work *w)
{
    struct form_view *v = arena_make(w->arena, struct form_view, 1);
    struct form_group *group = arena_make(w->arena, struct form_group, 1);
    struct form_field *field = arena_make(w->arena, struct form_field, 2);
    bool is_out = record_is(r, "state", "away") || record_is(r, "state", "safe");

    if (v == NULL || group == NULL || field == NULL) {
        return NULL;
    }
    field[0] = (struct form_field){.name = "to", .label = "すること", .control = FORM_RADIOS};
    field[0].choice = choices_of(&field[0].n_choices, is_out, w->arena);
    field[1] = (struct form_field){.name = "place",
                                   .label = "保管先",
                                   .control = FORM_TEXT,
                                   .value = is_out ? NULL : record_get(r, "place"),
                                   .example = "院外の貸金庫"};
    *group = (struct form_group){.field = field, .n = 2};
    *v = (struct form_view){
        .head = {.title = "持ち出しと返却"},
        .post = page_post(pg, label_url(r, pg, w)),
        .group = group,
        .n_groups = 1,
        .submit = is_out ? "返却を記録する" : "持ち出しを記録する",
    };
    return v;
}

enum status page_label_read(struct page *pg, struct work *w)
{
    struct label_view v = {0};
    struct parts_notice notice;
    struct record *r;
    enum status st = read_labelled(&r, pg, w);

    if (st != OK) {
        return st;
    }
    add_head(&v, r, pg, w);
    v.form = r->closed_on == NULL && (w->may & MAY_EDIT) != 0 ? move_form(r, pg, w) : NULL;
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_label(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

static bool way_named(enum media_to *out, const char *code)
{
    for (int i = 0; code != NULL && i < MEDIA_TO; i++) {
        if (strcmp(media_to_code((enum media_to)i), code) == 0) {
            *out = (enum media_to)i;
            return true;
        }
    }
    return false;
}

enum status post_label_read(struct page *pg, struct work *w)
{
    const struct value_scope scope = field_scope(w);
    const struct entity *e = entity_named("media");
    const char *typed = page_field(pg, "place"), *place;
    struct record *r;
    enum media_to to;
    enum status st = read_labelled(&r, pg, w);

    if (st == OK && (r->closed_on != NULL || !way_named(&to, page_field(pg, "to")))) {
        return err_say(&w->err, E_INVALID, MSG_MEDIA_NO_WAY);
    }
    if (st == OK) {
        st = value_parse(&place, &e->field[entity_field(e, "place")], typed == NULL ? "" : typed,
                         &scope, &w->err);
    }
    if (st == OK) {
        st = media_move(w->db, r, to, place, &w->actor, w->now_ms, w->arena, &w->err);
    }
    if (st == OK) {
        page_go(pg, label_url(r, pg, w), MSG_SAVED, record_get(r, "label"));
    }
    return st;
}
