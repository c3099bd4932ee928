/*
 * What the reader tells of the switches of one run: driven beside the prober by probe_run(), kept
 * device by device, each as a sensor of its own, so that evidence says from which switch and table.
 */
#ifndef CLI_PROBE_SWITCHES_H
#define CLI_PROBE_SWITCHES_H

#include "base/arena.h"
#include "cli/switch_reader.h"
#include "db/db.h"
#include "network/fact_table.h"
#include "network/probe_terms.h"

/* What became of one switch. */
struct switch_result {
    const char *label;
    enum switch_end end;
    size_t n_stations, n_addresses; /* rows */
};

struct probe_switches {
    int reader; /* the driver's end; -1: nobody is read */
    const struct probe_terms *terms;
    struct db *db;
    int64_t facility_id;
    uint32_t run;
    struct fact_table *facts; /* of the device that is being told; NULL: none yet */
    struct arena *a;
    bool has_ended;
    struct switch_result result[PROBE_DEVICES_MAX];
    size_t n;
};

/* Tell the reader whom to read, as far as the permission and the never-list allow; out->n is then
   how many these are. Without a reader (its link says so: SWITCH_NO_FILE) and with nobody to read
   it has ended already. */
MUST_CHECK enum status probe_switches_begin(struct probe_switches *out,
                                            const struct prober_link *link,
                                            const struct probe_terms *terms, struct db *db,
                                            int64_t facility_id, uint32_t run, struct arena *a,
                                            struct err *err);

/* Take what waits; mac_of(): which MAC answered for an address of the network. E_IO, E_NOMEM, ...
   of storing. */
MUST_CHECK enum status probe_switches_turn(struct probe_switches *s,
                                           const uint8_t *(*mac_of)(const void *self, uint32_t ip),
                                           const void *self, struct err *err);

void probe_switches_close(struct probe_switches *s); /* for CLEANUP */

/* One sentence: what was read, or why not. In the arena. */
const char *probe_switches_text(const struct switch_result *r, enum lang lang, struct arena *a);

#endif
