#include "intake/import.h"

#include "intake/import.sql.h"
#include "intake/import_line.h"
#include "intake/pace.h"
#include "record/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { UNDO_ARENA = 32 << 20 };

static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;

struct undo {
    struct db *db;
    int64_t facility_id, import_id;
    const struct entity *entity;
    struct actor actor;
    int64_t now_ms;
    struct arena *arena;
    int64_t before; /* rows from this one on are settled */
    struct import_undo sum;
    struct pace pace;
};

static enum status may_undo(const struct import_past *p, int64_t now_ms, struct err *err)
{
    char days[16];

    if (p->entity == NULL) {
        return err_say(err, E_NOTFOUND, MSG_INTAKE_NO_IMPORT);
    }
    if (strcmp(p->state, "undone") == 0) {
        return err_say(err, E_CONFLICT, MSG_INTAKE_UNDO_DONE);
    }
    if (strcmp(p->state, "running") == 0) {
        return err_say(err, E_CONFLICT, MSG_INTAKE_UNDO_RUNNING);
    }
    if (now_ms - p->created_at > IMPORT_UNDO_DAYS * day_ms) {
        snprintf(days, sizeof(days), "%d", IMPORT_UNDO_DAYS);
        return err_say(err, E_CONFLICT, MSG_INTAKE_UNDO_OLD, days);
    }
    return OK;
}

/* The change that made version of a record; its fields get back what they had before. */
static enum status restore(struct undo *u, struct record *r, bool *reopened, struct err *err)
{
    struct history h;
    enum status st = history_read(&h, u->db, u->entity, u->facility_id, r->id, u->arena, err);

    for (size_t i = 0; st == OK && i < h.n; i++) {
        const struct history_entry *e = &h.entry[i];

        if (e->version != r->version) {
            continue;
        }
        *reopened = strcmp(e->act, "reopen") == 0;
        for (size_t c = 0; c < e->n; c++) {
            r->value[e->change[c].field] = e->change[c].before;
        }
        return OK;
    }
    return st != OK ? st : err_set(err, E_CORRUPT, "no history of version %" PRId64, r->version);
}

static enum status undo_row(struct undo *u, struct writer *w, const struct sql_staged_done_row *row,
                            struct err *err)
{
    struct record *r;
    bool reopened = false;
    enum status st =
        record_read(&r, u->db, u->entity, u->facility_id, row->record_id, u->arena, err);

    if (st == OK && r->version != row->version_after) {
        u->sum.kept++;
        return sql_staged_state_run(u->db, u->facility_id, u->import_id, row->row_no, "kept", NULL,
                                    err);
    }
    if (st == OK && row->version_before != 0) {
        st = restore(u, r, &reopened, err);
    }
    if (st == OK) {
        st = row->version_before == 0 || reopened ? record_close(w, r, IMPORT_UNDONE_REASON, err)
                                                  : record_put(w, r, NULL, err);
    }
    if (st == OK) {
        u->sum.undone++;
        st = sql_staged_state_run(u->db, u->facility_id, u->import_id, row->row_no, "undone", NULL,
                                  err);
    }
    return st;
}

static enum status read_rows(struct undo *u, struct sql_staged_done_row row[IMPORT_UNDO_GROUP],
                             size_t *n, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q =
        sql_staged_done(u->db, u->facility_id, u->import_id, u->before, (int64_t)u->pace.group);

    *n = 0;
    while (*n < u->pace.group && sql_staged_done_next(q, &row[*n])) {
        (*n)++;
    }
    return stmt_status(q, err);
}

/* The next rows, from the file's end backwards, in one transaction; *n of them, also where it
   fails. */
static enum status undo_part(struct undo *u, size_t *n, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    struct arena_mark none = {0};
    struct sql_staged_done_row *row;
    size_t found = 0;
    enum status st = writer_begin(&w, u->db, u->facility_id, &u->actor, u->now_ms, err);

    *n = 0;
    arena_reset(u->arena, none);
    row = arena_make(u->arena, struct sql_staged_done_row, IMPORT_UNDO_GROUP);
    if (st == OK && row == NULL) {
        st = arena_status(u->arena, err);
    }
    if (st == OK) {
        st = read_rows(u, row, &found, err);
        writer_reason(w, IMPORT_UNDONE_REASON, u->import_id);
    }
    for (; st == OK && *n < found && !pace_is_over(&u->pace, *n); (*n)++) {
        st = undo_row(u, w, &row[*n], err);
    }
    if (st == OK && found == 0) {
        st = sql_import_undone_run(u->db, u->facility_id, u->import_id, u->now_ms, NULL, err);
    }
    if (st == OK) {
        st = writer_commit(w, err);
    }
    if (st == OK && found > 0) {
        u->before = row[*n - 1].row_no;
    }
    return st;
}

/* The same, with fewer rows where the disk has no room for so many. */
static enum status undo_group(struct undo *u, size_t *n, struct err *err)
{
    const struct import_undo before = u->sum;
    enum status st;

    do {
        u->sum = before;
        st = undo_part(u, n, err);
    } while (st == E_FULL && pace_shrink(&u->pace, *n));
    return st;
}

enum status import_undo(struct import_undo *out, struct db *db, int64_t facility_id,
                        int64_t import_id, const struct actor *actor, int64_t now_ms,
                        const struct progress *progress, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(UNDO_ARENA);
    struct undo u = {.db = db,
                     .facility_id = facility_id,
                     .import_id = import_id,
                     .actor = *actor,
                     .now_ms = now_ms,
                     .arena = a,
                     .before = INT64_MAX,
                     .pace = pace_of(db, IMPORT_UNDO_GROUP)};
    struct import_past past;
    size_t n = 1;
    enum status st = import_past_read(&past, db, facility_id, import_id, a, err);

    if (st == OK) {
        st = may_undo(&past, now_ms, err);
        u.entity = past.entity;
    }
    *out = (struct import_undo){0};
    while (st == OK && n > 0) {
        st = undo_group(&u, &n, err);
        if (st == OK) {
            *out = u.sum;
            st = progress_step(progress, u.sum.undone + u.sum.kept,
                               past.n[VERDICT_NEW] + past.n[VERDICT_CHANGED], "", err);
        }
        if (st == OK && n > 0) {
            pace_give_way(&u.pace);
            pace_wait_ms(PACE_PAUSE_MS);
        }
    }
    return st;
}
