/*
 * Looking at registered copies as jobs: only where it is allowed, when it is due, and once.
 */
#include "cli/verify_jobs.h"

#include "base/id.h"
#include "readiness/copy_fact.h"
#include "t_hospital.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA = 16 << 20, HOUR_MS = 3600000 };

static const struct actor clerk = {.name = "係", .via = "web"};

/* TEMP/allowed/copies holds one archive; TEMP/allowed/way leads out; TEMP/alloweded is no part. */
static void make_places(void)
{
    char script[PATH_MAX];

    snprintf(script, sizeof(script),
             "cd %s && mkdir -p allowed/copies alloweded other && echo text > other/a && "
             "tar czf allowed/copies/a.tar.gz -C other a && ln -sfn ../other allowed/way",
             t_temp_dir());
    assert_int_equal(system(script), 0);
}

static void a_place_is_below_one_that_was_named(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    static const struct {
        const char *path;
        enum status want;
    } row[] = {
        {"allowed",               OK        },
        {"allowed/copies",        OK        },
        {"allowed/copies/../way", E_DENIED  },
        {"allowed/way/a",         E_DENIED  },
        {"alloweded",             E_DENIED  },
        {"other",                 E_DENIED  },
        {".",                     E_DENIED  },
        {"allowed/none",          E_NOTFOUND},
    };
    struct verify_places places = {.dir = {arena_printf(a, "%s/allowed", t_temp_dir())}, .n = 1};
    const char *out;
    struct err err;

    for (size_t i = 0; i < COUNT(row); i++) {
        const char *path = arena_printf(a, "%s/%s", t_temp_dir(), row[i].path);

        T_STATUS(row[i].path, verify_place(&out, &places, path, a, &err), row[i].want);
    }
    T_STATUS("relative", verify_place(&out, &places, "allowed", a, &err), E_NOTFOUND);
    places.n = 0;
    T_STATUS("nothing named", verify_place(&out, &places, "/", a, &err), E_DENIED);
}

/* A copy that is checked every 24 hours and restored every 30 days. */
static int64_t put_backup(struct db *db, int64_t facility, const char *path)
{
    char id[32];

    snprintf(id, sizeof(id), "%lld",
             (long long)t_put(db, facility, "system", "name", "電子カルテ", "kinds", "ehr",
                              "in_scope", "1", NULL));
    return t_put(db, facility, "backup", "system", id, "method", "full", "medium", "nas",
                 "place_kind", "offsite", "separation", "offline", "check_path", path,
                 "check_every_hours", "24", "drill_every_days", "30", NULL);
}

static void put_fact(struct db *db, int64_t facility, int64_t backup, const char *source,
                     int64_t at)
{
    const struct copy_fact fact = {.backup_id = backup,
                                   .kind = COPY_STRUCTURE,
                                   .proof = COPY_PROVED,
                                   .source = source,
                                   .at = at};
    struct err err;

    T_OK(copy_fact_file(db, facility, &clerk, at, &fact, 1, &err));
}

/* The kinds of the jobs that wait, ended by taking them all. */
static const char *take_jobs(struct db *db, int64_t now, struct arena *a)
{
    const char *kinds = "";
    struct job job;
    struct err err;

    while (job_claim(&job, db, JOB_VERIFY, now, a, &err) == OK) {
        kinds = arena_printf(a, "%s%s ", kinds, job.kind);
        T_OK(job_done(db, job.id, "{}", now, &err));
    }
    assert_int_equal(err.status, E_NOTFOUND);
    return kinds;
}

static void a_copy_is_looked_at_when_it_is_due_and_once(void **state)
{
    int64_t facility, now = T_HOSPITAL_NOW, id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "見本", &facility);
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t backup = put_backup(db, facility, "/mnt/copy");
    struct job job;
    struct err err;

    T_OK(job_add(&id, db, facility, "pack", "{}", 0, now, &err));
    T_OK(verify_jobs_due(db, facility, now, a, &err)); /* never looked at */
    T_OK(verify_jobs_due(db, facility, now, a, &err)); /* and not twice */
    const char *taken = take_jobs(db, now, a);         /* of one millisecond: in any order */

    assert_true(strcmp(taken, "verify.repo verify.drill ") == 0 ||
                strcmp(taken, "verify.drill verify.repo ") == 0);
    T_OK(job_claim(&job, db, JOB_ORDINARY, now, a, &err)); /* the other lane has its own */
    assert_string_equal(job.kind, "pack");

    put_fact(db, facility, backup, "repo.restic", now);
    put_fact(db, facility, backup, "drill.restic", now);
    T_OK(verify_jobs_due(db, facility, now + INT64_C(24) * HOUR_MS - 1, a, &err));
    assert_string_equal(take_jobs(db, now, a), "");
    T_OK(verify_jobs_due(db, facility, now + INT64_C(24) * HOUR_MS, a, &err));
    assert_string_equal(take_jobs(db, now, a), "verify.repo ");
    put_fact(db, facility, backup, "repo.none", now + INT64_C(720) * HOUR_MS);
    T_OK(verify_jobs_due(db, facility, now + INT64_C(720) * HOUR_MS, a, &err));
    assert_string_equal(take_jobs(db, now, a), "verify.drill ");
}

