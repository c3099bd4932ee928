/* The records and facts behind the verdicts, read and put together. */
#include "readiness/verdict.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { READ_ALL = -1 };

struct reading {
    struct db *db;
    int64_t facility_id, now_ms;
    struct arena *arena;
    struct record_list systems, backups, drills;
    struct copy_facts facts;
};

static int64_t reference(const struct record *r, const char *field)
{
    const char *id = record_get(r, field);

    return id == NULL ? 0 : strtoll(id, NULL, 10);
}

static enum status read_open(struct record_list *out, const char *entity, const char *sort,
                             const struct reading *rd, struct err *err)
{
    const struct entity *e = entity_named(entity);
    const struct record_query q = {.entity = e,
                                   .facility_id = rd->facility_id,
                                   .sort = sort == NULL ? -1 : entity_field(e, sort),
                                   .limit = READ_ALL};

    return record_list_read(out, rd->db, &q, rd->arena, err);
}

static enum status read_all(struct reading *rd, int64_t backup_id, struct err *err)
{
    enum status st = read_open(&rd->drills, "drill", NULL, rd, err);

    if (st == OK) {
        st = copy_fact_list(&rd->facts, rd->db, rd->facility_id, backup_id, rd->arena, err);
    }
    return st;
}

/* The facts of one copy stand together. */
static const struct copy_fact *facts_of(const struct reading *rd, int64_t backup_id, size_t *n)
{
    size_t first = 0;

    while (first < rd->facts.n && rd->facts.fact[first].backup_id != backup_id) {
        first++;
    }
    *n = 0;
    while (first + *n < rd->facts.n && rd->facts.fact[first + *n].backup_id == backup_id) {
        ++*n;
    }
    return rd->facts.fact + first;
}

static void judge(struct verdict_copy *out, const struct reading *rd, const struct record *backup,
                  const struct record *system)
{
    struct verdict_input in = {
        .backup = backup,
        .system = system,
        .drill = (const struct record *const *)rd->drills.row,
        .n_drills = rd->drills.n,
        .now_ms = rd->now_ms,
    };

    in.fact = facts_of(rd, backup->id, &in.n_facts);
    verdict_judge(out, &in, rd->arena);
}

static void put_together(struct verdict_system *s, const struct reading *rd,
                         const struct record *system)
{
    *s = (struct verdict_system){
        .system = system, .copy = arena_make(rd->arena, struct verdict_copy, rd->backups.n + 1)};
    for (size_t i = rd->backups.n; s->copy != NULL && i > 0; i--) { /* the oldest record first */
        const struct record *backup = rd->backups.row[i - 1];

        if (reference(backup, "system") == system->id) {
            judge(&s->copy[s->n++], rd, backup, system);
        }
    }
    verdict_add_up(s);
}

static bool is_managed(const struct record *system)
{
    const char *in_scope = record_get(system, "in_scope");

    return in_scope != NULL && strcmp(in_scope, "1") == 0 &&
           record_get(system, "recovery_priority") != NULL;
}

enum status verdict_read(struct verdict_all *out, struct db *db, int64_t facility_id,
                         int64_t now_ms, struct arena *a, struct err *err)
{
    struct reading rd = {.db = db, .facility_id = facility_id, .now_ms = now_ms, .arena = a};
    struct verdict_all all = {0};
    enum status st = read_open(&rd.systems, "system", "recovery_priority", &rd, err);

    if (st == OK) {
        st = read_open(&rd.backups, "backup", NULL, &rd, err);
    }
    if (st == OK) {
        st = read_all(&rd, 0, err);
    }
    if (st != OK) {
        return err_note(err, "the verdict on the copies");
    }
    all.system = arena_make(a, struct verdict_system, rd.systems.n + 1);
    for (size_t i = 0; all.system != NULL && i < rd.systems.n; i++) {
        struct verdict_system *s = &all.system[all.n];

        put_together(s, &rd, rd.systems.row[i]);
        all.n += s->n > 0 || is_managed(s->system);
    }
    st = arena_status(a, err);
    if (st != OK) {
        return err_note(err, "the verdict on the copies");
    }
    *out = all;
    return OK;
}

enum status verdict_read_copy(struct verdict_copy *out, struct db *db, int64_t facility_id,
                              int64_t backup_id, int64_t now_ms, struct arena *a, struct err *err)
{
    struct reading rd = {.db = db, .facility_id = facility_id, .now_ms = now_ms, .arena = a};
    struct record *backup, *system = NULL;
    struct verdict_copy copy;
    enum status st =
        record_read(&backup, db, entity_named("backup"), facility_id, backup_id, a, err);

    if (st == OK) {
        st = record_read(&system, db, entity_named("system"), facility_id,
                         reference(backup, "system"), a, err);
    }
    if (st == OK) {
        st = read_all(&rd, backup_id, err);
    }
    if (st == OK) {
        judge(&copy, &rd, backup, system);
        st = arena_status(a, err);
    }
    if (st != OK) {
        return err_note(err, "the verdict on copy %" PRId64, backup_id);
    }
    *out = copy;
    return OK;
}
