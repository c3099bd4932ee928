#include "record/value.h"

#include "base/date.h"
#include "base/json.h"
#include "base/text.h"
#include "record/value_address.h"
#include "record/value_ref.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 200, NOTE_MAX = 4000, FILE_TEXT_MAX = 600 };

typedef enum status parse_fn(const char **out, const struct field *f, const char *typed,
                             const struct value_scope *scope, struct err *err);

/* ---- Words that people use for "there is none" and "there is one, we do not know" ---- */

static const char *const none_word[] = {"なし", "無し", "無",   "ナシ",     "-",
                                        "--",   "n/a",  "none", "該当なし", "×"};
static const char *const unknown_word[] = {"不明",       "未詳",   "?",      "わからない",
                                           "分からない", "確認中", "unknown"};

static bool is_word(const char *key, const char *const word[], size_t n, struct arena *a)
{
    for (size_t i = 0; i < n; i++) {
        const char *other = text_key(a, word[i]);

        if (other != NULL && strcmp(key, other) == 0) {
            return true;
        }
    }
    return false;
}

/* The reserved value that typed stands for, or NULL. */
static const char *reserved_of(const char *typed, struct arena *a)
{
    if (strlen(typed) > 24 || strpbrk(typed, "0123456789") != NULL) {
        return NULL; /* longer than such a word, or an address, a version, a number */
    }
    const char *key = text_key(a, typed);

    if (key == NULL) {
        return NULL;
    }
    if (is_word(key, none_word, COUNT(none_word), a)) {
        return VALUE_NONE;
    }
    return is_word(key, unknown_word, COUNT(unknown_word), a) ? VALUE_UNKNOWN : NULL;
}

bool value_is_none(const char *canonical)
{
    return canonical != NULL && strcmp(canonical, VALUE_NONE) == 0;
}

bool value_is_unknown(const char *canonical)
{
    return canonical != NULL && strcmp(canonical, VALUE_UNKNOWN) == 0;
}

/* ---- Texts ---- */

static int max_of(const struct field *f)
{
    if (f->max != 0) {
        return f->max;
    }
    return f->kind == K_NOTE || f->kind == K_TEXTS ? NOTE_MAX : TEXT_MAX;
}

enum status value_check_length(const struct field *f, const char *s, struct err *err)
{
    size_t chars = text_chars(s);
    char max[16], have[24];

    if (chars <= (size_t)max_of(f)) {
        return OK;
    }
    snprintf(max, sizeof(max), "%d", max_of(f));
    snprintf(have, sizeof(have), "%zu", chars);
    return err_say(err, E_INVALID, MSG_TOO_LONG, f->ja, max, have);
}

/* Line breaks as "\n"; in a single-line field as a space. Other control characters go. */
static char *clean(const char *typed, bool lines, struct arena *a)
{
    char *out = arena_copy(a, typed);
    char *to = out;

    for (const char *p = typed; out != NULL && *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;

        if (c == '\r' || c == '\n') {
            p += c == '\r' && p[1] == '\n';
            *to++ = lines ? '\n' : ' ';
        } else if (c >= 0x20 || c == '\t') {
            *to++ = c == '\t' ? ' ' : (char)c;
        }
    }
    if (out != NULL) {
        *to = '\0';
    }
    return out == NULL ? NULL : text_trim(a, out);
}

static enum status parse_text(const char **out, const struct field *f, const char *typed,
                              const struct value_scope *scope, struct err *err)
{
    char *s = (f->flags & CODE_LIKE) != 0 ? text_form(scope->arena, typed, TEXT_CODE)
                                          : clean(typed, f->kind == K_NOTE, scope->arena);

    if (s == NULL) {
        return arena_status(scope->arena, err);
    }
    *out = s;
    return value_check_length(f, s, err);
}

/* Opening and closing brackets between which 、 does not separate: a医師（内科、外科）. */
static int bracket(uint32_t c)
{
    static const uint32_t open[] = {'(', 0xFF08, 0x300C, 0x3010};
    static const uint32_t close[] = {')', 0xFF09, 0x300D, 0x3011};

    for (size_t i = 0; i < COUNT(open); i++) {
        if (c == open[i]) {
            return 1;
        }
        if (c == close[i]) {
            return -1;
        }
    }
    return 0;
}

