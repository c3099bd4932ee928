#include "checklist/edition.h"

#include "base/file.h"
#include "base/json.h"
#include "checklist/check.h"
#include "record/entity.h"
#include "t.h"

#include <stdio.h>
#include <sys/stat.h>

static struct edition_set built_in(struct arena *a)
{
    struct edition_set set;
    struct err err;

    T_OK(edition_set_load(&set, NULL, a, &err));
    assert_int_equal(set.n_problems, 0);
    return set;
}

/* ---- The files we ship ---- */

static void every_edition_and_form_is_there(void **state)
{
    static const struct {
        const char *code;
        enum form form;
        bool complete, items_listed;
        size_t n;
    } row[] = {
        {"r5", FORM_IRYOKIKAN, true,  true,  18},
        {"r5", FORM_YAKKYOKU,  false, false, 1 },
        {"r5", FORM_JIGYOSHA,  false, false, 4 },
        {"r6", FORM_IRYOKIKAN, true,  true,  19},
        {"r6", FORM_YAKKYOKU,  false, true,  19},
        {"r6", FORM_JIGYOSHA,  false, true,  14},
        {"r7", FORM_IRYOKIKAN, false, true,  19},
        {"r7", FORM_YAKKYOKU,  false, true,  19},
        {"r7", FORM_JIGYOSHA,  false, true,  13},
        {"r8", FORM_IRYOKIKAN, false, false, 6 },
        {"r8", FORM_YAKKYOKU,  false, false, 6 },
        {"r8", FORM_JIGYOSHA,  false, false, 1 },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct edition_set set = built_in(a);

    (void)state;
    assert_int_equal(set.n, 11); /* 令和8年度版 serves two forms with one file */
    for (size_t i = 0; i < COUNT(row); i++) {
        const struct edition *e = edition_find(&set, row[i].code, row[i].form);

        assert_non_null(e);
        assert_int_equal(e->complete, row[i].complete);
        assert_int_equal(e->items_listed, row[i].items_listed);
        assert_int_equal(e->n, row[i].n);
        assert_true(e->complete || e->notice != NULL); /* what is not known is said */
    }
}

static bool has_topic(const struct entity *e, const char *field, const char *code)
{
    return choice_of(&e->field[entity_field(e, field)], code) != NULL;
}

static void check_item(const struct edition *e, const struct edition_item *item)
{
    if (item->n_sources == 0) {
        fail_msg("%s names no source", item->id);
    }
    if (e->complete && !edition_item_official(item)) {
        fail_msg("%s has no official wording in a complete edition", item->id);
    }
    if (item->inspection != NULL &&
        !has_topic(entity_named("inspection"), "kind", item->inspection)) {
        fail_msg("%s: no kind of inspection %s", item->id, item->inspection);
    }
    if (item->n_checks > 0 && !item->gate &&
        !has_topic(entity_named("clause"), "topic", item->topic)) {
        fail_msg("%s: no topic %s of a clause", item->id, item->topic);
    }
    for (size_t k = 0; k < item->n_checks; k++) {
        if (!check_lists(check_tag(check_named(item->check[k]), "for"), item->topic)) {
            fail_msg("%s does not speak for %s", item->check[k], item->topic);
        }
    }
    if (item->gate || item->reference_only) {
        assert_false(item->target_date_required);
    }
}

static void items_keep_the_rules_of_the_catalogue(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct edition_set set = built_in(a);

    (void)state;
    for (size_t i = 0; i < set.n; i++) {
        for (size_t k = 0; k < set.edition[i]->n; k++) {
            const struct edition_item *item = &set.edition[i]->item[k];

            check_item(set.edition[i], item);
            for (size_t j = 0; j < i; j++) { /* an id is used once in all editions */
                assert_null(edition_item(set.edition[j], item->id));
            }
        }
    }
}

/* Every check is named by an item (or by a check, as its need), and every name is a check. */
static void checks_and_catalogue_name_each_other(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct edition_set set = built_in(a);
    size_t n;
    const struct sql_entry *check = check_all(&n);

    (void)state;
    for (size_t c = 0; c < n; c++) {
        bool named = false;

        for (size_t i = 0; i < n; i++) {
            named = named || check_lists(check_tag(&check[i], "needs"), check[c].name);
        }
        for (size_t i = 0; i < set.n && !named; i++) {
            for (size_t k = 0; k < set.edition[i]->n && !named; k++) {
                const struct edition_item *item = &set.edition[i]->item[k];

                named = item->na != NULL && strcmp(item->na, check[c].name) == 0;
                for (size_t j = 0; j < item->n_checks; j++) {
                    named = named || strcmp(item->check[j], check[c].name) == 0;
                }
            }
        }
        if (!named) {
            fail_msg("nobody asks the check %s", check[c].name);
        }
    }
}

static void every_check_says_what_it_must(void **state)
{
    size_t n;
    const struct sql_entry *check = check_all(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct sql_entry *c = &check[i];
        static const char *const word[] = {"level", "for", "say", "source"};

        for (size_t k = 0; k < COUNT(word); k++) {
            if (*check_tag(c, word[k]) == '\0') {
                fail_msg("%s has no '-- %s:'", c->name, word[k]);
            }
        }
        (void)check_level(c);
        assert_true(*check_tag(c, "mend") == '\0' || entity_named(check_tag(c, "mend")) != NULL);
        for (const char *p = check_tag(c, "needs"); *p != '\0'; p += strspn(p, " ")) {
            char name[64];

            snprintf(name, sizeof(name), "%.*s", (int)strcspn(p, " "), p);
            assert_non_null(check_named(name));
            assert_int_equal(check_level(check_named(name)), CHECK_NEEDS);
            p += strlen(name);
        }
        for (size_t k = 0; k < c->n_tags; k++) { /* a mistyped word would be lost silently */
            if (!check_lists("level for needs mend say source", c->tag[k].word)) {
                fail_msg("%s: unknown header line %s", c->name, c->tag[k].word);
            }
        }
    }
}

/* The research's ids and wordings came over unchanged. */
static void nothing_of_the_research_was_lost(void **state)
{
    static const struct {
        const char *file, *code;
        enum form form;
    } row[] = {
        {"r5_iryokikan",          "r5", FORM_IRYOKIKAN},
        {"r5_yakkyoku",           "r5", FORM_YAKKYOKU },
        {"r5_jigyosha",           "r5", FORM_JIGYOSHA },
        {"r6_iryokikan",          "r6", FORM_IRYOKIKAN},
        {"r6_yakkyoku",           "r6", FORM_YAKKYOKU },
        {"r6_jigyosha",           "r6", FORM_JIGYOSHA },
        {"r7_iryokikan",          "r7", FORM_IRYOKIKAN},
        {"r7_yakkyoku",           "r7", FORM_YAKKYOKU },
        {"r7_jigyosha",           "r7", FORM_JIGYOSHA },
        {"r8_iryokikan_yakkyoku", "r8", FORM_YAKKYOKU },
        {"r8_jigyosha",           "r8", FORM_JIGYOSHA },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct edition_set set = built_in(a);
    struct err err;

    (void)state;
    if (t_shared("catalogue") == NULL) {
        return;
    }
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(json_close) struct json_doc *doc = NULL;
        const struct edition *e = edition_find(&set, row[i].code, row[i].form);
        char *text;
        size_t len;

        T_OK(file_read(&text, &len, t_shared(arena_printf(a, "catalogue/%s.json", row[i].file)),
                       EDITION_FILE_MAX, a, &err));
        T_OK(json_parse(&doc, text, len, &err));
        const struct json *items = json_get(json_root(doc), "items");

        assert_int_equal(json_count(items), e->n);
        for (size_t k = 0; k < e->n; k++) {
            const struct json *x = json_at(items, k);
            const char *wording = json_get_text(x, "wording");

            assert_string_equal(json_get_text(x, "id"), e->item[k].id);
            assert_int_equal(wording == NULL, e->item[k].wording == NULL);
            if (wording != NULL) {
                assert_string_equal(wording, e->item[k].wording);
            }
        }
    }
}

static void only_a_wording_that_was_seen_passes_as_official(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct edition_set set = built_in(a);
    const struct edition *r6 = edition_find(&set, "r6", FORM_YAKKYOKU);
    const struct edition *r7 = edition_find(&set, "r7", FORM_IRYOKIKAN);

    (void)state;
    assert_string_equal(edition_item_text(edition_item(r6, "r6-pha-1-1"), a),
                        "医療情報システム安全管理責任者を設置している。");
    assert_false(
        edition_item_official(edition_item(r6, "r6-pha-3-3"))); /* taken from a sister form */
    assert_string_equal(
        edition_item_text(edition_item(r6, "r6-pha-3-3"), a),
        "サイバー攻撃を想定した事業継続計画（BCP）を策定している。（公式様式で確認してください）");
    assert_string_equal(edition_item_text(edition_item(r7, "r7-med-2-5"), a),
                        "不要なアカウントの削除または無効化（公式様式で確認してください）");
}

/* ---- Choosing ---- */

static void a_form_is_known_by_its_code_and_by_its_japanese_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum form want;
    } known[] = {
        {"iryokikan",             FORM_IRYOKIKAN},
        {"医療機関",          FORM_IRYOKIKAN},
        {"医療機関確認用", FORM_IRYOKIKAN},
        {"yakkyoku",              FORM_YAKKYOKU },
        {"薬局",                FORM_YAKKYOKU },
        {"薬局確認用",       FORM_YAKKYOKU },
        {"事業者",             FORM_JIGYOSHA },
    };
    static const char *const strange[] = {"", "薬", "薬局確認", "病院", "yakkyoku ", NULL};
    enum form form = FORM_IRYOKIKAN;

    for (size_t i = 0; i < COUNT(known); i++) {
        assert_true(form_named(&form, known[i].name));
        assert_int_equal(form, known[i].want);
    }
    for (size_t i = 0; i < COUNT(strange); i++) {
        assert_false(form_named(&form, strange[i]));
    }
    assert_int_equal(form, FORM_JIGYOSHA); /* left untouched */
}

