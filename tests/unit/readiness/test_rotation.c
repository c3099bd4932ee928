/* Folders that turn: what comes and goes in its turn is no loss, and everything else is. */
#include "readiness/rotation.h"
#include "t.h"

#include <stdio.h>
#include <string.h>

#define NOW_MS INT64_C(1795500000000) /* 2026-11-24 15:00 in Japan */

struct heard {
    char text[4096];
};

static enum status hear(void *self, const struct found *f, struct err *err)
{
    struct heard *h = self;
    size_t len = strlen(h->text);

    (void)err;
    snprintf(h->text + len, sizeof(h->text) - len, "%s %s %d; ", found_code(f->what), f->path,
             (int)f->count);
    return OK;
}

/* One name of a script: "+" came, "-" went, "=" stayed; a name that ends in "/" is a directory. */
static void see(struct rotation *r, char side, const char *name)
{
    char path[200];
    struct entry e = {.path = path, .kind = ENTRY_FILE, .size = 10};
    struct err err;

    snprintf(path, sizeof(path), "%s", name);
    e.path_len = strlen(path);
    if (path[e.path_len - 1] == '/') {
        path[--e.path_len] = '\0';
        e.kind = ENTRY_DIR;
        e.size = 0;
    }
    T_OK(rotation_see(r,
                      side == '+'   ? ROTATION_CAME
                      : side == '-' ? ROTATION_WENT
                                    : ROTATION_STAYED,
                      &e, &err));
}

static void see_all(struct rotation *r, const char *script)
{
    char words[2000], *next = NULL;

    snprintf(words, sizeof(words), "%s", script);
    for (char *w = strtok_r(words, " ", &next); w != NULL; w = strtok_r(NULL, " ", &next)) {
        see(r, w[0], w + 1);
    }
}

static void only_what_comes_and_goes_in_its_turn_is_rotation(void **state)
{
    (void)state;
    static const struct {
        const char *what, *names, *want;
    } row[] = {
        {"one night",                         "-k-20261120.dump =k-20261121.dump =k-20261122.dump +k-20261123.dump",
         "went k-20261120.dump 1; came k-20261123.dump 1; "                                                                                                                     },
        {"directories, with what is in them",
         "-d/2026-11-20/ -d/2026-11-20/a -d/2026-11-20/b =d/2026-11-21/ =d/2026-11-21/a "
         "+d/2026-11-22/ +d/2026-11-22/a",                                                                           "went d/2026-11-20 3; came d/2026-11-22 2; "               },
        {"a week at once, one is left",       "-20261118/ -20261119/ =20261120/ +20261121/ +20261122/",
         "went 20261118 1; went 20261119 1; came 20261121 1; came 20261122 1; "                                                                                                 },
        {"it only grows",                     "=20261120/ +20261121/",                                               "came 20261121 1; "                                        },
        {"times of a day",                    "-a20261124_0100 =a20261124_0200 +a20261124_0300",
         "went a20261124_0100 1; came a20261124_0300 1; "                                                                                                                       },
        {"two series turn by themselves",
         "-a-20261120 =a-20261121 +a-20261122 =b-20261120 -b-20261121 =b-20261122 +b-20261123",                      "went a-20261120 1; came a-20261122 1; came b-20261123 1; "},
 /* from here on it is loss, or something planted */
        {"one in the middle is gone",         "=20261120/ -20261121/ =20261122/ +20261123/",
         "came 20261123 1; "                                                                                                                                                    },
        {"the youngest is gone",              "=20261120/ =20261121/ -20261122/ +20261123/",
         "came 20261123 1; "                                                                                                                                                    },
        {"two go, one comes",                 "-20261118/ -20261119/ =20261120/ +20261121/",                         "came 20261121 1; "                                        },
        {"one goes, none comes",              "-20261119/ =20261120/ =20261121/",                                    ""                                                         },
        {"all are new",                       "-20261118/ -20261119/ +20261120/ +20261121/",                         ""                                                         },
        {"what comes is old",                 "=20261110/ +20261111/ =20261120/",                                    ""                                                         },
        {"of a day to come",                  "=20261120/ +20261125/",                                               ""                                                         },
        {"today",                             "=20261120/ +20261124/",                                               "came 20261124 1; "                                        },
        {"another form of name",              "=a-20261120 +b-20261121",                                             ""                                                         },
        {"another place",                     "=a/20261120 +b/20261121",                                             ""                                                         },
        {"a file among directories",          "=20261120/ +20261121",                                                ""                                                         },
        {"inside a generation that stayed",
         "=20261120/ =20261120/a +20261120/b-20261121 -20261120/c",                                                  ""                                                         },
        {"names that count",                  "-daily.0/ =daily.1/ +daily.2/",                                       ""                                                         },
        {"no date",                           "-a =b +c",                                                            ""                                                         },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(rotation_close) struct rotation *r = NULL;
        struct heard heard = {""};
        struct found_watch watch = {.hear = hear, .self = &heard};
        struct err err;

        T_OK(rotation_open(&r, NOW_MS, &err));
        see_all(r, row[i].names);
        T_OK(rotation_tell(r, true, &watch, &err));
        if (strcmp(heard.text, row[i].want) != 0) {
            fail_msg("%s: %s", row[i].what, heard.text);
        }
    }
}

