/* Decoders of what machines on one wire say to each other: neighbours, switches, routers, time. */
#include "network/decoders.h"
#include "told.h"

#define MACS "020000000002 020000000001 "

struct hex_row {
    const char *what, *hex, *want;
};

static void expect_frames(void (*decode)(const struct packet *, struct fact_sink *),
                          const struct hex_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct lay l;

        told_expect(row[i].what, decode, lay_link(&l, LINK_ETHERNET, row[i].hex), row[i].want);
    }
}

#define ARP MACS "0806 "
#define ARP_HEAD "0001 0800 0604 "

static void arp_says_whose_an_address_is(void **state)
{
    (void)state;
    static const struct hex_row row[] = {
        {"request",           ARP ARP_HEAD "0001 020000000007 c0000207 000000000000 c0000201",
         "address A 02:00:00:00:00:07 192.0.2.7 -\n"                                                   },
        {"reply",             ARP ARP_HEAD "0002 020000000007 c0000207 020000000001 c0000201",
         "address A 02:00:00:00:00:07 192.0.2.7 -\n"                                                   },
        {"a probe",           ARP ARP_HEAD "0001 020000000007 00000000 000000000000 c0000201",       ""},
        {"opcode 0",          ARP ARP_HEAD "0000 020000000007 c0000207 000000000000 c0000201",       ""},
        {"opcode 5",          ARP ARP_HEAD "0005 020000000007 c0000207 000000000000 c0000201",       ""},
        {"a group's MAC",     ARP ARP_HEAD "0002 030000000007 c0000207 020000000001 c0000201",       ""},
        {"a group's address", ARP ARP_HEAD "0002 020000000007 e0000207 020000000001 c0000201",       ""},
        {"8-byte hardware",
         ARP "0001 0800 0804 0002 0200000000000007 c0000207 0000000000000000 c0000201",              ""},
        {"IPv6",              ARP "0001 86dd 0604 0002 020000000007 c0000207 020000000001 c0000201", ""},
        {"one byte short",    ARP ARP_HEAD "0002 020000000007 c0000207 020000000001 c00002",         ""},
    };
    expect_frames(arp_decode, row, COUNT(row));
}

#define LLDP "0180c200000e 020000000001 88cc "
#define LLDP_MUST "0207 04 020000000009 0402 0731 0602 0078 "

static void lldp_describes_a_system(void **state)
{
    (void)state;
    static const struct hex_row row[] = {
        {"name, first line of the description, what it does, address",
         LLDP LLDP_MUST "0a03 737731 0c09 4c696e75780d0a7878 0e04 0014 0010 100c 05 01 c0000209 02 "
                        "00000001 00 0000",                                                                            "identity A " M1 " - lldp-chassis 020000000009\nname A " M1 " - sw1\nmodel A " M1
         " - Linux\nos A " M1 " - Linux\nrole A " M1 " - router\nalias A " M1 " - 192.0.2.9\n"     },
        {"inventory",
         LLDP LLDP_MUST "fe07 0012bb 09 414344 fe07 0012bb 0a 783230 fe06 0012bb 08 3432 "
                        "fe07 0012bc 0a 783230 0000",                                                                  "identity A " M1 " - lldp-chassis 020000000009\nmaker A " M1 " - ACD\nmodel A " M1
         " - x20\nidentity A " M1 " - serial 42\n"                  },
        {"an address that is none",                                    LLDP "100c 05 01 00000000 02 00000001 00 0000", ""},
        {"an address longer than its part",                            LLDP "1003 05 01 c0 0000",                      ""},
        {"after the end",                                              LLDP "0000 0a03 737731",                        ""},
    };
    expect_frames(lldp_decode, row, COUNT(row));
}

#define CDP(len) "01000ccccccc 020000000001 " len " aaaa03 00000c 2000 02b4 0000 "

