#include "http/url.h"

#include "base/text.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Bytes of s[len] without their escapes, to out; how many, or -1 for a broken escape. */
static long unescape(char *out, const char *s, size_t len, enum url_part part)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        if (s[i] == '%') {
            int high = len - i > 2 ? hex_digit(s[i + 1]) : -1;
            int low = len - i > 2 ? hex_digit(s[i + 2]) : -1;

            if (high < 0 || low < 0) {
                return -1;
            }
            out[n++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[n++] = s[i] == '+' && part == URL_VALUE ? ' ' : s[i];
        }
    }
    return (long)n;
}

static bool has_control(const char *s)
{
    for (; *s != '\0'; s++) {
        if ((unsigned char)*s < 0x20 || *s == 0x7f) {
            return true;
        }
    }
    return false;
}

/* Browsers send line ends of a text area as CRLF; everything behind this room knows only LF. */
static void plain_line_ends(char *s)
{
    char *to = s;

    for (const char *from = s; *from != '\0'; from++) {
        if (*from == '\r') {
            *to++ = '\n';
            from += from[1] == '\n';
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}

/* Is decoded text[len] fit for its place? It becomes *out, with plain line ends. */
static enum status judge(char **out, char *text, size_t len, enum url_part part, struct err *err)
{
    if (!text_is_utf8(text, len)) { /* also refuses NUL */
        return err_set(err, E_INVALID, "url: not UTF-8");
    }
    if (part == URL_SEGMENT && has_control(text)) {
        return err_set(err, E_INVALID, "url: control character in a path");
    }
    if (part == URL_VALUE) {
        plain_line_ends(text);
    }
    *out = text;
    return OK;
}

enum status url_decode(char **out, struct arena *a, const char *s, size_t len, enum url_part part,
                       struct err *err)
{
    char *text = arena_alloc(a, len + 1);

    if (text == NULL) {
        return arena_status(a, err);
    }
    long n = unescape(text, s, len, part);

    if (n < 0) {
        return err_set(err, E_INVALID, "url: broken percent escape");
    }
    text[n] = '\0';
    return judge(out, text, (size_t)n, part, err);
}

enum status url_value(char **out, struct arena *a, const char *bytes, size_t len, struct err *err)
{
    char *text = arena_copy_n(a, bytes, len);

    return text == NULL ? arena_status(a, err) : judge(out, text, len, URL_VALUE, err);
}

static bool is_unreserved(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void url_encode(struct buf *out, const char *s)
{
    for (; s != NULL && *s != '\0'; s++) {
        if (is_unreserved(*s)) {
            buf_char(out, *s);
        } else {
            buf_printf(out, "%%%02X", (unsigned char)*s);
        }
    }
}

void url_query(struct buf *out, const char *name, const char *value)
{
    buf_char(out, strchr(buf_text(out), '?') == NULL ? '?' : '&');
    url_encode(out, name);
    buf_char(out, '=');
    url_encode(out, value);
}

static bool is_plain_segment(const char *s)
{
    return strcmp(s, ".") != 0 && strcmp(s, "..") != 0 && strpbrk(s, "/\\") == NULL;
}

enum status url_check_path(const char *path, struct arena *a, struct err *err)
{
    if (path[0] != '/') {
        return err_say(err, E_INVALID, MSG_HTTP_ADDRESS);
    }
    for (const char *at = path; *at == '/';) {
        const char *segment = at + 1;
        size_t len = strcspn(segment, "/");
        char *text;

        at = segment + len;
        if (len == 0 && *at == '/') {
            return err_say(err, E_INVALID, MSG_HTTP_ADDRESS);
        }
        enum status st = url_decode(&text, a, segment, len, URL_SEGMENT, err);

        if (st == E_INVALID || (st == OK && !is_plain_segment(text))) {
            return err_say(err, E_INVALID, MSG_HTTP_ADDRESS);
        }
        if (st != OK) {
            return st;
        }
    }
    return OK;
}

bool url_match(struct url_params *out, const char *pattern, const char *path, struct arena *a)
{
    struct url_params found = {.n = 0};

    while (*pattern == '/' && *path == '/') {
        const char *want = ++pattern;
        const char *have = ++path;
        size_t want_size = strcspn(want, "/");
        size_t have_size = strcspn(have, "/");

        if (*want == ':') {
            char *value;

            if (have_size == 0 || found.n == URL_PARAMS_MAX ||
                url_decode(&value, a, have, have_size, URL_SEGMENT, NULL) != OK) {
                return false;
            }
            found.param[found.n++] = (struct url_param){want + 1, want_size - 1, value};
        } else if (want_size != have_size || memcmp(want, have, want_size) != 0) {
            return false;
        }
        pattern += want_size;
        path += have_size;
    }
    if (*pattern != '\0' || *path != '\0') {
        return false;
    }
    *out = found;
    return true;
}

const char *url_param(const struct url_params *params, const char *name)
{
    size_t size = strlen(name);

    for (size_t i = 0; i < params->n; i++) {
        const struct url_param *p = &params->param[i];

        if (p->name_size == size && memcmp(p->name, name, size) == 0) {
            return p->value;
        }
    }
    return NULL;
}
