#include "checklist/compare.h"

#include "t.h"

#include <stdio.h>

static struct comparison compare(struct arena *a, const char *before, const char *after,
                                 enum form form)
{
    struct edition_set set;
    struct comparison c;
    struct err err;

    T_OK(edition_set_load(&set, NULL, a, &err));
    T_OK(edition_compare(&c, edition_find(&set, before, form), edition_find(&set, after, form), a,
                         &err));
    return c;
}

/* How an item of the newer edition (or a dropped one of the older) came out. */
static enum compare_how how(const struct comparison *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct edition_item *item =
            c->row[i].after != NULL ? c->row[i].after : c->row[i].before;

        if (strcmp(item->id, id) == 0) {
            return c->row[i].how;
        }
    }
    fail_msg("no row %s", id);
    return COMPARE_HOWS;
}

static void r6_asks_for_what_r5_only_mentioned(void **state)
{
    static const struct {
        const char *id;
        enum compare_how want;
    } row[] = {
        {"r6-med-0",          COMPARE_NEW     }, /* the gate */
        {"r6-med-1-1",        COMPARE_SAME    },
        {"r6-med-2-sv-priv",  COMPARE_SAME    },
        {"r6-med-2-sv-patch", COMPARE_REQUIRED},
        {"r6-med-2-pc-priv",  COMPARE_REQUIRED},
        {"r6-med-2-nw-patch", COMPARE_SAME    },
        {"r6-med-3-2",        COMPARE_REQUIRED},
        {"r6-med-3-3",        COMPARE_REQUIRED},
    };
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct comparison c = compare(a, "r5", "r6", FORM_IRYOKIKAN);

    (void)state;
    assert_int_equal(c.n, 19); /* nothing was dropped */
    for (size_t i = 0; i < COUNT(row); i++) {
        assert_string_equal(compare_ja(how(&c, row[i].id)), compare_ja(row[i].want));
    }
}

static void r7_has_five_new_items_and_asks_of_all_systems(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct comparison c = compare(a, "r6", "r7", FORM_IRYOKIKAN);
    size_t n[COMPARE_HOWS] = {0};

    (void)state;
    for (size_t i = 0; i < c.n; i++) {
        n[c.row[i].how]++;
    }
    assert_int_equal(n[COMPARE_NEW], 5);
    assert_int_equal(n[COMPARE_DROPPED], 0);
    assert_int_equal(how(&c, "r7-med-2-6"), COMPARE_RESCOPED);  /* patches: one item for all */
    assert_int_equal(how(&c, "r7-med-2-12"), COMPARE_RESCOPED); /* サーバ and 端末PC in one */
    assert_int_equal(how(&c, "r7-med-2-11"), COMPARE_SAME);
}

static void backwards_what_is_new_is_dropped(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct comparison c = compare(a, "r7", "r6", FORM_IRYOKIKAN);

    (void)state;
    assert_int_equal(c.n, 19 + 5);
    assert_int_equal(how(&c, "r7-med-2-7"), COMPARE_DROPPED);
    assert_null(c.row[c.n - 1].after);
}

static void a_changed_sentence_is_told(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct comparison c = compare(a, "r6", "r8", FORM_IRYOKIKAN);

    (void)state;
    assert_int_equal(how(&c, "r8-org-3-3"), COMPARE_REWORDED); /* 「…想定を含む」 */
    assert_int_equal(how(&c, "r8-org-3-1"), COMPARE_SAME);     /* its wording is not known */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r6_asks_for_what_r5_only_mentioned),
        cmocka_unit_test(r7_has_five_new_items_and_asks_of_all_systems),
        cmocka_unit_test(backwards_what_is_new_is_dropped),
        cmocka_unit_test(a_changed_sentence_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
