/*
 * Numbers as they stand on the wire, and a reader that never passes the end.
 */
#ifndef NETWORK_WIRE_H
#define NETWORK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint16_t wire_u16(const uint8_t *p)
{
    return (uint16_t)((p[0] << 8) | p[1]);
}

static inline uint32_t wire_u32(const uint8_t *p)
{
    return ((uint32_t)p[0] << 24) | ((uint32_t)p[1] << 16) | ((uint32_t)p[2] << 8) | p[3];
}

static inline uint64_t wire_u64(const uint8_t *p)
{
    return (uint64_t)wire_u32(p) << 32 | wire_u32(p + 4);
}

static inline uint16_t wire_u16le(const uint8_t *p)
{
    return (uint16_t)((p[1] << 8) | p[0]);
}

static inline uint32_t wire_u32le(const uint8_t *p)
{
    return ((uint32_t)p[3] << 24) | ((uint32_t)p[2] << 16) | ((uint32_t)p[1] << 8) | p[0];
}

/* Sticky reader: past the end it gives zeros and `short_of` stays true. Ask once at the end. */
struct wire {
    const uint8_t *at, *end;
    bool short_of;
};

static inline struct wire wire_begin(const uint8_t *byte, size_t len)
{
    return (struct wire){.at = byte, .end = byte + len};
}

static inline size_t wire_left(const struct wire *w)
{
    return (size_t)(w->end - w->at);
}

/* The next n bytes, or NULL (and short_of) when there are fewer. */
static inline const uint8_t *wire_take(struct wire *w, size_t n)
{
    if (w->short_of || wire_left(w) < n) {
        w->short_of = true;
        return NULL;
    }
    const uint8_t *p = w->at;
    w->at += n;
    return p;
}

static inline uint8_t wire_take_u8(struct wire *w)
{
    const uint8_t *p = wire_take(w, 1);
    return p == NULL ? 0 : p[0];
}

static inline uint16_t wire_take_u16(struct wire *w)
{
    const uint8_t *p = wire_take(w, 2);
    return p == NULL ? 0 : wire_u16(p);
}

static inline uint32_t wire_take_u32(struct wire *w)
{
    const uint8_t *p = wire_take(w, 4);
    return p == NULL ? 0 : wire_u32(p);
}

#endif
