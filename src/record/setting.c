#include "record/setting.h"

#include "record/setting.sql.h"

enum status setting_get(const char **out, struct db *db, int64_t facility_id, const char *key,
                        const char *other, struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_setting_get(db, facility_id, key);
    struct sql_setting_get_row row;
    const char *value = other;

    while (sql_setting_get_next(q, &row)) {
        value = arena_copy(a, row.value);
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading the setting %s", key);
    }
    *out = value;
    return OK;
}

enum status setting_set(struct db *db, int64_t facility_id, const char *key, const char *value,
                        struct err *err)
{
    return sql_setting_set_run(db, facility_id, key, value, NULL, err);
}
