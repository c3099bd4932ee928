#include "base/id.h"

#include "t.h"

static void grows_with_time_and_differs_within_a_millisecond(void **state)
{
    (void)state;
    int64_t now = INT64_C(1795138320000); /* 2026-11-20 */
    int same = 0;

    for (int i = 0; i < 1000; i++) {
        int64_t id = id_make(now);

        assert_true(id > 0);
        assert_int_equal(id >> 21, now);
        assert_true(id < id_make(now + 1));
        same += id == id_make(now);
    }
    assert_in_range(same, 0, 2); /* 21 random bits */
    assert_true(id_make((INT64_C(1) << 42) - 1) > 0);
    assert_true(id_make(0) > 0);
}

static void is_written_in_13_characters_and_read_back(void **state)
{
    (void)state;
    static const struct {
        int64_t id;
        const char *text;
    } row[] = {
        {1,         "0000000000001"},
        {31,        "000000000000z"},
        {32,        "0000000000010"},
        {INT64_MAX, "7zzzzzzzzzzzz"},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char text[ID_TEXT_SIZE];
        int64_t back = 0;

        assert_string_equal(id_text(text, row[i].id), row[i].text);
        assert_true(id_parse(&back, text));
        assert_int_equal(back, row[i].id);
    }
}

static void forgives_what_people_misread_and_nothing_else(void **state)
{
    (void)state;
    int64_t id = 99;

    assert_true(id_parse(&id, "OOOOOOOOOOOIL"));
    assert_int_equal(id, 33);
    static const char *const bad[] = {
        "",
        "1",
        "000000000001",
        "00000000000001",
        "0000000000000", /* 0 is no record */
        "8000000000000", /* 64th bit */
        "zzzzzzzzzzzzz",
        "000000000000u",
        "00000000000-1",
        "000000000000\xff",
        " 000000000001",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(id_parse(&id, bad[i]));
        assert_int_equal(id, 33);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_with_time_and_differs_within_a_millisecond),
        cmocka_unit_test(is_written_in_13_characters_and_read_back),
        cmocka_unit_test(forgives_what_people_misread_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
