/* DHCP (RFC 2131, options of RFC 2132 and 4702). */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/dhcp_class.h"
#include "network/dns_name.h"
#include "network/os_hint.h"
#include "network/wire.h"

#include <string.h>

enum {
    AT_OP = 0,
    AT_HTYPE = 1,
    AT_HLEN = 2,
    AT_CIADDR = 12,
    AT_YIADDR = 16,
    AT_CHADDR = 28,
    AT_COOKIE = 236,
    AT_OPTIONS = 240,
    OP_ASKS = 1,
    OP_ANSWERS = 2,
    ETHERNET = 1,
};
static const uint32_t cookie = 0x63825363;

enum {
    PAD = 0,
    ROUTERS = 3,
    RESOLVERS = 6,
    HOST_NAME = 12,
    DOMAIN_NAME = 15,
    MESSAGE_TYPE = 53,
    SERVER = 54,
    WANTED = 55,
    CLASS = 60,
    CLIENT = 61,
    FULL_NAME = 81,
    END = 255,
    OPTIONS = 256
};
enum { OFFER = 2, ACK = 5 };

struct dhcp {
    const struct packet *packet;
    struct fact_sink *sink;
    const uint8_t *message;
    const uint8_t *option[OPTIONS]; /* the first of each, NULL: none */
    uint8_t len[OPTIONS];
    uint8_t type;
};

static void read_options(struct dhcp *d, const uint8_t *byte, size_t len)
{
    for (size_t at = 0; at < len && byte[at] != END;) {
        uint8_t code = byte[at++];

        if (code == PAD) {
            continue;
        }
        if (at >= len || byte[at] > len - at - 1) {
            return;
        }
        if (d->option[code] == NULL) {
            d->option[code] = byte + at + 1;
            d->len[code] = byte[at];
        }
        at += 1 + (size_t)byte[at];
    }
}

/* About the client, whose MAC the message holds: it may have come through a relay. */
static void tell_client(const struct dhcp *d, enum fact_kind kind, enum grade grade,
                        const char *claim)
{
    const uint8_t *m = d->message;
    bool ethernet = m[AT_HTYPE] == ETHERNET && m[AT_HLEN] == 6;
    struct addr ip = claim_ipv4(m + AT_CIADDR);

    decode_tell_about(d->sink, d->packet, ethernet ? m + AT_CHADDR : NULL,
                      wire_u32(m + AT_CIADDR) == 0 ? NULL : &ip, "dhcp", kind, grade, claim);
}

static void tell_text(const struct dhcp *d, int option, enum fact_kind kind)
{
    char claim[FACT_CLAIM_SIZE];

    if (d->option[option] != NULL && claim_text(claim, NULL, d->option[option], d->len[option])) {
        tell_client(d, kind, GRADE_CERTAIN, claim);
    }
}

/* RFC 4702 2: flags, two bytes of the past, then the name, in DNS form where the flags say so. */
static void tell_full_name(const struct dhcp *d)
{
    enum { FIXED = 3, IN_DNS_FORM = 4 };
    const uint8_t *o = d->option[FULL_NAME];
    size_t len = d->len[FULL_NAME], at = FIXED;
    char name[DNS_NAME_SIZE], claim[FACT_CLAIM_SIZE];

    if (o == NULL || len <= FIXED) {
        return;
    }
    bool told = (o[0] & IN_DNS_FORM) == 0 ? claim_text(claim, NULL, o + FIXED, len - FIXED)
                : dns_name_read(name, o, len, &at)
                    ? claim_text(claim, NULL, (const uint8_t *)name, strlen(name))
                    : false;
    if (told) {
        tell_client(d, FACT_NAME, GRADE_CERTAIN, claim);
    }
}

/* A client identifier that is only the MAC again identifies nothing more. */
static void tell_identity(const struct dhcp *d)
{
    const uint8_t *o = d->option[CLIENT];
    size_t len = d->len[CLIENT];
    char claim[FACT_CLAIM_SIZE];

    if (o == NULL || len < 2 ||
        (len == 7 && o[0] == ETHERNET && memcmp(o + 1, d->message + AT_CHADDR, 6) == 0)) {
        return;
    }
    claim_hex(claim, "dhcp-client-id", o, len);
    tell_client(d, FACT_IDENTITY, GRADE_CERTAIN, claim);
}

