#include "intake/import_file.h"

#include "base/hash.h"
#include "base/mem.h"
#include "intake/import.sql.h"
#include "intake/import_line.h"
#include "intake/raw.h"

#include <string.h>

enum {
    ID_ROWS = 20, /* rows that are looked at before the table is read */
    SIDEWAYS_TITLES = 2,
    CHUNK = 64 * 1024,
};

void import_file_close(struct import_file *f)
{
    table_close(&f->table);
    book_close(&f->book);
}

/* Does the column titled ID hold ids of ours, in the first rows that have something in it? */
static enum status look_for_ids(bool *out, struct import_file *f, struct arena *a, struct err *err)
{
    size_t n, rows = 0, column;
    const struct table_column *c = table_columns(f->table, &n);
    const struct book_row *row;

    *out = false;
    for (column = 0; column < n; column++) {
        if (synonyms_field(f->synonyms, c[column].title[0], NULL, a) == SYNONYMS_ID) {
            break;
        }
    }
    for (unsigned looked = 0; column < n && looked < ID_ROWS; looked++) {
        enum status st = table_next(f->table, &row, err);
        int64_t id;

        if (st != OK) {
            return st;
        }
        if (row == NULL) {
            break;
        }
        if (column < row->n && row->cell[column].text[0] != '\0') {
            rows++;
            if (!import_id_parse(&id, row->cell[column].text)) {
                rows = 0;
                break;
            }
        }
    }
    *out = rows > 0;
    return arena_status(a, err) == OK ? table_rewind(f->table, err) : err->status;
}

/*
 * A ledger whose titles stand below one another would make a device of every title: its first
 * column names field after field, and its first row hardly any.
 */
static enum status refuse_sideways(struct import_file *f, struct arena *a, struct err *err)
{
    const struct book_row *row;
    size_t named = 0, below = 0;

    for (size_t i = 0; i < f->mapping.n; i++) {
        named += f->mapping.column[i].field != SYNONYMS_NONE;
    }
    for (unsigned looked = 0; named == 1 && looked < ID_ROWS; looked++) {
        enum status st = table_next(f->table, &row, err);

        if (st != OK) {
            return st;
        }
        if (row == NULL) {
            break;
        }
        below +=
            row->n > 0 && synonyms_field(f->synonyms, row->cell[0].text, NULL, a) != SYNONYMS_NONE;
    }
    if (below >= SIDEWAYS_TITLES) {
        return err_say(err, E_INVALID, MSG_INTAKE_SIDEWAYS);
    }
    return arena_status(a, err) == OK ? table_rewind(f->table, err) : err->status;
}

static enum status make_mapping(struct import_file *f, bool has_our_ids, struct arena *a,
                                struct err *err)
{
    struct mapping_guide guide = {.synonyms = f->synonyms, .wish = &f->wish, .arena = a};
    enum status st = mapping_make(&f->mapping, &guide, f->table, has_our_ids, a, &f->missing);

    if (st == OK) {
        f->missing.status = OK;
    } else if (st != E_INVALID) {
        *err = f->missing;
        return st;
    }
    return OK;
}

/* Titles that ledgers use for two fields: 機種 is a model, or ノートPC and プリンタ. */
static const struct {
    const char *entity, *taken, *meant;
} doubtful[] = {
    {"device", "model", "kind"},
};

/* Half of the first cells at least are choices of field. */
static enum status holds_choices(bool *out, struct import_file *f, size_t column, int field,
                                 struct arena *a, struct err *err)
{
    const struct book_row *row;
    unsigned filled = 0, fit = 0;

    for (unsigned looked = 0; looked < ID_ROWS; looked++) {
        enum status st = table_next(f->table, &row, err);

        if (st != OK) {
            return st;
        }
        if (row == NULL) {
            break;
        }
        if (column < row->n && row->cell[column].text[0] != '\0') {
            filled++;
            fit += synonyms_is_choice(f->synonyms, field, row->cell[column].text, a);
        }
    }
    *out = fit > 0 && fit * 2 >= filled;
    return arena_status(a, err) == OK ? table_rewind(f->table, err) : err->status;
}

/* Where a title is in doubt and nobody has said what it means, the cells decide. */
static enum status settle_doubts(struct import_file *f, struct arena *a, struct err *err)
{
    const struct entity *e = f->mapping.entity;
    enum status st = OK;

