/*
 * Every kind of process tries what an attacker would try from inside it, and what its own work
 * needs. Each attempt runs in a child of its own, since a lock is for good.
 */
#include "proc/sandbox.h"

#include "base/file.h"
#include "proc/child.h"
#include "t.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* What an attempt can see; made before the lock. */
struct scene {
    char data[4200];  /* may be written */
    char notes[4300]; /* a file that may be read */
    char other[4300]; /* a file outside */
    int other_fd;     /* the same, open already */
    int pipe_fd[2];
    uint16_t port; /* of a listening socket on loopback */
    pid_t neighbour;
    int listen_fd;
    const struct sandbox *want;
    int (*attempt)(const struct scene *s); /* 0: it worked; else errno */
    unsigned let_by;                       /* gaps through which the attempt would slip */
};

enum { NO_SANDBOX = 255, SLIPS_THROUGH = 254 };

static int failed(long result)
{
    return result >= 0 ? 0 : errno;
}

static int in(const struct scene *s, const char *name, int flags)
{
    char path[4400];

    snprintf(path, sizeof(path), "%s/%s", s->data, name);
    return failed(open(path, flags, 0600));
}

static int write_own(const struct scene *s)
{
    char from[4400], to[4400];

    if (in(s, "new", O_CREAT | O_WRONLY | O_TRUNC) != 0 || in(s, "new", O_RDWR) != 0) {
        return errno;
    }
    snprintf(from, sizeof(from), "%s/new", s->data);
    snprintf(to, sizeof(to), "%s/sub/renamed", s->data);
    return failed(rename(from, to));
}

static int unnamed_own(const struct scene *s)
{
    return failed(open(s->data, O_TMPFILE | O_RDWR, 0600));
}

static int read_notes(const struct scene *s)
{
    return failed(open(s->notes, O_RDONLY));
}

static int write_notes(const struct scene *s)
{
    return failed(open(s->notes, O_WRONLY));
}

static int read_other(const struct scene *s)
{
    return failed(open(s->other, O_RDONLY));
}

static int write_other(const struct scene *s)
{
    return failed(open(s->other, O_WRONLY));
}

static int cut_other(const struct scene *s)
{
    return failed(truncate(s->other, 0));
}

static int delete_other(const struct scene *s)
{
    return failed(unlink(s->other));
}

static int read_accounts(const struct scene *s)
{
    (void)s;
    return failed(open("/etc/passwd", O_RDONLY));
}

static int read_randomness(const struct scene *s)
{
    (void)s;
    return failed(open("/dev/urandom", O_RDONLY));
}

static int run_program(const struct scene *s)
{
    (void)s;
    return failed(execl("/bin/true", "true", (char *)NULL));
}

static int new_process(const struct scene *s)
{
    (void)s;
    pid_t pid = fork();

    if (pid == 0) {
        _exit(0);
    }
    return failed(pid);
}

static void *idle(void *self)
{
    return self;
}

static int new_thread(const struct scene *s)
{
    pthread_t thread;
    int code = pthread_create(&thread, NULL, idle, NULL);

    (void)s;
    if (code == 0) {
        pthread_join(thread, NULL);
    }
    return code;
}

static int trace(const struct scene *s)
{
    return failed(ptrace(PTRACE_ATTACH, s->neighbour, NULL, NULL));
}

static int signal_neighbour(const struct scene *s)
{
    return failed(kill(s->neighbour, 0));
}

static int new_rights(const struct scene *s)
{
    (void)s;
    return failed(unshare(CLONE_NEWUSER));
}

static int mount_something(const struct scene *s)
{
    return failed(mount("none", s->data, "tmpfs", 0, NULL));
}

static int connect_out(const struct scene *s)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(s->port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return fd < 0 ? errno : failed(connect(fd, (struct sockaddr *)&to, sizeof(to)));
}

