#include "network/company.h"

#include <stdlib.h>
#include <string.h>

/* A device in a network on a wire. */
struct member {
    struct addr network; /* its base; of what the register does not know, of the usual length */
    unsigned bits;
    uint16_t sensor, vlan;
    const struct host *host;
};

struct company {
    const struct own *own;
    const struct member *member; /* [n] sorted, each once */
    size_t n;
};

static int by_place(const struct member *a, const struct member *b)
{
    int d = memcmp(&a->network, &b->network, sizeof(a->network));

    d = d != 0 ? d : (int)a->bits - (int)b->bits;
    d = d != 0 ? d : (int)a->sensor - (int)b->sensor;
    return d != 0 ? d : (int)a->vlan - (int)b->vlan;
}

static int by_place_and_host(const void *pa, const void *pb)
{
    const struct member *a = pa, *b = pb;
    int d = by_place(a, b);

    return d != 0 ? d : a->host < b->host ? -1 : a->host > b->host;
}

/* The same two addresses are told apart or not as by own_same(). */
static struct member member_of(const struct own *own, const struct host *h,
                               const struct host_address *at)
{
    const struct own_network *known = own_find(own, &at->ip);
    struct member m = {.sensor = at->sensor, .vlan = at->vlan, .host = h};

    if (known != NULL) {
        m.network = known->base;
        m.bits = known->bits;
    } else {
        m.bits = own_usual(&m.network, &at->ip);
    }
    return m;
}

const struct company *company_make(const struct hosts *hosts, const struct own *own,
                                   struct arena *a)
{
    struct company *company = arena_make(a, struct company, 1);
    size_t most = 0, n = 0;

    for (size_t i = 0; i < hosts->n_devices; i++) {
        most += hosts->host[i].n_addresses;
    }
    struct member *member = arena_make(a, struct member, most);

    if (company == NULL || member == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < hosts->n_devices; i++) {
        for (size_t k = 0; k < hosts->host[i].n_addresses; k++) {
            member[n++] = member_of(own, &hosts->host[i], &hosts->host[i].address[k]);
        }
    }
    if (n > 1) {
        qsort(member, n, sizeof(*member), by_place_and_host);
    }
    *company = (struct company){own, member, n};
    return company;
}

bool company_has(const struct company *company, const struct host *self,
                 const struct host_address *at)
{
    const struct member want = member_of(company->own, self, at);
    size_t low = 0, high = company->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (by_place(&company->member[mid], &want) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    if (low < company->n && by_place(&company->member[low], &want) == 0 &&
        company->member[low].host != self) {
        return true;
    }
    /* self stands first, perhaps several times: is anybody behind it? */
    size_t from = low;

    for (high = company->n; from < high;) {
        size_t mid = from + (high - from) / 2;
        int d = by_place(&company->member[mid], &want);

        if (d < 0 || (d == 0 && company->member[mid].host <= self)) {
            from = mid + 1;
        } else {
            high = mid;
        }
    }
    return from < company->n && by_place(&company->member[from], &want) == 0;
}
