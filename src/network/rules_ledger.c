/* Rules that hold the ledger against the wire: 1, 2, 3, L1, L3. */
#include "network/finder.h"

#include "base/date.h"

#include <stdio.h>
#include <string.h>

/* ---- 1: not in the ledger ---- */

static bool is_guest(const struct finder *f, const struct host *h)
{
    const struct host_address *at = finder_address(f, h);
    const struct own_network *n = at == NULL ? NULL : own_find(f->own, &at->ip);

    return n != NULL && ledger_is(n->kind, "guest");
}

static bool is_new(const struct finder *f, const struct host *h)
{
    const struct sighting *s = finder_sighting(f, h->seen[0]);
    const struct sensor *by = &f->hosts->of->sensor[s->sensor];

    return by->kind == SENSOR_LIVE && h->first_seen_at > by->since_at + RULES_LEARN_MS;
}

static enum grade unknown_grade(const struct finder *f, const struct host *h)
{
    const struct host_address *at = finder_address(f, h);

    if (h->class != HOST_GLOBAL || at == NULL || h->card[0].changes_hands) {
        return GRADE_SUSPECTED;
    }
    enum grade said = finder_sighting(f, at->sighting)->fact.grade; /* a lease is no answer */

    return at->is_owned || said > GRADE_LIKELY ? said : GRADE_LIKELY;
}

static void unknown_one(struct finder *f, const struct host *h)
{
    const struct ledger_device *like = finder_match(f, h)->like;
    const struct host_address *at = finder_address(f, h);
    bool fresh = is_new(f, h);
    enum msg msg = h->class == HOST_ROUTED ? MSG_FOUND_UNKNOWN_ROUTED
                   : like != NULL          ? MSG_FOUND_UNKNOWN_LIKE
                   : fresh                 ? MSG_FOUND_UNKNOWN_NEW
                                           : MSG_FOUND_UNKNOWN;
    struct found *found =
        finder_add(f, &(struct finding_of){
                          .host = h,
                          .grade = unknown_grade(f, h),
                          .msg = msg,
                          .arg = {like != NULL ? like->label : date_time(f->a, h->first_seen_at)},
                          .evidence = at != NULL ? at->sighting : h->seen[0]});

    if (found != NULL) {
        found->is_new = fresh;
        found->first_seen_at = h->first_seen_at;
        found->last_seen_at = h->last_seen_at;
    }
}

/* Random MACs are one finding a network, however many telephones walk by. */
static void unknown_private(struct finder *f, const struct host *h)
{
    const struct host_address *at = finder_address(f, h);
    const struct own_network *n = at == NULL ? NULL : own_find(f->own, &at->ip);
    const char *where = n != NULL ? n->name : "";

    finder_add(f, &(struct finding_of){
                      .subject = n != NULL ? arena_printf(f->a, "ランダムなMACアドレス %s", n->name)
                                           : "ランダムなMACアドレス",
                      .grade = GRADE_SUSPECTED,
                      .msg = MSG_FOUND_UNKNOWN_RANDOM,
                      .arg = {where},
                      .evidence = at != NULL ? at->sighting : h->seen[0]});
}

void rule_unknown_device(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        if (finder_match(f, h)->device != NULL || h->class == HOST_SHARED || h->n_seen == 0 ||
            is_guest(f, h)) {
            continue;
        }
        if (h->class == HOST_PRIVATE) {
            unknown_private(f, h);
        } else {
            unknown_one(f, h);
        }
    }
}

/* ---- 2: another address than the ledger says ---- */

static bool is_listed_address(const struct ledger_device *d, const struct addr *ip)
{
    for (size_t i = 0; i < d->n_ports; i++) {
        if (memcmp(&d->port[i].ip, ip, sizeof(*ip)) == 0) {
            return true;
        }
    }
    return false;
}

/* Its newest address is none of the listed ones, and it was at no listed one since. */
static const struct host_address *moved_to(const struct finder *f, const struct host *h,
                                           const struct ledger_device *d)
{
    const struct host_address *now = finder_address(f, h);
    size_t owned = 0;

    if (now == NULL || !now->is_owned || !addr_is_ipv4(&now->ip)) {
        return NULL;
    }
    for (size_t i = 0; i < h->n_addresses; i++) {
        const struct host_address *at = &h->address[i];

        owned += at->is_owned && addr_is_ipv4(&at->ip);
        if (is_listed_address(d, &at->ip) && at->last_seen_at >= now->first_seen_at) {
            return NULL;
        }
    }
    return owned > 4 ? NULL : now; /* with so many it is a gateway or a cluster */
}

