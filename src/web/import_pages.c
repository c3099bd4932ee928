#include "web/import_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "http/url.h"
#include "render/json.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/import.html.h"
#include "web/import_preview.h"
#include "web/job_pages.h"
#include "web/upload.h"

#include <inttypes.h>
#include <string.h>

enum { PAST_SHOWN = 20, PARAMS_MAX = 64 * 1024 };

/* ---- 1: what to import ---- */

/* Registers that take rows: all but the machine's own. */
static bool is_importable(const struct entity *e)
{
    for (size_t i = 0; i < e->n; i++) {
        if ((e->field[i].flags & MACHINE) == 0) {
            return strcmp(e->name, "facility") != 0;
        }
    }
    return false;
}

static void entity_field_view(struct form_field *f, const char *chosen, struct work *w)
{
    size_t n, count = 0;
    const struct entity *const *all = entity_all(&n);
    struct form_choice *choice = arena_make(w->arena, struct form_choice, n);

    for (size_t i = 0; choice != NULL && i < n; i++) {
        if (is_importable(all[i])) {
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

static enum status show_start(struct page *pg, struct work *w, const char *entity,
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
    return show_start(pg, w, page_query(pg, "entity"), NULL);
}

static const char *said(struct work *w)
{
    char text[1024];

    return arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)));
}

static const char *columns_url(const struct upload *u, const struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(8192);
    size_t n;
    const struct parts_hidden *h = upload_hidden(u, &n, 0, w->arena);

    buf_str(&b, page_url(pg, "/import/columns"));
    for (size_t i = 0; h != NULL && i < n; i++) {
        url_query(&b, h[i].name, h[i].value);
    }
    return buf_status(&b, NULL) == OK ? arena_copy(w->arena, buf_text(&b)) : "#";
}

enum status post_import(struct page *pg, struct work *w)
{
    struct upload u;
    enum status st = upload_keep(&u, pg, w);

    if (st == E_INVALID) {
        return show_start(pg, w, page_field(pg, "entity"), said(w));
    }
    if (st == OK) {
        page_go(pg, columns_url(&u, pg, w), MSG_NONE, NULL);
    }
    return st;
}

/* ---- 2: which column is what ---- */

static const struct form_choice *field_choices(const struct entity *e, int field, size_t *n,
                                               struct work *w)
{
    struct form_choice *choice = arena_make(w->arena, struct form_choice, e->n + 2);

    *n = 0;
    if (choice == NULL) {
        return NULL;
    }
    choice[(*n)++] = (struct form_choice){"-", "（取り込まない）", field == SYNONYMS_NONE};
    choice[(*n)++] = (struct form_choice){"ID", "ID", field == SYNONYMS_ID};
    for (size_t i = 0; i < e->n; i++) {
        if ((e->field[i].flags & MACHINE) == 0) {
            choice[(*n)++] = (struct form_choice){
                e->field[i].name, field_label(&e->field[i], w->lang), field == (int)i};
        }
    }
    return choice;
}

static const char *samples_of(const struct import_peek *peek, size_t column, struct arena *a)
{
    const char *text = NULL;

    for (size_t r = 0; r < peek->rows; r++) {
        const char *cell = peek->cell[r * peek->mapping.n + column];

        if (cell != NULL && *cell != '\0') {
            text = text == NULL ? cell : arena_printf(a, "%s、%s", text, cell);
        }
    }
    return text == NULL ? "" : text;
}

static void add_columns(struct import_map_view *v, const struct import_peek *peek, struct work *w)
{
    const struct mapping *m = &peek->mapping;
    struct import_column *column = arena_make(w->arena, struct import_column, m->n);

    for (size_t i = 0; column != NULL && i < m->n; i++) {
        size_t n;
        const struct form_choice *choice = field_choices(m->entity, m->column[i].field, &n, w);

        column[i] = (struct import_column){
            .heading = m->column[i].title,
            .sample = samples_of(peek, i, w->arena),
            .field = {.name = arena_printf(w->arena,  "col%zu",                i),
                      .label = arena_printf(w->arena, "%s の取り込み先", m->column[i].title),
                      .control = FORM_SELECT,
                      .choice = choice,
                      .n_choices = n},
            .badge = m->column[i].field == SYNONYMS_NONE
                         ? (struct parts_badge){PARTS_WARN, "要確認"}
                     : peek->remembered ? (struct parts_badge){PARTS_OK,         "前回と同じ"                                       }
                                        : (struct parts_badge){PARTS_OK,                              "自動"                                           },
        };
    }
    v->column = column;
    v->n = column == NULL ? 0 : m->n;
}

static void add_sheets(struct import_map_view *v, const struct import_peek *peek, struct work *w)
{
    struct form_choice *choice = arena_make(w->arena, struct form_choice, peek->n_sheets);

    v->sheet = (struct form_field){.name = "sheet", .label = "シート", .control = FORM_SELECT};
    for (size_t i = 0; choice != NULL && peek->n_sheets > 1 && i < peek->n_sheets; i++) {
        choice[v->sheet.n_choices++] = (struct form_choice){
            peek->sheet[i], peek->sheet[i],
            peek->mapping.sheet != NULL && strcmp(peek->sheet[i], peek->mapping.sheet) == 0};
    }
    v->sheet.choice = choice;
}

