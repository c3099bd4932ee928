#include "base/err.h"

#include "base/text.h"
#include "t.h"

#include <stdio.h>

static bool ends_with(const char *s, const char *end)
{
    size_t len = strlen(s);
    size_t n = strlen(end);

    return len >= n && strcmp(s + len - n, end) == 0;
}

/* The last 。 of s; NULL if it has none. */
static const char *last_stop(const char *s)
{
    const char *last = NULL;

    for (const char *p = strstr(s, "。"); p != NULL; p = strstr(p + 1, "。")) {
        last = p;
    }
    return last;
}

/* Which of {1} to {5} stand in s, as bits; an unknown hole sets bit 0. */
static unsigned holes(const char *s)
{
    unsigned seen = 0;

    for (; *s != '\0'; s++) {
        if (*s == '{') {
            seen |= s[1] >= '1' && s[1] <= '0' + ERR_ARGS && s[2] == '}' ? 1U << (s[1] - '0') : 1U;
        }
    }
    return seen;
}

/* What is wrong with a sentence of the catalogue; NULL if nothing. ux.md 2.10 and 2.11. */
static const char *fault_of(const char *ja, const char *en)
{
    static const char *const banned[] = {
        "不正な値",       "不正です",       "半角で",       "全角で",
        "することができ", "ご確認いただけ", "エラーが発生",
    };
    if (ja[0] == '\0' || en[0] == '\0') {
        return "one language is missing";
    }
    if (!text_is_utf8(ja, strlen(ja)) || !text_is_utf8(en, strlen(en))) {
        return "not UTF-8";
    }
    if (holes(ja) != holes(en)) {
        return "the languages use different {n}";
    }
    if ((holes(ja) & 1U) != 0) {
        return "a hole that is not {1} to {5}";
    }
    for (size_t i = 0; i < COUNT(banned); i++) {
        if (strstr(ja, banned[i]) != NULL) {
            return banned[i];
        }
    }
    /* A sentence ends with 。 or in an example or list after ： ; a label has no 。 at all. */
    const char *stop = last_stop(ja);

    if (stop != NULL && strstr(stop, "：") == NULL && !ends_with(ja, "。") &&
        !ends_with(ja, "」") && !ends_with(ja, "）")) {
        return "does not end like a sentence";
    }
    if (strchr(ja, '\n') != NULL || ends_with(ja, " ") || ends_with(en, " ")) {
        return "a line break, or a space at the end";
    }
    return NULL;
}

static void has_every_sentence_in_both_languages_and_in_good_words(void **state)
{
    (void)state;
    for (int m = MSG_NONE + 1; m < MSG_COUNT; m++) {
        const char *ja = msg_text((enum msg)m, LANG_JA);
        const char *fault = fault_of(ja, msg_text((enum msg)m, LANG_EN));

        if (fault != NULL) {
            fail_msg("%s: %s", ja, fault);
        }
    }
    assert_string_equal(msg_text(MSG_NONE, LANG_JA), "");
}

static void finds_the_faults_it_looks_for(void **state)
{
    (void)state;
    static const char *const planted[][2] = {
        {"",                                     "x"   },
        {"あ",                                  ""    },
        {"{1}。",                               "none"},
        {"{6}。",                               "{6}" },
        {"{x}。",                               "{x}" },
        {"不正な値です。",                "x"   },
        {"半角で入力してください。", "x"   },
        {"保存することができます。", "x"   },
        {"終わり。半端",                   "x"   },
        {"空白。 ",                           "x"   },
        {"\xff",                                 "x"   },
    };
    for (size_t i = 0; i < COUNT(planted); i++) {
        if (fault_of(planted[i][0], planted[i][1]) == NULL) {
            fail_msg("not noticed: %s", planted[i][0]);
        }
    }
    assert_null(fault_of("{1}は読めません。例：{2}", "{1} is unreadable. Example: {2}"));
}

static void fills_in_arguments_and_cuts_at_a_character(void **state)
{
    (void)state;
    static const char *const args[] = {"令和8年", "13", NULL};
    char out[64];
    char small[8];

    /* MSG_DATE_MONTH has {1} {2} {3} */
    msg_format(out, sizeof(out), LANG_JA, MSG_DATE_MONTH, 3, args);
    assert_memory_equal(out, "令和8年に13月はありません。", strlen("令和8年に13月はありません。"));
    assert_true(text_is_utf8(out, strlen(out)));
    msg_format(small, sizeof(small), LANG_JA, MSG_DATE_MONTH, 3, args);
    assert_string_equal(small, "令和8");
    msg_format(small, 3, LANG_JA, MSG_DATE_MONTH, 3, args);
    assert_string_equal(small, "");
    msg_format(small, 1, LANG_JA, MSG_DATE_MONTH, 0, NULL);
    assert_string_equal(small, "");
    msg_format(out, sizeof(out), LANG_EN, MSG_DATE_MONTH, 1, args); /* too few arguments */
    assert_memory_equal(out, "令和8年 has no month . ", strlen("令和8年 has no month . "));
}

static void is_the_same_wherever_it_is_cut(void **state)
{
    (void)state;
    static const char *const args[] = {"「𠮷田」", "2", "28", "例"};
    char whole[1024];
    char cut[1024];

    msg_format(whole, sizeof(whole), LANG_JA, MSG_DATE_DAY, 4, args);
    for (size_t size = 1; size <= strlen(whole) + 1; size++) {
        msg_format(cut, size, LANG_JA, MSG_DATE_DAY, 4, args);
        assert_true(strlen(cut) < size && size - strlen(cut) <= 4);
        assert_memory_equal(cut, whole, strlen(cut));
        assert_true(text_is_utf8(cut, strlen(cut)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_every_sentence_in_both_languages_and_in_good_words),
        cmocka_unit_test(finds_the_faults_it_looks_for),
        cmocka_unit_test(fills_in_arguments_and_cuts_at_a_character),
        cmocka_unit_test(is_the_same_wherever_it_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
