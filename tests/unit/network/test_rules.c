#include "network/rules.h"
#include "scene.h"

#include <string.h>

#define A "00:1b:21:00:00:0a"
#define B "00:1b:21:00:00:1b"
#define C "00:1b:21:00:00:2c"
#define DELL "98:e7:43:00:00:0a"
#define FUJITSU "68:84:7e:00:00:0a"
#define HP "9c:7b:ef:00:00:0a"
#define APPLE "60:8b:0e:00:00:0a"
#define VMWARE "00:1c:14:00:00:0a"
#define BUFFALO "34:3d:c4:00:00:0a"
#define SIERRA "64:ce:6e:00:00:0a"
#define R "00:1b:21:00:00:01"
#define PHONE "02:11:11:11:11:11"
#define OUT "198.51.100.7"
#define HOUR 60
#define DAY (24 * 60)

/* The ledger of a scene: a row a device. */
struct listed {
    const char *label, *status, *kind, *mac, *ip, *network_kind, *second_network;
    bool explained;
    const char *port_2; /* a second interface's address */
    const char *ip_assignment, *hostname, *external_link;
    int updated_min;
    const char *maker;
};

static const struct own_network *networks(size_t *n)
{
    static struct own_network list[3];

    list[0] = (struct own_network){.id = 71, .name = "医療系", .kind = "medical"};
    list[1] = (struct own_network){.id = 72, .name = "事務系", .kind = "office"};
    list[2] = (struct own_network){.id = 73, .name = "来訪者", .kind = "guest"};
    assert_true(own_read_cidr(&list[0], "192.168.1.0/24"));
    assert_true(own_read_cidr(&list[1], "192.168.2.0/24"));
    assert_true(own_read_cidr(&list[2], "10.9.0.0/16"));
    list[0].gateway = scene_ip("192.168.1.254");
    *n = COUNT(list);
    return list;
}

static struct ledger ledger_of(const struct listed *listed, size_t n, struct arena *a)
{
    struct ledger_device *device = arena_make(a, struct ledger_device, n);
    struct ledger ledger = {.device = device, .n = n};

    ledger.own.network = networks(&ledger.own.n);
    for (size_t i = 0; i < n; i++) {
        const struct listed *l = &listed[i];
        struct ledger_port *port = arena_make(a, struct ledger_port, 2);

        if (l->mac != NULL) {
            scene_mac(port[0].mac, l->mac);
        }
        if (l->ip != NULL) {
            port[0].ip = scene_ip(l->ip);
        }
        if (l->port_2 != NULL) {
            port[1].ip = scene_ip(l->port_2);
        }
        device[i] = (struct ledger_device){
            .id = (int64_t)i + 1,
            .label = l->label,
            .status = l->status == NULL ? "active" : l->status,
            .kind = l->kind == NULL ? "client" : l->kind,
            .network_kind = l->network_kind,
            .ip_assignment = l->ip_assignment,
            .second_network = l->second_network == NULL ? "unknown" : l->second_network,
            .hostname = l->hostname,
            .maker = l->maker,
            .external_link = l->external_link,
            .updated_at = SCENE_START + l->updated_min * 60000LL,
            .is_explained = l->explained,
            .port = port,
            .n_ports = l->port_2 == NULL ? 1 : 2,
        };
    }
    return ledger;
}

struct scene {
    const char *what;
    const char *want; /* "code grade subject; ..." of the rules named in only; "" for none */
    const char *only; /* codes, separated by blanks */
    struct says says[12];
    struct listed listed[4];
    int now_min;   /* 0: as the last sighting */
    int heard_min; /* sensors' last fact; 0: now */
};

static void play(const struct scene *sc)
{
    static const char *const grade[] = {"certain", "likely", "suspected"};
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct sensor sensor[COUNT(scene_sensor)];
    size_t n = 0, n_listed = 0, used = 0;
    int last = 0;

    while (n < COUNT(sc->says) && (sc->says[n].mac != NULL || sc->says[n].ip != NULL)) {
        last = sc->says[n].to_min > last ? sc->says[n].to_min : last;
        last = sc->says[n].from_min > last ? sc->says[n].from_min : last;
        n++;
    }
    while (n_listed < COUNT(sc->listed) && sc->listed[n_listed].label != NULL) {
        n_listed++;
    }
    int now = sc->now_min == 0 ? last : sc->now_min;
    struct sightings s = scene_of(sc->says, n, a);
    struct ledger ledger = ledger_of(sc->listed, n_listed, a);
    struct hosts hosts;
    struct finds finds;
    struct err err;
    char got[1024] = "";

    memcpy(sensor, scene_sensor, sizeof(sensor));
    for (size_t i = 0; i < COUNT(sensor); i++) {
        sensor[i].fact_at =
            SCENE_START + (sc->heard_min == 0 ? now : sc->heard_min) * INT64_C(60000);
    }
    s.sensor = sensor;
    struct lore lore;

    T_OK(lore_load(&lore, NULL, a, &err));
    T_OK(hosts_make(&hosts, &s, &ledger.own, a, &err));
    T_OK(rules_run(
        &finds, &(struct rules_input){&hosts, &ledger, SCENE_START + now * INT64_C(60000), &lore},
        a, &err));
    for (size_t i = 0; i < finds.n; i++) {
        const struct found *f = &finds.item[i];

        assert_true(f->n_evidence > 0);
        assert_true(f->sentence[0] != '\0' && strchr(f->sentence, '{') == NULL);
        assert_true(f->first_seen_at <= f->last_seen_at);
        assert_true(found_evidence_text(&s, f->evidence[0], a) != NULL);
        if (ledger_is(f->rule->code, sc->only)) {
            used +=
                (size_t)snprintf(got + used, sizeof(got) - used, "%s%s %s %s", used > 0 ? "; " : "",
                                 f->rule->code, grade[f->grade], f->subject);
        }
    }
    if (strcmp(got, sc->want) != 0) {
        fail_msg("%s: got \"%s\", want \"%s\"", sc->what, got, sc->want);
    }
}

