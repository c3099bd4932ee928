/*
 * What is never sent, and to whom: the one function that every packet of an active question passes,
 * when it is planned and once more right before it goes out. Pure.
 *
 * An ARP question is heard by every machine on its wire, as those of all other machines are; asked
 * is the one whose address stands in it. Where even that is too much, the network or its VLAN is
 * put under 探索禁止: then nothing at all is sent into it.
 *
 * Whatever a permission says, these win: 探索禁止 of a device (by its addresses and its MACs, also
 * where they were seen meanwhile), 医療機器 unless their record allows it, networks, ranges, VLANs
 * and makers that are put under 問い合わせをしない相手, machines that speak DICOM, HL7 or ASTM
 * without standing in the ledger, addresses that are nobody's or everybody's, and ports that act on
 * what arrives: printing, DICOM, HL7, ASTM and serial gateways.
 */
#ifndef NETWORK_NEVER_H
#define NETWORK_NEVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum probe_kind { PROBE_ARP, PROBE_ICMP, PROBE_TCP, PROBE_SNMP, PROBE_KINDS };

/* Of these each address of the network is asked; SNMP asks its switches and routers alone. */
#define PROBE_SWEEP (1U << PROBE_ARP | 1U << PROBE_ICMP | 1U << PROBE_TCP)

struct probe_kind_row {
    const char *name; /* in the permission, the log, JSON: "arp" */
    const char *ja;
};
extern const struct probe_kind_row probe_kind_row[PROBE_KINDS];

/* The short named list: nothing but these is ever connected to. */
struct probe_port {
    uint16_t port;
    const char *name;
};
#define PROBE_PORTS 6
extern const struct probe_port probe_port[PROBE_PORTS];

enum never_why {
    NEVER_NOTHING, /* it may be asked */
    NEVER_ADDRESS, /* no machine's own: 0/8, loopback, group, the first and last of the network */
    NEVER_OUTSIDE, /* not in the network of the permission */
    NEVER_DEVICE,  /* 探索禁止 of the device */
    NEVER_MEDICAL, /* 医療機器, or speaks a medical protocol */
    NEVER_NETWORK, /* 探索禁止 of a network it is in */
    NEVER_RANGE,
    NEVER_VLAN,
    NEVER_MAKER,
    NEVER_SHARED,   /* a router's shared MAC (VRRP, HSRP, GLBP), or a group's */
    NEVER_STRANGER, /* anything but ARP to a machine whose MAC is not known yet */
    NEVER_PORT,     /* not on the short list */
    NEVER_WHYS
};

struct never_why_row {
    const char *name; /* JSON: "medical" */
    const char *ja;
};
extern const struct never_why_row never_why_row[NEVER_WHYS];

struct never_range {
    uint32_t first, last; /* IPv4, host order, both included */
    enum never_why why;
};

struct never_mac {
    uint8_t mac[6];
    uint8_t bits; /* 24 of a maker, 48 of a card */
    uint8_t why;  /* enum never_why */
};

struct never {
    uint32_t first, last;            /* the network of the permission, both ends included */
    unsigned bits;                   /* of it: 0 .. 32 */
    const struct never_range *range; /* [n_ranges] */
    size_t n_ranges;
    const struct never_mac *mac; /* [n_macs] */
    size_t n_macs;
};

struct never_packet {
    enum probe_kind kind;
    uint32_t ip;        /* host order */
    const uint8_t *mac; /* [6] as far as it is known; NULL: not known */
    uint16_t port;      /* of PROBE_TCP and PROBE_SNMP */
};

/* NEVER_NOTHING, or why this packet is never sent. */
enum never_why never_sends(const struct never *never, const struct never_packet *packet);

/* Read "00:00:5e" (three to six pairs, ':' or '-') into mac and bits. False: it is none. */
bool never_read_mac(struct never_mac *out, const char *text);

#endif
