#include "web/chart_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "checklist/catalogue.h"
#include "readiness/chart.h"
#include "render/svg.h"
#include "web/chart.html.h"
#include "web/field_view.h"
#include "web/form_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A4 landscape inside its margins, in points: the page shows the chart as paper will. */
enum { CHART_WIDTH = 780, CHART_HEIGHT = 520, SVG_MAX = 1 << 20, CONFIRM_MONTHS = 6 };

/* ---- The list ---- */

static struct parts_badge confirmed_badge(const struct chart_contact *c, struct work *w)
{
    struct date on, old = date_add_months(date_of_ms(w->now_ms), -CONFIRM_MONTHS);

    if (c->confirmed_on == NULL || date_from_iso(&on, c->confirmed_on, NULL) != OK) {
        return (struct parts_badge){PARTS_WARN, "未確認"};
    }
    return (struct parts_badge){date_compare(on, old) < 0 ? PARTS_WARN : PARTS_OK,
                                date_slash(w->arena, on)};
}

static const char *with_role(const struct chart_contact *c, struct arena *a)
{
    return c->role == NULL ? c->organisation
                           : arena_printf(a, "%s（%s）", c->organisation, c->role);
}

static const char *caller_of(const struct chart *chart, const struct chart_contact *c)
{
    return c->parent < 0 ? NULL : chart->contact[c->parent].title;
}

static void add_contacts(struct chart_view *v, const struct chart *chart, const struct page *pg,
                         struct work *w)
{
    struct chart_view_contact *out = arena_make(w->arena, struct chart_view_contact, chart->n);
    struct value_scope scope = field_scope(w);
    char id[ID_TEXT_SIZE];

    for (size_t i = 0; out != NULL && i < chart->n; i++) {
        const struct chart_contact *c = &chart->contact[i];
        const struct entity *e = c->record->entity;
        const struct field *category = &e->field[entity_field(e, "category")];

        id_text(id, c->record->id);
        out[i] = (struct chart_view_contact){
            .id = arena_copy(w->arena, id),
            .url = page_record_url(pg, e, c->record->id),
            .position = {.name = arena_printf(w->arena, "position-%s", id),
                         .label = "No",
                         .control = FORM_TEXT,
                         .input = FORM_NUMERIC,
                         .value = record_get(c->record, "position")},
            .category = value_show(category, c->category, &scope),
            .organisation = with_role(c, w->arena),
            .name = c->name,
            .phone_day = chart_phone(&c->day, false, w->arena),
            .phone_night = chart_phone(&c->night, false, w->arena),
            .called_by = caller_of(chart, c),
            .confirmed = confirmed_badge(c, w),
        };
    }
    v->contact = out;
    v->n = out == NULL ? 0 : chart->n;
}

/* ---- The chart ---- */

static struct chart_view_node node_of(const struct chart *chart, int at, struct work *w)
{
    const struct chart_contact *c = &chart->contact[at];
    struct chart_view_node *child =
        arena_make(w->arena, struct chart_view_node, (size_t)c->n_children);
    const char *day = chart_phone(&c->day, false, w->arena);
    const char *night = chart_phone(&c->night, false, w->arena);
    struct chart_view_node node = {
        .label = c->title,
        .phone = day,
        .night = night == NULL ? NULL : arena_printf(w->arena, "夜間 %s", night),
        .note = c->decides ? "停止・遮断を判断する" : c->occasion,
        .child = child,
    };

    for (size_t i = 0; child != NULL && i < chart->tree.n; i++) {
        if (chart->contact[chart->tree.at[i]].parent == at) {
            child[node.n++] = node_of(chart, chart->tree.at[i], w);
        }
    }
    return node;
}

static void add_nodes(struct chart_view *v, const struct chart *chart, struct work *w)
{
    struct chart_view_node *root = arena_make(w->arena, struct chart_view_node, chart->tree.n);

    for (size_t i = 0; root != NULL && i < chart->tree.n; i++) {
        if (chart->contact[chart->tree.at[i]].parent < 0) {
            root[v->n_roots++] = node_of(chart, chart->tree.at[i], w);
        }
    }
    v->root = root;
    for (size_t i = 0; i < chart->alone.n; i++) {
        const char *title = chart->contact[chart->alone.at[i]].title;

        v->alone = v->alone == NULL ? arena_printf(w->arena, "つながっていない連絡先：%s", title)
                                    : arena_printf(w->arena, "%s、%s", v->alone, title);
    }
}

static enum status add_drawing(struct chart_view *v, struct buf *svg, const struct chart *chart,
                               struct work *w)
{
    struct tree tree;
    enum status st = chart_tree(&tree, chart, false, w->arena, &w->err);

    if (st != OK || tree.n == 0) {
        return st;
    }
    st = tree_layout(&tree, CHART_WIDTH, CHART_HEIGHT, w->arena, &w->err);
    if (st == OK) {
        svg_tree(svg, &tree);
        st = buf_status(svg, &w->err);
    }
    if (st == OK) {
        v->svg = svg_markup(svg);
    }
    return st;
}

/* ---- The page ---- */

