#include "base/clock.h"

#include "base/date.h"
#include "t.h"

/* One process has one clock, so each test program can move it once: this one to a day. */
static void starts_at_noon_of_the_day_named_and_runs_on(void **state)
{
    (void)state;
    struct date day = {2026, 11, 20};
    int64_t noon = date_start_ms(day) + INT64_C(12) * 3600 * 1000;

    setenv("SONAE_NOW", "2026-11-20", 1);
    int64_t first = clock_now_ms();

    assert_true(first >= noon && first < noon + 1000);
    setenv("SONAE_NOW", "2030-01-01", 1); /* asked once only */

    int64_t steady = clock_steady_us();
    int64_t later = clock_now_ms();

    while (later == first && clock_steady_us() < steady + 5000000) {
        later = clock_now_ms();
    }
    assert_true(later > first && later < first + 60000);
    assert_true(clock_steady_us() >= steady);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_at_noon_of_the_day_named_and_runs_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
