#include "network/company.h"
#include "scene.h"

#define A "00:1b:21:00:00:0a"
#define B "00:1b:21:00:00:1b"

static struct own known(void)
{
    static struct own_network list[2];

    assert_true(own_read_cidr(&list[0], "10.1.0.0/16"));
    assert_true(own_read_cidr(&list[1], "10.1.7.0/24"));
    return (struct own){list, COUNT(list)};
}

static void another_machine_in_the_same_network_on_the_same_wire_is_company(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct says says[3];
        bool want; /* has the first address of the first host company? */
    } row[] = {
        {"beside it",                                   {{FACT_ADDRESS, A, "192.168.1.5"}, {FACT_ADDRESS, B, "192.168.1.6"}},      true },
        {"alone",                                       {{FACT_ADDRESS, A, "192.168.1.5"}},                                        false},
        {"its own second address",
         {{FACT_ADDRESS, A, "192.168.1.5"}, {FACT_ADDRESS, A, "192.168.1.6"}},
         false                                                                                                                          },
        {"its own second address, and another's",
         {{FACT_ADDRESS, A, "192.168.1.5"},
          {FACT_ADDRESS, A, "192.168.1.6"},
          {FACT_ADDRESS, B, "192.168.1.7"}},
         true                                                                                                                           },
        {"in the next network",
         {{FACT_ADDRESS, A, "192.168.1.5"}, {FACT_ADDRESS, B, "192.168.2.6"}},
         false                                                                                                                          },
        {"in a network that the register makes larger",
         {{FACT_ADDRESS, A, "10.1.1.5"}, {FACT_ADDRESS, B, "10.1.2.6"}},
         true                                                                                                                           },
        {"in a part that the register sets apart",
         {{FACT_ADDRESS, A, "10.1.1.5"}, {FACT_ADDRESS, B, "10.1.7.6"}},
         false                                                                                                                          },
        {"on another VLAN",
         {{FACT_ADDRESS, A, "192.168.1.5"}, {FACT_ADDRESS, B, "192.168.1.6", .vlan = 10}},
         false                                                                                                                          },
        {"through another sensor",
         {{FACT_ADDRESS, A, "192.168.1.5"}, {FACT_ADDRESS, B, "192.168.1.6", .sensor = 1}},
         false                                                                                                                          },
        {"IPv6",                                        {{FACT_ADDRESS, A, "2001:db8::5"}, {FACT_ADDRESS, B, "2001:db8::ffff:6"}}, true },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
        const struct own own = known();
        struct hosts hosts;
        size_t n = 0;
        struct err err;

        while (n < COUNT(row[i].says) && row[i].says[n].mac != NULL) {
            n++;
        }
        struct sightings s = scene_of(row[i].says, n, a);

        T_OK(hosts_make(&hosts, &s, &own, a, &err));
        const struct company *company = company_make(&hosts, &own, a);

        assert_non_null(company);
        if (company_has(company, &hosts.host[0], &hosts.host[0].address[0]) != row[i].want) {
            fail_msg("%s", row[i].what);
        }
    }
}

/* Against the plain way of asking everybody. */
static void it_says_what_asking_everybody_says(void **state)
{
    (void)state;
    enum { SAYS = 400 };
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct says *says = arena_make(a, struct says, SAYS);
    const struct own own = known();
    uint32_t random = 7;
    size_t n_with = 0, n_without = 0;
    struct hosts hosts;
    struct err err;

    for (size_t i = 0; i < SAYS; i++) {
        random = random * 1664525U + 1013904223U;
        says[i] = (struct says){
            .kind = FACT_ADDRESS,
            .mac = arena_printf(a, "00:1b:21:00:%02zx:00", i / 2),
            .ip = arena_printf(a, "10.%u.%u.%u", 1 + (random >> 8 & 1), random >> 16 & 127,
                               1 + (random >> 24 & 63)),
            .vlan = (uint16_t)(random >> 30),
        };
    }
    struct sightings s = scene_of(says, SAYS, a);

    T_OK(hosts_make(&hosts, &s, &own, a, &err));
    const struct company *company = company_make(&hosts, &own, a);

    for (size_t h = 0; h < hosts.n_devices; h++) {
        for (size_t i = 0; i < hosts.host[h].n_addresses; i++) {
            const struct host_address *at = &hosts.host[h].address[i];
            bool want = false;

            for (size_t o = 0; o < hosts.n_devices; o++) {
                for (size_t k = 0; o != h && k < hosts.host[o].n_addresses; k++) {
                    const struct host_address *other = &hosts.host[o].address[k];

                    want = want || (other->sensor == at->sensor && other->vlan == at->vlan &&
                                    own_same(&own, &other->ip, &at->ip));
                }
            }
            assert_int_equal(company_has(company, &hosts.host[h], at), want);
            n_with += want;
            n_without += !want;
        }
    }
    assert_true(n_with > 20 && n_without > 20); /* both happen */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_machine_in_the_same_network_on_the_same_wire_is_company),
        cmocka_unit_test(it_says_what_asking_everybody_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
