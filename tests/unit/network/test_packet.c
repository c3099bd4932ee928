#include "t.h"
#include "lay.h"
#include "network/packet.h"

#define IPV4 "4500 0021 0000 " UDP4
#define UDP4 "0000 4011 0000 c0000201 c0000202 0035 1234 000d 0000 68656c6c6f"
#define MACS "020000000002 020000000001 "

static void each_link_leads_to_the_same_datagram(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int link;
        const char *hex;
        bool mac;
        uint16_t vlan;
    } row[] = {
        {"Ethernet",           LINK_ETHERNET, MACS "0800" IPV4,                                      true,  0 },
        {"Ethernet, padded",   LINK_ETHERNET, MACS "0800" IPV4 "000000000000",                       true,  0 },
        {"802.1Q",             LINK_ETHERNET, MACS "8100 0014 0800" IPV4,                            true,  20},
        {"802.1ad and 802.1Q", LINK_ETHERNET, MACS "88a8 a01e 8100 0014 0800" IPV4,                  true,  30},
        {"old QinQ",           LINK_ETHERNET, MACS "9100 001e 8100 0014 0800" IPV4,                  true,  30},
        {"SNAP",               LINK_ETHERNET, MACS "0029 aaaa03 000000 0800" IPV4,                   true,  0 },
        {"PPPoE",              LINK_ETHERNET, MACS "8864 1100 0001 0023 0021" IPV4,                  true,  0 },
        {"cooked",             LINK_SLL,      "0000 0001 0006 0200000000010000 0800" IPV4,           true,  0 },
        {"cooked, VLAN",       LINK_SLL,      "0000 0001 0006 0200000000010000 8100 0014 0800" IPV4, true,  20},
        {"cooked, no address", LINK_SLL,      "0000 0304 0000 0000000000000000 0800" IPV4,           false, 0 },
        {"cooked v2",          LINK_SLL2,     "0800 0000 00000002 0001 00 06 0200000000010000" IPV4, true,  0 },
        {"raw",                LINK_RAW,      IPV4,                                                  false, 0 },
        {"null, little end",   LINK_NULL,     "02000000" IPV4,                                       false, 0 },
        {"null, big end",      LINK_NULL,     "00000002" IPV4,                                       false, 0 },
        {"loop",               LINK_LOOP,     "00000002" IPV4,                                       false, 0 },
    };
    static const uint8_t mac[6] = {2, 0, 0, 0, 0, 1}, none[6];
    for (size_t i = 0; i < COUNT(row); i++) {
        struct lay l;
        struct packet p;
        char text[ADDR_TEXT_SIZE];

        print_message("%s\n", row[i].what);
        assert_true(packet_read(&p, lay_link(&l, row[i].link, row[i].hex)));
        assert_memory_equal(p.src_mac, row[i].mac ? mac : none, 6);
        assert_int_equal(p.vlan, row[i].vlan);
        assert_int_equal(p.ethertype, 0x0800);
        assert_int_equal(p.ip_version, 4);
        assert_int_equal(p.ttl, 64);
        assert_int_equal(p.protocol, 17);
        assert_string_equal(addr_text(text, &p.src), "192.0.2.1");
        assert_string_equal(addr_text(text, &p.dst), "192.0.2.2");
        assert_int_equal(p.sport, 0x35);
        assert_int_equal(p.dport, 0x1234);
        assert_int_equal(p.net_len, 33); /* without the padding */
        assert_int_equal(p.payload_len, 5);
        assert_int_equal(p.payload_wire_len, 5);
        assert_memory_equal(p.payload, "hello", 5);
    }
}

#define V6_ADDRESSES "20010db8000000000000000000000001 20010db8000000000000000000000002 "
#define V6(len, next, rest) MACS "86dd 60000000 " len next "40 " V6_ADDRESSES rest
#define UDP6 "0035 1234 000d 0000 68656c6c6f"

