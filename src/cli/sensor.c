#include "cli/sensor.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "network/capture.h"
#include "network/sense.h"
#include "proc/child.h"
#include "proc/limits.h"
#include "proc/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BUDGET = 4096,
    LINK_BUFFER = 1 << 20, /* bytes that may wait for the keeper: 3,000 rows */
    FIRST_OWN_FD = 3
};

enum status sensor_link_open(struct sensor_link *out, const char *iface, int64_t facility_id,
                             struct err *err)
{
    CLEANUP(capture_close) struct capture *tried = NULL;
    enum status st = capture_open(&tried, iface, err);
    int end[2];

    if (st != OK) {
        return st;
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, end) != 0) {
        return err_errno(err, errno, "sensor: pair of sockets");
    }
    const int size = LINK_BUFFER;

    (void)setsockopt(end[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    *out = (struct sensor_link){iface, facility_id, end[0], end[1]};
    return OK;
}

void sensor_link_close(struct sensor_link *link)
{
    file_close(&link->from_keeper);
    file_close(&link->from_sensor);
}

void sensor_put(struct sensor_message *out, const struct fact_row *row)
{
    const struct fact *f = &row->fact;

    memset(out, 0, sizeof(*out)); /* what lies between the fields is sent, too */
    out->kind = (uint32_t)f->kind;
    out->grade = (uint32_t)f->grade;
    snprintf(out->from, sizeof(out->from), "%s", f->from);
    memcpy(out->mac, f->mac, sizeof(out->mac));
    out->vlan = f->vlan;
    out->port = f->port;
    out->one_way = f->one_way;
    out->ip = f->ip;
    out->peer = f->peer;
    memcpy(out->claim, f->claim, strlen(f->claim));
    out->at_us = f->at_us;
    out->last_us = row->last_us;
    out->frame = f->frame;
    out->n = row->n_fresh;
}

bool sensor_get(struct fact_row *out, const struct sensor_message *m, struct arena *a)
{
    enum { N_MAX = 1000000000 };
    const int64_t us_max = INT64_MAX / 2;
    size_t from = strnlen(m->from, sizeof(m->from)), claim = strnlen(m->claim, sizeof(m->claim));

    if (m->is_beat != 0 || m->kind >= FACT_KINDS || m->grade >= GRADE_COUNT || m->one_way > 1 ||
        from == 0 || from == sizeof(m->from) || claim == sizeof(m->claim) || m->n == 0 ||
        m->n > N_MAX || m->at_us < 0 || m->at_us > us_max || m->last_us < m->at_us ||
        m->last_us > us_max || m->frame > INT64_MAX) {
        return false;
    }
    for (size_t i = 0; i < from; i++) {
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", m->from[i]) == NULL) {
            return false;
        }
    }
    *out = (struct fact_row){
        .fact = {.kind = (enum fact_kind)m->kind,
                 .grade = (enum grade)m->grade,
                 .from = arena_copy(a, m->from),
                 .vlan = m->vlan,
                 .ip = m->ip,
                 .peer = m->peer,
                 .port = m->port,
                 .one_way = m->one_way == 1,
                 .at_us = m->at_us,
                 .frame = m->frame},
        .last_us = m->last_us,
        .n = m->n,
    };
    memcpy(out->fact.mac, m->mac, sizeof(out->fact.mac));
    fact_claim(out->fact.claim, (const uint8_t *)m->claim, claim);
    return out->fact.from != NULL;
}

struct sensor {
    struct capture *capture;
    struct fact_table *facts;
    struct sense *sense;
    int64_t since_at;
    unsigned gaps;
    int link;
    bool beat_waits, rows_wait; /* for the keeper to make room */
};

static bool tell_keeper(const struct sensor *s, const struct sensor_message *m)
{
    return send(s->link, m, sizeof(*m), MSG_NOSIGNAL) == (ssize_t)sizeof(*m);
}

static bool send_row(void *self, const struct fact_row *row)
{
    struct sensor_message m;

    sensor_put(&m, row);
    return tell_keeper(self, &m);
}

/* What there is to tell, as far as the keeper has room: how the sensor fares first, so that many
   rows do not make it look dead. Never waits: frames come meanwhile. */
