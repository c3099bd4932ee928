#include "base/log.h"

#include "base/clock.h"
#include "t.h"

#include <sys/socket.h>
#include <unistd.h>

static char caught[20000];

/*
 * What say() writes to standard error, from its first space on (after the time). Standard
 * error is a socket that keeps each write() apart, so a line in two pieces would be cut here.
 */
static const char *caught_of(void (*say)(void))
{
    int end[2];
    int keep = dup(STDERR_FILENO);

    assert_true(keep >= 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, end) == 0);
    assert_true(dup2(end[0], STDERR_FILENO) >= 0);
    say();
    dup2(keep, STDERR_FILENO);
    close(keep);
    close(end[0]);

    ssize_t len = recv(end[1], caught, sizeof(caught) - 1, MSG_DONTWAIT);

    close(end[1]);
    caught[len < 0 ? 0 : len] = '\0';
    return len <= 0 ? "" : strchr(caught, ' ');
}

static void refused(void)
{
    log_event(LOG_WARN, "login.refused", log_str("user", "山田"), log_int("tries", -3),
              log_str("none", NULL));
}

static void hostile(void)
{
    log_event(LOG_INFO, "x", log_str("v", "a\"b\\c\nd\x1b[2J\x7f\xff\xc2\x9b\tEnd"));
}

static void endless(void)
{
    static char text[10000];

    memset(text, 'z', sizeof(text) - 1);
    log_event(LOG_ERROR, "long", log_str("v", text), log_int("after", 1));
}

static void bare(void)
{
    log_event(LOG_INFO, "main.start");
}

static void below(void)
{
    log_event(LOG_DEBUG, "hidden");
}

static void of_err(void)
{
    struct err err;

    (void)err_set(&err, E_IO, "inner");
    (void)err_note(&err, "outer");
    log_err("job.failed", &err);
}

static void writes_one_line_an_event_with_its_values(void **state)
{
    (void)state;
    assert_string_equal(caught_of(refused),
                        " warn login.refused user=\"山田\" tries=-3 none=\"\"\n");
    assert_string_equal(caught_of(bare), " info main.start\n");
    assert_string_equal(caught_of(of_err),
                        " error job.failed status=\"E_IO\" detail=\"inner; outer\"\n");
    assert_int_equal(strlen(caught) - strlen(strchr(caught, ' ')), 24); /* the time */
}

static void lets_no_value_forge_a_line_or_steer_a_terminal(void **state)
{
    (void)state;
    assert_string_equal(caught_of(hostile),
                        " info x v=\"a\\\"b\\\\c\\nd\\x1b[2J\\x7f\\xff\\xc2\\x9b\\x09End\"\n");
}

static void cuts_a_long_line_and_says_so(void **state)
{
    (void)state;
    caught_of(endless);
    assert_in_range(strlen(caught), 4000, 4096);
    assert_string_equal(caught + strlen(caught) - 9, "zz cut=1\n");
}

static void drops_what_is_below_the_wanted_level(void **state)
{
    (void)state;
    assert_string_equal(caught_of(below), "");
    log_quiet(LOG_DEBUG);
    assert_string_equal(caught_of(below), " debug hidden\n");
    log_quiet(LOG_ERROR);
    assert_string_equal(caught_of(refused), "");
    log_quiet(LOG_INFO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_one_line_an_event_with_its_values),
        cmocka_unit_test(lets_no_value_forge_a_line_or_steer_a_terminal),
        cmocka_unit_test(cuts_a_long_line_and_says_so),
        cmocka_unit_test(drops_what_is_below_the_wanted_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
