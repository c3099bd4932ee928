#include "readiness/verdict.h"

#include "t_hospital.h"

#include <inttypes.h>
#include <stdio.h>

#define NOW T_HOSPITAL_NOW
#define HOUR (INT64_C(3600) * 1000)
#define DAY (24 * HOUR)
enum { ARENA = 16 << 20, FACTS = 8 };

/* One row of a table: a failure names it. */
static void expect(const char *what, enum copy_proof got, enum copy_proof want)
{
    if (got != want) {
        fail_msg("%s: %s, want %s", what, copy_proof_code(got), copy_proof_code(want));
    }
}

/* ---- One copy, without a database ---- */

struct stage {
    struct arena *arena;
    struct record *backup;
    struct copy_fact fact[FACTS];
    size_t n;
};

static void set(struct record *r, const char *field, const char *value)
{
    r->value[entity_field(r->entity, field)] = value;
}

static const char *decimal(struct arena *a, int64_t n)
{
    return arena_printf(a, "%" PRId64, n);
}

/* Daily, last success three hours ago, said to be offline, away and on tape. */
static struct stage stage_open(struct arena *a)
{
    struct stage s = {.arena = a, .backup = record_new(entity_named("backup"), 1, a)};

    s.backup->id = 1;
    set(s.backup, "system", "2");
    set(s.backup, "method", "full");
    set(s.backup, "medium", "tape");
    set(s.backup, "place_kind", "offsite");
    set(s.backup, "separation", "offline");
    set(s.backup, "immutable", "worm");
    set(s.backup, "every_hours", "24");
    set(s.backup, "generations", "7");
    set(s.backup, "last_success_at", decimal(a, NOW - 3 * HOUR));
    return s;
}

static void add(struct stage *s, enum copy_kind kind, enum copy_proof proof, const char *source,
                int64_t at, int64_t figure)
{
    assert_true(s->n < FACTS);
    s->fact[s->n++] = (struct copy_fact){1, kind, proof, source, at, figure != 0, figure, "見た"};
}

static struct verdict_copy judge(const struct stage *s)
{
    const struct verdict_input in = {
        .backup = s->backup, .fact = s->fact, .n_facts = s->n, .now_ms = NOW};
    struct verdict_copy v;
    struct err err;

    verdict_judge(&v, &in, s->arena);
    T_OK(arena_status(s->arena, &err));
    return v;
}

static void a_claim_is_a_claim(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct stage s = stage_open(a);
    struct verdict_copy v = judge(&s);
    static const enum copy_kind said[] = {COPY_FRESH,   COPY_GENERATIONS, COPY_OFFLINE,
                                          COPY_NETWORK, COPY_OFF_SITE,    COPY_IMMUTABLE,
                                          COPY_MEDIUM};
    static const enum copy_kind unsaid[] = {COPY_TREND,    COPY_STRUCTURE, COPY_READ_BACK,
                                            COPY_MANIFEST, COPY_RANSOM,    COPY_RESTORED};

    for (size_t i = 0; i < COUNT(said); i++) {
        assert_int_equal(v.point[said[i]].proof, COPY_CLAIMED);
        assert_non_null(v.point[said[i]].claim);
    }
    for (size_t i = 0; i < COUNT(unsaid); i++) {
        assert_int_equal(v.point[unsaid[i]].proof, COPY_UNKNOWN);
    }
    assert_int_equal(v.stands, COPY_CLAIMED);
    assert_int_equal(v.n_contradicted, 0);
}

