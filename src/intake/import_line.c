#include "intake/import_line.h"

#include "base/cell.h"
#include "base/id.h"
#include "base/json.h"
#include "base/text.h"
#include "intake/import_beside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_SIZE = 4 << 20, DECIMAL_ID_DIGITS = 15 };

static const char id_name[] = "ID";
static const char beside_mark = '+'; /* before a title, among the names of fields */

void import_rules_init(struct import_rules *r, const struct entity *e, struct db *db,
                       int64_t facility_id, int64_t now_ms)
{
    const struct field *key = entity_unique(e);

    *r = (struct import_rules){
        .entity = e,
        .scope = {.db = db, .facility_id = facility_id, .now_ms = now_ms, .lang = LANG_JA},
        .key = key == NULL ? -1 : (int)(key - e->field),
        .note = entity_field(e, "note"),
        .purpose = -1,
    };
}

/* ---- Texts ---- */

static enum status start(struct import_work *out, const struct import_rules *r, int64_t number,
                         struct err *err)
{
    struct arena *a = r->scope.arena;
    size_t n = r->entity->n;

    *out = (struct import_work){
        .line = {.number = (uint32_t)number,
                 .typed = arena_make(a, const char *, n),
                 .field = -1,
                 .wrong = ""},
        .kind = arena_make(a, enum book_kind, n),
        .given = arena_make(a, enum given, n),
        .value = arena_make(a, const char *, n),
        .to_confirm = arena_make(a, bool, n),
    };
    return arena_status(a, err);
}

/* サービス名称/用途: one column of the deck for two fields of ours. */
static void split_purpose(struct import_work *w, const struct import_rules *r, int field)
{
    static const char *const mark[] = {"/", "／", "\n"};
    char *text = arena_copy(r->scope.arena, w->line.typed[field]);
    char *first = NULL;
    size_t len = 0;

    for (size_t i = 0; text != NULL && i < COUNT(mark); i++) {
        char *at = strstr(text, mark[i]);

        if (at != NULL && (first == NULL || at < first)) {
            first = at;
            len = strlen(mark[i]);
        }
    }
    if (first != NULL) {
        w->line.typed[r->purpose] = text_trim(r->scope.arena, first + len);
        *first = '\0';
        w->line.typed[field] = text_trim(r->scope.arena, text);
    }
}

/*
 * 「インターネット接続」 asks, 「○」 answers: the choice that is meant, else the text itself. NULL:
 * an answer, but not which choice (an outside link, 有).
 */
static const char *answer(const struct import_rules *r, const struct synonym_question *q,
                          const char *text)
{
    static const struct field yes_or_no = {.name = "answer", .kind = K_TRI};
    struct err err;
    const char *value = NULL;

    if (value_parse(&value, &yes_or_no, text, &r->scope, &err) != OK || value == NULL ||
        strcmp(value, "unknown") == 0) {
        return text;
    }
    return strcmp(value, "yes") == 0 ? q->yes : q->no;
}

enum status import_line_cells(struct import_work *out, const struct import_rules *r,
                              const struct book_row *row, struct err *err)
{
    struct arena *a = r->scope.arena;
    enum status st = start(out, r, row->number, err);

    for (size_t i = 0; st == OK && i < row->n; i++) {
        static const struct mapping_column beyond = {.field = SYNONYMS_NONE, .title = ""};
        const struct mapping_column *c = i < r->mapping->n ? &r->mapping->column[i] : &beyond;
        int field = c->field;
        const char *text = text_trim(a, row->cell[i].text);

        if (text != NULL && *text != '\0' && field == SYNONYMS_NONE) {
            out->untitled += *c->title == '\0' && !c->chosen;
        }
        if (text == NULL || *text == '\0' || field == SYNONYMS_NONE) {
            continue;
        }
        text = cell_unguard(text);
        if (field == SYNONYMS_ID) {
            out->line.typed_id = text;
            continue;
        }

        const char *meant = c->question == NULL ? text : answer(r, c->question, text);

        if (c->beside || meant == NULL) {
            import_beside_add(&out->beside, c->title, text, a);
            continue;
        }
        out->line.typed[field] = meant;
        out->kind[field] = row->cell[i].kind;
        if (r->purpose >= 0 && strcmp(r->entity->field[field].name, "name") == 0) {
            split_purpose(out, r, field);
        }
    }
    return st == OK ? arena_status(a, err) : st;
}

