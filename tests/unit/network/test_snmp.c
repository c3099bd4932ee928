#include "flow_feed.h"
#include "network/snmp.h"

/* RFC 1157, 4 and RFC 3416, 3: message, community, PDU, bindings; all lengths are single bytes. */
#define MESSAGE(size, version, community, pdu) "\x30" size "\2\1" version community pdu
#define PUBLIC "\4\6public"
#define SECRET "\4\6canary"
#define PDU(tag, size, list_size, list) tag size "\2\1\1\2\1\0\2\1\0\x30" list_size list
#define DESCR "\x30\x18\6\x08\x2b\6\1\2\1\1\1\0\4\x0cLinux x.el6 "
#define NAME "\x30\x0e\6\x08\x2b\6\1\2\1\1\5\0\4\2ct"
#define CONTACT "\x30\x12\6\x08\x2b\6\1\2\1\1\4\0\4\6canary"
#define ROUTER "\x30\x0d\6\x08\x2b\6\1\2\1\4\1\0\2\1\1"
#define ADDRESS "\x30\x15\6\x0d\x2b\6\1\2\1\4\x14\1\1\x0a\1\2\3\x40\4\x0a\1\2\3"
#define INDEX "\x30\x15\6\x10\x2b\6\1\2\1\4\x22\1\3\1\4\x0a\x81\x48\1\5\2\1\2"
#define ANSWER(community) \
    MESSAGE("\x7c", "\1", community, PDU("\xa2", "\x6f", "\x64", DESCR NAME CONTACT ROUTER ADDRESS))
#define ASK MESSAGE("\x1b", "\0", PUBLIC, PDU("\xa0", "\x0e", "\3", "\x30\1\6"))

static void take(struct feed *feed, uint16_t sport, uint16_t dport, const uint8_t *byte, size_t len)
{
    struct frame frame = {.number = 1};
    struct packet packet = {.frame = &frame,
                            .src = addr_ipv4(0xc0000201),
                            .payload = byte,
                            .payload_len = len,
                            .sport = sport,
                            .dport = dport};
    struct fact_sink sink = {feed_take, feed};

    feed_clear(feed);
    snmp_decode(&packet, &sink);
}

static void an_answer_tells_of_its_sender(void **state)
{
    (void)state;
    static const char *const self[] = {
        "model A Linux x.el6 \n", "os B RHEL/CentOS 6\n",    "name A ct\n",
        "role B router\n",        "alias A 10.1.2.3\n",      "weak A snmp-v2c\n",
        "weak A snmp-public\n",   "service A snmp udp/161\n"};
    struct feed feed = {.len = 0};

    take(&feed, 161, 50123, BYTES(ANSWER(PUBLIC)));
    for (size_t i = 0; i < COUNT(self); i++) {
        assert_non_null(strstr(feed.facts, self[i]));
    }
    take(&feed, 161, 50123, BYTES(ANSWER(SECRET)));
    assert_null(strstr(feed.facts, "canary")); /* neither community nor contact */
    assert_null(strstr(feed.facts, "snmp-public"));
    assert_non_null(strstr(feed.facts, "weak A snmp-v2c\n"));
}