    for (size_t i = 0; st == OK && i < COUNT(doubtful); i++) {
        int meant = entity_field(e, doubtful[i].meant);
        int column = strcmp(e->name, doubtful[i].entity) != 0
                         ? -1
                         : mapping_column_of(&f->mapping, entity_field(e, doubtful[i].taken));
        bool fits = false;

        if (column >= 0 && !f->mapping.column[column].chosen &&
            mapping_column_of(&f->mapping, meant) < 0) {
            st = holds_choices(&fits, f, (size_t)column, meant, a, err);
        }
        if (fits) {
            f->mapping.column[column].field = meant;
        }
    }
    return st;
}

/* What the columns of such a file meant the last time; NULL: never seen. */
static enum status remembered(const char **out, const struct import_file *f, struct db *db,
                              const struct import_request *q, struct arena *a, struct err *err)
{
    const char *print = mapping_fingerprint(&f->mapping, a);
    CLEANUP(stmt_close)
    struct stmt *s =
        sql_mapping_get(db, q->facility_id, q->entity->name, print == NULL ? "" : print);
    struct sql_mapping_get_row row;

    *out = NULL;
    while (sql_mapping_get_next(s, &row)) {
        *out = arena_copy(a, row.mapping);
    }
    return stmt_status(s, err) == OK ? arena_status(a, err) : err->status;
}

static enum status open_table(struct import_file *f, const struct import_request *q,
                              struct arena *a, struct err *err)
{
    struct mapping_guide guide = {.synonyms = f->synonyms, .wish = &f->wish, .arena = a};
    struct table_options options = {.sheet = q->sheet != NULL ? q->sheet : f->wish.sheet,
                                    .header_row = f->wish.header_row,
                                    .field_of = mapping_field_of,
                                    .self = &guide};

    return table_open(&f->table, f->book, &options, a, err);
}

enum status import_file_open(struct import_file *out, struct db *db,
                             const struct import_request *request, const char *mapping,
                             struct arena *a, struct err *err)
{
    CLEANUP(import_file_close) struct import_file f = {.missing = {.status = OK}};
    bool has_our_ids = false;
    enum status st = mapping_parse(&f.wish, request->entity, mapping, a, err);

    f.synonyms = synonyms_of(request->entity, a);
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st == OK) {
        st = book_open(&f.book, &request->source, err);
    }
    if (st == OK) {
        st = open_table(&f, request, a, err);
    }
    if (st == OK) {
        st = look_for_ids(&has_our_ids, &f, a, err);
    }
    if (st == OK) {
        st = make_mapping(&f, has_our_ids, a, err);
    }
    if (st == OK) {
        st = refuse_sideways(&f, a, err);
    }
    if (st == OK && mapping == NULL) {
        const char *known;

        st = remembered(&known, &f, db, request, a, err);
        f.remembered = st == OK && known != NULL &&
                       mapping_parse(&f.wish, request->entity, known, a, NULL) == OK;
        if (f.remembered) {
            st = make_mapping(&f, has_our_ids, a, err);
        }
    }
    if (st == OK && f.wish.n == 0) {
        st = settle_doubts(&f, a, err);
    }
    if (st == OK) {
        *out = f;
        f = (struct import_file){.book = NULL};
    }
    return st;
}

enum status import_file_digest(const char **out, const struct book_source *source, struct arena *a,
                               struct err *err)
{
    struct raw raw;
    struct hash h;
    uint8_t digest[HASH_SIZE];
    char hex[HASH_HEX_SIZE];
    char *chunk = mem_new(CHUNK);
    enum status st =
        chunk == NULL ? err_set(err, E_NOMEM, "import: no memory") : raw_open(&raw, source, err);

    if (st == OK) {
        size_t got = 1;

        hash_start(&h);
        for (size_t at = 0; st == OK && got > 0; at += got) {
            st = raw_read(&raw, at, chunk, CHUNK, &got, err);
            if (st == OK) {
                hash_add(&h, chunk, got);
            }
        }
        hash_end(&h, digest);
        raw_close(&raw);
    }
    mem_free(chunk);
    if (st != OK) {
        return st;
    }
    *out = arena_copy(a, hash_hex(hex, digest, HASH_SIZE));
    return arena_status(a, err);
}
