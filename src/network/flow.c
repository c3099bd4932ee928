#include "network/flow.h"

#include "network/flow_stream.h"
#include "network/mix.h"
#include "network/wire.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

enum {
    WAYS = 8, /* places a flow may have; 16 words are one cache line */
    SETS = FLOWS_MAX / WAYS,
    IP_TCP = 6,
    IP_UDP = 17,
    NO_BUFFER = 0, /* else its number + 1 */
};

static_assert(sizeof(struct flow_key) == 40, "hashed and compared as bytes: no padding");

/* What most packets ask for stands in the first line of the cache. */
struct entry {
    struct flow_key key;
    uint64_t wants;        /* a bit per decoder that is interested */
    uint32_t report_at[2]; /* as clock_of() */
    uint32_t payloads[2];
    uint32_t buffer;
    uint8_t looks, client; /* client: which end */
    bool began, heard[2];
    uint8_t mac[2][6];
    struct flow_stream stream[2];
};

/* The first thing looked at, and for most packets all but the entry's key. */
struct set {
    uint32_t tag[WAYS]; /* 0: free */
    uint32_t last[WAYS];
};

struct buffer {
    uint32_t owner; /* the entry's number + 1; 0: free */
    uint8_t byte[2][FLOW_KEPT];
};

struct flow_cache {
    struct set *set;
    struct entry *entry;
    struct buffer *buffer;
    uint32_t free[FLOW_BUFFERS]; /* the first n_free */
    size_t n_free;
    uint32_t next_taken; /* when none is free: the next to be taken from its flow */
    const struct flow_decoder *decoder;
    uint64_t wants_tcp, wants_udp;
    uint64_t key;
    uint32_t tick; /* counts packets */
    struct flow_count count;
};

enum status flow_cache_open(struct flow_cache **out, const struct flow_decoder *decoder, size_t n,
                            uint64_t key, struct err *err)
{
    assert(n <= FLOW_DECODERS_MAX);
    struct flow_cache *c = mem_new(sizeof(*c));

    if (c != NULL) {
        c->set = mem_new_table(SETS * sizeof(*c->set));
        c->entry = mem_new_table(FLOWS_MAX * sizeof(*c->entry));
        c->buffer = mem_new_table(FLOW_BUFFERS * sizeof(*c->buffer));
    }
    if (c == NULL || c->set == NULL || c->entry == NULL || c->buffer == NULL) {
        flow_cache_close(&c);
        return err_set(err, E_NOMEM, "flow cache");
    }
    c->decoder = decoder;
    c->key = key;
    for (size_t i = 0; i < n; i++) {
        uint64_t bit = UINT64_C(1) << i;

        c->wants_tcp |= decoder[i].protocol != IP_UDP ? bit : 0;
        c->wants_udp |= decoder[i].protocol != IP_TCP ? bit : 0;
    }
    for (uint32_t i = 0; i < FLOW_BUFFERS; i++) {
        c->free[i] = FLOW_BUFFERS - 1 - i;
    }
    c->n_free = FLOW_BUFFERS;
    *out = c;
    return OK;
}

void flow_cache_close(struct flow_cache **c)
{
    if (*c != NULL) {
        mem_free((*c)->set);
        mem_free((*c)->entry);
        mem_free((*c)->buffer);
        mem_free(*c);
        *c = NULL;
    }
}

struct flow_count flow_cache_count(const struct flow_cache *c)
{
    return c->count;
}

static int compare_addr(const struct addr *a, const struct addr *b)
{
    for (size_t i = 0; i < sizeof(a->byte); i += sizeof(uint64_t)) {
        uint64_t x = wire_u64(a->byte + i), y = wire_u64(b->byte + i);

        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return 0;
}

struct flow_place flow_place_of(const struct flow_cache *c, const struct packet *p)
{
    int order = compare_addr(&p->src, &p->dst);
    int from = order < 0 || (order == 0 && p->sport <= p->dport) ? 0 : 1;
    struct flow_place at = {.from = from};
    struct mix m = mix_begin(c->key);

    at.key.ip[from] = p->src;
    at.key.ip[1 - from] = p->dst;
    at.key.port[from] = p->sport;
    at.key.port[1 - from] = p->dport;
    at.key.vlan = p->vlan;
    at.key.protocol = p->protocol;
    mix_bytes(&m, &at.key, sizeof(at.key));
    at.hash = mix_end(&m);
    return at;
}

static size_t set_of(const struct flow_place *at)
{
    return (size_t)(at->hash >> 32) % SETS;
}

static uint32_t tag_of(const struct flow_place *at)
{
    return (uint32_t)at->hash | 1; /* never 0 */
}

static bool same_key(const struct flow_key *a, const struct flow_key *b)
{
    uint64_t x[5], y[5];

    memcpy(x, a, sizeof(x));
    memcpy(y, b, sizeof(y));
    return ((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]) | (x[3] ^ y[3]) | (x[4] ^ y[4])) == 0;
}

