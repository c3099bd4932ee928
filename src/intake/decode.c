#include "intake/decode.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum {
    CHUNK = 64 * 1024,
    TAIL = 4,              /* bytes of a character cut by the end of a chunk, at most */
    WIDEST = 3,            /* bytes of UTF-8 for one or two bytes of CP932 or UTF-16 */
    GOOD_FOR_EACH_BAD = 8, /* a file this close to UTF-8 is broken UTF-8, not CP932 */
    REPLACEMENT = 0xFFFD,
};

enum coding { CODING_UTF8, CODING_UTF8_BROKEN, CODING_CP932, CODING_UTF16LE, CODING_UTF16BE };

struct decode {
    const struct raw *raw;
    enum coding coding;
    size_t start; /* after the byte order mark */
    size_t at;    /* of the next byte to read */
    unsigned bad;
    struct arena *scratch;
    struct buf text;
    char in[CHUNK + 1];
};

/* How many bytes a UTF-8 character has that starts with lead; 1 for what starts none. */
static size_t utf8_size(unsigned char lead)
{
    return lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
}

static bool cp932_lead(unsigned char c)
{
    return (c >= 0x81 && c <= 0x9F) || (c >= 0xE0 && c <= 0xFC);
}

/* How much of in[n] is whole characters; at the end of the file all of it is. */
static size_t whole(enum coding coding, const char *in, size_t n)
{
    size_t i = 0;

    switch (coding) {
    case CODING_UTF8:
    case CODING_UTF8_BROKEN:
        for (size_t back = 1; back < TAIL && back <= n; back++) {
            unsigned char c = (unsigned char)in[n - back];

            if ((c & 0xC0) != 0x80) {
                return utf8_size(c) > back ? n - back : n;
            }
        }
        return n;
    case CODING_CP932: /* any byte may be a second one: walk from the start */
        while (i + 1 < n) {
            i += cp932_lead((unsigned char)in[i]) ? 2 : 1;
        }
        return i < n && cp932_lead((unsigned char)in[i]) ? i : n;
    default: /* UTF-16: two bytes, or four when the first two are a high surrogate */
        n -= n % 2;
        if (n >= 2) {
            unsigned char high = (unsigned char)in[coding == CODING_UTF16LE ? n - 1 : n - 2];

            n -= (high & 0xFC) == 0xD8 ? 2 : 0;
        }
        return n;
    }
}

static enum status read_whole(struct decode *d, size_t *n, struct err *err)
{
    enum status st = raw_read(d->raw, d->at, d->in, CHUNK, n, err);

    if (st == OK && d->at + *n < d->raw->size) {
        *n = whole(d->coding, d->in, *n);
    }
    d->at += st == OK ? *n : 0;
    d->in[st == OK ? *n : 0] = '\0';
    return st;
}

/* Count characters of several bytes that are good UTF-8 and bytes that are not. */
static void count_utf8(const char *in, size_t n, size_t *good, size_t *bad)
{
    const char *p = in;

    while (p < in + n) {
        const char *from = p;

        if ((unsigned char)*p < 0x80) {
            p++;
        } else if (text_next(&p) == REPLACEMENT && p - from == 1) {
            (*bad)++;
        } else {
            (*good)++;
        }
    }
}

static enum status find_coding(struct decode *d, enum book_encoding encoding, struct err *err)
{
    size_t good = 0, bad = 0, n = 0;

    do {
        enum status st = read_whole(d, &n, err);

        if (st != OK) {
            return st;
        }
        if (memchr(d->in, '\0', n) != NULL) {
            return err_say(err, E_INVALID, MSG_INTAKE_UNREADABLE);
        }
        count_utf8(d->in, n, &good, &bad);
    } while (n > 0);
    if (encoding == ENCODING_CP932 ||
        (encoding == ENCODING_FIND && bad > 0 && good < bad * GOOD_FOR_EACH_BAD)) {
        d->coding = CODING_CP932;
    } else if (bad > 0) {
        d->coding = CODING_UTF8_BROKEN;
    }
    return OK;
}

static enum status find_mark(struct decode *d, bool *found, struct err *err)
{
    static const struct {
        const char *bytes;
        size_t n;
        enum coding coding;
    } mark[] = {
        {"\xEF\xBB\xBF", 3, CODING_UTF8_BROKEN},
        {"\xFF\xFE",     2, CODING_UTF16LE    },
        {"\xFE\xFF",     2, CODING_UTF16BE    },
    };
    size_t n;
    enum status st = raw_read(d->raw, 0, d->in, TAIL, &n, err);

    for (size_t i = 0; st == OK && i < COUNT(mark); i++) {
        if (n >= mark[i].n && memcmp(d->in, mark[i].bytes, mark[i].n) == 0) {
            d->coding = mark[i].coding;
            d->start = mark[i].n;
            *found = true;
        }
    }
    return st;
}

