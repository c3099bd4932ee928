#include "checklist/todo.h"

#include "house.h"

static struct todo counted(struct house *h, struct assess_cache *cache)
{
    struct todo todo;
    struct err err;

    T_OK(todo_refresh(h->db, HOUSE_FACILITY, t_temp_dir(), cache, house_now(), h->arena, &err));
    T_OK(todo_read(&todo, h->db, HOUSE_FACILITY, h->arena, &err));
    return todo;
}

static void a_good_house_has_nothing_waiting(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct todo todo = counted(h, NULL);

    assert_int_equal(todo.n, 0);
    assert_int_equal(todo_count(&todo, "device"), 0);
}

static void gaps_are_counted_where_they_are_mended(void **state)
{
    static const struct {
        const char *sql, *place;
        int64_t n;
    } row[] = {
        {"UPDATE bcp SET covers_cyber = 0",                       "bcp",         1},
        {"UPDATE device SET os = NULL WHERE asset_no = (SELECT MIN(asset_no) FROM device "
         "WHERE kind = 'client' AND closed_on IS NULL)", "device",      1},
        {"UPDATE appointment SET closed_on = '2026-11-01'",       "appointment", 1},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(house_close) struct house *h = house_open(t_engine(state));
        struct err err;

        T_OK(db_script(h->db, row[i].sql, &err));
        struct todo todo = counted(h, NULL);

        if (todo_count(&todo, row[i].place) < row[i].n) {
            for (size_t k = 0; k < todo.n; k++) {
                print_error("%s=%" PRId64 "\n", todo.place[k].name, todo.place[k].n);
            }
            fail_msg("%s", row[i].sql);
        }
        assert_int_equal(todo_count(&todo, "cloud_service"), 0);
        assert_int_equal(todo_count(&todo, "dev"), 0); /* the whole name */
    }
}

static void an_empty_program_has_no_counts_yet(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct todo todo = {.n = 9};
    struct err err;

    T_OK(todo_read(&todo, h->db, HOUSE_FACILITY + 1, h->arena, &err));
    assert_int_equal(todo.n, 0);
    T_STATUS(
        "no such facility",
        todo_refresh(h->db, HOUSE_FACILITY + 1, t_temp_dir(), NULL, house_now(), h->arena, &err),
        E_NOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(a_good_house_has_nothing_waiting),
        T_BOTH(gaps_are_counted_where_they_are_mended),
        T_BOTH(an_empty_program_has_no_counts_yet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
