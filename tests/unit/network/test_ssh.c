#include "flow_feed.h"
#include "network/ssh.h"

/* RFC 4253: length, padding length, type, body; the body here is filled with what fits. */
#define KEXINIT          \
    "\0\0\0\x06\x04\x14" \
    "abcd"
#define ED25519                       \
    "\0\0\0\x0bssh-ed25519\0\0\0\x20" \
    "0123456789abcdef0123456789abcdef"
#define REPLY "\0\0\0\x3e\x04\x1f\0\0\0\x33" ED25519 "\0\0\0\x01q"
#define GROUP "\0\0\0\x0f\x04\x1f\0\0\0\x05\0abcd\0\0\0\x01" /* RFC 4419: also 31 */
#define GEX_REPLY "\0\0\0\x3e\x04\x21\0\0\0\x33" ED25519 "\0\0\0\x01q"
#define KEY_FACT "S identity A ssh-host-key SHA256:r0jjAatH+rPa97KMRB4yEkCq0GlcmkYyacWqmoyiTwI\n"

static void names_both_sides_and_the_host_key(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"banners",                BYTES("SSH-2.0-PuTTY_Release_0.78\r\n"),
         BYTES("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"),                                                     LOOK_MINE,
         "S service A ssh tcp/443\nC client A ssh tcp/443\n"
         "C software A PuTTY_Release_0.78\n"
         "S software A OpenSSH_9.2p1 Debian-2+deb12u3\nS os B Debian 12\nS remote-tool A ssh\n"                                },
        {"a server alone",         NO_BYTES,                                BYTES("SSH-2.0-OpenSSH_5.3\r\n"),     LOOK_MINE,
         "S service B ssh tcp/443\nS software B OpenSSH_5.3\nS os C RHEL/CentOS 6\n"
         "S remote-tool B ssh\n"                                                                                               },
        {"version 1",              BYTES("SSH-1.5-1.2.27\n"),               BYTES("SSH-1.5-Cisco-1.25\n"),        LOOK_MINE,
         "S service A ssh tcp/443\nC client A ssh tcp/443\nC software A 1.2.27\n"
         "S software A Cisco-1.25\nS os B Cisco IOS\nS remote-tool A ssh\nS weak A ssh1\n"                                     },
        {"host key",               BYTES("SSH-2.0-x\r\n"),                  BYTES("SSH-2.0-y\r\n" KEXINIT REPLY), LOOK_DONE,
         "S service A ssh tcp/443\nC client A ssh tcp/443\nC software A x\nS software A y\n"
         "S remote-tool A ssh\n" KEY_FACT                                                                                      },
        {"host key after a group", BYTES("SSH-2.0-x\r\n"),
         BYTES("SSH-1.99-y\r\n" KEXINIT GROUP GEX_REPLY),                                                         LOOK_DONE,
         "S service A ssh tcp/443\nC client A ssh tcp/443\nC software A x\nS software A y\n"
         "S remote-tool A ssh\n" KEY_FACT                                                                                      },
        {"half a banner",          NO_BYTES,                                BYTES("SSH-2.0-Open"),                LOOK_MORE, ""},
        {"something else",         NO_BYTES,                                BYTES("SSM-2.0-Open"),                LOOK_NO,   ""},
        {"client of another kind", BYTES("GET / HTTP/1.1\r\n"),             BYTES("SSH-2.0-y\r\n"),               LOOK_NO,
         ""                                                                                                                    },
    };
    struct feed feed = {.look = ssh_look, .protocol = 6, .server_port = 443, .server_first = true};
    FEED_ROWS(&feed, row);
}

static void a_line_is_at_most_255_bytes(void **state)
{
    (void)state;
    struct feed feed = {.look = ssh_look, .protocol = 6, .server_port = 22, .server_first = true};
    uint8_t line[SSH_LINE_MAX + 1];

    memset(line, 'x', sizeof(line));
    memcpy(line, "SSH-2.0-", 8);
    assert_int_equal(feed_look(&feed, NO_BYTES, line, SSH_LINE_MAX, SIDE_SERVER), LOOK_MORE);
    assert_int_equal(feed_look(&feed, NO_BYTES, line, SSH_LINE_MAX + 1, SIDE_SERVER), LOOK_NO);
}

static void a_flow_met_late_is_turned_by_its_ports(void **state)
{
    (void)state;
    struct feed feed = {
        .look = ssh_look, .protocol = 6, .server_port = 22, .late = true, .turned = true};

    feed_look(&feed, BYTES("SSH-2.0-x\r\n"), BYTES("SSH-2.0-y\r\n"), SIDE_CLIENT);
    assert_non_null(strstr(feed.facts, "S service A ssh tcp/22\n"));
    assert_non_null(strstr(feed.facts, "C software A x\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_both_sides_and_the_host_key),
        cmocka_unit_test(a_line_is_at_most_255_bytes),
        cmocka_unit_test(a_flow_met_late_is_turned_by_its_ports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
