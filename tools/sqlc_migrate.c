/* sqlc: migrations. The format is described at the top of sqlc.c. */
#include "sqlc.h"
#include "tool.h"

#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct text {
    char *data;
    size_t len;
};

static void put(struct text *t, const char *s, size_t len)
{
    memcpy(t->data + t->len, s, len);
    t->len += len;
    t->data[t->len] = '\0';
}

static void put_str(struct text *t, const char *s)
{
    put(t, s, strlen(s));
}

static const char *engine_type(const char *word, size_t len, int engine)
{
    static const struct {
        const char *word;
        const char *type[ENGINES];
    } map[] = {
        {"ID",   {"INTEGER", "BIGINT"}         },
        {"I64",  {"INTEGER", "BIGINT"}         },
        {"TEXT", {"TEXT", "TEXT COLLATE \"C\""}},
        {"BLOB", {"BLOB", "BYTEA"}             },
        {"BOOL", {"INTEGER", "BIGINT"}         },
    };

    for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
        if (strlen(map[i].word) == len && memcmp(map[i].word, word, len) == 0) {
            return map[i].type[engine];
        }
    }
    return NULL;
}

/* The lines of source that this engine reads; others become empty, so that line numbers stay. */
static char *engine_lines(const char *source, int engine)
{
    static const char *const marker[] = {"-- sqlite:", "-- postgres:", "-- both:"};
    char *out = tool_alloc(strlen(source) + 1);
    size_t len = 0;
    int section = ENGINES; /* both */

    while (*source != '\0') {
        size_t line = strcspn(source, "\n");
        bool is_marker = false;

        for (int k = 0; k <= ENGINES; k++) {
            if (line == strlen(marker[k]) && memcmp(source, marker[k], line) == 0) {
                section = k;
                is_marker = true;
            }
        }
        if (!is_marker && (section == engine || section == ENGINES)) {
            memcpy(out + len, source, line);
            len += line;
        }
        out[len++] = '\n';
        source += line + (source[line] == '\n');
    }
    return out;
}

struct script {
    struct text sql;
    int words;    /* seen in the current statement */
    bool table;   /* it is a CREATE TABLE */
    size_t rowid; /* where WITHOUT ROWID began in sql, or 0 */
};

static void see_word(struct script *s, const char *p, size_t len)
{
    static const char *const want[] = {"CREATE", "TABLE"};

    s->words++;
    if (s->words <= 2) {
        s->table = (s->words == 1 || s->table) && strlen(want[s->words - 1]) == len &&
                   strncasecmp(p, want[s->words - 1], len) == 0;
    }
    if (s->table && s->words > 2 && len == 7 && strncasecmp(p, "WITHOUT", 7) == 0) {
        s->rowid = s->sql.len;
    }
}

static void end_statement(struct script *s, int engine)
{
    if (s->table && s->words > 2) {
        if (engine == SQLITE) {
            put_str(&s->sql, s->rowid > 0 ? ", STRICT" : " STRICT");
        } else if (s->rowid > 0) {
            s->sql.len = s->rowid;
            while (s->sql.data[s->sql.len - 1] == ' ') {
                s->sql.len--;
            }
        }
    }
    put_str(&s->sql, ";\n");
    s->words = 0;
    s->table = false;
    s->rowid = 0;
}

/* A function body between $$ and $$ is copied as it is. */
static size_t dollar_size(const char *p)
{
    if (p[0] != '$' || p[1] != '$') {
        return 0;
    }
    const char *end = strstr(p + 2, "$$");

    return end == NULL ? strlen(p) : (size_t)(end + 2 - p);
}

static const char *engine_script(const char *file, const char *source, int engine)
{
    const char *p = engine_lines(source, engine);
    struct script s = {.sql = {.data = tool_alloc(strlen(p) * 4 + 64)}};
    int line = 1;
    size_t len;

    for (enum piece piece; (piece = sqlc_piece(p, &len)) != P_END; p += len) {
        const char *type = piece == P_WORD ? engine_type(p, len, engine) : NULL;

        if (piece == P_CHAR && dollar_size(p) > 0) {
            len = dollar_size(p);
        }
        for (size_t i = 0; i < len; i++) {
            line += p[i] == '\n';
        }
        if (piece == P_SPACE || piece == P_COMMENT) {
            if (s.words > 0 && s.sql.data[s.sql.len - 1] != ' ') {
                put(&s.sql, " ", 1);
            }
        } else if (piece == P_CHAR && *p == ';') {
            if (s.words == 0) {
                tool_fail(file, line, "an empty statement");
            }
            end_statement(&s, engine);
        } else {
            if (piece == P_WORD) {
                see_word(&s, p, len);
            }
            put(&s.sql, type == NULL ? p : type, type == NULL ? len : strlen(type));
        }
    }
    if (s.words > 0) {
        tool_fail(file, line, "the last statement does not end with ';'");
    }
    return s.sql.data;
}

struct migration {
    const char *name; /* not terminated: name_len bytes */
    int name_len;
    char hex[2 * crypto_hash_sha256_BYTES + 1];
    const char *sql[ENGINES];
};

static struct migration read_migration(const char *file)
{
    size_t len;
    const char *source = tool_read(file, &len);
    struct migration m = {.name = tool_base_name(file) + 5};
    unsigned char hash[crypto_hash_sha256_BYTES];

    m.name_len = (int)strcspn(m.name, ".");
    crypto_hash_sha256(hash, (const unsigned char *)source, len);
    sodium_bin2hex(m.hex, sizeof(m.hex), hash, sizeof(hash));
    for (int k = 0; k < ENGINES; k++) {
        m.sql[k] = engine_script(file, source, k);
    }
    return m;
}

static void check_name(const char *file, int number)
{
    const char *base = tool_base_name(file);
    bool good = strlen(base) > 9 && base[4] == '_' && strcmp(base + strlen(base) - 4, ".sql") == 0;

    for (int i = 0; good && i < 4; i++) {
        good = isdigit((unsigned char)base[i]);
    }
    if (!good) {
        tool_fail(file, 0, "a migration is named NNNN_word.sql");
    }
    if (atoi(base) != number) {
        tool_fail(file, 0, "number %04d comes next: migrations have no gaps", number);
    }
}

void sqlc_migrations(const char *out, char *const files[], int n)
{
    struct migration *all = tool_alloc((size_t)n * sizeof(*all));

    for (int i = 0; i < n; i++) {
        check_name(files[i], i + 1);
        all[i] = read_migration(files[i]);
    }
    FILE *f = tool_create(out);

    fputs("/* Written by tools/sqlc from the migrations: change them there. */\n"
          "#ifndef SQL_MIGRATIONS_H\n#define SQL_MIGRATIONS_H\n\n#include \"db/migrate.h\"\n\n"
          "static const struct migration migration_all[] = {\n",
          f);
    for (int i = 0; i < n; i++) {
        fprintf(f, "    {%d, \"%.*s\", \"%s\",\n    ", i + 1, all[i].name_len, all[i].name,
                all[i].hex);
        for (int k = 0; k < ENGINES; k++) {
            tool_c_string(f, all[i].sql[k], strlen(all[i].sql[k]));
            fputs(k == SQLITE ? ",\n    " : "},\n", f);
        }
    }
    fputs("};\n\n#endif\n", f);
    tool_finish(f, out);
}