static void the_newest_complete_edition_is_answered_by(void **state)
{
    static const struct {
        enum form form;
        int year;
        const char *pick, *of_year;
    } row[] = {
        {FORM_IRYOKIKAN, 2023, "r5", "r5"},
        {FORM_IRYOKIKAN, 2024, "r6", "r6"},
        {FORM_IRYOKIKAN, 2025, "r6", "r7"},
        {FORM_IRYOKIKAN, 2026, "r6", "r8"},
        {FORM_IRYOKIKAN, 2027, "r6", "r8"},
        {FORM_YAKKYOKU,  2026, "r7", "r8"},
        {FORM_YAKKYOKU,  2023, "r5", "r5"},
        {FORM_JIGYOSHA,  2026, "r7", "r8"},
        {FORM_JIGYOSHA,  2024, "r6", "r6"},
    };
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct edition_set set = built_in(a);

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        assert_string_equal(edition_pick(&set, row[i].form, row[i].year)->code, row[i].pick);
        assert_string_equal(edition_of_year(&set, row[i].form, row[i].year)->code, row[i].of_year);
    }
    assert_null(edition_pick(&set, FORM_IRYOKIKAN, 2022));
    assert_null(edition_of_year(&set, FORM_IRYOKIKAN, 2022));
    assert_null(edition_find(&set, "r9", FORM_IRYOKIKAN));
}

