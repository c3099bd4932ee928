/*
 * The small, good institution of house.txt in a database, for the tests of this room.
 */
#ifndef HOUSE_H
#define HOUSE_H

#include "base/date.h"
#include "base/file.h"
#include "db/migrate.h"
#include "record/record.h"
#include "record/schema.h"
#include "t.h"
#include "t_db.h"

#include <inttypes.h>
#include <stdio.h>

#define HOUSE_FACILITY 42
enum { HOUSE_ROWS = 400, HOUSE_FILE_MAX = 1 << 20 };

struct house {
    struct db *db;
    struct arena *arena;
    struct {
        const char *name;
        int64_t id;
    } row[HOUSE_ROWS];
    size_t n;
};

/* Friday, 2026-11-20, noon. */
static inline int64_t house_now(void)
{
    return date_start_ms((struct date){2026, 11, 20}) + 12 * 3600 * 1000;
}

static inline int64_t house_id(const struct house *h, const char *name)
{
    for (size_t i = 0; i < h->n; i++) {
        if (strcmp(h->row[i].name, name) == 0) {
            return h->row[i].id;
        }
    }
    fail_msg("no row %s", name);
    return 0;
}

/* Store "field=value", with the id in place of an "@name". */
static inline void house_set(struct house *h, struct record *r, char *text)
{
    char *value = strchr(text, '='), *at;

    *value++ = '\0';
    at = strchr(value, '@');
    if (entity_field(r->entity, text) < 0) {
        fail_msg("%s has no field %s", r->entity->name, text);
    }
    r->value[entity_field(r->entity, text)] =
        at == NULL
            ? value
            : arena_printf(h->arena, "%.*s%" PRId64, (int)(at - value), value, house_id(h, at + 1));
}

/* Each row a millisecond after the one before: ids, and so the order in a check, are the rows'. */
static inline void house_put(struct house *h, struct record *r, const char *name)
{
    static const struct actor actor = {.name = "試験", .via = "test"};
    int64_t at = house_now() - 3600 * 1000 + (int64_t)h->n;
    CLEANUP(writer_close) struct writer *w = NULL;
    struct err err = {0};

    assert_true(h->n < HOUSE_ROWS);
    T_OK(writer_begin(&w, h->db, HOUSE_FACILITY, &actor, at, &err));
    t_status(name, record_put(w, r, NULL, &err), OK, &err, r->entity->name, (int)h->n);
    T_OK(writer_commit(w, &err));
    h->row[h->n].name = name;
    h->row[h->n++].id = r->id;
}

static inline void house_fill(struct house *h)
{
    struct record *r = NULL;
    const char *name = "";
    char *text, *next;
    size_t len;
    struct err err;

    T_OK(file_read(&text, &len, t_source("tests/unit/checklist/house.txt"), HOUSE_FILE_MAX,
                   h->arena, &err));
    for (char *line = strtok_r(text, "\n", &next); line != NULL;
         line = strtok_r(NULL, "\n", &next)) {
        char *rest;

        if (*line == '#') {
            continue;
        }
        if (*line == ' ') {
            for (char *cell = strtok_r(line, "|", &rest); cell != NULL;
                 cell = strtok_r(NULL, "|", &rest)) {
                cell += strspn(cell, " ");
                cell[strlen(cell) - (cell[0] != '\0' && cell[strlen(cell) - 1] == ' ')] = '\0';
                if (*cell != '\0') {
                    house_set(h, r, cell);
                }
            }
            continue;
        }
        if (r != NULL) {
            house_put(h, r, name);
        }
        r = record_new(entity_named(strtok_r(line, " ", &rest)), HOUSE_FACILITY, h->arena);
        name = *rest != '\0' ? rest : "-";
    }
    house_put(h, r, name);
}

/* Close it with house_close(). */
static inline struct house *house_open(enum db_engine engine)
{
    struct arena *a = arena_open(64 << 20);
    struct house *h = arena_make(a, struct house, 1);
    struct migrate_plan plan = {0};
    struct err err;

    *h = (struct house){.db = t_db(engine), .arena = a};
    plan.migration = schema_migrations(&plan.n);
    T_OK(migrate_run(h->db, &plan, NULL, house_now(), &err));
    house_fill(h);
    return h;
}

static inline void house_close(struct house **h)
{
    struct arena *a = (*h)->arena;

    db_close(&(*h)->db);
    arena_close(&a);
    *h = NULL;
}

#endif
