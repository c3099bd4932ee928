/* Tunnels by content: OpenVPN, WireGuard, IPsec, L2TP, PPTP, GRE, SoftEther; and what is none. */
#include "flow_feed.h"
#include "network/ike.h"
#include "network/l2tp.h"
#include "network/openvpn.h"
#include "network/pptp.h"
#include "network/quic.h"
#include "network/softether.h"
#include "network/stun.h"
#include "network/wireguard.h"

enum { TCP = 6, UDP = 17 };

#define Z4 "\0\0\0\0"
#define Z8 Z4 Z4
#define Z16 Z8 Z8
#define Z32 Z16 Z16
#define X16 "0123456789abcdef"
#define X32 X16 X16

/* A tunnel tells of both ends. */
#define TUNNEL(claim, service) \
    "C tunnel A " claim "\nS tunnel A " claim "\nS service A " service "\nC client A " service "\n"

#define RESET "\x38sessionC\0\0\0\0\0"
#define ANSWER "\x40sessionS\1\0\0\0\0sessionC\0\0\0\0"
#define CRYPT_RESET "\x38sessionC\0\0\0\1\0\0\0\2" X32 "abcde"
#define CRYPT_ANSWER "\x40sessionS\0\0\0\1\0\0\0\2" X32 "abcdeabcdeabcdefg"
#define AUTH_RESET "\x38sessionC0123456789abcdef0123\0\0\0\1\0\0\0\2\0\0\0\0\0"
#define AUTH_ANSWER "\x40sessionS0123456789abcdef0123\0\0\0\1\0\0\0\2\1\0\0\0\0sessionC\0\0\0\0"

static void openvpn_is_a_reset_and_its_answer(void **state)
{
    (void)state;
    static const struct feed_row udp[] = {
        {"plain",             BYTES(RESET),                  BYTES(ANSWER), LOOK_DONE,                                TUNNEL("openvpn",                                                                                        "openvpn udp/443")},
        {"tls-auth",                   BYTES(AUTH_RESET),                                       BYTES(AUTH_ANSWER),                 LOOK_DONE,
         TUNNEL("openvpn",                                                                               "openvpn udp/443")},
        {"tls-crypt", BYTES(CRYPT_RESET),                              BYTES(CRYPT_ANSWER),                                 LOOK_DONE,
         TUNNEL("openvpn",                                "openvpn udp/443")},
        {"no answer",    BYTES(RESET),               NO_BYTES,                            LOOK_MINE,
         "C tunnel C openvpn\nC client C openvpn udp/443\n"                                                                                                                  },
        {"no answer, and hidden",          BYTES(CRYPT_RESET), NO_BYTES,              LOOK_MORE,                                ""},
        {"an answer to another",          BYTES(RESET),                                     BYTES("\x40sessionS\1\0\0\0\0sessionX\0\0\0\0"),
         LOOK_NO,                         ""                                                                                                                 },
        {"a size that does not fit",             BYTES("\x38sessionC\0\0\0\0\0\0"),                                        NO_BYTES,                                                     LOOK_NO,                                            ""},
        {"no session",            BYTES("\x38" Z8 "\0\0\0\0\0"),                                       NO_BYTES,LOOK_NO,""                                                            },
        {"a key id",            BYTES("\x39sessionC\0\0\0\0\0"),                                       NO_BYTES,                                                     LOOK_NO,                                                                                                   ""                                                                                                   },
        {"something else",            BYTES("8ABCDEFGH"),                                       NO_BYTES,LOOK_NO,""},
    };
    struct feed feed = {.look = openvpn_look, .protocol = UDP, .server_port = 443};
    FEED_ROWS(&feed, udp);

    static const struct feed_row tcp[] = {
        {"plain",                                            BYTES("\0\x0e" RESET), BYTES("\0\x1a" ANSWER), LOOK_DONE,
         TUNNEL("openvpn",                                                                                                                                                                                                                                                                   "openvpn tcp/443")},
        {"tls-crypt",                                                  BYTES("\0\x36" CRYPT_RESET),                                                             BYTES("\0\x42" CRYPT_ANSWER),       LOOK_DONE,
         TUNNEL("openvpn",                                                                             "openvpn tcp/443")},
        {"no answer",                                BYTES("\0\x0e" RESET),                                                     NO_BYTES,                                                                 LOOK_MINE,
         "C tunnel C openvpn\nC client C openvpn tcp/443\n"                                                 },
        {"an answer of another kind", BYTES("\0\x0e" RESET),                      BYTES("HTTP/1.1 400 Bad"),                  LOOK_NO,
         ""                                                                          },
        {"TLS",                                                 BYTES("\x16\3\1\0\2"),                                                                      NO_BYTES,                                                                                        LOOK_NO,                                                                                                     ""                                        },
        {"a length that lies",                                                BYTES("\0\x0d" RESET),                                                                     NO_BYTES,                                                                        LOOK_NO,""},
        {"a client that answers",                                                BYTES("\0\x1a" ANSWER),                                                                     BYTES("\0\x0e" RESET),                                                                     LOOK_NO,                                                                                                 ""                                                                                                                                          },
    };
    feed.protocol = TCP;
    FEED_ROWS(&feed, tcp);
}

