#include "lay.h"
#include "network/echo.h"
#include "network/fact_table.h"
#include "network/savefile.h"
#include "network/sense.h"
#include "t.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Whatever a laboratory's machines say: twice the same, with and without remembering it. */
static void play(struct sense *s, const char *path, int64_t later_us, size_t batch)
{
    CLEANUP(savefile_close) struct savefile *file = NULL;
    struct frame f[SENSE_BATCH];
    struct err err;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    T_OK(savefile_open(&file, fd, &err));
    while (savefile_next(f, file, &err) == OK) {
        size_t n = 1 + savefile_more(f + 1, batch - 1, file);

        for (size_t i = 0; i < n; i++) {
            f[i].at_us += later_us;
        }
        sense_frames(s, f, n);
    }
    close(fd);
}

static void play_all(struct fact_table *t, bool recalls, size_t batch)
{
    CLEANUP(sense_close) struct sense *s = NULL;
    struct fact_sink sink = fact_table_sink(t);
    struct dirent **name;
    struct err err;
    char lab[512], path[1024];

    snprintf(lab, sizeof(lab), "%s", t_source("tests/data/lab"));
    int n = scandir(lab, &name, NULL, alphasort);

    assert_true(n > 0);
    sink.recall = recalls ? sink.recall : NULL;
    T_OK(sense_open(&s, &sink, 7, &err));
    for (int turn = 0; turn < 3; turn++) {
        for (int i = 0; i < n; i++) {
            if (strstr(name[i]->d_name, ".pcap") != NULL) {
                snprintf(path, sizeof(path), "%s/%s", lab, name[i]->d_name);
                play(s, path, turn * INT64_C(60000000), batch);
            }
        }
    }
    for (int i = 0; i < n; i++) {
        free(name[i]);
    }
    free(name);
}

static void remembered_or_not_the_facts_are_the_same(void **state)
{
    (void)state;
    CLEANUP(fact_table_close) struct fact_table *plain = NULL;
    struct err err;

    T_OK(fact_table_open(&plain, FACT_TABLE_MAX, 7, &err));
    play_all(plain, false, 1);
    assert_true(fact_table_n(plain) > 100);
    for (size_t batch = 1; batch <= SENSE_BATCH; batch += SENSE_BATCH - 1) {
        CLEANUP(fact_table_close) struct fact_table *t = NULL;

        T_OK(fact_table_open(&t, FACT_TABLE_MAX, 7, &err));
        play_all(t, true, batch);
        assert_int_equal(fact_table_n(t), fact_table_n(plain));
        for (size_t i = 0; i < fact_table_n(t); i++) {
            const struct fact_row *a = fact_table_row(t, i), *b = fact_table_row(plain, i);

            assert_string_equal(a->fact.claim, b->fact.claim);
            assert_int_equal(a->fact.kind, b->fact.kind);
            assert_int_equal(a->fact.grade, b->fact.grade);
            assert_int_equal(a->fact.one_way, b->fact.one_way);
            assert_int_equal(a->fact.at_us, b->fact.at_us);
            assert_int_equal(a->fact.frame, b->fact.frame);
            assert_int_equal(a->last_us, b->last_us);
            assert_int_equal(a->n, b->n);
            assert_int_equal(a->n_fresh, b->n_fresh);
        }
    }
}

/* A decoder for the tests below: as many facts as told, claimed by number. */
static void tell(struct echoes *e, struct fact_sink *sink, const struct echo_print *print,
                 unsigned n)
{
    echo_begin(e);
    for (unsigned i = 0; i < n; i++) {
        struct fact f = {.kind = FACT_NAME, .from = "test", .at_us = 2000000};

        snprintf(f.claim, sizeof(f.claim), "%u of %u", i, n);
        sink->take(sink->self, &f);
        echo_told(e, f.kind);
    }
    echo_end(e, print);
}

static void nothing_learned(void *self, const struct fact *fact)
{
    (void)self;
    (void)fact;
    fail_msg("no address was told");
}

static bool print_of(struct echo_print *out, const struct echoes *e, struct lay *l, size_t len,
                     struct echo_lot lot)
{
    static const uint16_t ports[2];
    struct packet p;

    for (size_t i = 0; i < len; i++) {
        l->byte[42 + i] = (uint8_t)i;
    }
    assert_true(packet_read(&p, lay_udp(l, 1, 5353, 2, 5353, l->byte + 42, len)));
    return echo_print(out, e, &p, ports, lot);
}

