/* The map of the network: what stands where, what joins, and what lies outside. */
#include "network/map.h"
#include "network/sighting.h"
#include "scene.h"
#include "t_hospital.h"

#include <inttypes.h>
#include <string.h>

#define A "00:1b:21:00:00:0a"
#define X "00:1b:21:00:00:99"

struct house {
    struct db *db;
    int64_t id;
    struct arena *a;
};

static struct house house(void **state)
{
    struct house h = {.a = arena_open(64 << 20)};

    h.db = t_house(t_engine(state), "見本病院", &h.id);
    return h;
}

static void house_close(struct house *h)
{
    arena_close(&h->a);
    db_close(&h->db);
}

static const char *text_of(const struct house *h, int64_t id)
{
    return arena_printf(h->a, "%" PRId64, id);
}

static struct map map_of(const struct house *h)
{
    struct map m;
    struct err err;

    T_OK(map_read(&m, h->db, h->id, h->a, &err));
    return m;
}

static void hear(const struct house *h, const struct says *says, size_t n)
{
    struct sightings s = scene_of(says, n, h->a);
    struct err err;

    T_OK(sighting_store(h->db, h->id, &s, &err));
}

static const struct map_joint *joint(const struct map *m, const char *label)
{
    for (size_t i = 0; i < m->n_joints; i++) {
        if (strcmp(m->joint[i].label, label) == 0) {
            return &m->joint[i];
        }
    }
    fail_msg("no joint %s", label);
    return NULL;
}

static const char *net(const struct house *h, const char *name, const char *cidr, const char *kind)
{
    return text_of(h, t_put(h->db, h->id, "network", "name", name, "cidr", cidr, "kind", kind,
                            "gateway", NULL, NULL));
}

static void nothing_is_an_empty_map(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    struct map m = map_of(&h);

    assert_int_equal(m.n_networks, 0);
    assert_int_equal(m.n_joints, 0);
    assert_false(m.heard);
    for (size_t i = 0; i < m.n_outside; i++) {
        assert_int_equal(m.outside[i].n, 0);
    }
}

static void devices_are_counted_by_network_and_kind(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    const char *office = net(&h, "事務系", "192.168.5.0/24", "office");
    const char *ward = net(&h, "病棟", "192.168.2.0/24", "medical");
    const char *clinic = net(&h, "外来", "192.168.1.0/24", "medical");

    t_put(h.db, h.id, "device", "asset_no", "1", "kind", "server", "network", ward, "mac", A, NULL);
    t_put(h.db, h.id, "device", "asset_no", "2", "kind", "client", "network", clinic, NULL);
    t_put(h.db, h.id, "device", "asset_no", "3", "kind", "client", "network", clinic, "status",
          "disposed", NULL); /* gone */
    t_put(h.db, h.id, "device", "asset_no", "4", "kind", "client", "ip", "192.168.5.9",
          NULL); /* by its address */
    t_put(h.db, h.id, "device", "asset_no", "5", "kind", "client", NULL);
    t_put(h.db, h.id, "device", "asset_no", "6", "kind", "monitor", "attachment", "isolated", NULL);
    t_put(h.db, h.id, "finding", "rule", "unknown_device", "grade", "certain", "subject", X,
          "network", office, "state", "open", NULL);
    t_put(h.db, h.id, "finding", "rule", "unknown_device", "grade", "certain", "subject", "y",
          "network", office, "state", "accepted", "reason", "検証用", "owner", "情報 一郎",
          "expires_on", "2027-03-31", NULL); /* somebody has decided */
    struct map m = map_of(&h);

    assert_int_equal(m.n_networks, 4);
    assert_string_equal(m.network[0].name, "外来"); /* medical first, by address */
    assert_string_equal(m.network[1].name, "病棟");
    assert_string_equal(m.network[2].name, "事務系");
    assert_int_equal(m.network[3].id, 0);
    assert_int_equal(m.network[0].count[1], 1); /* client */
    assert_int_equal(m.network[1].count[0], 1); /* server */
    assert_int_equal(m.network[1].seen[0], 0);
    assert_int_equal(m.network[2].count[1], 1);
    assert_int_equal(m.network[2].unlisted, 1);
    assert_int_equal(map_devices(&m.network[3]), 1);
    assert_int_equal(m.apart, 1);

    const struct says seen[] = {
        {FACT_ADDRESS, A, "192.168.2.5"}
    };
    hear(&h, seen, 1);
    m = map_of(&h);
    assert_true(m.heard);
    assert_int_equal(m.network[1].seen[0], 1);
}

