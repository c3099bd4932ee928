/* Decoders of names and of what servers hand out. */
#include "network/decoders.h"
#include "network/dns_name.h"
#include "told.h"

static void a_name_is_read_and_always_ends(void **state)
{
    (void)state;
    static const struct {
        const char *what, *hex;
        size_t at;
        const char *want; /* NULL: refused */
        size_t behind;
    } row[] = {
        {"plain",                  "03777777 026a70 00",            0, "www.jp", 8 },
        {"the root",               "00",                            0, "",       1 },
        {"a pointer back",         "026a70 00 03777777 c000",       4, "www.jp", 10},
        {"a pointer to a pointer", "026a70 00 0161 c000 0162 c004", 8, "b.a.jp", 12},
        {"control bytes",          "03610a7f 00",                   0, "a??",    5 },
        {"to itself",              "c000",                          0, NULL,     0 },
        {"forward",                "c002 026a70 00",                0, NULL,     0 },
        {"in a ring",              "0161 c000",                     0, NULL,     0 },
        {"past the end",           "03777777 026a",                 0, NULL,     0 },
        {"without its end",        "026a70",                        0, NULL,     0 },
        {"half a pointer",         "c0",                            0, NULL,     0 },
        {"a label of 64",          "40",                            0, NULL,     0 },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t m[64];
        char name[DNS_NAME_SIZE];
        size_t at = row[i].at, len = lay_hex(m, row[i].hex);

        print_message("%s\n", row[i].what);
        assert_int_equal(dns_name_read(name, m, len, &at), row[i].want != NULL);
        if (row[i].want != NULL) {
            assert_string_equal(name, row[i].want);
            assert_int_equal(at, row[i].behind);
        }
    }
}

static void a_name_has_a_largest_length(void **state)
{
    (void)state;
    uint8_t m[400];
    char name[DNS_NAME_SIZE];
    size_t at = 0;

    for (size_t last = 60; last <= 62; last++) { /* 255 bytes with their lengths (RFC 1035 3.1) */
        size_t n = 0;

        for (int i = 0; i < 4; i++) {
            size_t label = i < 3 ? 63 : last;

            m[n++] = (uint8_t)label;
            memset(m + n, 'a', label);
            n += label;
        }
        m[n++] = 0;
        at = 0;
        assert_int_equal(dns_name_read(name, m, n, &at), last <= 61);
    }
}

struct udp_row {
    const char *what;
    uint16_t sport, dport;
    const char *hex, *want;
};

static void expect_udp(void (*decode)(const struct packet *, struct fact_sink *),
                       const struct udp_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t m[1024];
        struct lay l;
        size_t len = lay_hex(m, row[i].hex);

        told_expect(row[i].what, decode, lay_udp(&l, 1, row[i].sport, 2, row[i].dport, m, len),
                    row[i].want);
    }
}

#define FACT(kind, grade, claim) kind " " grade " " M1 " " IP1 " " claim "\n"

