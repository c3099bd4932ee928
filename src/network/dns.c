/* DNS: who resolves names for others. */
#include "network/decoders.h"
#include "network/dns_message.h"

enum { DNS_PORT = 53, QUERY = 0, FINE = 0, NO_SUCH_NAME = 3 };

void dns_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct dns_message m;
    struct dns_record asked;

    if (!dns_message_begin(&m, packet->payload, packet->payload_len) || m.opcode != QUERY ||
        m.questions != 1 || !dns_message_question(&asked, &m)) {
        return;
    }
    if (m.is_response && packet->sport == DNS_PORT &&
        (m.rcode == FINE || m.rcode == NO_SUCH_NAME)) {
        decode_tell(sink, packet, "dns", FACT_ROLE, GRADE_CERTAIN, "dns-server");
    }
}
