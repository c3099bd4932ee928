/* What the wire says of one machine, and beside its record in the ledger. */
#include "network/beside.h"
#include "network/observe.h"
#include "scene.h"
#include "t_hospital.h"

#include <inttypes.h>
#include <string.h>

#define A "00:1b:21:00:00:0a"
#define B "00:1b:21:00:00:0b"
#define R "00:1b:21:00:00:01"
#define NOW (SCENE_START + INT64_C(86400000))

struct house {
    struct db *db;
    int64_t id;
    struct lore lore;
    struct arena *a;
};

static struct house house(void **state)
{
    struct house h = {.a = arena_open(16 << 20)};
    struct err err;

    h.db = t_house(t_engine(state), "見本病院", &h.id);
    T_OK(lore_load(&h.lore, NULL, h.a, &err));
    return h;
}

static void house_close(struct house *h)
{
    arena_close(&h->a);
    db_close(&h->db);
}

static void hear(const struct house *h, const struct says *says, size_t n)
{
    struct sightings s = scene_of(says, n, h->a);
    struct err err;

    T_OK(sighting_store(h->db, h->id, &s, &err));
}
#define HEAR(h, ...) \
    hear((h), (const struct says[]){__VA_ARGS__}, COUNT(((const struct says[]){__VA_ARGS__})))

static struct testimony said_of(const struct house *h, const char *key)
{
    struct testimony t;
    struct err err;

    T_OK(testimony_read(&t, h->db, h->id, key, h->a, &err));
    return t;
}

static struct beside beside(const struct house *h, int64_t device)
{
    struct record *r;
    struct beside b;
    struct err err;

    T_OK(record_read(&r, h->db, entity_named("device"), h->id, device, h->a, &err));
    T_OK(beside_read(&b, h->db, r, &h->lore, h->a, &err));
    return b;
}

static const struct beside_line *line_of(const struct beside *b, const char *field)
{
    int at = entity_field(entity_named("device"), field);

    for (size_t i = 0; i < b->n_lines; i++) {
        if (b->line[i].field == at) {
            return &b->line[i];
        }
    }
    return NULL;
}

static void expect(const struct beside *b, const char *field, enum beside_verdict want,
                   const char *wire, const char *propose)
{
    const struct beside_line *l = line_of(b, field);

    if (l == NULL) {
        fail_msg("%s: no line", field);
        return;
    }
    if (l->verdict != want || strcmp(l->wire == NULL ? "" : l->wire, wire) != 0 ||
        strcmp(l->propose == NULL ? "" : l->propose, propose) != 0) {
        fail_msg("%s: verdict %d, wire \"%s\", propose \"%s\"", field, (int)l->verdict,
                 l->wire == NULL ? "" : l->wire, l->propose == NULL ? "" : l->propose);
    }
}

/* ---- Testimony ---- */

static void the_surest_and_newest_of_each_kind_comes_first(void **state)
{
    CLEANUP(house_close) struct house h = house(state);

    HEAR(&h, {FACT_NAME, A, "192.168.1.5", "OLD", 1, .grade = GRADE_LIKELY},
         {FACT_NAME, A, "192.168.1.5", "ROOM1-PC1", 5, .grade = GRADE_LIKELY},
         {FACT_ADDRESS, A, "192.168.1.5", NULL, 2, 9, .from = "arp"},
         {FACT_ADDRESS, A, "192.168.1.5", NULL, 0, .sensor = 1},
         {FACT_OS, B, "192.168.1.6", "Windows NT 6.1"});
    struct testimony t = said_of(&h, "00-1B-21-00-00-0A");

    assert_int_equal(t.n, 3); /* one address, said twice; nothing of the other machine */
    assert_int_equal(t.line[0].kind, FACT_ADDRESS);
    assert_int_equal(t.line[0].first_seen_at, SCENE_START);
    assert_int_equal(t.line[0].last_seen_at, SCENE_START + 9 * 60000);
    assert_string_equal(t.line[0].mac, A);
    assert_string_equal(testimony_claim(&t, FACT_ADDRESS), "192.168.1.5");
    assert_string_equal(testimony_claim(&t, FACT_NAME), "ROOM1-PC1");
    assert_null(testimony_claim(&t, FACT_OS));
    assert_int_equal(said_of(&h, "何でもない言葉").n, 0);
    assert_int_equal(said_of(&h, B).n, 1);
    assert_int_equal(said_of(&h, "192.168.1.6").n, 1);
}

