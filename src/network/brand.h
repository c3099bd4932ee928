/*
 * Makers of machines, under one name each, however a ledger writes them: 「富士通株式会社」,
 * "FUJITSU", 「富士通クライアントコンピューティング」. For holding the ledger's maker against the
 * card's.
 *
 * Only makers of whole machines are brands. Who makes cards for the machines of others (Intel,
 * Realtek), adapters (Buffalo, ELECOM), or cards that exist in software only (VMware) says nothing
 * of the machine; nor does who sells or leases it.
 */
#ifndef NETWORK_BRAND_H
#define NETWORK_BRAND_H

#include "base/arena.h"

#include <stdbool.h>

/* The brand a written maker begins with, legal form set aside; NULL: none we know. The name is
   static, and that of maker_name() where the maker has one there. E_*: the arena's, which is used
   for the moment only. */
const char *brand_find(const char *written, struct arena *a);

/* May a machine of brand a carry the card of brand b? The same, or companies that build for each
   other (NEC and Lenovo, HP and HPE). a and b come from brand_find(). */
bool brand_may_carry(const char *a, const char *b);

#endif
