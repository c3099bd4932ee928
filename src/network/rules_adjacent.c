/* Rule 5, one clue: cards made one after the other stand in two networks. */
#include "network/finder.h"

#include <stdlib.h>
#include <string.h>

struct card {
    uint64_t mac;
    const struct host *host;
};

static int by_mac(const void *pa, const void *pb)
{
    const struct card *a = pa, *b = pb;

    return a->mac < b->mac ? -1 : a->mac > b->mac;
}

static uint64_t number_of(const uint8_t mac[6])
{
    uint64_t n = 0;

    for (int i = 0; i < 6; i++) {
        n = n << 8 | mac[i];
    }
    return n;
}

/* Numbers that a hypervisor gives out one after the other, each to another machine. */
static bool is_of_hypervisor(uint64_t mac)
{
    static const uint32_t block[] = {
        0x000569, 0x000c29, 0x001c14, 0x005056, /* VMware */
        0x00155d,                               /* Hyper-V */
        0x00163e,                               /* Xen */
        0x001c42,                               /* Parallels */
        0x080027,                               /* VirtualBox */
        0x506b8d,                               /* Nutanix */
    };
    for (size_t i = 0; i < COUNT(block); i++) {
        if (mac >> 24 == block[i]) {
            return true;
        }
    }
    return false;
}

static size_t gather(struct finder *f, struct card **out)
{
    size_t n = 0, most = 0;

    FOR_EACH_DEVICE(h, f)
    {
        most += h->n_cards;
    }
    struct card *card = arena_make(f->a, struct card, most);

    FOR_EACH_DEVICE(h, f)
    {
        for (size_t i = 0; card != NULL && h->class == HOST_GLOBAL && i < h->n_cards; i++) {
            card[n++] = (struct card){number_of(h->card[i].mac), h};
        }
    }
    if (n > 1) {
        qsort(card, n, sizeof(*card), by_mac);
    }
    *out = card;
    return n;
}

/* Neighbours by number of one maker, and no third beside them: more is a delivery of many. */
static bool is_pair(const struct card *card, size_t n, size_t i)
{
    const struct card *a = &card[i], *b = &card[i + 1];

    return b->mac == a->mac + 1 && a->mac >> 24 == b->mac >> 24 && a->host != b->host &&
           !is_of_hypervisor(a->mac) && (i == 0 || card[i - 1].mac + 1 != a->mac) &&
           (i + 2 == n || card[i + 2].mac != b->mac + 1);
}

static void look_at(struct finder *f, const struct host *a, const struct host *b)
{
    const struct host_address *pa = finder_address(f, a), *pb = finder_address(f, b);
    const struct ledger_device *da = finder_match(f, a)->device, *db = finder_match(f, b)->device;

    if (pa == NULL || pb == NULL || addr_is_ipv4(&pa->ip) != addr_is_ipv4(&pb->ip) ||
        own_same(f->own, &pa->ip, &pb->ip) || !finder_at_one_time(pa, pb) ||
        finder_is_meant_for_two(f, a) || finder_is_meant_for_two(f, b) ||
        (da != NULL && db != NULL && da != db)) {
        return;
    }
    struct found *found =
        finder_add(f, &(struct finding_of){
                          .host = a,
                          .grade = GRADE_SUSPECTED,
                          .msg = MSG_FOUND_DUAL_ADJACENT,
                          .arg = {finder_label(f, b), finder_ip(f, &pa->ip), finder_ip(f, &pb->ip)},
                          .evidence = pa->sighting
    });

    if (found != NULL) {
        finder_evidence(found, pb->sighting);
    }
}

void rule_adjacent_cards(struct finder *f)
{
    struct card *card;
    size_t n = gather(f, &card);

    for (size_t i = 0; i + 1 < n; i++) {
        if (is_pair(card, n, i)) {
            look_at(f, card[i].host, card[i + 1].host);
        }
    }
}
