#include "network/host.h"
#include "scene.h"

#include <string.h>

#define A "00:1b:21:00:00:0a"
#define B "00:1b:21:00:00:0b"
#define C "00:1b:21:00:00:0c"
#define ROUTER "00:1b:21:00:00:01"
#define RANDOM_1 "02:11:11:11:11:11"
#define RANDOM_2 "06:22:22:22:22:22"

/* The devices as text: "mac mac ip ip?; ..." with '?' after an address it only sent from. */
static void expect(const char *what, const struct says *says, size_t n, const char *want)
{
    static const struct own nothing;
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct sightings s = scene_of(says, n, a);
    struct hosts hosts;
    struct err err;
    char got[1024] = "";
    size_t used = 0;

    T_OK(hosts_make(&hosts, &s, &nothing, a, &err));
    for (size_t i = 0; i < hosts.n_devices; i++) {
        const struct host *h = &hosts.host[i];
        char mac[MAC_TEXT_SIZE], ip[ADDR_TEXT_SIZE];

        used += (size_t)snprintf(got + used, sizeof(got) - used, "%s", i > 0 ? ";" : "");
        for (size_t k = 0; k < h->n_cards; k++) {
            used += (size_t)snprintf(got + used, sizeof(got) - used, " %s",
                                     mac_text(mac, h->card[k].mac));
        }
        for (size_t k = 0; k < h->n_addresses; k++) {
            used += (size_t)snprintf(got + used, sizeof(got) - used, " %s%s",
                                     addr_text(ip, &h->address[k].ip),
                                     h->address[k].is_owned ? "" : "?");
        }
    }
    if (strcmp(got, want) != 0) {
        fail_msg("%s: got \"%s\", want \"%s\"", what, got, want);
    }
}
#define EXPECT(what, want, ...)                      \
    do {                                             \
        const struct says says_[] = {__VA_ARGS__};   \
        expect((what), says_, COUNT(says_), (want)); \
    } while (0)

static void a_mac_is_one_host_through_all_its_addresses(void **state)
{
    (void)state;
    EXPECT("one address", " " A " 192.168.1.5", {FACT_ADDRESS, A, "192.168.1.5"});
    EXPECT("two, the newer first", " " A " 192.168.1.6 192.168.1.5",
           {FACT_ADDRESS, A, "192.168.1.5"}, {FACT_ADDRESS, A, "192.168.1.6", .from_min = 9});
    EXPECT("only sent from", " " A " 192.168.1.5?", {FACT_TALKS, A, "192.168.1.5"});
    EXPECT("one gateway MAC in several VLANs", " " A " 10.1.0.1 10.2.0.1",
           {FACT_ADDRESS, A, "10.1.0.1", .vlan = 10}, {FACT_ADDRESS, A, "10.2.0.1", .vlan = 20});
    EXPECT("a probe's 0.0.0.0 is no address", " " A, {FACT_TALKS, A, "0.0.0.0"});
    EXPECT("a second address on a foreign network", " " A " 192.168.1.5 10.9.9.9?",
           {FACT_ADDRESS, A, "192.168.1.5"}, {FACT_TALKS, A, "10.9.9.9"});
    EXPECT("temporary IPv6 addresses of one network",
           " " A " 2001:db8::3? 2001:db8::2? 2001:db8::1?", {FACT_TALKS, A, "2001:db8::1"},
           {FACT_TALKS, A, "2001:db8::2", .from_min = 1},
           {FACT_TALKS, A, "2001:db8::3", .from_min = 2});
}

static void a_host_name_joins_nothing(void **state)
{
    (void)state;
    EXPECT("two PCs of one name", " " A " 192.168.1.5; " B " 192.168.2.5",
           {FACT_ADDRESS, A, "192.168.1.5"}, {FACT_NAME, A, "192.168.1.5", "ROOM1-PC1"},
           {FACT_ADDRESS, B, "192.168.2.5"}, {FACT_NAME, B, "192.168.2.5", "ROOM1-PC1"});
}

