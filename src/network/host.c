#include "network/host.h"

#include "network/host_build.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Hosts are numbered while sightings are dealt out: nodes by their root, then addresses without a
   MAC of their own. */
struct lone {
    struct addr ip;
    uint16_t sensor;
};

struct deal {
    struct build b;
    struct lone *lone; /* [n_lone], by address and sensor */
    size_t n_lone;
    uint32_t *of;    /* [sightings] root node, or n_nodes + index in lone; NO_NODE: nobody's */
    uint32_t *start; /* [n_nodes + n_lone + 1] where a host's sightings begin in order */
    uint32_t *order; /* [sightings] */
};

static int by_lone(const void *pa, const void *pb)
{
    const struct lone *a = pa, *b = pb;
    int d = memcmp(&a->ip, &b->ip, sizeof(a->ip));

    return d != 0 ? d : (int)a->sensor - (int)b->sensor;
}

/* What a router says of itself, whatever source address the frame had. */
static bool is_of_the_card(enum fact_kind kind)
{
    return kind == FACT_FORWARDS || kind == FACT_OFFERS || kind == FACT_ADDRESS;
}

/* The node a sighting belongs to; NO_NODE: to its address alone. */
static uint32_t node_of(const struct build *b, const struct sighting *s)
{
    uint32_t node = build_mac_is_one(s->fact.mac) ? build_node(b, s->fact.mac) : NO_NODE;

    if (node == NO_NODE) {
        return build_owner(b, &s->fact.ip, s->sensor);
    }
    if (!build_is_address(&s->fact.ip) || is_of_the_card(s->fact.kind) ||
        build_is_own_address(b, &b->node[node], &s->fact.ip)) {
        return node;
    }
    return build_owner(b, &s->fact.ip, s->sensor);
}

static void deal_out(struct deal *d)
{
    const struct sightings *s = d->b.s;

    d->of = arena_make(d->b.a, uint32_t, s->n);
    d->lone = arena_make(d->b.a, struct lone, s->n);
    if (d->of == NULL || d->lone == NULL) {
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct sighting *it = &s->item[i];
        uint32_t node = node_of(&d->b, it);

        d->of[i] = node == NO_NODE ? NO_NODE : build_root(&d->b, node);
        if (node == NO_NODE && build_is_address(&it->fact.ip)) {
            d->lone[d->n_lone++] = (struct lone){it->fact.ip, it->sensor};
        }
    }
    if (d->n_lone == 0) {
        return;
    }
    size_t n = 1;

    qsort(d->lone, d->n_lone, sizeof(*d->lone), by_lone);
    for (size_t i = 1; i < d->n_lone; i++) {
        if (by_lone(&d->lone[n - 1], &d->lone[i]) != 0) {
            d->lone[n++] = d->lone[i];
        }
    }
    d->n_lone = n;
    for (size_t i = 0; i < s->n; i++) {
        struct lone key = {s->item[i].fact.ip, s->item[i].sensor};
        const struct lone *at =
            d->of[i] != NO_NODE ? NULL : bsearch(&key, d->lone, d->n_lone, sizeof(key), by_lone);

        if (at != NULL) {
            d->of[i] = (uint32_t)(d->b.n_nodes + (size_t)(at - d->lone));
        }
    }
}

/* Sightings by host, a counting sort. */
static void order_by_host(struct deal *d)
{
    size_t n = d->b.n_nodes + d->n_lone;

    d->start = arena_make(d->b.a, uint32_t, n + 2);
    d->order = arena_make(d->b.a, uint32_t, d->b.s->n);
    if (d->start == NULL || d->order == NULL) {
        return;
    }
    uint32_t *at = d->start + 1; /* shifted by one, so that afterwards start[h] begins host h */

    for (size_t i = 0; i < d->b.s->n; i++) {
        if (d->of[i] != NO_NODE) {
            at[d->of[i] + 1]++;
        }
    }
    for (size_t h = 1; h <= n; h++) {
        at[h] += at[h - 1];
    }
    for (size_t i = 0; i < d->b.s->n; i++) {
        if (d->of[i] != NO_NODE) {
            d->order[at[d->of[i]]++] = (uint32_t)i;
        }
    }
}

