#include "intake/table_head.h"

#include "base/text.h"
#include "intake/table_row.h"
#include "record/entity.h"

#include <string.h>

enum {
    HEAD_SIZE = 2 * 1024 * 1024, /* bytes of the rows looked at; what lies behind is no header */
    TITLE_CHARS_MAX = 60,        /* a longer text is no title */
    FIELD_OFFSET = 2,            /* fields count from -2 (ID) */
    SURE = 2,                    /* titles that a lower header row holds at least */
};

/* The first rows of a sheet, trimmed. */
struct head_row {
    uint32_t number;
    size_t n;
    const char **text;
};

struct head_rows {
    struct head_row row[TABLE_HEAD_ROWS];
    size_t n;
};

static enum status read_rows(struct head_rows *out, struct book *b, struct arena *a,
                             struct err *err)
{
    const struct book_row *row;
    size_t start = arena_used(a);

    out->n = 0;
    while (out->n < TABLE_HEAD_ROWS && arena_used(a) - start < HEAD_SIZE) {
        enum status st = book_next(b, &row, err);

        if (st != OK || row == NULL) {
            return st;
        }

        struct head_row *to = &out->row[out->n++];

        *to = (struct head_row){
            .number = row->number, .n = row->n, .text = arena_make(a, const char *, row->n)};
        for (size_t i = 0; to->text != NULL && i < row->n; i++) {
            to->text[i] = text_trim(a, row->cell[i].text);
        }
        if (arena_status(a, err) != OK) {
            return err->status;
        }
    }
    return OK;
}

static const char *text_at(const struct head_row *row, size_t column)
{
    return row != NULL && column < row->n ? row->text[column] : "";
}

/*
 * The titles of a column under upper (may be NULL) and lower. A group's name stands in its first
 * column only (机種情報 | | ), so it is carried right as long as there are names below it.
 */
static void title_column(struct table_column *out, const struct head_row *upper,
                         const struct head_row *lower, size_t column, const char **group,
                         struct arena *a)
{
    const char *above = text_at(upper, column), *below = text_at(lower, column);

    if (*above != '\0') {
        *group = *below != '\0' ? above : "";
    } else if (*below == '\0') {
        *group = "";
    } else if (upper != NULL) {
        above = *group;
    }
    *out = (struct table_column){
        .title = {below, "", ""}
    };
    if (*below == '\0') {
        out->title[0] = above;
    } else if (*above != '\0') {
        out->title[0] = arena_printf(a, "%s %s", above, below);
        out->title[1] = below;
        out->title[2] = above;
    }
}

/* ---- Scores ---- */

struct fields_seen {
    bool seen[ENTITY_FIELDS_MAX + FIELD_OFFSET];
    unsigned n;
};

static bool see(struct fields_seen *s, const struct table_options *o, const char *title)
{
    int field =
        *title == '\0' || text_chars(title) > TITLE_CHARS_MAX ? -1 : o->field_of(o->self, title);

    if (field == -1) {
        return false;
    }
    if (!s->seen[field + FIELD_OFFSET]) {
        s->seen[field + FIELD_OFFSET] = true;
        s->n++;
    }
    return true;
}

struct score {
    unsigned fields; /* different ones that are named */
    unsigned known;  /* cells that name one */
    unsigned filled;
};

static struct score score_row(const struct head_row *row, const struct table_options *o)
{
    struct fields_seen seen = {.n = 0};
    struct score s = {0};

    for (size_t i = 0; i < row->n; i++) {
        s.filled += *row->text[i] != '\0';
        s.known += see(&seen, o, row->text[i]);
    }
    s.fields = seen.n;
    return s;
}

static unsigned score_pair(const struct head_row *upper, const struct head_row *lower,
                           const struct table_options *o, struct arena *a)
{
    struct fields_seen seen = {.n = 0};
    const char *group = "";
    size_t n = upper->n > lower->n ? upper->n : lower->n;

    for (size_t i = 0; i < n; i++) {
        struct table_column c;

        title_column(&c, upper, lower, i, &group, a);
        for (size_t t = 0; t < TABLE_TITLES && c.title[t] != NULL && !see(&seen, o, c.title[t]);
             t++) {
        }
    }
    return seen.n;
}

