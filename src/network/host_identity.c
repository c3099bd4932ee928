/* Which MACs are cards of one machine. */
#include "network/host_build.h"

#include <stdlib.h>
#include <string.h>

/* Sorts of identity of which a machine has one at a time. (SSH host keys are several to a machine,
   one an algorithm.) */
static const char *const one_a_machine[] = {"smb-guid", "snmp-engine", "dhcp-client-id",
                                            "dhcpv6-duid"};

struct mark {
    const char *claim;
    uint32_t node, sighting;
};

static size_t sort_size(const char *claim)
{
    return strcspn(claim, " ");
}

static bool is_one_a_machine(const char *claim)
{
    size_t len = sort_size(claim);

    for (size_t i = 0; i < COUNT(one_a_machine); i++) {
        if (strlen(one_a_machine[i]) == len && memcmp(one_a_machine[i], claim, len) == 0) {
            return true;
        }
    }
    return false;
}

static int by_claim(const void *pa, const void *pb)
{
    const struct mark *a = pa, *b = pb;
    int d = strcmp(a->claim, b->claim);

    d = d != 0 ? d : a->node < b->node ? -1 : a->node > b->node;
    return d != 0 ? d : a->sighting < b->sighting ? -1 : 1;
}

static int by_owner(const void *pa, const void *pb)
{
    const struct mark *a = pa, *b = pb;

    if (a->node != b->node) {
        return a->node < b->node ? -1 : 1;
    }
    return strcmp(a->claim, b->claim);
}

uint32_t build_root(const struct build *b, uint32_t node)
{
    while (b->node[node].root != node) {
        node = b->node[node].root;
    }
    return node;
}

/* The one seen first is the root: its MAC names the machine. */
static void join(struct build *b, uint32_t x, uint32_t y, uint32_t sighting)
{
    uint32_t rx = build_root(b, x), ry = build_root(b, y);
    int64_t fx = b->node[rx].first_seen_at, fy = b->node[ry].first_seen_at;

    if (rx == ry) {
        return;
    }
    uint32_t root = fx < fy || (fx == fy && rx < ry) ? rx : ry, other = root == rx ? ry : rx;

    b->node[other].root = root;
    b->node[root].identity = sighting;
}

/* A machine with more addresses of its own is none that we join: the square of them is what it
   would cost to look. */
enum { OWN_ADDRESSES_MAX = 256 };

static bool has_many(const struct build *b, const struct node *node)
{
    uint32_t n = 0;

    for (uint32_t i = node->speech; i < node->speech + node->n_speech; i++) {
        n += !b->speech[i].is_foreign;
    }
    return n > OWN_ADDRESSES_MAX;
}

/* Both in one network with addresses of their own, at one time. */
static bool are_side_by_side(const struct build *b, const struct node *x, const struct node *y)
{
    for (uint32_t i = x->speech; i < x->speech + x->n_speech; i++) {
        const struct speech *p = &b->speech[i];

        for (uint32_t j = y->speech; !p->is_foreign && j < y->speech + y->n_speech; j++) {
            const struct speech *q = &b->speech[j];

            if (!q->is_foreign && own_is_link_local(&p->ip) == own_is_link_local(&q->ip) &&
                (own_is_link_local(&p->ip) ? p->sensor == q->sensor && p->vlan == q->vlan
                                           : own_same(b->own, &p->ip, &q->ip)) &&
                p->first_seen_at <= q->last_seen_at && q->first_seen_at <= p->last_seen_at) {
                return true;
            }
        }
    }
    return false;
}

/* mark[n] carry one claim, of different nodes. */
static bool are_one(const struct build *b, const struct mark *mark, size_t n)
{
    if (n < 2 || n > HOST_CARDS_MAX) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (has_many(b, &b->node[mark[i].node])) {
            return false;
        }
        for (size_t j = i + 1; j < n; j++) {
            if (are_side_by_side(b, &b->node[mark[i].node], &b->node[mark[j].node])) {
                return false;
            }
        }
    }
    return true;
}

/* Random MACs come and go with one machine; what else they say proves little. */
static bool counts_for(const struct node *node, const char *claim)
{
    static const char client_id[] = "dhcp-client-id ";

    return !node->is_shared && !node->changes_hands &&
           (!node->is_private || strncmp(claim, client_id, sizeof(client_id) - 1) == 0);
}

static void note_changing_hands(struct build *b, struct mark *mark, size_t n)
{
    qsort(mark, n, sizeof(*mark), by_owner);
    for (size_t i = 1; i < n; i++) {
        const struct mark *p = &mark[i - 1], *q = &mark[i];

        if (p->node == q->node && is_one_a_machine(p->claim) &&
            sort_size(p->claim) == sort_size(q->claim) &&
            memcmp(p->claim, q->claim, sort_size(p->claim)) == 0 &&
            strcmp(p->claim, q->claim) != 0) {
            b->node[p->node].changes_hands = true;
        }
    }
}

void build_identities(struct build *b)
{
    struct mark *mark = arena_make(b->a, struct mark, b->s->n);
    size_t n = 0, kept = 0;

    for (size_t i = 0; mark != NULL && i < b->s->n; i++) {
        const struct fact *f = &b->s->item[i].fact;
        uint32_t node = f->kind == FACT_IDENTITY ? build_node(b, f->mac) : NO_NODE;

        /* what a router carries is of whoever sent it */
        if (node != NO_NODE &&
            (!build_is_address(&f->ip) || build_is_own_address(b, &b->node[node], &f->ip))) {
            mark[n++] = (struct mark){f->claim, node, (uint32_t)i};
        }
    }
    if (n < 2) {
        return;
    }
    note_changing_hands(b, mark, n);
    qsort(mark, n, sizeof(*mark), by_claim);
    for (size_t i = 0; i < n; i++) { /* each (claim, node) once */
        bool again = kept > 0 && mark[kept - 1].node == mark[i].node &&
                     strcmp(mark[kept - 1].claim, mark[i].claim) == 0;

        if (!again && counts_for(&b->node[mark[i].node], mark[i].claim)) {
            mark[kept++] = mark[i];
        }
    }
    for (size_t i = 0, end; i < kept; i = end) {
        for (end = i + 1; end < kept && strcmp(mark[i].claim, mark[end].claim) == 0;) {
            end++;
        }
        for (size_t k = i + 1; are_one(b, mark + i, end - i) && k < end; k++) {
            join(b, mark[i].node, mark[k].node, mark[k].sighting);
        }
    }
}
