/* NetBIOS name service (RFC 1002 4.2): registrations, answers, node status. */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/dns_message.h"
#include "network/wire.h"

#include <string.h>

enum { QUERY = 0, REGISTRATION = 5, REFRESH = 8, REFRESH_ALSO = 9, MULTIHOMED = 15 };
enum { GROUP = 0x8000, ENTRY_SIZE = 6, STATUS_ENTRY = 18 };

/* Suffix 0 is a workstation, 0x20 a file server; 0x1b and 0x1c belong to domains. */
static void tell_name(const struct packet *p, struct fact_sink *sink, const char *name,
                      uint8_t suffix, bool group, const struct addr *ip)
{
    enum { WORKSTATION = 0, SERVER = 0x20, DOMAIN_MASTER = 0x1b };
    char claim[FACT_CLAIM_SIZE];
    bool own = memcmp(ip, &p->src, sizeof(*ip)) == 0;
    const uint8_t *mac = own ? p->src_mac : NULL;

    if (!group && (suffix == WORKSTATION || suffix == SERVER) &&
        claim_text(claim, NULL, (const uint8_t *)name, strlen(name))) {
        decode_tell_about(sink, p, mac, ip, "nbns", FACT_NAME, GRADE_CERTAIN, claim);
    }
    if (!group && suffix == SERVER) {
        decode_tell_about(sink, p, mac, ip, "nbns", FACT_ROLE, GRADE_LIKELY, "file-server");
    }
    if (!group && suffix == DOMAIN_MASTER) {
        decode_tell_about(sink, p, mac, ip, "nbns", FACT_ROLE, GRADE_LIKELY, "domain-controller");
    }
}

/* A record NB: flags and an address, for each card of the owner. */
static void take_addresses(const struct packet *p, struct fact_sink *sink, const char *name,
                           uint8_t suffix, const struct dns_record *r)
{
    for (size_t at = 0; at + ENTRY_SIZE <= r->len; at += ENTRY_SIZE) {
        bool group = (wire_u16(r->data + at) & GROUP) != 0;
        struct addr ip = claim_ipv4(r->data + at + 2);
        char text[ADDR_TEXT_SIZE];

        if (addr_is_none(&ip) || addr_is_multicast(&ip) || wire_u32(r->data + at + 2) == 0) {
            continue;
        }
        tell_name(p, sink, name, suffix, group, &ip);
        /* Each address of a machine of several is in the list: the sender names its others. */
        if (!group && r->len > ENTRY_SIZE && memcmp(&ip, &p->src, sizeof(ip)) != 0) {
            decode_tell(sink, p, "nbns", FACT_ALIAS, GRADE_LIKELY, addr_text(text, &ip));
        }
    }
}

/* Registering another address than one sends from: the machine has both. */
static void take_registration(const struct packet *p, struct fact_sink *sink, const char *name,
                              uint8_t suffix, const struct dns_record *r)
{
    struct addr ip;
    char text[ADDR_TEXT_SIZE];

    if (r->len < ENTRY_SIZE || wire_u32(r->data + 2) == 0) {
        return;
    }
    ip = claim_ipv4(r->data + 2);
    tell_name(p, sink, name, suffix, (wire_u16(r->data) & GROUP) != 0, &p->src);
    if (memcmp(&ip, &p->src, sizeof(ip)) != 0) {
        decode_tell(sink, p, "nbns", FACT_ALIAS, GRADE_LIKELY, addr_text(text, &ip));
    }
}

/* Node status (4.2.18): all names of the sender, then its MAC. */
static void take_status(const struct packet *p, struct fact_sink *sink, const struct dns_record *r)
{
    struct wire w = wire_begin(r->data, r->len);
    size_t n = wire_take_u8(&w);

    for (size_t i = 0; i < n; i++) {
        const uint8_t *entry = wire_take(&w, STATUS_ENTRY);
        char name[NETBIOS_NAME_SIZE] = "";

        if (entry == NULL) {
            return;
        }
        memcpy(name, entry, NETBIOS_NAME_SIZE - 1);
        tell_name(p, sink, name, entry[15], (wire_u16(entry + 16) & GROUP) != 0, &p->src);
    }
    const uint8_t *mac = wire_take(&w, 6);
    static const uint8_t none[6];

    if (mac != NULL && memcmp(mac, none, sizeof(none)) != 0 && (mac[0] & 1) == 0) {
        decode_tell_about(sink, p, mac, &p->src, "nbns", FACT_ADDRESS, GRADE_LIKELY, "");
    }
}

void nbns_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct dns_message m;
    struct dns_record r;
    char name[NETBIOS_NAME_SIZE];
    uint8_t suffix;

    if (packet->ip_version != 4 || !dns_message_begin(&m, packet->payload, packet->payload_len)) {
        return;
    }
    bool registers = !m.is_response && (m.opcode == REGISTRATION || m.opcode == REFRESH ||
                                        m.opcode == REFRESH_ALSO || m.opcode == MULTIHOMED);
    bool answers = m.is_response && m.opcode == QUERY && m.rcode == 0;

    if (!registers && !answers) {
        return;
    }
    while (dns_message_record(&r, &m)) {
        size_t len = strcspn(r.name, ".");

        if (r.type == DNS_NBSTAT && answers) {
            take_status(packet, sink, &r);
        } else if (r.type == DNS_NB && len == 32 && dns_name_netbios(name, &suffix, r.name)) {
            if (registers) {
                take_registration(packet, sink, name, suffix, &r);
            } else {
                take_addresses(packet, sink, name, suffix, &r);
            }
        }
    }
}
