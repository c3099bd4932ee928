/* A group of judged rows into the database. */
#include "intake/import_job.h"

#include "intake/import.sql.h"

#include <inttypes.h>
#include <string.h>

enum { BUSY_TRIES = 5, BUSY_WAIT_MS = 200 };

/* A record that was refused: the row is rejected, if it is the row's fault. */
static enum status reject_stored(struct import_job *job, struct import_work *w, struct err *err)
{
    const struct err why = *err;
    enum status st = import_line_check(w, &job->rules, err); /* names the field */

    if (st == OK && w->line.verdict != VERDICT_REJECTED) {
        if (w->line.before == NULL) {
            *err = why;
            return why.status;
        }
        import_line_reject(w, -1, &why); /* saved by somebody else, again and again */
    }
    return st;
}

static enum status put(struct import_job *job, struct writer *w, struct import_work *work,
                       struct err *err)
{
    bool changed = true;
    enum status st = record_put(w, work->record, &changed, err);

    if (st == E_CONFLICT && work->line.before != NULL) { /* saved since it was matched: once more */
        st = import_line_match(work, &job->rules, err);
        if (st != OK || work->line.verdict == VERDICT_REJECTED) {
            return st;
        }
        st = record_put(w, work->record, &changed, err);
    }
    if (st == E_INVALID || st == E_CONFLICT) {
        return reject_stored(job, work, err);
    }
    if (st == OK && !changed) {
        work->line.verdict = VERDICT_SAME;
    }
    return st;
}

static enum status store(struct import_job *job, struct writer *w, struct import_work *work,
                         struct err *err)
{
    const struct import_line *line = &work->line;
    enum status st = OK;

    if (line->verdict == VERDICT_NEW || line->verdict == VERDICT_CHANGED) {
        st = put(job, w, work, err);
    }
    if (st != OK || line->verdict == VERDICT_SAME) {
        return st;
    }
    if (line->verdict == VERDICT_REJECTED) {
        char message[sizeof(line->why)];
        const char *cells = import_line_to_json(work, &job->rules);
        const char *field = line->field < 0 ? "" : job->q->entity->field[line->field].name;

        err_text(&line->why, LANG_JA, message, sizeof(message));
        return cells == NULL ? err_set(err, E_NOMEM, "import: no memory")
                             : sql_staged_add_run(job->db, job->q->facility_id, job->out->import_id,
                                                  line->number, "rejected", NULL, NULL, NULL, cells,
                                                  field, line->wrong, message, NULL, err);
    }

    int64_t before = line->before == NULL ? 0 : line->before->version;

    return sql_staged_add_run(job->db, job->q->facility_id, job->out->import_id, line->number,
                              "done", &work->record->id, &before, &work->record->version, "", NULL,
                              NULL, NULL, NULL, err);
}

void import_count(struct import_result *out, const struct import_job *job, size_t upto)
{
    for (size_t i = job->done; i < upto; i++) {
        const struct import_work *w = &job->work[i];

        out->read++;
        out->n[w->line.verdict]++;
        if (w->line.verdict == VERDICT_NEW) {
            for (size_t f = 0; f < job->q->entity->n; f++) {
                out->to_confirm[f] += w->to_confirm[f];
            }
        }
    }
}

static const char *write_to_confirm(const struct import_result *out, const struct entity *e,
                                    struct arena *a)
{
    const char *list = "";

    for (size_t i = 0; i < e->n; i++) {
        if (out->to_confirm[i] > 0) {
            list = arena_printf(a, "%s%s\"%s\":%" PRId64, list, *list == '\0' ? "" : ",",
                                e->field[i].name, out->to_confirm[i]);
        }
    }
    return arena_printf(a, "{%s}", list);
}

static enum status settle(struct import_job *job, size_t upto, struct err *err)
{
    struct import_result sum = *job->out;

    import_count(&sum, job, upto);

    const char *to_confirm = write_to_confirm(&sum, job->q->entity, job->batch);

    return to_confirm == NULL
               ? arena_status(job->batch, err)
               : sql_import_step_run(job->db, job->q->facility_id, job->out->import_id, sum.read,
                                     sum.n[VERDICT_NEW], sum.n[VERDICT_CHANGED],
                                     sum.n[VERDICT_SAME], sum.n[VERDICT_REJECTED], to_confirm,
                                     job->work[upto - 1].line.number, NULL, err);
}

/* In the transaction of a group: has nobody else gone on with this import since? */
static enum status check_ours(struct import_job *job, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_import_at(job->db, job->q->facility_id, job->out->import_id);
    struct sql_import_at_row row;
    bool ours = false;

    while (sql_import_at_next(q, &row)) {
        ours = row.last_row == job->settled;
    }
    if (stmt_status(q, err) != OK) {
        return err->status;
    }
    return ours ? OK : err_say(err, E_CONFLICT, MSG_INTAKE_ELSEWHERE);
}

/*
 * The rows in work and how far that brings the import, in one transaction; it ends before row
 * *upto, also where it fails.
 */
static enum status store_part(struct import_job *job, size_t *upto, struct err *err)
{
    size_t i = job->done;

    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st =
        writer_begin(&w, job->db, job->q->facility_id, &job->actor, job->now_ms++, err);

    if (st == OK) {
        writer_reason(w, job->reason, job->out->import_id);
        st = check_ours(job, err);
    }
    for (; st == OK && i < job->n && !pace_is_over(&job->pace, i - job->done); i++) {
        if (job->rules.refers_to_itself) { /* it may name a record that the row before made */
            st = import_judge(job, &job->work[i], err);
        }
        if (st == OK) {
            st = store(job, w, &job->work[i], err);
        }
    }
    *upto = i;
    if (st == OK) {
        st = settle(job, i, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

/* As many of the rows in work as one transaction takes. */
static enum status store_some(struct import_job *job, struct err *err)
{
    enum status st;
    size_t upto = job->done;
    int busy = 0;
    bool again;

    do {
        st = job->rules.refers_to_itself ? OK : import_judge_all(job, err);
        if (st == OK) {
            st = store_part(job, &upto, err);
        }
        again = st == E_FULL && pace_shrink(&job->pace, upto - job->done);
        if (st == E_BUSY && ++busy < BUSY_TRIES) {
            pace_wait_ms(BUSY_WAIT_MS);
            again = true;
        }
    } while (again);
    if (st == OK) {
        import_count(job->out, job, upto);
        job->done = upto;
        job->settled = job->work[upto - 1].line.number;
    }
    return st;
}

enum status import_store(struct import_job *job, struct err *err)
{
    enum status st = OK;

    while (st == OK && job->done < job->n) {
        st = store_some(job, err);
        if (st == OK) {
            pace_give_way(&job->pace);
        }
    }
    return st;
}
