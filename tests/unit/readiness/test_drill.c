/*
 * Restore drills on real copies: what comes back is compared byte for byte, what does not is named,
 * and the projection holds what it promises.
 */
#include "copies.h"

#include "readiness/drill.h"
#include "readiness/drill_compare.h"
#include "record/store.h"
#include "t_hospital.h"

#include <math.h>

enum { ARENA = 64 << 20, TRIES = 1000 };

/* ---- The projection ---- */

static void a_steady_restore_is_projected_exactly(void **state)
{
    (void)state;
    const struct drill_batch batch[] = {
        {5, 1000, 2.0},
        {5, 3000, 4.0},
        {5, 2000, 3.0},
    };
    struct drill_projection p;

    drill_project(&p, batch, COUNT(batch), 1.0, 15, 60000); /* 1 s, then 1000 bytes a second */
    assert_true(p.is_known);
    assert_true(fabs(p.seconds - 61) < 1e-9 && fabs(p.low - 61) < 1e-9 && fabs(p.high - 61) < 1e-9);
    drill_project(&p, batch, 1, 1.0, 15, 60000);
    assert_false(p.is_known);
}

static void many_small_files_count_by_the_file(void **state)
{
    (void)state;
    const struct drill_batch batch[] = {
        {10, 0, 1.0},
        {20, 0, 2.0},
    };
    struct drill_projection p;

    drill_project(&p, batch, COUNT(batch), 0, 1000, 5);
    assert_true(fabs(p.seconds - 100) < 1e-9);
}

/* A small generator of its own, so that every run draws the same. */
static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* Restores whose speed varies: the interval holds the truth in at least 9 of 10 drills. */
static void the_interval_holds_the_truth(void **state)
{
    (void)state;
    uint64_t seed = 7;
    int held = 0;

    for (int i = 0; i < TRIES; i++) {
        struct drill_batch batch[DRILL_BATCHES];
        struct drill_projection p;
        const int64_t all_bytes = INT64_C(100000000);

        for (size_t k = 0; k < DRILL_BATCHES; k++) {
            const double noise = 0.8 + 0.4 * draw(&seed); /* mean 1 */

            batch[k].files = 5;
            batch[k].bytes = 100000 + (int64_t)(draw(&seed) * 900000);
            batch[k].seconds = 0.5 + (double)batch[k].bytes / 1e6 * noise;
        }
        drill_project(&p, batch, DRILL_BATCHES, 0.5, 1000, all_bytes);
        held += p.low <= 100.5 && 100.5 <= p.high;
    }
    assert_true(held >= TRIES * 9 / 10);
}

/* ---- Comparing ---- */

static void checks_by_the_known_value(void **state)
{
    (void)state;
    const char *nine = "123456789"; /* the check value of CRC-32C */

    assert_int_equal(drill_crc32c(0, nine, 9), 0xE3069283);
    assert_int_equal(drill_crc32c(drill_crc32c(0, nine, 4), nine + 4, 5), 0xE3069283);
}

static void tells_how_a_restored_file_compares(void **state)
{
    (void)state;
    static const struct {
        const char *what, *restored, *source;
        int64_t size;
        const char *digest;
        int source_age_s; /* of the original, after the copy */
        enum drill_compared want;
    } row[] = {
        {"the same",      "abc",       "abc", 3, NULL,              0, DRILL_SAME    },
        {"other bytes",   "abc",       "abd", 3, NULL,              0, DRILL_OTHER   },
        {"another size",  "ab",        "ab",  3, NULL,              0, DRILL_OTHER   },
        {"changed since", "abc",       "abd", 3, NULL,              1, DRILL_CHANGED },
        {"no original",   "abc",       NULL,  3, NULL,              0, DRILL_UNPROVED},
        {"not there",     NULL,        "abc", 3, NULL,              0, DRILL_MISSING },
        {"right digest",  "123456789", NULL,  9, "crc32c:839206e3", 0, DRILL_SAME    },
        {"wrong digest",  "123456780", NULL,  9, "crc32c:839206e3", 0, DRILL_OTHER   },
    };
    const char *dir = t_temp_dir();
    char restored[PATH_MAX], source[PATH_MAX];

    snprintf(restored, sizeof(restored), "%s/restored", dir);
    snprintf(source, sizeof(source), "%s/original/deep/name", dir);
    sh("mkdir -p original/deep");
    for (size_t i = 0; i < COUNT(row); i++) {
        const int64_t at = 1790000000;
        const struct repo_file f = {.path = "/srv/deep/name",
                                    .size = row[i].size,
                                    .mtime_ms = at * 1000,
                                    .digest = row[i].digest};
        char root[PATH_MAX];
        enum drill_compared got;
        struct err err;

        snprintf(root, sizeof(root), "%s/original", dir);
        unlink(restored);
        unlink(source);
        if (row[i].restored != NULL) {
            T_OK(file_replace(restored, row[i].restored, strlen(row[i].restored), 0600, &err));
        }
        if (row[i].source != NULL) {
            T_OK(file_replace(source, row[i].source, strlen(row[i].source), 0600, &err));
            sh("touch -d @%lld original/deep/name", (long long)at + row[i].source_age_s);
        }
        T_OK(drill_compare(&got, restored, &f, root, &err));
        if (got != row[i].want) {
            fail_msg("%s: %d, not %d", row[i].what, (int)got, (int)row[i].want);
        }
    }
}