static void ways_out_come_from_the_ledger_and_from_findings(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    const char *ward = net(&h, "病棟", "192.168.2.0/24", "medical");
    const char *care = net(&h, "保守用", "192.168.9.0/24", "maintenance");
    const char *vendor = text_of(&h, t_put(h.db, h.id, "vendor", "name", "A社", NULL));
    int64_t gate =
        t_put(h.db, h.id, "device", "asset_no", "1", "hostname", "VPN-1", "kind", "network",
              "network_kind", "vpn_router", "network", care, "external_link", "internet", NULL);

    t_put(h.db, h.id, "device", "asset_no", "2", "hostname", "SW-1", "kind", "network",
          "network_kind", "switch", "network", care, NULL); /* joins nothing outside */
    t_put(h.db, h.id, "device", "asset_no", "3", "kind", "network", "network_kind", "router",
          "network", care, NULL); /* nobody knows */
    t_put(h.db, h.id, "remote_access", "vendor", vendor, "purpose", "保守", "line", "ipsec_vpn",
          "gateway", text_of(&h, gate), NULL);
    t_put(h.db, h.id, "remote_access", "vendor", vendor, "purpose", "監視", "line", "mobile", NULL);
    t_put(h.db, h.id, "cloud_service", "provider", "B社", "name", "予約", NULL);
    t_put(h.db, h.id, "finding", "rule", "tunnel", "grade", "certain", "subject", "x openvpn",
          "device", text_of(&h, gate), "state", "open", NULL);
    t_put(h.db, h.id, "finding", "rule", "internet_gateway", "grade", "likely", "subject", X,
          "network", ward, "state", "accepted", "reason", "検証用", "owner", "情報 一郎",
          "expires_on", "2027-03-31", NULL);
    t_put(h.db, h.id, "finding", "rule", "internet_gateway", "grade", "likely", "subject", "z",
          "network", ward, "state", "resolved", NULL); /* settled */
    const struct says seen[] = {
        {FACT_ADDRESS, X, "192.168.2.254"}
    };
    hear(&h, seen, 1);
    struct map m = map_of(&h);

    assert_int_equal(m.n_joints, 3);
    const struct map_joint *vpn = joint(&m, "1 VPN-1");

    assert_string_equal(vpn->what, "vpn_router");
    assert_int_equal(vpn->outside, 1U << MAP_INTERNET | 1U << MAP_FAR_END | 1U << MAP_VENDOR);
    assert_string_equal(vpn->rule, "tunnel");
    assert_int_equal(m.outside[MAP_VENDOR].n, 1);
    assert_string_equal(m.outside[MAP_VENDOR].line, "ipsec_vpn");
    assert_string_equal(m.outside[MAP_VENDOR + 1].line, "mobile"); /* without an entry point */
    assert_int_equal(m.outside[MAP_CLOUD].n, 1);
    assert_int_equal(joint(&m, "3")->outside, 1U << MAP_UNKNOWN);
    const struct map_joint *unlisted = joint(&m, "192.168.2.254");

    assert_string_equal(unlisted->mac, X);
    assert_int_equal(unlisted->device, 0);
    assert_string_equal(unlisted->state, "accepted");
    assert_int_equal(unlisted->network[0], 0);
}

static void a_machine_in_two_networks_holds_both(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    const char *ward = net(&h, "病棟", "192.168.2.0/24", "medical");
    const char *care = net(&h, "保守用", "192.168.9.0/24", "maintenance");
    const char *listed = text_of(&h, t_put(h.db, h.id, "device", "asset_no", "1", "kind", "server",
                                           "network", ward, "second_network", "yes", NULL));
    const char *found = text_of(&h, t_put(h.db, h.id, "device", "asset_no", "2", "kind", "medical",
                                          "network", ward, "mac", A, NULL));

    t_put(h.db, h.id, "device_interface", "device", listed, "network", care, NULL);
    t_put(h.db, h.id, "finding", "rule", "dual_homed", "grade", "likely", "subject", A, "device",
          found, "network", ward, "state", "open", NULL);
    const struct says seen[] = {
        {FACT_ADDRESS, A, "192.168.2.5"},
        {FACT_ADDRESS, A, "192.168.9.5"}
    };
    hear(&h, seen, 2);
    struct map m = map_of(&h);

    assert_int_equal(m.n_joints, 2);
    for (size_t i = 0; i < m.n_joints; i++) {
        assert_int_equal(m.joint[i].kind, MAP_DUAL);
        assert_int_equal(m.joint[i].n_networks, 2);
        assert_int_equal(m.joint[i].network[0], 0);
        assert_int_equal(m.joint[i].network[1], 1);
        assert_int_equal(m.joint[i].outside, 0);
    }
}

