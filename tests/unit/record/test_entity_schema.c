/*
 * The entity tables against the migrated schema, on both engines.
 */
#include "base/buf.h"
#include "db/dynamic.h"
#include "record/entity.h"
#include "record/schema.h"
#include "t_db.h"

#include <stdio.h>

enum { NOW = 1795219200 }; /* seconds; a Saturday morning in November 2026 */
#define NOW_MS (NOW * INT64_C(1000))

enum { COLUMNS_MAX = 2 * ENTITY_FIELDS_MAX, NAME_SIZE = 64 };

struct columns {
    char name[COLUMNS_MAX][NAME_SIZE];
    char type[COLUMNS_MAX]; /* i, t, b as in db/stmt.h */
    size_t n;
};

static struct db *migrated(void **state)
{
    struct db *db = t_db(t_engine(state));
    struct migrate_plan plan = {0};
    struct err err;

    plan.migration = schema_migrations(&plan.n);
    T_OK(migrate_run(db, &plan, NULL, NOW_MS, &err));
    return db;
}

static void run(struct db *db, const char *sql)
{
    struct err err;

    T_OK(db_script(db, sql, &err));
}

/* ---- What the database has. ---- */

static char letter_of(const char *type)
{
    if (strcmp(type, "INTEGER") == 0 || strcmp(type, "bigint") == 0) {
        return 'i';
    }
    if (strcmp(type, "TEXT") == 0 || strcmp(type, "text") == 0) {
        return 't';
    }
    return strcmp(type, "BLOB") == 0 || strcmp(type, "bytea") == 0 ? 'b' : '?';
}

static void read_columns(struct columns *out, struct db *db, const char *table)
{
    CLEANUP(stmt_close)
    struct stmt *q =
        stmt_dynamic(db,
                     db_engine(db) == DB_SQLITE
                         ? "SELECT name, type FROM pragma_table_info($1) ORDER BY cid"
                         : "SELECT CAST(column_name AS text), CAST(data_type AS text)"
                           " FROM information_schema.columns"
                           " WHERE table_schema = current_schema() AND table_name = $1 ORDER BY "
                           "ordinal_position",
                     "t", "tt");
    struct err err;

    out->n = 0;
    stmt_text(q, 1, table);
    while (stmt_next(q)) {
        assert_true(out->n < COLUMNS_MAX);
        snprintf(out->name[out->n], NAME_SIZE, "%s", stmt_col_text(q, 0));
        out->type[out->n++] = letter_of(stmt_col_text(q, 1));
    }
    T_OK(stmt_status(q, &err));
}

static bool has_index(struct db *db, const char *name)
{
    CLEANUP(stmt_close)
    struct stmt *q =
        stmt_dynamic(db,
                     db_engine(db) == DB_SQLITE
                         ? "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = $1"
                         : "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema()"
                           " AND indexname = $1",
                     "t", "i");
    bool found;
    struct err err;

    stmt_text(q, 1, name);
    found = stmt_next(q) && stmt_col_i64(q, 0) == 1;
    while (stmt_next(q)) {
    }
    T_OK(stmt_status(q, &err));
    return found;
}

/* ---- What the entity table says it should have, after the words at the head of entity.h. ---- */

static void want(struct columns *c, char type, const char *name, const char *suffix)
{
    snprintf(c->name[c->n], NAME_SIZE, "%s%s", name, suffix);
    c->type[c->n++] = type;
}

static void wanted_columns(struct columns *out, const struct entity *e)
{
    static const struct {
        const char *name;
        char type;
    } head[] = {
        {"facility_id",     'i'},
        {"id",              'i'},
        {"version",         'i'},
        {"created_at",      'i'},
        {"updated_at",      'i'},
        {"updated_by",      't'},
        {"updated_account", 'i'},
        {"closed_on",       't'},
        {"closed_reason",   't'},
    };

    out->n = 0;
    for (size_t i = 0; i < COUNT(head); i++) {
        want(out, head[i].type, head[i].name, "");
    }
    for (size_t i = 0; i < e->n; i++) {
        enum kind kind = e->field[i].kind;

        if (kind != K_REFS && kind != K_ANYREFS) {
            bool number = kind == K_TIME || kind == K_INT || kind == K_BOOL || kind == K_REF;

            want(out, number ? 'i' : 't', e->field[i].name, "");
        }
    }
    for (size_t i = 0; i < e->n; i++) {
        if (e->field[i].flags & SORTED) {
            want(out, 't', e->field[i].name, "_key");
        }
    }
}

