#include "network/ber.h"

enum { LENGTH_BYTES_MAX = 4, LONG_FORM = 0x80 };

/* Tag and length; the value may be longer than what is there. */
static bool read_head(uint8_t *tag, size_t *len, struct wire *w)
{
    *tag = wire_take_u8(w);
    *len = wire_take_u8(w);
    if (*len & LONG_FORM) {
        size_t n = *len & ~(size_t)LONG_FORM;

        if (n == 0 || n > LENGTH_BYTES_MAX) {
            w->short_of = true;
            return false;
        }
        for (*len = 0; n > 0; n--) {
            *len = *len << 8 | wire_take_u8(w);
        }
    }
    return !w->short_of;
}

bool ber_next(struct ber *out, struct wire *w)
{
    if (wire_left(w) == 0 || !read_head(&out->tag, &out->len, w)) {
        return false;
    }
    out->value = wire_take(w, out->len);
    return out->value != NULL;
}

bool ber_take(struct ber *out, struct wire *w, uint8_t tag)
{
    return ber_next(out, w) && out->tag == tag;
}

bool ber_enter(struct wire *inner, struct wire *w, uint8_t tag)
{
    uint8_t its;
    size_t len;

    if (wire_left(w) == 0 || !read_head(&its, &len, w) || its != tag) {
        return false;
    }
    len = len < wire_left(w) ? len : wire_left(w);
    *inner = wire_begin(w->at, len);
    w->at += len;
    return true;
}

int64_t ber_int(const struct ber *b)
{
    if (b->len == 0 || b->len > 8) {
        return 0;
    }
    uint64_t v = (b->value[0] & 0x80) != 0 ? UINT64_MAX : 0;

    for (size_t i = 0; i < b->len; i++) {
        v = v << 8 | b->value[i];
    }
    return (int64_t)v;
}
