/* Made by tools/tplc.c from x.html: do not edit. */
#ifndef TPL_X_HTML
#define TPL_X_HTML

#include "render/html.h"

#line 1 "x.html"
#include "web/row_view.h"

#line 2 "x.html"
__attribute__((unused)) static inline void tpl_row(struct html *h, const struct row *r)
{
    html_lit(h, "<li class=\"a");
#line 3 "x.html"
    if (r->old) {
    html_lit(h, " old");
#line 3 "x.html"
    }
    html_lit(h, "\"");
#line 3 "x.html"
    if (r->now) {
    html_lit(h, " aria-current=page");
#line 3 "x.html"
    }
    html_lit(h, "><a href=\"/f/");
#line 3 "x.html"
    html_url_part(h, (r->id));
    html_lit(h, "\?q=");
#line 3 "x.html"
    html_url_part(h, (r->q));
    html_lit(h, "\">");
#line 3 "x.html"
    html_text(h, (r->label));
    html_lit(h, "</a>\n");
}

#line 4 "x.html"
__attribute__((unused)) static inline void tpl_rows(struct html *h, const struct rows *v, bool numbered)
{
    html_lit(h, "<ul>\n");
#line 6 "x.html"
    for (size_t i = 0; i < v->n; i++) {
    html_lit(h, "\n");
#line 7 "x.html"
    tpl_row(h, &v->row[i]);
    html_lit(h, "\n");
#line 8 "x.html"
    }
    html_lit(h, "</ul>\n");
#line 10 "x.html"
    if (v->n == 0) {
    html_lit(h, "<p>まだありません。");
#line 10 "x.html"
    if (numbered) {
    html_lit(h, "0");
#line 10 "x.html"
    } else if (v->more) {
    html_lit(h, "1");
#line 10 "x.html"
    } else {
    html_lit(h, "2");
#line 10 "x.html"
    }
    html_lit(h, "</p>");
#line 10 "x.html"
    }
    html_lit(h, "\n");
}

#line 11 "x.html"
__attribute__((unused)) static inline void tpl_empty(struct html *h)
{
}

#endif
