/* Switches that live in rows: each answers as net-snmp would hand it over, ten rows at a time. */
#include "network/switch_read.h"

#include "t.h"

#include <stdio.h>

enum { ARENA = 16 << 20, REPEAT = 10, FACTS_MAX = 400, ASKS_MAX = 70000 };

struct row {
    struct switch_oid oid;
    struct switch_value value;
};

static struct row row(const char *oid, enum switch_kind kind, uint32_t number, const char *text)
{
    struct row r = {
        .value = {.kind = kind, .number = number}
    };

    for (const char *p = oid; *p != '\0';) {
        char *end;

        r.oid.part[r.oid.n++] = (uint32_t)strtoul(p, &end, 10);
        p = *end == '.' ? end + 1 : end;
    }
    if (text != NULL) {
        r.value.byte = (const uint8_t *)text;
        r.value.len = strlen(text);
    }
    return r;
}

#define NUMBER(oid, number) row((oid), SWITCH_NUMBER, (number), NULL)
#define OCTETS(oid, text) row((oid), SWITCH_OCTETS, 0, (text))

#define FDB_Q "1.3.6.1.2.1.17.7.1.2.2.1.2."
#define FDB_D "1.3.6.1.2.1.17.4.3.1.2."
#define VLAN "1.3.6.1.2.1.17.7.1.4.2.1.3."
#define PORT "1.3.6.1.2.1.17.1.4.1.2."
#define NAME "1.3.6.1.2.1.31.1.1.1.1."
#define DESCR "1.3.6.1.2.1.2.2.1.2."
#define ARP_PHYS "1.3.6.1.2.1.4.35.1.4."
#define ARP_MEDIA "1.3.6.1.2.1.4.22.1.2."
#define CARD(x) "\x00\x1b\x21\x01\x02" x /* begins with 0: its length is given */

static struct row card(const char *oid, const char *six)
{
    struct row r = row(oid, SWITCH_OCTETS, 0, NULL);

    r.value.byte = (const uint8_t *)six;
    r.value.len = 6;
    return r;
}

static bool is_behind(const struct switch_oid *a, const struct switch_oid *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        if (a->part[i] != b->part[i]) {
            return a->part[i] > b->part[i];
        }
    }
    return a->n > b->n;
}

/* list[n] in rising order, as a device holds its objects. Returns how often it was asked. */
static size_t read_all(struct switch_read *r, const struct row *list, size_t n)
{
    const struct switch_value end = {.kind = SWITCH_NOTHING};
    struct switch_oid after;
    size_t asks = 0;

    while (switch_read_next(&after, r)) {
        size_t told = 0;

        assert_true(++asks < ASKS_MAX);
        for (size_t i = 0; i < n && told < REPEAT; i++) {
            if (is_behind(&list[i].oid, &after)) {
                switch_read_row(r, &list[i].oid, &list[i].value);
                told++;
            }
        }
        if (told < REPEAT) {
            switch_read_row(r, &after, &end);
        }
        switch_read_answered(r);
    }
    return asks;
}

static struct switch_read *fresh(struct arena *a)
{
    struct switch_read *r;
    struct err err;

    T_OK(switch_read_open(&r, a, &err));
    return r;
}

struct told {
    char line[FACTS_MAX][200];
    size_t n;
};

static void take(void *self, const struct fact *f)
{
    struct told *t = self;
    char mac[MAC_TEXT_SIZE], ip[ADDR_TEXT_SIZE];

    assert_true(t->n < FACTS_MAX);
    snprintf(t->line[t->n++], sizeof(t->line[0]), "%s %s %s %s vlan %u %s %s",
             fact_kind_row[f->kind].name, f->from, mac_text(mac, f->mac), addr_text(ip, &f->ip),
             f->vlan, grade_row[f->grade].name, f->claim);
}

static struct told told_by(const struct switch_read *r)
{
    struct told t = {.n = 0};
    struct fact_sink sink = {take, &t, NULL};

    switch_read_tell(r, "SW-1", 1000, &sink);
    return t;
}

static void has(const struct told *t, const char *line)
{
    for (size_t i = 0; i < t->n; i++) {
        if (strcmp(t->line[i], line) == 0) {
            return;
        }
    }
    for (size_t i = 0; i < t->n; i++) {
        print_message("%s\n", t->line[i]);
    }
    fail_msg("nobody says: %s", line);
}