/* A row of data under a header may by chance hold a title word (その他): half of a lower header
   row must be titles, and the row above must name something too. */
static bool may_be_pair(const struct score *upper, const struct score *lower)
{
    return upper->known > 0 && lower->known >= SURE && lower->known * 2 >= lower->filled;
}

static void find_best(struct table_head *out, const struct head_rows *rows,
                      const struct table_options *o, size_t *at, struct arena *a)
{
    struct score before = {0};

    for (size_t i = 0; i < rows->n; i++) {
        struct score s = score_row(&rows->row[i], o);
        unsigned single = before.fields > s.fields ? before.fields : s.fields;

        if (s.fields > out->score) {
            *out = (struct table_head){.row = rows->row[i].number, .score = s.fields};
            *at = i;
        }
        if (i > 0 && may_be_pair(&before, &s)) {
            unsigned pair = score_pair(&rows->row[i - 1], &rows->row[i], o, a);

            if (pair > single && pair > out->score) {
                *out = (struct table_head){
                    .row = rows->row[i].number, .two_rows = true, .score = pair};
                *at = i;
            }
        }
        before = s;
    }
}

/* The header in a row that somebody chose. */
static void take_row(struct table_head *out, const struct head_rows *rows, uint32_t row,
                     const struct table_options *o, size_t *at, struct arena *a)
{
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->row[i].number == row) {
            struct score s = score_row(&rows->row[i], o);
            struct score before = i > 0 ? score_row(&rows->row[i - 1], o) : (struct score){0};

            *out = (struct table_head){.row = row, .score = s.fields};
            out->two_rows = i > 0 && may_be_pair(&before, &s) &&
                            score_pair(&rows->row[i - 1], &rows->row[i], o, a) > s.fields;
            *at = i;
        }
    }
}

/* Titles tell columns apart, for the user and in a remembered mapping: 備考, 備考（2）. */
static void make_unique(struct table_column *column, size_t n, struct arena *a)
{
    const char **key = arena_make(a, const char *, n);

    for (size_t i = 0; key != NULL && i < n; i++) {
        unsigned same = 1;

        key[i] = text_key(a, column[i].title[0] == NULL ? "" : column[i].title[0]);
        for (size_t j = 0; key[i] != NULL && *key[i] != '\0' && j < i; j++) {
            same += strcmp(key[i], key[j]) == 0;
        }
        if (same > 1) {
            column[i].title[1] =
                column[i].title[1][0] == '\0' ? column[i].title[0] : column[i].title[1];
            column[i].title[0] = arena_printf(a, "%s（%u）", column[i].title[0], same);
        }
    }
}

enum status table_head_find(struct table_head *out, struct book *b, uint32_t row,
                            const struct table_options *options, struct arena *a, struct err *err)
{
    struct head_rows rows;
    const char *group = "";
    size_t at = 0;
    enum status st = read_rows(&rows, b, a, err);

    if (st != OK) {
        return st;
    }
    *out = (struct table_head){0};
    if (row == 0) {
        find_best(out, &rows, options, &at, a);
    } else {
        take_row(out, &rows, row, options, &at, a);
    }
    if (out->row != 0) {
        const struct head_row *lower = &rows.row[at];
        const struct head_row *upper = out->two_rows ? &rows.row[at - 1] : NULL;

        out->n = upper != NULL && upper->n > lower->n ? upper->n : lower->n;
        out->column = arena_make(a, struct table_column, out->n);
        for (size_t i = 0; out->column != NULL && i < out->n; i++) {
            title_column(&out->column[i], upper, lower, i, &group, a);
        }
        if (arena_status(a, err) == OK) {
            make_unique(out->column, out->n, a);
        }
    }
    return arena_status(a, err);
}
