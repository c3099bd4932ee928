/* NTP (RFC 5905 7.3): who gives the time, who asks whom. */
#include "network/decoders.h"

enum { NTP_SIZE = 48, ASKS = 3, ANSWERS = 4, BROADCASTS = 5, STRATUM_MAX = 15, NTP_PORT = 123 };

void ntp_decode(const struct packet *packet, struct fact_sink *sink)
{
    const uint8_t *m = packet->payload;

    if (packet->payload_wire_len < NTP_SIZE || packet->payload_len < 4) {
        return;
    }
    uint8_t version = m[0] >> 3 & 7, mode = m[0] & 7, stratum = m[1];

    if (version < 1 || version > 4) {
        return;
    }
    if (mode == ASKS && packet->dport == NTP_PORT) {
        decode_tell(sink, packet, "ntp", FACT_CLIENT, GRADE_CERTAIN, "ntp udp/123");
    } else if ((mode == ANSWERS && packet->sport == NTP_PORT && stratum >= 1 &&
                stratum <= STRATUM_MAX) ||
               mode == BROADCASTS) {
        decode_tell(sink, packet, "ntp", FACT_ROLE, GRADE_CERTAIN, "ntp-server");
    }
}
