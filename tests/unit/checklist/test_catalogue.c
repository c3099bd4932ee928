#include "checklist/catalogue.h"

#include "checklist/check.h"
#include "record/entity.h"
#include "t.h"

static bool has_choice(const struct entity *e, const char *field, const char *code)
{
    return choice_of(&e->field[entity_field(e, field)], code) != NULL;
}

static void contact_seeds_fit_the_contact_list(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    const struct entity *e = entity_named("contact");
    struct contact_seed *seed;
    size_t n, seeded = 0;
    struct err err;

    (void)state;
    T_OK(catalogue_contact_seeds(&seed, &n, a, &err));
    for (size_t i = 0; i < n; i++) {
        seeded += seed[i].seed;
        assert_true(has_choice(e, "category", seed[i].category));
        assert_true(seed[i].agency == NULL || has_choice(e, "agency", seed[i].agency));
        /* a number of last year's deck must not pass as checked */
        assert_true((seed[i].phone_day == NULL && seed[i].url == NULL) || seed[i].mark != NULL);
    }
    assert_int_equal(seeded, 6);
    assert_string_equal(seed[1].phone_day, "03-6812-7837");
    assert_string_equal(seed[1].mark, "令和6年度資料・要確認");
}

static void the_bcp_table_has_its_27_questions(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct bcp_question *question;
    size_t n;
    struct err err;

    (void)state;
    T_OK(catalogue_bcp_questions(&question, &n, a, &err));
    assert_int_equal(n, 27); /* bcp_answers_open counts with it */
    assert_non_null(strstr(check_named("bcp_answers_open")->sql->sqlite, "VALUES (27)"));
    for (size_t i = 0; i < n; i++) {
        assert_true(question[i].id != NULL && question[i].title != NULL);
        assert_true(question[i].wording != NULL ||
                    strstr(question[i].text, "公式様式で確認してください") != NULL);
    }
}

static void references_say_when_they_were_checked(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct reference *reference;
    size_t n;
    struct err err;

    (void)state;
    T_OK(catalogue_references(&reference, &n, a, &err));
    assert_true(n >= 11);
    for (size_t i = 0; i < n; i++) {
        assert_true(strncmp(reference[i].url, "https://", 8) == 0);
        assert_true(reference[i].checked_on != NULL && reference[i].checked_how != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contact_seeds_fit_the_contact_list),
        cmocka_unit_test(the_bcp_table_has_its_27_questions),
        cmocka_unit_test(references_say_when_they_were_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