/* ---- Holding ---- */

static struct drill_want want_of(const struct copy_row *row, const char *name, struct arena *a)
{
    const char *dir = t_temp_dir();

    return (struct drill_want){
        .copy = {.path = arena_printf(a, "%s/%s", dir, name),
                 .secret_file = row->needs_secret ? arena_printf(a, "%s/secret", dir) : NULL,
                 .scratch_dir = arena_printf(a, "%s/scratch", dir),
                 .now_ms = clock_now_ms()},
        .source = row == &copy_pg ? NULL : arena_printf(a, "%s/src", dir)
    };
}

static void hold_whole(const struct copy_row *row)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const struct drill_want want = want_of(row, row->name, a);
    struct drill_result r;
    struct err err;
    char before[128], after[128];

    tree_state(before, row->name);
    T_OK(drill_hold(&r, &want, a, &err));
    if (r.outcome != DRILL_SUCCESS) {
        fail_msg("%s: %s", row->name, r.n_found > 0 ? r.found[0] : "no success");
    }
    assert_int_equal(r.same + r.changed, r.files);
    assert_true(r.changed <= 1); /* src/a/f1, written to once more for the next copy */
    assert_true(r.files >= DRILL_FILES_MIN && r.bytes * 100 >= r.all_bytes);
    assert_true(r.whole.is_known && r.whole.low <= r.whole.seconds &&
                r.whole.seconds <= r.whole.high);
    assert_string_equal(tree_state(after, row->name), before);
    assert_int_equal(access(want.copy.scratch_dir, F_OK), 0);
    char left[64];

    assert_string_equal(sh_line(left, sizeof(left), "ls scratch | wc -l"), "0");
}

static void what_a_copy_gives_back_is_what_was_put_in(void **state)
{
    (void)state;
    for (size_t i = 0; i < COPIES_FEW; i++) {
        hold_whole(&copy_rows[i]);
    }
    hold_whole(&copy_pg);
}

/* The original is not what the copy holds: files that are no younger differ. */
static void another_original_is_noticed(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const struct copy_row *row = &copy_rows[2];
    struct drill_want want = want_of(row, row->name, a);
    struct drill_result r;
    struct err err;

    sh("rm -rf other && cp -a src other && cd other/a && for i in *; do "
       "printf X | dd of=$i bs=1 conv=notrunc 2>/dev/null; touch -d '2026-11-01' $i; done");
    want.source = arena_printf(a, "%s/other", t_temp_dir());
    T_OK(drill_hold(&r, &want, a, &err));
    assert_int_not_equal(r.outcome, DRILL_SUCCESS);
    assert_true(r.wrong > 0 && r.n_found > 0);
    assert_non_null(strstr(r.found[0], "元と違います"));
}

static void a_damaged_copy_is_a_failed_drill(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const struct copy_row *row = &copy_rows[0];
    const struct drill_want want = want_of(row, "spoiled", a);
    struct drill_result r;
    struct err err;

    sh("rm -rf spoiled && cp -a %s spoiled && cd spoiled && for f in $(find data -type f -size "
       "+20k); "
       "do dd if=/dev/zero of=$f bs=4096 seek=1 count=8 conv=notrunc; done",
       row->name);
    T_OK(drill_hold(&r, &want, a, &err));
    assert_int_not_equal(r.outcome, DRILL_SUCCESS);
    assert_true(r.n_found > 0);
}