static void play_all(const struct scene *scene, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        play(&scene[i]);
    }
}
#define PLAY(...)                                            \
    do {                                                     \
        static const struct scene scenes_[] = {__VA_ARGS__}; \
        play_all(scenes_, COUNT(scenes_));                   \
    } while (0)

#define AT(mac, ip)                        \
    {                                      \
        FACT_ADDRESS, mac, ip, .to_min = 5 \
    }

/* clang-format off */
static void unknown_device(void **state)
{
    (void)state;
    PLAY({"a MAC with an address of the house", "unknown_device certain " A, "unknown_device", {AT(A, "192.168.1.5")}},
         {"it only sends", "unknown_device likely " A, "unknown_device", {{FACT_TALKS, A, "192.168.1.5"}}},
         {"listed by its MAC", "", "unknown_device", {AT(A, "192.168.1.5")}, {{"0001", .mac = A}}},
         {"listed by a fixed address", "", "unknown_device", {AT(A, "192.168.1.5")}, {{"0001", .ip = "192.168.1.5"}}},
         {"a lease proves nothing", "unknown_device certain " A, "unknown_device", {AT(A, "192.168.1.5")},
          {{"0001", .ip = "192.168.1.5", .ip_assignment = "dhcp"}}},
         {"another machine at a listed address", "unknown_device certain " A, "unknown_device", {AT(A, "192.168.1.5")},
          {{"0001", .mac = B, .ip = "192.168.1.5"}}},
         {"a name is a likeness", "unknown_device certain " A, "unknown_device",
          {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "ROOM1-PC1"}}, {{"0001", .hostname = "room1-pc1"}}},
         {"a random MAC", "unknown_device suspected ランダムなMACアドレス 医療系", "unknown_device",
          {AT(PHONE, "192.168.1.5"), AT("06:22:22:22:22:22", "192.168.1.6")}},
         {"a guest's network", "", "unknown_device", {AT(A, "10.9.1.5"), AT(PHONE, "10.9.1.6")}},
         {"VRRP and HSRP", "", "unknown_device", {AT("00:00:5e:00:01:07", "192.168.1.1"), AT("00:00:0c:07:ac:01", "192.168.1.2")}},
         {"behind a router", "unknown_device suspected 192.168.7.7", "unknown_device",
          {AT(R, "192.168.1.254"), {FACT_FORWARDS, R, NULL, "192.168.7.0/24"}, {FACT_TALKS, R, "192.168.7.7"}}, {{"R", .mac = R}}},
         {"a router's foreign source addresses", "", "unknown_device",
          {AT(R, "192.168.1.254"), {FACT_TALKS, R, OUT}}, {{"R", .mac = R}}},
         {"a docking station", "unknown_device suspected " A, "unknown_device",
          {AT(A, "192.168.1.5"), {FACT_IDENTITY, A, "192.168.1.5", "smb-guid aa"}, {FACT_IDENTITY, A, "192.168.1.5", "smb-guid bb"}}},
         {"a probe without an address", "unknown_device suspected " A, "unknown_device", {{FACT_TALKS, A, "0.0.0.0"}}});
}

static void changed_address(void **state)
{
    (void)state;
    PLAY({"at another address", "changed_address certain " A, "changed_address", {AT(A, "192.168.1.9")}, {{"0001", .mac = A, .ip = "192.168.1.5"}}},
         {"moved", "changed_address certain " A, "changed_address", {AT(A, "192.168.1.5"), {FACT_ADDRESS, A, "192.168.1.9", .from_min = 10}},
          {{"0001", .mac = A, .ip = "192.168.1.5"}}},
         {"a second address", "", "changed_address", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20}, {FACT_ADDRESS, A, "192.168.1.9", .from_min = 10, .to_min = 25}},
          {{"0001", .mac = A, .ip = "192.168.1.5"}}},
         {"as listed", "", "changed_address", {AT(A, "192.168.1.5")}, {{"0001", .mac = A, .ip = "192.168.1.5"}}},
         {"a lease", "", "changed_address", {AT(A, "192.168.1.9")}, {{"0001", .mac = A, .ip = "192.168.1.5", .ip_assignment = "dhcp"}}},
         {"no address listed", "", "changed_address", {AT(A, "192.168.1.9")}, {{"0001", .mac = A}}},
         {"it only sent from it", "", "changed_address", {{FACT_TALKS, A, "192.168.1.9"}}, {{"0001", .mac = A, .ip = "192.168.1.5"}}},
         {"a gateway of many VLANs", "", "changed_address", {AT(R, "192.168.1.9"), {FACT_FORWARDS, R, NULL, "global"}},
          {{"R", .mac = R, .ip = "192.168.2.1", .kind = "network"}}});
}

