#include "lay.h"
#include "network/flow.h"
#include "network/flow_stream.h"
#include "t.h"

#include <stdio.h>

static void a_stream_is_put_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct {
            int64_t at;
            const char *bytes;
        } piece[4];
        const char *want;
    } row[] = {
        {"in order",                {{0, "abc"}, {3, "def"}},                       "abcdef"  },
        {"repeated",                {{0, "abc"}, {0, "abc"}, {3, "d"}},             "abcd"    },
        {"repeated with more",      {{0, "abc"}, {0, "abcde"}},                     "abcde"   },
        {"overlapping, first wins", {{0, "abc"}, {1, "XYd"}},                       "abcd"    },
        {"early",                   {{3, "def"}, {0, "abc"}},                       "abcdef"  },
        {"early, longer",           {{3, "def"}, {6, "gh"}, {0, "abc"}},            "abcdefgh"},
        {"early, before it",        {{6, "gh"}, {3, "def"}, {0, "abc"}},            "abcdefgh"},
        {"early, first wins",       {{3, "def"}, {0, "abcXX"}},                     "abcdef"  },
        {"a second gap is lost",    {{3, "d"}, {6, "gh"}, {0, "abc"}},              "abcd"    },
        {"a gap that stays",        {{0, "a"}, {2, "c"}},                           "a"       },
        {"before the beginning",    {{-1, "x"}, {-1, "xab"}},                       "ab"      },
        {"far before",              {{INT32_MIN, "x"}, {0, "a"}},                   "a"       },
        {"beyond what is kept",     {{INT32_MAX, "x"}, {FLOW_KEPT, "y"}, {0, "a"}}, "a"       },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct flow_stream s = {0};
        uint8_t byte[FLOW_KEPT];

        for (size_t k = 0; k < COUNT(row[i].piece) && row[i].piece[k].bytes != NULL; k++) {
            (void)flow_stream_put(&s, byte, row[i].piece[k].at,
                                  (const uint8_t *)row[i].piece[k].bytes,
                                  strlen(row[i].piece[k].bytes));
        }
        print_message("%s\n", row[i].what);
        assert_int_equal(s.kept, strlen(row[i].want));
        assert_memory_equal(byte, row[i].want, s.kept);
    }
}

static void a_stream_keeps_its_first_bytes_only(void **state)
{
    (void)state;
    struct flow_stream s = {0};
    uint8_t byte[FLOW_KEPT], piece[FLOW_KEPT];

    memset(piece, 'x', sizeof(piece));
    assert_true(flow_stream_put(&s, byte, 0, piece, FLOW_KEPT - 1));
    assert_true(flow_stream_put(&s, byte, FLOW_KEPT - 1, piece, 10));
    assert_int_equal(s.kept, FLOW_KEPT);
    assert_false(flow_stream_put(&s, byte, FLOW_KEPT, piece, 10));
    assert_int_equal(flow_stream_at(&s, 0xfffffff0), 0);
    assert_int_equal(flow_stream_at(&s, 0x10), 0x20); /* across the wrap */
}

/* Decoders of the tests: each writes down what it was shown. */
static char shown[4096];

static void show(const char *name, const struct flow *f)
{
    size_t n = strlen(shown);

    snprintf(shown + n, sizeof(shown) - n, "%s%c%s %.*s|%.*s\n", name,
             f->spoke == SIDE_CLIENT ? 'c' : 's', f->began ? "" : "?", (int)f->side[0].len,
             f->side[0].len == 0 ? "" : (const char *)f->side[0].byte, (int)f->side[1].len,
             f->side[1].len == 0 ? "" : (const char *)f->side[1].byte);
}

static enum flow_look look_no(const struct flow *f, struct fact_sink *sink)
{
    (void)sink;
    show("no ", f);
    return LOOK_NO;
}

static enum flow_look look_more(const struct flow *f, struct fact_sink *sink)
{
    (void)sink;
    show("more ", f);
    return LOOK_MORE;
}

static enum flow_look look_done_at_x(const struct flow *f, struct fact_sink *sink)
{
    (void)sink;
    show("x ", f);
    return f->side[0].len > 0 && memchr(f->side[0].byte, 'x', f->side[0].len) != NULL ? LOOK_DONE
                                                                                      : LOOK_MORE;
}

