#include "intake/mapping.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

#include <limits.h>
#include <string.h>

static const char id_name[] = "ID";

/* ---- Reading ---- */

static enum status parse_column(struct mapping_column *out, const struct entity *e,
                                const char *title, const struct json *value, struct arena *a,
                                struct err *err)
{
    const char *name = json_text(value);

    *out = (struct mapping_column){
        .title = arena_copy(a, title), .field = SYNONYMS_NONE, .chosen = true};
    if (json_is_null(value)) {
        return OK;
    }
    out->field = name == NULL                 ? SYNONYMS_NONE
                 : strcmp(name, id_name) == 0 ? SYNONYMS_ID
                                              : entity_field(e, name);
    return out->field == SYNONYMS_NONE ? err_say(err, E_INVALID, MSG_INTAKE_MAP_FIELD, title,
                                                 name == NULL ? "" : name, e->ja)
                                       : OK;
}

enum status mapping_parse(struct mapping *out, const struct entity *e, const char *text,
                          struct arena *a, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    struct mapping m = {.entity = e};

    if (text == NULL) {
        *out = m;
        return OK;
    }

    enum status st = strlen(text) > MAPPING_SIZE ? err_set(err, E_INVALID, "mapping: too long")
                                                 : json_parse(&doc, text, strlen(text), err);

    if (st != OK) {
        return err_note(err, "reading a column mapping");
    }

    const struct json *columns = json_get(json_root(doc), "columns");
    int64_t row = json_get_int(json_root(doc), "header_row", 0);

    m.sheet = arena_copy(a, json_get_text(json_root(doc), "sheet"));
    m.header_row = row > 0 && row <= BOOK_ROWS_MAX ? (uint32_t)row : 0;
    m.n = json_count(columns);
    m.column = arena_make(a, struct mapping_column, m.n);
    for (size_t i = 0; m.column != NULL && i < m.n; i++) {
        const struct json *value;
        const char *title = json_key_at(columns, i, &value);

        st = title == NULL ? err_set(err, E_INVALID, "mapping: columns is no object")
                           : parse_column(&m.column[i], e, title, value, a, err);
        if (st != OK) {
            return st;
        }
    }
    *out = m;
    return arena_status(a, err);
}

/* ---- Finding ---- */

static const struct mapping_column *wished(const struct mapping *wish, const char *title,
                                           struct arena *a)
{
    const char *key = wish == NULL || wish->n == 0 ? NULL : text_key(a, title);

    for (size_t i = 0; key != NULL && i < wish->n; i++) {
        const char *other = text_key(a, wish->column[i].title);

        if (other != NULL && strcmp(key, other) == 0) {
            return &wish->column[i];
        }
    }
    return NULL;
}

int mapping_field_of(void *self, const char *title)
{
    const struct mapping_guide *g = self;
    struct arena_mark mark = arena_mark(g->arena);
    const struct mapping_column *w = wished(g->wish, title, g->arena);
    int field = w != NULL ? w->field : synonyms_field(g->synonyms, title, NULL, g->arena);

    arena_reset(g->arena, mark);
    return field;
}

/* The field that keeps what has no field of its own, or -1. */
static int note_of(const struct entity *e)
{
    int note = entity_field(e, "note");

    return note >= 0 && e->field[note].kind == K_NOTE ? note : -1;
}

/* How sure a title is the note's own. One that is known to mean something else stands beside. */
static unsigned rank_in_note(const struct mapping_guide *g, const char *title)
{
    unsigned rank = 0;
    int field = synonyms_field(g->synonyms, title, &rank, g->arena);

    return field == SYNONYMS_NONE              ? SYNONYMS_BESIDE - 1
           : field == note_of(g->wish->entity) ? rank
                                               : SYNONYMS_BESIDE;
}

/* A column's field and how sure that is: fuller titles before shorter, labels before synonyms. */
static void find_column(struct mapping_column *out, unsigned *rank, const struct mapping_guide *g,
                        const struct table_column *c, bool has_our_ids)
{
    struct arena_mark mark = arena_mark(g->arena);

    *out = (struct mapping_column){.title = c->title[0], .field = SYNONYMS_NONE};
    *rank = UINT_MAX;
    for (size_t t = 0; t < TABLE_TITLES && out->field == SYNONYMS_NONE && !out->chosen; t++) {
        const struct mapping_column *w = wished(g->wish, c->title[t], g->arena);

        if (*c->title[t] == '\0') {
            continue;
        }
        if (w != NULL) {
            out->field = w->field;
            out->chosen = true;
            *rank = 0;
        } else {
            out->field = synonyms_field(g->synonyms, c->title[t], rank, g->arena);
        }
        if (out->field == SYNONYMS_ID && !out->chosen && !has_our_ids) {
            const struct field *key = entity_unique(g->wish->entity);

            out->field = key == NULL ? SYNONYMS_NONE : entity_field(g->wish->entity, key->name);
            *rank = UINT_MAX - 1;
        }
    }
    if (out->chosen && out->field >= 0 && out->field == note_of(g->wish->entity)) {
        *rank = rank_in_note(g, out->title);
    }
    out->question = synonyms_question(g->synonyms, out->field, out->title, g->arena);
    arena_reset(g->arena, mark);
}

static bool may_be_imported(const struct entity *e, int field)
{
    return field == SYNONYMS_ID || (field >= 0 && (e->field[field].flags & MACHINE) == 0);
}

/*
 * Where a second table begins beside the first: the column whose title repeats the key's
 * (「管理番号（2）」, as table_head.c tells twins apart). m->n: there is none. What stands from
 * there on belongs to other records, so it must not go into the note of these.
 */