static void a_station_is_told_with_its_port_and_vlan(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct switch_read *r = fresh(a);
    const struct row list[] = {
        NUMBER(PORT "5", 10105),
        NUMBER(FDB_Q "3.0.27.33.1.2.3", 5),
        NUMBER(FDB_Q "3.0.27.33.1.2.4", 7),
        NUMBER(FDB_Q "3.0.27.33.1.2.5", 0),   /* it does not know where */
        NUMBER(FDB_Q "3.1.0.94.0.0.1", 5),    /* a group is no station */
        NUMBER(FDB_Q "3.256.27.33.1.2.5", 5), /* no octet */
        NUMBER(VLAN "0.20", 3),
        OCTETS(NAME "10105", "Gi1/0/5"),
    };
    assert_int_equal(read_all(r, list, COUNT(list)), 6); /* no table twice, none in vain */
    assert_int_equal(switch_read_end(r), SWITCH_DONE);
    assert_int_equal(switch_read_stations(r), 2);
    const struct told t = told_by(r);

    assert_int_equal(t.n, 4);
    has(&t, "talks snmp-fdb 00:1b:21:01:02:03  vlan 20 certain ");
    has(&t, "place snmp-fdb 00:1b:21:01:02:03  vlan 20 certain SW-1 Gi1/0/5");
    has(&t, "place snmp-fdb 00:1b:21:01:02:04  vlan 20 certain SW-1 7"); /* a port without a name */
}

static void an_older_switch_has_the_plain_tables(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct switch_read *r = fresh(a);
    const struct row list[] = {
        OCTETS(DESCR "2", "Port 2"),
        card(ARP_MEDIA "2.192.168.1.9", CARD("\x09")),
        NUMBER(PORT "2", 2),
        NUMBER(FDB_D "0.27.33.1.2.3", 2),
    };
    (void)read_all(r, list, COUNT(list));
    const struct told t = told_by(r);

    assert_int_equal(t.n, 3);
    has(&t, "place snmp-fdb 00:1b:21:01:02:03  vlan 0 certain SW-1 Port 2");
    has(&t, "address snmp-arp 00:1b:21:01:02:09 192.168.1.9 vlan 0 certain ");
}

static void a_router_tells_addresses_of_both_families(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct switch_read *r = fresh(a);
    const struct row list[] = {
        card(ARP_MEDIA "2.192.168.1.9", CARD("\x09")), /* the same once more: not asked for */
        card(ARP_PHYS "2.1.4.0.0.0.9", CARD("\x06")),
        card(ARP_PHYS "2.1.4.127.0.0.1", CARD("\x06")),
        card(ARP_PHYS "2.1.4.192.168.1.9", CARD("\x09")),
        card(ARP_PHYS "2.1.4.192.168.1.10", "\x01\x00\x5e\x00\x00\x01"),
        card(ARP_PHYS "2.1.4.192.168.1.11", "\x00\x00\x00\x00\x00\x00"),
        OCTETS(ARP_PHYS "2.1.4.192.168.1.12", ""), /* not known yet */
        card(ARP_PHYS "2.1.4.192.168.1.300", CARD("\x09")),
        card(ARP_PHYS "2.1.4.224.0.0.5", CARD("\x09")),
        card(ARP_PHYS "2.1.5.192.168.1.9.9", CARD("\x09")),
        card(ARP_PHYS "2.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.7", CARD("\x07")),
        card(ARP_PHYS "2.4.20.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.8.0.0.0.2", CARD("\x08")),
        card(ARP_PHYS "2.16.3.1.2.3", CARD("\x09")),
    };
    (void)read_all(r, list, COUNT(list));
    assert_int_equal(switch_read_end(r), SWITCH_DONE);
    const struct told t = told_by(r);

    assert_int_equal(t.n, 3);
    has(&t, "address snmp-arp 00:1b:21:01:02:09 192.168.1.9 vlan 0 certain ");
    has(&t, "address snmp-arp 00:1b:21:01:02:07 2001:db8::7 vlan 0 certain ");
    has(&t, "address snmp-arp 00:1b:21:01:02:08 fe80::8 vlan 0 certain ");
}

