#include "cli/switch_reader.h"

#include "base/clock.h"
#include "base/log.h"
#include "cli/prober_carry.h"
#include "network/os_hint.h"
#include "network/switch_talk.h"
#include "proc/limits.h"
#include "proc/sandbox.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
    MEMORY = 16 << 20,
    TELL_MS = 10000,  /* for the driver to take a message */
    CARRY_MS = 30000, /* for the prober to send one: canaries and pace come first */
    ASKS_MAX = 8192   /* questions to one device: at one a second, more than two hours */
};

const char *const reader_table_name[READER_TABLES] = {
    [READER_SYSTEM] = "snmp", [READER_STATIONS] = "snmp-fdb", [READER_ADDRESSES] = "snmp-arp"};

struct reader {
    int driver, carry;
    uint32_t run;
    const char *secrets; /* [n_secrets] */
    size_t n_secrets;
    struct reader_message device[PROBE_DEVICES_MAX];
    size_t n_devices;
    uint32_t ip;     /* of whom is read */
    bool is_refused; /* nothing more is sent to it */
    bool is_over;    /* of the run */
};

/* ---- To the driver ---- */

static void tell(struct reader *r, struct reader_message *m)
{
    struct pollfd room = {.fd = r->driver, .events = POLLOUT};

    m->run = r->run;
    for (int i = 0; i < 2; i++) {
        if (send(r->driver, m, sizeof(*m), MSG_NOSIGNAL) == (ssize_t)sizeof(*m)) {
            return;
        }
        if (poll(&room, 1, TELL_MS) != 1) {
            break;
        }
    }
    r->is_over = true; /* nobody listens */
}

static void take_fact(void *self, const struct fact *f)
{
    struct reader_message m = {.what = READER_FACT};
    struct reader *r = self;

    m.ip = r->ip;
    m.kind = f->kind;
    m.grade = f->grade;
    m.vlan = f->vlan;
    m.address = f->ip;
    m.at_us = f->at_us;
    m.frame = f->frame;
    memcpy(m.mac, f->mac, sizeof(m.mac));
    memcpy(m.text, f->claim, sizeof(m.text));
    for (uint32_t t = 0; t < READER_TABLES; t++) {
        m.table = strcmp(reader_table_name[t], f->from) == 0 ? t : m.table;
    }
    tell(r, &m);
}

/* ---- The carrier ---- */

/* The next message of the prober within wait_ms. False: none. */
static bool hear(struct reader *r, struct carry_message *out, int wait_ms)
{
    const int64_t until_ms = clock_steady_us() / 1000 + wait_ms;

    do {
        struct pollfd ready = {.fd = r->carry, .events = POLLIN};

        if (recv(r->carry, out, sizeof(*out), MSG_DONTWAIT) == (ssize_t)sizeof(*out)) {
            if (out->run == r->run) {
                r->is_over |= out->what == CARRY_STOP;
                return true;
            }
            continue;
        }
        const int64_t left_ms = until_ms - clock_steady_us() / 1000;

        if (left_ms <= 0 || poll(&ready, 1, (int)left_ms) != 1) {
            return false;
        }
    } while (true);
}

static bool carry_send(void *self, const uint8_t *byte, size_t len)
{
    struct reader *r = self;
    struct carry_message m;

    if (r->is_refused || r->is_over || len > sizeof(m.byte)) {
        return false;
    }
    memset(&m, 0, sizeof(m));
    m.what = CARRY_SEND;
    m.run = r->run;
    m.ip = r->ip;
    m.len = (uint16_t)len;
    memcpy(m.byte, byte, len);
    bool good = send(r->carry, &m, sizeof(m), MSG_NOSIGNAL) == (ssize_t)sizeof(m);

    while (good) { /* answers that come now are late ones */
        good = hear(r, &m, CARRY_MS) && !r->is_over && m.what != CARRY_REFUSED;
        if (good && m.what == CARRY_SENT) {
            return true;
        }
    }
    r->is_refused = true;
    return false;
}

static size_t carry_take(void *self, uint8_t *byte, size_t size)
{
    struct reader *r = self;
    struct carry_message m;

    if (!hear(r, &m, 0) || m.what != CARRY_ANSWER || m.ip != r->ip || m.len > size ||
        m.len > sizeof(m.byte)) {
        return 0;
    }
    memcpy(byte, m.byte, m.len);
    return m.len;
}

/* ---- One device ---- */

static void tell_system(struct reader *r, const struct switch_system *system)
{
    struct fact f = {.from = reader_table_name[READER_SYSTEM],
                     .kind = FACT_NAME,
                     .at_us = clock_now_ms() * 1000,
                     .frame = 1};
    struct os_hint os;

    if (system->name[0] != '\0') {
        memcpy(f.claim, system->name, sizeof(f.claim));
        take_fact(r, &f);
    }
    if (system->description[0] != '\0') {
        f.kind = FACT_MODEL;
        memcpy(f.claim, system->description, sizeof(f.claim));
        take_fact(r, &f);
        if (os_hint_find(&os, OS_FROM_DESCRIPTION, system->description)) {
            f.kind = FACT_OS;
            f.grade = os.grade;
            memcpy(f.claim, os.claim, sizeof(f.claim));
            take_fact(r, &f);
        }
    }
}

/* How it ended; before it answered anything, silence is something else than later. */
static enum switch_end end_of(const struct reader *r, enum status st, bool has_answered)
{
    switch (st) {
    case E_DENIED:
        return SWITCH_DENIED;
    case E_NOTFOUND:
        return has_answered ? SWITCH_CUT : SWITCH_SILENT;
    case E_IO:
        return r->is_over || has_answered ? SWITCH_CUT : SWITCH_BARRED;
    default:
        return has_answered ? SWITCH_CUT : SWITCH_BROKEN;
    }
}

