#include "record/search.h"

#include "base/text.h"
#include "record/search.sql.h"
#include "record/search_sql.h"

#include <string.h>

enum { MATCH_MAX = 4096 };

/* The keys of the words between white space; words past SEARCH_WORDS_MAX are ignored. */
static struct search_words split_words(const char *typed, struct arena *a)
{
    struct search_words w = {0};
    const char *from = typed;

    for (const char *p = typed;;) {
        const char *here = p;
        uint32_t c = text_next(&p);

        if (c != 0 && c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != 0x3000) {
            continue;
        }
        char *word = arena_copy_n(a, from, (size_t)(here - from));
        char *key = word == NULL || *word == '\0' ? NULL : text_key(a, word);

        if (key != NULL && *key != '\0' && w.n < SEARCH_WORDS_MAX) {
            w.key[w.n++] = key;
        }
        if (c == 0) {
            return w;
        }
        from = p;
    }
}

static void add_quoted(struct buf *b, const char *gram, size_t len)
{
    buf_char(b, '"');
    for (size_t i = 0; i < len; i++) {
        if (gram[i] == '"') {
            buf_char(b, '"');
        }
        buf_char(b, gram[i]);
    }
    buf_str(b, "\" ");
}

/* FTS5 wants every gram as a quoted string, PostgreSQL the plain list. */
static const char *match_of(enum db_engine engine, const struct search_words *w, struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(MATCH_MAX);

    for (size_t i = 0; i < w->n; i++) {
        const char *grams = text_query_grams(a, w->key[i]);

        for (const char *p = grams; p != NULL && *p != '\0';) {
            size_t len = strcspn(p, " ");

            if (engine == DB_SQLITE) {
                add_quoted(&b, p, len);
            } else {
                buf_add(&b, p, len);
                buf_char(&b, ' ');
            }
            p += len + (p[len] == ' ');
        }
    }
    if (buf_status(&b, NULL) != OK || b.len == 0) {
        return NULL;
    }
    return arena_copy_n(a, b.data, b.len - 1);
}

struct search_words search_words(struct db *db, const char *typed, struct arena *a)
{
    struct search_words w = split_words(typed == NULL ? "" : typed, a);

    w.match = match_of(db_engine(db), &w, a);
    return w;
}

void search_where(struct buf *sql, enum db_engine engine, const char *entity, int at,
                  const struct search_words *words)
{
    bool sqlite = engine == DB_SQLITE;

    if (sqlite) {
        buf_printf(
            sql,
            " AND t.id IN (SELECT d.id FROM search_fts f JOIN search_doc d ON d.doc = f.rowid"
            " WHERE search_fts MATCH $%d AND d.facility_id = $1 AND d.entity = '%s'",
            at, entity);
    } else {
        buf_printf(
            sql,
            " AND t.id IN (SELECT d.id FROM search_doc d WHERE"
            " d.grams @> string_to_array($%d, ' ') AND d.facility_id = $1 AND d.entity = '%s'",
            at, entity);
    }
    for (size_t i = 0; i < words->n; i++) {
        buf_printf(sql, " AND %s(d.text, $%d) > 0", sqlite ? "instr" : "strpos", at + 1 + (int)i);
    }
    buf_char(sql, ')');
}

static bool holds_all(const char *text, const struct search_words *w)
{
    for (size_t i = 0; i < w->n; i++) {
        if (strstr(text, w->key[i]) == NULL) {
            return false;
        }
    }
    return true;
}

