#include "network/ledger.h"
#include "t_hospital.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct house {
    struct db *db;
    int64_t id;
    struct arena *a;
};

static struct house house(void **state)
{
    struct house h = {.a = arena_open(8 << 20)};

    h.db = t_house(t_engine(state), "見本病院", &h.id);
    return h;
}

static void house_close(struct house *h)
{
    arena_close(&h->a);
    db_close(&h->db);
}

static const char *number(const struct house *h, int64_t id)
{
    return arena_printf(h->a, "%" PRId64, id);
}

static struct ledger read(const struct house *h)
{
    struct ledger ledger;
    struct err err;

    T_OK(ledger_read(&ledger, h->db, h->id, h->a, &err));
    return ledger;
}

static const struct ledger_device *device(const struct ledger *ledger, int64_t id)
{
    for (size_t i = 0; i < ledger->n; i++) {
        if (ledger->device[i].id == id) {
            return &ledger->device[i];
        }
    }
    fail_msg("no device %" PRId64, id);
    return NULL;
}

static int64_t put_device(const struct house *h, const char *asset_no, const char *ip,
                          const char *mac)
{
    return t_put(h->db, h->id, "device", "asset_no", asset_no, "kind", "client", "status", "active",
                 "hostname", "なし", "ip", ip, "mac", mac, NULL);
}

static void devices_come_with_all_their_ports(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t one = put_device(&h, "0001", "192.168.1.5", "00:1b:21:00:00:0a");
    int64_t two = put_device(&h, "0002", "不明", NULL);
    char ip[ADDR_TEXT_SIZE];

    t_put(h.db, h.id, "device_interface", "device", number(&h, two), "ip", "10.1.2.3", "mac",
          "00:1b:21:00:00:0b", NULL);
    t_put(h.db, h.id, "device_interface", "device", number(&h, two), "ip", "10.1.2.4", NULL);
    struct ledger ledger = read(&h);

    assert_int_equal(ledger.n, 2);
    assert_int_equal(device(&ledger, one)->n_ports, 1);
    assert_string_equal(addr_text(ip, &device(&ledger, one)->port[0].ip), "192.168.1.5");
    assert_int_equal(device(&ledger, one)->port[0].mac[5], 0x0a);
    assert_string_equal(device(&ledger, one)->label, "0001"); /* 「なし」 is no name */
    assert_int_equal(device(&ledger, two)->n_ports, 3);
    assert_true(addr_is_none(&device(&ledger, two)->port[0].ip)); /* 不明 */
    assert_string_equal(addr_text(ip, &device(&ledger, two)->port[1].ip), "10.1.2.3");
    assert_string_equal(addr_text(ip, &device(&ledger, two)->port[2].ip), "10.1.2.4");
}

static void what_is_put_away_is_not_there(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    struct err err;

    put_device(&h, "0001", "192.168.1.5", NULL);
    t_put(h.db, h.id, "network", "name", "医療系", "cidr", "192.168.1.0/24", NULL);
    T_OK(db_script(h.db, "UPDATE device SET closed_on = '2026-11-01'", &err));
    T_OK(db_script(h.db, "UPDATE network SET closed_on = '2026-11-01'", &err));
    struct ledger ledger = read(&h);

    assert_int_equal(ledger.n, 0);
    assert_int_equal(ledger.own.n, 0);
}

static void a_record_of_remote_maintenance_explains_its_devices_and_its_gateway(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t vendor = t_put(h.db, h.id, "vendor", "name", "見本システム", NULL);
    int64_t named = put_device(&h, "0001", NULL, NULL), gate = put_device(&h, "0002", NULL, NULL);
    int64_t other = put_device(&h, "0003", NULL, NULL);
    struct err err;

    t_put(h.db, h.id, "remote_access", "vendor", number(&h, vendor), "devices", number(&h, named),
          "gateway", number(&h, gate), "purpose", "障害対応", "line", "ipsec_vpn", NULL);
    struct ledger ledger = read(&h);

    assert_true(device(&ledger, named)->is_explained);
    assert_true(device(&ledger, gate)->is_explained);
    assert_false(device(&ledger, other)->is_explained);
    T_OK(db_script(h.db, "UPDATE remote_access SET closed_on = '2026-11-01'", &err));
    ledger = read(&h);
    assert_false(device(&ledger, named)->is_explained);
    assert_false(device(&ledger, gate)->is_explained);
}

static void networks_are_those_with_a_range(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    struct addr ip;

    t_put(h.db, h.id, "network", "name", "保守用", NULL);
    t_put(h.db, h.id, "network", "name", "医療系", "cidr", "192.168.1.0/24", "kind", "medical",
          "gateway", "192.168.1.254", NULL);
    struct ledger ledger = read(&h);

    assert_int_equal(ledger.own.n, 1);
    assert_string_equal(ledger.own.network[0].name, "医療系");
    assert_string_equal(ledger.own.network[0].kind, "medical");
    assert_true(addr_read(&ip, "192.168.1.254"));
    assert_memory_equal(&ledger.own.network[0].gateway, &ip, sizeof(ip));
}

static void words_of_codes_are_whole(void **state)
{
    (void)state;
    assert_true(ledger_is("dhcp", "dhcp none"));
    assert_true(ledger_is("none", "dhcp none"));
    assert_false(ledger_is("no", "dhcp none"));
    assert_false(ledger_is("dhcpx", "dhcp none"));
    assert_false(ledger_is(NULL, "dhcp"));
    assert_false(ledger_is("", "dhcp"));
    assert_true(ledger_has("PC1"));
    assert_false(ledger_has("なし") || ledger_has("不明") || ledger_has(NULL));
}

static enum status read_once(void *arg, struct err *err)
{
    const struct house *h = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct ledger ledger;

    return a == NULL ? err_set(err, E_NOMEM, "no arena")
                     : ledger_read(&ledger, h->db, h->id, a, err);
}

static void every_fault_is_told(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t one = put_device(&h, "0001", "192.168.1.5", NULL);

    t_put(h.db, h.id, "device_interface", "device", number(&h, one), "ip", "10.1.2.3", NULL);
    t_put(h.db, h.id, "network", "name", "医療系", "cidr", "192.168.1.0/24", NULL);
    T_FAULTS(FAULT_ALLOC, read_once, &h);
    T_FAULTS(FAULT_STMT, read_once, &h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(devices_come_with_all_their_ports),
        T_BOTH(what_is_put_away_is_not_there),
        T_BOTH(a_record_of_remote_maintenance_explains_its_devices_and_its_gateway),
        T_BOTH(networks_are_those_with_a_range),
        cmocka_unit_test(words_of_codes_are_whole),
        cmocka_unit_test_prestate(every_fault_is_told, (void *)&t_engines[DB_SQLITE]),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
