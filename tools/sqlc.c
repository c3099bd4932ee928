/*
 * sqlc: named SQL statements and migrations into typed C.
 *
 *     sqlc IN.sql OUT.sql.h                  the statements of one file, for one room
 *     sqlc --table NAME OUT.h IN.sql...      many statements of one shape, as an array
 *     sqlc --registry OUT.h IN.sql...        every statement of the project, for the tests
 *     sqlc --migrations OUT.h NNNN_word.sql...
 *
 * A FILE OF STATEMENTS
 *     -- name: finding_list       The findings of one facility, worst first.
 *     -- in:   facility_id i64, limit i64
 *     -- out:  id i64, title text, seen_at i64?
 *     SELECT id, title, seen_at FROM finding WHERE facility_id = $1 ORDER BY id LIMIT $2;
 *
 * - A name is used once in the whole project; its sentence becomes the doc comment.
 * - `in` names $1, $2, ... in order, `out` the columns in order. Both lines are left out where
 *   there is nothing to name. A long line goes on in the next one after "--" and two blanks.
 * - "-- like: NAME" stands for both lines of an earlier statement (of this file or, with --table
 *   and --registry, of a file named before it).
 * - Types: id and i64 (int64_t), bool (bool, 0 or 1 in the database), text (const char *), blob
 *   (const void *x, size_t x_size). With ? the value may be NULL: in: a pointer that may be NULL;
 *   out: one more member, bool has_x. A text or blob may always be NULL.
 * - One body for both engines, or two, each after a line "-- sqlite:" or "-- postgres:". A body
 *   is one statement and ends with ';'. Other comments are dropped.
 * - Refused, with file and line: '?', ':name' and '@name' as parameters, '::' casts, a parameter
 *   that is not declared or never used, a query without `out`, a second use of a name.
 * From the example come, all static and unused without a warning:
 *     struct stmt *sql_finding_list(struct db *db, int64_t facility_id, int64_t limit);
 *     void sql_finding_list_bind(struct stmt *q, int64_t facility_id, int64_t limit);
 *         begins an open statement anew with other values; for loops
 *     struct sql_finding_list_row { int64_t id; const char *title; int64_t seen_at; bool
 * has_seen_at; }; bool sql_finding_list_next(struct stmt *q, struct sql_finding_list_row *row); and
 * for a statement without `out`: enum status sql_NAME_run(struct db *db, ..., int64_t *changed,
 * struct err *err); opens, runs and closes it; changed (rows; may be NULL) is written on OK only
 *
 * A TABLE (--table): every statement has the same `in` and `out`; parameters may go unused, and
 * header lines other than name, in and out ("-- level: blocks") are handed on. From NAME come
 *     static const struct sql_entry NAME[];    name, comment, sql, tag[n_tags] (db/stmt.h)
 *     NAME_open(db, &NAME[i], ...), NAME_bind(q, ...), struct NAME_row, NAME_next(q, &row).
 *
 * THE REGISTRY: static const struct sql_entry sql_registry[].
 *
 * MIGRATIONS: files NNNN_word.sql, numbered from 0001 without gaps, each a script for both engines.
 * The upper-case words ID I64 TEXT BLOB BOOL are the types (write them in lower case where they
 * are not to be changed, as in CAST(x AS text) or text[]):
 *     SQLite      INTEGER INTEGER TEXT             BLOB  INTEGER
 *     PostgreSQL  BIGINT  BIGINT  TEXT COLLATE "C" BYTEA BIGINT
 * Every CREATE TABLE becomes STRICT on SQLite; WITHOUT ROWID after its ')' is kept there and
 * dropped for PostgreSQL. Where the engines differ, a line "-- sqlite:" or "-- postgres:" begins
 * lines for that engine alone, up to the next such line or "-- both:"; it may stand inside a
 * statement. Example: the search index.
 *     -- sqlite:
 *     CREATE VIRTUAL TABLE search_text USING fts5(words, tokenize = 'ascii');
 *     -- postgres:
 *     CREATE TABLE search_text (doc ID PRIMARY KEY, words text[] NOT NULL);
 *     CREATE INDEX search_text_words ON search_text USING gin (words);
 *     -- both:
 * Out comes `static const struct migration migration_all[]` (db/migrate.h) with the SHA-256 of each
 * source file.
 */
