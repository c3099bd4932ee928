#include "network/claim_word.h"

#include "t.h"

static void codes_become_words(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    static const struct {
        enum fact_kind kind;
        const char *claim, *ja, *en;
    } row[] = {
        {FACT_ROLE,        "dhcp-server",     "DHCPサーバ",         "DHCP server"    },
        {FACT_FORWARDS,    "global",          "インターネット", "the Internet"   },
        {FACT_FORWARDS,    "192.168.1.0/24",  "192.168.1.0/24",        "192.168.1.0/24" },
        {FACT_REMOTE_TOOL, "anydesk",         "AnyDesk",               "AnyDesk"        },
        {FACT_OFFERS,      "router 10.0.0.1", "ルータ 10.0.0.1",    "router 10.0.0.1"},
        {FACT_ROLE,        "routers",         "routers",               "routers"        },
        {FACT_ROLE,        "",                "",                      ""               },
 /* what a machine calls itself is no code */
        {FACT_NAME,        "camera",          "camera",                "camera"         },
        {FACT_MODEL,       "switch",          "switch",                "switch"         },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        assert_string_equal(claim_shown(row[i].kind, row[i].claim, LANG_JA, a), row[i].ja);
        assert_string_equal(claim_shown(row[i].kind, row[i].claim, LANG_EN, a), row[i].en);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_become_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
