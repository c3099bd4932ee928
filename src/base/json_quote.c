#include "base/json.h"
#include "base/text.h"

#include <string.h>

static void add_escaped(struct buf *b, unsigned char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letter[] = "\"\\bfnrt";
    const char *at = strchr(plain, c);

    if (at != NULL) {
        buf_char(b, '\\');
        buf_char(b, letter[at - plain]);
    } else {
        buf_printf(b, "\\u%04x", c);
    }
}

void json_quote(struct buf *b, const char *s)
{
    bool sound = true;
    char utf8[5];

    buf_char(b, '"');
    for (const char *p = s; *p != '\0';) {
        size_t run = 0, wide = 0;

        while ((unsigned char)p[run] >= 0x20 && p[run] != '"' && p[run] != '\\' &&
               (sound || (unsigned char)p[run] < 0x80)) {
            wide += (unsigned char)p[run++] >= 0x80;
        }
        if (wide > 0 && !text_is_utf8(p, run)) {
            sound = false; /* from here on, character by character */
            continue;
        }
        buf_add(b, p, run);
        p += run;
        if (*p == '\0') {
            break;
        }
        if ((unsigned char)*p >= 0x80) {
            text_encode(utf8, text_next(&p));
            buf_str(b, utf8);
        } else {
            add_escaped(b, (unsigned char)*p++);
        }
    }
    buf_char(b, '"');
}
