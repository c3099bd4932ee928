#include "tplc.h"

#include "tplc_html.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

enum { LITERAL_COLUMNS = 88 };

enum block_kind { BLOCK_IF, BLOCK_FOR };

struct block {
    enum block_kind kind;
    int line;
    bool has_else;    /* the last branch was an else without condition */
    bool has_branch;  /* branch holds the end of the branches so far */
    bool after_break; /* tplc.after_break where the block began */
    bool branches_after_break;
    struct spot begin;  /* where the block began */
    struct spot branch; /* where its branches so far have ended */
};

struct tplc {
    FILE *out;
    const char *name;
    const char *p;
    const char *end;
    int line;
    char *msg;
    bool in_page;
    bool in_literal;  /* an html_lit(h, "... is open in the output */
    int column;       /* of that literal */
    bool after_break; /* what the page wrote last is a line break, or nothing yet */
    bool at_start;    /* nothing yet */
    struct spot spot;
    struct block block[TPLC_NESTING];
    int depth;
};

/* A piece of the source. */
struct cut {
    const char *at;
    size_t len;
};

static bool refuse(struct tplc *t, const char *fmt, ...)
{
    va_list ap;
    int len = snprintf(t->msg, TPLC_MSG_SIZE, "%s:%d: ", t->name, t->line);

    if (len > 0 && len < TPLC_MSG_SIZE) {
        va_start(ap, fmt);
        vsnprintf(t->msg + len, (size_t)(TPLC_MSG_SIZE - len), fmt, ap);
        va_end(ap);
    }
    return false;
}

/* ---- Output ---- */

static void literal_end(struct tplc *t)
{
    if (t->in_literal) {
        fputs("\");\n", t->out);
    }
    t->in_literal = false;
}

static void literal_char(struct tplc *t, char c)
{
    if (!t->in_literal) {
        fputs("    html_lit(h, \"", t->out);
        t->in_literal = true;
        t->column = 0;
    } else if (t->column >= LITERAL_COLUMNS && (c & 0xc0) != 0x80) {
        fputs("\"\n                \"", t->out);
        t->column = 0;
    }
    if (c == '\n') {
        fputs("\\n", t->out);
    } else if (c == '\t') {
        fputs("\\t", t->out);
    } else {
        if (strchr("\"\\?", c) != NULL) { /* '?' could begin a trigraph */
            fputc('\\', t->out);
        }
        fputc(c, t->out);
    }
    t->column++;
    t->after_break = c == '\n';
    t->at_start = false;
}

/* One line of C that comes from the template's current line. */
static void code(struct tplc *t, const char *fmt, ...)
{
    va_list ap;

    literal_end(t);
    fprintf(t->out, "#line %d \"%s\"\n", t->line, t->name);
    va_start(ap, fmt);
    vfprintf(t->out, fmt, ap);
    va_end(ap);
    fputc('\n', t->out);
}

/* ---- Pieces of C ---- */

static struct cut trimmed(const char *from, const char *to)
{
    while (from < to && isspace((unsigned char)*from)) {
        from++;
    }
    while (to > from && isspace((unsigned char)to[-1])) {
        to--;
    }
    return (struct cut){from, (size_t)(to - from)};
}

/* Past the string or character literal that begins at p; NULL: it does not end on its line. */
static const char *quoted_end(const char *p, const char *end)
{
    char quote = *p++;

    for (; p < end && (unsigned char)*p >= ' '; p++) {
        if (*p == quote) {
            return p + 1;
        }
        if (*p == '\\' && (++p == end || (unsigned char)*p < ' ')) {
            break;
        }
    }
    return NULL;
}

/* The text up to the two characters of close, on one line; t->p moves behind them. */
static bool take(struct tplc *t, struct cut *out, const char *close)
{
    const char *from = t->p + 2;

    for (const char *p = from; p + 1 < t->end && *p != '\n';) {
        if ((unsigned char)*p < ' ') {
            return refuse(t, "a control character (%d)", *p);
        }
        if (p[0] == close[0] && p[1] == close[1]) {
            *out = trimmed(from, p);
            t->p = p + 2;
            return true;
        }
        if (*p == '"' || *p == '\'') {
            p = quoted_end(p, t->end);
            if (p == NULL) {
                break;
            }
        } else {
            p++;
        }
    }
    return refuse(t, "no %s on the line of its %.2s", close, from - 2);
}