static enum status tell_waiting(struct sensor *s, struct err *err)
{
    if (s->beat_waits) {
        struct capture_count count;
        struct sensor_message m;
        enum status st = capture_count(&count, s->capture, err);

        if (st != OK) {
            return st;
        }
        memset(&m, 0, sizeof(m));
        m.is_beat = 1;
        m.since_at = s->since_at;
        m.packets = sense_count(s->sense).frames;
        m.dropped = count.dropped;
        m.gaps = s->gaps;
        s->beat_waits = !tell_keeper(s, &m);
    }
    if (s->rows_wait && !s->beat_waits) {
        s->rows_wait = !fact_table_drain(s->facts, send_row, s);
    }
    return OK;
}

static void take_frame(void *self, const struct frame *frame)
{
    sense_frame(self, frame);
}

static enum status listen_until_stopped(struct sensor *s, int stop, struct err *err)
{
    int64_t next = clock_now_ms() + SENSOR_BEAT_MS;
    enum status st = OK;

    while (st == OK) {
        const bool full = s->beat_waits || s->rows_wait;
        struct pollfd ready[3] = {
            {.fd = capture_fd(s->capture), .events = POLLIN },
            {.fd = stop,                   .events = POLLIN },
            {.fd = full ? s->link : -1,    .events = POLLOUT}
        };
        int64_t wait = next - clock_now_ms();
        int n = BUDGET;

        (void)poll(ready, COUNT(ready), wait < 0 ? 0 : (int)wait);
        while (st == OK && n == BUDGET) {
            st = capture_read(&n, s->capture, BUDGET, take_frame, s->sense, err);
        }
        bool stopping = ready[1].revents != 0, due = clock_now_ms() >= next || stopping;

        if (due) {
            next = clock_now_ms() + SENSOR_BEAT_MS;
            s->beat_waits = s->rows_wait = true;
        }
        if (st == OK && (due || ready[2].revents != 0)) {
            st = tell_waiting(s, err);
        }
        if (stopping) {
            break;
        }
    }
    return st;
}

/* Everything but our end of the pair and standard error is closed; then the door is shut. */
static enum status settle_and_listen(struct sensor *s, const struct sensor_link *link,
                                     struct err *err)
{
    const struct sandbox want = {.kind = SANDBOX_DECODE};

    s->link = FIRST_OWN_FD;
    if (dup3(link->from_keeper, s->link, O_CLOEXEC) < 0 && link->from_keeper != s->link) {
        return err_errno(err, errno, "sensor: its socket");
    }
    if (close_range(FIRST_OWN_FD + 1, UINT_MAX, 0) != 0) {
        return err_errno(err, errno, "sensor: closing what is not its own");
    }
    int stop;
    enum status st = limits_apply(0, err);

    if (st == OK) {
        st = child_stop_fd(&stop, err);
    }
    if (st == OK) {
        st = capture_open(&s->capture, link->iface, err);
    }
    if (st == OK) {
        st = sandbox_enter(&want, &s->gaps, err);
    }
    if (st == OK) {
        sandbox_log_gaps("sensor", s->gaps);
        st = listen_until_stopped(s, stop, err);
    }
    return st;
}

int sensor_run(void *self, int index)
{
    const struct sensor_link *link = self;
    CLEANUP(sense_close) struct sense *sense = NULL;
    CLEANUP(fact_table_close) struct fact_table *facts = NULL;
    struct sensor s = {.since_at = clock_now_ms()};
    struct err err;
    uint64_t key;

    (void)index;
    random_bytes(&key, sizeof(key));
    enum status st = fact_table_open(&facts, FACT_TABLE_MAX, key, &err);

    if (st == OK) {
        struct fact_sink sink = fact_table_sink(facts);

        st = sense_open(&sense, &sink, key, &err);
    }
    s.facts = facts;
    s.sense = sense;
    if (st == OK) {
        st = settle_and_listen(&s, link, &err);
    }
    capture_close(&s.capture);
    if (st != OK) {
        log_err("sensor", &err);
    }
    return st == OK ? 0 : 1;
}