/* qsort() carries no argument: the key travels with the index. */
struct ranked {
    const struct sighting *s;
    uint32_t at;
};

static int surest_first(const void *pa, const void *pb)
{
    const struct sighting *a = ((const struct ranked *)pa)->s, *b = ((const struct ranked *)pb)->s;

    if (a->fact.kind != b->fact.kind) {
        return a->fact.kind < b->fact.kind ? -1 : 1;
    }
    if (a->fact.grade != b->fact.grade) {
        return a->fact.grade < b->fact.grade ? -1 : 1;
    }
    if (a->last_seen_at != b->last_seen_at) {
        return a->last_seen_at > b->last_seen_at ? -1 : 1;
    }
    return a < b ? -1 : a > b;
}

static void rank(const struct sightings *s, uint32_t *seen, size_t n, struct ranked *room)
{
    for (size_t i = 0; i < n; i++) {
        room[i] = (struct ranked){&s->item[seen[i]], seen[i]};
    }
    qsort(room, n, sizeof(*room), surest_first);
    for (size_t i = 0; i < n; i++) {
        seen[i] = room[i].at;
    }
}

static void note_times(const struct sightings *s, struct host *h)
{
    h->first_seen_at = INT64_MAX;
    h->last_seen_at = INT64_MIN;
    h->gap_ms = INT64_MAX; /* of the fact that comes most often: the others only come with it */
    for (size_t i = 0; i < h->n_seen; i++) {
        const struct sighting *it = &s->item[h->seen[i]];

        h->kinds |= UINT32_C(1) << it->fact.kind;
        if (it->first_seen_at < h->first_seen_at) {
            h->first_seen_at = it->first_seen_at;
        }
        if (it->last_seen_at > h->last_seen_at) {
            h->last_seen_at = it->last_seen_at;
        }
        if (it->n > 1 && it->gap_ms < h->gap_ms) {
            h->gap_ms = it->gap_ms;
        }
    }
    h->gap_ms = h->gap_ms == INT64_MAX ? 0 : h->gap_ms;
}

/* ---- A host with MACs ---- */

static int first_card_first(const void *pa, const void *pb)
{
    const struct node *a = *(const struct node *const *)pa, *b = *(const struct node *const *)pb;

    if (a->first_seen_at != b->first_seen_at) {
        return a->first_seen_at < b->first_seen_at ? -1 : 1;
    }
    return memcmp(a->mac, b->mac, sizeof(a->mac));
}

static int owned_and_newest_first(const void *pa, const void *pb)
{
    const struct host_address *a = pa, *b = pb;

    if (a->is_owned != b->is_owned) {
        return a->is_owned ? -1 : 1;
    }
    if (a->last_seen_at != b->last_seen_at) {
        return a->last_seen_at > b->last_seen_at ? -1 : 1;
    }
    int d = memcmp(&a->ip, &b->ip, sizeof(a->ip));

    d = d != 0 ? d : (int)a->sensor - (int)b->sensor;
    return d != 0 ? d : (int)a->vlan - (int)b->vlan;
}

static void add_cards(struct host *h, const struct build *b, const struct node **card, size_t n)
{
    struct host_card *out = arena_make(b->a, struct host_card, n);
    size_t n_speech = 0;

    if (n > 1) {
        qsort((void *)card, n, sizeof(*card), first_card_first);
    }
    for (size_t i = 0; i < n; i++) {
        n_speech += card[i]->n_speech;
    }
    struct host_address *address = arena_make(b->a, struct host_address, n_speech);

    for (size_t i = 0; out != NULL && (address != NULL || n_speech == 0) && i < n; i++) {
        memcpy(out[i].mac, card[i]->mac, sizeof(out[i].mac));
        out[i].changes_hands = card[i]->changes_hands;
        out[i].answers_for_many = card[i]->answers_for_many;
        h->is_router |= card[i]->is_router;
        for (uint32_t k = card[i]->speech; k < card[i]->speech + card[i]->n_speech; k++) {
            const struct speech *it = &b->speech[k];

            if (!it->is_foreign) {
                address[h->n_addresses++] = (struct host_address){
                    .ip = it->ip,
                    .card = (uint16_t)i,
                    .sensor = it->sensor,
                    .vlan = it->vlan,
                    .is_owned = it->is_owned,
                    .first_seen_at = it->first_seen_at,
                    .last_seen_at = it->last_seen_at,
                    .sighting = it->sighting,
                };
            }
        }
    }
    h->card = out;
    h->n_cards = out == NULL ? 0 : n;
    if (h->n_addresses > 1) {
        qsort(address, h->n_addresses, sizeof(*address), owned_and_newest_first);
    }
    h->address = address;
}

