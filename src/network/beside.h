/*
 * The wire beside the ledger: what a device's own traffic says of it, field by field, next to what
 * its record says. Nothing here changes a record; a value can be proposed to the person's form.
 *
 * A device is found on the wire as match.h does it: by the MACs of its record and interfaces, else
 * (none listed, or none of them heard) by its fixed address, and then by who answers for that.
 */
#ifndef NETWORK_BESIDE_H
#define NETWORK_BESIDE_H

#include "network/lore.h"
#include "network/testimony.h"
#include "record/record.h"

enum beside_verdict {
    BESIDE_SAME,        /* both say it */
    BESIDE_DIFFERS,     /* they cannot both be right */
    BESIDE_LOOK,        /* other words: a person has to read them */
    BESIDE_WIRE_ONLY,   /* the ledger is empty, or says 不明 */
    BESIDE_LEDGER_ONLY, /* the wire says nothing */
    BESIDE_ASIDE        /* no contradiction: an address lent by DHCP, who made the card */
};

struct beside_line {
    int field;           /* of the entity device */
    const char *wire;    /* as it is shown; NULL: nothing was said */
    const char *propose; /* canonical value for the field; NULL: nothing to propose */
    const char *note;    /* what one should know to judge; or NULL */
    enum beside_verdict verdict;
    enum grade grade; /* of what the wire says, as the rest */
    const char *from, *sensor;
    int64_t last_seen_at;
};

#define BESIDE_LINES 10

struct beside {
    bool heard;             /* something was ever heard in this institution */
    bool seen;              /* of this device */
    bool findable;          /* its record has a MAC or a fixed address */
    const char *by_address; /* known by this address only; NULL: by a MAC */
    int64_t first_seen_at, last_seen_at;
    struct beside_line line[BESIDE_LINES]; /* [n_lines] in the order of the register */
    size_t n_lines;
    size_t n_differ; /* lines to look at: DIFFERS and LOOK */
    struct testimony said;
};

/* Of one record of the entity device. lore: names of systems, makers of cards; nothing of it is
   kept in *out. E_IO, E_NOMEM. */
MUST_CHECK enum status beside_read(struct beside *out, struct db *db, const struct record *device,
                                   const struct lore *lore, struct arena *a, struct err *err);

/* Do both name one system? True for "Windows 10 22H2" and "Windows NT 10.0 build 19045". */
enum beside_verdict beside_compare_os(const char *ledger, const char *wire,
                                      const struct eol_list *eol, struct arena *a);

#endif
