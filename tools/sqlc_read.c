/* sqlc: reading named statements. The format is described at the top of sqlc.c. */
#include "sqlc.h"
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t quoted_size(const char *p)
{
    const char *end = p + 1;

    while (*end != '\0' && (*end != *p || end[1] == *p)) {
        end += *end == *p ? 2 : 1;
    }
    return (size_t)(end - p) + (*end != '\0');
}

static size_t comment_size(const char *p)
{
    const char *end = p[0] == '-' ? strchr(p, '\n') : strstr(p + 2, "*/");

    if (end == NULL) {
        return strlen(p);
    }
    return (size_t)(end - p) + (p[0] == '-' ? 0 : 2);
}

static size_t run_of(const char *p, bool (*is)(char c))
{
    size_t n = 0;

    while (p[n] != '\0' && is(p[n])) {
        n++;
    }
    return n;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

enum piece sqlc_piece(const char *p, size_t *len)
{
    *len = 1;
    if (*p == '\0') {
        *len = 0;
        return P_END;
    }
    if (*p == '\'' || *p == '"') {
        *len = quoted_size(p);
        return P_QUOTED;
    }
    if ((p[0] == '-' && p[1] == '-') || (p[0] == '/' && p[1] == '*')) {
        *len = comment_size(p);
        return P_COMMENT;
    }
    if (is_space(*p)) {
        *len = run_of(p, is_space);
        return P_SPACE;
    }
    if (is_word(*p)) {
        *len = run_of(p, is_word);
        return P_WORD;
    }
    if (*p == '$' && isdigit((unsigned char)p[1])) {
        *len = 1 + run_of(p + 1, is_word);
        return P_PARAMETER;
    }
    return P_CHAR;
}

/* ---- Lines ---- */

struct reader {
    const char *file;
    const char *at; /* what follows the current line */
    const char *line;
    size_t len; /* of the current line, without blanks at its end */
    int number;
};

static bool next_line(struct reader *r)
{
    if (*r->at == '\0') {
        return false;
    }
    const char *end = strchr(r->at, '\n');

    if (end == NULL) {
        end = r->at + strlen(r->at);
    }
    r->line = r->at;
    r->len = (size_t)(end - r->at);
    while (r->len > 0 && is_space(r->line[r->len - 1])) {
        r->len--;
    }
    r->at = *end == '\0' ? end : end + 1;
    r->number++;
    return true;
}

/* "-- word: rest": the length of word, or 0 when the line is none. */
static size_t header_word(const struct reader *r)
{
    if (r->len < 5 || memcmp(r->line, "-- ", 3) != 0 || !is_word(r->line[3])) {
        return 0;
    }
    size_t n = run_of(r->line + 3, is_word);

    return 3 + n < r->len && r->line[3 + n] == ':' ? n : 0;
}

static bool is_header(const struct reader *r, const char *word)
{
    size_t n = header_word(r);

    return n == strlen(word) && memcmp(r->line + 3, word, n) == 0;
}

/* The rest of a header line and of the lines that continue it ("--" and two or more blanks). */
static const char *header_rest(struct reader *r)
{
    size_t skip = 3 + header_word(r) + 1;
    size_t len = 0;
    char *rest = tool_alloc(strlen(r->line) + 1);

    for (;;) {
        while (skip < r->len && is_space(r->line[skip])) {
            skip++;
        }
        memcpy(rest + len, r->line + skip, r->len - skip);
        len += r->len - skip;

        struct reader ahead = *r;

        if (!next_line(&ahead) || ahead.len < 5 || memcmp(ahead.line, "--  ", 4) != 0) {
            return rest;
        }
        *r = ahead;
        skip = 4;
        if (len > 0) {
            rest[len++] = ' ';
        }
    }
}

/* ---- Header lines ---- */

static bool is_name(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!(islower((unsigned char)s[i]) || s[i] == '_' ||
              (i > 0 && isdigit((unsigned char)s[i])))) {
            return false;
        }
    }
    return len > 0;
}