static void gone(void **state)
{
    (void)state;
    PLAY({"silent for long", "gone likely " A, "gone", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20 * DAY, .gap_min = 2 * DAY}, {FACT_ADDRESS, B, "192.168.1.6", .to_min = 30 * DAY}},
          {{"0001", .mac = A}, {"0002", .mac = B}}},
         {"its usual silence", "", "gone", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20 * DAY, .gap_min = 4 * DAY}, {FACT_ADDRESS, B, "192.168.1.6", .to_min = 30 * DAY}},
          {{"0001", .mac = A}, {"0002", .mac = B}}},
         {"not yet a week", "", "gone", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20 * DAY, .gap_min = 60}, {FACT_ADDRESS, B, "192.168.1.6", .to_min = 27 * DAY}},
          {{"0001", .mac = A}, {"0002", .mac = B}}},
         {"hardly known", "", "gone", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 13 * DAY, .gap_min = 60}, {FACT_ADDRESS, B, "192.168.1.6", .to_min = 30 * DAY}},
          {{"0001", .mac = A}, {"0002", .mac = B}}},
         {"stopped in the ledger", "", "gone", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20 * DAY, .gap_min = 60}, {FACT_ADDRESS, B, "192.168.1.6", .to_min = 30 * DAY}},
          {{"0001", .mac = A, .status = "stopped"}, {"0002", .mac = B}}},
         {"a portable one", "", "gone", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20 * DAY, .gap_min = 60}, {FACT_ADDRESS, B, "192.168.1.6", .to_min = 30 * DAY}},
          {{"0001", .mac = A, .kind = "tablet"}, {"0002", .mac = B}}},
         {"the sensor is silent: one alarm, no host is gone", "sensor_silent certain 1階", "gone sensor_silent",
          {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20 * DAY, .gap_min = 60}, {FACT_ADDRESS, B, "192.168.1.6", .to_min = 20 * DAY, .gap_min = 60}},
          {{"0001", .mac = A}, {"0002", .mac = B}}, .now_min = 40 * DAY, .heard_min = 20 * DAY},
         {"an hour is not yet silence", "", "sensor_silent", {AT(A, "192.168.1.5")}, .now_min = 66, .heard_min = 6},
         {"more than an hour is", "sensor_silent certain 1階", "sensor_silent", {AT(A, "192.168.1.5")}, .now_min = 67, .heard_min = 6});
}

static void address_conflict(void **state)
{
    (void)state;
    PLAY({"two at one time", "address_conflict likely 192.168.1.5", "address_conflict",
          {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20}, {FACT_ADDRESS, B, "192.168.1.5", .from_min = 10, .to_min = 25}}},
         {"one of them random", "address_conflict suspected 192.168.1.5", "address_conflict",
          {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20}, {FACT_ADDRESS, PHONE, "192.168.1.5", .from_min = 10, .to_min = 25}}},
         {"the lease went on", "", "address_conflict",
          {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20}, {FACT_ADDRESS, B, "192.168.1.5", .from_min = 30, .to_min = 45}}},
         {"long apart", "", "address_conflict",
          {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20}, {FACT_ADDRESS, B, "192.168.1.5", .from_min = 10, .to_min = 31}}},
         {"a failover pair's shared MAC", "", "address_conflict",
          {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20}, {FACT_ADDRESS, "00:00:5e:00:01:07", "192.168.1.5", .from_min = 10, .to_min = 20}}},
         {"the same address on another wire", "", "address_conflict",
          {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 20}, {FACT_ADDRESS, B, "192.168.1.5", .to_min = 20, .sensor = 1}}},
         {"proxy ARP", "", "address_conflict",
          {AT(A, "192.168.1.1"), AT(R, "192.168.1.1"), AT(R, "192.168.1.2"), AT(R, "192.168.1.3"), AT(R, "192.168.1.4"), AT(R, "192.168.1.5"),
           AT(R, "192.168.1.6"), AT(R, "192.168.1.7"), AT(R, "192.168.1.8"), AT(R, "192.168.1.9")}});
}

#define CARDS(claim) AT(A, "192.168.1.5"), {FACT_IDENTITY, A, "192.168.1.5", claim}, AT(B, "192.168.2.5"), {FACT_IDENTITY, B, "192.168.2.5", claim}

