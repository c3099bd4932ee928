/*
 * The sample hospital (sample/) in a database, for tests of what is made of many records.
 *
 * A throwaway loader, not the import: clean values straight through record_put(), the device ledger
 * as sample/ledger.py knows it before it is dressed up as somebody's Excel file.
 */
#ifndef T_HOSPITAL_H
#define T_HOSPITAL_H

#include "record/record.h"
#include "t_db.h"

/* 2026-11-24 12:00 JST: the day the sample's records were made for. */
#define T_HOSPITAL_NOW 1795489200000

/* A new database with an empty facility of that name. */
struct db *t_house(enum db_engine engine, const char *name, int64_t *facility_id);

/* Fill it with the sample hospital. Needs python3, as make check does. */
void t_hospital(struct db *db, int64_t facility_id);

/* Save one record in a transaction of its own; pairs: field, canonical value, ..., NULL. */
int64_t t_put(struct db *db, int64_t facility_id, const char *entity, ...);

#endif