static void dns_servers_are_who_answers(void **state)
{
    (void)state;
    static const struct udp_row row[] = {
        {"an answer",    53,                                       4000,                                         "0001 8180 0001 0000 0000 0000 0161 00 0001 0001",
         FACT("role","A", "dns-server")},
        {"no such name", 53,                                         4000,                                                                        "0001 8183 0001 0000 0000 0000 0161 00 0001 0001",
         FACT("role","A", "dns-server")},
        {"refused",    53,                                         4000,                                                                        "0001 8185 0001 0000 0000 0000 0161 00 0001 0001",""                                      },
        {"a question",          4000,53,"0001 0100 0001 0000 0000 0000 0161 00 0001 0001",""},
        {"two questions",            53,                                           4000,                                                                                                                                                          "0001 8180 0002 0000 0000 0000 0161 00 0001 0001",                                                                                                                                             ""                                                                                                                                                                                                                                                                                                                           },
        {"another port",          4000,53,"0001 8180 0001 0000 0000 0000 0161 00 0001 0001",""},
        {"cut",            53,                                             4000,                                                                                                                                                                                                                                                "0001 8180 0001 0000 0000 0000 0161",                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                     ""                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t m[64];
        struct lay l;
        struct told t = {.len = 0};
        struct packet p;
        struct fact_sink sink = {told_take, &t};
        size_t len = lay_hex(m, row[i].hex);

        assert_true(packet_read(&p, lay_udp(&l, 1, row[i].sport, 2, row[i].dport, m, len)));
        dns_decode(&p, &sink);
        assert_string_equal(t.text, row[i].want);
    }
}

#define LOCAL "05 6c6f63616c 00 " /* local */
#define PC_LOCAL "02 7063 " LOCAL
#define MDNS(n) "0000 8400 0000 " n " 0000 0000 "
#define TTL "00000078 "

static void mdns_says_what_a_machine_is(void **state)
{
    (void)state;
    static const struct udp_row row[] = {
        {"its name, its address",       5353,                                   5353,
         MDNS("0001") PC_LOCAL "0001 8001 " TTL "0004 c0000201",                                                                               FACT("name",                                                                                                                              "A","pc")},
        {"another address",             5353,                                   5353, MDNS("0001") PC_LOCAL "0001 8001 " TTL "0004 0a000001",
         FACT("name",                                                                                                                                                                                                                                                                    "A","pc") FACT("alias","B", "10.0.0.1")},
        {"IPv6",                  5353,                                                        5353,
         MDNS("0001") PC_LOCAL "001c 8001 " TTL "0010 20010db8000000000000000000000001",
         FACT("name",                                                                                                                                                                      "A","pc") FACT("alias","B", "2001:db8::1")},
        {"a printer at its port",           5353,                                              5353,
         MDNS("0001") "01 78 04 5f697070 04 5f746370 " LOCAL "0021 8001 " TTL
                      "0008 0000 0000 0277 0161",                                                                                           FACT("service",                                                                                                                                                                                                             "B","ipp tcp/631") FACT("role","B", "printer")},
        {"properties",               5353,                                                  5353,
         MDNS("0001") "01 78 04 5f697070 04 5f746370 " LOCAL "0010 8001 " TTL
                      "000e 06 74793d414243 06 6e6f74653d78",FACT("model","B","ABC")},
        {"the system",                         5353,                   5353,
         MDNS("0001") PC_LOCAL "000d 8001 " TTL "000a 03 583836 05 4c494e5558",
         FACT("os",                                                                                                                                                                                                                                                                                                     "B",                                                                                                                                                                                                                                                                                                                                                                                          "LINUX")                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          },
        {"a question",                         5353, 5353,                                                                   "0000 0000 0001 0000 0000 0000 " PC_LOCAL "0001 0001",                                                                                                                       ""},
        {"from another port",                         4000,          5353,MDNS("0001") PC_LOCAL "0001 8001 " TTL "0004 c0000201",
         ""                                              },
        {"longer than the message",                            5353,                                                                  5353,
         MDNS("0001") PC_LOCAL "0001 8001 " TTL "0005 c0000201",                                                                      ""                                                                                          },
        {"more records than there are", 5353,                                   5353,
         MDNS("ffff") PC_LOCAL "0001 8001 " TTL "0004 c0000201",                                                                               FACT("name",                                                                                                                              "A","pc")},
    };
    expect_udp(mdns_decode, row, COUNT(row));

    static const struct udp_row llmnr[] = {
        {"its name",  5355, 4000,
         "0001 8000 0001 0001 0000 0000 02 7063 00 0001 0001 02 7063 00 0001 0001 " TTL
         "0004 c0000201",                           FACT("name", "A", "pc")},
        {"its other address",      5355,          4000,
         "0001 8000 0001 0001 0000 0000 02 7063 00 0001 0001 c00c 0001 0001 " TTL "0004 0a000001",
         FACT("name", "A", "pc") FACT("alias", "B", "10.0.0.1")},
        {"a question", 4000,  5355, "0001 0000 0001 0000 0000 0000 02 7063 00 0001 0001", ""},
    };
    expect_udp(llmnr_decode, llmnr, COUNT(llmnr));
}

/* "PC" and blanks, suffix 0 and 0x20, in the letters of RFC 1001 14.1. */
#define NB_PC "20 46414544" BLANK_6 BLANK_6 "4341 "
#define BLANK_A "41414141414141414141"
#define BLANK_6 "434143414341434143414341"
#define NB_PC_00 NB_PC "4141 00 "
#define NB_PC_20 NB_PC "4341 00 "

static void netbios_names_belong_to_addresses(void **state)
{
    (void)state;
    static const struct udp_row row[] = {
        {"registration", 137, 137,
         "0001 2910 0001 0000 0000 0001 " NB_PC_00 "0020 0001 c00c 0020 0001 " TTL
         "0006 0000 c0000201",                                                FACT("name",                                  "A", "PC")},
        {"of another address",         137,            137,
         "0001 2910 0001 0000 0000 0001 " NB_PC_20 "0020 0001 c00c 0020 0001 " TTL
         "0006 0000 0a000001",                          FACT("name",                                                        "A", "PC") FACT("role", "B", "file-server") FACT("alias", "B", "10.0.0.1")},
        {"of a group",   137,   137,
         "0001 2910 0001 0000 0000 0001 " NB_PC_00 "0020 0001 c00c 0020 0001 " TTL
         "0006 8000 c0000201",  ""},
        {"an answer about two cards",   137,      4000,
         "0001 8500 0000 0001 0000 0000 " NB_PC_00 "0020 0001 " TTL
         "000c 0000 c0000201 0000 0a000001",                                  FACT("name",                                                                         "A", "PC") "name A - 10.0.0.1 PC\n" FACT("alias", "B", "10.0.0.1")},
        {"node status",            137,               4000,
         "0001 8400 0000 0001 0000 0000 20 434b" BLANK_A BLANK_A BLANK_A " 00 0021 0001 " TTL
         "0019 01 504320202020202020202020202020 00 0400 020000000001",                           FACT("name",                                                                                                   "A", "PC") FACT("address", "B", "-")},
        {"a question",   137,   137, "0001 0110 0001 0000 0000 0000 " NB_PC_00 "0020 0001",""},
    };
    expect_udp(nbns_decode, row, COUNT(row));
}

/* Data of `count` bytes (two, low byte first) at 0x56 of the SMB. */
#define BROWSE(count)                                                                     \
    "11 02 0001 c0000201 008a 00bb 0000 " NB_PC_00 NB_PC_00                               \
    "ff534d42 25 00000000 00 0000 0000 0000000000000000 0000 0000 0000 0000 0000 "        \
    "11 0000 " count " 0000 0000 0000 0000 00000000 0000 0000 0000 " count " 5600 03 00 " \
    "0100 0000 0000 3300 "
#define SLOT "5c4d41494c534c4f545c42524f575345 00 "

static void browser_announcements_carry_a_version(void **state)
{
    (void)state;
    static const struct udp_row row[] = {
        {"Windows",         138, 138,
         BROWSE("2200") SLOT
         "01 00 80fc0a00 50433100000000000000000000000000 06 01 0b100000 0f01 55aa 7800", FACT("name", "A", "PC1") FACT("os", "A", "Windows NT 6.1")
             FACT("role", "B", "domain-controller")},
        {"Samba", 138, 138,
         BROWSE("2a00") SLOT
         "0f 00 80fc0a00 50433100000000000000000000000000 06 01 03180000 0f01 55aa "
         "53616d626120342e3700",                            FACT("name",                   "A", "PC1") FACT("software", "A", "Samba 4.7")},
        {"another slot",           138,           138,
         BROWSE("2200") "5c4d41494c534c4f545c42524f575358 00 01 00 80fc0a00 "
                        "50433100000000000000000000000000 06 01 0b100000 0f01 55aa 7800",                                                          ""                              },
    };
    expect_udp(browser_decode, row, COUNT(row));
}

static void expect_text(void (*decode)(const struct packet *, struct fact_sink *), uint16_t port,
                        const char *what, const char *text, const char *want)
{
    struct lay l;

    told_expect(what, decode, lay_udp(&l, 1, port, 2, port, text, strlen(text)), want);
}

/* A cut text may tell the beginning of a value: only the whole is compared. */
#define UUID "2fac1234-31f8-11b4-a222-08002b34c003"

static void ssdp_heads_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *want;
    } row[] = {
        {"a gateway",
         "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nserver:  Linux/3.14 UPnP/1.0 x/1 \r\n"
         "USN: uuid:" UUID "::urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n"
         "LOCATION: http://10.0.0.1:5000/x.xml\r\n\r\nSERVER: no\r\n", FACT("software", "A", "Linux/3.14 UPnP/1.0 x/1") FACT("identity", "A", "upnp-uuid " UUID)
             FACT("offers", "A", "igd") FACT("role", "A", "router") FACT("alias", "B", "10.0.0.1")},
        {"its own address", "HTTP/1.1 200 OK\r\nLOCATION: http://192.0.2.1/\r\n\r\n",             ""  },
        {"a name",                         "HTTP/1.1 200 OK\r\nLOCATION: http://pc/\r\n\r\n",                                     ""                             },
        {"a search",                                "M-SEARCH * HTTP/1.1\r\nUSER-AGENT: Chrome/9\r\nSERVER: x\r\n\r\n",
         FACT("user-agent",                                              "A", "Chrome/9")},
        {"something else",                                         "GET / HTTP/1.1\r\nSERVER: x\r\n\r\n",                                            ""                                                 },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        expect_text(ssdp_decode, 1900, row[i].what, row[i].text, row[i].want);
    }
}

