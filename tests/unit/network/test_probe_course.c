/* A network that lives in rows, and a clock that is moved by hand. */
#include "network/probe_course.h"

#include "t.h"

#include <stdio.h>

enum { ARENA = 8 << 20, SENT_MAX = 20000, N = 60, START = 1000000 };
#define NET 0x0a000000U
#define CANARY (NET + 254)
#define SWITCH (NET + 8) /* its tables are read, where that is permitted */
#define SILENT (NET + 9) /* another, that does not answer ARP in the tests of switches */

struct sent {
    int64_t at_ms;
    struct course_ask ask;
};

struct world {
    struct course *c;
    struct arena *a;
    bool (*answers)(const struct course_ask *ask, int nth); /* the nth question of its kind */
    int times[PROBE_KINDS][256];
    struct sent *sent; /* [SENT_MAX] */
    size_t n;
    int64_t now_ms;
    struct course_step last;
};

static const uint8_t *mac_of(uint32_t ip, uint8_t out[6])
{
    static const uint8_t maker[] = {0x00, 0x1b, 0x21};

    memcpy(out, maker, sizeof(maker));
    out[3] = out[4] = 0;
    out[5] = (uint8_t)ip;
    return out;
}

static struct world world(unsigned kinds, bool (*answers)(const struct course_ask *ask, int nth),
                          const struct never_mac *mac, size_t n_macs)
{
    static const uint32_t canary[] = {CANARY}, device[] = {SWITCH, SILENT, CANARY};
    struct world w = {.a = arena_open(ARENA), .answers = answers, .now_ms = START};
    uint32_t target[N + 1];
    struct err err;

    for (uint32_t i = 0; i < N; i++) {
        target[i] = NET + 1 + i;
    }
    target[N] = CANARY;
    w.sent = arena_make(w.a, struct sent, SENT_MAX);
    struct never *never = arena_make(w.a, struct never, 1);

    *never =
        (struct never){.first = NET, .last = NET + 255, .bits = 24, .mac = mac, .n_macs = n_macs};
    const struct course_who who = {target, canary, device, N + 1, COUNT(canary), COUNT(device)};

    T_OK(course_open(&w.c, never, kinds, &who, w.a, &err));
    return w;
}

static void world_close(struct world *w)
{
    arena_close(&w->a);
}

/* Answers come at once; a connection ends at once. */
static void live(struct world *w)
{
    for (;;) {
        uint8_t mac[6];

        course_next(&w->last, w->c, w->now_ms);
        if (w->last.what == COURSE_WAIT) {
            assert_true(w->last.until_ms > w->now_ms);
            w->now_ms = w->last.until_ms;
            continue;
        }
        if (w->last.what != COURSE_ASK) {
            return;
        }
        const struct course_ask *ask = &w->last.ask;
        const int nth = ++w->times[ask->kind][ask->ip & 255];

        assert_true(w->n < SENT_MAX);
        w->sent[w->n++] = (struct sent){w->now_ms, *ask};
        if (ask->kind == PROBE_TCP) {
            course_closed(w->c, ask->ip);
        } else if (w->answers(ask, nth)) {
            assert_true(course_answer(w->c, ask->kind, ask->ip, mac_of(ask->ip, mac)));
        }
    }
}

#define ALL (1U << PROBE_ARP | 1U << PROBE_ICMP | 1U << PROBE_TCP)

static bool even_ones_at_the_second_time(const struct course_ask *ask, int nth)
{
    return ask->ip == CANARY || (ask->ip % 2 == 0 && nth >= 2);
}

static bool all(const struct course_ask *ask, int nth)
{
    (void)ask;
    (void)nth;
    return true;
}

static bool only_the_canary(const struct course_ask *ask, int nth)
{
    (void)nth;
    return ask->ip == CANARY;
}

static void the_silent_are_asked_three_times_and_who_answers_no_more(void **state)
{
    (void)state;
    CLEANUP(world_close) struct world w = world(ALL, even_ones_at_the_second_time, NULL, 0);

    live(&w);
    assert_int_equal(w.last.what, COURSE_DONE);
    for (uint32_t i = 1; i <= N; i++) {
        const bool is_up = i % 2 == 0;

        assert_int_equal(w.times[PROBE_ARP][i], is_up ? 2 : PROBE_ARP_PASSES);
        assert_int_equal(w.times[PROBE_ICMP][i], is_up ? 2 : 0);
        assert_int_equal(w.times[PROBE_TCP][i], is_up ? PROBE_PORTS : 0);
    }
    assert_int_equal(w.times[PROBE_ICMP][254], 0); /* a canary is asked by ARP alone */
    assert_int_equal(w.times[PROBE_TCP][254], 0);
}

