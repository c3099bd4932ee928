/*
 * The template compiler: an HTML file with holes becomes a C header with one
 * function a page. The language is tiny:
 *
 *     {% include "web/x.h" %}         an #include, before the first page
 *     {% page name(args) %}           begins static inline void tpl_name(struct html *h, args)
 *     {% if (c) %} {% else if (c) %} {% else %} {% end %}
 *     {% for (a; b; c) %} {% end %}
 *     {% call other(args) %}          tpl_other(h, args)
 *     {{ expr }}                      a value, escaped for the place it stands in
 *     <!-- ... -->                    a note for the reader of the template, dropped
 *
 * Conditions, arguments and expressions are C. The compiler follows the HTML
 * (tplc_html.h), picks the writer (html_text, html_attr, html_url,
 * html_url_part of render/html.h) and refuses what has no safe one. White
 * space with a line break in it shrinks to one line break, outside pre and
 * textarea. #line directives lead C compiler errors back to the template.
 */
#ifndef TPLC_H
#define TPLC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define TPLC_NESTING 24 /* blocks inside each other */
#define TPLC_MSG_SIZE 512

/*
 * Compile source[len], which comes from the file called name. false: refused,
 * msg[TPLC_MSG_SIZE] says "name:line: why", and what was written to out is of no use.
 */
bool tplc_compile(FILE *out, const char *name, const char *source, size_t len,
                  char msg[TPLC_MSG_SIZE]);

#endif
