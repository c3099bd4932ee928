/*
 * The schema of this program: its migrations, for migrate_run().
 */
#ifndef RECORD_SCHEMA_H
#define RECORD_SCHEMA_H

#include "db/migrate.h"

/* Every migration in order; static memory. */
const struct migration *schema_migrations(size_t *n);

#endif
