/*
 * The keeper's side of the sensor: takes what it tells, stores it in batches, and compares with the
 * ledger when something has changed.
 */
#ifndef CLI_INTAKE_H
#define CLI_INTAKE_H

#include "cli/sensor.h"
#include "db/db.h"

struct intake;

/* E_NOMEM. */
MUST_CHECK enum status intake_open(struct intake **out, const struct sensor_link *link,
                                   struct err *err);
void intake_close(struct intake **t); /* *t may be NULL */

/*
 * Take what waits; at a beat or a full batch, store. Then reconcile, if something was stored and
 * the last time is long enough ago. What could not be stored is kept for the next time.
 * E_BUSY, E_FULL, E_IO of the database.
 */
MUST_CHECK enum status intake_turn(struct intake *t, struct db *db, const char *data_dir,
                                   int64_t now_ms, struct err *err);

#endif
