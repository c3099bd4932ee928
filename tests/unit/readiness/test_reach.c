#include "readiness/reach.h"

#include "t_hospital.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW T_HOSPITAL_NOW
enum { ARENA = 16 << 20, NOT_HERE = 77, SMB = 445, COMMAND = 200 };

/* ---- Addresses and mounts ---- */

static void knows_its_neighbours(void **state)
{
    (void)state;
    static const struct {
        const char *ip, *cidr;
        bool want;
    } range[] = {
        {"192.168.1.9", "192.168.1.0/24", true },
        {"192.168.2.9", "192.168.1.0/24", false},
        {"192.168.2.9", "192.168.0.0/22", true },
        {"10.0.0.129",  "10.0.0.128/25",  true },
        {"10.0.0.127",  "10.0.0.128/25",  false},
        {"10.0.0.1",    "0.0.0.0/0",      true },
        {"10.0.0.1",    "10.0.0.1/33",    false},
        {"10.0.0.1",    "10.0.0.1",       false},
        {"fd00:1::9",   "fd00:1::/64",    true },
        {"fd00:2::9",   "fd00:1::/64",    false},
        {"不明",      "10.0.0.0/8",     false},
        {"10.0.0.1",    "fd00::/8",       false},
    };

    for (size_t i = 0; i < COUNT(range); i++) {
        if (reach_in_range(range[i].ip, range[i].cidr) != range[i].want) {
            fail_msg("%s in %s", range[i].ip, range[i].cidr);
        }
    }
    assert_true(reach_are_neighbours("10.1.2.3", "10.1.2.200"));
    assert_false(reach_are_neighbours("10.1.2.3", "10.1.3.3"));
    assert_true(reach_are_neighbours("fd00::1", "fd00::2:1"));
    assert_false(reach_are_neighbours("fd00::1", "10.1.2.3"));
    assert_false(reach_are_neighbours("なし", "なし"));
}

static const char mountinfo[] =
    "21 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw\n"
    "30 21 0:26 / /mnt/backup\\040one rw shared:2 - cifs //10.9.0.5/karte rw,vers=3.0\n"
    "31 21 0:27 / /srv/nfs rw - nfs4 10.9.0.6:/export/a rw\n"
    "32 21 0:28 / /srv/six rw - nfs4 [fd00::5]:/export rw\n"
    "33 21 8:17 / /media/disk rw shared:7 master:3 - vfat /dev/sdb1 rw\n"
    "broken line\n";

static void finds_what_is_mounted(void **state)
{
    (void)state;
    static const struct {
        const char *ip, *path, *want;
    } row[] = {
        {"10.9.0.5",  NULL,                "/mnt/backup one"},
        {"10.9.0.6",  NULL,                "/srv/nfs"       },
        {"fd00::5",   NULL,                "/srv/six"       },
        {"10.9.0.50", NULL,                NULL             },
        {"0.9.0.5",   NULL,                NULL             },
        {"10.9.0",    NULL,                NULL             },
        {NULL,        "/media/disk/2026",  "/media/disk"    },
        {NULL,        "/media/disk",       "/media/disk"    },
        {NULL,        "/media/disk2",      NULL             },
        {NULL,        "/home/copy",        NULL             }, /* on the root file system: nothing is plugged in */
        {"10.9.9.9",  "/mnt/backup one/x", "/mnt/backup one"},
        {NULL,        NULL,                NULL             },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        const char *got = reach_mounted(mountinfo, row[i].ip, row[i].path, a);

        if ((got == NULL) != (row[i].want == NULL) ||
            (got != NULL && strcmp(got, row[i].want) != 0)) {
            fail_msg("%zu: %s", i, got == NULL ? "nothing" : got);
        }
    }
}

/* ---- Two machines on one wire, in network namespaces ---- */

/* What happens: lines of "ip", run in the namespace of this process; %d is the other machine. */
static bool ip(const char *fmt, int other)
{
    char line[COMMAND];

    snprintf(line, sizeof(line), fmt, other);
    return system(line) == 0;
}