static bool separates(uint32_t c)
{
    return c == '\n' || c == '\r' || c == ',' || c == ';' || c == 0x3001 || c == 0xFF0C ||
           c == 0xFF1B || c == 0xFF64;
}

bool value_next_part(const char **rest, const char **part, size_t *len)
{
    const char *from = *rest, *p = from;
    int depth = 0;

    if (*from == '\0') {
        return false;
    }
    for (;;) {
        const char *here = p;
        uint32_t c = text_next(&p);

        depth += bracket(c);
        if (c == 0 || (separates(c) && (depth <= 0 || c == '\n'))) {
            *part = from;
            *len = (size_t)(here - from);
            *rest = c == 0 ? here : p;
            return true;
        }
    }
}

static enum status parse_texts(const char **out, const struct field *f, const char *typed,
                               const struct value_scope *scope, struct err *err)
{
    struct arena *a = scope->arena;
    const char *rest = typed, *part, *list = NULL;
    size_t len;

    while (value_next_part(&rest, &part, &len)) {
        const char *one = clean(arena_copy_n(a, part, len), false, a);

        if (one != NULL && *one != '\0') {
            list = list == NULL ? one : arena_printf(a, "%s\n%s", list, one);
        }
    }
    *out = list;
    return arena_status(a, err) != OK ? err->status
           : list == NULL             ? OK
                                      : value_check_length(f, list, err);
}

static enum status parse_kana(const char **out, const struct field *f, const char *typed,
                              const struct value_scope *scope, struct err *err)
{
    char *s = text_kana(scope->arena, typed);

    if (s == NULL) {
        return arena_status(scope->arena, err);
    }
    if (!text_is_kana(s)) {
        return err_say(err, E_INVALID, MSG_NOT_KANA, typed);
    }
    *out = s;
    return value_check_length(f, s, err);
}

/* ---- Numbers and dates ---- */

static void range_of(const struct field *f, long long *min, long long *max)
{
    bool open = f->min == 0 && f->max == 0;

    *min = open ? 0 : f->min;
    *max = open ? 999999999 : f->max;
}

static enum status parse_int(const char **out, const struct field *f, const char *typed,
                             const struct value_scope *scope, struct err *err)
{
    char *s = text_form(scope->arena, typed, TEXT_NUMBER);
    char *end = NULL, low[24], high[24];
    long long min, max, n = s == NULL ? 0 : strtoll(s, &end, 10);

    if (s == NULL) {
        return arena_status(scope->arena, err);
    }
    range_of(f, &min, &max);
    /* "30分", "16世代", "80%": a unit after the number is how people write it */
    bool unit = end != s && *end != '\0' && *end != '.' && *end != '-' && strlen(end) <= 12;

    if (end == s || (*end != '\0' && !unit) || n < min || n > max) {
        snprintf(low, sizeof(low), "%lld", min);
        snprintf(high, sizeof(high), "%lld", max);
        return err_say(err, E_INVALID, MSG_NOT_A_NUMBER, typed, f->ja, low, high);
    }
    *out = arena_printf(scope->arena, "%lld", n);
    return arena_status(scope->arena, err);
}

static enum status parse_date(const char **out, const struct field *f, const char *typed,
                              const struct value_scope *scope, struct err *err)
{
    struct date d;
    char iso[DATE_SIZE];
    enum status st = date_parse(&d, typed, scope->now_ms, err);

    (void)f;
    if (st != OK) {
        return st;
    }
    *out = arena_copy(scope->arena, date_iso(iso, d));
    return arena_status(scope->arena, err);
}

static enum status parse_time(const char **out, const struct field *f, const char *typed,
                              const struct value_scope *scope, struct err *err)
{
    int64_t ms;
    enum status st = date_parse_time(&ms, typed, scope->now_ms, err);

    (void)f;
    if (st != OK) {
        return st;
    }
    *out = arena_printf(scope->arena, "%" PRId64, ms);
    return arena_status(scope->arena, err);
}

/* ---- Choices ---- */