static void this_years_form_says_what_it_lacks_and_what_to_get(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct edition_set set = built_in(a);
    const struct edition *r8 = edition_of_year(&set, FORM_IRYOKIKAN, 2026);
    bool workbook = false;

    (void)state;
    assert_non_null(strstr(r8->notice, "確認できているのは一部だけ"));
    assert_non_null(strstr(r8->notice, "001716187.xlsx"));
    for (size_t i = 0; i < r8->n_files; i++) {
        workbook =
            workbook ||
            strcmp(r8->file[i].url, "https://www.mhlw.go.jp/content/10808000/001716187.xlsx") == 0;
    }
    assert_true(workbook);
}

/* ---- Files an administrator brings ---- */

#define HEAD                                                                           \
    "{\"schema\":1,\"edition\":\"r9\",\"forms\":[\"iryokikan\"],\"fiscal_year\":2027," \
    "\"title\":\"t\",\"form_title\":\"f\",\"published\":\"2027-05\",\"complete\":true,"
#define ITEM(id, more)                                                               \
    "{\"id\":\"" id "\",\"section\":\"1\",\"scope\":[\"server\"],\"topic\":\"bcp\"," \
    "\"label\":\"l\",\"wording\":\"w\",\"wording_status\":\"verbatim_seen\"" more "}"

