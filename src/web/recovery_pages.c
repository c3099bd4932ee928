#include "web/recovery_pages.h"

#include "base/date.h"
#include "base/text.h"
#include "readiness/media.h"
#include "readiness/recovery.h"
#include "readiness/verdict_draw.h"
#include "record/value.h"
#include "render/svg.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/recovery.html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    DRILLS = 20,
    MEDIA_SHOWN = 50,
    ALERTS_MAX = 50,
    SVG_MAX = 256 * 1024,
    HOUR = 60,
    FACT_COLUMNS = 3
};

/* ---- Words ---- */

static struct parts_badge badge_of(enum copy_proof proof)
{
    static const enum parts_tone tone[] = {[COPY_UNKNOWN] = PARTS_WARN,
                                           [COPY_CLAIMED] = PARTS_WARN,
                                           [COPY_PROVED] = PARTS_OK,
                                           [COPY_CONTRADICTED] = PARTS_BAD};

    return (struct parts_badge){tone[proof], copy_proof_word(proof)};
}

static struct parts_badge standing_badge(const struct verdict_system *s)
{
    return (struct parts_badge){s->stands == COPY_PROVED    ? PARTS_OK
                                : s->stands == COPY_CLAIMED ? PARTS_WARN
                                                            : PARTS_BAD,
                                verdict_word(s->stands)};
}

static const char *joined(struct arena *a, const char *list, const char *one)
{
    return list == NULL ? one : arena_printf(a, "%s、%s", list, one);
}

/* 240 → 「4時間」, 90 → 「1時間30分」 */
static const char *duration(struct arena *a, const char *minutes)
{
    int64_t n = minutes == NULL ? -1 : strtoll(minutes, NULL, 10);

    return n < 0           ? NULL
           : n < HOUR      ? arena_printf(a, "%" PRId64 "分", n)
           : n % HOUR == 0 ? arena_printf(a, "%" PRId64 "時間", n / HOUR)
                           : arena_printf(a, "%" PRId64 "時間%" PRId64 "分", n / HOUR, n % HOUR);
}

static struct parts_link link_to(const struct record *r, const struct page *pg, struct work *w)
{
    return (struct parts_link){page_record_url(pg, r->entity, r->id), record_label(r, w->arena)};
}

/* ---- The verdicts ---- */

static void add_legs(struct recovery_row *row, const struct verdict_system *s, struct arena *a)
{
    for (int l = 0; l < VERDICT_LEGS; l++) {
        enum copy_proof proof = verdict_leg_proof(&s->leg[l]);
        const char **list = proof == COPY_PROVED    ? &row->proved
                            : proof == COPY_CLAIMED ? &row->claimed
                                                    : &row->missing;

        *list = joined(a, *list, verdict_leg_title((enum verdict_leg_name)l));
    }
}

static struct recovery_row row_of(const struct verdict_system *s, const struct page *pg,
                                  struct work *w)
{
    struct recovery_copy *copy = arena_make(w->arena, struct recovery_copy, s->n + 1);
    struct recovery_row row = {
        .priority = record_get(s->system, "recovery_priority"),
        .system = link_to(s->system, pg, w),
        .stands = standing_badge(s),
        .copy = copy,
    };

    add_legs(&row, s, w->arena);
    for (; copy != NULL && row.n < s->n; row.n++) {
        const struct verdict_copy *c = &s->copy[row.n];

        copy[row.n] =
            (struct recovery_copy){link_to(c->backup, pg, w),
                                   badge_of(c->n_contradicted > 0 ? COPY_CONTRADICTED : c->stands)};
    }
    return row;
}

