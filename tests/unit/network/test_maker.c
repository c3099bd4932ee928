#include "network/maker.h"
#include "t.h"

#include "base/file.h"

#include <limits.h>
#include <stdio.h>

static const char listing[] = "Registry,Assignment,Organization Name,Organization Address\r\n"
                              "MA-L,00AA01,\"Acme Devices Co., Ltd.\",\"1, Street\nTown\"\r\n"
                              "MA-M,00AA017,Inner GmbH,\r\n"
                              "MA-S,00AA01735,\"The \"\"Small\"\" One\",x\r\n"
                              "MA-L,00AA02,Private,\r\n"
                              "MA-L,00AA03,IEEE Registration Authority,x\r\n"
                              "MA-L,00AA0,Too Short,x\r\n"
                              "MA-L,00AA04,FUJITSU LIMITED,x\n"
                              "MA-L,00AA05,Ltd.,x";

static void the_longest_block_names_the_maker(void **state)
{
    (void)state;
    static const struct {
        uint8_t mac[6];
        const char *registered, *name;
    } row[] = {
        {{0x00, 0xaa, 0x01, 0x00, 0, 1},    "Acme Devices Co., Ltd.", "Acme Devices"     },
        {{0x00, 0xaa, 0x01, 0x70, 0, 1},    "Inner GmbH",             "Inner"            },
        {{0x00, 0xaa, 0x01, 0x73, 0x50, 1}, "The \"Small\" One",      "The \"Small\" One"},
        {{0x00, 0xaa, 0x01, 0x73, 0x60, 1}, "Inner GmbH",             "Inner"            },
        {{0x00, 0xaa, 0x02, 0, 0, 1},       "",                       ""                 }, /* private */
        {{0x00, 0xaa, 0x03, 0, 0, 1},       "",                       ""                 }, /* given out in parts */
        {{0x00, 0xaa, 0x04, 0, 0, 1},       "FUJITSU LIMITED",        "富士通"        },
        {{0x00, 0xaa, 0x05, 0, 0, 1},       "Ltd.",                   "Ltd."             }, /* nothing would be left */
        {{0x02, 0xaa, 0x01, 0, 0, 1},       "",                       ""                 }, /* locally administered */
        {{0x01, 0xaa, 0x01, 0, 0, 1},       "",                       ""                 }, /* a group */
        {{0x00, 0x00, 0x5e, 0, 1, 1},       "",                       ""                 }, /* VRRP */
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const struct maker_list *list = NULL;
    struct err err;

    T_OK(maker_read(&list, listing, sizeof(listing) - 1, a, &err));
    assert_int_equal(maker_count(list), 5);
    for (size_t i = 0; i < COUNT(row); i++) {
        char name[MAKER_NAME_SIZE];

        assert_string_equal(maker_registered(list, row[i].mac), row[i].registered);
        assert_string_equal(maker_name(name, list, row[i].mac), row[i].name);
    }
}

static void what_is_built_in_knows_the_makers_of_hospitals(void **state)
{
    (void)state;
    static const struct {
        uint8_t mac[6];
        const char *name;
    } row[] = {
        {{0x00, 0x1b, 0x21, 0, 0, 1}, "Intel"    },
        {{0x00, 0xa0, 0xde, 0, 0, 1}, "ヤマハ"},
        {{0x00, 0x09, 0x0f, 0, 0, 1}, "Fortinet" },
        {{0},                         ""         }, /* not known; the listing has a maker for this block */
        {{0x00, 0x0c, 0x29, 0, 0, 1}, "VMware"   },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char name[MAKER_NAME_SIZE];
        assert_string_equal(maker_name(name, maker_built_in(), row[i].mac), row[i].name);
    }
    assert_true(maker_count(maker_built_in()) > 40000);
}

static void a_file_of_the_administrator_wins(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const struct maker_list *list = NULL;
    const char *dir = t_temp_dir();
    struct err err;

    T_OK(maker_load(&list, dir, a, &err));
    assert_ptr_equal(list, maker_built_in());
    char *path = arena_printf(a, "%s/%s", dir, MAKER_FILE);
    T_OK(file_replace(path, listing, sizeof(listing) - 1, 0600, &err));
    T_OK(maker_load(&list, dir, a, &err));
    assert_int_equal(maker_count(list), 5);
    T_OK(file_replace(path, "x", 1, 0600, &err));
    T_STATUS("no block", maker_load(&list, dir, a, &err), E_INVALID);
    assert_int_equal(maker_count(list), 5); /* left untouched */
}

static enum status read_once(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const struct maker_list *list = NULL;

    return a == NULL ? err_set(err, E_NOMEM, "no arena") : maker_load(&list, arg, a, err);
}

static void every_fault_is_told(void **state)
{
    (void)state;
    struct err err;
    char path[PATH_MAX], dir[PATH_MAX - 64];

    snprintf(dir, sizeof(dir), "%s", t_temp_dir());
    snprintf(path, sizeof(path), "%s/%s", dir, MAKER_FILE);
    T_OK(file_replace(path, listing, sizeof(listing) - 1, 0600, &err));
    T_FAULTS(FAULT_ALLOC, read_once, dir);
    T_FAULTS(FAULT_IO, read_once, dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_block_names_the_maker),
        cmocka_unit_test(what_is_built_in_knows_the_makers_of_hospitals),
        cmocka_unit_test(a_file_of_the_administrator_wins),
        cmocka_unit_test(every_fault_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