static void what_is_not_permitted_is_not_sent(void **state)
{
    (void)state;
    static const struct {
        unsigned kinds;
        int icmp, tcp;
    } row[] = {
        {1U << PROBE_ARP,                    0, 0          },
        {1U << PROBE_ARP | 1U << PROBE_ICMP, 1, 0          },
        {1U << PROBE_ARP | 1U << PROBE_TCP,  0, PROBE_PORTS},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(world_close) struct world w = world(row[i].kinds, all, NULL, 0);

        live(&w);
        assert_int_equal(w.times[PROBE_ICMP][1], row[i].icmp);
        assert_int_equal(w.times[PROBE_TCP][1], row[i].tcp);
    }
}

/* In no second more than a kind's rate, to nobody twice in a second. */
static void the_pace_is_kept(void **state)
{
    (void)state;
    static bool (*const answers[])(const struct course_ask *ask,
                                   int nth) = {all, only_the_canary, even_ones_at_the_second_time};

    for (size_t k = 0; k < COUNT(answers); k++) {
        CLEANUP(world_close) struct world w = world(ALL, answers[k], NULL, 0);

        live(&w);
        for (size_t i = 0; i < w.n; i++) {
            int n_arp = 0, n_other = 0, n_same = 0;

            for (size_t j = i; j < w.n && w.sent[j].at_ms < w.sent[i].at_ms + 1000; j++) {
                const enum probe_kind kind = w.sent[j].ask.kind;

                n_arp += kind == PROBE_ARP;
                n_other += kind == PROBE_ICMP ? 1 : kind == PROBE_TCP ? 5 : 0;
                n_same += w.sent[j].ask.ip == w.sent[i].ask.ip;
            }
            if (n_arp > 50 || n_other > 10 || n_same > 1) {
                fail_msg("from packet %zu: %d ARP, %d others, %d to one", i, n_arp, n_other,
                         n_same);
            }
        }
    }
}

static void a_canary_is_asked_before_anybody_while_it_lasts_and_at_the_end(void **state)
{
    (void)state;
    CLEANUP(world_close) struct world w = world(ALL, all, NULL, 0);
    int64_t last = 0;

    live(&w);
    assert_int_equal(w.sent[0].ask.ip, CANARY);
    assert_int_equal(w.sent[w.n - 1].ask.ip, CANARY);
    for (size_t i = 0; i < w.n; i++) {
        if (w.sent[i].ask.ip == CANARY) {
            last = w.sent[i].at_ms;
        }
        assert_true(w.sent[i].at_ms - last < PROBE_CANARY_EVERY_MS + PROBE_PATIENCE_MS);
    }
}

static int canary_answers; /* the question from which on it is silent */

static bool canary_falls_silent(const struct course_ask *ask, int nth)
{
    return ask->ip != CANARY || nth < canary_answers;
}

static void a_silent_canary_stops_everything(void **state)
{
    (void)state;
    for (canary_answers = 1; canary_answers < 8; canary_answers++) {
        CLEANUP(world_close) struct world w = world(ALL, canary_falls_silent, NULL, 0);

        live(&w);
        assert_int_equal(w.last.what, COURSE_STOP);
        assert_int_equal(w.last.ask.ip, CANARY);
        assert_int_equal(w.times[PROBE_ARP][254], canary_answers - 1 + PROBE_CANARY_TRIES);
        if (canary_answers == 1) {
            assert_int_equal(w.n, PROBE_CANARY_TRIES); /* nobody else was asked */
        }
        course_next(&w.last, w.c, w.now_ms + 60000);
        assert_int_equal(w.last.what, COURSE_DONE); /* nothing follows */
    }
}

static bool canary_answers_the_third(const struct course_ask *ask, int nth)
{
    return ask->ip != CANARY || nth % PROBE_CANARY_TRIES == 0;
}

