#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

char *text_cut(char *out, size_t size, const char *s)
{
    size_t len = strnlen(s, size);

    if (len == size) { /* too long: step back over a cut character */
        len = size - 1;
        while (len > 0 && ((unsigned char)s[len] & 0xC0) == 0x80) {
            len--;
        }
    }
    memmove(out, s, len);
    out[len] = '\0';
    return out;
}

/* How many bytes the character that begins with first should have; 0 if none begins so. */
static size_t length_of(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xC2 || first > 0xF4) {
        return 0;
    }
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/*
 * The length of the well-formed character at s with at most left bytes, and its
 * code point; 0 when it is broken. Unicode 15, table 3-7; no bytes past left are read.
 */
static size_t decode(const char *s, size_t left, uint32_t *cp)
{
    const unsigned char *p = (const unsigned char *)s;

    /* Kana and kanji: three bytes, and with these first ones neither overlong nor surrogates. */
    if (p[0] > 0xE0 && p[0] < 0xED && left >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *cp = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        return 3;
    }

    size_t len = length_of(p[0]);
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    static const unsigned char lead[] = {0, 0x7F, 0x1F, 0x0F, 0x07};

    if (len == 0 || len > left) {
        return 0;
    }
    *cp = p[0] & lead[len];
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0; /* also stops at the closing 0 */
        }
        *cp = *cp << 6 | (p[i] & 0x3F);
    }
    return *cp < least[len] || (*cp >= 0xD800 && *cp < 0xE000) || *cp > 0x10FFFF ? 0 : len;
}

bool text_is_utf8(const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t step = decode(s + i, len - i, &cp);

        if (step == 0 || cp == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

uint32_t text_next(const char **s)
{
    uint32_t cp;
    unsigned char first = (unsigned char)**s;

    if (first < 0x80) {
        *s += first != 0;
        return first;
    }
    size_t len = decode(*s, 4, &cp);

    *s += len == 0 ? 1 : len;
    return len == 0 ? 0xFFFD : cp;
}

int text_put(char *out, uint32_t cp)
{
    int len = 0;

    if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) {
        cp = 0xFFFD;
    }
    if (cp < 0x80) {
        out[len++] = (char)cp;
    } else if (cp < 0x800) {
        out[len++] = (char)(0xC0 | cp >> 6);
        out[len++] = (char)(0x80 | (cp & 0x3F));
    } else if (cp < 0x10000) {
        out[len++] = (char)(0xE0 | cp >> 12);
        out[len++] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[len++] = (char)(0x80 | (cp & 0x3F));
    } else {
        out[len++] = (char)(0xF0 | cp >> 18);
        out[len++] = (char)(0x80 | (cp >> 12 & 0x3F));
        out[len++] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[len++] = (char)(0x80 | (cp & 0x3F));
    }
    return len;
}

int text_encode(char out[5], uint32_t cp)
{
    int len = text_put(out, cp);

    out[len] = '\0';
    return len;
}

size_t text_chars(const char *s)
{
    size_t n = 0;

    for (; *s != '\0'; n++) {
        if ((unsigned char)*s < 0x80) {
            s++;
        } else {
            text_next(&s);
        }
    }
    return n;
}

/*
 * Characters that Unicode leaves open ("ambiguous") and that stand in JIS X 0208, so that
 * a Japanese font draws them in a full square; with the private characters (外字).
 */
static const struct {
    uint16_t first, last;
} full_in_japan[] = {
    {0x00A7, 0x00A8},
    {0x00B0, 0x00B1},
    {0x00B4, 0x00B4},
    {0x00B6, 0x00B6},
    {0x00D7, 0x00D7},
    {0x00F7, 0x00F7},
    {0x0391, 0x03C9},
    {0x0401, 0x0451},
    {0x2010, 0x2010},
    {0x2014, 0x2016},
    {0x2018, 0x2019},
    {0x201C, 0x201D},
    {0x2020, 0x2021},
    {0x2025, 0x2026},
    {0x2030, 0x2030},
    {0x2032, 0x2033},
    {0x203B, 0x203B},
    {0x2103, 0x2103},
    {0x2116, 0x2116},
    {0x2121, 0x2121},
    {0x212B, 0x212B},
    {0x2160, 0x2179},
    {0x2190, 0x2193},
    {0x21D2, 0x21D4},
    {0x2200, 0x22BF},
    {0x2312, 0x2312},
    {0x2460, 0x266F},
    {0xE000, 0xF8FF},
};

static size_t columns(uint32_t cp)
{
    if (cp < 0x80) {
        return cp >= ' ' && cp < 0x7F;
    }
    for (size_t i = 0; i < COUNT(full_in_japan) && cp >= full_in_japan[i].first; i++) {
        if (cp <= full_in_japan[i].last) {
            return 2;
        }
    }
    return (size_t)utf8proc_charwidth((utf8proc_int32_t)cp);
}

size_t text_width(const char *s)
{
    size_t width = 0;

    while (*s != '\0') {
        width += columns(text_next(&s));
    }
    return width;
}

bool text_is_space(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
           (cp >= 0x2000 && cp <= 0x200B) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F ||
           cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}

char *text_trim(struct arena *a, const char *s)
{
    const char *start = NULL;
    const char *end = s;

    for (const char *p = s; *p != '\0';) {
        const char *from = p;

        if (!text_is_space(text_next(&p))) {
            start = start == NULL ? from : start;
            end = p;
        }
    }
    return start == NULL ? arena_copy_n(a, "", 0) : arena_copy_n(a, start, (size_t)(end - start));
}
