#include "cli/probe_run.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/id.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
    SILENCE_MS = 20000,    /* of the prober, which tells something four times a second */
    LAST_WORDS_MS = 10000, /* of the reader, once the prober has ended */
};

struct driver {
    const struct probe_run *run;
    struct probe_log *log;
    struct fact_table *facts;
    struct probe_switches switches;
    uint8_t (*mac)[6]; /* [4096] of each address of the network, once it has answered */
    uint32_t id;       /* of the run, on the link */
    int64_t n_sent, done, total;
    size_t n_answered;
    int64_t heard_ms, kept_ms;
    bool is_cancelled, has_ended;
    struct prober_message end;
};

/* ---- To the prober ---- */

static enum status say(struct driver *d, struct prober_message *m, struct err *err)
{
    struct pollfd room = {.fd = d->run->link->from_prober, .events = POLLOUT};

    m->run = d->id;
    while (send(room.fd, m, sizeof(*m), MSG_NOSIGNAL) != (ssize_t)sizeof(*m)) {
        if ((errno != EAGAIN && errno != EINTR) || poll(&room, 1, SILENCE_MS) != 1) {
            return err_set(err, E_IO, "probe: the prober takes no orders");
        }
    }
    return OK;
}

static enum status say_what(struct driver *d, enum prober_what what, uint32_t ip, struct err *err)
{
    struct prober_message m;

    memset(&m, 0, sizeof(m));
    m.what = what;
    m.ip = ip;
    return say(d, &m, err);
}

static enum status say_never(struct driver *d, struct err *err)
{
    const struct never *never = &d->run->terms->never;
    struct prober_message m;
    enum status st = OK;

    for (size_t i = 0; st == OK && i < never->n_ranges; i++) {
        memset(&m, 0, sizeof(m));
        m.what = PROBER_RANGE;
        m.ip = never->range[i].first;
        m.last = never->range[i].last;
        m.why = (uint8_t)never->range[i].why;
        st = say(d, &m, err);
    }
    for (size_t i = 0; st == OK && i < never->n_macs; i++) {
        memset(&m, 0, sizeof(m));
        m.what = PROBER_MAC;
        m.bits = never->mac[i].bits;
        m.why = never->mac[i].why;
        memcpy(m.mac, never->mac[i].mac, sizeof(m.mac));
        st = say(d, &m, err);
    }
    return st;
}

static enum status say_order(struct driver *d, struct err *err)
{
    const struct probe_terms *t = d->run->terms;
    const struct probe_plan *plan = d->run->plan;
    struct prober_message m;

    memset(&m, 0, sizeof(m));
    m.what = PROBER_BEGIN;
    m.kinds = d->switches.has_ended ? plan->kinds & ~(1U << PROBE_SNMP) : plan->kinds;
    m.ip = t->never.first;
    m.last = t->never.last;
    m.bits = (uint8_t)t->never.bits;
    m.until_ms = t->until_ms;
    enum status st = say(d, &m, err);

    if (st == OK) {
        st = say_never(d, err);
    }
    for (size_t i = 0; st == OK && i < plan->n_asked; i++) {
        st = say_what(d, PROBER_TARGET, plan->target[i].ip, err);
    }
    for (size_t i = 0; st == OK && i < t->n_canaries; i++) {
        st = say_what(d, PROBER_CANARY, t->canary[i].ip, err);
    }
    for (size_t i = 0; st == OK && i < t->n_devices; i++) {
        if (t->device[i].why == NEVER_NOTHING) {
            st = say_what(d, PROBER_DEVICE, t->device[i].ip, err);
        }
    }
    return st == OK ? say_what(d, PROBER_GO, 0, err) : st;
}

/* ---- From the prober ---- */

static void take_answer(struct driver *d, const struct prober_message *m)
{
    struct fact_sink sink = fact_table_sink(d->facts);
    const uint32_t first = d->run->terms->never.first, at = m->ip - first;
    struct fact f = {.grade = GRADE_CERTAIN,
                     .from = probe_kind_row[m->kind].name,
                     .ip = addr_ipv4(m->ip),
                     .at_us = m->at_us,
                     .frame = 1};
    static const uint8_t none[6];

    if (m->ip < first || at >= PROBE_ADDRESSES_MAX) {
        return;
    }
    if (m->kind == PROBE_ARP) {
        d->n_answered += memcmp(d->mac[at], none, sizeof(none)) == 0;
        memcpy(d->mac[at], m->mac, sizeof(none));
        memcpy(f.mac, m->mac, sizeof(f.mac));
    } else {
        memcpy(f.mac, d->mac[at], sizeof(f.mac));
    }
    f.kind = FACT_ADDRESS;
    if (m->kind == PROBE_TCP) { /* that a port is open says nothing of who is behind it */
        f.kind = FACT_SERVICE;
        f.port = m->port;
        snprintf(f.claim, sizeof(f.claim), "tcp/%u", m->port);
    }
    sink.take(sink.self, &f);
}

