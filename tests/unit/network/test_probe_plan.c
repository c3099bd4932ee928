/* Terms, never-list and plan, from records to what would be sent. */
#include "network/probe_terms.h"

#include "base/date.h"
#include "network/fact.h"
#include "network/sighting.h"
#include "scene.h"
#include "t_hospital.h"

#include <inttypes.h>
#include <stdio.h>

enum { ARENA = 32 << 20 };
#define AT(hour) (T_HOSPITAL_NOW + ((hour)-12) * INT64_C(3600000)) /* that hour of the day */

struct house {
    struct db *db;
    int64_t id, network;
    struct arena *a;
};

static const char *id_of(int64_t id, char out[24])
{
    snprintf(out, 24, "%" PRId64, id);
    return out;
}

static int64_t device(const struct house *h, const char *no, const char *kind, const char *ip,
                      const char *mac, const char *do_not_probe)
{
    return t_put(h->db, h->id, "device", "asset_no", no, "kind", kind, "status", "active", "ip", ip,
                 "mac", mac, "do_not_probe", do_not_probe, NULL);
}

static int64_t permit(const struct house *h, int64_t network, int64_t canary, const char *from,
                      const char *until, const char *starts, const char *expires)
{
    char n[24], c[24];

    return t_put(h->db, h->id, "probe_permission", "network", id_of(network, n), "permitted_by",
                 "見本 責任者", "reason", "棚卸", "kinds", "arp,icmp", "starts_on", starts,
                 "expires_on", expires, "from_hour", from, "until_hour", until, "canaries",
                 id_of(canary, c), NULL);
}

/* A network with one canary, and a permission for the whole of the day and the year. */
static struct house house(void **state)
{
    struct house h = {.a = arena_open(ARENA)};

    h.db = t_house(t_engine(state), "見本病院", &h.id);
    h.network =
        t_put(h.db, h.id, "network", "name", "1階", "cidr", "192.168.1.0/24", "vlan", "10", NULL);
    permit(&h, h.network, device(&h, "C1", "server", "192.168.1.2", "00:1b:21:00:00:02", "unknown"),
           "0", "24", "2026-01-01", "2026-12-31");
    return h;
}

static void house_close(struct house *h)
{
    arena_close(&h->a);
    db_close(&h->db);
}

static struct probe_plan plan_of(const struct house *h)
{
    struct probe_terms t;
    struct probe_plan p;
    struct err err;

    T_OK(probe_terms_read(&t, h->db, h->id, h->network, T_HOSPITAL_NOW, h->a, &err));
    T_OK(probe_plan_make(&p, &t.never, t.network, t.kinds, 7, h->a, &err));
    return p;
}

static enum never_why why_of(const struct probe_plan *p, const char *ip)
{
    struct addr want = scene_ip(ip);

    for (size_t i = 0; i < p->n; i++) {
        struct addr is = addr_ipv4(p->target[i].ip);

        if (memcmp(&is, &want, sizeof(is)) == 0) {
            assert_true((i < p->n_asked) == (p->target[i].why == NEVER_NOTHING));
            return p->target[i].why;
        }
    }
    fail_msg("%s is not in the plan", ip);
    return NEVER_NOTHING;
}

