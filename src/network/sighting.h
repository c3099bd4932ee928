/*
 * Sightings: facts as they are kept, folded over time. One sighting is one fact of one machine
 * through one sensor, with when it was first and last seen and how often.
 *
 * Machine data: no history, no audit entry, no search. Never payload.
 */
#ifndef NETWORK_SIGHTING_H
#define NETWORK_SIGHTING_H

#include "base/arena.h"
#include "db/db.h"
#include "network/fact.h"

enum sensor_kind {
    SENSOR_LIVE,  /* listens all the time: its silence means something */
    SENSOR_FILE,  /* a capture somebody gave us */
    SENSOR_PROBE, /* answers to questions of ours */
    SENSOR_LIST,  /* an outside list: leases, ARP tables, scans of another program */
    SENSOR_KINDS
};

/* Where sightings come from, and how it fares. */
struct sensor {
    const char *name;
    enum sensor_kind kind;
    int64_t since_at; /* it began; UTC milliseconds */
    int64_t heard_at; /* last sign of life */
    int64_t fact_at;  /* last fact; 0: none yet */
    int64_t packets, dropped;
    const char *note; /* for people: the interface, what could not be locked; NULL: nothing */
};

struct sighting {
    struct fact fact;                    /* at_us and frame: of the first time */
    uint16_t sensor;                     /* index in sightings.sensor */
    int64_t first_seen_at, last_seen_at; /* UTC milliseconds */
    int64_t gap_ms;                      /* the longest silence between two times */
    int64_t n;
};

struct sightings {
    const struct sighting *item;
    size_t n;
    const struct sensor *sensor;
    size_t n_sensors;
};

#define SIGHTING_GROUP 2000      /* stored in one transaction */
#define SIGHTING_LOAD_MAX 200000 /* read back, the newest; 60 MB */
#define SIGHTING_KEEP_DAYS 400   /* since it was last seen: a year of the checklist, and a month */

/* How a kind of sensor is called in storage and on pages. */
struct sensor_kind_row {
    const char *name; /* "live" */
    const char *ja;
    const char *en;
};
extern const struct sensor_kind_row sensor_kind_row[SENSOR_KINDS];

/*
 * Fold s into what is stored, in transactions of SIGHTING_GROUP, and its sensors with their state
 * (s->n may be 0: a sign of life). The same again changes nothing. Of kinds where they say nothing,
 * peer and port are left out. E_BUSY, E_FULL, E_IO.
 */
MUST_CHECK enum status sighting_store(struct db *db, int64_t facility_id, const struct sightings *s,
                                      struct err *err);

/* Read back, in the arena. *left_out: how many older ones did not fit (may be NULL). */
MUST_CHECK enum status sighting_load(struct sightings *out, int64_t *left_out, struct db *db,
                                     int64_t facility_id, struct arena *a, struct err *err);

/* The sensors alone: out->sensor, out->n_sensors. */
MUST_CHECK enum status sensor_list_read(struct sightings *out, struct db *db, int64_t facility_id,
                                        struct arena *a, struct err *err);

/* Forget what was last seen more than SIGHTING_KEEP_DAYS ago. */
MUST_CHECK enum status sighting_forget(struct db *db, int64_t facility_id, int64_t now_ms,
                                       struct err *err);

#endif
