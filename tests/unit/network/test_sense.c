#include "network/sense.h"
#include "told.h"

/* Sends a frame from host 1 (its MAC) with this source address and hop limit. */
static void send_from(struct sense *s, uint32_t source, uint8_t hops, uint16_t port, uint8_t flags)
{
    struct lay l;

    lay_tcp(&l, 1, port, 2, 80, 1, flags, "", 0);
    l.byte[22] = hops;
    l.byte[26] = (uint8_t)(source >> 24);
    l.byte[27] = (uint8_t)(source >> 16);
    l.byte[28] = (uint8_t)(source >> 8);
    l.byte[29] = (uint8_t)source;
    sense_frame(s, &l.frame);
}

static void own_address(struct sense *s, const char *ip_hex)
{
    struct lay l;
    char hex[160];

    snprintf(hex, sizeof(hex),
             "ffffffffffff 020000000001 0806 0001 0800 0604 0001 020000000001 %s 000000000000 "
             "c0000263",
             ip_hex);
    sense_frame(s, lay_link(&l, LINK_ETHERNET, hex));
}

static void a_sender_speaks_for_itself_or_for_others(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const char *arp; /* an address its MAC answered for before */
        uint32_t source;
        uint8_t hops;
        const char *want;
    } row[] = {
        {"its own",                   "0a000001", 0x0a000001, 64,  "talks A " M1 " 10.0.0.1 -\n"      },
        {"untouched",                 NULL,       0x0a000001, 128, "talks A " M1 " 10.0.0.1 -\n"      },
        {"its own, of an odd system", "0a000001", 0x0a000001, 60,  "talks A " M1 " 10.0.0.1 -\n"      },
        {"a private one behind it",   NULL,       0x0a000109, 63,  "forwards B " M1 " - 10.0.1.0/24\n"},
        {"behind who has another",    "0a000001", 0x0a000109, 63,  "forwards A " M1 " - 10.0.1.0/24\n"},
        {"the Internet behind it",    NULL,       0x08080808, 57,  "forwards B " M1 " - global\n"     },
        {"a translator",              "0a000001", 0x08080808, 128, "forwards B " M1 " - global\n"     },
        {"no address yet",            NULL,       0,          64,  ""                                 },
        {"loopback",                  NULL,       0x7f000001, 64,  ""                                 },
        {"a trace route",             NULL,       0x0a000001, 3,   "talks A " M1 " 10.0.0.1 -\n"      },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct told t = {.len = 0};
        struct fact_sink sink = {told_take, &t};
        CLEANUP(sense_close) struct sense *s = NULL;
        struct err err;

        T_OK(sense_open(&s, &sink, 1, &err));
        if (row[i].arp != NULL) {
            own_address(s, row[i].arp);
        }
        t.len = 0;
        t.text[0] = '\0';
        send_from(s, row[i].source, row[i].hops, 1024, TCP_ACK);
        char *way_out = strstr(t.text, "forwards C");

        if (way_out != NULL) { /* 192.0.2.2 is no address of the house: the other test's matter */
            *way_out = '\0';
        }
        print_message("%s\n", row[i].what);
        assert_string_equal(t.text, row[i].want);
    }
}

static void a_way_to_the_internet_is_proved_by_its_answer(void **state)
{
    (void)state;
    struct told t = {.len = 0};
    struct fact_sink sink = {told_take, &t};
    CLEANUP(sense_close) struct sense *s = NULL;
    struct err err;
    struct lay l;

    T_OK(sense_open(&s, &sink, 1, &err));
    lay_tcp(&l, 1, 1024, 2, 80, 1, TCP_SYN, "", 0);
    sense_frame(s, &l.frame);
    assert_non_null(strstr(t.text, "forwards C 02:00:00:00:00:02 - global\n"));
    lay_tcp(&l, 2, 80, 1, 1024, 1, TCP_SYN | TCP_ACK, "", 0);
    l.byte[22] = 50;
    sense_frame(s, &l.frame);
    assert_non_null(strstr(t.text, "forwards A 02:00:00:00:00:02 - global\n"));
}

static void an_answer_from_outside_tells_how_wide_the_line_is(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        uint16_t mss;
        uint8_t flags;
        uint8_t first; /* of the source address: 192.0.2.2, 10.0.2.2 */
        bool told;
    } row[] = {
        {"a mobile line",             1358, TCP_SYN | TCP_ACK, 192, true },
        {"smaller is a server's own", 1357, TCP_SYN | TCP_ACK, 192, false},
        {"Ethernet",                  1460, TCP_SYN | TCP_ACK, 192, true },
        {"larger than Ethernet",      1461, TCP_SYN | TCP_ACK, 192, false},
        {"a question is the asker's", 1414, TCP_SYN,           192, false},
        {"from inside",               1414, TCP_SYN | TCP_ACK, 10,  false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct told t = {.len = 0};
        struct fact_sink sink = {told_take, &t};
        CLEANUP(sense_close) struct sense *s = NULL;
        const uint8_t option[4] = {2, 4, (uint8_t)(row[i].mss >> 8), (uint8_t)row[i].mss};
        char want[64];
        struct err err;
        struct lay l;

        T_OK(sense_open(&s, &sink, 1, &err));
        lay_tcp(&l, 2, 80, 1, 1024, 1, row[i].flags, option, sizeof(option));
        l.byte[26] = row[i].first;
        l.byte[46] = 0x60; /* the header with its option: RFC 9293, 3.1 */
        sense_frame(s, &l.frame);
        snprintf(want, sizeof(want), "line C 02:00:00:00:00:02 - mss %u\n", row[i].mss);
        if ((strstr(t.text, want) != NULL) != row[i].told ||
            (strstr(t.text, "line") != NULL) != row[i].told) {
            fail_msg("%s: %s", row[i].what, t.text);
        }
    }
}

static void frames_are_counted(void **state)
{
    (void)state;
    struct told t = {.len = 0};
    struct fact_sink sink = {told_take, &t};
    CLEANUP(sense_close) struct sense *s = NULL;
    struct err err;
    struct lay l;

    T_OK(sense_open(&s, &sink, 1, &err));
    sense_frame(s, lay_link(&l, LINK_ETHERNET, "0102"));
    lay_udp(&l, 1, 1024, 2, 9999, "abc", 3);
    l.frame.wire_len += 100;
    sense_frame(s, &l.frame);
    const struct sense_count c = sense_count(s);
    assert_int_equal(c.frames, 2);
    assert_int_equal(c.unread, 1);
    assert_int_equal(c.cut, 1);
    assert_int_equal(c.bytes, 2 + l.frame.wire_len);
    assert_int_equal(c.flow.flows, 1);
}

static enum status open_and_close(void *arg, struct err *err)
{
    struct told t = {.len = 0};
    struct fact_sink sink = {told_take, &t};
    CLEANUP(sense_close) struct sense *s = NULL;

    (void)arg;
    return sense_open(&s, &sink, 1, err);
}

static void without_memory_it_does_not_begin(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, open_and_close, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sender_speaks_for_itself_or_for_others),
        cmocka_unit_test(a_way_to_the_internet_is_proved_by_its_answer),
        cmocka_unit_test(an_answer_from_outside_tells_how_wide_the_line_is),
        cmocka_unit_test(frames_are_counted),
        cmocka_unit_test(without_memory_it_does_not_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
