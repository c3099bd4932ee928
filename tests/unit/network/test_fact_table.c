#include "network/fact_table.h"
#include "t.h"

#include <stdio.h>

static struct fact fact_of(uint32_t ip, const char *claim, int64_t at_us)
{
    struct fact f = {.kind = FACT_NAME, .grade = GRADE_LIKELY, .from = "dhcp", .at_us = at_us};

    f.ip = addr_ipv4(ip);
    f.frame = (uint64_t)at_us;
    f.one_way = true;
    snprintf(f.claim, sizeof(f.claim), "%s", claim);
    return f;
}

static struct fact_table *open_table(size_t max)
{
    struct fact_table *t = NULL;
    struct err err;

    T_OK(fact_table_open(&t, max, 42, &err));
    return t;
}

static void the_same_fact_is_one_row(void **state)
{
    (void)state;
    CLEANUP(fact_table_close) struct fact_table *t = open_table(10);
    struct fact f = fact_of(1, "pacs", 50);

    fact_table_take(t, &f);
    f.at_us = 90;
    f.grade = GRADE_CERTAIN;
    f.one_way = false;
    fact_table_take(t, &f);
    f.at_us = 20;
    f.frame = 7;
    f.grade = GRADE_SUSPECTED;
    f.one_way = true;
    fact_table_take(t, &f);
    assert_int_equal(fact_table_n(t), 1);
    const struct fact_row *row = fact_table_row(t, 0);
    assert_int_equal(row->n, 3);
    assert_int_equal(row->fact.at_us, 20); /* the earliest, with its frame */
    assert_int_equal(row->fact.frame, 7);
    assert_int_equal(row->last_us, 90);
    assert_int_equal(row->fact.grade, GRADE_CERTAIN); /* the best that was told */
    assert_false(row->fact.one_way);
}

static void what_differs_in_one_part_is_another_fact(void **state)
{
    (void)state;
    CLEANUP(fact_table_close) struct fact_table *t = open_table(20);
    struct fact f[10];

    for (size_t i = 0; i < COUNT(f); i++) {
        f[i] = fact_of(1, "a", 1);
    }
    f[1].kind = FACT_OS;
    f[2].mac[5] = 1;
    f[3].vlan = 1;
    f[4].ip = addr_ipv4(2);
    f[5].port = 1;
    f[6].from = "mdns";
    f[7].claim[0] = 'b';
    f[8].peer = addr_ipv4(3); /* a name is told to whoever asks: no other fact */
    f[9].grade = GRADE_CERTAIN;
    for (size_t i = 0; i < COUNT(f); i++) {
        fact_table_take(t, &f[i]);
    }
    assert_int_equal(fact_table_n(t), 8);
    f[0].kind = FACT_REMOTE_TOOL;
    fact_table_take(t, &f[0]);
    f[0].peer = addr_ipv4(3); /* whom a remote tool reaches is */
    fact_table_take(t, &f[0]);
    assert_int_equal(fact_table_n(t), 10);
}

static void a_full_table_forgets_what_was_not_told_for_longest(void **state)
{
    (void)state;
    enum { ROOM = 1000 };
    CLEANUP(fact_table_close) struct fact_table *t = open_table(ROOM);
    struct err err;

    for (int i = 0; i < ROOM; i++) {
        struct fact f = fact_of((uint32_t)i, "a", i);
        fact_table_take(t, &f);
    }
    assert_int_equal(fact_table_forgotten(t), 0);
    struct fact again = fact_of(0, "a", 5000), fresh = fact_of(ROOM, "a", 5001);
    fact_table_take(t, &again); /* row 0 is young again */
    fact_table_take(t, &fresh);
    assert_int_equal(fact_table_n(t), ROOM);
    assert_int_equal(fact_table_forgotten(t), 1);
    fact_table_take(t, &again);
    assert_int_equal(fact_table_forgotten(t), 1); /* it was still there */
    for (int i = 0; i < 3 * ROOM; i++) {
        struct fact f = fact_of((uint32_t)i + 10000, "a", 6000 + i);
        fact_table_take(t, &f);
    }
    assert_int_equal(fact_table_n(t), ROOM);
    assert_int_equal(fact_table_forgotten(t), 1 + 3 * ROOM);
    for (size_t i = 0; i < ROOM; i++) { /* each is found once: the chains are whole */
        struct fact f = fact_table_row(t, i)->fact;
        fact_table_take(t, &f);
        assert_int_equal(fact_table_row(t, i)->n, 2);
    }
    T_OK(fact_table_status(t, &err));
}

/* Counts rows and times, until the third. */
static bool count_row(void *self, const struct fact_row *row)
{
    int64_t *n = self;

    if (n[0] == 2) {
        return false;
    }
    n[0]++;
    n[1] += (int64_t)row->n_fresh;
    return true;
}

static void draining_gives_what_is_new_since_the_last_time(void **state)
{
    (void)state;
    CLEANUP(fact_table_close) struct fact_table *t = open_table(10);
    struct fact a = fact_of(1, "a", 1), b = fact_of(2, "b", 1);
    int64_t first[2] = {0}, second[2] = {0}, third[2] = {0};

    fact_table_take(t, &a);
    fact_table_take(t, &a);
    fact_table_take(t, &b);
    fact_table_drain(t, count_row, first);
    assert_int_equal(first[0], 2);
    assert_int_equal(first[1], 3);
    fact_table_take(t, &b);
    fact_table_drain(t, count_row, second);
    assert_int_equal(second[0], 1);
    assert_int_equal(second[1], 1);
    assert_int_equal(fact_table_row(t, 1)->n, 2);
    fact_table_drain(t, count_row, third);
    assert_int_equal(third[0], 0);

    struct fact c = fact_of(3, "c", 1);
    int64_t full[2] = {0}, rest[2] = {0};
    fact_table_take(t, &a);
    fact_table_take(t, &b);
    fact_table_take(t, &c);
    fact_table_drain(t, count_row, full); /* no room for the third */
    assert_int_equal(full[0], 2);
    fact_table_drain(t, count_row, rest);
    assert_int_equal(rest[0], 1);
}

static enum status fill(void *arg, struct err *err)
{
    CLEANUP(fact_table_close) struct fact_table *t = NULL;
    enum status st = fact_table_open(&t, 2000, 1, err);

    (void)arg;
    for (int i = 0; st == OK && i < 600; i++) {
        struct fact f = fact_of((uint32_t)i, "a", i);
        fact_table_take(t, &f);
    }
    return st == OK ? fact_table_status(t, err) : st;
}

static void without_memory_it_says_so(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, fill, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_fact_is_one_row),
        cmocka_unit_test(what_differs_in_one_part_is_another_fact),
        cmocka_unit_test(a_full_table_forgets_what_was_not_told_for_longest),
        cmocka_unit_test(draining_gives_what_is_new_since_the_last_time),
        cmocka_unit_test(without_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