#define WG_INITIATION "\1\0\0\0idxC" X32 X32 X32 X16 "0123456789ab" Z16
#define WG_RESPONSE "\2\0\0\0idxSidxC" X32 X16 X16 Z16
#define WG_DATA "\4\0\0\0idxS\0\0\0\0\0\0\0\0" X16

static void wireguard_is_its_types_and_sizes(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"handshake", BYTES(WG_INITIATION), BYTES(WG_RESPONSE),                    LOOK_DONE,
         TUNNEL("wireguard",                                                                                                           "wireguard udp/51999")},
        {"no answer",           BYTES(WG_INITIATION),                     NO_BYTES,                            LOOK_MINE,
         "C tunnel C wireguard\nC client C wireguard udp/51999\n"           },
        {"met late",           BYTES(WG_DATA),                      BYTES(WG_DATA X16),                                   LOOK_MINE,
         "C tunnel C wireguard\nS tunnel C wireguard\nS service C wireguard udp/51999\n"
         "C client C wireguard udp/51999\n"},
        {"data of one side",           BYTES(WG_DATA),              NO_BYTES,                           LOOK_MORE,                                        ""                             },
        {"an answer to another",           BYTES(WG_INITIATION),          BYTES("\2\0\0\0idxSidxX" X32 X16 X16 Z16),
         LOOK_NO, ""                                                                                                                     },
        {"a size that does not fit",           BYTES(WG_INITIATION "x"),      NO_BYTES,         LOOK_NO,                              ""},
        {"an answer of another kind",           BYTES(WG_INITIATION),     BYTES("hello, this is no answer"),
         LOOK_NO,         ""                                                                                                                     },
        {"DNS",           BYTES("\1\0\1\0\0\1\0\0\0\0\0\0\3www\7example\2jp\0"),                           NO_BYTES, LOOK_NO, ""},
        {"Tailscale",           BYTES("TS\xf0\x9f\x92\xac" X32),                     NO_BYTES,                 LOOK_DONE,
         "C tunnel B tailscale\nC client B tailscale udp/51999\n"                                                                                                                         },
    };
    struct feed feed = {.look = wireguard_look, .protocol = UDP, .server_port = 51999};
    FEED_ROWS(&feed, row);
}

#define IKE2(exchange, length) "initiatoresponde\x21\x20" exchange "\x08\0\0\0\0\0\0\0" length
#define IKE2_INIT "initiato\0\0\0\0\0\0\0\0\x21\x20\x22\x08\0\0\0\0\0\0\0\x20pay!"
#define IKE1(exchange) "initiatoresponde\1\x10" exchange "\0\0\0\0\0\0\0\0\x20pay!"