static void extension_headers_of_ipv6_are_stepped_over(void **state)
{
    (void)state;
    static const struct {
        const char *what, *hex;
        uint8_t protocol;
        uint16_t sport;
        bool fragment;
    } row[] = {
        {"none",              V6("000d", "11", UDP6),                                                               17, 0x35, false},
        {"hop by hop",        V6("0015", "00", "1100 0000 0000 0000" UDP6),                                         17, 0x35, false},
        {"options, routing",
         V6("0025",                      "3c", "2b01 0000 0000 0000 0000 0000 0000 0000 1100 0000 0000 0000" UDP6), 17,
         0x35,                                                                                                                false},
        {"first piece",       V6("0015", "2c", "1100 0001 0000 0007" UDP6),                                         17, 0x35, false},
        {"later piece",       V6("0015", "2c", "1100 0008 0000 0007" UDP6),                                         17, 0,    true },
        {"ESP",               V6("0008", "32", "00000001 00000002"),                                                50, 0,    false},
        {"cut in a header",   V6("0015", "00", "1100 00"),                                                          0,  0,    false},
        {"a header too long", V6("0015", "00", "11ff 0000 0000 0000" UDP6),                                         17, 0,    true },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct lay l;
        struct packet p;

        print_message("%s\n", row[i].what);
        assert_true(packet_read(&p, lay_link(&l, LINK_ETHERNET, row[i].hex)));
        assert_int_equal(p.ip_version, 6);
        assert_int_equal(p.protocol, row[i].protocol);
        assert_int_equal(p.sport, row[i].sport);
        assert_int_equal(p.fragment, row[i].fragment);
        assert_non_null(p.payload);
    }
}

static void extension_headers_end_at_sixteen(void **state)
{
    (void)state;
    for (size_t n = 16; n <= 17; n++) {
        struct lay l;
        struct packet p;
        size_t at = lay_link(&l, LINK_ETHERNET, V6("0000", "3c", ""))->len;

        for (size_t i = 0; i < n; i++, at += 8) {
            memset(l.byte + at, 0, 8);
            l.byte[at] = i + 1 == n ? 17 : 60;
        }
        at += lay_hex(l.byte + at, UDP6);
        l.len = at;
        assert_true(packet_read(&p, lay_frame(&l, LINK_ETHERNET)));
        assert_int_equal(p.sport, n == 16 ? 0x35 : 0);
    }
}

static void tcp_gives_flags_sequence_and_segment_size(void **state)
{
    (void)state;
    static const struct {
        const char *what, *tcp;
        uint16_t mss;
        size_t payload;
    } row[] = {
        {"SYN with MSS",         "0050 c000 00000007 00000000 6002 ffff 0000 0000 020405b4",           1460, 0},
        {"MSS past the end",     "0050 c000 00000007 00000000 7002 ffff 0000 0000 01010103 0303 0204",
         0,                                                                                                  0},
        {"option of size 0",     "0050 c000 00000007 00000000 6002 ffff 0000 0000 020005b4",           0,    0},
        {"option of size 1",     "0050 c000 00000007 00000000 6002 ffff 0000 0000 030105b4",           0,    0},
        {"after the list's end",
         "0050 c000 00000007 00000000 7002 ffff 0000 0000 00000000 020405b4",                          0,    0},
        {"not a SYN",            "0050 c000 00000007 00000000 6010 ffff 0000 0000 020405b4 41",        0,    1},
        {"a header too short",   "0050 c000 00000007 00000000 4010 ffff 0000 0000 4141",               0,    0},
        {"a header too long",    "0050 c000 00000007 00000000 f010 ffff 0000 0000 4141",               0,    0},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t tcp[64];
        size_t len = lay_hex(tcp, row[i].tcp);
        struct lay l;
        struct packet p;

        print_message("%s\n", row[i].what);
        assert_true(packet_read(&p, lay_ipv4(&l, 1, 2, 6, tcp, len)));
        assert_int_equal(p.sport, 80);
        assert_int_equal(p.dport, 0xc000);
        assert_int_equal(p.tcp_seq, 7);
        assert_int_equal(p.tcp_flags, tcp[13]);
        assert_int_equal(p.tcp_mss, row[i].mss);
        assert_int_equal(p.payload_len, row[i].payload);
    }
}

