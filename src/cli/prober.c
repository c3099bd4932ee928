#include "cli/prober.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "cli/prober_carry.h"
#include "network/never_read.h"
#include "network/probe_tcp.h"
#include "network/probe_wire.h"
#include "proc/child.h"
#include "proc/limits.h"
#include "proc/sandbox.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    MEMORY = 32 << 20,
    BUDGET = 512,
    STEP_MS = 250,
    TELL_MS = 2000, /* for the driver to take a message */
    AT_LINK = 0,
    AT_STOP,
    AT_HEAR,
    AT_CARRY,
    AT_UDP,
    AT_TCP
};

struct prober {
    int link, stop;
    struct probe_wire wire;
    struct probe_self self;
    struct probe_tcp tcp;
    struct prober_carry carry;
    struct course *course;
    struct never never;
    struct never_range *range;
    struct never_mac *mac;
    uint32_t *target, canary[PROBE_CANARIES_MAX], device[PROBE_DEVICES_MAX];
    size_t n_targets, n_canaries, n_devices;
    unsigned kinds;
    uint32_t run;
    int64_t until_ms, heard_ms, step_ms;
    uint16_t sequence;
    bool is_mute;  /* the driver does not take what it is told */
    bool is_going; /* the order is whole */
    enum prober_end end;
    bool has_ended;
    uint32_t canary_out;
};

/* Wait for room: what was sent must be told, and what cannot be told is not sent. */
static void tell(struct prober *p, struct prober_message *m)
{
    struct pollfd room = {.fd = p->link, .events = POLLOUT};

    m->run = p->run;
    for (int i = 0; i < 2 && !p->is_mute; i++) {
        if (send(p->link, m, sizeof(*m), MSG_NOSIGNAL) == (ssize_t)sizeof(*m)) {
            return;
        }
        if (poll(&room, 1, TELL_MS) != 1) {
            break;
        }
    }
    p->is_mute = true;
}

static void end_with(struct prober *p, enum prober_end end)
{
    if (!p->has_ended) {
        p->has_ended = true;
        p->end = end;
    }
}

/* ---- The order ---- */

static void begin(struct prober *p, const struct prober_message *m)
{
    p->run = p->carry.run = m->run;
    p->kinds = m->kinds;
    p->until_ms = m->until_ms;
    p->n_targets = p->n_canaries = p->n_devices = 0;
    p->never = (struct never){
        .first = m->ip, .last = m->last, .bits = m->bits, .range = p->range, .mac = p->mac};
    if (m->last < m->ip || (uint64_t)m->last - m->ip >= PROBE_ADDRESSES_MAX) {
        end_with(p, PROBER_REFUSED);
    }
}

static void take_order(struct prober *p, const struct prober_message *m)
{
    const enum never_why why = m->why < NEVER_WHYS ? (enum never_why)m->why : NEVER_DEVICE;

    switch (m->what) {
    case PROBER_RANGE:
        if (p->never.n_ranges < NEVER_ROWS_MAX) {
            p->range[p->never.n_ranges++] = (struct never_range){m->ip, m->last, why};
            return;
        }
        break;
    case PROBER_MAC:
        if (p->never.n_macs < NEVER_ROWS_MAX && m->bits <= 48) {
            struct never_mac *mac = &p->mac[p->never.n_macs++];

            *mac = (struct never_mac){.bits = m->bits, .why = (uint8_t)why};
            memcpy(mac->mac, m->mac, sizeof(mac->mac));
            return;
        }
        break;
    case PROBER_TARGET:
        if (p->n_targets < PROBE_ADDRESSES_MAX) {
            p->target[p->n_targets++] = m->ip;
            return;
        }
        break;
    case PROBER_CANARY:
        if (p->n_canaries < PROBE_CANARIES_MAX) {
            p->canary[p->n_canaries++] = m->ip;
            return;
        }
        break;
    case PROBER_DEVICE:
        if (p->n_devices < PROBE_DEVICES_MAX) {
            p->device[p->n_devices++] = m->ip;
            return;
        }
        break;
    case PROBER_GO:
        p->is_going = true;
        return;
    default:
        return;
    }
    end_with(p, PROBER_REFUSED);
}

static void take_message(struct prober *p, const struct prober_message *m)
{
    p->heard_ms = clock_steady_us() / 1000;
    if (m->what == PROBER_BEGIN && p->run == 0) {
        begin(p, m);
    } else if (m->run != p->run) {
        return; /* of a run that is over */
    } else if (m->what == PROBER_STOP) {
        end_with(p, PROBER_STOPPED);
    } else if (!p->is_going) {
        take_order(p, m);
    }
}

static void take_messages(struct prober *p)
{
    struct prober_message m;

    while (!p->has_ended && recv(p->link, &m, sizeof(m), MSG_DONTWAIT) == (ssize_t)sizeof(m)) {
        take_message(p, &m);
    }
    if (p->run != 0 && clock_steady_us() / 1000 - p->heard_ms > PROBER_PATIENCE_MS) {
        end_with(p, PROBER_REFUSED);
    }
}

