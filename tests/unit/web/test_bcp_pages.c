/* BCP確認表: every question on one page, and two people who fill it in at once. */
#include "browser.h"

#include "record/record.h"

#define FIRST "bcp-1-1.1"
#define SECOND "bcp-1-1.2"

static const char *saved(struct house *h, const char *item, const char *field, struct arena *a)
{
    const struct entity *e = entity_named("bcp_answer");
    struct record_query q = {.entity = e, .facility_id = h->facility, .sort = -1, .limit = 500};
    struct record_list list;
    struct err err;

    T_OK(record_list_read(&list, h->web.db, &q, a, &err));
    for (size_t i = 0; i < list.n; i++) {
        if (strcmp(record_get(list.row[i], "item"), item) == 0) {
            return record_get(list.row[i], field);
        }
    }
    return NULL;
}

static void one_page_holds_the_whole_form(void **state)
{
    struct house h;
    struct browser b;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    const char *csrf = browser_enter(&b, h.account[ROLE_ADMIN]);
    const char *page = arena_printf(b.arena, "%s/bcp-check", h.url);

    browser_get(&b, page);
    assert_int_equal(b.status, 200);
    assert_non_null(strstr(buf_text(&b.body), "27問のうち 0問に回答"));
    assert_non_null(
        strstr(buf_text(&b.body), "サーバ、端末PC、ネットワーク機器を把握できているか。"));

    browser_post(&b, page, csrf,
                 FIELDS(PAIR("version-" FIRST, "0"), PAIR("reply-" FIRST, "yes"),
                        PAIR("place-" FIRST, "第２章 2.1"), PAIR("version-" SECOND, "0"),
                        PAIR("reply-" SECOND, "no"), PAIR("note-" SECOND, "構成図は来月")));
    assert_int_equal(b.status, 303);
    assert_string_equal(saved(&h, FIRST, "reply", b.arena), "yes");
    assert_string_equal(saved(&h, FIRST, "place", b.arena), "第２章 2.1");
    assert_string_equal(saved(&h, SECOND, "note", b.arena), "構成図は来月");
    assert_null(saved(&h, "bcp-1-1.3", "item", b.arena)); /* what nobody filled in is no record */

    browser_get(&b, page);
    assert_non_null(strstr(buf_text(&b.body), "27問のうち 2問に回答、いいえ 1問"));
    assert_non_null(strstr(buf_text(&b.body), "value=\"第２章 2.1\""));
    browser_close(&b);
    house_close(&h);
}

static void the_second_of_two_people_hears_of_the_first(void **state)
{
    struct house h;
    struct browser b;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    const char *csrf = browser_enter(&b, h.account[ROLE_ADMIN]);
    const char *page = arena_printf(b.arena, "%s/bcp-check", h.url);

    browser_post(&b, page, csrf,
                 FIELDS(PAIR("version-" FIRST, "0"), PAIR("reply-" FIRST, "yes"),
                        PAIR("place-" FIRST, "別添1")));
    assert_int_equal(b.status, 303);
    browser_post(&b, page, csrf,
                 FIELDS(PAIR("version-" FIRST, "0"), PAIR("reply-" FIRST, "no"),
                        PAIR("version-" SECOND, "0"), PAIR("reply-" SECOND, "yes")));
    assert_int_equal(b.status, 422);
    assert_non_null(strstr(buf_text(&b.body), "はい／別添1"));
    assert_string_equal(saved(&h, FIRST, "reply", b.arena), "yes");
    assert_null(saved(&h, SECOND, "item", b.arena)); /* all or nothing */

    /* Nothing differs from what is stored: an old version does no harm. */
    browser_post(&b, page, csrf,
                 FIELDS(PAIR("version-" FIRST, "0"), PAIR("reply-" FIRST, "yes"),
                        PAIR("place-" FIRST, "別添1")));
    assert_int_equal(b.status, 303);
    browser_post(&b, page, csrf,
                 FIELDS(PAIR("version-" FIRST, "1"), PAIR("reply-" FIRST, "maybe")));
    assert_int_equal(b.status, 422);
    browser_close(&b);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(one_page_holds_the_whole_form),
        T_BOTH(the_second_of_two_people_hears_of_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