static void freshness_is_measured_against_the_stated_interval(void **state)
{
    (void)state;
    static const struct {
        const char *what, *hours;
        int64_t claimed; /* last success of the record, hours before now; -1: none written */
        int64_t seen;    /* newest generation, before the look; -1: not looked */
        int64_t looked;  /* before now */
        enum copy_proof want;
    } row[] = {
        {"nothing at all",                           "24", -1,  -1,  0,  COPY_UNKNOWN     },
        {"twice the interval",                       "24", 48,  -1,  0,  COPY_CLAIMED     },
        {"more than that",                           "24", 49,  -1,  0,  COPY_UNKNOWN     },
        {"no interval",                              NULL, 3,   -1,  0,  COPY_CLAIMED     },
        {"written down for tomorrow",                "24", -24, -1,  0,  COPY_CONTRADICTED},
        {"seen fresh",                               "24", 3,   48,  0,  COPY_PROVED      },
        {"seen fresh, though nothing is written",    "24", -1,  3,   0,  COPY_PROVED      },
        {"seen fresh, though written late",          "24", 100, 3,   0,  COPY_PROVED      },
        {"seen late",                                "24", 3,   49,  0,  COPY_CONTRADICTED},
        {"fresh when it was looked at, late by now", "24", 3,   3,   46, COPY_CLAIMED     },
        {"the same, and nothing is written",         "24", -1,  3,   46, COPY_UNKNOWN     },
        {"seen, but no interval",                    NULL, 3,   3,   0,  COPY_CLAIMED     },
        {"a copy from the future",                   "24", 3,   -24, 0,  COPY_CONTRADICTED},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        struct stage s = stage_open(a);
        int64_t looked = NOW - row[i].looked * HOUR;

        set(s.backup, "every_hours", row[i].hours);
        set(s.backup, "last_success_at",
            row[i].claimed == -1 ? NULL : decimal(a, NOW - row[i].claimed * HOUR));
        if (row[i].seen != -1) {
            add(&s, COPY_FRESH, COPY_PROVED, "repo.restic", looked, looked - row[i].seen * HOUR);
        }
        struct verdict_copy v = judge(&s);

        expect(row[i].what, v.point[COPY_FRESH].proof, row[i].want);
    }
}

static void a_clock_may_be_a_little_ahead(void **state)
{
    (void)state;
    for (int over = 0; over < 2; over++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        struct stage s = stage_open(a);

        add(&s, COPY_FRESH, COPY_PROVED, "repo.borg", NOW, NOW + VERDICT_SKEW_MS + over);
        assert_int_equal(judge(&s).point[COPY_FRESH].proof,
                         over == 0 ? COPY_PROVED : COPY_CONTRADICTED);
    }
}

static void facts_confirm_contradict_age_and_fail(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct {
            enum copy_proof proof;
            const char *source;
            int64_t days_ago;
        } fact[3];
        enum copy_proof want;
        bool tried;
    } row[] = {
        {"nothing looked",                      {{0}},                                 COPY_CLAIMED,      false},
        {"proved",                              {{COPY_PROVED, "reach.tcp", 0}},       COPY_PROVED,       false},
        {"on the last day of its term",         {{COPY_PROVED, "reach.tcp", 7}},       COPY_PROVED,       false},
        {"a day later",                         {{COPY_PROVED, "reach.tcp", 8}},       COPY_CLAIMED,      false},
        {"could not look",                      {{COPY_UNKNOWN, "reach.tcp", 0}},      COPY_CLAIMED,      true },
        {"could not look again",
         {{COPY_PROVED, "reach.tcp", 1}, {COPY_UNKNOWN, "reach.tcp", 0}},
         COPY_PROVED,                                                                                     true },
        {"contradicted",                        {{COPY_CONTRADICTED, "reach.tcp", 0}}, COPY_CONTRADICTED, false},
        {"a contradiction does not age",
         {{COPY_CONTRADICTED, "reach.tcp", 400}},
         COPY_CONTRADICTED,                                                                               false},
        {"nor go away when nobody can look",
         {{COPY_CONTRADICTED, "reach.tcp", 2}, {COPY_UNKNOWN, "reach.tcp", 0}},
         COPY_CONTRADICTED,                                                                               true },
        {"it was mended",
         {{COPY_CONTRADICTED, "reach.tcp", 2}, {COPY_PROVED, "reach.tcp", 1}},
         COPY_PROVED,                                                                                     false},
        {"it came back",
         {{COPY_CONTRADICTED, "reach.tcp", 1}, {COPY_PROVED, "reach.tcp", 2}},
         COPY_CONTRADICTED,                                                                               false},
        {"both at once",
         {{COPY_CONTRADICTED, "reach.tcp", 1}, {COPY_PROVED, "reach.tcp", 1}},
         COPY_CONTRADICTED,                                                                               false},
        {"another source does not wipe it out",
         {{COPY_CONTRADICTED, "reach.mount", 2}, {COPY_PROVED, "reach.tcp", 0}},
         COPY_CONTRADICTED,                                                                               false},
        {"however old it is",
         {{COPY_CONTRADICTED, "reach.mount", 8}, {COPY_PROVED, "reach.tcp", 0}},
         COPY_CONTRADICTED,                                                                               false},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        struct stage s = stage_open(a);

        for (size_t k = 0; k < COUNT(row[i].fact) && row[i].fact[k].source != NULL; k++) {
            add(&s, COPY_OFFLINE, row[i].fact[k].proof, row[i].fact[k].source,
                NOW - row[i].fact[k].days_ago * DAY, 0);
        }
        struct verdict_copy v = judge(&s);

        expect(row[i].what, v.point[COPY_OFFLINE].proof, row[i].want);
        assert_int_equal(v.point[COPY_OFFLINE].tried != NULL, row[i].tried);
        assert_int_equal(verdict_point_words(&v.point[COPY_OFFLINE], a) != NULL, i > 0);
    }
}