static enum status take(struct driver *d, const struct prober_message *m, struct err *err)
{
    struct prober_message copy = *m;

    copy.note[sizeof(copy.note) - 1] = '\0';
    if (m->run != d->id || m->kind >= PROBE_KINDS) {
        return OK;
    }
    switch (m->what) {
    case PROBER_SENT:
        d->n_sent++;
        return probe_log_sent(d->log, m->at_us, m->ip, (enum probe_kind)m->kind, copy.note, err);
    case PROBER_ANSWER:
        take_answer(d, m);
        return OK;
    case PROBER_STEP:
        d->done = m->done;
        d->total = m->total;
        return OK;
    case PROBER_END:
        d->end = copy;
        d->has_ended = true;
        return OK;
    default:
        return OK;
    }
}

/* Of an address that has answered; NULL: it has not. */
static const uint8_t *mac_of(const void *self, uint32_t ip)
{
    static const uint8_t none[6];
    const struct driver *d = self;
    const uint32_t first = d->run->terms->never.first, at = ip - first;

    return ip < first || at >= PROBE_ADDRESSES_MAX || memcmp(d->mac[at], none, sizeof(none)) == 0
               ? NULL
               : d->mac[at];
}

static enum status watch(struct driver *d, struct err *err)
{
    enum status st = OK;
    struct err why;

    if (!d->is_cancelled && progress_step(d->run->progress, d->done, d->total,
                                          "機器に問い合わせています。", &why) != OK) {
        d->is_cancelled = true;
        st = say_what(d, PROBER_STOP, 0, err);
    }
    if (st == OK && clock_steady_us() / 1000 - d->kept_ms >= PROBER_KEEP_MS) {
        d->kept_ms = clock_steady_us() / 1000;
        st = say_what(d, PROBER_KEEP, 0, err);
    }
    if (st == OK && clock_steady_us() / 1000 - d->heard_ms > SILENCE_MS) {
        st = err_set(err, E_IO, "probe: the prober is silent");
    }
    return st;
}

/* The prober has ended: what the reader still has to tell, it tells now. */
static enum status hear_reader_out(struct driver *d, struct err *err)
{
    const int64_t until_ms = clock_steady_us() / 1000 + LAST_WORDS_MS;
    enum status st = OK;

    while (st == OK && !d->switches.has_ended && clock_steady_us() / 1000 < until_ms) {
        struct pollfd ready = {.fd = d->switches.reader, .events = POLLIN};

        (void)poll(&ready, 1, PROBER_KEEP_MS);
        st = probe_switches_turn(&d->switches, mac_of, d, err);
    }
    return st;
}

static enum status follow(struct driver *d, struct err *err)
{
    enum status st = OK;

    d->heard_ms = d->kept_ms = clock_steady_us() / 1000;
    while (st == OK && !d->has_ended) {
        struct pollfd ready[] = {
            {.fd = d->run->link->from_prober,                       .events = POLLIN},
            {.fd = d->switches.has_ended ? -1 : d->switches.reader, .events = POLLIN},
        };
        struct prober_message m;

        (void)poll(ready, COUNT(ready), PROBER_KEEP_MS / 2);
        while (st == OK && recv(ready[0].fd, &m, sizeof(m), MSG_DONTWAIT) == (ssize_t)sizeof(m)) {
            d->heard_ms = clock_steady_us() / 1000;
            st = take(d, &m, err);
        }
        if (st == OK) {
            st = probe_switches_turn(&d->switches, mac_of, d, err);
        }
        if (st == OK) {
            st = watch(d, err);
        }
    }
    return st == OK ? hear_reader_out(d, err) : st;
}

/* ---- How it ended, and what it gave ---- */

static const char *canary_label(const struct probe_terms *t, uint32_t ip)
{
    for (size_t i = 0; i < t->n_canaries; i++) {
        if (t->canary[i].ip == ip) {
            return t->canary[i].label;
        }
    }
    return "";
}