#include "sqlc.h"
#include "tool.h"

#include <ctype.h>
#include <string.h>

#define UNUSED "__attribute__((unused)) "

static const char letter[] = {[T_I64] = 'i', [T_BOOL] = 'i', [T_TEXT] = 't', [T_BLOB] = 'b'};

static void put_letters(FILE *f, const struct columns *c)
{
    fputc('"', f);
    for (size_t i = 0; i < c->n; i++) {
        fputc(letter[c->item[i].type], f);
    }
    fputc('"', f);
}

static void put_comment(FILE *f, const char *words)
{
    fputs("/* ", f);
    for (const char *p = words; *p != '\0'; p++) {
        fputs(p[0] == '*' && p[1] == '/' ? "* " : (char[]){*p, '\0'}, f);
    }
    fputs(" */\n", f);
}

/* static const struct sql sql_of_NAME = {...}; */
static void put_sql(FILE *f, const struct statement *st)
{
    fprintf(f, "static " UNUSED "const struct sql sql_of_%s = {\n    \"%s\",\n    ", st->name,
            st->name);
    tool_c_string(f, st->body[SQLITE], strlen(st->body[SQLITE]));
    fputs(",\n    ", f);
    tool_c_string(f, st->body[POSTGRES], strlen(st->body[POSTGRES]));
    fputs(",\n    ", f);
    put_letters(f, &st->in);
    fputs(", ", f);
    put_letters(f, &st->out);
    fputs("};\n", f);
}

/* ", int64_t facility_id, const char *title" */
static void put_parameters(FILE *f, const struct columns *in)
{
    for (size_t i = 0; i < in->n; i++) {
        const struct column *c = &in->item[i];

        switch (c->type) {
        case T_I64:
            fprintf(f, c->nullable ? ", const int64_t *%s" : ", int64_t %s", c->name);
            break;
        case T_BOOL:
            fprintf(f, c->nullable ? ", const bool *%s" : ", bool %s", c->name);
            break;
        case T_TEXT:
            fprintf(f, ", const char *%s", c->name);
            break;
        case T_BLOB:
            fprintf(f, ", const void *%s, size_t %s_size", c->name, c->name);
            break;
        }
    }
}

static void put_arguments(FILE *f, const struct columns *in)
{
    for (size_t i = 0; i < in->n; i++) {
        fprintf(f, ", %s", in->item[i].name);
        if (in->item[i].type == T_BLOB) {
            fprintf(f, ", %s_size", in->item[i].name);
        }
    }
}

static void put_bind(FILE *f, const char *prefix, const struct columns *in)
{
    fprintf(f, UNUSED "static inline void %s_bind(struct stmt *q", prefix);
    put_parameters(f, in);
    fputs(")\n{\n    stmt_again(q);\n", f);
    for (size_t i = 0; i < in->n; i++) {
        const struct column *c = &in->item[i];
        int at = (int)i + 1;

        if (c->type == T_TEXT) {
            fprintf(f, "    stmt_text(q, %d, %s);\n", at, c->name);
        } else if (c->type == T_BLOB) {
            fprintf(f, "    stmt_blob(q, %d, %s, %s_size);\n", at, c->name, c->name);
        } else if (c->nullable) {
            fprintf(f,
                    "    if (%s == NULL) {\n        stmt_null(q, %d);\n    } else {\n"
                    "        stmt_i64(q, %d, *%s);\n    }\n",
                    c->name, at, at, c->name);
        } else {
            fprintf(f, "    stmt_i64(q, %d, %s);\n", at, c->name);
        }
    }
    fputs("}\n", f);
}

static void put_row(FILE *f, const char *prefix, const struct columns *out)
{
    fprintf(f, "struct %s_row {\n", prefix);
    for (size_t i = 0; i < out->n; i++) {
        const struct column *c = &out->item[i];

        switch (c->type) {
        case T_I64:
            fprintf(f, "    int64_t %s;\n", c->name);
            break;
        case T_BOOL:
            fprintf(f, "    bool %s;\n", c->name);
            break;
        case T_TEXT:
            fprintf(f, "    const char *%s;\n", c->name);
            break;
        case T_BLOB:
            fprintf(f, "    const void *%s;\n    size_t %s_size;\n", c->name, c->name);
            break;
        }
        if (c->nullable && (c->type == T_I64 || c->type == T_BOOL)) {
            fprintf(f, "    bool has_%s;\n", c->name);
        }
    }
    fputs("};\n", f);
}

