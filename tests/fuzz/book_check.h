/* What holds for any bytes that are opened as a book: shared by the targets csv and xlsx. */
#ifndef BOOK_CHECK_H
#define BOOK_CHECK_H

#include "base/text.h"
#include "fuzz.h"
#include "intake/mapping.h"

#include <string.h>

enum { BOOK_CHECK_MEMORY = 64 << 20 };

/* An honest end: done, no memory, or refused in a sentence. */
static inline bool book_check_end(enum status st, const struct err *err)
{
    return st == OK || st == E_NOMEM ||
           ((st == E_INVALID || st == E_LIMIT || st == E_NOTFOUND) && err->msg != MSG_NONE);
}

static inline void book_check_row(const struct book_row *row, uint32_t after)
{
    FUZZ_CHECK(row->number > after && row->number <= BOOK_ROWS_MAX);
    FUZZ_CHECK(row->n <= BOOK_COLUMNS_MAX);
    for (size_t i = 0; i < row->n; i++) {
        const struct book_cell *c = &row->cell[i];

        FUZZ_CHECK(text_is_utf8(c->text, strlen(c->text)));
        FUZZ_CHECK(strchr(c->text, '\r') == NULL);
        FUZZ_CHECK(c->kind != CELL_EMPTY || *c->text == '\0');
        FUZZ_CHECK(strlen(c->text) <= BOOK_TEXT_SIZE);
    }
}

/* Every row of a sheet; reading it again counts the same. */
static inline size_t book_check_sheet(struct book *b, size_t sheet)
{
    const struct book_row *row = NULL;
    struct err err = {.status = OK};
    uint32_t number = 0;
    size_t rows = 0;
    enum status st = book_select(b, sheet, &err);

    while (st == OK && (st = book_next(b, &row, &err)) == OK && row != NULL) {
        book_check_row(row, number);
        number = row->number;
        rows++;
    }
    FUZZ_CHECK(book_check_end(st, &err));
    return rows;
}

static inline void book_check_merges(struct book *b, size_t sheet)
{
    const struct book_merge *m;
    size_t n;
    struct err err = {.status = OK};
    enum status st = book_merges(b, sheet, &m, &n, &err);

    FUZZ_CHECK(book_check_end(st, &err));
    for (size_t i = 0; st == OK && i < n; i++) {
        FUZZ_CHECK(m[i].first_row >= 1 && m[i].first_row <= m[i].last_row);
        FUZZ_CHECK(m[i].first_column <= m[i].last_column);
        FUZZ_CHECK(i == 0 || m[i - 1].first_row <= m[i].first_row);
    }
}

/* The words of the ledger, made once: they cost more than most inputs. */
static inline const struct synonyms *book_check_words(void)
{
    static struct arena *volatile kept;
    static const struct synonyms *words;

    if (words == NULL) {
        kept = arena_open(BOOK_CHECK_MEMORY);
        words = synonyms_of(entity_named("device"), kept);
    }
    FUZZ_CHECK(arena_status(kept, NULL) == OK); /* also what keeps it known to the leak check */
    return words;
}

/* As a ledger of devices: header, columns, records. */
static inline void book_check_table(struct book *b)
{
    CLEANUP(arena_close) struct arena *a = arena_open(BOOK_CHECK_MEMORY);
    CLEANUP(table_close) struct table *t = NULL;
    struct mapping wish = {.entity = entity_named("device")}, m;
    struct mapping_guide guide = {.synonyms = book_check_words(), .wish = &wish, .arena = a};
    struct table_options options = {.field_of = mapping_field_of, .self = &guide};
    const struct book_row *row = NULL;
    struct err err = {.status = OK};
    enum status st = table_open(&t, b, &options, a, &err);
    uint32_t number;

    FUZZ_CHECK(book_check_end(st, &err));
    if (st != OK) {
        return;
    }
    number = table_header_row(t);
    FUZZ_CHECK(number > 0);
    st = mapping_make(&m, &guide, t, false, a, &err);
    FUZZ_CHECK(book_check_end(st, &err));
    FUZZ_CHECK(st != OK || mapping_json(&m, a) != NULL);
    while ((st = table_next(t, &row, &err)) == OK && row != NULL) {
        book_check_row(row, number);
        number = row->number;
    }
    FUZZ_CHECK(book_check_end(st, &err));
}

static inline void book_check(const void *bytes, size_t size)
{
    CLEANUP(book_close) struct book *b = NULL;
    struct book_source source = {.bytes = bytes, .size = size};
    struct err err = {.status = OK};
    enum status st = book_open(&b, &source, &err);

    FUZZ_CHECK(book_check_end(st, &err));
    if (st != OK) {
        return;
    }
    for (size_t i = 0; i < book_sheets(b); i++) {
        size_t rows = book_check_sheet(b, i);

        FUZZ_CHECK(book_check_sheet(b, i) == rows);
        book_check_merges(b, i);
    }
    book_check_table(b);
}

#endif