/* Words that would not compile, or would hide the generated function's own names. */
static bool is_taken(const char *name)
{
    static const char *const word[] = {
        "auto",    "bool",     "break",  "case",     "char",   "const",    "continue", "default",
        "do",      "double",   "else",   "enum",     "extern", "false",    "float",    "for",
        "goto",    "if",       "inline", "int",      "long",   "register", "restrict", "return",
        "short",   "signed",   "sizeof", "static",   "struct", "switch",   "true",     "typedef",
        "union",   "unsigned", "void",   "volatile", "while",  "db",       "q",        "row",
        "changed", "err",      "sql",
    };

    for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++) {
        if (strcmp(word[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void read_column(struct columns *to, const char *s, size_t len, const char *file, int line)
{
    static const struct {
        const char *word;
        enum type type;
    } type[] = {
        {"id",   T_I64 },
        {"i64",  T_I64 },
        {"bool", T_BOOL},
        {"text", T_TEXT},
        {"blob", T_BLOB}
    };
    struct column c = {NULL, T_I64, false};
    size_t name = 0;

    while (name < len && !is_space(s[name])) {
        name++;
    }
    if (!is_name(s, name)) {
        tool_fail(file, line, "'%.*s': a name is lower-case letters, digits and _", (int)len, s);
    }
    c.name = tool_copy(s, name);
    if (is_taken(c.name)) {
        tool_fail(file, line, "'%s' cannot be a name in C; choose another", c.name);
    }
    s += name;
    len -= name;
    while (len > 0 && is_space(*s)) {
        s++;
        len--;
    }
    if (len > 0 && s[len - 1] == '?') {
        c.nullable = true;
        len--;
    }
    size_t i = 0;

    while (i < sizeof(type) / sizeof(type[0]) &&
           (strlen(type[i].word) != len || memcmp(type[i].word, s, len) != 0)) {
        i++;
    }
    if (i == sizeof(type) / sizeof(type[0])) {
        tool_fail(file, line, "%s has the type '%.*s'; there are id, i64, bool, text and blob",
                  c.name, (int)len, s);
    }
    c.type = type[i].type;
    for (size_t k = 0; k < to->n; k++) {
        if (strcmp(to->item[k].name, c.name) == 0) {
            tool_fail(file, line, "%s stands here twice", c.name);
        }
    }
    if (to->n == COLUMNS_MAX) {
        tool_fail(file, line, "more than %d columns", COLUMNS_MAX);
    }
    to->item[to->n++] = c;
}

static void read_columns(struct columns *to, const char *list, const char *file, int line)
{
    to->line = line;
    while (*list != '\0') {
        size_t len = strcspn(list, ",");
        size_t shown = len;

        while (shown > 0 && is_space(list[shown - 1])) {
            shown--;
        }
        read_column(to, list, shown, file, line);
        list += len;
        list += *list == ',';
        list += run_of(list, is_space);
    }
}

/* "-- like: NAME": in and out of an earlier statement. */
static void take_columns(const struct sources *all, struct statement *st, const char *name,
                         int line)
{
    const struct statement *other = all->first;

    while (other != NULL && strcmp(other->name, name) != 0) {
        other = other->next;
    }
    if (other == NULL) {
        tool_fail(st->file, line, "there is no statement %s before this one", name);
    }
    if (st->in.line > 0 || st->out.line > 0) {
        tool_fail(st->file, line, "'-- like:' stands instead of 'in' and 'out', not beside them");
    }
    st->in = other->in;
    st->out = other->out;
    st->in.line = st->out.line = line;
}

static void read_header(struct sources *all, struct statement *st, struct reader *r)
{
    int line = r->number;
    const char *word = tool_copy(r->line + 3, header_word(r));
    const char *rest = header_rest(r);
    bool in = strcmp(word, "in") == 0;

    if (in || strcmp(word, "out") == 0) {
        struct columns *to = in ? &st->in : &st->out;

        if (to->line > 0) {
            tool_fail(st->file, line, "a second '-- %s:' line; go on with '--   ' instead", word);
        }
        read_columns(to, rest, st->file, line);
        return;
    }
    if (strcmp(word, "like") == 0) {
        take_columns(all, st, rest, line);
        return;
    }
    if (!all->loose) {
        tool_fail(st->file, line, "unknown header line '-- %s:'", word);
    }
    if (st->n_tags == TAGS_MAX) {
        tool_fail(st->file, line, "more than %d further header lines", TAGS_MAX);
    }
    st->tag[st->n_tags++] = (struct tag){word, rest, line};
}

/* ---- Bodies ---- */

struct body {
    char *text; /* comments removed, blanks collapsed */
    size_t len;
    int line;
    bool used[COLUMNS_MAX + 1];
};

static void check_parameter(const struct statement *st, struct body *b, const char *p, size_t len,
                            int line)
{
    char *end;
    unsigned long n = strtoul(p + 1, &end, 10);

    if (end != p + len || n == 0) {
        tool_fail(st->file, line, "'%.*s' is no parameter", (int)len, p);
    }
    if (st->in.line == 0) {
        tool_fail(st->file, line, "%s uses $%lu but has no '-- in:' line", st->name, n);
    }
    if (n > st->in.n) {
        tool_fail(st->file, line, "$%lu is used, but '-- in:' declares %zu parameters", n,
                  st->in.n);
    }
    b->used[n] = true;
}

static void refuse(const struct statement *st, const char *p, int line)
{
    if (*p == '?') {
        tool_fail(st->file, line, "'?' is no parameter here; write $1, $2, ...");
    }
    if (p[0] == ':' && p[1] == ':') {
        tool_fail(st->file, line, "a '::' cast is PostgreSQL only; write CAST(... AS ...)");
    }
    if ((*p == ':' || *p == '@') && is_word(p[1])) {
        tool_fail(st->file, line, "named parameters are SQLite only; write $1, $2, ...");
    }
}

static int lines_in(const char *p, size_t len)
{
    int n = 0;

    for (size_t i = 0; i < len; i++) {
        n += p[i] == '\n';
    }
    return n;
}

/* Clean the SQL in from[len], which begins in the given line, and check what it may not hold. */
static struct body read_body(const struct statement *st, const char *from, size_t from_len,
                             int line)
{
    struct body b = {tool_alloc(from_len + 1), 0, line, {false}};
    const char *p = tool_copy(from, from_len);
    bool ended = false;
    size_t len;

    for (enum piece piece; (piece = sqlc_piece(p, &len)) != P_END; p += len) {
        if (piece == P_SPACE || piece == P_COMMENT) {
            if (b.len > 0 && b.text[b.len - 1] != ' ') {
                b.text[b.len++] = ' ';
            }
            line += lines_in(p, len);
            continue;
        }
        if (ended) {
            tool_fail(st->file, line, "a second statement after the ';' of %s", st->name);
        }
        if (piece == P_CHAR && *p == ';') {
            ended = true;
            continue;
        }
        if (piece == P_PARAMETER) {
            check_parameter(st, &b, p, len, line);
        } else if (piece == P_CHAR) {
            refuse(st, p, line);
        }
        memcpy(b.text + b.len, p, len);
        b.len += len;
        line += lines_in(p, len);
    }
    while (b.len > 0 && b.text[b.len - 1] == ' ') {
        b.text[--b.len] = '\0';
    }
    if (b.len == 0) {
        tool_fail(st->file, b.line, "%s has no SQL", st->name);
    }
    if (!ended) {
        tool_fail(st->file, b.line, "the SQL of %s does not end with ';'", st->name);
    }
    return b;
}

static bool is_keyword(const char *p, size_t len, const char *word)
{
    return len == strlen(word) && strncasecmp(p, word, len) == 0;
}

/* A query, or a change with RETURNING: told by the first verb outside of brackets. */
static bool gives_rows(const char *sql)
{
    bool change = false;
    bool query = false;
    int depth = 0;
    size_t len;

    for (enum piece piece; !query && (piece = sqlc_piece(sql, &len)) != P_END; sql += len) {
        depth += piece == P_CHAR ? (*sql == '(') - (*sql == ')') : 0;
        if (piece != P_WORD || depth > 0) {
            continue;
        }
        change = change || is_keyword(sql, len, "INSERT") || is_keyword(sql, len, "UPDATE") ||
                 is_keyword(sql, len, "DELETE");
        query = change ? is_keyword(sql, len, "RETURNING")
                       : is_keyword(sql, len, "SELECT") || is_keyword(sql, len, "VALUES");
    }
    return query;
}

static void check_body(const struct sources *all, const struct statement *st, const struct body *b)
{
    for (size_t n = 1; n <= st->in.n && !all->loose; n++) {
        if (!b->used[n]) {
            tool_fail(st->file, b->line, "parameter %zu of %s, %s, is never used", n, st->name,
                      st->in.item[n - 1].name);
        }
    }
    if (gives_rows(b->text) && st->out.n == 0) {
        tool_fail(st->file, b->line, "%s gives rows but has no '-- out:' line", st->name);
    }
    if (!gives_rows(b->text) && st->out.n > 0) {
        tool_fail(st->file, st->out.line, "%s gives no rows but has an '-- out:' line", st->name);
    }
}

/* The body from the current line to the next header; r comes to rest on the last line of it. */
static struct body read_part(struct sources *all, struct statement *st, struct reader *r)
{
    const char *from = r->line;
    int line = r->number;

    for (struct reader ahead = *r; next_line(&ahead); *r = ahead) {
        if (is_header(&ahead, "name") || is_header(&ahead, "sqlite") ||
            is_header(&ahead, "postgres")) {
            break;
        }
    }
    struct body b = read_body(st, from, (size_t)(r->at - from), line);

    check_body(all, st, &b);
    return b;
}

static void read_bodies(struct sources *all, struct statement *st, struct reader *r)
{
    static const char *const engine[ENGINES] = {"sqlite", "postgres"};

    for (struct reader ahead = *r; next_line(&ahead); ahead = *r) {
        if (is_header(&ahead, "name")) {
            break;
        }
        int k = is_header(&ahead, engine[SQLITE])     ? SQLITE
                : is_header(&ahead, engine[POSTGRES]) ? POSTGRES
                                                      : -1;

        if (k < 0) { /* one text for both */
            *r = ahead;
            st->body[SQLITE] = st->body[POSTGRES] = read_part(all, st, r).text;
            continue;
        }
        if (st->body[k] != NULL) {
            tool_fail(st->file, ahead.number, "%s has a second body for %s", st->name, engine[k]);
        }
        if (header_word(&ahead) + 4 != ahead.len) {
            tool_fail(st->file, ahead.number, "nothing may follow '-- %s:'", engine[k]);
        }
        if (!next_line(&ahead)) {
            tool_fail(st->file, ahead.number, "%s has no SQL for %s", st->name, engine[k]);
        }
        *r = ahead;
        st->body[k] = read_part(all, st, r).text;
    }
    for (int k = 0; k < ENGINES; k++) {
        if (st->body[k] == NULL) {
            tool_fail(st->file, st->line, "%s has no SQL for %s", st->name, engine[k]);
        }
    }
}

/* ---- Files ---- */

static struct statement *read_name(const struct sources *all, struct reader *r)
{
    struct statement *st = tool_alloc(sizeof(*st));

    st->file = r->file;
    st->line = r->number;
    const char *rest = header_rest(r);
    size_t len = run_of(rest, is_word);

    if (!is_name(rest, len)) {
        tool_fail(st->file, st->line, "'%s': a name is lower-case letters, digits and _", rest);
    }
    st->name = tool_copy(rest, len);
    rest += len;
    st->comment = rest + run_of(rest, is_space);
    if (*st->comment == '\0') {
        tool_fail(st->file, st->line, "%s needs a sentence after its name", st->name);
    }
    for (const struct statement *other = all->first; other != NULL; other = other->next) {
        if (strcmp(other->name, st->name) == 0) {
            tool_fail(st->file, st->line, "%s exists already: %s:%d", st->name, other->file,
                      other->line);
        }
    }
    return st;
}

/* Header lines up to the SQL; r comes to rest on the last of them. */
static void read_headers(struct sources *all, struct statement *st, struct reader *r)
{
    for (struct reader ahead = *r; next_line(&ahead); *r = ahead) {
        if (ahead.len == 0 || (header_word(&ahead) == 0 && memcmp(ahead.line, "--", 2) == 0)) {
            continue; /* an empty line or a comment */
        }
        if (header_word(&ahead) == 0 || is_header(&ahead, "name") || is_header(&ahead, "sqlite") ||
            is_header(&ahead, "postgres")) {
            return;
        }
        read_header(all, st, &ahead);
    }
}

void sqlc_read(struct sources *s, const char *path)
{
    struct reader r = {.file = path, .at = tool_read(path, NULL)};
    size_t before = s->n;

    if (s->last == NULL) {
        s->last = &s->first;
    }
    while (next_line(&r)) {
        if (!is_header(&r, "name")) {
            if (r.len > 0 && memcmp(r.line, "--", 2) != 0) {
                tool_fail(path, r.number, "SQL before the first '-- name:' line");
            }
            continue;
        }
        struct statement *st = read_name(s, &r);

        read_headers(s, st, &r);
        read_bodies(s, st, &r);
        *s->last = st;
        s->last = &st->next;
        s->n++;
    }
    if (s->n == before) {
        tool_fail(path, 0, "no '-- name:' line");
    }
}
