#include "cli/sensor.h"
#include "t.h"

#include <stdio.h>

static struct fact_row row_of(void)
{
    struct fact_row row = {
        .fact = {.kind = FACT_SNI,
                 .grade = GRADE_LIKELY,
                 .from = "tls",
                 .mac = {2, 0, 0, 0, 0, 1},
                 .vlan = 20,
                 .port = 443,
                 .one_way = true,
                 .claim = "example.jp",
                 .at_us = 1000,
                 .frame = 7},
        .last_us = 2000,
        .n = 9,
        .n_fresh = 3,
    };

    row.fact.ip = addr_ipv4(0xc0000201);
    row.fact.peer = addr_ipv4(0xc0000202);
    return row;
}

static void a_fact_crosses_to_the_keeper_whole(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    struct fact_row row = row_of(), got;
    struct sensor_message m;

    sensor_put(&m, &row);
    assert_true(sensor_get(&got, &m, a));
    assert_int_equal(got.fact.kind, FACT_SNI);
    assert_int_equal(got.fact.grade, GRADE_LIKELY);
    assert_string_equal(got.fact.from, "tls");
    assert_memory_equal(got.fact.mac, row.fact.mac, 6);
    assert_int_equal(got.fact.vlan, 20);
    assert_int_equal(got.fact.port, 443);
    assert_true(got.fact.one_way);
    assert_string_equal(got.fact.claim, "example.jp");
    assert_memory_equal(&got.fact.ip, &row.fact.ip, sizeof(row.fact.ip));
    assert_memory_equal(&got.fact.peer, &row.fact.peer, sizeof(row.fact.peer));
    assert_int_equal(got.fact.at_us, 1000);
    assert_int_equal(got.fact.frame, 7);
    assert_int_equal(got.last_us, 2000);
    assert_int_equal(got.n, 3); /* times since the last beat */
}

static void break_kind(struct sensor_message *m)
{
    m->kind = FACT_KINDS;
}
static void break_grade(struct sensor_message *m)
{
    m->grade = GRADE_COUNT;
}
static void break_from(struct sensor_message *m)
{
    memset(m->from, 'a', sizeof(m->from));
}
static void break_from_letters(struct sensor_message *m)
{
    m->from[0] = '<';
}
static void break_from_empty(struct sensor_message *m)
{
    m->from[0] = '\0';
}
static void break_claim(struct sensor_message *m)
{
    memset(m->claim, 'a', sizeof(m->claim));
}
static void break_count(struct sensor_message *m)
{
    m->n = UINT64_MAX;
}
static void break_times(struct sensor_message *m)
{
    m->last_us = m->at_us - 1;
}
static void break_one_way(struct sensor_message *m)
{
    m->one_way = 2;
}

static void no_field_is_believed(void **state)
{
    (void)state;
    static void (*const breaks[])(struct sensor_message *) = {
        break_kind,  break_grade, break_from,  break_from_letters, break_from_empty,
        break_claim, break_count, break_times, break_one_way,
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);

    for (size_t i = 0; i < COUNT(breaks); i++) {
        struct fact_row row = row_of(), got;
        struct sensor_message m;

        sensor_put(&m, &row);
        breaks[i](&m);
        print_message("%zu\n", i);
        assert_false(sensor_get(&got, &m, a));
    }
    struct fact_row row = row_of(), got;
    struct sensor_message m;

    sensor_put(&m, &row);
    m.claim[0] = '\x1b'; /* cleaned once more */
    assert_true(sensor_get(&got, &m, a));
    assert_string_equal(got.fact.claim, "?xample.jp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fact_crosses_to_the_keeper_whole),
        cmocka_unit_test(no_field_is_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
