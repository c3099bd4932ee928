#include "t_hospital.h"

#include "db/migrate.h"
#include "record/schema.h"
#include "record/site.h"
#include "record/value.h"

#include <stdio.h>

enum { CELL_MAX = 4096, LOADER_MEMORY = 64 << 20 };

static const struct actor clerk = {.account_id = 7, .name = "情報 一郎", .via = "test"};

/* The device ledger with every column, one line a device. */
static const char ledger_csv[] =
    "import csv, sys\n"
    "sys.path.insert(0, sys.argv[1]); import ledger\n"
    "rows = ledger.devices()\n"
    "labels = list(dict.fromkeys(k for r in rows for k in r))\n"
    "w = csv.writer(open(sys.argv[2], 'w', encoding='utf-8-sig', newline=''))\n"
    "w.writerow(labels)\n"
    "w.writerows([[r.get(k, '') for k in labels] for r in rows])\n";

struct db *t_house(enum db_engine engine, const char *name, int64_t *facility_id)
{
    struct db *db = t_db(engine);
    struct migrate_plan plan = {0};
    struct err err;

    plan.migration = schema_migrations(&plan.n);
    T_OK(migrate_run(db, &plan, NULL, T_HOSPITAL_NOW, &err));
    T_OK(site_add_facility(facility_id, db, name, T_HOSPITAL_NOW, &err));
    return db;
}

int64_t t_put(struct db *db, int64_t facility_id, const char *entity, ...)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *r = record_new(entity_named(entity), facility_id, a);
    struct err err;
    static int64_t tick; /* so that records are as old as the order in which they were put */
    va_list ap;

    assert_non_null(r);
    va_start(ap, entity);
    for (const char *name; (name = va_arg(ap, const char *)) != NULL;) {
        int i = entity_field(r->entity, name);

        assert_true(i >= 0);
        r->value[i] = va_arg(ap, const char *);
    }
    va_end(ap);
    T_OK(writer_begin(&w, db, facility_id, &clerk, T_HOSPITAL_NOW + tick++, &err));
    T_OK(record_put(w, r, NULL, &err));
    T_OK(writer_commit(w, &err));
    return r->id;
}

/* ---- csv, as simple as ours is ---- */

/* The next cell of f to out; what ended it: ',', '\n' or EOF. */
static int next_cell(FILE *f, char out[CELL_MAX])
{
    size_t n = 0;
    bool quoted = false;

    for (int c; (c = fgetc(f)) != EOF;) {
        if (c == '"') {
            int next = fgetc(f);

            if (quoted && next == '"') {
                out[n++] = '"';
                continue;
            }
            ungetc(next, f);
            quoted = !quoted;
        } else if (!quoted && (c == ',' || c == '\n')) {
            out[n] = '\0';
            return c;
        } else if (quoted || c != '\r') {
            out[n++] = (char)c;
        }
        assert_true(n < CELL_MAX);
    }
    out[n] = '\0';
    return EOF;
}

struct table {
    const struct entity *entity;
    int column[ENTITY_FIELDS_MAX];
    size_t n;
};

static bool read_titles(struct table *t, FILE *f)
{
    char cell[CELL_MAX];

    for (int end = 0; end != '\n' && end != EOF;) {
        end = next_cell(f, cell);
        const char *label = strncmp(cell, "\xef\xbb\xbf", 3) == 0 ? cell + 3 : cell;

        t->column[t->n] = -1;
        for (size_t i = 0; i < t->entity->n; i++) {
            if (strcmp(t->entity->field[i].ja, label) == 0) {
                t->column[t->n] = (int)i;
            }
        }
        t->n++;
    }
    return true;
}