static void many_alike_become_one_with_a_count(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    const char *ward = net(&h, "病棟", "192.168.2.0/24", "medical");

    for (int i = 0; i < MAP_RUN; i++) {
        t_put(h.db, h.id, "finding", "rule", "remote_tool", "grade", "certain", "subject",
              arena_printf(h.a, "02:00:00:00:00:%02x rdp", i), "network", ward, "state", "open",
              NULL);
    }
    assert_int_equal(map_of(&h).n_joints, MAP_RUN);
    t_put(h.db, h.id, "finding", "rule", "remote_tool", "grade", "certain", "subject",
          "02:00:00:00:00:99 rdp", "network", ward, "state", "open", NULL);
    struct map m = map_of(&h);

    assert_int_equal(m.n_joints, 1);
    assert_int_equal(m.joint[0].n, MAP_RUN + 1);
    assert_string_equal(m.joint[0].label, "02:00:00:00:00:00");
}

static void further_vendors_share_the_last_place(void **state)
{
    CLEANUP(house_close) struct house h = house(state);

    for (int i = 0; i < MAP_OUTSIDE_MAX - MAP_VENDOR + 2; i++) {
        const char *vendor =
            text_of(&h, t_put(h.db, h.id, "vendor", "name", arena_printf(h.a, "V%02d社", i), NULL));

        t_put(h.db, h.id, "remote_access", "vendor", vendor, "purpose", "保守", "line", "leased",
              NULL);
    }
    struct map m = map_of(&h);

    assert_int_equal(m.n_outside, MAP_OUTSIDE_MAX);
    assert_string_equal(m.outside[MAP_OUTSIDE_MAX - 2].line, "leased");
    assert_string_equal(m.outside[MAP_OUTSIDE_MAX - 1].label, "");
    assert_int_equal(m.outside[MAP_OUTSIDE_MAX - 1].n, 3);
}

static void networks_past_the_limit_are_told(void **state)
{
    CLEANUP(house_close) struct house h = house(state);

    for (int i = 0; i < MAP_NETWORKS_MAX; i++) {
        net(&h, arena_printf(h.a, "N%03d", i), NULL, NULL);
    }
    assert_int_equal(map_of(&h).left_out, 0);
    net(&h, "N999", NULL, NULL);
    struct map m = map_of(&h);

    assert_int_equal(m.left_out, 1);
    assert_int_equal(m.n_networks, MAP_NETWORKS_MAX);
}

static void who_answers_for_a_gateway_is_named(void **state)
{
    CLEANUP(house_close) struct house h = house(state);

    t_put(h.db, h.id, "network", "name", "病棟", "cidr", "192.168.2.0/24", "gateway", "192.168.2.1",
          NULL);
    t_put(h.db, h.id, "device", "asset_no", "1", "hostname", "CORE", "kind", "network", "mac", A,
          NULL);
    assert_null(map_of(&h).network[0].gateway_label);
    const struct says seen[] = {
        {FACT_ADDRESS, A, "192.168.2.1"}
    };
    hear(&h, seen, 1);
    assert_string_equal(map_of(&h).network[0].gateway_label, "1 CORE");
}

static enum status read_map(void *arg, struct err *err)
{
    const struct house *h = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(4 << 20);
    struct map m;

    return map_read(&m, h->db, h->id, a, err);
}

static void a_failure_is_said_and_nothing_leaks(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    const char *ward = net(&h, "病棟", "192.168.2.0/24", "medical");

    t_put(h.db, h.id, "device", "asset_no", "1", "kind", "server", "network", ward, "external_link",
          "internet", NULL);
    T_FAULTS(FAULT_ALLOC, read_map, &h);
    T_FAULTS(FAULT_STMT, read_map, &h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(nothing_is_an_empty_map),
        T_BOTH(devices_are_counted_by_network_and_kind),
        T_BOTH(ways_out_come_from_the_ledger_and_from_findings),
        T_BOTH(a_machine_in_two_networks_holds_both),
        T_BOTH(many_alike_become_one_with_a_count),
        T_BOTH(further_vendors_share_the_last_place),
        T_BOTH(networks_past_the_limit_are_told),
        T_BOTH(who_answers_for_a_gateway_is_named),
        T_BOTH(a_failure_is_said_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
