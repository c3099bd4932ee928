/*
 * What the institution says it has: the device ledger, its networks and its remote maintenance, as
 * far as the wire can be held against it.
 */
#ifndef NETWORK_LEDGER_H
#define NETWORK_LEDGER_H

#include "base/arena.h"
#include "db/db.h"
#include "network/own.h"

/* A MAC or an address under which a device, or one of its interfaces, is listed. */
struct ledger_port {
    uint8_t mac[6]; /* zero: not listed */
    struct addr ip; /* none: not listed, なし, 不明 */
};

struct ledger_device {
    int64_t id;
    const char *label;  /* 「0003 ROOM3-PC3」 */
    const char *status; /* codes of the register, as all below */
    const char *kind;
    const char *network_kind;   /* or NULL */
    const char *ip_assignment;  /* or NULL */
    const char *attachment;     /* or NULL */
    const char *external_link;  /* or NULL */
    const char *second_network; /* "yes", "no", "unknown" */
    const char *maker;          /* or NULL, なし, 不明 */
    const char *hostname;       /* or NULL, なし, 不明 */
    const char *os;             /* or NULL, なし, 不明 */
    int64_t updated_at;
    bool is_explained;              /* a remote maintenance record names it, or goes through it */
    const struct ledger_port *port; /* [n_ports]: its own row, then its interfaces */
    size_t n_ports;
};

struct ledger {
    const struct ledger_device *device; /* by id */
    size_t n;
    struct own own;
};

/* Read it, in the arena. E_IO, E_NOMEM. */
MUST_CHECK enum status ledger_read(struct ledger *out, struct db *db, int64_t facility_id,
                                   struct arena *a, struct err *err);

/* Is text, a field that knows なし and 不明, a value? */
bool ledger_has(const char *text);
/* Is code one of those in words, which are separated by blanks? False for NULL. */
bool ledger_is(const char *code, const char *words);

#endif
