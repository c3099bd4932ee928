#include "network/sighting.h"

#include "db/stmt.h"
#include "network/sighting.sql.h" /* generated from sighting.sql */

#include <string.h>

#define DAY_MS INT64_C(86400000)

const struct sensor_kind_row sensor_kind_row[SENSOR_KINDS] = {
    [SENSOR_LIVE] = {"live",  "探索器",       "Sensor"      },
    [SENSOR_FILE] = {"file",  "通信の記録", "Capture"     },
    [SENSOR_PROBE] = {"probe", "問い合わせ", "Probe"       },
    [SENSOR_LIST] = {"list",  "ほかの一覧", "Outside list"},
};

/* Whose other end, and whose port, is worth a row of its own. */
static bool has_peer(enum fact_kind kind)
{
    return kind == FACT_CLIENT || kind == FACT_REMOTE_TOOL || kind == FACT_TUNNEL;
}

static bool has_port(enum fact_kind kind)
{
    return has_peer(kind) || kind == FACT_SERVICE || kind == FACT_WEAK || kind == FACT_MEDICAL ||
           kind == FACT_FACILITY;
}

static void put_sighting(struct stmt *q, int64_t facility_id, const struct sightings *all,
                         const struct sighting *s)
{
    const struct fact *f = &s->fact;
    char mac[MAC_TEXT_SIZE], ip[ADDR_TEXT_SIZE], peer[ADDR_TEXT_SIZE] = "";

    if (has_peer(f->kind)) {
        addr_text(peer, &f->peer);
    }
    sql_sighting_put_bind(q, facility_id, all->sensor[s->sensor].name, f->vlan,
                          mac_text(mac, f->mac), addr_text(ip, &f->ip), fact_kind_row[f->kind].name,
                          f->claim, peer, has_port(f->kind) ? f->port : 0, f->from, f->grade,
                          f->one_way, (int64_t)f->frame, s->first_seen_at, s->last_seen_at,
                          s->gap_ms, s->n);
    stmt_run(q);
}

static enum status store_sensors(struct db *db, int64_t facility_id, const struct sightings *s,
                                 struct err *err)
{
    enum status st = OK;

    for (size_t i = 0; st == OK && i < s->n_sensors; i++) {
        const struct sensor *it = &s->sensor[i];

        st = sql_sensor_put_run(db, facility_id, it->name, sensor_kind_row[it->kind].name,
                                it->since_at, it->heard_at, it->fact_at, it->packets, it->dropped,
                                it->note, NULL, err);
    }
    return st;
}

static enum status store_group(struct db *db, int64_t facility_id, const struct sightings *s,
                               size_t from, size_t n, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = stmt_open(db, &sql_of_sighting_put);

    for (size_t i = from; i < from + n; i++) {
        put_sighting(q, facility_id, s, &s->item[i]);
    }
    return stmt_status(q, err);
}

enum status sighting_store(struct db *db, int64_t facility_id, const struct sightings *s,
                           struct err *err)
{
    size_t done = 0;

    do {
        size_t n = s->n - done < SIGHTING_GROUP ? s->n - done : SIGHTING_GROUP;
        enum status st = db_begin(db, err);

        if (st == OK && done == 0) {
            st = store_sensors(db, facility_id, s, err);
        }
        if (st == OK && n > 0) {
            st = store_group(db, facility_id, s, done, n, err);
        }
        st = st == OK ? db_commit(db, err) : st;
        if (st != OK) {
            db_rollback(db);
            return err_note(err, "storing sightings");
        }
        done += n;
    } while (done < s->n);
    return OK;
}

/* ---- Reading back ---- */

enum status sensor_list_read(struct sightings *out, struct db *db, int64_t facility_id,
                             struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *count = sql_sensor_list(db, facility_id);
    CLEANUP(stmt_close) struct stmt *q = sql_sensor_list(db, facility_id);
    struct sql_sensor_list_row row;
    size_t n = 0;

    while (sql_sensor_list_next(count, &row)) {
        n++;
    }
    struct sensor *sensor = arena_make(a, struct sensor, n);

    while (sensor != NULL && out->n_sensors < n && sql_sensor_list_next(q, &row)) {
        struct sensor *to = &sensor[out->n_sensors++];

        *to = (struct sensor){
            .name = arena_copy(a, row.name),
            .since_at = row.since_at,
            .heard_at = row.heard_at,
            .fact_at = row.fact_at,
            .packets = row.packets,
            .dropped = row.dropped,
            .note = arena_copy(a, row.note),
        };
        for (int k = 0; k < SENSOR_KINDS; k++) {
            to->kind =
                strcmp(sensor_kind_row[k].name, row.kind) == 0 ? (enum sensor_kind)k : to->kind;
        }
    }
    out->sensor = sensor;
    return stmt_status(count, err) == OK && stmt_status(q, err) == OK ? arena_status(a, err)
                                                                      : err->status;
}

