/*
 * Driving one run of the prober: the order, the log, what was found. For the command and the job.
 */
#ifndef CLI_PROBE_RUN_H
#define CLI_PROBE_RUN_H

#include "base/progress.h"
#include "cli/probe_switches.h"
#include "network/observe.h"
#include "network/probe_log.h"

struct probe_run {
    const struct prober_link *link;
    const struct probe_terms *terms;
    const struct probe_plan *plan;
    const char *data_dir;
    const char *by; /* who started it */
    int64_t facility_id;
    int64_t now_ms;
    const struct progress *progress; /* NULL: nobody watches */
};

struct probe_result {
    int64_t id;        /* of the run, and of its log */
    int64_t n_sent;    /* packets; lines of the log */
    size_t n_answered; /* addresses */
    struct switch_result switches[PROBE_DEVICES_MAX];
    size_t n_switches;
    struct observe_result observed;
};

/*
 * Have the plan carried out, write every packet to the log, then store what was found and compare
 * it with the ledger. What was found before it stopped is stored, too.
 *
 * E_DENIED    the permission is not in force (its sentence), or its hours ended meanwhile
 * E_CANCELLED progress said so
 * E_CONFLICT  a canary does not answer (in words)
 * E_IO, E_FULL, E_LIMIT
 */
MUST_CHECK enum status probe_run(struct probe_result *out, struct db *db,
                                 const struct probe_run *run, struct arena *a, struct err *err);

#endif
