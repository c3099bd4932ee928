/* From the texts of a row to canonical values: what record/value.h understands, and what only
   ledgers say. */
#include "intake/import_line.h"

#include "base/date.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORD_SIZE = 48,     /* bytes of a word such as 該当なし; longer texts are none */
    DASHES_SIZE = 6,    /* bytes of two */
    SERIAL_MIN = 10000, /* as a day number 1927; smaller numbers are years or plain numbers */
    SERIAL_MAX = 99999,
    SECONDS_A_DAY = 86400,
};

static const char *const clear_word[] = {VALUE_CLEAR, "(空にする)"};
static const char *const dhcp_word[] = {"DHCP",         "自動",         "自動取得", "動的",
                                        "DHCP（自動）", "自動（DHCP）", "DHCP割当"};
/* Not asked yet, in fields that have no value for it. */
static const char *const blank_word[] = {"なし", "無し",   "無",     "ナシ",       "不明",
                                         "未定", "未確認", "確認中", "わからない", "該当なし",
                                         "n/a",  "?",      "unknown"};

static bool is_word(const char *text, const char *const word[], size_t n, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    const char *key = strlen(text) > WORD_SIZE ? NULL : text_key(a, text);
    bool found = false;

    for (size_t i = 0; key != NULL && i < n && !found; i++) {
        const char *other = text_key(a, word[i]);

        found = other != NULL && strcmp(key, other) == 0;
    }
    arena_reset(a, mark);
    return found;
}

/* One or two dashes of any kind: the key of each is '-'. */
static bool is_dash(const char *text, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    const char *key = strlen(text) > DASHES_SIZE ? NULL : text_key(a, text);
    bool dash = key != NULL && (strcmp(key, "-") == 0 || strcmp(key, "--") == 0);

    arena_reset(a, mark);
    return dash;
}

/* ---- What only ledgers say ---- */

/* A day number of Excel in a cell without a date format, or in a csv: 46346, 46346.4375. */
static const char *serial_as_date(const char *text, bool base1904, bool with_time, struct arena *a)
{
    char *end, iso[DATE_SIZE];
    double serial = strtod(text, &end);
    struct date d;

    if (end == text || *end != '\0' || strspn(text, "0123456789.") != strlen(text) ||
        serial < SERIAL_MIN || serial > SERIAL_MAX ||
        date_from_serial(&d, floor(serial), base1904, NULL) != OK) {
        return NULL;
    }

    long seconds = lround((serial - floor(serial)) * SECONDS_A_DAY);

    date_iso(iso, d);
    return with_time ? arena_printf(a, "%s %02ld:%02ld", iso, seconds / 3600, seconds / 60 % 60)
                     : arena_copy(a, iso);
}

/* A value for a field that another cell tells. */
static enum status tell(struct meaning *m, const struct import_rules *r, int field,
                        const char *label, enum given how, struct err *err)
{
    m->also = field;
    m->also_given = how;
    return field < 0 ? OK
                     : value_parse(&m->also_value, &r->entity->field[field], label, &r->scope, err);
}

/* なし as an address: it has none, unless the file has a column of its own for that. */
static enum status tell_no_address(struct meaning *m, const struct import_rules *r, struct err *err)
{
    int assignment = entity_field(r->entity, "ip_assignment");

    return r->mapping != NULL && mapping_column_of(r->mapping, assignment) >= 0
               ? OK
               : tell(m, r, assignment, VALUE_NONE, GIVEN_WEAK, err);
}

/*
 * value_parse() refused text: is it something a ledger may say all the same? false: no; else
 * *status is what the second look makes of it.
 */
static bool second_look(enum status *status, struct meaning *m, const struct import_rules *r,
                        int field, const char *text, struct err *err)
{
    const struct field *f = &r->entity->field[field];
    struct arena *a = r->scope.arena;

    if (f->kind == K_ENUM || f->kind == K_TRI) {
        struct synonyms_value v = synonyms_value(r->synonyms, field, text, a);

        if (v.label != text) {
            *status = value_parse(&m->value, f, v.label, &r->scope, err);
            m->given = GIVEN_VALUE;
            if (*status == OK && v.also != SYNONYMS_NONE) {
                *status = tell(m, r, v.also, v.also_label, GIVEN_WEAK, err);
            }
            return true;
        }
    }
    if (f->kind == K_IP && is_word(text, dhcp_word, COUNT(dhcp_word), a)) {
        /* no address, and how it comes about */
        m->given = GIVEN_CLEAR;
        *status = tell(m, r, entity_field(r->entity, "ip_assignment"), "DHCP", GIVEN_VALUE, err);
        return true;
    }
    if (f->kind == K_DATE || f->kind == K_TIME) {
        const char *date = serial_as_date(text, r->base1904, f->kind == K_TIME, a);

        if (date != NULL) {
            *status = value_parse(&m->value, f, date, &r->scope, err);
            m->given = GIVEN_VALUE;
            return true;
        }
    }
    *status = OK;
    return is_dash(text, a) || is_word(text, blank_word, COUNT(blank_word), a);
}

