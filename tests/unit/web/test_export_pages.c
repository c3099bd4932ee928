/* Exports of long lists: a button and a job, where short ones are sent at once. */
#include "browser.h"

#include "dossier/export_order.h"

static void fill(struct house *h, int n)
{
    static const struct actor nobody = {0, "試験", "test"};
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    const struct entity *e = entity_named("device");
    struct err err;

    T_OK(writer_begin(&w, h->web.db, h->facility, &nobody, house_now, &err));
    for (int i = 0; i < n; i++) {
        struct record *r = record_new(e, h->facility, a);

        r->value[entity_field(e, "asset_no")] = arena_printf(a, "%04d", i);
        r->value[entity_field(e, "kind")] = "client";
        T_OK(record_put(w, r, NULL, &err));
    }
    T_OK(writer_commit(w, &err));
}

static void a_long_list_is_written_by_a_job(void **state)
{
    struct house h;
    struct browser b;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    const char *csrf = browser_enter(&b, h.account[ROLE_ADMIN]);
    const char *path = arena_printf(b.arena, "%s/device/export?format=csv", h.url);
    static const char job[] = "/job/";

    fill(&h, EXPORT_AT_ONCE_MAX);
    browser_get(&b, path);
    assert_int_equal(b.status, 200);
    assert_null(strstr(buf_text(&b.body), "<form")); /* the file itself */

    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    static const struct actor nobody = {0, "試験", "test"};
    struct record *more = record_new(entity_named("device"), h.facility, a);
    struct err err;

    more->value[entity_field(more->entity, "asset_no")] = "9999";
    more->value[entity_field(more->entity, "kind")] = "server";
    T_OK(writer_begin(&w, h.web.db, h.facility, &nobody, house_now, &err));
    T_OK(record_put(w, more, NULL, &err));
    T_OK(writer_commit(w, &err));

    browser_get(&b, path);
    assert_int_equal(b.status, 200);
    assert_non_null(strstr(buf_text(&b.body), "のファイルを作る"));
    browser_get(&b, arena_printf(b.arena, "%s&kind=server", path)); /* the one that is asked for */
    assert_null(strstr(buf_text(&b.body), "のファイルを作る"));
    browser_get(&b, arena_printf(b.arena, "%s&empty=1", path)); /* a form is never long */
    assert_null(strstr(buf_text(&b.body), "のファイルを作る"));

    browser_post(&b, path, csrf, NULL, 0);
    assert_int_equal(b.status, 303);
    assert_non_null(strstr(b.location, job));
    const char *id = strstr(b.location, job) + sizeof(job) - 1;

    browser_get(&b, arena_printf(b.arena, "%s/export/%s", h.url, id)); /* not written yet */
    assert_int_equal(b.status, 404);

    csrf = browser_enter(&b, h.account[ROLE_VIEWER]); /* starts no work */
    browser_get(&b, path);
    assert_int_equal(b.status, 403);
    browser_post(&b, path, csrf, NULL, 0);
    assert_int_equal(b.status, 403);
    browser_close(&b);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {T_BOTH(a_long_list_is_written_by_a_job)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
