#include "network/probe_course.h"

#include "network/snmp_ask.h"

#include <stdlib.h>
#include <string.h>

enum phase { BEFORE, FIND, READ, ASK_ARP, ASK_ICMP, ASK_TCP, AFTER, OVER };

struct asked {
    uint32_t ip;
    uint8_t mac[6]; /* zero: not known */
    uint8_t n;      /* questions of this phase */
    bool is_up, has_echoed, is_claimed_twice, has_connection, is_device;
    int64_t at_ms;      /* of the last question; 0: none yet */
    int64_t carried_ms; /* of the last message to its agent */
};

struct canary {
    struct asked a;
    int tries; /* without an answer */
    bool is_waiting;
    bool is_good; /* has answered since the phase began */
};

struct course {
    const struct never *never;
    unsigned kinds;
    struct asked *host;  /* [n] in the order of the plan */
    struct asked **byip; /* [n] */
    size_t n, at;
    struct canary canary[PROBE_CANARIES_MAX];
    size_t n_canaries;
    enum phase phase;
    int pass;
    int64_t arp_from_ms, other_from_ms; /* nothing before */
    int64_t n_sent;
    struct asked *carried; /* a message to it waits; NULL: none */
    int64_t carried_ms;    /* of the last message, or when reading began */
    bool has_devices, has_read;
};

static int by_ip(const void *pa, const void *pb)
{
    const struct asked *a = *(const struct asked *const *)pa;
    const struct asked *b = *(const struct asked *const *)pb;

    return a->ip < b->ip ? -1 : a->ip > b->ip;
}

static struct canary *canary_of(const struct course *c, uint32_t ip)
{
    for (size_t i = 0; i < c->n_canaries; i++) {
        if (c->canary[i].a.ip == ip) {
            return (struct canary *)&c->canary[i];
        }
    }
    return NULL;
}

static struct asked *host_of(const struct course *c, uint32_t ip)
{
    size_t low = 0, high = c->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (c->byip[mid]->ip < ip) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < c->n && c->byip[low]->ip == ip ? c->byip[low] : NULL;
}

static struct asked *asked_of(const struct course *c, uint32_t ip)
{
    struct canary *k = canary_of(c, ip);

    return k != NULL ? &k->a : host_of(c, ip);
}

enum status course_open(struct course **out, const struct never *never, unsigned kinds,
                        const struct course_who *who, struct arena *a, struct err *err)
{
    const size_t n = who->n, n_canaries = who->n_canaries;
    struct course *c = arena_make(a, struct course, 1);
    struct asked *host = arena_make(a, struct asked, n);
    struct asked **byip = arena_make(a, struct asked *, n);

    if (c == NULL || host == NULL || byip == NULL) {
        return arena_status(a, err);
    }
    if (n > PROBE_ADDRESSES_MAX || n_canaries == 0 || n_canaries > PROBE_CANARIES_MAX) {
        return err_set(err, E_LIMIT, "probe: %zu targets, %zu canaries", n, n_canaries);
    }
    *c = (struct course){.never = never, .kinds = kinds, .host = host, .byip = byip, .pass = 1};
    for (size_t i = 0; i < n_canaries; i++) {
        c->canary[c->n_canaries++].a.ip = who->canary[i];
    }
    for (size_t i = 0; i < n; i++) {
        if (canary_of(c, who->target[i]) == NULL) {
            byip[c->n] = &host[c->n];
            host[c->n++].ip = who->target[i];
        }
    }
    qsort(byip, c->n, sizeof(struct asked *), by_ip);
    for (size_t i = 0; i < who->n_devices; i++) {
        struct asked *h = asked_of(c, who->device[i]);

        if (h != NULL) {
            h->is_device = c->has_devices = true;
        }
    }
    *out = c;
    return OK;
}

static bool has_mac(const struct asked *h)
{
    static const uint8_t none[6];

    return memcmp(h->mac, none, sizeof(none)) != 0;
}

static bool may_send(const struct course *c, const struct asked *h, enum probe_kind kind,
                     uint16_t port)
{
    const struct never_packet p = {kind, h->ip, has_mac(h) ? h->mac : NULL, port};

    return never_sends(c->never, &p) == NEVER_NOTHING;
}

