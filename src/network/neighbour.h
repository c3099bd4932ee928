/*
 * Which addresses are whose own, as ARP and ND told: the newest word on each, in a table of fixed
 * size where a newer neighbour may take an older one's place.
 */
#ifndef NETWORK_NEIGHBOUR_H
#define NETWORK_NEIGHBOUR_H

#include "network/fact.h"

#include "base/err.h"

struct neighbours;

/* n: a power of two. key: see mix.h. E_NOMEM. */
MUST_CHECK enum status neighbours_open(struct neighbours **out, size_t n, uint64_t key,
                                       struct err *err);
void neighbours_close(struct neighbours **t); /* *t may be NULL */

void neighbour_learn(struct neighbours *t, const uint8_t mac[6], const struct addr *ip);
bool neighbour_is(const struct neighbours *t, const uint8_t mac[6], const struct addr *ip);
bool neighbour_has(const struct neighbours *t, const uint8_t mac[6]); /* any address at all */

#endif