enum status decode_open(struct decode **out, const struct raw *raw, enum book_encoding encoding,
                        struct err *err)
{
    CLEANUP(decode_close) struct decode *d = mem_new(sizeof(*d));
    bool marked = false;

    if (d == NULL || (d->scratch = arena_open(CHUNK * TAIL * WIDEST)) == NULL) {
        return err_set(err, E_NOMEM, "decode: no memory");
    }
    d->raw = raw;
    d->text = BUF_INIT(CHUNK * TAIL * WIDEST);

    enum status st = find_mark(d, &marked, err);

    if (st == OK && !marked) {
        st = find_coding(d, encoding, err);
    }
    if (st != OK) {
        return st;
    }
    decode_rewind(d);
    *out = d;
    d = NULL;
    return OK;
}

void decode_close(struct decode **d)
{
    if (*d != NULL) {
        arena_close(&(*d)->scratch);
        buf_close(&(*d)->text);
        mem_free(*d);
        *d = NULL;
    }
}

void decode_rewind(struct decode *d)
{
    d->at = d->start;
    d->bad = 0;
}

static void replace_one(struct decode *d)
{
    buf_str(&d->text, "\xEF\xBF\xBD");
    d->bad++;
}

static void mend_utf8(struct decode *d, size_t n)
{
    const char *good = d->in, *p = d->in;

    while (p < d->in + n) {
        const char *from = p;

        if (*p == '\0') { /* text_next() would take it for the end */
            p++;
        } else if (text_next(&p) != REPLACEMENT || p - from > 1) {
            continue;
        }
        buf_add(&d->text, good, (size_t)(from - good));
        replace_one(d);
        good = p;
    }
    buf_add(&d->text, good, (size_t)(p - good));
}

static enum status from_cp932(struct decode *d, size_t n, struct err *err)
{
    struct arena_mark mark = arena_mark(d->scratch);

    for (size_t from = 0; from < n && d->bad <= DECODE_BAD_MAX;) {
        char *text = NULL;
        size_t bad_at = 0, end = n;
        enum status st = text_from_cp932(&text, d->scratch, d->in + from, n - from, &bad_at, err);

        if (st == E_INVALID) {
            end = from + bad_at;
            st = text_from_cp932(&text, d->scratch, d->in + from, bad_at, &bad_at, err);
        }
        if (st != OK) {
            return st;
        }
        buf_str(&d->text, text);
        if (end < n) {
            replace_one(d);
            end += cp932_lead((unsigned char)d->in[end]) && end + 1 < n &&
                           (unsigned char)d->in[end + 1] >= 0x40
                       ? 2
                       : 1;
        }
        from = end;
        arena_reset(d->scratch, mark);
    }
    return OK;
}

static void from_utf16(struct decode *d, size_t n)
{
    const unsigned char *in = (const unsigned char *)d->in;
    size_t low = d->coding == CODING_UTF16LE ? 0 : 1;

    for (size_t i = 0; i < n; i += 2) {
        if (i + 1 == n) { /* half a character at the end of the file */
            replace_one(d);
            return;
        }
        uint32_t c = (uint32_t)(in[i + low] | in[i + 1 - low] << 8);
        char utf8[5];

        if ((c & 0xFC00) == 0xD800 && i + 3 < n && (in[i + 3 - low] & 0xFC) == 0xDC) {
            c = 0x10000 + ((c & 0x3FF) << 10) +
                (uint32_t)(in[i + 2 + low] | (in[i + 3 - low] & 3) << 8);
            i += 2;
        }
        if (c == 0 || (c & 0xF800) == 0xD800) {
            replace_one(d);
        } else {
            buf_add(&d->text, utf8, (size_t)text_encode(utf8, c));
        }
    }
}

enum status decode_next(struct decode *d, const char **text, size_t *len, struct err *err)
{
    size_t n;
    enum status st = read_whole(d, &n, err);

    if (st != OK) {
        return st;
    }
    if (d->coding == CODING_UTF8) {
        *text = d->in;
        *len = n;
        return OK;
    }
    buf_clear(&d->text);
    if (d->coding == CODING_CP932) {
        st = from_cp932(d, n, err);
    } else if (d->coding == CODING_UTF8_BROKEN) {
        mend_utf8(d, n);
    } else {
        from_utf16(d, n);
    }
    if (st == OK && d->bad > DECODE_BAD_MAX) {
        st = err_say(err, E_INVALID, MSG_INTAKE_UNREADABLE);
    }
    if (st == OK) {
        st = buf_status(&d->text, err);
    }
    *text = buf_text(&d->text);
    *len = d->text.len;
    return st;
}