#define WSD(action, body)                                                                  \
    "<?xml version=\"1.0\"?><s:Envelope><s:Header><a:Action>http://x/discovery/" action    \
    "</a:Action><a:MessageID>urn:uuid:0</a:MessageID></s:Header><s:Body>" body "</s:Body>" \
    "</s:Envelope>"
#define WSD_ME "<a:EndpointReference><a:Address>urn:uuid:" UUID "</a:Address></a:EndpointReference>"

static void ws_discovery_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *want;
    } row[] = {
        {"a computer",
         WSD("Hello",                                                                       "<d:Hello>" WSD_ME "<d:Types>wsdp:Device pub:Computer</d:Types>"
                      "<d:XAddrs>http://192.0.2.1:5357/x http://[2001:db8::1]:5357/</d:XAddrs>"
                      "</d:Hello>"),
         FACT("identity", "A", "wsd-uuid " UUID) FACT("role", "A", "computer")
             FACT("alias", "B", "2001:db8::1")},
        {"a medical device",
         WSD("ProbeMatches",                                               "<d:Types x=\"y\">dpws:Device mdpws:MedicalDevice</d:Types>"),
         FACT("medical", "A", "sdc")},
        {"a search",               WSD("Probe",                                                              "<d:Types>pub:Computer</d:Types>"),                          ""},
        {"cut", WSD("Hello","<d:Types>pub:Computer"),                                  FACT("role", "A", "computer")},
        {"no XML",            "/Hello< :Body <d:Types>pub:Computer</d:Types>",                                                                         ""                           },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        expect_text(wsd_decode, 3702, row[i].what, row[i].text, row[i].want);
    }
}

