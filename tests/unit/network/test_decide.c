#include "network/decide.h"
#include "network/sighting.h"
#include "scene.h"
#include "t_hospital.h"

#include <inttypes.h>
#include <string.h>

#define A "00:1b:21:00:00:0a"
#define NOW T_HOSPITAL_NOW

struct house {
    struct db *db;
    int64_t id;
    struct arena *a;
};

static const struct actor clerk = {.account_id = 7, .name = "情報 一郎", .via = "web"};

static struct house house(void **state)
{
    struct house h = {.a = arena_open(16 << 20)};

    h.db = t_house(t_engine(state), "見本病院", &h.id);
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

static struct record *record(const struct house *h, const char *entity, int64_t id)
{
    struct record *r;
    struct err err;

    T_OK(record_read(&r, h->db, entity_named(entity), h->id, id, h->a, &err));
    return r;
}

static struct record *finding_of(const struct house *h, const char *subject)
{
    return record(h, "finding",
                  t_put(h->db, h->id, "finding", "rule", "unknown_device", "grade", "certain",
                        "subject", subject, "state", "open", NULL));
}

static void expect(const struct record *r, const char *field, const char *want)
{
    const char *got = record_get(r, field);

    if (want == NULL ? got != NULL : got == NULL || strcmp(got, want) != 0) {
        fail_msg("%s: got \"%s\", want \"%s\"", field, got == NULL ? "" : got,
                 want == NULL ? "" : want);
    }
}

static struct decide begin(const struct house *h, struct writer **w)
{
    struct err err;