enum status import_line_json(struct import_work *out, const struct import_rules *r, int64_t row,
                             const char *cells, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    struct arena *a = r->scope.arena;
    enum status st = json_parse(&doc, cells, strlen(cells), err);

    if (st != OK) {
        return err_set(err, E_CORRUPT, "cells of a rejected row are no JSON");
    }
    st = start(out, r, row, err);
    for (size_t i = 0; st == OK && i < json_count(json_root(doc)); i++) {
        const struct json *value;
        const char *name = json_key_at(json_root(doc), i, &value);
        int field = entity_field(r->entity, name);

        if (strcmp(name, id_name) == 0) {
            out->line.typed_id = arena_copy(a, json_text(value));
        } else if (name[0] == beside_mark) {
            import_beside_add(&out->beside, arena_copy(a, name + 1),
                              arena_copy(a, json_text(value)), a);
        } else if (field >= 0) {
            out->line.typed[field] = arena_copy(a, json_text(value));
            out->kind[field] = CELL_TEXT;
        }
    }
    return st == OK ? arena_status(a, err) : st;
}

static void add_member(struct buf *b, const char *name, const char *text)
{
    if (text != NULL) {
        buf_str(b, b->len > 1 ? "," : "");
        json_quote(b, name);
        buf_char(b, ':');
        json_quote(b, text);
    }
}

const char *import_line_to_json(const struct import_work *w, const struct import_rules *r)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(CELLS_SIZE);

    buf_char(&b, '{');
    add_member(&b, id_name, w->line.typed_id);
    for (size_t i = 0; i < r->entity->n; i++) {
        add_member(&b, r->entity->field[i].name, w->line.typed[i]);
    }
    for (const struct import_beside *x = w->beside; x != NULL; x = x->next) {
        const char *name = arena_printf(r->scope.arena, "%c%s", beside_mark, x->title);

        if (name != NULL) {
            add_member(&b, name, x->text);
        }
    }
    buf_char(&b, '}');
    return buf_status(&b, NULL) == OK ? arena_copy(r->scope.arena, buf_text(&b)) : NULL;
}

/* ---- Verdicts ---- */

void import_line_reset(struct import_work *w, const struct import_rules *r)
{
    size_t n = r->entity->n;

    w->line.verdict = VERDICT_NEW;
    w->line.before = w->line.after = NULL;
    w->line.field = -1;
    w->line.wrong = "";
    w->id = 0;
    w->record = NULL;
    memset(w->given, 0, n * sizeof(*w->given));
    memset(w->value, 0, n * sizeof(*w->value));
    memset(w->to_confirm, 0, n * sizeof(*w->to_confirm));
}

void import_line_reject(struct import_work *w, int field, const struct err *why)
{
    if (w->line.verdict != VERDICT_REJECTED) {
        w->line.verdict = VERDICT_REJECTED;
        w->line.field = field;
        w->line.wrong = field >= 0 && w->line.typed[field] != NULL ? w->line.typed[field] : "";
        w->line.why = *why;
    }
}

static void reject(struct import_work *w, int field, enum status status, enum msg msg,
                   const char *a1, const char *a2, const char *a3)
{
    struct err why;

    err_say(&why, status, msg, a1, a2, a3);
    import_line_reject(w, field, &why);
}

/* Note in w->twice if kind and text were seen before, else remember them. */
static enum status see(struct import_work *w, struct import_rules *r, char kind, const char *text,
                       enum msg msg, const char *a1, const char *a2, struct err *err)
{
    if (seen_has(&r->seen, kind, text)) {
        err_say(&w->twice, E_CONFLICT, msg, a1, a2);
        return OK;
    }
    return seen_add(&r->seen, kind, text, err);
}