/* As the prober does: its very arguments, and not waiting for the other side. */
static int connect_plainly(const struct scene *s)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(s->port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int code = fd < 0 ? errno : failed(connect(fd, (struct sockaddr *)&to, sizeof(to)));

    return code == EINPROGRESS ? 0 : code;
}

static int connect_local(const struct scene *s)
{
    const struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = "/no/such/socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    int code = fd < 0 ? errno : failed(connect(fd, (const struct sockaddr *)&to, sizeof(to)));

    (void)s;
    return code == ENOENT || code == EACCES ? 0 : code; /* asked, and there is none */
}

static int listen_somewhere(const struct scene *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    (void)s;
    return fd < 0 ? errno : failed(bind(fd, (struct sockaddr *)&at, sizeof(at)));
}

static int packet_socket(const struct scene *s)
{
    (void)s;
    return failed(socket(AF_PACKET, SOCK_RAW, 0));
}

static int ring(const struct scene *s)
{
    char params[256] = {0};

    (void)s;
    return failed(syscall(SYS_io_uring_setup, 4, params));
}

static int new_code(const struct scene *s)
{
    (void)s;
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED
               ? 0
               : errno;
}

static int more_memory(const struct scene *s)
{
    (void)s;
    return failed(syscall(SYS_mmap, NULL, 1 << 24, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static int use_open_pipe(const struct scene *s)
{
    char byte = 'x';

    return write(s->pipe_fd[1], &byte, 1) == 1 && read(s->pipe_fd[0], &byte, 1) == 1 ? 0 : errno;
}

static int accept_nothing(const struct scene *s)
{
    int code = failed(accept4(s->listen_fd, NULL, NULL, SOCK_NONBLOCK));

    return code == EAGAIN ? 0 : code;
}

static int run_attempt(void *self)
{
    struct scene *s = self;
    unsigned gaps;
    struct err err;

    if (sandbox_enter(s->want, &gaps, &err) != OK) {
        fprintf(stderr, "%s\n", err.detail);
        return NO_SANDBOX;
    }
    return (gaps & s->let_by) != 0 ? SLIPS_THROUGH : s->attempt(s);
}

/* errno of the attempt inside the sandbox; 0: it worked; SLIPS_THROUGH: this kernel has the gap. */
static int try(struct scene *s, const struct sandbox *want, int (*attempt)(const struct scene *),
               unsigned let_by)
{
    struct err err;
    int wait_status;
    pid_t pid;

    s->want = want;
    s->attempt = attempt;
    s->let_by = let_by;
    T_OK(child_start(&pid, run_attempt, s, &err));
    T_OK(child_wait(&wait_status, pid, &err));
    if (!WIFEXITED(wait_status)) {
        fail_msg("ended by signal %d", WTERMSIG(wait_status));
    }
    assert_int_not_equal(WEXITSTATUS(wait_status), NO_SANDBOX);
    return WEXITSTATUS(wait_status);
}

static void make_file(const char *path)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs("text", f);
    fclose(f);
}

static int sleep_until_killed(void *self)
{
    (void)self;
    pause();
    return 0;
}

static void set_scene(struct scene *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof(at);
    char sub[4300];
    struct err err;

    memset(s, 0, sizeof(*s));
    snprintf(s->data, sizeof(s->data), "%s/data", t_temp_dir());
    snprintf(sub, sizeof(sub), "%s/sub", s->data);
    snprintf(s->notes, sizeof(s->notes), "%s/notes", t_temp_dir());
    snprintf(s->other, sizeof(s->other), "%s/other", t_temp_dir());
    mkdir(s->data, 0700);
    mkdir(sub, 0700);
    make_file(s->notes);
    make_file(s->other);
    assert_int_equal(pipe(s->pipe_fd), 0);
    s->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(s->listen_fd, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(s->listen_fd, 5), 0);
    assert_int_equal(getsockname(s->listen_fd, (struct sockaddr *)&at, &size), 0);
    s->port = ntohs(at.sin_port);
    T_OK(child_start(&s->neighbour, sleep_until_killed, NULL, &err));
}

static void strike_scene(struct scene *s)
{
    int wait_status;
    struct err err;

    kill(s->neighbour, SIGKILL);
    T_OK(child_wait(&wait_status, s->neighbour, &err));
    close(s->pipe_fd[0]);
    close(s->pipe_fd[1]);
    close(s->listen_fd);
}

static void does_its_work_and_nothing_else(void **state)
{
    (void)state;
    enum {
        W = 1 << SANDBOX_SERVE,
        J = 1 << SANDBOX_WORK,
        S = 1 << SANDBOX_DECODE,
        P = 1 << SANDBOX_PROBE,
        T = 1 << SANDBOX_TOOL | 1 << SANDBOX_VERIFY
    };
    static const struct {
        const char *what;
        int (*attempt)(const struct scene *s);
        unsigned may;    /* the kinds in which it works */
        unsigned let_by; /* the gap that would let it through */
    } row[] = {
        {"write in the data directory",        write_own,        W | J | T,         0                                       },
        {"unnamed file in the data directory", unnamed_own,      W | J | T,         0                                       },
        {"read a named file",                  read_notes,       W | J | T,         0                                       },
        {"write a file to be read only",       write_notes,      0,                 SANDBOX_GAP_FILES                       },
        {"read elsewhere",                     read_other,       0,                 SANDBOX_GAP_FILES                       },
        {"write elsewhere",                    write_other,      0,                 SANDBOX_GAP_FILES                       },
        {"cut off elsewhere",                  cut_other,        0,                 SANDBOX_GAP_FILES | SANDBOX_GAP_TRUNCATE},
        {"delete elsewhere",                   delete_other,     0,                 SANDBOX_GAP_FILES                       },
        {"read the accounts",                  read_accounts,    0,                 SANDBOX_GAP_FILES                       },
        {"read randomness",                    read_randomness,  W | J | T,         0                                       },
        {"run a program",                      run_program,      T,                 SANDBOX_GAP_CALLS                       },
        {"new process",                        new_process,      T,                 SANDBOX_GAP_CALLS                       },
        {"new thread",                         new_thread,       J | T,             SANDBOX_GAP_CALLS                       },
        {"trace a neighbour",                  trace,            0,                 SANDBOX_GAP_CALLS                       },
        {"signal a neighbour",                 signal_neighbour, 0,                 SANDBOX_GAP_CALLS                       },
        {"new user namespace",                 new_rights,       0,                 SANDBOX_GAP_CALLS                       },
        {"mount",                              mount_something,  0,                 SANDBOX_GAP_CALLS                       },
        {"connect out",                        connect_out,      0,                 SANDBOX_GAP_CALLS                       },
        {"listen somewhere",                   listen_somewhere, 0,                 SANDBOX_GAP_CALLS                       },
        {"packet socket",                      packet_socket,    0,                 SANDBOX_GAP_CALLS                       },
        {"io_uring",                           ring,             0,                 SANDBOX_GAP_CALLS                       },
        {"memory that runs",                   new_code,         W | J | T,         SANDBOX_GAP_CALLS                       },
        {"more memory",                        more_memory,      W | J | S | P | T, 0                                       },
        {"a pipe open already",                use_open_pipe,    W | J | S | P | T, 0                                       },
        {"accept",                             accept_nothing,   W | J | T,         0                                       },
    };
    struct scene s;

    set_scene(&s);
    const char *const write[] = {s.data}, *const read[] = {s.notes, "/no/such/file"};
    const char *const run[] = {"/bin", "/usr/bin", "/lib", "/lib64"};

    for (int kind = 0; kind < SANDBOX_KINDS; kind++) {
        const bool is_decode = kind == SANDBOX_DECODE || kind == SANDBOX_PROBE;
        const struct sandbox want = {
            .kind = (enum sandbox_kind)kind,
            .write = write,
            .n_write = is_decode ? 0 : COUNT(write),
            .read = read,
            .n_read = is_decode ? 0 : COUNT(read),
            .run = run,
            .n_run = kind == SANDBOX_TOOL || kind == SANDBOX_VERIFY ? COUNT(run) : 0};

        for (size_t i = 0; i < COUNT(row); i++) {
            const bool may = (row[i].may & (1U << kind)) != 0;
            int code = try(&s, &want, row[i].attempt, row[i].let_by);

            if (code == SLIPS_THROUGH) {
                print_message("%s: this kernel cannot refuse it\n", row[i].what);
            } else if (may ? code != 0 : code != EPERM && code != EACCES && code != ENOSYS) {
                fail_msg("kind %d, %s: %s", kind, row[i].what,
                         code == 0 ? "it worked" : strerror(code));
            }
        }
    }
    strike_scene(&s);
}

static void the_prober_connects_to_named_ports_and_no_others(void **state)
{
    (void)state;
    struct scene s;

    set_scene(&s);
    const uint16_t good[] = {22, s.port}, bad[] = {22, (uint16_t)(s.port ^ 1)};
    struct sandbox want = {.kind = SANDBOX_PROBE, .probe = good, .n_probe = COUNT(good)};

    assert_int_equal(try(&s, &want, connect_plainly, 0), 0);
    assert_int_equal(try(&s, &want, connect_local, 0), EPERM);
    want.probe = bad;
    int other = try(&s, &want, connect_plainly, SANDBOX_GAP_FILES | SANDBOX_GAP_NETWORK);

    assert_true(other == EACCES || other == SLIPS_THROUGH);
    strike_scene(&s);
}

static void reaches_the_database_server_and_no_other_port(void **state)
{
    (void)state;
    struct scene s;

    set_scene(&s);
    struct sandbox want = {.kind = SANDBOX_SERVE, .connect_port = s.port};

    assert_int_equal(try(&s, &want, connect_out, 0), 0);
    assert_int_equal(try(&s, &want, connect_local, 0), 0);
    want.connect_port = (uint16_t)(s.port ^ 1);
    int other = try(&s, &want, connect_out, SANDBOX_GAP_FILES | SANDBOX_GAP_NETWORK);

    assert_true(other == EACCES || other == SLIPS_THROUGH);
    want.connect_port = 0;
    assert_int_equal(try(&s, &want, connect_local, 0), EPERM);
    want.connect_local = true;
    assert_int_equal(try(&s, &want, connect_local, 0), 0);
    assert_int_equal(try(&s, &want, connect_out, 0), EPERM);
    strike_scene(&s);
}

static int make_dir_own(const struct scene *s)
{
    char path[4400];

    snprintf(path, sizeof(path), "%s/new-dir", s->data);
    return failed(mkdir(path, 0700));
}

static int plant_and_pull_out(const struct scene *s)
{
    char path[4400];

    snprintf(path, sizeof(path), "%s/canary", s->data);
    return in(s, "canary", O_CREAT | O_WRONLY | O_TRUNC) != 0 ? errno : failed(unlink(path));
}

/* The second lock of a process takes away what the first one gave. */
static int lock_again(const struct scene *s)
{
    const struct sandbox none = {.kind = SANDBOX_WORK};
    unsigned gaps;
    struct err err;

    return sandbox_enter(&none, &gaps, &err) != OK ? NO_SANDBOX : connect_out(s);
}

static void a_probe_reaches_its_ports_until_it_is_locked_again(void **state)
{
    (void)state;
    struct scene s;

    set_scene(&s);
    uint16_t ports[] = {1, s.port};
    struct sandbox want = {.kind = SANDBOX_WORK, .probe = ports, .n_probe = COUNT(ports)};

    assert_int_equal(try(&s, &want, connect_out, 0), 0);
    assert_int_equal(try(&s, &want, lock_again, 0), EPERM);
    want.n_probe = 1;
    int other = try(&s, &want, connect_out, SANDBOX_GAP_FILES | SANDBOX_GAP_NETWORK);

    assert_true(other == EACCES || other == SLIPS_THROUGH);
    want.n_probe = 0;
    assert_int_equal(try(&s, &want, connect_out, 0), EPERM);
    strike_scene(&s);
}

static void a_canary_is_all_that_may_be_written_into_a_copy(void **state)
{
    (void)state;
    struct scene s;

    set_scene(&s);
    const char *const edit[] = {s.data, "/no/such/disk"};
    struct sandbox want = {.kind = SANDBOX_WORK, .edit = edit, .n_edit = COUNT(edit)};
    const unsigned gaps = SANDBOX_GAP_FILES;

    assert_int_equal(try(&s, &want, plant_and_pull_out, 0), 0);
    int code = try(&s, &want, make_dir_own, gaps);

    assert_true(code == EACCES || code == SLIPS_THROUGH);
    want.n_edit = 0;
    want.read = edit;
    want.n_read = 1;
    code = try(&s, &want, plant_and_pull_out, gaps);
    assert_true(code == EACCES || code == SLIPS_THROUGH);
    strike_scene(&s);
}

static void a_database_is_reached_at_its_port(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        int port;
        bool local;
    } row[] = {
        {NULL,                                       0,    false},
        {"postgresql://sonae@db.example/sonae",      5432, true },
        {"postgresql://sonae@db.example:6543/sonae", 6543, true },
        {"postgresql://db.example:6543",             6543, true },
        {"postgresql:///sonae?host=/run/postgresql", 5432, true },
        {"postgresql://[2001:db8::1]:6000/x",        6000, true },
        {"postgresql://db.example:0/x",              5432, true },
        {"postgresql://db.example:70000/x",          5432, true },
        {"dbname=sonae host=/run/postgresql",        5432, true },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct sandbox want = {.kind = SANDBOX_SERVE};

        sandbox_database(&want, row[i].url);
        assert_int_equal(want.connect_port, row[i].port);
        assert_int_equal(want.connect_local, row[i].local);
    }
}

static int enter(void *self)
{
    struct err err;
    unsigned gaps;

    return (int)sandbox_enter(self, &gaps, &err);
}

static void a_missing_data_directory_is_an_error(void **state)
{
    (void)state;
    static const char *const write[] = {"/no/such/directory"};
    struct sandbox want = {.kind = SANDBOX_SERVE, .write = write, .n_write = 1};
    struct err err;
    int wait_status;
    pid_t pid;

    T_OK(child_start(&pid, enter, &want, &err));
    T_OK(child_wait(&wait_status, pid, &err));
    assert_int_equal(WEXITSTATUS(wait_status), E_NOTFOUND);
}

static void every_gap_has_its_sentence(void **state)
{
    (void)state;
    for (int i = 0; i < SANDBOX_GAPS; i++) {
        enum msg msg = sandbox_gap_msg(1U << i);

        assert_true(strlen(msg_text(msg, LANG_JA)) > 0);
        assert_true(i == 0 || msg != sandbox_gap_msg(1U << (i - 1)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_its_work_and_nothing_else),
        cmocka_unit_test(the_prober_connects_to_named_ports_and_no_others),
        cmocka_unit_test(reaches_the_database_server_and_no_other_port),
        cmocka_unit_test(a_probe_reaches_its_ports_until_it_is_locked_again),
        cmocka_unit_test(a_canary_is_all_that_may_be_written_into_a_copy),
        cmocka_unit_test(a_database_is_reached_at_its_port),
        cmocka_unit_test(a_missing_data_directory_is_an_error),
        cmocka_unit_test(every_gap_has_its_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
