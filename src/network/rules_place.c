/* Rules on where a machine stands: 4 (two claim one address) and 5 (one stands in two networks). */
#include "network/finder.h"

#include "base/text.h"
#include "network/company.h"

#include <stdlib.h>
#include <string.h>

#define TOGETHER_MS (INT64_C(10) * 60000) /* two claims so close are made at one time */

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* Each was seen again after the other had come, and both to this day. */
static bool at_one_time(const struct host_address *a, const struct host_address *b, int64_t within)
{
    return a->last_seen_at >= b->first_seen_at && b->last_seen_at >= a->first_seen_at &&
           distance(a->last_seen_at, b->last_seen_at) <= within;
}

bool finder_at_one_time(const struct host_address *a, const struct host_address *b)
{
    return at_one_time(a, b, FINDER_ALIVE_MS);
}

/* ---- 4 ---- */

struct claim {
    const struct host *host;
    const struct host_address *at;
};

static int by_address(const void *pa, const void *pb)
{
    const struct claim *a = pa, *b = pb;
    int d = memcmp(&a->at->ip, &b->at->ip, sizeof(a->at->ip));

    d = d != 0 ? d : (int)a->at->sensor - (int)b->at->sensor;
    d = d != 0 ? d : (int)a->at->vlan - (int)b->at->vlan;
    return d != 0 ? d : a->host < b->host ? -1 : a->host > b->host;
}

static bool may_conflict(const struct claim *a, const struct claim *b)
{
    return a->host != b->host && by_address(a, b) != 0 &&
           memcmp(&a->at->ip, &b->at->ip, sizeof(a->at->ip)) == 0 &&
           a->at->sensor == b->at->sensor && a->at->vlan == b->at->vlan &&
           at_one_time(a->at, b->at, TOGETHER_MS);
}

static size_t gather(struct finder *f, struct claim **out)
{
    size_t n = 0, most = 0;

    FOR_EACH_DEVICE(h, f)
    {
        most += h->n_addresses;
    }
    struct claim *claim = arena_make(f->a, struct claim, most);

    FOR_EACH_DEVICE(h, f)
    {
        bool counts = h->class == HOST_GLOBAL || h->class == HOST_PRIVATE;

        for (size_t i = 0; claim != NULL && counts && i < h->n_addresses; i++) {
            const struct host_address *at = &h->address[i];

            if (at->is_owned && !own_is_link_local(&at->ip) &&
                !h->card[at->card].answers_for_many) { /* proxy ARP claims everything */
                claim[n++] = (struct claim){h, at};
            }
        }
    }
    if (n > 1) {
        qsort(claim, n, sizeof(*claim), by_address);
    }
    *out = claim;
    return n;
}

void rule_address_conflict(struct finder *f)
{
    struct claim *claim;
    size_t n = gather(f, &claim);

    for (size_t i = 1; i < n; i++) {
        const struct claim *a = &claim[i - 1], *b = &claim[i];

        if (!may_conflict(a, b)) {
            continue;
        }
        bool global = a->host->class == HOST_GLOBAL && b->host->class == HOST_GLOBAL;
        const char *ip = finder_ip(f, &a->at->ip);
        char ka[HOST_KEY_SIZE], kb[HOST_KEY_SIZE];
        struct found *found = finder_add(f, &(struct finding_of){
                                                .subject = ip,
                                                .grade = global ? GRADE_LIKELY : GRADE_SUSPECTED,
                                                .msg = MSG_FOUND_ADDRESS_CONFLICT,
                                                .arg = {ip, arena_copy(f->a, host_key(ka, a->host)),
                                                        arena_copy(f->a, host_key(kb, b->host))},
                                                .evidence = a->at->sighting
        });

        if (found != NULL) {
            finder_evidence(found, b->at->sighting);
        }
    }
}

/* ---- 5 ---- */

