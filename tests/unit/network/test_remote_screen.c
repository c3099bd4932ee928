/* The screens and consoles of others: RDP, VNC, Telnet, RadMin, TeamViewer. */
#include "flow_feed.h"
#include "network/radmin.h"
#include "network/rdp.h"
#include "network/teamviewer.h"
#include "network/telnet.h"
#include "network/vnc.h"

/* [MS-RDPBCGR] 4.1.1 and 4.1.2 in form; the user name is a canary that no fact may hold. */
#define COOKIE "Cookie: mstshash=canary\r\n"
#define RDP_ASKS "\3\0\0\x2c\x27\xe0\0\0\0\0\0" COOKIE "\1\0\x08\0\3\0\0\0"
#define RDP_CONFIRMS "\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\x1f\x08\0"
#define RDP_BARE "\3\0\0\x0b\x06\xe0\0\0\0\0\0"
#define RDP_INITIAL "\3\0\0\x0c\2\xf0\x80\x7f\x65\x82\1\x94"

static void rdp_is_known_on_any_port(void **state)
{
    (void)state;
#define RDP_FACTS "S service A rdp tcp/3390\nC client A rdp tcp/3390\nS remote-tool A rdp\n"
    static const struct feed_row row[] = {
        {"with TLS",                    BYTES(RDP_ASKS),                       BYTES(RDP_CONFIRMS "\1\0\0\0"),                              LOOK_DONE, RDP_FACTS                             },
        {"without TLS",                 BYTES(RDP_ASKS),                       BYTES(RDP_CONFIRMS "\0\0\0\0"),                              LOOK_DONE,
         RDP_FACTS "S weak A rdp-without-tls\n"                                                                                                                                              },
        {"an old server",               BYTES(RDP_ASKS),                       BYTES("\3\0\0\x0b\x06\xd0\0\0\x12\x34\0"),                   LOOK_DONE,
         RDP_FACTS "S weak A rdp-without-tls\n"                                                                                                                                              },
        {"a refusal",                   BYTES(RDP_ASKS),                       BYTES("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\3\0\x08\0\5\0\0\0"),
         LOOK_DONE,                                                                                                                                    RDP_FACTS                             },
        {"no answer",                   BYTES(RDP_ASKS),                       NO_BYTES,                                                    LOOK_MINE, "C client B rdp tcp/3390\n"           },
        {"an old client",               BYTES(RDP_BARE RDP_INITIAL),           BYTES("\3\0\0\x0b\x06\xd0\0\0\x12\x34\0"),
         LOOK_DONE,                                                                                                                                    RDP_FACTS "S weak A rdp-without-tls\n"},
        {"an old client, not yet sure", BYTES(RDP_BARE),                       NO_BYTES,                                                    LOOK_MORE, ""                                    },
        {"S7 on the same transport",
         BYTES("\3\0\0\x16\x11\xe0\0\0\0\1\0\xc1\2\1\0\xc2\2\1\2\xc0\1\x0a"),  NO_BYTES,                                                    LOOK_NO,
         ""                                                                                                                                                                                  },
        {"a length that lies",          BYTES("\3\0\0\x0b\x07\xe0\0\0\0\0\0"), NO_BYTES,                                                    LOOK_NO,   ""                                    },
        {"something else",              BYTES("\3\1\0\x0b"),                   NO_BYTES,                                                    LOOK_NO,   ""                                    },
    };
    struct feed feed = {.look = rdp_look, .protocol = 6, .server_port = 3390};
    FEED_ROWS(&feed, row);

    struct feed late = {
        .look = rdp_look, .protocol = 6, .server_port = 3390, .late = true, .turned = true};
    feed_look(&late, BYTES(RDP_ASKS), BYTES(RDP_CONFIRMS "\1\0\0\0"), SIDE_CLIENT);
    assert_string_equal(late.facts, RDP_FACTS);
}

static void vnc_tells_when_nobody_is_asked_for_a_password(void **state)
{
    (void)state;
#define V38 "RFB 003.008\n"
#define VNC_FACTS "S service A vnc tcp/5977\nC client A vnc tcp/5977\nS remote-tool A vnc\n"
    static const struct feed_row row[] = {
        {"a password",      BYTES(V38),             BYTES(V38 "\2\2\x10"),          LOOK_DONE, VNC_FACTS                      },
        {"none",            BYTES(V38),             BYTES(V38 "\2\2\1"),            LOOK_DONE, VNC_FACTS "S weak A vnc-none\n"},
        {"3.3, none",       BYTES("RFB 003.003\n"), BYTES(V38 "\0\0\0\1"),          LOOK_DONE,
         VNC_FACTS "S weak A vnc-none\n"                                                                                      },
        {"3.3, a password", BYTES("RFB 003.003\n"), BYTES("RFB 003.003\n\0\0\0\2"), LOOK_DONE,
         VNC_FACTS                                                                                                            },
        {"a Mac",           BYTES("RFB 003.889\n"), BYTES("RFB 003.889\n\1\x1e"),   LOOK_DONE,
         VNC_FACTS "S os B macOS\n"                                                                                           },
        {"a server alone",  NO_BYTES,               BYTES(V38),                     LOOK_MINE,
         "S service B vnc tcp/5977\nS remote-tool B vnc\n"                                                                    },
        {"something else",  NO_BYTES,               BYTES("RFB 0x3.008\n"),         LOOK_NO,   ""                             },
        {"another client",  BYTES("GET / HTTP/1"),  BYTES(V38),                     LOOK_NO,   ""                             },
    };
    struct feed feed = {.look = vnc_look, .protocol = 6, .server_port = 5977, .server_first = true};
    FEED_ROWS(&feed, row);
}

