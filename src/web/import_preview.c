/* 取り込み, step 3: what would happen. */
#include "web/import_preview.h"

#include "base/clock.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/import.html.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    ROWS_EACH = 15,  /* rows shown of each verdict */
    BUDGET_MS = 400, /* a longer file is judged in part; the import judges all of it */
};

struct preview {
    struct work *w;
    const struct entity *entity;
    const struct mapping *mapping;
    struct import_row *row;
    size_t n, of_verdict[VERDICTS];
    int column[ENTITY_FIELDS_MAX];
    size_t n_columns;
    int64_t until_us;
};

static enum import_state state_of(enum import_verdict v)
{
    static const enum import_state state[VERDICTS] = {[VERDICT_NEW] = IMPORT_NEW,
                                                      [VERDICT_CHANGED] = IMPORT_CHANGED,
                                                      [VERDICT_SAME] = IMPORT_SAME,
                                                      [VERDICT_REJECTED] = IMPORT_ERROR};

    return state[v];
}

static const char *shown(const struct preview *p, const struct record *r, int field)
{
    struct value_scope scope = field_scope(p->w);

    return r == NULL || r->value[field] == NULL
               ? NULL
               : arena_copy(p->w->arena,
                            value_show(&p->entity->field[field], r->value[field], &scope));
}

static enum status keep_line(void *self, const struct import_line *line, struct err *err)
{
    struct preview *p = self;
    struct arena *a = p->w->arena;

    if (clock_steady_us() > p->until_us) {
        return err_set(err, E_CANCELLED, "the preview's time is up");
    }
    if (p->of_verdict[line->verdict]++ >= ROWS_EACH) {
        return OK;
    }
    struct import_row *row = &p->row[p->n++];
    struct import_cell *cell = arena_make(a, struct import_cell, p->n_columns);

    *row =
        (struct import_row){.number = line->number, .state = state_of(line->verdict), .cell = cell};
    for (size_t c = 0; cell != NULL && c < p->n_columns; c++) {
        int f = p->column[c];
        const char *before = shown(p, line->before, f), *after = shown(p, line->after, f);

        if (line->after == NULL) {
            after = arena_copy(a, line->typed[f]);
            before = NULL;
        }
        bool differs = before != NULL && (after == NULL || strcmp(before, after) != 0);

        cell[c] = (struct import_cell){line->verdict == VERDICT_CHANGED && differs ? before : NULL,
                                       after};
    }
    if (line->verdict == VERDICT_REJECTED) {
        char text[1024];

        row->message = arena_copy(a, err_text(&line->why, p->w->lang, text, sizeof(text)));
    }
    return arena_status(a, err);
}

/* The columns that are shown: those the file has, in the register's order. */
static void choose_columns(struct preview *p, const char *mapping, struct work *w)
{
    struct mapping m;

    if (mapping_parse(&m, p->entity, mapping, w->arena, &w->err) != OK) {
        return;
    }
    for (size_t f = 0; f < p->entity->n; f++) {
        for (size_t c = 0; c < m.n; c++) {
            if (m.column[c].field == (int)f) {
                p->column[p->n_columns++] = (int)f;
                break; /* several columns may go into the note */
            }
        }
    }
}

/* 「価格」「耐用年数」: columns that no field takes; NULL: none. */
static const char *unread_columns(const struct mapping *m, struct arena *a)
{
    const char *list = NULL;

    for (size_t i = 0; i < m->n; i++) {
        if (m->column[i].field == SYNONYMS_NONE && *m->column[i].title != '\0') {
            list = arena_printf(a, "%s「%s」", list == NULL ? "" : list, m->column[i].title);
        }
    }
    return list;
}

