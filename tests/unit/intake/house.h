/* An empty institution and how to bring text into it, for the tests of the import. */
#ifndef INTAKE_HOUSE_H
#define INTAKE_HOUSE_H

#include "intake/import.h"

#include "base/date.h"
#include "base/id.h"
#include "db/migrate.h"
#include "record/schema.h"
#include "t_db.h"

#include <stdio.h>

#define HOUSE_ID INT64_C(42)

static const struct actor house_clerk = {.account_id = 7, .name = "試験 係", .via = "test"};

static inline int64_t house_noon(void)
{
    return date_start_ms((struct date){2026, 11, 24}) + 12 * 3600 * 1000;
}

static inline enum status house_try(struct db *db, struct err *err)
{
    struct migrate_plan plan = {0};

    plan.migration = schema_migrations(&plan.n);
    return migrate_run(db, &plan, NULL, house_noon(), err);
}

static inline struct db *house_open(enum db_engine engine)
{
    struct db *db = t_db(engine);
    struct err err;

    T_OK(house_try(db, &err));
    return db;
}

/* A request to bring text into a register. */
static inline struct import_request house_request(const char *entity, const char *text)
{
    return (struct import_request){
        .entity = entity_named(entity),
        .facility_id = HOUSE_ID,
        .source = {.bytes = text, .size = strlen(text)},
        .file_name = "見本.csv",
        .actor = &house_clerk,
        .now_ms = house_noon(),
    };
}

static inline const char *house_counts(const struct import_result *r)
{
    static char text[4][64];
    static unsigned next;
    char *out = text[next++ % 4];

    snprintf(out, sizeof(text[0]), "read %d new %d changed %d same %d rejected %d", (int)r->read,
             (int)r->n[VERDICT_NEW], (int)r->n[VERDICT_CHANGED], (int)r->n[VERDICT_SAME],
             (int)r->n[VERDICT_REJECTED]);
    return out;
}

/* Bring text in and expect these counts. */
static inline struct import_result house_import(struct db *db, const char *entity, const char *text,
                                                const char *want, struct arena *a)
{
    struct import_request q = house_request(entity, text);
    struct import_result r;
    struct err err;

    T_OK(import_run(&r, db, &q, a, &err));
    assert_string_equal(house_counts(&r), want);
    return r;
}

/* The record of a register whose field has this value, closed ones too; fails if there is none. */
static inline struct record *house_record(struct db *db, const char *entity, const char *field,
                                          const char *value, struct arena *a)
{
    const struct entity *e = entity_named(entity);
    struct filter filter = {.field = entity_field(e, field), .how = FILTER_IS, .text = value};
    struct record_query query = {.entity = e,
                                 .facility_id = HOUSE_ID,
                                 .filter = &filter,
                                 .n_filters = 1,
                                 .sort = -1,
                                 .with_closed = true,
                                 .limit = 1};
    struct record_list list;
    struct err err;

    T_OK(record_list_read(&list, db, &query, a, &err));
    if (list.n == 0) {
        fail_msg("no %s with %s %s", entity, field, value);
    }
    return list.row[0];
}

static inline const char *house_value(struct db *db, const char *entity, const char *key,
                                      const char *field, struct arena *a)
{
    const struct entity *e = entity_named(entity);
    const char *value = record_get(house_record(db, entity, entity_unique(e)->name, key, a), field);

    return value == NULL ? "(empty)" : value;
}

#endif
