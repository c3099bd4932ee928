#include "network/pptp.h"

#include "network/look.h"
#include "network/wire.h"

#include <string.h>

static const char from[] = "pptp";

/* Start-Control-Connection-Request and -Reply, RFC 2637, 2.1 and 2.2. */
enum { MESSAGE_SIZE = 156, AT_TYPE = 8, AT_HOST = 28, AT_VENDOR = 92, NAME_SIZE = 64 };
enum { START_REQUEST = 1, START_REPLY = 2 };

static enum flow_look read_start(const struct flow *flow, enum flow_side side, uint8_t type)
{
    static const uint8_t head[] = {0, MESSAGE_SIZE, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0};
    enum flow_look begins = look_begins(flow, side, head, sizeof(head));

    if (begins != LOOK_MINE || flow->side[side].len < MESSAGE_SIZE) {
        return begins == LOOK_NO ? LOOK_NO : LOOK_MORE;
    }
    return flow->side[side].byte[AT_TYPE + 1] == type ? LOOK_MINE : LOOK_NO;
}

static void tell_names(const struct flow *flow, struct fact_sink *sink, enum flow_side side)
{
    const char *host = (const char *)flow->side[side].byte + AT_HOST;
    const char *vendor = (const char *)flow->side[side].byte + AT_VENDOR;
    char claim[FACT_CLAIM_SIZE];

    if (host[0] != '\0') {
        decode_tell_side(sink, flow, side, from, FACT_NAME, GRADE_CERTAIN,
                         fact_claim(claim, (const uint8_t *)host, strnlen(host, NAME_SIZE)));
    }
    if (vendor[0] != '\0') {
        decode_tell_side(sink, flow, side, from, FACT_SOFTWARE, GRADE_CERTAIN,
                         fact_claim(claim, (const uint8_t *)vendor, strnlen(vendor, NAME_SIZE)));
    }
}

enum flow_look pptp_look(const struct flow *flow, struct fact_sink *sink)
{
    enum flow_look asked = read_start(flow, SIDE_CLIENT, START_REQUEST);
    enum flow_look answered = read_start(flow, SIDE_SERVER, START_REPLY);

    if (asked != LOOK_MINE || answered == LOOK_NO) {
        return asked == LOOK_MORE && answered == LOOK_MORE ? LOOK_MORE : LOOK_NO;
    }
    decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_TUNNEL, GRADE_CERTAIN, "pptp");
    tell_names(flow, sink, SIDE_CLIENT);
    look_tell_service(flow, sink, from, GRADE_CERTAIN, "pptp");
    if (answered != LOOK_MINE) {
        return LOOK_MINE;
    }
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_TUNNEL, GRADE_CERTAIN, "pptp");
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_WEAK, GRADE_CERTAIN, "pptp");
    tell_names(flow, sink, SIDE_SERVER);
    return LOOK_DONE;
}

/* Flags, version, protocol. A mirrored port (ERSPAN) is no tunnel of anybody's. */
enum { GRE_HEAD = 4, GRE_VERSION = 7, GRE_RESERVED = 0x0ff8, PPP = 0x880b };
enum { ERSPAN_1 = 0x88be, ERSPAN_3 = 0x22eb };

void pptp_gre_decode(const struct packet *packet, struct fact_sink *sink)
{
    if (packet->fragment || packet->payload_len < GRE_HEAD) {
        return;
    }
    uint16_t flags = wire_u16(packet->payload), protocol = wire_u16(packet->payload + 2);

    if ((flags & GRE_VERSION) == 1 && protocol == PPP) {
        decode_tell(sink, packet, "gre", FACT_TUNNEL, GRADE_CERTAIN, "pptp");
    } else if ((flags & (GRE_VERSION | GRE_RESERVED)) == 0 && protocol != ERSPAN_1 &&
               protocol != ERSPAN_3) {
        decode_tell(sink, packet, "gre", FACT_TUNNEL, GRADE_CERTAIN, "gre");
    }
}
