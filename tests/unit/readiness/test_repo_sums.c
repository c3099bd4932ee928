/* Lists of digests inside a copy: what they say is compared, and what they leave out is said. */
#include "readiness/repo_parse.h"
#include "readiness/repo_sums.h"
#include "t.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define MD5_ABC "900150983cd24fb0d6963f7d28e17f72"
#define SHA1_ABC "a9993e364706816aba3e25717850c26c9cd0d89d"
#define SHA256_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA256_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SHA512_ABC                                                     \
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" \
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"

static void a_line_is_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *line, *path; /* NULL: refused with want */
        int kind;
        enum status want;
    } row[] = {
        {SHA256_ABC "  a b.txt\n",                                              "a b.txt",        REPO_SHA256, OK        },
        {SHA256_ABC " *日本/語.csv\r\n",                                     "日本/語.csv", REPO_SHA256, OK        },
        {SHA256_ABC "  ./a/b",                                                  "a/b",            REPO_SHA256, OK        },
        {MD5_ABC "  a",                                                         "a",              REPO_MD5,    OK        },
        {SHA1_ABC "  a",                                                        "a",              REPO_SHA1,   OK        },
        {SHA512_ABC "  a",                                                      "a",              REPO_SHA512, OK        },
        {"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD  a", "a",              REPO_SHA256,
         OK                                                                                                              },
        {"\\" SHA256_ABC "  a\\\\b",                                            "a\\b",           REPO_SHA256, OK        },
        {SHA256_ABC "\n",                                                       "",               REPO_SHA256, OK        },
        {"SHA256 (a (b).txt) = " SHA256_ABC,                                    "a (b).txt",      REPO_SHA256, OK        },
        {"MD5 (a) = " MD5_ABC,                                                  "a",              REPO_MD5,    OK        },
        {"\n",                                                                  NULL,             0,           E_NOTFOUND},
        {"# " SHA256_ABC "  a",                                                 NULL,             0,           E_NOTFOUND},
        {"; by FCIV",                                                           NULL,             0,           E_NOTFOUND},
        {SHA256_ABC " a",                                                       NULL,             0,           E_INVALID },
        {SHA256_ABC "  ",                                                       NULL,             0,           E_INVALID },
        {SHA256_ABC "  /etc/passwd",                                            NULL,             0,           E_INVALID },
        {SHA256_ABC "  a/../../b",                                              NULL,             0,           E_INVALID },
        {"\\" SHA256_ABC "  a\\x",                                              NULL,             0,           E_INVALID },
        {"\\" SHA256_ABC "  a\\nb",                                             NULL,             0,           E_INVALID }, /* a line end in a name: not plain */
        {"abc  a",                                                              NULL,             0,           E_INVALID },
        {"SHA256 (a) = " MD5_ABC,                                               NULL,             0,           E_INVALID },
        {"MD5 () = " MD5_ABC,                                                   NULL,             0,           E_INVALID },
        {"hello",                                                               NULL,             0,           E_INVALID },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(row); i++) {
        struct repo_sum sum = {.path = "untouched"};
        struct err err;

        T_STATUS(row[i].line, repo_parse_sum(&sum, row[i].line, a, &err), row[i].want);
        assert_string_equal(sum.path, row[i].path == NULL ? "untouched" : row[i].path);
        assert_int_equal(row[i].path == NULL ? 0 : (int)sum.kind, row[i].kind);
    }
}

static void a_name_has_its_longest_length(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    static char line[REPO_TEXT_MAX + 200];
    struct repo_sum sum;
    struct err err;

    for (int more = 0; more < 2; more++) {
        snprintf(line, sizeof(line), "%s  ", MD5_ABC);
        memset(line + 34, 'x', (size_t)(REPO_TEXT_MAX + more));
        for (int i = 100; i < REPO_TEXT_MAX; i += 100) {
            line[34 + i] = '/'; /* parts of a length that a file system has */
        }
        line[34 + REPO_TEXT_MAX + more] = '\0';
        T_STATUS("longest", repo_parse_sum(&sum, line, a, &err), more == 0 ? OK : E_INVALID);
    }
}

static void a_list_is_known_by_its_name(void **state)
{
    (void)state;
    static const char *const yes[] = {
        "SHA256SUMS",        "sha256sums.txt", "md5sum.txt",  "MD5SUMS",
        "karte.dump.sha256", "a.MD5",          "x.sha512sum", "SHA1SUM"};
    static const char *const no[] = {"SHA256SUMS.asc", "karte.dump",    ".sha256", "md5",
                                     "sha256sumx",     "md5sum.txt.gz", ""};

    for (size_t i = 0; i < COUNT(yes); i++) {
        assert_true(repo_parse_is_sums(yes[i]));
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        assert_false(repo_parse_is_sums(no[i]));
    }
}

