#include "http/url.h"

#include "t.h"

static void decodes_segments_and_values(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const char *text;
        enum url_part part;
        enum status want;
        const char *out;
    } row[] = {
        {"plain",               "device",             URL_SEGMENT, OK,        "device"   },
        {"nothing",             "",                   URL_VALUE,   OK,        ""         },
        {"Japanese",            "%E7%AB%AF%E6%9C%AB", URL_VALUE,   OK,        "端末"   },
        {"lower-case digits",   "%e7%ab%af",          URL_SEGMENT, OK,        "端"      },
        {"raw UTF-8",           "端末",             URL_VALUE,   OK,        "端末"   },
        {"plus in a value",     "a+b",                URL_VALUE,   OK,        "a b"      },
        {"plus in a path",      "a+b",                URL_SEGMENT, OK,        "a+b"      },
        {"escaped plus",        "a%2Bb",              URL_VALUE,   OK,        "a+b"      },
        {"CRLF in a value",     "a%0D%0Ab%0Dc%0A",    URL_VALUE,   OK,        "a\nb\nc\n"},
        {"line end in a path",  "a%0Ab",              URL_SEGMENT, E_INVALID, NULL       },
        {"DEL in a path",       "a%7f",               URL_SEGMENT, E_INVALID, NULL       },
        {"escape cut off",      "a%4",                URL_VALUE,   E_INVALID, NULL       },
        {"only a percent sign", "%",                  URL_VALUE,   E_INVALID, NULL       },
        {"no hexadecimal",      "%G1",                URL_VALUE,   E_INVALID, NULL       },
        {"sign as a digit",     "%-1",                URL_VALUE,   E_INVALID, NULL       },
        {"NUL",                 "a%00b",              URL_VALUE,   E_INVALID, NULL       },
        {"overlong slash",      "%C0%AF",             URL_SEGMENT, E_INVALID, NULL       },
        {"half a character",    "%E7%AB",             URL_VALUE,   E_INVALID, NULL       },
        {"surrogate",           "%ED%A0%80",          URL_VALUE,   E_INVALID, NULL       },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
        char *out = NULL;
        struct err err;

        T_STATUS(row[i].what,
                 url_decode(&out, a, row[i].text, strlen(row[i].text), row[i].part, &err),
                 row[i].want);
        if (row[i].out == NULL) {
            assert_null(out);
        } else {
            assert_string_equal(out, row[i].out);
        }
    }
}

static void what_is_encoded_decodes_to_itself(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    static const char text[] = "a b+c&d=e%f/端末?#'\"<>\\~-._";
    struct err err;
    char *out;

    url_encode(&b, text);
    assert_null(strpbrk(buf_text(&b), " +&=/?#'\"<>\\"));
    T_OK(url_decode(&out, a, b.data, b.len, URL_VALUE, &err));
    assert_string_equal(out, text);
}

static void builds_queries(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);

    buf_str(&b, "/f/1/device");
    url_query(&b, "words", "内科 1");
    url_query(&b, "sort", "ip");
    url_query(&b, "empty", NULL);
    assert_string_equal(buf_text(&b), "/f/1/device?words=%E5%86%85%E7%A7%91%201&sort=ip&empty=");
}

static void refuses_paths_that_could_mean_another(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum status want;
    } row[] = {
        {"/",                   OK       },
        {"/f/1/device/2",       OK       },
        {"/f/1/device/",        OK       },
        {"/assets/a.b/..c/d..", OK       },
        {"/%E7%AB%AF",          OK       },
        {"",                    E_INVALID},
        {"*",                   E_INVALID},
        {"f/1",                 E_INVALID},
        {"http://192.0.2.1/",   E_INVALID},
        {"//f",                 E_INVALID},
        {"/f//1",               E_INVALID},
        {"/..",                 E_INVALID},
        {"/f/../1",             E_INVALID},
        {"/./f",                E_INVALID},
        {"/f/%2e%2e/1",         E_INVALID},
        {"/f/%2E/1",            E_INVALID},
        {"/f/.%2e",             E_INVALID},
        {"/f/a%2Fb",            E_INVALID},
        {"/f/a%5Cb",            E_INVALID},
        {"/f/a\\b",             E_INVALID},
        {"/f/a%00",             E_INVALID},
        {"/f/a%0d%0aX: 1",      E_INVALID},
        {"/f/%",                E_INVALID},
        {"/f/%c0%ae%c0%ae/",    E_INVALID},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
        struct err err;

        T_STATUS(row[i].path, url_check_path(row[i].path, a, &err), row[i].want);
    }
}

static void matches_segment_by_segment(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *path;
        const char *facility, *id; /* NULL: no match at all, or no such parameter */
        bool want;
    } row[] = {
        {"/",                       "/",                      NULL, NULL,  true },
        {"/",                       "/f",                     NULL, NULL,  false},
        {"/f",                      "/",                      NULL, NULL,  false},
        {"/sign-in",                "/sign-in",               NULL, NULL,  true },
        {"/sign-in",                "/sign-i",                NULL, NULL,  false},
        {"/sign-in",                "/sign-inn",              NULL, NULL,  false},
        {"/sign-in",                "/sign-in/",              NULL, NULL,  false},
        {"/sign-in",                "/Sign-in",               NULL, NULL,  false},
        {"/f/:facility/device",     "/f/01/device",           "01", NULL,  true },
        {"/f/:facility/device",     "/f//device",             NULL, NULL,  false},
        {"/f/:facility/device/:id", "/f/01/device/02",        "01", "02",  true },
        {"/f/:facility/device/:id", "/f/01/device/%E7%AB%AF", "01", "端", true },
        {"/f/:facility/device/:id", "/f/01/device",           NULL, NULL,  false},
        {"/f/:facility/device/:id", "/f/01/device/",          NULL, NULL,  false},
        {"/f/:facility/device/:id", "/f/01/device/02/more",   NULL, NULL,  false},
        {"/f/:facility/device/new", "/f/01/device/:id",       NULL, NULL,  false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
        struct url_params p = {.n = 99};

        if (url_match(&p, row[i].pattern, row[i].path, a) != row[i].want) {
            fail_msg("%s and %s", row[i].pattern, row[i].path);
        }
        if (!row[i].want) {
            assert_int_equal(p.n, 99);
            continue;
        }
        const char *facility = url_param(&p, "facility"), *id = url_param(&p, "id");

        assert_true((facility == NULL) == (row[i].facility == NULL));
        assert_true((id == NULL) == (row[i].id == NULL));
        assert_true(facility == NULL || strcmp(facility, row[i].facility) == 0);
        assert_true(id == NULL || strcmp(id, row[i].id) == 0);
        assert_null(url_param(&p, "fac"));
    }
}

static void takes_as_many_parameters_as_it_says(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    struct url_params p;

    assert_true(url_match(&p, "/:a/:b/:c/:d/:e/:f/:g/:h", "/1/2/3/4/5/6/7/8", a));
    assert_string_equal(url_param(&p, "h"), "8");
    assert_false(url_match(&p, "/:a/:b/:c/:d/:e/:f/:g/:h/:i", "/1/2/3/4/5/6/7/8/9", a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_segments_and_values),
        cmocka_unit_test(what_is_encoded_decodes_to_itself),
        cmocka_unit_test(builds_queries),
        cmocka_unit_test(refuses_paths_that_could_mean_another),
        cmocka_unit_test(matches_segment_by_segment),
        cmocka_unit_test(takes_as_many_parameters_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
