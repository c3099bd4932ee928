/* Sort keys: what a byte comparison of them should put first. */
#include "base/text.h"

#include <string.h>
#include <uchar.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * A run of digits becomes its length without leading zeros, then its digits: 2 is
 * "12", 10 is "210". A length n is n / 9 nines and the rest, so that it compares too.
 */
static char *put_number(char *out, const char *digits, size_t n)
{
    while (n > 0 && *digits == '0') {
        digits++;
        n--;
    }
    for (size_t rest = n;; rest -= 9) {
        *out++ = rest >= 9 ? '9' : (char)('0' + rest);
        if (rest < 9) {
            break;
        }
    }
    memcpy(out, digits, n);
    return out + n;
}

char *text_natural_key(struct arena *a, const char *s)
{
    const char *key = text_key(a, s);
    char *result = key == NULL ? NULL : arena_alloc(a, 2 * strlen(key) + 1);
    char *out = result;

    while (out != NULL && *key != '\0') {
        size_t n = 0;

        while (is_digit(key[n])) {
            n++;
        }
        if (n > 0) {
            out = put_number(out, key, n);
            key += n;
        } else {
            *out++ = *key++;
        }
    }
    return result;
}

/* --- readings --------------------------------------------------------------------------- */

/* U+30A1 to U+30FA: the plain kana under each, what it is, and its vowel. */
static const char16_t plain_kana[] =
    u"アアイイウウエエオオカカキキククケケココササシシススセセソソタタチチツツツテテトトナニヌネノ"
    u"ハハハヒヒヒフフフヘヘヘホホホマミムメモヤヤユユヨヨラリルレロワワヰヱヲンウカケワヰヱヲ";
static const char kana_kind[] = /* . plain, s small, v voiced (dakuten), p half-voiced */
    "s.s.s.s.s..v.v.v.v.v.v.v.v.v.v.v.vs.v.v.v......vp.vp.vp.vp.vp.....s.s.s......s.....vssvvvv";
static const char16_t kana_vowel[] =
    u"アアイイウウエエオオアアイイウウエエオオアアイイウウエエオオアアイイウウウエエオオアイウエオ"
    u"アアアイイイウウウエエエオオオアイウエオアアウウオオアイウエオアアイエオンウアエアイエオ";
static const char16_t small_ainu[] = u"クシストヌハヒフヘホムラリルレロ"; /* U+31F0 to U+31FF */

enum {
    KANA_FIRST = 0x30A1,
    KANA_LAST = 0x30FA,
    AINU_FIRST = 0x31F0,
    AINU_LAST = 0x31FF,
    MIDDLE_DOT = 0x30FB,
    LONG_VOWEL = 0x30FC,
    REPEAT = 0x30FD,
    REPEAT_VOICED = 0x30FE,
};
_Static_assert(sizeof(kana_kind) - 1 == KANA_LAST - KANA_FIRST + 1, "a kind for each kana");
_Static_assert(sizeof(plain_kana) == sizeof(kana_vowel), "a vowel for each kana");

/* What one character of a reading weighs at each level of the comparison. */
struct weight {
    uint32_t plain; /* 0: weighs nothing */
    char voice;     /* 0 plain, 1 voiced, 2 half-voiced */
    char size;      /* 0 long vowel, 1 small, 2 normal */
};

static struct weight weigh(uint32_t cp, uint32_t prev_plain)
{
    if (cp >= KANA_FIRST && cp <= KANA_LAST) {
        char kind = kana_kind[cp - KANA_FIRST];

        return (struct weight){
            .plain = plain_kana[cp - KANA_FIRST],
            .voice = kind == 'v'   ? '1'
                     : kind == 'p' ? '2'
                                   : '0',
            .size = kind == 's' ? '1' : '2',
        };
    }
    if (cp >= AINU_FIRST && cp <= AINU_LAST) {
        return (struct weight){small_ainu[cp - AINU_FIRST], '0', '1'};
    }
    if (cp == LONG_VOWEL && prev_plain >= KANA_FIRST && prev_plain <= KANA_LAST) {
        return (struct weight){kana_vowel[prev_plain - KANA_FIRST], '0', '0'};
    }
    if ((cp == REPEAT || cp == REPEAT_VOICED) && prev_plain != 0) {
        return (struct weight){prev_plain, cp == REPEAT ? '0' : '1', '2'};
    }
    if (cp == MIDDLE_DOT || cp < ' ' || cp == 0x7F) {
        return (struct weight){.plain = 0};
    }
    return (struct weight){cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp, '0', '2'};
}

/* A word's plain kana, then its voices, then its sizes. Returns the end. */
static char *put_word(char *out, const char *word, const char *end)
{
    for (int level = 1; level <= 3; level++) {
        uint32_t prev = 0;

        for (const char *p = word; p < end;) {
            struct weight w = weigh(text_next(&p), prev);

            if (w.plain == 0) {
                continue;
            }
            prev = w.plain;
            if (level == 1) {
                out += text_put(out, w.plain);
            } else {
                *out++ = level == 2 ? w.voice : w.size;
            }
        }
        *out++ = ' '; /* below every character a word can have, so that shorter comes first */
    }
    return out;
}

char *text_reading_key(struct arena *a, const char *kana)
{
    static const char gap[] = "\u3000";
    const char *s = text_kana(a, kana);
    char *result = s == NULL ? NULL : arena_alloc(a, 3 * strlen(s) + 4);
    char *out = result;

    while (out != NULL && *s != '\0') {
        const char *end = strstr(s, gap);

        end = end == NULL ? s + strlen(s) : end;
        out = put_word(out, s, end);
        s = *end == '\0' ? end : end + strlen(gap);
    }
    if (out != NULL && out > result) {
        out[-1] = '\0'; /* the last space */
    }
    return result;
}
