/*
 * A file from elsewhere into sightings and findings: a capture (pcap, pcapng), or a list of another
 * program (network/outside.h). For the upload's job.
 */
#ifndef NETWORK_OBSERVE_FILE_H
#define NETWORK_OBSERVE_FILE_H

#include "base/progress.h"
#include "network/observe.h"

struct observe_file {
    const char *path;
    const char *name;     /* as the person knows it; names the sensor */
    const char *data_dir; /* as observe_read() */
    int64_t now_ms;
    const struct progress *progress; /* NULL: nobody watches */
};

/*
 * Read the file, store what it says, reconcile. A capture that is cut off gives what is whole.
 * E_INVALID, E_NOTFOUND: no form we read, in words; E_LIMIT: a list past OUTSIDE_MAX; E_CANCELLED;
 * as observe_store().
 */
MUST_CHECK enum status observe_file(struct observe_result *out, struct db *db, int64_t facility_id,
                                    const struct observe_file *file, struct arena *a,
                                    struct err *err);

#endif