static void add_alerts(struct recovery_view *v, struct recovery_alert *alert,
                       const struct verdict_copy *c, const struct page *pg, struct work *w)
{
    for (int k = 0; k < COPY_KINDS && v->n_alerts < ALERTS_MAX; k++) {
        const struct verdict_point *p = &c->point[k];

        if (p->proof == COPY_CONTRADICTED) {
            alert[v->n_alerts++] = (struct recovery_alert){
                link_to(c->backup, pg, w),
                arena_printf(w->arena, "%s%s%s%s：%s", copy_kind_word(p->kind),
                             p->claim == NULL ? "" : "（記録では「", text_or(p->claim, ""),
                             p->claim == NULL ? "" : "」）",
                             text_or(verdict_point_words(p, w->arena), ""))};
        }
    }
}

static void add_verdicts(struct recovery_view *v, const struct verdict_all *all,
                         const struct page *pg, struct work *w)
{
    struct recovery_row *row = arena_make(w->arena, struct recovery_row, all->n + 1);
    struct recovery_alert *alert = arena_make(w->arena, struct recovery_alert, ALERTS_MAX);
    size_t stands[COPY_PROOFS] = {0}, contradicted = 0;

    for (size_t i = 0; row != NULL && alert != NULL && i < all->n; i++) {
        const struct verdict_system *s = &all->system[i];

        row[v->n++] = row_of(s, pg, w);
        stands[s->stands]++;
        contradicted += s->n_contradicted;
        for (size_t c = 0; c < s->n; c++) {
            add_alerts(v, alert, &s->copy[c], pg, w);
        }
    }
    v->row = row;
    v->alert = alert;
    v->head.note = arena_printf(
        w->arena, "%zuシステム：確認済 %zu、申告のみ %zu、足りない %zu　矛盾 %zu件", all->n,
        stands[COPY_PROVED], stands[COPY_CLAIMED], stands[COPY_UNKNOWN], contradicted);
}

/* ---- The order of recovery ---- */

static void add_places(struct recovery_view *v, const struct recovery_order *order,
                       const struct page *pg, struct work *w)
{
    struct recovery_place *place = arena_make(w->arena, struct recovery_place, order->n + 1);

    for (size_t i = 0; place != NULL && i < order->n; i++) {
        const struct recovery_step *s = &order->step[i];
        const char *within = duration(w->arena, record_get(s->system, "rto_minutes"));

        place[v->n_places++] = (struct recovery_place){
            .priority = record_get(s->system, "recovery_priority"),
            .system = link_to(s->system, pg, w),
            .target = within == NULL ? NULL : arena_printf(w->arena, "%s以内", within),
            .before = s->before,
            .problem = s->problem,
        };
    }
    v->place = place;
}

/* ---- Drills ---- */

/* The system a drill was about: by itself, or through its copy. */
static const struct record *system_of(const struct record *drill, const struct verdict_all *all)
{
    int64_t system = strtoll(text_or(record_get(drill, "system"), "0"), NULL, 10);
    int64_t backup = strtoll(text_or(record_get(drill, "backup"), "0"), NULL, 10);

    for (size_t i = 0; i < all->n; i++) {
        const struct verdict_system *s = &all->system[i];

        if (s->system->id == system) {
            return s->system;
        }
        for (size_t c = 0; system == 0 && c < s->n; c++) {
            if (s->copy[c].backup->id == backup) {
                return s->system;
            }
        }
    }
    return NULL;
}

static bool is_longer(const struct record *drill, const struct record *system)
{
    const char *took = record_get(drill, "minutes");
    const char *goal = system == NULL ? NULL : record_get(system, "rto_minutes");

    return took != NULL && goal != NULL && strtoll(took, NULL, 10) > strtoll(goal, NULL, 10);
}

static const char *shown(const struct record *r, const char *field, const struct value_scope *scope)
{
    int i = entity_field(r->entity, field);

    return value_show(&r->entity->field[i], r->value[i], scope);
}

