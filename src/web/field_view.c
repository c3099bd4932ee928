#include "web/field_view.h"

#include "record/store.h"
#include "record/tally.h"
#include "web/frame_menu.h"
#include "web/item_word.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Up to so many records a reference is chosen from a list; beyond, it is typed. */
enum { SELECT_MAX = 200, CHECKS_MAX = 12, RADIOS_MAX = 4 };

struct value_scope field_scope(const struct work *w)
{
    return (struct value_scope){.db = w->db,
                                .facility_id = w->facility_id,
                                .now_ms = w->now_ms,
                                .arena = w->arena,
                                .lang = w->lang,
                                .item_word = item_word,
                                .items = w->words};
}

const char *field_label(const struct field *f, enum lang lang)
{
    return lang == LANG_EN ? f->en : f->ja;
}

const char *entity_label(const struct entity *e, enum lang lang)
{
    return lang == LANG_EN ? e->en : e->ja;
}

const char *register_label(const struct entity *e, enum lang lang)
{
    const char *word = lang == LANG_EN ? NULL : frame_menu_word(e->name);

    return word != NULL ? word : entity_label(e, lang);
}

bool field_is_code(const struct field *f)
{
    switch (f->kind) {
    case K_DATE:
    case K_TIME:
    case K_INT:
    case K_IP:
    case K_MAC:
    case K_CIDR:
    case K_PHONE:
        return true;
    default:
        return (f->flags & CODE_LIKE) != 0;
    }
}

/* ---- Reading ---- */

struct field_input *field_read(const struct page *pg, const struct entity *e, struct arena *a)
{
    struct field_input *input = arena_make(a, struct field_input, e->n);

    for (size_t i = 0; input != NULL && i < e->n; i++) {
        const char *const *value;
        size_t n = page_fields(pg, e->field[i].name, &value);

        for (size_t k = 0; k < n; k++) {
            input[i].typed = k == 0 ? value[k] : arena_printf(a, "%s,%s", input[i].typed, value[k]);
        }
    }
    return input;
}

/* References are chosen by id where the form has a list, by label where it is typed. */
static const char *typed_of(const struct field *f, const char *value,
                            const struct value_scope *scope)
{
    switch (f->kind) {
    case K_ENUM:
    case K_ENUMS:
    case K_TRI:
    case K_BOOL:
    case K_REF:
    case K_REFS:
    case K_TEXTS:
    case K_ANYREFS:
        return value;
    default:
        return value == NULL ? NULL : value_show(f, value, scope);
    }
}

struct field_input *field_of_record(const struct record *r, const struct value_scope *scope)
{
    struct field_input *input = arena_make(scope->arena, struct field_input, r->entity->n);

    for (size_t i = 0; input != NULL && i < r->entity->n; i++) {
        input[i].typed = typed_of(&r->entity->field[i], r->value[i], scope);
    }
    return input;
}

static enum status take_upload(const char **value, const struct field *f, struct page *pg,
                               struct work *w)
{
    struct page_upload file;

    if (!page_upload(pg, f->name, &file) || file.size == 0) {
        return OK; /* nothing chosen: the stored file stays */
    }
    return store_add(value, w->db, w->data_dir, w->facility_id, file.fd, file.name, file.type,
                     w->now_ms, w->arena, &w->err);
}

/* Is this what the input itself can mend, or did something else fail? */
static bool is_about_input(enum status st)
{
    return st == E_INVALID || st == E_NOTFOUND || st == E_CONFLICT || st == E_LIMIT;
}

enum status field_parse(struct record *r, struct field_input *input, bool *good, struct page *pg,
                        struct work *w)
{
    struct value_scope scope = field_scope(w);

    *good = true;
    for (size_t i = 0; i < r->entity->n; i++) {
        const struct field *f = &r->entity->field[i];
        enum status st = OK;

        if ((f->flags & MACHINE) != 0) {
            continue;
        }
        if (f->kind == K_FILE) {
            st = take_upload(&r->value[i], f, pg, w);
        } else {
            st = value_parse(&r->value[i], f, input[i].typed, &scope, &w->err);
        }
        if (st != OK && !is_about_input(st)) {
            return st;
        }
        if (st != OK) {
            char text[1024];

            input[i].error = arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)));
            *good = false;
        }
    }
    return arena_status(w->arena, &w->err);
}

