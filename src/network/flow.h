/*
 * The flow cache: which conversation a packet belongs to, and its first bytes for the decoders.
 *
 * Of fixed size: a flow that finds its place taken sends away the one not heard of for longest.
 * Most packets belong to flows that no decoder looks at any more and cost one look-up.
 *
 * A stream's beginning is put in order: repeated and overlapping segments count once (the first
 * bytes to come win), and segments that came early wait for the gap before them, one run a side.
 */
#ifndef NETWORK_FLOW_H
#define NETWORK_FLOW_H

#include "network/decode.h"

#include "base/err.h"

#define FLOWS_MAX 131072       /* flows known at once */
#define FLOW_BUFFERS 8192      /* of them, flows whose bytes are kept */
#define FLOW_PAYLOADS 64       /* after so many payloads nobody looks, whatever they were */
#define FLOW_REPORT_US 1000000 /* a side that goes on sending is reported once a second */

struct flow_cache;

/* What the sender of a packet may be told about. */
struct flow_step {
    bool report;   /* this side's first packet, or its first for FLOW_REPORT_US */
    bool answered; /* the other side has sent, too */
};

/* decoder[n], n <= FLOW_DECODERS_MAX, must outlive the cache; key: see mix.h. E_NOMEM. */
MUST_CHECK enum status flow_cache_open(struct flow_cache **out, const struct flow_decoder *decoder,
                                       size_t n, uint64_t key, struct err *err);
void flow_cache_close(struct flow_cache **c); /* *c may be NULL */

/* Which conversation a packet belongs to. */
struct flow_key {
    struct addr ip[2]; /* the lower end is 0, the higher is 1, whoever began */
    uint16_t port[2];
    uint16_t vlan;
    uint16_t protocol;
};
struct flow_place {
    struct flow_key key;
    uint64_t hash;
    int from; /* which end the packet's sender is */
};

/* For a packet with ports (TCP or UDP, not a later fragment). Looks at nothing but the packet. */
struct flow_place flow_place_of(const struct flow_cache *c, const struct packet *packet);

/* Bring what flow_take() will look at near to the processor: step 0, a while later step 1. */
void flow_fetch(const struct flow_cache *c, const struct flow_place *at, int step);

/* True: the packet's flow is known, its content is decided, and its sender was reported not long
   ago. It was counted and no more is to be done. */
bool flow_is_settled(struct flow_cache *c, const struct flow_place *at,
                     const struct packet *packet);

/* Put a packet into its flow and let the decoders that are still interested look.
   packet->src_mac is the sender's, or zero where it is not known. */
struct flow_step flow_take(struct flow_cache *c, const struct flow_place *at,
                           const struct packet *packet, struct fact_sink *sink);

struct flow_count {
    uint64_t flows; /* begun */
    uint64_t lost;  /* of them, sent away or without a buffer while a decoder was interested */
};
struct flow_count flow_cache_count(const struct flow_cache *c);

#endif
