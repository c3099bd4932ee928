/* HSRP (RFC 2281; version 2 is Cisco's, a list of typed parts): a router that stands ready. */
#include "network/claim.h"
#include "network/decoders.h"

enum { V1_SIZE = 20, V1_ADDRESS = 16, V2_PART = 1, V2_SIZE = 42, V2_FAMILY = 5, V2_ADDRESS = 26 };

void hsrp_decode(const struct packet *packet, struct fact_sink *sink)
{
    const uint8_t *m = packet->payload;
    size_t len = packet->payload_len;
    struct addr a;
    char claim[FACT_CLAIM_SIZE];

    if (len >= V2_SIZE && m[0] == V2_PART && m[1] == V2_SIZE - 2) {
        a = m[V2_FAMILY] == 6 ? claim_ipv6(m + V2_ADDRESS) : claim_ipv4(m + V2_ADDRESS);
    } else if (len >= V1_SIZE && m[0] == 0 && m[1] <= 2) { /* hello, coup, resign */
        a = claim_ipv4(m + V1_ADDRESS);
    } else {
        return;
    }
    decode_tell(sink, packet, "hsrp", FACT_ROLE, GRADE_CERTAIN, "router");
    claim_addr(claim, "hsrp", &a);
    decode_tell(sink, packet, "hsrp", FACT_OFFERS, GRADE_CERTAIN, claim);
}
