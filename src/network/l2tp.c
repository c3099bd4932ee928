#include "network/l2tp.h"

#include "network/look.h"
#include "network/wire.h"

#include <string.h>

static const char from[] = "l2tp";

/* Type, length and sequence present, version 2; length, tunnel, session, Ns, Nr; then the message
   type as first attribute: mandatory, 8 bytes, vendor 0, attribute 0. */
enum { FLAGS_CONTROL = 0xc802, HEAD_SIZE = 12, TYPE_SIZE = 8, TYPE_HEAD = 0x8008 };
enum { ATTRIBUTE_HEAD = 6, LENGTH_MASK = 0x3ff, HOST_NAME = 7, VENDOR_NAME = 8, REQUEST = 1 };

/* The message type of a control message, 0 for none. */
static unsigned message_of(const uint8_t *byte, size_t len)
{
    static const uint8_t type[] = {TYPE_HEAD >> 8, TYPE_HEAD & 0xff, 0, 0, 0, 0};

    if (len < HEAD_SIZE + TYPE_SIZE || wire_u16(byte) != FLAGS_CONTROL ||
        wire_u16(byte + 2) > len || wire_u16(byte + 2) < HEAD_SIZE + TYPE_SIZE ||
        memcmp(byte + HEAD_SIZE, type, sizeof(type)) != 0) {
        return 0;
    }
    return wire_u16(byte + HEAD_SIZE + sizeof(type));
}

static void tell_names(const struct flow *flow, struct fact_sink *sink, enum flow_side side)
{
    const uint8_t *byte = flow->side[side].byte;
    struct wire w = wire_begin(byte + HEAD_SIZE, wire_u16(byte + 2) - (size_t)HEAD_SIZE);

    while (wire_left(&w) >= ATTRIBUTE_HEAD && !w.short_of) {
        size_t size = wire_take_u16(&w) & LENGTH_MASK;
        uint16_t vendor = wire_take_u16(&w), attribute = wire_take_u16(&w);
        const uint8_t *value = size >= ATTRIBUTE_HEAD ? wire_take(&w, size - ATTRIBUTE_HEAD) : NULL;
        char claim[FACT_CLAIM_SIZE];

        if (value == NULL) {
            return;
        }
        if (vendor == 0 && (attribute == HOST_NAME || attribute == VENDOR_NAME)) {
            decode_tell_side(sink, flow, side, from,
                             attribute == HOST_NAME ? FACT_NAME : FACT_SOFTWARE, GRADE_CERTAIN,
                             fact_claim(claim, value, size - ATTRIBUTE_HEAD));
        }
    }
}

enum flow_look l2tp_look(const struct flow *flow, struct fact_sink *sink)
{
    unsigned asked = message_of(flow->side[SIDE_CLIENT].byte, flow->side[SIDE_CLIENT].len);
    unsigned answered = message_of(flow->side[SIDE_SERVER].byte, flow->side[SIDE_SERVER].len);

    if (asked == 0 || (answered == 0 && flow->side[SIDE_SERVER].len > 0)) {
        return LOOK_NO;
    }
    decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_TUNNEL, GRADE_CERTAIN, "l2tp");
    if (asked == REQUEST) {
        tell_names(flow, sink, SIDE_CLIENT);
    }
    look_tell_service(flow, sink, from, GRADE_CERTAIN, "l2tp");
    if (answered == 0) {
        return LOOK_MINE;
    }
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_TUNNEL, GRADE_CERTAIN, "l2tp");
    tell_names(flow, sink, SIDE_SERVER);
    return LOOK_DONE;
}