static void dual_homed(void **state)
{
    (void)state;
    PLAY({"one SSH key on two cards", "dual_homed certain " A, "dual_homed", {CARDS("ssh-host-key x")}},
         {"one SMB GUID on two cards", "dual_homed likely " A, "dual_homed", {CARDS("smb-guid x")}},
         {"a card that was replaced", "", "dual_homed", {AT(A, "192.168.1.5"), {FACT_IDENTITY, A, "192.168.1.5", "smb-guid x"},
          {FACT_ADDRESS, B, "192.168.2.5", .from_min = 9}, {FACT_IDENTITY, B, "192.168.2.5", "smb-guid x", .from_min = 9}}},
         {"clones on one wire", "", "dual_homed", {AT(A, "192.168.1.5"), {FACT_IDENTITY, A, "192.168.1.5", "ssh-host-key x"},
          AT(B, "192.168.1.6"), {FACT_IDENTITY, B, "192.168.1.6", "ssh-host-key x"}}},
         {"known, with its second interface", "", "dual_homed", {CARDS("ssh-host-key x")},
          {{"0001", .mac = A, .second_network = "yes", .port_2 = "192.168.2.5"}}},
         {"known, without one", "dual_homed certain " A, "dual_homed", {CARDS("ssh-host-key x")}, {{"0001", .mac = A, .second_network = "yes"}}},
         {"a listed firewall", "", "dual_homed", {CARDS("ssh-host-key x")}, {{"FW", .mac = A, .kind = "network"}}},
         {"it answers in a foreign network alone", "dual_homed likely " A, "dual_homed", {AT(A, "192.168.1.5"), AT(A, "192.168.2.5"), AT(B, "192.168.1.6")}},
         {"both networks are on this wire", "", "dual_homed", {AT(A, "192.168.1.5"), AT(A, "192.168.2.5"), AT(B, "192.168.1.6"), AT(C, "192.168.2.6")}},
         {"it only sent from there", "dual_homed suspected " A, "dual_homed", {AT(A, "192.168.1.5"), {FACT_TALKS, A, "192.168.2.5", .to_min = 5}, AT(B, "192.168.1.6")}},
         {"it moved", "", "dual_homed", {AT(A, "192.168.1.5"), {FACT_ADDRESS, A, "192.168.2.5", .from_min = 9}}},
         {"a link-local address", "", "dual_homed", {AT(A, "192.168.1.5"), AT(A, "169.254.3.4")}},
         {"SNMP names a second address", "dual_homed certain " A, "dual_homed", {AT(A, "192.168.1.5"), {FACT_ALIAS, A, "192.168.1.5", "192.168.2.5", .from = "snmp"}}},
         {"NetBIOS names one", "dual_homed likely " A, "dual_homed", {AT(A, "192.168.1.5"), {FACT_ALIAS, A, "192.168.1.5", "192.168.2.5", .from = "nbns"}}},
         {"bridges of containers and virtual machines", "", "dual_homed", {AT(A, "192.168.1.5"), {FACT_ALIAS, A, "192.168.1.5", "172.17.0.1", .from = "snmp"},
          {FACT_ALIAS, A, "192.168.1.5", "192.168.122.1", .from = "snmp"}}},
         {"a VPN's address", "", "dual_homed", {AT(A, "192.168.1.5"), {FACT_ALIAS, A, "192.168.1.5", "10.8.0.2", .from = "snmp"}, {FACT_TUNNEL, A, "192.168.1.5", "openvpn"}}},
         {"one name in two networks", "dual_homed suspected " A, "dual_homed", {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "KARTE01"},
          AT(B, "192.168.2.5"), {FACT_NAME, B, "192.168.2.5", "karte01"}}},
         {"a name machines come with", "", "dual_homed", {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "localhost"}, AT(B, "192.168.2.5"), {FACT_NAME, B, "192.168.2.5", "localhost"}}},
         {"two listed machines of one name", "", "dual_homed", {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "X"}, AT(B, "192.168.2.5"), {FACT_NAME, B, "192.168.2.5", "X"}},
          {{"0001", .mac = A}, {"0002", .mac = B}}});
}

#define NEXT "00:1b:21:00:00:0b" /* after A */
#define LAST "00:1b:21:00:00:0c"
static void adjacent_cards(void **state)
{
    (void)state;
    PLAY({"two cards of one delivery, in two networks", "dual_homed suspected " A, "dual_homed", {AT(A, "192.168.1.5"), AT(NEXT, "192.168.2.5")}},
         {"in one network", "", "dual_homed", {AT(A, "192.168.1.5"), AT(NEXT, "192.168.1.6")}},
         {"not at one time", "", "dual_homed", {AT(A, "192.168.1.5"), {FACT_ADDRESS, NEXT, "192.168.2.5", .from_min = 10, .to_min = 60}}},
         {"who answers for everybody (proxy ARP) stands nowhere", "", "dual_homed", {AT(A, "192.168.1.1"), AT(A, "192.168.1.2"), AT(A, "192.168.1.3"), AT(A, "192.168.1.4"), AT(A, "192.168.1.5"),
                                                                  AT(A, "192.168.2.1"), AT(A, "192.168.2.2"), AT(A, "192.168.2.3"), AT(A, "192.168.2.4")}},
         {"numbers apart", "", "dual_homed", {AT(A, "192.168.1.5"), AT(LAST, "192.168.2.5")}},
         {"three in a row are a delivery of PCs", "", "dual_homed", {AT(A, "192.168.1.5"), AT(NEXT, "192.168.2.5"), AT(LAST, "192.168.2.6")}},
         {"two listed machines", "", "dual_homed", {AT(A, "192.168.1.5"), AT(NEXT, "192.168.2.5")}, {{"0001", .mac = A}, {"0002", .mac = NEXT}}},
         {"one of them is listed", "dual_homed suspected " A, "dual_homed", {AT(A, "192.168.1.5"), AT(NEXT, "192.168.2.5")}, {{"0001", .mac = A}}},
         {"listed with two interfaces", "", "dual_homed", {AT(A, "192.168.1.5"), AT(NEXT, "192.168.2.5")},
          {{"0001", .mac = A, .ip = "192.168.1.5", .second_network = "yes", .port_2 = "192.168.2.5"}}},
         {"a router", "", "dual_homed", {AT(A, "192.168.1.5"), AT(NEXT, "192.168.2.5"), {FACT_FORWARDS, A, NULL, "192.168.2.0/24"}}},
         {"two guests of a hypervisor", "", "dual_homed", {AT(VMWARE, "192.168.1.5"), AT("00:1c:14:00:00:0b", "192.168.2.5")}},
         {"random numbers", "", "dual_homed", {AT("02:11:11:11:11:10", "192.168.1.5"), AT(PHONE, "192.168.2.5")}},
         {"the end of a block is not the beginning of the next", "", "dual_homed", {AT("00:1b:21:ff:ff:ff", "192.168.1.5"), AT("00:1b:22:00:00:00", "192.168.2.5")}});
}

