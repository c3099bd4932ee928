#include "flow_feed.h"
#include "network/ja4.h"
#include "network/remote_name.h"
#include "network/tls.h"

/*
 * Laid out after RFC 8446, 4.1.2 (records, handshake, extensions): GREASE, SNI, ALPN, signature
 * algorithms, supported versions in HELLO_13; the rest are shorter. Randoms count upwards.
 */
#define HELLO_13                                                                       \
    "\x16\x03\x01\x00v\x01\x00\x00r\x03\x03\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"   \
    "\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d" \
    "\x1e\x1f\x00\x00\x06\x1a\x1a\x13\x01\xc0/\x01\x00\x00\x43**\x00\x00\x00\x00\x00"  \
    "\x14\x00\x12\x00\x00\x0fpacs.example.jp\x00\x10\x00\x0e\x00\x0c\x02h2\x08http/1." \
    "1\x00\x0d\x00\x06\x00\x04\x04\x03\x08\x04\x00+\x00\x07\x06::\x03\x04\x03\x03"

#define HELLO_10                                                                       \
    "\x16\x03\x01\x00-\x01\x00\x00)\x03\x01\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"   \
    "\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d" \
    "\x1e\x1f\x00\x00\x02\x00/\x01\x00"

#define HELLO_TV                                                                       \
    "\x16\x03\x01\x00O\x01\x00\x00K\x03\x03\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"   \
    "\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d" \
    "\x1e\x1f\x00\x00\x02\xc0/\x01\x00\x00 \x00\x00\x00\x1c\x00\x1a\x00\x00\x17router" \
    "12.TeamViewer.com"

#define HELLO_DECOY                                                                    \
    "\x16\x03\x01\x00Q\x01\x00\x00M\x03\x03\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"   \
    "\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d" \
    "\x1e\x1f\x00\x00\x02\xc0/\x01\x00\x00\x22\x00\x00\x00\x1e\x00\x1c\x00\x00\x19tea" \
    "mviewer.com.example.jp"

#define HELLO_ECH                                                                      \
    "\x16\x03\x01\x00[\x01\x00\x00W\x03\x03\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"   \
    "\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d" \
    "\x1e\x1f\x00\x00\x02\x13\x01\x01\x00\x00,\x00\x00\x00\x15\x00\x13\x00\x00\x10"    \
    "\x63over.example.jp\xfe\x0d\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00+\x00\x03" \
    "\x02\x03\x04"

#define HELLO_ANYDESK                                                                  \
    "\x16\x03\x01\x00I\x01\x00\x00\x45\x03\x03\x00\x01\x02\x03\x04\x05\x06\x07\x08"    \
    "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c" \
    "\x1d\x1e\x1f\x00\x00\x02\xc0/\x01\x00\x00\x1a\x00\x10\x00\x16\x00\x14\x13\x61nyd" \
    "esk/6.2.0/linux"

#define HELLO_SPLIT                                                                    \
    "\x16\x03\x01\x00\x1e\x01\x00\x00\x44\x03\x03\x00\x01\x02\x03\x04\x05\x06\x07\x08" \
    "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x16\x03\x01\x00*"    \
    "\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x00\x00\x02\xc0/\x01\x00\x00\x19\x00\x00\x00"    \
    "\x15\x00\x13\x00\x00\x10split.example.jp"

#define SERVER_13                                                                      \
    "\x16\x03\x03\x00\x32\x02\x00\x00.\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"    \
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" \
    "\x00\x00\x00\x00\xc0/\x00\x00\x06\x00+\x00\x02\x03\x04"

#define SERVER_12                                                                      \
    "\x16\x03\x03\x00*\x02\x00\x00&\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"   \
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" \
    "\x00\x00\x00\xc0/\x00"

#define SERVER_10                                                                      \
    "\x16\x03\x01\x00*\x02\x00\x00&\x03\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"   \
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" \
    "\x00\x00\x00\xc0/\x00"

#define CERTIFICATE                                                                 \
    "\x16\x03\x03\x00\x1f\x0b\x00\x00\x1b\x00\x00\x18\x00\x00\x15U\x04\x03\x0c\x0c" \
    "\x41nyNet Relay...."

#define DTLS_HELLO                                                                     \
    "\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00O\x01\x00\x00\x43\x00\x00\x00"    \
    "\x00\x00\x00\x00\x43\xfe\xfd\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c" \
    "\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x00" \
    "\x00\x00\x02\xc0+\x01\x00\x00\x17\x00\x00\x00\x13\x00\x11\x00\x00\x0evpn.example" \
    ".jp"

#define TLS_FACTS(name, ja4) \
    "S service A tls tcp/8443\nC client A tls tcp/8443\n" name "C ja4 A " ja4 "\n"

