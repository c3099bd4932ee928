#include "network/probe_terms.h"

#include "base/date.h"
#include "db/stmt.h"
#include "network/fact.h"
#include "network/never_read.h"
#include "network/probe_terms.sql.h" /* generated from probe_terms.sql */
#include "network/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IPV4_AT = 12, HOURS_OF_DAY = 24, IPV4_BITS = 32 };
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (HOURS_OF_DAY * HOUR_MS)

bool probe_hours(int64_t *until_ms, int from, int until, int64_t now_ms)
{
    const int64_t today = date_start_ms(date_of_ms(now_ms));
    const int length = until > from ? until - from : until - from + HOURS_OF_DAY;

    if (length == HOURS_OF_DAY) { /* midnight is no end */
        *until_ms = INT64_MAX;
        return true;
    }
    for (int day = 0; day >= -1; day--) { /* begun today, or yesterday */
        int64_t begin = today + day * DAY_MS + from * HOUR_MS;

        if (now_ms >= begin && now_ms < begin + length * HOUR_MS) {
            *until_ms = begin + length * HOUR_MS;
            return true;
        }
    }
    return false;
}

static int64_t number_of(const struct record *r, const char *field)
{
    const char *text = record_get(r, field);

    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

/* A day of the record: no date (year 0) where it is none. */
static struct date day_of(const char *iso)
{
    struct date d;

    return iso == NULL || date_from_iso(&d, iso, NULL) != OK ? (struct date){0} : d;
}

/* What keeps the permission from being used now: not_now; else until when it holds. */
static void judge_time(struct probe_terms *t, int64_t now_ms, struct arena *a)
{
    const struct date starts = day_of(t->starts_on), expires = day_of(t->expires_on);
    const int64_t end = expires.year == 0 ? 0 : date_start_ms(expires) + DAY_MS;
    char first[8], last[8];

    t->not_now.status = OK;
    if (starts.year == 0 || now_ms < date_start_ms(starts)) {
        (void)err_say(&t->not_now, E_DENIED, MSG_PROBE_NOT_YET, t->network, date_slash(a, starts));
    } else if (now_ms >= end) {
        (void)err_say(&t->not_now, E_DENIED, MSG_PROBE_EXPIRED, t->network, date_slash(a, expires));
    } else if (!probe_hours(&t->until_ms, t->from_hour, t->until_hour, now_ms)) {
        snprintf(first, sizeof(first), "%d", t->from_hour);
        snprintf(last, sizeof(last), "%d", t->until_hour);
        (void)err_say(&t->not_now, E_DENIED, MSG_PROBE_NOT_NOW, t->network, first, last);
    }
    t->until_ms = t->until_ms < end ? t->until_ms : end;
}

static unsigned kinds_of(const char *codes)
{
    unsigned kinds = 0;

    for (int k = 0; codes != NULL && k < PROBE_KINDS; k++) {
        kinds |= strstr(codes, probe_kind_row[k].name) != NULL ? 1U << k : 0;
    }
    return kinds;
}

static struct probe_terms terms_of(const struct record *r, const char *network, int64_t now_ms,
                                   struct arena *a)
{
    struct probe_terms t = {
        .permission_id = r->id,
        .network = network,
        .permitted_by = record_get(r, "permitted_by"),
        .reason = record_get(r, "reason"),
        .starts_on = record_get(r, "starts_on"),
        .expires_on = record_get(r, "expires_on"),
        .from_hour = (int)number_of(r, "from_hour"),
        .until_hour = (int)number_of(r, "until_hour"),
        .kinds = kinds_of(record_get(r, "kinds")),
    };

    judge_time(&t, now_ms, a);
    return t;
}

static enum status choose(struct probe_terms *out, struct record **chosen, struct db *db,
                          const struct record *network, int64_t now_ms, struct arena *a,
                          struct err *err)
{
    const struct record_query q = {.entity = entity_named("probe_permission"),
                                   .facility_id = network->facility_id,
                                   .sort = -1,
                                   .limit = 500,
                                   .parent_id = network->id};
    const char *name = record_get(network, "name");
    struct record_list list;
    enum status st = record_list_read(&list, db, &q, a, err);

    *chosen = NULL;
    for (size_t i = 0; st == OK && i < list.n; i++) {
        struct probe_terms t = terms_of(list.row[i], name, now_ms, a);

        if (*chosen == NULL ||
            (out->not_now.status != OK &&
             (t.not_now.status == OK || strcmp(t.expires_on, out->expires_on) > 0))) {
            *out = t;
            *chosen = list.row[i];
        }
    }
    return st == OK && *chosen == NULL ? err_say(err, E_DENIED, MSG_PROBE_NOT_PERMITTED, name) : st;
}

static enum status read_device(struct record **out, uint32_t *ip, struct db *db,
                               int64_t facility_id, int64_t id, struct arena *a, struct err *err)
{
    struct addr addr;
    enum status st = record_read(out, db, entity_named("device"), facility_id, id, a, err);

    *ip = 0;
    if (st == OK && record_get(*out, "ip") != NULL && addr_read(&addr, record_get(*out, "ip")) &&
        addr_is_ipv4(&addr)) {
        *ip = wire_u32(addr.byte + IPV4_AT);
    }
    return st;
}

/* A canary must be one that may be asked: by its address, and by the MAC of its record. */
static enum status add_canary(struct probe_terms *t, struct db *db, int64_t facility_id, int64_t id,
                              struct arena *a, struct err *err)
{
    struct record *device;
    uint32_t ip;
    uint8_t mac[6];
    enum status st = read_device(&device, &ip, db, facility_id, id, a, err);

    if (st != OK || t->n_canaries == PROBE_CANARIES_MAX) {
        return st;
    }
    const char *card = record_get(device, "mac"), *label = record_label(device, a);
    const struct never_packet ask = {
        .kind = PROBE_ARP, .ip = ip, .mac = card != NULL && mac_read(mac, card) ? mac : NULL};
    const enum never_why why = never_sends(&t->never, &ask);

    if (why != NEVER_NOTHING) {
        return err_say(err, E_INVALID, MSG_PROBE_CANARY, label, never_why_row[why].ja);
    }
    t->canary[t->n_canaries++] = (struct probe_canary){ip, label};
    return OK;
}

static enum status read_canaries(struct probe_terms *t, const struct record *permission,
                                 struct db *db, struct arena *a, struct err *err)
{
    const char *ids = record_get(permission, "canaries");
    enum status st = OK;

    for (const char *p = ids; st == OK && p != NULL && *p != '\0';) {
        char *end;

        st = add_canary(t, db, permission->facility_id, strtoll(p, &end, 10), a, err);
        p = end + (*end == ',');
    }
    return st;
}

/* Its address, if it is in the network; 0: elsewhere. */
static uint32_t address_in(const struct never *never, const char *text)
{
    struct addr addr;

    if (text == NULL || !addr_read(&addr, text) || !addr_is_ipv4(&addr)) {
        return 0;
    }
    const uint32_t ip = wire_u32(addr.byte + IPV4_AT);

    return ip >= never->first && ip <= never->last ? ip : 0;
}

/* Network devices whose record names a credential; more than PROBE_DEVICES_MAX are left out. */
static enum status read_switches(struct probe_terms *t, struct db *db, int64_t facility_id,
                                 struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_probe_terms_devices(db, facility_id);
    struct sql_probe_terms_devices_row row;

    while (t->n_devices < PROBE_DEVICES_MAX && sql_probe_terms_devices_next(q, &row)) {
        uint8_t mac[6];
        const struct never_packet ask = {
            .kind = PROBE_ARP,
            .ip = address_in(&t->never, row.ip),
            .mac = row.mac != NULL && mac_read(mac, row.mac) ? mac : NULL,
        };

        if (ask.ip != 0) {
            t->device[t->n_devices++] =
                (struct probe_device){.ip = ask.ip,
                                      .label = arena_copy(a, row.asset_no),
                                      .credential = arena_copy(a, row.snmp_credential),
                                      .why = never_sends(&t->never, &ask)};
        }
    }
    return stmt_status(q, err);
}

enum status probe_terms_read(struct probe_terms *out, struct db *db, int64_t facility_id,
                             int64_t network_id, int64_t now_ms, struct arena *a, struct err *err)
{
    struct probe_terms t = {0};
    struct record *network, *permission;
    struct never_range range;
    unsigned bits = IPV4_BITS;
    enum status st =
        record_read(&network, db, entity_named("network"), facility_id, network_id, a, err);

    if (st == OK && (record_get(network, "cidr") == NULL ||
                     !never_read_range(&range, &bits, record_get(network, "cidr")))) {
        st = err_say(err, E_INVALID, MSG_PROBE_NO_RANGE, record_get(network, "name"));
    }
    if (st == OK) {
        st = choose(&t, &permission, db, network, now_ms, a, err);
    }
    if (st == OK) {
        t.network_id = network_id;
        t.cidr = record_get(network, "cidr");
        t.never.first = range.first;
        t.never.last = range.last;
        t.never.bits = bits;
        st = never_read(&t.never, db, facility_id, a, err);
    }
    if (st == OK) {
        st = read_canaries(&t, permission, db, a, err);
    }
    if (st == OK && (t.kinds & (1U << PROBE_SNMP)) != 0) {
        st = read_switches(&t, db, facility_id, a, err);
    }
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st == OK) {
        *out = t;
    }
    return st;
}
