#include "network/probe_frame.h"

#include "network/snmp_ask.h"
#include "network/wire.h"

#include <string.h>

enum {
    ETHERNET = 14,
    TYPE_AT = 12,
    TYPE_IPV4 = 0x0800,
    TYPE_ARP = 0x0806,
    ARP_SIZE = 28,
    ARP_REQUEST = 1,
    ARP_REPLY = 2,
    SHORTEST = 60, /* of an Ethernet frame without its checksum */
    IPV4_SIZE = 20,
    IPV4_TTL = 64,
    PROTOCOL_ICMP = 1,
    PROTOCOL_TCP = 6,
    PROTOCOL_UDP = 17,
    UDP_SIZE = 8,
    ICMP_SIZE = 8,
    ECHO_REPLY = 0,
    ECHO_REQUEST = 8,
    ECHO_DATA = 56, /* as ping sends */
    TCP_FLAGS_AT = 13,
    TCP_SIZE = 20
};

static void put_u16(uint8_t *p, unsigned value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static void put_u32(uint8_t *p, uint32_t value)
{
    put_u16(p, value >> 16);
    put_u16(p + 2, value & 0xffff);
}

/* RFC 1071 */
static unsigned checksum(const uint8_t *p, size_t len)
{
    uint32_t sum = 0;

    for (size_t i = 0; i + 1 < len; i += 2) {
        sum += wire_u16(p + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    return ~(sum + (sum >> 16)) & 0xffff;
}

static bool is_known(const uint8_t mac[6])
{
    static const uint8_t none[6];

    return memcmp(mac, none, sizeof(none)) != 0;
}

static void put_ethernet(uint8_t *out, const struct probe_self *self, const uint8_t mac[6],
                         unsigned type)
{
    if (is_known(mac)) {
        memcpy(out, mac, 6);
    } else {
        memset(out, 0xff, 6);
    }
    memcpy(out + 6, self->mac, 6);
    put_u16(out + TYPE_AT, type);
}

static size_t make_arp(uint8_t *out, const struct probe_self *self, const struct course_ask *ask)
{
    static const uint8_t head[] = {0, 1, 8, 0, 6, 4, 0, ARP_REQUEST};
    uint8_t *p = out + ETHERNET;

    put_ethernet(out, self, ask->mac, TYPE_ARP);
    memcpy(p, head, sizeof(head));
    memcpy(p + 8, self->mac, 6);
    put_u32(p + 14, self->ip);
    put_u32(p + 24, ask->ip);
    return SHORTEST;
}

static size_t make_echo(uint8_t *out, const struct probe_self *self, const struct course_ask *ask,
                        uint16_t sequence)
{
    uint8_t *ip = out + ETHERNET, *icmp = ip + IPV4_SIZE;

    put_ethernet(out, self, ask->mac, TYPE_IPV4);
    ip[0] = 0x45;
    put_u16(ip + 2, IPV4_SIZE + ICMP_SIZE + ECHO_DATA);
    put_u16(ip + 4, sequence);
    ip[8] = IPV4_TTL;
    ip[9] = PROTOCOL_ICMP;
    put_u32(ip + 12, self->ip);
    put_u32(ip + 16, ask->ip);
    put_u16(ip + 10, checksum(ip, IPV4_SIZE));
    icmp[0] = ECHO_REQUEST;
    put_u16(icmp + 4, self->id);
    put_u16(icmp + 6, sequence);
    for (int i = 0; i < ECHO_DATA; i++) {
        icmp[ICMP_SIZE + i] = (uint8_t)i;
    }
    put_u16(icmp + 2, checksum(icmp, ICMP_SIZE + ECHO_DATA));
    return ETHERNET + IPV4_SIZE + ICMP_SIZE + ECHO_DATA;
}

size_t probe_frame_make(uint8_t out[PROBE_FRAME_MAX], const struct probe_self *self,
                        const struct course_ask *ask, uint16_t sequence)
{
    memset(out, 0, PROBE_FRAME_MAX);
    switch (ask->kind) {
    case PROBE_ARP:
        return make_arp(out, self, ask);
    case PROBE_ICMP: /* only to a machine whose MAC is known */
        return is_known(ask->mac) ? make_echo(out, self, ask, sequence) : 0;
    default:
        return 0;
    }
}

static bool read_arp(struct probe_heard *out, const struct probe_self *self, const uint8_t *p,
                     bool is_outgoing)
{
    const unsigned opcode = wire_u16(p + 6);
    const uint32_t sender = wire_u32(p + 14), target = wire_u32(p + 24);

    if (wire_u16(p) != 1 || wire_u16(p + 2) != TYPE_IPV4 || wire_u16(p + 4) != 0x0604 ||
        (opcode != ARP_REQUEST && opcode != ARP_REPLY) ||
        (is_outgoing ? sender : target) != self->ip) {
        return false;
    }
    *out = (struct probe_heard){.kind = PROBE_ARP,
                                .ip = is_outgoing ? target : sender,
                                .is_answer = !is_outgoing && opcode == ARP_REPLY,
                                .what = opcode == ARP_REPLY ? "reply" : "request"};
    memcpy(out->mac, is_outgoing ? p + 18 : p + 8, sizeof(out->mac));
    return true;
}

static const char *tcp_word(unsigned flags)
{
    static const struct {
        unsigned flag;
        const char *word;
    } row[] = {
        {0x04, "rst"},
        {0x02, "syn"},
        {0x01, "fin"},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        if ((flags & row[i].flag) != 0) {
            return row[i].word;
        }
    }
    return "ack";
}

static bool read_ipv4(struct probe_heard *out, const struct probe_self *self, const uint8_t *ip,
                      size_t len, bool is_outgoing)
{
    const size_t head = (size_t)(ip[0] & 15) * 4;
    const uint32_t from = wire_u32(ip + 12), to = wire_u32(ip + 16);
    const uint8_t *p = ip + head;

    if ((ip[0] >> 4) != 4 || head < IPV4_SIZE || len < head + ICMP_SIZE ||
        (is_outgoing ? from : to) != self->ip || (wire_u16(ip + 6) & 0x1fff) != 0) {
        return false;
    }
    *out = (struct probe_heard){.ip = is_outgoing ? to : from};
    if (ip[9] == PROTOCOL_ICMP) {
        out->kind = PROBE_ICMP;
        out->is_answer = !is_outgoing;
        out->what = "echo";
        return p[0] == (is_outgoing ? ECHO_REQUEST : ECHO_REPLY) && wire_u16(p + 4) == self->id;
    }
    const unsigned port = wire_u16(is_outgoing ? p : p + 2);

    if (port < PROBE_PORT_FIRST || port > PROBE_PORT_LAST) {
        return false;
    }
    if (ip[9] == PROTOCOL_UDP) {
        const char *word = snmp_ask_word(p + UDP_SIZE, len - head - UDP_SIZE, 0);

        out->kind = PROBE_SNMP;
        out->what = word == NULL ? "udp" : word;
        return true;
    }
    if (ip[9] != PROTOCOL_TCP || len < head + TCP_SIZE) {
        return false;
    }
    out->kind = PROBE_TCP;
    out->what = tcp_word(p[TCP_FLAGS_AT]);
    return true;
}

bool probe_frame_read(struct probe_heard *out, const struct probe_self *self, const uint8_t *frame,
                      size_t len, bool is_outgoing)
{
    struct probe_heard heard;
    const unsigned type = len < ETHERNET + ARP_SIZE ? 0 : wire_u16(frame + TYPE_AT);
    bool good = false;

    if (type == TYPE_ARP) {
        good = read_arp(&heard, self, frame + ETHERNET, is_outgoing);
    } else if (type == TYPE_IPV4) {
        good = read_ipv4(&heard, self, frame + ETHERNET, len - ETHERNET, is_outgoing);
        memcpy(heard.mac, is_outgoing ? frame : frame + 6, sizeof(heard.mac));
    }
    if (good) {
        *out = heard;
    }
    return good;
}
