/* The general list: which columns it shows, and what keeps them. */
#include "browser.h"

#include "record/record.h"

static void add_device(struct house *h, const char *asset_no, const char *serial)
{
    static const struct actor clerk = {0, "試験", "test"};
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *r = record_new(entity_named("device"), h->facility, a);
    struct err err;

    r->value[entity_field(r->entity, "asset_no")] = asset_no;
    r->value[entity_field(r->entity, "kind")] = "client";
    r->value[entity_field(r->entity, "serial")] = serial;
    T_OK(writer_begin(&w, h->web.db, h->facility, &clerk, house_now, &err));
    T_OK(record_put(w, r, NULL, &err));
    T_OK(writer_commit(w, &err));
}

/* The page below the institution's address; a whole answer. */
static const char *get(struct browser *b, const char *rest)
{
    browser_get(b, arena_printf(b->arena, "%s%s", b->h->url, rest));
    assert_int_equal(b->status, 200);
    return buf_text(&b->body);
}

static void the_user_chooses_the_columns(void **state)
{
    struct house h;
    struct browser b;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    add_device(&h, "0001", "SN-4711");
    browser_enter(&b, h.account[ROLE_ADMIN]);

    const char *page = get(&b, "/device");

    assert_null(strstr(page, "SN-4711"));
    assert_non_null(strstr(page, "列を選ぶ"));
    page = get(&b, "/device?kind=client&choose=1");
    assert_non_null(strstr(page, "name=\"col\" value=\"serial\""));
    assert_null(strstr(page, "name=\"col\" value=\"asset_no\"")); /* names the row, so it stays */
    assert_non_null(strstr(page, "<input type=hidden name=\"kind\" value=\"client\">"));

    page = get(&b, "/device?kind=client&col=serial&col=vendor&col=nonsense&col=serial");
    assert_non_null(strstr(page, ">SN-4711"));
    assert_non_null(strstr(page, ">0001</a>"));
    assert_null(strstr(page, "端末PC\n")); /* the kind is not among them */
    assert_non_null(
        strstr(page, "<input type=hidden name=\"col\" value=\"serial\">"));      /* filters */
    assert_non_null(strstr(page, "?kind=client&amp;col=serial&amp;col=vendor")); /* pages */
    browser_close(&b);
    house_close(&h);
}

static void a_saved_filter_keeps_them_in_every_register(void **state)
{
    struct house h;
    struct browser b;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    add_device(&h, "0001", "SN-4711");

    const char *csrf = browser_enter(&b, h.account[ROLE_ADMIN]);

    assert_null(strstr(get(&b, "/device"), "この条件を保存"));
    assert_non_null(strstr(get(&b, "/device?col=serial"), "この条件を保存"));
    browser_post(&b, arena_printf(b.arena, "%s/device/filter", h.url), csrf,
                 FIELDS(PAIR("name", "番号だけ"), PAIR("query", "col=serial")));
    assert_int_equal(b.status, 303);
    assert_non_null(strstr(get(&b, "/device"), "/device?col=serial\">番号だけ"));
    assert_non_null(strstr(get(&b, "/facility?choose=1"), "この列で表示する"));
    assert_non_null(strstr(get(&b, "/facility?col=beds"), "病床数"));
    browser_close(&b);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(the_user_chooses_the_columns),
        T_BOTH(a_saved_filter_keeps_them_in_every_register),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
