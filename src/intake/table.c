#include "intake/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "intake/table_head.h"
#include "intake/table_row.h"

#include <stdio.h>
#include <string.h>

enum {
    WIDE_COLUMNS = 3, /* a lone cell merged over so many titled columns is a heading */
    SKIP_TEXT_SIZE = 200,
    SHEET_LIST_SIZE = 160,
    OTHER_SCORE = 3, /* different fields that the header of a table names at least */
};

/* A merged cell that reaches down from an earlier row. */
struct carry {
    uint32_t last_row;
    enum book_kind kind;
    struct buf text;
};

struct table {
    struct book *book;
    struct arena *arena;
    size_t sheet;
    struct table_head head;
    const struct book_merge *merge;
    size_t merges, merge_at;
    struct carry *carry; /* [BOOK_COLUMNS_MAX], NULL without merged cells */
    size_t carry_n;      /* columns that have one */
    size_t carried;      /* bytes */
    bool in_notes;       /* after a ※ line: lone cells are its continuation */
    struct table_skip skip[TABLE_SKIPS_MAX];
    size_t skips;
    const char *other[TABLE_OTHERS_MAX];
    size_t others;
    struct book_cell cell[BOOK_COLUMNS_MAX];
    struct book_row row;
};

/* ---- The sheet ---- */

static enum status no_such_sheet(const struct book *b, const char *sheet, struct err *err)
{
    char list[SHEET_LIST_SIZE] = "";

    if (book_sheets(b) == 1 && *book_sheet_name(b, 0) == '\0') {
        return err_say(err, E_NOTFOUND, MSG_INTAKE_NO_SHEETS, sheet);
    }
    for (size_t i = 0; i < book_sheets(b); i++) {
        size_t len = strlen(list);

        snprintf(list + len, sizeof(list) - len, "%s「%s」", i == 0 ? "" : "、",
                 book_sheet_name(b, i));
    }
    text_cut(list, sizeof(list), list);
    return err_say(err, E_NOTFOUND, MSG_INTAKE_NO_SHEET, sheet, list);
}

/* Another sheet that looks like a table of the same register: it is said, not dropped unseen. */
static void note_other(struct table *t, const char *sheet)
{
    if (t->others < TABLE_OTHERS_MAX) {
        t->other[t->others++] = sheet;
    }
}

static enum status choose_sheet(struct table *t, const struct table_options *o, struct err *err)
{
    const char *want = o->sheet == NULL ? NULL : text_key(t->arena, o->sheet);
    bool found = false;

    for (size_t i = 0; i < book_sheets(t->book); i++) {
        struct arena_mark mark = arena_mark(t->arena);
        struct table_head head;
        const char *name = text_key(t->arena, book_sheet_name(t->book, i));

        if (arena_status(t->arena, err) != OK) {
            return err->status;
        }
        bool wanted = want == NULL || strcmp(name, want) == 0;
        enum status st = book_select(t->book, i, err);

        if (st == OK) {
            st = table_head_find(&head, t->book, wanted ? o->header_row : 0, o, t->arena, err);
        }
        if (st != OK) {
            return st;
        }
        found |= wanted;
        if (wanted && head.row != 0 && (t->head.row == 0 || head.score > t->head.score)) {
            if (t->head.score >= OTHER_SCORE) {
                note_other(t, book_sheet_name(t->book, t->sheet));
            }
            t->head = head;
            t->sheet = i;
            continue;
        }
        if (head.score >= OTHER_SCORE) {
            note_other(t, book_sheet_name(t->book, i));
        }
        arena_reset(t->arena, mark);
    }
    return found ? OK : no_such_sheet(t->book, o->sheet, err);
}

enum status table_open(struct table **out, struct book *b, const struct table_options *options,
                       struct arena *a, struct err *err)
{
    CLEANUP(table_close) struct table *t = mem_new(sizeof(*t));