static void an_identity_joins_the_cards_of_one_machine(void **state)
{
    (void)state;
    static const char *const identity[] = {"ssh-host-key SHA256:abc", "snmp-engine 80001f88",
                                           "smb-guid 0102", "dhcp-client-id ff01",
                                           "dhcpv6-duid 01"};

    for (size_t i = 0; i < COUNT(identity); i++) {
        EXPECT(identity[i], " " A " " B " 192.168.1.5 192.168.2.5",
               {FACT_ADDRESS, A, "192.168.1.5"}, {FACT_IDENTITY, A, "192.168.1.5", identity[i]},
               {FACT_ADDRESS, B, "192.168.2.5"}, {FACT_IDENTITY, B, "192.168.2.5", identity[i]});
    }
}

static void clones_in_one_network_are_two_machines(void **state)
{
    (void)state;
    EXPECT("side by side", " " A " 192.168.1.5; " B " 192.168.1.6",
           {FACT_ADDRESS, A, "192.168.1.5", .to_min = 60},
           {FACT_IDENTITY, A, "192.168.1.5", "ssh-host-key x"},
           {FACT_ADDRESS, B, "192.168.1.6", .from_min = 30, .to_min = 90},
           {FACT_IDENTITY, B, "192.168.1.6", "ssh-host-key x", .from_min = 30});
    EXPECT("one after the other: the card was changed", " " A " " B " 192.168.1.6 192.168.1.5",
           {FACT_ADDRESS, A, "192.168.1.5", .to_min = 60},
           {FACT_IDENTITY, A, "192.168.1.5", "ssh-host-key x"},
           {FACT_ADDRESS, B, "192.168.1.6", .from_min = 70, .to_min = 90},
           {FACT_IDENTITY, B, "192.168.1.6", "ssh-host-key x", .from_min = 70});
}

static void an_identity_of_too_many_is_a_default(void **state)
{
    (void)state;
    for (int n = HOST_CARDS_MAX; n <= HOST_CARDS_MAX + 1; n++) {
        static const struct own nothing;
        CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
        struct says says[2 * (HOST_CARDS_MAX + 1)];
        char mac[HOST_CARDS_MAX + 1][MAC_TEXT_SIZE], ip[HOST_CARDS_MAX + 1][ADDR_TEXT_SIZE];
        struct hosts hosts;
        struct err err;

        for (int i = 0; i < n; i++) {
            snprintf(mac[i], sizeof(mac[i]), "00:1b:21:00:01:%02x", i);
            snprintf(ip[i], sizeof(ip[i]), "10.0.%d.1", i);
            says[2 * i] = (struct says){FACT_ADDRESS, mac[i], ip[i]};
            says[2 * i + 1] = (struct says){FACT_IDENTITY, mac[i], ip[i], "snmp-engine 80"};
        }
        struct sightings s = scene_of(says, 2 * (size_t)n, a);
        T_OK(hosts_make(&hosts, &s, &nothing, a, &err));
        assert_int_equal(hosts.n_devices, n <= HOST_CARDS_MAX ? 1 : n);
    }
}

static void a_docking_station_joins_nothing(void **state)
{
    (void)state;
    /* two notebooks with their own cards, one after the other on the dock C */
    EXPECT("dock", " " A " 10.0.1.1; " B " 10.0.2.1; " C " 10.0.3.1", {FACT_ADDRESS, A, "10.0.1.1"},
           {FACT_IDENTITY, A, "10.0.1.1", "smb-guid aa"}, {FACT_ADDRESS, B, "10.0.2.1"},
           {FACT_IDENTITY, B, "10.0.2.1", "smb-guid bb"}, {FACT_ADDRESS, C, "10.0.3.1"},
           {FACT_IDENTITY, C, "10.0.3.1", "smb-guid aa"},
           {FACT_IDENTITY, C, "10.0.3.1", "smb-guid bb", .from_min = 500});
    EXPECT("several SSH keys are of one machine", " " A " " B " 10.0.1.1 10.0.2.1",
           {FACT_ADDRESS, A, "10.0.1.1"}, {FACT_IDENTITY, A, "10.0.1.1", "ssh-host-key rsa"},
           {FACT_IDENTITY, A, "10.0.1.1", "ssh-host-key ed25519"}, {FACT_ADDRESS, B, "10.0.2.1"},
           {FACT_IDENTITY, B, "10.0.2.1", "ssh-host-key rsa"});
}