/* Where in its set the flow stands; WAYS: nowhere. */
static size_t way_of(const struct flow_cache *c, const struct flow_place *at)
{
    const struct set *set = &c->set[set_of(at)];
    uint32_t tag = tag_of(at);

    for (size_t i = 0; i < WAYS; i++) {
        if (set->tag[i] == tag && same_key(&c->entry[set_of(at) * WAYS + i].key, &at->key)) {
            return i;
        }
    }
    return WAYS;
}

void flow_fetch(const struct flow_cache *c, const struct flow_place *at, int step)
{
    size_t set = set_of(at);

    if (step == 0) {
        __builtin_prefetch(&c->set[set]);
        return;
    }
    for (size_t i = 0; i < WAYS; i++) {
        if (c->set[set].tag[i] == tag_of(at)) {
            __builtin_prefetch(&c->entry[set * WAYS + i]);
        }
    }
}

static void buffer_give_back(struct flow_cache *c, struct entry *e)
{
    if (e->buffer != NO_BUFFER) {
        c->buffer[e->buffer - 1].owner = 0;
        c->free[c->n_free++] = e->buffer - 1;
        e->buffer = NO_BUFFER;
    }
}

static void lose_interest(struct flow_cache *c, struct entry *e)
{
    e->wants = 0;
    buffer_give_back(c, e);
}

static struct buffer *buffer_of(struct flow_cache *c, struct entry *e)
{
    if (e->buffer == NO_BUFFER) {
        if (c->n_free == 0) {
            struct entry *other = &c->entry[c->buffer[c->next_taken].owner - 1];

            c->next_taken = (c->next_taken + 1) % FLOW_BUFFERS;
            c->count.lost++;
            lose_interest(c, other);
        }
        e->buffer = c->free[--c->n_free] + 1;
        c->buffer[e->buffer - 1].owner = (uint32_t)(e - c->entry) + 1;
    }
    return &c->buffer[e->buffer - 1];
}

static void begin(struct flow_cache *c, struct entry *e, const struct flow_place *at,
                  const struct packet *p)
{
    bool syn = p->protocol == IP_TCP && (p->tcp_flags & TCP_SYN) != 0;
    bool answers = syn && (p->tcp_flags & TCP_ACK) != 0;

    buffer_give_back(c, e);
    *e = (struct entry){
        .key = at->key,
        .wants = p->protocol == IP_TCP ? c->wants_tcp : c->wants_udp,
        .client = (uint8_t)(answers ? 1 - at->from : at->from),
        .began = syn || p->protocol == IP_UDP,
    };
    c->count.flows++;
}

/* A new flow takes a free place, or that of the flow not heard of for longest. */
static struct entry *make(struct flow_cache *c, const struct flow_place *at, const struct packet *p)
{
    struct set *set = &c->set[set_of(at)];
    size_t way = 0;
    uint32_t age = 0;

    for (size_t i = 0; i < WAYS; i++) {
        uint32_t its = set->tag[i] == 0 ? UINT32_MAX : c->tick - set->last[i];

        if (its > age) {
            age = its;
            way = i;
        }
    }
    struct entry *e = &c->entry[set_of(at) * WAYS + way];

    c->count.lost += set->tag[way] != 0 && e->wants != 0 && e->payloads[0] + e->payloads[1] > 0;
    set->tag[way] = tag_of(at);
    set->last[way] = c->tick;
    begin(c, e, at, p);
    return e;
}

static struct entry *find(struct flow_cache *c, const struct flow_place *at, const struct packet *p)
{
    size_t way = way_of(c, at);

    if (way == WAYS) {
        return make(c, at, p);
    }
    c->set[set_of(at)].last[way] = c->tick;
    return &c->entry[set_of(at) * WAYS + way];
}

/* bytes[len] of the speaking end where they are not kept, and what is kept of both. */
static void look(struct flow_cache *c, struct entry *e, int from, const uint8_t *bytes, size_t len,
                 const struct packet *packet, struct fact_sink *sink)
{
    struct flow f = {
        .protocol = (uint8_t)e->key.protocol,
        .began = e->began,
        .vlan = e->key.vlan,
        .spoke = from == e->client ? SIDE_CLIENT : SIDE_SERVER,
        .packet = packet,
    };

    for (int end = 0; end < 2; end++) {
        enum flow_side side = end == e->client ? SIDE_CLIENT : SIDE_SERVER;

        memcpy(f.side[side].mac, e->mac[end], sizeof(f.side[side].mac));
        f.side[side].ip = e->key.ip[end];
        f.side[side].port = e->key.port[end];
        f.side[side].payloads = e->payloads[end];
        if (end == from && bytes != NULL) {
            f.side[side].byte = bytes;
            f.side[side].len = len < FLOW_KEPT ? len : FLOW_KEPT;
        } else if (e->buffer != NO_BUFFER) {
            f.side[side].byte = c->buffer[e->buffer - 1].byte[end];
            f.side[side].len = e->stream[end].kept;
        }
    }
    for (uint64_t left = e->wants; left != 0; left &= left - 1) {
        int i = __builtin_ctzll(left);
        uint64_t bit = UINT64_C(1) << i;

        switch (c->decoder[i].look(&f, sink)) {
        case LOOK_NO:
            e->wants &= ~bit;
            break;
        case LOOK_MORE:
            break;
        case LOOK_DONE:
            e->wants = 0;
            return;
        case LOOK_MINE:
            e->wants = bit;
            return;
        }
    }
}

