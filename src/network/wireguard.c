#include "network/wireguard.h"

#include "network/look.h"

#include <string.h>

static const char from[] = "wireguard";

enum { INITIATION = 1, RESPONSE = 2, COOKIE = 3, DATA = 4 };
enum { INITIATION_SIZE = 148, RESPONSE_SIZE = 92, COOKIE_SIZE = 64, DATA_MIN = 32, DATA_STEP = 16 };
enum { AT_SENDER = 4, AT_RECEIVER = 8, INDEX_SIZE = 4, RESPONSE_RECEIVER = 8 };

/* Message type of a datagram, when type, the three zeros after it and its size agree; 0: none. */
static uint8_t type_of(const uint8_t *byte, size_t len, size_t size)
{
    if (len < AT_RECEIVER + INDEX_SIZE || byte[1] != 0 || byte[2] != 0 || byte[3] != 0) {
        return 0;
    }
    switch (byte[0]) {
    case INITIATION:
        return size == INITIATION_SIZE ? INITIATION : 0;
    case RESPONSE:
        return size == RESPONSE_SIZE ? RESPONSE : 0;
    case COOKIE:
        return size == COOKIE_SIZE ? COOKIE : 0;
    case DATA:
        return size >= DATA_MIN && size % DATA_STEP == 0 ? DATA : 0;
    default:
        return 0;
    }
}

static enum flow_look tell(const struct flow *flow, struct fact_sink *sink, const char *claim,
                           enum grade grade)
{
    decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_TUNNEL, grade, claim);
    if (flow->side[SIDE_SERVER].payloads > 0) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_TUNNEL, grade, claim);
    }
    look_tell_service(flow, sink, from, grade, claim);
    return grade == GRADE_CERTAIN ? LOOK_DONE : LOOK_MINE;
}

/* Tailscale: disco messages begin with "TS" and U+1F4AC. */
static bool is_tailscale(const uint8_t *byte, size_t len)
{
    static const uint8_t magic[] = {'T', 'S', 0xf0, 0x9f, 0x92, 0xac};

    return len > sizeof(magic) && memcmp(byte, magic, sizeof(magic)) == 0;
}

static uint8_t type_of_side(const struct flow *flow, enum flow_side side)
{
    size_t len = flow->side[side].len;

    return type_of(flow->side[side].byte, len, flow->spoke == side ? look_wire_len(flow) : len);
}

enum flow_look wireguard_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *byte = flow->side[flow->spoke].byte;

    if (is_tailscale(byte, flow->side[flow->spoke].len)) {
        return tell(flow, sink, "tailscale", GRADE_CERTAIN);
    }
    uint8_t client = type_of_side(flow, SIDE_CLIENT), server = type_of_side(flow, SIDE_SERVER);

    if (client == 0 || (server == 0 && flow->side[SIDE_SERVER].len > 0)) {
        return LOOK_NO;
    }
    /* The answer names the index that the question gave: 32 bits that only the real peer knows. */
    if (client == INITIATION && server == RESPONSE) {
        bool same = memcmp(flow->side[SIDE_CLIENT].byte + AT_SENDER,
                           flow->side[SIDE_SERVER].byte + RESPONSE_RECEIVER, INDEX_SIZE) == 0;
        return same ? tell(flow, sink, "wireguard", GRADE_CERTAIN) : LOOK_NO;
    }
    if (client == INITIATION) {
        return tell(flow, sink, "wireguard", GRADE_LIKELY);
    }
    if (client == DATA && server == DATA) { /* begun before us: each keeps its own receiver */
        return tell(flow, sink, "wireguard", GRADE_SUSPECTED);
    }
    return LOOK_MORE;
}
