/* DHCPv6 (RFC 8415 7.3, 21; resolvers RFC 3646, names RFC 4704). */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/dhcp_class.h"
#include "network/dns_name.h"
#include "network/wire.h"

#include <string.h>

enum { SOLICIT = 1, ADVERTISE = 2, REQUEST = 3, RENEW = 5, REBIND = 6, REPLY = 7, ASKS = 11 };
enum {
    OPTION_CLIENT = 1,
    OPTION_IA_NA = 3,
    OPTION_IA_ADDRESS = 5,
    OPTION_VENDOR_CLASS = 16,
    OPTION_RESOLVERS = 23,
    OPTION_NAME = 39,
    HEADER = 4,
};

static void tell_name(const struct packet *p, struct fact_sink *sink, const uint8_t *v, size_t len)
{
    char name[DNS_NAME_SIZE], claim[FACT_CLAIM_SIZE];
    size_t at = 1; /* after the flags */
    uint8_t whole[DNS_NAME_SIZE];

    if (len < 2 || len >= sizeof(whole)) {
        return;
    }
    memcpy(whole, v, len);
    whole[len] = 0; /* a name that is only a part has no end of its own (RFC 4704 4.2) */
    if (dns_name_read(name, whole, len + 1, &at) &&
        claim_text(claim, NULL, (const uint8_t *)name, strlen(name))) {
        decode_tell(sink, p, "dhcp6", FACT_NAME, GRADE_CERTAIN, claim);
    }
}

static void tell_class(const struct packet *p, struct fact_sink *sink, const uint8_t *v, size_t len)
{
    char claim[FACT_CLAIM_SIZE];
    struct wire w = wire_begin(v, len);

    wire_take(&w, 4); /* the enterprise */
    size_t size = wire_take_u16(&w);
    const uint8_t *text = wire_take(&w, size);

    if (text != NULL && claim_text(claim, NULL, text, size)) {
        struct dhcp_class class = dhcp_class_of(claim);

        decode_tell(sink, p, "dhcp6", class.kind, class.grade, class.os != NULL ? class.os : claim);
    }
}

static void tell_identity(const struct packet *p, struct fact_sink *sink, const uint8_t *v,
                          size_t len)
{
    char claim[FACT_CLAIM_SIZE];

    claim_hex(claim, "dhcpv6-duid", v, len);
    decode_tell(sink, p, "dhcp6", FACT_IDENTITY, GRADE_CERTAIN, claim);
}

static void tell_resolvers(const struct packet *p, struct fact_sink *sink, const uint8_t *v,
                           size_t len)
{
    for (size_t at = 0; at + 16 <= len; at += 16) {
        struct addr a = claim_ipv6(v + at);
        char claim[FACT_CLAIM_SIZE];

        claim_addr(claim, "dns", &a);
        decode_tell(sink, p, "dhcp6", FACT_OFFERS, GRADE_CERTAIN, claim);
    }
}

/* The address in an IA_NA, given to whom the reply goes. */
static void tell_given(const struct packet *p, struct fact_sink *sink, const uint8_t *v, size_t len)
{
    struct wire w = wire_begin(v, len);

    wire_take(&w, 12); /* IAID, T1, T2 */
    while (!w.short_of && wire_left(&w) >= HEADER) {
        unsigned code = wire_take_u16(&w);
        size_t size = wire_take_u16(&w);
        const uint8_t *o = wire_take(&w, size);

        if (o != NULL && code == OPTION_IA_ADDRESS && size >= 16 && (p->dst_mac[0] & 1) == 0) {
            struct addr a = claim_ipv6(o);

            decode_tell_about(sink, p, p->dst_mac, &a, "dhcp6", FACT_ADDRESS, GRADE_CERTAIN, "");
        }
    }
}

static void take_option(const struct packet *p, struct fact_sink *sink, uint8_t type, bool client,
                        unsigned code, const uint8_t *v, size_t len)
{
    if (client && code == OPTION_CLIENT && len > 2) {
        tell_identity(p, sink, v, len);
    } else if (client && code == OPTION_NAME) {
        tell_name(p, sink, v, len);
    } else if (client && code == OPTION_VENDOR_CLASS) {
        tell_class(p, sink, v, len);
    } else if (!client && code == OPTION_RESOLVERS) {
        tell_resolvers(p, sink, v, len);
    } else if (type == REPLY && code == OPTION_IA_NA) {
        tell_given(p, sink, v, len);
    }
}

void dhcp6_decode(const struct packet *packet, struct fact_sink *sink)
{
    if (packet->payload_len < HEADER || packet->ip_version != 6) {
        return;
    }
    struct wire w = wire_begin(packet->payload, packet->payload_len);
    uint8_t type = wire_take_u8(&w);
    bool client =
        type == SOLICIT || type == REQUEST || type == RENEW || type == REBIND || type == ASKS;
    bool server = type == ADVERTISE || type == REPLY;

    wire_take(&w, 3); /* the transaction's number */
    if (!client && !server) {
        return;
    }
    if (server) {
        decode_tell(sink, packet, "dhcp6", FACT_ROLE, GRADE_CERTAIN, "dhcp-server");
    }
    while (!w.short_of && wire_left(&w) >= HEADER) {
        unsigned code = wire_take_u16(&w);
        size_t len = wire_take_u16(&w);
        const uint8_t *v = wire_take(&w, len);

        if (v != NULL) {
            take_option(packet, sink, type, client, code, v, len);
        }
    }
}
