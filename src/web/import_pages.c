#include "web/import_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "http/url.h"
#include "render/json.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/import.html.h"
#include "web/import_start.h"
#include "web/job_pages.h"
#include "web/upload.h"

#include <inttypes.h>
#include <string.h>

enum { PAST_SHOWN = 20, PARAMS_MAX = 64 * 1024, URL_MAX = 8192 };

/* ---- What to import ---- */

static void entity_field_view(struct form_field *f, const char *chosen, struct work *w)
{
    size_t n, count = 0;
    const struct entity *const *all = entity_all(&n);
    struct form_choice *choice = arena_make(w->arena, struct form_choice, n);

    for (size_t i = 0; choice != NULL && i < n; i++) {
        if (entity_is_added(all[i])) {
            choice[count++] =
                (struct form_choice){all[i]->name, register_label(all[i], w->lang),
                                     chosen != NULL && strcmp(chosen, all[i]->name) == 0};
        }
    }
    *f = (struct form_field){.name = "entity",
                             .label = "取り込む先",
                             .control = FORM_SELECT,
                             .required = true,
                             .choice = choice,
                             .n_choices = count};
}

static const char *counts_text(const struct import_past *p, struct arena *a)
{
    return arena_printf(
        a, "新規 %" PRId64 "・変更 %" PRId64 "・変更なし %" PRId64 "・直す行 %" PRId64,
        p->n[VERDICT_NEW], p->n[VERDICT_CHANGED], p->n[VERDICT_SAME], p->n[VERDICT_REJECTED]);
}

static enum status add_past(struct import_start_view *v, const struct page *pg, struct work *w)
{
    struct import_list list;
    enum status st = import_list_read(&list, w->db, w->facility_id, PAST_SHOWN, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    struct import_start_past *past = arena_make(w->arena, struct import_start_past, list.n);
    char id[ID_TEXT_SIZE];

    for (size_t i = 0; past != NULL && i < list.n; i++) {
        const struct import_past *p = &list.past[i];

        past[i] = (struct import_start_past){
            .at = date_time(w->arena, p->created_at),
            .by = p->by,
            .entity = p->entity == NULL ? "" : register_label(p->entity, w->lang),
            .counts = counts_text(p, w->arena),
            .url = page_url(pg, "/import/%s", id_text(id, p->id)),
            .state = strcmp(p->state, "undone") == 0
                         ? (struct parts_badge){PARTS_PLAIN, "取り消し済み"}
                     : strcmp(p->state, "running") == 0 ? (struct parts_badge){PARTS_WARN,           "途中"}
                                                        : (struct parts_badge){0},
        };
    }
    v->past = past;
    v->n_past = past == NULL ? 0 : list.n;
    return arena_status(w->arena, &w->err);
}

enum status import_show_start(struct page *pg, struct work *w, const char *entity,
                              const char *problem)
{
    struct parts_error error = {NULL, NULL, problem};
    struct parts_notice notice;
    struct import_start_view v = {
        .head = {.title = "取り込み"                  },
        .post = page_post(pg, page_url(pg, "/import")),
        .paste = { .name = "paste",
                 .label = "Excelから貼り付け",
                 .control = FORM_NOTE,
                 .value = page_field(pg, "paste"),
                 .help = "Excelで表を選んでコピーし、見出しの行も含めてそのまま貼り付けます。"},
        .file = {            .name = "file",
                 .label = "またはファイルを選ぶ",
                 .control = FORM_FILE,
                 .help =
                     "Excel（.xlsx）かCSVです。題名や注の行、結合したセルがあっても構いません。"},
    };
    const char *sample = entity == NULL ? "device" : entity;
    struct parts_link link = {
        arena_printf(w->arena, "%s?format=xlsx&empty=1", page_url(pg, "/%s/export", sample)),
        "見本の様式（Excel）を受け取る"};

    v.samples = (struct parts_links){&link, 1};
    v.post.has_file = true;
    entity_field_view(&v.entity, sample, w);
    if (problem != NULL) {
        v.errors = (struct parts_errors){&error, 1};
        page_has_errors(pg);
    }
    enum status st = add_past(&v, pg, w);

    if (st != OK) {
        return st;
    }
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_import_start(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_import(struct page *pg, struct work *w)
{
    return import_show_start(pg, w, page_query(pg, "entity"), NULL);
}

const char *import_said(struct work *w)
{
    char text[1024];

    return arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)));
}

const char *import_columns_url(const struct upload *u, const char *sheet, const char *header,
                               const struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(URL_MAX);
    size_t n;
    const struct parts_hidden *h = upload_hidden(u, &n, 0, w->arena);

    buf_str(&b, page_url(pg, "/import/columns"));
    for (size_t i = 0; h != NULL && i < n; i++) {
        url_query(&b, h[i].name, h[i].value);
    }
    if (sheet != NULL) {
        url_query(&b, "sheet", sheet);
    }
    if (header != NULL) {
        url_query(&b, "header", header);
    }
    return buf_status(&b, NULL) == OK ? arena_copy(w->arena, buf_text(&b)) : "#";
}

enum status post_import(struct page *pg, struct work *w)
{
    struct upload u;
    enum status st = upload_keep(&u, pg, w);

    if (st == E_INVALID) {
        return import_show_start(pg, w, page_field(pg, "entity"), import_said(w));
    }
    if (st == OK) {
        page_go(pg, import_columns_url(&u, NULL, NULL, pg, w), MSG_NONE, NULL);
    }
    return st;
}

/* ---- The import itself is a job ---- */

enum status post_import_run(struct page *pg, struct work *w)
{
    struct upload u;
    const char *mapping = page_field(pg, "mapping");
    CLEANUP(buf_close) struct buf b = BUF_INIT(PARAMS_MAX);
    struct json_out j = JSON_OUT(&b);
    char id[ID_TEXT_SIZE];
    enum status st = upload_find(&u, pg, w);

    if (st != OK) {
        return st;
    }
    json_put_object(&j, NULL);
    json_put_text(&j, "upload", id_text(id, u.id));
    json_put_text(&j, "entity", u.entity->name);
    json_put_text(&j, "name", u.name);
    json_put_text(&j, "mapping", mapping);
    json_put_int(&j, "encoding", u.encoding);
    json_put_text(&j, "by", w->actor.name);
    json_put_end(&j);
    st = json_put_status(&j, &w->err);
    return st == OK ? job_start(pg, w, "import", b.data) : st;
}
