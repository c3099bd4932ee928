#include "web/import_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "base/json.h"
#include "intake/import.h"
#include "render/csv.h"
#include "render/json.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/import.html.h"
#include "web/job_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REJECTS_SHOWN = 50, REJECTS_CSV = 100000, CSV_MAX = 64 << 20, PARAMS_MAX = 1024 };

#define DAY_MS (24 * 3600 * INT64_C(1000))

static const char *field_word(const struct entity *e, const char *name, struct work *w)
{
    int i = e == NULL ? -1 : entity_field(e, name);

    return i < 0 ? "行" : field_label(&e->field[i], w->lang);
}

static void add_rejects(struct import_result_view *v, const struct import_rejects *list,
                        const struct entity *e, struct work *w)
{
    struct import_result_reject *out = arena_make(w->arena, struct import_result_reject, list->n);

    for (size_t i = 0; out != NULL && i < list->n; i++) {
        const struct import_reject *r = &list->row[i];
        const char *name = field_word(e, r->field, w);

        out[i] = (struct import_result_reject){
            .row = r->row,
            .field = name,
            .value = {.name = arena_printf(w->arena, "mend-%" PRId64 "-%s", r->row, r->field),
                      .label = arena_printf(w->arena, "%" PRId64 "行目 %s", r->row, name),
                      .control = *r->field == '\0' ? FORM_SHOWN : FORM_TEXT,
                      .value = r->value,
                      .error = r->message},
        };
    }
    v->reject = out;
    v->n_rejects = out == NULL ? 0 : list->n;
}

enum status page_import_result(struct page *pg, struct work *w)
{
    int64_t id = page_id(pg, "id");
    struct import_past past;
    struct import_rejects rejects;
    struct parts_notice notice;
    char text[ID_TEXT_SIZE];
    enum status st = import_past_read(&past, w->db, w->facility_id, id, w->arena, &w->err);

    if (st == OK) {
        st = import_rejects_read(&rejects, w->db, w->facility_id, id, 0, REJECTS_SHOWN, w->arena,
                                 &w->err);
    }
    if (st != OK) {
        return st;
    }
    const char *self = page_url(pg, "/import/%s", id_text(text, id));
    struct import_result_view v = {
        .head = {.title = "取り込みの結果",
                 .note = arena_printf(w->arena, "%s %s", past.file_name,
                 date_time(w->arena, past.created_at)),
                 .back = {.url = page_url(pg, "/import"), .label = "取り込み"}},
        .counts = {.read = past.read,
                 .state = {past.n[VERDICT_NEW], past.n[VERDICT_CHANGED], past.n[VERDICT_SAME],
                             past.n[VERDICT_REJECTED]}           },
    };

    add_rejects(&v, &rejects, past.entity, w);
    if (past.entity != NULL) {
        v.list = (struct parts_link){
            page_url(pg, "/%s", past.entity->name),
            arena_printf(w->arena, "%sを見る", register_label(past.entity, w->lang))};
    }
    if (v.n_rejects > 0) {
        v.mend = page_post(pg, arena_printf(w->arena, "%s/mend", self));
        v.rejects_url = arena_printf(w->arena, "%s/rejects", self);
    }
    if ((w->may & MAY_EDIT) != 0 && strcmp(past.state, "done") == 0 &&
        w->now_ms - past.created_at < IMPORT_UNDO_DAYS * DAY_MS) {
        v.undo = page_post(pg, arena_printf(w->arena, "%s/undo", self));
        v.undo_until = arena_printf(
            w->arena, "%sまで",
            date_slash(w->arena, date_of_ms(past.created_at + IMPORT_UNDO_DAYS * DAY_MS)));
    }
    if (strcmp(past.state, "undone") == 0) {
        v.head.badge[0] = (struct parts_badge){PARTS_PLAIN, "取り消し済み"};
    }
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_import_result(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

/* Every value the form holds is tried again; a row that stays wrong keeps its new text and reason.
 */
enum status post_import_mend(struct page *pg, struct work *w)
{
    int64_t id = page_id(pg, "id");
    struct import_past past;
    struct import_rejects rejects = {0};
    char text[ID_TEXT_SIZE];
    int64_t mended = 0;
    enum status st = import_past_read(&past, w->db, w->facility_id, id, w->arena, &w->err);

    if (st == OK) {
        st = import_rejects_read(&rejects, w->db, w->facility_id, id, 0, REJECTS_SHOWN, w->arena,
                                 &w->err);
    }
    for (size_t i = 0; st == OK && i < rejects.n; i++) {
        const struct import_reject *r = &rejects.row[i];
        const char *value =
            page_field(pg, arena_printf(w->arena, "mend-%" PRId64 "-%s", r->row, r->field));
        struct import_mend mend = {r->row, r->field, value};
        enum import_verdict verdict;

        if (value == NULL || *r->field == '\0' || strcmp(value, r->value) == 0) {
            continue; /* not touched */
        }
        st = import_mend(&verdict, w->db, w->facility_id, id, &mend, 1, &w->actor, w->now_ms,
                         w->arena, &w->err);
        mended += st == OK && verdict != VERDICT_REJECTED;
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/import/%s", id_text(text, id)),
                mended > 0 ? MSG_IMPORT_MENDED_ROWS : MSG_IMPORT_MENDED_NONE,
                arena_printf(w->arena, "%" PRId64, mended));
    }
    return st;
}

enum status post_import_undo(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PARAMS_MAX);
    struct json_out j = JSON_OUT(&b);
    struct import_past past;
    char id[ID_TEXT_SIZE];
    enum status st =
        import_past_read(&past, w->db, w->facility_id, page_id(pg, "id"), w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    json_put_object(&j, NULL);
    json_put_text(&j, "import", id_text(id, past.id));
    json_put_text(&j, "by", w->actor.name);
    json_put_end(&j);
    st = json_put_status(&j, &w->err);

    return st == OK ? job_start(pg, w, "undo", b.data) : st;
}

/* 直す行 as csv: the row as it came, and what is wrong with it. */
enum status page_import_rejects(struct page *pg, struct work *w)
{
    int64_t id = page_id(pg, "id");
    struct import_past past;
    struct import_rejects list;
    CLEANUP(buf_close) struct buf b = BUF_INIT(CSV_MAX);
    struct csv csv;
    enum status st = import_past_read(&past, w->db, w->facility_id, id, w->arena, &w->err);

    if (st == OK) {
        st = import_rejects_read(&list, w->db, w->facility_id, id, 0, REJECTS_CSV, w->arena,
                                 &w->err);
    }
    if (st != OK) {
        return st;
    }
    csv_start(&csv, &b, CSV_UTF8, w->arena);
    csv_cell(&csv, "行");
    csv_cell(&csv, "欄");
    csv_cell(&csv, "値");
    csv_cell(&csv, "直し方");
    csv_end_row(&csv);
    for (size_t i = 0; i < list.n; i++) {
        csv_cell(&csv, arena_printf(w->arena, "%" PRId64, list.row[i].row));
        csv_cell(&csv, field_word(past.entity, list.row[i].field, w));
        csv_cell(&csv, list.row[i].value);
        csv_cell(&csv, list.row[i].message);
        csv_end_row(&csv);
    }
    st = csv_status(&csv, &w->err);
    if (st == OK) {
        page_bytes(pg, &b, "text/csv; charset=utf-8", "直す行.csv");
    }
    return st;
}