static const struct choice yes_no[] = {
    {"1",    "はい", "yes"},
    {"0", "いいえ", "no"},
    {0   }
};
static const struct choice three[] = {
    {"yes",  "有", "yes"},
    {"no", "無", "no"},
    {"unknown",   "未確認", "not confirmed"},
    {0 }
};

const struct choice *value_choices(const struct field *f)
{
    if (f->choices != NULL) {
        return f->choices;
    }
    return f->kind == K_BOOL ? yes_no : f->kind == K_TRI ? three : NULL;
}

/* What people write for yes and no besides the labels. */
static const struct {
    const char *word;
    const char *tri, *flag;
} said[] = {
    {"はい",    "yes",     "1" },
    {"いいえ", "no",      "0" },
    {"有",       "yes",     "1" },
    {"無",       "no",      "0" },
    {"あり",    "yes",     "1" },
    {"なし",    "no",      "0" },
    {"有り",    "yes",     "1" },
    {"無し",    "no",      "0" },
    {"○",       "yes",     "1" },
    {"〇",       "yes",     "1" },
    {"◯",       "yes",     "1" },
    {"×",        "no",      "0" },
    {"✕",       "no",      "0" },
    {"可",       "yes",     "1" },
    {"不可",    "no",      "0" },
    {"✓",       "yes",     "1" },
    {"レ",       "yes",     "1" },
    {"済",       "yes",     "1" },
    {"未",       "no",      "0" },
    {"yes",       "yes",     "1" },
    {"no",        "no",      "0" },
    {"y",         "yes",     "1" },
    {"n",         "no",      "0" },
    {"true",      "yes",     "1" },
    {"false",     "no",      "0" },
    {"1",         "yes",     "1" },
    {"0",         "no",      "0" },
    {"不明",    "unknown", NULL},
    {"未確認", "unknown", NULL},
    {"?",         "unknown", NULL},
    {"-",         "unknown", NULL},
};

static const char *said_of(const struct field *f, const char *key, struct arena *a)
{
    for (size_t i = 0; i < COUNT(said); i++) {
        const char *other = text_key(a, said[i].word);

        if (other != NULL && strcmp(key, other) == 0) {
            return f->kind == K_TRI ? said[i].tri : said[i].flag;
        }
    }
    return NULL;
}

static const char *choice_named(const struct field *f, const char *typed, struct arena *a)
{
    const char *key = text_key(a, typed);

    if (key == NULL) {
        return NULL;
    }
    for (const struct choice *c = value_choices(f); c->code != NULL; c++) {
        if (strcmp(typed, c->code) == 0 || strcmp(typed, c->ja) == 0 ||
            strcmp(key, text_or(text_key(a, c->ja), "")) == 0 ||
            strcmp(key, text_or(text_key(a, c->en), "")) == 0) {
            return c->code;
        }
    }
    return f->kind == K_TRI || f->kind == K_BOOL ? said_of(f, key, a) : NULL;
}

static enum status no_choice(const struct field *f, const char *typed, struct arena *a,
                             struct err *err)
{
    const char *list = NULL;

    for (const struct choice *c = value_choices(f); c->code != NULL; c++) {
        list = list == NULL ? c->ja : arena_printf(a, "%s、%s", list, c->ja);
    }
    return err_say(err, E_INVALID, MSG_NOT_A_CHOICE, typed, f->ja, list);
}

static enum status parse_choice(const char **out, const struct field *f, const char *typed,
                                const struct value_scope *scope, struct err *err)
{
    const char *code = choice_named(f, typed, scope->arena);

    if (code == NULL) {
        return no_choice(f, typed, scope->arena, err);
    }
    *out = code;
    return OK;
}

static enum status parse_choices(const char **out, const struct field *f, const char *typed,
                                 const struct value_scope *scope, struct err *err)
{
    struct arena *a = scope->arena;
    bool chosen[64] = {false};
    const char *rest = typed, *part, *list = NULL;
    size_t len;

    while (value_next_part(&rest, &part, &len)) {
        const char *one = text_trim(a, text_or(arena_copy_n(a, part, len), ""));

        if (one == NULL || *one == '\0') {
            continue;
        }
        const char *code = choice_named(f, one, a);

        if (code == NULL) {
            return no_choice(f, one, a, err);
        }
        for (size_t i = 0; f->choices[i].code != NULL; i++) {
            chosen[i] |= strcmp(f->choices[i].code, code) == 0;
        }
    }
    for (size_t i = 0; f->choices[i].code != NULL; i++) {
        if (chosen[i]) {
            list = list == NULL ? f->choices[i].code
                                : arena_printf(a, "%s,%s", list, f->choices[i].code);
        }
    }
    *out = list;
    return arena_status(a, err);
}

