/* What is spoken in the clear: printers, FTP and mail, directories, buildings and machines. */
#include "flow_feed.h"
#include "network/directory.h"
#include "network/fieldbus.h"
#include "network/greeting.h"
#include "network/printer.h"

enum { TCP = 6, UDP = 17 };

static void a_printer_is_its_job(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"PJL", BYTES("\x1b%-12345X@PJL SET USERNAME=canary\n"), NO_BYTES, LOOK_MINE,
         "C client C pjl tcp/9101\nS role B printer\n"},
        {"PJL and its answer", BYTES("@PJL INFO ID\r\n"), BYTES("@PJL INFO ID\r\n\"Laser 4\"\r\n"),
         LOOK_MINE,
         "S service B pjl tcp/9101\nC client B pjl tcp/9101\nS role B printer\nS model A Laser 4\n"},
        {"PCL", BYTES("\x1b" "Ecanary"), NO_BYTES, LOOK_MINE,
         "C client C pcl tcp/9101\nS role B printer\n"},
        {"PostScript", BYTES("%!PS-Adobe-3.0\n%%For: canary"), NO_BYTES, LOOK_MINE,
         "C client C postscript tcp/9101\nS role B printer\n"},
        {"something else", BYTES("%PDF"), NO_BYTES, LOOK_NO, ""},
    };
    struct feed feed = {.look = printer_look, .protocol = TCP, .server_port = 9101};
    FEED_ROWS(&feed, row);
}

static void lpd_is_a_queue_and_a_file(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"a job", BYTES("\2lp\n\2" "83 cfA001host\n"), BYTES("\0"), LOOK_DONE,
         "S service A lpd tcp/5150\nC client A lpd tcp/5150\nS role A printer\n"},
        {"its first line", BYTES("\2lp\n"), BYTES("\0"), LOOK_MORE, ""},
        {"a refusal", BYTES("\2lp\n"), BYTES("\1"), LOOK_NO, ""},
        {"ASTM", BYTES("\2" "1H|\\^&\r"), NO_BYTES, LOOK_NO, ""},
        {"no queue", BYTES("\2\n"), NO_BYTES, LOOK_NO, ""},
    };
    struct feed feed = {.look = printer_lpd_look, .protocol = TCP, .server_port = 5150};
    FEED_ROWS(&feed, row);

    static const struct feed_row on_its_port[] = {
        {"its first line", BYTES("\2lp\n"), BYTES("\0"), LOOK_MINE,
         "S service B lpd tcp/515\nC client B lpd tcp/515\nS role B printer\n"},
    };
    feed.server_port = 515;
    FEED_ROWS(&feed, on_its_port);
}

static void a_greeting_is_told_apart_by_its_answer(void **state)
{
    (void)state;
#define SERVICE(name) "S service A " name " tcp/2121\nC client A " name " tcp/2121\n"
    static const struct feed_row row[] = {
        {"FTP", BYTES("USER canary\r\nPASS canary\r\n"), BYTES("220 ProFTPD 1.3.5\r\n331 \r\n"), LOOK_DONE,
         SERVICE("ftp") "S software A ProFTPD 1.3.5\nS weak A ftp\n"},
        {"FTP with TLS", BYTES("AUTH TLS\r\n"), BYTES("220 x\r\n"), LOOK_MINE,
         SERVICE("ftp") "S software A x\n"},
        {"mail", BYTES("EHLO canary\r\n"), BYTES("220 mx ESMTP\r\n"), LOOK_MINE,
         SERVICE("smtp") "S software A mx ESMTP\n"},
        {"POP3", BYTES("CAPA\r\nUSER canary\r\n"), BYTES("+OK ready\r\n"), LOOK_DONE,
         SERVICE("pop3") "S software A ready\nS weak A pop3-clear\n"},
        {"IMAP", BYTES("a1 LOGIN canary canary\r\n"), BYTES("* OK ready\r\n"), LOOK_DONE,
         SERVICE("imap") "S software A ready\nS weak A imap-clear\n"},
        {"nobody answers yet", NO_BYTES, BYTES("220 x\r\n"), LOOK_MORE, ""},
        {"a client first", BYTES("EHLO x\r\n"), NO_BYTES, LOOK_NO, ""},
        {"another number", NO_BYTES, BYTES("221 x\r\n"), LOOK_NO, ""},
    };
    struct feed feed = {
        .look = greeting_look, .protocol = TCP, .server_port = 2121, .server_first = true};

    FEED_ROWS(&feed, row);
    feed_clear(&feed);
    for (size_t i = 0; i < COUNT(row); i++) {
        feed_look(&feed, row[i].client, row[i].client_len, row[i].server, row[i].server_len,
                  SIDE_CLIENT);
    }
    assert_null(strstr(feed.facts, "canary"));
}