static void random_macs_are_joined_by_client_identifier_alone(void **state)
{
    (void)state;
    EXPECT("client identifier", " " RANDOM_1 " " RANDOM_2 " 10.0.1.2 10.0.1.1",
           {FACT_ADDRESS, RANDOM_1, "10.0.1.1"},
           {FACT_IDENTITY, RANDOM_1, "10.0.1.1", "dhcp-client-id 01ab"},
           {FACT_ADDRESS, RANDOM_2, "10.0.1.2", .from_min = 600},
           {FACT_IDENTITY, RANDOM_2, "10.0.1.2", "dhcp-client-id 01ab", .from_min = 600});
    EXPECT("anything else", " " RANDOM_1 " 10.0.1.1; " RANDOM_2 " 10.0.2.2",
           {FACT_ADDRESS, RANDOM_1, "10.0.1.1"},
           {FACT_IDENTITY, RANDOM_1, "10.0.1.1", "smb-guid aa"},
           {FACT_ADDRESS, RANDOM_2, "10.0.2.2", .from_min = 600},
           {FACT_IDENTITY, RANDOM_2, "10.0.2.2", "smb-guid aa", .from_min = 600});
}

static void a_shared_mac_is_never_joined(void **state)
{
    (void)state;
    EXPECT("VRRP", " 00:00:5e:00:01:07 192.168.1.1; " A " 192.168.1.2",
           {FACT_ADDRESS, "00:00:5e:00:01:07", "192.168.1.1"},
           {FACT_IDENTITY, "00:00:5e:00:01:07", "192.168.1.1", "ssh-host-key x"},
           {FACT_ADDRESS, A, "192.168.1.2"}, {FACT_IDENTITY, A, "192.168.1.2", "ssh-host-key x"});
}

static void an_address_behind_a_router_is_not_the_routers(void **state)
{
    (void)state;
    EXPECT("said by the router", " " ROUTER " 192.168.1.1; 192.168.7.7?",
           {FACT_ADDRESS, ROUTER, "192.168.1.1"}, {FACT_FORWARDS, ROUTER, NULL, "192.168.7.0/24"},
           {FACT_TALKS, ROUTER, "192.168.7.7"},
           {FACT_AGENT, ROUTER, "192.168.7.7", "Windows NT 6.1"});
    EXPECT("seen by two foreign addresses", " " ROUTER " 192.168.1.1; 192.168.7.7?; 192.168.7.8?",
           {FACT_ADDRESS, ROUTER, "192.168.1.1"}, {FACT_TALKS, ROUTER, "192.168.7.7"},
           {FACT_TALKS, ROUTER, "192.168.7.8"});
    EXPECT("the outside is no device", " " ROUTER " 192.168.1.1",
           {FACT_ADDRESS, ROUTER, "192.168.1.1"}, {FACT_TALKS, ROUTER, "198.51.100.7"});
    EXPECT("what the router sends for a machine we know",
           " " ROUTER " 192.168.1.1; " A " 192.168.1.5", {FACT_ADDRESS, ROUTER, "192.168.1.1"},
           {FACT_FORWARDS, ROUTER, NULL, "192.168.7.0/24"}, {FACT_ADDRESS, A, "192.168.1.5"},
           {FACT_AGENT, ROUTER, "192.168.1.5", "x"});
    EXPECT("without any MAC", " 10.0.0.5?", {FACT_SERVICE, NULL, "10.0.0.5", "ssh tcp/22"});
}

