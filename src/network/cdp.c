/* Cisco Discovery Protocol: what a switch, router or telephone says of itself. */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/os_hint.h"
#include "network/wire.h"

#include <string.h>

enum {
    SNAP_SIZE = 8,
    HEADER = 4,
    TYPE_NAME = 1,
    TYPE_ADDRESSES = 2,
    TYPE_CAPABILITIES = 4,
    TYPE_SOFTWARE = 5,
    TYPE_PLATFORM = 6,
    TYPE_MANAGEMENT = 0x16,
};

static void tell_text(const struct packet *p, struct fact_sink *sink, enum fact_kind kind,
                      const uint8_t *text, size_t len)
{
    char claim[FACT_CLAIM_SIZE];

    /* The first line holds the version. */
    if (claim_text(claim, NULL, text, claim_line(text, len))) {
        decode_tell(sink, p, "cdp", kind, GRADE_CERTAIN, claim);
    }
}

static void tell_addresses(const struct packet *p, struct fact_sink *sink, const uint8_t *v,
                           size_t len)
{
    struct wire w = wire_begin(v, len);
    uint32_t n = wire_take_u32(&w);

    for (uint32_t i = 0; i < n && !w.short_of; i++) {
        wire_take_u8(&w); /* what kind of protocol number follows */
        wire_take(&w, wire_take_u8(&w));
        size_t size = wire_take_u16(&w);
        const uint8_t *a = wire_take(&w, size);

        if (a != NULL && (size == 4 || size == 16)) {
            struct addr ip = size == 4 ? claim_ipv4(a) : claim_ipv6(a);
            char text[ADDR_TEXT_SIZE];

            if (!claim_is_unset(&ip)) {
                decode_tell(sink, p, "cdp", FACT_ALIAS, GRADE_CERTAIN, addr_text(text, &ip));
            }
        }
    }
}

static void tell_capabilities(const struct packet *p, struct fact_sink *sink, uint32_t bits)
{
    static const struct {
        uint32_t bit;
        const char *role;
    } row[] = {
        {0x01, "router"},
        {0x08, "switch"},
        {0x80, "phone" },
    };
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        if ((bits & row[i].bit) != 0) {
            decode_tell(sink, p, "cdp", FACT_ROLE, GRADE_CERTAIN, row[i].role);
        }
    }
}

/* The system it names, in the spelling that ends of support are looked up by. */
static void tell_system(const struct packet *p, struct fact_sink *sink, const uint8_t *v,
                        size_t len)
{
    struct os_hint os;

    if (os_hint_bytes(&os, OS_FROM_DESCRIPTION, v, len)) {
        decode_tell(sink, p, "cdp", FACT_OS, os.grade, os.claim);
    }
}

void cdp_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct wire w = wire_begin(packet->net, packet->net_len);

    wire_take(&w, SNAP_SIZE + HEADER);
    while (!w.short_of && wire_left(&w) >= 4) {
        unsigned type = wire_take_u16(&w);
        size_t size = wire_take_u16(&w);

        if (size < 4) {
            return;
        }
        size -= 4;
        const uint8_t *v = wire_take(&w, size);

        if (v == NULL) {
            return;
        }
        switch (type) {
        case TYPE_NAME:
            tell_text(packet, sink, FACT_NAME, v, size);
            break;
        case TYPE_SOFTWARE:
            tell_text(packet, sink, FACT_SOFTWARE, v, size);
            tell_system(packet, sink, v, size);
            break;
        case TYPE_PLATFORM:
            tell_text(packet, sink, FACT_MODEL, v, size);
            break;
        case TYPE_ADDRESSES:
        case TYPE_MANAGEMENT:
            tell_addresses(packet, sink, v, size);
            break;
        case TYPE_CAPABILITIES:
            if (size >= 4) {
                tell_capabilities(packet, sink, wire_u32(v));
            }
            break;
        default:
            break;
        }
    }
}
