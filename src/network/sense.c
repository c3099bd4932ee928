#include "network/sense.h"

#include "network/echo.h"
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
    ASKED_MAX = 4,  /* of them for one packet */
    WAITING_MAX = 32,
    HOPS_KNOWN = 32 /* below it stand trace routes and old systems, which say nothing */
};

/* The decoders of one packet: rows, in the order in which they are asked. */
struct asked {
    uint8_t row[ASKED_MAX];
    size_t n;
    uint16_t port[2]; /* by which they were found; 0: not by this one */
};

/* A frame taken apart, and where its memories are. */
struct ready {
    struct packet packet;
    struct asked asked;
    struct echo_print print;
    struct flow_place flow;
    bool read, prints, flows;
    bool called; /* to all, and known: nobody answers in its flow, no router carries it on */
};

struct sense {
    struct fact_sink out; /* where facts go */
    struct fact_sink in;  /* what decoders are given: we learn the neighbours on the way */
    struct neighbours *neighbours;
    struct flow_cache *flows;
    struct echoes *echoes; /* NULL where the sink cannot recall facts */
    bool listening;        /* to what is told, for the next time */
    struct sense_count count;
    /* The first row of packet_decoder[] for each place, and the next of the same place: its number
       + 1, 0 for none. */
    uint8_t udp[PORTS];
    uint8_t ip[256];
    uint8_t link; /* AT_ETHERTYPE and AT_LLC: few frames, so one chain */
    uint8_t next[ROWS_MAX + 1];
    struct ready ready[SENSE_BATCH];
    /* Facts that wait for memory, so that several are brought at once. */
    struct fact waiting[WAITING_MAX];
    uint32_t hash[WAITING_MAX];
    size_t n_waiting;
};

static void hand_over(struct sense *s)
{
    const struct fact_recall *recall = s->out.recall;

    for (size_t i = 0; i < s->n_waiting; i++) {
        recall->look(s->out.self, s->hash[i]);
    }
    for (size_t i = 0; i < s->n_waiting; i++) {
        recall->take(s->out.self, &s->waiting[i], s->hash[i]);
    }
    s->n_waiting = 0;
}

static void tell(struct sense *s, const struct fact *fact)
{
    if (s->out.recall == NULL) {
        s->out.take(s->out.self, fact);
        return;
    }
    if (s->n_waiting == WAITING_MAX) {
        hand_over(s);
    }
    s->hash[s->n_waiting] = s->out.recall->hash(s->out.self, fact);
    s->waiting[s->n_waiting++] = *fact;
    if (s->listening) {
        hand_over(s);
        echo_told(s->echoes, fact->kind);
    }
}

