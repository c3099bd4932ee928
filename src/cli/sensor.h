/*
 * The sensor: a process that listens on one interface and decodes, with no files, no database and
 * no other socket; and what the keeper does with what it tells.
 *
 * Between them stands a pair of sockets that keep messages whole (SOCK_SEQPACKET): every two
 * seconds a beat that says how the sensor fares, and a round of rows, one for each fact that is new
 * or was seen again. Where the keeper has no room the rest of the round waits, and a beat is the
 * first to be told afterwards; frames are read all the while. What comes from the sensor has been
 * in touch with hostile bytes, so the keeper believes no field of it.
 */
#ifndef CLI_SENSOR_H
#define CLI_SENSOR_H

#include "base/arena.h"
#include "network/fact_table.h"
#include "record/site.h"

#define SENSOR_BEAT_MS 2000      /* between two beats */
#define SENSOR_BATCH_MAX 2000    /* rows stored together */
#define SENSOR_RECONCILE_MS 5000 /* between two comparisons with the ledger, at least */

struct sensor_link {
    const char *iface; /* NULL: no sensor */
    int64_t facility_id;
    int from_keeper; /* the sensor's end */
    int from_sensor; /* the keeper's end */
};
#define SENSOR_LINK_NONE ((struct sensor_link){.from_keeper = -1, .from_sensor = -1})

/* Try that iface can be listened on, and make the pair. E_NOTFOUND, E_DENIED, E_IO. */
MUST_CHECK enum status sensor_link_open(struct sensor_link *out, const char *iface,
                                        int64_t facility_id, struct err *err);
void sensor_link_close(struct sensor_link *link);

/* A role for proc/supervise; self is the link. */
int sensor_run(void *self, int index);

/* What a row or a beat is on the way. */
struct sensor_message {
    uint32_t is_beat;
    uint32_t kind, grade;
    char from[16];
    uint8_t mac[6];
    uint16_t vlan, port;
    uint16_t one_way;
    struct addr ip, peer;
    char claim[FACT_CLAIM_SIZE];
    int64_t at_us, last_us;
    uint64_t frame, n;
    /* of a beat */
    int64_t since_at;
    uint64_t packets, dropped;
    uint32_t gaps;
};

/* A row as a message; a message as a fact and its counts. False: no field of it is believed. */
void sensor_put(struct sensor_message *out, const struct fact_row *row);
bool sensor_get(struct fact_row *out, const struct sensor_message *m, struct arena *a);

#endif