/* ---- Controls ---- */

static const struct form_choice *plain_choices(const struct field *f, const char *typed, size_t *n,
                                               bool blank, struct work *w)
{
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
    const struct choice *list = f->choices != NULL  ? f->choices
                                : f->kind == K_BOOL ? yes_no
                                                    : three;
    size_t count = 0;

    while (list[count].code != NULL) {
        count++;
    }
    struct form_choice *out = arena_make(w->arena, struct form_choice, count + 1);

    if (out == NULL) {
        return NULL;
    }
    *n = 0;
    if (blank) {
        out[(*n)++] = (struct form_choice){
            "", w->lang == LANG_EN ? "(choose)" : "（選んでください）", typed == NULL};
    }
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(list[i].code);
        const char *at = typed;
        bool chosen = false;

        while (at != NULL && !chosen && (at = strstr(at, list[i].code)) != NULL) {
            chosen = (at == typed || at[-1] == ',') && (at[len] == '\0' || at[len] == ',');
            at += len;
        }
        out[(*n)++] = (struct form_choice){list[i].code,
                                           w->lang == LANG_EN ? list[i].en : list[i].ja, chosen};
    }
    return out;
}

static bool holds_id(const char *list, int64_t id)
{
    for (const char *p = list; p != NULL && *p != '\0';) {
        char *end;

        if (strtoll(p, &end, 10) == id && end != p) {
            return true;
        }
        p = strchr(p, ',');
        p = p == NULL ? NULL : p + 1;
    }
    return false;
}

