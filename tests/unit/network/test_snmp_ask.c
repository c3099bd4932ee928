#include "network/snmp_ask.h"

#include "t.h"

static void only_questions_are_known_and_nothing_else_is_sent(void **state)
{
    (void)state;
    static const struct {
        const char *what, *want;
        uint8_t version, pdu;
    } row[] = {
        {"GET",       "get",     1, 0xa0},
        {"GETNEXT",   "getnext", 1, 0xa1},
        {"GETBULK",   "getbulk", 1, 0xa5},
        {"v3",        "v3",      3, 0x00},
        {"SET",       NULL,      1, 0xa3},
        {"an answer", NULL,      1, 0xa2},
        {"a trap",    NULL,      1, 0xa7},
        {"INFORM",    NULL,      1, 0xa6},
        {"a report",  NULL,      1, 0xa8},
        {"v1",        NULL,      0, 0xa0},
        {"v2",        NULL,      2, 0xa0},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        const uint8_t byte[] = {0x30, 13,  2,   1,   row[i].version, 4, 6, 'p', 'u',
                                'b',  'l', 'i', 'c', row[i].pdu,     0};
        const char *word = snmp_ask_word(byte, sizeof(byte), sizeof(byte));

        print_message("%s\n", row[i].what);
        assert_true(word == NULL ? row[i].want == NULL
                                 : row[i].want != NULL && strcmp(word, row[i].want) == 0);
    }
}

static void what_is_cut_off_or_too_long_for_a_frame_is_not_sent(void **state)
{
    (void)state;
    static const uint8_t byte[] = {0x30, 13, 2, 1, 1, 4, 6, 'p', 'u', 'b', 'l', 'i', 'c', 0xa0, 0};

    assert_non_null(snmp_ask_word(byte, sizeof(byte), SNMP_ASK_SIZE));
    assert_null(snmp_ask_word(byte, sizeof(byte), SNMP_ASK_SIZE + 1));
    for (size_t len = 0; len < 14; len++) {
        assert_null(snmp_ask_word(byte, len, len));
    }
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(only_questions_are_known_and_nothing_else_is_sent),
        cmocka_unit_test(what_is_cut_off_or_too_long_for_a_frame_is_not_sent),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
