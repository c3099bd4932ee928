#include "network/echo.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

enum { WAYS = 2, SETS = ECHOES_MAX / WAYS, HEAD_WORDS = 8 };
enum { KEY_WORDS = HEAD_WORDS + ECHO_BYTES_MAX / 8 };

enum { LINE = 64 }; /* of the processor's cache */

/* A message, and what was told: rows of the sink, as they were at that time. */
struct echo {
    struct echo_print print; /* low 0: free */
    uint32_t stamp;
    uint8_t n;
    bool addresses; /* any of them is a FACT_ADDRESS */
    uint32_t ticket[ECHO_FACTS_MAX];
};
static_assert(sizeof(struct echo) == LINE, "one look into memory");

struct echoes {
    const struct fact_sink *sink;
    uint64_t key[KEY_WORDS];
    struct echo *echo; /* [ECHOES_MAX] */
    void *memory;      /* that it lies in */
    uint32_t lot;      /* whose place is taken next */
    struct echo now;   /* being told */
    bool many;         /* more than it can hold */
};

/* Words that look drawn by lot, from one that was: splitmix64 (Steele, Lea, Flood, 2014). */
static uint64_t next_word(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

enum status echoes_open(struct echoes **out, const struct fact_sink *sink, uint64_t key,
                        struct err *err)
{
    assert(sink->recall != NULL);
    struct echoes *e = mem_new(sizeof(*e));

    if (e != NULL) {
        e->memory = mem_new_table((ECHOES_MAX + 1) * sizeof(*e->echo));
    }
    if (e == NULL || e->memory == NULL) {
        echoes_close(&e);
        return err_set(err, E_NOMEM, "echoes");
    }
    e->echo = (struct echo *)(((uintptr_t)e->memory + LINE - 1) / LINE * LINE);
    e->sink = sink;
    for (size_t i = 0; i < KEY_WORDS; i++) {
        e->key[i] = next_word(&key);
    }
    *out = e;
    return OK;
}

void echoes_close(struct echoes **e)
{
    if (*e != NULL) {
        mem_free((*e)->memory);
        mem_free(*e);
        *e = NULL;
    }
}

__extension__ typedef unsigned __int128 wide;

static wide pair(const uint64_t *key, uint64_t a, uint64_t b)
{
    return (wide)(a + key[0]) * (b + key[1]);
}

static uint64_t word_at(const uint8_t *byte)
{
    uint64_t word;

    memcpy(&word, byte, sizeof(word));
    return word;
}

/* Sixteen bytes a step; the last step's missing bytes count as 0, and the length is in the head. */
static wide add_bytes(wide sum, const uint64_t *key, const uint8_t *byte, size_t len)
{
    for (; len >= 16; len -= 16, byte += 16, key += 2) {
        sum += pair(key, word_at(byte), word_at(byte + 8));
    }
    if (len > 0) {
        uint8_t last[16] = {0};

        memcpy(last, byte, len);
        sum += pair(key, word_at(last), word_at(last + 8));
    }
    return sum;
}

static wide add_head(const uint64_t *key, const struct packet *p, size_t len, size_t wire_len,
                     const uint16_t ports[2])
{
    uint64_t source = 0, target = 0;

    memcpy(&source, p->src_mac, sizeof(p->src_mac));
    memcpy(&target, p->dst_mac, sizeof(p->dst_mac));
    source |= (uint64_t)p->vlan << 48;
    target |= (uint64_t)p->ethertype << 48;
    return pair(key, source, target) +
           pair(key + 2, word_at(p->src.byte), word_at(p->src.byte + 8)) +
           pair(key + 4, word_at(p->dst.byte), word_at(p->dst.byte + 8)) +
           pair(key + 6, (uint64_t)len << 32 | (uint32_t)wire_len,
                (uint64_t)ports[0] << 48 | (uint64_t)ports[1] << 32 | (uint64_t)p->protocol << 24 |
                    (uint64_t)p->ttl << 16 | (uint64_t)p->ip_version << 8 | p->fragment);
}

bool echo_print(struct echo_print *out, const struct echoes *e, const struct packet *packet,
                const uint16_t ports[2], struct echo_lot lot)
{
    bool ip = packet->ip_version != 0;
    const uint8_t *byte = ip ? packet->payload : packet->net;
    size_t len = ip ? packet->payload_len : packet->net_len;

    if (len > ECHO_BYTES_MAX || byte == NULL) {
        return false;
    }
    wide sum = add_head(e->key, packet, len, ip ? packet->payload_wire_len : 0, ports);
    size_t at = 0;

    if (lot.size > 0) {
        uint8_t first[32] = {0};

        assert(lot.at + lot.size <= (int)sizeof(first));
        at = len < sizeof(first) ? len : sizeof(first);
        memcpy(first, byte, at);
        memset(first + lot.at, 0, lot.size);
        sum = add_bytes(sum, e->key + HEAD_WORDS, first, at);
    }
    sum = add_bytes(sum, e->key + HEAD_WORDS + at / 8, byte + at, len - at);
    *out = (struct echo_print){(uint64_t)sum | 1, (uint64_t)(sum >> 64)};
    return true;
}

static size_t set_of(const struct echo_print *print)
{
    return (size_t)(print->low * UINT64_C(0x9e3779b97f4a7c15) >> 32) % SETS;
}

static struct echo *find(const struct echoes *e, const struct echo_print *print)
{
    struct echo *set = &e->echo[set_of(print) * WAYS];

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].print.low == print->low && set[i].print.high == print->high) {
            return &set[i];
        }
    }
    return NULL;
}