static void put_next(FILE *f, const char *prefix, const struct columns *out)
{
    fprintf(f,
            UNUSED "static inline bool %s_next(struct stmt *q, struct %s_row *row)\n{\n"
                   "    if (!stmt_next(q)) {\n        return false;\n    }\n",
            prefix, prefix);
    for (size_t i = 0; i < out->n; i++) {
        const struct column *c = &out->item[i];

        switch (c->type) {
        case T_I64:
            fprintf(f, "    row->%s = stmt_col_i64(q, %zu);\n", c->name, i);
            break;
        case T_BOOL:
            fprintf(f, "    row->%s = stmt_col_i64(q, %zu) != 0;\n", c->name, i);
            break;
        case T_TEXT:
            fprintf(f, "    row->%s = stmt_col_text(q, %zu);\n", c->name, i);
            break;
        case T_BLOB:
            fprintf(f, "    row->%s = stmt_col_blob(q, %zu, &row->%s_size);\n", c->name, i,
                    c->name);
            break;
        }
        if (c->nullable && (c->type == T_I64 || c->type == T_BOOL)) {
            fprintf(f, "    row->has_%s = !stmt_col_is_null(q, %zu);\n", c->name, i);
        }
    }
    fputs("    return true;\n}\n", f);
}

static void put_run(FILE *f, const char *prefix, const struct columns *in)
{
    fprintf(f, UNUSED "MUST_CHECK static inline enum status %s_run(struct db *db", prefix);
    put_parameters(f, in);
    fprintf(f,
            ", int64_t *changed, struct err *err)\n{\n"
            "    CLEANUP(stmt_close) struct stmt *q = %s(db",
            prefix);
    put_arguments(f, in);
    fputs(");\n    int64_t n = stmt_run(q);\n    enum status st = stmt_status(q, err);\n\n"
          "    if (st == OK && changed != NULL) {\n        *changed = n;\n    }\n"
          "    return st;\n}\n",
          f);
}

static void put_statement(FILE *f, const struct statement *st)
{
    char prefix[256];

    snprintf(prefix, sizeof(prefix), "sql_%s", st->name);
    put_sql(f, st);
    put_bind(f, prefix, &st->in);
    put_comment(f, st->comment);
    fprintf(f, UNUSED "static inline struct stmt *%s(struct db *db", prefix);
    put_parameters(f, &st->in);
    fprintf(f, ")\n{\n    struct stmt *q = stmt_open(db, &sql_of_%s);\n\n    %s_bind(q", st->name,
            prefix);
    put_arguments(f, &st->in);
    fputs(");\n    return q;\n}\n", f);
    if (st->out.n > 0) {
        put_row(f, prefix, &st->out);
        put_next(f, prefix, &st->out);
    } else {
        put_run(f, prefix, &st->in);
    }
    fputc('\n', f);
}

static void begin_header(FILE *f, const char *from, const char *guard)
{
    fprintf(f, "/* Written by tools/sqlc from %s: change it there. */\n#ifndef SQL_", from);
    for (const char *p = guard; *p != '\0'; p++) {
        fputc(toupper((unsigned char)*p), f);
    }
    fputs("_H\n#define SQL_", f);
    for (const char *p = guard; *p != '\0'; p++) {
        fputc(toupper((unsigned char)*p), f);
    }
    fputs("_H\n\n#include \"db/stmt.h\"\n\n", f);
}

static void write_file(const char *in, const char *out)
{
    struct sources s = {0};

    sqlc_read(&s, in);
    FILE *f = tool_create(out);

    begin_header(f, tool_base_name(in), s.first->name); /* a statement's name is used only once */
    for (const struct statement *st = s.first; st != NULL; st = st->next) {
        put_statement(f, st);
    }
    fputs("#endif\n", f);
    tool_finish(f, out);
}

/* ---- Tables ---- */