static void what_it_explains_is_what_lies_in_them(void **state)
{
    (void)state;
    CLEANUP(rotation_close) struct rotation *r = NULL;
    struct found_watch watch = {.hear = NULL};
    struct err err;
    static const struct {
        const char *path;
        bool want;
    } row[] = {
        {"d/20261120",           true },
        {"d/20261120/a",         true },
        {"d/20261120x",          false},
        {"d/20261121/a",         false},
        {"d/20261122",           true },
        {"d/20261122/deep/down", true },
        {"d",                    false},
        {"a",                    false},
        {"z",                    false},
    };

    T_OK(rotation_open(&r, NOW_MS, &err));
    see_all(r, "-d/20261120/ -d/20261120/a =d/20261121/ +d/20261122/ +d/20261122/a +d/20261122/b");
    T_OK(rotation_tell(r, true, &watch, &err));
    assert_int_equal(watch.totals.size_new, 20);
    for (size_t i = 0; i < COUNT(row); i++) {
        if (rotation_explains(r, row[i].path, strlen(row[i].path)) != row[i].want) {
            fail_msg("%s", row[i].path);
        }
    }
}

static void names_without_room_are_counted_and_none_is_lost(void **state)
{
    (void)state;
    CLEANUP(rotation_close) struct rotation *r = NULL;
    struct heard heard = {""};
    struct found_watch watch = {.hear = hear, .self = &heard};
    struct err err;

    T_OK(rotation_open(&r, NOW_MS, &err));
    see_all(r, "=a-20261120/ -a-20261121/ -a-20261121/x =a-20261122/ +a-20261123/ +a-20261123/y");
    assert_true(rotation_count(r, "a-20261121/x", 12));
    assert_true(rotation_count(r, "a-20261121", 10));
    assert_true(rotation_count(r, "a-20261123/y", 12));
    assert_false(rotation_count(r, "a-20261122/z", 12)); /* it stayed: told by itself */
    assert_false(rotation_count(r, "b", 1));
    T_OK(rotation_tell(r, false, &watch, &err));
    assert_string_equal(heard.text, "missing a-20261121 2; came a-20261123 2; ");
    assert_int_equal(watch.totals.found[FOUND_MISSING], 2);
    assert_int_equal(watch.totals.size_new, 0); /* a sample reads no new file */
}

static void with_too_many_generations_nothing_is_taken_for_rotation(void **state)
{
    (void)state;

    for (int more = 0; more < 2; more++) {
        CLEANUP(rotation_close) struct rotation *r = NULL;
        struct found_watch watch = {.hear = NULL};
        struct err err;
        char name[40];

        T_OK(rotation_open(&r, NOW_MS, &err));
        for (int i = 0; i < ROTATION_MAX - 2 + more; i++) {
            snprintf(name, sizeof(name), "%06d-20261120", i);
            see(r, '=', name);
        }
        see_all(r, "=b-20261120 +b-20261121");
        T_OK(rotation_tell(r, true, &watch, &err));
        assert_int_equal(watch.totals.found[FOUND_CAME], 1 - more);
    }
}

