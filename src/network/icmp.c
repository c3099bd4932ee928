/* ICMP (RFC 792): what only a router sends. */
#include "network/decoders.h"

enum { REDIRECT = 5, ROUTER_ADVERTISEMENT = 9, TIME_EXCEEDED = 11, IN_TRANSIT = 0 };

void icmp_decode(const struct packet *packet, struct fact_sink *sink)
{
    if (packet->payload_len < 4 || packet->fragment) {
        return;
    }
    uint8_t type = packet->payload[0], code = packet->payload[1];

    /* A host sends TIME_EXCEEDED too, for fragments that never came: code 1. */
    if (type == REDIRECT || type == ROUTER_ADVERTISEMENT ||
        (type == TIME_EXCEEDED && code == IN_TRANSIT)) {
        decode_tell(sink, packet, "icmp", FACT_ROLE, GRADE_CERTAIN, "router");
    }
}
