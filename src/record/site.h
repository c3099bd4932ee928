/*
 * A place where Sonae's data lives: the data directory and its database.
 */
#ifndef RECORD_SITE_H
#define RECORD_SITE_H

#include "base/arena.h"
#include "db/db.h"

#include <stdbool.h>

struct site_options {
    const char *data_dir;
    const char *db_url; /* NULL or "sqlite": sonae.db inside data_dir */
    bool temp_in_dir;   /* commands and jobs: temporary files below data_dir, not in memory, and
                         a page cache for long work */
};

#define SITE_DATABASE "sonae.db"
#define SITE_UNNAMED "名称未設定"

/*
 * Make the directory and the database where there are none, bring the schema up to date (after a
 * copy to DATA/backup/), and make the first facility, named SITE_UNNAMED until setup names it.
 * E_DENIED: the directory belongs to another user. E_CONFLICT: a newer program wrote it.
 */
MUST_CHECK enum status site_open(struct db **out, const struct site_options *options,
                                 int64_t now_ms, struct err *err);

/* Open what site_open() has prepared (a further process of the same program). */
MUST_CHECK enum status site_reopen(struct db **out, const struct site_options *options,
                                   struct err *err);

/* The only facility. E_NOTFOUND: none; E_CONFLICT: there are several, so one must be named. */
MUST_CHECK enum status site_facility(int64_t *out, struct db *db, struct err *err);

struct site_facility {
    int64_t id;
    const char *name;
};
MUST_CHECK enum status site_facilities(struct site_facility **out, size_t *n, struct db *db,
                                       struct arena *a, struct err *err);

/* A new facility with this name. */
MUST_CHECK enum status site_add_facility(int64_t *out, struct db *db, const char *name,
                                         int64_t now_ms, struct err *err);

/* The schema this program was built with. */
int site_schema(void);

#endif