static void a_bad_file_is_refused_in_words(void **state)
{
    static const struct {
        const char *what, *json;
        enum msg msg;
        const char *names; /* what the sentence must name */
    } row[] = {
        {"no JSON",                                "{",                                                      MSG_EDITION_JSON,                "mine.json"                      },
        {"another schema",                         "{\"schema\":2}",                                         MSG_EDITION_VALUE,               "schema"                         },
        {"no forms",                               "{\"schema\":1,\"edition\":\"r9\",\"fiscal_year\":2027}", MSG_EDITION_MISSING,
         "forms"                                                                                                                                                               },
        {"a form we do not know",
         "{\"schema\":1,\"edition\":\"r9\",\"forms\":[\"shikairyo\"],\"fiscal_year\":2027}",                 MSG_EDITION_VALUE,               "shikairyo"                      },
        {"a year before the first checklist",
         "{\"schema\":1,\"edition\":\"r4\",\"forms\":[\"iryokikan\"],\"fiscal_year\":2022}",                 MSG_EDITION_VALUE,               "fiscal_year"                    },
        {"no items",                               HEAD "\"items\":[]}",                                     MSG_EDITION_MISSING,             "items"                          },
        {"an item without an id",                  HEAD "\"items\":[{\"section\":\"1\"}]}",                  MSG_EDITION_MISSING,
         "id"                                                                                                                                                                  },
        {"a scope we do not know",
         HEAD "\"items\":[{\"id\":\"x\",\"section\":\"1\",\"topic\":\"bcp\",\"label\":\"l\","
              "\"scope\":[\"printer\"]}]}",                                                                  MSG_EDITION_VALUE,               "printer"                        },
        {"no scope",
         HEAD "\"items\":[{\"id\":\"x\",\"section\":\"1\",\"topic\":\"bcp\",\"label\":\"l\"}]}",
         MSG_EDITION_MISSING,                                                                                                                 "scope"                          },
        {"a check we do not have",                 HEAD "\"items\":[" ITEM("x",                              ",\"checks\":[\"magic\"]") "]}",
         MSG_EDITION_CHECK,                                                                                                                                                      "magic"},
        {"a check that only excuses",
         HEAD "\"items\":[" ITEM("x",                                                                      ",\"checks\":[\"no_contract\"]") "]}",                                                                                                         MSG_EDITION_CHECK,
         "no_contract"},
        {"an excuse that judges",                            HEAD "\"items\":[" ITEM("x",                                                                                    ",\"na\":\"bcp_none\"") "]}",
         MSG_EDITION_CHECK,                                                                        "bcp_none"},
        {"a need as a check",                        HEAD "\"items\":[" ITEM("x",                                                                      ",\"checks\":[\"devices_known\"]") "]}",
         MSG_EDITION_CHECK,                                             "devices_known"},
        {"a list of numbers", HEAD "\"items\":[" ITEM("x",                                                                                  ",\"checks\":[7]") "]}",
         MSG_EDITION_VALUE,                                                                                       "checks"},
        {"the same id twice",             HEAD "\"items\":[" ITEM("x","") "," ITEM("x",                                                                                                                   "") "]}",
         MSG_EDITION_TWICE, "x"},
        {"seen, but no wording",
         HEAD "\"items\":[{\"id\":\"x\",\"section\":\"1\",\"topic\":\"bcp\",\"label\":\"l\","
              "\"scope\":[\"general\"],\"wording_status\":\"verbatim_seen\"}]}",                                       MSG_EDITION_MISSING,                                                                                          "wording"},
    };
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        struct edition *e = (struct edition *)"untouched", *before = e;
        char text[1024];
        struct err err;

        T_STATUS(row[i].what,
                 edition_parse(&e, "mine.json", row[i].json, strlen(row[i].json), a, &err),
                 E_INVALID);
        assert_ptr_equal(e, before);
        if (err.msg != row[i].msg) {
            fail_msg("%s: %s", row[i].what, err_text(&err, LANG_JA, text, sizeof(text)));
        }
        err_text(&err, LANG_JA, text, sizeof(text));
        assert_non_null(strstr(text, row[i].names));
        assert_non_null(strstr(text, "mine.json"));
    }
}

