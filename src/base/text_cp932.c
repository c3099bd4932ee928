/* CP932, what Excel on a Japanese Windows calls Shift_JIS (it is not: ① ㈱ 髙 exist here only). */
#include "base/fault.h"
#include "base/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

/* Two characters for one: Unicode's own, and the one that Windows makes of the same bytes. */
static const struct {
    uint16_t ours, windows;
} pair[] = {
    {0x301C, 0xFF5E}, /* wave dash, full-width tilde */
    {0x2212, 0xFF0D}, /* minus, full-width hyphen-minus */
    {0x2016, 0x2225}, /* double vertical line, parallel to */
    {0x2014, 0x2015}, /* em dash, horizontal bar */
};

static uint32_t to_windows(uint32_t cp)
{
    for (size_t i = 0; i < COUNT(pair); i++) {
        if (cp == pair[i].ours) {
            return pair[i].windows;
        }
    }
    return cp;
}

/* What iconv would write as something else, or as nothing, without a word. */
static bool is_changed_by_iconv(uint32_t cp)
{
    return cp == 0x00A2 || cp == 0x00A3 || cp == 0x00A5 || cp == 0x00AC || cp == 0x203E ||
           (cp >= 0xE0000 && cp <= 0xE007F);
}

char *text_cp932_form(struct arena *a, const char *s)
{
    char *out = arena_copy(a, s);
    char *to = out;

    for (const char *p = out; out != NULL && *p != '\0';) {
        const char *from = p;
        uint32_t cp = text_next(&p);
        uint32_t windows = to_windows(cp);

        if (windows != cp) {
            text_put(to, windows); /* both take three bytes */
        }
        to += p - from;
    }
    return out;
}

/*
 * Convert in[len] into out, which has room for the most that can come. *done bytes were
 * converted; E_INVALID when the rest begins with something that has no place.
 */
static enum status convert(const char *to, const char *from, const char *in, size_t len, char *out,
                           size_t room, size_t *done, size_t *written, struct err *err)
{
    iconv_t cd = fault_hit(FAULT_ALLOC) ? (errno = ENOMEM, (iconv_t)-1) : iconv_open(to, from);

    if (cd == (iconv_t)-1) {
        return err_errno(err, errno, "iconv %s to %s", from, to);
    }
    char *in_at = (char *)in; /* iconv reads only, but says char ** */
    char *out_at = out;
    size_t left = len;
    size_t rc = iconv(cd, &in_at, &left, &out_at, &room);

    iconv_close(cd);
    *done = len - left;
    *written = (size_t)(out_at - out);
    return rc == (size_t)-1 ? err_set(err, E_INVALID, "iconv: byte %zu", *done) : OK;
}

enum status text_from_cp932(char **out, struct arena *a, const char *s, size_t len, size_t *at,
                            struct err *err)
{
    const char *nul = memchr(s, '\0', len);
    size_t good = nul == NULL ? len : (size_t)(nul - s); /* a NUL would end the text early */
    size_t room = 3 * good;                              /* one byte can be a half-width kana */
    char *text = arena_alloc(a, room + 1);
    char place[24];
    size_t done;
    size_t written;

    if (text == NULL) {
        return arena_status(a, err);
    }
    enum status st = convert("UTF-8", "CP932", s, good, text, room, &done, &written, err);

    if (st == OK && nul == NULL) {
        *out = text;
        return OK;
    }
    if (st == OK || st == E_INVALID) {
        *at = done;
        snprintf(place, sizeof(place), "%zu", done + 1);
        return err_say(err, E_INVALID, MSG_CP932_UNREADABLE, place);
    }
    return st;
}

enum status text_to_cp932(char **out, size_t *out_len, struct arena *a, const char *s, size_t *at,
                          struct err *err)
{
    char *text = text_cp932_form(a, s);
    char *bytes = text == NULL ? NULL : arena_alloc(a, strlen(text) + 1); /* never longer */
    const char *good_end = text;
    size_t done;
    size_t written;
    char lacking[5];

    if (bytes == NULL) {
        return arena_status(a, err);
    }
    for (const char *p = text; *p != '\0' && !is_changed_by_iconv(text_next(&p));) {
        good_end = p;
    }
    size_t good = (size_t)(good_end - text);
    enum status st = convert("CP932", "UTF-8", text, good, bytes, good, &done, &written, err);

    if (st == OK && *good_end == '\0') {
        *out = bytes;
        *out_len = written;
        return OK;
    }
    if (st == OK || st == E_INVALID) {
        const char *p = text + done;

        *at = done;
        text_encode(lacking, text_next(&p));
        return err_say(err, E_INVALID, MSG_CP932_LACKS, lacking);
    }
    return st;
}