static void ipsec_is_ike_or_esp(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"version 2",                      BYTES(IKE2_INIT),                 BYTES(IKE2("\x22", "\x1c")),                                                      LOOK_DONE,
         TUNNEL("ipsec", "ike udp/4500")},
        {"behind the marker",                 BYTES(Z4 IKE2_INIT),                                                 BYTES(Z4 IKE2("\x22",                                                "\x1c")),                                                                          LOOK_DONE,
         TUNNEL("ipsec", "ike udp/4500")},
        {"aggressive mode",                       BYTES(IKE1("\4")),                                                     BYTES(IKE1("\4")),                                                       LOOK_DONE,
         "S weak A ike-aggressive\n" TUNNEL("ipsec",                                                                                                                                                           "ike udp/4500")},
        {"no answer",               BYTES(IKE2_INIT),NO_BYTES,                                            LOOK_MINE,
         "C tunnel B ipsec\nC client B ike udp/4500\n"},
        {"ESP inside UDP",  BYTES("\xc0\1\2\3\0\0\0\1" X16),                                         BYTES("\xc0\1\2\4\0\0\0\1" X16),
         LOOK_MINE,                                                                                                        "C tunnel C ipsec\nS tunnel C ipsec\nS service C ike udp/4500\nC client C ike udp/4500\n"                                                                                                                                                                        },
        {"an answer to another",BYTES(IKE2_INIT),
         BYTES("other..oresponde\x21\x20\x22\x08\0\0\0\0\0\0\0\x1c"),                                                                             LOOK_NO,""},
        {"a reserved SPI",                 BYTES("\0\0\0\xff\0\0\0\1" X16),        NO_BYTES,LOOK_NO,                                                        ""                                                                                                                                                                                                                                                                                      },
    };
    struct feed feed = {.look = ike_look, .protocol = UDP, .server_port = 4500};
    FEED_ROWS(&feed, row);

    static const struct feed_row elsewhere[] = {
        {"IKE",                                   BYTES(IKE2_INIT),                                            NO_BYTES, LOOK_MINE,
         "C tunnel B ipsec\nC client B ike udp/5000\n"                                                                                                                                                            },
        {"a length that lies",                    BYTES("initiatoresponde\x21\x20\x22\x08\0\0\0\0\0\0\0\x1d"),
         NO_BYTES,                                                                                                       LOOK_NO,                                                               ""                },
        {"an exchange of version 1 in version 2", BYTES(IKE2("\4",                                             "\x1c")), NO_BYTES,                                                              LOOK_NO,            ""},
        {"what is ESP on 4500 only",                                       BYTES("\xc0\1\2\3\0\0\0\1" X16),                                                                         NO_BYTES,            LOOK_NO, ""},
    };
    feed.server_port = 5000;
    FEED_ROWS(&feed, elsewhere);
}

static void l2tp_tells_its_names(void **state)
{
    (void)state;
#define L2TP(length, type, more) "\xc8\2\0" length "\0\0\0\0\0\0\0\0\x80\x08\0\0\0\0\0" type more
    static const struct feed_row row[] = {
        {"both sides",              BYTES(L2TP("\x20",                     "\1",                   "\x80\x0c\0\0\0\7client")),
         BYTES(L2TP("\x1e",                                                                                                                                    "\2",
         "\0\x0a\0\0\0\x08"
                    "Acme")),
         LOOK_DONE, "C tunnel A l2tp\nC name A client\nS service A l2tp udp/1701\nC client A l2tp udp/1701\n"
         "S tunnel A l2tp\nS software A Acme\n"},
        {"an attribute without a length",       BYTES(L2TP("\x1a",                                                        "\1",                                "\0\0\0\0\0\7")),                                                          NO_BYTES,
         LOOK_MINE, "C tunnel B l2tp\nC client B l2tp udp/1701\n"},
        {"a length below its head",                     BYTES(L2TP("\x0b","\1","")),                                                                                                            NO_BYTES,                                                                                             LOOK_NO, ""},
        {"a length that lies", BYTES(L2TP("\x15", "\1",                                 "")),                                                                                      NO_BYTES, LOOK_NO, ""},
        {"something else",                       BYTES("\xc8\3\0\x14" Z16),                                                            NO_BYTES,                                                               LOOK_NO,                                                                        ""                                                                                                 },
    };
    struct feed feed = {.look = l2tp_look, .protocol = UDP, .server_port = 1701};
    FEED_ROWS(&feed, row);
}

