#include "web/list_pages.h"

#include "base/id.h"
#include "base/text.h"
#include "record/needed.h"
#include "record/tally.h"
#include "web/field_view.h"
#include "web/filter.sql.h"
#include "web/form_pages.h"
#include "web/list.html.h"
#include "web/list_columns.h"
#include "web/list_query.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FILTERS_INLINE = 2, FILTERS_SAVED_MAX = 50, PAGES_SHOWN = 7, FILTER_NAME_MAX = 60 };

/* ---- Filters ---- */

static bool is_filter(const struct field *f)
{
    return (f->flags & COUNTED) != 0 || f->kind == K_ENUM || f->kind == K_REF;
}

/* The values of a free-text column one can ask for without knowing them. */
static const struct form_choice *text_choices(const char *value, size_t *n, struct arena *a)
{
    static const struct choice ask[] = {
        {"",        "すべて",    "all"      },
        {"-empty",  "未記入",    "empty"    },
        {"不明",  "不明",       "not known"},
        {"なし",  "なし",       "none"     },
        {"-filled", "記入あり", "filled"   },
    };
    struct form_choice *out = arena_make(a, struct form_choice, COUNT(ask) + 1);

    *n = 0;
    for (size_t i = 0; out != NULL && i < COUNT(ask); i++) {
        bool here = strcmp(value == NULL ? "" : value, ask[i].code) == 0;

        out[(*n)++] = (struct form_choice){ask[i].code, ask[i].ja, here};
    }
    return out;
}

/* The field's own choices with 「すべて」 before them. */
static enum status filter_control(struct form_field *out, const struct field *f,
                                  const struct page *pg, struct work *w)
{
    struct field_input input = {.typed = list_query_value(pg, f)};
    struct field plain = *f;

    plain.flags &= ~(unsigned)REQUIRED;
    plain.help = plain.example = NULL;
    if (f->kind == K_ENUM || f->kind == K_REF || f->kind == K_TRI || f->kind == K_BOOL) {
        if (f->kind == K_TRI || f->kind == K_BOOL) {
            plain.kind = K_ENUM;
        }
        if (plain.kind == K_ENUM && plain.choices == NULL) {
            static const struct choice three[] = {
                {"yes",  "有", "yes"},
                {"no", "無", "no"},
                {"unknown",   "未確認", "not confirmed"},
                {0 }
            };
            static const struct choice two[] = {
                {"1",    "はい", "yes"},
                {"0", "いいえ", "no"},
                {0   }
            };

            plain.choices = f->kind == K_BOOL ? two : three;
        }
        enum status st = field_control(out, &plain, &input, w);

        if (st == OK && out->n_choices > 0) {
            ((struct form_choice *)out->choice)[0].label = "すべて";
        }
        return st;
    }
    *out = (struct form_field){
        .name = f->name, .label = field_label(f, w->lang), .control = FORM_SELECT};
    out->choice = text_choices(input.typed, &out->n_choices, w->arena);
    return arena_status(w->arena, &w->err);
}

/* Short choices stand beside the box; free texts and references are folded away. */
static bool is_short(const struct field *f)
{
    return f->kind == K_ENUM || f->kind == K_TRI || f->kind == K_BOOL;
}

static enum status add_filters(struct list_view *v, const struct page *pg, const struct entity *e,
                               struct work *w)
{
    struct form_field *field = arena_make(w->arena, struct form_field, e->n);
    enum status st = arena_status(w->arena, &w->err);
    size_t n = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; st == OK && i < e->n; i++) {
            if (is_filter(&e->field[i]) && is_short(&e->field[i]) == (pass == 0)) {
                st = filter_control(&field[n++], &e->field[i], pg, w);
            }
        }
    }
    v->filter = field;
    v->n_filters = n < FILTERS_INLINE ? n : FILTERS_INLINE;
    v->more = field + v->n_filters;
    v->n_more = n - v->n_filters;
    return st;
}

/* ---- Columns and rows ---- */

static void add_columns(struct list_view *v, const struct page *pg, const struct list_query *q,
                        const int *column, struct work *w)
{
    const struct entity *e = q->query.entity;
    struct list_column *c = arena_make(w->arena, struct list_column, v->n_columns);

    for (size_t i = 0; c != NULL && i < v->n_columns; i++) {
        const struct field *f = &e->field[column[i]];
        bool here = q->query.sort == column[i];

        c[i] = (struct list_column){
            .label = field_label(f, w->lang),
            .fit = field_is_code(f) ? LIST_FIXED : LIST_TEXT,
            .order = !here                 ? LIST_UNSORTED
                     : q->query.descending ? LIST_DESCENDING
                                           : LIST_ASCENDING,
        };
        if ((f->flags & SORTED) != 0) {
            const char *sort =
                here && !q->query.descending ? arena_printf(w->arena, "-%s", f->name) : f->name;

            c[i].sort_url = list_query_url(pg, v->url, "sort", sort, w->arena);
        }
    }
    v->column = c;
}