static void tells_name_version_and_fingerprint(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"1.3",                                                                                 BYTES(HELLO_13),  BYTES(SERVER_13),                                       LOOK_DONE,
         TLS_FACTS("C sni A pacs.example.jp\n",                                                                                                                                                                                                                                                            "t13d0204h2_c1929292aa6b_ef5f37ab036a")},
        {"no answer",                                                                                     BYTES(HELLO_13),                                                                                           NO_BYTES,                                              LOOK_MINE,
         "C client B tls tcp/8443\nC sni B pacs.example.jp\nC ja4 B "
         "t13d0204h2_c1929292aa6b_ef5f37ab036a\n"                  },
        {"1.0 on both sides",                                                                                     BYTES(HELLO_10),                                                                                   BYTES(SERVER_10),                                      LOOK_MINE,
         TLS_FACTS("",
         "t10i010000_ba72b8082249_000000000000") "C weak A tls1.0\nS weak A tls1.0\n"},
        {"a hello over two records",          BYTES(HELLO_SPLIT),                          BYTES(SERVER_12),                                                       LOOK_MINE,
         TLS_FACTS("C sni A split.example.jp\n",                                                                                                                "t12d010100_f06271c2b022_000000000000")},
        {"a remote tool's name",                                                BYTES(HELLO_TV),                         BYTES(SERVER_12),                                                                               LOOK_MINE,
         TLS_FACTS("C sni A router12.TeamViewer.com\nC remote-tool C teamviewer\n",
         "t12d010100_f06271c2b022_000000000000")},
        {"a decoy",                                                                            BYTES(HELLO_DECOY),                               BYTES(SERVER_12),                                                                                                                         LOOK_MINE,
         TLS_FACTS("C sni A teamviewer.com.example.jp\n",                                                                                                                                                                                                                                              "t12d010100_f06271c2b022_000000000000")},
        {"an encrypted hello",                                                                     BYTES(HELLO_ECH),                                              BYTES(SERVER_13),                                                                                                                 LOOK_DONE,
         TLS_FACTS("C sni B cover.example.jp\n","t13d010300_0f2cb44170f4_19db675bb9c5")},
        {"AnyDesk by its protocol and certificate", BYTES(HELLO_ANYDESK),
         BYTES(SERVER_12 CERTIFICATE),LOOK_DONE,
         TLS_FACTS("",                                                                                                                                                                                                                                                         "t12i0101ax_f06271c2b022_000000000000") "C remote-tool A anydesk\nC "
                                                               "software A anydesk/6.2.0/linux\n"},
        {"AnyDesk by its certificate alone",                                             BYTES(HELLO_10),                                         BYTES(SERVER_12 CERTIFICATE),
         LOOK_DONE, TLS_FACTS(
             "",                                                                                                                                                                                                                                                                                     "t10i010000_ba72b8082249_000000000000") "C weak A tls1.0\nC remote-tool A anydesk\n"},
        {"an alert",                                                                                     BYTES("\x15\3\1\0\2\2\x28"),                                                                    NO_BYTES,                                                               LOOK_NO,""                                                                                                                                                                                                                                                                                       },
        {"data of a session met late", BYTES("\x17\3\3\0\2ab"),                 NO_BYTES,                                                              LOOK_NO,""},
    };
    struct feed feed = {.look = tls_look, .protocol = 6, .server_port = 8443};
    FEED_ROWS(&feed, row);

    struct feed late = {
        .look = tls_look, .protocol = 6, .server_port = 8443, .late = true, .turned = true};
    feed_look(&late, BYTES(HELLO_13), BYTES(SERVER_13), SIDE_CLIENT);
    assert_string_equal(late.facts, row[0].facts);
}

static void a_hello_cut_off_still_tells_its_name(void **state)
{
    (void)state;
    struct feed feed = {.look = tls_look, .protocol = 6, .server_port = 443};

    assert_int_equal(feed_look(&feed, (const uint8_t *)HELLO_13, sizeof(HELLO_13) - 4,
                               BYTES(SERVER_13), SIDE_SERVER),
                     LOOK_DONE);
    assert_non_null(strstr(feed.facts, "C sni A pacs.example.jp\n"));
    assert_null(strstr(feed.facts, "ja4"));
}

static void dtls_is_named(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"a hello",            BYTES(DTLS_HELLO),                                                   NO_BYTES, LOOK_MINE,
         "C client B dtls udp/443\nC sni B vpn.example.jp\nC ja4 B "
         "dd2d010100_648b5c445417_000000000000\n"                                                                          },
        {"something else",     BYTES("\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\1\2"),                         NO_BYTES, LOOK_NO,   ""},
        {"a length that lies", BYTES("\x16\xfe\xff\0\0\0\0\0\0\0\0\1\0\1\0\0\0\0\0\0\0\0\0\0\0\0"),
         NO_BYTES,                                                                                            LOOK_NO,   ""},
    };
    struct feed feed = {.look = tls_dtls_look, .protocol = 17, .server_port = 443};
    FEED_ROWS(&feed, row);
}