static enum status see_all(struct import_work *w, struct import_rules *r, struct err *err)
{
    const char *key = r->key < 0 || w->given[r->key] != GIVEN_VALUE ? NULL : w->value[r->key];
    char id[ID_TEXT_SIZE];
    enum status st = OK;

    if (key != NULL) {
        st = see(w, r, 'k', key, MSG_INTAKE_TWICE, r->entity->field[r->key].ja, key, err);
    }
    if (st == OK && (w->line.before != NULL || w->id != 0)) {
        bool matched = w->line.before != NULL;

        id_text(id, matched ? w->line.before->id : w->id);
        st = see(w, r, 'r', id, MSG_INTAKE_TWICE_RECORD, r->entity->ja,
                 matched ? record_label(w->line.before, r->scope.arena) : id, err);
    }
    return st;
}

enum status import_line_see(struct import_work *w, struct import_rules *r, struct err *err)
{
    enum status st = w->seen ? OK : see_all(w, r, err);

    w->seen = st == OK;
    if (st == OK && w->twice.status != OK) {
        import_line_reject(w, r->key, &w->twice);
    }
    return st;
}

/* ---- The record ---- */

bool import_id_parse(int64_t *out, const char *typed)
{
    char *end;

    if (strlen(typed) >= DECIMAL_ID_DIGITS) {
        *out = strtoll(typed, &end, 10);
        if (*end == '\0' && *out > 0) {
            return true;
        }
    }
    return id_parse(out, typed);
}

