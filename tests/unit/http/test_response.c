#include "http/response.h"

#include "t.h"

#include <fcntl.h>
#include <stdio.h>

struct given {
    struct arena *arena;
    struct http_response rs;
};

static int start(void **state)
{
    static struct given g;

    g.arena = arena_open(1 << 20);
    response_open(&g.rs, g.arena);
    *state = &g;
    return 0;
}

static int stop(void **state)
{
    struct given *g = *state;

    response_close(&g->rs);
    arena_close(&g->arena);
    return 0;
}

static const char *header(const struct http_response *rs, const char *name)
{
    for (size_t i = 0; i < rs->n_headers; i++) {
        if (strcmp(rs->header[i].name, name) == 0) {
            return rs->header[i].value;
        }
    }
    return NULL;
}

static void refuses_headers_that_would_split_the_answer(void **state)
{
    struct given *g = *state;
    static const struct {
        const char *name, *value;
        enum status want;
    } row[] = {
        {"X-Fine",     "a b; c=\"d\"",         OK       },
        {"X-Empty",    "",                     OK       },
        {"X-Line",     "a\r\nSet-Cookie: s=1", E_INVALID},
        {"X-Line",     "a\nb",                 E_INVALID},
        {"X-Japanese", "端末",               E_INVALID},
        {"X: y",       "a",                    E_INVALID},
        {"",           "a",                    E_INVALID},
        {"X\r\n",      "a",                    E_INVALID},
        {"X-None",     NULL,                   E_NOMEM  },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct err err;

        response_reset(&g->rs);
        response_header(&g->rs, row[i].name, row[i].value);
        T_STATUS(row[i].name, response_status(&g->rs, &err), row[i].want);
        assert_int_equal(g->rs.n_headers, row[i].want == OK);
    }
}

static void takes_as_many_headers_as_it_says(void **state)
{
    struct given *g = *state;
    struct err err;

    for (int i = 0; i < RESPONSE_HEADERS_MAX; i++) {
        response_header(&g->rs, "X", "y");
    }
    T_OK(response_status(&g->rs, &err));
    response_header(&g->rs, "X", "y");
    T_STATUS("one more", response_status(&g->rs, &err), E_LIMIT);
}

static void writes_cookies(void **state)
{
    struct given *g = *state;
    struct err err;
    const struct http_cookie secure = {"__Host-s", "abc", -1, true, true};
    const struct http_cookie gone = {"s", "", 0, false, false};
    const struct http_cookie bad = {"s", "a; Path=/x", -1, false, true};

    response_cookie(&g->rs, &secure);
    assert_string_equal(header(&g->rs, "Set-Cookie"),
                        "__Host-s=abc; Path=/; HttpOnly; Secure; SameSite=Strict");
    response_reset(&g->rs);
    response_cookie(&g->rs, &gone);
    assert_string_equal(header(&g->rs, "Set-Cookie"),
                        "s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    T_OK(response_status(&g->rs, &err));
    response_cookie(&g->rs, &bad);
    T_STATUS("a value with an attribute in it", response_status(&g->rs, &err), E_INVALID);
}

static void redirects_only_inside_this_site(void **state)
{
    struct given *g = *state;
    char longest[RESPONSE_LOCATION_MAX + 1], longer[RESPONSE_LOCATION_MAX + 2];
    const struct {
        const char *path;
        enum status want;
    } row[] = {
        {"/",                   OK       },
        {"/f/1/device?sort=ip", OK       },
        {"",                    E_INVALID},
        {"f/1",                 E_INVALID},
        {"//192.0.2.1/",        E_INVALID},
        {"/\\192.0.2.1/",       E_INVALID},
        {"https://192.0.2.1/",  E_INVALID},
        {"/a\r\nX: y",          E_INVALID},
        {longest,               OK       },
        {longer,                E_INVALID},
    };

    snprintf(longest, sizeof(longest), "/%0*d", RESPONSE_LOCATION_MAX - 1, 0);
    snprintf(longer, sizeof(longer), "/%0*d", RESPONSE_LOCATION_MAX, 0);
    for (size_t i = 0; i < COUNT(row); i++) {
        struct err err;

        response_reset(&g->rs);
        response_redirect(&g->rs, row[i].path);
        T_STATUS(row[i].path, response_status(&g->rs, &err), row[i].want);
        assert_true(row[i].want != OK || g->rs.status == 303);
    }
}

static void names_downloads_in_japanese(void **state)
{
    struct given *g = *state;
    static const struct {
        const char *name, *want;
    } row[] = {
        {"devices.xlsx",    "attachment; filename=\"devices.xlsx\"; filename*=UTF-8''devices.xlsx"},
        {"台帳 1.xlsx",   "attachment; filename=\"__ 1.xlsx\"; "
                        "filename*=UTF-8''%E5%8F%B0%E5%B8%B3%201.xlsx"   },
        {"a\"b\\c/d%e\r\n", "attachment; filename=\"a_b_c_d_e__\"; "
                            "filename*=UTF-8''a%22b%5Cc%2Fd%25e%0D%0A" },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct err err;

        response_reset(&g->rs);
        response_download(&g->rs, row[i].name);
        T_OK(response_status(&g->rs, &err));
        assert_string_equal(header(&g->rs, "Content-Disposition"), row[i].want);
    }
}

static void knows_what_the_client_has_already(void **state)
{
    struct given *g = *state;
    static const struct {
        const char *known;
        bool want;
    } row[] = {
        {"\"v3\"",         true },
        {"\"v1\", \"v3\"", true },
        {"W/\"v3\"",       true },
        {"*",              true },
        {"\"v2\"",         false},
        {"v3",             false},
        {"",               false},
        {"\"v33\"",        false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct http_pair pair[] = {
            {"If-None-Match", row[i].known}
        };
        const struct http_request rq = {
            .header = {pair, 1, 1}
        };

        response_reset(&g->rs);
        assert_false(response_is_known(&g->rs, &rq)); /* no version, nothing to compare */
        response_etag(&g->rs, "v3");
        assert_int_equal(response_is_known(&g->rs, &rq), row[i].want);
        g->rs.status = 404;
        assert_false(response_is_known(&g->rs, &rq));
    }
}

static void closes_the_file_it_was_given(void **state)
{
    struct given *g = *state;
    int first = open("/dev/null", O_RDONLY), second = open("/dev/null", O_RDONLY);

    response_file(&g->rs, first, 0, 1);
    response_file(&g->rs, second, 0, 1);
    assert_int_equal(fcntl(first, F_GETFD), -1);
    response_reset(&g->rs);
    assert_int_equal(fcntl(second, F_GETFD), -1);
}

static enum status fill(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const struct http_cookie cookie = {"s", "1", -1, false, true};
    CLEANUP(response_close) struct http_response rs;

    (void)arg;
    response_open(&rs, a);
    response_cookie(&rs, &cookie);
    response_etag(&rs, "v1");
    response_download(&rs, "台帳.xlsx");
    buf_str(&rs.body, "text");
    return response_status(&rs, err);
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, fill, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_headers_that_would_split_the_answer, start, stop),
        cmocka_unit_test_setup_teardown(takes_as_many_headers_as_it_says, start, stop),
        cmocka_unit_test_setup_teardown(writes_cookies, start, stop),
        cmocka_unit_test_setup_teardown(redirects_only_inside_this_site, start, stop),
        cmocka_unit_test_setup_teardown(names_downloads_in_japanese, start, stop),
        cmocka_unit_test_setup_teardown(knows_what_the_client_has_already, start, stop),
        cmocka_unit_test_setup_teardown(closes_the_file_it_was_given, start, stop),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
