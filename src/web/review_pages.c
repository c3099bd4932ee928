#include "web/review_pages.h"

#include "base/date.h"
#include "record/history.h"
#include "record/tally.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/item_word.h"
#include "web/review.html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PAST_MAX = 24, CHANGES_MAX = 12 };

/* ---- The ledger's figures ---- */

static const struct {
    const char *label, *key, *url;
} figure[] = {
    {"機器",                                     "device",                            "device"                      },
    {"稼働している機器",                   "device/status=active",              "device?status=active"        },
    {"停止している機器",                   "device/status=stopped",             "device?status=stopped"       },
    {"OSが未記入の機器",                    "device/os=",                        "device?os=-empty"            },
    {"OSが不明の機器",                       "device/os=不明",                  "device?os=%E4%B8%8D%E6%98%8E"},
    {"ソフトウェアの版が不明の機器", "device/software_version=不明",
     "device?software_version=%E4%B8%8D%E6%98%8E"                                                                     },
    {"リモート保守が未確認の機器",    "device/remote_maintenance=unknown",
     "device?remote_maintenance=unknown"                                                                              },
    {"クラウドサービス",                   "cloud_service",                     "cloud_service"               },
    {"リモート保守の接続",                "remote_access",                     "remote_access"               },
    {"事業者",                                  "vendor",                            "vendor"                      },
    {"バックアップ",                         "backup",                            "backup"                      },
};

static enum status read_figures(struct parts_facts *out, const struct page *pg, struct work *w)
{
    struct parts_fact *fact = arena_make(w->arena, struct parts_fact, COUNT(figure));
    enum status st = arena_status(w->arena, &w->err);

    for (size_t i = 0; st == OK && i < COUNT(figure); i++) {
        int64_t n;

        st = tally_get(&n, w->db, w->facility_id, figure[i].key, &w->err);
        if (st == OK) {
            fact[i] = (struct parts_fact){figure[i].label, arena_printf(w->arena, "%" PRId64, n),
                                          page_url(pg, "/%s", figure[i].url)};
        }
    }
    *out = (struct parts_facts){fact, COUNT(figure)};
    return st;
}

/* "機器 412、稼働している機器 388、…": frozen into the review when it is saved. */
static const char *frozen(const struct parts_facts *facts, struct arena *a)
{
    const char *text = NULL;

    for (size_t i = 0; i < facts->n; i++) {
        text = text == NULL
                   ? arena_printf(a, "%s %s", facts->fact[i].label, facts->fact[i].value)
                   : arena_printf(a, "%s、%s %s", text, facts->fact[i].label, facts->fact[i].value);
    }
    return text;
}

/* ---- Past reviews, and what changed since the last ---- */

static enum status read_past(struct record_list *out, struct work *w)
{
    const struct entity *e = entity_named("review");
    struct record_query q = {.entity = e,
                             .facility_id = w->facility_id,
                             .sort = entity_field(e, "held_on"),
                             .descending = true,
                             .limit = PAST_MAX};

    return record_list_read(out, w->db, &q, w->arena, &w->err);
}

static void add_past(struct review_view *v, const struct record_list *list, const struct page *pg,
                     struct work *w)
{
    struct review_past *past = arena_make(w->arena, struct review_past, list->n);
    struct value_scope scope = field_scope(w);

    for (size_t i = 0; past != NULL && i < list->n; i++) {
        const struct record *r = list->row[i];
        const struct field *held = &r->entity->field[entity_field(r->entity, "held_on")];
        bool approved = record_get(r, "approved_by") != NULL;

        past[i] = (struct review_past){
            .held_on = value_show(held, record_get(r, "held_on"), &scope),
            .meeting = record_get(r, "meeting"),
            .chair = record_get(r, "chair"),
            .url = page_record_url(pg, r->entity, r->id),
            .state = approved ? (struct parts_badge){PARTS_OK,   "承認済"      }
                     : record_get(r, "minutes") == NULL
                         ? (struct parts_badge){PARTS_WARN, "議事録なし"}
                         : (struct parts_badge){PARTS_WARN, "未承認"      },
        };
    }
    v->past = past;
    v->n_past = past == NULL ? 0 : list->n;
    v->past_empty = "経営層の確認はまだ記録されていません。";
}

