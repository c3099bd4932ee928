#include "network/match.h"
#include "scene.h"

#include <string.h>

#define A "00:1b:21:00:00:0a"
#define B "00:1b:21:00:00:1b"
#define R "00:1b:21:00:00:01"
#define PHONE "02:11:11:11:11:11"

/* A device of the ledger; a second port where one of its two is given. */
struct listed {
    const char *label, *mac, *ip, *mac_2, *ip_2, *assignment, *hostname;
};

static struct ledger ledger_of(const struct listed *listed, size_t most, struct arena *a)
{
    struct ledger_device *device = arena_make(a, struct ledger_device, most);
    struct ledger ledger = {.device = device};

    for (; ledger.n < most && listed[ledger.n].label != NULL; ledger.n++) {
        const struct listed *l = &listed[ledger.n];
        struct ledger_port *port = arena_make(a, struct ledger_port, 2);
        const char *mac[] = {l->mac, l->mac_2}, *ip[] = {l->ip, l->ip_2};

        for (int i = 0; i < 2; i++) {
            if (mac[i] != NULL) {
                scene_mac(port[i].mac, mac[i]);
            }
            port[i].ip = ip[i] == NULL ? (struct addr){0} : scene_ip(ip[i]);
        }
        device[ledger.n] = (struct ledger_device){
            .label = l->label,
            .ip_assignment = l->assignment,
            .hostname = l->hostname,
            .port = port,
            .n_ports = l->mac_2 == NULL && l->ip_2 == NULL ? 1 : 2,
        };
    }
    return ledger;
}

struct scene {
    const char *what;
    const char *want; /* of each host in the order of their keys: "0001 mac", "like 0001", "-" */
    struct says says[6];
    struct listed listed[3];
};

static void put(char *out, size_t size, const struct match *m)
{
    static const char *const how[] = {"none", "mac", "address"};
    size_t used = strlen(out);

    if (m->device != NULL) {
        snprintf(out + used, size - used, "%s %s;", m->device->label, how[m->how]);
    } else if (m->like != NULL) {
        snprintf(out + used, size - used, "like %s;", m->like->label);
    } else {
        snprintf(out + used, size - used, "-;");
    }
}

static void play(const struct scene *sc)
{
    CLEANUP(arena_close) struct arena *a = arena_open(4 << 20);
    struct ledger ledger = ledger_of(sc->listed, COUNT(sc->listed), a);
    char got[256] = "";
    size_t n = 0;
    struct hosts hosts;
    struct matches m;
    struct err err;

    while (n < COUNT(sc->says) && (sc->says[n].mac != NULL || sc->says[n].ip != NULL)) {
        n++;
    }
    struct sightings s = scene_of(sc->says, n, a);

    T_OK(hosts_make(&hosts, &s, &ledger.own, a, &err));
    T_OK(match_make(&m, &hosts, &ledger, a, &err));
    for (size_t i = 0; i < hosts.n; i++) {
        put(got, sizeof(got), &m.of_host[i]);
    }
    if (strcmp(got, sc->want) != 0) {
        fail_msg("%s: got \"%s\", want \"%s\"", sc->what, got, sc->want);
    }
}

#define AT(mac, ip)           \
    {                         \
        FACT_ADDRESS, mac, ip \
    }

/* clang-format off */
static void a_host_is_the_device_with_its_mac_or_its_fixed_address(void **state)
{
    (void)state;
    static const struct scene scene[] = {
        {"by its MAC", "0001 mac;", {AT(A, "192.168.1.5")}, {{"0001", .mac = A}}},
        {"by its MAC, at another's address", "0001 mac;", {AT(A, "192.168.1.6")}, {{"0001", .mac = A}, {"0002", .ip = "192.168.1.6"}}},
        {"by the MAC of its second interface", "0001 mac;", {AT(A, "192.168.1.5")}, {{"0001", .mac = B, .mac_2 = A}}},
        {"by a fixed address", "0001 address;", {AT(A, "192.168.1.5")}, {{"0001", .ip = "192.168.1.5"}}},
        {"by the address of an interface without a MAC", "0001 address;", {AT(A, "192.168.1.5")}, {{"0001", .mac = B, .ip_2 = "192.168.1.5"}}},
        {"a lease is no address of its own", "like 0001;", {AT(A, "192.168.1.5")}, {{"0001", .ip = "192.168.1.5", .assignment = "dhcp"}}},
        {"the address of a device with another MAC", "like 0001;", {AT(A, "192.168.1.5")}, {{"0001", .mac = B, .ip = "192.168.1.5"}}},
        {"an address listed twice is nobody's", "-;", {AT(A, "192.168.1.5")}, {{"0001", .ip = "192.168.1.5"}, {"0002", .ip = "192.168.1.5"}}},
        {"a MAC listed twice is nobody's", "-;", {AT(A, "192.168.1.5")}, {{"0001", .mac = A}, {"0002", .mac = A}}},
        {"twice in one device is its own", "0001 mac;", {AT(A, "192.168.1.5")}, {{"0001", .mac = A, .mac_2 = A}}},
        {"behind a router, though the device has a MAC", "0002 mac;0001 address;",
         {AT(R, "192.168.1.254"), {FACT_FORWARDS, R, NULL, "192.168.7.0/24"}, {FACT_TALKS, R, "192.168.7.7"}}, {{"0001", .mac = B, .ip = "192.168.7.7"}, {"0002", .mac = R}}},
        {"a shared MAC is no device", "-;", {AT("00:00:5e:00:01:07", "192.168.1.5")}, {{"0001", .ip = "192.168.1.5"}}},
        {"nobody", "-;", {AT(A, "192.168.1.5")}, {{"0001", .mac = B, .ip = "192.168.1.6"}}},
        {"no ledger", "-;", {AT(A, "192.168.1.5")}, {{NULL}}},
    };
    for (size_t i = 0; i < COUNT(scene); i++) {
        play(&scene[i]);
    }
}

