#include "base/err.h"

#include "base/text.h"
#include "t.h"

#include <errno.h>

static void knows_each_status_by_name_sentence_and_codes(void **state)
{
    (void)state;
    static const struct {
        enum status status;
        const char *name;
        int http;
        int exit;
    } row[] = {
        {OK,          "OK",          200, 0},
        {E_INVALID,   "E_INVALID",   422, 3},
        {E_NOTFOUND,  "E_NOTFOUND",  404, 3},
        {E_CONFLICT,  "E_CONFLICT",  409, 3},
        {E_DENIED,    "E_DENIED",    403, 3},
        {E_LIMIT,     "E_LIMIT",     413, 3},
        {E_BUSY,      "E_BUSY",      503, 4},
        {E_FULL,      "E_FULL",      507, 4},
        {E_CANCELLED, "E_CANCELLED", 409, 3},
        {E_IO,        "E_IO",        500, 4},
        {E_NOMEM,     "E_NOMEM",     503, 4},
        {E_CORRUPT,   "E_CORRUPT",   500, 4},
    };
    assert_int_equal(COUNT(row), STATUS_COUNT);
    for (size_t i = 0; i < COUNT(row); i++) {
        struct err err;
        char text[512];

        assert_int_equal(row[i].status, i);
        assert_string_equal(status_name(row[i].status), row[i].name);
        assert_int_equal(status_http(row[i].status), row[i].http);
        assert_int_equal(status_exit(row[i].status), row[i].exit);
        assert_int_equal(err_set(&err, row[i].status, "x"), row[i].status);
        if (row[i].status != OK) {
            assert_string_not_equal(err_text(&err, LANG_JA, text, sizeof(text)), "");
            assert_string_not_equal(err_text(&err, LANG_EN, text, sizeof(text)), "");
        }
    }
}

static void chains_what_each_floor_was_doing(void **state)
{
    (void)state;
    struct err err;

    assert_int_equal(err_set(&err, E_CORRUPT, "page %d", 7), E_CORRUPT);
    assert_int_equal(err_note(&err, "reading %s", "device"), E_CORRUPT);
    assert_int_equal(err_note(&err, "import"), E_CORRUPT);
    assert_string_equal(err.detail, "page 7; reading device; import");
    assert_int_equal(err_set(&err, E_BUSY, "anew"), E_BUSY);
    assert_string_equal(err.detail, "anew");
    for (int i = 0; i < 100; i++) {
        (void)err_note(&err, "a floor that says a lot about itself");
    }
    assert_true(strlen(err.detail) < ERR_DETAIL_SIZE);
}

static void keeps_the_users_sentence_while_floors_add_notes(void **state)
{
    (void)state;
    struct err err;
    char text[512];

    assert_int_equal(err_say(&err, E_INVALID, MSG_DATE_MONTH, "令和8年", "13", "令和8年11月20日"),
                     E_INVALID);
    (void)err_note(&err, "row 7");
    assert_string_equal(
        err_text(&err, LANG_JA, text, sizeof(text)),
        "令和8年に13月はありません。月は1から12で入力してください。例：令和8年11月20日");
    assert_non_null(strstr(err.detail, "has no month 13"));
    assert_non_null(strstr(err.detail, "; row 7"));
    assert_int_equal(err_say(&err, E_INVALID, MSG_INVALID), E_INVALID); /* no arguments */
    assert_string_equal(err_text(&err, LANG_JA, text, sizeof(text)),
                        msg_text(MSG_INVALID, LANG_JA));
    assert_string_equal(err.arg[0], "");
}

static void cuts_long_arguments_at_a_character(void **state)
{
    (void)state;
    struct err err;
    char endless[1000];
    static const char *const five[] = {"1", "2", "3", "4", "5"};

    for (size_t i = 0; i + 3 < sizeof(endless); i += 3) {
        memcpy(endless + i, "あ", 4);
    }
    (void)err_say(&err, E_INVALID, MSG_DATE_UNREADABLE, endless);
    assert_int_equal(strlen(err.arg[0]), ERR_ARG_SIZE - 1 - (ERR_ARG_SIZE - 1) % 3);
    assert_true(text_is_utf8(err.arg[0], strlen(err.arg[0])));
    (void)err_say_args(&err, E_INVALID, MSG_DATE_UNREADABLE, 5, five);
    assert_string_equal(err.arg[3], "4");
    (void)err_say(&err, E_INVALID, MSG_DATE_UNREADABLE, (const char *)NULL);
    assert_string_equal(err.arg[0], "");
}

static void can_be_told_nothing(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, E_LIMIT, "x"), E_LIMIT);
    assert_int_equal(err_say(NULL, E_INVALID, MSG_INVALID), E_INVALID);
    assert_int_equal(err_note(NULL, "x"), E_IO);
    assert_int_equal(err_errno(NULL, ENOSPC, "x"), E_FULL);
}

static void tells_what_an_errno_means_for_the_caller(void **state)
{
    (void)state;
    static const struct {
        int errnum;
        enum status status;
    } row[] = {
        {ENOSPC,  E_FULL    },
        {EDQUOT,  E_FULL    },
        {ENOENT,  E_NOTFOUND},
        {ENOMEM,  E_NOMEM   },
        {EACCES,  E_DENIED  },
        {EROFS,   E_DENIED  },
        {EAGAIN,  E_BUSY    },
        {EEXIST,  E_CONFLICT},
        {EIO,     E_IO      },
        {EINVAL,  E_IO      },
        {ENOTDIR, E_NOTFOUND},
        {0,       E_IO      },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct err err;

        assert_int_equal(err_errno(&err, row[i].errnum, "open %s", "x"), row[i].status);
        assert_memory_equal(err.detail, "open x; ", 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_each_status_by_name_sentence_and_codes),
        cmocka_unit_test(chains_what_each_floor_was_doing),
        cmocka_unit_test(keeps_the_users_sentence_while_floors_add_notes),
        cmocka_unit_test(cuts_long_arguments_at_a_character),
        cmocka_unit_test(can_be_told_nothing),
        cmocka_unit_test(tells_what_an_errno_means_for_the_caller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