void echo_fetch(const struct echoes *e, const struct echo_print *print, int step)
{
    const struct echo *set = &e->echo[set_of(print) * WAYS];

    for (size_t i = 0; i < WAYS; i++) {
        if (step == 0) {
            __builtin_prefetch(&set[i]);
        } else if (set[i].print.low == print->low) {
            e->sink->recall->fetch(e->sink->self, set[i].ticket, set[i].n);
        }
    }
}

bool echo_again(struct echoes *e, const struct echo_print *print, const struct frame *frame,
                void (*learn)(void *self, const struct fact *fact), void *self)
{
    const struct fact_recall *recall = e->sink->recall;
    struct echo *echo = find(e, print);

    if (echo == NULL) {
        return false;
    }
    if (!recall->again(e->sink->self, echo->ticket, echo->n, echo->stamp, frame->at_us,
                       frame->number)) {
        echo->print.low = 0;
        return false;
    }
    for (size_t i = 0; echo->addresses && i < echo->n; i++) {
        const struct fact *fact = recall->fact(e->sink->self, echo->ticket[i]);

        if (fact->kind == FACT_ADDRESS) {
            learn(self, fact);
        }
    }
    return true;
}

void echo_begin(struct echoes *e)
{
    e->now.n = 0;
    e->now.addresses = false;
    e->now.stamp = e->sink->recall->stamp(e->sink->self);
    e->many = false;
}

void echo_told(struct echoes *e, enum fact_kind kind)
{
    uint32_t ticket;

    if (e->now.n == ECHO_FACTS_MAX || !e->sink->recall->last(e->sink->self, &ticket)) {
        e->many = true;
        return;
    }
    e->now.ticket[e->now.n++] = ticket;
    e->now.addresses = e->now.addresses || kind == FACT_ADDRESS;
}

void echo_end(struct echoes *e, const struct echo_print *print)
{
    if (e->many || e->sink->recall->stamp(e->sink->self) != e->now.stamp) {
        return;
    }
    struct echo *set = &e->echo[set_of(print) * WAYS];
    size_t way = 0;

    while (way < WAYS && set[way].print.low != 0) {
        way++;
    }
    e->now.print = *print;
    set[way < WAYS ? way : e->lot++ % WAYS] = e->now;
}