/* The example of technical_details/JA4.md in FoxIO-LLC/ja4. */
static void ja4_is_what_its_description_says(void **state)
{
    (void)state;
    static const uint16_t cipher[] = {0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f,
                                      0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
                                      0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
    static const uint16_t extension[] = {0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017,
                                         0x002d, 0x000d, 0x0005, 0x0023, 0x0012, 0x002b,
                                         0xff01, 0x000b, 0x000a, 0x0015};
    static const uint16_t signature[] = {0x0403, 0x0804, 0x0401, 0x0503,
                                         0x0805, 0x0501, 0x0806, 0x0601};
    struct ja4 ja4 = {.transport = 't',
                      .version = 0x0304,
                      .has_sni = true,
                      .alpn = (const uint8_t *)"h2",
                      .alpn_len = 2,
                      .n_ciphers = COUNT(cipher),
                      .n_extensions = COUNT(extension),
                      .n_signatures = COUNT(signature)};
    char text[JA4_SIZE];

    memcpy(ja4.cipher, cipher, sizeof(cipher));
    memcpy(ja4.extension, extension, sizeof(extension));
    memcpy(ja4.signature, signature, sizeof(signature));
    assert_string_equal(ja4_text(text, &ja4), "t13d1516h2_8daaf6152771_e5627efa2ab1");

    ja4 = (struct ja4){.transport = 't',
                       .version = 0x0303,
                       .alpn = (const uint8_t *)"\xab\xcd",
                       .alpn_len = 2,
                       .n_ciphers = 120,
                       .n_extensions = 99};
    assert_memory_equal(ja4_text(text, &ja4), "t12i9999ad_", 11); /* counts stop at 99 */
    assert_true(ja4_is_grease(0x0a0a) && ja4_is_grease(0xfafa));
    assert_false(ja4_is_grease(0x0a1a) || ja4_is_grease(0x0b0b));
}

static void names_are_anchored_at_a_label(void **state)
{
    (void)state;
    static const struct {
        const char *name, *claim; /* NULL: none */
    } row[] = {
        {"router12.teamviewer.com",           "teamviewer"           },
        {"ROUTER12.TeamViewer.COM.",          "teamviewer"           },
        {"teamviewer.com",                    NULL                   },
        {"www.teamviewer.com",                NULL                   },
        {"teamviewer.com.example.jp",         NULL                   },
        {"myteamviewer.com",                  NULL                   },
        {"relay-3c1d.net.anydesk.com",        "anydesk"              },
        {"anydesk.com",                       NULL                   },
        {"remotedesktop-pa.googleapis.com",   "chrome-remote-desktop"},
        {"x.remotedesktop-pa.googleapis.com", NULL                   },
        {"www.googleapis.com",                NULL                   },
        {"controlplane.tailscale.com",        "tailscale"            },
        {"",                                  NULL                   },
        {".",                                 NULL                   },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        const struct remote_name *found = remote_name_find(row[i].name);

        if ((found == NULL) != (row[i].claim == NULL) ||
            (found != NULL && strcmp(found->claim, row[i].claim) != 0)) {
            fail_msg("%s: %s", row[i].name, found != NULL ? found->claim : "none");
        }
    }
}

/* Every row is met by a host under it, and by none that only ends alike. */
static void every_name_is_found(void **state)
{
    (void)state;
    size_t n;
    const struct remote_name *row = remote_name_rows(&n);

    for (size_t i = 0; i < n; i++) {
        char name[128];

        snprintf(name, sizeof(name), "%s%s", row[i].whole ? "" : "relay7.", row[i].suffix);
        assert_non_null(remote_name_find(name));
        assert_string_equal(remote_name_find(name)->claim, row[i].claim);
        snprintf(name, sizeof(name), "%s.example.jp", row[i].suffix);
        assert_null(remote_name_find(name));
        snprintf(name, sizeof(name), "x%s", row[i].suffix);
        assert_null(remote_name_find(name));
        assert_true(row[i].kind == FACT_REMOTE_TOOL || row[i].kind == FACT_TUNNEL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_name_version_and_fingerprint),
        cmocka_unit_test(a_hello_cut_off_still_tells_its_name),
        cmocka_unit_test(dtls_is_named),
        cmocka_unit_test(ja4_is_what_its_description_says),
        cmocka_unit_test(names_are_anchored_at_a_label),
        cmocka_unit_test(every_name_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
