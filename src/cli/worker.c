#include "cli/worker.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "checklist/todo.h"
#include "cli/intake.h"
#include "cli/jobs.h"
#include "network/sighting.h"
#include "proc/child.h"
#include "proc/limits.h"
#include "proc/sandbox.h"
#include "proc/tool.h"
#include "readiness/reach.h"
#include "record/audit.h"
#include "record/job.h"
#include "record/session.h"

#include <stdio.h>

enum {
    POLL_MS = 250,
    KEEPER_MS = 15 * 1000,
    INTAKE_MS = 500,
    KEEPER_MEMORY = 64 << 20,
    JOB_MEMORY = 256 << 20,
    FILES_KEPT_S = 24 * 3600
};

/* What every process of ours gives up once its files are open. */
static enum status settle(const struct site_options *site, enum sandbox_kind kind,
                          const char *const *read, size_t n_read, struct err *err)
{
    const char *const write[] = {site->data_dir};
    struct sandbox want = {
        .kind = kind, .write = write, .n_write = COUNT(write), .read = read, .n_read = n_read};
    unsigned gaps;
    enum status st = limits_apply(0, err);

    sandbox_database(&want, site->db_url);
    if (st == OK) {
        st = sandbox_enter(&want, &gaps, err);
    }
    if (st == OK) {
        sandbox_log_gaps(kind == SANDBOX_WORK ? "job" : "keeper", gaps);
    }
    return st;
}

/* ---- job ---- */

/* The copies, and what some kinds of jobs need beside: VERIFY_*. Tools give up more
   (proc/tool.h). */
static enum status confine_verify(const struct worker *w, unsigned needs, unsigned *gaps,
                                  struct err *err)
{
    static const char *const machine[] = {"/proc", "/sys/dev/block", "/sys/devices"};
    const char *const write[] = {w->site.data_dir, "/dev/null"};
    const char *read[TOOL_READ_FILES + COUNT(machine) + VERIFY_COPIES_MAX];
    const bool tools = (needs & VERIFY_TOOLS) != 0, probe = (needs & VERIFY_PROBE) != 0;
    struct sandbox want = {.kind = tools ? SANDBOX_VERIFY : SANDBOX_WORK,
                           .write = write,
                           .n_write = COUNT(write),
                           .read = read,
                           .run = tool_run_dirs,
                           .n_run = tools ? TOOL_RUN_DIRS : 0,
                           .edit = w->places->dir,
                           .n_edit = (needs & VERIFY_EDIT) != 0 ? w->places->n : 0,
                           .probe = reach_port,
                           .n_probe = probe ? REACH_PORTS : 0};

    for (size_t i = 0; tools && i < TOOL_READ_FILES; i++) {
        read[want.n_read++] = tool_read_files[i];
    }
    for (size_t i = 0; probe && i < COUNT(machine); i++) {
        read[want.n_read++] = machine[i];
    }
    for (size_t i = 0; i < w->places->n; i++) {
        read[want.n_read++] = w->places->dir[i];
    }
    sandbox_database(&want, w->site.db_url);
    return sandbox_enter(&want, gaps, err);
}

/* Give up what this kind of job does not need, then run it. */
static enum status run_verify(const char **result, struct db *db, const struct worker *w,
                              const struct job *job, const struct progress *progress,
                              struct arena *a, struct err *err)
{
    unsigned gaps;
    enum status st = confine_verify(w, verify_job_needs(job->kind), &gaps, err);

    return st == OK ? verify_job_run(result, db, &w->site, w->places, job, progress, a, err) : st;
}

static enum status run_one(struct db *db, const struct worker *w, enum job_lane lane,
                           const struct job *job, struct err *err)
{
    struct job_reporter reporter = {.db = db, .job_id = job->id, .now_ms = clock_now_ms};
    CLEANUP(arena_close) struct arena *a = arena_open(JOB_MEMORY);
    const char *result = "{}";
    struct err why;
    enum status st =
        lane == JOB_VERIFY
            ? run_verify(&result, db, w, job, job_progress(&reporter), a, &why)
            : jobs_run(&result, db, &w->site, w->prober, job, job_progress(&reporter), a, &why);

    if (st == OK) {
        log_event(LOG_INFO, "job.done", log_str("kind", job->kind), log_int("id", job->id));
        return job_done(db, job->id, result, clock_now_ms(), err);
    }
    log_err("job.failed", &why);
    return job_failed(db, job->id, &why, clock_now_ms(), err);
}

/* Wait for one job of the lane, and run it: the exit status of the process. */
static int work(const struct worker *w, enum job_lane lane,
                enum status (*lock)(const struct worker *w, struct err *err))
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct err err;
    int stop;
    enum status st = child_stop_fd(&stop, &err);

    sensor_link_close(w->sensor);
    prober_link_drive(w->prober);
    if (lane != JOB_ORDINARY) {
        prober_link_close(w->prober);
    }
    if (st == OK) {
        st = site_reopen(&db, &w->site, &err);
    }
    if (st == OK) {
        st = lock(w, &err);
    }
    while (st == OK) {
        struct job job;

        st = job_claim(&job, db, lane, clock_now_ms(), a, &err);
        if (st == OK) {
            st = run_one(db, w, lane, &job, &err);
            break;
        }
        if (st != E_NOTFOUND && st != E_BUSY) {
            break;
        }
        st = OK;
        wake_wait(w->wake, stop, POLL_MS);
        if (child_stopped(stop, 0)) {
            return 0;
        }
    }
    if (st != OK) {
        log_err("job.process", &err);
        return 1;
    }
    return 0;
}