static bool has_column(const struct columns *c, const char *name, char type)
{
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(c->name[i], name) == 0) {
            return c->type[i] == type;
        }
    }
    return false;
}

/* NULL when table and entity agree, else what does not, in static memory. */
static const char *disagreement(struct db *db, const struct entity *e)
{
    static char what[200];
    static struct columns got, wanted;

    read_columns(&got, db, e->name);
    wanted_columns(&wanted, e);
    for (size_t i = 0; i < wanted.n; i++) {
        if (!has_column(&got, wanted.name[i], wanted.type[i])) {
            snprintf(what, sizeof(what), "%s lacks %s (%c)", e->name, wanted.name[i],
                     wanted.type[i]);
            return what;
        }
    }
    for (size_t i = 0; i < got.n; i++) {
        if (!has_column(&wanted, got.name[i], got.type[i])) {
            snprintf(what, sizeof(what), "%s has %s (%c), which no field asks for", e->name,
                     got.name[i], got.type[i]);
            return what;
        }
    }
    for (size_t i = 0; i < e->n; i++) {
        snprintf(what, sizeof(what), "%s_by_%s", e->name, e->field[i].name);
        if ((e->field[i].flags & SORTED) && !has_index(db, what)) {
            return what;
        }
    }
    return NULL;
}

static void every_table_agrees_with_its_entity(void **state)
{
    CLEANUP(db_close) struct db *db = migrated(state);
    size_t n;
    const struct entity *const *all = entity_all(&n);

    for (size_t i = 0; i < n; i++) {
        const char *what = disagreement(db, all[i]);

        if (what != NULL) {
            fail_msg("%s", what);
        }
    }
}

/* device with one field more; static memory, so that only one is in use at a time. */
static const struct entity *device_and(struct field more)
{
    static struct field field[ENTITY_FIELDS_MAX];
    static struct entity e;
    const struct entity *device = entity_named("device");

    assert_true(device->n < ENTITY_FIELDS_MAX);
    memcpy(field, device->field, device->n * sizeof(*field));
    field[device->n] = more;
    e = *device;
    e.field = field;
    e.n = device->n + 1;
    return &e;
}

static void a_disagreement_is_noticed(void **state)
{
    CLEANUP(db_close) struct db *db = migrated(state);
    const struct field color = {"color", "色", "Colour", K_TEXT};

    assert_non_null(disagreement(db, device_and(color))); /* a field without its column */
    run(db, "ALTER TABLE device ADD COLUMN color text");
    assert_null(disagreement(db, device_and(color)));
    assert_non_null(disagreement(db, entity_named("device"))); /* a column without its field */
    assert_non_null(disagreement(db, device_and((struct field){"color", "色", "C", K_INT})));
    assert_non_null(
        disagreement(db, device_and((struct field){"color", "色", "C", K_TEXT, SORTED})));
}

/* ---- Every name is legal without quotes on both engines. ---- */

/* A table and a column called name, used the way the general code uses them: # is the name. */
static bool is_legal(struct db *db, const char *name)
{
    static const char use[] =
        "CREATE TABLE probe (one bigint, # bigint);"
        "INSERT INTO probe (one, #) VALUES (1, 2);"
        "UPDATE probe SET # = 3 WHERE # = 2;"
        "SELECT #, one FROM probe WHERE # = 3 ORDER BY # NULLS LAST, one;"
        "SELECT t.# FROM probe t GROUP BY t.#;"
        "CREATE INDEX probe_by_it ON probe (one, #);"
        "CREATE TABLE # (one bigint PRIMARY KEY);"
        "INSERT INTO # (one) VALUES (1) ON CONFLICT (one) DO UPDATE SET one = #.one + 1;"
        "SELECT #.one FROM # JOIN probe t ON t.one = #.one;"
        "DELETE FROM # WHERE one = 1;"
        "DROP TABLE #;"
        "DROP TABLE probe";
    CLEANUP(buf_close) struct buf sql = BUF_INIT(8192);
    struct err err;

    for (const char *p = use; *p != '\0'; p++) {
        if (*p == '#') {
            buf_str(&sql, name);
        } else {
            buf_char(&sql, *p);
        }
    }
    T_OK(buf_status(&sql, &err));
    T_OK(db_begin(db, &err));
    enum status st = db_script(db, buf_text(&sql), &err);

    db_rollback(db);
    return st == OK;
}

