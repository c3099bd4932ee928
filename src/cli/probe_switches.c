#include "cli/probe_switches.h"

#include "base/clock.h"
#include "network/observe.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { TAKE_MS = 10000, TEXT_SIZE = 512 };

static enum status say(const struct probe_switches *s, struct reader_message *m, struct err *err)
{
    struct pollfd room = {.fd = s->reader, .events = POLLOUT};

    m->run = s->run;
    while (send(s->reader, m, sizeof(*m), MSG_NOSIGNAL) != (ssize_t)sizeof(*m)) {
        if ((errno != EAGAIN && errno != EINTR) || poll(&room, 1, TAKE_MS) != 1) {
            return err_set(err, E_IO, "probe: the reader takes no orders");
        }
    }
    return OK;
}

enum status probe_switches_begin(struct probe_switches *out, const struct prober_link *link,
                                 const struct probe_terms *terms, struct db *db,
                                 int64_t facility_id, uint32_t run, struct arena *a,
                                 struct err *err)
{
    struct probe_switches s = {.reader = link->secrets == NULL ? -1 : link->from_reader,
                               .terms = terms,
                               .db = db,
                               .facility_id = facility_id,
                               .run = run,
                               .a = a};
    struct reader_message m;
    enum status st = OK;

    while (s.reader >= 0 && recv(s.reader, &m, sizeof(m), MSG_DONTWAIT) > 0) {
    } /* of a run that is over */
    for (size_t i = 0; st == OK && i < terms->n_devices; i++) {
        const struct probe_device *d = &terms->device[i];

        if (d->why != NEVER_NOTHING) {
            continue;
        }
        if (s.reader < 0) {
            s.result[s.n++] = (struct switch_result){.label = d->label, .end = SWITCH_NO_FILE};
            continue;
        }
        memset(&m, 0, sizeof(m));
        m.what = READER_DEVICE;
        m.ip = d->ip;
        snprintf(m.text, sizeof(m.text), "%s", d->label);
        snprintf(m.name, sizeof(m.name), "%s", d->credential);
        s.result[s.n++] = (struct switch_result){.label = d->label, .end = SWITCH_CUT};
        st = say(&s, &m, err);
    }
    s.has_ended = s.n == 0 || s.reader < 0;
    if (st == OK && !s.has_ended) {
        memset(&m, 0, sizeof(m));
        m.what = READER_GO;
        st = say(&s, &m, err);
    }
    *out = s;
    return st;
}

void probe_switches_close(struct probe_switches *s)
{
    fact_table_close(&s->facts);
}

/* What a device says is believed as far as it has the form of a fact. */
static bool read_fact(struct fact *out, const struct reader_message *m)
{
    static const enum fact_kind told[] = {FACT_ADDRESS, FACT_TALKS, FACT_NAME,
                                          FACT_MODEL,   FACT_OS,    FACT_PLACE};
    bool is_known = false;

    for (size_t i = 0; i < COUNT(told); i++) {
        is_known |= m->kind == told[i];
    }
    if (!is_known || m->grade >= GRADE_COUNT || m->table >= READER_TABLES ||
        memchr(m->text, '\0', sizeof(m->text)) == NULL) {
        return false;
    }
    *out = (struct fact){.kind = (enum fact_kind)m->kind,
                         .grade = (enum grade)m->grade,
                         .from = reader_table_name[m->table],
                         .vlan = m->vlan,
                         .ip = m->address,
                         .at_us = m->at_us,
                         .frame = m->frame};
    memcpy(out->mac, m->mac, sizeof(out->mac));
    fact_claim(out->claim, (const uint8_t *)m->text, strlen(m->text));
    return true;
}

static enum status take_fact(struct probe_switches *s, const struct reader_message *m,
                             const uint8_t *own_mac, struct err *err)
{
    struct fact f;
    enum status st = OK;

    if (s->facts == NULL) {
        st = fact_table_open(&s->facts, FACT_TABLE_MAX, s->run, err);
    }
    if (st == OK && read_fact(&f, m)) {
        struct fact_sink sink = fact_table_sink(s->facts);

        if (m->table == READER_SYSTEM) { /* of the device itself */
            if (own_mac == NULL) {
                return OK;
            }
            memcpy(f.mac, own_mac, sizeof(f.mac));
            f.ip = addr_ipv4(m->ip);
        }
        sink.take(sink.self, &f);
    }
    return st;
}

