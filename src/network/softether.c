#include "network/softether.h"

#include "network/look.h"

#include <ctype.h>
#include <string.h>

static const char from[] = "softether";

enum { ANSWER_MIN = 16, ANSWER_MAX = 64 };

/* "IP=192.0.2.1,PORT=50123", nothing else in the datagram. */
static bool is_answer(const uint8_t *byte, size_t len)
{
    if (len < ANSWER_MIN || len > ANSWER_MAX || memcmp(byte, "IP=", 3) != 0) {
        return false;
    }
    const uint8_t *port = memmem(byte, len, ",PORT=", 6);

    if (port == NULL || port + 6 == byte + len) {
        return false;
    }
    for (port += 6; port < byte + len; port++) {
        if (!isdigit(*port)) {
            return false;
        }
    }
    return true;
}

/* The question is one letter A. */
enum flow_look softether_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;

    if (flow->side[SIDE_CLIENT].len != 1 || client[0] != 'A') {
        return LOOK_NO;
    }
    if (flow->side[SIDE_SERVER].len == 0) {
        return LOOK_MORE;
    }
    if (!is_answer(server, flow->side[SIDE_SERVER].len)) {
        return LOOK_NO;
    }
    decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_TUNNEL, GRADE_CERTAIN, "softether");
    look_tell_service(flow, sink, from, GRADE_CERTAIN, "softether");
    return LOOK_DONE;
}
