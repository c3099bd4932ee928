#include "network/lore.h"
#include "t.h"

#include "base/file.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ENDS                                                                                  \
    "{\"schema\":1,\"checked_on\":\"2027-01-31\",\"items\":[{\"id\":\"x\",\"product\":\"X\"," \
    "\"match\":[\"X 1\"],\"ends_on\":\"2020\",\"source\":\"s\",\"seen_on\":\"2027-01-31\"}]}"
#define MAKERS "Registry,Assignment,Organization Name,Organization Address\nMA-L,00AA01,Acme,x\n"

static struct arena *open_arena(void)
{
    struct arena *a = arena_open(32 << 20);

    assert_non_null(a);
    return a;
}

static void lay_one(const char *dir, const char *file, const char *text)
{
    char path[PATH_MAX];
    struct err err;

    snprintf(path, sizeof(path), "%s/%s", dir, file);
    unlink(path);
    if (text != NULL) {
        T_OK(file_replace(path, text, strlen(text), 0600, &err));
    }
}

/* A data directory with these files; NULL: not there. */
static const char *lay(const char *ends, const char *makers)
{
    static char dir[PATH_MAX - 64];
    char path[PATH_MAX];
    struct err err;

    snprintf(dir, sizeof(dir), "%s", t_temp_dir());
    snprintf(path, sizeof(path), "%s/catalogue", dir);
    T_OK(file_make_dirs(path, 0700, &err));
    lay_one(dir, EOL_FILE, ends);
    lay_one(dir, MAKER_FILE, makers);
    return dir;
}

static void files_of_the_administrator_win(void **state)
{
    (void)state;
    static const struct {
        const char *what, *ends, *makers;
        bool own_ends, own_makers;
        size_t n_problems;
    } row[] = {
        {"none",               NULL, NULL,   false, false, 0},
        {"both",               ENDS, MAKERS, true,  true,  0},
        {"one",                ENDS, NULL,   true,  false, 0},
        {"a broken one",       "{",  MAKERS, false, true,  1},
        {"another broken one", ENDS, "x",    true,  false, 1},
        {"two of them",        "",   "",     false, false, 2},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = open_arena();
        struct lore lore;
        struct err err;

        T_STATUS(row[i].what, lore_load(&lore, lay(row[i].ends, row[i].makers), a, &err), OK);
        assert_int_equal(lore.eol.is_own, row[i].own_ends);
        assert_string_equal(lore.eol.checked_on, row[i].own_ends ? "2027-01-31" : "2026-11-24");
        assert_int_equal(lore.makers_are_own, row[i].own_makers);
        assert_int_equal(maker_count(lore.makers) == 1, row[i].own_makers);
        assert_int_equal(lore.n_problems, row[i].n_problems);
    }
}

static void a_file_left_aside_is_named(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = open_arena();
    struct lore lore;
    struct err err;

    T_OK(lore_load(&lore, lay("{\"schema\":1}", "x"), a, &err));
    assert_int_equal(lore.n_problems, 2);
    assert_non_null(strstr(lore.problem[0], EOL_FILE));
    assert_non_null(strstr(lore.problem[0], "checked_on"));
    assert_non_null(strstr(lore.problem[1], MAKER_FILE));
    T_OK(lore_load(&lore, NULL, a, &err)); /* no data directory: nothing to leave aside */
    assert_int_equal(lore.n_problems, 0);
}

static enum status load_once(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(32 << 20);
    struct lore lore;

    return a == NULL ? err_set(err, E_NOMEM, "no arena") : lore_load(&lore, arg, a, err);
}

static void every_fault_is_told(void **state)
{
    (void)state;
    char dir[PATH_MAX];

    snprintf(dir, sizeof(dir), "%s", lay(ENDS, MAKERS));
    T_FAULTS(FAULT_ALLOC, load_once, dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_the_administrator_win),
        cmocka_unit_test(a_file_left_aside_is_named),
        cmocka_unit_test(every_fault_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