static void no_more_lines_are_kept_than_are_shown(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    struct says many[TESTIMONY_MAX + 1];

    for (int i = 0; i <= TESTIMONY_MAX; i++) {
        many[i] = (struct says){FACT_SERVICE, A, "192.168.1.5",
                                arena_printf(h.a, "http tcp/%d", 8000 + i)};
    }
    hear(&h, many, TESTIMONY_MAX);
    assert_int_equal(said_of(&h, A).n, TESTIMONY_MAX);
    hear(&h, many + TESTIMONY_MAX, 1);
    assert_int_equal(said_of(&h, A).n, TESTIMONY_MAX);
}

static void its_words_point_to_a_kind_of_the_ledger(void **state)
{
    static const struct {
        enum fact_kind kind;
        const char *claim, *want;
    } row[] = {
        {FACT_ROLE,    "printer",     "printer"},
        {FACT_ROLE,    "switch",      "network"},
        {FACT_ROLE,    "dhcp-server", "server" },
        {FACT_MEDICAL, "dicom CT01",  "medical"},
        {FACT_ROLE,    "camera",      NULL     },
        {FACT_NAME,    "printer",     NULL     },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        const struct testimony_line line = {.kind = row[i].kind, .claim = row[i].claim, .ip = ""};
        const char *got = testimony_device_kind(&(struct testimony){&line, 1});

        if (row[i].want == NULL ? got != NULL : got == NULL || strcmp(got, row[i].want) != 0) {
            fail_msg("%s: got %s", row[i].claim, got == NULL ? "nothing" : got);
        }
    }
}

static void who_answers_for_an_address_is_told_newest_first(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    const char *mac[TESTIMONY_CARDS_MAX];
    struct err err;
    size_t n;

    HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5", NULL, 1}, {FACT_ADDRESS, B, "192.168.1.5", NULL, 7},
         {FACT_TALKS, R, "192.168.1.5", NULL, 9});
    T_OK(testimony_answers(mac, &n, h.db, h.id, "192.168.1.5", h.a, &err));
    assert_int_equal(n, 2); /* the router only sends with it */
    assert_string_equal(mac[0], B);
    assert_string_equal(mac[1], A);
    T_OK(testimony_answers(mac, &n, h.db, h.id, A, h.a, &err));
    assert_int_equal(n, 0);
}

/* ---- Beside the ledger ---- */

static void what_agrees_and_what_differs_is_told_field_by_field(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t id = t_put(h.db, h.id, "device", "asset_no", "0001", "kind", "client", "mac", A, "ip",
                       "192.168.1.9", "ip_assignment", "fixed", "hostname", "ROOM1-PC1", "os",
                       "Windows 11 Pro", "maker", "不明", "remote_maintenance", "no", NULL);

    HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5", NULL, 1, 30},
         {FACT_ADDRESS, A, "fe80::1", NULL, 1, 30},
         {FACT_NAME, A, "192.168.1.5", "room1-pc1.hospital.example", 3},
         {FACT_OS, A, "192.168.1.5", "Windows NT 6.1", 4, .grade = GRADE_LIKELY},
         {FACT_SOFTWARE, A, "192.168.1.5", "OpenSSH_9.2p1", 4},
         {FACT_REMOTE_TOOL, A, "192.168.1.5", "teamviewer", 5});
    struct beside b = beside(&h, id);

    assert_true(b.heard && b.seen && b.findable);
    assert_null(b.by_address);
    assert_int_equal(b.first_seen_at, SCENE_START + 60000);
    assert_int_equal(b.last_seen_at, SCENE_START + 30 * 60000);
    expect(&b, "ip", BESIDE_DIFFERS, "192.168.1.5", "192.168.1.5"); /* link-local says nothing */
    expect(&b, "mac", BESIDE_SAME, A, "");
    expect(&b, "hostname", BESIDE_SAME, "room1-pc1.hospital.example", "");
    expect(&b, "os", BESIDE_DIFFERS, "Windows NT 6.1", "Windows NT 6.1");
    assert_string_equal(line_of(&b, "os")->note, "Windows 7 / Server 2008 R2 のことです。");
    assert_int_equal(line_of(&b, "os")->grade, GRADE_LIKELY);
    expect(&b, "maker", BESIDE_WIRE_ONLY, "Intel", "Intel"); /* of the card, and said so */
    assert_non_null(line_of(&b, "maker")->note);
    expect(&b, "software", BESIDE_WIRE_ONLY, "OpenSSH_9.2p1", "OpenSSH_9.2p1");
    expect(&b, "remote_maintenance", BESIDE_LOOK, "遠隔操作：TeamViewer", "");
    assert_null(line_of(&b, "status"));
    assert_int_equal(b.n_differ, 3);

    static const char own_list[] = "Registry,Assignment,Organization Name\nMA-L,001B21,見本電機\n";
    struct err err;

    T_OK(maker_read(&h.lore.makers, own_list, sizeof(own_list) - 1, h.a, &err));
    b = beside(&h, id);
    expect(&b, "maker", BESIDE_WIRE_ONLY, "見本電機", "見本電機"); /* the administrator's file */
}

