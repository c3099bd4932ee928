/* VRRP 2 and 3 (RFC 3768, 5798): a router that stands ready, and the addresses it stands for. */
#include "network/claim.h"
#include "network/decoders.h"

enum { HEADER = 8, ADVERTISEMENT = 1, HOPS_UNTOUCHED = 255 };

void vrrp_decode(const struct packet *packet, struct fact_sink *sink)
{
    const uint8_t *m = packet->payload;

    if (packet->payload_len < HEADER || packet->fragment || packet->ttl != HOPS_UNTOUCHED) {
        return;
    }
    uint8_t version = m[0] >> 4, type = m[0] & 15;
    size_t size = packet->ip_version == 6 ? 16 : 4;

    if (type != ADVERTISEMENT || (version != 2 && version != 3)) {
        return;
    }
    decode_tell(sink, packet, "vrrp", FACT_ROLE, GRADE_CERTAIN, "router");
    for (size_t i = 0, at = HEADER; i < m[3] && at + size <= packet->payload_len; i++, at += size) {
        struct addr a = size == 16 ? claim_ipv6(m + at) : claim_ipv4(m + at);
        char claim[FACT_CLAIM_SIZE];

        claim_addr(claim, "vrrp", &a);
        decode_tell(sink, packet, "vrrp", FACT_OFFERS, GRADE_CERTAIN, claim);
    }
}
