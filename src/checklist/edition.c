#include "checklist/edition.h"

#include "base/json.h"
#include "checklist/check.h"

#include <stdio.h>
#include <string.h>

#define SCHEMA 1 /* of the edition files; another number is refused */
#define ITEMS_MAX 200
#define LIST_MAX 200 /* entries of any list inside an item */

/* ---- Code words ---- */

struct word {
    const char *code;
    const char *ja;
    unsigned value;
};

static const struct word forms[] = {
    {"iryokikan", "医療機関確認用", FORM_IRYOKIKAN},
    {"yakkyoku",  "薬局確認用",       FORM_YAKKYOKU },
    {"jigyosha",  "事業者確認用",    FORM_JIGYOSHA },
};

static const struct word scopes[] = {
    {"general", "医療情報システム全般", SCOPE_GENERAL},
    {"server",  "サーバ",                      SCOPE_SERVER },
    {"client",  "端末PC",                       SCOPE_CLIENT },
    {"network", "ネットワーク機器",       SCOPE_NETWORK},
};

static const struct word wordings[] = {
    {"verbatim_seen",                 "", WORDING_SEEN    },
    {"secondary_quote",               "", WORDING_QUOTED  },
    {"partial_seen",                  "", WORDING_PARTIAL },
    {"inferred_same_as_medical_form", "", WORDING_INFERRED},
    {"inferred_mirror",               "", WORDING_INFERRED},
    {"not_found",                     "", WORDING_UNSEEN  },
};