    if (t == NULL) {
        return err_set(err, E_NOMEM, "table: no memory");
    }
    t->book = b;
    t->arena = a;

    enum status st = choose_sheet(t, options, err);

    if (st == OK && t->head.row == 0) {
        st = err_say(err, E_NOTFOUND, MSG_INTAKE_NO_HEADER);
    }
    if (st == OK) {
        st = book_merges(b, t->sheet, &t->merge, &t->merges, err);
    }
    if (st == OK && t->merges > 0) {
        t->carry = mem_new(BOOK_COLUMNS_MAX * sizeof(*t->carry));
        st = t->carry == NULL ? err_set(err, E_NOMEM, "table: no memory") : OK;
    }
    if (st == OK) {
        st = table_rewind(t, err);
    }
    if (st == OK) {
        *out = t;
        t = NULL;
    }
    return st;
}

enum status table_rewind(struct table *t, struct err *err)
{
    t->merge_at = 0;
    t->carry_n = 0;
    t->carried = 0;
    t->skips = 0;
    t->in_notes = false;
    for (size_t i = 0; t->carry != NULL && i < BOOK_COLUMNS_MAX; i++) {
        buf_close(&t->carry[i].text);
        t->carry[i] = (struct carry){0};
    }
    return book_select(t->book, t->sheet, err);
}

void table_close(struct table **t)
{
    if (*t == NULL) {
        return;
    }
    for (size_t i = 0; (*t)->carry != NULL && i < BOOK_COLUMNS_MAX; i++) {
        buf_close(&(*t)->carry[i].text);
    }
    mem_free((*t)->carry);
    mem_free(*t);
    *t = NULL;
}

const char *table_sheet(const struct table *t)
{
    return book_sheet_name(t->book, t->sheet);
}

uint32_t table_header_row(const struct table *t)
{
    return t->head.row;
}

const struct table_column *table_columns(const struct table *t, size_t *n)
{
    *n = t->head.n;
    return t->head.column;
}

const char *const *table_others(const struct table *t, size_t *n)
{
    *n = t->others;
    return t->other;
}

/* ---- Merged cells ---- */

static enum status carry_down(struct table *t, const struct book_merge *m,
                              const struct book_cell *cell, uint32_t number, struct err *err)
{
    struct carry *c = &t->carry[m->first_column];
    size_t len = strlen(cell->text);

    t->carried -= c->text.len;
    t->carried += len;
    if (t->carried > TABLE_CARRY_SIZE) {
        char row[16];

        snprintf(row, sizeof(row), "%u", number);
        return err_say(err, E_LIMIT, MSG_INTAKE_ROW_LONG, row);
    }
    buf_close(&c->text);
    *c = (struct carry){
        .last_row = m->last_row, .kind = cell->kind, .text = BUF_INIT(BOOK_TEXT_SIZE + 1)};
    buf_add(&c->text, cell->text, len);
    if (t->carry_n <= m->first_column) {
        t->carry_n = (size_t)m->first_column + 1;
    }
    return buf_status(&c->text, err);
}

static bool is_wide(const struct table *t, const struct book_merge *m)
{
    unsigned titled = 0;

    for (size_t i = m->first_column; i <= m->last_column && i < t->head.n; i++) {
        titled += t->head.column[i].title[0][0] != '\0';
    }
    return titled >= WIDE_COLUMNS;
}

/* Take up the merged ranges that begin in row; *wide: one of them goes over several columns. */
static enum status begin_merges(struct table *t, const struct book_row *row, bool *wide,
                                struct err *err)
{
    enum status st = OK;

    *wide = false;
    for (; st == OK && t->merge_at < t->merges; t->merge_at++) {
        const struct book_merge *m = &t->merge[t->merge_at];

        if (m->first_row > row->number) {
            break;
        }
        if (m->first_row < row->number || m->first_column >= row->n ||
            table_blank(row->cell[m->first_column].text)) {
            continue;
        }
        *wide |= is_wide(t, m);
        if (m->last_row > m->first_row) {
            st = carry_down(t, m, &row->cell[m->first_column], row->number, err);
        }
    }
    return st;
}

