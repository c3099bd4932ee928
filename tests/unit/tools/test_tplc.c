#include "tplc.h"

#include "t.h"

#include <stdlib.h>

struct compiled {
    char *text;
    size_t len;
    char msg[TPLC_MSG_SIZE];
    bool fine;
};

static void compiled_close(struct compiled *c)
{
    free(c->text); /* open_memstream()'s */
}

static struct compiled compile_n(const char *source, size_t len)
{
    struct compiled c = {.msg = ""};
    FILE *out = open_memstream(&c.text, &c.len);

    assert_non_null(out);
    c.fine = tplc_compile(out, "x.html", source, len, c.msg);
    fclose(out);
    return c;
}

static struct compiled compile(const char *source)
{
    return compile_n(source, strlen(source));
}

/* What the page p() writes, its literals joined, each value as [writer expression]. */
static char *script_of(const char *c)
{
    static char out[8192];
    size_t n = 0;

    for (const char *line = strchr(c, '{'); line != NULL; line = strchr(line, '\n')) {
        const char *p;

        line += strspn(line, "\n{ ");
        if (*line == '"' || strncmp(line, "html_lit", 8) == 0) {
            for (p = strchr(line, '"') + 1; *p != '"'; p++) {
                p += *p == '\\';
                out[n++] = *p == 'n' && p[-1] == '\\' ? '~' : *p;
            }
        } else if (strncmp(line, "html_", 5) == 0) {
            p = strstr(line, "(h, (");
            n += (size_t)sprintf(out + n, "[%.*s %.*s]", (int)(p - line - 5), line + 5,
                                 (int)(strstr(p, "));") - p - 5), p + 5);
        }
    }
    out[n] = '\0';
    return out;
}

static void picks_the_writer_by_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *want;
    } row[] = {
        {"<p>{{ v->a }}</p>",                   "<p>[text v->a]</p>"                           },
        {"<p title=\"{{ a }}\">",               "<p title=\"[attr a]\">"                       },
        {"<p title=\"a {{ a }} b {{ b }}\">",   "<p title=\"a [attr a] b [attr b]\">"          },
        {"<p data-x=\"{{ a }}\">",              "<p data-x=\"[attr a]\">"                      },
        {"<a href=\"{{ a }}\">",                "<a href=\"[url a]\">"                         },
        {"<A HREF=\"{{ a }}\">",                "<A HREF=\"[url a]\">"                         },
        {"<a href=\"/f/{{ a }}/d?x={{ b }}\">", "<a href=\"/f/[url_part a]/d?x=[url_part b]\">"},
        {"<a href=\"{{ a }}{{ b }}\">",         "<a href=\"[url a][url_part b]\">"             },
        {"<a href=\"{{ a }}javascript:\">",     "<a href=\"[url a]javascript:\">"              },
        {"<a href=\"https://{{ a }}\">",        "<a href=\"https://[url_part a]\">"            },
        {"<form action=\"{{ a }}\">",           "<form action=\"[url a]\">"                    },
        {"<b><img src=\"{{ a }}\"></b>",        "<b><img src=\"[url a]\"></b>"                 },
        {"<a xlink:href=\"{{ a }}\">",          "<a xlink:href=\"[url a]\">"                   },
        {"<textarea>{{ a }}</textarea>",        "<textarea>[text a]</textarea>"                },
        {"<title>{{ a }}</title>",              "<title>[text a]</title>"                      },
        {"<b>{{ f(\"}}\", '}') }}</b>",         "<b>[text f(\"}}\", '}')]</b>"                 },
        {"<b>{{ \"\\\"}}\" }}</b>",             "<b>[text \"\\\"}}\"]</b>"                     },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char source[512];
        bool is_open = strstr(row[i].body, "</") == NULL;
        const char *end = !is_open                ? ""
                          : row[i].body[1] == 'p' ? "</p>"
                          : row[i].body[1] == 'f' ? "</form>"
                                                  : "</a>";
        char want[512];

        snprintf(source, sizeof(source), "{%% page p(int a) %%}%s%s", row[i].body, end);
        snprintf(want, sizeof(want), "%s%s", row[i].want, end);
        CLEANUP(compiled_close) struct compiled c = compile(source);

        if (!c.fine) {
            print_error("%s\n", c.msg);
        }
        assert_true(c.fine);
        assert_string_equal(script_of(c.text), want);
    }
}

