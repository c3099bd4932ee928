/* Settings of a facility: short texts under a name. Facility 0 holds those of the whole program. */
#ifndef RECORD_SETTING_H
#define RECORD_SETTING_H

#include "base/arena.h"
#include "db/db.h"

/* *out is other where nothing is set. */
MUST_CHECK enum status setting_get(const char **out, struct db *db, int64_t facility_id,
                                   const char *key, const char *other, struct arena *a,
                                   struct err *err);
MUST_CHECK enum status setting_set(struct db *db, int64_t facility_id, const char *key,
                                   const char *value, struct err *err);

#endif
