#include "http/request.h"

#include "t.h"

static void reads_pairs_in_order_with_several_values(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    static const char text[] = "id=1&name=%E7%AB%AF%E6%9C%AB+1&id=2&&empty=&bare&id=3&a=b=c&=x";
    struct http_request rq = {.arena = a};
    struct err err;

    T_OK(request_read_pairs(&rq.form, text, strlen(text), a, &err));
    assert_int_equal(rq.form.n, 8);
    assert_string_equal(request_field(&rq, "id", 0), "1");
    assert_string_equal(request_field(&rq, "id", 1), "2");
    assert_string_equal(request_field(&rq, "id", 2), "3");
    assert_null(request_field(&rq, "id", 3));
    assert_string_equal(request_field(&rq, "name", 0), "端末 1");
    assert_string_equal(request_field(&rq, "empty", 0), "");
    assert_string_equal(request_field(&rq, "bare", 0), "");
    assert_string_equal(request_field(&rq, "a", 0), "b=c");
    assert_string_equal(request_field(&rq, "", 0), "x");
    assert_null(request_field(&rq, "missing", 0));
}

static void refuses_pairs_that_do_not_decode(void **state)
{
    (void)state;
    static const char *const bad[] = {"a=%", "a%=1", "a=%00", "a=%ff", "a=1&b=%zz", "%C0%80=1"};

    for (size_t i = 0; i < COUNT(bad); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
        struct http_pairs pairs = {.n = 0};
        struct err err;

        T_STATUS(bad[i], request_read_pairs(&pairs, bad[i], strlen(bad[i]), a, &err), E_INVALID);
        assert_int_equal(err.msg, MSG_HTTP_FORM);
    }
}

static void takes_as_many_fields_as_it_says(void **state)
{
    (void)state;
    for (size_t n = REQUEST_FIELDS_MAX - 1; n <= REQUEST_FIELDS_MAX + 1; n++) {
        CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
        struct http_pairs pairs = {.n = 0};
        char text[3 * (REQUEST_FIELDS_MAX + 1)];
        struct err err;

        for (size_t i = 0; i < n; i++) {
            memcpy(text + 3 * i, "a=&", 3);
        }
        T_STATUS("fields", request_read_pairs(&pairs, text, 3 * n, a, &err),
                 n <= REQUEST_FIELDS_MAX ? OK : E_LIMIT);
        assert_true(pairs.n <= REQUEST_FIELDS_MAX);
    }
}

static void reads_cookies(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        size_t n;
        const char *session; /* value of "s" */
    } row[] = {
        {"",                0, NULL  },
        {"s=abc",           1, "abc" },
        {"a=1; s=abc; b=2", 3, "abc" },
        {"a=1;s=abc",       2, "abc" },
        {"  s=x=y ;; ",     1, "x=y "},
        {"s",               0, NULL  },
        {"=v; s=1",         1, "1"   },
        {"S=1",             1, NULL  },
        {"s=1; s=2",        2, "1"   },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
        struct http_request rq = {.arena = a};
        struct err err;

        T_OK(request_read_cookies(&rq.cookie, row[i].header, a, &err));
        assert_int_equal(rq.cookie.n, row[i].n);
        const char *s = request_cookie(&rq, "s", 0);

        assert_true((s == NULL) == (row[i].session == NULL));
        assert_true(s == NULL || strcmp(s, row[i].session) == 0);
    }
}

static void knows_methods_by_their_exact_name(void **state)
{
    (void)state;
    assert_int_equal(request_method("GET"), HTTP_GET);
    assert_int_equal(request_method("POST"), HTTP_POST);
    assert_int_equal(request_method("DELETE"), HTTP_DELETE);
    assert_int_equal(request_method("get"), HTTP_OTHER);
    assert_int_equal(request_method("OPTIONS"), HTTP_OTHER);
    assert_int_equal(request_method(""), HTTP_OTHER);
}

static void finds_headers_in_any_case(void **state)
{
    (void)state;
    struct http_pair pair[] = {
        {"If-Match", "\"3\""},
        {"x-a",      "1"    }
    };
    const struct http_request rq = {
        .header = {pair, 2, 2}
    };

    assert_string_equal(request_header(&rq, "if-match"), "\"3\"");
    assert_string_equal(request_header(&rq, "X-A"), "1");
    assert_null(request_header(&rq, "X-B"));
}

static enum status read_some(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct http_pairs pairs = {.n = 0};
    char text[400 * 6];

    (void)arg;
    for (size_t i = 0; i < 400; i++) {
        memcpy(text + 6 * i, "ab=cd&", 6);
    }
    enum status st = request_read_pairs(&pairs, text, sizeof(text), a, err);

    assert_true(st != OK || pairs.n == 400);
    return st;
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, read_some, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_pairs_in_order_with_several_values),
        cmocka_unit_test(refuses_pairs_that_do_not_decode),
        cmocka_unit_test(takes_as_many_fields_as_it_says),
        cmocka_unit_test(reads_cookies),
        cmocka_unit_test(knows_methods_by_their_exact_name),
        cmocka_unit_test(finds_headers_in_any_case),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
