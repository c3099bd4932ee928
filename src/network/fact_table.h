/*
 * Facts folded: the same fact told a thousand times is one row with a count, its first and last
 * time and the frame it was first seen in. Bounded: a full table forgets what was not told for
 * longest, and counts what it forgot.
 */
#ifndef NETWORK_FACT_TABLE_H
#define NETWORK_FACT_TABLE_H

#include "network/fact.h"

#include "base/err.h"

#define FACT_TABLE_MAX 200000 /* rows: about 50 MiB */

/* What is looked at and counted each time stands together, before the claim's end. */
struct fact_row {
    int64_t last_us;
    uint64_t n;       /* times told */
    uint64_t n_fresh; /* of these, since the last fact_table_drain() */
    struct fact
        fact; /* as first told, at_us and frame of the earliest; grade and one_way at best */
};

struct fact_table;

/* An empty table for at most max rows (>= 1); key: see mix.h. E_NOMEM. */
MUST_CHECK enum status fact_table_open(struct fact_table **out, size_t max, uint64_t key,
                                       struct err *err);
void fact_table_close(struct fact_table **t); /* *t may be NULL */

/*
 * Take a fact. Two are the same when kind, decoder, MAC, VLAN, address, port and claim are; for a
 * kind that links two machines (fact_kind_links()) the peer, too, else the first peer is kept.
 */
void fact_table_take(struct fact_table *t, const struct fact *fact);
struct fact_sink fact_table_sink(struct fact_table *t);
bool fact_kind_links(enum fact_kind kind);

/* Rows in the order they came (a row that replaced a forgotten one stands in its place). The
   pointer is good until the next take. */
size_t fact_table_n(const struct fact_table *t);
const struct fact_row *fact_table_row(const struct fact_table *t, size_t i);

/* Give each row told since the last time to take(self, row), as it stands, and begin counting its
   n_fresh anew. Where take answers false the round stops: false, and the next call goes on with
   that row. True: the round is through, and the next call begins another. */
bool fact_table_drain(struct fact_table *t, bool (*take)(void *self, const struct fact_row *row),
                      void *self);

uint64_t fact_table_forgotten(const struct fact_table *t);

/* OK, or E_NOMEM when a row found no memory (the rows that did are whole). */
MUST_CHECK enum status fact_table_status(const struct fact_table *t, struct err *err);

#endif
