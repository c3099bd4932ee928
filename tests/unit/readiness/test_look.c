#include "readiness/look.h"
#include "readiness/medium.h"

#include "t_hospital.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#define NOW T_HOSPITAL_NOW
enum { ARENA = 16 << 20 };

static const struct actor checker = {.name = "試験", .via = "test"};

static void a_medium_is_what_it_is_seen_to_be(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum medium_seen seen;
        enum copy_proof want;
    } row[] = {
        {"nas",           MEDIUM_NETWORK,    COPY_PROVED      },
        {"nas",           MEDIUM_OWN_DISK,   COPY_CONTRADICTED},
        {"nas",           MEDIUM_OTHER_DISK, COPY_UNKNOWN     }, /* iSCSI looks so, too */
        {"usb",           MEDIUM_USB,        COPY_PROVED      },
        {"external_disk", MEDIUM_OWN_DISK,   COPY_CONTRADICTED},
        {"external_disk", MEDIUM_OTHER_DISK, COPY_UNKNOWN     },
        {"internal",      MEDIUM_OTHER_DISK, COPY_PROVED      },
        {"internal",      MEDIUM_NETWORK,    COPY_CONTRADICTED},
        {"internal",      MEDIUM_UNSEEN,     COPY_UNKNOWN     },
        {"nas",           MEDIUM_UNSEEN,     COPY_UNKNOWN     },
        {"tape",          MEDIUM_OWN_DISK,   COPY_UNKNOWN     },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        if (medium_judge(row[i].code, row[i].seen) != row[i].want) {
            fail_msg("%s, row %zu", row[i].code, i);
        }
    }
    assert_int_equal(medium_see("/"), MEDIUM_OWN_DISK);
    assert_int_equal(medium_see("/proc"), MEDIUM_UNSEEN);
    assert_int_equal(medium_see("/no/such/place"), MEDIUM_UNSEEN);
}

/* A copy on this machine's own disk that is said to be an offline, immutable NAS. */
static int64_t liar(struct db *db, int64_t facility, const char *path)
{
    char system[24];

    snprintf(system, sizeof(system), "%" PRId64,
             t_put(db, facility, "system", "name", "電子カルテ", "kinds", "ehr", NULL));
    return t_put(db, facility, "backup", "system", system, "method", "full", "medium", "nas",
                 "place_kind", "other_room", "separation", "offline", "immutable", "worm",
                 "check_path", path, "check_ip", "127.0.0.1", NULL);
}

static struct record *read_copy(struct db *db, int64_t facility, int64_t id, struct arena *a)
{
    struct record *r = NULL;
    struct err err;

    T_OK(record_read(&r, db, entity_named("backup"), facility, id, a, &err));
    return r;
}

static enum copy_proof proof(const struct look *l, enum copy_kind kind)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->fact[i].kind == kind) {
            return l->fact[i].proof;
        }
    }
    return COPY_PROOFS;
}

static void one_look_files_what_was_seen(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    const char *dir = arena_printf(a, "%s/copy-%d", t_temp_dir(), (int)t_engine(state));
    struct record *copy = read_copy(db, id, liar(db, id, dir), a);
    struct copy_facts facts;
    struct look look;
    struct err err;

    assert_int_equal(mkdir(dir, 0700), 0);
    T_OK(look_plant(copy, &err));
    T_STATUS("again", look_plant(copy, &err), E_CONFLICT);
    T_OK(look_at(&look, db, copy, &checker, NOW, a, &err));
    assert_int_equal(proof(&look, COPY_OFFLINE), COPY_CONTRADICTED);
    assert_int_equal(proof(&look, COPY_IMMUTABLE), COPY_CONTRADICTED);
    assert_true(proof(&look, COPY_MEDIUM) != COPY_PROVED);
    T_OK(copy_fact_list(&facts, db, id, copy->id, a, &err));
    assert_int_equal(facts.n, look.n);
}

static void nothing_to_look_at_is_no_proof(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct record *copy = read_copy(db, id, liar(db, id, NULL), a);
    struct look look;
    struct err err;

    copy->value[entity_field(copy->entity, "check_ip")] = NULL;
    T_STATUS("no path", look_plant(copy, &err), E_INVALID);
    T_OK(look_at(&look, db, copy, &checker, NOW, a, &err));
    assert_int_equal(look.n, 0);
}

struct faulty {
    struct db *db;
    struct record *copy;
};

static enum status look_faulty(void *arg, struct err *err)
{
    const struct faulty *f = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct look look;

    return look_at(&look, f->db, f->copy, &checker, NOW, a, err);
}

static void is_honest_whatever_fails(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct faulty f = {db, read_copy(db, id, liar(db, id, "/no/such/place"), a)};

    T_FAULTS(FAULT_ALLOC, look_faulty, &f);
    T_FAULTS(FAULT_STMT, look_faulty, &f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_medium_is_what_it_is_seen_to_be),
        T_BOTH(one_look_files_what_was_seen),
        T_BOTH(nothing_to_look_at_is_no_proof),
        cmocka_unit_test(is_honest_whatever_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
