/* Names on one side only: pairs of one content are one file with another name. */
#include "readiness/loose.h"
#include "t.h"

#include <stdio.h>
#include <string.h>

struct heard {
    char text[4096];
};

static enum status hear(void *self, const struct found *f, struct err *err)
{
    struct heard *h = self;
    size_t len = strlen(h->text);

    (void)err;
    snprintf(h->text + len, sizeof(h->text) - len, "%s %s%s%s; ", found_code(f->what), f->path,
             f->from == NULL ? "" : " was ", f->from == NULL ? "" : f->from);
    return OK;
}

static struct entry entry(const char *path, int content)
{
    struct entry e = {.path = path,
                      .path_len = strlen(path),
                      .kind = ENTRY_FILE,
                      .size = content == 0 ? 0 : 10,
                      .has_digest = content >= 0};

    memset(e.digest, content, HASH_SIZE);
    return e;
}

static void contents_make_pairs_each_name_once(void **state)
{
    (void)state;
    static const struct {
        enum found_what what;
        const char *path;
        int content; /* -1: has no digest; 0: empty */
    } row[] = {
        {FOUND_MISSING, "a",       1 },
        {FOUND_ADDED,   "a2",      1 },
        {FOUND_ADDED,   "a3",      1 }, /* a copy of it: only one was renamed */
        {FOUND_MISSING, "b",       2 },
        {FOUND_MISSING, "c1",      3 },
        {FOUND_MISSING, "c2",      3 },
        {FOUND_ADDED,   "d1",      3 },
        {FOUND_ADDED,   "d2",      3 },
        {FOUND_MISSING, "empty",   0 }, /* all empty files are alike: no pair */
        {FOUND_ADDED,   "empty2",  0 },
        {FOUND_MISSING, "unread",  -1},
        {FOUND_ADDED,   "unread2", -1},
        {FOUND_ADDED,   "n\xff",   4 },
    };
    struct heard heard = {""};
    struct found_watch watch = {.hear = hear, .self = &heard};
    CLEANUP(loose_close) struct loose *l = NULL;
    CLEANUP(rotation_close) struct rotation *rotation = NULL;
    struct err err;

    T_OK(loose_open(&l, &err));
    T_OK(rotation_open(&rotation, 0, &err));
    for (size_t i = 0; i < COUNT(row); i++) {
        struct entry e = entry(row[i].path, row[i].content);

        T_OK(loose_add(l, row[i].what, &e, rotation, &watch, &err));
    }
    assert_string_equal(heard.text, ""); /* all wait */
    T_OK(loose_tell(l, rotation, &watch, &err));
    assert_string_equal(heard.text, "renamed a2 was a; renamed d1 was c1; renamed d2 was c2; "
                                    "added a3; missing b; missing empty; added empty2; "
                                    "missing unread; added unread2; added n\\xff; ");
    assert_int_equal(watch.totals.found[FOUND_RENAMED], 3);
}

static void further_names_are_told_as_they_come(void **state)
{
    (void)state;
    static char path[8192];
    struct found_watch watch = {.hear = NULL};
    CLEANUP(loose_close) struct loose *l = NULL;
    CLEANUP(rotation_close) struct rotation *rotation = NULL;
    struct err err;
    uint64_t n = 0;

    memset(path, 'x', sizeof(path) - 1);
    struct entry e = entry(path, 1);

    T_OK(loose_open(&l, &err));
    T_OK(rotation_open(&rotation, 0, &err));
    for (; watch.totals.found[FOUND_ADDED] == 0 && n < 10000; n++) {
        T_OK(loose_add(l, FOUND_ADDED, &e, rotation, &watch, &err));
    }
    assert_in_range(n, LOOSE_MEMORY / 3 * 2 / 9000, LOOSE_MEMORY / 3 * 2 / 8000);
    T_OK(loose_tell(l, rotation, &watch, &err));
    assert_int_equal(watch.totals.found[FOUND_ADDED], n); /* none is lost */
}

static enum status faulty(void *arg, struct err *err)
{
    struct heard heard = {""};
    struct found_watch watch = {.hear = hear, .self = &heard};
    CLEANUP(loose_close) struct loose *l = NULL;
    CLEANUP(rotation_close) struct rotation *rotation = NULL;
    struct entry e = entry("a", 1), other = entry("b", 1);
    enum status st = loose_open(&l, err);

    (void)arg;
    if (st == OK) {
        st = rotation_open(&rotation, 0, err);
    }
    if (st == OK) {
        st = loose_add(l, FOUND_MISSING, &e, rotation, &watch, err);
    }
    if (st == OK) {
        st = loose_add(l, FOUND_ADDED, &other, rotation, &watch, err);
    }
    return st == OK ? loose_tell(l, rotation, &watch, err) : st;
}

static void is_honest_without_memory(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, faulty, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contents_make_pairs_each_name_once),
        cmocka_unit_test(further_names_are_told_as_they_come),
        cmocka_unit_test(is_honest_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
