#include "network/quic.h"

#include "network/look.h"
#include "network/wire.h"

#include <ctype.h>

static const char from[] = "quic";

enum { LONG_HEADER = 0xc0, AT_VERSION = 1, AT_ID = 5, ID_MAX = 20, INITIAL_MIN = 1200 };
enum { VERSION_1 = 1 };
static const uint32_t version_2 = 0x6b3343cf, draft = 0xff000000, negotiation = 0;

static bool is_version(uint32_t version)
{
    return version == VERSION_1 || version == version_2 || (version & 0xffffff00) == draft;
}

/* "Q050" after a flags byte or, before Q046, after a connection id of 8 bytes. */
static bool is_google(const uint8_t *byte, size_t len)
{
    for (size_t at = 1; at <= 9; at += 8) {
        if (len >= at + 4 && (byte[at] == 'Q' || byte[at] == 'T') && byte[at + 1] == '0' &&
            isdigit(byte[at + 2]) && isdigit(byte[at + 3])) {
            return true;
        }
    }
    return false;
}

/* A long header with a version that exists and identifiers of a possible length. */
static bool is_long(const uint8_t *byte, size_t len)
{
    if (len < AT_ID + 2 || (byte[0] & LONG_HEADER) != LONG_HEADER ||
        !is_version(wire_u32(byte + AT_VERSION)) || byte[AT_ID] > ID_MAX) {
        return false;
    }
    size_t second = AT_ID + 1 + byte[AT_ID];

    return len > second && byte[second] <= ID_MAX;
}

static bool is_negotiation(const uint8_t *byte, size_t len)
{
    return len > AT_ID && (byte[0] & 0x80) != 0 && wire_u32(byte + AT_VERSION) == negotiation;
}

enum flow_look quic_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;
    bool first = flow->spoke == SIDE_CLIENT && server_len == 0;

    if (client_len == 0 || (!is_google(client, client_len) && !is_long(client, client_len))) {
        return LOOK_NO;
    }
    if (first && is_long(client, client_len) && look_wire_len(flow) < INITIAL_MIN) {
        return LOOK_MORE; /* RFC 9000, 14.1: an Initial fills 1200 bytes; perhaps a later packet */
    }
    bool answered = is_long(server, server_len) || is_negotiation(server, server_len);

    look_tell_service(flow, sink, from, answered ? GRADE_CERTAIN : GRADE_LIKELY, "quic");
    return answered ? LOOK_DONE : LOOK_MINE;
}
