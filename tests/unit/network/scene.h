/*
 * A scene on the wire, for tests: who says what, in rows.
 */
#ifndef SCENE_H
#define SCENE_H

#include "network/host.h"
#include "t.h"

#include <stdio.h>

/* 2026-11-01 00:00 JST; times of a row are minutes after it. */
#define SCENE_START 1793458800000

struct says {
    enum fact_kind kind;
    const char *mac, *ip, *claim; /* NULL: none */
    int from_min, to_min;         /* first and last seen; to_min 0: as from_min */
    enum grade grade;
    const char *peer;
    uint16_t port, vlan, sensor;
    int64_t n; /* 0: once, or twice where to_min differs */
    int gap_min;
    bool one_way;
    const char *from;
};

static const struct sensor scene_sensor[] = {
    {.name = "1階", .kind = SENSOR_LIVE, .since_at = SCENE_START},
    {.name = "2階", .kind = SENSOR_LIVE, .since_at = SCENE_START},
};

static inline void scene_mac(uint8_t mac[6], const char *text)
{
    unsigned byte[6];

    assert_int_equal(sscanf(text, "%x:%x:%x:%x:%x:%x", &byte[0], &byte[1], &byte[2], &byte[3],
                            &byte[4], &byte[5]),
                     6);
    for (int i = 0; i < 6; i++) {
        mac[i] = (uint8_t)byte[i];
    }
}

static inline struct addr scene_ip(const char *text)
{
    struct addr ip;

    assert_true(addr_read(&ip, text));
    return ip;
}

static inline struct sightings scene_of(const struct says *says, size_t n, struct arena *a)
{
    struct sighting *out = arena_make(a, struct sighting, n);

    for (size_t i = 0; i < n; i++) {
        const struct says *it = &says[i];
        int to = it->to_min == 0 ? it->from_min : it->to_min;
        struct sighting *s = &out[i];

        *s = (struct sighting){
            .fact = {.kind = it->kind,
                     .grade = it->grade,
                     .from = it->from == NULL ? "test" : it->from,
                     .vlan = it->vlan,
                     .port = it->port,
                     .one_way = it->one_way,
                     .at_us = (SCENE_START + it->from_min * 60000LL) * 1000,
                     .frame = i + 1},
            .sensor = it->sensor,
            .first_seen_at = SCENE_START + it->from_min * 60000LL,
            .last_seen_at = SCENE_START + to * 60000LL,
            .gap_ms = it->gap_min * 60000LL,
            .n = it->n > 0            ? it->n
                 : it->from_min == to ? 1
                                      : 2,
        };
        if (it->mac != NULL) {
            scene_mac(s->fact.mac, it->mac);
        }
        s->fact.ip = it->ip == NULL ? (struct addr){0} : scene_ip(it->ip);
        s->fact.peer = it->peer == NULL ? (struct addr){0} : scene_ip(it->peer);
        snprintf(s->fact.claim, sizeof(s->fact.claim), "%s", it->claim == NULL ? "" : it->claim);
    }
    return (struct sightings){out, n, scene_sensor, COUNT(scene_sensor)};
}

#endif