static void wait_until(struct course_step *out, int64_t until_ms)
{
    if (out->what != COURSE_WAIT || until_ms < out->until_ms) {
        *out = (struct course_step){.what = COURSE_WAIT, .until_ms = until_ms};
    }
}

static void ask(struct course_step *out, struct course *c, struct asked *h, enum probe_kind kind,
                uint16_t port, int64_t now_ms)
{
    *out = (struct course_step){
        .what = COURSE_ASK, .ask = {kind, h->ip, {0}, port}
    };
    memcpy(out->ask.mac, h->mac, sizeof(h->mac));
    if (kind == PROBE_SNMP) { /* it has its own time: a canary is asked all the while */
        h->carried_ms = now_ms;
    } else {
        h->at_ms = now_ms;
        h->n++;
    }
    c->n_sent++;
    if (kind == PROBE_ARP) {
        c->arp_from_ms = now_ms + PROBE_ARP_GAP_MS;
    } else {
        c->other_from_ms = now_ms + (kind == PROBE_TCP ? PROBE_TCP_GAP_MS : PROBE_OTHER_GAP_MS);
    }
}

/* ---- Canaries ---- */

/* True: *out says what to do, or the course has stopped. Else it may hold a time to come back. */
static bool canaries_next(struct course_step *out, struct course *c, int64_t now_ms)
{
    const bool must_know = c->phase == BEFORE || c->phase == AFTER;

    for (size_t i = 0; i < c->n_canaries; i++) {
        struct canary *k = &c->canary[i];
        int64_t due = k->a.at_ms == 0 ? now_ms
                      : k->is_waiting || (must_know && !k->is_good)
                          ? k->a.at_ms + PROBE_PATIENCE_MS
                          : k->a.at_ms + PROBE_CANARY_EVERY_MS;

        if (must_know && k->is_good) {
            continue;
        }
        if (k->a.carried_ms != 0 && due < k->a.carried_ms + PROBE_SAME_GAP_MS) {
            due = k->a.carried_ms + PROBE_SAME_GAP_MS;
        }
        if (due > now_ms) {
            wait_until(out, due);
            continue;
        }
        if ((k->is_waiting && ++k->tries >= PROBE_CANARY_TRIES) ||
            !may_send(c, &k->a, PROBE_ARP, 0)) {
            *out = (struct course_step){.what = COURSE_STOP, .ask = {.ip = k->a.ip}};
            c->phase = OVER;
            return true;
        }
        k->is_waiting = true;
        ask(out, c, &k->a, PROBE_ARP, 0, now_ms);
        return true;
    }
    return false;
}

static bool all_canaries_are_good(const struct course *c)
{
    for (size_t i = 0; i < c->n_canaries; i++) {
        if (!c->canary[i].is_good) {
            return false;
        }
    }
    return true;
}

/* ---- Targets ---- */

static void begin_phase(struct course *c, enum phase phase)
{
    c->phase = phase;
    c->pass = 1;
    c->at = 0;
    for (size_t i = 0; i < c->n; i++) {
        c->host[i].n = 0;
    }
    for (size_t i = 0; i < c->n_canaries; i++) {
        c->canary[i].is_good = false;
    }
}

static bool wants(const struct course *c, const struct asked *h)
{
    const uint16_t port = probe_port[c->pass - 1].port;

    switch (c->phase) {
    case FIND:
        return h->is_device && !h->is_up && h->n < c->pass && may_send(c, h, PROBE_ARP, 0);
    case ASK_ARP:
        return !h->is_up && h->n < c->pass && may_send(c, h, PROBE_ARP, 0);
    case ASK_ICMP:
        return h->is_up && !h->is_claimed_twice && !h->has_echoed && h->n < c->pass &&
               may_send(c, h, PROBE_ICMP, 0);
    default:
        return h->is_up && !h->is_claimed_twice && h->n < c->pass &&
               may_send(c, h, PROBE_TCP, port);
    }
}