static enum status find_record(struct record **out, const struct import_work *w,
                               const struct import_rules *r, struct err *err)
{
    /* The institution is the one record of its register; its row needs no key. */
    bool is_facility = strcmp(r->entity->name, "facility") == 0;
    int64_t id = is_facility ? r->scope.facility_id : w->id;
    enum status st = E_NOTFOUND;

    *out = NULL;
    if (id != 0) {
        st =
            record_read(out, r->scope.db, r->entity, r->scope.facility_id, id, r->scope.arena, err);
    }
    if (st == E_NOTFOUND && r->key >= 0 && w->value[r->key] != NULL) {
        st = record_find(out, r->scope.db, r->entity, r->scope.facility_id,
                         &r->entity->field[r->key], w->value[r->key], r->scope.arena, err);
    }
    return st == E_NOTFOUND ? OK : st;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_unset(const struct field *f, const char *value)
{
    const char *initial = field_initial(f);

    return value == NULL || (initial != NULL && strcmp(value, initial) == 0);
}

/* Do two texts differ at most by what a csv for Excel cannot keep apart (〜 and ～)? */
static bool same_in_excel(const char *a, const char *b, struct arena *arena)
{
    const char *x, *y;

    if (a == NULL || b == NULL || strlen(a) != strlen(b)) {
        return false;
    }
    x = text_cp932_form(arena, a);
    y = text_cp932_form(arena, b);
    return x != NULL && y != NULL && strcmp(x, y) == 0;
}

static void put_values(struct import_work *w, const struct import_rules *r)
{
    for (size_t i = 0; i < r->entity->n; i++) {
        const struct field *f = &r->entity->field[i];

        if (w->given[i] == GIVEN_CLEAR) {
            w->record->value[i] = f->kind == K_TRI ? "unknown" : NULL;
        } else if (same_in_excel(w->record->value[i], w->value[i], r->scope.arena)) {
            continue;
        } else if (w->given[i] == GIVEN_VALUE ||
                   (w->given[i] == GIVEN_WEAK && is_unset(f, w->record->value[i]))) {
            w->record->value[i] = w->value[i];
        }
    }
}

/* Add what stands beside to the note; a note that grew too long rejects the row. */
static enum status put_beside(struct import_work *w, const struct import_rules *r, struct err *err)
{
    const char *value;
    struct err why;

    if (w->beside == NULL) {
        return OK;
    }

    const char *note = import_beside_note(w->beside, w->record->value[r->note], r->scope.arena);
    enum status st = note == NULL
                         ? arena_status(r->scope.arena, err)
                         : value_parse(&value, &r->entity->field[r->note], note, &r->scope, &why);

    if (note == NULL) {
        return st;
    }
    if (st == OK) {
        w->record->value[r->note] = value;
    } else if (st == E_INVALID) {
        import_line_reject(w, r->note, &why);
        st = OK;
    } else {
        *err = why;
    }
    return st;
}

/* Was field i of a known record only assumed, and does the row not say otherwise? */
static bool still_assumed(const struct import_work *w, const struct field *f, size_t i, int mark)
{
    const struct record *before = w->line.before;
    const char *was = before == NULL || mark < 0 ? NULL : before->value[mark];

    return was != NULL && strstr(was, f->ja) != NULL && same(before->value[i], w->record->value[i]);
}

/*
 * 確認が必要な欄: a new record says which required fields the file left out (decisions.md 4);
 * another value that comes later takes its field off the list.
 */
static void mark_to_confirm(struct import_work *w, const struct import_rules *r)
{
    int mark = entity_field(r->entity, "to_confirm");
    struct arena *a = r->scope.arena;
    const char *list = NULL;

    for (size_t i = 0; i < r->entity->n; i++) {
        const struct field *f = &r->entity->field[i];

        if ((f->flags & REQUIRED) == 0 || f->when_missing == NULL) {
            continue;
        }
        if (w->line.before == NULL) {
            w->to_confirm[i] = w->given[i] == GIVEN_NOT;
            if (w->to_confirm[i]) {
                w->record->value[i] = f->when_missing;
            }
        }
        if (w->to_confirm[i] || still_assumed(w, f, i, mark)) {
            list = list == NULL ? f->ja : arena_printf(a, "%s、%s", list, f->ja);
        }
    }
    if (mark >= 0) {
        w->record->value[mark] = list;
    }
}

static bool differs(const struct record *a, const struct record *b)
{
    for (size_t i = 0; i < a->entity->n; i++) {
        if (!same(a->value[i], b->value[i])) {
            return true;
        }
    }
    return false;
}

/* A record that was closed stays closed, unless an undone import had made it. */
static void judge_closed(struct import_work *w, const struct import_rules *r)
{
    const struct record *before = w->line.before;

    if (before->closed_reason != NULL && strcmp(before->closed_reason, IMPORT_UNDONE_REASON) == 0) {
        w->record->closed_on = w->record->closed_reason = NULL;
        w->line.verdict = VERDICT_CHANGED;
    } else if (w->line.verdict == VERDICT_CHANGED) {
        reject(w, r->key, E_CONFLICT, MSG_INTAKE_CLOSED, record_label(before, r->scope.arena),
               before->closed_on, before->closed_reason);
    }
}

enum status import_line_match(struct import_work *w, const struct import_rules *r, struct err *err)
{
    struct arena *a = r->scope.arena;
    struct record *before;
    enum status st = find_record(&before, w, r, err);

    if (st != OK) {
        return st;
    }
    w->line.before = before;
    w->record =
        before == NULL ? record_new(r->entity, r->scope.facility_id, a) : record_copy(before, a);
    if (w->record == NULL) {
        return arena_status(a, err);
    }
    w->line.after = w->record;
    put_values(w, r);
    mark_to_confirm(w, r);
    st = put_beside(w, r, err);
    if (st != OK || w->line.verdict == VERDICT_REJECTED) {
        return st;
    }
    w->line.verdict = before == NULL               ? VERDICT_NEW
                      : differs(before, w->record) ? VERDICT_CHANGED
                                                   : VERDICT_SAME;
    if (before != NULL && before->closed_on != NULL) {
        judge_closed(w, r);
    }
    return arena_status(a, err);
}

enum status import_line_check(struct import_work *w, const struct import_rules *r, struct err *err)
{
    struct complaint *list;
    enum status st =
        record_check(&list, r->scope.db, w->record, r->scope.now_ms, r->scope.arena, err);

    if (st == OK && list != NULL) {
        import_line_reject(w, list->field, &list->err);
    }
    return st;
}