#define PPTP_HEAD(type) "\0\x9c\0\1\x1a\x2b\x3c\x4d\0" type "\0\0"
#define PPTP(type, host, vendor) PPTP_HEAD(type) Z16 host vendor
#define HOST64 \
    "client"   \
    "\0\0\0\0\0\0\0\0\0\0" Z16 Z32
#define NONE64 Z32 Z32
#define VENDOR64 \
    "Acme"       \
    "\0\0\0\0\0\0\0\0\0\0\0\0" Z16 Z32

static void pptp_tells_its_names(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"both sides", BYTES(PPTP("\1", HOST64,                                    NONE64)), BYTES(PPTP("\2", NONE64, VENDOR64)),
         LOOK_DONE, "C tunnel A pptp\nC name A client\nS service A pptp tcp/1723\nC client A pptp tcp/1723\n"
         "S tunnel A pptp\nS weak A pptp\nS software A Acme\n"},
        {"another cookie",  BYTES("\0\x9c\0\1\x1a\x2b\x3c\x4e\0\1"),                     NO_BYTES, LOOK_NO,         ""        },
    };
    struct feed feed = {.look = pptp_look, .protocol = TCP, .server_port = 1723};
    FEED_ROWS(&feed, row);
}

static void softether_is_asked_for_its_address(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"both sides",  BYTES("A"),  BYTES("IP=192.0.2.1,PORT=50123"), LOOK_DONE,
         "C tunnel A softether\nS service A softether udp/5004\nC client A softether udp/5004\n"},
        {"one side",    BYTES("A"),  NO_BYTES,                         LOOK_MORE, ""            },
        {"no number",   BYTES("A"),  BYTES("IP=192.0.2.1,PORT=5o123"), LOOK_NO,   ""            },
        {"no port",     BYTES("A"),  BYTES("IP=192.0.2.1,PORT="),      LOOK_NO,   ""            },
        {"two letters", BYTES("AA"), NO_BYTES,                         LOOK_NO,   ""            },
    };
    struct feed feed = {.look = softether_look, .protocol = UDP, .server_port = 5004};
    FEED_ROWS(&feed, row);
}

#define STUN(type, length)              \
    type "\0" length "\x21\x12\xa4\x42" \
         "transaction!"

static void stun_and_quic_are_no_tunnels(void **state)
{
    (void)state;
    static const struct feed_row stun[] = {
        {"both sides",                                                               BYTES(STUN("\0\1", "\0")), BYTES(STUN("\1\1",                     "\x08") "\x80\x22\0\3abc\0"),
         LOOK_DONE, "S service A stun udp/3478\nC client A stun udp/3478\nS software A abc\n"},
        {"another cookie", BYTES("\0\1\0\0\x21\x12\xa4\x43transaction!"),                  NO_BYTES,         LOOK_NO, ""                                                      },
        {"too short",                                                                        BYTES("\0\1\0\0\x21\x12\xa4\x42"),                                                                                         NO_BYTES,                                                                                     LOOK_NO,                  ""},
    };
    struct feed feed = {.look = stun_look, .protocol = UDP, .server_port = 3478};
    FEED_ROWS(&feed, stun);

    static const struct feed_row quic[] = {
        {"short for an Initial",
         BYTES("\xc3\0\0\0\1\x08"
               "12345678\0"),
         NO_BYTES,                  LOOK_MORE, ""                                                   },
        {"both sides",
         BYTES("\xc3\0\0\0\1\x08"
               "12345678\0"),
         BYTES("\xc3\0\0\0\1\0\x08"
               "12345678"),
         LOOK_DONE,                            "S service A quic udp/443\nC client A quic udp/443\n"},
        {"another version is offered",
         BYTES("\xc3\0\0\0\1\x08"
               "12345678\0"),
         BYTES("\x80\0\0\0\0\0\0"), LOOK_DONE,
         "S service A quic udp/443\nC client A quic udp/443\n"                                      },
        {"Google's",
         BYTES("\x0d"
               "12345678Q043abc"),
         NO_BYTES,                  LOOK_MINE, "C client C quic udp/443\n"                          },
        {"no version",
         BYTES("\xc3\1\2\3\4\x08"
               "12345678\0"),
         NO_BYTES,                  LOOK_NO,   ""                                                   },
        {"a connection id too long",
         BYTES("\xc3\0\0\0\1\x15"
               "123456781234567812345\0"),
         NO_BYTES,                  LOOK_NO,   ""                                                   },
    };
    feed.look = quic_look;
    feed.server_port = 443;
    FEED_ROWS(&feed, quic);
}