/* What a decoder told. */
static void take(void *self, const struct fact *fact)
{
    struct sense *s = self;

    if (fact->kind == FACT_ADDRESS) {
        neighbour_learn(s->neighbours, fact->mac, &fact->ip);
    }
    tell(s, fact);
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
    s->in = (struct fact_sink){take, s, NULL};
    enum status st = neighbours_open(&s->neighbours, SENSE_NEIGHBOURS, key, err);

    if (st == OK) {
        st = flow_cache_open(&s->flows, flow_decoder, flow_decoder_n, key, err);
    }
    if (st == OK && s->out.recall != NULL) {
        st = echoes_open(&s->echoes, &s->out, key, err);
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
        echoes_close(&(*s)->echoes);
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

static void ask_chain(const struct sense *s, struct asked *a, uint8_t first)
{
    for (uint8_t i = first; i != 0 && a->n < ASKED_MAX; i = s->next[i]) {
        a->row[a->n++] = (uint8_t)(i - 1);
    }
}

static void ask_link(const struct sense *s, struct asked *a, const struct packet *p)
{
    uint32_t llc = llc_number(p);

    for (uint8_t i = s->link; i != 0; i = s->next[i]) {
        const struct packet_decoder *d = &packet_decoder[i - 1];

        if (a->n < ASKED_MAX &&
            (d->at == AT_LLC ? llc != 0 && d->number == llc : d->number == p->ethertype)) {
            a->row[a->n++] = (uint8_t)(i - 1);
        }
    }
}

static void ask_ip(const struct sense *s, struct asked *a, const struct packet *p)
{
    ask_chain(s, a, s->ip[p->protocol]);
    if (p->protocol == IP_UDP && p->sport + p->dport != 0) {
        uint8_t to = s->udp[p->dport], from = s->udp[p->sport];

        a->port[0] = from != 0 ? p->sport : 0;
        a->port[1] = to != 0 ? p->dport : 0;
        ask_chain(s, a, to);
        ask_chain(s, a, from == to ? 0 : from);
    }
}

/* Can what they read come again word for word, all but lot? */
static bool may_echo(const struct asked *a, struct echo_lot *lot)
{
    *lot = packet_decoder[a->row[0]].lot;
    for (size_t i = 0; i < a->n; i++) {
        const struct packet_decoder *d = &packet_decoder[a->row[i]];

        if (!d->echoes || d->lot.at != lot->at || d->lot.size != lot->size) {
            return false;
        }
    }
    return true;
}

static void learn(void *self, const struct fact *fact)
{
    const struct sense *s = self;

    neighbour_learn(s->neighbours, fact->mac, &fact->ip);
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

    if (untouched && (p->ip_version == 6 || addr_is_local(&p->src))) {
        return true; /* nearly always */
    }
    if (!has_mac(p->src_mac) || neighbour_is(s->neighbours, p->src_mac, &p->src)) {
        return true;
    }
    /* Who has an address of the house and sends with one of the Internet translates for others,
       though some translators set the hop limit anew. */
    return untouched && !neighbour_has(s->neighbours, p->src_mac);
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
            tell(s, &f);
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
    tell(s, &f);
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
    tell(s, &f);
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
        tell(s, &f);
    }
}

static void decode(struct sense *s, const struct ready *r)
{
    for (size_t i = 0; i < r->asked.n; i++) {
        packet_decoder[r->asked.row[i]].decode(&r->packet, &s->in);
    }
}

/* All that a message tells, told again or recorded for the next time by the second function. */
static bool tell_again(struct sense *s, const struct ready *r, bool direct)
{
    const struct echo_print print = echo_print_from(&r->print, direct);

    return r->prints && echo_again(s->echoes, &print, r->packet.frame, learn, s);
}

static void decode_and_listen(struct sense *s, const struct ready *r, const uint8_t mac[6],
                              bool direct)
{
    const struct echo_print print = echo_print_from(&r->print, direct);

    if (r->prints) {
        hand_over(s);
        echo_begin(s->echoes);
        s->listening = true;
    }
    decode(s, r);
    if (r->called && direct) { /* what is told of who passes on hangs on what else is known */
        tell_sender(s, &r->packet, mac, direct, false);
    }
    if (r->prints) {
        echo_end(s->echoes, &print);
        s->listening = false;
    }
}

static void take_ip(struct sense *s, struct ready *r)
{
    struct packet *p = &r->packet;
    uint8_t mac[6];

    if (r->asked.n == 0 && r->flows && flow_is_settled(s->flows, &r->flow, p)) {
        return; /* most frames of a house */
    }
    bool direct = is_direct(s, p);
    struct flow_step step = {.report = true};

    memcpy(mac, p->src_mac, sizeof(mac));
    if (!direct) {
        memset(p->src_mac, 0, sizeof(p->src_mac));
    }
    bool called = r->called && direct;

    if (tell_again(s, r, direct)) {
        if (called) {
            return;
        }
    } else {
        decode_and_listen(s, r, mac, direct);
    }
    if (r->flows) {
        step = flow_take(s->flows, &r->flow, p, &s->in);
        tell_line(s, p, mac);
    }
    if (step.report && !called) {
        tell_sender(s, p, mac, direct, step.answered);
        if (!step.answered) {
            tell_way_out(s, p);
        }
    }
}

static void take_link(struct sense *s, const struct ready *r)
{
    if (!tell_again(s, r, true)) {
        decode_and_listen(s, r, r->packet.src_mac, true);
    }
}

/* What a frame alone tells, before any of the batch is taken. */
static void make_ready(struct sense *s, struct ready *r, const struct frame *frame)
{
    const struct packet *p = &r->packet;
    struct echo_lot lot;

    r->read = packet_read(&r->packet, frame);
    r->asked.n = 0;
    r->prints = r->flows = r->called = false;
    if (!r->read) {
        return;
    }
    if (p->ip_version == 0) {
        ask_link(s, &r->asked, p);
    } else if (p->protocol != IP_TCP) {
        ask_ip(s, &r->asked, p);
    }
    r->called = p->ip_version != 0 && (p->dst_mac[0] & 1) != 0 && r->asked.n > 0;
    if (r->asked.n > 0 && s->echoes != NULL && may_echo(&r->asked, &lot) &&
        echo_print(&r->print, s->echoes, p, r->asked.port, lot)) {
        r->prints = true;
        echo_fetch(s->echoes, &r->print, 0);
    }
    if (p->ip_version != 0 && (p->protocol == IP_TCP || p->protocol == IP_UDP) &&
        p->sport + p->dport != 0) {
        r->flows = true;
        r->flow = flow_place_of(s->flows, p);
        if (!(r->prints && r->called)) {
            flow_fetch(s->flows, &r->flow, 0);
        }
    }
}

static void take_ready(struct sense *s, struct ready *r)
{
    const struct frame *frame = r->packet.frame;

    s->count.frames++;
    s->count.bytes += frame->wire_len;
    s->count.cut += frame->len < frame->wire_len;
    if (!r->read) {
        s->count.unread++;
    } else if (r->packet.ip_version != 0) {
        take_ip(s, r);
    } else {
        take_link(s, r);
    }
}

void sense_frames(struct sense *s, const struct frame *frame, size_t n)
{
    assert(n <= SENSE_BATCH);
    for (size_t i = 0; i < n; i++) {
        make_ready(s, &s->ready[i], &frame[i]);
    }
    for (size_t i = 0; n > 1 && i < n; i++) {
        if (s->ready[i].prints) {
            echo_fetch(s->echoes, &s->ready[i].print, 1);
        }
        if (s->ready[i].flows && !(s->ready[i].prints && s->ready[i].called)) {
            flow_fetch(s->flows, &s->ready[i].flow, 1);
        }
    }
    for (size_t i = 0; i < n; i++) {
        take_ready(s, &s->ready[i]);
    }
    hand_over(s);
}

void sense_frame(struct sense *s, const struct frame *frame)
{
    sense_frames(s, frame, 1);
}
