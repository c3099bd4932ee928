/*
 * What the wire says of one machine, known by its MACs or an address: for its page, and for the row
 * it may get in the ledger. Read from stored sightings; quick enough for a page.
 */
#ifndef NETWORK_TESTIMONY_H
#define NETWORK_TESTIMONY_H

#include "base/arena.h"
#include "db/db.h"
#include "network/fact.h"

#define TESTIMONY_MAX 60 /* lines of one machine: the surest, then the newest of each kind */

struct testimony_line {
    enum fact_kind kind;
    enum grade grade;
    const char *claim; /* "" for an address: see ip */
    const char *ip;    /* "" where it names none */
    const char *mac;   /* "" for an address behind a router */
    const char *from;  /* decoder */
    const char *sensor;
    int64_t frame; /* of the first time; 0: the source counts none */
    int64_t first_seen_at, last_seen_at;
};

struct testimony {
    const struct testimony_line *line; /* [n] by kind, surest and newest first */
    size_t n;
};

/* key: a MAC or an address as text; one that is neither has said nothing. */
MUST_CHECK enum status testimony_read(struct testimony *out, struct db *db, int64_t facility_id,
                                      const char *key, struct arena *a, struct err *err);

/* The same of a machine with n keys (its cards). n 0: it has said nothing. */
MUST_CHECK enum status testimony_read_all(struct testimony *out, struct db *db, int64_t facility_id,
                                          const char *const *key, size_t n, struct arena *a,
                                          struct err *err);

#define TESTIMONY_CARDS_MAX 8 /* MACs that are looked up behind one address */

/* Which MACs answer for an address, the newest first: mac[*n] in the arena. *n 0: none, or ip is no
   address. */
MUST_CHECK enum status testimony_answers(const char *mac[TESTIMONY_CARDS_MAX], size_t *n,
                                         struct db *db, int64_t facility_id, const char *ip,
                                         struct arena *a, struct err *err);

/* Has any sensor or list ever said anything in this institution? */
MUST_CHECK enum status testimony_any(bool *out, struct db *db, int64_t facility_id,
                                     struct err *err);

/* The best claim of a kind (of FACT_ADDRESS: the address); NULL: none. */
const char *testimony_claim(const struct testimony *t, enum fact_kind kind);

/* Which kind of the ledger its words point to: "printer", "network", "medical", "server"; NULL:
   they do not tell. */
const char *testimony_device_kind(const struct testimony *t);

#endif