static void makers_are_compared_by_their_brands(void **state)
{
    static const struct {
        const char *ledger, *said;
        enum beside_verdict want;
    } row[] = {
        {"富士通株式会社", "FUJITSU CLIENT COMPUTING LIMITED", BESIDE_SAME   },
        {"富士通",             "Dell Inc.",                        BESIDE_DIFFERS},
        {"見本製作所",       "Dell Inc.",                        BESIDE_LOOK   },
        {"富士通",             NULL,                               BESIDE_ASIDE  }, /* Intel's card */
    };
    CLEANUP(house_close) struct house h = house(state);

    for (int i = 0; i < (int)COUNT(row); i++) {
        const char *mac = arena_printf(h.a, "00:1b:21:00:01:%02x", i);
        int64_t id = t_put(h.db, h.id, "device", "asset_no", arena_printf(h.a, "%d", i), "kind",
                           "client", "mac", mac, "maker", row[i].ledger, NULL);
        const struct says says[] = {
            {FACT_ADDRESS, mac,           "192.168.1.5"},
            { FACT_MAKER,         mac, "192.168.1.5",   row[i].said}
        };

        hear(&h, says, row[i].said == NULL ? 1 : 2);
        struct beside b = beside(&h, id);

        if (line_of(&b, "maker")->verdict != row[i].want) {
            fail_msg("%s / %s: %d", row[i].ledger, row[i].said == NULL ? "" : row[i].said,
                     (int)line_of(&b, "maker")->verdict);
        }
    }
}

static void a_lent_address_is_no_difference(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t id = t_put(h.db, h.id, "device", "asset_no", "0001", "kind", "client", "mac", A, "ip",
                       "192.168.1.9", "ip_assignment", "dhcp", NULL);

    HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5"});
    struct beside b = beside(&h, id);

    expect(&b, "ip", BESIDE_ASIDE, "192.168.1.5", "");
    assert_int_equal(b.n_differ, 0);
}

static void a_second_address_that_nobody_listed_is_to_be_looked_at(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t id = t_put(h.db, h.id, "device", "asset_no", "0001", "kind", "client", "mac", A, "ip",
                       "192.168.1.5", NULL);
    char device[24];

    HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5"}, {FACT_ADDRESS, A, "10.0.0.5"});
    struct beside b = beside(&h, id);

    expect(&b, "ip", BESIDE_LOOK, "10.0.0.5、192.168.1.5", "");
    snprintf(device, sizeof(device), "%" PRId64, id);
    t_put(h.db, h.id, "device_interface", "device", device, "ip", "10.0.0.5", NULL);
    b = beside(&h, id);
    expect(&b, "ip", BESIDE_SAME, "10.0.0.5、192.168.1.5", "");
}

static void a_device_without_a_mac_is_known_by_who_answers_for_its_address(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t id = t_put(h.db, h.id, "device", "asset_no", "0001", "kind", "other", "ip",
                       "192.168.1.5", "ip_assignment", "fixed", NULL);

    HEAR(&h, {FACT_TALKS, R, "192.168.1.5", NULL, 1}, {FACT_ROLE, R, "192.168.1.1", "router", 1});
    struct beside b = beside(&h, id);

    assert_true(b.seen);
    assert_string_equal(b.by_address, "192.168.1.5");
    expect(&b, "mac", BESIDE_LEDGER_ONLY, "", ""); /* the router before it is not it */
    HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5", NULL, 2},
         {FACT_ROLE, A, "192.168.1.5", "printer", 2});
    b = beside(&h, id);
    expect(&b, "mac", BESIDE_WIRE_ONLY, A, A);
    expect(&b, "kind", BESIDE_WIRE_ONLY, "プリンタ", "printer");
    expect(&b, "ip", BESIDE_SAME, "192.168.1.5", "");
}