static struct parts_badge state_of(const struct record *r)
{
    int missing[NEEDED_MAX];

    if (r->closed_on != NULL) {
        return (struct parts_badge){PARTS_PLAIN, r->closed_reason};
    }
    return needed_missing(missing, r) > 0 ? (struct parts_badge){PARTS_BAD, "不足"}
                                          : (struct parts_badge){PARTS_OK, "済"};
}

static void add_rows(struct list_view *v, const struct page *pg, const struct record_list *list,
                     const int *column, struct work *w)
{
    struct list_row *row = arena_make(w->arena, struct list_row, list->n);
    struct value_scope scope = field_scope(w);
    char id[ID_TEXT_SIZE];

    for (size_t i = 0; row != NULL && i < list->n; i++) {
        const struct record *r = list->row[i];
        const char **cell = arena_make(w->arena, const char *, v->n_columns);

        for (size_t c = 0; cell != NULL && c < v->n_columns; c++) {
            cell[c] = value_show(&r->entity->field[column[c]], r->value[column[c]], &scope);
        }
        if (cell != NULL && *cell[0] == '\0') {
            cell[0] = record_label(r, w->arena);
        }
        row[i] = (struct list_row){
            .id = arena_copy(w->arena, id_text(id, r->id)),
            .url = page_record_url(pg, r->entity, r->id),
            .state = state_of(r),
            .cell = cell,
            .is_closed = r->closed_on != NULL,
        };
    }
    v->row = row;
    v->n = list->n;
}

/* ---- Pages ---- */

static const char *number(struct arena *a, int64_t n)
{
    return arena_printf(a, "%" PRId64, n);
}

static void add_pages(struct list_view *v, const struct page *pg, const struct list_query *q,
                      bool more, int64_t total, struct work *w)
{
    struct list_page *page = arena_make(w->arena, struct list_page, PAGES_SHOWN + 4);
    static const int size[] = {50, 100, 200, 500};
    struct list_page *sizes = arena_make(w->arena, struct list_page, COUNT(size));
    int last = total < 0 ? q->page + more : (int)((total + q->query.limit - 1) / q->query.limit);
    int from = q->page > PAGES_SHOWN / 2 ? q->page - PAGES_SHOWN / 2 : 1;
    size_t n = 0;

    if (page == NULL || sizes == NULL) {
        return;
    }
    for (int p = from; last > 1 && p <= last && p < from + PAGES_SHOWN; p++) {
        const char *label = number(w->arena, p);

        page[n++] = (struct list_page){label, list_query_url(pg, v->url, "page", label, w->arena),
                                       p == q->page};
    }
    v->page = page;
    v->n_pages = n;
    if (q->page > 1) {
        v->previous_url =
            list_query_url(pg, v->url, "page", number(w->arena, q->page - 1), w->arena);
    }
    if (more) {
        v->next_url = list_query_url(pg, v->url, "page", number(w->arena, q->page + 1), w->arena);
    }
    for (size_t i = 0; i < COUNT(size); i++) {
        const char *label = number(w->arena, size[i]);

        sizes[i] = (struct list_page){label, list_query_url(pg, v->url, "n", label, w->arena),
                                      size[i] == q->query.limit};
    }
    v->size = sizes;
    v->n_sizes = more || q->page > 1 || total > size[0] ? COUNT(size) : 0;
}

/* How many the list has where tally knows it without counting; -1 where not. */
static enum status total_of(int64_t *out, const struct list_query *q, struct work *w)
{
    const struct record_query *r = &q->query;

    *out = -1;
    if (!q->is_filtered) {
        return tally_get(out, w->db, w->facility_id, r->entity->name, &w->err);
    }
    const struct filter *f = &q->filter[0];
    const struct field *field = r->n_filters == 1 ? &r->entity->field[f->field] : NULL;

    if (field == NULL || r->words != NULL || r->with_closed || (field->flags & COUNTED) == 0 ||
        (f->how != FILTER_IS && f->how != FILTER_EMPTY)) {
        return OK;
    }
    return tally_get(out, w->db, w->facility_id,
                     arena_printf(w->arena, "%s/%s=%s", r->entity->name, field->name,
                                  f->how == FILTER_EMPTY ? "" : f->text),
                     &w->err);
}

/* ---- Saved filters ---- */