/* BOOTP's fixed part, with `mac` as the client's, its cookie, then options. */
static size_t dhcp(uint8_t *m, uint8_t op, const char *yiaddr, const char *mac, const char *options)
{
    memset(m, 0, 240);
    m[0] = op;
    m[1] = 1;
    m[2] = 6;
    lay_hex(m + 16, yiaddr);
    lay_hex(m + 28, mac);
    lay_hex(m + 236, "63825363");
    return 240 + lay_hex(m + 240, options);
}

#define CLIENT "02:00:00:00:00:09 - "

static void dhcp_clients_name_themselves(void **state)
{
    (void)state;
    static const struct {
        const char *what, *options, *want;
    } row[] = {
        {"name and class",     "35 01 01 0c 02 7063 3c 08 4d53465420352e30 ff",
         "name A " CLIENT "pc\nos B " CLIENT "Windows\n"                                                     },
        {"full name, text",    "35 01 03 51 08 00 00 00 70632e6a70 ff",            "name A " CLIENT "pc.jp\n"},
        {"full name, DNS",     "35 01 03 51 0a 04 00 00 02 7063 02 6a70 00 ff",
         "name A " CLIENT "pc.jp\n"                                                                          },
        {"identifier",         "35 01 03 3d 05 ff 01020304 ff",
         "identity A " CLIENT "dhcp-client-id ff01020304\n"                                                  },
        {"its own MAC again",  "35 01 03 3d 07 01 020000000009 ff",                ""                        },
        {"wants",              "35 01 01 37 0e 0103060f1f212b2c2e2f7779f9fc ff",
         "os C " CLIENT "Windows 10 / 11\n"                                                                  },
        {"a class of its own", "35 01 01 3c 03 414243 ff",                         "model B " CLIENT "ABC\n" },
        {"android",            "35 01 01 3c 0f 616e64726f69642d646863702d3133 ff",
         "os B " CLIENT "Android 13\n"                                                                  },
        {"padding between",    "00 00 35 01 01 00 0c 02 7063 ff",                  "name A " CLIENT "pc\n"   },
        {"after the end",      "35 01 01 ff 0c 02 7063",                           ""                        },
        {"past the message",   "35 01 01 0c 09 7063",                              ""                        },
        {"no type",            "0c 02 7063 ff",                                    ""                        },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t m[512];
        struct lay l;
        size_t len = dhcp(m, 1, "00000000", "020000000009", row[i].options);

        told_expect(row[i].what, dhcp_decode, lay_udp(&l, 1, 68, 2, 67, m, len), row[i].want);
    }
}