static void who_answers_for_everybody_does_not_own_it(void **state)
{
    (void)state;
    struct says says[11];
    char ip[9][ADDR_TEXT_SIZE];

    for (int i = 0; i < 9; i++) {
        snprintf(ip[i], sizeof(ip[i]), "192.168.1.%d", i + 1);
        says[i] = (struct says){FACT_ADDRESS, ROUTER, ip[i]};
    }
    says[9] = (struct says){FACT_ADDRESS, A, "192.168.1.3"};
    says[10] = (struct says){FACT_NAME, ROUTER, "192.168.1.3", "ROOM3-PC3"};

    static const struct own nothing;
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct sightings s = scene_of(says, COUNT(says), a);
    struct hosts hosts;
    struct err err;

    T_OK(hosts_make(&hosts, &s, &nothing, a, &err));
    const struct addr third = scene_ip("192.168.1.3");
    const struct host *h = hosts_at(&hosts, &third);
    char key[HOST_KEY_SIZE];

    assert_string_equal(host_key(key, h), A);
    assert_string_equal(host_claim(&hosts, h, FACT_NAME), "ROOM3-PC3");
}

static void a_host_is_found_by_address_and_mac_and_tells_its_surest_claim(void **state)
{
    (void)state;
    static const struct says says[] = {
        {FACT_ADDRESS,  A,                      "192.168.1.5",      .to_min = 100,.n = 50, .gap_min = 7},
        {FACT_NAME, A,                       "192.168.1.5",                                 "doubtful",.grade = GRADE_SUSPECTED, .from_min = 5},
        {FACT_NAME,   A, "192.168.1.5","ROOM1-PC1"},
        {FACT_NAME,          A,                   "192.168.1.5",                                                     "ROOM1-NEW",                                       .from_min = 3},
        {FACT_ADDRESS,   B,"192.168.1.5",.to_min = 50},
        {FACT_SERVICE,  NULL,                     "198.51.100.1",                                 "tls tcp/443"},
    };
    static const struct own nothing;
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct sightings s = scene_of(says, COUNT(says), a);
    struct hosts hosts;
    struct err err;
    const uint32_t *first;

    T_OK(hosts_make(&hosts, &s, &nothing, a, &err));
    const struct addr ip = scene_ip("192.168.1.5"), other = scene_ip("192.168.1.6");
    const struct addr outside = scene_ip("198.51.100.1");
    uint8_t mac[6];
    char key[HOST_KEY_SIZE];

    scene_mac(mac, A);
    assert_ptr_equal(hosts_at(&hosts, &ip), hosts_of_mac(&hosts, mac)); /* the newer claim */
    assert_null(hosts_at(&hosts, &other));
    assert_int_equal(hosts_at(&hosts, &outside)->class, HOST_OUTSIDE);
    assert_int_equal(hosts.n, 3);
    assert_int_equal(hosts.n_devices, 2);
    const struct host *h = hosts_of_mac(&hosts, mac);
    assert_string_equal(host_key(key, h), A);
    assert_string_equal(host_claim(&hosts, h, FACT_NAME), "ROOM1-NEW");
    assert_int_equal(host_of_kind(&hosts, h, FACT_NAME, &first), 3);
    assert_string_equal(s.item[first[2]].fact.claim, "doubtful");
    assert_int_equal(host_of_kind(&hosts, h, FACT_OS, &first), 0);
    assert_string_equal(host_claim(&hosts, h, FACT_OS), "");
    assert_int_equal(h->gap_ms, 7 * 60000);
    assert_int_equal(h->last_seen_at - h->first_seen_at, 100 * 60000);
    scene_mac(mac, C);
    assert_null(hosts_of_mac(&hosts, mac));
}

/* Of n networks one answered address each: 10.0.0.1, 10.0.1.1, ...; then what stands in more. */
static struct hosts answering(struct arena *a, size_t n, const struct says *more, size_t n_more)
{
    static const struct own nothing;
    static struct sightings s;
    struct says *says = arena_make(a, struct says, n + n_more);
    struct hosts hosts;
    struct err err;

    for (size_t i = 0; i < n; i++) {
        says[i] = (struct says){.kind = FACT_ADDRESS,
                                .mac = A,
                                .ip = arena_printf(a, "10.%zu.%zu.1", i / 256, i % 256)};
    }
    memcpy(says + n, more, n_more * sizeof(*says));
    s = scene_of(says, n + n_more, a);
    T_OK(hosts_make(&hosts, &s, &nothing, a, &err));
    return hosts;
}

