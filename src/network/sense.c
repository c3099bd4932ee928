#include "network/sense.h"

#include "network/neighbour.h"
#include "network/wire.h"

#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    IP_TCP = 6,
    IP_UDP = 17,
    PORTS = 65536,
    ROWS_MAX = 255, /* a row's number + 1 fits a byte */
    HOPS_KNOWN = 32 /* below it stand trace routes and old systems, which say nothing */
};

struct sense {
    struct fact_sink out; /* where facts go */
    struct fact_sink in;  /* what decoders are given: we learn the neighbours on the way */
    struct neighbours *neighbours;
    struct flow_cache *flows;
    struct sense_count count;
    /* The first row of packet_decoder[] for each place, and the next of the same place: its number
       + 1, 0 for none. */
    uint8_t udp[PORTS];
    uint8_t ip[256];
    uint8_t link; /* AT_ETHERTYPE and AT_LLC: few frames, so one chain */
    uint8_t next[ROWS_MAX + 1];
};

static void take(void *self, const struct fact *fact)
{
    struct sense *s = self;

    if (fact->kind == FACT_ADDRESS) {
        neighbour_learn(s->neighbours, fact->mac, &fact->ip);
    }
    s->out.take(s->out.self, fact);
}

static void place(struct sense *s, size_t row)
{
    const struct packet_decoder *d = &packet_decoder[row];
    uint8_t *first = d->at == AT_UDP  ? &s->udp[d->number]
                     : d->at == AT_IP ? &s->ip[d->number]
                                      : &s->link;

    s->next[row + 1] = *first;
    *first = (uint8_t)(row + 1);
}

enum status sense_open(struct sense **out, const struct fact_sink *sink, uint64_t key,
                       struct err *err)
{
    struct sense *s = mem_new(sizeof(*s));

    if (s == NULL) {
        return err_set(err, E_NOMEM, "sense");
    }
    s->out = *sink;
    s->in = (struct fact_sink){take, s};
    enum status st = neighbours_open(&s->neighbours, SENSE_NEIGHBOURS, key, err);

    if (st == OK) {
        st = flow_cache_open(&s->flows, flow_decoder, flow_decoder_n, key, err);
    }
    if (st != OK) {
        sense_close(&s);
        return st;
    }
    assert(packet_decoder_n <= ROWS_MAX);
    for (size_t i = packet_decoder_n; i-- > 0;) {
        place(s, i);
    }
    *out = s;
    return OK;
}

void sense_close(struct sense **s)
{
    if (*s != NULL) {
        neighbours_close(&(*s)->neighbours);
        flow_cache_close(&(*s)->flows);
        mem_free(*s);
        *s = NULL;
    }
}

struct sense_count sense_count(const struct sense *s)
{
    struct sense_count count = s->count;

    count.flow = flow_cache_count(s->flows);
    return count;
}

static void decode(struct sense *s, uint8_t first, const struct packet *p)
{
    for (uint8_t i = first; i != 0; i = s->next[i]) {
        packet_decoder[i - 1].decode(p, &s->in);
    }
}

/* The number a decoder AT_LLC has for this frame; 0: no LLC. */
static uint32_t llc_number(const struct packet *p)
{
    enum { SNAP = 0xaaaa };

    if (p->ethertype != 0 || p->net_len < 3) {
        return 0;
    }
    uint32_t saps = wire_u16(p->net);

    return saps == SNAP && p->net_len >= 8 ? wire_u32(p->net + 4) : saps;
}

static void decode_link(struct sense *s, const struct packet *p)
{
    uint32_t llc = llc_number(p);

    for (uint8_t i = s->link; i != 0; i = s->next[i]) {
        const struct packet_decoder *d = &packet_decoder[i - 1];

        if (d->at == AT_LLC ? llc != 0 && d->number == llc : d->number == p->ethertype) {
            d->decode(p, &s->in);
        }
    }
}

static bool has_mac(const uint8_t mac[6])
{
    static const uint8_t none[6];

    return memcmp(mac, none, sizeof(none)) != 0;
}

/* An address that a machine may have as its own. */
static bool is_unicast(const struct addr *a)
{
    enum { IPV4_LOOPBACK = 127 };
    static const struct addr loopback = {.byte = {[15] = 1}};

    if (addr_is_ipv4(a)) {
        return a->byte[12] != 0 && a->byte[12] != IPV4_LOOPBACK && !addr_is_multicast(a);
    }
    return !addr_is_none(a) && !addr_is_multicast(a) && memcmp(a, &loopback, sizeof(loopback)) != 0;
}

/* Does the sender speak for itself, as far as this packet and its neighbours tell? */
static bool is_direct(const struct sense *s, const struct packet *p)
{
    bool untouched = p->ttl == 64 || p->ttl == 128 || p->ttl == 255 || p->ttl <= HOPS_KNOWN;

    if (!has_mac(p->src_mac) || neighbour_is(s->neighbours, p->src_mac, &p->src)) {
        return true;
    }
    /* Who has an address of the house and sends with one of the Internet translates for others,
       though some translators set the hop limit anew. */
    return untouched && (p->ip_version == 6 || addr_is_local(&p->src) ||
                         !neighbour_has(s->neighbours, p->src_mac));
}