static void shrinks_white_space_that_html_does_not_mind(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *want; /* ~ is a line break */
    } row[] = {
        {"\n\n<p>\n    a  b\n</p>\n\n",                  "<p>~a b~</p>~"                   },
        {"<p\n    id=\"a\"\n    class=\"b  c\">x</p>",   "<p id=\"a\" class=\"b  c\">x</p>"},
        {"<pre>\n  a\n\n  b</pre>",                      "<pre>~  a~~  b</pre>"            },
        {"<textarea>\n  a</textarea>",                   "<textarea>~  a</textarea>"       },
        {"<p>a</p> <p>b</p>",                            "<p>a</p> <p>b</p>"               },
        {"a\n<!-- a note\n with {{ x }} and <b> -->\nb", "a~b"                             },
        {"a\n{% if (a) %}\nb\n{% end %}\nc",             "a~b~c"                           }, /* the second break is the first again */
        {"a {% for (;;) %}\nb{% end %} c",               "a ~b c"                          },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char source[512];

        snprintf(source, sizeof(source), "{%% page p() %%}%s", row[i].body);
        CLEANUP(compiled_close) struct compiled c = compile(source);

        assert_string_equal(c.msg, "");
        assert_string_equal(script_of(c.text), row[i].want);
    }
}

static void makes_one_function_a_page(void **state)
{
    (void)state;
    static const char source[] =
        "{% include \"web/row_view.h\" %}\n"
        "{% page row(const struct row *r) %}\n"
        "<li class=\"a{% if (r->old) %} old{% end %}\"{% if (r->now) %} aria-current=page{% end %}>"
        "<a href=\"/f/{{ r->id }}?q={{ r->q }}\">{{ r->label }}</a>\n"
        "{% page rows(const struct rows *v, bool numbered) %}\n"
        "<ul>\n"
        "  {% for (size_t i = 0; i < v->n; i++) %}\n"
        "    {% call row(&v->row[i]) %}\n"
        "  {% end %}\n"
        "</ul>\n"
        "{% if (v->n == 0) %}<p>まだありません。{% if (numbered) %}0{% else if (v->more) %}1"
        "{% else %}2{% end %}</p>{% end %}\n"
        "{% page empty() %}\n";
    CLEANUP(compiled_close) struct compiled c = compile(source);

    assert_string_equal(c.msg, "");
    t_golden("tplc/rows.html.h", c.text, c.len);
}

#define PAGE "{% page p(int a) %}\n"