static void whom_the_records_bar_is_not_asked(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    static const struct says seen[] = {
        {FACT_ADDRESS, "00:1b:21:00:00:20", "192.168.1.120", NULL   }, /* by DHCP now */
        {FACT_ADDRESS, "00:00:5f:00:00:01", "192.168.1.121", NULL   },
        {FACT_ADDRESS, "00:1b:21:00:00:99", "192.168.1.122", NULL   },
        {FACT_MEDICAL, "00:1b:21:00:00:77", "192.168.1.123", "dicom"},
        {FACT_ADDRESS, "00:1b:21:00:00:77", "192.168.1.124", NULL   },
        {FACT_MEDICAL, "00:1b:21:00:00:40", "192.168.1.40",  "dicom"},
    };
    static const struct {
        const char *ip;
        enum never_why want;
    } row[] = {
        {"192.168.1.0",   NEVER_ADDRESS},
        {"192.168.1.2",   NEVER_NOTHING},
        {"192.168.1.20",  NEVER_DEVICE },
        {"192.168.1.21",  NEVER_DEVICE }, /* its second card */
        {"192.168.1.30",  NEVER_MEDICAL}, /* 未確認 */
        {"192.168.1.31",  NEVER_NOTHING}, /* a medical device whose record allows it */
        {"192.168.1.32",  NEVER_DEVICE },
        {"192.168.1.40",  NEVER_NOTHING}, /* speaks DICOM, and its record allows it */
        {"192.168.1.63",  NEVER_NOTHING},
        {"192.168.1.64",  NEVER_RANGE  },
        {"192.168.1.120", NEVER_DEVICE }, /* a barred card at a new address */
        {"192.168.1.121", NEVER_MAKER  },
        {"192.168.1.122", NEVER_NOTHING},
        {"192.168.1.123", NEVER_MEDICAL}, /* not listed */
        {"192.168.1.124", NEVER_MEDICAL},
        {"192.168.1.200", NEVER_NETWORK}, /* a part that is 探索禁止 */
        {"192.168.1.216", NEVER_VLAN   },
    };
    char id[24];
    struct err err;

    id_of(device(&h, "D1", "client", "192.168.1.20", "00:1b:21:00:00:20", "yes"), id);
    t_put(h.db, h.id, "device_interface", "device", id, "ip", "192.168.1.21", NULL);
    device(&h, "M1", "medical", "192.168.1.30", "00:1b:21:00:00:30", "unknown");
    device(&h, "M2", "medical", "192.168.1.31", "00:1b:21:00:00:31", "no");
    device(&h, "M3", "medical", "192.168.1.32", "00:1b:21:00:00:32", "yes");
    device(&h, "S1", "server", "192.168.1.40", "00:1b:21:00:00:40", "no");
    t_put(h.db, h.id, "probe_ban", "name", "棚", "cidr", "192.168.1.64/27", "reason", "見本", NULL);
    t_put(h.db, h.id, "probe_ban", "name", "A社", "mac_prefix", "00-00-5F", "reason", "見本", NULL);
    t_put(h.db, h.id, "probe_ban", "name", "VLAN", "vlan", "30", "reason", "見本", NULL);
    t_put(h.db, h.id, "network", "name", "検査室", "cidr", "192.168.1.200/29", "do_not_probe", "1",
          NULL);
    t_put(h.db, h.id, "network", "name", "手術室", "cidr", "192.168.1.216/29", "vlan", "30", NULL);
    struct sightings s = scene_of(seen, COUNT(seen), h.a);

    T_OK(sighting_store(h.db, h.id, &s, &err));
    struct probe_plan p = plan_of(&h);

    assert_int_equal(p.n, 256);
    for (size_t i = 0; i < COUNT(row); i++) {
        if (why_of(&p, row[i].ip) != row[i].want) {
            fail_msg("%s: %s, not %s", row[i].ip, never_why_row[why_of(&p, row[i].ip)].name,
                     never_why_row[row[i].want].name);
        }
    }
}