static void a_canary_that_answers_the_third_question_is_well(void **state)
{
    (void)state;
    CLEANUP(world_close) struct world w = world(ALL, canary_answers_the_third, NULL, 0);

    live(&w);
    assert_int_equal(w.last.what, COURSE_DONE);
}

static void a_barred_card_that_answers_gets_nothing_more(void **state)
{
    (void)state;
    static const struct never_mac barred[] = {
        {{0x00, 0x1b, 0x21, 0, 0, 7}, 48, NEVER_DEVICE}
    };
    CLEANUP(world_close) struct world w = world(ALL, all, barred, COUNT(barred));

    live(&w);
    assert_int_equal(w.times[PROBE_ARP][7], 1);
    assert_int_equal(w.times[PROBE_ICMP][7], 0);
    assert_int_equal(w.times[PROBE_TCP][7], 0);
    assert_int_equal(w.times[PROBE_ICMP][8], 1);
}

static void an_address_that_two_cards_claim_gets_nothing_more(void **state)
{
    (void)state;
    static const uint8_t other[6] = {0x00, 0x1b, 0x21, 0, 1, 7};
    CLEANUP(world_close) struct world w = world(ALL, all, NULL, 0);
    uint8_t mac[6];

    while (w.times[PROBE_ARP][7] == 0) { /* until it was asked */
        course_next(&w.last, w.c, w.now_ms);
        if (w.last.what == COURSE_ASK) {
            w.times[PROBE_ARP][w.last.ask.ip & 255]++;
            course_answer(w.c, PROBE_ARP, w.last.ask.ip, mac_of(w.last.ask.ip, mac));
        } else {
            w.now_ms = w.last.until_ms;
        }
    }
    assert_true(course_answer(w.c, PROBE_ARP, NET + 7, other));
    live(&w);
    assert_int_equal(w.times[PROBE_ICMP][7], 0);
    assert_int_equal(w.times[PROBE_TCP][7], 0);
    assert_int_equal(w.times[PROBE_ICMP][8], 1);
}

static void who_was_not_asked_does_not_answer(void **state)
{
    (void)state;
    CLEANUP(world_close) struct world w = world(ALL, all, NULL, 0);
    uint8_t mac[6];

    assert_false(course_answer(w.c, PROBE_ARP, NET + 7, mac_of(7, mac)));     /* not yet */
    assert_false(course_answer(w.c, PROBE_ARP, NET + 200, mac_of(200, mac))); /* never */
    assert_true(course_knows(w.c, NET + 7));
    assert_true(course_knows(w.c, CANARY));
    assert_false(course_knows(w.c, NET + 200));
}

static void a_connection_that_is_open_keeps_its_machine_from_a_second_one(void **state)
{
    (void)state;
    CLEANUP(world_close) struct world w = world(1U << PROBE_ARP | 1U << PROBE_TCP, all, NULL, 0);
    int n_open = 0;
    uint8_t mac[6];

    for (int64_t end = START + 300000; w.now_ms < end;) {
        course_next(&w.last, w.c, w.now_ms);
        if (w.last.what == COURSE_ASK && w.last.ask.kind == PROBE_TCP) {
            n_open += w.last.ask.ip == NET + 7;
            if (w.last.ask.ip != NET + 7) {
                course_closed(w.c, w.last.ask.ip);
            }
        } else if (w.last.what == COURSE_ASK) {
            course_answer(w.c, PROBE_ARP, w.last.ask.ip, mac_of(w.last.ask.ip, mac));
        } else {
            w.now_ms = w.last.until_ms;
        }
    }
    assert_int_equal(n_open, 1);
    course_closed(w.c, NET + 7);
    live(&w);
    assert_int_equal(w.times[PROBE_TCP][7], PROBE_PORTS - 1);
}

static void progress_never_goes_back_and_ends_at_its_end(void **state)
{
    (void)state;
    CLEANUP(world_close) struct world w = world(ALL, all, NULL, 0);
    int64_t before = 0, done, total;

    do {
        course_next(&w.last, w.c, w.now_ms);
        course_progress(w.c, &done, &total);
        assert_true(done >= before && done <= total);
        before = done;
        uint8_t mac[6];
        if (w.last.what == COURSE_WAIT) {
            w.now_ms = w.last.until_ms;
        } else if (w.last.what == COURSE_ASK) {
            course_answer(w.c, w.last.ask.kind, w.last.ask.ip, mac_of(w.last.ask.ip, mac));
            course_closed(w.c, w.last.ask.ip);
        }
    } while (w.last.what != COURSE_DONE);
    assert_int_equal(done, total);
}