static void telnet_is_its_negotiation(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"both sides",              BYTES("\xff\xfb\x18\xff\xfa\x18\0x\xff\xf0"),
         BYTES("\xff\xfd\x18\xff\xfd\x20"),                                                                                 LOOK_DONE,
         "S service A telnet tcp/2323\nC client A telnet tcp/2323\nS remote-tool A telnet\n"
         "S weak A telnet\n"                                                                                                             },
        {"a server alone",          NO_BYTES,                                     BYTES("\xff\xfb\x01\xff\xfb\x03login: "), LOOK_MINE,
         "S service C telnet tcp/2323\nS remote-tool C telnet\nS weak C telnet\n"                                                        },
        {"an answer in plain text", BYTES("canary\r\n"),                          BYTES("\xff\xfb\x01\xff\xfb\x03login: "),
         LOOK_MINE,                                                                                                                    "S service B telnet tcp/2323\nC client B telnet tcp/2323\nS remote-tool B telnet\n"
         "S weak B telnet\n"                                                                                          },
        {"one command only",        NO_BYTES,                                     BYTES("\xff\xfb\x01"),                    LOOK_MORE, ""},
        {"an option that is none",  NO_BYTES,                                     BYTES("\xff\xfb\x7f\xff\xfb\x01"),        LOOK_NO,   ""},
        {"something else",          BYTES("\xff\xd8\xff\xe0"),                    NO_BYTES,                                 LOOK_NO,   ""},
    };
    struct feed feed = {
        .look = telnet_look, .protocol = 6, .server_port = 2323, .server_first = true};
    FEED_ROWS(&feed, row);
}

static void radmin_is_its_checksum(void **state)
{
    (void)state;
#define RADMIN_HELLO "\1\0\0\0\1\0\0\0\x08\x08"
    static const struct feed_row row[] = {
        {"both sides",               BYTES(RADMIN_HELLO),               BYTES("\1\0\0\0\5\0\0\2\x29\x27\2\0\0\2"), LOOK_DONE,
         "S service B radmin tcp/80\nC client B radmin tcp/80\nS remote-tool B radmin\n"                                        },
        {"one side",                 BYTES(RADMIN_HELLO),               NO_BYTES,                                  LOOK_MORE, ""},
        {"a checksum that is wrong", BYTES("\1\0\0\0\1\0\0\0\x08\x09"), NO_BYTES,                                  LOOK_NO,   ""},
        {"something else",           BYTES("\2\0\0\0\1\0\0\0\x08\x08"), NO_BYTES,                                  LOOK_NO,   ""},
    };
    struct feed feed = {.look = radmin_look, .protocol = 6, .server_port = 80};
    FEED_ROWS(&feed, row);
}

static void teamviewer_is_the_magic_of_both_sides(void **state)
{
    (void)state;
#define TV_FACTS(port)                                             \
    "C remote-tool A teamviewer\nS service A teamviewer tcp/" port \
    "\nC client A teamviewer tcp/" port "\n"
    static const struct feed_row row[] = {
        {"both sides", BYTES("\x17\x24\x0a\x20"), BYTES("\x17\x24\x11\x04"), LOOK_DONE,
         TV_FACTS("443")                                                                               },
        {"a relay",    BYTES("\x11\x30\1\0"),     BYTES("\x17\x24\x11\x04"), LOOK_DONE, TV_FACTS("443")},
        {"one side",   BYTES("\x17\x24\x0a\x20"), NO_BYTES,                  LOOK_MORE, ""             },
        {"TLS",        BYTES("\x17\x03\x03\x00"), NO_BYTES,                  LOOK_NO,   ""             },
    };
    struct feed feed = {.look = teamviewer_look, .protocol = 6, .server_port = 443};
    FEED_ROWS(&feed, row);

    static const struct feed_row on_its_port[] = {
        {"one side", BYTES("\x17\x24\x0a\x20"), NO_BYTES, LOOK_MINE,
         "C remote-tool C teamviewer\nC client C teamviewer tcp/5938\n"},
    };
    feed.server_port = 5938;
    FEED_ROWS(&feed, on_its_port);

    static const struct feed_row udp[] = {
        {"both sides",     BYTES("\0\0\0\0\0\0\0\0\0\0\0\x17\x24\1"),
         BYTES("\0\0\0\0\0\0\0\0\0\0\0\x17\x24\1"),                             LOOK_DONE,
         "C remote-tool A teamviewer\nS service A teamviewer udp/5000\nC client A teamviewer "
         "udp/5000\n"                                                                        },
        {"something else", BYTES("\1\0\0\0\0\0\0\0\0\0\0\x17\x24\1"), NO_BYTES, LOOK_NO,   ""},
        {"too short",      BYTES("\0\0\0\0\0\0\0\0\0\0\0\x17"),       NO_BYTES, LOOK_NO,   ""},
    };
    feed.protocol = 17;
    feed.server_port = 5000;
    FEED_ROWS(&feed, udp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rdp_is_known_on_any_port),
        cmocka_unit_test(vnc_tells_when_nobody_is_asked_for_a_password),
        cmocka_unit_test(telnet_is_its_negotiation),
        cmocka_unit_test(radmin_is_its_checksum),
        cmocka_unit_test(teamviewer_is_the_magic_of_both_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