/* A stream's next piece: look at it where it lies; keep it only for who wants more. */
static void take_stream(struct flow_cache *c, struct entry *e, int from,
                        const struct packet *packet, struct fact_sink *sink)
{
    struct flow_stream *s = &e->stream[from];
    uint32_t seq = packet->tcp_seq + ((packet->tcp_flags & TCP_SYN) != 0);
    int64_t at = flow_stream_at(s, seq);
    bool whole = e->buffer == NO_BUFFER && at == 0;

    if (whole) {
        e->looks++;
        look(c, e, from, packet->payload, packet->payload_len, packet, sink);
        if (e->wants == 0) {
            return;
        }
    }
    bool grew =
        flow_stream_put(s, buffer_of(c, e)->byte[from], at, packet->payload, packet->payload_len);

    if (grew && !whole) {
        e->looks++;
        look(c, e, from, NULL, 0, packet, sink);
    }
}

/* A datagram: the other end's last one is kept as long as somebody waits for an answer to it. */
static void take_datagram(struct flow_cache *c, struct entry *e, int from,
                          const struct packet *packet, struct fact_sink *sink)
{
    e->looks++;
    look(c, e, from, packet->payload, packet->payload_len, packet, sink);
    if (e->wants != 0) {
        size_t len = packet->payload_len < FLOW_KEPT ? packet->payload_len : FLOW_KEPT;

        memcpy(buffer_of(c, e)->byte[from], packet->payload, len);
        e->stream[from].kept = (uint16_t)len;
    }
}

static void take_payload(struct flow_cache *c, struct entry *e, int from,
                         const struct packet *packet, struct fact_sink *sink)
{
    e->payloads[from]++;
    if (packet->protocol == IP_UDP) {
        take_datagram(c, e, from, packet, sink);
    } else {
        take_stream(c, e, from, packet, sink);
    }
    if (e->wants == 0 || e->looks >= FLOW_LOOKS ||
        e->payloads[0] + e->payloads[1] >= FLOW_PAYLOADS) {
        lose_interest(c, e);
    }
}

/* A SYN with another number on a flow that has begun: its ports are used again. */
static bool begins_again(const struct entry *e, int from, const struct packet *p)
{
    const struct flow_stream *stream = &e->stream[from];

    return p->protocol == IP_TCP && (p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN &&
           (e->heard[from] || e->payloads[0] + e->payloads[1] > 0) &&
           !(stream->based && stream->first == p->tcp_seq + 1);
}

/* About a second, in units that fit beside each other. */
static uint32_t clock_of(int64_t at_us)
{
    return (uint32_t)(at_us / FLOW_REPORT_US) + 1;
}

bool flow_is_settled(struct flow_cache *c, const struct flow_place *at, const struct packet *packet)
{
    size_t way = way_of(c, at);

    if (way == WAYS) {
        return false;
    }
    const struct entry *e = &c->entry[set_of(at) * WAYS + way];

    if (e->wants != 0 || e->report_at[at->from] != clock_of(packet->frame->at_us) ||
        (packet->protocol == IP_TCP && (packet->tcp_flags & TCP_SYN) != 0)) {
        return false;
    }
    c->set[set_of(at)].last[way] = ++c->tick;
    return true;
}

struct flow_step flow_take(struct flow_cache *c, const struct flow_place *at,
                           const struct packet *packet, struct fact_sink *sink)
{
    int from = at->from;

    c->tick++;
    struct entry *e = find(c, at, packet);

    if (begins_again(e, from, packet)) {
        begin(c, e, at, packet);
    }
    uint32_t now = clock_of(packet->frame->at_us);
    struct flow_step step = {.report = e->report_at[from] != now, .answered = e->heard[1 - from]};

    if (step.report) {
        e->report_at[from] = now;
        e->heard[from] = true;
        memcpy(e->mac[from], packet->src_mac, sizeof(e->mac[from]));
    }
    if (e->wants != 0) {
        if (packet->protocol == IP_TCP && (packet->tcp_flags & TCP_SYN) != 0) {
            (void)flow_stream_at(&e->stream[from], packet->tcp_seq + 1);
        }
        if (packet->payload_len > 0) {
            take_payload(c, e, from, packet, sink);
        }
    }
    return step;
}
