#include "network/never.h"

#include "base/err.h"
#include "network/fact.h"
#include "network/snmp_ask.h"

#include <string.h>

enum { IPV4_BITS = 32, POINT_TO_POINT = 31, OCTETS = 6, MAKER_OCTETS = 3 };

const struct probe_kind_row probe_kind_row[PROBE_KINDS] = {
    [PROBE_ARP] = {"arp",  "ARP"          },
    [PROBE_ICMP] = {"icmp", "ICMPエコー"},
    [PROBE_TCP] = {"tcp",  "TCP接続"    },
    [PROBE_SNMP] = {"snmp", "SNMP"         },
};

const struct probe_port probe_port[PROBE_PORTS] = {
    {22,   "SSH"  },
    {80,   "HTTP" },
    {443,  "HTTPS"},
    {445,  "SMB"  },
    {3389, "RDP"  },
    {5900, "VNC"  },
};

const struct never_why_row never_why_row[NEVER_WHYS] = {
    [NEVER_NOTHING] = {"nothing",  "送ってよい"                                             },
    [NEVER_ADDRESS] = {"address",  "機器のアドレスではない"                           },
    [NEVER_OUTSIDE] = {"outside",  "許可のあるネットワークの外"                     },
    [NEVER_DEVICE] = {"device",   "探索禁止の機器"                                       },
    [NEVER_MEDICAL] = {"medical",  "医療機器、または医療機器の通信をする機器"},
    [NEVER_NETWORK] = {"network",  "探索禁止のネットワーク"                           },
    [NEVER_RANGE] = {"range",    "問い合わせをしないアドレス範囲"               },
    [NEVER_VLAN] = {"vlan",     "問い合わせをしないVLAN"                             },
    [NEVER_MAKER] = {"maker",    "問い合わせをしないメーカー"                     },
    [NEVER_SHARED] = {"shared",   "ルータが共用するアドレス"                        },
    [NEVER_STRANGER] = {"stranger", "ARPに答えていない"                                    },
    [NEVER_PORT] = {"port",     "決まったポートではない"                           },
};

/*
 * They act on whatever comes, or wait for a partner who is not coming: printers print (515, 631,
 * 9100 and its neighbours), DICOM, HL7 and ASTM nodes and gateways to serial lines block. Refused
 * even if somebody puts one of them on the short list.
 */
static const struct {
    uint16_t first, last;
} acting_port[] = {
    {104,   104  }, /* DICOM */
    {515,   515  }, /* LPD */
    {631,   631  }, /* IPP */
    {1200,  1200 }, /* ASTM over TCP, as instruments are often set up */
    {2000,  2001 }, /* serial gateways */
    {2575,  2575 }, /* HL7 MLLP, the number IANA gave it */
    {2762,  2762 }, /* DICOM over TLS */
    {4000,  4010 }, /* serial gateways */
    {6661,  6664 }, /* HL7, as interface engines are often set up */
    {9100,  9109 }, /* raw printing */
    {10001, 10010}, /* serial gateways */
    {11112, 11112}, /* DICOM */
};

static bool is_on_the_list(uint16_t port)
{
    for (size_t i = 0; i < COUNT(acting_port); i++) {
        if (port >= acting_port[i].first && port <= acting_port[i].last) {
            return false;
        }
    }
    for (size_t i = 0; i < COUNT(probe_port); i++) {
        if (probe_port[i].port == port) {
            return true;
        }
    }
    return false;
}

/* The first and the last address of a network are not a machine's, but for a /31 (RFC 3021) and
   a /32. Those that look alike inside a larger network (x.x.1.0, x.x.0.255) are. */
static enum never_why about_address(const struct never *never, uint32_t ip)
{
    const uint32_t top = ip >> 24;

    if (top == 0 || top == 127 || top >= 224) {
        return NEVER_ADDRESS;
    }
    if (ip < never->first || ip > never->last) {
        return NEVER_OUTSIDE;
    }
    return never->bits < POINT_TO_POINT && (ip == never->first || ip == never->last)
               ? NEVER_ADDRESS
               : NEVER_NOTHING;
}

static bool begins_with(const uint8_t mac[OCTETS], const struct never_mac *m)
{
    return memcmp(mac, m->mac, m->bits / 8) == 0;
}

static enum never_why about_mac(const struct never *never, const uint8_t mac[OCTETS])
{
    if ((mac[0] & 1) != 0 || mac_is_virtual(mac)) {
        return NEVER_SHARED;
    }
    for (size_t i = 0; i < never->n_macs; i++) {
        if (begins_with(mac, &never->mac[i])) {
            return (enum never_why)never->mac[i].why;
        }
    }
    return NEVER_NOTHING;
}

enum never_why never_sends(const struct never *never, const struct never_packet *packet)
{
    enum never_why why = about_address(never, packet->ip);

    for (size_t i = 0; why == NEVER_NOTHING && i < never->n_ranges; i++) {
        const struct never_range *r = &never->range[i];

        if (packet->ip >= r->first && packet->ip <= r->last) {
            why = r->why;
        }
    }
    if (why == NEVER_NOTHING && packet->mac != NULL) {
        why = about_mac(never, packet->mac);
    }
    if (why == NEVER_NOTHING && packet->mac == NULL && packet->kind != PROBE_ARP) {
        why = NEVER_STRANGER;
    }
    if (why == NEVER_NOTHING && ((packet->kind == PROBE_TCP && !is_on_the_list(packet->port)) ||
                                 (packet->kind == PROBE_SNMP && packet->port != SNMP_ASK_PORT))) {
        why = NEVER_PORT;
    }
    return why;
}

static int digit_of(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);

    return at == NULL ? -1 : (int)(at - digits);
}

bool never_read_mac(struct never_mac *out, const char *text)
{
    struct never_mac m = {.why = NEVER_MAKER};

    for (size_t n = 0; n < OCTETS; n++, text += 3) {
        int high = digit_of(text[0]), low = high < 0 ? -1 : digit_of(text[1]);

        if (low < 0) {
            return false;
        }
        m.mac[n] = (uint8_t)(16 * high + low);
        m.bits = (uint8_t)(m.bits + 8);
        if (text[2] == '\0') {
            *out = m;
            return n + 1 >= MAKER_OCTETS;
        }
        if (text[2] != ':' && text[2] != '-') {
            return false;
        }
    }
    return false;
}
