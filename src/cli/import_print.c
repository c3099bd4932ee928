#include "cli/import_print.h"

#include "cli/print.h"

#include "base/file.h"
#include "render/csv.h"

#include <inttypes.h>
#include <stdio.h>

enum { REPORT_MAX = 256 << 20 };

enum status import_print_line(void *self, const struct import_line *line, struct err *err)
{
    struct import_print *p = self;
    struct arena *a = p->run->arena;
    char text[1024];

    if (line->verdict != VERDICT_REJECTED || p->n == IMPORT_REJECTS_SHOWN) {
        return OK;
    }
    const struct field *f =
        line->field < 0 ? NULL : &entity_named(p->run->word[0])->field[line->field];
    struct import_print_reject *r = arena_make(a, struct import_print_reject, 1);

    if (r == NULL) {
        return arena_status(a, err);
    }
    *r = (struct import_print_reject){
        .row = line->number,
        .field = f == NULL ? "" : f->name,
        .label = f == NULL ? "" : f->ja,
        .value = arena_copy(a, line->wrong == NULL ? "" : line->wrong),
        .message = arena_copy(a, err_text(&line->why, LANG_JA, text, sizeof(text))),
    };
    *(p->first == NULL ? &p->first : p->last) = r;
    p->last = &r->next;
    p->n++;
    return arena_status(a, err);
}

/* The titles of columns that went into the note, or nowhere. */
static void put_columns(struct json_out *j, const char *name, const struct mapping *m, bool noted)
{
    json_put_array(j, name);
    for (size_t i = 0; i < m->n; i++) {
        const struct mapping_column *c = &m->column[i];

        if (*c->title != '\0' && (noted ? c->beside : c->field == SYNONYMS_NONE)) {
            json_put_text(j, NULL, c->title);
        }
    }
    json_put_end(j);
}

static int print_json(struct import_print *p, const struct import_result *r)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);

    json_put_object(&j, NULL);
    json_put_int(&j, "read", r->read);
    json_put_int(&j, "new", r->n[VERDICT_NEW]);
    json_put_int(&j, "changed", r->n[VERDICT_CHANGED]);
    json_put_int(&j, "same", r->n[VERDICT_SAME]);
    json_put_int(&j, "rejected", r->n[VERDICT_REJECTED]);
    json_put_array(&j, "rejects");
    for (const struct import_print_reject *x = p->first; x != NULL; x = x->next) {
        json_put_object(&j, NULL);
        json_put_int(&j, "row", x->row);
        json_put_text(&j, "field", x->field);
        json_put_text(&j, "value", x->value);
        json_put_text(&j, "message", x->message);
        json_put_end(&j);
    }
    json_put_end(&j);
    put_columns(&j, "noted_columns", &r->mapping, true);
    put_columns(&j, "unread_columns", &r->mapping, false);
    json_put_int(&j, "untitled_cells", r->untitled);
    json_put_array(&j, "other_sheets");
    for (size_t i = 0; i < r->n_others; i++) {
        json_put_text(&j, NULL, r->other[i]);
    }
    json_put_end(&j);
    json_put_end(&j);
    return print_json_out(p->run, &j, r->n[VERDICT_REJECTED] == 0 ? EXIT_DONE : EXIT_NO);
}

/* Columns that are nobody's, other sheets, rows that are no records: nothing vanishes unseen. */
static void print_left_out(const struct import_result *r)
{
    for (size_t i = 0; i < r->mapping.n; i++) {
        const struct mapping_column *c = &r->mapping.column[i];

        if (c->field == SYNONYMS_NONE && !c->chosen && *c->title != '\0') {
            printf("「%s」の列は、入れる欄が分からないため取り込みませんでした。\n", c->title);
        }
        if (c->beside) {
            printf("「%s」の列は、列名を付けて「%s」に入れます。\n", c->title,
                   r->mapping.entity->field[c->field].ja);
        }
    }
    if (r->untitled > 0) {
        printf("見出しのない列に、文字の入ったセルが%" PRId64
               "個あります。取り込みませんでした。見出しを付けると取り込めます。\n",
               r->untitled);
    }
    for (size_t i = 0; i < r->n_others; i++) {
        printf("シート「%s」にも表があります。まだ取り込んでいません（--sheet で選べます）。\n",
               r->other[i]);
    }
    for (size_t i = 0; i < r->n_skips; i++) {
        printf("%" PRIu32 "行目は見出しや注記とみて読み飛ばしました: %s\n", r->skip[i].row,
               r->skip[i].text);
    }
}

int import_print_result(struct import_print *p, const struct import_result *r)
{
    const struct entity *e = entity_named(p->run->word[0]);

    if (run_has(p->run, "--json")) {
        return print_json(p, r);
    }
    if (r->resumed_after > 0) {
        printf("前回は %" PRId64 "行目まで済んでいました。その続きから取り込みました。\n",
               r->resumed_after);
    }
    printf("%" PRId64 "行を読みました。新規 %" PRId64 "、変更 %" PRId64 "、変更なし %" PRId64
           "、直す行 %" PRId64 "\n",
           r->read, r->n[VERDICT_NEW], r->n[VERDICT_CHANGED], r->n[VERDICT_SAME],
           r->n[VERDICT_REJECTED]);
    for (size_t i = 0; i < e->n; i++) {
        if (r->to_confirm[i] > 0) {
            printf("「%s」がない %" PRId64
                   "行には決まった値を入れました。あとで確かめてください。\n",
                   e->field[i].ja, r->to_confirm[i]);
        }
    }
    print_left_out(r);
    for (const struct import_print_reject *x = p->first; x != NULL; x = x->next) {
        printf("%" PRIu32 "行目%s%s%s: %s\n", x->row, *x->label == '\0' ? "" : "「", x->label,
               *x->label == '\0' ? "" : "」", x->message);
    }
    return r->n[VERDICT_REJECTED] == 0 ? EXIT_DONE : EXIT_NO;
}

enum status import_print_report(struct import_print *p, const char *path)
{
    static const char *const heading[] = {"行", "欄", "値", "直し方"};
    CLEANUP(buf_close) struct buf b = BUF_INIT(REPORT_MAX);
    struct csv csv;
    struct arena *a = p->run->arena;

    csv_start(&csv, &b, CSV_UTF8, a);
    for (size_t i = 0; i < COUNT(heading); i++) {
        csv_cell(&csv, heading[i]);
    }
    csv_end_row(&csv);
    for (const struct import_print_reject *x = p->first; x != NULL; x = x->next) {
        csv_cell(&csv, arena_printf(a, "%" PRIu32, x->row));
        csv_cell(&csv, x->label);
        csv_cell(&csv, x->value);
        csv_cell(&csv, x->message);
        csv_end_row(&csv);
    }
    enum status st = csv_status(&csv, &p->run->err);

    return st == OK ? file_replace(path, b.data, b.len, 0600, &p->run->err) : st;
}