/*
 * Nothing that could break out of the place the compiler puts it into: brackets
 * in pairs, no statement, no comment. semicolons: how many belong there.
 */
static bool is_contained(struct tplc *t, struct cut c, int semicolons)
{
    char open[32];
    size_t depth = 0;

    for (const char *p = c.at, *end = c.at + c.len; p < end;) {
        const char *pair;

        if (*p == '"' || *p == '\'') {
            p = quoted_end(p, end);
            if (p == NULL) {
                return refuse(t, "a quote is not closed in: %.*s", (int)c.len, c.at);
            }
            continue;
        }
        if (strchr("([{", *p) != NULL && *p != '\0') {
            if (depth == sizeof(open)) {
                return refuse(t, "more than %zu brackets in: %.*s", depth, (int)c.len, c.at);
            }
            open[depth++] = *p;
        } else if (*p != '\0' && (pair = strchr(")(][}{", *p)) != NULL) {
            if (depth == 0 || open[--depth] != pair[1]) {
                return refuse(t, "brackets do not pair in: %.*s", (int)c.len, c.at);
            }
        } else if (*p == ';' && --semicolons < 0) {
            return refuse(t, "';' in: %.*s", (int)c.len, c.at);
        } else if (*p == '\0' || *p == '\\' || *p == '#' ||
                   (*p == '/' && p + 1 < end && (p[1] == '/' || p[1] == '*'))) {
            return refuse(t, "a comment, '#', '\\' or NUL in: %.*s", (int)c.len, c.at);
        }
        p++;
    }
    return depth == 0 || refuse(t, "brackets do not pair in: %.*s", (int)c.len, c.at);
}

/* "name(args)" */
static bool take_call(struct tplc *t, struct cut c, struct cut *name, struct cut *args)
{
    const char *end = c.at + c.len;
    const char *p = c.at;

    while (p < end && (isalnum((unsigned char)*p) || *p == '_')) {
        p++;
    }
    *name = (struct cut){c.at, (size_t)(p - c.at)};
    if (name->len == 0 || p == end || *p != '(' || end[-1] != ')') {
        return refuse(t, "expected name(...), not: %.*s", (int)c.len, c.at);
    }
    *args = trimmed(p + 1, end - 1);
    return is_contained(t, *args, 0);
}

static bool take_condition(struct tplc *t, struct cut c, int semicolons)
{
    if (c.len < 3 || c.at[0] != '(' || c.at[c.len - 1] != ')') {
        return refuse(t, "expected (...), not: %.*s", (int)c.len, c.at);
    }
    return is_contained(t, c, semicolons);
}

/* ---- Directives ---- */

static bool in_spot(struct tplc *t, bool fine)
{
    return fine || refuse(t, "%s", t->spot.why);
}

static bool page_end(struct tplc *t)
{
    if (!t->in_page) {
        return true;
    }
    if (t->depth > 0) {
        return refuse(t, "the block of line %d has no end", t->block[t->depth - 1].line);
    }
    if (!in_spot(t, spot_end(&t->spot))) {
        return false;
    }
    literal_end(t);
    fputs("}\n", t->out);
    t->in_page = false;
    return true;
}

static bool do_include(struct tplc *t, struct cut c)
{
    if (t->in_page || c.len < 3 || c.at[0] != '"' || c.at[c.len - 1] != '"' ||
        quoted_end(c.at, c.at + c.len) != c.at + c.len || memchr(c.at, '\\', c.len) != NULL) {
        return refuse(t, "an include names a header in double quotes, before the first page");
    }
    code(t, "#include %.*s", (int)c.len, c.at);
    return true;
}

static bool do_page(struct tplc *t, struct cut c)
{
    struct cut name, args;

    if (!page_end(t) || !take_call(t, c, &name, &args)) {
        return false;
    }
    fputc('\n', t->out);
    code(t, "__attribute__((unused)) static inline void tpl_%.*s(struct html *h%s%.*s)\n{",
         (int)name.len, name.at, args.len > 0 ? ", " : "", (int)args.len, args.at);
    t->in_page = true;
    t->after_break = t->at_start = true;
    t->spot = (struct spot){.place = IN_TEXT};
    return true;
}

