/* LLDP (IEEE 802.1AB-2016 8.5) and the inventory of LLDP-MED (ANSI/TIA-1057 10.2.6). */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/os_hint.h"
#include "network/wire.h"

#include <string.h>

enum {
    TLV_END = 0,
    TLV_CHASSIS = 1,
    TLV_NAME = 5,
    TLV_DESCRIPTION = 6,
    TLV_CAPABILITIES = 7,
    TLV_MANAGEMENT = 8,
    TLV_ORGANISATION = 127,
    CHASSIS_MAC = 4,
    ADDRESS_IPV4 = 1, /* IANA address family numbers */
    ADDRESS_IPV6 = 2,
};

static void tell_text(const struct packet *p, struct fact_sink *sink, enum fact_kind kind,
                      const char *word, const uint8_t *text, size_t len)
{
    char claim[FACT_CLAIM_SIZE];

    if (claim_text(claim, word, text, claim_line(text, len))) {
        decode_tell(sink, p, "lldp", kind, GRADE_CERTAIN, claim);
    }
}

/* What the system can do and does: the second of two words. */
static void tell_capabilities(const struct packet *p, struct fact_sink *sink, unsigned bits)
{
    static const struct {
        unsigned bit;
        const char *role;
    } row[] = {
        {1 << 2, "switch"      },
        {1 << 3, "access-point"},
        {1 << 4, "router"      },
        {1 << 5, "phone"       },
    };
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        if ((bits & row[i].bit) != 0) {
            decode_tell(sink, p, "lldp", FACT_ROLE, GRADE_CERTAIN, row[i].role);
        }
    }
}

static void tell_management(const struct packet *p, struct fact_sink *sink, const uint8_t *v,
                            size_t len)
{
    size_t size = len > 0 ? v[0] : 0; /* of family and address */
    struct addr a;
    char text[ADDR_TEXT_SIZE];

    if (size + 1 > len) {
        return;
    }
    if (size == 5 && v[1] == ADDRESS_IPV4) {
        a = claim_ipv4(v + 2);
    } else if (size == 17 && v[1] == ADDRESS_IPV6) {
        a = claim_ipv6(v + 2);
    } else {
        return;
    }
    if (!claim_is_unset(&a)) {
        decode_tell(sink, p, "lldp", FACT_ALIAS, GRADE_CERTAIN, addr_text(text, &a));
    }
}

static void tell_inventory(const struct packet *p, struct fact_sink *sink, const uint8_t *v,
                           size_t len)
{
    static const uint8_t med[3] = {0x00, 0x12, 0xbb};
    static const struct {
        uint8_t subtype;
        enum fact_kind kind;
        const char *word;
    } row[] = {
        {6,  FACT_SOFTWARE, "firmware"},
        {7,  FACT_SOFTWARE, NULL      },
        {8,  FACT_IDENTITY, "serial"  },
        {9,  FACT_MAKER,    NULL      },
        {10, FACT_MODEL,    NULL      },
    };
    if (len < 4 || memcmp(v, med, sizeof(med)) != 0) {
        return;
    }
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        if (v[3] == row[i].subtype) {
            tell_text(p, sink, row[i].kind, row[i].word, v + 4, len - 4);
        }
    }
}

/* The system a description names, in the spelling that ends of support are looked up by. */
static void tell_system(const struct packet *p, struct fact_sink *sink, const uint8_t *v,
                        size_t len)
{
    struct os_hint os;

    if (os_hint_bytes(&os, OS_FROM_DESCRIPTION, v, len)) {
        decode_tell(sink, p, "lldp", FACT_OS, os.grade, os.claim);
    }
}

void lldp_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct wire w = wire_begin(packet->net, packet->net_len);

    while (!w.short_of && wire_left(&w) >= 2) {
        unsigned head = wire_take_u16(&w), type = head >> 9;
        size_t len = head & 0x1ff;
        const uint8_t *v = wire_take(&w, len);

        if (v == NULL || type == TLV_END) {
            return;
        }
        switch (type) {
        case TLV_CHASSIS:
            if (len == 7 && v[0] == CHASSIS_MAC) {
                char claim[FACT_CLAIM_SIZE];

                claim_hex(claim, "lldp-chassis", v + 1, 6);
                decode_tell(sink, packet, "lldp", FACT_IDENTITY, GRADE_CERTAIN, claim);
            }
            break;
        case TLV_NAME:
            tell_text(packet, sink, FACT_NAME, NULL, v, len);
            break;
        case TLV_DESCRIPTION:
            tell_text(packet, sink, FACT_MODEL, NULL, v, len);
            tell_system(packet, sink, v, len);
            break;
        case TLV_CAPABILITIES:
            if (len >= 4) {
                tell_capabilities(packet, sink, wire_u16(v + 2));
            }
            break;
        case TLV_MANAGEMENT:
            tell_management(packet, sink, v, len);
            break;
        case TLV_ORGANISATION:
            tell_inventory(packet, sink, v, len);
            break;
        default:
            break;
        }
    }
}
