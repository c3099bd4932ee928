#include "web/record_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "record/history.h"
#include "record/needed.h"
#include "record/store.h"
#include "record/tally.h"
#include "record/value.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/item_word.h"
#include "web/record.html.h"
#include "web/recovery_pages.h"
#include "web/related.sql.h"
#include "web/wire_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RELATED_ROWS = 20, RELATED_COLUMNS = 5 };

/* ---- Values as lines ---- */

static struct parts_links links_of(const struct field *f, const char *value, const struct page *pg,
                                   struct work *w)
{
    const struct entity *to = f->ref == NULL ? NULL : entity_named(f->ref);
    struct parts_link *link = arena_make(w->arena, struct parts_link, strlen(value) / 2 + 1);
    size_t n = 0;

    for (const char *p = value; link != NULL && *p != '\0';) {
        size_t len = strcspn(p, ",");
        const char *part = arena_copy_n(w->arena, p, len);
        const char *colon = f->kind == K_ANYREFS && part != NULL ? strchr(part, ':') : NULL;
        const struct entity *e =
            colon == NULL ? to : entity_named(arena_copy_n(w->arena, part, (size_t)(colon - part)));
        const char *label = part;

        if (e != NULL) {
            int64_t id = strtoll(colon == NULL ? part : colon + 1, NULL, 10);

            if (record_label_read(&label, w->db, e, w->facility_id, id, w->arena, &w->err) == OK &&
                *label != '\0') {
                link[n++] = (struct parts_link){page_record_url(pg, e, id), label};
            }
        } else if (part != NULL) {
            link[n++] = (struct parts_link){NULL, part};
        }
        p += len + (p[len] == ',');
    }
    return (struct parts_links){link, n};
}

static struct record_line line_of(const struct record *r, int i, const struct page *pg,
                                  struct work *w)
{
    const struct field *f = &r->entity->field[i];
    struct value_scope scope = field_scope(w);
    struct record_line line = {.label = field_label(f, w->lang), .is_code = field_is_code(f)};

    if (r->value[i] == NULL) {
        return line;
    }
    if (f->kind == K_REF || f->kind == K_REFS || f->kind == K_ANYREFS) {
        line.links = links_of(f, r->value[i], pg, w);
    } else if (f->kind == K_FILE) {
        struct parts_link *link = arena_make(w->arena, struct parts_link, 1);

        if (link != NULL) {
            *link =
                (struct parts_link){arena_printf(w->arena, "%s/file/%s",
                                                 page_record_url(pg, r->entity, r->id), f->name),
                                    value_show(f, r->value[i], &scope)};
        }
        line.links = (struct parts_links){link, link != NULL};
    } else if (f->kind == K_TEXTS) {
        line.value = r->value[i];
    } else if (f->kind == K_DATE) {
        struct date d;

        line.value =
            date_from_iso(&d, r->value[i], NULL) == OK
                ? arena_printf(w->arena, "%s（%s）", date_slash(w->arena, d), date_era(w->arena, d))
                : r->value[i];
    } else {
        line.value = value_show(f, r->value[i], &scope);
    }
    if (f->kind == K_TRI && strcmp(r->value[i], "unknown") == 0) {
        line.badge = (struct parts_badge){PARTS_WARN, line.value};
        line.value = "";
    }
    return line;
}

static void add_groups(struct record_view *v, const struct record *r, const struct page *pg,
                       struct work *w)
{
    const struct entity *e = r->entity;
    struct record_line *line = arena_make(w->arena, struct record_line, e->n);
    struct record_group *group = arena_make(w->arena, struct record_group, e->n + 1);
    size_t n = 0, lines = 0;

    if (line == NULL || group == NULL) {
        return;
    }
    for (size_t i = 0; i < e->n; i++) {
        const struct field *f = &e->field[i];

        if (n == 0 || f->group != NULL) {
            group[n++] = (struct record_group){.label = f->group != NULL ? f->group : "内容",
                                               .line = line + lines};
        }
        if ((f->flags & MACHINE) != 0 && r->value[i] == NULL) {
            continue;
        }
        line[lines++] = line_of(r, (int)i, pg, w);
        group[n - 1].n++;
    }
    v->group = group;
    v->n_groups = n;
}

static void add_missing(struct record_view *v, const struct record *r, const struct page *pg,
                        struct work *w)
{
    int missing[NEEDED_MAX];
    size_t n = needed_missing(missing, r);
    struct record_missing *m = arena_make(w->arena, struct record_missing, n);
    const char *form = arena_printf(w->arena, "%s/edit", page_record_url(pg, r->entity, r->id));