static void cdp_describes_a_system(void **state)
{
    (void)state;
    static const struct hex_row row[] = {
        {"name, platform, version, roles",
         CDP("0038") "0001 0006 5331 0006 0007 573335 0005 0009 494f530a78 0004 0008 00000029 "
                     "0002 000e 00000001 01",                                            "name A " M1 " - S1\nmodel A " M1 " - W35\nsoftware A " M1 " - IOS\nrole A " M1
         " - router\nrole A " M1 " - switch\n"},
        {"addresses",
         CDP("0029") "0002 0015 00000002 01 01 cc 0004 c0000209 01 01 cc 0004 00000000",
         "alias A " M1 " - 192.0.2.9\n"                                                    },
        {"a length below 4",               CDP("0014") "0001 0003 5331",                 ""},
        {"a length past the end",          CDP("0014") "0001 0016 5331",                 ""},
    };
    expect_frames(cdp_decode, row, COUNT(row));
}

static void icmp_shows_routers(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        uint8_t type, code;
        const char *want;
    } row[] = {
        {"redirect",           5,  1, "role A " M1 " " IP1 " router\n"},
        {"advertisement",      9,  0, "role A " M1 " " IP1 " router\n"},
        {"time exceeded",      11, 0, "role A " M1 " " IP1 " router\n"},
        {"fragments too late", 11, 1, ""                              },
        {"unreachable",        3,  1, ""                              },
        {"echo",               8,  0, ""                              },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t m[8] = {row[i].type, row[i].code};
        struct lay l;

        told_expect(row[i].what, icmp_decode, lay_ipv4(&l, 1, 2, 1, m, sizeof(m)), row[i].want);
    }
}

#define V6(len, hops, rest)                                                    \
    MACS "86dd 60000000 " len " 3a " hops " fe800000000000000000000000000001 " \
         "ff020000000000000000000000000001 " rest
#define TARGET "20010db8000000000000000000000007 "
#define FE1 " fe80::1 "

static void nd_says_whose_an_address_is(void **state)
{
    (void)state;
    static const struct hex_row row[] = {
        {"advertisement",            V6("0020", "ff", "88000000 60000000 " TARGET "0201 020000000007"),
         "address A 02:00:00:00:00:07 2001:db8::7 -\n"                                                    },
        {"without its option",       V6("0018", "ff", "88000000 60000000 " TARGET),
         "address A " M1 " 2001:db8::7 -\n"                                                               },
        {"solicitation",             V6("0020", "ff", "87000000 00000000 " TARGET "0101 020000000001"),
         "address A " M1 FE1 "-\n"                                                                        },
        {"from afar",                V6("0020", "fe", "88000000 60000000 " TARGET "0201 020000000007"), ""},
        {"an option of size 0",      V6("0020", "ff", "87000000 00000000 " TARGET "0100 020000000001"),
         ""                                                                                               },
        {"redirect",                 V6("0028", "ff", "89000000 00000000 " TARGET TARGET),
         "role A " M1 FE1 "router\n"                                                                      },
        {"time exceeded, from afar", V6("0008", "30", "03000000 00000000"),
         "role A " M1 FE1 "router\n"                                                                      },
    };
    expect_frames(icmp6_decode, row, COUNT(row));
}

static void router_advertisements_say_what_they_hand_out(void **state)
{
    (void)state;
    static const struct hex_row row[] = {
        {"prefix, resolver, search list",
         V6("0068",                                  "ff",
         "86000000 40 00 0708 00000000 00000000 0304 40c0 00000000 00000000 00000000 "
            "20010db8000000000000000000000000 1903 0000 00000000 20010db8000000000000000000000053 "
            "1f03 0000 00000000 026162 0163 00 0000000000000000000000"),
         "role A " M1 FE1 "router\noffers A " M1 FE1 "router fe80::1\noffers A " M1 FE1
         "prefix 2001:db8::/64\noffers A " M1 FE1 "dns 2001:db8::53\noffers A " M1 FE1
         "search ab.c\naddress A " M1 FE1 "-\n"                                                                               },
        {"no router any more",            V6("0010", "ff", "86000000 40 00 0000 00000000 00000000"),
         "address A " M1 FE1 "-\n"                                                                                            },
        {"too short",                     V6("000c", "ff", "86000000 40 00 0708 00000000"),          "address A " M1 FE1 "-\n"},
    };
    expect_frames(icmp6_decode, row, COUNT(row));
}

