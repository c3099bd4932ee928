/* Which addresses are a MAC's own, and which it only carries. */
#include "network/host_build.h"

#include <stdlib.h>
#include <string.h>

/* A MAC that sends from more foreign addresses than this carries them for others; one alone may be
   a second card that answers through the wrong one (Linux does). */
enum { FOREIGN_OWN_MAX = 1 };
/* A MAC that answers for more addresses of one network than this does so for others (proxy ARP). */
enum { ANSWERED_OWN_MAX = 8 };
/* Of a MAC that answers for more addresses than this, the others do not make one that it only sends
   from its own: a spoofer must not cost us the square of what it says. */
enum { BESIDE_MAX = 256 };

bool build_mac_is_one(const uint8_t mac[6])
{
    static const uint8_t none[6];

    return (mac[0] & 1) == 0 && memcmp(mac, none, sizeof(none)) != 0;
}

bool build_is_address(const struct addr *ip)
{
    static const struct addr loop = {.byte = {[15] = 1}};

    if (addr_is_ipv4(ip)) { /* 0/8 "this network", 127/8 loopback: RFC 1122, 3.2.1.3 */
        return ip->byte[12] != 0 && ip->byte[12] != 127 && !addr_is_multicast(ip);
    }
    return !addr_is_none(ip) && !addr_is_multicast(ip) && memcmp(ip, &loop, sizeof(loop)) != 0;
}

static int by_mac(const void *pa, const void *pb)
{
    return memcmp(((const struct node *)pa)->mac, ((const struct node *)pb)->mac, MAC_SIZE);
}

uint32_t build_node(const struct build *b, const uint8_t mac[6])
{
    struct node key;

    memcpy(key.mac, mac, sizeof(key.mac));
    const struct node *at =
        b->n_nodes == 0 ? NULL : bsearch(&key, b->node, b->n_nodes, sizeof(key), by_mac);
    return at == NULL ? NO_NODE : (uint32_t)(at - b->node);
}

static void make_nodes(struct build *b)
{
    size_t n = 0;

    b->node = arena_make(b->a, struct node, b->s->n);
    for (size_t i = 0; b->node != NULL && i < b->s->n; i++) {
        const uint8_t *mac = b->s->item[i].fact.mac;

        if (build_mac_is_one(mac) && (n == 0 || memcmp(b->node[n - 1].mac, mac, MAC_SIZE) != 0)) {
            memcpy(b->node[n++].mac, mac, MAC_SIZE);
        }
    }
    if (b->node == NULL || n == 0) {
        return;
    }
    qsort(b->node, n, sizeof(*b->node), by_mac);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || memcmp(b->node[b->n_nodes - 1].mac, b->node[i].mac, MAC_SIZE) != 0) {
            struct node *node = &b->node[b->n_nodes];

            memmove(node->mac, b->node[i].mac, sizeof(node->mac));
            node->is_private = mac_is_private(node->mac);
            node->is_shared = mac_is_virtual(node->mac);
            node->root = (uint32_t)b->n_nodes++;
            node->first_seen_at = INT64_MAX;
        }
    }
}

/* ---- Speech: every (MAC, address, wire) once ---- */

static int by_node(const void *pa, const void *pb)
{
    const struct speech *a = pa, *b = pb;

    if (a->node != b->node) {
        return a->node < b->node ? -1 : 1;
    }
    int d = memcmp(&a->ip, &b->ip, sizeof(a->ip));
    d = d != 0 ? d : (int)a->sensor - (int)b->sensor;
    d = d != 0 ? d : (int)a->vlan - (int)b->vlan;
    d = d != 0 ? d : (int)b->is_owned - (int)a->is_owned; /* the better evidence first */
    return d != 0 ? d : a->sighting < b->sighting ? -1 : 1;
}

static int owned_first(const void *pa, const void *pb)
{
    const struct speech *a = pa, *b = pb;

    if (a->node != b->node) {
        return a->node < b->node ? -1 : 1;
    }
    int d = (int)b->is_owned - (int)a->is_owned;
    d = d != 0 ? d : memcmp(&a->ip, &b->ip, sizeof(a->ip));
    d = d != 0 ? d : (int)a->sensor - (int)b->sensor;
    return d != 0 ? d : (int)a->vlan - (int)b->vlan;
}

static bool is_said(const struct fact *f)
{
    return build_is_address(&f->ip) && build_mac_is_one(f->mac);
}

