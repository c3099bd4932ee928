#include "network/probe_frame.h"

#include "t.h"

static const struct probe_self self = {
    {2, 0, 0, 0, 0, 1},
    0xc0a80101, 0x1234
};

static void an_arp_request_is_plain_and_bears_our_own_address(void **state)
{
    (void)state;
    static const uint8_t want[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2,   0,   0, 0,
                                   0,    1,    8,    6, /* to everybody */
                                   0,    1,    8,    0,    6,    4,    0,   1,   2, 0,
                                   0,    0,    0,    1,    192,  168,  1,   1, /* from us */
                                   0,    0,    0,    0,    0,    0,    192, 168, 1, 7,
                                   0,    0,    0,    0,    0,    0,    0,   0,   0, 0,
                                   0,    0,    0,    0,    0,    0,    0,   0};
    const struct course_ask ask = {PROBE_ARP, 0xc0a80107, {0}, 0};
    uint8_t frame[PROBE_FRAME_MAX];

    assert_int_equal(probe_frame_make(frame, &self, &ask, 1), sizeof(want));
    assert_memory_equal(frame, want, sizeof(want));
}

static void a_known_machine_is_asked_alone(void **state)
{
    (void)state;
    const struct course_ask ask = {
        PROBE_ARP, 0xc0a80107, {0, 0x1b, 0x21, 0, 0, 7},
          0
    };
    uint8_t frame[PROBE_FRAME_MAX];

    assert_int_equal(probe_frame_make(frame, &self, &ask, 1), 60);
    assert_memory_equal(frame, ask.mac, sizeof(ask.mac));
}

static unsigned sum_of(const uint8_t *p, size_t len)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < len; i += 2) {
        sum += (uint32_t)(p[i] << 8 | p[i + 1]);
    }
    while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return sum;
}

static void an_echo_is_of_the_usual_size_and_its_sums_are_right(void **state)
{
    (void)state;
    const struct course_ask ask = {
        PROBE_ICMP, 0xc0a80107, {0, 0x1b, 0x21, 0, 0, 7},
          0
    };
    uint8_t frame[PROBE_FRAME_MAX];

    assert_int_equal(probe_frame_make(frame, &self, &ask, 9), 14 + 84);
    assert_int_equal(sum_of(frame + 14, 20), 0xffff);
    assert_int_equal(sum_of(frame + 34, 64), 0xffff);
    assert_int_equal(frame[14 + 6], 0); /* whole: no fragment */
    assert_int_equal(frame[34], 8);
}

static void nothing_else_is_made(void **state)
{
    (void)state;
    static const struct course_ask row[] = {
        {PROBE_ICMP, 0xc0a80107, {0},                      0 }, /* to a stranger */
        {PROBE_TCP,  0xc0a80107, {0, 0x1b, 0x21, 0, 0, 7}, 22},
    };
    uint8_t frame[PROBE_FRAME_MAX];

    for (size_t i = 0; i < COUNT(row); i++) {
        assert_int_equal(probe_frame_make(frame, &self, &row[i], 1), 0);
    }
}

/* What we make is read back as what went out; turned round, as an answer. */
static void questions_and_answers_are_told_apart(void **state)
{
    (void)state;
    static const uint8_t other[6] = {0, 0x1b, 0x21, 0, 0, 7};
    struct course_ask ask = {
        PROBE_ARP, 0xc0a80107, {0, 0x1b, 0x21, 0, 0, 7},
          0
    };
    struct probe_heard h;
    uint8_t f[PROBE_FRAME_MAX], back[PROBE_FRAME_MAX];
    size_t n = probe_frame_make(f, &self, &ask, 1);

    assert_true(probe_frame_read(&h, &self, f, n, true));
    assert_int_equal(h.kind, PROBE_ARP);
    assert_int_equal(h.ip, ask.ip);
    assert_string_equal(h.what, "request");
    assert_false(h.is_answer);
    memcpy(back, f, sizeof(back));
    memcpy(back + 22, other, 6); /* the sender is the other one */
    memcpy(back + 28, f + 38, 4);
    memcpy(back + 32, self.mac, 6);
    memcpy(back + 38, f + 28, 4);
    assert_true(probe_frame_read(&h, &self, back, n, false));
    assert_false(h.is_answer); /* it asks for us */
    back[21] = 2;
    assert_true(probe_frame_read(&h, &self, back, n, false));
    assert_true(h.is_answer);
    assert_int_equal(h.ip, ask.ip);
    assert_memory_equal(h.mac, other, 6);
    back[21] = 3;
    assert_false(probe_frame_read(&h, &self, back, n, false));

    ask.kind = PROBE_ICMP;
    n = probe_frame_make(f, &self, &ask, 1);
    assert_true(probe_frame_read(&h, &self, f, n, true));
    assert_string_equal(h.what, "echo");
    memcpy(back, f, sizeof(back));
    memcpy(back + 26, f + 30, 4);
    memcpy(back + 30, f + 26, 4);
    back[34] = 0;
    assert_true(probe_frame_read(&h, &self, back, n, false));
    assert_true(h.is_answer);
    back[39] ^= 1; /* somebody else's echo */
    assert_false(probe_frame_read(&h, &self, back, n, false));
}

