#include "intake/import.h"

#include "intake/import.sql.h"
#include "intake/import_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct mend {
    struct db *db;
    int64_t facility_id, import_id, row;
    struct import_rules rules;
    struct import_work work;
    const struct actor *actor;
    int64_t now_ms;
    struct arena *arena;
};

static enum status no_such_row(int64_t row, struct err *err)
{
    char number[24];

    snprintf(number, sizeof(number), "%" PRId64, row);
    return err_say(err, E_NOTFOUND, MSG_INTAKE_NO_REJECT, number);
}

static enum status read_cells(struct mend *m, const char **cells, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_staged_rejected_one(m->db, m->facility_id, m->import_id, m->row);
    struct sql_staged_rejected_one_row row;

    *cells = NULL;
    while (sql_staged_rejected_one_next(q, &row)) {
        *cells = arena_copy(m->arena, row.cells);
    }
    if (stmt_status(q, err) != OK || arena_status(m->arena, err) != OK) {
        return err->status;
    }
    return *cells == NULL ? no_such_row(m->row, err) : OK;
}

static enum status replace(struct mend *m, const struct import_mend *mend, size_t n,
                           struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        int field = entity_field(m->rules.entity, mend[i].field);

        if (field < 0) {
            return err_set(err, E_INVALID, "mend: %s has no field %s", m->rules.entity->name,
                           mend[i].field);
        }
        m->work.line.typed[field] =
            *mend[i].value == '\0' ? NULL : arena_copy(m->arena, mend[i].value);
        m->work.kind[field] = CELL_TEXT;
    }
    return arena_status(m->arena, err);
}

static enum status judge(struct mend *m, struct writer *w, struct err *err)
{
    struct import_work *work = &m->work;
    enum status st = import_line_parse(work, &m->rules, err);

    if (st == OK && work->line.verdict != VERDICT_REJECTED) {
        st = import_line_match(work, &m->rules, err);
    }
    if (st == OK && work->line.verdict != VERDICT_REJECTED && work->line.verdict != VERDICT_SAME) {
        st = import_line_check(work, &m->rules, err);
    }
    return st == OK && (work->line.verdict == VERDICT_NEW || work->line.verdict == VERDICT_CHANGED)
               ? record_put(w, work->record, NULL, err)
               : st;
}

static enum status store(struct mend *m, const char *cells, struct err *err)
{
    const struct import_line *line = &m->work.line;
    char message[sizeof(line->why)];
    int64_t n[VERDICTS] = {0};
    enum status st;

    if (line->verdict == VERDICT_REJECTED) {
        const char *field = line->field < 0 ? "" : m->rules.entity->field[line->field].name;

        err_text(&line->why, LANG_JA, message, sizeof(message));
        return sql_staged_again_run(m->db, m->facility_id, m->import_id, m->row, cells, field,
                                    line->wrong, message, NULL, err);
    }
    if (line->verdict == VERDICT_SAME) {
        st = sql_staged_dropped_run(m->db, m->facility_id, m->import_id, m->row, NULL, err);
    } else {
        st = sql_staged_mended_run(m->db, m->facility_id, m->import_id, m->row, m->work.record->id,
                                   line->before == NULL ? 0 : line->before->version,
                                   m->work.record->version, NULL, err);
    }
    n[line->verdict] = 1;
    return st == OK ? sql_import_mended_run(m->db, m->facility_id, m->import_id, n[VERDICT_NEW],
                                            n[VERDICT_CHANGED], n[VERDICT_SAME], NULL, err)
                    : st;
}

static enum status mend_row(struct mend *m, const struct import_mend *mend, size_t n,
                            struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    struct actor actor = *m->actor;
    const char *cells;
    enum status st = writer_begin(&w, m->db, m->facility_id, &actor, m->now_ms, err);

    if (st == OK) {
        writer_reason(w, NULL, m->import_id);
        st = read_cells(m, &cells, err);
    }
    if (st == OK) {
        st = import_line_json(&m->work, &m->rules, m->row, cells, err);
    }
    if (st == OK) {
        st = replace(m, mend, n, err);
    }
    if (st == OK) {
        cells = import_line_to_json(&m->work, &m->rules);
        st = cells == NULL ? err_set(err, E_NOMEM, "mend: no memory") : judge(m, w, err);
    }
    if (st == OK) {
        st = store(m, cells, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

enum status import_mend(enum import_verdict *out, struct db *db, int64_t facility_id,
                        int64_t import_id, const struct import_mend *mend, size_t n,
                        const struct actor *actor, int64_t now_ms, struct arena *a, struct err *err)
{
    struct mend m = {.db = db,
                     .facility_id = facility_id,
                     .import_id = import_id,
                     .row = n == 0 ? 0 : mend[0].row,
                     .actor = actor,
                     .now_ms = now_ms,
                     .arena = a};
    struct import_past past;
    enum status st = import_past_read(&past, db, facility_id, import_id, a, err);

    if (st == OK && past.entity == NULL) {
        st = err_say(err, E_NOTFOUND, MSG_INTAKE_NO_IMPORT);
    }
    if (st != OK) {
        return st;
    }
    import_rules_init(&m.rules, past.entity, db, facility_id, now_ms);
    m.rules.scope.arena = a;
    m.rules.synonyms = synonyms_of(past.entity, a);
    st = arena_status(a, err);
    if (st == OK) {
        st = mend_row(&m, mend, n, err);
    }
    if (st == OK) {
        *out = m.work.line.verdict;
    }
    return st;
}
