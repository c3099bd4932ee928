#include "network/packet.h"

#include "network/wire.h"

#include <string.h>

enum {
    ETHER_SIZE = 14,
    ETHER_LENGTHS = 0x600, /* below it the field is a length, IEEE 802.3 */
    TAG_C = 0x8100,        /* 802.1Q */
    TAG_S = 0x88a8,        /* 802.1ad */
    TAG_OLD = 0x9100,      /* QinQ before 802.1ad */
    TYPE_IPV4 = 0x0800,
    TYPE_IPV6 = 0x86dd,
    TYPE_PPPOE = 0x8864, /* session stage, RFC 2516 */
    TAGS_MAX = 4,
    SLL_SIZE = 16,
    SLL2_SIZE = 20,
    SLL_LLC = 4, /* protocol of cooked frames that hold 802.2 */
    SNAP_SIZE = 8,
    PPPOE_SIZE = 8, /* with the PPP protocol */
};

enum {
    IPV4_SIZE = 20,
    IPV6_SIZE = 40,
    UDP_SIZE = 8,
    TCP_SIZE = 20,
    IP_TCP = 6,
    IP_UDP = 17,
    IPV4_OFFSET = 0x1fff,
    EXTENSIONS_MAX = 16,
    EXTENSION_FRAGMENT = 44,
};

/* What is still ahead: captured bytes, and how many the wire held. */
struct rest {
    const uint8_t *at;
    size_t len, wire;
};

static bool skip(struct rest *r, size_t n)
{
    if (r->len < n || r->wire < n) {
        return false;
    }
    r->at += n;
    r->len -= n;
    r->wire -= n;
    return true;
}

/* The inner layer says how long it is: what follows is padding of the outer one. */
static void cut(struct rest *r, size_t n)
{
    r->wire = n < r->wire ? n : r->wire;
    r->len = n < r->len ? n : r->len;
}

static void read_tcp(struct packet *p, struct rest r)
{
    if (r.len < TCP_SIZE) {
        return;
    }
    const uint8_t *h = r.at;
    size_t header = (size_t)(h[12] >> 4) * 4;

    p->sport = wire_u16(h);
    p->dport = wire_u16(h + 2);
    p->tcp_seq = wire_u32(h + 4);
    p->tcp_flags = h[13];
    if ((p->tcp_flags & TCP_SYN) != 0) {
        enum { END = 0, NOTHING = 1, MSS = 2, MSS_SIZE = 4 };
        size_t end = header < r.len ? header : r.len;

        for (size_t i = TCP_SIZE; i < end && h[i] != END;) {
            size_t size = h[i] == NOTHING ? 1 : i + 1 < end ? h[i + 1] : 0;

            if (size == 0 || (size < 2 && h[i] != NOTHING) || size > end - i) {
                break;
            }
            if (h[i] == MSS && size == MSS_SIZE) {
                p->tcp_mss = wire_u16(h + i + 2);
            }
            i += size;
        }
    }
    if (header < TCP_SIZE || !skip(&r, header)) {
        r.len = 0;
        r.wire = r.wire > header ? r.wire - header : 0;
    }
    p->payload = r.at;
    p->payload_len = r.len;
    p->payload_wire_len = r.wire;
}

static void read_udp(struct packet *p, struct rest r)
{
    if (r.len < UDP_SIZE) {
        return;
    }
    size_t size = wire_u16(r.at + 4);

    p->sport = wire_u16(r.at);
    p->dport = wire_u16(r.at + 2);
    if (size >= UDP_SIZE) {
        cut(&r, size);
    }
    (void)skip(&r, UDP_SIZE);
    p->payload = r.at;
    p->payload_len = r.len;
    p->payload_wire_len = r.wire;
}

static void read_transport(struct packet *p, struct rest r)
{
    p->payload = r.at;
    p->payload_len = r.len;
    p->payload_wire_len = r.wire;
    if (p->fragment) {
        return;
    }
    if (p->protocol == IP_TCP) {
        read_tcp(p, r);
    } else if (p->protocol == IP_UDP) {
        read_udp(p, r);
    }
}

static void put_ipv4(struct addr *out, const uint8_t *byte)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

    memcpy(out->byte, mapped, sizeof(mapped));
    memcpy(out->byte + sizeof(mapped), byte, 4);
}

/* RFC 791 3.1. */
static void read_ipv4(struct packet *p, struct rest r)
{
    if (r.len < IPV4_SIZE || r.at[0] >> 4 != 4) {
        return;
    }
    const uint8_t *h = r.at;
    size_t header = (size_t)(h[0] & 15) * 4, total = wire_u16(h + 2);

    if (header < IPV4_SIZE || (total != 0 && total < header)) {
        return;
    }
    if (total != 0) { /* 0: a card that cuts segments itself left it open */
        cut(&r, total);
    }
    p->net_len = r.len;
    p->ip_version = 4;
    p->ttl = h[8];
    p->protocol = h[9];
    p->fragment = (wire_u16(h + 6) & IPV4_OFFSET) != 0;
    put_ipv4(&p->src, h + 12);
    put_ipv4(&p->dst, h + 16);
    if (skip(&r, header)) {
        read_transport(p, r);
    } else {
        p->payload = h;
    }
}

static bool is_extension(uint8_t next)
{
    enum { HOP_BY_HOP = 0, ROUTING = 43, DESTINATION = 60, MOBILITY = 135 };

    return next == HOP_BY_HOP || next == ROUTING || next == EXTENSION_FRAGMENT ||
           next == DESTINATION || next == MOBILITY;
}

