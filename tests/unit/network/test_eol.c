#include "network/eol.h"
#include "t.h"

#include "base/file.h"

#include <limits.h>
#include <stdio.h>

static struct arena *open_arena(void)
{
    struct arena *a = arena_open(4 << 20);

    assert_non_null(a);
    return a;
}

static void a_claim_finds_its_product(void **state)
{
    (void)state;
    static const struct {
        const char *claim, *id; /* NULL: none */
    } row[] = {
        {"Windows NT 5.1",                             "windows-xp"         },
        {"Windows NT 6.1 build 7601",                  "windows-nt-6.1"     },
        {"Windows 7 Professional 7601 Service Pack 1", "windows-nt-6.1"     },
        {"Windows NT 6.3 build 19045",                 "windows-build-19045"}, /* sysDescr of 10 */
        {"Windows NT 10.0 build 17763",                "windows-build-17763"},
        {"Windows NT 10.0",                            NULL                 }, /* 10, 11, Server: not known */
        {"Windows NT 6.3 build 9600",                  "windows-nt-6.3"     },
        {"Windows Server 2008 R2 Standard 7601",       "windows-nt-6.1"     },
        {"Windows Server 2008 Standard 6002",          "windows-nt-6.0"     },
        {"Windows Server 2003 3790 Service Pack 2",    "windows-server-2003"},
        {"Windows 8.1 Pro 9600",                       "windows-8.1"        },
        {"Debian 10",                                  "debian-10"          },
        {"Debian 1",                                   NULL                 },
        {"Ubuntu 18.04",                               "ubuntu-18.04"       },
        {"RHEL/CentOS 6",                              "rhel-6"             },
        {"FortiOS 6.0.9",                              "fortios-6.0"        },
        {"VMware ESXi 6.7.0",                          "esxi-6.7"           },
        {"macOS 10.15.7",                              "macos-10.15"        },
        {"macOS 10.1",                                 NULL                 },
        {"Darwin 19.6.0",                              "macos-10.15"        },
        {"iOS 14.8.1",                                 "ios-14"             },
        {"iOS 12.5.7",                                 NULL                 }, /* still updated when it was seen */
        {"Android 9",                                  "android-9"          },
        {"Microsoft SQL Server 11.0.7001",             "sql-server-2012"    },
        {"Linux",                                      NULL                 },
        {"",                                           NULL                 },
    };
    CLEANUP(arena_close) struct arena *a = open_arena();
    struct eol_list list;
    struct err err;

    T_OK(eol_load(&list, NULL, a, &err));
    assert_false(list.is_own);
    for (size_t i = 0; i < COUNT(row); i++) {
        const struct eol_row *found = eol_find(&list, row[i].claim);

        if ((found == NULL) != (row[i].id == NULL) ||
            (found != NULL && strcmp(found->id, row[i].id) != 0)) {
            fail_msg("%s: %s", row[i].claim, found != NULL ? found->id : "none");
        }
    }
}

static void the_last_day_is_still_supported(void **state)
{
    (void)state;
    static const struct eol_row plain = {.ends_on = "2025-10-14"};
    static const struct eol_row longer = {.ends_on = "2025-10-14", .extended_until = "2028-10"};

    assert_int_equal(eol_judge(&plain, "2025-10-14"), EOL_SUPPORTED);
    assert_int_equal(eol_judge(&plain, "2025-10-15"), EOL_ENDED);
    assert_int_equal(eol_judge(&longer, "2025-10-15"), EOL_EXTENDED);
    assert_int_equal(eol_judge(&longer, "2028-09-30"), EOL_EXTENDED);
    assert_int_equal(eol_judge(&longer, "2028-10-01"), EOL_ENDED); /* partial: its first day */
    assert_int_equal(eol_grade(EOL_EXTENDED, GRADE_CERTAIN), GRADE_SUSPECTED);
    assert_int_equal(eol_grade(EOL_ENDED, GRADE_LIKELY), GRADE_LIKELY);
}

#define ITEM(more)                                                                                 \
    "{\"schema\":1,\"checked_on\":\"2026-11-24\",\"items\":[{\"id\":\"x\",\"product\":\"X\"," more \
    "}]}"
#define GOOD "\"match\":[\"X 1\"],\"ends_on\":\"2020\",\"source\":\"s\",\"seen_on\":\"2026-11-24\""

static void a_file_of_the_administrator_wins_or_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what, *json;
        enum status want;
    } row[] = {
        {"good",        ITEM(GOOD),                                                          OK       },
        {"no JSON",     "x",                                                                 E_INVALID},
        {"no items",    "{\"schema\":1,\"checked_on\":\"2026\",\"items\":[]}",               E_INVALID},
        {"a schema",    "{\"schema\":2,\"checked_on\":\"2026\",\"items\":[{}]}",             E_INVALID},
        {"no match",    ITEM("\"match\":[],\"ends_on\":\"2020\",\"source\":\"s\""),          E_INVALID},
        {"a date",      ITEM("\"match\":[\"X\"],\"ends_on\":\"2020/1\",\"source\":\"s\""),   E_INVALID},
        {"no source",   ITEM("\"match\":[\"X\"],\"ends_on\":\"2020\",\"seen_on\":\"2020\""),
         E_INVALID                                                                                    },
        {"extended by", ITEM(GOOD ",\"extended_until\":\"2021\""),                           E_INVALID},
    };
    CLEANUP(arena_close) struct arena *a = open_arena();
    struct err err;
    char dir[PATH_MAX - 64], path[PATH_MAX];

    snprintf(dir, sizeof(dir), "%s", t_temp_dir());
    snprintf(path, sizeof(path), "%s/catalogue", dir);
    T_OK(file_make_dirs(path, 0700, &err));
    snprintf(path, sizeof(path), "%s/%s", dir, EOL_FILE);
    for (size_t i = 0; i < COUNT(row); i++) {
        struct eol_list list = {.n = 99};
        enum status want = row[i].want;

        T_OK(file_replace(path, row[i].json, strlen(row[i].json), 0600, &err));
        T_STATUS(row[i].what, eol_load(&list, dir, a, &err), want);
        assert_int_equal(list.n, want == OK ? 1 : 99);
        assert_int_equal(list.is_own, want == OK);
    }
}

static enum status load_once(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct eol_list list;

    return a == NULL ? err_set(err, E_NOMEM, "no arena")
                     : eol_read(&list, arg, strlen(arg), a, err);
}

static void every_fault_is_told(void **state)
{
    (void)state;
    static char json[] = ITEM(GOOD);
    T_FAULTS(FAULT_ALLOC, load_once, json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_finds_its_product),
        cmocka_unit_test(the_last_day_is_still_supported),
        cmocka_unit_test(a_file_of_the_administrator_wins_or_is_refused),
        cmocka_unit_test(every_fault_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
