#include "base/id.h"

#include "base/hash.h"

#include <ctype.h>
#include <string.h>

enum { TIME_BITS = 42, RANDOM_BITS = 21, DIGITS = ID_TEXT_SIZE - 1, DIGIT_BITS = 5 };

static const char digit[] = "0123456789abcdefghjkmnpqrstvwxyz"; /* Crockford: no i, l, o, u */

int64_t id_make(int64_t now_ms)
{
    uint32_t chance;

    random_bytes(&chance, sizeof(chance));

    uint64_t time = (uint64_t)now_ms & ((UINT64_C(1) << TIME_BITS) - 1);
    int64_t id = (int64_t)(time << RANDOM_BITS | (chance & ((1U << RANDOM_BITS) - 1)));

    return id == 0 ? 1 : id; /* 0 means "no record" everywhere */
}

char *id_text(char out[ID_TEXT_SIZE], int64_t id)
{
    uint64_t rest = (uint64_t)id;

    for (int i = DIGITS - 1; i >= 0; i--) {
        out[i] = digit[rest & 31];
        rest >>= DIGIT_BITS;
    }
    out[DIGITS] = '\0';
    return out;
}

static int value_of(char c) /* c is not 0 */
{
    char low = (char)tolower((unsigned char)c);

    switch (low) {
    case 'o':
        return 0;
    case 'i':
    case 'l':
        return 1;
    default: {
        const char *at = strchr(digit, low);

        return at == NULL ? -1 : (int)(at - digit);
    }
    }
}

bool id_parse(int64_t *out, const char *text)
{
    uint64_t id = 0;

    if (strnlen(text, ID_TEXT_SIZE) != DIGITS || value_of(text[0]) > 7) { /* 63 bits */
        return false;
    }
    for (int i = 0; i < DIGITS; i++) {
        int value = value_of(text[i]);

        if (value < 0) {
            return false;
        }
        id = id << DIGIT_BITS | (uint64_t)value;
    }
    if (id == 0) {
        return false;
    }
    *out = (int64_t)id;
    return true;
}
