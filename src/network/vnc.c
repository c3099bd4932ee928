#include "network/vnc.h"

#include "network/look.h"
#include "network/wire.h"

#include <ctype.h>
#include <string.h>

static const char from[] = "vnc";

enum { VERSION_SIZE = 12, TYPE_NONE = 1 }; /* "RFB 003.008\n" */

static enum flow_look read_version(const struct flow *flow, enum flow_side side)
{
    enum flow_look begins = LOOK_BEGINS(flow, side, "RFB 0");
    const uint8_t *byte = flow->side[side].byte;

    if (begins != LOOK_MINE || flow->side[side].len < VERSION_SIZE) {
        return begins == LOOK_NO ? LOOK_NO : LOOK_MORE;
    }
    bool good = isdigit(byte[5]) && isdigit(byte[6]) && byte[7] == '.' && isdigit(byte[8]) &&
                isdigit(byte[9]) && isdigit(byte[10]) && byte[11] == '\n';
    return good ? LOOK_MINE : LOOK_NO;
}

/* Version 3.3 decides for the client in four bytes; later ones offer a list. */
static enum flow_look read_security(const struct flow *flow, bool *none)
{
    const uint8_t *byte = flow->side[SIDE_SERVER].byte;
    struct wire w = wire_begin(byte + VERSION_SIZE, flow->side[SIDE_SERVER].len - VERSION_SIZE);
    bool decides = memcmp(byte, "RFB 003.003\n", VERSION_SIZE) == 0 ||
                   memcmp(flow->side[SIDE_CLIENT].byte, "RFB 003.003\n", VERSION_SIZE) == 0;

    if (decides) {
        *none = wire_take_u32(&w) == TYPE_NONE;
    } else {
        uint8_t n = wire_take_u8(&w);
        const uint8_t *type = wire_take(&w, n);

        *none = type != NULL && memchr(type, TYPE_NONE, n) != NULL;
    }
    return w.short_of ? LOOK_MORE : LOOK_MINE;
}

static enum flow_look tell(const struct flow *flow, struct fact_sink *sink, enum grade grade)
{
    look_tell_service(flow, sink, from, grade, "vnc");
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_REMOTE_TOOL, grade, "vnc");
    if (memcmp(flow->side[SIDE_SERVER].byte, "RFB 003.889", VERSION_SIZE - 1) == 0) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_OS, GRADE_LIKELY, "macOS");
    }
    return LOOK_MINE;
}

enum flow_look vnc_look(const struct flow *flow, struct fact_sink *sink)
{
    struct flow placed = look_late(flow);
    enum flow_look server = read_version(&placed, SIDE_SERVER);
    enum flow_look client = read_version(&placed, SIDE_CLIENT);
    bool none = false;

    if (server == LOOK_NO || client == LOOK_NO) {
        return LOOK_NO;
    }
    if (server != LOOK_MINE) {
        return LOOK_MORE;
    }
    tell(&placed, sink, GRADE_CERTAIN);
    if (client != LOOK_MINE || read_security(&placed, &none) != LOOK_MINE) {
        return LOOK_MINE;
    }
    if (none) {
        decode_tell_side(sink, &placed, SIDE_SERVER, from, FACT_WEAK, GRADE_CERTAIN, "vnc-none");
    }
    return LOOK_DONE;
}