static bool do_call(struct tplc *t, struct cut c)
{
    struct cut name, args;

    if (!t->in_page || t->spot.place != IN_TEXT) {
        return refuse(t, "a call stands between tags");
    }
    if (!in_spot(t, spot_block(&t->spot)) || !take_call(t, c, &name, &args)) {
        return false;
    }
    code(t, "    tpl_%.*s(h%s%.*s);", (int)name.len, name.at, args.len > 0 ? ", " : "",
         (int)args.len, args.at);
    t->after_break = t->at_start = false;
    return true;
}

static bool block_begin(struct tplc *t, enum block_kind kind, struct cut c)
{
    if (!t->in_page || t->depth == TPLC_NESTING) {
        return refuse(t, t->in_page ? "blocks are nested too deeply" : "a block outside a page");
    }
    if (!take_condition(t, c, kind == BLOCK_FOR ? 2 : 0) || !in_spot(t, spot_block(&t->spot))) {
        return false;
    }
    if (kind == BLOCK_FOR) { /* the body follows what stands before, and itself */
        t->spot.tight = true;
    }
    t->block[t->depth++] = (struct block){
        .kind = kind, .line = t->line, .after_break = t->after_break, .begin = t->spot};
    code(t, "    %s %.*s {", kind == BLOCK_FOR ? "for" : "if", (int)c.len, c.at);
    t->after_break = kind == BLOCK_IF && t->after_break;
    return true;
}

/* The running branch ends here: it must meet the others. */
static bool branch_end(struct tplc *t, struct block *b)
{
    if (!in_spot(t, spot_block(&t->spot)) || !in_spot(t, spot_meet(&t->spot, &b->begin, true)) ||
        (b->has_branch && !in_spot(t, spot_meet(&t->spot, &b->branch, false)))) {
        return false;
    }
    b->branches_after_break = (!b->has_branch || b->branches_after_break) && t->after_break;
    b->branch = t->spot;
    b->has_branch = true;
    return true;
}

static bool do_else(struct tplc *t, struct cut c)
{
    struct block *b = t->depth > 0 ? &t->block[t->depth - 1] : NULL;
    bool has_condition = c.len > 0;

    if (b == NULL || b->kind != BLOCK_IF || b->has_else) {
        return refuse(t, "an else without its if");
    }
    if (has_condition && (c.len < 3 || strncmp(c.at, "if", 2) != 0 ||
                          !take_condition(t, trimmed(c.at + 2, c.at + c.len), 0))) {
        return refuse(t, "expected else or else if (...)");
    }
    if (!branch_end(t, b)) {
        return false;
    }
    code(t, "    } else %.*s%s{", (int)c.len, c.at, has_condition ? " " : "");
    b->has_else = !has_condition;
    t->spot = b->begin;
    t->after_break = b->after_break;
    return true;
}

/* How a loop or an if without else can be left: also as if it had not been there. */
static bool do_end(struct tplc *t, struct cut c)
{
    if (t->depth == 0 || c.len > 0) {
        return refuse(t, "an end without its block");
    }
    struct block *b = &t->block[t->depth - 1];

    if (!branch_end(t, b)) {
        return false;
    }
    if (!b->has_else && !in_spot(t, spot_meet(&t->spot, &b->begin, false))) {
        return false;
    }
    code(t, "    }");
    t->after_break = b->branches_after_break && (b->has_else || b->after_break);
    t->depth--;
    return true;
}

static bool directive(struct tplc *t)
{
    struct cut all;

    if (!take(t, &all, "%}")) {
        return false;
    }
    const char *p = all.at;
    const char *end = all.at + all.len;

    while (p < end && isalpha((unsigned char)*p)) {
        p++;
    }
    struct cut word = {all.at, (size_t)(p - all.at)};
    struct cut rest = trimmed(p, end);
    static const struct {
        const char *word;
        bool (*act)(struct tplc *t, struct cut rest);
    } row[] = {
        {"include", do_include},
        {"page",    do_page   },
        {"call",    do_call   },
        {"else",    do_else   },
        {"end",     do_end    },
    };

    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        if (strlen(row[i].word) == word.len && memcmp(row[i].word, word.at, word.len) == 0) {
            return row[i].act(t, rest);
        }
    }
    if (word.len == 2 && memcmp(word.at, "if", 2) == 0) {
        return block_begin(t, BLOCK_IF, rest);
    }
    if (word.len == 3 && memcmp(word.at, "for", 3) == 0) {
        return block_begin(t, BLOCK_FOR, rest);
    }
    return refuse(t, "no such directive: %.*s", (int)all.len, all.at);
}

