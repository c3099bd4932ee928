#include "network/never.h"

#include "network/fact.h"
#include "t.h"

#include <stdio.h>

/* 192.168.1.0/24 unless a row says otherwise. */
#define NET(a, b, c, d) (((uint32_t)(a) << 24) | ((b) << 16) | ((c) << 8) | (d))

static const struct never_range barred[] = {
    {NET(192, 168, 1, 20), NET(192, 168, 1, 20),  NEVER_DEVICE },
    {NET(192, 168, 1, 64), NET(192, 168, 1, 95),  NEVER_RANGE  },
    {NET(192, 168, 1, 30), NET(192, 168, 1, 30),  NEVER_MEDICAL},
    {NET(10,  9,   0, 0),  NET(10,  9,   0, 255), NEVER_VLAN   },
};
static const struct never_mac barred_mac[] = {
    {{0x00, 0x1b, 0x21, 0, 0, 0x0a}, 48, NEVER_DEVICE},
    {{0x00, 0x00, 0x5e, 0, 0, 0},    24, NEVER_MAKER },
};
static const struct never list = {
    .first = NET(192, 168, 1, 0),
    .last = NET(192, 168, 1, 255),
    .bits = 24,
    .range = barred,
    .n_ranges = COUNT(barred),
    .mac = barred_mac,
    .n_macs = COUNT(barred_mac),
};

static void each_thing_that_is_never_sent_is_refused_and_its_neighbour_is_not(void **state)
{
    (void)state;
    static const uint8_t plain[6] = {0x00, 0x1b, 0x21, 0, 0, 0x0b};
    static const uint8_t device[6] = {0x00, 0x1b, 0x21, 0, 0, 0x0a};
    static const uint8_t maker[6] = {0x00, 0x00, 0x5e, 0xff, 0, 1};
    static const uint8_t vrrp[6] = {0x00, 0x00, 0x5f, 0, 0, 0};
    static const uint8_t group[6] = {0x01, 0x1b, 0x21, 0, 0, 0x0b};
    static const struct {
        enum probe_kind kind;
        uint32_t ip;
        const uint8_t *mac;
        uint16_t port;
        enum never_why want;
    } row[] = {
        {PROBE_SNMP, NET(192, 168, 1,   1),   plain,  161,  NEVER_NOTHING },
        {PROBE_SNMP, NET(192, 168, 1,   1),   plain,  162,  NEVER_PORT    },
        {PROBE_SNMP, NET(192, 168, 1,   1),   plain,  0,    NEVER_PORT    },
        {PROBE_SNMP, NET(192, 168, 1,   1),   NULL,   161,  NEVER_STRANGER},
        {PROBE_SNMP, NET(192, 168, 1,   1),   device, 161,  NEVER_DEVICE  },
        {PROBE_SNMP, NET(192, 168, 1,   20),  plain,  161,  NEVER_DEVICE  },
        {PROBE_ARP,  NET(192, 168, 1,   0),   NULL,   0,    NEVER_ADDRESS },
        {PROBE_ARP,  NET(192, 168, 1,   1),   NULL,   0,    NEVER_NOTHING },
        {PROBE_ARP,  NET(192, 168, 1,   254), NULL,   0,    NEVER_NOTHING },
        {PROBE_ARP,  NET(192, 168, 1,   255), NULL,   0,    NEVER_ADDRESS },
        {PROBE_ARP,  NET(192, 168, 2,   1),   NULL,   0,    NEVER_OUTSIDE },
        {PROBE_ARP,  NET(192, 168, 0,   255), NULL,   0,    NEVER_OUTSIDE },
        {PROBE_ARP,  NET(127, 0,   0,   1),   NULL,   0,    NEVER_ADDRESS },
        {PROBE_ARP,  NET(224, 0,   0,   1),   NULL,   0,    NEVER_ADDRESS },
        {PROBE_ARP,  NET(255, 255, 255, 255), NULL,   0,    NEVER_ADDRESS },
        {PROBE_ARP,  NET(192, 168, 1,   19),  NULL,   0,    NEVER_NOTHING },
        {PROBE_ARP,  NET(192, 168, 1,   20),  NULL,   0,    NEVER_DEVICE  },
        {PROBE_ARP,  NET(192, 168, 1,   21),  NULL,   0,    NEVER_NOTHING },
        {PROBE_ARP,  NET(192, 168, 1,   30),  NULL,   0,    NEVER_MEDICAL },
        {PROBE_ARP,  NET(192, 168, 1,   63),  NULL,   0,    NEVER_NOTHING },
        {PROBE_ARP,  NET(192, 168, 1,   64),  NULL,   0,    NEVER_RANGE   },
        {PROBE_ARP,  NET(192, 168, 1,   95),  NULL,   0,    NEVER_RANGE   },
        {PROBE_ARP,  NET(192, 168, 1,   96),  NULL,   0,    NEVER_NOTHING },
        {PROBE_ARP,  NET(192, 168, 1,   5),   device, 0,    NEVER_DEVICE  },
        {PROBE_ARP,  NET(192, 168, 1,   5),   plain,  0,    NEVER_NOTHING },
        {PROBE_ICMP, NET(192, 168, 1,   5),   maker,  0,    NEVER_MAKER   },
        {PROBE_ICMP, NET(192, 168, 1,   5),   vrrp,   0,    NEVER_NOTHING },
        {PROBE_ICMP, NET(192, 168, 1,   5),   group,  0,    NEVER_SHARED  },
        {PROBE_ICMP, NET(192, 168, 1,   5),   NULL,   0,    NEVER_STRANGER},
        {PROBE_ICMP, NET(192, 168, 1,   5),   plain,  0,    NEVER_NOTHING },
        {PROBE_TCP,  NET(192, 168, 1,   5),   NULL,   22,   NEVER_STRANGER},
        {PROBE_TCP,  NET(192, 168, 1,   5),   plain,  22,   NEVER_NOTHING },
        {PROBE_TCP,  NET(192, 168, 1,   5),   plain,  23,   NEVER_PORT    },
        {PROBE_TCP,  NET(192, 168, 1,   5),   plain,  9100, NEVER_PORT    },
        {PROBE_TCP,  NET(192, 168, 1,   20),  plain,  22,   NEVER_DEVICE  },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        const struct never_packet p = {row[i].kind, row[i].ip, row[i].mac, row[i].port};
        const enum never_why got = never_sends(&list, &p);

        if (got != row[i].want) {
            fail_msg("row %zu: %s, not %s", i, never_why_row[got].name,
                     never_why_row[row[i].want].name);
        }
    }
}

