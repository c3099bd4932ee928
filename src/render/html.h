/*
 * HTML, safe by construction: every value is escaped for the place it stands
 * in. Pages are templates (src/web/NAME.html) that tools/tplc.c compiles into
 * calls of the four writers below; C code rarely calls them by hand.
 *
 * Sticky: writes into a buf that remembers its first failure; ask html_status()
 * once at the end. Which function writes a value is chosen by its C type; a
 * type that is not listed is a compile error, on the template's line.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "base/buf.h"

#include <stddef.h>

struct html {
    struct buf *out; /* the page so far; owned by the caller */
};

/*
 * Finished HTML or SVG, written as it is. Only render makes one, from its own
 * writers, and so it is safe by construction too (tests/lint refuses others).
 * data == NULL is nothing. Lives as long as the buffer it was taken from.
 */
struct markup {
    const char *data;
    size_t len;
};

/* What h has written so far, to stand inside another page: the body in its frame. */
struct markup html_markup(const struct html *h);

/* OK, E_NOMEM or E_LIMIT of the buffer below. Ask before sending anything. */
MUST_CHECK enum status html_status(const struct html *h, struct err *err);

/* A string literal of the template, as it is. */
#define html_lit(h, literal) html_bytes((h), "" literal "", sizeof("" literal) - 1)

/* clang-format off */
#define HTML_NUMBERS                                                                               \
    int: html_int, long: html_int, long long: html_int,                                            \
    unsigned: html_uint, unsigned long: html_uint, unsigned long long: html_uint

/* Between tags: text (& < > escaped, NULL is nothing), numbers, or markup. */
#define html_text(h, value)                                                                        \
    _Generic((value), char *: html_text_str, const char *: html_text_str,                          \
        struct markup: html_raw, HTML_NUMBERS)((h), (value))

/* Inside a double-quoted attribute: also " and ' are escaped. */
#define html_attr(h, value)                                                                        \
    _Generic((value), char *: html_attr_str, const char *: html_attr_str, HTML_NUMBERS)            \
        ((h), (value))

/*
 * A whole URL, or the beginning of one, inside href, src, action: "/path" of
 * this server, "?query", "#fragment", "http://" and "https://" pass; everything
 * else (another scheme, "//host", a backslash, white space) becomes "#".
 */
#define html_url(h, value)                                                                         \
    _Generic((value), char *: html_url_str, const char *: html_url_str)((h), (value))

/* One segment or parameter inside a URL: all but A-Z a-z 0-9 - . _ ~ is percent-encoded. */
#define html_url_part(h, value)                                                                    \
    _Generic((value), char *: html_url_part_str, const char *: html_url_part_str, HTML_NUMBERS)    \
        ((h), (value))
/* clang-format on */

/* Behind the macros. */
void html_bytes(struct html *h, const char *literal, size_t len);
void html_raw(struct html *h, struct markup m);
void html_text_str(struct html *h, const char *s);
void html_attr_str(struct html *h, const char *s);
void html_url_str(struct html *h, const char *s);
void html_url_part_str(struct html *h, const char *s);
void html_int(struct html *h, long long n);
void html_uint(struct html *h, unsigned long long n);

#endif