/* The record that the row is about: the one with the same UNIQUE value, the facility, a new one. */
static struct record *record_of(struct db *db, int64_t facility_id, const struct entity *e,
                                const char *const value[], struct arena *a)
{
    const struct field *unique = entity_unique(e);
    struct record *r = NULL;
    struct record_list list;
    struct err err;

    if (strcmp(e->name, "facility") == 0) {
        T_OK(record_read(&r, db, e, facility_id, facility_id, a, &err));
        return r;
    }
    if (unique != NULL) {
        int field = entity_field(e, unique->name);
        struct filter same = {field, FILTER_IS, value[field]};
        struct record_query q = {.entity = e,
                                 .facility_id = facility_id,
                                 .filter = &same,
                                 .n_filters = 1,
                                 .sort = -1,
                                 .limit = 1};

        T_OK(record_list_read(&list, db, &q, a, &err));
        if (list.n == 1) {
            return list.row[0];
        }
    }
    return record_new(e, facility_id, a);
}

static bool put_row(struct table *t, FILE *f, struct db *db, struct writer *w, int64_t facility_id,
                    struct arena *a)
{
    struct value_scope scope = {
        .db = db, .facility_id = facility_id, .now_ms = T_HOSPITAL_NOW, .arena = a};
    const char **value = arena_make(a, const char *, t->entity->n);
    char cell[CELL_MAX];
    struct err err;
    int end = 0;

    for (size_t i = 0; i < t->n && end != EOF; i++) {
        end = next_cell(f, cell);
        if (t->column[i] >= 0) {
            const struct field *field = &t->entity->field[t->column[i]];

            /* what an import understands of an address cell is not ours to repeat */
            if (field->kind == K_IP && strcmp(cell, "DHCP") == 0) {
                continue;
            }
            T_OK(value_parse(&value[t->column[i]], field, cell, &scope, &err));
        }
    }
    if (end == EOF) {
        return false;
    }
    struct record *r = record_of(db, facility_id, t->entity, value, a);

    for (size_t i = 0; i < t->entity->n; i++) {
        r->value[i] = value[i] != NULL      ? value[i]
                      : r->value[i] != NULL ? r->value[i]
                                            : t->entity->field[i].when_missing;
    }
    T_OK(record_put(w, r, NULL, &err));
    return true;
}

static void load(struct db *db, int64_t facility_id, const char *entity, const char *path)
{
    CLEANUP(arena_close) struct arena *a = arena_open(LOADER_MEMORY);
    CLEANUP(writer_close) struct writer *w = NULL;
    struct arena_mark mark = arena_mark(a);
    struct table t = {.entity = entity_named(entity)};
    FILE *f = fopen(path, "rb");
    struct err err;

    assert_non_null(f);
    static int64_t tick; /* so that the records of a later file are younger */

    T_OK(writer_begin(&w, db, facility_id, &clerk, T_HOSPITAL_NOW + tick++, &err));
    read_titles(&t, f);
    while (put_row(&t, f, db, w, facility_id, a)) {
        arena_reset(a, mark);
    }
    fclose(f);
    T_OK(writer_commit(w, &err));
}

/* sample/device.xlsx before it was dressed up */
static const char *device_csv(void)
{
    static char path[1200];
    char command[6000];
    FILE *script;
    char py[1200];

    snprintf(path, sizeof(path), "%s/device.csv", t_temp_dir());
    snprintf(py, sizeof(py), "%s/device.py", t_temp_dir());
    script = fopen(py, "wb");
    assert_non_null(script);
    fputs(ledger_csv, script);
    fclose(script);
    snprintf(command, sizeof(command), "python3 -B '%s' '%s' '%s'", py, t_source("sample"), path);
    assert_int_equal(system(command), 0);
    return path;
}

void t_hospital(struct db *db, int64_t facility_id)
{
    char entity[64], file[128], path[256];
    FILE *order = fopen(t_source("sample/order.txt"), "rb");

    assert_non_null(order);
    while (fscanf(order, "%63s %127s", entity, file) == 2) {
        if (strcmp(file, "device.xlsx") == 0) {
            load(db, facility_id, entity, device_csv());
        } else if (strcmp(file, "device-more.csv") != 0) {
            snprintf(path, sizeof(path), "sample/%s", file);
            load(db, facility_id, entity, t_source(path));
        }
    }
    fclose(order);
}
