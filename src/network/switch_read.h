/*
 * The tables of a switch or router, read column by column: which object to ask for next, and what
 * an answer's rows mean. Pure; how the questions travel is switch_talk.h's affair.
 *
 * Read are, of each table as much as the device has: where it learned which MAC (dot1qTpFdbTable,
 * else dot1dTpFdbTable: RFC 4363, RFC 4188), what its ports are called (dot1dBasePortIfIndex,
 * ifName, else ifDescr), which VLAN a filtering database belongs to (dot1qVlanFdbId), and which
 * address has which MAC (ipNetToPhysicalTable, else ipNetToMediaTable: RFC 4293).
 *
 * A device is not believed to be well-behaved: rows must come in rising order and are counted, so
 * that no table goes round in circles or on for ever. Its fuzz target is tests/fuzz/switch_read.c.
 */
#ifndef NETWORK_SWITCH_READ_H
#define NETWORK_SWITCH_READ_H

#include "base/arena.h"
#include "network/fact.h"

#define SWITCH_READ_ROWS_MAX 65536 /* of one device, all tables together */
#define SWITCH_READ_OID_MAX 48     /* parts of an object's name, with a row's index */
#define SWITCH_READ_ALONE 2        /* stations on a port that surely hang there: PC and telephone */
#define SWITCH_READ_FEW 8          /* more than these: a line to another switch, most likely */

struct switch_oid {
    uint32_t part[SWITCH_READ_OID_MAX];
    size_t n;
};

enum switch_kind {
    SWITCH_NOTHING, /* no such object, or the end of all objects */
    SWITCH_NUMBER,
    SWITCH_OCTETS /* also, with len 0, what is of no type that our tables have */
};

struct switch_value {
    enum switch_kind kind;
    uint32_t number;
    const uint8_t *byte; /* [len] */
    size_t len;
};

enum switch_end {
    SWITCH_DONE,
    SWITCH_CIRCLES, /* its rows did not rise */
    SWITCH_FULL,    /* it has more rows than SWITCH_READ_ROWS_MAX */
    SWITCH_SILENT,  /* it has answered nothing */
    SWITCH_CUT,     /* it stopped answering in the middle, or the run ended */
    SWITCH_DENIED,  /* it told that name or password is wrong (v3) */
    SWITCH_NO_NAME, /* the credential that its record names is not in the file */
    SWITCH_NO_FILE, /* there is no file of secrets: nobody reads */
    SWITCH_BARRED,  /* the never-list, or it did not answer ARP */
    SWITCH_BROKEN,  /* our own trouble */
    SWITCH_ENDS
};

extern const char *const switch_end_name[SWITCH_ENDS]; /* JSON: "done" */

struct switch_read; /* in the arena */

MUST_CHECK enum status switch_read_open(struct switch_read **out, struct arena *a, struct err *err);

/* The object behind which the next rows are asked for. False: it is over. */
bool switch_read_next(struct switch_oid *out, struct switch_read *r);

/* One row of an answer to it, in the order in which they stand. */
void switch_read_row(struct switch_read *r, const struct switch_oid *oid,
                     const struct switch_value *value);

/* The answer has no more rows. One without a row ends its table. */
void switch_read_answered(struct switch_read *r);

/* SWITCH_DONE, SWITCH_CIRCLES or SWITCH_FULL. */
enum switch_end switch_read_end(const struct switch_read *r);

size_t switch_read_stations(const struct switch_read *r);  /* rows of MACs at ports */
size_t switch_read_addresses(const struct switch_read *r); /* rows of addresses with MACs */

/*
 * Tell what was read of the device that is called label: each station there (FACT_TALKS) and at
 * which port (FACT_PLACE, "LABEL PORT": the surer the fewer share it), each address (FACT_ADDRESS).
 */
void switch_read_tell(const struct switch_read *r, const char *label, int64_t at_us,
                      struct fact_sink *sink);

#endif