static void standby_routers_are_seen(void **state)
{
    (void)state;
    uint8_t m[64];
    struct lay l;
    size_t len = lay_hex(m, "21 2a 64 02 00 01 0000 c00002fe c00002fd 0000000000000000");
    const struct frame *f = lay_ipv4(&l, 1, 2, 112, m, len);

    l.byte[22] = 255;
    told_expect("VRRP 2", vrrp_decode, f,
                "role A " M1 " " IP1 " router\noffers A " M1 " " IP1
                " vrrp 192.0.2.254\noffers A " M1 " " IP1 " vrrp 192.0.2.253\n");
    l.byte[22] = 254;
    told_expect("VRRP from afar", vrrp_decode, f, "");
    l.byte[22] = 255;
    l.byte[34] = 0x41;
    told_expect("VRRP 4", vrrp_decode, f, "");

    static const struct hex_row row[] = {
        {"version 1", "00 00 10 03 0a 64 01 00 636973636f000000 c00002fe",
         "role A " M1 " " IP1 " router\noffers A " M1 " " IP1 " hsrp 192.0.2.254\n"                                                                  },
        {"version 2",
         "01 28 02 00 06 04 0001 020000000001 00000064 00000bb8 00002710 c00002fe "
         "000000000000000000000000",                                       "role A " M1 " " IP1 " router\noffers A " M1 " " IP1 " hsrp 192.0.2.254\n"},
        {"opcode 3",  "00 03 10 03 0a 64 01 00 636973636f000000 c00002fe", ""                                                                        },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        len = lay_hex(m, row[i].hex);
        told_expect(row[i].what, hsrp_decode, lay_udp(&l, 1, 1985, 2, 1985, m, len), row[i].want);
    }
}

static void time_servers_and_clients_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        uint8_t first, stratum;
        uint16_t sport, dport;
        size_t len;
        const char *want;
    } row[] = {
        {"client",          0x23, 0,  4000, 123,  48, "client A " M1 " " IP1 " ntp udp/123\n"},
        {"server",          0x24, 2,  123,  4000, 48, "role A " M1 " " IP1 " ntp-server\n"   },
        {"not in step",     0x24, 16, 123,  4000, 48, ""                                     },
        {"broadcast",       0x25, 2,  123,  123,  48, "role A " M1 " " IP1 " ntp-server\n"   },
        {"version 0",       0x03, 0,  4000, 123,  48, ""                                     },
        {"version 5",       0x2b, 0,  4000, 123,  48, ""                                     },
        {"one byte short",  0x23, 0,  4000, 123,  47, ""                                     },
        {"another service", 0x24, 2,  4000, 123,  48, ""                                     },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t m[48] = {row[i].first, row[i].stratum};
        struct lay l;
        struct told t = {.len = 0};
        struct packet p;
        struct fact_sink sink = {told_take, &t};

        assert_true(packet_read(&p, lay_udp(&l, 1, row[i].sport, 2, row[i].dport, m, row[i].len)));
        ntp_decode(&p, &sink);
        print_message("%s\n", row[i].what);
        assert_string_equal(t.text, row[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arp_says_whose_an_address_is),
        cmocka_unit_test(lldp_describes_a_system),
        cmocka_unit_test(cdp_describes_a_system),
        cmocka_unit_test(icmp_shows_routers),
        cmocka_unit_test(nd_says_whose_an_address_is),
        cmocka_unit_test(router_advertisements_say_what_they_hand_out),
        cmocka_unit_test(standby_routers_are_seen),
        cmocka_unit_test(time_servers_and_clients_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