/* Files are stored by the program; an import may only name what an export wrote. */
static enum status parse_file(const char **out, const struct field *f, const char *typed,
                              const struct value_scope *scope, struct err *err)
{
    if (!value_is_canonical(f, typed)) {
        return err_say(err, E_INVALID, MSG_NOT_A_FILE, typed);
    }
    *out = arena_copy(scope->arena, typed);
    return arena_status(scope->arena, err);
}

/* ---- One table ---- */

static parse_fn *const parser[KIND_COUNT] = {
    [K_TEXT] = parse_text,   [K_NOTE] = parse_text,       [K_TEXTS] = parse_texts,
    [K_KANA] = parse_kana,   [K_DATE] = parse_date,       [K_TIME] = parse_time,
    [K_INT] = parse_int,     [K_BOOL] = parse_choice,     [K_TRI] = parse_choice,
    [K_IP] = ip_parse,       [K_MAC] = mac_parse,         [K_CIDR] = cidr_parse,
    [K_PHONE] = phone_parse, [K_URL] = url_parse,         [K_EMAIL] = email_parse,
    [K_ENUM] = parse_choice, [K_ENUMS] = parse_choices,   [K_REF] = ref_parse,
    [K_REFS] = refs_parse,   [K_ANYREFS] = anyrefs_parse, [K_FILE] = parse_file,
};

enum status value_parse(const char **out, const struct field *f, const char *typed,
                        const struct value_scope *scope, struct err *err)
{
    const char *trimmed = text_trim(scope->arena, typed == NULL ? "" : typed);
    const char *value = NULL;

    if (trimmed == NULL) {
        return arena_status(scope->arena, err);
    }
    if ((f->flags & RESERVED) != 0) {
        value = reserved_of(trimmed, scope->arena);
    }
    if (*trimmed != '\0' && value == NULL) {
        enum status st = parser[f->kind](&value, f, trimmed, scope, err);

        if (st != OK) {
            return st;
        }
        if (value != NULL && *value == '\0') {
            value = NULL;
        }
    }
    *out = value;
    return arena_status(scope->arena, err);
}

static bool is_file_text(const char *s)
{
    return strlen(s) <= FILE_TEXT_MAX && strspn(s, "0123456789abcdef") == 64 && s[64] == ' ' &&
           s[65] >= '0' && s[65] <= '9';
}

static bool are_choices(const struct field *f, const char *canonical)
{
    for (const char *p = canonical; *p != '\0';) {
        size_t len = strcspn(p, ",");
        bool found = false;

        for (const struct choice *c = value_choices(f); c->code != NULL && !found; c++) {
            found = strlen(c->code) == len && memcmp(c->code, p, len) == 0;
        }
        if (!found) {
            return false;
        }
        p += len + (p[len] == ',');
    }
    return true;
}

static bool is_in_range(const struct field *f, const char *canonical)
{
    char *end;
    long long min, max, n = strtoll(canonical, &end, 10);

    range_of(f, &min, &max);
    return end != canonical && *end == '\0' && n >= min && n <= max;
}

bool value_is_canonical(const struct field *f, const char *canonical)
{
    if (*canonical == '\0') {
        return false;
    }
    switch (f->kind) {
    case K_ENUM:
    case K_TRI:
    case K_BOOL:
        return strchr(canonical, ',') == NULL && are_choices(f, canonical);
    case K_ENUMS:
        return are_choices(f, canonical);
    case K_INT:
        return is_in_range(f, canonical);
    case K_FILE:
        return is_file_text(canonical);
    case K_REFS:
    case K_ANYREFS:
        return true;
    default:
        return text_chars(canonical) <= (size_t)max_of(f);
    }
}