void rule_changed_address(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        const struct match *m = finder_match(f, h);

        if (m->how != MATCH_MAC || h->is_router || ledger_is(m->device->kind, "network") ||
            ledger_is(m->device->ip_assignment, "dhcp none") ||
            addr_is_none(&m->device->port[0].ip)) {
            continue;
        }
        const struct host_address *at = moved_to(f, h, m->device);

        if (at != NULL) {
            finder_add(f, &(struct finding_of){
                              .host = h,
                              .grade = GRADE_CERTAIN,
                              .msg = MSG_FOUND_CHANGED_ADDRESS,
                              .arg = {finder_ip(f, &m->device->port[0].ip), finder_ip(f, &at->ip)},
                              .evidence = at->sighting
            });
        }
    }
}

/* ---- L3: a sensor that hears nothing ---- */

static bool is_silent(const struct finder *f, const struct sensor *s)
{
    return s->kind == SENSOR_LIVE && s->fact_at > 0 && f->now_ms - s->fact_at > RULES_SILENT_MS;
}

void rule_sensor_silent(struct finder *f)
{
    for (size_t i = 0; i < f->hosts->of->n_sensors; i++) {
        const struct sensor *s = &f->hosts->of->sensor[i];
        uint32_t last = UINT32_MAX;

        for (uint32_t k = 0; is_silent(f, s) && k < f->hosts->of->n; k++) {
            const struct sighting *it = finder_sighting(f, k);

            if (it->sensor == i &&
                (last == UINT32_MAX || it->last_seen_at > finder_sighting(f, last)->last_seen_at)) {
                last = k;
            }
        }
        if (last != UINT32_MAX) {
            finder_add(f, &(struct finding_of){
                              .subject = s->name,
                              .grade = GRADE_CERTAIN,
                              .msg = MSG_FOUND_SENSOR_SILENT,
                              .arg = {s->name, date_time(f->a, s->fact_at)},
                              .evidence = last
            });
        }
    }
}

/* ---- 3: gone ---- */

/* Every sensor that ever saw h listens, hears others, and would have seen it. */
static bool would_be_seen(const struct finder *f, const struct host *h)
{
    for (size_t i = 0; i < h->n_seen; i++) {
        const struct sighting *s = finder_sighting(f, h->seen[i]);
        const struct sensor *by = &f->hosts->of->sensor[s->sensor];

        if (by->kind != SENSOR_LIVE || is_silent(f, by) || by->fact_at <= h->last_seen_at) {
            return false;
        }
    }
    return h->n_seen > 0;
}

void rule_gone(struct finder *f)
{
    for (size_t i = 0; i < f->ledger->n; i++) {
        const struct ledger_device *d = &f->ledger->device[i];
        const struct host *h = f->matches.device[i];

        if (h == NULL || !ledger_is(d->status, "active") ||
            ledger_is(d->attachment, "isolated exchanges") || ledger_is(d->kind, "tablet")) {
            continue;
        }
        int64_t silent = f->now_ms - h->last_seen_at;
        int64_t usual = RULES_GONE_GAPS * h->gap_ms;

        if (silent > RULES_GONE_MS && silent > usual &&
            h->last_seen_at - h->first_seen_at >= RULES_GONE_KNOWN_MS && would_be_seen(f, h)) {
            finder_add(f, &(struct finding_of){.host = h,
                                               .grade = GRADE_LIKELY,
                                               .msg = MSG_FOUND_GONE,
                                               .arg = {date_time(f->a, h->last_seen_at)},
                                               .evidence = h->seen[0]});
        }
    }
}

/* ---- L1: listed as out of use, and talking ---- */

void rule_retired_talking(struct finder *f)
{
    static const struct {
        const char *status, *ja;
    } row[] = {
        {"stopped",   "停止"         },
        {"stored",    "保管"         },
        {"spare",     "予備"         },
        {"repair",    "修理中"      },
        {"preserved", "証拠保全中"},
        {"disposed",  "廃棄"         },
    };
    FOR_EACH_DEVICE(h, f)
    {
        const struct match *m = finder_match(f, h);
        const char *ja = NULL;

        for (size_t i = 0; m->device != NULL && i < COUNT(row); i++) {
            ja = strcmp(m->device->status, row[i].status) == 0 ? row[i].ja : ja;
        }
        /* a day after the ledger was changed, whoever still talks was not switched off */
        if (ja != NULL && h->last_seen_at > m->device->updated_at + INT64_C(86400000)) {
            finder_add(
                f, &(struct finding_of){.host = h,
                                        .grade = m->how == MATCH_MAC ? GRADE_CERTAIN : GRADE_LIKELY,
                                        .msg = MSG_FOUND_RETIRED_TALKING,
                                        .arg = {ja},
                                        .evidence = h->seen[0]});
        }
    }
}