/* ---- A host without ---- */

static void add_lone(struct host *h, const struct build *b, const struct lone *lone)
{
    struct host_address *address = arena_make(b->a, struct host_address, 1);

    h->class = own_is_inside(b->own, &lone->ip) ? HOST_ROUTED : HOST_OUTSIDE;
    if (address != NULL) {
        *address = (struct host_address){
            .ip = lone->ip,
            .sensor = lone->sensor,
            .vlan = b->s->item[h->seen[0]].fact.vlan,
            .first_seen_at = h->first_seen_at,
            .last_seen_at = h->last_seen_at,
            .sighting = h->seen[0],
        };
        h->address = address;
        h->n_addresses = 1;
    }
}

static enum host_class class_of(const struct node *node)
{
    return node->is_shared ? HOST_SHARED : node->is_private ? HOST_PRIVATE : HOST_GLOBAL;
}

static void fill(struct hosts *out, struct deal *d)
{
    struct build *b = &d->b;
    size_t most = b->n_nodes + d->n_lone;
    struct host *host = arena_make(b->a, struct host, most);
    const struct node **card = arena_make(b->a, const struct node *, b->n_nodes);
    struct ranked *room = arena_make(b->a, struct ranked, b->s->n);
    uint32_t *next = arena_make(b->a, uint32_t, b->n_nodes); /* nodes of one root, as lists */
    uint32_t *head = arena_make(b->a, uint32_t, b->n_nodes);

    if (arena_status(b->a, NULL) != OK) {
        return;
    }
    memset(head, 0xff, b->n_nodes * sizeof(*head));
    for (uint32_t i = (uint32_t)b->n_nodes; i-- > 0;) {
        uint32_t root = build_root(b, i);

        next[i] = head[root];
        head[root] = i;
    }
    for (int outside = 0; outside < 2; outside++) {
        for (size_t i = 0; i < most; i++) {
            struct host h = {.seen = d->order + d->start[i],
                             .n_seen = d->start[i + 1] - d->start[i]};
            bool has_mac = i < b->n_nodes;

            if (has_mac ? outside || b->node[i].root != i
                        : own_is_inside(b->own, &d->lone[i - b->n_nodes].ip) == (outside == 1)) {
                continue;
            }
            rank(b->s, d->order + d->start[i], h.n_seen, room);
            note_times(b->s, &h);
            if (has_mac) {
                size_t n = 0;

                for (uint32_t k = head[i]; k != NO_NODE; k = next[k]) {
                    card[n++] = &b->node[k];
                }
                h.class = class_of(&b->node[i]);
                h.identity = b->node[i].identity;
                add_cards(&h, b, card, n);
            } else {
                add_lone(&h, b, &d->lone[i - b->n_nodes]);
            }
            if (h.n_seen > 0) {
                host[out->n++] = h;
            }
        }
        out->n_devices = outside == 0 ? out->n : out->n_devices;
    }
    out->host = host;
}

/* ---- Finding a host again ---- */

struct host_handle {
    uint8_t key[sizeof(struct addr)];
    uint32_t host;
    bool is_owned;
    int64_t last_seen_at;
};

static int by_key(const void *pa, const void *pb)
{
    const struct host_handle *a = pa, *b = pb;
    int d = memcmp(a->key, b->key, sizeof(a->key));

    d = d != 0 ? d : (int)b->is_owned - (int)a->is_owned;
    if (d != 0 || a->last_seen_at == b->last_seen_at) {
        return d != 0 ? d : a->host < b->host ? -1 : a->host > b->host;
    }
    return a->last_seen_at > b->last_seen_at ? -1 : 1;
}