enum status search_find(struct search_hits *out, struct db *db, int64_t facility_id,
                        const struct entity *e, const char *words, struct arena *a, struct err *err)
{
    struct search_words w = search_words(db, words, a);
    struct search_hits hits = {0};

    if (w.match != NULL) {
        CLEANUP(stmt_close)
        struct stmt *q = sql_search_hits(db, facility_id, w.match, e == NULL ? "" : e->name);
        struct sql_search_hits_row row;

        while (!hits.more && sql_search_hits_next(q, &row)) {
            if (!holds_all(row.text, &w)) {
                continue;
            }
            if (hits.n == SEARCH_HITS) {
                hits.more = true;
            } else {
                hits.hit[hits.n++] =
                    (struct search_hit){.entity = entity_named(row.entity), .id = row.id};
            }
        }
        if (stmt_status(q, err) != OK) {
            return err_note(err, "searching");
        }
    }
    for (size_t i = 0; i < hits.n; i++) {
        enum status st = record_label_read(&hits.hit[i].label, db, hits.hit[i].entity, facility_id,
                                           hits.hit[i].id, a, err);

        if (st != OK) {
            return st;
        }
    }
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    *out = hits;
    return OK;
}

/* ---- Keeping the index ---- */

struct search_change {
    struct search_change *next;
    int64_t doc;
    const char *text;
    bool add;
};

static enum status hold_back(struct search_pending *p, bool add, int64_t doc, const char *text,
                             struct arena *keep, struct err *err)
{
    struct search_change *c = arena_make(keep, struct search_change, 1);
    const char *copy = arena_copy(keep, text);

    if (c == NULL || copy == NULL) {
        return arena_status(keep, err);
    }
    *c = (struct search_change){.doc = doc, .text = copy, .add = add};
    *(p->first == NULL ? &p->first : p->last) = c;
    p->last = &c->next;
    return OK;
}

enum status search_flush(struct search_pending *p, struct db *db, int64_t facility_id,
                         struct arena *a, struct err *err)
{
    for (const struct search_change *c = p->first; c != NULL; c = c->next) {
        struct arena_mark mark = arena_mark(a);
        const char *grams = text_grams(a, c->text);
        enum status st =
            grams == NULL ? arena_status(a, err)
            : c->add      ? sql_search_index_add_run(db, facility_id, c->doc, grams, NULL, err)
                          : sql_search_index_remove_run(db, facility_id, c->doc, grams, NULL, err);

        arena_reset(a, mark);
        if (st != OK) {
            return err_note(err, "keeping the search index");
        }
    }
    *p = (struct search_pending){0};
    return OK;
}

/* The facility's other writers wait: nobody else takes the numbers after it. */
static enum status find_last_doc(struct search_pending *p, struct db *db, int64_t facility_id,
                                 struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_search_doc_last(db, facility_id);
    struct sql_search_doc_last_row row;

    while (sql_search_doc_last_next(q, &row)) {
        p->last_doc = row.doc;
    }
    return stmt_status(q, err);
}

static enum status add_doc(struct search_pending *p, struct db *db, int64_t facility_id,
                           const char *entity, int64_t id, const char *text, struct arena *keep,
                           struct err *err)
{
    enum status st = p->last_doc == 0 ? find_last_doc(p, db, facility_id, err) : OK;

    if (st == OK) {
        p->last_doc++;
        st = sql_search_doc_add_run(db, facility_id, entity, id, p->last_doc, text, NULL, err);
    }
    return st == OK ? hold_back(p, true, p->last_doc, text, keep, err) : st;
}

enum status search_store(struct search_pending *p, struct db *db, int64_t facility_id,
                         const char *entity, int64_t id, const char *text, bool is_new,
                         struct arena *keep, struct arena *a, struct err *err)
{
    const char *before = NULL;
    int64_t doc = 0;

    if (!is_new) {
        CLEANUP(stmt_close) struct stmt *q = sql_search_doc_get(db, facility_id, entity, id);
        struct sql_search_doc_get_row row;

        while (sql_search_doc_get_next(q, &row)) {
            before = arena_copy(a, row.text);
            doc = row.doc;
        }
        if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
            return err->status;
        }
    }
    if (before == NULL) {
        return add_doc(p, db, facility_id, entity, id, text, keep, err);
    }
    if (strcmp(before, text) == 0) {
        return OK;
    }
    enum status st = sql_search_doc_set_run(db, facility_id, doc, text, NULL, err);

    if (st == OK) {
        st = hold_back(p, false, doc, before, keep, err);
    }
    return st == OK ? hold_back(p, true, doc, text, keep, err) : st;
}
