/*
 * What was sent to whom, as a file that is only ever added to: one line a packet, so that a
 * hospital can show it to a maker. Lines that begin with '#' say under whose permission.
 */
#ifndef NETWORK_PROBE_LOG_H
#define NETWORK_PROBE_LOG_H

#include "network/probe_terms.h"

#define PROBE_LOG_DIR "probes" /* in the data directory */

/* Where the log of a run is. NULL: no memory. */
const char *probe_log_path(const char *data_dir, int64_t facility_id, int64_t id, struct arena *a);

struct probe_log {
    int fd; /* -1: closed */
};
#define PROBE_LOG_INIT \
    {                  \
        .fd = -1       \
    }

/* Begin a new file, with its directories. E_CONFLICT: it is there already; E_IO, E_FULL. */
MUST_CHECK enum status probe_log_open(struct probe_log *out, const char *path,
                                      const struct probe_terms *terms, const char *by,
                                      int64_t now_ms, struct arena *a, struct err *err);
void probe_log_close(struct probe_log *log);

/* "2026-11-24T03:00:00.000Z<TAB>192.168.1.5<TAB>arp<TAB>request" */
MUST_CHECK enum status probe_log_sent(struct probe_log *log, int64_t at_us, uint32_t ip,
                                      enum probe_kind kind, const char *what, struct err *err);

/* The last line: how many packets there were, and what ended it (why NULL: it was through). */
MUST_CHECK enum status probe_log_end(struct probe_log *log, int64_t now_ms, int64_t n_sent,
                                     const struct err *why, struct arena *a, struct err *err);

#endif
