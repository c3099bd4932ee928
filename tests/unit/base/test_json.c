#include "base/json.h"

#include "t.h"

#include <stdio.h>

static const char sample[] =
    "{\"edition\": \"令和6年度版\", \"items\": [{\"no\": \"1-(1)\", \"loud\": "
    "true, \"n\": 3}, null, 4.5],\n \"last\": -9007199254740993}";

static void hands_out_what_was_written(void **state)
{
    (void)state;
    CLEANUP(json_close) struct json_doc *doc = NULL;
    const struct json *value = NULL;
    struct err err;

    T_OK(json_parse(&doc, sample, strlen(sample), &err));
    const struct json *root = json_root(doc);
    const struct json *items = json_get(root, "items");

    assert_string_equal(json_get_text(root, "edition"), "令和6年度版");
    assert_int_equal(json_count(root), 3);
    assert_int_equal(json_count(items), 3);
    assert_string_equal(json_get_text(json_at(items, 0), "no"), "1-(1)");
    assert_true(json_get_bool(json_at(items, 0), "loud", false));
    assert_int_equal(json_get_int(json_at(items, 0), "n", 0), 3);
    assert_true(json_is_null(json_at(items, 1)));
    assert_true(json_is_array(items));
    assert_false(json_is_array(json_at(items, 0)) || json_is_array(NULL));
    assert_true(json_is_bool(json_get(json_at(items, 0), "loud")));
    assert_true(json_bool(json_get(json_at(items, 0), "loud"), false));
    assert_true(json_is_int(json_get(root, "last")));
    assert_false(json_is_int(json_at(items, 2))); /* 4.5 */
    assert_false(json_is_bool(json_get(root, "last")));
    assert_int_equal(json_get_int(root, "last", 0), INT64_C(-9007199254740993)); /* beyond 2^53 */
    assert_string_equal(json_key_at(root, 0, &value), "edition");
    assert_string_equal(json_text(value), "令和6年度版");
    assert_string_equal(json_key_at(root, 2, NULL), "last");
}

static void answers_wrong_questions_with_nothing(void **state)
{
    (void)state;
    CLEANUP(json_close) struct json_doc *doc = NULL;
    const struct json *value = NULL;
    struct err err;

    T_OK(json_parse(&doc, sample, strlen(sample), &err));
    const struct json *root = json_root(doc);
    const struct json *items = json_get(root, "items");

    assert_null(json_get(root, "none"));
    assert_null(json_get(items, "no"));
    assert_null(json_get(NULL, "no"));
    assert_null(json_at(items, 3));
    assert_null(json_at(root, 0));
    assert_null(json_at(NULL, 0));
    assert_null(json_key_at(root, 3, &value));
    assert_null(value);
    assert_null(json_key_at(items, 0, NULL));
    assert_null(json_key_at(NULL, 0, NULL));
    assert_null(json_get_text(root, "last"));
    assert_null(json_text(NULL));
    assert_int_equal(json_count(NULL), 0);
    assert_int_equal(json_count(json_get(root, "last")), 0);
    assert_int_equal(json_get_int(root, "edition", 7), 7);
    assert_int_equal(json_int(json_at(items, 2), 7), 7); /* 4.5 */
    assert_int_equal(json_int(NULL, 7), 7);
    assert_true(json_get_bool(root, "edition", true));
    assert_false(json_is_null(NULL));
    assert_false(json_is_bool(NULL));
    assert_false(json_is_int(NULL));
    assert_true(json_bool(NULL, true));
    assert_null(json_root(NULL));
}

static void takes_any_value_and_a_bom(void **state)
{
    (void)state;
    static const char *const good[] = {
        "null", "3", "\"x\"", "[]", "{}", "\xEF\xBB\xBF{}", " [ ] ", "\"\\ud83d\\ude00\"",
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        CLEANUP(json_close) struct json_doc *doc = NULL;
        struct err err;

        T_STATUS(good[i], json_parse(&doc, good[i], strlen(good[i]), &err), OK);
    }
}

static void says_where_it_stopped_reading(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len; /* 0: strlen() */
        const char *place;
    } row[] = {
        {"",                       0, "1行目の0文字目" },
        {"{\"a\": 1,\n \"b\": }",  0, "2行目の7文字目" },
        {"{\"a\": 1, \"a\": 2}",   0, "1行目の12文字目"},
        {"[1, 2",                  0, "1行目の5文字目" },
        {"[1] x",                  0, "1行目の5文字目" },
        {"[01]",                   0, "1行目の2文字目" },
        {"{'a': 1}",               0, "1行目の2文字目" },
        {"[1,]",                   0, "1行目の4文字目" },
        {"\"\\u0000\"",            0, "1行目の"           },
        {"\"\xff\"",               0, "1行目の"           },
        {"\"\xed\xa0\x80\"",       0, "1行目の"           },
        {"[1\0]",                  4, "1行目の"           },
        {"[99999999999999999999]", 0, "1行目の"           },
        {"[1e999]",                0, "1行目の"           },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct json_doc *doc = NULL;
        struct err err;
        char text[512];
        size_t len = row[i].len == 0 ? strlen(row[i].text) : row[i].len;

        T_STATUS(row[i].text, json_parse(&doc, row[i].text, len, &err), E_INVALID);
        assert_null(doc);
        err_text(&err, LANG_JA, text, sizeof(text));
        if (strncmp(text, row[i].place, strlen(row[i].place)) != 0) {
            fail_msg("%s: %s", row[i].text, text);
        }
    }
}

/* depth arrays in each other, with brackets in a string that must not count. */
static enum status nested(size_t depth, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    static char text[2 * 100000 + 16];
    size_t len = 0;

    for (size_t i = 0; i < depth; i++) {
        text[len++] = '[';
    }
    len += (size_t)sprintf(text + len, "\"\\\"[[{\"");
    for (size_t i = 0; i < depth; i++) {
        text[len++] = ']';
    }
    return json_parse(&doc, text, len, err);
}

static void refuses_what_nests_too_deeply(void **state)
{
    (void)state;
    struct err err;

    T_OK(nested(JSON_DEPTH_MAX, &err));
    T_STATUS("one deeper", nested(JSON_DEPTH_MAX + 1, &err), E_INVALID);
    assert_string_equal(err.arg[1], "65");
    T_STATUS("100,000 deep", nested(100000, &err), E_INVALID);
}

static enum status parse_sample(void *arg, struct err *err)
{
    const char *text = arg;
    struct json_doc *doc = NULL;
    enum status st = json_parse(&doc, text, strlen(text), err);

    assert_true((doc == NULL) == (st != OK));
    json_close(&doc);
    return st;
}

#define TEN "0123456789"
#define A_HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

/* A string that must grow while it is read. */
static const char growing[] =
    "[\"" A_HUNDRED A_HUNDRED "\\u3042" A_HUNDRED "\",{\"key\":[1.5,null]}]";

static void says_so_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, parse_sample, (void *)(uintptr_t)sample);
    T_FAULTS(FAULT_ALLOC, parse_sample, (void *)(uintptr_t)growing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_what_was_written),
        cmocka_unit_test(answers_wrong_questions_with_nothing),
        cmocka_unit_test(takes_any_value_and_a_bom),
        cmocka_unit_test(says_where_it_stopped_reading),
        cmocka_unit_test(refuses_what_nests_too_deeply),
        cmocka_unit_test(says_so_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