static void maker_differs(void **state)
{
    (void)state;
    PLAY({"another maker's card", "maker_differs suspected " DELL, "maker_differs", {AT(DELL, "192.168.1.5")}, {{"0001", .mac = DELL, .maker = "富士通株式会社"}}},
         {"another machine at a listed address", "maker_differs suspected " APPLE, "maker_differs", {AT(APPLE, "192.168.1.5")}, {{"0001", .ip = "192.168.1.5", .maker = "ＦＵＪＩＴＳＵ"}}},
         {"the same, in Japanese", "", "maker_differs", {AT(DELL, "192.168.1.5")}, {{"0001", .mac = DELL, .maker = "デル・テクノロジーズ"}}},
         {"the same, in English", "", "maker_differs", {AT(FUJITSU, "192.168.1.5")}, {{"0001", .mac = FUJITSU, .maker = "Fujitsu Client Computing"}}},
         {"companies that were one", "", "maker_differs", {AT(HP, "192.168.1.5")}, {{"0001", .mac = HP, .maker = "HPE"}}},
         {"a maker of cards", "", "maker_differs", {AT(A, "192.168.1.5")}, {{"0001", .mac = A, .maker = "富士通"}}},
         {"an adapter", "", "maker_differs", {AT(BUFFALO, "192.168.1.5")}, {{"0001", .mac = BUFFALO, .maker = "富士通"}}},
         {"a virtual machine", "", "maker_differs", {AT(VMWARE, "192.168.1.5")}, {{"0001", .mac = VMWARE, .maker = "富士通"}}},
         {"a random MAC", "", "maker_differs", {AT(PHONE, "192.168.1.5")}, {{"0001", .mac = PHONE, .maker = "Apple"}}},
         {"a docking station", "", "maker_differs", {AT(DELL, "192.168.1.5"), {FACT_IDENTITY, DELL, "192.168.1.5", "smb-guid aa"}, {FACT_IDENTITY, DELL, "192.168.1.5", "smb-guid bb"}},
          {{"0001", .mac = DELL, .maker = "富士通"}}},
         {"a modality with a PC inside", "", "maker_differs", {AT(DELL, "192.168.1.5")}, {{"CT", .mac = DELL, .kind = "medical", .maker = "シーメンス"}}},
         {"a seller nobody knows", "", "maker_differs", {AT(DELL, "192.168.1.5")}, {{"0001", .mac = DELL, .maker = "見本システム販売"}}},
         {"no maker listed", "", "maker_differs", {AT(DELL, "192.168.1.5"), AT(HP, "192.168.1.6")}, {{"0001", .mac = DELL}, {"0002", .mac = HP, .maker = "不明"}}},
         {"it says so itself", "maker_differs likely " A, "maker_differs", {AT(A, "192.168.1.5"), {FACT_MAKER, A, "192.168.1.5", "Cisco Systems"}}, {{"SW", .mac = A, .kind = "network", .maker = "ヤマハ"}}},
         {"its own word is as listed, the card another's", "", "maker_differs", {AT(DELL, "192.168.1.5"), {FACT_MAKER, DELL, "192.168.1.5", "FUJITSU"}}, {{"0001", .mac = DELL, .maker = "富士通"}}},
         {"it is not in the ledger", "", "maker_differs", {AT(DELL, "192.168.1.5")}});
}

