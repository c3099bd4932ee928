#include "network/match.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A key of the ledger: a MAC, an address, or the text_key() of a name. */
struct entry {
    const void *key;
    size_t size;
    uint32_t device;
};

struct entries {
    struct entry *item;
    size_t n;
};

static int by_key(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;

    if (a->size != b->size) {
        return a->size < b->size ? -1 : 1;
    }
    int d = memcmp(a->key, b->key, a->size);
    return d != 0 ? d : a->device < b->device ? -1 : a->device > b->device;
}

static void sort(struct entries *e)
{
    if (e->n > 1) {
        qsort(e->item, e->n, sizeof(*e->item), by_key);
    }
}

/* The only device under key; NULL: none, or several. */
static const struct ledger_device *only(const struct entries *e, const struct ledger *ledger,
                                        const void *key, size_t size)
{
    struct entry want = {key, size, 0};
    size_t low = 0, high = e->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (by_key(&e->item[mid], &want) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    const struct entry *at = &e->item[low];
    bool is = low < e->n && at->size == size && memcmp(at->key, key, size) == 0;
    bool again = is && low + 1 < e->n && at[1].size == size && memcmp(at[1].key, key, size) == 0 &&
                 at[1].device != at->device;

    return is && !again ? &ledger->device[at->device] : NULL;
}

static bool has_mac(const struct ledger_port *p)
{
    static const uint8_t none[6];
    return memcmp(p->mac, none, sizeof(none)) != 0;
}

struct index {
    struct entries mac, fixed, name; /* fixed: addresses of ports without a MAC */
    struct entries address;          /* all addresses */
};

static void make_index(struct index *x, const struct ledger *ledger, struct arena *a)
{
    size_t n = 0;

    for (size_t i = 0; i < ledger->n; i++) {
        n += ledger->device[i].n_ports;
    }
    x->mac.item = arena_make(a, struct entry, n);
    x->fixed.item = arena_make(a, struct entry, n);
    x->address.item = arena_make(a, struct entry, n);
    x->name.item = arena_make(a, struct entry, ledger->n);
    if (arena_status(a, NULL) != OK) {
        return;
    }
    for (uint32_t i = 0; i < ledger->n; i++) {
        const struct ledger_device *d = &ledger->device[i];

        for (size_t p = 0; p < d->n_ports; p++) {
            const struct ledger_port *port = &d->port[p];

            if (has_mac(port)) {
                x->mac.item[x->mac.n++] = (struct entry){port->mac, sizeof(port->mac), i};
            }
            if (!addr_is_none(&port->ip)) {
                struct entry e = {&port->ip, sizeof(port->ip), i};

                x->address.item[x->address.n++] = e;
                if (!has_mac(port) && !ledger_is(d->ip_assignment, "dhcp none")) {
                    x->fixed.item[x->fixed.n++] = e;
                }
            }
        }
        if (ledger_has(d->hostname)) {
            const char *key = text_key(a, d->hostname);

            if (key != NULL) {
                x->name.item[x->name.n++] = (struct entry){key, strlen(key), i};
            }
        }
    }
    sort(&x->mac);
    sort(&x->fixed);
    sort(&x->address);
    sort(&x->name);
}

/* Of several cards the first that the ledger knows. */
static const struct ledger_device *by_mac(const struct index *x, const struct ledger *ledger,
                                          const struct host *h)
{
    const struct ledger_device *d = NULL;

    for (size_t i = 0; d == NULL && i < h->n_cards; i++) {
        d = only(&x->mac, ledger, h->card[i].mac, sizeof(h->card[i].mac));
    }
    return d;
}

static const struct ledger_device *by_address(const struct entries *e, const struct ledger *ledger,
                                              const struct host *h)
{
    const struct ledger_device *d = NULL;

    for (size_t i = 0; d == NULL && i < h->n_addresses; i++) {
        d = only(e, ledger, &h->address[i].ip, sizeof(h->address[i].ip));
    }
    return d;
}

static const struct ledger_device *by_name(const struct index *x, const struct ledger *ledger,
                                           const struct hosts *hosts, const struct host *h,
                                           struct arena *a)
{
    const uint32_t *first;
    size_t n = host_of_kind(hosts, h, FACT_NAME, &first);
    const struct ledger_device *d = NULL;

    for (size_t i = 0; d == NULL && i < n; i++) {
        struct arena_mark mark = arena_mark(a);
        const char *key = text_key(a, hosts->of->item[first[i]].fact.claim);

        d = key == NULL ? NULL : only(&x->name, ledger, key, strlen(key));
        arena_reset(a, mark);
    }
    return d;
}

static struct match match_of(const struct index *x, const struct ledger *ledger,
                             const struct hosts *hosts, const struct host *h, struct arena *a)
{
    struct match m = {0};

    if (h->class == HOST_SHARED || h->class == HOST_OUTSIDE) {
        return m;
    }
    if ((m.device = by_mac(x, ledger, h)) != NULL) {
        m.how = MATCH_MAC;
    } else if ((m.device = by_address(&x->fixed, ledger, h)) != NULL) {
        m.how = MATCH_ADDRESS;
    } else if (h->class == HOST_ROUTED && (m.device = by_address(&x->address, ledger, h)) != NULL) {
        m.how = MATCH_ADDRESS; /* behind a router no MAC can be seen */
    } else if ((m.like = by_name(x, ledger, hosts, h, a)) == NULL) {
        m.like = by_address(&x->address, ledger, h);
    }
    return m;
}

enum status match_make(struct matches *out, const struct hosts *hosts, const struct ledger *ledger,
                       struct arena *a, struct err *err)
{
    struct match *of_host = arena_make(a, struct match, hosts->n);
    const struct host **device = arena_make(a, const struct host *, ledger->n);
    struct index x = {0};

    make_index(&x, ledger, a);
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    for (size_t i = 0; i < hosts->n; i++) {
        const struct host *h = &hosts->host[i];
        struct match m = match_of(&x, ledger, hosts, h, a);

        of_host[i] = m;
        if (m.device != NULL) {
            const struct host **to = &device[m.device - ledger->device];

            /* of several the one with its MAC, then the newest, stands for it */
            if (*to == NULL ||
                (m.how == MATCH_MAC && of_host[*to - hosts->host].how != MATCH_MAC) ||
                (m.how == of_host[*to - hosts->host].how &&
                 h->last_seen_at > (*to)->last_seen_at)) {
                *to = h;
            }
        }
    }
    *out = (struct matches){of_host, device};
    return arena_status(a, err);
}
