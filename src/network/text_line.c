#include "network/text_line.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

bool text_part_line(struct text_part *line, struct text_part *rest)
{
    if (rest->len == 0) {
        return false;
    }
    const uint8_t *end = memchr(rest->at, '\n', rest->len);
    size_t len = end == NULL ? rest->len : (size_t)(end - rest->at);
    size_t taken = end == NULL ? len : len + 1;

    *line = (struct text_part){rest->at, len};
    if (len > 0 && line->at[len - 1] == '\r') {
        line->len--;
    }
    rest->at += taken;
    rest->len -= taken;
    return true;
}

bool text_part_begins(struct text_part p, const char *word)
{
    size_t n = strlen(word);

    return p.len >= n && strncasecmp((const char *)p.at, word, n) == 0;
}

bool text_part_has(struct text_part p, const char *word)
{
    return memmem(p.at, p.len, word, strlen(word)) != NULL;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

bool text_part_header(struct text_part *value, struct text_part line, const char *name)
{
    size_t n = strlen(name);

    if (!text_part_begins(line, name) || line.len == n || line.at[n] != ':') {
        return false;
    }
    struct text_part v = {line.at + n + 1, line.len - n - 1};

    while (v.len > 0 && is_blank(v.at[0])) {
        v.at++;
        v.len--;
    }
    while (v.len > 0 && is_blank(v.at[v.len - 1])) {
        v.len--;
    }
    *value = v;
    return true;
}

bool text_part_host(struct addr *out, struct text_part url)
{
    char host[ADDR_TEXT_SIZE];
    const uint8_t *at = memmem(url.at, url.len, "://", 3);

    if (at == NULL) {
        return false;
    }
    at += 3;
    size_t left = url.len - (size_t)(at - url.at), n = 0;
    bool v6 = left > 0 && at[0] == '[';
    const char *ends = v6 ? "]" : ":/ ";

    at += v6;
    left -= v6;
    while (n < left && at[n] != '\0' && strchr(ends, at[n]) == NULL) {
        n++;
    }
    if (n == 0 || n >= sizeof(host)) {
        return false;
    }
    snprintf(host, sizeof(host), "%.*s", (int)n, (const char *)at);
    return addr_read(out, host);
}
