#include "base/msg.h"

#include "base/text.h"

#include <string.h>

/* clang-format 14 crashes on rows that a preprocessor line makes. */
/* clang-format off */
static const struct {
    const char *ja;
    const char *en;
} text[MSG_COUNT] = {
    [MSG_NONE] = {"", ""},
#define MSG(id, ja, en) [MSG_##id] = {ja, en},
#include "base/msg.def"
#undef MSG
};
/* clang-format on */

const char *msg_text(enum msg msg, enum lang lang)
{
    return lang == LANG_JA ? text[msg].ja : text[msg].en;
}

char *msg_format(char *out, size_t size, enum lang lang, enum msg msg, int n,
                 const char *const args[])
{
    size_t len = 0;

    out[0] = '\0';
    for (const char *p = msg_text(msg, lang); *p != '\0';) {
        const char *part = p;
        size_t part_len;

        if (p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
            int i = p[1] - '1';

            part = i < n && args[i] != NULL ? args[i] : "";
            part_len = strlen(part);
            p += 3;
        } else {
            (void)text_next(&p);
            part_len = (size_t)(p - part);
        }
        if (part_len >= size - len) { /* full: the whole characters of part that still fit */
            text_cut(out + len, size - len, part);
            break;
        }
        memcpy(out + len, part, part_len);
        len += part_len;
        out[len] = '\0';
    }
    return out;
}