static void gather(struct build *b)
{
    struct speech *speech = arena_make(b->a, struct speech, b->s->n);
    size_t n = 0;

    for (size_t i = 0; speech != NULL && i < b->s->n; i++) {
        const struct sighting *s = &b->s->item[i];

        if (is_said(&s->fact)) {
            speech[n++] = (struct speech){
                .node = build_node(b, s->fact.mac),
                .ip = s->fact.ip,
                .sensor = s->sensor,
                .vlan = s->fact.vlan,
                .is_owned = s->fact.kind == FACT_ADDRESS,
                .first_seen_at = s->first_seen_at,
                .last_seen_at = s->last_seen_at,
                .sighting = (uint32_t)i,
            };
        }
    }
    if (speech == NULL || n == 0) {
        return;
    }
    qsort(speech, n, sizeof(*speech), by_node);
    for (size_t i = 0; i < n; i++) {
        struct speech *last = b->n_speech == 0 ? NULL : &speech[b->n_speech - 1];

        if (last != NULL && last->node == speech[i].node && last->sensor == speech[i].sensor &&
            last->vlan == speech[i].vlan &&
            memcmp(&last->ip, &speech[i].ip, sizeof(last->ip)) == 0) {
            if (speech[i].first_seen_at < last->first_seen_at) {
                last->first_seen_at = speech[i].first_seen_at;
            }
            if (speech[i].last_seen_at > last->last_seen_at) {
                last->last_seen_at = speech[i].last_seen_at;
            }
        } else {
            speech[b->n_speech++] = speech[i];
        }
    }
    qsort(speech, b->n_speech, sizeof(*speech), owned_first);
    b->speech = speech;
    for (size_t i = 0; i < b->n_speech; i++) {
        struct node *node = &b->node[speech[i].node];

        node->speech = node->n_speech == 0 ? (uint32_t)i : node->speech;
        node->n_speech++;
    }
}

/* ---- Routers, proxies, and what is foreign ---- */

/* Facts that say themselves that the MAC carries frames of others. */
static void note_routers(struct build *b)
{
    for (size_t i = 0; i < b->s->n; i++) {
        const struct sighting *s = &b->s->item[i];
        uint32_t at = build_mac_is_one(s->fact.mac) ? build_node(b, s->fact.mac) : NO_NODE;

        if (at == NO_NODE) {
            continue;
        }
        struct node *node = &b->node[at];

        if (s->first_seen_at < node->first_seen_at) {
            node->first_seen_at = s->first_seen_at;
        }
        node->is_router |= s->fact.kind == FACT_FORWARDS || node->is_shared ||
                           (s->fact.kind == FACT_ROLE && strcmp(s->fact.claim, "router") == 0);
    }
}

/* Does speech[i] fit beside an address that node answers for? */
static bool is_beside_owned(const struct build *b, const struct node *node, const struct speech *it)
{
    uint32_t n = node->n_speech < BESIDE_MAX ? node->n_speech : BESIDE_MAX;

    for (uint32_t i = node->speech; i < node->speech + n && b->speech[i].is_owned; i++) {
        if (own_same(b->own, &b->speech[i].ip, &it->ip)) { /* owned ones stand first */
            return true;
        }
    }
    return false;
}

static bool has_owned(const struct build *b, const struct node *node, bool ipv4)
{
    for (uint32_t i = node->speech; i < node->speech + node->n_speech; i++) {
        const struct speech *it = &b->speech[i];

        if (it->is_owned && addr_is_ipv4(&it->ip) == ipv4 && !own_is_link_local(&it->ip)) {
            return true;
        }
    }
    return false;
}

/* How many addresses it only sends from are of the house, and how many of the outside. */
struct sent_from {
    size_t inside, outside;
};

static struct sent_from sent_from(const struct build *b, const struct node *node, bool ipv4)
{
    struct sent_from n = {0};
    const struct speech *last = NULL;

    for (uint32_t i = node->speech; i < node->speech + node->n_speech; i++) {
        const struct speech *it = &b->speech[i];
        /* of IPv6 a network counts once: every station has several addresses of it */
        bool again = last != NULL && (memcmp(&last->ip, &it->ip, sizeof(it->ip)) == 0 ||
                                      (!ipv4 && own_same(b->own, &last->ip, &it->ip)));

        if (!it->is_owned && addr_is_ipv4(&it->ip) == ipv4 && !own_is_link_local(&it->ip) &&
            !again && !is_beside_owned(b, node, it)) {
            n.inside += own_is_inside(b->own, &it->ip);
            n.outside += !own_is_inside(b->own, &it->ip);
            last = it;
        }
    }
    return n;
}

static bool owned_by_other(const struct build *b, uint32_t self, const struct speech *it)
{
    uint32_t owner = build_owner(b, &it->ip, it->sensor);

    return owner != NO_NODE && owner != self;
}