static void only_what_is_said_can_be_contradicted(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct stage s = stage_open(a);

    set(s.backup, "separation", "same_network");
    add(&s, COPY_OFFLINE, COPY_CONTRADICTED, "reach.tcp", NOW, 0);
    add(&s, COPY_READ_BACK, COPY_CONTRADICTED, "verify.check", NOW, 0);
    struct verdict_copy v = judge(&s);

    assert_int_equal(v.point[COPY_OFFLINE].proof, COPY_UNKNOWN);
    assert_int_equal(v.point[COPY_READ_BACK].proof, COPY_CONTRADICTED); /* is always promised */
    assert_int_equal(v.stands, COPY_CONTRADICTED);
    assert_int_equal(v.n_contradicted, 1);
}

static void fewer_generations_than_written_contradict(void **state)
{
    (void)state;
    static const struct {
        const char *said;
        int64_t seen;
        enum copy_proof want;
    } row[] = {
        {"7",  7, COPY_PROVED      },
        {"7",  6, COPY_CONTRADICTED},
        {NULL, 1, COPY_PROVED      }
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        struct stage s = stage_open(a);

        set(s.backup, "generations", row[i].said);
        add(&s, COPY_GENERATIONS, COPY_PROVED, "repo.restic", NOW, row[i].seen);
        assert_int_equal(judge(&s).point[COPY_GENERATIONS].proof, row[i].want);
    }
}

static void a_copy_is_proved_when_it_is_fresh_and_was_read(void **state)
{
    (void)state;
    static const enum copy_kind reads[] = {COPY_READ_BACK, COPY_MANIFEST, COPY_RESTORED};

    for (size_t i = 0; i < COUNT(reads); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        struct stage s = stage_open(a);

        add(&s, COPY_FRESH, COPY_PROVED, "repo.restic", NOW, NOW - HOUR);
        assert_int_equal(judge(&s).stands, COPY_CLAIMED);
        add(&s, reads[i], COPY_PROVED, "repo.restic", NOW, 0);
        assert_int_equal(judge(&s).stands, COPY_PROVED);
        add(&s, COPY_RANSOM, COPY_CONTRADICTED, "verify.ransom", NOW, 12);
        assert_int_equal(judge(&s).stands, COPY_CONTRADICTED);
    }
}

/* ---- Properties ---- */

static uint64_t next(uint64_t *seed) /* xorshift: the same cases on every machine */
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int rank(enum copy_proof p)
{
    static const int of[] = {
        [COPY_CONTRADICTED] = 0, [COPY_UNKNOWN] = 1, [COPY_CLAIMED] = 2, [COPY_PROVED] = 3};

    return of[p];
}