static enum status add_saved(struct list_view *v, const struct page *pg, const struct entity *e,
                             struct work *w)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_filter_list(w->db, w->facility_id, w->actor.account_id, e->name);
    struct sql_filter_list_row row;
    struct list_saved *saved = arena_make(w->arena, struct list_saved, FILTERS_SAVED_MAX);
    char id[ID_TEXT_SIZE];

    while (saved != NULL && v->n_saved < FILTERS_SAVED_MAX && sql_filter_list_next(q, &row)) {
        saved[v->n_saved++] = (struct list_saved){
            .label = arena_copy(w->arena, row.name),
            .url = arena_printf(w->arena, "%s?%s", v->url, row.query),
            .count = -1,
            .delete_url = page_url(pg, "/%s/filter/%s/drop", e->name, id_text(id, row.id)),
            .is_here = strcmp(row.query, page_query_string(pg)) == 0,
        };
    }
    v->saved = saved;
    return stmt_status(q, &w->err) == OK ? arena_status(w->arena, &w->err) : w->err.status;
}

enum status post_filter_save(struct page *pg, struct work *w)
{
    const struct entity *e;
    const char *name = page_field(pg, "name"), *query = page_field(pg, "query");
    enum status st = page_entity(&e, pg, w);

    if (st == OK && (name == NULL || *name == '\0' || query == NULL)) {
        st = err_say(&w->err, E_INVALID, MSG_FILTER_NAME);
    }
    if (st == OK && text_chars(name) > FILTER_NAME_MAX) {
        st = err_say(&w->err, E_INVALID, MSG_FILTER_NAME_LONG,
                     arena_printf(w->arena, "%d", FILTER_NAME_MAX));
    }
    if (st == OK) {
        st = sql_filter_add_run(w->db, w->facility_id, id_make(w->now_ms), w->actor.account_id,
                                e->name, name, query, NULL, &w->err);
    }
    if (st == OK) {
        page_go(pg, arena_printf(w->arena, "%s?%s", page_url(pg, "/%s", e->name), query),
                MSG_FILTER_SAVED, name);
    }
    return st;
}

enum status post_filter_drop(struct page *pg, struct work *w)
{
    const struct entity *e;
    enum status st = page_entity(&e, pg, w);

    if (st == OK) {
        st = sql_filter_drop_run(w->db, w->facility_id, w->actor.account_id, page_id(pg, "id"),
                                 NULL, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/%s", e->name), MSG_FILTER_DROPPED, NULL);
    }
    return st;
}

/* ---- The page ---- */

static const struct parts_link *export_links(const struct page *pg, const struct entity *e,
                                             struct arena *a)
{
    static const struct {
        const char *format, *label;
    } format[] = {
        {"xlsx",      "Excel（.xlsx）"             },
        {"csv-cp932", "CSV（Excel用・Shift_JIS）"},
        {"csv",       "CSV（UTF-8）"               }
    };
    struct parts_link *link = arena_make(a, struct parts_link, COUNT(format));
    const char *base = page_url(pg, "/%s/export", e->name);

    for (size_t i = 0; link != NULL && i < COUNT(format); i++) {
        link[i] = (struct parts_link){list_query_url(pg, base, "format", format[i].format, a),
                                      format[i].label};
    }
    return link;
}

/* What the program finds nobody types: the empty list says where it comes from. */
static void add_empty_found(struct list_view *v, const struct page *pg, const struct entity *e,
                            struct work *w)
{
    v->empty.what = arena_printf(w->arena, "まだ%sはありません。", entity_label(e, w->lang));
    v->empty.action = (struct parts_action){
        .label = "探索器の状態を見る", .url = page_url(pg, "/sensor"), .primary = true};
}

static void add_head(struct list_view *v, struct page *pg, const struct entity *e, int64_t total,
                     struct work *w)
{
    struct parts_action *action = arena_make(w->arena, struct parts_action, 2);
    const char *import = arena_printf(w->arena, "%s?entity=%s", page_url(pg, "/import"), e->name);

