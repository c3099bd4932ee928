/* Text of any bytes: every folding gives UTF-8, grams find parts, CP932 comes back. */
#include "base/text.h"
#include "fuzz.h"

#include <string.h>

static bool is_sound(const char *s)
{
    return s != NULL && text_is_utf8(s, strlen(s));
}

/* True when every gram of query is one of grams. */
static bool covers(const char *grams, const char *query)
{
    for (const char *q = query; *q != '\0';) {
        size_t len = strcspn(q, " ");
        bool found = false;

        for (const char *g = grams; *g != '\0' && !found;) {
            size_t n = strcspn(g, " ");

            found = n == len && memcmp(g, q, n) == 0;
            g += n + (g[n] == ' ');
        }
        if (!found) {
            return false;
        }
        q += len + (q[len] == ' ');
    }
    return true;
}

static void check_key(struct arena *a, const char *s)
{
    char *key = text_key(a, s);

    FUZZ_CHECK(is_sound(key));
    for (const char *p = key; *p != '\0';) {
        uint32_t cp = text_next(&p);

        FUZZ_CHECK(cp == 1 || (cp > ' ' && cp != 0x7F && !text_is_space(cp)));
    }
    const char *grams = text_grams(a, key);

    FUZZ_CHECK(is_sound(grams));
    for (const char *from = key; *from != '\0'; (void)text_next(&from)) {
        const char *to = from;

        for (int n = 1; n <= 4 && *to != '\0'; n++) { /* each part of 1 to 4 characters */
            (void)text_next(&to);
            FUZZ_CHECK(
                covers(grams, text_query_grams(a, arena_copy_n(a, from, (size_t)(to - from)))));
        }
    }
}

static void check_foldings(struct arena *a, const char *s)
{
    char cut[16];

    FUZZ_CHECK(is_sound(text_nfkc(a, s)));
    FUZZ_CHECK(is_sound(text_kana(a, s)));
    FUZZ_CHECK(is_sound(text_reading_key(a, s)));
    FUZZ_CHECK(is_sound(text_natural_key(a, s)));
    for (int form = TEXT_ADDRESS; form <= TEXT_NUMBER; form++) {
        FUZZ_CHECK(is_sound(text_form(a, s, (enum text_form)form)));
    }
    FUZZ_CHECK(strlen(text_trim(a, s)) <= strlen(s));
    FUZZ_CHECK(text_chars(s) <= strlen(s));
    FUZZ_CHECK(text_width(s) <= 2 * strlen(s));
    FUZZ_CHECK(!is_sound(s) || is_sound(text_cut(cut, sizeof(cut), s)));
}

static void check_cp932(struct arena *a, const char *s, const uint8_t *data, size_t size)
{
    char *text = NULL;
    char *bytes = NULL;
    size_t len;
    size_t at = 0;

    if (text_to_cp932(&bytes, &len, a, s, &at, NULL) == OK) {
        FUZZ_CHECK(text_from_cp932(&text, a, bytes, len, &at, NULL) == OK);
        FUZZ_CHECK(strcmp(text, text_cp932_form(a, s)) == 0);
    } else {
        FUZZ_CHECK(at < strlen(s));
    }
    if (text_from_cp932(&text, a, (const char *)data, size, &at, NULL) == OK) {
        FUZZ_CHECK(is_sound(text));
        FUZZ_CHECK(text_to_cp932(&bytes, &len, a, text, &at, NULL) == OK);
        FUZZ_CHECK(len == size); /* a few characters have two codes of the same length */
    } else {
        FUZZ_CHECK(at < size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1000) {
        return 0;
    }
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    char *s = arena_copy_n(a, (const char *)data, size);

    check_key(a, s);
    check_foldings(a, s);
    check_cp932(a, s, data, size);
    FUZZ_CHECK(arena_status(a, NULL) == OK);
    return 0;
}
