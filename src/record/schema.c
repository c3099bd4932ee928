#include "record/schema.h"

#include "record/migrations.h" /* generated from migrations/ */

const struct migration *schema_migrations(size_t *n)
{
    *n = COUNT(migration_all);
    return migration_all;
}