static void only_tcp_of_our_ports_is_ours(void **state)
{
    (void)state;
    static const struct {
        unsigned port, flags;
        const char *what; /* NULL: not ours */
    } row[] = {
        {PROBE_PORT_FIRST - 1, 2,  NULL },
        {PROBE_PORT_FIRST,     2,  "syn"},
        {PROBE_PORT_LAST,      16, "ack"},
        {PROBE_PORT_LAST,      17, "fin"},
        {PROBE_PORT_LAST,      20, "rst"},
        {PROBE_PORT_LAST + 1,  2,  NULL },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t f[54] = {[12] = 8, [14] = 0x45, [23] = 6, [26] = 192, 168, 1, 1, 192, 168, 1, 7};
        struct probe_heard h;

        f[34] = (uint8_t)(row[i].port >> 8);
        f[35] = (uint8_t)row[i].port;
        f[47] = (uint8_t)row[i].flags;
        assert_int_equal(probe_frame_read(&h, &self, f, sizeof(f), true), row[i].what != NULL);
        if (row[i].what != NULL) {
            assert_string_equal(h.what, row[i].what);
        }
        for (size_t len = 0; len < sizeof(f); len++) { /* cut off anywhere: no reading beyond */
            uint8_t *cut = malloc(len == 0 ? 1 : len);

            memcpy(cut, f, len);
            assert_false(probe_frame_read(&h, &self, cut, len, true));
            free(cut);
        }
    }
}

/* A datagram of ours to an agent: its word, by the first bytes that the interface shows. */
static void a_message_to_an_agent_is_told_by_what_it_asks(void **state)
{
    (void)state;
    static const struct {
        unsigned from, to;
        uint8_t version, pdu;
        bool is_outgoing, is_ours;
        const char *what;
    } row[] = {
        {PROBE_PORT_FIRST,     161,                  1, 0xa5, true,  true,  "getbulk"},
        {PROBE_PORT_LAST,      161,                  1, 0xa0, true,  true,  "get"    },
        {PROBE_PORT_LAST,      161,                  3, 0x30, true,  true,  "v3"     },
        {PROBE_PORT_LAST,      161,                  1, 0xa3, true,  true,  "udp"    },
        {PROBE_PORT_LAST + 1,  161,                  1, 0xa5, true,  false, NULL     },
        {PROBE_PORT_FIRST - 1, 161,                  1, 0xa5, true,  false, NULL     },
        {161,                  PROBE_PORT_FIRST,     1, 0xa2, false, true,  NULL     },
        {161,                  PROBE_PORT_FIRST - 1, 1, 0xa2, false, false, NULL     },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t f[PROBE_FRAME_MAX] = {[12] = 8, [14] = 0x45, [23] = 17};
        const uint8_t message[] = {0x30, 80,  2,   1,   row[i].version, 4, 4,
                                   'n',  'a', 'm', 'e', row[i].pdu,     60};
        struct probe_heard h = {.what = NULL};

        memcpy(f + (row[i].is_outgoing ? 26 : 30), (const uint8_t[]){192, 168, 1, 1}, 4);
        memcpy(f + (row[i].is_outgoing ? 30 : 26), (const uint8_t[]){192, 168, 1, 7}, 4);
        f[34] = (uint8_t)(row[i].from >> 8);
        f[35] = (uint8_t)row[i].from;
        f[36] = (uint8_t)(row[i].to >> 8);
        f[37] = (uint8_t)row[i].to;
        memcpy(f + 42, message, sizeof(message));
        assert_int_equal(probe_frame_read(&h, &self, f, sizeof(f), row[i].is_outgoing),
                         row[i].is_ours);
        if (row[i].is_ours) {
            assert_int_equal(h.kind, PROBE_SNMP);
            assert_int_equal(h.ip, 0xc0a80107);
            assert_false(h.is_answer); /* what it says is the reader's affair */
        }
        if (row[i].what != NULL) {
            assert_string_equal(h.what, row[i].what);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arp_request_is_plain_and_bears_our_own_address),
        cmocka_unit_test(a_known_machine_is_asked_alone),
        cmocka_unit_test(an_echo_is_of_the_usual_size_and_its_sums_are_right),
        cmocka_unit_test(nothing_else_is_made),
        cmocka_unit_test(questions_and_answers_are_told_apart),
        cmocka_unit_test(only_tcp_of_our_ports_is_ours),
        cmocka_unit_test(a_message_to_an_agent_is_told_by_what_it_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
