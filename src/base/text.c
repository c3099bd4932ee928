#include "base/text.h"

#include <string.h>

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