static bool says_nothing(const struct field *f, const char *text, struct arena *a)
{
    bool free_text = f->kind == K_TEXT || f->kind == K_NOTE || f->kind == K_TEXTS;

    return free_text && (f->flags & RESERVED) == 0 && is_dash(text, a);
}

/* E_INVALID, E_NOTFOUND, E_CONFLICT: the text breaks a rule. GIVEN_NOT: it says nothing. */
static enum status find_meaning(struct meaning *m, const struct import_rules *r, int field,
                                const char *text, struct err *err)
{
    const struct field *f = &r->entity->field[field];
    struct arena *a = r->scope.arena;
    struct err second;
    enum status look;

    *m = (struct meaning){.given = GIVEN_NOT, .also = -1};
    if (strstr(text, "空にする") != NULL && is_word(text, clear_word, COUNT(clear_word), a)) {
        m->given = GIVEN_CLEAR;
        return OK;
    }
    if (says_nothing(f, text, a)) {
        return OK;
    }

    enum status st = value_parse(&m->value, f, text, &r->scope, err);

    if (st == OK) {
        m->given = m->value == NULL ? GIVEN_NOT : GIVEN_VALUE;
        return f->kind == K_IP && value_is_none(m->value) ? tell_no_address(m, r, err) : OK;
    }
    if ((st != E_INVALID && st != E_NOTFOUND) || !second_look(&look, m, r, field, text, &second)) {
        return st;
    }
    *err = look == OK ? *err : second;
    return look;
}

/* ---- Cells ---- */

static void refuse_cell(struct import_work *w, const struct import_rules *r, int field)
{
    const char *text = w->line.typed[field], *label = r->entity->field[field].ja;
    struct err why;

    if (*text == '=') {
        err_say(&why, E_INVALID, MSG_INTAKE_NO_RESULT, label);
    } else if (*text == '#') {
        err_say(&why, E_INVALID, MSG_INTAKE_CELL_ERROR, text, label);
    } else {
        err_say(&why, E_INVALID, MSG_INTAKE_CELL_UNREADABLE, label);
    }
    import_line_reject(w, field, &why);
}

/* A preview stores nothing, so a record that an earlier row of the file makes is only seen. */
static bool names_an_earlier_row(const struct import_rules *r, int field, const char *text)
{
    const struct field *f = &r->entity->field[field];

    return r->preview && f->kind == K_REF && strcmp(f->ref, r->entity->name) == 0 &&
           seen_has(&r->seen, 'l', text);
}

static enum status parse_cell(struct import_work *w, const struct import_rules *r, int field,
                              struct err *err)
{
    const char *text = w->line.typed[field];
    const struct meaning *known = memo_get(r->memo, field, text);
    struct meaning m;

    if (known != NULL) {
        m = *known;
        m.value = arena_copy(r->scope.arena, m.value);
        m.also_value = arena_copy(r->scope.arena, m.also_value);
    } else {
        enum status st = find_meaning(&m, r, field, text, err);

        if (st == E_NOTFOUND && names_an_earlier_row(r, field, text)) {
            return OK;
        }
        if (st != OK) {
            return st;
        }
        if (!r->refers_to_itself) { /* a name may mean something else after the next row */
            memo_put(r->memo, field, text, &m);
        }
    }
    w->given[field] = m.given;
    w->value[field] = m.value;
    if (m.given == GIVEN_NOT) {
        w->line.typed[field] = NULL;
    }
    if (m.also >= 0 && w->given[m.also] == GIVEN_NOT && w->line.typed[m.also] == NULL) {
        w->given[m.also] = m.also_given;
        w->value[m.also] = m.also_value;
    }
    return OK;
}

static bool breaks_a_rule(enum status st)
{
    return st == E_INVALID || st == E_NOTFOUND || st == E_CONFLICT;
}

enum status import_line_parse(struct import_work *w, const struct import_rules *r, struct err *err)
{
    int64_t id;

    if (w->line.typed_id != NULL && import_id_parse(&id, w->line.typed_id)) {
        w->id = id;
    }
    for (size_t i = 0; i < r->entity->n; i++) {
        struct err why;
        enum status st = OK;

        if (w->line.typed[i] == NULL) {
            continue;
        }
        if (w->kind[i] == CELL_ERROR) {
            refuse_cell(w, r, (int)i);
        } else {
            st = parse_cell(w, r, (int)i, &why);
        }
        if (breaks_a_rule(st)) {
            import_line_reject(w, (int)i, &why);
        } else if (st != OK) {
            *err = why;
            return st;
        }
    }
    return arena_status(r->scope.arena, err);
}
