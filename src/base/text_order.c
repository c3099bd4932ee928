/* Sort keys: what a byte comparison of them should put first. */
#include "base/text.h"

#include <string.h>

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