static void tell_class(const struct dhcp *d)
{
    char claim[FACT_CLAIM_SIZE];
    struct dhcp_class class;
    struct os_hint hint;

    if (d->option[CLASS] != NULL && claim_text(claim, NULL, d->option[CLASS], d->len[CLASS])) {
        bool spelt = os_hint_find(&hint, OS_FROM_DHCP, claim);

        class = dhcp_class_of(claim);
        if (spelt && class.os == NULL) {
            tell_client(d, FACT_OS, hint.grade, hint.claim);
        }
        if (!spelt || class.os != NULL || class.kind != FACT_OS) {
            tell_client(d, class.kind, class.grade, class.os != NULL ? class.os : claim);
        }
    }
    const char *os =
        d->option[WANTED] == NULL ? NULL : dhcp_class_wanted(d->option[WANTED], d->len[WANTED]);
    if (os != NULL) {
        tell_client(d, FACT_OS, GRADE_SUSPECTED, os);
    }
}

static void tell_offered(const struct dhcp *d, int option, const char *word)
{
    for (size_t at = 0; d->option[option] != NULL && at + 4 <= d->len[option]; at += 4) {
        struct addr a = claim_ipv4(d->option[option] + at);
        char claim[FACT_CLAIM_SIZE];

        claim_addr(claim, word, &a);
        decode_tell(d->sink, d->packet, "dhcp", FACT_OFFERS, GRADE_CERTAIN, claim);
    }
}

/* Between server and client a relay may stand, which sends what another machine decided. */
static void tell_server(const struct dhcp *d)
{
    const uint8_t *server = d->option[SERVER];
    struct addr named = d->packet->src;
    char claim[FACT_CLAIM_SIZE];

    if (server != NULL && d->len[SERVER] == 4) {
        named = claim_ipv4(server);
    }
    if (memcmp(&named, &d->packet->src, sizeof(named)) == 0) {
        decode_tell(d->sink, d->packet, "dhcp", FACT_ROLE, GRADE_CERTAIN, "dhcp-server");
    } else {
        decode_tell(d->sink, d->packet, "dhcp", FACT_ROLE, GRADE_LIKELY, "dhcp-relay");
        decode_tell_about(d->sink, d->packet, NULL, &named, "dhcp", FACT_ROLE, GRADE_LIKELY,
                          "dhcp-server");
    }
    tell_offered(d, ROUTERS, "router");
    tell_offered(d, RESOLVERS, "dns");
    if (d->option[DOMAIN_NAME] != NULL &&
        claim_text(claim, "domain", d->option[DOMAIN_NAME], d->len[DOMAIN_NAME])) {
        decode_tell(d->sink, d->packet, "dhcp", FACT_OFFERS, GRADE_CERTAIN, claim);
    }
    const uint8_t *m = d->message;

    if (d->type == ACK && wire_u32(m + AT_YIADDR) != 0 && m[AT_HTYPE] == ETHERNET &&
        m[AT_HLEN] == 6) {
        struct addr given = claim_ipv4(m + AT_YIADDR);

        decode_tell_about(d->sink, d->packet, m + AT_CHADDR, &given, "dhcp", FACT_ADDRESS,
                          GRADE_CERTAIN, "");
    }
}

void dhcp_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct dhcp d = {.packet = packet, .sink = sink, .message = packet->payload};

    if (packet->payload_len < AT_OPTIONS || wire_u32(packet->payload + AT_COOKIE) != cookie) {
        return;
    }
    read_options(&d, packet->payload + AT_OPTIONS, packet->payload_len - AT_OPTIONS);
    if (d.option[MESSAGE_TYPE] == NULL || d.len[MESSAGE_TYPE] != 1) {
        return;
    }
    d.type = d.option[MESSAGE_TYPE][0];
    if (packet->payload[AT_OP] == OP_ASKS) {
        tell_text(&d, HOST_NAME, FACT_NAME);
        tell_full_name(&d);
        tell_identity(&d);
        tell_class(&d);
    } else if (packet->payload[AT_OP] == OP_ANSWERS && (d.type == OFFER || d.type == ACK)) {
        tell_server(&d);
    }
}
