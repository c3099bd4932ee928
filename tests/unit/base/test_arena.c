#include "base/arena.h"

#include "t.h"

static void hands_out_zeroed_aligned_bytes(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct err err;

    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *p = arena_alloc(a, size);

        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(p[i], 0);
            p[i] = 0xff;
        }
    }
    T_OK(arena_status(a, &err));
}

static void stays_failed_after_its_limit(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1000);
    struct err err;

    assert_non_null(arena_alloc(a, 500));
    T_OK(arena_status(a, &err));
    assert_null(arena_alloc(a, 600));
    assert_null(arena_alloc(a, 1));
    T_STATUS("past the limit", arena_status(a, &err), E_LIMIT);
}

static void takes_back_what_came_after_a_mark(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    char *kept = arena_copy(a, "kept");
    struct arena_mark mark = arena_mark(a);
    size_t used = arena_used(a);

    for (int i = 0; i < 100; i++) {
        assert_non_null(arena_alloc(a, 4096));
    }
    arena_reset(a, mark);
    assert_int_equal(arena_used(a), used);
    assert_string_equal(kept, "kept");
}

static void refuses_a_product_that_overflows(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct err err;

    assert_null(arena_array(a, 16, SIZE_MAX / 8));
    T_STATUS("overflow", arena_status(a, &err), E_LIMIT);
    assert_null(arena_array(NULL, 16, SIZE_MAX / 8));
    assert_null(arena_alloc(NULL, 1));
    T_STATUS("no arena", arena_status(NULL, &err), E_NOMEM);
}

static void holds_large_and_many_things(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    struct err err;
    size_t n = 0;

    for (size_t size = 1; size < 8 << 20; size = size * 3 + 1) {
        char *p = arena_alloc(a, size);

        assert_non_null(p);
        memset(p, 7, size);
        n += size;
    }
    assert_true(arena_used(a) >= n);
    assert_null(arena_copy(a, NULL));
    assert_string_equal(arena_copy_n(a, "abc", 2), "ab");
    assert_string_equal(arena_printf(a, "%s-%03d", "x", 7), "x-007");
    T_OK(arena_status(a, &err));
}

static enum status fill(void *arg, struct err *err)
{
    (void)arg;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (int i = 0; i < 40; i++) {
        arena_printf(a, "%01000d", i);
    }
    return arena_status(a, err);
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, fill, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_zeroed_aligned_bytes),
        cmocka_unit_test(stays_failed_after_its_limit),
        cmocka_unit_test(takes_back_what_came_after_a_mark),
        cmocka_unit_test(refuses_a_product_that_overflows),
        cmocka_unit_test(holds_large_and_many_things),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
