/* What tplc makes is C: the compiler accepts it without a warning, and finds mistakes on the
   template's own line. */
#include "tplc.h"

#include "t.h"

#include <stdio.h>
#include <unistd.h>

#define HEAD                     \
    "{% include \"view.h\" %}\n" \
    "{% page p(const struct view *v) %}\n"

static const char view[] = "struct view { const char *name; int n; double share; "
                           "struct markup body; };\n";

/* Compile the template's output; what the compiler says is left in said[size]. */
static bool compiles(const char *source, char *said, size_t size)
{
    char path[4200];
    char command[20000];
    char msg[TPLC_MSG_SIZE] = "";

    snprintf(path, sizeof(path), "%s/view.h", t_temp_dir());
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(view, f);
    fclose(f);
    snprintf(path, sizeof(path), "%s/page.c", t_temp_dir());
    f = fopen(path, "w");
    assert_non_null(f);
    assert_true(tplc_compile(f, "page.html", source, strlen(source), msg));
    fclose(f);
    snprintf(command, sizeof(command),
             "%s -std=gnu17 -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only -I '%s' -I "
             "'%s' '%s' 2>&1",
             CC, t_source("src"), t_temp_dir(), path);
    f = popen(command, "r");
    assert_non_null(f);
    size_t len = fread(said, 1, size - 1, f);

    said[len] = '\0';
    return pclose(f) == 0;
}

static void a_good_template_makes_no_warning(void **state)
{
    (void)state;
    char said[16384];

    if (!compiles(HEAD "<p title=\"{{ v->name }}\">{{ v->n }} {{ v->body }}</p>\n"
                       "{% for (int i = 0; i < v->n; i++) %}{{ i }}?\?({% end %}\n"
                       "{% page unused(int a) %}\n",
                  said, sizeof(said))) {
        fail_msg("%s", said);
    }
}

static void a_mistake_is_found_on_the_templates_line(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const char *source;
        const char *where;
    } row[] = {
        {"a misspelt member",      HEAD "<p>\n{{ v->nam }}</p>",           "page.html:4:"},
        {"a type without writer",  HEAD "<p>{{ v->share }}</p>",           "page.html:3:"},
        {"markup in an attribute", HEAD "<p title=\"{{ v->body }}\"></p>", "page.html:3:"},
        {"markup in a URL",        HEAD "<a href=\"{{ v->body }}\"></a>",  "page.html:3:"},
        {"a number as a URL",      HEAD "<a href=\"{{ v->n }}\"></a>",     "page.html:3:"},
        {"a misspelt page",        HEAD "{% call nothing(v) %}",           "page.html:3:"},
        {"a misspelt condition",   HEAD "\n\n{% if (v->x) %}{% end %}",    "page.html:5:"},
        {"a missing header",       "{% include \"none.h\" %}",             "page.html:1:"},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char said[16384];

        if (compiles(row[i].source, said, sizeof(said))) {
            fail_msg("%s was compiled", row[i].what);
        }
        if (strstr(said, row[i].where) == NULL) {
            fail_msg("%s: %s", row[i].what, said);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_template_makes_no_warning),
        cmocka_unit_test(a_mistake_is_found_on_the_templates_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