/* "192.0.2.0/24", "2001:db8:0:1::/64": what we call an address's network, not knowing its mask. */
static void put_network(char claim[FACT_CLAIM_SIZE], const struct addr *a)
{
    bool v4 = addr_is_ipv4(a);
    struct addr net = *a;
    char text[ADDR_TEXT_SIZE];

    memset(net.byte + (v4 ? 15 : 8), 0, v4 ? 1 : 8);
    snprintf(claim, FACT_CLAIM_SIZE, "%s/%d", addr_text(text, &net), v4 ? 24 : 64);
}

static struct fact fact_of(const struct packet *p, enum fact_kind kind, enum grade grade)
{
    return (struct fact){
        .kind = kind,
        .grade = grade,
        .from = "ip",
        .vlan = p->vlan,
        .at_us = p->frame->at_us,
        .frame = p->frame->number,
    };
}

/* Who sends this, mac being its link address: itself, or somebody behind it. */
static void tell_sender(struct sense *s, const struct packet *p, const uint8_t mac[6], bool direct,
                        bool answered)
{
    bool local = addr_is_local(&p->src);

    if (!is_unicast(&p->src)) {
        return;
    }
    if (direct) {
        if (has_mac(mac) || local) { /* without a link layer, addresses of the Internet are many */
            struct fact f = fact_of(p, FACT_TALKS, GRADE_CERTAIN);

            memcpy(f.mac, mac, sizeof(f.mac));
            f.ip = p->src;
            s->out.take(s->out.self, &f);
        }
        return;
    }
    struct fact f = fact_of(p, FACT_FORWARDS, GRADE_CERTAIN);

    memcpy(f.mac, mac, sizeof(f.mac));
    f.peer = p->src;
    if (local) {
        put_network(f.claim, &p->src);
        f.grade = neighbour_has(s->neighbours, mac) ? GRADE_CERTAIN : GRADE_LIKELY;
    } else {
        snprintf(f.claim, sizeof(f.claim), "global");
        f.one_way = !answered;
        f.grade = answered ? GRADE_CERTAIN : GRADE_LIKELY;
    }
    s->out.take(s->out.self, &f);
}

/* Sent to the Internet: whoever takes the frame may carry it on. Alone this is a first sign. */
static void tell_way_out(struct sense *s, const struct packet *p)
{
    if (!is_unicast(&p->dst) || addr_is_local(&p->dst) || !has_mac(p->dst_mac) ||
        (p->dst_mac[0] & 1) != 0 || neighbour_is(s->neighbours, p->dst_mac, &p->dst)) {
        return;
    }
    struct fact f = fact_of(p, FACT_FORWARDS, GRADE_SUSPECTED);

    memcpy(f.mac, p->dst_mac, sizeof(f.mac));
    f.peer = p->dst;
    f.one_way = true;
    snprintf(f.claim, sizeof(f.claim), "global");
    s->out.take(s->out.self, &f);
}

/* How large an answer from the Internet may be: lines of mobile networks and PPPoE cut it smaller
   than Ethernet, which carries 1,460 (discovery rule 7). */
static void tell_line(struct sense *s, const struct packet *p, const uint8_t mac[6])
{
    enum { LINE_MSS_LEAST = 1358, LINE_MSS_MOST = 1460 }; /* others are a server's own affair */

    if (p->tcp_mss >= LINE_MSS_LEAST && p->tcp_mss <= LINE_MSS_MOST && p->ip_version == 4 &&
        (p->tcp_flags & TCP_ACK) != 0 && has_mac(mac) && !addr_is_local(&p->src) &&
        is_unicast(&p->src)) {
        struct fact f = fact_of(p, FACT_LINE, GRADE_SUSPECTED);

        memcpy(f.mac, mac, sizeof(f.mac));
        snprintf(f.claim, sizeof(f.claim), "mss %u", p->tcp_mss);
        s->out.take(s->out.self, &f);
    }
}

static void take_ip(struct sense *s, struct packet *p)
{
    uint8_t mac[6];
    bool direct = is_direct(s, p);
    struct flow_step step = {.report = true};

    memcpy(mac, p->src_mac, sizeof(mac));
    if (!direct) {
        memset(p->src_mac, 0, sizeof(p->src_mac));
    }
    decode(s, s->ip[p->protocol], p);
    if ((p->protocol == IP_TCP || p->protocol == IP_UDP) && p->sport + p->dport != 0) {
        if (p->protocol == IP_UDP) {
            uint8_t to = s->udp[p->dport], from = s->udp[p->sport];

            decode(s, to, p);
            decode(s, from == to ? 0 : from, p);
        }
        step = flow_take(s->flows, p, &s->in);
        tell_line(s, p, mac);
    }
    if (step.report) {
        tell_sender(s, p, mac, direct, step.answered);
        if (!step.answered) {
            tell_way_out(s, p);
        }
    }
}

void sense_frame(struct sense *s, const struct frame *frame)
{
    struct packet p;

    s->count.frames++;
    s->count.bytes += frame->wire_len;
    s->count.cut += frame->len < frame->wire_len;
    if (!packet_read(&p, frame)) {
        s->count.unread++;
    } else if (p.ip_version != 0) {
        take_ip(s, &p);
    } else {
        decode_link(s, &p);
    }
}