static void a_permission_holds_between_its_days_and_hours(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    static const struct {
        int from, until;
        const char *starts, *expires;
        int hour;
        enum msg want; /* MSG_NONE: it may be sent */
        int end_hour;  /* then: until that hour of the day */
    } row[] = {
        {8,  18, "2026-11-24", "2026-11-24", 12, MSG_NONE,          18},
        {8,  12, "2026-11-24", "2026-11-24", 12, MSG_PROBE_NOT_NOW, 0 },
        {12, 13, "2026-11-24", "2026-11-24", 12, MSG_NONE,          13},
        {13, 14, "2026-11-24", "2026-11-24", 12, MSG_PROBE_NOT_NOW, 0 },
        {0,  24, "2026-11-25", "2026-11-30", 12, MSG_PROBE_NOT_YET, 0 },
        {0,  24, "2026-11-01", "2026-11-23", 12, MSG_PROBE_EXPIRED, 0 },
        {0,  24, "2026-11-01", "2026-11",    12, MSG_PROBE_EXPIRED, 0 }, /* its earliest day */
        {0,  24, "2026-11-24", "2026-11-25", 12, MSG_NONE,          48},
        {20, 6,  "2026-11-24", "2026-11-30", 21, MSG_NONE,          30},
        {20, 6,  "2026-11-24", "2026-11-30", 5,  MSG_NONE,          6 },
        {20, 6,  "2026-11-24", "2026-11-30", 6,  MSG_PROBE_NOT_NOW, 0 },
        {20, 6,  "2026-11-24", "2026-11-24", 21, MSG_NONE,          24}, /* the day ends first */
    };
    int64_t canary = device(&h, "C2", "server", "10.0.0.2", NULL, "unknown");

    for (size_t i = 0; i < COUNT(row); i++) {
        struct probe_terms t;
        struct err err;
        char name[16], from[8], until[8];

        snprintf(name, sizeof(name), "網%zu", i);
        snprintf(from, sizeof(from), "%d", row[i].from);
        snprintf(until, sizeof(until), "%d", row[i].until);
        int64_t network = t_put(h.db, h.id, "network", "name", name, "cidr", "10.0.0.0/24", NULL);

        permit(&h, network, canary, from, until, row[i].starts, row[i].expires);
        T_OK(probe_terms_read(&t, h.db, h.id, network, AT(row[i].hour), h.a, &err));
        if (t.not_now.status == OK ? row[i].want != MSG_NONE : t.not_now.msg != row[i].want) {
            fail_msg("row %zu: message %d", i, (int)t.not_now.msg);
        }
        if (row[i].want == MSG_NONE) {
            assert_int_equal(t.until_ms, AT(row[i].end_hour));
        }
    }
}

static void of_several_permissions_the_one_in_force_is_used(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t canary = device(&h, "C2", "server", "10.0.0.2", NULL, "unknown");
    int64_t network = t_put(h.db, h.id, "network", "name", "2階", "cidr", "10.0.0.0/24", NULL);
    struct probe_terms t;
    struct err err;

    T_STATUS("none", probe_terms_read(&t, h.db, h.id, network, T_HOSPITAL_NOW, h.a, &err),
             E_DENIED);
    assert_int_equal(err.msg, MSG_PROBE_NOT_PERMITTED);
    permit(&h, network, canary, "0", "24", "2025-01-01", "2025-12-31");
    permit(&h, network, canary, "0", "24", "2026-01-01", "2026-12-31");
    permit(&h, network, canary, "0", "24", "2027-01-01", "2027-12-31");
    T_OK(probe_terms_read(&t, h.db, h.id, network, T_HOSPITAL_NOW, h.a, &err));
    assert_int_equal(t.not_now.status, OK);
    assert_string_equal(t.expires_on, "2026-12-31");
}

