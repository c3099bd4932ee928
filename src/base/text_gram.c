/* Search grams: characters and pairs of neighbours, so that two Japanese characters find. */
#include "base/text.h"

#include <string.h>

/* A set of pairs of code points, open addressing, at most half full. */
struct seen {
    uint64_t *slot; /* 0 = free: no gram is 0, it has at least one character */
    size_t mask;
};

static bool add(struct seen *seen, uint32_t first, uint32_t second)
{
    uint64_t gram = (uint64_t)first << 32 | second;
    size_t at = (size_t)(gram * UINT64_C(0x9E3779B97F4A7C15) >> 40) & seen->mask;

    while (seen->slot[at] != 0) {
        if (seen->slot[at] == gram) {
            return false;
        }
        at = (at + 1) & seen->mask;
    }
    seen->slot[at] = gram;
    return true;
}

static bool parts_words(uint32_t cp)
{
    return cp <= ' ' || cp == 0x7F; /* U+0001, and what a caller may have left between words */
}

static char *put(char *out, const char *bytes, size_t len)
{
    memcpy(out, bytes, len);
    out[len] = ' ';
    return out + len + 1;
}

/* Grams of key, written to out, which has room; single: also each character by itself. */
static char *write_grams(char *out, const char *key, struct seen *seen, bool single)
{
    const char *prev_at = NULL; /* the character before this one in its word */
    uint32_t prev = 0;
    bool lone = false; /* prev is so far a word of one character */

    for (const char *s = key;;) {
        const char *at = s;
        uint32_t cp = text_next(&s);

        if (parts_words(cp)) {
            if (!single && lone && add(seen, prev, 0)) {
                out = put(out, prev_at, (size_t)(at - prev_at));
            }
            prev_at = NULL;
            lone = false;
            if (cp == 0) {
                return out;
            }
            continue;
        }
        if (single && add(seen, cp, 0)) {
            out = put(out, at, (size_t)(s - at));
        }
        if (prev_at != NULL && add(seen, prev, cp)) {
            out = put(out, prev_at, (size_t)(s - prev_at));
        }
        lone = prev_at == NULL;
        prev_at = at;
        prev = cp;
    }
}

static char *grams(struct arena *a, const char *key, bool single)
{
    char *out = arena_alloc(a, 5 * strlen(key) + 1); /* a byte is in 3 grams, a space behind each */
    size_t most = 2 * text_chars(key);               /* grams */
    struct arena_mark mark;
    struct seen seen;
    size_t slots = 16;

    if (out == NULL) {
        return NULL;
    }
    while (slots < 2 * most) {
        slots *= 2;
    }
    mark = arena_mark(a);
    seen.slot = arena_make(a, uint64_t, slots);
    seen.mask = slots - 1;
    if (seen.slot == NULL) {
        return NULL;
    }
    char *end = write_grams(out, key, &seen, single);

    if (end > out) {
        end--; /* the space behind the last */
    }
    *end = '\0';
    arena_reset(a, mark);
    return out;
}

char *text_grams(struct arena *a, const char *key)
{
    return grams(a, key, true);
}

char *text_query_grams(struct arena *a, const char *key)
{
    return grams(a, key, false);
}
