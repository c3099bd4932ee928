#include "readiness/sample.h"
#include "t.h"

#include "base/file.h"

#include <math.h>
#include <stdio.h>

static const uint8_t manifest[HASH_SIZE] = {1, 2, 3};
enum { DAY = 86400000 };

static void exactly_as_many_are_drawn_as_were_asked_for(void **state)
{
    (void)state;
    static const uint64_t files[] = {0, 1, 2, 9, 1000}, n[] = {0, 1, 5, 999, 1000, 2000};

    for (size_t f = 0; f < COUNT(files); f++) {
        for (size_t i = 0; i < COUNT(n); i++) {
            CLEANUP(sample_close) struct sample *s = NULL;
            struct err err;
            uint64_t drawn = 0;

            T_OK(sample_open(&s, files[f], n[i], NULL, manifest, &err));
            for (uint64_t k = 0; k < files[f]; k++) {
                drawn += sample_next(s);
            }
            assert_int_equal(drawn, n[i] < files[f] ? n[i] : files[f]);
            assert_false(sample_next(s)); /* there are no more */
            assert_int_equal(sample_is_all(s), n[i] >= files[f]);
        }
    }
}

/* Every file comes as often as every other: 4000 draws of 3 out of 10, expected 1200 each. */
static void every_file_is_drawn_as_often_as_every_other(void **state)
{
    (void)state;
    int times[10] = {0};

    for (int i = 0; i < 4000; i++) {
        CLEANUP(sample_close) struct sample *s = NULL;
        struct err err;

        T_OK(sample_open(&s, 10, 3, NULL, manifest, &err));
        for (int k = 0; k < 10; k++) {
            times[k] += sample_next(s);
        }
    }
    for (int k = 0; k < 10; k++) {
        assert_in_range(times[k], 1000, 1400); /* 29 is a deviation: 6.9 of them */
    }
}

/* Damage of 1 %, 66 files a day: seen within 7 days in 99 of 100 cases, as the bound says. */
static void the_bound_of_what_stays_unseen_holds(void **state)
{
    (void)state;
    enum { TRIES = 400, FILES = 2000, DAMAGED = 20, DRAWN = 66, DAYS = 7 };
    int unseen = 0;

    for (int i = 0; i < TRIES; i++) {
        bool seen = false;

        for (int day = 0; day < DAYS; day++) {
            CLEANUP(sample_close) struct sample *s = NULL;
            struct err err;

            T_OK(sample_open(&s, FILES, DRAWN, NULL, manifest, &err));
            for (int k = 0; k < FILES; k++) {
                seen = (sample_next(s) && k % (FILES / DAMAGED) == 0) || seen;
            }
        }
        unseen += !seen;
    }
    assert_true(sample_unseen(DRAWN * DAYS, 0.01) < 0.01);
    assert_in_range(unseen, 0, 20); /* 4 expected */
    assert_true(fabs(sample_unseen(100, 0.05) - pow(0.95, 100)) < 1e-12);
    assert_true(sample_unseen(0, 0.5) == 1 && sample_unseen(3, 1) == 0 && sample_unseen(0, 1) == 1);
}

static void what_was_read_when_is_remembered(void **state)
{
    (void)state;
    char dir[600];
    struct sample_cover c;
    struct err err;
    const int64_t now = INT64_C(1764000000000);

    snprintf(dir, sizeof(dir), "%s/kept", t_temp_dir());
    for (int day = 0; day < 2; day++) {
        CLEANUP(sample_close) struct sample *s = NULL;

        T_OK(sample_open(&s, 3, 1, dir, manifest, &err));
        sample_covered(s, (uint64_t)day, now + day * (int64_t)8 * DAY);
        sample_covered(s, 3, now); /* beyond the last: ignored */
        T_OK(sample_keep(s, &err));
    }
    CLEANUP(sample_close) struct sample *s = NULL, *other = NULL;

    T_OK(sample_open(&s, 3, 1, dir, manifest, &err));
    sample_cover(s, now + 8 * (int64_t)DAY, &c);
    assert_int_equal(c.never, 1);
    assert_int_equal(c.read_in_7_days, 1);
    assert_int_equal(c.oldest_days, -1);
    sample_covered(s, 2, now);
    sample_cover(s, now + 8 * (int64_t)DAY, &c);
    assert_int_equal(c.oldest_days, 8);
    T_OK(sample_open(&other, 4, 1, dir, manifest, &err)); /* does not fit: ignored */
    sample_cover(other, now, &c);
    assert_int_equal(c.never, 4);
}

static void sizes_of_samples_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t n; /* 0: refused */
    } row[] = {
        {"66",    66  },
        {"5%",    50  },
        {"0.1%",  1   },
        {"0.01%", 1   },
        {"100%",  1000},
        {"0",     0   },
        {"-1",    0   },
        {"101%",  0   },
        {"2.5",   0   },
        {"nan",   0   },
        {"1e99",  0   },
        {"5%%",   0   },
        {"",      0   },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        uint64_t n = 7;

        assert_int_equal(sample_parse(&n, row[i].text, 1000), row[i].n != 0);
        assert_int_equal(n, row[i].n != 0 ? row[i].n : 7);
    }
}

static enum status open_and_keep(void *arg, struct err *err)
{
    CLEANUP(sample_close) struct sample *s = NULL;
    enum status st = sample_open(&s, 100, 10, arg, manifest, err);

    return st == OK ? sample_keep(s, err) : st;
}

static void faults_are_said(void **state)
{
    (void)state;
    char dir[600];

    snprintf(dir, sizeof(dir), "%s/faults", t_temp_dir());
    T_FAULTS(FAULT_ALLOC, open_and_keep, dir);
    T_FAULTS(FAULT_IO, open_and_keep, dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exactly_as_many_are_drawn_as_were_asked_for),
        cmocka_unit_test(every_file_is_drawn_as_often_as_every_other),
        cmocka_unit_test(the_bound_of_what_stays_unseen_holds),
        cmocka_unit_test(what_was_read_when_is_remembered),
        cmocka_unit_test(sizes_of_samples_are_read),
        cmocka_unit_test(faults_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