/* Bridges for containers and virtual machines: inside one machine, no wire. */
static bool is_inner_bridge(const struct addr *ip)
{
    const uint8_t *b = ip->byte + 12;

    return addr_is_ipv4(ip) &&
           ((b[0] == 172 && b[1] == 17) || (b[0] == 192 && b[1] == 168 && b[2] == 122));
}

bool finder_is_meant_for_two(const struct finder *f, const struct host *h)
{
    const struct ledger_device *d = finder_match(f, h)->device;

    return h->is_router || finder_is_known_gateway(f, h) ||
           (d != NULL && (ledger_is(d->kind, "network") ||
                          (ledger_is(d->second_network, "yes") && d->n_ports > 1)));
}

static bool stands_in_a_network(const struct finder *f, const struct addr *ip)
{
    return own_is_inside(f->own, ip) && !own_is_link_local(ip) && !is_inner_bridge(ip);
}

static void say_two(struct finder *f, const struct host *h, const struct host_address *a,
                    const struct host_address *b, enum grade grade, enum msg msg, const char *how)
{
    struct found *found =
        finder_add(f, &(struct finding_of){
                          .host = h,
                          .grade = grade,
                          .msg = msg,
                          .arg = {finder_ip(f, &a->ip), finder_ip(f, &b->ip), how},
                          .evidence = a->sighting
    });

    if (found != NULL) {
        finder_evidence(found, b->sighting);
        if (h->n_cards > 1) {
            finder_evidence(found, h->identity);
        }
    }
}

static enum grade identity_grade(const char *claim)
{
    return strncmp(claim, "ssh-host-key ", 13) == 0 || strncmp(claim, "snmp-engine ", 12) == 0
               ? GRADE_CERTAIN
               : GRADE_LIKELY;
}

/* Two of its own addresses, in two networks, at one time. */
static void by_addresses(struct finder *f, const struct company *company, const struct host *h)
{
    for (size_t i = 0; i < h->n_addresses; i++) {
        const struct host_address *a = &h->address[i];

        if (h->n_cards == 0 || h->card[a->card].answers_for_many) {
            continue; /* proxy ARP: they are others' */
        }
        for (size_t k = i + 1; stands_in_a_network(f, &a->ip) && k < h->n_addresses; k++) {
            const struct host_address *b = &h->address[k];

            if (h->card[b->card].answers_for_many || addr_is_ipv4(&a->ip) != addr_is_ipv4(&b->ip) ||
                !stands_in_a_network(f, &b->ip) || own_same(f->own, &a->ip, &b->ip)) {
                continue;
            }
            if (a->card != b->card) {
                const char *why = finder_sighting(f, h->identity)->fact.claim;

                if (a->last_seen_at >= b->first_seen_at && b->last_seen_at >= a->first_seen_at) {
                    say_two(f, h, a, b, identity_grade(why), MSG_FOUND_DUAL_CARDS,
                            finder_word(f, why));
                    return;
                }
            } else if (finder_at_one_time(a, b) &&
                       (a->sensor != b->sensor || a->vlan != b->vlan ||
                        !company_has(company, h, a) || !company_has(company, h, b))) {
                say_two(f, h, a, b, a->is_owned && b->is_owned ? GRADE_LIKELY : GRADE_SUSPECTED,
                        MSG_FOUND_DUAL_ADDRESS, NULL);
                return;
            }
        }
    }
}