/* The last of 256 answered addresses makes its neighbour the MAC's own; a 257th does not. */
static void what_stands_beside_many_answers_is_looked_at_up_to_a_limit(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        const char *ip[2];
        bool own;
    } row[] = {
        {256, {"10.0.255.8", "10.0.255.9"}, true },
        {257, {"10.1.0.8", "10.1.0.9"},     false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
        const struct says more[] = {
            {FACT_TALKS, A, row[i].ip[0]},
            {FACT_TALKS, A, row[i].ip[1]}
        };
        struct hosts hosts = answering(a, row[i].n, more, COUNT(more));
        struct addr ip = scene_ip(row[i].ip[1]);

        assert_non_null(hosts_at(&hosts, &ip));
        assert_int_equal(hosts_at(&hosts, &ip)->n_cards > 0, row[i].own);
    }
}

static void a_card_with_very_many_addresses_is_joined_with_none(void **state)
{
    (void)state;
    static const size_t addresses[] = {256, 257};

    for (size_t i = 0; i < COUNT(addresses); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
        const struct says more[] = {
            {FACT_ADDRESS, B,            "172.16.1.5" },
            { FACT_IDENTITY,           A,   "10.0.0.1", "smb-guid aa"},
            { FACT_IDENTITY,           B, "172.16.1.5", "smb-guid aa"},
        };
        struct hosts hosts = answering(a, addresses[i], more, COUNT(more));

        assert_int_equal(hosts.n_devices, addresses[i] == 256 ? 1 : 2);
    }
}

static void nothing_makes_no_host(void **state)
{
    (void)state;
    expect("no sighting", NULL, 0, "");
    EXPECT("a group address", "", {FACT_TALKS, "ff:ff:ff:ff:ff:ff", "255.255.255.255"});
}

static enum status make_some(void *arg, struct err *err)
{
    static const struct says says[] = {
        {FACT_ADDRESS, A,    "192.168.1.5"},
        {FACT_TALKS,   NULL, "10.0.0.1"   }
    };
    static const struct own nothing;
    CLEANUP(arena_close) struct arena *data = arena_open(1 << 16);
    struct hosts hosts;

    (void)arg;
    if (data == NULL) {
        return err_set(err, E_NOMEM, "no arena");
    }
    struct sighting item[COUNT(says)] = {0};
    const struct sightings s = {item, COUNT(says), scene_sensor, COUNT(scene_sensor)};

    for (size_t i = 0; i < COUNT(says); i++) {
        item[i].fact.kind = says[i].kind;
        item[i].fact.ip = scene_ip(says[i].ip);
    }
    scene_mac(item[0].fact.mac, A);
    return hosts_make(&hosts, &s, &nothing, data, err);
}

static void no_memory_is_said_and_nothing_leaks(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, make_some, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mac_is_one_host_through_all_its_addresses),
        cmocka_unit_test(a_host_name_joins_nothing),
        cmocka_unit_test(an_identity_joins_the_cards_of_one_machine),
        cmocka_unit_test(clones_in_one_network_are_two_machines),
        cmocka_unit_test(an_identity_of_too_many_is_a_default),
        cmocka_unit_test(a_docking_station_joins_nothing),
        cmocka_unit_test(random_macs_are_joined_by_client_identifier_alone),
        cmocka_unit_test(a_shared_mac_is_never_joined),
        cmocka_unit_test(an_address_behind_a_router_is_not_the_routers),
        cmocka_unit_test(who_answers_for_everybody_does_not_own_it),
        cmocka_unit_test(a_host_is_found_by_address_and_mac_and_tells_its_surest_claim),
        cmocka_unit_test(what_stands_beside_many_answers_is_looked_at_up_to_a_limit),
        cmocka_unit_test(a_card_with_very_many_addresses_is_joined_with_none),
        cmocka_unit_test(nothing_makes_no_host),
        cmocka_unit_test(no_memory_is_said_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