static void refuses_what_has_no_safe_meaning(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        const char *msg;
    } row[] = {
  /* values where no writer is safe */
        {PAGE "<{{ a }}>",                                        "x.html:2: a value in the name of a tag or attribute"             },
        {PAGE "<p{{ a }}>",                                       "x.html:2: a value in the name of a tag or attribute"             },
        {PAGE "<p {{ a }}>",                                      "x.html:2: a value in the name of a tag or attribute"             },
        {PAGE "<p da{{ a }}=\"x\">",                              "x.html:2: a value in the name of a tag or attribute"             },
        {PAGE "</{{ a }}>",                                       "x.html:2: a value in the name of a tag or attribute"             },
        {PAGE "<p id={{ a }}>",                                   "x.html:2: a value without double quotes around it (attribute id)"},
        {PAGE "<p id=x{{ a }}>",
         "x.html:2: a value without double quotes around it (attribute id)"                                                         },
        {PAGE "<p id='{{ a }}'>",                                 "x.html:2: a value in single quotes (attribute id)"               },
        {PAGE "<script>{{ a }}</script>",                         "x.html:2: a value inside <script>"                               },
        {PAGE "<img srcset=\"{{ a }}\">",                         "x.html:2: a value in the attribute srcset"                       },
        {PAGE "<iframe srcdoc=\"{{ a }}\">",                      "x.html:2: a value in the attribute srcdoc"                       },
        {PAGE "<meta content=\"{{ a }}\">",                       "x.html:2: a value in the attribute content"                      },
        {PAGE "<style>{{ a }}</style>",                           "x.html:2: <style>: styles belong into assets/sonae.css"          },
 /* scripts and styles in the page */
        {PAGE "<p onclick=\"x\">",
         "x.html:2: the attribute onclick: scripts belong into assets/sonae.js"                                                     },
        {PAGE "<p ONX>",                                          "x.html:2: the attribute onx: scripts belong into assets/sonae.js"},
        {PAGE "<p on{% if (a) %}click{% end %}>",
         "x.html:2: the attribute on: scripts belong into assets/sonae.js"                                                          },
        {PAGE "<p o{% if (a) %}nclick=\"x\"{% end %}>",
         "x.html:2: 'n' where a space or '>' should stand"                                                                          },
        {PAGE "<p style=\"x\">",                                  "x.html:2: the attribute style: styles belong into "
                                 "assets/sonae.css"                                                 },
        {PAGE "<script>x</script>",
         "x.html:2: text inside <script>: scripts belong into assets/sonae.js"                                                      },
        {PAGE "<script>{% if (a) %}</script>{% end %}",           "x.html:2: a block inside <script>"                               },
        {PAGE "<a href=\"javascript:x\">",
         "x.html:2: the URL of href begins neither with / ? # nor with http(s)://"                                                  },
        {PAGE "<a href=\"java{{ a }}\">",
         "x.html:2: the URL of href begins neither with / ? # nor with http(s)://"                                                  },
        {PAGE "<a href=\"http{{ a }}\">",
         "x.html:2: the URL of href begins neither with / ? # nor with http(s)://"                                                  },
        {PAGE "<a href=\"h{% if (a) %}t{% end %}\">",
         "x.html:2: the URL of href begins neither with / ? # nor with http(s)://"                                                  },
        {PAGE "<a href=\"ftp://x\">",
         "x.html:2: the URL of href begins neither with / ? # nor with http(s)://"                                                  },
        {PAGE "<a href=\"https:/\">",
         "x.html:2: the URL of href begins neither with / ? # nor with http(s)://"                                                  },
        {PAGE "<a href=/x>",                                      "x.html:2: the URL of href needs double quotes"                   },
 /* blocks that change the context */
        {PAGE "<p>\n{% if (a) %}</p>{% end %}",
         "x.html:3: the block ends in another HTML context than it began"                                                           },
        {PAGE "{% if (a) %}\n<p>\n{% end %}</p>",
         "x.html:4: <p> of line 3 is still open where the block ends"                                                               },
        {PAGE "{% if (a) %}<p title=\"{% end %}\">",
         "x.html:2: the block ends in another HTML context than it began"                                                           },
        {PAGE "<p {% if (a) %}>{% else %}id=x>{% end %}</p>",
         "x.html:2: <p> of line 2 is still open where the block ends"                                                               },
        {PAGE "<p title={% if (a) %}x{% end %}>",
         "x.html:2: a block begins or ends in the middle of a tag or value"                                                         },
        {PAGE "<p title=x{% if (a) %}x{% end %}>",
         "x.html:2: 'x' where a space or '>' should stand"                                                                          },
        {PAGE "<{% if (a) %}p{% end %}>",
         "x.html:2: a block begins or ends in the middle of a tag or value"                                                         },
        {PAGE "<p{% for (;;) %}id=\"a\"{% end %}>",
         "x.html:2: 'i' where a space or '>' should stand"                                                                          },
        {PAGE "<p {% for (;;) %}id=\"a\"{% end %}>",              /* the second round has no space */
         "x.html:2: 'i' where a space or '>' should stand"                      },
        {PAGE "<a href=\"{% if (a) %}{{ a }}{% end %}{{ a }}\">",
         "x.html:2: the block ends in another HTML context than it began"                                                           },
        {PAGE "{% if (a) %}<b>{% else %}<i>{% end %}</b>",
         "x.html:2: <b> of line 2 is still open where the block ends"                                                               },
 /* HTML that is not what it looks like */
        {PAGE "<p>",                                              "x.html:3: <p> of line 2 is not closed"                           },
        {PAGE "<b><i></b></i>",                                   "x.html:2: </b>, but <i> of line 2 is still open"                 },
        {PAGE "</p>",                                             "x.html:2: </p> closes nothing"                                   },
        {PAGE "</br>",                                            "x.html:2: </br>: this element has no end tag"                    },
        {PAGE "<div/>",                                           "x.html:2: <div/> does not close itself: write </div>"            },
        {PAGE "<p",                                               "x.html:3: the page ends inside a tag"                            },
        {PAGE "a < b",                                            "x.html:2: '<' without a tag: write &lt;"                         },
        {PAGE "<title><b></title>",                               "x.html:2: a tag inside <title>"                                  },
        {PAGE "<p id=\"a\"b>",                                    "x.html:2: 'b' where a space or '>' should stand"                 },
        {PAGE "<p =x>",                                           "x.html:2: '=' cannot begin an attribute here"                    },
        {PAGE "</p x>",                                           "x.html:2: 'x' cannot begin an attribute here"                    },
        {PAGE "<p id=a\"b>",                                      "x.html:2: '\"' in a value without quotes"                        },
        {PAGE "<p id=>",                                          "x.html:2: the attribute id has no value after '='"               },
        {PAGE "<p23456789012345678901234567890123>",              "x.html:2: a name longer than 31 characters"                      },
        {PAGE "<!doctype \"html\">",                              "x.html:2: only <!doctype html> begins with '<!'"                 },
        {PAGE "<!-- a",                                           "x.html:2: no --> for this <!--"                                  },
        {PAGE "a\rb",                                             "x.html:2: a control character (13)"                              },
 /* the language */
        {"a",                                                     "x.html:1: text outside a page"                                   },
        {"{{ a }}",                                               "x.html:1: a value outside a page"                                },
        {"{% if (a) %}",                                          "x.html:1: a block outside a page"                                },
        {"{% call f(a) %}",                                       "x.html:1: a call stands between tags"                            },
        {PAGE "{{ a",                                             "x.html:2: no }} on the line of its {{"                           },
        {PAGE "{{ a\n}}",                                         "x.html:2: no }} on the line of its {{"                           },
        {PAGE "{{ \"a\\\n\" }}",                                  "x.html:2: no }} on the line of its {{"                           },
        {PAGE "{{ a\001 }}",                                   "x.html:2: a control character (1)"                               },
        {"{% include \"a\"\"b\" %}",
         "x.html:1: an include names a header in double quotes, before the first page"                                              },
        {PAGE "{{ \"a }}",                                        "x.html:2: no }} on the line of its {{"                           },
        {PAGE "{{ }}",                                            "x.html:2: an empty value"                                        },
        {PAGE "{% if (a)",                                        "x.html:2: no %} on the line of its {%"                           },
        {PAGE "{% while (a) %}",                                  "x.html:2: no such directive: while (a)"                          },
        {PAGE "{% if a %}",                                       "x.html:2: expected (...), not: a"                                },
        {PAGE "{% if () %}",                                      "x.html:2: expected (...), not: ()"                               },
        {PAGE "{% if (a) %}\na",                                  "x.html:4: the block of line 2 has no end"                        },
        {PAGE "{% else %}",                                       "x.html:2: an else without its if"                                },
        {PAGE "{% for (;;) %}{% else %}",                         "x.html:2: an else without its if"                                },
        {PAGE "{% if (a) %}{% else %}{% else %}",                 "x.html:2: an else without its if"                                },
        {PAGE "{% if (a) %}{% else a %}",                         "x.html:2: expected else or else if (...)"                        },
        {PAGE "{% end %}",                                        "x.html:2: an end without its block"                              },
        {PAGE "{% if (a) %}{% end if %}",                         "x.html:2: an end without its block"                              },
        {PAGE "<p {% call f(a) %}>",                              "x.html:2: a call stands between tags"                            },
        {PAGE "{% call f %}",                                     "x.html:2: expected name(...), not: f"                            },
        {PAGE "{% call f(a) + 1 %}",                              "x.html:2: expected name(...), not: f(a) + 1"                     },
        {PAGE "{% include \"a.h\" %}",
         "x.html:2: an include names a header in double quotes, before the first page"                                              },
        {"{% include <a.h> %}",
         "x.html:1: an include names a header in double quotes, before the first page"                                              },
        {"{% page p %}",                                          "x.html:1: expected name(...), not: p"                            },
        {PAGE "{{ a; b }}",                                       "x.html:2: ';' in: a; b"                                          },
        {PAGE "{{ a) b( c }}",                                    "x.html:2: brackets do not pair in: a) b( c"                      },
        {PAGE "{{ (a] }}",                                        "x.html:2: brackets do not pair in: (a]"                          },
        {PAGE "{{ (a }}",                                         "x.html:2: brackets do not pair in: (a"                           },
        {PAGE "{% if (a) || (b { ) %}",                           "x.html:2: brackets do not pair in: (a) || (b { )"                },
        {PAGE "{{ a // b }}",                                     "x.html:2: a comment, '#', '\\' or NUL in: a // b"                },
        {PAGE "{{ a /* b }}",                                     "x.html:2: a comment, '#', '\\' or NUL in: a /* b"                },
        {PAGE "{{ a # b }}",                                      "x.html:2: a comment, '#', '\\' or NUL in: a # b"                 },
        {PAGE "{% for (a; b; c; d) %}",                           "x.html:2: ';' in: (a; b; c; d)"                                  },
        {PAGE "{% if (a; b) %}",                                  "x.html:2: ';' in: (a; b)"                                        },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char source[512];

        snprintf(source, sizeof(source), "%s\n", row[i].source);
        CLEANUP(compiled_close) struct compiled c = compile(source);

        if (c.fine) {
            print_error("accepted: %s\n", row[i].source);
        }
        assert_false(c.fine);
        assert_string_equal(c.msg, row[i].msg);
    }
}

