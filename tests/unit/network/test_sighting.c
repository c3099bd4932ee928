#include "network/sighting.h"
#include "scene.h"
#include "t_hospital.h"

#include <string.h>

#define A "00:1b:21:00:00:0a"
#define MINUTE 60000
#define DAY (24 * 60)

static const struct says some[] = {
    {FACT_ADDRESS,     A, "192.168.1.5", .to_min = 10, .n = 5, .gap_min = 4,          .vlan = 10,             .from = "arp"     },
    {FACT_REMOTE_TOOL, A, "192.168.1.5", "rdp",        3,      .grade = GRADE_LIKELY, .peer = "198.51.100.7",
     .port = 3390,                                                                                                                .one_way = true, .from = "rdp"},
    {FACT_NAME,   NULL,    "2001:db8::5",         "見本サーバ",               2,     .peer = "192.168.1.1", .port = 53,
     .sensor = 1},
};

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

static void store(const struct house *h, const struct says *says, size_t n)
{
    struct sightings s = scene_of(says, n, h->a);
    struct err err;

    T_OK(sighting_store(h->db, h->id, &s, &err));
}

static struct sightings load(const struct house *h)
{
    struct sightings s;
    int64_t left_out = 7;
    struct err err;

    T_OK(sighting_load(&s, &left_out, h->db, h->id, h->a, &err));
    assert_int_equal(left_out, 0);
    return s;
}

static const struct sighting *of_kind(const struct sightings *s, enum fact_kind kind)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->item[i].fact.kind == kind) {
            return &s->item[i];
        }
    }
    fail_msg("no sighting of kind %d", (int)kind);
    return NULL;
}

static void a_sighting_comes_back_as_it_was_stored(void **state)
{
    CLEANUP(house_close) struct house h = house(state);

    store(&h, some, COUNT(some));
    struct sightings s = load(&h);

    assert_int_equal(s.n, COUNT(some));
    assert_int_equal(s.n_sensors, 2);
    const struct sighting *address = of_kind(&s, FACT_ADDRESS),
                          *tool = of_kind(&s, FACT_REMOTE_TOOL);
    const struct sighting *name = of_kind(&s, FACT_NAME);
    char text[ADDR_TEXT_SIZE];

    assert_string_equal(mac_text(text, address->fact.mac), A);
    assert_string_equal(addr_text(text, &address->fact.ip), "192.168.1.5");
    assert_int_equal(address->fact.vlan, 10);
    assert_string_equal(address->fact.from, "arp");
    assert_int_equal(address->first_seen_at, SCENE_START);
    assert_int_equal(address->last_seen_at, SCENE_START + 10 * MINUTE);
    assert_int_equal(address->gap_ms, 4 * MINUTE);
    assert_int_equal(address->n, 5);
    assert_int_equal(address->fact.frame, 1);
    assert_int_equal(address->fact.at_us, SCENE_START * 1000);
    assert_string_equal(s.sensor[address->sensor].name, "1階");

    assert_string_equal(tool->fact.claim, "rdp");
    assert_string_equal(addr_text(text, &tool->fact.peer), "198.51.100.7");
    assert_int_equal(tool->fact.port, 3390);
    assert_int_equal(tool->fact.grade, GRADE_LIKELY);
    assert_true(tool->fact.one_way);

    assert_string_equal(name->fact.claim, "見本サーバ");
    assert_string_equal(s.sensor[name->sensor].name, "2階");
    assert_string_equal(addr_text(text, &name->fact.peer), ""); /* says nothing about a name */
    assert_int_equal(name->fact.port, 0);
}

static void the_same_fact_again_is_folded(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    static const struct says later[] = {
        {FACT_REMOTE_TOOL, A, "192.168.1.5", "rdp", 100, 130, GRADE_CERTAIN, "198.51.100.7", 3390,
         .from = "rdp2"},
    };

    store(&h, some, COUNT(some));
    store(&h, some, COUNT(some)); /* the same capture twice */
    store(&h, later, COUNT(later));
    struct sightings s = load(&h);

    assert_int_equal(s.n, COUNT(some));
    assert_int_equal(of_kind(&s, FACT_ADDRESS)->n, 5);
    const struct sighting *tool = of_kind(&s, FACT_REMOTE_TOOL);
    assert_int_equal(tool->n, 3);
    assert_int_equal(tool->fact.grade, GRADE_CERTAIN);
    assert_string_equal(tool->fact.from, "rdp2");
    assert_false(tool->fact.one_way);
    assert_int_equal(tool->first_seen_at, SCENE_START + 3 * MINUTE);
    assert_int_equal(tool->last_seen_at, SCENE_START + 130 * MINUTE);
    assert_int_equal(tool->gap_ms, 97 * MINUTE); /* the silence between the two */
    assert_int_equal(tool->fact.frame, 2);       /* of the first time */
}