static void add_edition(struct chart_view *v, const struct chart *chart, struct work *w)
{
    if (chart->edition == NULL) {
        v->head.note = "版はまだ決めていません";
        return;
    }
    const struct entity *e = chart->edition->entity;
    struct value_scope scope = field_scope(w);
    const char *edition = record_get(chart->edition, "edition");
    const char *on = record_get(chart->edition, "approved_on");

    v->head.note = arena_printf(
        w->arena, "%s%s%s", edition == NULL ? "まだ版にしていません" : edition,
        on == NULL ? "" : "　承認 ",
        on == NULL ? "" : value_show(&e->field[entity_field(e, "approved_on")], on, &scope));
}

static void add_head(struct chart_view *v, struct page *pg, bool empty, struct work *w)
{
    struct parts_action *action = arena_make(w->arena, struct parts_action, 2);
    struct parts_link *menu = arena_make(w->arena, struct parts_link, 3);

    v->head.title = register_label(entity_named("contact"), w->lang);
    if (action == NULL || menu == NULL) {
        return;
    }
    menu[0] =
        (struct parts_link){page_url(pg, "/contact/export?format=xlsx"), "一覧をExcelで書き出す"};
    menu[1] = (struct parts_link){page_url(pg, "/contact_chart"), "連絡体制図の版"};
    menu[2] = (struct parts_link){page_url(pg, "/pack"), "印刷用のPDF（立入検査資料）"};
    v->head.menu_label = "書き出し・版";
    v->head.menu = (struct parts_links){menu, 3};
    if ((w->may & MAY_EDIT) == 0) {
        return;
    }
    action[0] = (struct parts_action){.label = "Excelから取り込む",
                                      .url = page_url(pg, "/import?entity=contact")};
    action[1] = (struct parts_action){
        .label = "連絡先を追加", .url = page_url(pg, "/contact/new"), .primary = true};
    v->head.action = action;
    v->head.n_actions = empty ? 1 : 2;
    v->empty.action = action[1];
}

enum status page_chart(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf svg = BUF_INIT(SVG_MAX);
    struct chart chart;
    struct chart_view v = {0};
    struct parts_notice notice;
    enum status st = chart_read(&chart, w->db, w->facility_id, w->now_ms, w->arena, &w->err);

    if (st == OK) {
        st = add_drawing(&v, &svg, &chart, w);
    }
    if (st != OK) {
        return st;
    }
    add_head(&v, pg, chart.n == 0, w);
    add_edition(&v, &chart, w);
    add_contacts(&v, &chart, pg, w);
    add_nodes(&v, &chart, w);
    v.empty.what = "まだ連絡先がありません。";
    v.empty.why =
        "警察・厚生労働省・都道府県・保健所など、どの施設にも要る連絡先の行を先に用意できます。";
    if ((w->may & MAY_EDIT) != 0 && chart.n > 0) {
        v.order = page_post(pg, page_url(pg, "/contact/order"));
    }
    if ((w->may & MAY_EDIT) != 0 && chart.n == 0) {
        v.seed = page_post(pg, page_url(pg, "/contact/seed"));
    }
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_chart(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

/* ---- Order, and the first rows ---- */

enum status post_chart_order(struct page *pg, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct value_scope scope = field_scope(w);
    struct chart chart;
    enum status st = chart_read(&chart, w->db, w->facility_id, w->now_ms, w->arena, &w->err);

    if (st == OK) {
        st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);
    }
    for (size_t i = 0; st == OK && i < chart.n; i++) {
        struct record *r = record_copy(chart.contact[i].record, w->arena);
        char id[ID_TEXT_SIZE];

        if (r == NULL) {
            return arena_status(w->arena, &w->err);
        }
        int at = entity_field(r->entity, "position");
        const char *typed =
            page_field(pg, arena_printf(w->arena, "position-%s", id_text(id, r->id)));

        if (typed == NULL) {
            continue;
        }
        st = value_parse(&r->value[at], &r->entity->field[at], typed, &scope, &w->err);
        if (st == OK) {
            st = record_put(writer, r, NULL, &w->err);
        }
    }
    if (st == OK) {
        st = writer_commit(writer, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/contact"), MSG_ORDER_SAVED, NULL);
    }
    return st;
}

static void set(struct record *r, const char *field, const char *value)
{
    r->value[entity_field(r->entity, field)] = value;
}

/* The rows every institution needs, to be completed: numbers that are known carry their mark. */
enum status post_chart_seed(struct page *pg, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct contact_seed *seed;
    size_t n;
    enum status st = catalogue_contact_seeds(&seed, &n, w->arena, &w->err);

    if (st == OK) {
        st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);
    }
    for (size_t i = 0; st == OK && i < n; i++) {
        struct record *r = record_new(entity_named("contact"), w->facility_id, w->arena);

        if (!seed[i].seed) {
            continue;
        }
        if (r == NULL) {
            return arena_status(w->arena, &w->err);
        }
        set(r, "position", arena_printf(w->arena, "%d", seed[i].position));
        set(r, "category", seed[i].category);
        set(r, "agency", seed[i].agency);
        set(r, "organisation", seed[i].organisation);
        set(r, "phone_day", seed[i].phone_day);
        set(r, "url", seed[i].url);
        set(r, "occasion",
            seed[i].mark == NULL
                ? seed[i].occasion
                : arena_printf(w->arena, "%s（%s）", seed[i].occasion, seed[i].mark));
        st = record_put(writer, r, NULL, &w->err);
    }
    if (st == OK) {
        st = writer_commit(writer, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/contact"), MSG_SEEDED, NULL);
    }
    return st;
}