static void no_name_is_a_reserved_word(void **state)
{
    CLEANUP(db_close) struct db *db = migrated(state);
    CLEANUP(db_close) struct db *empty = t_db(t_engine(state));
    CLEANUP(stmt_close)
    struct stmt *q = stmt_dynamic(
        db,
        db_engine(db) == DB_SQLITE
            ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
              "UNION SELECT c.name FROM sqlite_schema s, pragma_table_info(s.name) c "
              "WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite_%' "
              "AND s.name NOT LIKE 'search_fts%'"
            : "SELECT CAST(table_name AS text) FROM information_schema.tables "
              "WHERE table_schema = current_schema() "
              "UNION SELECT CAST(column_name AS text) FROM information_schema.columns "
              "WHERE table_schema = current_schema()",
        "", "t");
    size_t n = 0;
    struct err err;

    for (; stmt_next(q); n++) {
        if (!is_legal(empty, stmt_col_text(q, 0))) {
            fail_msg("%s is a reserved word", stmt_col_text(q, 0));
        }
    }
    T_OK(stmt_status(q, &err));
    assert_true(n > 300);
}

static void a_reserved_word_is_noticed(void **state)
{
    (void)state;
    CLEANUP(db_close) struct db *sqlite = t_db(DB_SQLITE);
    CLEANUP(db_close) struct db *postgres = t_db(DB_POSTGRES);
    static const char *const bad[] = {"when", "order", "user", "window", "end", "to", "index"};

    for (size_t i = 0; i < COUNT(bad); i++) {
        if (is_legal(sqlite, bad[i]) && is_legal(postgres, bad[i])) {
            fail_msg("%s passes on both engines", bad[i]);
        }
    }
}

/* ---- The search index keeps each gram whole. ---- */

static void every_gram_is_found_exactly(void **state)
{
    CLEANUP(db_close) struct db *db = migrated(state);
    struct err err;
    static const char *const gram[] = {"ナ", "ナー", "髙", "都立", "1",  "2.", "-p",
                                       ".",  "-",    "\"", "'c",   "*+", "%",  "^{",
                                       "\\", "𠮷野", "a:", "(",    "~"};

    if (db_engine(db) != DB_SQLITE) {
        return; /* an array of texts cannot do otherwise */
    }
    CLEANUP(stmt_close)
    struct stmt *add =
        stmt_dynamic(db, "INSERT INTO search_fts (rowid, text) VALUES ($1, $2)", "it", "");
    for (size_t i = 0; i < COUNT(gram); i++) {
        stmt_i64(add, 1, (int64_t)i);
        stmt_text(add, 2, gram[i]);
        assert_int_equal(stmt_run(add), 1);
        stmt_again(add);
    }
    T_OK(stmt_status(add, &err));
    CLEANUP(stmt_close)
    struct stmt *find =
        stmt_dynamic(db, "SELECT rowid FROM search_fts WHERE search_fts MATCH $1", "t", "i");
    for (size_t i = 0; i < COUNT(gram); i++) {
        char match[16];

        snprintf(match, sizeof(match), "\"%s%s\"", gram[i], *gram[i] == '"' ? "\"" : "");
        stmt_text(find, 1, match);
        assert_true(stmt_next(find));
        assert_int_equal(stmt_col_i64(find, 0), i);
        assert_false(stmt_next(find));
        stmt_again(find);
    }
    T_OK(stmt_status(find, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(every_table_agrees_with_its_entity), T_BOTH(a_disagreement_is_noticed),
        T_BOTH(no_name_is_a_reserved_word),         cmocka_unit_test(a_reserved_word_is_noticed),
        T_BOTH(every_gram_is_found_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
