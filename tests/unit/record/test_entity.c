#include "record/entity.h"

#include "t.h"

#include <stdio.h>

/* ---- Rules every table keeps; NULL means kept, else what is wrong. ---- */

static bool is_name(const char *s)
{
    return s != NULL && *s >= 'a' && *s <= 'z' &&
           strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

/* Codes stand in URLs and are joined by ',' in K_ENUMS. */
static bool is_code(const char *s)
{
    return *s != '\0' && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(s);
}

static bool is_label(const char *s)
{
    return s != NULL && *s != '\0' && s[0] != ' ' && s[strlen(s) - 1] != ' ';
}

static bool ends_as_sentence(const char *s)
{
    static const char stop[] = "。";
    size_t len = strlen(s), n = strlen(stop);

    return len > n && strcmp(s + len - n, stop) == 0;
}

static const char *choices_fault(const struct field *f)
{
    bool wants = f->kind == K_ENUM || f->kind == K_ENUMS || f->kind == K_TRI;

    if (wants != (f->choices != NULL)) {
        return "has choices without being a choice, or the other way round";
    }
    for (const struct choice *c = f->choices; c != NULL && c->code != NULL; c++) {
        if (!is_code(c->code) || !is_label(c->ja) || !is_label(c->en)) {
            return "has a choice without code or label";
        }
        for (const struct choice *d = f->choices; d != c; d++) {
            if (strcmp(c->code, d->code) == 0 || strcmp(c->ja, d->ja) == 0) {
                return "has the same choice twice";
            }
        }
    }
    return NULL;
}

static const char *flags_fault(const struct field *f)
{
    unsigned links = f->kind == K_REFS || f->kind == K_ANYREFS;

    if (links && (f->flags & (UNIQUE | TITLE | SORTED | COUNTED))) {
        return "stands in the link table and cannot be a key, a label, sorted or counted";
    }
    if (f->kind == K_REF && (f->flags & TITLE)) {
        return "is a reference, which a label cannot show without reading the database";
    }
    if ((f->flags & RESERVED) && f->kind != K_TEXT && f->kind != K_TEXTS && f->kind != K_IP &&
        f->kind != K_MAC) {
        return "keeps なし and 不明 in a kind that is no text or address";
    }
    if ((f->flags & CODE_LIKE) && f->kind != K_TEXT) {
        return "is CODE_LIKE but no text";
    }
    return NULL;
}

static const char *field_fault(const struct field *f)
{
    const char *fault = NULL;

    if (!is_name(f->name) || !is_label(f->ja) || !is_label(f->en)) {
        return "lacks its name or a label";
    }
    if (f->help != NULL && !ends_as_sentence(f->help)) {
        return "has a help text that does not end with 。";
    }
    if ((f->kind == K_REF || f->kind == K_REFS) != (f->ref != NULL)) {
        return "is a reference without a target, or the other way round";
    }
    if (f->ref != NULL && entity_named(f->ref) == NULL) {
        return "refers to an entity that does not exist";
    }
    if (f->kind == K_INT && f->max <= f->min) {
        return "is a number without a range";
    }
    fault = choices_fault(f);
    if (fault == NULL) {
        fault = flags_fault(f);
    }
    for (int i = 0; i < 2 && fault == NULL; i++) {
        const char *value = i == 0 ? f->initial : f->when_missing;

        if (value != NULL && f->choices != NULL && choice_of(f, value) == NULL) {
            fault = "begins with a value that is none of its choices";
        }
    }
    return fault;
}

/* Column names that every entity's table has before its own. */
static bool is_taken(const char *name)
{
    static const char *const own[] = {"facility_id",     "id",         "version",
                                      "created_at",      "updated_at", "updated_by",
                                      "updated_account", "closed_on",  "closed_reason"};

    for (size_t i = 0; i < COUNT(own); i++) {
        if (strcmp(own[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static const char *entity_fault(const struct entity *e, const char **which)
{
    bool has_title = false, has_list = false;
    int keys = 0;

    *which = "";
    if (!is_name(e->name) || !is_label(e->ja) || !is_label(e->en) || e->about == NULL ||
        !ends_as_sentence(e->about)) {
        return "lacks its name, a label or its sentence";
    }
    if (e->n == 0 || e->n > ENTITY_FIELDS_MAX) {
        return "has no field, or too many";
    }
    for (size_t i = 0; i < e->n; i++) {
        const struct field *f = &e->field[i];

        *which = f->name;
        const char *fault = is_taken(f->name) ? "has the name of a general column" : field_fault(f);

        if (fault == NULL && f->group != NULL && e->field[0].group == NULL) {
            fault = "has a heading, but the first field stands under none";
        }
        for (size_t j = 0; j < i && fault == NULL; j++) {
            if (strcmp(f->name, e->field[j].name) == 0 || strcmp(f->ja, e->field[j].ja) == 0) {
                fault = "stands there twice";
            }
        }
        if (fault != NULL) {
            return fault;
        }
        has_title |= (f->flags & TITLE) != 0;
        has_list |= (f->flags & LISTED) != 0;
        keys += (f->flags & UNIQUE) != 0;
    }
    *which = "";
    if (!has_title || !has_list || keys > 1) {
        return "lacks a label or list columns, or has two keys";
    }
    if (e->sort != NULL &&
        (entity_field(e, e->sort) < 0 || !(e->field[entity_field(e, e->sort)].flags & SORTED))) {
        return "starts sorted by a field that is not SORTED";
    }
    if (e->parent != NULL &&
        (entity_field(e, e->parent) < 0 || e->field[entity_field(e, e->parent)].kind != K_REF)) {
        return "belongs to a parent through a field that is no reference";
    }
    if ((e->menu == NULL) != (e->parent != NULL)) {
        return "stands neither in the menu nor on another record's page, or in both";
    }
    return NULL;
}

static void every_table_keeps_the_rules(void **state)
{
    (void)state;
    size_t n;
    const struct entity *const *all = entity_all(&n);

    assert_int_equal(n, 36);
    for (size_t i = 0; i < n; i++) {
        const char *which;
        const char *fault = entity_fault(all[i], &which);

        if (fault != NULL) {
            fail_msg("%s.%s %s", all[i]->name, which, fault);
        }
        assert_ptr_equal(entity_named(all[i]->name), all[i]);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(all[i]->ja, all[j]->ja);
        }
    }
}

static void a_broken_table_is_noticed(void **state)
{
    (void)state;
    static const struct choice twice[] = {
        {"a",  "あ", "A" },
        {"a",  "い", "B" },
        {NULL, NULL,  NULL}
    };
    static const struct field bad[] = {
        {NULL,                       "名",      "Name",                               K_TEXT                                             },
        {                                                                                "Name",                     "名",     "Name",                               K_TEXT                                                   },
        {                                                                           "name",                    "",                        "Name",                                     K_TEXT                                              },
        {                                                        "name",                    "名",                              NULL,                                                             K_TEXT                                              },
        {                                                                "name", "名",           "Name",                                          K_TEXT,                                                               .help = "句点がない"},
        {                                            "name",                          "名",                               "Name",                                     K_REF                                                   },
        {                                       "name",                          "名",                               "Name",                                     K_REF,                                                    .ref = "nobody"},
        {                                                                                    "name",                          "名",                               "Name",                                          K_TEXT,                                                                                       .ref = "device"},
        {                                                                                                                                                                "name",                     "名", "Name", K_ENUM},
        { "name",                          "名",                               "Name",                                              K_ENUM,                                                                               0, twice},
        {                                                                                                        "name",                 "名",             "Name",                                                 K_ENUM,                                                                                               0, twice + 1, .initial = "b"},
        {                                                                                                                                                      "name",                    "名",                             "Name",                                                        K_TEXT,                                                    0, twice + 1},
        {                                                                           "name",                    "名",                         "Name",                                     K_INT                                              },
        {                                                        "name",                    "名",                        "Name",                                             K_REFS,                                                    SORTED, .ref = "device"},
        {                                                                           "name",                    "名",                         "Name",                                K_REF,                                     TITLE, .ref = "device"},
        {                                                                                "name",                     "名",     "Name",                               K_DATE,                                            RESERVED},
        {                                                                                "name",                     "名",     "Name",                               K_NOTE,                                           CODE_LIKE},
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        if (field_fault(&bad[i]) == NULL) {
            fail_msg("row %zu passes", i);
        }
    }
}

static void a_broken_entity_is_noticed(void **state)
{
    (void)state;
    static const struct field good[] = {
        {"name", "名", "Name", K_TEXT, TITLE | LISTED}
    };
    static const struct field pair[] = {
        {"name", "名", "Name", K_TEXT,      TITLE | LISTED},
        {"name",      "別",      "Other",  K_TEXT}
    };
    static const struct field taken[] = {
        {"version", "版", "Version", K_TEXT, TITLE | LISTED}
    };
    struct entity e = {.name = "thing",
                       .ja = "物",
                       .en = "Thing",
                       .menu = "1",
                       .about = "見本です。",
                       .field = good,
                       .n = 1};
    const char *which;

    assert_null(entity_fault(&e, &which));
    e.about = "見本です";
    assert_non_null(entity_fault(&e, &which));
    e.about = "見本です。";
    e.sort = "name";
    assert_non_null(entity_fault(&e, &which));
    e.sort = NULL;
    e.parent = "name";
    assert_non_null(entity_fault(&e, &which));
    e.parent = NULL;
    e.menu = NULL;
    assert_non_null(entity_fault(&e, &which));
    e.menu = "1";
    e.field = pair;
    e.n = 2;
    assert_non_null(entity_fault(&e, &which));
    assert_string_equal(which, "name");
    e.field = taken;
    e.n = 1;
    assert_non_null(entity_fault(&e, &which));
}

/* ---- What other rooms rely on. ---- */

static void the_ledger_begins_with_the_decks_columns(void **state)
{
    (void)state;
    static const char *const deck[] = {"管理番号",
                                       "メーカー",
                                       "OS",
                                       "ソフトウェア",
                                       "ソフトウェアバージョン",
                                       "IPアドレス",
                                       "コンピュータ名",
                                       "設置場所",
                                       "利用者",
                                       "登録日",
                                       "状態",
                                       "説明"};
    const struct entity *e = entity_named("device");
    int at = entity_field(e, "not_applicable");
    size_t n = 0;

    for (size_t i = 0; i < e->n; i++) {
        if (e->field[i].flags & DECK) {
            assert_true(i < COUNT(deck));
            assert_string_equal(e->field[i].ja, deck[i]);
            n++;
        }
    }
    assert_int_equal(n, COUNT(deck));
    for (size_t i = 0; i < n; i++) { /* 該当しない欄 offers the same columns */
        assert_string_equal(e->field[at].choices[i].code, e->field[i].name);
        assert_string_equal(e->field[at].choices[i].ja, e->field[i].ja);
    }
    assert_null(e->field[at].choices[n].code);
}

static void the_contact_list_can_print_the_decks_five_columns(void **state)
{
    (void)state;
    static const char *const deck[] = {"No", "カテゴリ", "組織名", "担当者名", "電話番号"};
    const struct entity *e = entity_named("contact");
    size_t n = 0;

    for (size_t i = 0; i < e->n; i++) {
        if (e->field[i].flags & DECK) {
            assert_true(n < COUNT(deck));
            assert_string_equal(e->field[i].ja, deck[n++]);
        }
    }
    assert_int_equal(n, COUNT(deck));
}

static void a_ledger_of_twelve_columns_goes_in_whole(void **state)
{
    (void)state;
    const struct entity *e = entity_named("device");

    for (size_t i = 0; i < e->n; i++) {
        const struct field *f = &e->field[i];

        if ((f->flags & REQUIRED) && strcmp(f->name, "asset_no") != 0) {
            assert_non_null(f->when_missing);
        }
    }
    assert_string_equal(e->field[entity_field(e, "kind")].when_missing, "other");
    assert_string_equal(e->field[entity_field(e, "status")].when_missing, "active");
}

static void what_was_not_asked_begins_as_unknown(void **state)
{
    (void)state;
    const struct entity *e = entity_named("device");
    const struct field *tri = &e->field[entity_field(e, "remote_maintenance")];

    assert_null(tri->initial);
    assert_string_equal(field_initial(tri), "unknown");
    assert_string_equal(field_initial(&e->field[entity_field(e, "in_scope")]), "1");
    assert_null(field_initial(&e->field[entity_field(e, "os")]));
}

static void names_are_found_and_others_are_not(void **state)
{
    (void)state;
    const struct entity *e = entity_named("device");
    const struct field *status = &e->field[entity_field(e, "status")];

    assert_null(entity_named("devices"));
    assert_null(entity_named(""));
    assert_int_equal(entity_field(e, "asset_no"), 0);
    assert_int_equal(entity_field(e, "asset"), -1);
    assert_string_equal(entity_unique(e)->name, "asset_no");
    assert_null(entity_unique(entity_named("drill")));
    assert_string_equal(choice_of(status, "preserved")->ja, "証拠保全中");
    assert_null(choice_of(status, "稼働"));
    assert_null(choice_of(&e->field[0], "active"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_keeps_the_rules),
        cmocka_unit_test(a_broken_table_is_noticed),
        cmocka_unit_test(a_broken_entity_is_noticed),
        cmocka_unit_test(the_ledger_begins_with_the_decks_columns),
        cmocka_unit_test(the_contact_list_can_print_the_decks_five_columns),
        cmocka_unit_test(a_ledger_of_twelve_columns_goes_in_whole),
        cmocka_unit_test(what_was_not_asked_begins_as_unknown),
        cmocka_unit_test(names_are_found_and_others_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