/* All of one device was told: keep it under the switch's own name. */
static enum status store(struct probe_switches *s, const struct switch_result *r, struct err *err)
{
    const int64_t now_ms = clock_now_ms();
    const struct sensor sensor = {
        .name = arena_printf(s->a, "スイッチ %s（SNMP）", r->label),
        .kind = SENSOR_PROBE,
        .since_at = now_ms,
        .heard_at = now_ms,
        .fact_at = now_ms,
        .packets = (int64_t)(r->n_stations + r->n_addresses),
        .note = s->terms->network,
    };
    struct sightings seen;
    enum status st = fact_table_status(s->facts, err);

    if (st == OK) {
        st = observe_table(&seen, s->facts, &sensor, s->a, err);
    }
    return st == OK ? sighting_store(s->db, s->facility_id, &seen, err) : st;
}

static const struct probe_device *device_of(const struct probe_switches *s, uint32_t ip)
{
    for (size_t i = 0; i < s->terms->n_devices; i++) {
        if (s->terms->device[i].ip == ip) {
            return &s->terms->device[i];
        }
    }
    return NULL;
}

static enum status take_end(struct probe_switches *s, const struct reader_message *m,
                            struct err *err)
{
    const struct probe_device *d = device_of(s, m->ip);
    enum status st = OK;

    for (size_t i = 0; d != NULL && i < s->n; i++) {
        struct switch_result *r = &s->result[i];

        if (r->label == d->label) {
            r->end = m->end < SWITCH_ENDS ? (enum switch_end)m->end : SWITCH_BROKEN;
            r->n_stations = m->n_stations;
            r->n_addresses = m->n_addresses;
            st = s->facts == NULL ? OK : store(s, r, err);
        }
    }
    fact_table_close(&s->facts);
    return st;
}

enum status probe_switches_turn(struct probe_switches *s,
                                const uint8_t *(*mac_of)(const void *self, uint32_t ip),
                                const void *self, struct err *err)
{
    struct reader_message m;
    enum status st = OK;

    while (st == OK && !s->has_ended &&
           recv(s->reader, &m, sizeof(m), MSG_DONTWAIT) == (ssize_t)sizeof(m)) {
        if (m.run != s->run) {
            continue;
        }
        if (m.what == READER_FACT) {
            st = take_fact(s, &m, mac_of(self, m.ip), err);
        } else if (m.what == READER_READ) {
            st = take_end(s, &m, err);
        }
        s->has_ended = m.what == READER_END;
    }
    return st;
}

const char *probe_switches_text(const struct switch_result *r, enum lang lang, struct arena *a)
{
    static const enum msg sentence[SWITCH_ENDS] = {
        [SWITCH_DONE] = MSG_SWITCH_DONE,       [SWITCH_CIRCLES] = MSG_SWITCH_CIRCLES,
        [SWITCH_FULL] = MSG_SWITCH_FULL,       [SWITCH_SILENT] = MSG_SWITCH_SILENT,
        [SWITCH_CUT] = MSG_SWITCH_CUT,         [SWITCH_DENIED] = MSG_SWITCH_DENIED,
        [SWITCH_NO_NAME] = MSG_SWITCH_NO_NAME, [SWITCH_NO_FILE] = MSG_SWITCH_NO_FILE,
        [SWITCH_BARRED] = MSG_SWITCH_BARRED,   [SWITCH_BROKEN] = MSG_SWITCH_BROKEN,
    };
    char stations[24], addresses[24], text[TEXT_SIZE];
    const char *const args[] = {r->label, stations, addresses};

    snprintf(stations, sizeof(stations), "%zu", r->n_stations);
    snprintf(addresses, sizeof(addresses), "%zu", r->n_addresses);
    return arena_copy(a, msg_format(text, sizeof(text), lang, sentence[r->end], COUNT(args), args));
}