static void directories_are_named(void **state)
{
    (void)state;
#define BIND "\x30\x19\2\1\1\x60\x14\2\1\3\4\x06" "canary" "\x80\x07" "canary1"
    static const struct feed_row ldap[] = {
        {"a password", BYTES(BIND), BYTES("\x30\x0c\2\1\1\x61\7\x0a\1\0\4\0\4\0"), LOOK_DONE,
         "S service A ldap tcp/390\nC client A ldap tcp/390\nS weak A ldap-password\n"},
        {"nobody's log-on", BYTES("\x30\x0c\2\1\1\x60\7\2\1\3\4\0\x80\0"), BYTES("\x30"), LOOK_DONE,
         "S service A ldap tcp/390\nC client A ldap tcp/390\n"},
        {"another operation", BYTES("\x30\5\2\1\1\x7f\0"), NO_BYTES, LOOK_NO, ""},
        {"something else", BYTES("\x31\5\2\1\1"), NO_BYTES, LOOK_NO, ""},
    };
    struct feed feed = {.look = directory_ldap_look, .protocol = TCP, .server_port = 390};
    FEED_ROWS(&feed, ldap);

#define AS_REQ "\x6a\x13\x30\x11\xa1\3\2\1\5\xa2\3\2\1\x0a\xa3\5\x30\3\4\1x"
    static const struct feed_row kerberos_tcp[] = {
        {"a request", BYTES("\0\0\0\x15" AS_REQ), BYTES("\0\0\0"), LOOK_DONE,
         "S service A kerberos tcp/88\nC client A kerberos tcp/88\n"},
        {"another version", BYTES("\0\0\0\x15\x6a\x13\x30\x11\xa1\3\2\1\4\xa2\3\2\1\x0a\xa3\5\x30\3\4\1x"),
         NO_BYTES, LOOK_NO, ""},
    };
    feed.look = directory_kerberos_look;
    feed.server_port = 88;
    FEED_ROWS(&feed, kerberos_tcp);

    static const struct feed_row kerberos_udp[] = {
        {"a request", BYTES(AS_REQ), NO_BYTES, LOOK_MINE, "C client B kerberos udp/88\n"},
        {"something else", BYTES("\x69" AS_REQ), NO_BYTES, LOOK_NO, ""},
    };
    feed.protocol = UDP;
    FEED_ROWS(&feed, kerberos_udp);

#define QUERY "\0\x11\x12\x34\1\0\0\1\0\0\0\0\0\0\0\0\1\0\1"
    static const struct feed_row dns[] = {
        {"a question and its answer", BYTES(QUERY), BYTES("\0\x11\x12\x34\x81\x80\0\1\0\0\0\0\0\0"),
         LOOK_DONE, "S service A dns tcp/53\nC client A dns tcp/53\n"},
        {"an answer to another", BYTES(QUERY), BYTES("\0\x11\x12\x35\x81\x80\0\1\0\0\0\0\0\0"), LOOK_NO,
         ""},
        {"two questions", BYTES("\0\x11\x12\x34\1\0\0\2\0\0\0\0\0\0\0\0\1\0\1"), NO_BYTES, LOOK_NO, ""},
        {"too long", BYTES("\x03\x11"), NO_BYTES, LOOK_NO, ""},
    };
    struct feed tcp = {.look = directory_dns_look, .protocol = TCP, .server_port = 53};
    FEED_ROWS(&tcp, dns);
}

static void buildings_and_machines_are_named(void **state)
{
    (void)state;
#define ASK_DEVICE "\0\1\0\0\0\5\1\x2b\x0e\1\0"
    static const struct feed_row modbus[] = {
        {"read registers", BYTES("\0\1\0\0\0\6\1\3\0\0\0\1"), BYTES("\0\1\0\0\0\5\1\3\2\0\7"), LOOK_MINE,
         "S service A modbus tcp/1502\nC client A modbus tcp/1502\nS facility A modbus\n"},
        {"a refusal", BYTES("\0\1\0\0\0\6\1\3\0\0\0\1"), BYTES("\0\1\0\0\0\3\1\x83\2"), LOOK_MINE,
         "S service A modbus tcp/1502\nC client A modbus tcp/1502\nS facility A modbus\n"},
        {"who are you", BYTES(ASK_DEVICE), BYTES("\0\1\0\0\0\x12\1\x2b\x0e\1\1\0\0\2\0\4" "Acme\1\2P7"),
         LOOK_MINE,
         "S service A modbus tcp/1502\nC client A modbus tcp/1502\nS facility A modbus\n"
         "S maker A Acme\nS model A P7\n"},
        {"one side", BYTES("\0\1\0\0\0\6\1\3\0\0\0\1"), NO_BYTES, LOOK_MORE, ""},
        {"another transaction", BYTES("\0\1\0\0\0\6\1\3\0\0\0\1"), BYTES("\0\2\0\0\0\5\1\3\2\0\7"), LOOK_NO,
         ""},
        {"another protocol", BYTES("\0\1\0\1\0\6\1\3"), NO_BYTES, LOOK_NO, ""},
    };
    struct feed feed = {.look = fieldbus_modbus_look, .protocol = TCP, .server_port = 1502};
    FEED_ROWS(&feed, modbus);

    static const struct feed_row bacnet[] = {
        {"who is", BYTES("\x81\x0b\0\x08\1\0\x10\x08"), NO_BYTES, LOOK_MINE, "C facility A bacnet\n"},
        {"I am", BYTES("\x81\x0a\0\x14\1\0\x10\0\xc4\2\0\4\xd2\x22\5\xc4\x91\3\x21\x0f"), NO_BYTES,
         LOOK_MINE, "C facility A bacnet\nC facility A bacnet device 1234\n"},
        {"a length that lies", BYTES("\x81\x0b\0\x09\1\0\x10\x08"), NO_BYTES, LOOK_NO, ""},
        {"another version", BYTES("\x81\x0b\0\x08\2\0\x10\x08"), NO_BYTES, LOOK_NO, ""},
    };
    feed.look = fieldbus_bacnet_look;
    feed.protocol = UDP;
    feed.server_port = 47809;
    FEED_ROWS(&feed, bacnet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_printer_is_its_job),
        cmocka_unit_test(lpd_is_a_queue_and_a_file),
        cmocka_unit_test(a_greeting_is_told_apart_by_its_answer),
        cmocka_unit_test(directories_are_named),
        cmocka_unit_test(buildings_and_machines_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