/* One pass over the hosts. True: *out says what to do or when to come back; false: it has ended. */
static bool pass_next(struct course_step *out, struct course *c, int64_t now_ms)
{
    static const enum probe_kind of[] = {
        [FIND] = PROBE_ARP, [ASK_ARP] = PROBE_ARP, [ASK_ICMP] = PROBE_ICMP, [ASK_TCP] = PROBE_TCP};
    const enum probe_kind kind = of[c->phase];
    const int64_t from = kind == PROBE_ARP ? c->arp_from_ms : c->other_from_ms;

    while (c->at < c->n && !wants(c, &c->host[c->at])) {
        c->at++;
    }
    if (c->at == c->n) {
        return false;
    }
    struct asked *h = &c->host[c->at];
    int64_t due = h->at_ms == 0 ? from : h->at_ms + PROBE_SAME_GAP_MS;

    due = due > from ? due : from;
    if (h->has_connection) { /* one at a time */
        due = due > now_ms + PROBE_OTHER_GAP_MS ? due : now_ms + PROBE_OTHER_GAP_MS;
    }
    if (due > now_ms) {
        wait_until(out, due);
        return true;
    }
    h->has_connection = kind == PROBE_TCP;
    ask(out, c, h, kind, kind == PROBE_TCP ? probe_port[c->pass - 1].port : 0, now_ms);
    c->at++;
    return true;
}

static int passes_of(enum phase phase)
{
    return phase == FIND || phase == ASK_ARP ? PROBE_ARP_PASSES
           : phase == ASK_ICMP               ? PROBE_ICMP_PASSES
                                             : PROBE_PORTS;
}

static bool is_permitted(const struct course *c, enum phase phase)
{
    static const unsigned kinds_of[] = {[FIND] = 1U << PROBE_SNMP,
                                        [READ] = 1U << PROBE_SNMP,
                                        [ASK_ARP] = PROBE_SWEEP,
                                        [ASK_ICMP] = 1U << PROBE_ICMP,
                                        [ASK_TCP] = 1U << PROBE_TCP};

    return (c->kinds & kinds_of[phase]) != 0 && (phase > READ || c->has_devices);
}

/* When everything that was asked so far has had its time to answer. */
static int64_t quiet_from(const struct course *c)
{
    int64_t last = c->arp_from_ms > c->other_from_ms ? c->arp_from_ms : c->other_from_ms;

    return last + PROBE_PATIENCE_MS;
}

static bool has_connections(const struct course *c)
{
    for (size_t i = 0; i < c->n; i++) {
        if (c->host[i].has_connection) {
            return true;
        }
    }
    return false;
}

static void begin_next_phase(struct course *c, int64_t now_ms)
{
    enum phase next = c->phase + 1;

    while (next < AFTER && !is_permitted(c, next)) {
        next++;
    }
    c->has_read = c->has_read || next > READ;
    c->carried_ms = now_ms;
    begin_phase(c, next);
}

/* What is to be carried to a switch, at its pace. False: nothing more. */
static bool read_next(struct course_step *out, struct course *c, int64_t now_ms)
{
    struct asked *h = c->carried;

    if (h == NULL) {
        if (!c->has_read && now_ms - c->carried_ms < PROBE_READ_SILENCE_MS) {
            wait_until(out, now_ms + PROBE_OTHER_GAP_MS);
            return true;
        }
        return false;
    }
    const int64_t last = h->carried_ms > h->at_ms ? h->carried_ms : h->at_ms;
    const int64_t due =
        last + PROBE_SAME_GAP_MS > c->other_from_ms ? last + PROBE_SAME_GAP_MS : c->other_from_ms;

    if (due > now_ms) {
        wait_until(out, due);
        return true;
    }
    c->carried = NULL;
    c->carried_ms = now_ms;
    ask(out, c, h, PROBE_SNMP, SNMP_ASK_PORT, now_ms);
    return true;
}

/* The pass has ended: the next one, or the next phase that is permitted, once it is quiet. */
static void go_on(struct course_step *out, struct course *c, int64_t now_ms)
{
    if (c->phase != READ && c->pass < passes_of(c->phase)) {
        c->pass++;
        c->at = 0;
        return;
    }
    if (quiet_from(c) > now_ms || has_connections(c)) {
        wait_until(out, quiet_from(c) > now_ms ? quiet_from(c) : now_ms + PROBE_OTHER_GAP_MS);
        return;
    }
    begin_next_phase(c, now_ms);
}

