#include "network/own.h"
#include "scene.h"

static void a_network_is_read_with_its_spare_bits_cleared(void **state)
{
    (void)state;
    static const struct {
        const char *cidr;
        bool good;
        unsigned bits;
        const char *base;
    } row[] = {
        {"192.168.1.9/24",   true,  120, "192.168.1.0"},
        {"10.255.255.255/9", true,  105, "10.128.0.0" },
        {"0.0.0.0/0",        true,  96,  "0.0.0.0"    },
        {"192.168.1.9/32",   true,  128, "192.168.1.9"},
        {"192.168.1.9/33",   false, 0,   NULL         },
        {"2001:db8::5/64",   true,  64,  "2001:db8::" },
        {"2001:db8::5/129",  false, 0,   NULL         },
        {"192.168.1.9",      false, 0,   NULL         },
        {"192.168.1/24",     false, 0,   NULL         },
        {"192.168.1.9/",     false, 0,   NULL         },
        {"192.168.1.9/24x",  false, 0,   NULL         },
        {"192.168.1.9/-1",   false, 0,   NULL         },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct own_network n = {.bits = 7};

        assert_int_equal(own_read_cidr(&n, row[i].cidr), row[i].good);
        assert_int_equal(n.bits, row[i].good ? row[i].bits : 7);
        if (row[i].good) {
            struct addr want = scene_ip(row[i].base);
            assert_memory_equal(&n.base, &want, sizeof(want));
        }
    }
}

static struct own_network network(const char *cidr)
{
    struct own_network n = {.name = cidr};

    assert_true(own_read_cidr(&n, cidr));
    return n;
}

static void the_narrowest_network_holds_an_address(void **state)
{
    (void)state;
    const struct own_network list[] = {network("10.0.0.0/8"), network("10.1.2.0/23"),
                                       network("203.0.113.0/24")};
    const struct own own = {list, COUNT(list)};
    struct addr a = scene_ip("10.1.3.4"), b = scene_ip("10.1.4.4"), c = scene_ip("11.0.0.1");
    struct addr legacy = scene_ip("203.0.113.9");

    assert_ptr_equal(own_find(&own, &a), &list[1]);
    assert_ptr_equal(own_find(&own, &b), &list[0]);
    assert_null(own_find(&own, &c));
    assert_true(own_is_inside(&own, &legacy)); /* a public range used inside */
    assert_false(own_is_inside(&own, &c));
}

static void two_addresses_are_of_one_network(void **state)
{
    (void)state;
    const struct own_network list[] = {network("10.1.2.0/23")};
    const struct own own = {list, COUNT(list)};
    static const struct {
        const char *a, *b;
        bool same;
    } row[] = {
        {"10.1.2.1",    "10.1.3.1",        true }, /* the register says so */
        {"10.1.2.1",    "10.1.4.1",        false},
        {"192.168.1.1", "192.168.1.200",   true }, /* the usual length */
        {"192.168.1.1", "192.168.2.1",     false},
        {"2001:db8::1", "2001:db8::2:0:1", true },
        {"2001:db8::1", "2001:db8:0:1::1", false},
        {"192.168.1.1", "2001:db8::1",     false},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct addr a = scene_ip(row[i].a), b = scene_ip(row[i].b);
        assert_int_equal(own_same(&own, &a, &b), row[i].same);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_is_read_with_its_spare_bits_cleared),
        cmocka_unit_test(the_narrowest_network_holds_an_address),
        cmocka_unit_test(two_addresses_are_of_one_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