static void an_empty_copy_cannot_be_drilled(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct drill_want want = want_of(&copy_rows[2], "nothing", a);
    struct drill_result r;
    struct err err;

    sh("mkdir -p nothing");
    want.copy.kind = "directory";
    T_STATUS("empty", drill_hold(&r, &want, a, &err), E_NOTFOUND);
    want.copy.path = "/no/such/place";
    T_STATUS("not there", drill_hold(&r, &want, a, &err), E_NOTFOUND);
}

/* ---- Filing ---- */

static const struct actor clerk = {.name = "係", .via = "cli"};

static struct record_list list_of(struct db *db, int64_t facility, const char *entity,
                                  struct arena *a)
{
    const struct record_query q = {
        .entity = entity_named(entity), .facility_id = facility, .sort = -1, .limit = 10};
    struct record_list list;
    struct err err;

    T_OK(record_list_read(&list, db, &q, a, &err));
    return list;
}

static void a_drill_is_filed_with_its_evidence(void **state)
{
    int64_t facility, drill_id = 0;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "見本", &facility);
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const struct copy_row *row = &copy_rows[2];
    struct drill_want want = want_of(row, row->name, a);
    struct drill_result r;
    struct err err;
    char id[32];

    int64_t system = t_put(db, facility, "system", "name", "電子カルテ", "kinds", "ehr", "in_scope",
                           "1", "rto_minutes", "240", "rpo_minutes", "1440", NULL);

    snprintf(id, sizeof(id), "%lld", (long long)system);
    int64_t backup = t_put(db, facility, "backup", "system", id, "method", "full", "medium", "nas",
                           "place_kind", "offsite", "separation", "offline", NULL);

    T_OK(drill_hold(&r, &want, a, &err));
    T_OK(drill_file(&drill_id, db, t_temp_dir(), facility, backup, &r, &want, &clerk,
                    clock_now_ms(), a, &err));

    struct record_list drills = list_of(db, facility, "drill", a);
    struct record_list evidence = list_of(db, facility, "evidence", a);

    assert_int_equal(drills.n, 1);
    assert_int_equal(drills.row[0]->id, drill_id);
    assert_string_equal(record_get(drills.row[0], "outcome"), "success");
    assert_string_equal(record_get(drills.row[0], "kind"), "partial");
    assert_string_equal(record_get(drills.row[0], "system"), id);
    assert_non_null(strstr(record_get(drills.row[0], "note"), "目標復旧時間の4時間に収まる"));
    assert_non_null(strstr(record_get(drills.row[0], "note"), "目標復旧時点の24時間に収まって"));
    assert_int_equal(evidence.n, 1);
    assert_string_equal(record_get(evidence.row[0], "kind"), "restore");

    struct stored_file file;
    CLEANUP(file_close) int fd = -1;
    char text[200] = "";

    T_OK(store_parse(&file, record_get(evidence.row[0], "file"), a, &err));
    T_OK(store_open(&fd, t_temp_dir(), &file, &err));
    assert_true(read(fd, text, sizeof(text) - 1) > 0);
    assert_non_null(strstr(text, "復旧確認（一部復元）の記録"));

    struct copy_facts facts;

    T_OK(copy_fact_list(&facts, db, facility, backup, a, &err));
    assert_int_equal(facts.n, 1);
    assert_int_equal(facts.fact[0].kind, COPY_RESTORED);
    assert_int_equal(facts.fact[0].proof, COPY_PROVED);
    T_STATUS("no such backup",
             drill_file(&drill_id, db, t_temp_dir(), facility, 1, &r, &want, &clerk, clock_now_ms(),
                        a, &err),
             E_NOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_restore_is_projected_exactly),
        cmocka_unit_test(many_small_files_count_by_the_file),
        cmocka_unit_test(the_interval_holds_the_truth),
        cmocka_unit_test(checks_by_the_known_value),
        cmocka_unit_test(tells_how_a_restored_file_compares),
        cmocka_unit_test(what_a_copy_gives_back_is_what_was_put_in),
        cmocka_unit_test(another_original_is_noticed),
        cmocka_unit_test(a_damaged_copy_is_a_failed_drill),
        cmocka_unit_test(an_empty_copy_cannot_be_drilled),
        T_BOTH(a_drill_is_filed_with_its_evidence),
    };

    make_source();
    for (size_t i = 0; i < COPIES_FEW; i++) {
        make_copy(&copy_rows[i]);
    }
    make_copy(&copy_pg);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
