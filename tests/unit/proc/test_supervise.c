#include "proc/supervise.h"

#include "base/clock.h"
#include "base/log.h"
#include "proc/child.h"
#include "proc/limits.h"
#include "proc/wake.h"
#include "t.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Children report here, one line each: "NAME INDEX\n". */
static int report[2];

static void say(const char *name, int index)
{
    char line[40];

    snprintf(line, sizeof(line), "%s %d\n", name, index);
    assert_int_equal(write(report[1], line, strlen(line)), strlen(line));
}

/* Wait for a line that begins with want; false when it does not come. */
static bool heard(const char *want)
{
    char line[40] = "";
    size_t n = 0;

    for (int i = 0; i < 2000; i++) {
        struct pollfd p = {report[0], POLLIN, 0};

        if (poll(&p, 1, 10) <= 0) {
            continue;
        }
        while (n + 1 < sizeof(line) && read(report[0], line + n, 1) == 1 && line[n] != '\n') {
            n++;
        }
        line[n] = '\0';
        if (strncmp(line, want, strlen(want)) == 0) {
            return true;
        }
        n = 0;
    }
    return false;
}

static int setup(void **state)
{
    (void)state;
    log_quiet(LOG_ERROR + 1);
    return pipe2(report, O_CLOEXEC);
}

static int teardown(void **state)
{
    (void)state;
    close(report[0]);
    close(report[1]);
    return 0;
}

/* Until SIGTERM, then a clean end. */
static int stay(void *self, int index)
{
    struct err err;
    int fd;

    if (child_stop_fd(&fd, &err) != OK) {
        return 1;
    }
    say(self, index);
    struct pollfd p = {fd, POLLIN, 0};

    while (poll(&p, 1, -1) <= 0) {
    }
    say("left", index);
    return 0;
}

static int work_once(void *self, int index)
{
    usleep(SUPERVISE_BACKOFF_MIN_MS * 1100);
    say(self, index);
    return 0;
}

static int crash(void *self, int index)
{
    say(self, index);
    abort();
}

static int pays_no_heed(void *self, int index)
{
    (void)self;
    signal(SIGTERM, SIG_IGN);
    say("deaf", index);
    pause();
    return 0;
}

static int supervise_these(void *roles)
{
    struct err err;

    return (int)supervise_run(roles, 2, 200, &err);
}

static int ended_with(pid_t pid)
{
    int wait_status;
    struct err err;

    T_OK(child_wait(&wait_status, pid, &err));
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 1000 + WTERMSIG(wait_status);
}

static void starts_all_and_stops_all(void **state)
{
    (void)state;
    static char web[] = "web", keeper[] = "keeper";
    struct supervise_role role[] = {
        {"web",    2, stay, web   },
        {"keeper", 1, stay, keeper}
    };
    struct err err;
    pid_t pid;

    T_OK(child_start(&pid, supervise_these, role, &err));
    for (int i = 0; i < 3; i++) {
        assert_true(heard("")); /* each as soon as it would hear of a stop */
    }
    kill(pid, SIGTERM);
    for (int i = 0; i < 3; i++) {
        assert_true(heard("left"));
    }
    assert_int_equal(ended_with(pid), OK);
}

static void starts_again_what_ends_or_crashes(void **state)
{
    (void)state;
    static char job[] = "job", bad[] = "bad";
    struct supervise_role role[] = {
        {"job", 1, work_once, job},
        {"bad", 1, crash,     bad}
    };
    struct err err;
    pid_t pid;

    T_OK(child_start(&pid, supervise_these, role, &err));
    for (int i = 0; i < 3; i++) {
        assert_true(heard("job 0"));
    }
    for (int i = 0; i < 2; i++) {
        assert_true(heard("bad 0"));
    }
    kill(pid, SIGTERM);
    assert_int_equal(ended_with(pid), OK);
}

static void what_always_crashes_is_slowed_down(void **state)
{
    (void)state;
    static char bad[] = "bad";
    struct supervise_role role[] = {
        {"bad",  1, crash, bad},
        {"none", 0, stay,  bad}
    };
    struct err err;
    pid_t pid;
    int64_t start_us = clock_steady_us();

    T_OK(child_start(&pid, supervise_these, role, &err));
    for (int i = 0; i < 4; i++) {
        assert_true(heard("bad 0"));
    }
    assert_true(clock_steady_us() - start_us >= (100 + 200 + 400) * 1000);
    kill(pid, SIGTERM);
    assert_int_equal(ended_with(pid), OK);
}

static void who_is_deaf_to_the_request_is_killed(void **state)
{
    (void)state;
    struct supervise_role role[] = {
        {"deaf", 1, pays_no_heed, NULL},
        {"none", 0, stay,         NULL}
    };
    struct err err;
    pid_t pid;

    T_OK(child_start(&pid, supervise_these, role, &err));
    assert_true(heard("deaf"));
    kill(pid, SIGTERM);
    assert_int_equal(ended_with(pid), OK);
}

/* A socket that is listening on loopback, held by main and its children. */
static int supervise_with_socket(void *self)
{
    static char web[] = "web";
    struct supervise_role role[] = {
        {"web", 2, stay, web}
    };
    struct sockaddr_in at = *(struct sockaddr_in *)self;
    struct err err;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) != 0 ||
        bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, 1) != 0) {
        return 99;
    }
    return (int)supervise_run(role, 1, 0, &err);
}

