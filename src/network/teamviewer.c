#include "network/teamviewer.h"

#include "network/look.h"

#include <string.h>

static const char from[] = "teamviewer";

enum { IP_TCP = 6, PORT = 5938, UDP_AT = 11, MAGIC_SIZE = 2 };

/* TCP: at the beginning of the stream. UDP: after a counter that begins with 0. */
static enum flow_look read_magic(const struct flow *flow, enum flow_side side)
{
    static const uint8_t session[MAGIC_SIZE] = {0x17, 0x24}, relay[MAGIC_SIZE] = {0x11, 0x30};
    const uint8_t *byte = flow->side[side].byte;
    size_t len = flow->side[side].len, at = flow->protocol == IP_TCP ? 0 : UDP_AT;

    if (len > 0 && at > 0 && byte[0] != 0) {
        return LOOK_NO;
    }
    if (len < at + MAGIC_SIZE) {
        bool may = len == 0 || (at == 0 && (byte[0] == session[0] || byte[0] == relay[0]));
        return may ? LOOK_MORE : LOOK_NO;
    }
    bool good = memcmp(byte + at, session, MAGIC_SIZE) == 0 ||
                (at == 0 && memcmp(byte, relay, MAGIC_SIZE) == 0);
    return good ? LOOK_MINE : LOOK_NO;
}

enum flow_look teamviewer_look(const struct flow *flow, struct fact_sink *sink)
{
    struct flow placed = look_late(flow);
    enum flow_look client = read_magic(&placed, SIDE_CLIENT);
    enum flow_look server = read_magic(&placed, SIDE_SERVER);
    bool both = client == LOOK_MINE && server == LOOK_MINE;

    if (client == LOOK_NO || server == LOOK_NO) {
        return LOOK_NO;
    }
    if (!both && placed.side[SIDE_SERVER].port != PORT) {
        return LOOK_MORE;
    }
    enum grade grade = both ? GRADE_CERTAIN : GRADE_SUSPECTED;

    decode_tell_side(sink, &placed, SIDE_CLIENT, from, FACT_REMOTE_TOOL, grade, "teamviewer");
    look_tell_service(&placed, sink, from, grade, "teamviewer");
    return both ? LOOK_DONE : LOOK_MINE;
}