static struct recovery_drill drill_of(const struct record *r, const struct verdict_all *all,
                                      const struct page *pg, struct work *w)
{
    const struct value_scope scope = field_scope(w);
    const struct record *system = system_of(r, all);

    return (struct recovery_drill){
        .link = {page_record_url(pg, r->entity,                        r->id),    shown(r, "held_on", &scope)},
        .system = system == NULL ? NULL : record_get(system, "name"),
        .kind = shown(r, "kind", &scope),
        .minutes = duration(w->arena, record_get(r, "minutes")),
        .what = record_get(r, "restored"),
        .outcome = {record_is(r,         "outcome",                                  "success")   ? PARTS_OK
                    : record_is(r,                                           "outcome", "failure") ? PARTS_BAD
                                                         : PARTS_WARN,
                 shown(r, "outcome", &scope)},
        .late = {PARTS_WARN, is_longer(r, system) ? "目標より長い" : NULL},
    };
}

static enum status add_drills(struct recovery_view *v, const struct verdict_all *all,
                              const struct page *pg, struct work *w)
{
    const struct entity *e = entity_named("drill");
    const struct record_query q = {.entity = e,
                                   .facility_id = w->facility_id,
                                   .sort = entity_field(e, "held_on"),
                                   .descending = true,
                                   .limit = DRILLS};
    struct record_list list;
    enum status st = record_list_read(&list, w->db, &q, w->arena, &w->err);
    struct recovery_drill *drill = arena_make(w->arena, struct recovery_drill, DRILLS);
    struct parts_link *more = arena_make(w->arena, struct parts_link, 2);

    if (st != OK || drill == NULL || more == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    for (size_t i = 0; i < list.n && i < DRILLS; i++) {
        drill[v->n_drills++] = drill_of(list.row[i], all, pg, w);
    }
    v->drill = drill;
    more[v->more.n++] = (struct parts_link){page_url(pg, "/drill"), "すべての復旧確認"};
    if ((w->may & MAY_EDIT) != 0) {
        more[v->more.n++] = (struct parts_link){page_url(pg, "/drill/new"), "復旧確認を記録する"};
    }
    v->more.link = more;
    return OK;
}

/* ---- Media ---- */

static struct recovery_medium medium_of(const struct record *r, const struct page *pg,
                                        struct work *w)
{
    const struct value_scope scope = field_scope(w);
    const struct entity *backup = entity_named("backup");
    const char *self = page_record_url(pg, r->entity, r->id);
    const bool is_late = media_is_overdue(r, w->now_ms), is_lost = record_is(r, "state", "lost");

    return (struct recovery_medium){
        .link = {self,    record_get(r,         "label") },
        .copy = {     page_record_url(pg, backup, strtoll(record_get(r, "backup"), NULL, 10)),
                 shown(r, "backup", &scope)},
        .state = { is_late || is_lost ? PARTS_BAD : PARTS_PLAIN,
                 is_late ? "期限超過" : shown(r,             "state",               &scope)},
        .place = record_get(r, "place"),
        .moved = shown(r, "moved_at", &scope),
        .due = shown(r, "due_on", &scope),
        .label_url = arena_printf(w->arena, "%s/label", self),
    };
}

static enum status add_media(struct recovery_view *v, const struct page *pg, struct work *w)
{
    const struct entity *e = entity_named("media");
    const struct record_query q = {.entity = e,
                                   .facility_id = w->facility_id,
                                   .sort = entity_field(e, "label"),
                                   .limit = MEDIA_SHOWN};
    struct record_list list;
    enum status st = record_list_read(&list, w->db, &q, w->arena, &w->err);
    struct recovery_medium *medium = arena_make(w->arena, struct recovery_medium, MEDIA_SHOWN);
    struct parts_link *more = arena_make(w->arena, struct parts_link, 2);

    if (st != OK || medium == NULL || more == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    for (size_t i = 0; i < list.n && i < MEDIA_SHOWN; i++) {
        medium[v->n_media++] = medium_of(list.row[i], pg, w);
    }
    v->medium = medium;
    more[v->media_more.n++] = (struct parts_link){page_url(pg, "/media"), "すべての媒体"};
    if ((w->may & MAY_EDIT) != 0) {
        more[v->media_more.n++] = (struct parts_link){page_url(pg, "/media/new"), "媒体を登録する"};
    }
    v->media_more.link = more;
    return OK;
}

/* ---- The page ---- */

static enum status add_head(struct recovery_view *v, const struct page *pg, struct work *w)
{
    struct parts_action *action = arena_make(w->arena, struct parts_action, 2);

    v->head.title = "バックアップ・復旧";
    v->empty = (struct parts_empty){
        .what = "復旧優先度を付けたシステムも、バックアップの記録もまだありません。",
        .why =
            "システムに復旧優先度を付け、どの控えがどこにあるかを登録すると、ここに判定が出ます。",
    };
    if (action == NULL) {
        return arena_status(w->arena, &w->err);
    }
    action[v->head.n_actions++] =
        (struct parts_action){.label = "バックアップの一覧", .url = page_url(pg, "/backup")};
    if ((w->may & MAY_EDIT) != 0) {
        action[v->head.n_actions++] = (struct parts_action){
            .label = "バックアップを登録", .url = page_url(pg, "/backup/new"), .primary = true};
        v->empty.action = (struct parts_action){
            .label = "医療情報システムを見る", .url = page_url(pg, "/system"), .primary = true};
    }
    v->head.action = action;
    return OK;
}

enum status page_recovery(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf svg = BUF_INIT(SVG_MAX);
    struct recovery_view v = {0};
    struct recovery_order order;
    struct verdict_all all;
    struct parts_notice notice;
    enum status st = add_head(&v, pg, w);

    if (st == OK) {
        st = verdict_read(&all, w->db, w->facility_id, w->now_ms, w->arena, &w->err);
    }
    if (st == OK) {
        st = recovery_read(&order, w->db, w->facility_id, w->arena, &w->err);
    }
    if (st == OK) {
        st = add_drills(&v, &all, pg, w);
    }
    if (st == OK) {
        st = add_media(&v, pg, w);
    }
    if (st != OK) {
        return st;
    }
    add_verdicts(&v, &all, pg, w);
    add_places(&v, &order, pg, w);
    if (all.n > 0) {
        verdict_draw(&svg, &all, w->arena);
        v.svg = svg_markup(&svg);
    }
    if (buf_status(&svg, &w->err) != OK || arena_status(w->arena, &w->err) != OK) {
        return w->err.status;
    }
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_recovery(page_html(pg), &v);
    return OK;
}

/* ---- On the copy's own page ---- */

static struct record_related_row fact_row(const struct verdict_point *p, struct work *w)
{
    const char **cell = arena_make(w->arena, const char *, FACT_COLUMNS);

    if (cell != NULL) {
        cell[0] = copy_kind_word(p->kind);
        cell[1] = p->claim;
        cell[2] = text_or(verdict_point_words(p, w->arena), "まだ確かめていません。");
    }
    return (struct record_related_row){.cell = cell, .badge = badge_of(p->proof)};
}

enum status recovery_facts(struct record_related *out, const struct record *backup, struct work *w)
{
    static const char *const heading[FACT_COLUMNS] = {"確かめること", "記録（申告）", "事実"};
    struct record_related_row *row = arena_make(w->arena, struct record_related_row, COPY_KINDS);
    struct verdict_copy copy;
    enum status st =
        verdict_read_copy(&copy, w->db, w->facility_id, backup->id, w->now_ms, w->arena, &w->err);

    if (st != OK || row == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    *out = (struct record_related){
        .label = "この控えについて分かっていること",
        .wraps = true,
        .column = heading,
        .n_columns = FACT_COLUMNS,
        .row = row,
    };
    for (int k = 0; k < COPY_KINDS; k++) {
        const struct verdict_point *p = &copy.point[k];

        if (p->said || p->fact != NULL || p->tried != NULL || p->kind < COPY_OFFLINE) {
            row[out->n++] = fact_row(p, w);
        }
    }
    return arena_status(w->arena, &w->err);
}