/* The other machine: a namespace of its own, and somebody who listens on the SMB port. */
static int other_machine(int told, int tell)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(SMB)};
    int fd = -1;
    char c = 'n';

    if (unshare(CLONE_NEWNET) != 0 || write(tell, "u", 1) != 1) {
        return 1;
    }
    while (read(told, &c, 1) == 1) {
        if (c == 'u') {
            (void)ip("ip link set eth1 up && ip addr replace 10.77.0.2/24 dev eth1", 0);
        } else if (c == 'l') {
            fd = socket(AF_INET, SOCK_STREAM, 0);
            (void)!bind(fd, (struct sockaddr *)&here, sizeof(here));
            (void)!listen(fd, 8);
        } else if (c == 'c') {
            close(fd);
        } else if (c == 'd') {
            (void)ip("ip link set eth1 down", 0);
        }
        if (write(tell, &c, 1) != 1) {
            return 1;
        }
    }
    return 0;
}

struct wire {
    int to, from;
    pid_t pid;
};

static bool tell(const struct wire *w, char what)
{
    char c;

    return write(w->to, &what, 1) == 1 && read(w->from, &c, 1) == 1 && c == what;
}

static bool wire_up(struct wire *w)
{
    int down[2], up[2];
    char c;

    if (pipe(down) != 0 || pipe(up) != 0) {
        return false;
    }
    w->pid = fork();
    if (w->pid == 0) {
        close(down[1]);
        close(up[0]);
        _exit(other_machine(down[0], up[1]));
    }
    close(down[0]);
    close(up[1]);
    w->to = down[1];
    w->from = up[0];
    return read(w->from, &c, 1) == 1 &&
           ip("ip link add eth0 type veth peer name eth1 netns %d", (int)w->pid) &&
           ip("ip link set lo up && ip addr add 10.77.0.1/24 dev eth0 && ip link set eth0 up", 0) &&
           tell(w, 'u');
}

/* The exit status says which expectation failed. */
static int on_the_wire(void)
{
    struct wire w;
    uint16_t port;

    if (unshare(geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        return NOT_HERE;
    }
    if (reach_connect(&port, "10.77.0.2") != REACH_NO_WAY) {
        return 1; /* no link at all: nothing is learnt */
    }
    if (!wire_up(&w)) {
        return NOT_HERE;
    }
    if (reach_connect(&port, "10.77.0.2") != REACH_ANSWERS) {
        return 2; /* nobody listens, but the machine refuses */
    }
    if (!tell(&w, 'l') || reach_connect(&port, "10.77.0.2") != REACH_ANSWERS) {
        return 3;
    }
    if (!tell(&w, 'd') || reach_connect(&port, "10.77.0.2") != REACH_SILENT || port != 0) {
        return 4; /* unplugged */
    }
    if (!tell(&w, 'u') || reach_connect(&port, "10.77.0.2") != REACH_ANSWERS) {
        return 5; /* plugged in again: "offline" is disproved */
    }
    if (reach_connect(&port, "10.77.0.3") != REACH_SILENT) {
        return 6; /* an address of the same wire that nobody has */
    }
    close(w.to);
    close(w.from);
    (void)waitpid(w.pid, NULL, 0);
    return 0;
}

static void offline_is_disproved_by_any_answer(void **state)
{
    (void)state;
    pid_t child = fork();
    int how;

    if (child == 0) {
        _exit(on_the_wire());
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    if (WIFEXITED(how) && WEXITSTATUS(how) == NOT_HERE) {
        print_message("not tried: no network namespaces to be had\n");
        return;
    }
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
}

static void only_private_addresses_are_asked(void **state)
{
    (void)state;
    static const char *const left[] = {"192.0.2.1", "8.8.8.8", "172.32.0.1", "2001:db8::1", "不明"};
    uint16_t port = 9;

    for (size_t i = 0; i < COUNT(left); i++) {
        assert_int_equal(reach_connect(&port, left[i]), REACH_LEFT_ALONE);
        assert_int_equal(port, 0);
    }
}

/* ---- The facts ---- */

struct scene {
    struct db *db;
    int64_t id, system, copy;
};

static struct scene scene_open(struct db *db, int64_t id, const char *separation, const char *ip,
                               const char *path)
{
    struct scene s = {.db = db, .id = id};
    char system[24];

    s.system = t_put(db, id, "system", "name", "電子カルテ", "kinds", "ehr", NULL);
    snprintf(system, sizeof(system), "%" PRId64, s.system);
    s.copy =
        t_put(db, id, "backup", "system", system, "method", "full", "medium", "nas", "place_kind",
              "offsite", "separation", separation, "check_ip", ip, "check_path", path, NULL);
    return s;
}

static struct reach_found look(const struct scene *s, struct arena *a)
{
    struct reach_found found;
    struct record *backup;
    struct err err;

    T_OK(record_read(&backup, s->db, entity_named("backup"), s->id, s->copy, a, &err));
    T_OK(reach_look(&found, s->db, backup, NOW, a, &err));
    return found;
}

/* The proof of a kind by a source, or -1 where none was filed. */
static int proof(const struct reach_found *f, enum copy_kind kind, const char *source)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->fact[i].kind == kind && strcmp(f->fact[i].source, source) == 0) {
            return (int)f->fact[i].proof;
        }
    }
    return -1;
}