static void what_is_told_of_single_objects(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const uint8_t *byte;
        size_t len;
        const char *facts;
    } row[] = {
        {"an address as index",
         BYTES(MESSAGE("\x2f",                                                                                                                "\0",  PUBLIC, PDU("\xa2", "\x22", "\x17", INDEX))),
         "C service A snmp udp/161\nC weak A snmp-v1\nC weak A snmp-public\nC alias A "
         "10.200.1.5\n"},
        {"an engine of version 3",
         BYTES("\x30\x28\2\1\3\x30\x0d\2\1\1\2\2\5\xdc\4\1\0\2\1\3\4\x0f\x30\x0d\4\5\x80\0\0\x09\1"
               "\2\1\1"
               "\2\1\1\4\6"),
         "C service A snmp udp/161\nC identity A snmp-engine 8000000901\n"                                                                                                               },
        {"a loopback address",
         BYTES(MESSAGE("\x2f",                                                                                                                    "\0",                                                                                                  PUBLIC,
         PDU("\xa2", "\x22", "\x17",
         "\x30\x15\6\x0d\x2b\6\1\2\1\4\x14\1\1\x7f\0\0\1\x40\4\x7f\0\0\1"))),
         "C service A snmp udp/161\nC weak A snmp-v1\nC weak A snmp-public\n"},
        {"an indefinite length", BYTES("\x30\x80\2\1\1\4\6public"),                                                                 ""},
        {"a length of five bytes",                                                             BYTES("\x30\x85\0\0\0\0\x20\2\1\1\4\6public"),    ""                                                                                                                                },
        {"another version",                                                           BYTES(MESSAGE("\x0b",                                                                 "\2",                                                                       PUBLIC, "")), ""},
        {"no PDU",                                            BYTES(MESSAGE("\x0d",                                                                           "\1",              PUBLIC, "\xa9\0")), ""},
        {"nothing",                                          NO_BYTES, ""},
    };
    struct feed feed = {.len = 0};

    for (size_t i = 0; i < COUNT(row); i++) {
        take(&feed, 161, 50123, row[i].byte, row[i].len);
        if (strcmp(feed.facts, row[i].facts) != 0) {
            fail_msg("%s: %s", row[i].what, feed.facts);
        }
    }
    take(&feed, 50123, 161, BYTES(ASK));
    assert_string_equal(feed.facts, "C client B snmp udp/161\n");
}

static void it_is_known_on_another_port_by_its_answer(void **state)
{
    (void)state;
    struct feed feed = {.look = snmp_look, .protocol = 17, .server_port = 1161};

    assert_int_equal(feed_look(&feed, BYTES(ASK), NO_BYTES, SIDE_CLIENT), LOOK_MORE);
    assert_int_equal(feed_look(&feed, BYTES(ASK), BYTES(ANSWER(PUBLIC)), SIDE_SERVER), LOOK_MINE);
    assert_non_null(strstr(feed.facts, "S service A snmp udp/1161\n"));
    assert_non_null(strstr(feed.facts, "S name A ct\n"));
    assert_int_equal(feed_look(&feed, BYTES(ASK), BYTES(ASK), SIDE_SERVER), LOOK_NO);
    feed.server_port = 161; /* the packet decoder's */
    assert_int_equal(feed_look(&feed, BYTES(ASK), NO_BYTES, SIDE_CLIENT), LOOK_NO);
}

static void a_message_tells_at_most_128_bindings(void **state)
{
    (void)state;
    enum { ONE = 16 }; /* NAME with its head */
    struct feed feed = {.len = 0};
    static uint8_t message[8192];
    size_t n = 0, list = (SNMP_BINDINGS_MAX + 1) * ONE;
    const uint8_t head[] = {0x30,
                            0x82,
                            0,
                            0,
                            2,
                            1,
                            1,
                            4,
                            1,
                            'x',
                            0xa2,
                            0x82,
                            0,
                            0,
                            2,
                            1,
                            1,
                            2,
                            1,
                            0,
                            2,
                            1,
                            0,
                            0x30,
                            0x82,
                            (uint8_t)(list >> 8),
                            (uint8_t)list};

    memcpy(message, head, sizeof(head));
    n = sizeof(head);
    for (int i = 0; i <= SNMP_BINDINGS_MAX; i++, n += ONE) {
        memcpy(message + n, NAME, ONE);
        message[n + ONE - 1] = i < SNMP_BINDINGS_MAX ? 'a' : 'z'; /* the last one's name is "cz" */
    }
    message[2] = (uint8_t)((n - 4) >> 8);
    message[3] = (uint8_t)(n - 4);
    message[12] = (uint8_t)((n - 14) >> 8);
    message[13] = (uint8_t)(n - 14);
    take(&feed, 161, 50123, message, n);
    assert_non_null(strstr(feed.facts, "name A ca\n"));
    assert_null(strstr(feed.facts, "name A cz\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_tells_of_its_sender),
        cmocka_unit_test(what_is_told_of_single_objects),
        cmocka_unit_test(it_is_known_on_another_port_by_its_answer),
        cmocka_unit_test(a_message_tells_at_most_128_bindings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