static void another_card_behind_the_listed_address_is_told(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t id = t_put(h.db, h.id, "device", "asset_no", "0001", "kind", "client", "mac", B, "ip",
                       "192.168.1.5", "ip_assignment", "fixed", "status", "disposed", "note",
                       "廃棄した", NULL);

    HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5"});
    struct beside b = beside(&h, id);

    expect(&b, "mac", BESIDE_DIFFERS, A, A);
    expect(&b, "status", BESIDE_DIFFERS, "通信しています", "active");
}

static void nothing_heard_is_told_apart_from_not_seen(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    int64_t id = t_put(h.db, h.id, "device", "asset_no", "0001", "kind", "client", NULL);
    struct beside b = beside(&h, id);

    assert_false(b.heard || b.seen || b.findable);
    HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5"});
    b = beside(&h, id);
    assert_true(b.heard);
    assert_false(b.seen || b.findable);
    assert_int_equal(b.n_lines, 0);
}

static void systems_are_compared_by_what_they_are(void **state)
{
    static const struct {
        const char *ledger, *wire;
        enum beside_verdict want;
    } row[] = {
        {"Windows 7 Professional", "Windows NT 6.1",              BESIDE_SAME   },
        {"Windows 11 Pro",         "Windows NT 10.0",             BESIDE_SAME   },
        {"Windows 10 Pro",         "Windows NT 10.0 build 19045", BESIDE_SAME   },
        {"Windows 11 Pro",         "Windows NT 10.0 build 22631", BESIDE_SAME   },
        {"Windows 10 Pro",         "Windows NT 10.0 build 22631", BESIDE_DIFFERS},
        {"Debian GNU/Linux 12",    "Debian 12",                   BESIDE_LOOK   },
        {"Windows 11 Pro",         "Windows NT 6.3",              BESIDE_DIFFERS},
        {"Windows Server 2022",    "Windows NT 6.1",              BESIDE_DIFFERS},
        {"Ubuntu 22.04 LTS",       "Ubuntu 22.04",                BESIDE_SAME   },
        {"Windows 11 Pro",         "Linux 5.10",                  BESIDE_DIFFERS},
        {"仮想化基盤",        "VMware ESXi 8.0",             BESIDE_LOOK   },
    };
    CLEANUP(house_close) struct house h = house(state);

    for (size_t i = 0; i < COUNT(row); i++) {
        enum beside_verdict got = beside_compare_os(row[i].ledger, row[i].wire, &h.lore.eol, h.a);

        if (got != row[i].want) {
            fail_msg("%s / %s: %d", row[i].ledger, row[i].wire, (int)got);
        }
    }
}

struct failing {
    const struct house *h;
    struct record *device;
};

static enum status read_beside(void *arg, struct err *err)
{
    const struct failing *f = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct beside b;

    return beside_read(&b, f->h->db, f->device, &f->h->lore, a, err);
}

static void a_failure_is_said_and_nothing_leaks(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    struct failing f = {.h = &h};
    struct err err;
    int64_t id = t_put(h.db, h.id, "device", "asset_no", "0001", "kind", "client", "mac", A, NULL);

    HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5"}, {FACT_OS, A, "192.168.1.5", "Windows NT 6.1"});
    T_OK(record_read(&f.device, h.db, entity_named("device"), h.id, id, h.a, &err));
    T_FAULTS(FAULT_ALLOC, read_beside, &f);
    T_FAULTS(FAULT_STMT, read_beside, &f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(the_surest_and_newest_of_each_kind_comes_first),
        T_BOTH(no_more_lines_are_kept_than_are_shown),
        cmocka_unit_test(its_words_point_to_a_kind_of_the_ledger),
        T_BOTH(who_answers_for_an_address_is_told_newest_first),
        T_BOTH(what_agrees_and_what_differs_is_told_field_by_field),
        T_BOTH(makers_are_compared_by_their_brands),
        T_BOTH(a_lent_address_is_no_difference),
        T_BOTH(a_second_address_that_nobody_listed_is_to_be_looked_at),
        T_BOTH(a_device_without_a_mac_is_known_by_who_answers_for_its_address),
        T_BOTH(another_card_behind_the_listed_address_is_told),
        T_BOTH(nothing_heard_is_told_apart_from_not_seen),
        T_BOTH(systems_are_compared_by_what_they_are),
        T_BOTH(a_failure_is_said_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