static const char *pick(uint64_t *seed, const char *const *of, size_t n)
{
    return of[next(seed) % n];
}

static struct stage any_copy(uint64_t *seed, struct arena *a)
{
    static const char *const source[] = {"reach.tcp", "verify.check", "repo.restic"};
    static const char *const method[] = {"full", "replica", "snapshot"};
    static const char *const medium[] = {"internal", "tape", "nas"};
    static const char *const place[] = {"same_room", "offsite", "cloud"};
    static const char *const separation[] = {"same_network", "offline", "logical"};
    static const char *const hours[] = {"24", "168", NULL};
    struct stage s = stage_open(a);

    set(s.backup, "method", pick(seed, method, COUNT(method)));
    set(s.backup, "medium", pick(seed, medium, COUNT(medium)));
    set(s.backup, "place_kind", pick(seed, place, COUNT(place)));
    set(s.backup, "separation", pick(seed, separation, COUNT(separation)));
    set(s.backup, "every_hours", pick(seed, hours, COUNT(hours)));
    set(s.backup, "last_success_at", decimal(a, NOW - (int64_t)(next(seed) % 100) * HOUR));
    for (size_t n = next(seed) % FACTS; s.n < n;) {
        enum copy_kind kind = (enum copy_kind)(next(seed) % COPY_KINDS);
        int64_t at = NOW - (int64_t)(next(seed) % 40) * DAY;

        add(&s, kind, (enum copy_proof)(next(seed) % COPY_PROOFS),
            pick(seed, source, COUNT(source)), at,
            kind == COPY_FRESH ? at - (int64_t)(next(seed) % 60) * HOUR
                               : (int64_t)(next(seed) % 9));
    }
    return s;
}

/* Does this fact speak for the copy, or against it (a proof of a generation that is too old)? */
static bool speaks_for(const struct stage *s, size_t i)
{
    struct stage alone = {.arena = s->arena, .backup = s->backup, .fact = {s->fact[i]}, .n = 1};
    const struct verdict_point p = judge(&alone).point[s->fact[i].kind];

    return s->fact[i].proof == COPY_PROVED && !(p.proof == COPY_CONTRADICTED && p.fact != NULL);
}

static struct verdict_system system_of(const struct stage *copy, size_t n, size_t without,
                                       struct arena *a)
{
    struct verdict_system s = {.copy = arena_make(a, struct verdict_copy, n + 1)};

    for (size_t i = 0; i < n; i++) {
        if (i != without) {
            s.copy[s.n++] = judge(&copy[i]);
        }
    }
    verdict_add_up(&s);
    return s;
}

static void expect_no_rise(const struct verdict_system *before, const struct verdict_system *after)
{
    assert_true(rank(after->stands) <= rank(before->stands));
    for (int l = 0; l < VERDICT_LEGS; l++) {
        assert_true(after->leg[l].proved <= before->leg[l].proved);
        assert_true(after->leg[l].claimed <= before->leg[l].claimed);
    }
}

static void no_verdict_rises_when_a_copy_or_a_proof_is_taken_away(void **state)
{
    (void)state;
    enum { ROUNDS = 3000, COPIES = 4 };
    uint64_t seed = 20261124;
    int proved = 0, contradicted = 0;

    for (int round = 0; round < ROUNDS; round++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        struct stage copy[COPIES];
        size_t n = 1 + next(&seed) % COPIES;

        for (size_t i = 0; i < n; i++) {
            copy[i] = any_copy(&seed, a);
        }
        const struct verdict_system all = system_of(copy, n, n, a);

        for (size_t i = 0; i < n; i++) {
            const struct verdict_system fewer = system_of(copy, n, i, a);

            expect_no_rise(&all, &fewer);
        }
        size_t at = next(&seed) % n, take = copy[at].n == 0 ? 0 : next(&seed) % copy[at].n;

        if (copy[at].n > 0 && speaks_for(&copy[at], take)) {
            const struct verdict_copy before = judge(&copy[at]);

            copy[at].fact[take] = copy[at].fact[--copy[at].n];
            const struct verdict_copy after = judge(&copy[at]);
            const struct verdict_system less = system_of(copy, n, n, a);

            for (int k = 0; k < COPY_KINDS; k++) {
                assert_true(rank(after.point[k].proof) <= rank(before.point[k].proof));
                proved += before.point[k].proof == COPY_PROVED;
                contradicted += before.point[k].proof == COPY_CONTRADICTED;
            }
            assert_true(rank(after.stands) <= rank(before.stands));
            expect_no_rise(&all, &less);
        }
    }
    assert_true(proved > 100 && contradicted > 100); /* the cases say something */
}