static void a_name_is_a_likeness_and_no_more(void **state)
{
    (void)state;
    static const struct scene scene[] = {
        {"written otherwise", "like 0001;", {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "room1-pc1"}}, {{"0001", .mac = B, .hostname = "ＲＯＯＭ１−ＰＣ１"}}},
        {"of two devices", "-;", {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "PC"}}, {{"0001", .hostname = "PC"}, {"0002", .hostname = "pc"}}},
        {"before an address", "like 0002;", {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "PC2"}}, {{"0001", .mac = B, .ip = "192.168.1.5"}, {"0002", .hostname = "PC2"}}},
        {"「なし」 is no name", "-;", {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "なし"}}, {{"0001", .hostname = "なし"}}},
    };
    for (size_t i = 0; i < COUNT(scene); i++) {
        play(&scene[i]);
    }
}
/* clang-format on */

/* Of several hosts that are one device the one with its MAC stands for it, then the newest. */
static void one_host_stands_for_a_device(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct says says[2];
        struct listed listed;
        size_t want; /* row of says */
    } row[] = {
        {"its MAC, though the other came later",
         {AT(A, "192.168.1.6"), {FACT_ADDRESS, B, "192.168.1.5", .from_min = 9}},
         {"0001", .mac = A, .ip_2 = "192.168.1.5"},
         0},
        {"the newest of two",
         {AT(A, "192.168.1.5"), {FACT_ADDRESS, B, "192.168.1.5", .from_min = 9}},
         {"0001", .ip = "192.168.1.5"},
         1},
        {"the newest, the other way round",
         {{FACT_ADDRESS, A, "192.168.1.5", .from_min = 9}, AT(B, "192.168.1.5")},
         {"0001", .ip = "192.168.1.5"},
         0},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(4 << 20);
        struct sightings s = scene_of(row[i].says, 2, a);
        struct ledger ledger = ledger_of(&row[i].listed, 1, a);
        struct hosts hosts;
        struct matches m;
        struct err err;

        T_OK(hosts_make(&hosts, &s, &ledger.own, a, &err));
        T_OK(match_make(&m, &hosts, &ledger, a, &err));
        assert_non_null(m.device[0]);
        if (memcmp(m.device[0]->card[0].mac, s.item[row[i].want].fact.mac, 6) != 0) {
            fail_msg("%s", row[i].what);
        }
    }
}

struct fault_case {
    struct hosts hosts;
    struct ledger ledger;
};

static enum status match_once(void *arg, struct err *err)
{
    const struct fault_case *c = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct matches m;

    return a == NULL ? err_set(err, E_NOMEM, "no arena")
                     : match_make(&m, &c->hosts, &c->ledger, a, err);
}

static void every_fault_is_told(void **state)
{
    static const struct says says[] = {
        AT(A, "192.168.1.5"), {FACT_NAME, B, "192.168.1.6", "PC1"}
    };
    static const struct listed listed[] = {
        {"0001", .mac = A         },
        {"0002", .hostname = "PC1"}
    };
    CLEANUP(arena_close) struct arena *a = arena_open(4 << 20);
    struct sightings s = scene_of(says, COUNT(says), a);
    struct fault_case c = {.ledger = ledger_of(listed, COUNT(listed), a)};
    struct err err;

    (void)state;
    T_OK(hosts_make(&c.hosts, &s, &c.ledger.own, a, &err));
    T_FAULTS(FAULT_ALLOC, match_once, &c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_is_the_device_with_its_mac_or_its_fixed_address),
        cmocka_unit_test(a_name_is_a_likeness_and_no_more),
        cmocka_unit_test(one_host_stands_for_a_device),
        cmocka_unit_test(every_fault_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
