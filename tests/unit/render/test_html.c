#include "render/html.h"

#include "t.h"

#include <limits.h>

typedef void writer(struct html *h, const char *s);

struct written {
    const char *in;
    const char *out;
};

static void expect(writer *write, const struct written *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
        struct html h = {&b};
        struct err err;

        write(&h, row[i].in);
        T_OK(html_status(&h, &err));
        assert_string_equal(buf_text(&b), row[i].out);
    }
}

static void text_cannot_begin_a_tag(void **state)
{
    (void)state;
    static const struct written row[] = {
        {NULL,                        ""                                     },
        {"",                          ""                                     },
        {"みどり台病院",        "みどり台病院"                   },
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"a & b",                     "a &amp; b"                            },
        {"&lt;",                      "&amp;lt;"                             },
        {"say \"it's\"",              "say \"it's\""                         },
        {"one\ntwo\t3\r",             "one\ntwo\t3\r"                        },
        {"a\001b\037c\177",           "a\xef\xbf\xbd"
                            "b\xef\xbf\xbd"
                            "c\xef\xbf\xbd"       },
    };
    expect(html_text_str, row, COUNT(row));
}

static void an_attribute_cannot_end_early(void **state)
{
    (void)state;
    static const struct written row[] = {
        {NULL,             ""                      },
        {"ROOM3-PC3",      "ROOM3-PC3"             },
        {"\" onfocus=\"x", "&quot; onfocus=&quot;x"},
        {"it's",           "it&#39;s"              },
        {"<&>",            "&lt;&amp;&gt;"         },
    };
    expect(html_attr_str, row, COUNT(row));
}

static void a_url_leads_here_or_to_http_or_nowhere(void **state)
{
    (void)state;
    static const struct written row[] = {
        {"/f/1/device",            "/f/1/device"               },
        {"/",                      "/"                         },
        {"?q=1&page=2",            "?q=1&amp;page=2"           },
        {"#main",                  "#main"                     },
        {"http://192.0.2.1/",      "http://192.0.2.1/"         },
        {"https://example.jp/\"x", "https://example.jp/&quot;x"},
        {NULL,                     "#"                         },
        {"",                       "#"                         },
        {"javascript:alert(1)",    "#"                         },
        {"JavaScript:alert(1)",    "#"                         },
        {"data:text/html,x",       "#"                         },
        {"//example.jp/",          "#"                         },
        {"/\\example.jp/",         "#"                         },
        {"/\t/example.jp/",        "#"                         },
        {"/a b",                   "#"                         },
        {"\001javascript:x",       "#"                         },
        {" https://example.jp/",   "#"                         },
        {"HTTPS://example.jp/",    "#"                         },
        {"http:/example.jp",       "#"                         },
        {"/a\177",                 "#"                         },
        {"device",                 "#"                         },
    };
    expect(html_url_str, row, COUNT(row));
}

static void a_part_of_a_url_stays_one_part(void **state)
{
    (void)state;
    static const struct written row[] = {
        {NULL,          ""                    },
        {"0abcXYZ-._~", "0abcXYZ-._~"         },
        {"/a?b#c&d=e",  "%2Fa%3Fb%23c%26d%3De"},
        {"ナ\" '",     "%E3%83%8A%22%20%27"  },
    };
    expect(html_url_part_str, row, COUNT(row));
}

static void numbers_are_written_whole(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    struct html h = {&b};
    struct err err;
    size_t n = 100;

    html_text(&h, 0);
    html_lit(&h, " ");
    html_text(&h, n);
    html_lit(&h, " ");
    html_attr(&h, INT_MIN);
    html_lit(&h, " ");
    html_text(&h, LLONG_MIN);
    html_lit(&h, " ");
    html_url_part(&h, ULLONG_MAX);
    T_OK(html_status(&h, &err));
    assert_string_equal(buf_text(&b),
                        "0 100 -2147483648 -9223372036854775808 18446744073709551615");
}

static void a_page_stands_unescaped_in_its_frame(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf body = BUF_INIT(1000);
    CLEANUP(buf_close) struct buf page = BUF_INIT(1000);
    struct html in = {&body};
    struct html out = {&page};

    html_lit(&in, "<p>");
    html_text(&in, "<b>");
    html_text(&out, ((struct markup){NULL, 0}));
    html_text(&out, html_markup(&in));
    assert_string_equal(buf_text(&page), "<p>&lt;b&gt;");
}

static void stays_failed_past_its_limit(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(8);
    struct html h = {&b};
    struct err err;

    html_text(&h, "12345678");
    T_OK(html_status(&h, &err));
    html_text(&h, "&");
    html_text(&h, "");
    T_STATUS("past the limit", html_status(&h, &err), E_LIMIT);
    assert_string_equal(buf_text(&b), "12345678");
}

static enum status write_page(void *arg, struct err *err)
{
    (void)arg;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 20);
    struct html h = {&b};

    for (int i = 0; i < 1000; i++) {
        html_text(&h, "<機器>");
        html_attr(&h, i);
    }
    return html_status(&h, err);
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, write_page, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_cannot_begin_a_tag),
        cmocka_unit_test(an_attribute_cannot_end_early),
        cmocka_unit_test(a_url_leads_here_or_to_http_or_nowhere),
        cmocka_unit_test(a_part_of_a_url_stays_one_part),
        cmocka_unit_test(numbers_are_written_whole),
        cmocka_unit_test(a_page_stands_unescaped_in_its_frame),
        cmocka_unit_test(stays_failed_past_its_limit),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