static void nor_with_names_of_more_than_its_memory(void **state)
{
    (void)state;
    CLEANUP(rotation_close) struct rotation *r = NULL;
    struct found_watch watch = {.hear = NULL};
    static char path[8192];
    struct entry e = {.path = path, .path_len = sizeof(path) - 1, .kind = ENTRY_DIR};
    struct err err;

    T_OK(rotation_open(&r, NOW_MS, &err));
    memset(path, 'x', sizeof(path) - 1);
    for (int i = 0; i < 200; i++) {
        snprintf(path, 6, "%05d", i);
        path[5] = 'x';
        memcpy(path + sizeof(path) - 10, "-20261120", 9);
        T_OK(rotation_see(r, ROTATION_STAYED, &e, &err));
    }
    see_all(r, "=x-20261120 +x-20261121");
    T_OK(rotation_tell(r, true, &watch, &err));
    assert_int_equal(watch.totals.found[FOUND_CAME], 0);
}

static void a_link_turns_with_its_folder(void **state)
{
    (void)state;
    static const struct {
        const char *path, *before, *now;
        bool turns;
    } row[] = {
        {"d/latest", "20261121", "20261122", true },
        {"d/latest", "20261120", "20261122", true },
        {"d/latest", "20261122", "20261121", false}, /* back to an older one */
        {"d/latest", "20261121", "20261129", false}, /* to one that must not have come */
        {"d/latest", "20261121", "/etc",     false},
        {"d/latest", "a",        "20261122", false},
        {"latest",   "20261121", "20261122", false}, /* not beside them */
        {"d/latest", "20261121", "20261120", false}, /* to one that went */
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(rotation_close) struct rotation *r = NULL;
        struct found_watch watch = {.hear = NULL};
        struct entry now = {.path = row[i].path,
                            .path_len = strlen(row[i].path),
                            .kind = ENTRY_LINK,
                            .has_digest = true};
        struct entry before = now;
        struct err err;

        T_OK(rotation_open(&r, NOW_MS, &err));
        see_all(r, "-d/20261120/ =d/20261121/ +d/20261122/ +d/20261129/");
        hash_of(now.digest, row[i].now, strlen(row[i].now));
        hash_of(before.digest, row[i].before, strlen(row[i].before));
        assert_true(rotation_link(r, &now, &before));
        T_OK(rotation_tell(r, true, &watch, &err));
        if ((watch.totals.found[FOUND_CHANGED] == 0) != row[i].turns) {
            fail_msg("%s from %s to %s", row[i].path, row[i].before, row[i].now);
        }
    }
}

static void further_links_do_not_wait(void **state)
{
    (void)state;
    CLEANUP(rotation_close) struct rotation *r = NULL;
    struct entry e = {.path = "l", .path_len = 1, .kind = ENTRY_LINK, .has_digest = true};
    struct err err;

    T_OK(rotation_open(&r, NOW_MS, &err));
    for (int i = 0; i <= ROTATION_LINKS_MAX; i++) {
        assert_int_equal(rotation_link(r, &e, &e), i < ROTATION_LINKS_MAX);
    }
}

static enum status faulty(void *arg, struct err *err)
{
    CLEANUP(rotation_close) struct rotation *r = NULL;
    struct found_watch watch = {.hear = NULL};
    struct entry e = {.path = "20261120", .path_len = 8, .kind = ENTRY_DIR};
    enum status st = rotation_open(&r, NOW_MS, err);

    (void)arg;
    if (st == OK) {
        st = rotation_see(r, ROTATION_STAYED, &e, err);
    }
    return st == OK ? rotation_tell(r, true, &watch, err) : st;
}

static void is_honest_without_memory(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, faulty, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_comes_and_goes_in_its_turn_is_rotation),
        cmocka_unit_test(what_it_explains_is_what_lies_in_them),
        cmocka_unit_test(names_without_room_are_counted_and_none_is_lost),
        cmocka_unit_test(with_too_many_generations_nothing_is_taken_for_rotation),
        cmocka_unit_test(nor_with_names_of_more_than_its_memory),
        cmocka_unit_test(a_link_turns_with_its_folder),
        cmocka_unit_test(further_links_do_not_wait),
        cmocka_unit_test(is_honest_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
