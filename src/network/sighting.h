/*
 * Sightings: facts as they are kept, folded over time. One sighting is one fact of one machine
 * through one sensor, with when it was first and last seen and how often.
 *
 * Machine data: no history, no audit entry, no search. Never payload.
 */
#ifndef NETWORK_SIGHTING_H
#define NETWORK_SIGHTING_H

#include "base/err.h"
#include "network/fact.h"

enum sensor_kind {
    SENSOR_LIVE, /* listens all the time: its silence means something */
    SENSOR_FILE, /* a capture somebody gave us */
    SENSOR_LIST  /* an outside list: leases, ARP tables, scans of another program */
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

#endif
