#include "network/fieldbus.h"

#include "network/look.h"
#include "network/wire.h"

#include <stdio.h>
#include <string.h>

/* Modbus: transaction, protocol (0), length of what follows, unit, function. */
enum {
    MBAP_SIZE = 6,
    AT_PROTOCOL = 2,
    AT_LENGTH = 4,
    AT_UNIT = 6,
    AT_FUNCTION = 7,
    LENGTH_MAX = 254
};
enum { FUNCTION_MAX = 127, FAILED = 0x80, READ_DEVICE = 43, DEVICE_ID = 14 };

static enum flow_look read_modbus(const uint8_t *byte, size_t len)
{
    if ((len > AT_PROTOCOL && byte[AT_PROTOCOL] != 0) ||
        (len > AT_PROTOCOL + 1 && byte[AT_PROTOCOL + 1] != 0) ||
        (len > AT_LENGTH && byte[AT_LENGTH] != 0)) {
        return LOOK_NO;
    }
    if (len <= AT_FUNCTION) {
        return LOOK_MORE;
    }
    size_t size = wire_u16(byte + AT_LENGTH);
    uint8_t function = byte[AT_FUNCTION] & FUNCTION_MAX;

    if (size < 2 || size > LENGTH_MAX || function == 0) {
        return LOOK_NO;
    }
    return len >= MBAP_SIZE + size ? LOOK_MINE : LOOK_MORE;
}

/* Objects of "read device identification" ([MODBUS Application Protocol] 6.21): 0 maker, 1 product
   code, 2 revision. */
static void tell_device(const struct flow *flow, struct fact_sink *sink, const uint8_t *byte,
                        size_t len)
{
    static const enum fact_kind kind[] = {FACT_MAKER, FACT_MODEL, FACT_SOFTWARE};
    struct wire w = wire_begin(byte + AT_FUNCTION + 1, len - AT_FUNCTION - 1);

    if (byte[AT_FUNCTION] != READ_DEVICE || wire_take_u8(&w) != DEVICE_ID) {
        return;
    }
    wire_take(&w, 4); /* code, conformity, more, next object */
    for (int n = wire_take_u8(&w); n > 0 && !w.short_of; n--) {
        uint8_t object = wire_take_u8(&w);
        size_t size = wire_take_u8(&w);
        const uint8_t *value = wire_take(&w, size);
        char claim[FACT_CLAIM_SIZE];

        if (value != NULL && size > 0 && object < sizeof(kind) / sizeof(kind[0])) {
            decode_tell_side(sink, flow, SIDE_SERVER, "modbus", kind[object], GRADE_CERTAIN,
                             fact_claim(claim, value, size));
        }
    }
}

/* Few bytes are fixed, so proof is the answer: same transaction, unit and function. */
enum flow_look fieldbus_modbus_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;
    enum flow_look asked = read_modbus(client, client_len);
    enum flow_look answered = read_modbus(server, server_len);

    if (asked != LOOK_MINE || answered != LOOK_MINE) {
        return asked == LOOK_NO || answered == LOOK_NO ? LOOK_NO : LOOK_MORE;
    }
    bool same = memcmp(client, server, AT_PROTOCOL) == 0 && client[AT_UNIT] == server[AT_UNIT] &&
                client[AT_FUNCTION] == (server[AT_FUNCTION] & ~FAILED);

    if (!same) {
        return LOOK_NO;
    }
    look_tell_service(flow, sink, "modbus", GRADE_CERTAIN, "modbus");
    decode_tell_side(sink, flow, SIDE_SERVER, "modbus", FACT_FACILITY, GRADE_CERTAIN, "modbus");
    tell_device(flow, sink, server, MBAP_SIZE + (size_t)wire_u16(server + AT_LENGTH));
    return LOOK_MINE;
}

/* BACnet: 0x81, function, length; network layer version 1. */
enum { BVLC = 0x81, FUNCTION_LAST = 11, BVLC_SIZE = 4, VERSION = 1 };
enum { I_AM = 0x10, OBJECT_ID = 0xc4, DEVICE_TYPE = 8, INSTANCE_BITS = 22 };

static bool is_bacnet(const uint8_t *byte, size_t len, size_t size)
{
    return len >= BVLC_SIZE + 2 && byte[0] == BVLC && byte[1] <= FUNCTION_LAST &&
           wire_u16(byte + 2) == size && (byte[BVLC_SIZE] == VERSION || byte[1] < 9);
}

/* I-Am, not routed: unconfirmed request, service 0, the device's object identifier. */
static void tell_instance(const struct flow *flow, struct fact_sink *sink, const uint8_t *byte,
                          size_t len)
{
    static const uint8_t i_am[] = {I_AM, 0, OBJECT_ID};
    const uint8_t *at = memmem(byte, len, i_am, sizeof(i_am));
    char claim[FACT_CLAIM_SIZE];

    if (at == NULL || (size_t)(byte + len - at) < sizeof(i_am) + 4) {
        return;
    }
    uint32_t id = wire_u32(at + sizeof(i_am));

    if (id >> INSTANCE_BITS == DEVICE_TYPE) {
        snprintf(claim, sizeof(claim), "bacnet device %u", id & ((1U << INSTANCE_BITS) - 1));
        decode_tell(sink, flow->packet, "bacnet", FACT_FACILITY, GRADE_CERTAIN, claim);
    }
}

enum flow_look fieldbus_bacnet_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *byte = flow->side[flow->spoke].byte;
    size_t len = flow->side[flow->spoke].len;

    if (!is_bacnet(byte, len, look_wire_len(flow))) {
        return LOOK_NO;
    }
    /* mostly a broadcast, which nobody answers: the sender alone is proof */
    decode_tell(sink, flow->packet, "bacnet", FACT_FACILITY, GRADE_CERTAIN, "bacnet");
    tell_instance(flow, sink, byte, len);
    return LOOK_MINE;
}
