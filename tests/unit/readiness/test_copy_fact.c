#include "readiness/copy_fact.h"

#include "t_hospital.h"

#include <inttypes.h>
#include <stdio.h>

#define NOW T_HOSPITAL_NOW
#define ARENA (16 << 20)

static const struct actor checker = {.name = "試験", .via = "test"};

static int64_t backup(struct db *db, int64_t facility, const char *system_name)
{
    char id[24];

    snprintf(id, sizeof(id), "%" PRId64,
             t_put(db, facility, "system", "name", system_name, "kinds", "ehr", NULL));
    return t_put(db, facility, "backup", "system", id, "method", "full", "medium", "nas",
                 "place_kind", "offsite", "separation", "offline", NULL);
}

static enum status file(struct db *db, int64_t facility, struct copy_fact fact, struct err *err)
{
    return copy_fact_file(db, facility, &checker, NOW, &fact, 1, err);
}

static void what_a_check_saw_is_read_back(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    int64_t copy = backup(db, id, "電子カルテ");
    struct copy_facts got;
    struct err err;
    const struct copy_fact fact[] = {
        {copy, COPY_READ_BACK, COPY_PROVED,  "verify.check", NOW - 1, true,  100, "100件を読んだ"},
        {copy, COPY_OFFLINE,   COPY_UNKNOWN, "reach.tcp",    NOW,     false, 0,   NULL                },
    };

    T_OK(copy_fact_file(db, id, &checker, NOW, fact, COUNT(fact), &err));
    T_OK(copy_fact_list(&got, db, id, copy, a, &err));
    assert_int_equal(got.n, 2);
    assert_int_equal(got.fact[0].kind, COPY_OFFLINE);
    assert_int_equal(got.fact[0].proof, COPY_UNKNOWN);
    assert_false(got.fact[0].has_figure);
    assert_null(got.fact[0].note);
    assert_int_equal(got.fact[1].kind, COPY_READ_BACK);
    assert_int_equal(got.fact[1].proof, COPY_PROVED);
    assert_int_equal(got.fact[1].at, NOW - 1);
    assert_int_equal(got.fact[1].figure, 100);
    assert_string_equal(got.fact[1].note, "100件を読んだ");
    assert_string_equal(got.fact[1].source, "verify.check");
}

static void of_a_source_the_newest_of_each_proof_is_kept(void **state)
{
    static const struct {
        enum copy_proof proof;
        int64_t at;
        int64_t figure;
    } filed[] = {
        {COPY_PROVED,       NOW - 30, 1},
        {COPY_CONTRADICTED, NOW - 20, 2},
        {COPY_PROVED,       NOW - 10, 3},
        {COPY_PROVED,       NOW - 40, 4}, /* comes late: changes nothing */
    };
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    int64_t copy = backup(db, id, "電子カルテ"), other = backup(db, id, "医事会計");
    struct copy_facts got;
    struct err err;

    for (size_t i = 0; i < COUNT(filed); i++) {
        T_OK(file(db, id,
                  (struct copy_fact){copy, COPY_OFFLINE, filed[i].proof, "reach.tcp", filed[i].at,
                                     true, filed[i].figure, NULL},
                  &err));
    }
    T_OK(
        file(db, id, (struct copy_fact){other, COPY_OFFLINE, COPY_PROVED, "reach.tcp", NOW}, &err));
    T_OK(copy_fact_list(&got, db, id, copy, a, &err));
    assert_int_equal(got.n, 2);
    assert_int_equal(got.fact[0].figure, 3); /* the newest comes first */
    assert_int_equal(got.fact[1].figure, 2);
    T_OK(copy_fact_list(&got, db, id, 0, a, &err));
    assert_int_equal(got.n, 3);
}

static void refuses_what_nobody_could_have_seen(void **state)
{
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    int64_t copy = backup(db, id, "電子カルテ");
    struct copy_fact many[COPY_FACTS_MAX + 1];
    struct err err;
    const struct {
        const char *what;
        struct copy_fact fact;
        enum status want;
    } row[] = {
        {"no such copy",          {copy + 1, COPY_FRESH, COPY_PROVED, "repo.restic", NOW}, E_NOTFOUND},
        {"no source",             {copy, COPY_FRESH, COPY_PROVED, "", NOW},                E_INVALID },
        {"a blank in the source", {copy, COPY_FRESH, COPY_PROVED, "my eyes", NOW},         E_INVALID },
        {"40 letters",
         {copy, COPY_FRESH, COPY_PROVED, "a234567890123456789012345678901234567890", NOW},
         E_INVALID                                                                                   },
        {"39 letters",
         {copy, COPY_FRESH, COPY_PROVED, "a23456789012345678901234567890123456789", NOW},
         OK                                                                                          },
        {"tomorrow",              {copy, COPY_FRESH, COPY_PROVED, "repo.restic", NOW + 1}, E_INVALID },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        T_STATUS(row[i].what, file(db, id, row[i].fact, &err), row[i].want);
    }
    for (size_t i = 0; i < COUNT(many); i++) {
        many[i] = (struct copy_fact){copy, COPY_FRESH, COPY_PROVED, "repo.restic", NOW};
    }
    T_OK(copy_fact_file(db, id, &checker, NOW, many, COPY_FACTS_MAX, &err));
    T_STATUS("one more", copy_fact_file(db, id, &checker, NOW, many, COPY_FACTS_MAX + 1, &err),
             E_LIMIT);
}

static void every_word_has_its_code(void **state)
{
    (void)state;
    for (int i = 0; i < COPY_KINDS; i++) {
        assert_true(*copy_kind_code((enum copy_kind)i) != '\0');
        assert_true(*copy_kind_word((enum copy_kind)i) != '\0');
        const struct copy_fact probe = {.kind = (enum copy_kind)i, .source = "reach.tcp"};
        const struct copy_fact label = {.kind = (enum copy_kind)i, .source = "label.a"};

        assert_true(copy_fact_days(&probe) > 0);
        assert_true(copy_fact_days(&label) >= copy_fact_days(&probe));
    }
    for (int i = 0; i < COPY_PROOFS; i++) {
        assert_true(*copy_proof_code((enum copy_proof)i) != '\0');
        assert_true(*copy_proof_word((enum copy_proof)i) != '\0');
    }
    assert_string_equal(copy_source_word("repo.restic"), "控えの道具での検査");
    assert_string_equal(copy_source_word("repository"), "そのほかの検査");
}

struct filing {
    struct db *db;
    int64_t facility, copy;
};

static enum status file_and_list(void *arg, struct err *err)
{
    struct filing *f = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct copy_facts got;
    enum status st = file(
        f->db, f->facility,
        (struct copy_fact){f->copy, COPY_FRESH, COPY_PROVED, "repo.borg", NOW, true, 1, "一"}, err);

    return st == OK ? copy_fact_list(&got, f->db, f->facility, f->copy, a, err) : st;
}

static void fails_honestly(void **state)
{
    (void)state;
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct filing f = {db, id, backup(db, id, "電子カルテ")};

    T_FAULTS(FAULT_ALLOC, file_and_list, &f);
    T_FAULTS(FAULT_STMT, file_and_list, &f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(what_a_check_saw_is_read_back),
        T_BOTH(of_a_source_the_newest_of_each_proof_is_kept),
        T_BOTH(refuses_what_nobody_could_have_seen),
        cmocka_unit_test(every_word_has_its_code),
        cmocka_unit_test(fails_honestly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