/* ---- With a database ---- */

static int64_t backup_of(struct db *db, int64_t facility, int64_t system, const char *medium,
                         const char *place)
{
    char id[24], at[24];

    snprintf(id, sizeof(id), "%" PRId64, system);
    snprintf(at, sizeof(at), "%" PRId64, NOW - 3 * HOUR);
    return t_put(db, facility, "backup", "system", id, "method", "full", "medium", medium,
                 "place_kind", place, "separation", "offline", "every_hours", "24",
                 "last_success_at", at, NULL);
}

static void prove(struct db *db, int64_t facility, int64_t copy)
{
    static const struct actor checker = {.name = "試験", .via = "test"};
    static const enum copy_kind kind[] = {COPY_FRESH,   COPY_READ_BACK, COPY_RESTORED,
                                          COPY_OFFLINE, COPY_OFF_SITE,  COPY_MEDIUM};
    struct err err;

    for (size_t i = 0; i < COUNT(kind); i++) {
        struct copy_fact f = {copy, kind[i], COPY_PROVED, "repo.restic", NOW, true, NOW - HOUR, ""};

        T_OK(copy_fact_file(db, facility, &checker, NOW, &f, 1, &err));
    }
}

static void claims_are_shown_beside_what_is_proved(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    int64_t second = t_put(db, id, "system", "name", "医事会計", "kinds", "accounting", "in_scope",
                           "1", "recovery_priority", "2", NULL);
    int64_t first = t_put(db, id, "system", "name", "電子カルテ", "kinds", "ehr", "in_scope", "1",
                          "recovery_priority", "1", NULL);
    int64_t nas = backup_of(db, id, first, "nas", "other_room");
    int64_t tape = backup_of(db, id, first, "tape", "offsite");
    struct verdict_all all;
    struct verdict_copy one;
    struct err err;

    t_put(db, id, "system", "name", "予約", "kinds", "reservation", NULL); /* no order, no copy */
    T_OK(verdict_read(&all, db, id, NOW, a, &err));
    assert_int_equal(all.n, 2);
    assert_int_equal(all.system[0].system->id, first);
    assert_int_equal(all.system[1].system->id, second);
    assert_int_equal(all.system[1].stands, COPY_UNKNOWN);
    assert_int_equal(all.system[0].n, 2);
    assert_int_equal(all.system[0].copy[0].backup->id, nas);
    assert_int_equal(all.system[0].leg[VERDICT_COPIES].claimed, 2);
    assert_int_equal(all.system[0].leg[VERDICT_COPIES].proved, 0);
    assert_int_equal(all.system[0].stands, COPY_UNKNOWN); /* nobody says that one was restored */

    prove(db, id, tape);
    T_OK(verdict_read(&all, db, id, NOW, a, &err));
    assert_int_equal(all.system[0].leg[VERDICT_COPIES].proved, 1);
    assert_int_equal(all.system[0].leg[VERDICT_AWAY].proved, 1);
    assert_int_equal(all.system[0].stands, COPY_CLAIMED); /* the other copy is only claimed */
    prove(db, id, nas);
    T_OK(verdict_read(&all, db, id, NOW, a, &err));
    assert_int_equal(all.system[0].stands, COPY_PROVED);
    assert_string_equal(verdict_words(&all.system[0], a),
                        "写し2つ：確認済、別の媒体：確認済、離れた場所：確認済、切り離し：確認済、"
                        "戻せた：確認済");
    T_OK(verdict_read_copy(&one, db, id, tape, NOW, a, &err));
    assert_int_equal(one.stands, COPY_PROVED);
    T_STATUS("none", verdict_read_copy(&one, db, id, tape + 1, NOW, a, &err), E_NOTFOUND);
}