/* ---- What passes the interface ---- */

static void take_frame(void *self, const uint8_t *frame, size_t len, bool is_outgoing)
{
    struct prober *p = self;
    struct probe_heard heard;
    struct prober_message m;

    if (!probe_frame_read(&heard, &p->self, frame, len, is_outgoing) ||
        !course_knows(p->course, heard.ip)) {
        return;
    }
    memset(&m, 0, sizeof(m));
    m.kind = heard.kind;
    m.ip = heard.ip;
    m.at_us = clock_now_ms() * 1000;
    memcpy(m.mac, heard.mac, sizeof(m.mac));
    if (is_outgoing) {
        m.what = PROBER_SENT;
        snprintf(m.note, sizeof(m.note), "%s", heard.what);
        tell(p, &m);
    } else if (heard.is_answer && course_answer(p->course, heard.kind, heard.ip, heard.mac)) {
        m.what = PROBER_ANSWER;
        tell(p, &m);
    }
}

static void tcp_opened(void *self, uint32_t ip, uint16_t port)
{
    struct prober_message m;

    memset(&m, 0, sizeof(m));
    m.what = PROBER_ANSWER;
    m.kind = PROBE_TCP;
    m.ip = ip;
    m.port = port;
    m.at_us = clock_now_ms() * 1000;
    tell(self, &m);
}

static void tcp_ended(void *self, uint32_t ip)
{
    struct prober *p = self;

    course_closed(p->course, ip);
}

static void send_one(struct prober *p, const struct course_ask *ask, int64_t now_ms)
{
    uint8_t frame[PROBE_FRAME_MAX];
    struct err err;

    if (ask->kind == PROBE_SNMP) {
        prober_carry_send(&p->carry);
        return;
    }
    if (ask->kind == PROBE_TCP) {
        if (!probe_tcp_connect(&p->tcp, ask->ip, ask->port, now_ms)) {
            course_closed(p->course, ask->ip);
        }
        return;
    }
    size_t len = probe_frame_make(frame, &p->self, ask, ++p->sequence);

    if (len == 0 || probe_wire_send(&p->wire, frame, len, &err) != OK) {
        end_with(p, PROBER_BROKEN);
    }
}

/* ---- The run ---- */

static void tell_step(struct prober *p, int64_t now_ms)
{
    struct prober_message m;

    if (now_ms < p->step_ms) {
        return;
    }
    p->step_ms = now_ms + STEP_MS;
    memset(&m, 0, sizeof(m));
    m.what = PROBER_STEP;
    course_progress(p->course, &m.done, &m.total);
    tell(p, &m);
}

/* Send what is due: the time in milliseconds until there is more to do. */
static int send_due(struct prober *p)
{
    const int64_t now_ms = clock_steady_us() / 1000;
    struct course_step step;

    tell_step(p, now_ms);
    if (clock_now_ms() >= p->until_ms) {
        end_with(p, PROBER_OVER);
        return 0;
    }
    course_next(&step, p->course, now_ms);
    switch (step.what) {
    case COURSE_ASK:
        send_one(p, &step.ask, now_ms);
        return 0;
    case COURSE_STOP:
        p->canary_out = step.ask.ip;
        end_with(p, PROBER_CANARY_OUT);
        return 0;
    case COURSE_DONE:
        end_with(p, PROBER_DONE);
        return 0;
    default:
        return step.until_ms - now_ms > STEP_MS ? STEP_MS : (int)(step.until_ms - now_ms);
    }
}

static void go(struct prober *p)
{
    const struct probe_tcp_news news = {tcp_opened, tcp_ended, p};

    while (!p->has_ended) {
        struct pollfd ready[AT_TCP + PROBE_TCP_MAX] = {
            [AT_LINK] = {.fd = p->link,       .events = POLLIN},
            [AT_STOP] = {.fd = p->stop,       .events = POLLIN},
            [AT_HEAR] = {.fd = p->wire.hear,  .events = POLLIN},
            [AT_CARRY] = {.fd = p->carry.pair, .events = POLLIN},
            [AT_UDP] = {.fd = p->carry.udp,  .events = POLLIN},
        };

        if (prober_carry_is_waiting(&p->carry)) {
            ready[AT_CARRY].fd = -1; /* one message at a time */
        }
        const int wait = send_due(p);

        probe_tcp_poll(&p->tcp, ready + AT_TCP);
        (void)poll(ready, COUNT(ready), wait);
        if (!probe_wire_read(&p->wire, BUDGET, take_frame, p)) {
            end_with(p, PROBER_LOST);
        }
        prober_carry_turn(&p->carry, p->course);
        probe_tcp_turn(&p->tcp, clock_steady_us() / 1000, &news);
        take_messages(p);
        if (ready[AT_STOP].revents != 0) {
            end_with(p, PROBER_STOPPED);
        }
        if (p->is_mute) {
            end_with(p, PROBER_REFUSED);
        }
    }
    probe_tcp_close(&p->tcp);
    (void)poll(NULL, 0, STEP_MS); /* what the closing still sends is told, too */
    (void)probe_wire_read(&p->wire, BUDGET, take_frame, p);
}