static void put(const char *dir, const char *name, const char *text)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

/* A copy with a/abc ("abc"), a/none (empty) and one list in a/. */
static const char *make_copy(char dir[PATH_MAX], const char *name, const char *list,
                             const char *text)
{
    char sub[PATH_MAX + 8];

    snprintf(dir, PATH_MAX, "%s/%s", t_temp_dir(), name);
    snprintf(sub, sizeof(sub), "%s/a", dir);
    assert_int_equal(mkdir(dir, 0700), 0);
    assert_int_equal(mkdir(sub, 0700), 0);
    put(sub, "abc", "abc");
    put(sub, "none", "");
    put(sub, list, text);
    return dir;
}

static void what_lists_say_is_compared(void **state)
{
    (void)state;
    static const struct {
        const char *what, *list, *text;
        enum repo_answer data;
        int percent; /* -1: c.by is not set */
        size_t damage;
    } row[] = {
        {"all named",                    "SHA256SUMS", SHA256_ABC "  abc\n" SHA256_EMPTY "  ./none\n", REPO_GOOD,    100,
         0                                                                                                                 },
        {"with MD5, and a comment",      "md5sum.txt",
         "# copied by night\n" MD5_ABC " *abc\nMD5 (none) = d41d8cd98f00b204e9800998ecf8427e\n",
         REPO_GOOD,                                                                                                  100, 0},
        {"one named only",               "abc.sha256", SHA256_ABC "\n",                                REPO_UNKNOWN, 50,  0},
        {"a byte differs",               "SHA256SUMS", SHA256_EMPTY "  abc\n" SHA256_EMPTY "  none\n", REPO_BAD,
         -1,                                                                                                              1},
        {"one is not there",             "SHA256SUMS",
         SHA256_ABC "  abc\n" SHA256_EMPTY "  none\n" SHA256_ABC "  lost\n",                           REPO_UNKNOWN, 100, 0},
        {"the last line is cut off",     "SHA256SUMS", SHA256_ABC "  abc\ne3b0c442",                   REPO_UNKNOWN, 50,
         0                                                                                                                 },
        {"no list: its text is another", "SHA256SUMS", "hello\n",                                      REPO_UNKNOWN, -1,  0},
        {"leads out",                    "SHA256SUMS", SHA256_ABC "  ../../out\n",                     REPO_UNKNOWN, -1,  0},
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(row); i++) {
        char dir[PATH_MAX], name[20];
        struct repo_check c = {.structure = REPO_GOOD};
        struct err err;

        snprintf(name, sizeof(name), "copy%zu", i);
        struct repo r = {
            .path = make_copy(dir, name, row[i].list, row[i].text), .arena = a, .now_ms = 1};

        T_OK(repo_sums_check(&c, &r, 100, &err));
        if (c.data != row[i].data || c.n_damage != row[i].damage ||
            (c.by == NULL ? -1 : c.percent) != row[i].percent) {
            fail_msg("%s: data %d, damage %zu, percent %d, %s", row[i].what, c.data, c.n_damage,
                     c.percent, c.by == NULL ? "none" : c.by);
        }
    }
}

static void a_tool_that_judged_is_not_outdone(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct repo_check c = {.structure = REPO_GOOD, .data = REPO_GOOD, .percent = 100};
    char dir[PATH_MAX];
    struct repo r = {.path = make_copy(dir, "tool", "SHA256SUMS", SHA256_ABC "  abc\n"),
                     .arena = a};
    struct err err;

    T_OK(repo_sums_check(&c, &r, 100, &err));
    assert_int_equal(c.data, REPO_GOOD);
    assert_null(c.by);
}

static enum status faulty(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct repo_check c = {.structure = REPO_GOOD};
    struct repo r = {.path = arg, .arena = a};

    return a == NULL ? err_set(err, E_NOMEM, "test") : repo_sums_check(&c, &r, 100, err);
}

static void is_honest_without_memory(void **state)
{
    (void)state;
    char dir[PATH_MAX];

    make_copy(dir, "faults", "SHA256SUMS", SHA256_ABC "  abc\n" SHA256_EMPTY "  none\n");
    T_FAULTS(FAULT_ALLOC, faulty, dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_read_strictly),
        cmocka_unit_test(a_name_has_its_longest_length),
        cmocka_unit_test(a_list_is_known_by_its_name),
        cmocka_unit_test(what_lists_say_is_compared),
        cmocka_unit_test(a_tool_that_judged_is_not_outdone),
        cmocka_unit_test(is_honest_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