/* RFC 8200 3 and 4. */
static void read_ipv6(struct packet *p, struct rest r)
{
    if (r.len < IPV6_SIZE || r.at[0] >> 4 != 6) {
        return;
    }
    const uint8_t *h = r.at;
    size_t size = wire_u16(h + 4);

    if (size != 0) { /* 0: a jumbogram, or a card that cuts segments itself */
        cut(&r, IPV6_SIZE + size);
    }
    p->net_len = r.len;
    p->ip_version = 6;
    p->ttl = h[7];
    p->protocol = h[6];
    memcpy(p->src.byte, h + 8, sizeof(p->src.byte));
    memcpy(p->dst.byte, h + 24, sizeof(p->dst.byte));
    (void)skip(&r, IPV6_SIZE);
    for (int i = 0; i < EXTENSIONS_MAX && is_extension(p->protocol) && !p->fragment; i++) {
        if (r.len < 8) {
            break;
        }
        bool pieces = p->protocol == EXTENSION_FRAGMENT;
        size_t header = pieces ? 8 : ((size_t)r.at[1] + 1) * 8;

        p->fragment = pieces && (wire_u16(r.at + 2) & 0xfff8) != 0;
        p->protocol = r.at[0];
        if (!skip(&r, header)) {
            p->fragment = true; /* what would follow is not there */
            break;
        }
    }
    read_transport(p, r);
}

static void read_net(struct packet *p, struct rest r)
{
    enum { PPP_IPV4 = 0x21, PPP_IPV6 = 0x57 };

    if (p->ethertype == TYPE_PPPOE && r.len >= PPPOE_SIZE) {
        uint16_t ppp = wire_u16(r.at + 6);

        if (ppp == PPP_IPV4 || ppp == PPP_IPV6) {
            (void)skip(&r, PPPOE_SIZE);
            p->ethertype = ppp == PPP_IPV4 ? TYPE_IPV4 : TYPE_IPV6;
        }
    }
    p->net = r.at;
    p->net_len = r.len;
    if (p->ethertype == TYPE_IPV4) {
        read_ipv4(p, r);
    } else if (p->ethertype == TYPE_IPV6) {
        read_ipv6(p, r);
    }
}

/* RFC 1042: SNAP with organisation 0 carries an EtherType as if there were no LLC. */
static void read_llc(struct packet *p, struct rest r)
{
    static const uint8_t snap[6] = {0xaa, 0xaa, 3, 0, 0, 0};

    p->ethertype = 0;
    if (r.len >= SNAP_SIZE && memcmp(r.at, snap, sizeof(snap)) == 0) {
        p->ethertype = wire_u16(r.at + 6);
        (void)skip(&r, SNAP_SIZE);
    }
    read_net(p, r);
}

/* From the field type on, which r is behind. */
static void read_typed(struct packet *p, struct rest r, uint16_t type)
{
    for (int i = 0; i < TAGS_MAX && (type == TAG_C || type == TAG_S || type == TAG_OLD); i++) {
        if (r.len < 4) {
            break;
        }
        if (i == 0) {
            p->vlan = wire_u16(r.at) & 0xfff;
        }
        type = wire_u16(r.at + 2);
        (void)skip(&r, 4);
    }
    if (type >= ETHER_LENGTHS) {
        p->ethertype = type;
        read_net(p, r);
    } else {
        cut(&r, type);
        read_llc(p, r);
    }
}

static bool read_ethernet(struct packet *p, struct rest r)
{
    const uint8_t *h = r.at;

    if (!skip(&r, ETHER_SIZE)) {
        return false;
    }
    memcpy(p->dst_mac, h, 6);
    memcpy(p->src_mac, h + 6, 6);
    read_typed(p, r, wire_u16(h + 12));
    return true;
}

/* Linux "cooked" frames: the sender's address only. LINKTYPE_LINUX_SLL and _SLL2 of tcpdump.org. */
static bool read_cooked(struct packet *p, struct rest r)
{
    bool second = p->frame->link == LINK_SLL2;
    const uint8_t *h = r.at;

    if (!skip(&r, second ? SLL2_SIZE : SLL_SIZE)) {
        return false;
    }
    size_t mac_size = second ? h[11] : wire_u16(h + 4);
    uint16_t type = wire_u16(second ? h : h + 14);

    if (mac_size == 6) {
        memcpy(p->src_mac, second ? h + 12 : h + 6, 6);
    }
    if (type == SLL_LLC) {
        read_llc(p, r);
    } else if (type >= ETHER_LENGTHS) {
        read_typed(p, r, type);
    }
    return true;
}

static bool read_raw(struct packet *p, struct rest r)
{
    if (r.len == 0) {
        return false;
    }
    p->ethertype = r.at[0] >> 4 == 4 ? TYPE_IPV4 : r.at[0] >> 4 == 6 ? TYPE_IPV6 : 0;
    read_net(p, r);
    return p->ip_version != 0;
}

bool packet_read(struct packet *out, const struct frame *frame)
{
    struct rest r = {frame->byte, frame->len, frame->wire_len};

    *out = (struct packet){.frame = frame, .net = frame->byte};
    r.wire = r.wire < r.len ? r.len : r.wire;
    switch (frame->link) {
    case LINK_ETHERNET:
        return read_ethernet(out, r);
    case LINK_SLL:
    case LINK_SLL2:
        return read_cooked(out, r);
    case LINK_NULL:
    case LINK_LOOP:
        /* The family's number differs between systems and byte orders; the IP version does not. */
        return skip(&r, 4) && read_raw(out, r);
    case LINK_RAW:
        return read_raw(out, r);
    default:
        return false;
    }
}
