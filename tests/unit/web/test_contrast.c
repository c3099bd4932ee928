/*
 * Every pair of colours that assets/sonae.css puts together is readable, in the light and in the
 * dark set: WCAG 2.2, 1.4.3 (text 4.5 : 1) and 1.4.11 (borders of controls, focus ring 3 : 1).
 */
#include "t.h"

#include <math.h>
#include <stdio.h>

#define CSS_MAX 20000

static const char *css(void)
{
    static char text[CSS_MAX + 1];
    FILE *f = fopen(t_source("assets/sonae.css"), "rb");

    assert_non_null(f);
    text[fread(text, 1, CSS_MAX, f)] = '\0';
    fclose(f);
    return text;
}

/* The colour of a variable in the set that begins at set: 0xRRGGBB. */
static unsigned colour(const char *set, const char *name)
{
    char key[32];
    unsigned rgb = 0;

    snprintf(key, sizeof(key), "--%s:#", name);
    const char *p = strstr(set, key);

    if (p == NULL) {
        fail_msg("no %s", key);
        return 0;
    }
    p += strlen(key);
    size_t digits = strspn(p, "0123456789abcdef");

    for (size_t i = 0; i < digits; i++) {
        unsigned d = (unsigned)(p[i] <= '9' ? p[i] - '0' : p[i] - 'a' + 10);

        rgb = digits == 3 ? rgb << 8 | d * 17 : rgb << 4 | d;
    }
    return rgb;
}

/* Relative luminance, WCAG 2.2 definition. */
static double luminance(unsigned rgb)
{
    static const double weight[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        double c = ((rgb >> (16 - 8 * i)) & 255) / 255.0;

        sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(unsigned a, unsigned b)
{
    double x = luminance(a);
    double y = luminance(b);

    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static void every_pair_is_readable(void **state)
{
    (void)state;
    static const struct {
        const char *front;
        const char *back;
        double least;
    } row[] = {
        {"tx",   "bg",   4.5},
        {"tx",   "head", 4.5},
        {"tx",   "tint", 4.5},
        {"sub",  "bg",   4.5},
        {"sub",  "head", 4.5},
        {"sub",  "tint", 4.5},
        {"link", "bg",   4.5},
        {"link", "head", 4.5},
        {"link", "tint", 4.5},
        {"link", "okb",  4.5},
        {"link", "ngb",  4.5},
        {"link", "wnb",  4.5},
        {"over", "bg",   4.5},
        {"over", "tint", 4.5},
        {"ok",   "okb",  4.5},
        {"ok",   "bg",   4.5},
        {"ng",   "ngb",  4.5},
        {"ng",   "bg",   4.5},
        {"ng",   "tint", 4.5},
        {"wn",   "wnb",  4.5},
        {"prit", "pri",  4.5},
        {"prit", "over", 4.5},
        {"ctl",  "bg",   3  },
        {"ctl",  "head", 3  },
        {"ring", "bg",   3  },
        {"ring", "head", 3  },
        {"ring", "tint", 3  },
    };
    const char *light = css();
    const char *dark = strstr(light, "prefers-color-scheme:dark");

    assert_non_null(dark);
    for (size_t i = 0; i < COUNT(row); i++) {
        for (int is_dark = 0; is_dark <= 1; is_dark++) {
            const char *set = is_dark ? dark : light;
            double got = contrast(colour(set, row[i].front), colour(set, row[i].back));

            if (got < row[i].least) {
                fail_msg("%s on %s (%s): %.2f", row[i].front, row[i].back,
                         is_dark ? "dark" : "light", got);
            }
        }
    }
}

static void the_measure_itself_is_right(void **state)
{
    (void)state;
    assert_true(fabs(contrast(0x000000, 0xffffff) - 21) < 0.001);
    assert_true(contrast(0x767676, 0xffffff) > 4.5); /* the well-known edge of AA */
    assert_true(contrast(0x777777, 0xffffff) < 4.5);
    assert_int_equal(colour("--a:#1bc;", "a"), 0x11bbcc);
    assert_int_equal(colour("--a:#12abcd}", "a"), 0x12abcd);
}

/* The browser gets these three files; together they stay below their share (ux G-10). */
static void the_assets_stay_small(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        long most;
    } row[] = {
        {"assets/sonae.css", 15000},
        {"assets/sonae.js",  10000},
        {"assets/icon.svg",  2000 }
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        FILE *f = fopen(t_source(row[i].path), "rb");

        assert_non_null(f);
        fseek(f, 0, SEEK_END);
        if (ftell(f) > row[i].most) {
            fail_msg("%s: %ld bytes of %ld", row[i].path, ftell(f), row[i].most);
        }
        fclose(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_measure_itself_is_right),
        cmocka_unit_test(every_pair_is_readable),
        cmocka_unit_test(the_assets_stay_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
