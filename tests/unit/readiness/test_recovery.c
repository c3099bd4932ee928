#include "readiness/recovery.h"

#include "t_hospital.h"

#include <inttypes.h>

enum { ARENA = 16 << 20, SYSTEMS_MAX = 8 };

struct row {
    const char *name, *priority, *depends_on;
};

/* Systems with the ids 1, 2, ...; the order of rows is the order of the list. */
static struct recovery_order order_of(const struct row *row, size_t n, struct arena *a)
{
    const struct entity *e = entity_named("system");
    struct record **system = arena_make(a, struct record *, n);
    struct recovery_order order;
    struct err err;

    for (size_t i = 0; i < n; i++) {
        system[i] = record_new(e, 1, a);
        system[i]->id = (int64_t)i + 1;
        system[i]->value[entity_field(e, "name")] = row[i].name;
        system[i]->value[entity_field(e, "recovery_priority")] = row[i].priority;
        system[i]->value[entity_field(e, "depends_on")] = row[i].depends_on;
    }
    T_OK(recovery_order(&order, system, n, a, &err));
    return order;
}

/* "A B! C": the order, with ! where it cannot be right. */
static const char *show(const struct recovery_order *o, struct arena *a)
{
    const char *text = "";

    for (size_t i = 0; i < o->n; i++) {
        text = arena_printf(a, "%s%s%s%s", text, i == 0 ? "" : " ",
                            record_get(o->step[i].system, "name"),
                            o->step[i].problem == NULL ? "" : "!");
    }
    return text;
}

static void what_is_needed_comes_back_first(void **state)
{
    (void)state;
    static const struct {
        struct row row[SYSTEMS_MAX];
        const char *want;
    } cases[] = {
        {{{"認証", "1", NULL}, {"電カル", "2", "1"}, {"予約", NULL, "1"}},      "認証 電カル"          },
        {{{"電カル", "1", "2"}, {"認証", "2", NULL}},                             "電カル! 認証"         },
        {{{"電カル", "1", "2"}, {"認証", "1", NULL}},                             "電カル 認証"          }, /* together is good */
        {{{"電カル", "1", "2"}, {"認証", NULL, "3"}, {"基盤", NULL, NULL}},     "電カル! 認証! 基盤!"},
        {{{"甲", "1", "2"}, {"乙", "1", "3"}, {"丙", "1", "1"}, {"丁", "2", "1"}},
         "甲! 乙! 丙! 丁"                                                                                      },
        {{{"甲", "1", "99"}},                                                         "甲"                       }, /* what it needed was closed */
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        size_t n = 0;

        while (n < SYSTEMS_MAX && cases[i].row[n].name != NULL) {
            n++;
        }
        struct recovery_order o = order_of(cases[i].row, n, a);

        assert_string_equal(show(&o, a), cases[i].want);
    }
}

static void a_circle_is_told_whole(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    static const struct row row[] = {
        {"甲", "1", "2"},
        {"乙", "2", "3"},
        {"丙", "3", "1"}
    };
    struct recovery_order o = order_of(row, COUNT(row), a);

    assert_int_equal(o.n_problems, 3);
    assert_string_equal(o.step[0].problem, "前提が輪になっています（甲 → 乙 → 丙 → 甲）。");
    assert_string_equal(o.step[2].problem, o.step[0].problem);
    assert_string_equal(o.step[0].before, "乙");
}

static void more_systems_than_any_hospital_has_are_refused(void **state)
{
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
        size_t n = RECOVERY_MAX + over;
        struct record **system = arena_make(a, struct record *, n);
        struct record *one = record_new(entity_named("system"), 1, a);
        struct recovery_order o;
        struct err err;

        for (size_t i = 0; i < n; i++) {
            system[i] = one;
        }
        T_STATUS("systems", recovery_order(&o, system, n, a, &err), over == 0 ? OK : E_LIMIT);
    }
}

struct faulty {
    struct db *db;
    int64_t id;
};

static enum status read_faulty(void *arg, struct err *err)
{
    const struct faulty *f = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct recovery_order o;

    return recovery_read(&o, f->db, f->id, a, err);
}

static void reads_the_order_of_the_house(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct faulty f;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &f.id);
    struct recovery_order o;
    struct err err;
    const char *late = arena_printf(a, "%" PRId64,
                                    t_put(db, f.id, "system", "name", "認証", "kinds", "other",
                                          "recovery_priority", "2", NULL));

    t_put(db, f.id, "system", "name", "電カル", "kinds", "ehr", "recovery_priority", "1",
          "depends_on", late, NULL);
    T_OK(recovery_read(&o, db, f.id, a, &err));
    assert_string_equal(show(&o, a), "電カル! 認証");
    if (t_engine(state) == DB_SQLITE) {
        f.db = db;
        T_FAULTS(FAULT_ALLOC, read_faulty, &f);
        T_FAULTS(FAULT_STMT, read_faulty, &f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_needed_comes_back_first),
        cmocka_unit_test(a_circle_is_told_whole),
        cmocka_unit_test(more_systems_than_any_hospital_has_are_refused),
        T_BOTH(reads_the_order_of_the_house),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
