/* ARP (RFC 826): who says that an IPv4 address is its own. Reverse ARP says the same. */
#include "network/decoders.h"
#include "network/wire.h"

#include <string.h>

enum {
    AT_LINK = 0,
    AT_PROTOCOL = 2,
    AT_SIZES = 4,
    AT_OPCODE = 6,
    AT_MAC = 8,
    AT_SENDER = 14,
    ARP_SIZE = 28,
    LINK_OF_ETHERNET = 1,
    PROTOCOL_IPV4 = 0x0800,
    SIZES_6_AND_4 = 0x0604,
    OPCODE_MAX = 4, /* request, reply, and the two of RFC 903 */
};

void arp_decode(const struct packet *packet, struct fact_sink *sink)
{
    const uint8_t *p = packet->net;

    if (packet->net_len < ARP_SIZE || wire_u16(p + AT_LINK) != LINK_OF_ETHERNET ||
        wire_u16(p + AT_PROTOCOL) != PROTOCOL_IPV4 || wire_u16(p + AT_SIZES) != SIZES_6_AND_4) {
        return;
    }
    unsigned opcode = wire_u16(p + AT_OPCODE);
    uint32_t sender = wire_u32(p + AT_SENDER);

    /* A probe has no address yet (RFC 5227 2.1.1); a group address is nobody's own. */
    if (opcode == 0 || opcode > OPCODE_MAX || (p[AT_MAC] & 1) != 0 || sender == 0) {
        return;
    }
    struct addr ip = addr_ipv4(sender);

    if (!addr_is_multicast(&ip)) {
        decode_tell_about(sink, packet, p + AT_MAC, &ip, "arp", FACT_ADDRESS, GRADE_CERTAIN, "");
    }
}
