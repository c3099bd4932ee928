/* A line of tar and of unzip. */
#include "t.h"
#include "readiness/repo_parse.h"

#include <string.h>

enum { ARENA = 1 << 16 };

static const struct {
    enum status (*parse)(struct repo_file *out, const char *line, struct arena *a, struct err *err);
    const char *line;
    enum status want;
    const char *path;
    int64_t size, mtime_ms;
} row[] = {
    {repo_parse_tar_file, "-rw-r--r-- 0/0            8202 2026-11-24 10:35:46 src/f47",     OK,
     "src/f47",                                                                                                              8202, 1795516546000},
    {repo_parse_tar_file, "-rw-r--r-- 0/0 1 2026-11-24 10:35:46 看護 記録.csv",         OK,         "看護 記録.csv",
     1,                                                                                                                            1795516546000},
    {repo_parse_tar_file, "drwxr-xr-x 0/0 0 2026-11-24 10:35:46 src/",                      E_NOTFOUND, NULL,                0,    0            },
    {repo_parse_tar_file, "lrwxrwxrwx 0/0 0 2026-11-24 10:35:46 a -> b",                    E_NOTFOUND, NULL,                0,    0            },
    {repo_parse_tar_file, "-rw-r--r-- 0/0 -1 2026-11-24 10:35:46 a",                        E_INVALID,  NULL,                0,    0            },
    {repo_parse_tar_file, "-rw-r--r-- 0/0 1 2026-13-24 10:35:46 a",                         E_INVALID,  NULL,                0,    0            },
    {repo_parse_tar_file, "-rw-r--r-- 0/0 1 2026-11-24 10:35:46",                           E_INVALID,  NULL,                0,    0            },
    {repo_parse_zip_file, "-rw-r--r--  3.0 unx     8202 bx stor 20261124.103546 src/f47",   OK,
     "src/f47",                                                                                                              8202, 1795516546000},
    {repo_parse_zip_file, "?rw-------  2.0 unx 7 b- defN 20261124.103546 会計/01月.csv", OK,
     "会計/01月.csv",                                                                                                     7,    1795516546000},
    {repo_parse_zip_file, "?rw-------  2.0 unx 0 b- stor 20261124.103546 dir/",             E_NOTFOUND, NULL,                0,
     0                                                                                                                                          },
    {repo_parse_zip_file, "drwxr-xr-x  3.0 unx 0 bx stor 20261124.103546 dir/",             E_NOTFOUND, NULL,                0,
     0                                                                                                                                          },
    {repo_parse_zip_file, "Archive:  iji.zip",                                              E_NOTFOUND, NULL,                0,    0            },
    {repo_parse_zip_file, "-rw-r--r--  3.0 unx 1 bx stor 20261124103546 a",                 E_INVALID,  NULL,                0,    0            },
    {repo_parse_zip_file, "-rw-r--r--  3.0 unx 1 bx stor",                                  E_INVALID,  NULL,                0,    0            },
};

static void a_line_is_a_file_or_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        struct repo_file f = {.path = NULL};
        struct err err;

        T_STATUS(row[i].line, row[i].parse(&f, row[i].line, a, &err), row[i].want);
        if (row[i].want != OK) {
            assert_null(f.path); /* left untouched */
            continue;
        }
        assert_string_equal(f.path, row[i].path);
        assert_int_equal(f.size, row[i].size);
        assert_int_equal(f.mtime_ms, row[i].mtime_ms);
    }
}

static void a_name_may_bear_a_date(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t want; /* 0: none */
    } names[] = {
        {"2026-11-24",              1795446000000}, /* midnight in Japan */
        {"20261124",                1795446000000},
        {"2026-11-24T0340",         1795459200000},
        {"karte-2026-11-24.tar.gz", 1795446000000},
        {"iji-20261124_034000.zip", 1795459200000},
        {"daily.0",                 0            },
        {"2026-13-01",              0            },
        {"12345678",                0            },
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        int64_t at = 0;

        if (repo_parse_name_time(&at, names[i].name) != (names[i].want != 0) ||
            at != names[i].want) {
            fail_msg("%s: %lld", names[i].name, (long long)at);
        }
    }
    assert_true(repo_parse_is_rotation("daily.0"));
    assert_true(repo_parse_is_rotation("hourly.12"));
    assert_false(repo_parse_is_rotation("daily"));
    assert_false(repo_parse_is_rotation("daily.x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_a_file_or_none),
        cmocka_unit_test(a_name_may_bear_a_date),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
