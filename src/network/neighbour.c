#include "network/neighbour.h"

#include "network/mix.h"
#include "network/wire.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

struct pair {
    struct addr ip;
    uint8_t mac[6];
};

struct neighbours {
    size_t n;
    uint64_t key;
    struct pair *by_ip;   /* [n] */
    uint8_t (*by_mac)[6]; /* [n] */
};

enum status neighbours_open(struct neighbours **out, size_t n, uint64_t key, struct err *err)
{
    assert(n > 0 && (n & (n - 1)) == 0);
    struct neighbours *t = mem_new(sizeof(*t));

    if (t != NULL) {
        t->n = n;
        t->key = key;
        t->by_ip = mem_new(n * sizeof(*t->by_ip));
        t->by_mac = mem_new(n * sizeof(*t->by_mac));
    }
    if (t == NULL || t->by_ip == NULL || t->by_mac == NULL) {
        neighbours_close(&t);
        return err_set(err, E_NOMEM, "neighbours");
    }
    *out = t;
    return OK;
}

void neighbours_close(struct neighbours **t)
{
    if (*t != NULL) {
        mem_free((*t)->by_ip);
        mem_free((*t)->by_mac);
        mem_free(*t);
        *t = NULL;
    }
}

static size_t place_of_ip(const struct neighbours *t, const struct addr *ip)
{
    struct mix m = mix_begin(t->key);

    mix_u64(&m, wire_u64(ip->byte));
    mix_u64(&m, wire_u64(ip->byte + 8));
    return mix_end(&m) & (t->n - 1);
}

static size_t place_of_mac(const struct neighbours *t, const uint8_t mac[6])
{
    struct mix m = mix_begin(t->key);

    mix_u64(&m, (uint64_t)wire_u32(mac) << 16 | wire_u16(mac + 4));
    return mix_end(&m) & (t->n - 1);
}

void neighbour_learn(struct neighbours *t, const uint8_t mac[6], const struct addr *ip)
{
    struct pair *p = &t->by_ip[place_of_ip(t, ip)];

    p->ip = *ip;
    memcpy(p->mac, mac, sizeof(p->mac));
    memcpy(t->by_mac[place_of_mac(t, mac)], mac, 6);
}

bool neighbour_is(const struct neighbours *t, const uint8_t mac[6], const struct addr *ip)
{
    const struct pair *p = &t->by_ip[place_of_ip(t, ip)];

    return memcmp(&p->ip, ip, sizeof(*ip)) == 0 && memcmp(p->mac, mac, sizeof(p->mac)) == 0;
}

bool neighbour_has(const struct neighbours *t, const uint8_t mac[6])
{
    return memcmp(t->by_mac[place_of_mac(t, mac)], mac, 6) == 0;
}
