#include "network/header.h"

#include <string.h>
#include <strings.h>

bool header_line(struct header_text *line, size_t *at, const uint8_t *byte, size_t len)
{
    const uint8_t *stop = *at < len ? memchr(byte + *at, '\n', len - *at) : NULL;

    if (stop == NULL) {
        return false;
    }
    size_t n = (size_t)(stop - (byte + *at));

    *line = (struct header_text){byte + *at, n > 0 && stop[-1] == '\r' ? n - 1 : n};
    *at += n + 1;
    return true;
}

static bool is_name(const struct header_text *line, const char *name, size_t n)
{
    return line->len > n && line->text[n] == ':' &&
           strncasecmp((const char *)line->text, name, n) == 0;
}

bool header_find(struct header_text *value, const uint8_t *byte, size_t len, const char *name)
{
    struct header_text line;
    size_t at = 0, n = strlen(name);

    for (int i = 0; i < HEADER_LINES_MAX && header_line(&line, &at, byte, len); i++) {
        if (line.len == 0) {
            return false; /* the body begins */
        }
        if (i > 0 && is_name(&line, name, n)) {
            for (n++; n < line.len && (line.text[n] == ' ' || line.text[n] == '\t'); n++) {
            }
            *value = (struct header_text){line.text + n, line.len - n};
            return true;
        }
    }
    return false;
}

bool header_word(struct header_text *word, const struct header_text *line, int n)
{
    size_t at = 0;

    for (int i = 0; i <= n; i++) {
        size_t from = at;

        while (at < line->len && line->text[at] != ' ') {
            at++;
        }
        *word = (struct header_text){line->text + from, at - from};
        if (i < n && at++ >= line->len) {
            return false;
        }
    }
    return word->len > 0;
}
