#include "network/stun.h"

#include "network/look.h"
#include "network/wire.h"

#include <string.h>

static const char from[] = "stun";

enum { HEAD_SIZE = 20, AT_COOKIE = 4, COOKIE_AND_ID = 16, SOFTWARE = 0x8022 };
static const uint8_t cookie[] = {0x21, 0x12, 0xa4, 0x42};

/* Two zero bits, length in words, the magic cookie. LOOK_MORE: not enough bytes yet. */
static enum flow_look read_message(const uint8_t *byte, size_t len)
{
    if (len > 0 && byte[0] >= 0x40) {
        return LOOK_NO;
    }
    if (len < HEAD_SIZE) {
        return LOOK_MORE;
    }
    bool good = byte[3] % 4 == 0 && memcmp(byte + AT_COOKIE, cookie, sizeof(cookie)) == 0;
    return good ? LOOK_MINE : LOOK_NO;
}

static void tell_software(const struct flow *flow, struct fact_sink *sink, enum flow_side side)
{
    const uint8_t *byte = flow->side[side].byte;
    struct wire w = wire_begin(byte + HEAD_SIZE, flow->side[side].len - HEAD_SIZE);

    while (wire_left(&w) >= 4) {
        uint16_t type = wire_take_u16(&w);
        size_t size = wire_take_u16(&w);
        const uint8_t *value = wire_take(&w, size);
        char claim[FACT_CLAIM_SIZE];

        if (value == NULL) {
            return;
        }
        if (type == SOFTWARE && size > 0) {
            decode_tell_side(sink, flow, side, from, FACT_SOFTWARE, GRADE_CERTAIN,
                             fact_claim(claim, value, size));
        }
        wire_take(&w, (4 - size % 4) % 4);
    }
}

enum flow_look stun_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;
    enum flow_look asked = read_message(client, client_len);

    if (asked != LOOK_MINE) {
        return asked == LOOK_MORE && flow->protocol == 6 && server_len == 0 ? LOOK_MORE : LOOK_NO;
    }
    look_tell_service(flow, sink, from, GRADE_CERTAIN, "stun");
    tell_software(flow, sink, SIDE_CLIENT);
    if (read_message(server, server_len) != LOOK_MINE ||
        memcmp(client + AT_COOKIE, server + AT_COOKIE, COOKIE_AND_ID) != 0) {
        return LOOK_MINE;
    }
    tell_software(flow, sink, SIDE_SERVER);
    return LOOK_DONE;
}