static void what_does_not_fit_is_decoded_each_time(void **state)
{
    (void)state;
    CLEANUP(fact_table_close) struct fact_table *t = NULL;
    CLEANUP(echoes_close) struct echoes *e = NULL;
    struct err err;
    struct lay l;
    struct echo_print print;

    T_OK(fact_table_open(&t, 100, 7, &err));
    struct fact_sink sink = fact_table_sink(t);

    T_OK(echoes_open(&e, &sink, 7, &err));
    assert_true(print_of(&print, e, &l, ECHO_BYTES_MAX, (struct echo_lot){0}));
    assert_false(print_of(&print, e, &l, ECHO_BYTES_MAX + 1, (struct echo_lot){0}));
    for (unsigned n = ECHO_FACTS_MAX; n <= ECHO_FACTS_MAX + 1; n++) {
        assert_true(print_of(&print, e, &l, n, (struct echo_lot){0}));
        assert_false(echo_again(e, &print, &l.frame, nothing_learned, NULL));
        tell(e, &sink, &print, n);
        assert_int_equal(echo_again(e, &print, &l.frame, nothing_learned, NULL),
                         n == ECHO_FACTS_MAX);
    }
    assert_int_equal(fact_table_row(t, 0)->n, 2);
}

static void a_forgotten_fact_is_told_anew(void **state)
{
    (void)state;
    CLEANUP(fact_table_close) struct fact_table *t = NULL;
    CLEANUP(echoes_close) struct echoes *e = NULL;
    struct err err;
    struct lay l;
    struct echo_print one, other;

    T_OK(fact_table_open(&t, 3, 7, &err));
    struct fact_sink sink = fact_table_sink(t);

    T_OK(echoes_open(&e, &sink, 7, &err));
    assert_true(print_of(&one, e, &l, 10, (struct echo_lot){0}));
    assert_true(print_of(&other, e, &l, 11, (struct echo_lot){0}));
    tell(e, &sink, &one, 2);
    assert_true(echo_again(e, &one, &l.frame, nothing_learned, NULL));
    tell(e, &sink, &other, 3); /* takes places of the first's, and of its own */
    assert_true(fact_table_forgotten(t) > 0);
    assert_false(echo_again(e, &one, &l.frame, nothing_learned, NULL));
    assert_false(echo_again(e, &other, &l.frame, nothing_learned, NULL));
}

static void every_byte_counts_but_those_drawn_by_lot(void **state)
{
    (void)state;
    static const struct echo_lot lots[] = {
        {0, 0},
        {0, 2},
        {4, 6},
        {1, 3}
    };
    CLEANUP(fact_table_close) struct fact_table *t = NULL;
    CLEANUP(echoes_close) struct echoes *e = NULL;
    static const uint16_t ports[2];
    struct err err;

    T_OK(fact_table_open(&t, 3, 7, &err));
    struct fact_sink sink = fact_table_sink(t);

    T_OK(echoes_open(&e, &sink, 7, &err));
    for (size_t i = 0; i < COUNT(lots); i++) {
        for (size_t len = 0; len <= 50; len++) {
            struct lay l;
            struct packet p;
            struct echo_print before, after;

            assert_true(print_of(&before, e, &l, len, lots[i]));
            for (size_t at = 0; at < 42 + len; at++) {
                bool head = at < 42 && !(at < 12 || (at >= 26 && at < 34) || at == 22);
                bool lot = at >= 42u + lots[i].at && at < 42u + lots[i].at + lots[i].size;

                if (head || (at >= 18 && at < 22)) {
                    continue; /* lengths, ports, checksums: told otherwise, or not at all */
                }
                l.byte[at] ^= 0x40;
                assert_true(packet_read(&p, &l.frame));
                assert_true(echo_print(&after, e, &p, ports, lots[i]));
                assert_int_equal(before.low == after.low && before.high == after.high, lot);
                l.byte[at] ^= 0x40;
            }
        }
    }
}

static enum status open_and_close(void *arg, struct err *err)
{
    CLEANUP(echoes_close) struct echoes *e = NULL;

    return echoes_open(&e, arg, 1, err);
}

static void without_memory_it_does_not_begin(void **state)
{
    (void)state;
    CLEANUP(fact_table_close) struct fact_table *t = NULL;
    struct err err;

    T_OK(fact_table_open(&t, 1, 7, &err));
    struct fact_sink sink = fact_table_sink(t);

    T_FAULTS(FAULT_ALLOC, open_and_close, &sink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remembered_or_not_the_facts_are_the_same),
        cmocka_unit_test(what_does_not_fit_is_decoded_each_time),
        cmocka_unit_test(a_forgotten_fact_is_told_anew),
        cmocka_unit_test(every_byte_counts_but_those_drawn_by_lot),
        cmocka_unit_test(without_memory_it_does_not_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
