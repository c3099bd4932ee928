/*
 * An export as the parameters of a job: which records of which register, and how written.
 */
#ifndef DOSSIER_EXPORT_ORDER_H
#define DOSSIER_EXPORT_ORDER_H

#include "base/json.h"
#include "dossier/export.h"

/* More records than this are written by a job: no page may take longer than 50 ms, and 500 devices
   as xlsx take about that. */
#define EXPORT_AT_ONCE_MAX 500

/* The request as a JSON object in out; what a job knows by itself (times, places) is left out. */
MUST_CHECK enum status export_order_write(struct buf *out, const struct export_request *rq,
                                          struct err *err);

/* Read it back for a facility; all text lives in a. E_INVALID: not what was written. */
MUST_CHECK enum status export_order_read(struct export_request *out, const struct json *params,
                                         int64_t facility_id, struct arena *a, struct err *err);

#endif
