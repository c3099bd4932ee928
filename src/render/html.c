#include "render/html.h"

#include <stdbool.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD: HTML has no place for other control characters */

struct markup html_markup(const struct html *h)
{
    return (struct markup){buf_text(h->out), h->out->len};
}

enum status html_status(const struct html *h, struct err *err)
{
    return buf_status(h->out, err);
}

void html_bytes(struct html *h, const char *literal, size_t len)
{
    buf_add(h->out, literal, len);
}

void html_raw(struct html *h, struct markup m)
{
    buf_add(h->out, m.data, m.data == NULL ? 0 : m.len);
}

/* What a byte becomes between tags; NULL: it stays. */
static const char *const in_text[256] = {
    ['&'] = "&amp;",      ['<'] = "&lt;",       ['>'] = "&gt;",       [0x01] = REPLACEMENT,
    [0x02] = REPLACEMENT, [0x03] = REPLACEMENT, [0x04] = REPLACEMENT, [0x05] = REPLACEMENT,
    [0x06] = REPLACEMENT, [0x07] = REPLACEMENT, [0x08] = REPLACEMENT, [0x0b] = REPLACEMENT,
    [0x0c] = REPLACEMENT, [0x0e] = REPLACEMENT, [0x0f] = REPLACEMENT, [0x10] = REPLACEMENT,
    [0x11] = REPLACEMENT, [0x12] = REPLACEMENT, [0x13] = REPLACEMENT, [0x14] = REPLACEMENT,
    [0x15] = REPLACEMENT, [0x16] = REPLACEMENT, [0x17] = REPLACEMENT, [0x18] = REPLACEMENT,
    [0x19] = REPLACEMENT, [0x1a] = REPLACEMENT, [0x1b] = REPLACEMENT, [0x1c] = REPLACEMENT,
    [0x1d] = REPLACEMENT, [0x1e] = REPLACEMENT, [0x1f] = REPLACEMENT, [0x7f] = REPLACEMENT,
};

/* Runs of plain bytes go out in one piece; quotes are escaped in attributes only. */
static void escaped(struct html *h, const char *s, bool quotes)
{
    const char *run = s;

    if (s == NULL) {
        return;
    }
    for (; *s != '\0'; s++) {
        const char *safe = in_text[(unsigned char)*s];

        if (quotes && *s == '"') {
            safe = "&quot;";
        } else if (quotes && *s == '\'') {
            safe = "&#39;";
        }
        if (safe != NULL) {
            buf_add(h->out, run, (size_t)(s - run));
            buf_str(h->out, safe);
            run = s + 1;
        }
    }
    buf_add(h->out, run, (size_t)(s - run));
}

void html_text_str(struct html *h, const char *s)
{
    escaped(h, s, false);
}

void html_attr_str(struct html *h, const char *s)
{
    escaped(h, s, true);
}

/*
 * Browsers drop tabs and line breaks from URLs and read '\' as '/', so any of
 * them could turn a path into another host or scheme (WHATWG URL, 4.4).
 */
static bool is_harmless(const char *url)
{
    for (const char *p = url; *p != '\0'; p++) {
        if ((unsigned char)*p <= ' ' || *p == '\\' || *p == 0x7f) {
            return false;
        }
    }
    return (url[0] == '/' && url[1] != '/') || url[0] == '?' || url[0] == '#' ||
           strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
}

void html_url_str(struct html *h, const char *s)
{
    escaped(h, s != NULL && is_harmless(s) ? s : "#", true);
}

static bool is_unreserved(unsigned char c) /* RFC 3986, 2.3 */
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void html_url_part_str(struct html *h, const char *s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (; s != NULL && *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;

        if (is_unreserved(c)) {
            buf_char(h->out, *s);
        } else {
            buf_add(h->out, (const char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
        }
    }
}

void html_uint(struct html *h, unsigned long long n)
{
    char digits[20]; /* 2^64 - 1 has 20 */
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    buf_add(h->out, digits + at, sizeof(digits) - at);
}

void html_int(struct html *h, long long n)
{
    if (n < 0) {
        buf_char(h->out, '-');
    }
    html_uint(h, n < 0 ? 0 - (unsigned long long)n : (unsigned long long)n);
}
