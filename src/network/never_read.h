/*
 * The never-list of one network, read from the records and from what was seen.
 */
#ifndef NETWORK_NEVER_READ_H
#define NETWORK_NEVER_READ_H

#include "base/arena.h"
#include "db/db.h"
#include "network/never.h"

#define NEVER_ROWS_MAX 50000 /* ranges, and MACs */

/*
 * Read what may not be asked into *out, whose first, last and bits stand there already. A MAC that
 * may not be asked bars each address at which it was ever seen. E_LIMIT: more than NEVER_ROWS_MAX;
 * E_IO, E_NOMEM.
 */
MUST_CHECK enum status never_read(struct never *out, struct db *db, int64_t facility_id,
                                  struct arena *a, struct err *err);

/* "192.168.1.0/24" as its first and last address. False: no IPv4 range. */
bool never_read_range(struct never_range *out, unsigned *bits, const char *cidr);

#endif