/* row with what reaches down into it. */
static const struct book_row *fill(struct table *t, const struct book_row *row)
{
    size_t n = row->n > t->carry_n ? row->n : t->carry_n;

    if (t->carry_n == 0) {
        return row;
    }
    t->row = (struct book_row){.number = row->number, .cell = t->cell};
    for (size_t i = 0; i < n; i++) {
        t->cell[i] = i < row->n ? row->cell[i] : (struct book_cell){"", CELL_EMPTY};
        if (i < t->carry_n && t->carry[i].last_row >= row->number && table_blank(t->cell[i].text)) {
            t->cell[i] = (struct book_cell){buf_text(&t->carry[i].text), t->carry[i].kind};
        }
        if (*t->cell[i].text != '\0') {
            t->row.n = i + 1;
        }
    }
    return &t->row;
}

/* ---- Rows ---- */

static enum status skip(struct table *t, const struct book_row *row, struct err *err)
{
    const char *first;

    table_row_filled(row, &first);
    if (t->skips < TABLE_SKIPS_MAX) {
        char text[SKIP_TEXT_SIZE];

        t->skip[t->skips] = (struct table_skip){
            row->number, arena_copy(t->arena, text_cut(text, sizeof(text), first))};
    }
    t->skips++;
    return arena_status(t->arena, err);
}

/* A header that is repeated for every printed page. */
static bool repeats_header(const struct table *t, const struct book_row *row)
{
    struct arena_mark mark = arena_mark(t->arena);
    unsigned same = 0;
    bool other = false;

    for (size_t i = 0; i < row->n && !other; i++) {
        const struct table_column *c = i < t->head.n ? &t->head.column[i] : NULL;
        const char *text = row->cell[i].text;

        if (!table_blank(text)) {
            const char *key = c == NULL ? NULL : text_key(t->arena, text);

            other = key == NULL;
            for (size_t k = 0; !other && k < TABLE_TITLES; k++) {
                const char *title = text_key(t->arena, c->title[k]);

                if (title != NULL && strcmp(title, key) == 0) {
                    same++;
                    break;
                }
                other = k + 1 == TABLE_TITLES;
            }
        }
    }
    arena_reset(t->arena, mark);
    return !other && same > 1;
}

static bool is_record(struct table *t, const struct book_row *row, bool wide, bool *empty)
{
    const char *first;
    enum table_row_kind kind = table_row_kind(row, wide);
    size_t filled = table_row_filled(row, &first);

    *empty = kind == ROW_EMPTY;
    if (kind == ROW_NOTE) {
        t->in_notes = true;
    } else if (filled > 1) {
        t->in_notes = false;
    }
    return kind == ROW_RECORD && !(t->in_notes && filled == 1) && !repeats_header(t, row);
}

enum status table_next(struct table *t, const struct book_row **out, struct err *err)
{
    const struct book_row *row;

    *out = NULL;
    for (;;) {
        bool wide, empty;
        enum status st = book_next(t->book, &row, err);

        if (st != OK || row == NULL) {
            return st;
        }
        if (row->number <= t->head.row) {
            continue;
        }
        st = begin_merges(t, row, &wide, err);
        if (st != OK) {
            return st;
        }
        if (is_record(t, row, wide, &empty)) {
            *out = fill(t, row);
            return OK;
        }
        if (!empty) {
            st = skip(t, row, err);
        }
        if (st != OK) {
            return st;
        }
    }
}

const struct table_skip *table_skips(const struct table *t, size_t *n, size_t *all)
{
    *all = t->skips;
    *n = t->skips < TABLE_SKIPS_MAX ? t->skips : TABLE_SKIPS_MAX;
    return t->skip;
}