static void a_canary_must_be_one_that_may_be_asked(void **state)
{
    static const struct {
        const char *kind, *ip, *do_not_probe;
        bool good;
    } row[] = {
        {"server",  "10.0.0.2", "unknown", true },
        {"medical", "10.0.0.2", "unknown", false},
        {"medical", "10.0.0.2", "no",      true },
        {"server",  "10.0.0.2", "yes",     false},
        {"server",  "10.0.1.2", "unknown", false}, /* of another network */
        {"server",  "不明",   "unknown", false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct probe_terms t;
        struct err err;
        char name[16];

        snprintf(name, sizeof(name), "K%zu", i);
        CLEANUP(house_close) struct house own = house(state);
        int64_t network =
            t_put(own.db, own.id, "network", "name", name, "cidr", "10.0.0.0/24", NULL);

        permit(&own, network, device(&own, name, row[i].kind, row[i].ip, NULL, row[i].do_not_probe),
               "0", "24", "2026-01-01", "2026-12-31");
        T_STATUS(name, probe_terms_read(&t, own.db, own.id, network, T_HOSPITAL_NOW, own.a, &err),
                 row[i].good ? OK : E_INVALID);
        assert_int_equal(row[i].good ? MSG_PROBE_CANARY : err.msg, MSG_PROBE_CANARY);
    }
}

static void switches_that_name_a_credential_are_read_where_that_is_permitted(void **state)
{
    static const struct {
        const char *kind, *ip, *credential, *do_not_probe;
        bool is_there;
        enum never_why why;
    } row[] = {
        {"network", "10.0.0.3", "core", "unknown", true,  NEVER_NOTHING},
        {"network", "10.0.0.4", "core", "yes",     true,  NEVER_DEVICE },
        {"network", "10.0.0.5", NULL,   "unknown", false, NEVER_NOTHING},
        {"server",  "10.0.0.6", "core", "unknown", false, NEVER_NOTHING},
        {"network", "10.0.1.3", "core", "unknown", false, NEVER_NOTHING}, /* elsewhere */
        {"network", NULL,       "core", "unknown", false, NEVER_NOTHING},
    };
    for (int permitted = 0; permitted < 2; permitted++) {
        for (size_t i = 0; i < COUNT(row); i++) {
            CLEANUP(house_close) struct house h = house(state);
            int64_t network =
                t_put(h.db, h.id, "network", "name", "管理", "cidr", "10.0.0.0/24", NULL);
            int64_t canary = device(&h, "C2", "server", "10.0.0.2", NULL, "unknown");
            struct probe_terms t;
            char n[24], c[24];
            struct err err;

            t_put(h.db, h.id, "device", "asset_no", "SW", "kind", row[i].kind, "status", "active",
                  "ip", row[i].ip, "snmp_credential", row[i].credential, "do_not_probe",
                  row[i].do_not_probe, NULL);
            t_put(h.db, h.id, "probe_permission", "network", id_of(network, n), "permitted_by",
                  "見本 責任者", "reason", "棚卸", "kinds", permitted ? "snmp" : "arp", "starts_on",
                  "2026-01-01", "expires_on", "2026-12-31", "from_hour", "0", "until_hour", "24",
                  "canaries", id_of(canary, c), NULL);
            T_OK(probe_terms_read(&t, h.db, h.id, network, T_HOSPITAL_NOW, h.a, &err));
            assert_int_equal(t.n_devices, permitted && row[i].is_there ? 1 : 0);
            if (t.n_devices == 1) {
                assert_int_equal(t.device[0].why, row[i].why);
                assert_string_equal(t.device[0].label, "SW");
                assert_string_equal(t.device[0].credential, "core");
            }
        }
    }
}

static void more_than_4096_addresses_at_once_are_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned bits;
        enum status want;
    } row[] = {
        {20, OK     },
        {19, E_LIMIT},
        {16, E_LIMIT},
        {0,  E_LIMIT},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        const uint32_t hosts = (uint32_t)((UINT64_C(1) << (32 - row[i].bits)) - 1);
        const uint32_t first = row[i].bits == 0 ? 0 : 0x0a000000;
        const struct never n = {.first = first, .last = first | hosts, .bits = row[i].bits};
        struct probe_plan p;
        struct err err;

        T_STATUS("size", probe_plan_make(&p, &n, "広い網", 1, 7, a, &err), row[i].want);
        if (row[i].want == OK) {
            assert_int_equal(p.n_asked, PROBE_ADDRESSES_MAX - 2);
            assert_int_equal(p.questions[PROBE_ARP], PROBE_ARP_PASSES * (PROBE_ADDRESSES_MAX - 2));
        } else {
            assert_int_equal(err.msg, MSG_PROBE_TOO_MANY);
        }
    }
}

static void a_network_of_which_nobody_may_be_asked_has_no_plan(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    static const struct never_range all = {0, UINT32_MAX, NEVER_VLAN};
    const struct never n = {
        .first = 0x0a000000, .last = 0x0a0000ff, .bits = 24, .range = &all, .n_ranges = 1};
    struct probe_plan p;
    struct err err;

    T_STATUS("barred", probe_plan_make(&p, &n, "網", 1, 7, a, &err), E_DENIED);
    assert_int_equal(err.msg, MSG_PROBE_ALL_BANNED);
    assert_string_equal(err.arg[1], never_why_row[NEVER_VLAN].ja);
}

