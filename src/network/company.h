/*
 * Who shares a network on one wire: whether an address has others beside it. Made once from all
 * devices, so that asking for each of them stays quick.
 */
#ifndef NETWORK_COMPANY_H
#define NETWORK_COMPANY_H

#include "network/host.h"

struct company;

/* NULL once the arena has failed. */
const struct company *company_make(const struct hosts *hosts, const struct own *own,
                                   struct arena *a);

/* Is another device than self in at's network (own_same()), on at's wire? */
bool company_has(const struct company *company, const struct host *self,
                 const struct host_address *at);

#endif
