/*
 * Multicast DNS and DNS-SD (RFC 6762, 6763): what a machine says of itself.
 *
 * Names of services ("the printer of so-and-so") are for people and may name one: they are not
 * told.
 */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/dns_message.h"
#include "network/wire.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MDNS_PORT = 5353 };

/* The part of name from its service type on, "_ipp._tcp.local", or NULL. */
static const char *service_type(const char *name)
{
    const char *at = name[0] == '_' ? name : strstr(name, "._");

    if (at == NULL) {
        return NULL;
    }
    at += at[0] == '.';
    return strstr(at, "._tcp") != NULL || strstr(at, "._udp") != NULL ? at : NULL;
}

static const char *role_of(const char *type)
{
    static const struct {
        const char *type, *role;
    } row[] = {
        {"_ipp._tcp",            "printer"     },
        {"_ipps._tcp",           "printer"     },
        {"_printer._tcp",        "printer"     },
        {"_pdl-datastream._tcp", "printer"     },
        {"_scanner._tcp",        "scanner"     },
        {"_uscan._tcp",          "scanner"     },
        {"_axis-video._tcp",     "camera"      },
        {"_adisk._tcp",          "storage"     },
        {"_airport._tcp",        "access-point"},
    };
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        size_t n = strlen(row[i].type);

        if (strncasecmp(type, row[i].type, n) == 0 && (type[n] == '.' || type[n] == '\0')) {
            return row[i].role;
        }
    }
    return NULL;
}

/* "_ssh._tcp.local" at port 22: "ssh tcp/22". */
static void tell_service(const struct packet *p, struct fact_sink *sink, const char *type,
                         unsigned port)
{
    const char *dot = strstr(type, "._");
    char claim[FACT_CLAIM_SIZE];

    if (dot != NULL && dot - type > 1 && port != 0) {
        snprintf(claim, sizeof(claim), "%.*s %.3s/%u", (int)(dot - type - 1), type + 1, dot + 2,
                 port);
        decode_tell(sink, p, "mdns", FACT_SERVICE, GRADE_LIKELY, claim);
    }
}

/* A host name with its address: the sender's own, since nobody else may answer for it. */
static void tell_host(const struct packet *p, struct fact_sink *sink, const struct dns_record *r,
                      const struct addr *a)
{
    size_t n = strlen(r->name);
    char claim[FACT_CLAIM_SIZE], text[ADDR_TEXT_SIZE];

    if (n > 6 && strcasecmp(r->name + n - 6, ".local") == 0) {
        n -= 6;
    }
    if (claim_text(claim, NULL, (const uint8_t *)r->name, n)) {
        decode_tell(sink, p, "mdns", FACT_NAME, GRADE_CERTAIN, claim);
    }
    if (memcmp(a, &p->src, sizeof(*a)) != 0 && !addr_is_multicast(a)) {
        decode_tell(sink, p, "mdns", FACT_ALIAS, GRADE_LIKELY, addr_text(text, a));
    }
}

/* TXT: a row of counted "key=value" (RFC 6763 6). */
static void tell_properties(const struct packet *p, struct fact_sink *sink,
                            const struct dns_record *r)
{
    static const struct {
        const char *key;
        enum fact_kind kind;
    } row[] = {
        {"model=",   FACT_MODEL},
        {"ty=",      FACT_MODEL},
        {"usb_MFG=", FACT_MAKER},
        {"md=",      FACT_MODEL},
    };
    struct wire w = wire_begin(r->data, r->len);

    while (wire_left(&w) > 0 && !w.short_of) {
        size_t size = wire_take_u8(&w);
        const uint8_t *text = wire_take(&w, size);

        for (size_t i = 0; text != NULL && i < sizeof(row) / sizeof(row[0]); i++) {
            size_t n = strlen(row[i].key);
            char claim[FACT_CLAIM_SIZE];

            if (size > n && strncasecmp((const char *)text, row[i].key, n) == 0 &&
                claim_text(claim, NULL, text + n, size - n)) {
                decode_tell(sink, p, "mdns", row[i].kind, GRADE_LIKELY, claim);
            }
        }
    }
}

/* RFC 1035 3.3.2: two counted strings, the processor and the system. */
static void tell_system(const struct packet *p, struct fact_sink *sink, const struct dns_record *r)
{
    struct wire w = wire_begin(r->data, r->len);
    char claim[FACT_CLAIM_SIZE];

    wire_take(&w, wire_take_u8(&w));
    size_t size = wire_take_u8(&w);
    const uint8_t *system = wire_take(&w, size);

    if (system != NULL && claim_text(claim, NULL, system, size)) {
        decode_tell(sink, p, "mdns", FACT_OS, GRADE_LIKELY, claim);
    }
}

static void take_record(const struct packet *p, struct fact_sink *sink, const struct dns_record *r)
{
    const char *type = service_type(r->name);
    const char *role = type == NULL ? NULL : role_of(type);
    struct addr a;

    switch (r->type) {
    case DNS_A:
        if (r->len == 4) {
            a = claim_ipv4(r->data);
            tell_host(p, sink, r, &a);
        }
        break;
    case DNS_AAAA:
        if (r->len == 16) {
            a = claim_ipv6(r->data);
            tell_host(p, sink, r, &a);
        }
        break;
    case DNS_SRV:
        if (type != NULL && r->len > 6) {
            tell_service(p, sink, type, wire_u16(r->data + 4));
        }
        if (role != NULL) {
            decode_tell(sink, p, "mdns", FACT_ROLE, GRADE_LIKELY, role);
        }
        break;
    case DNS_TXT:
        if (type != NULL) {
            tell_properties(p, sink, r);
        }
        break;
    case DNS_HINFO:
        tell_system(p, sink, r);
        break;
    default:
        break;
    }
}

void mdns_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct dns_message m;
    struct dns_record r;

    if (packet->sport != MDNS_PORT ||
        !dns_message_begin(&m, packet->payload, packet->payload_len) || !m.is_response) {
        return;
    }
    while (dns_message_record(&r, &m)) {
        take_record(packet, sink, &r);
    }
}