static void ways_between_and_out(void **state)
{
    (void)state;
    PLAY({"carries another network", "dual_homed_routing certain " A, "dual_homed_routing internet_gateway", {AT(A, "192.168.1.5"), {FACT_FORWARDS, A, NULL, "192.168.7.0/24"}}},
         {"the listed router does", "", "dual_homed_routing internet_gateway", {AT(R, "192.168.1.1"), {FACT_FORWARDS, R, NULL, "192.168.7.0/24"}, {FACT_FORWARDS, R, NULL, "global"}},
          {{"R", .mac = R, .kind = "network", .network_kind = "router"}}},
         {"the network's gateway does", "", "internet_gateway", {AT(R, "192.168.1.254"), {FACT_FORWARDS, R, NULL, "global"}}},
         {"a listed switch does not", "internet_gateway certain " R, "internet_gateway", {AT(R, "192.168.1.1"), {FACT_FORWARDS, R, NULL, "global"}},
          {{"SW", .mac = R, .kind = "network", .network_kind = "switch"}}},
         {"carries to the Internet", "internet_gateway certain " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_FORWARDS, A, NULL, "global"}}},
         {"one direction alone", "internet_gateway suspected " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_FORWARDS, A, NULL, "global", .grade = GRADE_SUSPECTED, .one_way = true}}},
         {"VRRP", "", "internet_gateway", {AT("00:00:5e:00:01:07", "192.168.1.1"), {FACT_FORWARDS, "00:00:5e:00:01:07", NULL, "global"}}},
         {"a public range used inside", "", "internet_gateway", {AT(A, "192.168.1.5"), {FACT_FORWARDS, A, NULL, "global", .peer = "192.168.2.9"}}},
         {"through it alone the line is narrow", "internet_gateway suspected " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_LINE, A, NULL, "mss 1358", .grade = GRADE_SUSPECTED}}},
         {"that is how our own line is", "", "internet_gateway", {AT(A, "192.168.1.5"), {FACT_LINE, A, NULL, "mss 1414", .grade = GRADE_SUSPECTED},
                                                                  AT(R, "192.168.1.254"), {FACT_LINE, R, NULL, "mss 1414", .grade = GRADE_SUSPECTED}}},
         {"our own line is wide", "internet_gateway suspected " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_LINE, A, NULL, "mss 1414", .grade = GRADE_SUSPECTED},
                                                                  AT(R, "192.168.1.254"), {FACT_LINE, R, NULL, "mss 1460", .grade = GRADE_SUSPECTED}}},
         {"one server alone asks for less", "", "internet_gateway", {AT(A, "192.168.1.5"), {FACT_LINE, A, NULL, "mss 1380", .grade = GRADE_SUSPECTED}, {FACT_LINE, A, NULL, "mss 1460", .grade = GRADE_SUSPECTED}}},
         {"the widest that is narrow", "internet_gateway suspected " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_LINE, A, NULL, "mss 1430", .grade = GRADE_SUSPECTED}}},
         {"the narrowest that is wide", "", "internet_gateway", {AT(A, "192.168.1.5"), {FACT_LINE, A, NULL, "mss 1431", .grade = GRADE_SUSPECTED}}},
         {"it calls itself a mobile router", "internet_gateway suspected " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "Speed-WiFi-HOME"}}},
         {"its description does", "internet_gateway suspected " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_SOFTWARE, A, "192.168.1.5", "HUAWEI Mobile WiFi UPnP/1.0"}}},
         {"its card is of a maker of such", "internet_gateway suspected " SIERRA, "internet_gateway", {AT(SIERRA, "192.168.1.5")}},
         {"a mobile router that is listed", "", "internet_gateway", {AT(SIERRA, "192.168.1.5")}, {{"0001", .mac = SIERRA, .kind = "network", .network_kind = "mobile_router"}}},
         {"another name", "", "internet_gateway", {AT(A, "192.168.1.5"), {FACT_NAME, A, "192.168.1.5", "mobile-wiring-pc"}}},
         {"a narrow line beside proof is one finding", "internet_gateway certain " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_FORWARDS, A, NULL, "global"}, {FACT_LINE, A, NULL, "mss 1358", .grade = GRADE_SUSPECTED}}},
         {"UPnP", "internet_gateway certain " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_OFFERS, A, "192.168.1.5", "igd"}}},
         {"a printer's SSDP", "", "internet_gateway", {AT(A, "192.168.1.5"), {FACT_ROLE, A, "192.168.1.5", "printer"}, {FACT_SERVICE, A, "192.168.1.5", "ssdp udp/1900"}}},
         {"hands out itself as router", "internet_gateway certain " A, "internet_gateway", {AT(A, "192.168.1.5"), {FACT_OFFERS, A, "192.168.1.5", "router 192.168.1.5", .from = "dhcp"}}},
         {"names the right router", "", "internet_gateway", {AT(A, "192.168.1.5"), AT(R, "192.168.1.254"), {FACT_OFFERS, A, "192.168.1.5", "router 192.168.1.254", .from = "dhcp"}}},
         {"an address of a telephone's line", "hidden_uplink likely " A, "hidden_uplink", {AT(A, "192.168.1.5"), {FACT_ALIAS, A, "192.168.1.5", "172.20.10.3"}}},
         {"just beside it", "", "hidden_uplink", {AT(A, "192.168.1.5"), {FACT_ALIAS, A, "192.168.1.5", "172.20.10.17"}}},
         {"an unlisted DHCP server", "rogue_service certain " A " dhcp", "rogue_service", {AT(A, "192.168.1.5"), {FACT_ROLE, A, "192.168.1.5", "dhcp-server"}}},
         {"a listed server", "", "rogue_service", {AT(A, "192.168.1.5"), {FACT_ROLE, A, "192.168.1.5", "dhcp-server"}}, {{"0001", .mac = A, .kind = "server"}}},
         {"a listed PC is none", "rogue_service certain " A " dhcp", "rogue_service", {AT(A, "192.168.1.5"), {FACT_ROLE, A, "192.168.1.5", "dhcp-server"}}, {{"0001", .mac = A}}},
         {"a relay", "", "rogue_service", {AT(A, "192.168.1.5"), {FACT_ROLE, A, "192.168.1.5", "dhcp-relay"}}},
         {"router advertisements", "rogue_service certain " A " ra", "rogue_service", {AT(A, "192.168.1.5"), {FACT_OFFERS, A, "fe80::1", "prefix 2001:db8::/64", .from = "icmp6"}}});
}