static bool hole(struct tplc *t)
{
    struct cut c;

    if (!take(t, &c, "}}")) {
        return false;
    }
    if (!t->in_page) {
        return refuse(t, "a value outside a page");
    }
    if (c.len == 0) {
        return refuse(t, "an empty value");
    }
    const char *writer = spot_writer(&t->spot);

    if (!in_spot(t, writer != NULL) || !is_contained(t, c, 0)) {
        return false;
    }
    code(t, "    %s(h, (%.*s));", writer, (int)c.len, c.at);
    t->after_break = t->at_start = false;
    return true;
}

/* ---- Literal text ---- */

static bool comment(struct tplc *t)
{
    for (const char *p = t->p + 4; p + 2 < t->end; p++) {
        if (memcmp(p, "-->", 3) == 0) {
            for (; t->p < p + 3; t->p++) {
                t->line += *t->p == '\n';
            }
            return true;
        }
    }
    return refuse(t, "no --> for this <!--");
}

static bool literal(struct tplc *t, char c)
{
    t->spot.line = t->line;
    if (!in_spot(t, spot_feed(&t->spot, c))) {
        return false;
    }
    literal_char(t, c);
    return true;
}

/* A run of white space, shrunk where HTML does not mind. */
static bool space(struct tplc *t)
{
    bool breaks = false;
    bool shrinks = (t->spot.place == IN_TEXT && !spot_keeps_space(&t->spot)) ||
                   t->spot.place == IN_TAG || t->spot.place == IN_TAG_NAME ||
                   t->spot.place == IN_ATTR_NAME;

    while (t->p < t->end && strchr(" \t\n", *t->p) != NULL && *t->p != '\0') {
        char c = *t->p;

        breaks |= c == '\n';
        if (t->in_page && !shrinks && !literal(t, c)) {
            return false;
        }
        t->line += c == '\n';
        t->p++;
    }
    if (!t->in_page || !shrinks) {
        return true;
    }
    if (t->spot.place == IN_TEXT) {
        return (t->after_break && (breaks || !t->at_start)) || literal(t, breaks ? '\n' : ' ');
    }
    return literal(t, ' ');
}

static bool step(struct tplc *t)
{
    size_t left = (size_t)(t->end - t->p);

    if (left >= 4 && memcmp(t->p, "<!--", 4) == 0 && t->spot.place == IN_TEXT) {
        return comment(t);
    }
    if (left >= 2 && memcmp(t->p, "{{", 2) == 0) {
        return hole(t);
    }
    if (left >= 2 && memcmp(t->p, "{%", 2) == 0) {
        return directive(t);
    }
    if (*t->p == ' ' || *t->p == '\t' || *t->p == '\n') {
        return space(t);
    }
    if ((unsigned char)*t->p < ' ') {
        return refuse(t, "a control character (%d)", *t->p);
    }
    if (!t->in_page) {
        return refuse(t, "text outside a page");
    }
    return literal(t, *t->p++);
}

/* "web/x.html" of "../src/web/x.html" as WEB_X_HTML, for the include guard. */
static void guard(FILE *out, const char *directive, const char *name)
{
    fprintf(out, "#%s TPL_", directive);
    for (const char *p = name; *p != '\0'; p++) {
        fputc(isalnum((unsigned char)*p) ? toupper((unsigned char)*p) : '_', out);
    }
    fputc('\n', out);
}

bool tplc_compile(FILE *out, const char *name, const char *source, size_t len,
                  char msg[TPLC_MSG_SIZE])
{
    struct tplc t = {
        .out = out, .name = name, .p = source, .end = source + len, .line = 1, .msg = msg};

    fprintf(out, "/* Made by tools/tplc.c from %s: do not edit. */\n", name);
    guard(out, "ifndef", name);
    guard(out, "define", name);
    fputs("\n#include \"render/html.h\"\n\n", out);
    while (t.p < t.end) {
        if (!step(&t)) {
            return false;
        }
    }
    if (!page_end(&t)) {
        return false;
    }
    fputs("\n#endif\n", out);
    return true;
}