    T_OK(writer_begin(w, h->db, h->id, &clerk, NOW, &err));
    return (struct decide){
        .db = h->db, .w = *w, .facility_id = h->id, .by = clerk.name, .now_ms = NOW, .a = h->a};
}

static void a_found_machine_goes_into_the_ledger(void **state)
{
    static const struct {
        const char *what, *subject;
        struct says says[4];
        const char *asset_no, *kind, *mac, *ip, *to_confirm;
    } row[] = {
        {"a printer",
         A,             {{FACT_ADDRESS, A, "192.168.1.5"},
          {FACT_ROLE, A, "192.168.1.5", "printer"},
          {FACT_NAME, A, "192.168.1.5", "LP1"}},
         "NET-00-1b-21-00-00-0a", "printer",
         A,    "192.168.1.5",
         "status"     },
        {"what it is, is not told",
         A,             {{FACT_TALKS, A, "192.168.1.6"}, {FACT_NAME, A, "192.168.1.6", "LP1"}},
         "NET-00-1b-21-00-00-0a", "other",
         A,    "192.168.1.6",
         "kind,status"},
        {"behind a router",
         "192.168.7.7", {{FACT_TALKS, NULL, "192.168.7.7"}, {FACT_NAME, NULL, "192.168.7.7", "LP1"}},
         "NET-192.168.7.7",       "other",
         NULL, "192.168.7.7",
         "kind,status"},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(house_close) struct house h = house(state);
        CLEANUP(writer_close) struct writer *w = NULL;
        struct record *finding = finding_of(&h, row[i].subject);
        struct err err = {0};
        int64_t id = 0;
        size_t n = 0;

        while (n < COUNT(row[i].says) && row[i].says[n].ip != NULL) {
            n++;
        }
        hear(&h, row[i].says, n);
        struct decide d = begin(&h, &w);

        t_status(row[i].what, decide_add(&d, finding, &id, &err), OK, &err, __FILE__, __LINE__);
        T_OK(writer_commit(w, &err));
        struct record *device = record(&h, "device", id);

        expect(device, "asset_no", row[i].asset_no);
        expect(device, "kind", row[i].kind);
        expect(device, "mac", row[i].mac);
        expect(device, "ip", row[i].ip);
        expect(device, "hostname", "LP1");
        expect(device, "status", "active");
        expect(device, "registered_on", "2026-11-24");
        expect(device, "to_confirm", row[i].to_confirm);
        finding = record(&h, "finding", finding->id);
        expect(finding, "state", "resolved");
        expect(finding, "decided_by", "情報 一郎");
        expect(finding, "device", arena_printf(h.a, "%" PRId64, id));
    }
}

static void only_a_single_machine_goes_into_the_ledger(void **state)
{
    static const char *const subject[] = {"ランダムなMACアドレス 医療系", A " rdp", "1階"};
    CLEANUP(house_close) struct house h = house(state);

    for (size_t i = 0; i < COUNT(subject); i++) {
        CLEANUP(writer_close) struct writer *w = NULL;
        struct record *finding = finding_of(&h, subject[i]);
        struct decide d = begin(&h, &w);
        int64_t id = 99;
        struct err err;

        T_STATUS(subject[i], decide_add(&d, finding, &id, &err), E_INVALID);
        assert_int_equal(err.msg, MSG_DECIDE_NO_MACHINE);
        assert_int_equal(id, 99);
        T_STATUS(subject[i], decide_same(&d, finding, "0001", &err), E_INVALID);
    }
}

static int64_t count(const struct house *h, const char *entity)
{
    struct record_query q = {
        .entity = entity_named(entity), .facility_id = h->id, .sort = -1, .limit = 10};
    struct record_list list;
    struct err err;

    T_OK(record_list_read(&list, h->db, &q, h->a, &err));
    return (int64_t)list.n;
}

static void it_is_a_listed_machine(void **state)
{
    static const struct {
        const char *what, *subject, *listed_mac;
        const char *mac; /* of the device afterwards */
        const char *port_mac, *port_ip;
        int64_t interfaces;
    } row[] = {
        {"without a MAC",    A,             NULL,                A,                   NULL, NULL,          0},
        {"with another MAC", A,             "00:1b:21:00:00:1b", "00:1b:21:00:00:1b", A,    "192.168.1.5", 1},
        {"by an address",    "192.168.7.7", NULL,                NULL,                NULL, "192.168.7.7", 1},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(house_close) struct house h = house(state);
        CLEANUP(writer_close) struct writer *w = NULL;
        int64_t id = t_put(h.db, h.id, "device", "asset_no", "0001", "kind", "client", "status",
                           "active", "mac", row[i].listed_mac, NULL);
        struct record *finding = finding_of(&h, row[i].subject);
        struct err err = {0};

        HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5"});
        struct decide d = begin(&h, &w);

        t_status(row[i].what, decide_same(&d, finding, "0001", &err), OK, &err, __FILE__, __LINE__);
        T_OK(writer_commit(w, &err));
        expect(record(&h, "device", id), "mac", row[i].mac);
        assert_int_equal(count(&h, "device_interface"), row[i].interfaces);
        if (row[i].interfaces > 0) {
            struct record_query q = {.entity = entity_named("device_interface"),
                                     .facility_id = h.id,
                                     .sort = -1,
                                     .limit = 1};
            struct record_list list;

            T_OK(record_list_read(&list, h.db, &q, h.a, &err));
            expect(list.row[0], "mac", row[i].port_mac);
            expect(list.row[0], "ip", row[i].port_ip);
            expect(list.row[0], "device", arena_printf(h.a, "%" PRId64, id));
        }
        expect(record(&h, "finding", finding->id), "state", "resolved");
    }
}

static void a_number_nobody_has_is_said(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *finding = finding_of(&h, A);
    struct decide d = begin(&h, &w);
    struct err err;

    T_STATUS("no such number", decide_same(&d, finding, "9999", &err), E_NOTFOUND);
    assert_int_equal(err.msg, MSG_DECIDE_NO_DEVICE);
}

static void letting_it_be_takes_a_reason_a_day_and_a_name(void **state)
{
    static const struct {
        const char *reason, *until, *owner;
        enum status want;
    } row[] = {
        {"委託先の測定器", "2027-03-31", "情報 一郎", OK       },
        {NULL,                    "2027-03-31", "情報 一郎", E_INVALID},
        {"委託先の測定器", NULL,         "情報 一郎", E_INVALID},
        {"委託先の測定器", "2027-03-31", NULL,            E_INVALID},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(house_close) struct house h = house(state);
        CLEANUP(writer_close) struct writer *w = NULL;
        struct record *finding = finding_of(&h, A);
        struct decide d = begin(&h, &w);
        struct err err = {0};
        enum status st =
            decide_accept(&d, finding, row[i].reason, row[i].until, row[i].owner, &err);

        assert_int_equal(st, row[i].want);
        if (st == OK) {
            T_OK(writer_commit(w, &err));
            finding = record(&h, "finding", finding->id);
            expect(finding, "state", "accepted");
            expect(finding, "expires_on", "2027-03-31");
            expect(finding, "owner", "情報 一郎");
            expect(finding, "decided_by", "情報 一郎");
            assert_int_equal(count(&h, "device"), 0); /* the ledger stays as it is */
        }
    }
}

struct fault_case {
    const struct house *h;
    int64_t finding;
};

/* Nothing is committed, so that every turn begins with the same house. */
static enum status add_once(void *arg, struct err *err)
{
    const struct fault_case *c = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(4 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *finding;
    int64_t id;

    if (a == NULL) {
        return err_set(err, E_NOMEM, "no arena");
    }
    enum status st =
        record_read(&finding, c->h->db, entity_named("finding"), c->h->id, c->finding, a, err);

    if (st == OK) {
        st = writer_begin(&w, c->h->db, c->h->id, &clerk, NOW, err);
    }
    struct decide d = {
        .db = c->h->db, .w = w, .facility_id = c->h->id, .by = clerk.name, .now_ms = NOW, .a = a};

    return st == OK ? decide_add(&d, finding, &id, err) : st;
}

static void every_fault_is_told(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    struct fault_case c = {&h, finding_of(&h, A)->id};

    HEAR(&h, {FACT_ADDRESS, A, "192.168.1.5"});
    T_FAULTS(FAULT_ALLOC, add_once, &c);
    T_FAULTS(FAULT_STMT, add_once, &c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(a_found_machine_goes_into_the_ledger),
        T_BOTH(only_a_single_machine_goes_into_the_ledger),
        T_BOTH(it_is_a_listed_machine),
        T_BOTH(a_number_nobody_has_is_said),
        T_BOTH(letting_it_be_takes_a_reason_a_day_and_a_name),
        cmocka_unit_test_prestate(every_fault_is_told, (void *)&t_engines[DB_SQLITE]),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