static enum switch_end read_tables(struct reader *r, struct switch_read *tables,
                                   struct switch_talk *talk)
{
    struct switch_system system;
    struct switch_oid after;
    struct err err;
    bool has_answered = false;
    unsigned asks = 0;
    enum status st = switch_talk_system(&system, talk, &err);

    if (st == OK) {
        has_answered = true;
        tell_system(r, &system);
    }
    while (st == OK && switch_read_next(&after, tables)) {
        if (++asks > ASKS_MAX) {
            return SWITCH_FULL;
        }
        st = switch_talk_rows(tables, talk, &after, &err);
    }
    return st == OK ? switch_read_end(tables) : end_of(r, st, has_answered);
}

static enum switch_end read_device(struct reader *r, struct switch_read *tables,
                                   const char *credential, struct arena *a)
{
    const struct switch_carrier carrier = {
        .fd = r->carry, .send = carry_send, .take = carry_take, .self = r};
    CLEANUP(switch_talk_close) struct switch_talk *talk = NULL;
    struct snmp_credential secret;
    struct err err;

    if (snmp_credential_find(&secret, r->secrets, r->n_secrets, credential, &err) != OK) {
        return SWITCH_NO_NAME;
    }
    enum status st = switch_talk_open(&talk, &secret, &carrier, a, &err);

    explicit_bzero(&secret, sizeof(secret));
    return st == OK ? read_tables(r, tables, talk) : end_of(r, st, false);
}

static void read_one(struct reader *r, const struct reader_message *device)
{
    CLEANUP(arena_close) struct arena *a = arena_open(MEMORY);
    struct fact_sink sink = {take_fact, r, NULL};
    struct reader_message m = {.what = READER_READ, .ip = device->ip, .end = SWITCH_BROKEN};
    struct switch_read *tables;
    struct err err;

    r->ip = device->ip;
    r->is_refused = false;
    if (switch_read_open(&tables, a, &err) == OK) {
        m.end = read_device(r, tables, device->name, a);
        m.n_stations = (uint32_t)switch_read_stations(tables);
        m.n_addresses = (uint32_t)switch_read_addresses(tables);
        switch_read_tell(tables, device->text, clock_now_ms() * 1000, &sink);
    }
    tell(r, &m);
}

/* ---- The run ---- */

/* True: the order is whole. */
static bool take_order(struct reader *r, struct reader_message *m)
{
    if (r->run != 0 && m->run != r->run) {
        return false;
    }
    r->run = m->run;
    m->name[sizeof(m->name) - 1] = m->text[sizeof(m->text) - 1] = '\0';
    if (m->what == READER_DEVICE && r->n_devices < PROBE_DEVICES_MAX) {
        r->device[r->n_devices++] = *m;
    }
    return m->what == READER_GO;
}

static void obey(struct reader *r)
{
    struct reader_message m;
    struct carry_message over;
    bool is_whole = false;

    while (!is_whole) {
        struct pollfd ready = {.fd = r->driver, .events = POLLIN};

        (void)poll(&ready, 1, -1);
        if (recv(r->driver, &m, sizeof(m), MSG_DONTWAIT) == (ssize_t)sizeof(m)) {
            is_whole = take_order(r, &m);
        }
    }
    for (size_t i = 0; i < r->n_devices && !r->is_over; i++) {
        read_one(r, &r->device[i]);
    }
    memset(&over, 0, sizeof(over));
    over.what = CARRY_OVER;
    over.run = r->run;
    (void)(send(r->carry, &over, sizeof(over), MSG_NOSIGNAL) > 0);
    m = (struct reader_message){.what = READER_END};
    r->is_over = false;
    tell(r, &m);
}

/* Wait for the first word, then read the secrets, close everything else, and shut the door. */
static enum status settle(struct reader *r, const struct prober_link *link, struct arena *a,
                          struct err *err)
{
    const struct sandbox want = {.kind = SANDBOX_DECODE};
    char *text = NULL;
    unsigned gaps;

    r->driver = link->reader_driver;
    r->carry = link->carry_reader;

    int *const own[] = {&r->driver, &r->carry};
    enum status st = prober_link_keep(own, COUNT(own), err);

    if (st == OK) {
        st = limits_apply(0, err);
    }
    if (st == OK) {
        struct pollfd ready = {.fd = r->driver, .events = POLLIN};

        while (poll(&ready, 1, -1) < 1) {
        }
        if (snmp_credential_file(&text, &r->n_secrets, link->secrets, a, err) != OK) {
            log_err("reader.secrets", err); /* then no device's name stands in it */
            r->n_secrets = 0;
        }
        r->secrets = text;
    }
    if (st == OK) {
        st = sandbox_enter(&want, &gaps, err);
    }
    if (st == OK) {
        sandbox_log_gaps("reader", gaps);
        switch_talk_begin();
    }
    return st;
}

int switch_reader_run(void *self, int index)
{
    CLEANUP(arena_close) struct arena *a = arena_open(MEMORY);
    struct reader *r = arena_make(a, struct reader, 1);
    struct err err;
    enum status st = arena_status(a, &err);

    (void)index;
    if (st == OK) {
        *r = (struct reader){.driver = -1, .carry = -1};
        st = settle(r, self, a, &err);
    }
    if (st == OK) {
        obey(r);
    } else {
        log_err("reader", &err);
    }
    return st == OK ? 0 : 1;
}