static void esp_ah_and_gre_are_seen_in_one_packet(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        void (*decode)(const struct packet *, struct fact_sink *);
        const uint8_t *byte;
        size_t len;
        bool fragment;
        const char *facts;
    } row[] = {
        {"ESP",                ike_esp_decode,  BYTES("\0\0\1\0\0\0\0\1"),         false, "C tunnel A ipsec\n"},
        {"ESP, reserved",      ike_esp_decode,  BYTES("\0\0\0\xff\0\0\0\1"),       false, ""                  },
        {"ESP, cut off",       ike_esp_decode,  BYTES("\0\0\1\0\0\0\0"),           false, ""                  },
        {"ESP, a later piece", ike_esp_decode,  BYTES("\0\0\1\0\0\0\0\1"),         true,  ""                  },
        {"AH",                 ike_ah_decode,   BYTES("\6\4\0\0\0\0\1\0\0\0\0\1"), false, "C tunnel A ipsec\n"},
        {"AH, reserved bits",  ike_ah_decode,   BYTES("\6\4\0\1\0\0\1\0\0\0\0\1"), false, ""                  },
        {"PPP in GRE",         pptp_gre_decode, BYTES("\x30\1\x88\x0b\0\0\0\0"),   false,
         "C tunnel A pptp\n"                                                                                  },
        {"GRE",                pptp_gre_decode, BYTES("\0\0\x08\0"),               false, "C tunnel A gre\n"  },
        {"GRE, cut off",       pptp_gre_decode, BYTES("\0\0\x08"),                 false, ""                  },
        {"a mirror port",      pptp_gre_decode, BYTES("\x10\0\x88\xbe"),           false, ""                  },
        {"GRE, reserved bits", pptp_gre_decode, BYTES("\x08\0\x08\0"),             false, ""                  },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct frame frame = {.number = 1};
        struct packet packet = {.frame = &frame,
                                .src = addr_ipv4(0xc0000201),
                                .payload = row[i].byte,
                                .payload_len = row[i].len,
                                .fragment = row[i].fragment};
        struct feed feed = {.len = 0};
        struct fact_sink sink = {feed_take, &feed};

        row[i].decode(&packet, &sink);
        if (strcmp(feed.facts, row[i].facts) != 0) {
            fail_msg("%s: %s", row[i].what, feed.facts);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openvpn_is_a_reset_and_its_answer),
        cmocka_unit_test(wireguard_is_its_types_and_sizes),
        cmocka_unit_test(ipsec_is_ike_or_esp),
        cmocka_unit_test(l2tp_tells_its_names),
        cmocka_unit_test(pptp_tells_its_names),
        cmocka_unit_test(softether_is_asked_for_its_address),
        cmocka_unit_test(stun_and_quic_are_no_tunnels),
        cmocka_unit_test(esp_ah_and_gre_are_seen_in_one_packet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