static void add_encodings(struct import_map_view *v, const struct upload *u, bool is_text,
                          struct arena *a)
{
    static const struct {
        const char *value, *label;
        enum book_encoding encoding;
    } row[] = {
        {"",      "自動で見分ける",   ENCODING_FIND },
        {"utf8",  "UTF-8",                   ENCODING_UTF8 },
        {"cp932", "Shift_JIS（Excel用）", ENCODING_CP932}
    };
    struct form_choice *choice = arena_make(a, struct form_choice, COUNT(row));

    v->encoding = (struct form_field){
        .name = "encoding", .label = "文字化けしているとき", .control = FORM_SELECT};
    for (size_t i = 0; is_text && choice != NULL && i < COUNT(row); i++) {
        choice[v->encoding.n_choices++] =
            (struct form_choice){row[i].value, row[i].label, row[i].encoding == u->encoding};
    }
    v->encoding.choice = choice;
}

static enum status show_columns(struct page *pg, struct work *w, const struct upload *u,
                                const char *mapping, const char *problem)
{
    struct import_request request = upload_request(u, w);
    struct import_peek peek;
    struct parts_error error = {NULL, NULL, problem};
    struct import_map_view v = {.head = {.title = "取り込み：列の対応"}};

    request.mapping = mapping;
    request.sheet = page_query(pg, "sheet");
    enum status st = import_peek(&peek, w->db, &request, w->arena, &w->err);

    if (st == E_INVALID || st == E_NOTFOUND || st == E_LIMIT) {
        return show_start(pg, w, u->entity->name, said(w));
    }
    if (st != OK) {
        return st;
    }
    if (problem == NULL && peek.missing.status != OK) {
        char text[1024];

        error.text = arena_copy(w->arena, err_text(&peek.missing, w->lang, text, sizeof(text)));
    }
    if (error.text != NULL) {
        v.errors = (struct parts_errors){&error, 1};
        page_has_errors(pg);
    }
    v.head.back =
        (struct parts_link){page_url(pg, "/import?entity=%s", u->entity->name), "取り込み"};
    v.head.note = register_label(u->entity, w->lang);
    v.source = peek.mapping.sheet == NULL || *peek.mapping.sheet == '\0'
                   ? u->name
                   : arena_printf(w->arena, "%s ／ シート %s", u->name, peek.mapping.sheet);
    v.post = page_post(pg, page_url(pg, "/import/preview"));

    struct parts_hidden *hidden = upload_hidden(u, &v.post.n_hidden, 2, w->arena);

    if (hidden != NULL) {
        hidden[v.post.n_hidden++] = (struct parts_hidden){
            "header", arena_printf(w->arena, "%" PRIu32, peek.mapping.header_row)};
        if (peek.n_sheets <= 1 && peek.mapping.sheet != NULL) {
            hidden[v.post.n_hidden++] = (struct parts_hidden){"sheet", peek.mapping.sheet};
        }
    }
    v.post.hidden = hidden;
    add_sheets(&v, &peek, w);
    add_encodings(&v, u, peek.mapping.sheet == NULL || *peek.mapping.sheet == '\0', w->arena);
    add_columns(&v, &peek, w);
    page_title(pg, v.head.title);
    tpl_import_map(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_import_map(struct page *pg, struct work *w)
{
    struct upload u;
    enum status st = upload_find(&u, pg, w);

    return st == OK ? show_columns(pg, w, &u, NULL, NULL) : st;
}

/* ---- 3: what would happen ---- */

/* The columns as the form says, in the order in which the file has them. */
static enum status posted_mapping(const char **out, const struct upload *u, const struct page *pg,
                                  struct work *w)
{
    struct import_request request = upload_request(u, w);
    struct import_peek peek;
    const char *sheet = page_field(pg, "sheet"), *given = page_field(pg, "mapping");

    if (given != NULL) {
        *out = given;
        return OK;
    }
    request.sheet = sheet != NULL && *sheet != '\0' ? sheet : NULL;
    enum status st = import_peek(&peek, w->db, &request, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    for (size_t i = 0; i < peek.mapping.n; i++) {
        const char *field = page_field(pg, arena_printf(w->arena, "col%zu", i));

        if (field != NULL) {
            peek.mapping.column[i].field = strcmp(field, "-") == 0 ? SYNONYMS_NONE
                                           : strcmp(field, "ID") == 0
                                               ? SYNONYMS_ID
                                               : entity_field(u->entity, field);
            peek.mapping.column[i].chosen = true;
        }
    }
    *out = mapping_json(&peek.mapping, w->arena);
    return arena_status(w->arena, &w->err);
}

enum status post_import_preview(struct page *pg, struct work *w)
{
    struct upload u;
    const char *mapping;
    enum status st = upload_find(&u, pg, w);

    if (st == OK) {
        st = posted_mapping(&mapping, &u, pg, w);
    }
    if (st != OK) {
        return st;
    }
    st = import_preview_show(pg, w, &u, mapping, columns_url(&u, pg, w));
    return st == E_INVALID || st == E_NOTFOUND || st == E_LIMIT
               ? show_columns(pg, w, &u, mapping, said(w))
               : st;
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