static void kill_9_of_the_parent_frees_the_port(void **state)
{
    (void)state;
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof(at);
    struct err err;
    pid_t pid;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0); /* any free port */
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    close(fd);
    T_OK(child_start(&pid, supervise_with_socket, &at, &err));
    assert_true(heard("web"));
    assert_true(heard("web"));
    kill(pid, SIGKILL);
    assert_int_equal(ended_with(pid), 1000 + SIGKILL);

    int code = -1;

    for (int i = 0; i < 200 && code != 0; i++) { /* the children die a moment later */
        fd = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
        code = bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, 1) != 0;
        close(fd);
        usleep(code == 0 ? 0 : 5000);
    }
    assert_int_equal(code, 0);
}

static void refuses_more_children_than_it_can_watch(void **state)
{
    (void)state;
    static char web[] = "web";
    const struct supervise_role role = {"web", SUPERVISE_CHILDREN_MAX + 1, stay, web};
    struct err err;

    T_STATUS("too many", supervise_run(&role, 1, 0, &err), E_LIMIT);
}

static int exit_seven(void *self)
{
    (void)self;
    return 7;
}

static int killed(void *self)
{
    (void)self;
    raise(SIGKILL);
    return 0;
}

static int has_plain_signals(void *self)
{
    sigset_t mask;
    struct sigaction term, interrupt;

    (void)self;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    sigaction(SIGTERM, NULL, &term);
    sigaction(SIGINT, NULL, &interrupt);
    return !sigisemptyset(&mask) || term.sa_handler != SIG_DFL || interrupt.sa_handler != SIG_IGN;
}

static void tells_how_a_child_ended(void **state)
{
    (void)state;
    char text[CHILD_TEXT_SIZE];
    struct err err;
    int wait_status;
    pid_t pid;

    T_OK(child_start(&pid, exit_seven, NULL, &err));
    T_OK(child_wait(&wait_status, pid, &err));
    assert_string_equal(child_text(text, wait_status), "exit 7");
    T_STATUS("a second time", child_wait(&wait_status, pid, &err), E_NOTFOUND);
    T_OK(child_start(&pid, killed, NULL, &err));
    T_OK(child_wait(&wait_status, pid, &err));
    assert_string_equal(child_text(text, wait_status), "signal 9 (Killed)");
}

static void a_child_begins_with_plain_signals(void **state)
{
    (void)state;
    sigset_t all, before;
    struct err err;
    pid_t pid;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    T_OK(child_start(&pid, has_plain_signals, NULL, &err));
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(ended_with(pid), 0);
}

static void says_so_when_no_process_is_to_be_had(void **state)
{
    (void)state;
    struct err err;
    pid_t pid = 77;

    fault_arm(FAULT_IO, 1);
    T_STATUS("fork fails", child_start(&pid, exit_seven, NULL, &err), E_BUSY);
    fault_arm(FAULT_IO, 0);
    assert_int_equal(pid, 77);
}

static void nudges_arrive_and_never_block(void **state)
{
    (void)state;
    struct wake w = WAKE_INIT;
    struct err err;
    int stop[2];

    T_OK(wake_open(&w, &err));
    assert_false(wake_wait(&w, -1, 0));
    for (int i = 0; i < 100000; i++) {
        wake_send(&w); /* more than a pipe holds */
    }
    assert_true(wake_wait(&w, -1, -1));
    assert_false(wake_wait(&w, -1, 0)); /* all were taken at once */
    assert_int_equal(pipe(stop), 0);
    assert_int_equal(write(stop[1], "x", 1), 1);
    assert_false(wake_wait(&w, stop[0], -1)); /* returns though nobody nudged */
    close(stop[0]);
    close(stop[1]);
    wake_close(&w);
    assert_int_equal(w.read_fd, -1);
    fault_arm(FAULT_IO, 1);
    T_STATUS("no pipe", wake_open(&w, &err), E_IO);
    fault_arm(FAULT_IO, 0);
}

static int limited(void *self)
{
    struct rlimit core, files;
    struct err err;

    (void)self;
    if (limits_apply(1 << 30, &err) != OK || getrlimit(RLIMIT_CORE, &core) != 0 ||
        getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return 1;
    }
    return core.rlim_max != 0 ||
           (files.rlim_cur != LIMITS_FILES && files.rlim_cur != files.rlim_max);
}

static void limits_hold(void **state)
{
    (void)state;
    struct err err;
    pid_t pid;

    T_OK(child_start(&pid, limited, NULL, &err));
    assert_int_equal(ended_with(pid), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(starts_all_and_stops_all, setup, teardown),
        cmocka_unit_test_setup_teardown(starts_again_what_ends_or_crashes, setup, teardown),
        cmocka_unit_test_setup_teardown(what_always_crashes_is_slowed_down, setup, teardown),
        cmocka_unit_test_setup_teardown(who_is_deaf_to_the_request_is_killed, setup, teardown),
        cmocka_unit_test_setup_teardown(kill_9_of_the_parent_frees_the_port, setup, teardown),
        cmocka_unit_test(refuses_more_children_than_it_can_watch),
        cmocka_unit_test(tells_how_a_child_ended),
        cmocka_unit_test(a_child_begins_with_plain_signals),
        cmocka_unit_test(says_so_when_no_process_is_to_be_had),
        cmocka_unit_test(nudges_arrive_and_never_block),
        cmocka_unit_test(limits_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