static enum status lock_job(const struct worker *w, struct err *err)
{
    /* Pango, fontconfig and iconv open these late (docs/decisions: Pango in the job only). */
    static const char *const read[] = {"/etc/fonts", "/usr/share/fonts", "/usr/share/fontconfig",
                                       "/var/cache/fontconfig", "/usr/lib"};

    return settle(&w->site, SANDBOX_WORK, read, COUNT(read), err);
}

int worker_job(void *self, int index)
{
    (void)index;
    return work(self, JOB_ORDINARY, lock_job);
}

/* Until it is known which job comes: what any of them may need. */
static enum status lock_verify(const struct worker *w, struct err *err)
{
    unsigned gaps;
    enum status st = limits_apply(0, err);

    if (st == OK) {
        st = confine_verify(w, VERIFY_TOOLS | VERIFY_PROBE | VERIFY_EDIT, &gaps, err);
    }
    if (st == OK) {
        sandbox_log_gaps("verify", gaps);
    }
    return st;
}

int worker_verify(void *self, int index)
{
    (void)index;
    return work(self, JOB_VERIFY, lock_verify);
}

/* ---- keeper ---- */

/* For each facility: once a day, and at the first turn, the head of its history is signed and old
   sightings are forgotten; and what waits is counted anew when something has changed. */
static enum status keep_facilities(struct db *db, const struct site_options *site, bool sign,
                                   struct assess_cache *cache, int64_t now_ms, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(KEEPER_MEMORY);
    struct site_facility *list;
    size_t n;
    enum status st = site_facilities(&list, &n, db, a, err);

    for (size_t i = 0; st == OK && i < n; i++) {
        if (sign) {
            st = audit_checkpoint(db, list[i].id, site->data_dir, now_ms, err);
            st = st == E_NOTFOUND ? OK : st;
        }
        if (st == OK && sign) {
            st = sighting_forget(db, list[i].id, now_ms, err);
        }
        if (st == OK) {
            st = todo_refresh(db, list[i].id, site->data_dir, cache, now_ms, a, err);
        }
        if (st == OK) {
            st = verify_jobs_due(db, list[i].id, now_ms, a, err);
        }
    }
    return st;
}

/* Ledgers on their way in and out lie there for a day. */
static void forget_files(const char *data_dir, int64_t now_ms)
{
    static const char *const places[] = {"uploads", "exports"};
    char path[4096];

    for (size_t i = 0; i < COUNT(places); i++) {
        snprintf(path, sizeof(path), "%s/%s", data_dir, places[i]);
        file_purge(path, now_ms / 1000 - FILES_KEPT_S);
    }
}

/* Until the next turn, store what the sensor tells. True: it is time to end. */
static bool wait_and_listen(int stop, struct intake *intake, struct db *db, const char *data_dir)
{
    int64_t until = clock_now_ms() + KEEPER_MS;
    struct err err;

    if (intake == NULL) {
        return child_stopped(stop, KEEPER_MS);
    }
    while (clock_now_ms() < until) {
        if (intake_turn(intake, db, data_dir, clock_now_ms(), &err) != OK) {
            log_err("keeper.sensor", &err); /* kept, and tried again */
        }
        if (child_stopped(stop, INTAKE_MS)) {
            return true;
        }
    }
    return false;
}

int worker_keeper(void *self, int index)
{
    const struct worker *w = self;
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(intake_close) struct intake *intake = NULL;
    CLEANUP(assess_cache_close) struct assess_cache *cache = assess_cache_open();
    struct err err;
    int64_t signed_day = 0;
    int stop;
    enum status st = child_stop_fd(&stop, &err);

    (void)index;
    file_close(&w->sensor->from_keeper);
    prober_link_close(w->prober);
    if (st == OK) {
        st = site_reopen(&db, &w->site, &err);
    }
    if (st == OK) {
        st = settle(&w->site, SANDBOX_SERVE, NULL, 0, &err);
    }
    if (st == OK && w->sensor->iface != NULL) {
        st = intake_open(&intake, w->sensor, &err);
    }
    if (st != OK) {
        log_err("keeper.start", &err);
        return 1;
    }
    for (;;) {
        int64_t now = clock_now_ms(), today = date_day_number(date_of_ms(now));

        forget_files(w->site.data_dir, now);
        st = session_purge(db, now, &err);
        if (st == OK) {
            st = keep_facilities(db, &w->site, today != signed_day, cache, now, &err);
            signed_day = st == OK ? today : signed_day;
        }
        if (st != OK) { /* a full disk, a busy database: the next turn tries again */
            log_err("keeper.turn", &err);
        }
        if (wait_and_listen(stop, intake, db, w->site.data_dir)) {
            break;
        }
    }
    return 0;
}