static void put_file(const char *directory, const char *name, const char *text)
{
    char path[512];
    struct err err;

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    T_OK(file_replace(path, text, strlen(text), 0600, &err));
}

static void a_file_in_the_data_directory_adds_or_replaces(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    const char *directory = arena_printf(a, "%s/catalogue", t_temp_dir());
    struct edition_set set;
    struct err err;

    (void)state;
    T_OK(edition_set_load(&set, directory, a, &err)); /* not there: fine */
    assert_int_equal(set.n, 11);

    T_OK(file_make_dirs(directory, 0700, &err));
    put_file(directory, "r9_mine.json",
             HEAD "\"items\":[" ITEM("r9-med-3-3", ",\"checks\":[\"bcp_none\"]") "]}");
    put_file(directory, "r8_official.json",
             "{\"schema\":1,\"edition\":\"r8\",\"forms\":[\"iryokikan\",\"yakkyoku\"],"
             "\"fiscal_year\":2026,\"title\":\"t\",\"form_title\":\"f\",\"published\":\"2026-06\","
             "\"complete\":true,\"items\":[" ITEM("r8-org-1-1", "") "]}");
    put_file(directory, "r9_broken.json", "{");
    put_file(directory, "notes.txt", "not an edition");
    T_OK(edition_set_load(&set, directory, a, &err));
    assert_int_equal(set.n, 12);
    assert_int_equal(set.n_problems, 1);
    assert_string_equal(set.problem[0].file, "r9_broken.json");
    assert_int_equal(set.problem[0].err.msg, MSG_EDITION_JSON);
    assert_string_equal(edition_pick(&set, FORM_IRYOKIKAN, 2027)->code, "r9");
    assert_string_equal(edition_pick(&set, FORM_YAKKYOKU, 2026)->code, "r8"); /* now complete */
    assert_true(edition_of_year(&set, FORM_IRYOKIKAN, 2026)->complete);
}

static enum status parse_once(void *arg, struct err *err)
{
    static const char text[] = HEAD "\"items\":[" ITEM("x", ",\"checks\":[\"bcp_none\"]") "]}";
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct edition *e = NULL;
    enum status st = edition_parse(&e, "mine.json", text, sizeof(text) - 1, a, err);

    (void)arg;
    assert_true((st == OK) == (e != NULL));
    return st;
}

static enum status load_once(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct edition_set set = {.n = 99};
    enum status st = edition_set_load(&set, arg, a, err);

    assert_true(st == OK || set.n == 99);
    if (st == OK && set.n_problems > 0) { /* the file could not be read: said, not hidden */
        *err = set.problem[0].err;
        return err->status;
    }
    return st;
}

static void failing_memory_and_disk_are_told(void **state)
{
    const char *directory = t_temp_dir();

    (void)state;
    T_FAULTS(FAULT_ALLOC, parse_once, NULL);
    put_file(directory, "r9_mine.json", HEAD "\"items\":[" ITEM("x", "") "]}");
    T_FAULTS(FAULT_IO, load_once, (void *)(uintptr_t)directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_edition_and_form_is_there),
        cmocka_unit_test(items_keep_the_rules_of_the_catalogue),
        cmocka_unit_test(checks_and_catalogue_name_each_other),
        cmocka_unit_test(every_check_says_what_it_must),
        cmocka_unit_test(nothing_of_the_research_was_lost),
        cmocka_unit_test(only_a_wording_that_was_seen_passes_as_official),
        cmocka_unit_test(a_form_is_known_by_its_code_and_by_its_japanese_names),
        cmocka_unit_test(the_newest_complete_edition_is_answered_by),
        cmocka_unit_test(this_years_form_says_what_it_lacks_and_what_to_get),
        cmocka_unit_test(a_bad_file_is_refused_in_words),
        cmocka_unit_test(a_file_in_the_data_directory_adds_or_replaces),
        cmocka_unit_test(failing_memory_and_disk_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