/* One row an address or card; of several rows for one key the first is the best. */
static void index_hosts(struct hosts *out, struct arena *a)
{
    size_t n_ip = 0, n_mac = 0;

    for (size_t i = 0; i < out->n; i++) {
        n_ip += out->host[i].n_addresses;
        n_mac += out->host[i].n_cards;
    }
    struct host_handle *ip = arena_make(a, struct host_handle, n_ip);
    struct host_handle *mac = arena_make(a, struct host_handle, n_mac);

    for (size_t i = 0; ip != NULL && mac != NULL && i < out->n; i++) {
        const struct host *h = &out->host[i];

        for (size_t k = 0; k < h->n_addresses; k++) {
            struct host_handle *to = &ip[out->n_by_ip++];

            memcpy(to->key, &h->address[k].ip, sizeof(to->key));
            to->host = (uint32_t)i;
            to->is_owned = h->address[k].is_owned;
            to->last_seen_at = h->address[k].last_seen_at;
        }
        for (size_t k = 0; k < h->n_cards; k++) {
            struct host_handle *to = &mac[out->n_by_mac++];

            memcpy(to->key, h->card[k].mac, MAC_SIZE);
            to->host = (uint32_t)i;
        }
    }
    if (out->n_by_ip > 1) {
        qsort(ip, out->n_by_ip, sizeof(*ip), by_key);
    }
    if (out->n_by_mac > 1) {
        qsort(mac, out->n_by_mac, sizeof(*mac), by_key);
    }
    out->by_ip = ip;
    out->by_mac = mac;
}

static const struct host *find(const struct hosts *hosts, const struct host_handle *handle,
                               size_t n, const void *key, size_t size)
{
    struct host_handle want = {0};
    size_t low = 0, high = n;

    memcpy(want.key, key, size);
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (memcmp(handle[mid].key, want.key, sizeof(want.key)) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < n && memcmp(handle[low].key, want.key, sizeof(want.key)) == 0
               ? &hosts->host[handle[low].host]
               : NULL;
}

const struct host *hosts_at(const struct hosts *hosts, const struct addr *ip)
{
    return find(hosts, hosts->by_ip, hosts->n_by_ip, ip, sizeof(*ip));
}

const struct host *hosts_of_mac(const struct hosts *hosts, const uint8_t mac[6])
{
    return find(hosts, hosts->by_mac, hosts->n_by_mac, mac, MAC_SIZE);
}

enum status hosts_make(struct hosts *out, const struct sightings *s, const struct own *own,
                       struct arena *a, struct err *err)
{
    struct deal d = {
        .b = {.s = s, .own = own, .a = a}
    };
    struct hosts made = {.of = s};

    build_addresses(&d.b);
    build_identities(&d.b);
    deal_out(&d);
    order_by_host(&d);
    fill(&made, &d);
    index_hosts(&made, a);

    enum status st = arena_status(a, err);
    if (st == OK) {
        *out = made;
    }
    return st;
}

/* ---- What a host says ---- */

size_t host_of_kind(const struct hosts *hosts, const struct host *h, enum fact_kind kind,
                    const uint32_t **first)
{
    const struct sighting *s = hosts->of->item;
    size_t low = 0, high = h->n_seen;

    static_assert(FACT_KINDS <= 32, "a bit each");
    if ((h->kinds >> kind & 1) == 0) { /* most of what rules ask: no look at the sightings */
        *first = h->seen;
        return 0;
    }
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (s[h->seen[mid]].fact.kind < kind) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    size_t n = 0;
    while (low + n < h->n_seen && s[h->seen[low + n]].fact.kind == kind) {
        n++;
    }
    *first = h->seen + low;
    return n;
}

const char *host_claim(const struct hosts *hosts, const struct host *h, enum fact_kind kind)
{
    const uint32_t *first;

    return host_of_kind(hosts, h, kind, &first) == 0 ? "" : hosts->of->item[first[0]].fact.claim;
}

char *host_key(char out[HOST_KEY_SIZE], const struct host *h)
{
    out[0] = '\0';
    if (h->n_cards > 0) {
        return mac_text(out, h->card[0].mac);
    }
    return h->n_addresses > 0 ? addr_text(out, &h->address[0].ip) : out;
}