static void the_facts_name_what_was_seen(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct scene s = scene_open(db, id, "offline", "127.0.0.1", "/proc/self/fd");
    char system[24];
    struct reach_found f = look(&s, a); /* this very machine: it answers, if only to refuse */

    assert_int_equal(proof(&f, COPY_OFFLINE, "reach.tcp"), COPY_CONTRADICTED);
    assert_int_equal(proof(&f, COPY_OFFLINE, "reach.mount"), COPY_CONTRADICTED); /* /proc */
    assert_int_equal(proof(&f, COPY_OFFLINE, "reach.traffic"), -1); /* nobody listens */
    assert_int_equal(proof(&f, COPY_NETWORK, "reach.network"), COPY_PROVED);
    snprintf(system, sizeof(system), "%" PRId64, s.system);
    t_put(db, id, "device", "asset_no", "S1", "kind", "server", "status", "active", "ip",
          "127.0.0.9", "system", system, NULL);
    f = look(&s, a);
    assert_int_equal(proof(&f, COPY_NETWORK, "reach.network"), COPY_CONTRADICTED);
    assert_int_equal(proof(&f, COPY_OFF_SITE, "reach.network"), COPY_CONTRADICTED);
}

static void a_copy_that_can_be_read_here_is_not_offline(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    const char *dir = arena_printf(a, "%s/disk-%d", t_temp_dir(), (int)t_engine(state));
    struct scene s = scene_open(db, id, "offline", NULL, dir);
    struct reach_found f = look(&s, a);

    assert_int_equal(proof(&f, COPY_OFFLINE, "reach.mount"), COPY_CLAIMED); /* not there */
    assert_int_equal(mkdir(dir, 0700), 0);
    f = look(&s, a);
    assert_int_equal(proof(&f, COPY_OFFLINE, "reach.mount"), COPY_CLAIMED); /* no disk in it */
    assert_int_equal(mkdir(arena_printf(a, "%s/2026-11-24", dir), 0700), 0);
    f = look(&s, a);
    assert_int_equal(proof(&f, COPY_OFFLINE, "reach.mount"), COPY_CONTRADICTED);
}