static bool same_columns(const struct columns *a, const struct columns *b)
{
    bool same = a->n == b->n;

    for (size_t i = 0; same && i < a->n; i++) {
        same = strcmp(a->item[i].name, b->item[i].name) == 0 &&
               a->item[i].type == b->item[i].type && a->item[i].nullable == b->item[i].nullable;
    }
    return same;
}

static void put_array(FILE *f, const struct sources *s, const char *name)
{
    for (const struct statement *st = s->first; st != NULL; st = st->next) {
        put_sql(f, st);
        if (st->n_tags == 0) {
            continue;
        }
        fprintf(f, "static const struct sql_tag sql_tags_%s[] = {\n", st->name);
        for (size_t i = 0; i < st->n_tags; i++) {
            fprintf(f, "    {\"%s\", ", st->tag[i].word);
            tool_c_string(f, st->tag[i].rest, strlen(st->tag[i].rest));
            fputs("},\n", f);
        }
        fputs("};\n", f);
    }
    fprintf(f, "\nstatic " UNUSED "const struct sql_entry %s[] = {\n", name);
    for (const struct statement *st = s->first; st != NULL; st = st->next) {
        fprintf(f, "    {\"%s\", ", st->name);
        tool_c_string(f, st->comment, strlen(st->comment));
        fprintf(f, ", &sql_of_%s, %s%s, %zu},\n", st->name, st->n_tags > 0 ? "sql_tags_" : "NULL",
                st->n_tags > 0 ? st->name : "", st->n_tags);
    }
    fputs("};\n\n", f);
}

static void read_all(struct sources *s, char *const files[], int n)
{
    s->loose = true;
    for (int i = 0; i < n; i++) {
        sqlc_read(s, files[i]);
    }
}

static void write_table(const char *name, const char *out, char *const files[], int n)
{
    struct sources s = {0};

    read_all(&s, files, n);
    const struct statement *one = s.first;

    for (const struct statement *st = one; st != NULL; st = st->next) {
        if (!same_columns(&st->in, &one->in) || !same_columns(&st->out, &one->out)) {
            tool_fail(st->file, st->line, "%s differs in 'in' or 'out' from %s (%s:%d)", st->name,
                      one->name, one->file, one->line);
        }
    }
    FILE *f = tool_create(out);

    begin_header(f, "the statements named in meson.build", name);
    put_array(f, &s, name);
    put_bind(f, name, &one->in);
    fprintf(f,
            UNUSED "static inline struct stmt *%s_open(struct db *db, "
                   "const struct sql_entry *entry",
            name);
    put_parameters(f, &one->in);
    fprintf(f, ")\n{\n    struct stmt *q = stmt_open(db, entry->sql);\n\n    %s_bind(q", name);
    put_arguments(f, &one->in);
    fputs(");\n    return q;\n}\n", f);
    put_row(f, name, &one->out);
    put_next(f, name, &one->out);
    fputs("\n#endif\n", f);
    tool_finish(f, out);
}

static void write_registry(const char *out, char *const files[], int n)
{
    struct sources s = {0};

    read_all(&s, files, n);
    FILE *f = tool_create(out);

    begin_header(f, "every .sql file of the project", "sql_registry");
    put_array(f, &s, "sql_registry");
    fputs("#endif\n", f);
    tool_finish(f, out);
}

int main(int argc, char **argv)
{
    if (argc > 4 && strcmp(argv[1], "--table") == 0) {
        write_table(argv[2], argv[3], argv + 4, argc - 4);
    } else if (argc > 3 && strcmp(argv[1], "--registry") == 0) {
        write_registry(argv[2], argv + 3, argc - 3);
    } else if (argc > 3 && strcmp(argv[1], "--migrations") == 0) {
        sqlc_migrations(argv[2], argv + 3, argc - 3);
    } else if (argc == 3 && argv[1][0] != '-') {
        write_file(argv[1], argv[2]);
    } else {
        fputs("usage: sqlc IN.sql OUT.sql.h\n"
              "       sqlc --table NAME OUT.h IN.sql...\n"
              "       sqlc --registry OUT.h IN.sql...\n"
              "       sqlc --migrations OUT.h NNNN_word.sql...\n",
              stderr);
        return 2;
    }
    return 0;
}
