#include "record/site.h"

#include "base/date.h"
#include "base/file.h"
#include "base/id.h"
#include "db/migrate.h"
#include "record/record.h"
#include "record/schema.h"
#include "record/site.sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WORK_CACHE_KIB = 16000, PATH_SIZE = 4096, FACILITIES_MAX = 20000 };

int site_schema(void)
{
    size_t n;

    schema_migrations(&n);
    return (int)n;
}

struct upgrade {
    const char *data_dir;
    int64_t now_ms;
};

/* Before a schema changes: the whole database as it was, beside it. */
static enum status back_up(void *self, struct db *db, struct err *err)
{
    const struct upgrade *u = self;
    char path[PATH_SIZE];

    if (db_engine(db) != DB_SQLITE) {
        return OK; /* PostgreSQL: `sonae upgrade` asks for a pg_dump first */
    }
    snprintf(path, sizeof(path), "%s/backup", u->data_dir);
    enum status st = file_make_dirs(path, 0700, err);

    if (st != OK) {
        return st;
    }
    snprintf(path, sizeof(path), "%s/backup/before-schema-%d-%" PRId64 ".db", u->data_dir,
             site_schema(), u->now_ms);
    return db_snapshot(db, path, err);
}

enum status site_reopen(struct db **out, const struct site_options *options, struct err *err)
{
    char path[PATH_SIZE], temp[PATH_SIZE];

    snprintf(path, sizeof(path), "%s/" SITE_DATABASE, options->data_dir);
    snprintf(temp, sizeof(temp), "%s/tmp", options->data_dir);
    if (options->temp_in_dir) {
        enum status st = file_make_dirs(temp, 0700, err);

        if (st != OK) {
            return st;
        }
    }
    struct db_options o = {.url = options->db_url,
                           .path = path,
                           .temp_dir = options->temp_in_dir ? temp : NULL,
                           .cache_kib = options->temp_in_dir ? WORK_CACHE_KIB : 0};

    return db_open(out, &o, err);
}

enum status site_add_facility(int64_t *out, struct db *db, const char *name, int64_t now_ms,
                              struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    const struct entity *e = entity_named("facility");
    const struct actor program = {.name = "Sonae", .via = "setup"};
    int64_t id = id_make(now_ms);
    struct record *r = record_new(e, id, a);

    if (r == NULL) {
        return arena_status(a, err);
    }
    r->value[entity_field(e, "name")] = name;
    r->value[entity_field(e, "kind")] = "hospital";
    enum status st = writer_begin(&w, db, id, &program, now_ms, err);

    if (st == OK) {
        st = record_put(w, r, NULL, err);
    }
    if (st == OK) {
        st = writer_commit(w, err);
    }
    if (st == OK) {
        *out = id;
    }
    return st == OK ? OK : err_note(err, "making a facility");
}

enum status site_facilities(struct site_facility **out, size_t *n, struct db *db, struct arena *a,
                            struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_site_facility_list(db);
    struct sql_site_facility_list_row row;
    struct site_facility *list = NULL;
    size_t count = 0, room = 0;

    while (count < FACILITIES_MAX && sql_site_facility_list_next(q, &row)) {
        if (count == room) {
            struct site_facility *more = arena_make(a, struct site_facility, room = room * 2 + 8);

            if (more == NULL) {
                break;
            }
            if (count > 0) {
                memcpy(more, list, count * sizeof(*list));
            }
            list = more;
        }
        list[count++] = (struct site_facility){.id = row.id, .name = arena_copy(a, row.name)};
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "listing facilities");
    }
    *out = list;
    *n = count;
    return OK;
}

enum status site_facility(int64_t *out, struct db *db, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct site_facility *list;
    size_t n;
    enum status st = site_facilities(&list, &n, db, a, err);

    if (st != OK) {
        return st;
    }
    if (n != 1) {
        return n == 0 ? err_set(err, E_NOTFOUND, "no facility")
                      : err_say(err, E_CONFLICT, MSG_WHICH_FACILITY);
    }
    *out = list[0].id;
    return OK;
}

enum status site_open(struct db **out, const struct site_options *options, int64_t now_ms,
                      struct err *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    struct upgrade upgrade = {options->data_dir, now_ms};
    struct migrate_plan plan = {.backup = back_up, .self = &upgrade};
    int64_t facility;
    enum status st = file_make_dirs(options->data_dir, 0700, err);

    if (st == E_CONFLICT) {
        return err_say(err, st, MSG_DATA_IS_FILE, options->data_dir);
    }
    plan.migration = schema_migrations(&plan.n);
    if (st == OK) {
        st = file_own_dir(options->data_dir, err);
    }
    if (st == E_DENIED) {
        return err_say(err, E_DENIED, MSG_DATA_DIR_OF_OTHER, options->data_dir);
    }
    if (st == OK) {
        st = site_reopen(&db, options, err);
    }
    if (st == OK) {
        st = migrate_run(db, &plan, NULL, now_ms, err);
    }
    if (st != OK) {
        return err_note(err, "opening %s", options->data_dir);
    }
    st = site_facility(&facility, db, err);
    if (st == E_NOTFOUND) {
        st = site_add_facility(&facility, db, SITE_UNNAMED, now_ms, err);
    } else if (st == E_CONFLICT) {
        st = OK;
    }
    if (st == OK) {
        *out = db;
        db = NULL;
    }
    return st;
}
