/*
 * Which columns of the ledger a device of its kind must have (a monitor, a printer or network gear
 * needs fewer), less those it marks 該当しない. The check device_column_empty asks the same of the
 * whole ledger in SQL; a test holds the two together.
 */
#ifndef RECORD_NEEDED_H
#define RECORD_NEEDED_H

#include "record/record.h"

#define NEEDED_MAX 12

/*
 * The indexes of fields that r lacks, at most NEEDED_MAX, to out; how many. Besides the device's
 * columns: a version that is empty or 不明, and for every other entity its REQUIRED fields.
 */
size_t needed_missing(int out[NEEDED_MAX], const struct record *r);

/* The fields of e that needed_missing() looks at (record_query.fields). */
uint64_t needed_fields(const struct entity *e);

#endif