static void a_course_needs_a_canary_and_has_a_limit(void **state)
{
    (void)state;
    static const struct {
        size_t n, n_canaries;
        enum status want;
    } row[] = {
        {1,                       0,                      E_LIMIT},
        {1,                       1,                      OK     },
        {1,                       PROBE_CANARIES_MAX,     OK     },
        {1,                       PROBE_CANARIES_MAX + 1, E_LIMIT},
        {PROBE_ADDRESSES_MAX,     1,                      OK     },
        {PROBE_ADDRESSES_MAX + 1, 1,                      E_LIMIT},
    };
    static const struct never never = {.first = NET, .last = NET + 8191, .bits = 19};
    static uint32_t target[PROBE_ADDRESSES_MAX + 1];
    uint32_t canary[PROBE_CANARIES_MAX + 1];

    for (uint32_t i = 0; i < COUNT(target); i++) {
        target[i] = NET + 100 + i;
    }
    for (uint32_t i = 0; i < COUNT(canary); i++) {
        canary[i] = NET + 1 + i;
    }
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        const struct course_who who = {
            .target = target, .canary = canary, .n = row[i].n, .n_canaries = row[i].n_canaries};
        struct course *c;
        struct err err;

        T_STATUS("size", course_open(&c, &never, ALL, &who, a, &err), row[i].want);
    }
}

/* ---- Switches whose tables are read ---- */

#define READ (1U << PROBE_SNMP)

static bool all_but_one(const struct course_ask *ask, int nth)
{
    (void)nth;
    return ask->ip != SILENT;
}

/* As live(), with a reader that wants n messages carried to each of ip[n_ips]; then it has read
   all, or says nothing more. *refused: how many were not taken. */
static void live_reading(struct world *w, const uint32_t ip[], size_t n_ips, size_t n, bool ends,
                         size_t *refused)
{
    size_t told = 0;

    *refused = 0;
    for (;;) {
        uint8_t mac[6];

        while (course_is_reading(w->c) && told < n * n_ips) {
            *refused += course_carry(w->c, ip[told++ / n]) != NEVER_NOTHING;
        }
        if (course_is_reading(w->c) && ends) {
            course_read_all(w->c);
        }
        course_next(&w->last, w->c, w->now_ms);
        if (w->last.what == COURSE_WAIT) {
            assert_true(w->last.until_ms > w->now_ms);
            w->now_ms = w->last.until_ms;
        } else if (w->last.what == COURSE_ASK) {
            const struct course_ask *ask = &w->last.ask;
            const int nth = ++w->times[ask->kind][ask->ip & 255];

            assert_true(w->n < SENT_MAX);
            w->sent[w->n++] = (struct sent){w->now_ms, *ask};
            course_closed(w->c, ask->ip);
            if (ask->kind != PROBE_SNMP && w->answers(ask, nth)) {
                course_answer(w->c, ask->kind, ask->ip, mac_of(ask->ip, mac));
            }
        } else {
            return;
        }
    }
}

static void where_only_reading_is_permitted_nobody_but_switches_and_canaries_is_asked(void **state)
{
    (void)state;
    static const uint32_t ip[] = {SWITCH, CANARY};
    CLEANUP(world_close) struct world w = world(READ, all_but_one, NULL, 0);
    int64_t last[256] = {0};
    size_t refused;

    live_reading(&w, ip, COUNT(ip), 12, true, &refused);
    assert_int_equal(w.last.what, COURSE_DONE);
    assert_int_equal(refused, 0);
    assert_int_equal(w.times[PROBE_SNMP][SWITCH & 255], 12);
    assert_int_equal(w.times[PROBE_SNMP][CANARY & 255], 12);
    assert_int_equal(w.times[PROBE_ARP][SWITCH & 255], 1);
    assert_int_equal(w.times[PROBE_ARP][SILENT & 255], PROBE_ARP_PASSES);
    assert_true(w.times[PROBE_ARP][CANARY & 255] > 3); /* asked all the while */
    for (size_t i = 0; i < w.n; i++) {
        const uint32_t to = w.sent[i].ask.ip;

        assert_true(to == SWITCH || to == SILENT || to == CANARY);
        assert_true(last[to & 255] == 0 || w.sent[i].at_ms >= last[to & 255] + PROBE_SAME_GAP_MS);
        assert_true(w.sent[i].ask.kind != PROBE_SNMP || w.sent[i].ask.port == 161);
        last[to & 255] = w.sent[i].at_ms;
    }
}