static void judge_family(struct build *b, uint32_t at, bool ipv4)
{
    struct node *node = &b->node[at];
    bool owns = has_owned(b, node, ipv4);
    struct sent_from n = sent_from(b, node, ipv4);
    /* without an answer of its own, a single address is taken as its own */
    size_t spare = node->is_router ? 0 : FOREIGN_OWN_MAX;
    bool carries_inside = n.inside > spare, carries_outside = n.outside > spare || n.inside > 0;

    for (uint32_t i = node->speech; i < node->speech + node->n_speech; i++) {
        struct speech *it = &b->speech[i];

        if (addr_is_ipv4(&it->ip) != ipv4 || it->is_owned || own_is_link_local(&it->ip)) {
            continue;
        }
        bool is_carried = own_is_inside(b->own, &it->ip) ? carries_inside : owns || carries_outside;

        it->is_foreign = owned_by_other(b, at, it) || (is_carried && !is_beside_owned(b, node, it));
    }
    node->is_router |= carries_inside || n.outside > spare || (owns && n.outside > 0);
}

static void judge_answers(struct build *b, struct node *node)
{
    size_t owned = 0;

    for (uint32_t i = node->speech; i < node->speech + node->n_speech; i++) {
        owned += b->speech[i].is_owned && addr_is_ipv4(&b->speech[i].ip);
    }
    node->answers_for_many = owned > ANSWERED_OWN_MAX;
    for (uint32_t i = node->speech; node->answers_for_many && i < node->speech + node->n_speech;
         i++) {
        struct speech *it = &b->speech[i];

        /* whoever else answers for it is the one */
        it->is_foreign = it->is_owned && owned_by_other(b, (uint32_t)(node - b->node), it);
    }
}

/* Is ip among the node's owned ones, or among the others? Each of the two stands by address. */
static bool is_among(const struct build *b, const struct node *node, const struct addr *ip,
                     bool owned)
{
    uint32_t low = node->speech, end = node->speech + node->n_speech, high = end;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct speech *it = &b->speech[mid];
        int d = (int)owned - (int)it->is_owned;

        d = d != 0 ? d : memcmp(&it->ip, ip, sizeof(*ip));
        if (d < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (; low < end && b->speech[low].is_owned == owned &&
           memcmp(&b->speech[low].ip, ip, sizeof(*ip)) == 0;
         low++) {
        if (!b->speech[low].is_foreign) {
            return true;
        }
    }
    return false;
}

bool build_is_own_address(const struct build *b, const struct node *node, const struct addr *ip)
{
    return is_among(b, node, ip, true) || is_among(b, node, ip, false);
}

/* ---- Owners ---- */

static int by_address(const void *pa, const void *pb)
{
    const struct speech *a = *(const struct speech *const *)pa;
    const struct speech *b = *(const struct speech *const *)pb;
    int d = memcmp(&a->ip, &b->ip, sizeof(a->ip));

    d = d != 0 ? d : (int)a->sensor - (int)b->sensor;
    if (d != 0 || a->last_seen_at == b->last_seen_at) {
        return d != 0 ? d : a->node < b->node ? -1 : a->node > b->node;
    }
    return a->last_seen_at > b->last_seen_at ? -1 : 1;
}

static void index_owners(struct build *b)
{
    b->owner = arena_make(b->a, const struct speech *, b->n_speech);
    for (size_t i = 0; b->owner != NULL && i < b->n_speech; i++) {
        if (b->speech[i].is_owned) {
            b->owner[b->n_owners++] = &b->speech[i];
        }
    }
    if (b->n_owners > 1) {
        qsort((void *)b->owner, b->n_owners, sizeof(*b->owner), by_address);
    }
}

uint32_t build_owner(const struct build *b, const struct addr *ip, uint16_t sensor)
{
    size_t low = 0, high = b->n_owners;

    while (low < high) { /* the first of this address and sensor is the newest */
        size_t mid = low + (high - low) / 2;
        int d = memcmp(&b->owner[mid]->ip, ip, sizeof(*ip));

        d = d != 0 ? d : (int)b->owner[mid]->sensor - (int)sensor;
        if (d < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (; low < b->n_owners && memcmp(&b->owner[low]->ip, ip, sizeof(*ip)) == 0 &&
           b->owner[low]->sensor == sensor;
         low++) {
        if (!b->node[b->owner[low]->node].answers_for_many) {
            return b->owner[low]->node;
        }
    }
    return NO_NODE;
}

void build_addresses(struct build *b)
{
    make_nodes(b);
    gather(b);
    index_owners(b);
    note_routers(b);
    for (size_t i = 0; i < b->n_nodes; i++) {
        judge_answers(b, &b->node[i]);
    }
    for (uint32_t i = 0; i < b->n_nodes; i++) {
        judge_family(b, i, true);
        judge_family(b, i, false);
    }
}
