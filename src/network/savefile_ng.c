#include "network/savefile_ng.h"

#include "network/wire.h"

#include <string.h>

enum {
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET_OLD = 2,
    BLOCK_SIMPLE = 3,
    BLOCK_ENHANCED = 6,
    HEAD_SIZE = 8,
    FRAMING_SIZE = 12, /* head and the length once more at the end */
    SECTION_SIZE = 28,
};
static const uint32_t block_section = 0x0a0d0d0a, order_magic = 0x1a2b3c4d;

static uint16_t u16(const struct savefile_ng *ng, const uint8_t *p)
{
    return ng->little ? wire_u16le(p) : wire_u16(p);
}

static uint32_t u32(const struct savefile_ng *ng, const uint8_t *p)
{
    return ng->little ? wire_u32le(p) : wire_u32(p);
}

static uint64_t u64(const struct savefile_ng *ng, const uint8_t *p)
{
    uint64_t first = u32(ng, p), second = u32(ng, p + 4);

    return ng->little ? second << 32 | first : first << 32 | second;
}

int savefile_link(uint32_t linktype)
{
    enum { LINKTYPE_RAW = 101, LINKTYPE_IPV4 = 228, LINKTYPE_IPV6 = 229 };

    return linktype == LINKTYPE_RAW || linktype == LINKTYPE_IPV4 || linktype == LINKTYPE_IPV6
               ? LINK_RAW
               : (int)linktype;
}

bool savefile_ng_begins(const uint8_t head[SAVEFILE_NG_HEAD])
{
    return wire_u32(head) == block_section &&
           (wire_u32(head + 8) == order_magic || wire_u32le(head + 8) == order_magic);
}

size_t savefile_ng_size(struct savefile_ng *ng, const uint8_t *byte, size_t len)
{
    if (len < SAVEFILE_NG_HEAD) {
        return 0;
    }
    if (wire_u32(byte) == block_section) { /* the same in both orders: a section sets its own */
        if (!savefile_ng_begins(byte)) {
            return 0;
        }
        ng->little = wire_u32le(byte + 8) == order_magic;
    }
    size_t size = u32(ng, byte + 4);

    return size >= FRAMING_SIZE && size % 4 == 0 ? size : 0;
}

/* if_tsresol: a power of 10, or with the top bit of 2. 0: a clock finer than we can count. */
static uint64_t per_second(uint8_t resolution)
{
    uint64_t units = 1;
    unsigned base = (resolution & 0x80) != 0 ? 2 : 10;

    for (int i = resolution & 0x7f; i > 0; i--) {
        if (units > UINT64_MAX / 2 / base) {
            return 0;
        }
        units *= base;
    }
    return units;
}

static enum savefile_ng_kind read_interface(struct savefile_ng *ng, const uint8_t *p, size_t len)
{
    enum { FIXED = 8, OPTION_RESOLUTION = 9, OPTION_OFFSET = 14 };

    if (len < FIXED || ng->n == SAVEFILE_INTERFACES_MAX) {
        return NG_BROKEN;
    }
    size_t i = ng->n++;

    ng->interface[i].link = savefile_link(u16(ng, p));
    ng->interface[i].snap = u32(ng, p + 4);
    ng->interface[i].per_second = 1000000;
    ng->interface[i].offset = 0;
    for (size_t at = FIXED; at + 4 <= len;) {
        unsigned option = u16(ng, p + at);
        size_t size = u16(ng, p + at + 2);

        at += 4;
        if (option == 0 || size > len - at) {
            break;
        }
        if (option == OPTION_RESOLUTION && size == 1) {
            ng->interface[i].per_second = per_second(p[at]);
        } else if (option == OPTION_OFFSET && size == 8) {
            ng->interface[i].offset = (int64_t)u64(ng, p + at);
        }
        at += (size + 3) & ~(size_t)3;
    }
    return ng->interface[i].per_second == 0 ? NG_BROKEN : NG_OTHER;
}

static int64_t microseconds(uint64_t units, uint64_t per, int64_t offset)
{
    enum { MICRO = 1000000 };
    const int64_t seconds_max = INT64_MAX / MICRO / 4; /* 73,000 years: beyond is nonsense */
    uint64_t seconds = units / per, rest = units % per;

    while (per > UINT64_MAX / MICRO) { /* so that rest * MICRO fits */
        per /= 2;
        rest /= 2;
    }
    if (seconds > (uint64_t)seconds_max || offset > seconds_max || offset < -seconds_max) {
        return 0;
    }
    return ((int64_t)seconds + offset) * MICRO + (int64_t)(rest * MICRO / per);
}

/* A frame of len bytes at p[room]. */
static enum savefile_ng_kind put_frame(const struct savefile_ng *ng, struct frame *out, size_t i,
                                       uint64_t at, const uint8_t *p, size_t room, uint32_t len,
                                       uint32_t wire_len)
{
    if (i >= ng->n || len > room || len > SAVEFILE_FRAME_MAX) {
        return NG_BROKEN;
    }
    *out = (struct frame){
        .byte = p,
        .len = len,
        .wire_len = wire_len < len ? len : wire_len,
        .link = ng->interface[i].link,
        .at_us = microseconds(at, ng->interface[i].per_second, ng->interface[i].offset),
    };
    return NG_FRAME;
}

/* The enhanced packet block, and the packet block of before, whose interface is 16 bits. */
static enum savefile_ng_kind read_packet(const struct savefile_ng *ng, const uint8_t *p, size_t len,
                                         bool old, struct frame *out)
{
    enum { FIXED = 20 };

    if (len < FIXED) {
        return NG_BROKEN;
    }
    uint64_t at = (uint64_t)u32(ng, p + 4) << 32 | u32(ng, p + 8);

    return put_frame(ng, out, old ? u16(ng, p) : u32(ng, p), at, p + FIXED, len - FIXED,
                     u32(ng, p + 12), u32(ng, p + 16));
}

/* Without a time, of the first interface, cut at its snap length. */
static enum savefile_ng_kind read_simple(const struct savefile_ng *ng, const uint8_t *p, size_t len,
                                         struct frame *out)
{
    enum { FIXED = 4 };

    if (len < FIXED || ng->n == 0) {
        return NG_BROKEN;
    }
    uint32_t wire_len = u32(ng, p), snap = ng->interface[0].snap;
    uint32_t kept = snap != 0 && snap < wire_len ? snap : wire_len;

    return put_frame(ng, out, 0, 0, p + FIXED, len - FIXED, kept, wire_len);
}

enum savefile_ng_kind savefile_ng_block(struct savefile_ng *ng, const uint8_t *block, size_t size,
                                        struct frame *out)
{
    uint32_t type = u32(ng, block);
    const uint8_t *body = block + HEAD_SIZE;
    size_t len = size - FRAMING_SIZE;

    if (u32(ng, block + size - 4) != size) {
        return NG_BROKEN;
    }
    if (type == block_section) {
        ng->n = 0;
        return size >= SECTION_SIZE ? NG_OTHER : NG_BROKEN;
    }
    switch (type) {
    case BLOCK_INTERFACE:
        return read_interface(ng, body, len);
    case BLOCK_ENHANCED:
        return read_packet(ng, body, len, false, out);
    case BLOCK_PACKET_OLD:
        return read_packet(ng, body, len, true, out);
    case BLOCK_SIMPLE:
        return read_simple(ng, body, len, out);
    default:
        return NG_OTHER; /* names, statistics, and what is yet to be invented */
    }
}
