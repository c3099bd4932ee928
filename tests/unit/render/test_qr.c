#include "render/qr.h"

#include "t.h"

static const char url[] = "http://192.168.1.10:8080/f/0abc/device/0123456789abc";

/* The 7 x 7 square in three corners by which a camera finds the code (ISO/IEC 18004, 6.3.3). */
static bool has_finder(const struct qr *q, int left, int top)
{
    for (int y = 0; y < 7; y++) {
        for (int x = 0; x < 7; x++) {
            int ring = abs(x - 3) > abs(y - 3) ? abs(x - 3) : abs(y - 3);

            if (q->module[(top + y) * q->size + left + x] != (ring != 2)) {
                return false;
            }
        }
    }
    return true;
}

static void makes_a_code_that_a_camera_finds(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct qr q;
    struct err err;

    T_OK(qr_make(&q, url, a, &err));
    assert_int_equal(q.size, 33); /* version 4: the smallest that holds 52 bytes at M */
    assert_true(has_finder(&q, 0, 0));
    assert_true(has_finder(&q, q.size - 7, 0));
    assert_true(has_finder(&q, 0, q.size - 7));
    assert_false(has_finder(&q, q.size - 7, q.size - 7));
}

static void gives_the_same_code_for_the_same_text(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct qr first;
    struct qr second;
    struct qr other;
    struct err err;

    T_OK(qr_make(&first, url, a, &err));
    T_OK(qr_make(&second, url, a, &err));
    T_OK(qr_make(&other, "http://192.168.1.10:8080/f/0abc/device/0123456789abd", a, &err));
    size_t n = (size_t)first.size * (size_t)first.size * sizeof(bool);

    assert_memory_equal(first.module, second.module, n);
    assert_memory_not_equal(first.module, other.module, n);
}

static void refuses_what_a_small_label_cannot_hold(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    char text[QR_TEXT_MAX + 2];
    struct qr q = {.size = 99};
    struct err err;

    memset(text, 'a', sizeof(text) - 1);
    text[QR_TEXT_MAX + 1] = '\0';
    T_STATUS("one byte too long", qr_make(&q, text, a, &err), E_LIMIT);
    T_STATUS("empty", qr_make(&q, "", a, &err), E_INVALID);
    assert_int_equal(q.size, 99);
    T_OK(qr_make(&q, text + 1, a, &err));
}

static enum status make(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct qr q;

    return qr_make(&q, arg, a, err);
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, make, (void *)url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_code_that_a_camera_finds),
        cmocka_unit_test(gives_the_same_code_for_the_same_text),
        cmocka_unit_test(refuses_what_a_small_label_cannot_hold),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
