/*
 * The decoders, each a row of one of two tables.
 *
 * packet_decoder: protocols that say all in one frame and sit at a fixed place (ARP, DHCP, LLDP).
 * flow_decoder: protocols known by content, on any port. A flow keeps the first bytes of each
 * direction and a bit per decoder that is still interested; each decoder looks when new bytes came,
 * answers MORE, NO or DONE, and no flow is looked at beyond FLOW_LOOKS payloads. A port is never
 * proof: it may only raise a decoder's own doubt, through its grade.
 *
 * A decoder is pure: it reads bytes from an untrusted network, allocates nothing, keeps nothing but
 * its bit, and has a fuzz target with a corpus, tests/fuzz/NAME.c.
 */
#ifndef NETWORK_DECODE_H
#define NETWORK_DECODE_H

#include "network/echo.h"
#include "network/packet.h"

/* Where a packet decoder sits. */
enum decode_at {
    AT_ETHERTYPE, /* number: EtherType; bytes: packet->net */
    AT_LLC,       /* number: DSAP << 8 | SSAP, or the SNAP protocol id above 0xffff */
    AT_IP,        /* number: IP protocol; bytes: packet->payload */
    AT_UDP,       /* number: a port on either side; bytes: packet->payload */
};

struct packet_decoder {
    const char *name; /* "arp": `from` of its facts */
    enum decode_at at;
    uint32_t number;
    void (*decode)(const struct packet *packet, struct fact_sink *sink);
    bool echoes;         /* its messages come again word for word, see echo.h */
    struct echo_lot lot; /* but for this */
};

#define FLOW_LOOKS 8   /* payloads looked at, both directions together */
#define FLOW_KEPT 2048 /* bytes kept of each direction; a ClientHello over two segments fits */
#define FLOW_DECODERS_MAX 64

enum flow_side { SIDE_CLIENT, SIDE_SERVER }; /* who spoke first (TCP: who sent the SYN, if seen) */

/* What a flow decoder sees. Client and server may be the wrong way round in a capture begun late:
   then `began` is false. */
struct flow {
    uint8_t protocol; /* IP protocol: TCP 6, UDP 17 */
    bool began;       /* the SYN was seen, or (UDP) the flow is new to a running sensor */
    uint16_t vlan;
    struct {
        uint8_t mac[6];
        struct addr ip;
        uint16_t port;
        const uint8_t *byte; /* TCP: the stream's beginning, in order; UDP: the latest datagram */
        size_t len;          /* kept, <= FLOW_KEPT (UDP: of the datagram, as captured) */
        uint32_t payloads;   /* seen so far */
    } side[2];
    enum flow_side spoke;        /* whose bytes are new */
    const struct packet *packet; /* that brought them */
};

enum flow_look {
    LOOK_NO,   /* not mine, never ask again */
    LOOK_MORE, /* may be mine: ask again when more bytes came */
    LOOK_DONE, /* mine, all facts told: nobody else is asked again */
    LOOK_MINE, /* mine, facts told, and more may come: nobody else is asked again */
};

struct flow_decoder {
    const char *name;
    uint8_t protocol; /* 6 TCP, 17 UDP, 0 both */
    enum flow_look (*look)(const struct flow *flow, struct fact_sink *sink);
};

extern const struct packet_decoder packet_decoder[];
extern const size_t packet_decoder_n;
extern const struct flow_decoder flow_decoder[];
extern const size_t flow_decoder_n;

/* Tell a fact about the sender of packet. claim may be "" and must be at most FACT_CLAIM_SIZE - 1
   bytes (longer is cut). */
void decode_tell(struct fact_sink *sink, const struct packet *packet, const char *from,
                 enum fact_kind kind, enum grade grade, const char *claim);

/* The same about the machine with this MAC and address (each NULL: not known), which the packet's
   content names; without a peer. */
void decode_tell_about(struct fact_sink *sink, const struct packet *packet, const uint8_t *mac,
                       const struct addr *ip, const char *from, enum fact_kind kind,
                       enum grade grade, const char *claim);

/* Tell a fact about one side of flow; the other side becomes its peer, and `port` is the server's.
   one_way is set, and the grade lowered a step, while the other side has not answered. */
void decode_tell_side(struct fact_sink *sink, const struct flow *flow, enum flow_side side,
                      const char *from, enum fact_kind kind, enum grade grade, const char *claim);

#endif
