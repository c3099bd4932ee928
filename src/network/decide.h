/*
 * What a person decides about found machines: add them to the ledger, say which listed one they
 * are, or let them be, with a reason, a day and a name. Through the writer, as any change.
 */
#ifndef NETWORK_DECIDE_H
#define NETWORK_DECIDE_H

#include "record/record.h"

struct decide {
    struct db *db;
    struct writer *w;
    int64_t facility_id;
    const char *by; /* who decides */
    int64_t now_ms;
    struct arena *a;
};

/* A new device with what the wire says of the finding's subject; what it does not say is left to be
   confirmed. *device_id: the new record. E_INVALID in words: the finding is of no single machine.
 */
MUST_CHECK enum status decide_add(const struct decide *d, struct record *finding,
                                  int64_t *device_id, struct err *err);

/* It is the device with this 管理番号: its MAC goes there, or to a new interface where the device
   has one already. E_NOTFOUND in words: no such number; E_INVALID as above. */
MUST_CHECK enum status decide_same(const struct decide *d, struct record *finding,
                                   const char *asset_no, struct err *err);

/* Accepted until a day (ISO), by somebody who looks after it. */
MUST_CHECK enum status decide_accept(const struct decide *d, struct record *finding,
                                     const char *reason, const char *until, const char *owner,
                                     struct err *err);

#endif