    for (size_t i = 0; m != NULL && i < n; i++) {
        const struct field *f = &r->entity->field[missing[i]];

        m[i] = (struct record_missing){field_label(f, w->lang), r->entity->item,
                                       arena_printf(w->arena, "%s#%s", form, f->name)};
    }
    v->missing = m;
    v->n_missing = m == NULL ? 0 : n;
}

/* ---- Records that refer to this one ---- */

/* The column by which other belongs to or names e: its parent field, or any K_REF to e. */
static int ref_to(const struct entity *other, const struct entity *e)
{
    if (other->parent != NULL) {
        int i = entity_field(other, other->parent);

        if (i >= 0 && strcmp(other->field[i].ref, e->name) == 0) {
            return i;
        }
    }
    for (size_t i = 0; i < other->n; i++) {
        if (other->field[i].kind == K_REF && strcmp(other->field[i].ref, e->name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static size_t related_columns(const struct entity *e, int skip, int out[RELATED_COLUMNS])
{
    size_t n = 0;

    for (size_t i = 0; i < e->n && n < RELATED_COLUMNS; i++) {
        if ((e->field[i].flags & LISTED) != 0 && (int)i != skip) {
            out[n++] = (int)i;
        }
    }
    if (n == 0) {
        out[n++] = skip == 0 && e->n > 1 ? 1 : 0;
    }
    return n;
}

static void add_related_rows(struct record_related *v, const struct record_list *list,
                             const int *column, const struct page *pg, struct work *w)
{
    struct record_related_row *row = arena_make(w->arena, struct record_related_row, list->n);
    struct value_scope scope = field_scope(w);

    for (size_t i = 0; row != NULL && i < list->n; i++) {
        const struct record *r = list->row[i];
        const char **cell = arena_make(w->arena, const char *, v->n_columns);

        for (size_t c = 0; cell != NULL && c < v->n_columns; c++) {
            cell[c] = value_show(&r->entity->field[column[c]], r->value[column[c]], &scope);
        }
        if (cell != NULL && *cell[0] == '\0') {
            cell[0] = record_label(r, w->arena);
        }
        row[i] =
            (struct record_related_row){.url = page_record_url(pg, r->entity, r->id), .cell = cell};
    }
    v->row = row;
    v->n = row == NULL ? 0 : list->n;
}

static enum status add_one_related(struct record_related *v, bool *shown, const struct entity *e,
                                   int field, const struct record *r, const struct page *pg,
                                   struct work *w)
{
    const char *id = arena_printf(w->arena, "%" PRId64, r->id);
    struct filter filter = {.field = field, .how = FILTER_IS, .text = id};
    struct record_query q = {.entity = e,
                             .facility_id = w->facility_id,
                             .filter = &filter,
                             .n_filters = 1,
                             .sort = -1,
                             .limit = RELATED_ROWS};
    struct record_list list;
    int column[RELATED_COLUMNS];
    bool child = e->parent != NULL && strcmp(e->parent, e->field[field].name) == 0;
    enum status st = record_list_read(&list, w->db, &q, w->arena, &w->err);

    *shown = st == OK && (list.n > 0 || child);
    if (!*shown) {
        return st;
    }
    *v = (struct record_related){.label = entity_label(e, w->lang),
                                 .empty =
                                     arena_printf(w->arena, "まだ%sの登録がありません。", e->ja)};
    v->n_columns = related_columns(e, field, column);
    const char **heading = arena_make(w->arena, const char *, v->n_columns);

    for (size_t c = 0; heading != NULL && c < v->n_columns; c++) {
        heading[c] = field_label(&e->field[column[c]], w->lang);
    }
    v->column = heading;
    add_related_rows(v, &list, column, pg, w);
    if ((w->may & MAY_EDIT) != 0 && r->closed_on == NULL && !entity_is_found(e)) {
        v->add =
            (struct parts_link){arena_printf(w->arena, "%s?%s=%s", page_url(pg, "/%s/new", e->name),
                                             e->field[field].name, id),
                                "追加"};
    }
    if (list.more) {
        v->all =
            (struct parts_link){arena_printf(w->arena, "%s?%s=%s", page_url(pg, "/%s", e->name),
                                             e->field[field].name, id),
                                "すべて見る"};
    }
    return OK;
}

/* Evidence names any record through links. */
static enum status add_evidence(struct record_related *v, bool *shown, const struct record *r,
                                const struct page *pg, struct work *w)
{
    static const char *const heading[] = {"根拠資料"};
    CLEANUP(stmt_close)
    struct stmt *q = sql_related_evidence(w->db, w->facility_id, r->entity->name,
                                          arena_printf(w->arena, "%" PRId64, r->id));
    struct sql_related_evidence_row row;
    struct record_related_row *out = arena_make(w->arena, struct record_related_row, RELATED_ROWS);
    size_t n = 0;
    const struct entity *e = entity_named("evidence");

    while (out != NULL && n < RELATED_ROWS && sql_related_evidence_next(q, &row)) {
        const char **cell = arena_make(w->arena, const char *, 1);

        if (cell != NULL) {
            cell[0] = arena_copy(w->arena, row.title);
        }
        out[n++] = (struct record_related_row){.url = page_record_url(pg, e, row.id), .cell = cell};
    }
    *v = (struct record_related){.label = e->ja,
                                 .column = heading,
                                 .n_columns = 1,
                                 .row = out,
                                 .n = n,
                                 .empty = "根拠資料はまだありません。"};
    if ((w->may & MAY_EDIT) != 0 && r->closed_on == NULL) {
        v->add =
            (struct parts_link){arena_printf(w->arena, "%s?about=%s%%3A%" PRId64,
                                             page_url(pg, "/evidence/new"), r->entity->name, r->id),
                                "追加"};
    }
    *shown = strcmp(r->entity->name, "evidence") != 0;
    return stmt_status(q, &w->err) == OK ? OK : w->err.status;
}

static enum status add_related(struct record_view *v, const struct record *r, const struct page *pg,
                               struct work *w)
{
    size_t n;
    const struct entity *const *all = entity_all(&n);
    struct record_related *related = arena_make(w->arena, struct record_related, n + 2);
    enum status st = arena_status(w->arena, &w->err);

    if (st == OK && strcmp(r->entity->name, "backup") == 0) {
        char id[ID_TEXT_SIZE];

        st = recovery_facts(&related[v->n_related++], r, w);
        related[0].add = (struct parts_link){page_url(pg, "/backup/%s/look", id_text(id, r->id)),
                                             "写しを確かめる"};
    }
    if (st == OK && strcmp(r->entity->name, "network") == 0) {
        char id[ID_TEXT_SIZE];

        related[v->n_related++] = (struct record_related){
            .label = "機器への問い合わせ",
            .empty = "許可のある間だけ、このネットワークの機器に確認の通信を送れます。",
            .add = {page_url(pg, "/network/%s/probe", id_text(id, r->id)), "計画を見る"}
        };
    }
    for (size_t i = 0; st == OK && i < n; i++) {
        int field = ref_to(all[i], r->entity);
        bool shown = false;

        if (field >= 0) {
            st = add_one_related(&related[v->n_related], &shown, all[i], field, r, pg, w);
        }
        v->n_related += shown;
    }
    if (st == OK) {
        bool shown;

        st = add_evidence(&related[v->n_related], &shown, r, pg, w);
        v->n_related += st == OK && shown;
    }
    v->related = related;
    return st;
}

/* ---- The page ---- */

static struct form_view *close_form(const struct record *r, const struct page *pg, struct work *w)
{
    struct form_view *v = arena_make(w->arena, struct form_view, 1);
    struct form_group *group = arena_make(w->arena, struct form_group, 1);
    struct form_field *field = arena_make(w->arena, struct form_field, 1);
    const char *self = page_record_url(pg, r->entity, r->id);

    if (v == NULL || group == NULL || field == NULL) {
        return NULL;
    }
    *field = (struct form_field){.name = "reason",
                                 .label = "理由",
                                 .control = FORM_TEXT,
                                 .required = true,
                                 .help = "記録は消えません。いつでも元に戻せます。",
                                 .example = "入れ替えのため廃棄"};
    *group = (struct form_group){.field = field, .n = 1};
    *v = (struct form_view){
        .head = {.title = r->closed_on == NULL ? "この記録を終了にする" : "この記録を元に戻す"},
        .post = page_post(pg, arena_printf(w->arena, "%s/close", self)),
        .group = group,
        .n_groups = r->closed_on == NULL ? 1 : 0,
        .submit = r->closed_on == NULL ? "終了にする" : "元に戻す",
        .is_quiet = true,
    };
    return v;
}

/* A review waits for the management's own word. */
static struct form_view *approve_form(const struct record *r, const struct page *pg, struct work *w)
{
    struct form_view *v = arena_make(w->arena, struct form_view, 1);

    if (v == NULL || strcmp(r->entity->name, "review") != 0 || (w->may & MAY_APPROVE) == 0 ||
        record_get(r, "approved_by") != NULL || r->closed_on != NULL) {
        return NULL;
    }
    *v = (struct form_view){
        .head = {.title = "承認"},
        .post = page_post(
            pg, arena_printf(w->arena, "%s/approve", page_record_url(pg, r->entity, r->id))),
        .submit = "内容を確かめて承認する",
        .is_quiet = (w->may & MAY_EDIT) != 0,
    };
    return v;
}

static void add_head(struct record_view *v, const struct record *r, int64_t at,
                     const struct page *pg, struct work *w)
{
    const char *self = page_record_url(pg, r->entity, r->id);
    struct parts_action *action = arena_make(w->arena, struct parts_action, 2);

    v->head.title = item_record_label(r->entity, record_label(r, w->arena), w);
    v->head.back = (struct parts_link){page_url(pg, "/%s", r->entity->name),
                                       register_label(r->entity, w->lang)};
    v->head.updated = arena_printf(w->arena, "%s %s", date_time(w->arena, r->updated_at),
                                   r->updated_by == NULL ? "" : r->updated_by);
    v->head.history_url = arena_printf(w->arena, "%s/history", self);
    if (r->closed_on != NULL) {
        v->head.badge[0] =
            (struct parts_badge){PARTS_PLAIN, arena_printf(w->arena, "終了：%s", r->closed_reason)};
    } else if (v->n_missing > 0) {
        v->head.badge[0] =
            (struct parts_badge){PARTS_BAD, arena_printf(w->arena, "不足 %zu", v->n_missing)};
    } else {
        v->head.badge[0] = (struct parts_badge){PARTS_OK, "済"};
    }
    if (v->wire != NULL) {
        v->head.badge[1] = v->wire->badge;
    }
    if (at == 0 && (w->may & MAY_EDIT) != 0 && action != NULL) {
        char id[ID_TEXT_SIZE];

        if (entity_is_added(r->entity)) {
            action[v->head.n_actions++] = (struct parts_action){
                .label = "複写して登録",
                .url = arena_printf(w->arena, "%s?from=%s",
                                    page_url(pg, "/%s/new", r->entity->name), id_text(id, r->id))};
            v->close = close_form(r, pg, w);
        }
        action[v->head.n_actions++] = (struct parts_action){
            .label = "直す", .url = arena_printf(w->arena, "%s/edit", self), .primary = true};
        v->head.action = action;
    }
}

enum status page_record(struct page *pg, struct work *w)
{
    const struct entity *e;
    struct record *r;
    struct record_view v = {0};
    struct parts_notice notice[2];
    size_t n_notices = 0;
    const char *at_text = page_query(pg, "at");
    int64_t at = at_text == NULL ? 0 : strtoll(at_text, NULL, 10);
    enum status st = page_entity(&e, pg, w);

    if (st != OK) {
        return st;
    }
    st = at > 0
             ? history_as_of(&r, w->db, e, w->facility_id, page_id(pg, "id"), at, w->arena, &w->err)
             : record_read(&r, w->db, e, w->facility_id, page_id(pg, "id"), w->arena, &w->err);
    if (st != OK) {
        return st;
    }
    add_groups(&v, r, pg, w);
    if (at == 0) {
        add_missing(&v, r, pg, w);
        st = wire_of(&v.wire, r, pg, w);
        if (st == OK) {
            st = add_related(&v, r, pg, w);
        }
    } else {
        notice[n_notices++] = (struct parts_notice){
            .tone = PARTS_WARN,
            .text = arena_printf(w->arena, "%s の時点の内容です。いまの内容ではありません。",
                                 date_time(w->arena, at))};
    }
    if (st != OK) {
        return st;
    }
    add_head(&v, r, at, pg, w);
    v.approve = at == 0 ? approve_form(r, pg, w) : NULL;
    if (page_notice(pg, w, &notice[n_notices])) {
        n_notices++;
    }
    v.head.notice = notice;
    v.head.n_notices = n_notices;
    page_title(pg, v.head.title);
    tpl_record(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_record_file(struct page *pg, struct work *w)
{
    const struct entity *e;
    struct record *r;
    struct stored_file file;
    int fd;
    enum status st = page_entity(&e, pg, w);

    if (st == OK) {
        st = record_read(&r, w->db, e, w->facility_id, page_id(pg, "id"), w->arena, &w->err);
    }
    if (st != OK) {
        return st;
    }
    int field = entity_field(e, page_param(pg, "field"));

    if (field < 0 || e->field[field].kind != K_FILE || r->value[field] == NULL) {
        return err_set(&w->err, E_NOTFOUND, "no file there");
    }
    st = store_parse(&file, r->value[field], w->arena, &w->err);
    if (st == OK) {
        st = store_open(&fd, w->data_dir, &file, &w->err);
    }
    if (st == OK) {
        page_fd(pg, &fd, file.size, file.type, file.name);
    }
    return st;
}