static void dhcp_servers_say_what_they_hand_out(void **state)
{
    (void)state;
    static const struct {
        const char *what, *options, *want;
    } row[] = {
        {"acknowledges",
         "35 01 05 36 04 c0000201 03 04 c00002fe 06 08 c0000235 c0000236 0f 02 6a70 ff", FACT("role", "A",                                                 "dhcp-server") FACT("offers",                               "A", "router 192.0.2.254")
             FACT("offers", "A", "dns 192.0.2.53") FACT("offers", "A", "dns 192.0.2.54")
                 FACT("offers", "A", "domain jp") "address A 02:00:00:00:00:09 192.0.2.9 -\n"},
        {"offers: not yet taken",                                "35 01 02 36 04 c0000201 ff",                                                FACT("role",                            "A",                                                                            "dhcp-server")                                                                                                        },
        {"refuses", "35 01 06 36 04 c0000201 ff",                    ""        },
        {"through a relay",                                           "35 01 02 36 04 0a000001 ff",
         FACT("role",                                                                 "B", "dhcp-relay") "role B - 10.0.0.1 dhcp-server\n"},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t m[512];
        struct lay l;
        size_t len = dhcp(m, 2, "c0000209", "020000000009", row[i].options);

        told_expect(row[i].what, dhcp_decode, lay_udp(&l, 1, 67, 2, 68, m, len), row[i].want);
    }
}

#define V6_UDP(len, ports)                                   \
    "020000000002 020000000001 86dd 60000000 " len " 11 40 " \
    "fe800000000000000000000000000001 fe800000000000000000000000000002 " ports len " 0000 "
#define FE1 " fe80::1 "

static void dhcpv6_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *what, *hex, *want;
    } row[] = {
        {"a client",
         V6_UDP("0036",             "0222 0223 ") "01 000001 0001 0004 00030001 0027 0004 00 02 7063 0010 000e "
                                      "00000137 0008 4d53465420352e30", "identity A " M1 FE1 "dhcpv6-duid 00030001\nname A " M1 FE1 "pc\nos B " M1 FE1
         "Windows\n"                                       },
        {"a server",
         V6_UDP("004c",             "0223 0222 ") "07 000001 0017 0010 20010db8000000000000000000000053 "
                                      "0003 0028 00000001 00000000 00000000 0005 0018 "
                                      "20010db8000000000000000000000009 "
                                      "00000000 00000000",              "role A " M1 FE1 "dhcp-server\noffers A " M1 FE1
         "dns 2001:db8::53\naddress A 02:00:00:00:00:02 2001:db8::9 -\n"},
        {"a relay",  V6_UDP("0014", "0223 0223 ") "0c 000001 0001 0004 00030001",              ""                                                        },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct lay l;

        told_expect(row[i].what, dhcp6_decode, lay_link(&l, LINK_ETHERNET, row[i].hex),
                    row[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_read_and_always_ends),
        cmocka_unit_test(a_name_has_a_largest_length),
        cmocka_unit_test(dns_servers_are_who_answers),
        cmocka_unit_test(mdns_says_what_a_machine_is),
        cmocka_unit_test(netbios_names_belong_to_addresses),
        cmocka_unit_test(browser_announcements_carry_a_version),
        cmocka_unit_test(ssdp_heads_are_read),
        cmocka_unit_test(ws_discovery_is_read),
        cmocka_unit_test(dhcp_clients_name_themselves),
        cmocka_unit_test(dhcp_servers_say_what_they_hand_out),
        cmocka_unit_test(dhcpv6_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
