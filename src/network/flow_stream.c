#include "network/flow_stream.h"

#include <string.h>

int64_t flow_stream_at(struct flow_stream *s, uint32_t seq)
{
    if (!s->based) {
        s->based = true;
        s->first = seq;
    }
    return (int32_t)(seq - s->first); /* before or after, across the wrap */
}

/* Copy [from, to), but not over the run that is there already. */
static void copy_beside_early(const struct flow_stream *s, uint8_t *byte, size_t from, size_t to,
                              const uint8_t *segment)
{
    size_t before = to < s->early_from ? to : s->early_from;
    size_t after = from > s->early_to ? from : s->early_to;

    if (s->early_from == s->early_to) {
        before = to;
    }
    if (from < before) {
        memcpy(byte + from, segment, before - from);
    }
    if (before < to && after < to) {
        memcpy(byte + after, segment + (after - from), to - after);
    }
}

static void put_early(struct flow_stream *s, uint8_t *byte, size_t from, size_t to,
                      const uint8_t *segment)
{
    if (s->early_from == s->early_to) {
        s->early_from = s->early_to = (uint16_t)from;
    }
    if (from > s->early_to || to < s->early_from) {
        return; /* a second run: not kept */
    }
    copy_beside_early(s, byte, from, to, segment);
    s->early_from = from < s->early_from ? (uint16_t)from : s->early_from;
    s->early_to = to > s->early_to ? (uint16_t)to : s->early_to;
}

bool flow_stream_put(struct flow_stream *s, uint8_t byte[FLOW_KEPT], int64_t at,
                     const uint8_t *segment, size_t len)
{
    if (at < s->kept) { /* the bytes up to kept are here */
        int64_t known = s->kept - at;

        if (known >= (int64_t)len) {
            return false;
        }
        segment += known;
        len -= (size_t)known;
        at = s->kept;
    }
    if (at >= FLOW_KEPT || len == 0) {
        return false;
    }
    size_t from = (size_t)at, to = from + len < FLOW_KEPT ? from + len : FLOW_KEPT;

    if (from > s->kept) {
        put_early(s, byte, from, to, segment);
        return false;
    }
    copy_beside_early(s, byte, from, to, segment);
    if (s->early_from < s->early_to && s->early_from <= to) {
        to = s->early_to > to ? s->early_to : to;
        s->early_from = s->early_to = 0;
    }
    s->kept = (uint16_t)to;
    return true;
}
