#include "t.h"
#include "network/fact.h"

#include <string.h>

static void a_claim_is_printable_and_cut_at_a_character(void **state)
{
    (void)state;
    static const struct {
        const char *what, *wire;
        size_t len;
        const char *want;
    } row[] = {
        {"ASCII",              "pacs01",     6, "pacs01"   },
        {"UTF-8",              "検査室",  9, "検査室"},
        {"control characters", "a\r\nb\x7f", 5, "a??b?"    },
        {"a NUL inside",       "a\0b",       3, "a?b"      },
        {"a C1 control",
         "a\xc2\x85"
         "b",                                4, "a?b"      },
        {"CP932 bytes",        "\x8c\x9f",   2, "??"       },
        {"nothing",            "",           0, ""         },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char claim[FACT_CLAIM_SIZE];
        assert_string_equal(fact_claim(claim, (const uint8_t *)row[i].wire, row[i].len),
                            row[i].want);
    }

    uint8_t kanji[3 * FACT_CLAIM_SIZE];
    char claim[FACT_CLAIM_SIZE];
    for (size_t i = 0; i < sizeof(kanji); i += 3) {
        memcpy(kanji + i, "室", 3);
    }
    fact_claim(claim, kanji, sizeof(kanji));
    assert_int_equal(strlen(claim), FACT_CLAIM_SIZE / 3 * 3); /* 126: one more would be 129 */
    kanji[FACT_CLAIM_SIZE - 2] = 'x';
    memset(kanji, 'x', FACT_CLAIM_SIZE - 1);
    fact_claim(claim, kanji, FACT_CLAIM_SIZE - 1);
    assert_int_equal(strlen(claim), FACT_CLAIM_SIZE - 1);
}

static void an_address_reads_back_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool local, multicast, ipv4;
    } row[] = {
        {"10.0.0.1",        true,  false, true },
        {"11.0.0.1",        false, false, true },
        {"172.15.0.1",      false, false, true },
        {"172.16.0.1",      true,  false, true },
        {"172.31.0.1",      true,  false, true },
        {"172.32.0.1",      false, false, true },
        {"192.168.0.1",     true,  false, true },
        {"169.254.1.1",     true,  false, true },
        {"224.0.0.251",     false, true,  true },
        {"255.255.255.255", false, true,  true },
        {"223.255.255.255", false, false, true },
        {"2001:db8::1",     false, false, false},
        {"fe80::1",         true,  false, false},
        {"fec0::1",         false, false, false},
        {"fd00::1",         true,  false, false},
        {"ff02::1",         false, true,  false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct addr a;
        char text[ADDR_TEXT_SIZE];

        assert_true(addr_read(&a, row[i].text));
        assert_string_equal(addr_text(text, &a), row[i].text);
        assert_int_equal(addr_is_local(&a), row[i].local);
        assert_int_equal(addr_is_multicast(&a), row[i].multicast);
        assert_int_equal(addr_is_ipv4(&a), row[i].ipv4);
        assert_false(addr_is_none(&a));
    }
    struct addr a = addr_ipv4(1);
    assert_false(addr_read(&a, "192.0.2"));
    assert_int_equal(a.byte[15], 1); /* left untouched */
}

static void a_mac_tells_its_class(void **state)
{
    (void)state;
    static const struct {
        uint8_t mac[6];
        const char *text;
        bool is_private, is_virtual;
    } row[] = {
        {{0},                            "",                  false, false},
        {{0x00, 0x1b, 0x21, 1, 2, 3},    "00:1b:21:01:02:03", false, false},
        {{0x02, 0x1b, 0x21, 1, 2, 3},    "02:1b:21:01:02:03", true,  false},
        {{0x00, 0x00, 0x5e, 0, 1, 7},    "00:00:5e:00:01:07", false, true },
        {{0x00, 0x00, 0x5e, 0, 3, 7},    "00:00:5e:00:03:07", false, false},
        {{0x00, 0x00, 0x0c, 7, 0xac, 1}, "00:00:0c:07:ac:01", false, true },
        {{0x00, 0x07, 0xb4, 0, 1, 1},    "00:07:b4:00:01:01", false, true },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char text[MAC_TEXT_SIZE];
        assert_string_equal(mac_text(text, row[i].mac), row[i].text);
        assert_int_equal(mac_is_private(row[i].mac), row[i].is_private);
        assert_int_equal(mac_is_virtual(row[i].mac), row[i].is_virtual);
    }
}

static void every_kind_has_its_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < FACT_KINDS; i++) {
        assert_non_null(fact_kind_row[i].name);
        assert_non_null(fact_kind_row[i].ja);
        assert_non_null(fact_kind_row[i].en);
    }
}

static void a_mac_is_read_as_people_and_switches_write_it(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } row[] = {
        {"00:1b:21:0a:0b:0c",  true },
        {"00-1B-21-0A-0B-0C",  true },
        {"0:1b:21:a:b:c",      true },
        {"001b.210a.0b0c",     true },
        {"",                   false},
        {"00:1b:21:0a:0b",     false},
        {"00:1b:21:0a:0b:0c:", false},
        {"00:1b:21:0a:0b:0c0", false},
        {"00:1b:21:0a:0b:0g",  false},
        {"00.1b.21.0a.0b.0c",  false},
        {"001b.210a:0b0c",     false},
        {"001b210a0b0c",       false},
    };
    static const uint8_t want[6] = {0x00, 0x1b, 0x21, 0x0a, 0x0b, 0x0c}, none[6];

    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t mac[6] = {0};

        assert_int_equal(mac_read(mac, row[i].text), row[i].good);
        assert_memory_equal(mac, row[i].good ? want : none, sizeof(mac));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_is_printable_and_cut_at_a_character),
        cmocka_unit_test(an_address_reads_back_as_written),
        cmocka_unit_test(a_mac_tells_its_class),
        cmocka_unit_test(a_mac_is_read_as_people_and_switches_write_it),
        cmocka_unit_test(every_kind_has_its_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