static void a_sign_of_life_needs_no_fact(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    struct err err;
    struct sensor sensor = {
        .name = "1階", .since_at = 5, .heard_at = 9, .fact_at = 7, .packets = 3, .note = "eth1"};
    struct sightings s = {.sensor = &sensor, .n_sensors = 1};

    T_OK(sighting_store(h.db, h.id, &s, &err));
    sensor =
        (struct sensor){.name = "1階", .since_at = 8, .heard_at = 12, .packets = 4, .dropped = 1};
    T_OK(sighting_store(h.db, h.id, &s, &err));
    struct sightings got = load(&h);

    assert_int_equal(got.n_sensors, 1);
    assert_int_equal(got.sensor[0].kind, SENSOR_LIVE);
    assert_int_equal(got.sensor[0].since_at, 5);
    assert_int_equal(got.sensor[0].heard_at, 12);
    assert_int_equal(got.sensor[0].fact_at, 7);
    assert_int_equal(got.sensor[0].packets, 4);
    assert_int_equal(got.sensor[0].dropped, 1);
    assert_null(got.sensor[0].note);
}

static void what_was_not_seen_for_long_is_forgotten(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    static const struct says two[] = {
        {FACT_NAME, A,    NULL,  "old"},
        { FACT_NAME,        A, NULL, "new",     1},
    };
    struct err err;

    store(&h, two, COUNT(two));
    T_OK(sighting_forget(h.db, h.id, SCENE_START + SIGHTING_KEEP_DAYS * (int64_t)DAY * MINUTE,
                         &err));
    assert_int_equal(load(&h).n, 2);
    T_OK(sighting_forget(h.db, h.id, SCENE_START + 1 + SIGHTING_KEEP_DAYS * (int64_t)DAY * MINUTE,
                         &err));
    assert_int_equal(load(&h).n, 1);
    assert_string_equal(
        of_kind(&(struct sightings){load(&h).item, 1, NULL, 0}, FACT_NAME)->fact.claim, "new");
}

static void groups_are_stored_whole(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    struct says *says = arena_make(h.a, struct says, SIGHTING_GROUP + 1);

    for (int i = 0; i < SIGHTING_GROUP + 1; i++) {
        says[i] = (struct says){FACT_NAME, A, NULL, arena_printf(h.a, "n%d", i)};
    }
    store(&h, says, SIGHTING_GROUP + 1);
    assert_int_equal(load(&h).n, SIGHTING_GROUP + 1);
}

static enum status store_and_load(void *arg, struct err *err)
{
    const struct house *h = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    static const struct sensor sensor = {.name = "1階"};
    struct sighting item = {
        .fact = {.kind = FACT_NAME, .from = "dhcp", .claim = "x"}
    };
    struct sightings s = {&item, 1, &sensor, 1}, got = {0};
    enum status st = sighting_store(h->db, h->id, &s, err);

    if (st == OK) {
        st = sighting_load(&got, NULL, h->db, h->id, a, err);
    }
    if (st == OK) {
        st = sighting_forget(h->db, h->id, 0, err);
    }
    assert_int_equal(got.n, st == OK ? 1 : got.n);
    return st;
}

static void a_failure_is_said_and_nothing_leaks(void **state)
{
    CLEANUP(house_close) struct house h = house(state);

    T_FAULTS(FAULT_ALLOC, store_and_load, &h);
    T_FAULTS(FAULT_STMT, store_and_load, &h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(a_sighting_comes_back_as_it_was_stored),
        T_BOTH(the_same_fact_again_is_folded),
        T_BOTH(a_sign_of_life_needs_no_fact),
        T_BOTH(what_was_not_seen_for_long_is_forgotten),
        T_BOTH(groups_are_stored_whole),
        T_BOTH(a_failure_is_said_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