static size_t second_table(const struct mapping *m, const int meant[])
{
    const struct field *key = entity_unique(m->entity);
    const char *first = NULL;

    for (size_t i = 0; key != NULL && i < m->n; i++) {
        const char *title = m->column[i].title;

        if (meant[i] != (int)(key - m->entity->field)) {
            continue;
        }
        if (first != NULL && strncmp(title, first, strlen(first)) == 0 &&
            strncmp(title + strlen(first), "（", strlen("（")) == 0) {
            return i;
        }
        first = first == NULL ? title : first;
    }
    return m->n;
}

/* Of several columns for one field only the surest keeps it; the first among equals. */
static enum status settle(struct mapping *m, const unsigned rank[], struct arena *a,
                          struct err *err)
{
    int *meant = arena_make(a, int, m->n), note = note_of(m->entity);

    for (size_t i = 0; meant != NULL && i < m->n; i++) {
        meant[i] = m->column[i].field;
    }
    size_t other = meant == NULL ? 0 : second_table(m, meant);

    for (size_t i = 0; meant != NULL && i < m->n; i++) {
        struct mapping_column *c = &m->column[i];
        bool lost = c->field == note && rank[i] >= SYNONYMS_BESIDE;

        for (size_t j = 0; j < m->n && c->field != SYNONYMS_NONE; j++) {
            bool surer = rank[j] < rank[i] || (rank[j] == rank[i] && j < i);

            lost |= i != j && meant[j] == c->field && surer;
        }
        if (!may_be_imported(m->entity, c->field)) {
            c->field = SYNONYMS_NONE;
        } else if (lost && note >= 0 && i < other && !synonyms_counts(c->title, a)) {
            c->field = note;
            c->beside = true;
        } else if (lost) {
            c->field = SYNONYMS_NONE;
        }
    }
    return arena_status(a, err);
}

/*
 * Without a column for it, every new row would be refused: better said once. With a key the file
 * may be one that only adds to known records, so there the rows are judged one by one.
 */
static enum status check_required(const struct mapping *m, struct err *err)
{
    const struct field *key = entity_unique(m->entity);

    if (mapping_column_of(m, SYNONYMS_ID) >= 0 ||
        (key != NULL && mapping_column_of(m, (int)(key - m->entity->field)) >= 0)) {
        return OK;
    }
    for (size_t i = 0; i < m->entity->n; i++) {
        const struct field *f = &m->entity->field[i];

        if ((f->flags & REQUIRED) != 0 && (f->flags & MACHINE) == 0 && f->when_missing == NULL &&
            field_initial(f) == NULL && mapping_column_of(m, (int)i) < 0) {
            return err_say(err, E_INVALID, MSG_INTAKE_NO_COLUMN, f->ja, m->entity->ja);
        }
    }
    return OK;
}

enum status mapping_make(struct mapping *out, const struct mapping_guide *guide,
                         const struct table *t, bool has_our_ids, struct arena *a, struct err *err)
{
    struct mapping m = {.entity = guide->wish->entity,
                        .sheet = arena_copy(a, table_sheet(t)),
                        .header_row = table_header_row(t)};
    const struct table_column *column = table_columns(t, &m.n);
    unsigned *rank = arena_make(a, unsigned, m.n);

    m.column = arena_make(a, struct mapping_column, m.n);
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    for (size_t i = 0; i < m.n; i++) {
        find_column(&m.column[i], &rank[i], guide, &column[i], has_our_ids);
    }
    *out = m;
    return arena_status(guide->arena, err) != OK || settle(&m, rank, a, err) != OK
               ? err->status
               : check_required(&m, err);
}

int mapping_column_of(const struct mapping *m, int field)
{
    for (size_t i = 0; i < m->n; i++) {
        if (m->column[i].field == field && !m->column[i].beside) {
            return (int)i;
        }
    }
    return -1;
}

/* ---- Writing ---- */

const char *mapping_json(const struct mapping *m, struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(MAPPING_SIZE);
    const char *comma = "";

    buf_str(&b, "{");
    if (m->sheet != NULL && *m->sheet != '\0') {
        buf_str(&b, "\"sheet\":");
        json_quote(&b, m->sheet);
        buf_str(&b, ",");
    }
    buf_printf(&b, "\"header_row\":%u,\"columns\":{", m->header_row);
    for (size_t i = 0; i < m->n; i++) {
        int field = m->column[i].field;

        if (*m->column[i].title == '\0') {
            continue;
        }
        buf_str(&b, comma);
        json_quote(&b, m->column[i].title);
        buf_char(&b, ':');
        if (field == SYNONYMS_NONE) {
            buf_str(&b, "null");
        } else {
            json_quote(&b, field == SYNONYMS_ID ? id_name : m->entity->field[field].name);
        }
        comma = ",";
    }
    buf_str(&b, "}}");
    return buf_status(&b, NULL) == OK ? arena_copy(a, buf_text(&b)) : NULL;
}

const char *mapping_fingerprint(const struct mapping *m, struct arena *a)
{
    struct hash h;
    uint8_t digest[HASH_SIZE];
    char hex[HASH_HEX_SIZE];

    hash_start(&h);
    for (size_t i = 0; i < m->n; i++) {
        const char *key = text_key(a, m->column[i].title);

        if (key != NULL) {
            hash_add(&h, key, strlen(key) + 1);
        }
    }
    hash_end(&h, digest);
    return arena_copy(a, hash_hex(hex, digest, HASH_SIZE));
}