static void refuses_too_much_of_a_thing(void **state)
{
    (void)state;
    struct {
        const char *what;
        const char *open;
        const char *close;
        int limit;
    } row[] = {
        {"blocks are nested too deeply",            "{% if (a) %}", "{% end %}", TPLC_NESTING},
        {"more than 48 elements inside each other", "<b>",          "</b>",      48          },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        for (int over = 0; over <= 1; over++) {
            char source[4096] = PAGE;

            for (int n = 0; n < row[i].limit + over; n++) {
                strcat(source, row[i].open);
            }
            for (int n = 0; n < row[i].limit + over; n++) {
                strcat(source, row[i].close);
            }
            CLEANUP(compiled_close) struct compiled c = compile(source);

            assert_int_equal(c.fine, over == 0);
            assert_true(over == 0 || strstr(c.msg, row[i].what) != NULL);
        }
    }
}

static void end_tags_may_be_left_out_where_html_lets_them(void **state)
{
    (void)state;
    static const char *const source[] = {
        PAGE "<ul><li>a<li>b</ul>",
        PAGE "<table><thead><tr><th>a<th>b<tbody>{% for (;;) %}<tr><td>a<td>b{% end %}</table>",
        PAGE "<dl>{% for (;;) %}<dt>a<dd>b{% end %}</dl>",
        PAGE "<select>{% for (;;) %}<option>a{% end %}</select>",
        PAGE "<input type=checkbox{% if (a) %} checked{% end %}>",
        PAGE "<input {% if (a) %}checked {% end %}>",
        PAGE "<p{% if (a) %} id=\"x\"{% else %} id=\"y\"{% end %} class=z>a</p>",
        PAGE "<a href=\"{% if (a) %}{{ a }}{% else %}/x{% end %}?q={{ a }}\">a</a>",
        PAGE "<svg viewbox=\"0 0 8 8\"><path d=\"M0 0h8\"/></svg>",
        PAGE "<!doctype html><script src=\"/x.js\" defer></script>",
        PAGE "<br><hr/>",
    };

    for (size_t i = 0; i < COUNT(source); i++) {
        CLEANUP(compiled_close) struct compiled c = compile(source[i]);

        assert_string_equal(c.msg, "");
        assert_true(c.fine);
    }
}

static void a_zero_byte_is_refused_anywhere(void **state)
{
    (void)state;
    static const char *const source[] = {PAGE "a@b",          PAGE "{{ a@ }}",        PAGE "<p@>",
                                         PAGE "{%@if %}",     PAGE "<p title=\"@\">", "@",
                                         PAGE "{% if (a@) %}"};

    for (size_t i = 0; i < COUNT(source); i++) {
        char text[64];
        size_t len = strlen(source[i]);

        memcpy(text, source[i], len);
        *(char *)memchr(text, '@', len) = '\0';
        CLEANUP(compiled_close) struct compiled c = compile_n(text, len);

        assert_false(c.fine);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picks_the_writer_by_the_place),
        cmocka_unit_test(shrinks_white_space_that_html_does_not_mind),
        cmocka_unit_test(makes_one_function_a_page),
        cmocka_unit_test(refuses_what_has_no_safe_meaning),
        cmocka_unit_test(refuses_too_much_of_a_thing),
        cmocka_unit_test(end_tags_may_be_left_out_where_html_lets_them),
        cmocka_unit_test(a_zero_byte_is_refused_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