static void ways_in(void **state)
{
    (void)state;
    PLAY({"a tunnel", "tunnel certain " A " openvpn", "tunnel", {AT(A, "192.168.1.5"), {FACT_TUNNEL, A, "192.168.1.5", "openvpn tcp/443", .peer = OUT}}},
         {"told of the far end", "tunnel certain " A " wireguard", "tunnel", {AT(A, "192.168.1.5"), {FACT_TUNNEL, NULL, OUT, "wireguard", .peer = "192.168.1.5"}}},
         {"explained by a record", "", "tunnel", {AT(A, "192.168.1.5"), {FACT_TUNNEL, A, "192.168.1.5", "openvpn", .peer = OUT}}, {{"0001", .mac = A, .explained = true}}},
         {"a VPN router of a closed line", "", "tunnel", {AT(A, "192.168.1.5"), {FACT_TUNNEL, A, "192.168.1.5", "ipsec", .peer = OUT}},
          {{"VPN", .mac = A, .kind = "network", .network_kind = "vpn_router", .external_link = "closed"}}},
         {"both ends outside", "", "tunnel remote_tool", {AT(R, "192.168.1.1"), {FACT_TUNNEL, NULL, OUT, "ipsec", .peer = "198.51.100.8"}, {FACT_REMOTE_TOOL, NULL, OUT, "rdp", .peer = "198.51.100.8"}}},
         {"two tools are two findings", "remote_tool certain " A " rdp; remote_tool suspected " A " anydesk", "remote_tool",
          {AT(A, "192.168.1.5"), {FACT_REMOTE_TOOL, A, "192.168.1.5", "rdp", .peer = OUT, .port = 3390}, {FACT_REMOTE_TOOL, A, "192.168.1.5", "anydesk", .grade = GRADE_SUSPECTED, .peer = OUT}}},
         {"told of the maker's server", "remote_tool certain " A " teamviewer", "remote_tool", {AT(A, "192.168.1.5"), {FACT_REMOTE_TOOL, NULL, OUT, "teamviewer", .peer = "192.168.1.5"}}},
         {"our own helpdesk", "", "remote_tool", {AT(A, "192.168.1.5"), AT(B, "192.168.1.6"), {FACT_REMOTE_TOOL, A, "192.168.1.5", "rdp", .peer = "192.168.1.6"}},
          {{"0001", .mac = A}, {"0002", .mac = B}}},
         {"from inside, by nobody we know", "remote_tool certain " A " rdp", "remote_tool", {AT(A, "192.168.1.5"), AT(B, "192.168.1.6"), {FACT_REMOTE_TOOL, A, "192.168.1.5", "rdp", .peer = "192.168.1.6"}},
          {{"0001", .mac = A}}},
         {"explained", "", "remote_tool", {AT(A, "192.168.1.5"), {FACT_REMOTE_TOOL, A, "192.168.1.5", "rdp", .peer = OUT}}, {{"0001", .mac = A, .explained = true}}},
         {"the maker's page is no session", "", "remote_tool", {AT(A, "192.168.1.5"), {FACT_SNI, A, "192.168.1.5", "www.example.com"}}},
         {"SSH to outside", "reverse_tunnel suspected " A, "reverse_tunnel", {AT(A, "192.168.1.5"), {FACT_CLIENT, A, "192.168.1.5", "ssh tcp/22", .peer = OUT, .port = 22}}},
         {"SSH on a port for pages", "reverse_tunnel likely " A, "reverse_tunnel", {AT(A, "192.168.1.5"), {FACT_CLIENT, A, "192.168.1.5", "ssh tcp/443", .peer = OUT, .port = 443}}},
         {"SSH inside", "", "reverse_tunnel", {AT(A, "192.168.1.5"), {FACT_CLIENT, A, "192.168.1.5", "ssh tcp/443", .peer = "192.168.2.9", .port = 443}}},
         {"TLS to outside", "", "reverse_tunnel", {AT(A, "192.168.1.5"), {FACT_CLIENT, A, "192.168.1.5", "tls tcp/443", .peer = OUT, .port = 443}}});
}

static void weak_medical_and_building(void **state)
{
    (void)state;
    PLAY({"a weak protocol", "weak_protocol certain " A " smb1", "weak_protocol", {AT(A, "192.168.1.5"), {FACT_WEAK, A, "192.168.1.5", "smb1"}}},
         {"DICOM in clear inside is how it is", "", "weak_protocol", {AT(A, "192.168.1.5"), {FACT_CLIENT, A, "192.168.1.5", "dicom tcp/104", .peer = "192.168.2.9"}}},
         {"DICOM in clear to outside", "weak_protocol certain " A " dicom", "weak_protocol", {AT(A, "192.168.1.5"), {FACT_CLIENT, A, "192.168.1.5", "dicom tcp/104", .peer = OUT}}},
         {"each medical protocol", "medical_node certain " A " dicom; medical_node certain " A " hl7; medical_node certain " A " astm; medical_node certain " A " sdc; medical_node certain " A " fhir",
          "medical_node", {AT(A, "192.168.1.5"), {FACT_MEDICAL, A, "192.168.1.5", "dicom CT01"}, {FACT_MEDICAL, A, "192.168.1.5", "hl7 LIS"}, {FACT_MEDICAL, A, "192.168.1.5", "astm"},
                           {FACT_MEDICAL, A, "192.168.1.5", "sdc"}, {FACT_MEDICAL, A, "192.168.1.5", "fhir"}}},
         {"a listed modality", "", "medical_node", {AT(A, "192.168.1.5"), {FACT_MEDICAL, A, "192.168.1.5", "dicom CT01"}}, {{"CT", .mac = A, .kind = "medical"}}},
         {"a listed PC", "medical_node certain " A " dicom", "medical_node", {AT(A, "192.168.1.5"), {FACT_MEDICAL, A, "192.168.1.5", "dicom CT01"}}, {{"PC", .mac = A}}},
         {"a port is nothing", "", "medical_node", {AT(A, "192.168.1.5"), {FACT_SERVICE, A, "192.168.1.5", "tcp/104"}, {FACT_MEDICAL, A, "192.168.1.5", "dicomweb"}}},
         {"Modbus of nobody", "facility_node certain " A " modbus", "facility_node", {AT(A, "192.168.1.5"), {FACT_FACILITY, A, "192.168.1.5", "modbus unit 1"}}},
         {"a listed plant controller", "", "facility_node", {AT(A, "192.168.1.5"), {FACT_FACILITY, A, "192.168.1.5", "modbus"}}, {{"空調", .mac = A, .kind = "other"}}},
         {"disposed of, and talking", "retired_talking certain " A, "retired_talking", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 2 * DAY}}, {{"0001", .mac = A, .status = "disposed", .updated_min = 10}}},
         {"before it was disposed of", "", "retired_talking", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = DAY}}, {{"0001", .mac = A, .status = "disposed", .updated_min = 10}}},
         {"in use", "", "retired_talking", {{FACT_ADDRESS, A, "192.168.1.5", .to_min = 2 * DAY}}, {{"0001", .mac = A}}});
}

