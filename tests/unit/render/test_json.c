#include "render/json.h"

#include "base/json.h"
#include "t.h"

static void writes_nested_values_with_commas_in_place(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    struct json_out j = JSON_OUT(&b);
    struct err err;

    json_put_object(&j, NULL);
    json_put_text(&j, "edition", "r6");
    json_put_array(&j, "items");
    json_put_end(&j);
    json_put_array(&j, "more");
    json_put_int(&j, NULL, INT64_MIN);
    json_put_object(&j, NULL);
    json_put_bool(&j, "yes", true);
    json_put_bool(&j, "no", false);
    json_put_end(&j);
    json_put_null(&j, NULL);
    json_put_real(&j, NULL, 0.25);
    json_put_end(&j);
    json_put_text(&j, "none", NULL);
    json_put_end(&j);

    T_OK(json_put_status(&j, &err));
    assert_string_equal(buf_text(&b),
                        "{\"edition\":\"r6\",\"items\":[],\"more\":[-9223372036854775808,"
                        "{\"yes\":true,\"no\":false},null,0.25],\"none\":null}");
}

static void reads_back_every_text_it_wrote(void **state)
{
    (void)state;
    static const char *const text[] = {
        "",       "みどり台病院", "say \"1\\2\"", "line\nline\r\ttab", "\x01\x1f\x7f",
        "𠮷田 é", "</script>",
    };
    for (size_t i = 0; i < COUNT(text); i++) {
        CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
        CLEANUP(json_close) struct json_doc *doc = NULL;
        struct json_out j = JSON_OUT(&b);
        struct err err;

        json_put_object(&j, NULL);
        json_put_text(&j, text[i], text[i]);
        json_put_end(&j);
        T_OK(json_put_status(&j, &err));
        T_OK(json_parse(&doc, b.data, b.len, &err));
        assert_string_equal(json_get_text(json_root(doc), text[i]), text[i]);
    }
}

static void refuses_text_that_is_no_utf8(void **state)
{
    (void)state;
    static const char *const text[] = {"\xff", "abc\xe3\x81", "\xed\xa0\x80", "\xc0\xaf"};

    for (size_t i = 0; i < COUNT(text); i++) {
        CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
        struct json_out j = JSON_OUT(&b);
        struct err err;

        json_put_text(&j, NULL, text[i]);
        T_STATUS(text[i], json_put_status(&j, &err), E_INVALID);
    }
}

static enum status nest(struct buf *b, int depth, struct err *err)
{
    struct json_out j = JSON_OUT(b);

    for (int i = 0; i < depth; i++) {
        json_put_array(&j, NULL);
    }
    for (int i = 0; i < depth; i++) {
        json_put_end(&j);
    }
    return json_put_status(&j, err);
}

static void nests_as_deep_as_our_reader_goes(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    CLEANUP(json_close) struct json_doc *doc = NULL;
    struct err err;

    T_OK(nest(&b, JSON_OUT_DEPTH, &err));
    T_OK(json_parse(&doc, b.data, b.len, &err));
}

static void two_roots(void)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    struct json_out j = JSON_OUT(&b);

    json_put_int(&j, NULL, 1);
    json_put_int(&j, NULL, 2);
}

static void key_in_array(void)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    struct json_out j = JSON_OUT(&b);

    json_put_array(&j, NULL);
    json_put_int(&j, "key", 1);
}

static void no_key_in_object(void)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    struct json_out j = JSON_OUT(&b);

    json_put_object(&j, NULL);
    json_put_int(&j, NULL, 1);
}

static void end_too_many(void)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    struct json_out j = JSON_OUT(&b);

    json_put_array(&j, NULL);
    json_put_end(&j);
    json_put_end(&j);
}

static void left_open(void)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    struct json_out j = JSON_OUT(&b);
    struct err err;

    json_put_array(&j, NULL);
    (void)!json_put_status(&j, &err);
}

static void too_deep(void)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    struct err err;

    (void)!nest(&b, JSON_OUT_DEPTH + 1, &err);
}

static void stops_at_our_own_mistakes(void **state)
{
    (void)state;
    T_ABORTS(two_roots);
    T_ABORTS(key_in_array);
    T_ABORTS(no_key_in_object);
    T_ABORTS(end_too_many);
    T_ABORTS(left_open);
    T_ABORTS(too_deep);
}

static void stays_failed_after_the_limit_of_its_buffer(void **state)
{
    (void)state;
    struct err err;

    for (size_t limit = 5; limit <= 6; limit++) {
        CLEANUP(buf_close) struct buf b = BUF_INIT(limit);
        struct json_out j = JSON_OUT(&b);

        json_put_text(&j, NULL, "four");
        T_STATUS("6 bytes", json_put_status(&j, &err), limit < 6 ? E_LIMIT : OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_nested_values_with_commas_in_place),
        cmocka_unit_test(reads_back_every_text_it_wrote),
        cmocka_unit_test(refuses_text_that_is_no_utf8),
        cmocka_unit_test(nests_as_deep_as_our_reader_goes),
        cmocka_unit_test(stops_at_our_own_mistakes),
        cmocka_unit_test(stays_failed_after_the_limit_of_its_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