    v->head.title = register_label(e, w->lang);
    if (total >= 0) {
        v->head.note = arena_printf(w->arena, "%" PRId64 "件", total);
    }
    if (entity_is_found(e)) {
        add_empty_found(v, pg, e, w);
    } else if ((w->may & MAY_EDIT) != 0 && entity_is_added(e) && action != NULL) {
        action[0] = (struct parts_action){.label = "Excelから取り込む", .url = import};
        action[1] = (struct parts_action){
            .label = "登録する", .url = page_url(pg, "/%s/new", e->name), .primary = true};
        v->head.action = action;
        v->head.n_actions = 2;
        v->empty.action =
            (struct parts_action){.label = "登録する", .url = action[1].url, .primary = true};
    }
    v->head.menu_label = "書き出し";
    v->head.menu = (struct parts_links){export_links(pg, e, w->arena), 3};
    v->empty.why = e->about;
    if (!entity_is_found(e)) {
        v->empty.what =
            arena_printf(w->arena, "まだ%sの登録がありません。", entity_label(e, w->lang));
        v->empty.sample = (struct parts_link){
            arena_printf(w->arena, "%s?format=xlsx&empty=1", page_url(pg, "/%s/export", e->name)),
            "見本の様式（Excel）を受け取る"};
    }
}

static void add_bulk(struct list_view *v, const struct page *pg, const struct entity *e,
                     struct work *w)
{
    struct list_bulk *bulk = arena_make(w->arena, struct list_bulk, 2);

    if ((w->may & MAY_EDIT) == 0 || e->single || bulk == NULL) {
        return;
    }
    bulk[0] = (struct list_bulk){"まとめて直す", page_url(pg, "/%s/bulk", e->name)};
    bulk[1] = (struct list_bulk){"終了にする", page_url(pg, "/%s/bulk/close", e->name)};
    v->bulk_post = page_post(pg, bulk[0].url);
    v->bulk = bulk;
    v->n_bulk = entity_is_added(e) ? 2 : 1;
}

/* The columns by themselves: a link to where they are chosen, or the boxes. */
static void add_choose(struct list_view *v, const struct page *pg, const struct entity *e,
                       const int *column, struct work *w)
{
    struct form_field *field = arena_make(w->arena, struct form_field, 1);

    if (page_query(pg, LIST_CHOOSE) == NULL || field == NULL) {
        v->choose_url = list_query_url(pg, v->url, LIST_CHOOSE, "1", w->arena);
        return;
    }
    *field = list_columns_control(e, column, v->n_columns, w);
    v->choose = field;
    v->choose_keep = list_query_keep(&v->n_choose_keep, pg, true, w->arena);
    v->choose_url = list_query_url(pg, v->url, LIST_COLUMN, NULL, w->arena);
}

/* What makes the list look otherwise than at first can be kept under a name. */
static void add_save(struct list_view *v, const struct page *pg, const struct entity *e,
                     struct work *w)
{
    struct parts_hidden *query = arena_make(w->arena, struct parts_hidden, 1);

    if ((v->is_filtered || list_columns_are_chosen(pg)) && v->choose == NULL && query != NULL) {
        *query = (struct parts_hidden){"query", page_query_string(pg)};
        v->save = page_post(pg, page_url(pg, "/%s/filter", e->name));
        v->save.hidden = query;
        v->save.n_hidden = 1;
    }
}

enum status page_list(struct page *pg, struct work *w)
{
    const struct entity *e;
    int column[ENTITY_FIELDS_MAX];
    struct list_query q;
    struct record_list list;
    struct parts_notice notice;
    int64_t total;
    enum status st = page_entity(&e, pg, w);

    if (st == OK) {
        st = db_begin_read(w->db, &w->err); /* one snapshot; the dispatcher ends it */
    }
    if (st != OK) {
        return st;
    }
    struct list_view v = {.url = page_url(pg, "/%s", e->name), .state_label = "記載"};

    list_query_read(&q, pg, e, w);
    v.n_columns = list_columns_read(column, pg, e);
    q.query.fields = list_columns_fields(e, column, v.n_columns);
    st = record_list_read(&list, w->db, &q.query, w->arena, &w->err);
    if (st == OK) {
        st = total_of(&total, &q, w);
    }
    if (st == OK) {
        st = add_filters(&v, pg, e, w);
    }
    if (st == OK) {
        st = add_saved(&v, pg, e, w);
    }
    if (st != OK) {
        return st;
    }
    v.words = q.query.words;
    v.is_filtered = q.is_filtered;
    v.keep = list_query_keep(&v.n_keep, pg, false, w->arena);
    v.clear_url = list_query_clear_url(v.url, v.keep, v.n_keep, w->arena);
    add_head(&v, pg, e, total, w);
    add_columns(&v, pg, &q, column, w);
    add_choose(&v, pg, e, column, w);
    add_rows(&v, pg, &list, column, w);
    add_pages(&v, pg, &q, list.more, total, w);
    add_bulk(&v, pg, e, w);
    add_save(&v, pg, e, w);
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    if (!v.is_filtered && strcmp(e->name, "device") == 0 && (w->may & MAY_EDIT) != 0) {
        v.paste = page_post(pg, page_url(pg, "/import?entity=device"));
    }
    page_title(pg, v.head.title);
    tpl_list(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}