static enum flow_look look_mine_at_m(const struct flow *f, struct fact_sink *sink)
{
    (void)sink;
    show("m ", f);
    return f->side[0].len > 0 && f->side[0].byte[0] == 'm' ? LOOK_MINE : LOOK_NO;
}

static const struct flow_decoder decoder[] = {
    {"no",   6,  look_no       },
    {"x",    0,  look_done_at_x},
    {"mine", 6,  look_mine_at_m},
    {"more", 17, look_more     },
};

static struct flow_cache *open_cache(void)
{
    struct flow_cache *c = NULL;
    struct err err;

    shown[0] = '\0';
    T_OK(flow_cache_open(&c, decoder, COUNT(decoder), 7, &err));
    return c;
}

static void take_nothing(void *self, const struct fact *fact)
{
    (void)self;
    (void)fact;
}

static struct flow_step give(struct flow_cache *c, const struct frame *frame)
{
    struct packet p;
    struct fact_sink sink = {take_nothing, NULL};

    assert_true(packet_read(&p, frame));
    struct flow_place at = flow_place_of(c, &p);

    return flow_take(c, &at, &p, &sink);
}

/* From host 1 (the client) or host 2. */
static struct flow_step tcp(struct flow_cache *c, bool client, uint32_t seq, uint8_t flags,
                            const char *text)
{
    struct lay l;

    return give(c, client ? lay_tcp(&l, 1, 1024, 2, 80, seq, flags, text, strlen(text))
                          : lay_tcp(&l, 2, 80, 1, 1024, seq, flags, text, strlen(text)));
}

static void decoders_see_both_sides_in_order(void **state)
{
    (void)state;
    CLEANUP(flow_cache_close) struct flow_cache *c = open_cache();

    tcp(c, true, 99, TCP_SYN, "");
    tcp(c, false, 499, TCP_SYN | TCP_ACK, "");
    tcp(c, true, 100, TCP_ACK, "ab");
    tcp(c, false, 500, TCP_ACK, "AB");
    tcp(c, true, 100, TCP_ACK, "ab"); /* sent again: nobody is asked */
    tcp(c, true, 103, TCP_ACK, "d");  /* early */
    tcp(c, true, 102, TCP_ACK, "x");
    tcp(c, true, 104, TCP_ACK, "e"); /* it is done */
    assert_string_equal(shown, "no c ab|\nx c ab|\nm c ab|\n"
                               "x s ab|AB\n"
                               "x c abxd|AB\n");
    assert_int_equal(flow_cache_count(c).flows, 1);
    assert_int_equal(flow_cache_count(c).lost, 0);
}

static void who_began_is_the_client(void **state)
{
    (void)state;
    CLEANUP(flow_cache_close) struct flow_cache *c = open_cache();

    tcp(c, false, 499, TCP_SYN | TCP_ACK, ""); /* the SYN itself was not seen */
    tcp(c, false, 500, TCP_ACK, "A");
    assert_string_equal(shown, "no s |A\nx s |A\nm s |A\n");
    tcp(c, true, 99, TCP_SYN, ""); /* its ports are used again */
    shown[0] = '\0';
    tcp(c, true, 100, TCP_ACK, "x");
    assert_string_equal(shown, "no c x|\nx c x|\n");
    assert_int_equal(flow_cache_count(c).flows, 2);
    tcp(c, true, 99, TCP_SYN, ""); /* sent again: still the same flow */
    assert_int_equal(flow_cache_count(c).flows, 2);
    tcp(c, true, 7000, TCP_SYN, "");
    assert_int_equal(flow_cache_count(c).flows, 3);
}

static void a_capture_begun_late_says_so(void **state)
{
    (void)state;
    CLEANUP(flow_cache_close) struct flow_cache *c = open_cache();

    tcp(c, false, 500, TCP_ACK, "A");
    assert_string_equal(shown, "no c? A|\nx c? A|\nm c? A|\n");
}

static void mine_sends_the_others_away(void **state)
{
    (void)state;
    CLEANUP(flow_cache_close) struct flow_cache *c = open_cache();

    tcp(c, true, 99, TCP_SYN, "");
    tcp(c, true, 100, TCP_ACK, "m1");
    tcp(c, true, 102, TCP_ACK, "m2");
    assert_string_equal(shown, "no c m1|\nx c m1|\nm c m1|\nm c m1m2|\n");
}

