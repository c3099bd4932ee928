/* 通信から見た様子: the wire beside the ledger on a device's page, its evidence, its proposals. */
#include "browser.h"

#include "network/sighting.h"

#include <inttypes.h>
#include <stdarg.h>

#define MAC "00:1b:21:00:00:0a"

static int64_t put(struct house *h, const char *entity, ...)
{
    static const struct actor clerk = {.name = "試験", .via = "test"};
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *r = record_new(entity_named(entity), h->facility, a);
    struct err err;
    va_list ap;

    va_start(ap, entity);
    for (const char *name; (name = va_arg(ap, const char *)) != NULL;) {
        r->value[entity_field(r->entity, name)] = va_arg(ap, const char *);
    }
    va_end(ap);
    T_OK(writer_begin(&w, h->web.db, h->facility, &clerk, house_now, &err));
    T_OK(record_put(w, r, NULL, &err));
    T_OK(writer_commit(w, &err));
    return r->id;
}

static void hear(struct house *h, enum fact_kind kind, const char *ip, const char *claim)
{
    const struct sensor sensor = {.name = "1階", .kind = SENSOR_FILE, .heard_at = house_now};
    struct sighting s = {
        .fact = {.kind = kind, .from = "arp", .frame = 12},
        .first_seen_at = house_now,
        .last_seen_at = house_now,
        .n = 1
    };
    struct err err;

    assert_true(mac_read(s.fact.mac, MAC));
    assert_true(addr_read(&s.fact.ip, ip));
    snprintf(s.fact.claim, sizeof(s.fact.claim), "%s", claim);
    T_OK(sighting_store(h->web.db, h->facility, &(struct sightings){&s, 1, &sensor, 1}, &err));
}

static void the_wire_stands_beside_the_ledger_and_is_taken_over_by_a_person(void **state)
{
    struct house h;
    struct browser b;
    char id[ID_TEXT_SIZE], number[24];

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    browser_enter(&b, h.account[ROLE_STAFF]);
    int64_t device = put(&h, "device", "asset_no", "0001", "kind", "client", "hostname", "PC-A",
                         "ip", "192.168.1.9", "ip_assignment", "fixed", NULL);
    const char *page = arena_printf(b.arena, "%s/device/%s", h.url, id_text(id, device));

    browser_get(&b, page);
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "まだ通信の情報がありません"));
    hear(&h, FACT_ADDRESS, "192.168.1.5", "");
    browser_get(&b, page);
    assert_true(browser_sees(&b, "この機器の通信は、まだ見えていません"));
    put(&h, "device", "asset_no", "0002", "kind", "client", NULL);

    device = put(&h, "device", "asset_no", "0003", "kind", "client", "hostname", "PC-B", "mac", MAC,
                 "ip", "192.168.1.8", "ip_assignment", "fixed", NULL);
    page = arena_printf(b.arena, "%s/device/%s", h.url, id_text(id, device));
    hear(&h, FACT_NAME, "192.168.1.5", "PC-C");
    hear(&h, FACT_SERVICE, "192.168.1.5", "ssh tcp/22");
    snprintf(number, sizeof(number), "%" PRId64, device);
    put(&h, "finding", "rule", "weak_protocol", "grade", "certain", "subject", MAC, "device",
        number, "state", "open", NULL);
    browser_get(&b, page);
    assert_true(browser_sees(&b, "確かめるところ 2"));
    assert_true(browser_sees(&b, ">違う</b>"));
    assert_true(browser_sees(&b, ">一致</b>"));
    assert_true(browser_sees(&b, "SSH tcp/22"));
    assert_true(browser_sees(&b, "まだ判断していない所見"));
    assert_true(browser_sees(&b, "弱い通信方式</a>"));
    assert_true(browser_sees(&b, "/edit?wire=ip#ip"));
    assert_true(browser_sees(&b, "/edit?wire=all#h"));

    browser_get(&b, arena_printf(b.arena, "%s/edit?wire=ip", page));
    assert_true(browser_sees(&b, "value=\"192.168.1.5\""));
    assert_true(browser_sees(&b, "value=\"PC-B\"")); /* only what was asked for */
    assert_true(browser_sees(&b, "いまの台帳：192.168.1.8"));
    assert_true(browser_sees(&b, "1か所に入れました"));
    browser_get(&b, arena_printf(b.arena, "%s/edit?wire=all", page));
    assert_true(browser_sees(&b, "value=\"PC-C\""));
    browser_get(&b, arena_printf(b.arena, "%s/edit?wire=nothing", page));
    assert_false(browser_sees(&b, "か所に入れました"));
    browser_get(&b, page); /* looking has changed nothing */
    assert_true(browser_sees(&b, "192.168.1.8"));

    browser_get(&b, arena_printf(b.arena, "%s/wire", page));
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "arp #12"));
    assert_true(browser_sees(&b, "0003 PC-B について 3件"));
    browser_close(&b);
    house_close(&h);
}

static void who_may_only_read_is_offered_nothing_to_change(void **state)
{
    struct house h;
    struct browser b;
    char id[ID_TEXT_SIZE];

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    browser_enter(&b, h.account[ROLE_VIEWER]);
    hear(&h, FACT_NAME, "192.168.1.5", "PC-C");
    const char *page = arena_printf(
        b.arena, "%s/device/%s", h.url,
        id_text(id, put(&h, "device", "asset_no", "0003", "kind", "client", "mac", MAC, NULL)));

    browser_get(&b, page);
    assert_true(browser_sees(&b, "台帳にない"));
    assert_false(browser_sees(&b, "?wire="));
    browser_get(&b, arena_printf(b.arena, "%s/wire", page));
    assert_int_equal(b.status, 200);
    browser_get(&b, arena_printf(b.arena, "%s/edit?wire=all", page));
    assert_int_equal(b.status, 403);
    browser_close(&b);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(the_wire_stands_beside_the_ledger_and_is_taken_over_by_a_person),
        T_BOTH(who_may_only_read_is_offered_nothing_to_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
