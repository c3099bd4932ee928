#include "readiness/verdict_draw.h"

#include "render/svg.h"
#include "t.h"

#include <stdio.h>

enum { ARENA = 16 << 20 };

static size_t count(const char *text, const char *word)
{
    size_t n = 0;

    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        n++;
    }
    return n;
}

static struct verdict_system system_named(const char *name, struct arena *a)
{
    struct record *r = record_new(entity_named("system"), 1, a);
    struct verdict_system s = {.system = r};

    r->value[entity_field(r->entity, "name")] = name;
    verdict_add_up(&s);
    return s;
}

static void fills_what_is_proved_and_leaves_claims_hollow(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 20);
    struct verdict_system s = system_named("電子カルテ <A&B>", a);
    const struct verdict_all all = {&s, 1};
    struct err err;

    s.leg[VERDICT_COPIES].proved = 1;
    s.leg[VERDICT_COPIES].claimed = 5; /* more than are asked for: two boxes are two boxes */
    s.leg[VERDICT_AWAY].proved = s.leg[VERDICT_AWAY].claimed = 1;
    verdict_draw(&b, &all, a);
    T_OK(buf_status(&b, &err));
    assert_int_equal(count(buf_text(&b), ">確認済<"), 2);
    assert_int_equal(count(buf_text(&b), ">申告<"), 1);
    assert_int_equal(count(buf_text(&b), ">なし<"), 3);
    assert_non_null(
        strstr(buf_text(&b), "写し2つ：申告のみ、別の媒体：足りない、離れた場所：確認済"));
    assert_non_null(strstr(buf_text(&b), "電子カルテ &lt;A&amp;B&gt;"));
}

static void draws_as_many_systems_as_can_be_read(void **state)
{
    (void)state;
    for (size_t n = VERDICT_DRAW_MAX; n <= VERDICT_DRAW_MAX + 1; n++) {
        CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
        CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 20);
        struct verdict_system s[VERDICT_DRAW_MAX + 1];
        const struct verdict_all all = {s, n};

        for (size_t i = 0; i < n; i++) {
            s[i] = system_named("とても長い名前のシステムで、枠の中にはとても入りきらないもの", a);
        }
        verdict_draw(&b, &all, a);
        assert_int_equal(count(buf_text(&b), ">とても長い名前"),
                         VERDICT_DRAW_MAX + 1); /* the description begins so, too */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_what_is_proved_and_leaves_claims_hollow),
        cmocka_unit_test(draws_as_many_systems_as_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