static void past_its_support(void **state)
{
    (void)state;
    PLAY({"an old system, by its own word", "eol_os certain " A " windows-xp", "eol_os", {AT(A, "192.168.1.5"), {FACT_OS, A, "192.168.1.5", "Windows NT 5.1"}}},
         {"by a user agent", "eol_os likely " A " windows-xp", "eol_os", {AT(A, "192.168.1.5"), {FACT_OS, A, "192.168.1.5", "Windows NT 5.1", .grade = GRADE_LIKELY}}},
         {"an extension may have been bought", "eol_os suspected " A " windows-10", "eol_os", {AT(A, "192.168.1.5"), {FACT_OS, A, "192.168.1.5", "Windows 10"}}},
         {"in support", "", "eol_os", {AT(A, "192.168.1.5"), {FACT_OS, A, "192.168.1.5", "Windows build 17763"}}},
         {"a system nobody knows", "", "eol_os", {AT(A, "192.168.1.5"), {FACT_OS, A, "192.168.1.5", "見本OS 1.0"}}},
         {"another machine's, behind a proxy", "eol_os certain 192.168.7.7 windows-xp", "eol_os",
          {AT(R, "192.168.1.254"), {FACT_FORWARDS, R, NULL, "192.168.7.0/24"}, {FACT_OS, R, "192.168.7.7", "Windows NT 5.1"}}},
         {"a program", "eol_software certain " A " windows-xp", "eol_software", {AT(A, "192.168.1.5"), {FACT_SOFTWARE, A, "192.168.1.5", "Windows NT 5.1"}}});
}
/* clang-format on */

static void nothing_is_new_while_a_sensor_learns(void **state)
{
    (void)state;
    static const int from_day[] = {7, 8};

    for (size_t i = 0; i < COUNT(from_day); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
        const struct says says[] = {
            {FACT_ADDRESS, A, "192.168.1.5", .from_min = from_day[i] * DAY}
        };
        struct sightings s = scene_of(says, 1, a);
        struct ledger ledger = ledger_of(NULL, 0, a);
        struct hosts hosts;
        struct finds finds;
        struct err err;

        T_OK(hosts_make(&hosts, &s, &ledger.own, a, &err));
        T_OK(rules_run(&finds, &(struct rules_input){&hosts, &ledger, s.item[0].last_seen_at, NULL},
                       a, &err));
        assert_int_equal(finds.n, 1);
        assert_int_equal(finds.item[0].is_new, i == 1);
        assert_int_equal(finds.item[0].network, 71);
    }
}

/* So many strangers at one time. */
static struct finds strangers(size_t n, struct arena *a)
{
    struct says *says = arena_make(a, struct says, n);
    struct ledger ledger = ledger_of(NULL, 0, a);
    struct hosts hosts;
    struct finds finds;
    struct err err;

    assert_non_null(says);
    for (size_t i = 0; i < n; i++) {
        says[i] =
            (struct says){FACT_ADDRESS, arena_printf(a, "00:1b:21:%02zx:%02zx:00", i >> 8, i & 255),
                          arena_printf(a, "192.168.1.%zu", 1 + i % 250)};
        says[i].from_min = (int)i * DAY; /* no two at one time: one rule alone is asked */
    }
    struct sightings s = scene_of(says, n, a);

    T_OK(hosts_make(&hosts, &s, &ledger.own, a, &err));
    T_OK(rules_run(&finds, &(struct rules_input){&hosts, &ledger, SCENE_START, NULL}, a, &err));
    return finds;
}

static void what_nobody_can_read_is_counted_and_said(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    struct finds finds = strangers(FOUND_RULE_MAX, a);

    assert_int_equal(finds.n, FOUND_RULE_MAX);
    assert_int_equal(finds.left_out[0], 0);
    finds = strangers(FOUND_RULE_MAX + 2, a);
    assert_int_equal(finds.n, FOUND_RULE_MAX + 1);
    assert_int_equal(finds.left_out[0], 2);
    const struct found *last = &finds.item[FOUND_RULE_MAX];

    assert_string_equal(last->rule->code, "too_many");
    assert_string_equal(last->subject, "台帳にない機器");
    assert_non_null(strstr(last->sentence, "3000件までです。ほかに約2件"));
}

static void every_rule_has_its_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < rule_table_n; i++) {
        for (size_t k = i + 1; k < rule_table_n; k++) {
            assert_string_not_equal(rule_table[i].number, rule_table[k].number);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_device),
        cmocka_unit_test(changed_address),
        cmocka_unit_test(gone),
        cmocka_unit_test(address_conflict),
        cmocka_unit_test(dual_homed),
        cmocka_unit_test(adjacent_cards),
        cmocka_unit_test(maker_differs),
        cmocka_unit_test(ways_between_and_out),
        cmocka_unit_test(ways_in),
        cmocka_unit_test(weak_medical_and_building),
        cmocka_unit_test(past_its_support),
        cmocka_unit_test(nothing_is_new_while_a_sensor_learns),
        cmocka_unit_test(what_nobody_can_read_is_counted_and_said),
        cmocka_unit_test(every_rule_has_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