static void drills_of_people_are_claims(void **state)
{
    static const struct {
        const char *kind, *held_on, *outcome;
        enum copy_proof want;
    } row[] = {
        {"desk",    "2026-11-01", "success", COPY_UNKNOWN     },
        {"partial", "2025-11-01", "success", COPY_UNKNOWN     }, /* more than a year ago */
        {"partial", "2026-02-01", "success", COPY_CLAIMED     },
        {"full",    "2026-03-01", "failure", COPY_CONTRADICTED},
        {"full",    "2026-04-01", "success", COPY_CLAIMED     },
        {"full",    "2026-12-01", "failure", COPY_CLAIMED     }, /* planned: not held yet */
    };
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    int64_t system = t_put(db, id, "system", "name", "電子カルテ", "kinds", "ehr", NULL);
    int64_t copy = backup_of(db, id, system, "nas", "offsite");
    struct verdict_copy one;
    struct err err;
    char about[24];

    for (size_t i = 0; i < COUNT(row); i++) {
        snprintf(about, sizeof(about), "%" PRId64, i % 2 == 0 ? copy : system);
        t_put(db, id, "drill", i % 2 == 0 ? "backup" : "system", about, "kind", row[i].kind,
              "held_on", row[i].held_on, "outcome", row[i].outcome, NULL);
        T_OK(verdict_read_copy(&one, db, id, copy, NOW, a, &err));
        assert_int_equal(one.point[COPY_RESTORED].proof, row[i].want);
    }
    prove(db, id, copy);
    T_OK(verdict_read_copy(&one, db, id, copy, NOW, a, &err));
    assert_int_equal(one.point[COPY_RESTORED].proof, COPY_PROVED);
    snprintf(about, sizeof(about), "%" PRId64, copy); /* and this afternoon it failed */
    t_put(db, id, "drill", "backup", about, "kind", "full", "held_on", "2026-11-25", "outcome",
          "failure", NULL);
    T_OK(verdict_read_copy(&one, db, id, copy, NOW + DAY, a, &err));
    assert_int_equal(one.point[COPY_RESTORED].proof, COPY_CONTRADICTED);
}

struct faulty {
    struct db *db;
    int64_t id;
};

static enum status read_faulty(void *arg, struct err *err)
{
    struct faulty *f = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct verdict_all all;

    return verdict_read(&all, f->db, f->id, NOW, a, err);
}

static void is_honest_whatever_fails(void **state)
{
    (void)state;
    struct faulty f;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &f.id);

    f.db = db;
    prove(db, f.id,
          backup_of(db, f.id, t_put(db, f.id, "system", "name", "電子カルテ", "kinds", "ehr", NULL),
                    "nas", "cloud"));
    T_FAULTS(FAULT_ALLOC, read_faulty, &f);
    T_FAULTS(FAULT_STMT, read_faulty, &f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_is_a_claim),
        cmocka_unit_test(freshness_is_measured_against_the_stated_interval),
        cmocka_unit_test(a_clock_may_be_a_little_ahead),
        cmocka_unit_test(facts_confirm_contradict_age_and_fail),
        cmocka_unit_test(only_what_is_said_can_be_contradicted),
        cmocka_unit_test(fewer_generations_than_written_contradict),
        cmocka_unit_test(a_copy_is_proved_when_it_is_fresh_and_was_read),
        cmocka_unit_test(no_verdict_rises_when_a_copy_or_a_proof_is_taken_away),
        T_BOTH(claims_are_shown_beside_what_is_proved),
        T_BOTH(drills_of_people_are_claims),
        cmocka_unit_test(is_honest_whatever_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