/* n stations on port 1, and how sure the place of the first is. */
static enum grade sure_with(size_t n)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct switch_read *r = fresh(a);
    struct row list[SWITCH_READ_FEW + 1];
    struct told t;

    for (size_t i = 0; i < n; i++) {
        char oid[80];

        snprintf(oid, sizeof(oid), FDB_D "0.27.33.1.2.%zu", i + 1);
        list[i] = NUMBER(oid, 1);
    }
    (void)read_all(r, list, n);
    t = told_by(r);
    assert_int_equal(t.n, 2 * n);
    for (int g = 0; g < GRADE_COUNT; g++) {
        if (strstr(t.line[1], grade_row[g].name) != NULL) {
            return (enum grade)g;
        }
    }
    fail();
    return GRADE_COUNT;
}

static void the_more_share_a_port_the_less_sure_it_is_the_place(void **state)
{
    (void)state;
    assert_int_equal(sure_with(1), GRADE_CERTAIN);
    assert_int_equal(sure_with(SWITCH_READ_ALONE), GRADE_CERTAIN);
    assert_int_equal(sure_with(SWITCH_READ_ALONE + 1), GRADE_LIKELY);
    assert_int_equal(sure_with(SWITCH_READ_FEW), GRADE_LIKELY);
    assert_int_equal(sure_with(SWITCH_READ_FEW + 1), GRADE_SUSPECTED);
}

static void a_table_that_goes_round_in_circles_ends(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    static const char *const second[] = {FDB_D "0.27.33.1.2.3", FDB_D "0.27.33.1.2.2"};

    for (size_t i = 0; i < COUNT(second); i++) {
        struct switch_read *r = fresh(a);
        const struct row first = NUMBER(FDB_D "0.27.33.1.2.3", 1), again = NUMBER(second[i], 1);
        const struct switch_value end = {.kind = SWITCH_NOTHING};
        struct switch_oid after;

        assert_true(switch_read_next(&after, r)); /* dot1qTpFdbTable: it has none */
        switch_read_row(r, &after, &end);
        switch_read_answered(r);
        assert_true(switch_read_next(&after, r));
        switch_read_row(r, &first.oid, &first.value);
        switch_read_row(r, &again.oid, &again.value);
        switch_read_answered(r);
        assert_int_equal(switch_read_end(r), SWITCH_CIRCLES);
        assert_false(switch_read_next(&after, r));
        assert_int_equal(switch_read_stations(r), 1); /* what it said before stays */
    }
}

static void a_table_without_an_end_is_cut_off(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct switch_read *r = fresh(a);
    struct row at = NUMBER(FDB_Q "0.0.27.33.1.2.3", 1);
    struct switch_oid after;

    for (uint32_t n = 0; n < SWITCH_READ_ROWS_MAX; n++) {
        at.oid.part[13] = n;
        assert_true(switch_read_next(&after, r));
        switch_read_row(r, &at.oid, &at.value);
        switch_read_answered(r);
    }
    assert_int_equal(switch_read_end(r), SWITCH_DONE);
    assert_true(switch_read_next(&after, r));
    at.oid.part[13]++;
    switch_read_row(r, &at.oid, &at.value);
    switch_read_answered(r);
    assert_int_equal(switch_read_end(r), SWITCH_FULL);
    assert_int_equal(switch_read_stations(r), SWITCH_READ_ROWS_MAX);
}

static enum status open_one(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct switch_read *r = NULL;
    enum status st = switch_read_open(&r, a, err);

    (void)arg;
    assert_true((st == OK) == (r != NULL));
    return st;
}

static void no_memory_is_told(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, open_one, NULL);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(a_station_is_told_with_its_port_and_vlan),
        cmocka_unit_test(an_older_switch_has_the_plain_tables),
        cmocka_unit_test(a_router_tells_addresses_of_both_families),
        cmocka_unit_test(the_more_share_a_port_the_less_sure_it_is_the_place),
        cmocka_unit_test(a_table_that_goes_round_in_circles_ends),
        cmocka_unit_test(a_table_without_an_end_is_cut_off),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