static void the_rest_follows_when_all_is_read_or_the_reader_says_nothing(void **state)
{
    (void)state;
    static const uint32_t ip[] = {SWITCH};

    for (int ends = 0; ends < 2; ends++) {
        CLEANUP(world_close) struct world w = world(READ | ALL, all, NULL, 0);
        int64_t read_ms = 0, next_ms = 0;
        size_t refused;

        live_reading(&w, ip, 1, 2, ends == 1, &refused);
        assert_int_equal(w.last.what, COURSE_DONE);
        for (size_t i = 0; i < w.n; i++) {
            read_ms = w.sent[i].ask.kind == PROBE_SNMP ? w.sent[i].at_ms : read_ms;
            if (next_ms == 0 && w.sent[i].ask.ip == NET + 1) {
                next_ms = w.sent[i].at_ms;
            }
        }
        assert_true(read_ms != 0 && next_ms > read_ms); /* everybody else comes behind it */
        assert_true((next_ms - read_ms >= PROBE_READ_SILENCE_MS) == (ends == 0));
        assert_true(next_ms - read_ms < PROBE_READ_SILENCE_MS + 2 * PROBE_PATIENCE_MS);
        assert_int_equal(w.times[PROBE_TCP][1], PROBE_PORTS);
    }
}

static void what_is_no_switch_barred_or_silent_gets_no_message(void **state)
{
    (void)state;
    static const uint32_t ip[] = {SILENT, NET + 10, NET + 200, SWITCH};
    static const struct never_mac barred[] = {
        {{0x00, 0x1b, 0x21, 0, 0, 8}, 48, NEVER_DEVICE}
    };
    CLEANUP(world_close) struct world w = world(READ, all_but_one, barred, COUNT(barred));
    size_t refused;

    assert_int_equal(course_carry(w.c, SWITCH), NEVER_OUTSIDE); /* not yet */
    live_reading(&w, ip, COUNT(ip), 1, true, &refused);
    assert_int_equal(refused, COUNT(ip));
    for (size_t i = 0; i < w.n; i++) {
        assert_int_equal(w.sent[i].ask.kind, PROBE_ARP);
    }
    assert_true(course_has_read(w.c));
}

static void a_canary_that_falls_silent_stops_the_reading_too(void **state)
{
    (void)state;
    static const uint32_t ip[] = {SWITCH};
    CLEANUP(world_close) struct world w = world(READ, canary_falls_silent, NULL, 0);
    size_t refused;

    canary_answers = 2;
    live_reading(&w, ip, 1, 100, true, &refused);
    assert_int_equal(w.last.what, COURSE_STOP);
    assert_true(w.times[PROBE_SNMP][SWITCH & 255] < 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_only_reading_is_permitted_nobody_but_switches_and_canaries_is_asked),
        cmocka_unit_test(the_rest_follows_when_all_is_read_or_the_reader_says_nothing),
        cmocka_unit_test(what_is_no_switch_barred_or_silent_gets_no_message),
        cmocka_unit_test(a_canary_that_falls_silent_stops_the_reading_too),
        cmocka_unit_test(the_silent_are_asked_three_times_and_who_answers_no_more),
        cmocka_unit_test(what_is_not_permitted_is_not_sent),
        cmocka_unit_test(the_pace_is_kept),
        cmocka_unit_test(a_canary_is_asked_before_anybody_while_it_lasts_and_at_the_end),
        cmocka_unit_test(a_silent_canary_stops_everything),
        cmocka_unit_test(a_canary_that_answers_the_third_question_is_well),
        cmocka_unit_test(a_barred_card_that_answers_gets_nothing_more),
        cmocka_unit_test(an_address_that_two_cards_claim_gets_nothing_more),
        cmocka_unit_test(who_was_not_asked_does_not_answer),
        cmocka_unit_test(a_connection_that_is_open_keeps_its_machine_from_a_second_one),
        cmocka_unit_test(progress_never_goes_back_and_ends_at_its_end),
        cmocka_unit_test(a_course_needs_a_canary_and_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
