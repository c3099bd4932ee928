#include "intake/import.h"

#include "base/mem.h"
#include "intake/import_job.h"

#include <string.h>

enum { BATCH_SIZE = 8 << 20 /* bytes of rows that are judged together */ };

static void job_close(struct import_job *job)
{
    import_file_close(&job->file);
    seen_close(&job->rules.seen);
    memo_close(&job->rules.memo);
    arena_close(&job->batch);
    mem_free(job->work);
}

/* ---- Judging ---- */

/* A row that an earlier, cut-off run has settled: only its key is of interest. */
static enum status pass_over(struct import_job *job, struct import_work *w, struct err *err)
{
    for (size_t i = 0; i < job->q->entity->n; i++) {
        if ((int)i != job->rules.key) {
            w->line.typed[i] = NULL;
        }
    }

    enum status st = import_line_parse(w, &job->rules, err);

    return st == OK ? import_line_see(w, &job->rules, err) : st;
}

/* The next rows of the table into work, up to a group and BATCH_SIZE. */
static enum status read_batch(struct import_job *job, struct err *err)
{
    struct arena_mark none = {0};

    job->n = job->done = 0;
    arena_reset(job->batch, none);
    job->rules.scope.arena = job->batch;
    while (job->n < job->pace.group && arena_used(job->batch) < BATCH_SIZE) {
        const struct book_row *row;
        struct import_work *w = &job->work[job->n];
        enum status st = table_next(job->file.table, &row, err);

        if (st != OK) {
            return st;
        }
        if (row == NULL) {
            job->at_end = true;
            return OK;
        }
        st = import_line_cells(w, &job->rules, row, err);
        job->out->untitled += (int64_t)w->untitled;
        if (st == OK && row->number <= job->out->resumed_after) {
            st = pass_over(job, w, err);
        } else {
            job->n++;
        }
        if (st != OK) {
            return st;
        }
    }
    return OK;
}

/* A preview remembers what the rows would be called, for rows that refer to them. */
static enum status see_labels(struct import_job *job, const struct import_work *w, struct err *err)
{
    const struct entity *e = job->q->entity;
    enum status st = seen_add(&job->rules.seen, 'l', record_label(w->record, job->batch), err);

    for (size_t i = 0; st == OK && i < e->n; i++) {
        if ((e->field[i].flags & (TITLE | UNIQUE)) != 0 && w->record->value[i] != NULL) {
            st = seen_add(&job->rules.seen, 'l', w->record->value[i], err);
            break;
        }
    }
    return st;
}

enum status import_judge(struct import_job *job, struct import_work *w, struct err *err)
{
    enum status st;

    import_line_reset(w, &job->rules);
    st = import_line_parse(w, &job->rules, err);
    if (st == OK && w->line.verdict != VERDICT_REJECTED) {
        st = import_line_match(w, &job->rules, err);
    }
    if (st == OK) {
        st = import_line_see(w, &job->rules, err);
    }
    if (st != OK || !job->rules.preview || w->line.verdict == VERDICT_REJECTED) {
        return st;
    }
    if (w->line.verdict != VERDICT_SAME) {
        st = import_line_check(w, &job->rules, err);
    }
    return st == OK && job->rules.refers_to_itself && w->line.verdict != VERDICT_REJECTED
               ? see_labels(job, w, err)
               : st;
}

enum status import_judge_all(struct import_job *job, struct err *err)
{
    enum status st = db_begin_read(job->db, err);

    for (size_t i = job->done; st == OK && i < job->n && i - job->done < job->pace.group; i++) {
        st = import_judge(job, &job->work[i], err);
    }
    db_rollback(job->db);
    return st;
}

/* ---- All of it ---- */

static enum status watch(struct import_job *job, struct err *err)
{
    enum status st = OK;

    for (size_t i = 0; st == OK && job->q->watcher != NULL && i < job->n; i++) {
        st = job->q->watcher->line(job->q->watcher->self, &job->work[i].line, err);
    }
    return st == OK ? progress_step(job->q->progress, job->out->read, job->q->total,
                                    job->q->file_name, err)
                    : st;
}

static enum status do_batch(struct import_job *job, struct err *err)
{
    enum status st = OK;

    if (job->n > 0 && job->q->preview) {
        st = import_judge_all(job, err);
        if (st == OK) {
            import_count(job->out, job, job->n);
        }
    } else if (job->n > 0) {
        st = import_store(job, err);
    }
    return st == OK ? watch(job, err) : st;
}

static void say_what_is_left_out(struct import_result *out, const struct table *t, struct arena *a)
{
    const struct table_skip *skip = table_skips(t, &out->n_skips, &out->skipped);
    const char *const *other = table_others(t, &out->n_others);
    struct table_skip *skips = arena_make(a, struct table_skip, out->n_skips);
    const char **others = arena_make(a, const char *, out->n_others);

    for (size_t i = 0; skips != NULL && i < out->n_skips; i++) {
        skips[i] = skip[i];
    }
    for (size_t i = 0; others != NULL && i < out->n_others; i++) {
        others[i] = arena_copy(a, other[i]);
    }
    out->skip = skips;
    out->n_skips = skips == NULL ? 0 : out->n_skips;
    out->other = others;
    out->n_others = others == NULL ? 0 : out->n_others;
}

enum status import_run(struct import_result *out, struct db *db,
                       const struct import_request *request, struct arena *a, struct err *err)
{
    CLEANUP(job_close)
    struct import_job job = {.q = request, .out = out, .db = db, .keep = a};

    *out = (struct import_result){0};
    job.actor = *request->actor;
    job.actor.via = "import";
    job.now_ms = request->now_ms;

    enum status st = import_begin(&job, err);

    while (st == OK && !job.at_end) {
        st = read_batch(&job, err);
        if (st == OK) {
            st = do_batch(&job, err);
        }
        if (st == OK && !job.at_end && !request->preview) {
            pace_wait_ms(PACE_PAUSE_MS);
        }
    }
    if (st == OK && !request->preview) {
        st = import_end(&job, err);
    }
    if (job.file.table != NULL) {
        say_what_is_left_out(out, job.file.table, a);
    }
    return st == OK ? arena_status(a, err) : st;
}