static void everybody_is_in_the_plan_once_in_an_order_the_seed_draws(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const struct never n = {.first = 0x0a000000, .last = 0x0a0000ff, .bits = 24};
    struct probe_plan p[3];
    bool seen[256] = {false};
    struct err err;

    for (size_t i = 0; i < COUNT(p); i++) {
        T_OK(probe_plan_make(&p[i], &n, "網", 1, i == 2 ? 8 : 7, a, &err));
    }
    for (size_t i = 0; i < p[0].n; i++) {
        seen[p[0].target[i].ip & 0xff] = true;
    }
    for (size_t i = 0; i < COUNT(seen); i++) {
        assert_true(seen[i]);
    }
    assert_memory_equal(p[0].target, p[1].target, p[0].n * sizeof(*p[0].target));
    assert_memory_not_equal(p[0].target, p[2].target, p[0].n * sizeof(*p[0].target));
}

static void records_that_would_mean_nothing_are_refused(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    static const struct {
        const char *entity, *field, *value;
        enum msg want;
    } row[] = {
        {"probe_ban",        "cidr",       NULL,         MSG_PROBE_BAN_EMPTY },
        {"probe_ban",        "vlan",       "30",         MSG_NONE            },
        {"probe_ban",        "mac_prefix", "00:0",       MSG_PROBE_MAC_PREFIX},
        {"probe_ban",        "mac_prefix", "00:00:5e",   MSG_NONE            },
        {"probe_permission", "until_hour", "8",          MSG_PROBE_NO_HOURS  },
        {"probe_permission", "until_hour", "9",          MSG_NONE            },
        {"probe_permission", "expires_on", "2025-12-31", MSG_ENDS_BEFORE     },
    };
    static const char *const begun[][2] = {
        {"name",         "見本"    },
        {"reason",       "見本"    },
        {"network",      "1"         },
        {"permitted_by", "見本"    },
        {"kinds",        "arp"       },
        {"starts_on",    "2026-01-01"},
        {"expires_on",   "2026-12-31"},
        {"from_hour",    "8"         },
        {"until_hour",   "18"        },
        {"canaries",     "1"         }
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        const struct entity *e = entity_named(row[i].entity);
        struct record *r = record_new(e, h.id, h.a);
        struct complaint *list;
        bool said = row[i].want == MSG_NONE;
        struct err err;

        for (size_t k = 0; k < COUNT(begun); k++) {
            int at = entity_field(e, begun[k][0]);

            if (at >= 0) {
                r->value[at] = begun[k][1];
            }
        }
        r->value[entity_field(e, row[i].field)] = row[i].value;
        T_OK(record_check(&list, h.db, r, T_HOSPITAL_NOW, h.a, &err));
        for (; list != NULL; list = list->next) {
            said = list->err.msg == row[i].want ||
                   (said && list->err.msg == MSG_NO_SUCH_REFERENCE); /* records 1 are not there */
            if (said && row[i].want != MSG_NONE) {
                break;
            }
        }
        if (!said) {
            fail_msg("row %zu", i);
        }
    }
}

static enum status read_terms(void *arg, struct err *err)
{
    const struct house *h = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct probe_terms t;

    return probe_terms_read(&t, h->db, h->id, h->network, T_HOSPITAL_NOW, a, err);
}

static void running_out_of_memory_is_told(void **state)
{
    CLEANUP(house_close) struct house h = house(state);

    T_FAULTS(FAULT_ALLOC, read_terms, &h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(whom_the_records_bar_is_not_asked),
        T_BOTH(a_permission_holds_between_its_days_and_hours),
        T_BOTH(of_several_permissions_the_one_in_force_is_used),
        {"records_that_would_mean_nothing_are_refused (SQLite)",
                                                           records_that_would_mean_nothing_are_refused,                                           NULL, NULL, (void *)&t_engines[DB_SQLITE]},
        T_BOTH(a_canary_must_be_one_that_may_be_asked),
        T_BOTH(switches_that_name_a_credential_are_read_where_that_is_permitted),
        cmocka_unit_test(more_than_4096_addresses_at_once_are_refused),
        cmocka_unit_test(a_network_of_which_nobody_may_be_asked_has_no_plan),
        cmocka_unit_test(everybody_is_in_the_plan_once_in_an_order_the_seed_draws),
        {"running_out_of_memory_is_told (SQLite)",               running_out_of_memory_is_told, NULL, NULL,
                                                           (void *)&t_engines[DB_SQLITE]                                                                                                   },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