static const struct word *word_of(const struct word *table, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++) {
        if (code != NULL && strcmp(table[i].code, code) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

const char *form_code(enum form form)
{
    return forms[form].code;
}

bool form_named(enum form *out, const char *name)
{
    static const char tail[] = "確認用";

    for (size_t i = 0; name != NULL && i < COUNT(forms); i++) {
        size_t all = strlen(forms[i].ja);

        if (strcmp(forms[i].code, name) == 0 || strcmp(forms[i].ja, name) == 0 ||
            (strlen(name) == all - (sizeof(tail) - 1) &&
             strncmp(forms[i].ja, name, strlen(name)) == 0)) {
            *out = (enum form)forms[i].value;
            return true;
        }
    }
    return false;
}

enum form form_of_kind(const char *kind)
{
    return kind != NULL && strcmp(kind, "pharmacy") == 0 ? FORM_YAKKYOKU : FORM_IRYOKIKAN;
}

/* Every combination of the three device scopes that a form prints; GENERAL for all else. */
static const struct word printed_scopes[] = {
    {"general",               "医療情報システム全般",                  SCOPE_GENERAL               },
    {"server",                "サーバ",                                       SCOPE_SERVER                },
    {"client",                "端末PC",                                        SCOPE_CLIENT                },
    {"network",               "ネットワーク機器",                        SCOPE_NETWORK               },
    {"server,client",         "サーバ・端末PC",                            SCOPE_SERVER | SCOPE_CLIENT },
    {"server,network",        "サーバ・ネットワーク機器",            SCOPE_SERVER | SCOPE_NETWORK},
    {"client,network",        "端末PC・ネットワーク機器",             SCOPE_CLIENT | SCOPE_NETWORK},
    {"server,client,network", "サーバ・端末PC・ネットワーク機器",
     SCOPE_SERVER | SCOPE_CLIENT | SCOPE_NETWORK                                                             },
};

static const struct word *printed_scope(unsigned scope)
{
    for (size_t i = 0; i < COUNT(printed_scopes); i++) {
        if (printed_scopes[i].value == scope) {
            return &printed_scopes[i];
        }
    }
    return &printed_scopes[0];
}

const char *scope_code(unsigned scope)
{
    return printed_scope(scope)->code;
}

const char *scope_ja(unsigned scope)
{
    return printed_scope(scope)->ja;
}

/* ---- Reading; the first failure stays in err and everything after it is quiet ---- */

struct reader {
    const char *file;
    const char *where; /* "item r6-med-1-1", for messages */
    struct arena *arena;
    struct err *err;
    enum status status;
};

static void complain(struct reader *r, enum msg msg, const char *what, const char *usable)
{
    if (r->status == OK) {
        r->status = err_say(r->err, E_INVALID, msg, r->file, r->where, what, usable);
    }
}

static const char *text_or_null(struct reader *r, const struct json *object, const char *key)
{
    return arena_copy(r->arena, json_get_text(object, key));
}

static const char *text(struct reader *r, const struct json *object, const char *key)
{
    const char *value = text_or_null(r, object, key);

    if (json_get_text(object, key) == NULL || *json_get_text(object, key) == '\0') {
        complain(r, MSG_EDITION_MISSING, key, "");
    }
    return value;
}

static unsigned word(struct reader *r, const struct word *table, size_t n, const char *code)
{
    const struct word *w = word_of(table, n, code);

    if (w != NULL) {
        return w->value;
    }
    char usable[ERR_ARG_SIZE] = "";

    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(usable);

        snprintf(usable + len, sizeof(usable) - len, "%s%s", i > 0 ? ", " : "", table[i].code);
    }
    complain(r, MSG_EDITION_VALUE, code != NULL ? code : "", usable);
    return 0;
}

/* A list of words as bits. */
static unsigned bits(struct reader *r, const struct json *object, const char *key,
                     const struct word *table, size_t n, bool values_are_bits)
{
    const struct json *list = json_get(object, key);
    unsigned all = 0;

    if (json_count(list) == 0) {
        complain(r, MSG_EDITION_MISSING, key, "");
    }
    for (size_t i = 0; i < json_count(list); i++) {
        unsigned value = word(r, table, n, json_text(json_at(list, i)));

        all |= values_are_bits ? value : 1u << value;
    }
    return all;
}

static size_t list_size(struct reader *r, const struct json *list, const char *key, size_t max)
{
    if (json_count(list) > max && r->status == OK) {
        r->status = err_set(r->err, E_LIMIT, "%s: more than %zu %s", r->file, max, key);
    }
    return r->status == OK ? json_count(list) : 0;
}

static const char **texts(struct reader *r, const struct json *object, const char *key, size_t *n)
{
    const struct json *list = json_get(object, key);
    size_t size = list_size(r, list, key, LIST_MAX);
    const char **all = arena_make(r->arena, const char *, size + 1);

    *n = 0;
    for (size_t i = 0; i < size && all != NULL; i++) {
        if (json_text(json_at(list, i)) == NULL) {
            complain(r, MSG_EDITION_VALUE, key, "\"...\"");
        }
        all[(*n)++] = arena_copy(r->arena, json_text(json_at(list, i)));
    }
    return all;
}

/* ---- Items ---- */

/* A check must be one we have, and one that judges (or, for na, one that excuses). */
static void know_check(struct reader *r, const char *name, bool excuses)
{
    const struct sql_entry *check = name != NULL ? check_named(name) : NULL;

    if (name != NULL && (check == NULL || check_level(check) == CHECK_NEEDS ||
                         (check_level(check) == CHECK_EXCUSES) != excuses)) {
        complain(r, MSG_EDITION_CHECK, name, "");
    }
}

static void read_checks(struct reader *r, const struct json *from, struct edition_item *item)
{
    item->na = text_or_null(r, from, "na");
    know_check(r, item->na, true);
    item->check = texts(r, from, "checks", &item->n_checks);
    for (size_t i = 0; i < item->n_checks && item->check != NULL; i++) {
        know_check(r, item->check[i], false);
    }
}

static struct edition_item read_item(struct reader *r, const struct json *from)
{
    struct edition_item item = {
        .id = text(r, from, "id"),
        .section = text(r, from, "section"),
        .no = text_or_null(r, from, "no"),
        .no_verified = json_get_bool(from, "no_verified", false),
        .scope_printed = text_or_null(r, from, "scope_printed"),
        .topic = text(r, from, "topic"),
        .wording = text_or_null(r, from, "wording"),
        .label = text(r, from, "label"),
        .note = text_or_null(r, from, "note"),
        .gate = json_get_bool(from, "gate", false),
        .na_source = text_or_null(r, from, "na_source"),
        .inspection = text_or_null(r, from, "inspection"),
        .reference_only = json_get_bool(from, "reference_only", false),
        .target_date_required = json_get_bool(from, "target_date_required", true),
    };

    r->where = item.id != NULL ? item.id : "items";
    item.scope = bits(r, from, "scope", scopes, COUNT(scopes), true);
    item.wording_status =
        (enum wording)word(r, wordings, COUNT(wordings), json_get_text(from, "wording_status"));
    item.source = texts(r, from, "source", &item.n_sources);
    read_checks(r, from, &item);
    if ((item.wording == NULL) != (item.wording_status == WORDING_UNSEEN) &&
        item.wording_status <= WORDING_QUOTED) {
        complain(r, MSG_EDITION_MISSING, "wording", "");
    }
    return item;
}

static void read_items(struct reader *r, const struct json *root, struct edition *e)
{
    const struct json *list = json_get(root, "items");
    size_t n = list_size(r, list, "items", ITEMS_MAX);

    if (n == 0) {
        complain(r, MSG_EDITION_MISSING, "items", "");
    }
    e->item = arena_make(r->arena, struct edition_item, n);
    for (size_t i = 0; i < n && e->item != NULL && r->status == OK; i++) {
        r->where = "items";
        e->item[i] = read_item(r, json_at(list, i));
        if (r->status == OK && e->item[i].id != NULL && edition_item(e, e->item[i].id) != NULL) {
            r->status = err_say(r->err, E_INVALID, MSG_EDITION_TWICE, r->file, e->item[i].id);
        }
        e->n = i + 1;
    }
}

static void read_sections(struct reader *r, const struct json *root, struct edition *e)
{
    const struct json *list = json_get(root, "sections");
    size_t n = list_size(r, list, "sections", LIST_MAX);

    e->section = arena_make(r->arena, struct edition_section, n);
    for (size_t i = 0; i < n && e->section != NULL; i++) {
        e->section[e->n_sections++] = (struct edition_section){
            .no = text(r, json_at(list, i), "no"),
            .title = text(r, json_at(list, i), "title"),
        };
    }
}

static void read_files(struct reader *r, const struct json *root, struct edition *e)
{
    const struct json *list = json_get(root, "official_files");
    size_t n = list_size(r, list, "official_files", LIST_MAX);

    e->file = arena_make(r->arena, struct edition_file, n);
    for (size_t i = 0; i < n && e->file != NULL; i++) {
        e->file[e->n_files++] = (struct edition_file){
            .name = text(r, json_at(list, i), "name"),
            .url = text(r, json_at(list, i), "url"),
        };
    }
}

/* 令和5年度 is the ministry's first checklist; a century of them is enough. */
static int read_year(struct reader *r, const struct json *root)
{
    int64_t year = json_get_int(root, "fiscal_year", 0);

    if (year < 2023 || year > 2123) {
        complain(r, MSG_EDITION_VALUE, "fiscal_year", "2023 - 2123");
        return 0;
    }
    return (int)year;
}

enum status edition_parse(struct edition **out, const char *name, const char *text_in, size_t len,
                          struct arena *a, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    struct reader r = {.file = name, .where = "meta", .arena = a, .err = err};
    enum status st = json_parse(&doc, text_in, len, err);

    if (st == E_INVALID) {
        char detail[ERR_ARG_SIZE];

        snprintf(detail, sizeof(detail), "%.*s", (int)sizeof(detail) - 1, err->detail);
        return err_say(err, E_INVALID, MSG_EDITION_JSON, name, detail);
    }
    struct edition *e = arena_make(a, struct edition, 1);

    if (st != OK || e == NULL) {
        return st != OK ? st : arena_status(a, err);
    }
    const struct json *root = json_root(doc);

    if (json_get_int(root, "schema", 0) != SCHEMA) {
        complain(&r, MSG_EDITION_VALUE, "schema", "1");
    }
    *e = (struct edition){
        .code = text(&r, root, "edition"),
        .forms = bits(&r, root, "forms", forms, COUNT(forms), false),
        .fiscal_year = read_year(&r, root),
        .title = text(&r, root, "title"),
        .form_title = text(&r, root, "form_title"),
        .published = text(&r, root, "published"),
        .complete = json_get_bool(root, "complete", false),
        .items_listed = json_get_bool(root, "items_listed", false),
        .notice = text_or_null(&r, root, "notice"),
        .statement = text_or_null(&r, root, "statement"),
    };
    read_sections(&r, root, e);
    read_files(&r, root, e);
    read_items(&r, root, e);
    if (r.status != OK) {
        return r.status;
    }
    st = arena_status(a, err);
    if (st == OK) {
        *out = e;
    }
    return st;
}

const struct edition_item *edition_item(const struct edition *e, const char *id)
{
    for (size_t i = 0; i < e->n; i++) {
        if (strcmp(e->item[i].id, id) == 0) {
            return &e->item[i];
        }
    }
    return NULL;
}

bool edition_item_official(const struct edition_item *item)
{
    return item->wording != NULL && item->wording_status <= WORDING_QUOTED;
}

const char *edition_item_text(const struct edition_item *item, struct arena *a)
{
    if (edition_item_official(item)) {
        return item->wording;
    }
    return arena_printf(a, "%s（公式様式で確認してください）",
                        item->wording != NULL ? item->wording : item->label);
}
