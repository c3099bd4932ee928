/* Forms of records: what saving one says beyond its fields. */
#include "browser.h"

#include "record/record.h"

static int64_t add_assumed(struct house *h)
{
    static const struct actor importer = {0, "試験", "test"};
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *r = record_new(entity_named("device"), h->facility, a);
    struct err err;

    r->value[entity_field(r->entity, "asset_no")] = "0001";
    r->value[entity_field(r->entity, "kind")] = "other";
    r->value[entity_field(r->entity, "to_confirm")] = "種別、状態";
    T_OK(writer_begin(&w, h->web.db, h->facility, &importer, house_now, &err));
    T_OK(record_put(w, r, NULL, &err));
    T_OK(writer_commit(w, &err));
    return r->id;
}

static const char *assumed(struct house *h, int64_t id, struct arena *a)
{
    struct record *r;
    struct err err;

    T_OK(record_read(&r, h->web.db, entity_named("device"), h->facility, id, a, &err));
    return record_get(r, "to_confirm");
}

static void saving_the_form_confirms_what_an_import_assumed(void **state)
{
    struct house h;
    struct browser b;
    char text[ID_TEXT_SIZE];

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    int64_t id = add_assumed(&h);
    const char *self = arena_printf(b.arena, "%s/device/%s", h.url, id_text(text, id));
    const char *csrf = browser_enter(&b, h.account[ROLE_ADMIN]);

    /* A form that is refused confirms nothing. */
    browser_post(&b, self, csrf,
                 FIELDS(PAIR("version", "1"), PAIR("asset_no", ""), PAIR("kind", "other"),
                        PAIR("status", "active")));
    assert_int_equal(b.status, 422);
    assert_non_null(assumed(&h, id, b.arena));

    browser_post(&b, self, csrf,
                 FIELDS(PAIR("version", "1"), PAIR("asset_no", "0001"), PAIR("kind", "other"),
                        PAIR("status", "active")));
    assert_int_equal(b.status, 303);
    assert_null(assumed(&h, id, b.arena));
    browser_close(&b);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {T_BOTH(saving_the_form_confirms_what_an_import_assumed)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
