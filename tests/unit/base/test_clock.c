#include "base/clock.h"

#include "t.h"

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SLACK_MS = 60000 }; /* between two readings on a busy machine */

/* A process has one clock, moved once: each case gets a process of its own. */
static bool in_a_new_process(const char *now, bool (*claim)(int64_t want), int64_t want)
{
    int status = -1;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        if (now == NULL) {
            unsetenv("SONAE_NOW");
        } else {
            setenv("SONAE_NOW", now, 1);
        }
        _exit(claim(want) ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool begins_there_and_runs_on(int64_t want)
{
    int64_t steady = clock_steady_us();
    int64_t first = clock_now_ms();
    int64_t later = first;

    setenv("SONAE_NOW", "2030-01-01", 1); /* was asked once, for good */
    while (later == first) {
        later = clock_now_ms();
    }
    return first >= want && first < want + SLACK_MS && later > first && later < first + SLACK_MS &&
           clock_steady_us() > steady;
}

static bool is_the_machines_own(int64_t unused)
{
    (void)unused;
    struct timespec ts;

    clock_gettime(CLOCK_REALTIME, &ts);
    return begins_there_and_runs_on((int64_t)ts.tv_sec * 1000);
}

static void starts_where_it_is_told_and_runs_on(void **state)
{
    (void)state;
    static const struct {
        const char *now;
        int64_t want;
    } row[] = {
        {"2026-11-20",               INT64_C(1795143600000)}, /* noon in Japan */
        {"2026-11-20T01:32:00.000Z", INT64_C(1795138320000)},
        {"2026-11-20T10:32",         INT64_C(1795138320000)},
        {"2027/03/31 23:59:59",      INT64_C(1806505199000)},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        if (!in_a_new_process(row[i].now, begins_there_and_runs_on, row[i].want)) {
            fail_msg("SONAE_NOW=%s", row[i].now);
        }
    }
}

static void is_the_machines_clock_otherwise(void **state)
{
    (void)state;
    static const char *const now[] = {NULL, "", "tomorrow"};

    for (size_t i = 0; i < COUNT(now); i++) {
        assert_true(in_a_new_process(now[i], is_the_machines_own, 0));
    }
}

static void finds_the_faults_it_looks_for(void **state)
{
    (void)state;
    assert_false(in_a_new_process("2026-11-20", begins_there_and_runs_on, INT64_C(1795143700000)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_where_it_is_told_and_runs_on),
        cmocka_unit_test(is_the_machines_clock_otherwise),
        cmocka_unit_test(finds_the_faults_it_looks_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