static void looks_at_manifest_and_reach_have_their_own_days(void **state)
{
    int64_t facility, now = T_HOSPITAL_NOW;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "見本", &facility);
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    char system[32];
    struct err err;

    snprintf(system, sizeof(system), "%lld",
             (long long)t_put(db, facility, "system", "name", "PACS", "kinds", "ehr", NULL));
    int64_t backup =
        t_put(db, facility, "backup", "system", system, "method", "full", "medium", "nas",
              "place_kind", "offsite", "separation", "offline", "check_ip", "10.0.0.5",
              "manifest_every_hours", "168", "reach_every_hours", "24", NULL);

    T_OK(verify_jobs_due(db, facility, now, a, &err));
    assert_string_equal(take_jobs(db, now, a), "verify.reach "); /* no path: nothing to compare */
    put_fact(db, facility, backup, "reach.tcp", now);
    T_OK(verify_jobs_due(db, facility, now + INT64_C(24) * HOUR_MS - 1, a, &err));
    assert_string_equal(take_jobs(db, now, a), "");
    T_OK(verify_jobs_due(db, facility, now + INT64_C(24) * HOUR_MS, a, &err));
    assert_string_equal(take_jobs(db, now, a), "verify.reach ");
}

/* What the last job told: its result; and who watches the next one. */
static const char *told;
static const struct progress *watcher;

static enum status stop(void *self, int64_t done, int64_t total, const char *what, struct err *err)
{
    (void)self, (void)done, (void)total, (void)what;
    return err_say(err, E_CANCELLED, MSG_CANCELLED);
}

/* Run one job of a kind on a copy at path: its status. */
static enum status run(struct db *db, int64_t facility, int64_t backup, const char *kind,
                       struct arena *a, struct err *err)
{
    const struct verify_places places = {.dir = {arena_printf(a, "%s/allowed", t_temp_dir())},
                                         .n = 1};
    const struct site_options site = {.data_dir = t_temp_dir()};
    char id[ID_TEXT_SIZE];
    const struct job job = {
        .facility_id = facility,
        .kind = kind,
        .params = arena_printf(a, "{\"backup\":\"%s\",\"by\":\"係\"}", id_text(id, backup))};
    const char *result = "";
    enum status st = verify_job_run(&result, db, &site, &places, &job, watcher, a, err);

    told = result;
    assert_true(st != OK || strstr(result, id) != NULL);
    return st;
}

static const struct copy_fact *fact_of(struct db *db, int64_t facility, int64_t backup,
                                       enum copy_kind kind, struct arena *a)
{
    struct copy_facts facts;
    struct err err;

    T_OK(copy_fact_list(&facts, db, facility, backup, a, &err));
    for (size_t i = 0; i < facts.n; i++) {
        if (facts.fact[i].kind == kind) {
            return &facts.fact[i];
        }
    }
    fail_msg("no fact %s", copy_kind_code(kind));
    return NULL;
}

static void a_job_leaves_what_it_saw(void **state)
{
    int64_t facility;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "見本", &facility);
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t backup = put_backup(db, facility, arena_printf(a, "%s/allowed/copies", t_temp_dir()));
    struct err err;

    T_OK(run(db, facility, backup, VERIFY_JOB_REPO, a, &err));
    assert_int_equal(fact_of(db, facility, backup, COPY_READ_BACK, a)->proof, COPY_PROVED);
    T_OK(run(db, facility, backup, VERIFY_JOB_DRILL, a, &err));
    /* Nothing to compare with: it came back, but that proves nothing. */
    assert_int_equal(fact_of(db, facility, backup, COPY_RESTORED, a)->proof, COPY_UNKNOWN);
}

static void a_manifest_is_taken_kept_and_compared_with(void **state)
{
    int64_t facility;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "見本", &facility);
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const char *dir = arena_printf(a, "%s/allowed/kept-%d", t_temp_dir(), (int)t_engine(state));
    const char *late = arena_printf(a, "%s/late.txt", dir);
    int64_t backup = put_backup(db, facility, dir);
    struct err err;

    assert_int_equal(mkdir(dir, 0700), 0);
    T_STATUS("none yet", run(db, facility, backup, VERIFY_JOB_CHECK, a, &err), E_NOTFOUND);
    assert_int_equal(fact_of(db, facility, backup, COPY_MANIFEST, a)->proof, COPY_UNKNOWN);
    T_OK(run(db, facility, backup, VERIFY_JOB_RECORD, a, &err));
    T_OK(run(db, facility, backup, VERIFY_JOB_CHECK, a, &err));
    assert_non_null(strstr(told, "［確認済］目録と一致する"));
    FILE *file = fopen(late, "w");

    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    T_OK(run(db, facility, backup, VERIFY_JOB_CHECK, a, &err)); /* done, and the answer is no */
    assert_non_null(strstr(told, "late.txt"));
    assert_non_null(strstr(told, "［矛盾］目録と一致する"));
}