static void a_shared_mac_of_routers_is_left_alone(void **state)
{
    (void)state;
    static const uint8_t hsrp[6] = {0x00, 0x00, 0x0c, 0x07, 0xac, 0x01};
    const struct never_packet p = {PROBE_ICMP, NET(192, 168, 1, 5), hsrp, 0};

    assert_int_equal(never_sends(&list, &p), NEVER_SHARED);
}

static void what_looks_like_an_end_inside_a_larger_network_is_asked(void **state)
{
    (void)state;
    static const struct {
        unsigned bits;
        uint32_t ip;
        enum never_why want;
    } row[] = {
        {22, NET(10, 0, 0, 255), NEVER_NOTHING},
        {22, NET(10, 0, 1, 0),   NEVER_NOTHING},
        {22, NET(10, 0, 0, 0),   NEVER_ADDRESS},
        {22, NET(10, 0, 3, 255), NEVER_ADDRESS},
        {31, NET(10, 0, 0, 0),   NEVER_NOTHING},
        {31, NET(10, 0, 0, 1),   NEVER_NOTHING},
        {32, NET(10, 0, 0, 0),   NEVER_NOTHING},
        {30, NET(10, 0, 0, 3),   NEVER_ADDRESS},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        const uint32_t hosts = (uint32_t)((UINT64_C(1) << (32 - row[i].bits)) - 1);
        const struct never n = {
            .first = NET(10, 0, 0, 0), .last = NET(10, 0, 0, 0) | hosts, .bits = row[i].bits};
        const struct never_packet p = {PROBE_ARP, row[i].ip, NULL, 0};

        assert_int_equal(never_sends(&n, &p), row[i].want);
    }
}

/* Whatever the list of ports becomes: what acts on any byte is not on it. */
static void the_short_list_names_no_port_that_acts_on_what_comes(void **state)
{
    (void)state;
    static const uint16_t acting[] = {104, 515, 631, 2575, 2762, 9100, 9107, 11112, 4001, 10001};
    static const uint8_t mac[6] = {0x00, 0x1b, 0x21, 0, 0, 0x0b};
    size_t n = 0;

    for (uint32_t port = 0; port <= UINT16_MAX; port++) {
        const struct never_packet p = {PROBE_TCP, NET(192, 168, 1, 5), mac, (uint16_t)port};
        n += never_sends(&list, &p) == NEVER_NOTHING;
    }
    assert_int_equal(n, PROBE_PORTS);
    for (size_t i = 0; i < COUNT(acting); i++) {
        const struct never_packet p = {PROBE_TCP, NET(192, 168, 1, 5), mac, acting[i]};
        assert_int_equal(never_sends(&list, &p), NEVER_PORT);
    }
}

static void the_beginning_of_a_mac_is_three_to_six_pairs(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned bits; /* 0: refused */
    } row[] = {
        {"00:00:5e",             24},
        {"00-00-5E",             24},
        {"00:1b:21:00",          32},
        {"00:1b:21:00:00:0a",    48},
        {"00:00",                0 },
        {"00:1b:21:00:00:0a:0b", 0 },
        {"00:1b:2",              0 },
        {"00:1b:2g",             0 },
        {"001b21",               0 },
        {"00:1b:21:",            0 },
        {"",                     0 },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct never_mac m = {.bits = 99};

        assert_int_equal(never_read_mac(&m, row[i].text), row[i].bits != 0);
        if (row[i].bits != 0) {
            assert_int_equal(m.bits, row[i].bits);
            assert_int_equal(m.mac[0], 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_thing_that_is_never_sent_is_refused_and_its_neighbour_is_not),
        cmocka_unit_test(a_shared_mac_of_routers_is_left_alone),
        cmocka_unit_test(what_looks_like_an_end_inside_a_larger_network_is_asked),
        cmocka_unit_test(the_short_list_names_no_port_that_acts_on_what_comes),
        cmocka_unit_test(the_beginning_of_a_mac_is_three_to_six_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