static const struct parts_notice *remarks_of(const struct import_result *r, const struct entity *e,
                                             bool in_part, size_t *n, struct work *w)
{
    struct parts_notice *notice = arena_make(w->arena, struct parts_notice, e->n + 4 + r->n_others);
    const char *unread = unread_columns(&r->mapping, w->arena);

    *n = 0;
    if (notice != NULL && unread != NULL) {
        notice[(*n)++] = (struct parts_notice){
            .tone = PARTS_WARN,
            .text = arena_printf(
                w->arena,
                "%sの列は取り込みません。残すときは、列の対応で入れる欄を選んでください。",
                unread)};
    }
    if (notice != NULL && r->untitled > 0) {
        notice[(*n)++] = (struct parts_notice){
            .tone = PARTS_WARN,
            .text = arena_printf(w->arena,
                                 "見出しのない列に、文字の入ったセルが%" PRId64
                                 "個あります。取り込みません。残すときは、Excelで見出しを付けて"
                                 "から取り込んでください。",
                                 r->untitled)};
    }
    for (size_t i = 0; notice != NULL && i < r->n_others; i++) {
        notice[(*n)++] = (struct parts_notice){
            .tone = PARTS_WARN,
            .text = arena_printf(w->arena,
                                 "シート「%s」にも表があります。この取り込みには入りません。"
                                 "あとでシートを選び、もう一度取り込んでください。",
                                 r->other[i])};
    }
    for (size_t i = 0; notice != NULL && i < e->n; i++) {
        if (r->to_confirm[i] > 0) {
            struct value_scope scope = field_scope(w);

            notice[(*n)++] = (struct parts_notice){
                .tone = PARTS_WARN,
                .text = arena_printf(w->arena,
                                     "「%s」がない行は「%s」として取り込みます（%" PRId64
                                     "行）。あとで確かめてください。",
                                     e->field[i].ja,
                                     value_show(&e->field[i], e->field[i].when_missing, &scope),
                                     r->to_confirm[i])};
        }
    }
    if (notice != NULL && in_part) {
        notice[(*n)++] = (struct parts_notice){
            .tone = PARTS_WARN,
            .text = arena_printf(w->arena,
                                 "長いファイルなので、はじめの%" PRId64
                                 "行を調べました。残りは取り込みながら調べます。",
                                 r->read)};
    }
    if (notice != NULL && r->skipped > 0) {
        notice[(*n)++] = (struct parts_notice){
            .tone = PARTS_PLAIN,
            .text = arena_printf(w->arena, "題名や注の行 %zu行は読み飛ばします。", r->skipped)};
    }
    return notice;
}

static enum status show_preview(struct page *pg, struct work *w, const struct upload *u,
                                const char *mapping, const char *back_url, const struct preview *p,
                                const struct import_result *r, bool in_part)
{
    struct import_preview_view v = {
        .head = {.title = "取り込み：確認", .note = register_label(u->entity, w->lang)},
        .post = page_post(pg, page_url(pg, "/import/run")),
        .counts = {.read = r->read                       },
        .back_url = back_url,
        .row = p->row,
        .n = p->n,
        .n_columns = p->n_columns,
        .shown = arena_printf(w->arena, "%" PRId64 "行のうち%zu行", r->read, p->n),
    };
    int64_t good = r->n[VERDICT_NEW] + r->n[VERDICT_CHANGED];
    struct parts_hidden *hidden = upload_hidden(u, &v.post.n_hidden, 1, w->arena);
    const char **column = arena_make(w->arena, const char *, p->n_columns);

    if (hidden == NULL || column == NULL) {
        return arena_status(w->arena, &w->err);
    }
    hidden[v.post.n_hidden++] = (struct parts_hidden){"mapping", mapping};
    v.post.hidden = hidden;
    for (int i = 0; i < VERDICTS; i++) {
        v.counts.state[state_of((enum import_verdict)i)] = r->n[i];
    }
    for (size_t i = 0; i < p->n_columns; i++) {
        column[i] = field_label(&u->entity->field[p->column[i]], w->lang);
    }
    v.column = column;
    v.remark = remarks_of(r, u->entity, in_part, &v.n_remarks, w);
    if (good > 0 || in_part) {
        v.submit =
            in_part ? "すべて取り込む" : arena_printf(w->arena, "%" PRId64 "件を取り込む", good);
    }
    if (r->n[VERDICT_REJECTED] > 0) {
        v.submit_note = arena_printf(w->arena, "エラー%" PRId64 "件は「直す行」に残ります。",
                                     r->n[VERDICT_REJECTED]);
    }
    page_title(pg, v.head.title);
    tpl_import_preview(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status import_preview_show(struct page *pg, struct work *w, const struct upload *u,
                                const char *mapping, const char *back_url)
{
    struct preview p = {.w = w,
                        .entity = u->entity,
                        .until_us = clock_steady_us() + BUDGET_MS * 1000,
                        .row = arena_make(w->arena, struct import_row, VERDICTS * ROWS_EACH)};
    struct import_watcher watcher = {.line = keep_line, .self = &p};
    struct import_request request = upload_request(u, w);
    struct import_result r = {0};

    if (p.row == NULL) {
        return arena_status(w->arena, &w->err);
    }
    choose_columns(&p, mapping, w);
    request.mapping = mapping;
    request.preview = true;
    request.watcher = &watcher;
    enum status st = import_run(&r, w->db, &request, w->arena, &w->err);

    return st == OK || st == E_CANCELLED
               ? show_preview(pg, w, u, mapping, back_url, &p, &r, st == E_CANCELLED)
               : st;
}
