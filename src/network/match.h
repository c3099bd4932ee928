/*
 * Which device of the ledger a host is. Pure.
 *
 * By MAC where the ledger has one; else by a fixed address of a device whose MAC it does not have.
 * A host name alone is a likeness, never a match.
 */
#ifndef NETWORK_MATCH_H
#define NETWORK_MATCH_H

#include "network/host.h"
#include "network/ledger.h"

enum match_how { MATCH_NONE, MATCH_MAC, MATCH_ADDRESS };

struct match {
    const struct ledger_device *device; /* NULL: not in the ledger */
    enum match_how how;
    const struct ledger_device *like; /* without a match: has its name or its address; or NULL */
};

struct matches {
    const struct match *of_host;      /* [hosts.n] */
    const struct host *const *device; /* [ledger.n] the host that is this device, or NULL */
};

MUST_CHECK enum status match_make(struct matches *out, const struct hosts *hosts,
                                  const struct ledger *ledger, struct arena *a, struct err *err);

#endif