static void tell_end(struct prober *p)
{
    struct prober_message m;

    memset(&m, 0, sizeof(m));
    m.what = PROBER_END;
    m.end = (uint16_t)p->end;
    m.ip = p->canary_out;
    tell(p, &m);
    prober_carry_stop(&p->carry);
}

/* A question for our own address would be an announcement. */
static void leave_out_ourselves(struct prober *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n_targets; i++) {
        if (probe_wire_address(&p->wire, p->target[i], p->target[i]) == 0) {
            p->target[n++] = p->target[i];
        }
    }
    p->n_targets = n;
}

/* The order is taken with the door shut already. */
static enum status obey(struct prober *p, struct arena *a, struct err *err)
{
    enum status st = OK;

    while (!p->is_going && !p->has_ended) {
        struct pollfd ready[] = {
            {.fd = p->link, .events = POLLIN},
            {.fd = p->stop, .events = POLLIN},
        };

        (void)poll(ready, COUNT(ready), STEP_MS);
        take_messages(p);
        if (ready[1].revents != 0) {
            return OK;
        }
    }
    p->self.ip = probe_wire_address(&p->wire, p->never.first, p->never.last);
    if (p->self.ip == 0) {
        end_with(p, PROBER_NO_ADDRESS);
    }
    leave_out_ourselves(p);
    if (!p->has_ended && p->carry.udp >= 0 && !prober_carry_bind(&p->carry, p->self.ip)) {
        end_with(p, PROBER_BROKEN);
    }
    if (!p->has_ended) {
        memcpy(p->self.mac, p->wire.mac, sizeof(p->self.mac));
        probe_tcp_open(&p->tcp, p->wire.iface, p->self.ip);
        const struct course_who who = {.target = p->target,
                                       .n = p->n_targets,
                                       .canary = p->canary,
                                       .n_canaries = p->n_canaries,
                                       .device = p->device,
                                       .n_devices = p->n_devices};

        st = course_open(&p->course, &p->never, p->kinds, &who, a, err);
        if (st == OK) {
            go(p);
        } else {
            end_with(p, PROBER_REFUSED);
        }
    }
    tell_end(p);
    return st;
}

/* Wait for the first word, then open the sockets, close everything else, and shut the door. */
static enum status settle(struct prober *p, const struct prober_link *link, struct err *err)
{
    uint16_t port[PROBE_PORTS];
    const struct sandbox want = {.kind = SANDBOX_PROBE, .probe = port, .n_probe = PROBE_PORTS};
    unsigned gaps;

    for (size_t i = 0; i < PROBE_PORTS; i++) {
        port[i] = probe_port[i].port;
    }

    p->link = link->from_driver;
    p->carry.pair = link->carry_prober;

    int *const own[] = {&p->link, &p->carry.pair};
    enum status st = prober_link_keep(own, COUNT(own), err);

    if (st == OK) {
        st = limits_apply(0, err);
    }

    if (st == OK) {
        st = child_stop_fd(&p->stop, err);
    }
    if (st != OK) {
        return st;
    }
    struct pollfd ready[] = {
        {.fd = p->link, .events = POLLIN},
        {.fd = p->stop, .events = POLLIN},
    };

    while (poll(ready, COUNT(ready), -1) < 1) {
    }
    if (ready[1].revents != 0) {
        return E_CANCELLED;
    }
    st = probe_wire_open(&p->wire, link->iface, err);
    if (st == OK && p->carry.pair >= 0) {
        st = prober_carry_open(&p->carry, link->iface, err);
    }
    if (st == OK) {
        st = sandbox_enter(&want, &gaps, err);
    }
    if (st == OK) {
        sandbox_log_gaps("prober", gaps);
    }
    return st;
}

int prober_run(void *self, int index)
{
    CLEANUP(arena_close) struct arena *a = arena_open(MEMORY);
    struct prober p = {.wire = PROBE_WIRE_INIT,
                       .carry = PROBER_CARRY_INIT,
                       .range = arena_make(a, struct never_range, NEVER_ROWS_MAX),
                       .mac = arena_make(a, struct never_mac, NEVER_ROWS_MAX),
                       .target = arena_make(a, uint32_t, PROBE_ADDRESSES_MAX)};
    struct err err;
    enum status st = arena_status(a, &err);

    (void)index;
    random_bytes(&p.self.id, sizeof(p.self.id));
    if (st == OK) {
        st = settle(&p, self, &err);
    }
    if (st == OK) {
        st = obey(&p, a, &err);
    }
    probe_wire_close(&p.wire);
    prober_carry_close(&p.carry);
    if (st != OK && st != E_CANCELLED) {
        log_err("prober", &err);
    }
    return st == OK || st == E_CANCELLED ? 0 : 1;
}
