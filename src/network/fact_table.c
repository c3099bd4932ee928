#include "network/fact_table.h"

#include "network/mix.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

enum { ROWS_FIRST = 256, FORGET_LOOKS = 16 };

static const uint32_t none = UINT32_MAX;

struct slot {
    struct fact_row row;
    uint32_t hash;
    uint32_t next; /* in its chain */
};

struct fact_table {
    struct slot *slot;
    uint32_t *chain; /* room of them, a power of two */
    size_t n, room, max;
    size_t hand; /* where the next look for a row to forget begins */
    uint64_t key, forgotten;
    enum status status;
};

enum status fact_table_open(struct fact_table **out, size_t max, uint64_t key, struct err *err)
{
    assert(max >= 1 && max < none);
    struct fact_table *t = mem_new(sizeof(*t));

    if (t == NULL) {
        return err_set(err, E_NOMEM, "fact table");
    }
    t->max = max;
    t->key = key;
    *out = t;
    return OK;
}

void fact_table_close(struct fact_table **t)
{
    if (*t != NULL) {
        mem_free((*t)->slot);
        mem_free((*t)->chain);
        mem_free(*t);
        *t = NULL;
    }
}

bool fact_kind_links(enum fact_kind kind)
{
    return kind == FACT_CLIENT || kind == FACT_SNI || kind == FACT_REMOTE_TOOL ||
           kind == FACT_TUNNEL || kind == FACT_MEDICAL || kind == FACT_FACILITY;
}

static uint32_t hash_of_fact(uint64_t key, const struct fact *f)
{
    struct mix m = mix_begin(key);
    uint64_t mac = 0;

    memcpy(&mac, f->mac, sizeof(f->mac));
    mix_u64(&m, mac | (uint64_t)f->vlan << 48);
    mix_u64(&m, (uint64_t)f->kind | (uint64_t)f->port << 8);
    mix_bytes(&m, f->ip.byte, sizeof(f->ip));
    if (fact_kind_links(f->kind)) {
        mix_bytes(&m, f->peer.byte, sizeof(f->peer));
    }
    mix_bytes(&m, f->claim, strlen(f->claim));
    return (uint32_t)mix_end(&m);
}

static bool same_fact(const struct fact *a, const struct fact *b)
{
    return a->kind == b->kind && a->port == b->port && a->vlan == b->vlan &&
           memcmp(a->mac, b->mac, sizeof(a->mac)) == 0 &&
           memcmp(&a->ip, &b->ip, sizeof(a->ip)) == 0 && strcmp(a->claim, b->claim) == 0 &&
           (a->from == b->from || strcmp(a->from, b->from) == 0) &&
           (!fact_kind_links(a->kind) || memcmp(&a->peer, &b->peer, sizeof(a->peer)) == 0);
}

static void chain_in(struct fact_table *t, uint32_t i)
{
    uint32_t *head = &t->chain[t->slot[i].hash & (t->room - 1)];

    t->slot[i].next = *head;
    *head = i;
}

static void chain_out(struct fact_table *t, uint32_t i)
{
    uint32_t *at = &t->chain[t->slot[i].hash & (t->room - 1)];

    while (*at != i) {
        at = &t->slot[*at].next;
    }
    *at = t->slot[i].next;
}

static bool grow(struct fact_table *t)
{
    size_t room = t->room == 0 ? ROWS_FIRST : t->room * 2;
    size_t rows = room < t->max ? room : t->max;
    struct slot *slot = mem_grow(t->slot, rows * sizeof(*slot));

    if (slot == NULL) {
        return false;
    }
    t->slot = slot;
    uint32_t *chain = mem_grow(t->chain, room * sizeof(*chain));

    if (chain == NULL) {
        return false;
    }
    t->chain = chain;
    t->room = room;
    memset(t->chain, 0xff, room * sizeof(*chain));
    for (size_t i = 0; i < t->n; i++) {
        chain_in(t, (uint32_t)i);
    }
    return true;
}

/* Of the next few rows, the one not told for longest. */
static uint32_t forget(struct fact_table *t)
{
    uint32_t oldest = none;

    for (size_t i = 0; i < FORGET_LOOKS; i++) {
        uint32_t at = (uint32_t)t->hand;

        t->hand = (t->hand + 1) % t->n;
        if (oldest == none || t->slot[at].row.last_us < t->slot[oldest].row.last_us) {
            oldest = at;
        }
    }
    chain_out(t, oldest);
    t->forgotten++;
    return oldest;
}

static void fold(struct fact_row *row, const struct fact *fact)
{
    if (fact->at_us < row->fact.at_us) {
        row->fact.at_us = fact->at_us;
        row->fact.frame = fact->frame;
    }
    row->last_us = fact->at_us > row->last_us ? fact->at_us : row->last_us;
    if (fact->grade < row->fact.grade) {
        row->fact.grade = fact->grade;
    }
    row->fact.one_way = row->fact.one_way && fact->one_way;
    row->n++;
    row->n_fresh++;
}

void fact_table_take(struct fact_table *t, const struct fact *fact)
{
    uint32_t hash = hash_of_fact(t->key, fact);

    if (t->room != 0) {
        for (uint32_t i = t->chain[hash & (t->room - 1)]; i != none; i = t->slot[i].next) {
            if (t->slot[i].hash == hash && same_fact(&t->slot[i].row.fact, fact)) {
                fold(&t->slot[i].row, fact);
                return;
            }
        }
    }
    uint32_t at;

    if (t->n == t->max) {
        at = forget(t);
    } else if (t->n == t->room && !grow(t)) {
        t->status = E_NOMEM;
        return;
    } else {
        at = (uint32_t)t->n++;
    }
    t->slot[at] = (struct slot){
        .row = {.fact = *fact, .last_us = fact->at_us, .n = 1, .n_fresh = 1},
          .hash = hash
    };
    chain_in(t, at);
}

static void take(void *self, const struct fact *fact)
{
    fact_table_take(self, fact);
}

struct fact_sink fact_table_sink(struct fact_table *t)
{
    return (struct fact_sink){take, t};
}

size_t fact_table_n(const struct fact_table *t)
{
    return t->n;
}

const struct fact_row *fact_table_row(const struct fact_table *t, size_t i)
{
    assert(i < t->n);
    return &t->slot[i].row;
}

void fact_table_drain(struct fact_table *t, bool (*take_row)(void *self, const struct fact_row *),
                      void *self)
{
    for (size_t i = 0; i < t->n; i++) {
        struct fact_row *row = &t->slot[i].row;

        if (row->n_fresh > 0) {
            if (!take_row(self, row)) {
                return;
            }
            row->n_fresh = 0;
        }
    }
}

uint64_t fact_table_forgotten(const struct fact_table *t)
{
    return t->forgotten;
}

enum status fact_table_status(const struct fact_table *t, struct err *err)
{
    return t->status == OK ? OK : err_set(err, t->status, "fact table: %zu rows", t->n);
}
