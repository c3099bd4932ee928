/*
 * Counts kept in the transaction of every change, so that no page counts rows.
 * Keys: "device" (open records), "device/status=active" (COUNTED fields; the empty value is
 * "device/os=", reserved values are なし and 不明; other free texts are counted together as "*").
 */
#ifndef RECORD_TALLY_H
#define RECORD_TALLY_H

#include "base/arena.h"
#include "db/db.h"

/* The count under key; 0 when there is none. */
MUST_CHECK enum status tally_get(int64_t *out, struct db *db, int64_t facility_id, const char *key,
                                 struct err *err);

struct tally_row {
    const char *key;
    int64_t n;
};
/* Every row of a facility whose key starts with prefix ("" = all), ordered by key. */
MUST_CHECK enum status tally_list(struct tally_row **out, size_t *n, struct db *db,
                                  int64_t facility_id, const char *prefix, struct arena *a,
                                  struct err *err);

#endif