static void nobody_looks_beyond_the_eighth_payload(void **state)
{
    (void)state;
    CLEANUP(flow_cache_close) struct flow_cache *c = open_cache();
    size_t lines = 0;

    tcp(c, true, 99, TCP_SYN, "");
    for (uint32_t i = 0; i < 2 * FLOW_LOOKS; i++) {
        tcp(c, true, 100 + i, TCP_ACK, "a");
    }
    for (const char *p = shown; *p != '\0'; p++) {
        lines += *p == '\n';
    }
    assert_int_equal(lines, FLOW_LOOKS + 2); /* two said no at the first */
}

static void datagrams_are_shown_as_they_come(void **state)
{
    (void)state;
    CLEANUP(flow_cache_close) struct flow_cache *c = open_cache();
    struct lay l;

    give(c, lay_udp(&l, 1, 1024, 2, 53, "ab", 2));
    give(c, lay_udp(&l, 2, 53, 1, 1024, "AB", 2));
    give(c, lay_udp(&l, 1, 1024, 2, 53, "cx", 2));
    give(c, lay_udp(&l, 1, 1024, 2, 53, "d", 1));
    assert_string_equal(shown, "x c ab|\nmore c ab|\nx s ab|AB\nmore s ab|AB\nx c cx|AB\n");
}

static void a_side_is_reported_once_a_second(void **state)
{
    (void)state;
    CLEANUP(flow_cache_close) struct flow_cache *c = open_cache();
    struct lay l;
    struct flow_step step = tcp(c, true, 99, TCP_SYN, "");

    assert_true(step.report && !step.answered);
    step = tcp(c, false, 499, TCP_SYN | TCP_ACK, "");
    assert_true(step.report && step.answered);
    assert_false(tcp(c, true, 100, TCP_ACK, "a").report);
    lay_tcp(&l, 1, 1024, 2, 80, 101, TCP_ACK, "b", 1);
    l.frame.at_us += FLOW_REPORT_US - 1;
    assert_false(give(c, &l.frame).report);
    l.frame.at_us += 1;
    assert_true(give(c, &l.frame).report);
}

static void too_many_flows_send_the_oldest_away(void **state)
{
    (void)state;
    CLEANUP(flow_cache_close) struct flow_cache *c = open_cache();
    struct lay l;

    for (uint32_t i = 0; i < FLOWS_MAX + FLOWS_MAX / 2; i++) {
        lay_udp(&l, 1, (uint16_t)i, 2, 53, "ab", 2);
        l.byte[28] = (uint8_t)(i >> 16);
        give(c, &l.frame);
        shown[0] = '\0';
    }
    assert_int_equal(flow_cache_count(c).flows, FLOWS_MAX + FLOWS_MAX / 2);
    assert_true(flow_cache_count(c).lost > FLOWS_MAX / 4);
    lay_udp(&l, 1, (uint16_t)(FLOWS_MAX + FLOWS_MAX / 2 - 1), 2, 53, "x", 1);
    l.byte[28] = (FLOWS_MAX + FLOWS_MAX / 2 - 1) >> 16;
    give(c, &l.frame); /* the newest is still known */
    assert_int_equal(flow_cache_count(c).flows, FLOWS_MAX + FLOWS_MAX / 2);
}

static enum status open_and_close(void *arg, struct err *err)
{
    CLEANUP(flow_cache_close) struct flow_cache *c = NULL;

    (void)arg;
    return flow_cache_open(&c, decoder, COUNT(decoder), 7, err);
}

static void without_memory_there_is_no_cache(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, open_and_close, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_is_put_in_order),
        cmocka_unit_test(a_stream_keeps_its_first_bytes_only),
        cmocka_unit_test(decoders_see_both_sides_in_order),
        cmocka_unit_test(who_began_is_the_client),
        cmocka_unit_test(a_capture_begun_late_says_so),
        cmocka_unit_test(mine_sends_the_others_away),
        cmocka_unit_test(nobody_looks_beyond_the_eighth_payload),
        cmocka_unit_test(datagrams_are_shown_as_they_come),
        cmocka_unit_test(a_side_is_reported_once_a_second),
        cmocka_unit_test(too_many_flows_send_the_oldest_away),
        cmocka_unit_test(without_memory_there_is_no_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