static void what_must_not_be_probed_is_left_alone(void **state)
{
    static const char *const by[] = {"device", "interface", "network"};

    for (size_t i = 0; i < COUNT(by); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        int64_t id;
        CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
        struct scene s = scene_open(db, id, "offline", "127.0.0.1", NULL);
        char device[24];

        if (i == 2) {
            t_put(db, id, "network", "name", "保管系", "cidr", "127.0.0.0/8", "do_not_probe", "1",
                  NULL);
        } else {
            snprintf(device, sizeof(device), "%" PRId64,
                     t_put(db, id, "device", "asset_no", "N1", "kind", "storage", "status",
                           "active", "ip", i == 0 ? "127.0.0.1" : "10.0.0.1", "do_not_probe", "yes",
                           NULL));
            if (i == 1) {
                t_put(db, id, "device_interface", "device", device, "ip", "127.0.0.1", NULL);
            }
        }
        struct reach_found f = look(&s, a);

        if (proof(&f, COPY_OFFLINE, "reach.tcp") != COPY_UNKNOWN) {
            fail_msg("forbidden by the %s", by[i]);
        }
    }
}

static void traffic_of_the_last_day_contradicts(void **state)
{
    static const struct {
        const char *ip;
        int64_t ago;
        int want;
    } row[] = {
        {"10.88.0.5", REACH_SEEN_MS,     COPY_CONTRADICTED},
        {"10.88.0.5", REACH_SEEN_MS + 1, -1               }, /* nobody has listened since */
        {"10.88.0.6", 1,                 COPY_CLAIMED     },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        int64_t id;
        CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
        struct scene s = scene_open(db, id, "offline", "10.88.0.5", NULL);
        char sql[400];
        struct err err;

        t_put(db, id, "network", "name", "保管系", "cidr", "10.88.0.0/16", "do_not_probe", "1",
              NULL); /* so that the test sends nothing */
        snprintf(
            sql, sizeof(sql),
            "INSERT INTO sighting (facility_id, sensor, vlan, mac, ip, fact, claim, peer, port, "
            "decoder, grade, one_way, frame, first_seen_at, last_seen_at, gap_ms, n) "
            "VALUES (%" PRId64 ", 's', 0, '', '%s', 'f', 'c', '', 0, 'd', 0, 0, 1, 1, %" PRId64
            ", 0, 1)",
            id, row[i].ip, NOW - row[i].ago);
        T_OK(db_script(db, sql, &err));
        struct reach_found f = look(&s, a);

        assert_int_equal(proof(&f, COPY_OFFLINE, "reach.traffic"), row[i].want);
    }
}

static void nothing_is_asked_where_nothing_is_claimed(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct scene s = scene_open(db, id, "same_network", "127.0.0.1", "/proc/self/fd");
    struct reach_found f = look(&s, a);

    assert_int_equal(proof(&f, COPY_OFFLINE, "reach.tcp"), -1);
    assert_int_equal(proof(&f, COPY_OFFLINE, "reach.mount"), -1);
    assert_int_equal(proof(&f, COPY_NETWORK, "reach.network"), COPY_CLAIMED);
}

static enum status look_faulty(void *arg, struct err *err)
{
    const struct scene *s = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct reach_found found;
    struct record *backup;
    enum status st = record_read(&backup, s->db, entity_named("backup"), s->id, s->copy, a, err);

    return st == OK ? reach_look(&found, s->db, backup, NOW, a, err) : st;
}

static void is_honest_whatever_fails(void **state)
{
    (void)state;
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct scene s = scene_open(db, id, "offline", "127.0.0.1", "/mnt/x");

    T_FAULTS(FAULT_ALLOC, look_faulty, &s);
    T_FAULTS(FAULT_STMT, look_faulty, &s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_its_neighbours),
        cmocka_unit_test(finds_what_is_mounted),
        cmocka_unit_test(offline_is_disproved_by_any_answer),
        cmocka_unit_test(only_private_addresses_are_asked),
        T_BOTH(the_facts_name_what_was_seen),
        T_BOTH(a_copy_that_can_be_read_here_is_not_offline),
        T_BOTH(what_must_not_be_probed_is_left_alone),
        T_BOTH(traffic_of_the_last_day_contradicts),
        T_BOTH(nothing_is_asked_where_nothing_is_claimed),
        cmocka_unit_test(is_honest_whatever_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
