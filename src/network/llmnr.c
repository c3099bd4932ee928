/* LLMNR (RFC 4795): who answers to a name has it. */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/dns_message.h"

#include <string.h>

enum { LLMNR_PORT = 5355, FINE = 0 };

void llmnr_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct dns_message m;
    struct dns_record r;
    char claim[FACT_CLAIM_SIZE], text[ADDR_TEXT_SIZE];

    if (packet->sport != LLMNR_PORT ||
        !dns_message_begin(&m, packet->payload, packet->payload_len) || !m.is_response ||
        m.rcode != FINE) {
        return;
    }
    while (dns_message_record(&r, &m)) {
        bool v4 = r.type == DNS_A && r.len == 4;

        if (!v4 && !(r.type == DNS_AAAA && r.len == 16)) {
            continue;
        }
        struct addr a = v4 ? claim_ipv4(r.data) : claim_ipv6(r.data);

        if (claim_text(claim, NULL, (const uint8_t *)r.name, strlen(r.name))) {
            decode_tell(sink, packet, "llmnr", FACT_NAME, GRADE_CERTAIN, claim);
        }
        if (memcmp(&a, &packet->src, sizeof(a)) != 0) {
            decode_tell(sink, packet, "llmnr", FACT_ALIAS, GRADE_LIKELY, addr_text(text, &a));
        }
    }
}