/* The oldest instant that still fits, and how many there are. */
static enum status find_cut(int64_t *since, int64_t *n, struct db *db, int64_t facility_id,
                            struct err *err)
{
    CLEANUP(stmt_close) struct stmt *count = sql_sighting_count(db, facility_id);
    CLEANUP(stmt_close) struct stmt *nth = sql_sighting_nth(db, facility_id, SIGHTING_LOAD_MAX);
    struct sql_sighting_count_row all = {0};
    struct sql_sighting_nth_row cut;

    sql_sighting_count_next(count, &all);
    *n = all.n;
    *since = sql_sighting_nth_next(nth, &cut) ? cut.last_seen_at + 1 : INT64_MIN;
    return stmt_status(count, err) == OK ? stmt_status(nth, err) : err->status;
}

/* Names of sensors and decoders come again and again: kept once. */
struct names {
    const char **name;
    size_t n, last;
};

enum { NAMES_MAX = 256 };

static const char *keep_name(struct names *names, const char *name, struct arena *a)
{
    if (names->last < names->n && strcmp(names->name[names->last], name) == 0) {
        return names->name[names->last];
    }
    for (size_t i = 0; i < names->n; i++) {
        if (strcmp(names->name[i], name) == 0) {
            names->last = i;
            return names->name[i];
        }
    }
    if (names->n == NAMES_MAX) {
        return arena_copy(a, name);
    }
    names->last = names->n;
    return names->name[names->n++] = arena_copy(a, name);
}

static int kind_named(const char *name, int likely)
{
    if (strcmp(fact_kind_row[likely].name, name) == 0) {
        return likely;
    }
    for (int i = 0; i < FACT_KINDS; i++) {
        if (strcmp(fact_kind_row[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

static int sensor_named(const struct sightings *s, const char *name, int likely)
{
    if (strcmp(s->sensor[likely].name, name) == 0) {
        return likely;
    }
    for (size_t i = 0; i < s->n_sensors; i++) {
        if (strcmp(s->sensor[i].name, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static enum grade grade_of(int64_t stored)
{
    return stored < GRADE_CERTAIN || stored >= GRADE_COUNT ? GRADE_SUSPECTED : (enum grade)stored;
}

static void read_fact(struct fact *f, const struct sql_sighting_list_row *row)
{
    mac_read(f->mac, row->mac);
    addr_read(&f->ip, row->ip);
    addr_read(&f->peer, row->peer);
    f->vlan = (uint16_t)row->vlan;
    f->port = (uint16_t)row->port;
    f->grade = grade_of(row->grade);
    f->one_way = row->one_way != 0;
    f->frame = (uint64_t)row->frame;
    f->at_us = row->first_seen_at * 1000;
    fact_claim(f->claim, (const uint8_t *)row->claim, strlen(row->claim));
}

enum status sighting_load(struct sightings *out, int64_t *left_out, struct db *db,
                          int64_t facility_id, struct arena *a, struct err *err)
{
    struct sightings read = {0};
    int64_t since, stored = 0;
    enum status st = sensor_list_read(&read, db, facility_id, a, err);

    if (st == OK) {
        st = find_cut(&since, &stored, db, facility_id, err);
    }
    if (st != OK) {
        return err_note(err, "reading sightings");
    }
    size_t room = stored > SIGHTING_LOAD_MAX ? SIGHTING_LOAD_MAX : (size_t)stored;
    struct sighting *item = arena_make(a, struct sighting, room);
    struct names names = {.name = arena_make(a, const char *, NAMES_MAX)};
    CLEANUP(stmt_close) struct stmt *q = sql_sighting_list(db, facility_id, since);
    struct sql_sighting_list_row row;
    int kind = 0, sensor = 0;

    while (item != NULL && names.name != NULL && read.n < room && sql_sighting_list_next(q, &row)) {
        int k = kind_named(row.fact, kind);
        int by = read.n_sensors == 0 ? -1 : sensor_named(&read, row.sensor, sensor);

        if (k < 0 || by < 0) { /* of a newer program */
            continue;
        }
        kind = k;
        sensor = by;
        struct sighting *to = &item[read.n++];

        *to = (struct sighting){
            .fact = {.kind = (enum fact_kind)k, .from = keep_name(&names, row.decoder, a)},
            .sensor = (uint16_t)by,
            .first_seen_at = row.first_seen_at,
            .last_seen_at = row.last_seen_at,
            .gap_ms = row.gap_ms,
            .n = row.n,
        };
        read_fact(&to->fact, &row);
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading sightings");
    }
    read.item = item;
    if (left_out != NULL) {
        *left_out = stored - (int64_t)read.n;
    }
    *out = read;
    return OK;
}

enum status sighting_forget(struct db *db, int64_t facility_id, int64_t now_ms, struct err *err)
{
    int64_t before = now_ms - SIGHTING_KEEP_DAYS * DAY_MS;
    enum status st = db_begin(db, err);

    if (st == OK) {
        st = sql_sighting_forget_run(db, facility_id, before, NULL, err);
        st = st == OK ? sql_sensor_forget_run(db, facility_id, NULL, err) : st;
        st = st == OK ? db_commit(db, err) : st;
    }
    if (st != OK) {
        db_rollback(db);
        return err_note(err, "forgetting old sightings");
    }
    return OK;
}
