/*
 * Copies of others: whole ones pass, one spoiled byte is found and named, what cannot be said is
 * an error, and no copy is changed by looking at it.
 */
#include "copies.h"

enum { ARENA = 64 << 20 };

static void check_whole(const struct copy_row *row)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    CLEANUP(repo_close) struct repo r = REPO_INIT;
    struct repo_generations g;
    struct repo_check c;
    struct err err;
    char before[128], after[128];

    tree_state(before, row->name);
    open_copy(&r, row->name, row->needs_secret, NULL, a);
    assert_string_equal(r.kind->code, row->kind);
    T_OK(r.kind->list(&g, &r, &err));
    assert_int_equal(g.n, COPIES_GENERATIONS);
    assert_true(g.row[0].at_ms <= g.row[1].at_ms);
    assert_true(g.row[1].at_ms <= r.now_ms + 1000 && g.row[1].at_ms > r.now_ms - 3600000);
    assert_true(g.row[1].bytes > 0);
    T_OK(r.kind->check(&c, &r, &g, 100, &err));
    if (c.n_damage > 0) {
        fail_msg("%s: %s", row->name, c.damage[0]);
    }
    assert_int_equal(c.structure, REPO_GOOD);
    assert_int_equal(c.data, REPO_GOOD);
    assert_int_equal(c.percent, 100);
    T_OK(r.kind->check(&c, &r, &g, 5, &err));
    assert_int_equal(c.structure, REPO_GOOD);
    assert_string_equal(tree_state(after, row->name), before);
}

static void check_spoiled(const struct copy_row *row)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    CLEANUP(repo_close) struct repo r = REPO_INIT;
    struct repo_generations g;
    struct repo_check c;
    struct err err;
    char before[128], after[128];
    const bool by_generation = row == &copy_pg;

    sh("rm -rf spoiled && cp -a %s spoiled && cd spoiled%s && %s", row->name,
       by_generation ? "/second" : "", row->flip);
    tree_state(before, "spoiled");
    open_copy(&r, "spoiled", row->needs_secret, NULL, a);
    T_OK(r.kind->list(&g, &r, &err));
    T_OK(r.kind->check(&c, &r, &g, 100, &err));
    if (c.data != REPO_BAD || c.n_damage == 0) {
        fail_msg("%s: the spoiled byte was not found", row->name);
    }
    print_message("%s: %s\n", row->name, c.damage[0]);
    assert_true(c.damage[0][0] != '\0');
    assert_string_equal(tree_state(after, "spoiled"), before);
}

static void a_whole_copy_is_whole_and_stays_as_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(copy_rows); i++) {
        check_whole(&copy_rows[i]);
    }
    check_whole(&copy_pg);
}

static void one_spoiled_byte_is_found_and_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(copy_rows); i++) {
        check_spoiled(&copy_rows[i]);
    }
    check_spoiled(&copy_pg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_copy_is_whole_and_stays_as_it_is),
        cmocka_unit_test(one_spoiled_byte_is_found_and_named),
    };

    make_source();
    for (size_t i = 0; i < COUNT(copy_rows); i++) {
        make_copy(&copy_rows[i]);
    }
    make_copy(&copy_pg);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
