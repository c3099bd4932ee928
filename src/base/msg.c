#include "base/msg.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static const char *const text[MSG_COUNT][2] = {
    [MSG_NONE] = {"", ""},
#define MSG(id, ja, en) [MSG_##id] = {ja, en},
#include "base/msg.def"
#undef MSG
};

const char *msg_text(enum msg msg, enum lang lang)
{
    return text[msg][lang];
}

char *msg_format(char *out, size_t size, enum lang lang, enum msg msg, int n,
                 const char *const args[])
{
    size_t len = 0;

    out[0] = '\0';
    for (const char *p = text[msg][lang]; *p != '\0' && len + 1 < size;) {
        if (p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
            int i = p[1] - '1';

            text_cut(out + len, size - len, i < n && args[i] != NULL ? args[i] : "");
            len += strlen(out + len);
            p += 3;
        } else {
            out[len++] = *p++;
            out[len] = '\0';
        }
    }
    text_cut(out, len + 1, out); /* a sentence cut by size ends at a whole character */
    return out;
}
