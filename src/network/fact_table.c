#include "network/fact_table.h"

#include "network/mix.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

enum { ROWS_FIRST = 256, FORGET_LOOKS = 16, LINE = 64 /* of the processor's cache */ };

static const uint32_t none = UINT32_MAX;

struct slot {
    uint32_t hash;
    uint32_t next; /* in its chain */
    uint32_t born; /* how many had been forgotten when its row came; it wraps */
    struct fact_row row;
};

struct fact_table {
    struct slot *slot;
    uint32_t *chain; /* room of them, a power of two */
    size_t n, room, max;
    size_t hand;    /* where the next look for a row to forget begins */
    size_t drained; /* where a round of draining stands */
    uint32_t last;  /* the row told last; none: it found no memory */
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
    struct slot *slot = mem_grow_table(t->slot, rows * sizeof(*slot));

    if (slot == NULL) {
        return false;
    }
    t->slot = slot;
    uint32_t *chain = mem_grow_table(t->chain, room * sizeof(*chain));

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

static void count(struct fact_row *row, int64_t at_us, uint64_t frame)
{
    if (at_us >= row->last_us) { /* nearly always */
        row->last_us = at_us;
    } else if (at_us < row->fact.at_us) {
        row->fact.at_us = at_us;
        row->fact.frame = frame;
    }
    row->n++;
    row->n_fresh++;
}

static void fold(struct fact_row *row, const struct fact *fact)
{
    count(row, fact->at_us, fact->frame);
    if (fact->grade < row->fact.grade) {
        row->fact.grade = fact->grade;
    }
    row->fact.one_way = row->fact.one_way && fact->one_way;
}

static void take_hashed(void *self, const struct fact *fact, uint32_t hash)
{
    struct fact_table *t = self;

    if (t->room != 0) {
        for (uint32_t i = t->chain[hash & (t->room - 1)]; i != none; i = t->slot[i].next) {
            if (t->slot[i].hash == hash && same_fact(&t->slot[i].row.fact, fact)) {
                t->last = i;
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
        t->last = none;
        return;
    } else {
        at = (uint32_t)t->n++;
    }
    t->slot[at] = (struct slot){
        .hash = hash,
        .born = (uint32_t)t->forgotten,
        .row = {.fact = *fact, .last_us = fact->at_us, .n = 1, .n_fresh = 1},
    };
    t->last = at;
    chain_in(t, at);
}

void fact_table_take(struct fact_table *t, const struct fact *fact)
{
    take_hashed(t, fact, hash_of_fact(t->key, fact));
}

static void take(void *self, const struct fact *fact)
{
    fact_table_take(self, fact);
}

static uint32_t hash(const void *self, const struct fact *fact)
{
    const struct fact_table *t = self;
    uint32_t h = hash_of_fact(t->key, fact);

    if (t->room != 0) {
        __builtin_prefetch(&t->chain[h & (t->room - 1)]);
    }
    return h;
}

static void look(const void *self, uint32_t h)
{
    const struct fact_table *t = self;
    uint32_t at = t->room != 0 ? t->chain[h & (t->room - 1)] : none;

    if (at != none) {
        __builtin_prefetch(&t->slot[at]);
        __builtin_prefetch((const uint8_t *)&t->slot[at] + LINE);
    }
}

static bool last(const void *self, uint32_t *ticket)
{
    const struct fact_table *t = self;

    *ticket = t->last;
    return t->last != none;
}

static uint32_t stamp(const void *self)
{
    return (uint32_t)fact_table_forgotten(self);
}

static bool again(void *self, const uint32_t *ticket, size_t n, uint32_t at_stamp, int64_t at_us,
                  uint64_t frame)
{
    struct fact_table *t = self;

    for (size_t i = 0; i < n; i++) {
        if ((int32_t)(t->slot[ticket[i]].born - at_stamp) > 0) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        count(&t->slot[ticket[i]].row, at_us, frame);
    }
    return true;
}

static const struct fact *fact_of(const void *self, uint32_t ticket)
{
    return &fact_table_row(self, ticket)->fact;
}

static void fetch(const void *self, const uint32_t *ticket, size_t n)
{
    const struct fact_table *t = self;

    for (size_t i = 0; i < n; i++) {
        __builtin_prefetch(&t->slot[ticket[i]]);
    }
}

struct fact_sink fact_table_sink(struct fact_table *t)
{
    static const struct fact_recall recall = {last,  stamp, again, fact_of,
                                              fetch, hash,  look,  take_hashed};

    return (struct fact_sink){take, t, &recall};
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

bool fact_table_drain(struct fact_table *t, bool (*take_row)(void *self, const struct fact_row *),
                      void *self)
{
    for (; t->drained < t->n; t->drained++) {
        struct fact_row *row = &t->slot[t->drained].row;

        if (row->n_fresh > 0) {
            if (!take_row(self, row)) {
                return false;
            }
            row->n_fresh = 0;
        }
    }
    t->drained = 0;
    return true;
}

uint64_t fact_table_forgotten(const struct fact_table *t)
{
    return t->forgotten;
}

enum status fact_table_status(const struct fact_table *t, struct err *err)
{
    return t->status == OK ? OK : err_set(err, t->status, "fact table: %zu rows", t->n);
}