static void what_the_capture_cut_off_is_counted_not_read(void **state)
{
    (void)state;
    struct lay l;
    struct packet p;

    lay_tcp(&l, 1, 1, 2, 2, 9, TCP_ACK, "0123456789", 10);
    l.frame.len -= 4;
    assert_true(packet_read(&p, &l.frame));
    assert_int_equal(p.payload_len, 6);
    assert_int_equal(p.payload_wire_len, 10);

    lay_udp(&l, 1, 1, 2, 2, "0123456789", 10);
    l.frame.len -= 9;
    assert_true(packet_read(&p, &l.frame));
    assert_int_equal(p.payload_len, 1);
    assert_int_equal(p.payload_wire_len, 10);
}

static void a_later_fragment_has_no_ports(void **state)
{
    (void)state;
    struct lay l;
    struct packet p;

    lay_udp(&l, 1, 53, 2, 53, "abc", 3);
    l.byte[21] = 1;
    assert_true(packet_read(&p, &l.frame));
    assert_true(p.fragment);
    assert_int_equal(p.sport, 0);
    assert_int_equal(p.payload_len, 11);
    l.byte[21] = 0;
    l.byte[20] = 0x20; /* more follow: the first piece has its header */
    assert_true(packet_read(&p, &l.frame));
    assert_false(p.fragment);
    assert_int_equal(p.sport, 53);
}

static void a_header_that_cannot_be_ends_the_taking_apart(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t at;
        uint8_t value;
    } row[] = {
        {"header of 16 bytes",    14, 0x44},
        {"version 5",             14, 0x55},
        {"total length below 20", 17, 19  },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct lay l;
        struct packet p;

        print_message("%s\n", row[i].what);
        lay_udp(&l, 1, 53, 2, 53, "abc", 3);
        l.byte[row[i].at] = row[i].value;
        assert_true(packet_read(&p, &l.frame)); /* the MAC is still a fact */
        assert_int_equal(p.ip_version, 0);
        assert_null(p.payload);
        assert_true(addr_is_none(&p.src));
    }
}

static void llc_and_foreign_snap_keep_their_header(void **state)
{
    (void)state;
    struct lay l;
    struct packet p;

    assert_true(packet_read(&p, lay_link(&l, LINK_ETHERNET, MACS "0008 aaaa03 00000c 2000 ff")));
    assert_int_equal(p.ethertype, 0);
    assert_int_equal(p.net_len, 8); /* what the length field says, without the padding */
    assert_int_equal(p.net[3 + 2], 0x0c);
}

static void nothing_is_learnt_from_less_than_a_link_header(void **state)
{
    (void)state;
    static const struct {
        int link;
        uint32_t needs;
    } row[] = {
        {LINK_ETHERNET, 14},
        {LINK_SLL,      16},
        {LINK_SLL2,     20},
    };
    struct lay l;
    struct packet p;

    memset(&l, 0, sizeof(l));
    for (size_t i = 0; i < COUNT(row); i++) {
        l.len = row[i].needs;
        assert_true(packet_read(&p, lay_frame(&l, row[i].link)));
        l.len = row[i].needs - 1;
        assert_false(packet_read(&p, lay_frame(&l, row[i].link)));
        assert_non_null(p.net);
    }
    l.len = 100;
    assert_false(packet_read(&p, lay_frame(&l, LINK_RAW)));
    assert_false(packet_read(&p, lay_frame(&l, 147)));
    l.len = 0;
    assert_false(packet_read(&p, lay_frame(&l, LINK_RAW)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_link_leads_to_the_same_datagram),
        cmocka_unit_test(extension_headers_of_ipv6_are_stepped_over),
        cmocka_unit_test(extension_headers_end_at_sixteen),
        cmocka_unit_test(tcp_gives_flags_sequence_and_segment_size),
        cmocka_unit_test(what_the_capture_cut_off_is_counted_not_read),
        cmocka_unit_test(a_later_fragment_has_no_ports),
        cmocka_unit_test(a_header_that_cannot_be_ends_the_taking_apart),
        cmocka_unit_test(llc_and_foreign_snap_keep_their_header),
        cmocka_unit_test(nothing_is_learnt_from_less_than_a_link_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