/* The open records of the referenced entity as choices. */
static enum status ref_choices(struct form_field *out, const struct field *f, const char *typed,
                               bool blank, struct work *w)
{
    const struct entity *to = entity_named(f->ref);
    int sort = to->sort == NULL ? -1 : entity_field(to, to->sort);
    struct record_query q = {.entity = to,
                             .facility_id = w->facility_id,
                             .sort = sort,
                             .limit = SELECT_MAX,
                             .fields = entity_titles(to)};
    struct record_list list;
    enum status st = record_list_read(&list, w->db, &q, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    struct form_choice *choice = arena_make(w->arena, struct form_choice, list.n + 1);
    size_t n = 0;

    if (choice == NULL) {
        return arena_status(w->arena, &w->err);
    }
    if (blank) {
        choice[n++] =
            (struct form_choice){"", w->lang == LANG_EN ? "(none)" : "（なし）", typed == NULL};
    }
    for (size_t i = 0; i < list.n; i++) {
        const char *label = record_label(list.row[i], w->arena);
        const char *id = arena_printf(w->arena, "%" PRId64, list.row[i]->id);

        choice[n++] = (struct form_choice){out->control == FORM_LOOKUP ? label : id, label,
                                           holds_id(typed, list.row[i]->id)};
    }
    out->choice = choice;
    out->n_choices = n;
    return arena_status(w->arena, &w->err);
}

static enum status ref_control(struct form_field *out, const struct field *f, const char *typed,
                               struct work *w)
{
    int64_t n = 0;
    enum status st = tally_get(&n, w->db, w->facility_id, f->ref, &w->err);

    if (st != OK) {
        return st;
    }
    if (n <= SELECT_MAX) {
        out->control = f->kind == K_REF ? FORM_SELECT : n <= CHECKS_MAX ? FORM_CHECKS : FORM_MULTI;
        return ref_choices(out, f, typed, f->kind == K_REF, w);
    }
    /* Too many to list: their labels are typed, several one a line. */
    struct value_scope scope = field_scope(w);

    out->control = f->kind == K_REF ? FORM_LOOKUP : FORM_TEXTS;
    out->value = typed == NULL ? NULL : value_export(f, typed, &scope);
    return f->kind == K_REF ? ref_choices(out, f, typed, false, w) : OK;
}

static enum form_input input_of(const struct field *f)
{
    switch (f->kind) {
    case K_IP:
    case K_MAC:
    case K_CIDR:
        return FORM_CODE;
    case K_INT:
        return FORM_NUMERIC;
    case K_PHONE:
        return FORM_TEL;
    case K_EMAIL:
        return FORM_EMAIL;
    case K_URL:
        return FORM_URL;
    default:
        return (f->flags & CODE_LIKE) != 0 ? FORM_CODE : FORM_ANY;
    }
}

static size_t choice_count(const struct field *f)
{
    size_t n = 0;

    while (f->choices != NULL && f->choices[n].code != NULL) {
        n++;
    }
    return n;
}

enum status field_control(struct form_field *out, const struct field *f,
                          const struct field_input *input, struct work *w)
{
    *out = (struct form_field){
        .name = f->name,
        .label = field_label(f, w->lang),
        .control = FORM_TEXT,
        .input = input_of(f),
        .required = (f->flags & REQUIRED) != 0,
        .value = input->typed,
        .help = f->help,
        .example = f->example,
        .error = input->error,
        .echo = input->echo,
    };
    switch (f->kind) {
    case K_NOTE:
        out->control = FORM_NOTE;
        return OK;
    case K_TEXTS:
        out->control = FORM_TEXTS;
        return OK;
    case K_DATE:
        out->control = FORM_DATE;
        return OK;
    case K_FILE:
        out->control = FORM_FILE;
        out->echo = input->typed;
        return OK;
    case K_BOOL:
    case K_TRI:
        out->control = FORM_RADIOS;
        out->choice = plain_choices(f, input->typed, &out->n_choices, false, w);
        return OK;
    case K_ENUM: {
        bool radios = out->required && choice_count(f) <= RADIOS_MAX;

        out->control = radios ? FORM_RADIOS : FORM_SELECT;
        out->choice = plain_choices(f, input->typed, &out->n_choices, !radios, w);
        return OK;
    }
    case K_ENUMS:
        out->control = FORM_CHECKS;
        out->choice = plain_choices(f, input->typed, &out->n_choices, false, w);
        return OK;
    case K_REF:
    case K_REFS:
        return ref_control(out, f, input->typed, w);
    default:
        return OK;
    }
}

enum status field_groups(struct form_group **out, size_t *n, const struct entity *e,
                         const struct field_input *input, struct work *w)
{
    struct form_field *field = arena_make(w->arena, struct form_field, e->n);
    struct form_group *group = arena_make(w->arena, struct form_group, e->n);
    size_t fields = 0, groups = 0;

    if (field == NULL || group == NULL) {
        return arena_status(w->arena, &w->err);
    }
    for (size_t i = 0; i < e->n; i++) {
        const struct field *f = &e->field[i];

        if (groups == 0 || f->group != NULL) {
            if (groups == 0 || group[groups - 1].n > 0) {
                groups++;
            }
            group[groups - 1] = (struct form_group){.label = f->group, .field = field + fields};
        }
        if ((f->flags & MACHINE) != 0) {
            continue;
        }
        enum status st = field_control(&field[fields++], f, &input[i], w);

        if (st != OK) {
            return st;
        }
        group[groups - 1].n++;
    }
    if (groups > 0 && group[groups - 1].n == 0) {
        groups--;
    }
    *out = group;
    *n = groups;
    return arena_status(w->arena, &w->err);
}

struct parts_errors field_errors(const struct entity *e, const struct field_input *input,
                                 const char *whole, struct arena *a)
{
    struct parts_error *list = arena_make(a, struct parts_error, e->n + 1);
    size_t n = 0;

    if (list == NULL) {
        return (struct parts_errors){0};
    }
    if (whole != NULL) {
        list[n++] = (struct parts_error){.text = whole};
    }
    for (size_t i = 0; i < e->n; i++) {
        if (input[i].error != NULL) {
            list[n++] = (struct parts_error){e->field[i].name, e->field[i].ja, input[i].error};
        }
    }
    return (struct parts_errors){list, n};
}