void course_next(struct course_step *out, struct course *c, int64_t now_ms)
{
    *out = (struct course_step){.what = COURSE_DONE};
    while (c->phase != OVER) {
        *out = (struct course_step){.what = COURSE_DONE};
        if (c->arp_from_ms > now_ms) { /* a canary's question is an ARP question, too */
            wait_until(out, c->arp_from_ms);
        } else if (canaries_next(out, c, now_ms)) {
            return;
        }
        if ((c->phase == BEFORE || c->phase == AFTER) && all_canaries_are_good(c)) {
            if (c->phase == BEFORE) {
                begin_next_phase(c, now_ms);
            } else {
                begin_phase(c, OVER);
            }
            continue;
        }
        if (c->phase == BEFORE || c->phase == AFTER ||
            (c->phase == READ ? read_next(out, c, now_ms) : pass_next(out, c, now_ms))) {
            return;
        }
        const enum phase phase = c->phase;
        const int pass = c->pass;

        go_on(out, c, now_ms);
        if (c->phase == phase && c->pass == pass) {
            return;
        }
    }
}

static bool take_mac(struct asked *h, const uint8_t mac[6])
{
    if (has_mac(h) && memcmp(h->mac, mac, sizeof(h->mac)) != 0) {
        h->is_claimed_twice = true;
    } else {
        memcpy(h->mac, mac, sizeof(h->mac));
    }
    h->is_up = true;
    return true;
}

bool course_answer(struct course *c, enum probe_kind kind, uint32_t ip, const uint8_t mac[6])
{
    struct canary *k = canary_of(c, ip);
    struct asked *h = asked_of(c, ip);

    if (h == NULL || h->at_ms == 0) {
        return false;
    }
    if (k != NULL && kind == PROBE_ARP) {
        k->is_waiting = false;
        k->is_good = true;
        k->tries = 0;
    }
    if (kind == PROBE_ICMP) {
        h->has_echoed = true;
    }
    return kind != PROBE_ARP || take_mac(h, mac);
}

enum never_why course_carry(struct course *c, uint32_t ip)
{
    struct asked *h = asked_of(c, ip);

    if (h == NULL || !h->is_device || c->phase != READ || c->carried != NULL) {
        return NEVER_OUTSIDE;
    }
    const struct never_packet p = {PROBE_SNMP, ip,
                                   h->is_up && !h->is_claimed_twice && has_mac(h) ? h->mac : NULL,
                                   SNMP_ASK_PORT};
    const enum never_why why = never_sends(c->never, &p);

    c->carried = why == NEVER_NOTHING ? h : NULL;
    return why;
}

bool course_is_reading(const struct course *c)
{
    return c->phase == READ && c->carried == NULL && !c->has_read;
}

bool course_has_read(const struct course *c)
{
    return c->has_read || c->phase > READ;
}

void course_read_all(struct course *c)
{
    c->has_read = true;
}

void course_closed(struct course *c, uint32_t ip)
{
    struct asked *h = host_of(c, ip);

    if (h != NULL) {
        h->has_connection = false;
    }
}

bool course_knows(const struct course *c, uint32_t ip)
{
    return canary_of(c, ip) != NULL || host_of(c, ip) != NULL;
}

void course_progress(const struct course *c, int64_t *done, int64_t *total)
{
    int64_t n_up = 0, left = 0;

    for (size_t i = 0; i < c->n; i++) {
        n_up += c->host[i].is_up;
    }
    if (c->phase <= ASK_ARP && is_permitted(c, ASK_ARP)) {
        int64_t silent = (int64_t)c->n - n_up;

        left += (PROBE_ARP_PASSES - c->pass) * silent + (int64_t)(c->n - c->at);
    }
    if (c->phase <= ASK_ICMP && is_permitted(c, ASK_ICMP)) {
        left += c->phase == ASK_ICMP ? (int64_t)(c->n - c->at) * n_up / (int64_t)(c->n + 1) : n_up;
    }
    if (c->phase <= ASK_TCP && is_permitted(c, ASK_TCP)) {
        left += (c->phase == ASK_TCP ? PROBE_PORTS - c->pass + 1 : PROBE_PORTS) * n_up;
    }
    *done = c->n_sent;
    *total = c->phase == OVER ? c->n_sent : c->n_sent + left;
}
