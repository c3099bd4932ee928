/*
 * Under which terms a network may be asked: its permission in force, its canaries, its never-list.
 */
#ifndef NETWORK_PROBE_TERMS_H
#define NETWORK_PROBE_TERMS_H

#include "network/probe_plan.h"

#include "record/record.h"

struct probe_canary {
    uint32_t ip; /* host order */
    const char *label;
};

/* A switch or router whose tables are read. */
struct probe_device {
    uint32_t ip; /* host order */
    const char *label, *credential;
    enum never_why why; /* NEVER_NOTHING: it may be asked */
};

struct probe_terms {
    int64_t network_id, permission_id;
    const char *network, *cidr;
    const char *permitted_by, *reason;
    const char *starts_on, *expires_on; /* ISO */
    int from_hour, until_hour;          /* JST */
    unsigned kinds;                     /* bits 1 << enum probe_kind */
    struct probe_canary canary[PROBE_CANARIES_MAX];
    size_t n_canaries;
    struct probe_device device[PROBE_DEVICES_MAX]; /* none without PROBE_SNMP in kinds */
    size_t n_devices;
    struct never never;
    int64_t until_ms;   /* nothing is sent from this instant on */
    struct err not_now; /* status OK, or the sentence why nothing may be sent at now_ms */
};

/*
 * Read the terms of a network: of its permissions the one in force at now_ms, else the one that
 * ends last (out->not_now says what keeps it from being used).
 *
 * E_DENIED   it has no permission (in words)
 * E_INVALID  it has no IPv4 range; a canary cannot be asked (in words)
 * E_NOTFOUND there is no such network; E_LIMIT as never_read()
 */
MUST_CHECK enum status probe_terms_read(struct probe_terms *out, struct db *db, int64_t facility_id,
                                        int64_t network_id, int64_t now_ms, struct arena *a,
                                        struct err *err);

/*
 * Is now_ms within the hours from .. until (JST, 0 .. 24; until at or before from: the next day's)?
 * Then *until_ms is their end; INT64_MAX for a whole day.
 */
bool probe_hours(int64_t *until_ms, int from, int until, int64_t now_ms);

#endif