static enum status verdict(const struct driver *d, struct err *err)
{
    const struct probe_terms *t = d->run->terms;
    const char *iface = d->run->link->iface;

    switch (d->end.end) {
    case PROBER_DONE:
        return OK;
    case PROBER_STOPPED:
        return err_set(err, E_CANCELLED, "probe: stopped");
    case PROBER_OVER:
        return err_say(err, E_DENIED, MSG_PROBE_HOURS_OVER);
    case PROBER_CANARY_OUT:
        return err_say(err, E_CONFLICT, MSG_PROBE_CANARY_OUT, canary_label(t, d->end.ip));
    case PROBER_NO_ADDRESS:
        return err_say(err, E_INVALID, MSG_PROBE_NO_ADDRESS, iface, t->network);
    case PROBER_LOST:
        return err_say(err, E_IO, MSG_PROBE_LOST);
    default:
        return err_say(err, E_IO, MSG_PROBE_BROKEN, iface);
    }
}

static enum status store(struct probe_result *out, struct driver *d, struct db *db, struct arena *a,
                         struct err *err)
{
    const int64_t now_ms = clock_now_ms();
    const struct sensor sensor = {
        .name = arena_printf(a, "問い合わせ %s", d->run->terms->network),
        .kind = SENSOR_PROBE,
        .since_at = d->run->now_ms,
        .heard_at = now_ms,
        .fact_at = d->n_answered > 0 ? now_ms : 0,
        .packets = d->n_sent,
        .note = d->run->by,
    };
    struct sightings s;
    enum status st = fact_table_status(d->facts, err);

    if (st == OK) {
        st = observe_table(&s, d->facts, &sensor, a, err);
    }
    return st == OK ? observe_store(&out->observed, db, d->run->facility_id, d->run->data_dir, &s,
                                    now_ms, err)
                    : st;
}

static enum status carry_out(struct driver *d, struct db *db, struct arena *a, struct err *err)
{
    struct prober_message stale;
    enum status st;

    while (recv(d->run->link->from_prober, &stale, sizeof(stale), MSG_DONTWAIT) > 0) {
    }
    st = probe_switches_begin(&d->switches, d->run->link, d->run->terms, db, d->run->facility_id,
                              d->id, a, err);
    if (st == OK) {
        st = say_order(d, err);
    }
    if (st == OK) {
        st = follow(d, err);
    }
    if (st != OK) { /* the prober ends, too, when it hears nothing more */
        struct err ignored;

        (void)(say_what(d, PROBER_STOP, 0, &ignored) == OK);
    }
    return st == OK ? verdict(d, err) : st;
}

enum status probe_run(struct probe_result *out, struct db *db, const struct probe_run *run,
                      struct arena *a, struct err *err)
{
    CLEANUP(fact_table_close) struct fact_table *facts = NULL;
    CLEANUP(probe_log_close) struct probe_log log = PROBE_LOG_INIT;
    struct probe_result result = {.id = id_make(run->now_ms)};
    struct err why, trouble;
    uint64_t key;

    if (run->terms->not_now.status != OK) {
        *err = run->terms->not_now;
        return err->status;
    }
    random_bytes(&key, sizeof(key));
    enum status st = fact_table_open(&facts, FACT_TABLE_MAX, key, err);
    struct driver d = {.run = run,
                       .log = &log,
                       .facts = facts,
                       .mac = arena_alloc(a, sizeof(uint8_t[PROBE_ADDRESSES_MAX][6])),
                       .id = (uint32_t)key | 1};

    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st == OK) {
        st = probe_log_open(&log, probe_log_path(run->data_dir, run->facility_id, result.id, a),
                            run->terms, run->by, run->now_ms, a, err);
    }
    if (st != OK) {
        return st;
    }
    const enum status ran = carry_out(&d, db, a, &why);

    st = probe_log_end(&log, clock_now_ms(), d.n_sent, ran == OK ? NULL : &why, a, err);
    if (st == OK) {
        st = store(&result, &d, db, a, &trouble);
        if (st != OK) {
            *err = trouble;
        }
    }
    result.n_sent = d.n_sent;
    result.n_answered = d.n_answered;
    result.n_switches = d.switches.n;
    memcpy(result.switches, d.switches.result, sizeof(result.switches));
    probe_switches_close(&d.switches);
    *out = result;
    if (ran != OK) {
        *err = why;
        return ran;
    }
    return st;
}