/* It names itself an address of another network than the one it stands in. */
static void by_alias(struct finder *f, const struct host *h)
{
    const uint32_t *alias, *tunnel;
    size_t n = host_of_kind(f->hosts, h, FACT_ALIAS, &alias);
    const struct host_address *here = finder_address(f, h);

    /* an address of a VPN is no card */
    if (here == NULL || host_of_kind(f->hosts, h, FACT_TUNNEL, &tunnel) > 0) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct fact *fact = &finder_sighting(f, alias[i])->fact;
        struct addr ip;

        if (addr_read(&ip, fact->claim) && addr_is_ipv4(&ip) == addr_is_ipv4(&here->ip) &&
            stands_in_a_network(f, &ip) && !own_same(f->own, &ip, &here->ip)) {
            enum grade grade = strcmp(fact->from, "snmp") == 0 ? fact->grade
                               : fact->grade < GRADE_LIKELY    ? GRADE_LIKELY
                                                               : fact->grade;

            finder_add(f, &(struct finding_of){
                              .host = h,
                              .grade = grade,
                              .msg = MSG_FOUND_DUAL_ALIAS,
                              .arg = {finder_ip(f, &here->ip), finder_ip(f, &ip), fact->from},
                              .evidence = alias[i]
            });
            return;
        }
    }
}

/* ---- 5, of two hosts: one name in two networks ---- */

struct named {
    const char *key;
    const struct host *host;
    uint32_t sighting;
};

static int by_name(const void *pa, const void *pb)
{
    const struct named *a = pa, *b = pb;
    int d = strcmp(a->key, b->key);

    return d != 0 ? d : a->host < b->host ? -1 : a->host > b->host;
}

/* Names that machines come with. */
static bool is_common_name(const char *key)
{
    static const char *const common[] = {"localhost", "android",     "iphone",
                                         "ipad",      "printer",     "debian",
                                         "ubuntu",    "raspberrypi", "workgroup"};

    for (size_t i = 0; i < COUNT(common); i++) {
        if (strcmp(key, common[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void by_one_name(struct finder *f, const struct named *a, const struct named *b)
{
    const struct host_address *pa = finder_address(f, a->host), *pb = finder_address(f, b->host);
    const struct ledger_device *da = finder_match(f, a->host)->device;
    const struct ledger_device *db = finder_match(f, b->host)->device;

    if (a->host == b->host || strcmp(a->key, b->key) != 0 || is_common_name(a->key) || pa == NULL ||
        pb == NULL || own_same(f->own, &pa->ip, &pb->ip) || !finder_at_one_time(pa, pb) ||
        (da != NULL && db != NULL && da != db)) {
        return;
    }
    struct found *found = finder_add(f, &(struct finding_of){
                                            .host = a->host,
                                            .grade = GRADE_SUSPECTED,
                                            .msg = MSG_FOUND_DUAL_NAME,
                                            .arg = {finder_sighting(f, a->sighting)->fact.claim,
                                                    finder_ip(f, &pa->ip), finder_ip(f, &pb->ip)},
                                            .evidence = a->sighting
    });

    if (found != NULL) {
        finder_evidence(found, b->sighting);
    }
}

static void by_names(struct finder *f)
{
    struct named *named = arena_make(f->a, struct named, f->hosts->n_devices);
    size_t n = 0;

    FOR_EACH_DEVICE(h, f)
    {
        const uint32_t *first;

        if (named != NULL && h->class == HOST_GLOBAL && !finder_is_meant_for_two(f, h) &&
            host_of_kind(f->hosts, h, FACT_NAME, &first) > 0) {
            named[n] = (struct named){text_key(f->a, finder_sighting(f, first[0])->fact.claim), h,
                                      first[0]};
            n += named[n].key != NULL;
        }
    }
    if (n > 1) {
        qsort(named, n, sizeof(*named), by_name);
    }
    for (size_t i = 1; i < n; i++) {
        by_one_name(f, &named[i - 1], &named[i]);
    }
}

void rule_dual_homed(struct finder *f)
{
    const struct company *company = company_make(f->hosts, f->own, f->a);

    FOR_EACH_DEVICE(h, f)
    {
        if (company != NULL && (h->class == HOST_GLOBAL || h->class == HOST_PRIVATE) &&
            !finder_is_meant_for_two(f, h)) {
            by_addresses(f, company, h);
            by_alias(f, h); /* may be surer: its own list of addresses */
        }
    }
    by_names(f);
    rule_adjacent_cards(f);
}
