/*
 * ICMPv6: Neighbour Discovery (RFC 4861). A hop limit of 255 proves that a message was sent on this
 * wire (6.1.2, 7.1); others are not believed.
 */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/dns_name.h"
#include "network/wire.h"

#include <stdio.h>
#include <string.h>

enum {
    TIME_EXCEEDED = 3,
    ADVERTISES_ROUTER = 134,
    SOLICITS = 135,
    ADVERTISES = 136,
    REDIRECTS = 137,
    HOPS_UNTOUCHED = 255,
};
enum {
    OPTION_SOURCE = 1,
    OPTION_TARGET = 2,
    OPTION_PREFIX = 3,
    OPTION_RESOLVERS = 25, /* RFC 8106 5.1 */
    OPTION_SEARCH = 31,    /* 5.2 */
    OPTION_MAC_SIZE = 8,
};

/* The first option of this type with at least size bytes, from at on, or NULL; *len: its bytes. */
static const uint8_t *option(const struct packet *p, size_t at, uint8_t type, size_t size,
                             size_t *len)
{
    while (at + 8 <= p->payload_len) {
        const uint8_t *o = p->payload + at;

        *len = (size_t)o[1] * 8;
        if (*len == 0 || *len > p->payload_len - at) {
            return NULL;
        }
        if (o[0] == type && *len >= size) {
            return o;
        }
        at += *len;
    }
    return NULL;
}

static void tell_address(const struct packet *p, struct fact_sink *sink, const uint8_t mac[6],
                         const struct addr *ip)
{
    if (!addr_is_none(ip) && !addr_is_multicast(ip) && (mac[0] & 1) == 0) {
        decode_tell_about(sink, p, mac, ip, "nd", FACT_ADDRESS, GRADE_CERTAIN, "");
    }
}

static void tell_search(const struct packet *p, struct fact_sink *sink, const uint8_t *o,
                        size_t len)
{
    char name[DNS_NAME_SIZE], claim[FACT_CLAIM_SIZE];
    size_t at = 8;

    if (dns_name_read(name, o, len, &at) &&
        claim_text(claim, "search", (const uint8_t *)name, strlen(name))) {
        decode_tell(sink, p, "ra", FACT_OFFERS, GRADE_CERTAIN, claim);
    }
}

static void tell_router(const struct packet *p, struct fact_sink *sink)
{
    enum { SIZE = 16, AT_LIFETIME = 6, PREFIX_SIZE = 32, RESOLVERS_SIZE = 24 };
    char claim[FACT_CLAIM_SIZE];
    const uint8_t *o;
    size_t len;

    if (p->payload_len < SIZE) {
        return;
    }
    if (wire_u16(p->payload + AT_LIFETIME) > 0) {
        decode_tell(sink, p, "ra", FACT_ROLE, GRADE_CERTAIN, "router");
        claim_addr(claim, "router", &p->src);
        decode_tell(sink, p, "ra", FACT_OFFERS, GRADE_CERTAIN, claim);
    }
    for (size_t at = SIZE; (o = option(p, at, OPTION_PREFIX, PREFIX_SIZE, &len)) != NULL;) {
        struct addr prefix = claim_ipv6(o + 16);

        char text[ADDR_TEXT_SIZE];

        snprintf(claim, sizeof(claim), "prefix %s/%d", addr_text(text, &prefix), o[2]);
        decode_tell(sink, p, "ra", FACT_OFFERS, GRADE_CERTAIN, claim);
        at = (size_t)(o - p->payload) + len;
    }
    o = option(p, SIZE, OPTION_RESOLVERS, RESOLVERS_SIZE, &len);
    for (size_t at = 8; o != NULL && at + 16 <= len; at += 16) {
        struct addr resolver = claim_ipv6(o + at);

        claim_addr(claim, "dns", &resolver);
        decode_tell(sink, p, "ra", FACT_OFFERS, GRADE_CERTAIN, claim);
    }
    o = option(p, SIZE, OPTION_SEARCH, 8, &len);
    if (o != NULL) {
        tell_search(p, sink, o, len);
    }
}

void icmp6_decode(const struct packet *packet, struct fact_sink *sink)
{
    enum { AT_TARGET = 8, SIZE = 24, RA_OPTIONS = 16 };
    const uint8_t *m = packet->payload;
    const uint8_t *o;
    size_t len;

    if (packet->payload_len < 8 || packet->fragment || packet->ip_version != 6) {
        return;
    }
    if (m[0] == TIME_EXCEEDED && m[1] == 0) { /* in transit; may come from afar */
        decode_tell(sink, packet, "icmp6", FACT_ROLE, GRADE_CERTAIN, "router");
    }
    if (packet->ttl != HOPS_UNTOUCHED) {
        return;
    }
    switch (m[0]) {
    case ADVERTISES_ROUTER:
        tell_router(packet, sink);
        o = option(packet, RA_OPTIONS, OPTION_SOURCE, OPTION_MAC_SIZE, &len);
        tell_address(packet, sink, o != NULL ? o + 2 : packet->src_mac, &packet->src);
        break;
    case SOLICITS: /* from "::" it asks whether its own address is taken: not yet its own */
        o = option(packet, SIZE, OPTION_SOURCE, OPTION_MAC_SIZE, &len);
        if (packet->payload_len >= SIZE && o != NULL) {
            tell_address(packet, sink, o + 2, &packet->src);
        }
        break;
    case ADVERTISES:
        if (packet->payload_len >= SIZE) {
            struct addr target = claim_ipv6(m + AT_TARGET);

            o = option(packet, SIZE, OPTION_TARGET, OPTION_MAC_SIZE, &len);
            tell_address(packet, sink, o != NULL ? o + 2 : packet->src_mac, &target);
        }
        break;
    case REDIRECTS:
        decode_tell(sink, packet, "icmp6", FACT_ROLE, GRADE_CERTAIN, "router");
        break;
    default:
        break;
    }
}
