/*
 * One frame taken apart down to its transport: where each layer begins, nothing read beyond.
 *
 * Pure: no allocation, no I/O. Points into the frame; bytes that the capture cut off are not there
 * (payload_len counts what is), what the wire held is payload_wire_len.
 */
#ifndef NETWORK_PACKET_H
#define NETWORK_PACKET_H

#include "network/fact.h"

/* Link layers we read; the numbers are libpcap's DLT_* so that capture.c need not map them. */
enum link_type {
    LINK_NULL = 0,
    LINK_ETHERNET = 1,
    LINK_RAW = 12,
    LINK_LOOP = 108,
    LINK_SLL = 113,
    LINK_SLL2 = 276
};

struct frame {
    const uint8_t *byte;
    uint32_t len;      /* captured */
    uint32_t wire_len; /* on the wire */
    int link;          /* enum link_type */
    int64_t at_us;     /* UTC microseconds */
    uint64_t number;   /* from 1 */
};

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };

struct packet {
    const struct frame *frame;
    uint8_t src_mac[6], dst_mac[6]; /* zero where the link has none */
    uint16_t vlan;                  /* outermost tag; 0: none */
    uint16_t ethertype;             /* after tags; 0 for IEEE 802.3 with LLC */
    const uint8_t *net;             /* network layer, or the LLC header; never NULL */
    size_t net_len;
    struct addr src, dst;   /* none unless IPv4 or IPv6 */
    uint8_t ip_version;     /* 4, 6, or 0 */
    uint8_t ttl;            /* hop limit */
    uint8_t protocol;       /* after IPv6 extension headers */
    bool fragment;          /* not the first piece: no transport */
    const uint8_t *payload; /* of TCP and UDP; else of IP; NULL without IP */
    size_t payload_len, payload_wire_len;
    uint16_t sport, dport; /* host order; 0 without a transport */
    uint32_t tcp_seq;
    uint8_t tcp_flags;
    uint16_t tcp_mss; /* of a SYN; 0: none */
};

/* Take frame apart. False: nothing to learn (too short for its link, or a link we do not read);
 *out is whole even then. A broken inner layer ends the taking apart there. */
bool packet_read(struct packet *out, const struct frame *frame);

#endif
