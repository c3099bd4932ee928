#include "cli/intake.h"

#include "base/log.h"
#include "base/mem.h"
#include "network/observe.h"
#include "proc/sandbox.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH_MEMORY = 1 << 20, NOTE_SIZE = 512, MESSAGES_MAX = 20000 };

struct intake {
    const struct sensor_link *link;
    struct sighting *batch; /* [SENSOR_BATCH_MAX] */
    size_t n;
    struct arena *names; /* of the decoders in the batch */
    struct arena_mark empty;
    struct sensor sensor;
    char note[NOTE_SIZE];
    bool beat, changed;
    int64_t next_reconcile_at;
};

enum status intake_open(struct intake **out, const struct sensor_link *link, struct err *err)
{
    struct intake *t = mem_new(sizeof(*t));

    if (t != NULL) {
        t->batch = mem_new(SENSOR_BATCH_MAX * sizeof(*t->batch));
        t->names = arena_open(BATCH_MEMORY);
    }
    if (t == NULL || t->batch == NULL || t->names == NULL) {
        intake_close(&t);
        return err_set(err, E_NOMEM, "intake");
    }
    t->empty = arena_mark(t->names);
    t->link = link;
    t->sensor = (struct sensor){.name = link->iface, .kind = SENSOR_LIVE};
    *out = t;
    return OK;
}

void intake_close(struct intake **t)
{
    if (*t != NULL) {
        mem_free((*t)->batch);
        arena_close(&(*t)->names);
        mem_free(*t);
        *t = NULL;
    }
}

/* What the kernel could not lock is shown beside the sensor, as sentences. */
static void take_beat(struct intake *t, const struct sensor_message *m, int64_t now_ms)
{
    size_t used = 0;

    t->note[0] = '\0';
    for (int i = 0; i < SANDBOX_GAPS; i++) {
        if ((m->gaps & (1U << i)) != 0 && used < sizeof(t->note)) {
            used += (size_t)snprintf(t->note + used, sizeof(t->note) - used, "%s",
                                     msg_text(sandbox_gap_msg(1U << i), LANG_JA));
        }
    }
    t->sensor.note = t->note[0] == '\0' ? NULL : t->note;
    t->sensor.since_at = m->since_at > 0 && m->since_at <= now_ms ? m->since_at : now_ms;
    t->sensor.heard_at = now_ms;
    t->sensor.packets = m->packets <= INT64_MAX ? (int64_t)m->packets : 0;
    t->sensor.dropped = m->dropped <= INT64_MAX ? (int64_t)m->dropped : 0;
    t->beat = true;
}

static void take_row(struct intake *t, const struct sensor_message *m, int64_t now_ms)
{
    struct fact_row row;

    if (!sensor_get(&row, m, t->names)) {
        log_event(LOG_WARN, "intake.refused", log_int("kind", m->kind));
        return;
    }
    t->batch[t->n++] = (struct sighting){
        .fact = row.fact,
        .first_seen_at = row.fact.at_us / 1000,
        .last_seen_at = row.last_us / 1000,
        .n = (int64_t)row.n,
    };
    t->sensor.fact_at = now_ms;
}

static enum status store(struct intake *t, struct db *db, struct err *err)
{
    const struct sightings s = {t->batch, t->n, &t->sensor, 1};
    enum status st = sighting_store(db, t->link->facility_id, &s, err);

    if (st == OK) {
        t->changed = t->changed || t->n > 0;
        t->n = 0;
        t->beat = false;
        arena_reset(t->names, t->empty);
    }
    return st;
}

static enum status take_all(struct intake *t, struct db *db, int64_t now_ms, struct err *err)
{
    struct sensor_message m;
    enum status st = OK;

    for (int i = 0; st == OK && i < MESSAGES_MAX; i++) {
        if (t->n == SENSOR_BATCH_MAX) {
            st = store(t, db, err);
            continue;
        }
        ssize_t got = recv(t->link->from_sensor, &m, sizeof(m), MSG_DONTWAIT | MSG_TRUNC);

        if (got < 0) {
            break; /* the socket is empty */
        }
        if (got != (ssize_t)sizeof(m)) {
            continue;
        }
        if (m.is_beat == 1) {
            take_beat(t, &m, now_ms);
        } else {
            take_row(t, &m, now_ms);
        }
    }
    return st == OK && (t->n > 0 || t->beat) && t->sensor.since_at != 0 ? store(t, db, err) : st;
}

enum status intake_turn(struct intake *t, struct db *db, const char *data_dir, int64_t now_ms,
                        struct err *err)
{
    struct observe_result result;
    enum status st = take_all(t, db, now_ms, err);

    if (st != OK || !t->changed || now_ms < t->next_reconcile_at) {
        return st;
    }
    t->next_reconcile_at = now_ms + SENSOR_RECONCILE_MS;
    st = observe_reconcile(&result, db, t->link->facility_id, data_dir, now_ms, err);
    t->changed = st != OK;
    return st;
}