static void a_cancelled_look_waits_for_its_next_day(void **state)
{
    int64_t facility;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "見本", &facility);
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t backup = put_backup(db, facility, arena_printf(a, "%s/allowed/copies", t_temp_dir()));
    const struct progress impatient = {.step = stop};
    struct err err;

    T_OK(run(db, facility, backup, VERIFY_JOB_RECORD, a, &err));
    watcher = &impatient;
    T_STATUS("check", run(db, facility, backup, VERIFY_JOB_CHECK, a, &err), E_CANCELLED);
    T_STATUS("repo", run(db, facility, backup, VERIFY_JOB_REPO, a, &err), E_CANCELLED);
    watcher = NULL;
    assert_int_equal(fact_of(db, facility, backup, COPY_STRUCTURE, a)->proof, COPY_UNKNOWN);
    const struct copy_fact *fact = fact_of(db, facility, backup, COPY_MANIFEST, a);

    T_OK(verify_jobs_due(db, facility, fact->at + 1, a, &err));
    assert_string_equal(take_jobs(db, fact->at + 1, a), "verify.drill "); /* was not begun */
}

static void a_job_says_what_it_can_reach(void **state)
{
    int64_t facility;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "見本", &facility);
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const char *dir = arena_printf(a, "%s/allowed/worm-%d", t_temp_dir(), (int)t_engine(state));
    int64_t backup = put_backup(db, facility, dir);
    struct err err;

    T_STATUS("away", run(db, facility, backup, VERIFY_JOB_CANARY, a, &err), E_NOTFOUND);
    T_OK(run(db, facility, backup, VERIFY_JOB_REACH, a, &err)); /* away is what it claims */
    assert_int_equal(fact_of(db, facility, backup, COPY_OFFLINE, a)->proof, COPY_CLAIMED);
    assert_int_equal(mkdir(dir, 0700), 0);
    T_OK(run(db, facility, backup, VERIFY_JOB_CANARY, a, &err));
    T_OK(run(db, facility, backup, VERIFY_JOB_REACH, a, &err));
    assert_non_null(strstr(told, "［矛盾］オフライン"));
    T_STATUS("no kind", run(db, facility, backup, "verify.nothing", a, &err), E_NOTFOUND);
}

static void a_kind_of_job_has_the_rights_it_needs(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        unsigned needs;
    } row[] = {
        {VERIFY_JOB_REPO,   VERIFY_TOOLS              },
        {VERIFY_JOB_DRILL,  VERIFY_TOOLS              },
        {VERIFY_JOB_RECORD, 0                         },
        {VERIFY_JOB_CHECK,  0                         },
        {VERIFY_JOB_REACH,  VERIFY_PROBE | VERIFY_EDIT},
        {VERIFY_JOB_CANARY, VERIFY_EDIT               },
        {"verify.nothing",  0                         },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        assert_int_equal(verify_job_needs(row[i].kind), row[i].needs);
    }
}

static void a_job_that_may_not_look_leaves_that(void **state)
{
    int64_t facility;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "見本", &facility);
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t backup = put_backup(db, facility, "/etc");
    const struct copy_fact *fact;
    struct err err;

    T_STATUS("look", run(db, facility, backup, VERIFY_JOB_REPO, a, &err), E_DENIED);
    fact = fact_of(db, facility, backup, COPY_STRUCTURE, a);
    assert_int_equal(fact->proof, COPY_UNKNOWN);
    assert_non_null(strstr(fact->note, "--copies"));
    T_STATUS("drill", run(db, facility, backup, VERIFY_JOB_DRILL, a, &err), E_DENIED);
    assert_int_equal(fact_of(db, facility, backup, COPY_RESTORED, a)->proof, COPY_UNKNOWN);
    T_STATUS("reach", run(db, facility, backup, VERIFY_JOB_REACH, a, &err), E_DENIED);
    T_STATUS("canary", run(db, facility, backup, VERIFY_JOB_CANARY, a, &err), E_DENIED);
    T_STATUS("record", run(db, facility, backup, VERIFY_JOB_RECORD, a, &err), E_DENIED);
    T_STATUS("no such copy", run(db, facility, 1, VERIFY_JOB_REPO, a, &err), E_NOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_below_one_that_was_named),
        T_BOTH(a_copy_is_looked_at_when_it_is_due_and_once),
        T_BOTH(looks_at_manifest_and_reach_have_their_own_days),
        T_BOTH(a_job_leaves_what_it_saw),
        T_BOTH(a_manifest_is_taken_kept_and_compared_with),
        T_BOTH(a_cancelled_look_waits_for_its_next_day),
        T_BOTH(a_job_says_what_it_can_reach),
        cmocka_unit_test(a_kind_of_job_has_the_rights_it_needs),
        T_BOTH(a_job_that_may_not_look_leaves_that),
    };

    make_places();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
