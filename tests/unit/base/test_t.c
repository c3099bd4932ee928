/* The test library itself: each of its guards has a fault planted before it, and must fire. */
#include "t.h"

#include "base/mem.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether test passes, run by cmocka in a process of its own and in silence. */
static bool passes(void (*test)(void **state))
{
    int status = -1;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        const struct CMUnitTest one[] = {
            {"planted", test, NULL, NULL, NULL}
        };
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        _exit(cmocka_run_group_tests(one, NULL, NULL));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) == 0;
}

/* Two allocations and honest answers; what it takes to be wrong is told by arg. */
static enum status two_steps(void *arg, struct err *err)
{
    const char *fault = arg;
    void *first = mem_new(10);
    void *second = first == NULL ? NULL : mem_new(10);
    enum status st = second == NULL ? err_set(err, E_NOMEM, "no memory") : OK;

    mem_free(first);
    mem_free(second);
    if (st != OK && strcmp(fault, "blames the input") == 0) {
        return err_set(err, E_INVALID, "dishonest");
    }
    return strcmp(fault, "never works") == 0 ? err_set(err, E_NOMEM, "always") : st;
}

static char now[32];

static void two_steps_under_faults(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, two_steps, now);
}

static void sees_dishonest_answers_to_a_fault(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        bool passes;
    } row[] = {
        {"none",             true },
        {"blames the input", false},
        {"never works",      false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        snprintf(now, sizeof(now), "%s", row[i].fault);
        if (passes(two_steps_under_faults) != row[i].passes) {
            fail_msg("%s", row[i].fault);
        }
    }
}

static void expects_limit_and_gets_ok(void **state)
{
    (void)state;
    struct err err = {.status = OK};

    T_STATUS("planted", OK, E_LIMIT);
}

static void sees_a_wrong_status(void **state)
{
    (void)state;
    assert_false(passes(expects_limit_and_gets_ok));
}

static char golden_text[32];

static void compares_golden_text(void **state)
{
    (void)state;
    t_golden("planted.txt", golden_text, strlen(golden_text));
}

static void sees_text_that_is_not_the_golden_one(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool passes;
    } row[] = {
        {"one\ntwo\n",   true },
        {"one\ntwx\n",   false},
        {"one\ntwo\n\n", false},
        {"one\ntwo",     false},
        {"",             false},
    };
    char dir[4200];

    snprintf(dir, sizeof(dir), "%s/tests", t_temp_dir());
    assert_int_equal(mkdir(dir, 0700), 0);
    snprintf(dir, sizeof(dir), "%s/tests/golden", t_temp_dir());
    assert_int_equal(mkdir(dir, 0700), 0);
    setenv("T_SOURCE", t_temp_dir(), 1);

    snprintf(golden_text, sizeof(golden_text), "one\ntwo\n");
    assert_false(passes(compares_golden_text)); /* not written yet */
    setenv("T_BLESS", "1", 1);
    assert_true(passes(compares_golden_text));
    unsetenv("T_BLESS");
    for (size_t i = 0; i < COUNT(row); i++) {
        snprintf(golden_text, sizeof(golden_text), "%s", row[i].text);
        if (passes(compares_golden_text) != row[i].passes) {
            fail_msg("%s", row[i].text);
        }
    }
}

static void keeps_its_directory_while_children_come_and_go(void **state)
{
    (void)state;
    const char *dir = t_temp_dir();
    pid_t child = fork();

    if (child == 0) {
        exit(0); /* runs what atexit() was given */
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(access(dir, W_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_dishonest_answers_to_a_fault),
        cmocka_unit_test(sees_a_wrong_status),
        cmocka_unit_test(sees_text_that_is_not_the_golden_one),
        cmocka_unit_test(keeps_its_directory_while_children_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