static enum status add_changes(struct review_view *v, int64_t since, const struct page *pg,
                               struct work *w)
{
    struct history_any *any;
    size_t n;
    bool more;
    enum status st = history_recent(&any, &n, &more, w->db, w->facility_id, 0, CHANGES_MAX * 4,
                                    w->arena, &w->err);
    struct parts_link *link = arena_make(w->arena, struct parts_link, CHANGES_MAX);

    for (size_t i = 0; st == OK && link != NULL && i < n && v->changes.n < CHANGES_MAX; i++) {
        const char *label;

        if (any[i].entity == NULL || any[i].entry.at < since) {
            continue;
        }
        st = record_label_read(&label, w->db, any[i].entity, w->facility_id, any[i].id, w->arena,
                               &w->err);
        link[v->changes.n++] = (struct parts_link){
            page_record_url(pg, any[i].entity, any[i].id),
            arena_printf(w->arena, "%s %s", any[i].entity->ja,
                         st == OK ? item_record_label(any[i].entity, label, w) : "")};
    }
    v->changes.link = link;
    return st;
}

/* ---- The page ---- */

static enum status show(struct page *pg, struct work *w, const struct record *draft,
                        const struct field_input *input, const char *whole)
{
    const struct entity *e = draft->entity;
    struct review_view v = {.head = {.title = "経営層の確認"}};
    struct record_list past;
    struct parts_notice notice;
    struct form_view form = {
        .head = {.title = "確認を記録する"},
        .post = page_post(pg, page_url(pg, "/review")),
        .errors = field_errors(e, input, whole, w->arena),
        .submit = "記録する",
    };
    struct form_group *group;
    enum status st = read_figures(&v.figures, pg, w);

    if (st == OK) {
        st = read_past(&past, w);
    }
    if (st == OK) {
        st = field_groups(&group, &form.n_groups, e, input, w);
    }
    if (st != OK) {
        return st;
    }
    form.group = group;
    form.post.has_file = true;
    add_past(&v, &past, pg, w);
    st = add_changes(&v, past.n == 0 ? 0 : past.row[0]->updated_at, pg, w);
    if (st != OK) {
        return st;
    }
    if ((w->may & (MAY_EDIT | MAY_APPROVE)) != 0) {
        v.form = &form;
    }
    if (form.errors.n > 0) {
        page_has_errors(pg);
    }
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_review(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_review(struct page *pg, struct work *w)
{
    struct record *draft = record_new(entity_named("review"), w->facility_id, w->arena);
    struct value_scope scope = field_scope(w);
    char today[DATE_SIZE];

    if (draft == NULL) {
        return arena_status(w->arena, &w->err);
    }
    draft->value[entity_field(draft->entity, "held_on")] =
        arena_copy(w->arena, date_iso(today, date_of_ms(w->now_ms)));
    return show(pg, w, draft, field_of_record(draft, &scope), NULL);
}

enum status post_review(struct page *pg, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    const struct entity *e = entity_named("review");
    struct record *r = record_new(e, w->facility_id, w->arena);
    struct field_input *input = field_read(pg, e, w->arena);
    struct parts_facts facts;
    bool good;

    if (r == NULL || input == NULL) {
        return arena_status(w->arena, &w->err);
    }
    enum status st = field_parse(r, input, &good, pg, w);

    if (st == OK) {
        st = read_figures(&facts, pg, w);
    }
    if (st != OK) {
        return st;
    }
    r->value[entity_field(e, "ledger_state")] = frozen(&facts, w->arena);
    if (!good) {
        return show(pg, w, r, input, NULL);
    }
    st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);
    if (st == OK) {
        st = record_put(writer, r, NULL, &w->err);
    }
    if (st == E_INVALID) {
        char text[1024];

        return show(pg, w, r, input,
                    arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text))));
    }
    if (st == OK) {
        st = writer_commit(writer, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_record_url(pg, e, r->id), MSG_SAVED, record_label(r, w->arena));
    }
    return st;
}

enum status post_review_approve(struct page *pg, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    const struct entity *e = entity_named("review");
    struct record *r;
    enum status st =
        record_read(&r, w->db, e, w->facility_id, page_id(pg, "id"), w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    r->value[entity_field(e, "approved_by")] = w->actor.name;
    r->value[entity_field(e, "approved_at")] = arena_printf(w->arena, "%" PRId64, w->now_ms);
    st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);
    if (st == OK) {
        st = record_put(writer, r, NULL, &w->err);
    }
    if (st == OK) {
        st = writer_commit(writer, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_record_url(pg, e, r->id), MSG_APPROVED, record_label(r, w->arena));
    }
    return st;
}
