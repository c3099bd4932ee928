/* バックアップ・復旧: what is proved, claimed and contradicted, on its page and on the copy's. */
#include "browser.h"

#include "readiness/media.h"

#include <inttypes.h>
#include <stdarg.h>

static int64_t put(struct house *h, const char *entity, ...)
{
    static const struct actor clerk = {.name = "試験", .via = "test"};
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *r = record_new(entity_named(entity), h->facility, a);
    struct err err;
    va_list ap;

    va_start(ap, entity);
    for (const char *name; (name = va_arg(ap, const char *)) != NULL;) {
        r->value[entity_field(r->entity, name)] = va_arg(ap, const char *);
    }
    va_end(ap);
    T_OK(writer_begin(&w, h->web.db, h->facility, &clerk, house_now, &err));
    T_OK(record_put(w, r, NULL, &err));
    T_OK(writer_commit(w, &err));
    return r->id;
}

static void file(struct house *h, int64_t copy, enum copy_kind kind, enum copy_proof proof,
                 const char *note)
{
    static const struct actor checker = {.name = "試験", .via = "test"};
    const struct copy_fact f = {copy, kind, proof, "reach.tcp", house_now, false, 0, note};
    struct err err;

    T_OK(copy_fact_file(h->web.db, h->facility, &checker, house_now, &f, 1, &err));
}

static void says_what_is_seen_and_what_is_only_said(void **state)
{
    struct house h;
    struct browser b;
    char system[24], last[24];

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    browser_enter(&b, h.account[ROLE_VIEWER]);
    const char *page = arena_printf(b.arena, "%s/recovery", h.url);

    browser_get(&b, page);
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "復旧優先度を付けたシステムも"));

    int64_t second = put(&h, "system", "name", "認証基盤", "kinds", "other", "in_scope", "1",
                         "recovery_priority", "2", "rto_minutes", "90", NULL);
    snprintf(system, sizeof(system), "%" PRId64, second);
    int64_t first = put(&h, "system", "name", "電子カルテ", "kinds", "ehr", "in_scope", "1",
                        "recovery_priority", "1", "depends_on", system, NULL);
    snprintf(system, sizeof(system), "%" PRId64, first);
    snprintf(last, sizeof(last), "%" PRId64, house_now);
    int64_t copy = put(&h, "backup", "system", system, "subject", "診療の記録", "method", "full",
                       "medium", "nas", "place_kind", "offsite", "separation", "offline",
                       "every_hours", "24", "last_success_at", last, NULL);
    put(&h, "drill", "system", system, "kind", "partial", "held_on", "2026-11-01", "outcome",
        "success", "minutes", "95", NULL);

    browser_get(&b, page);
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "2システム：確認済 0、申告のみ 0、足りない 2　矛盾 0件"));
    assert_true(browser_sees(&b, "先に戻すべき「認証基盤」の順番が"));
    assert_true(browser_sees(&b, "1時間30分以内"));
    assert_true(browser_sees(&b, "1時間35分"));
    assert_false(browser_sees(&b, "記録と事実が違います"));
    assert_false(browser_sees(&b, "バックアップを登録")); /* a reader reads */

    file(&h, copy, COPY_OFFLINE, COPY_CONTRADICTED, "10.0.0.5 に届きます。");
    file(&h, copy, COPY_READ_BACK, COPY_UNKNOWN, "合言葉がありません。");
    browser_get(&b, page);
    assert_true(browser_sees(&b, "矛盾 1件"));
    assert_true(browser_sees(&b, "オフライン（記録では「オフライン」）：2026/11/24 "
                                 "届くかの検査：10.0.0.5 に届きます。"));

    char id[ID_TEXT_SIZE];

    browser_get(&b, arena_printf(b.arena, "%s/backup/%s", h.url, id_text(id, copy)));
    assert_true(browser_sees(&b, "この控えについて分かっていること"));
    assert_true(browser_sees(&b, "10.0.0.5 に届きます。"));
    assert_true(browser_sees(&b, "の検査はできませんでした：合言葉がありません。"));
    browser_close(&b);
    house_close(&h);
}

static void a_label_is_printed_and_read(void **state)
{
    struct house h;
    struct browser b;
    char id[24], media[ID_TEXT_SIZE], code[MEDIA_CODE_SIZE];

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    const char *csrf = browser_enter(&b, h.account[ROLE_STAFF]);

    snprintf(id, sizeof(id), "%" PRId64,
             put(&h, "system", "name", "電子カルテ", "kinds", "ehr", NULL));
    snprintf(id, sizeof(id), "%" PRId64,
             put(&h, "backup", "system", id, "method", "full", "medium", "tape", "place_kind",
                 "offsite", "separation", "offline", NULL));
    struct record r = {.facility_id = h.facility,
                       .id = put(&h, "media", "label", "週次-A", "backup", id, "rotate_days", "7",
                                 "state", "in", NULL)};
    const char *self = arena_printf(b.arena, "%s/media/%s/label", h.url, id_text(media, r.id));
    const char *label = arena_printf(b.arena, "%s/%s", self, media_code(code, &r));

    browser_get(&b, self);
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "<svg"));
    assert_false(browser_sees(&b, "持ち出しを記録する")); /* who did not read it has no button */
    browser_get(&b, arena_printf(b.arena, "%s/0123456789abcdef", self));
    assert_int_equal(b.status, 404);

    browser_get(&b, label);
    assert_true(browser_sees(&b, "持ち出しを記録する"));
    browser_post(&b, label, csrf, FIELDS(PAIR("to", "moon"), PAIR("place", "")));
    assert_int_equal(b.status, 422);
    browser_post(&b, label, csrf, FIELDS(PAIR("to", "away"), PAIR("place", "貸金庫")));
    assert_int_equal(b.status, 303);
    browser_get(&b, label);
    assert_true(browser_sees(&b, "院外へ持出中"));
    assert_true(browser_sees(&b, "貸金庫"));
    assert_true(browser_sees(&b, "2026/12/01"));
    assert_true(browser_sees(&b, "返却を記録する"));

    house_now += INT64_C(8) * 24 * 3600 * 1000;
    browser_enter(&b, h.account[ROLE_VIEWER]);
    browser_get(&b, label);
    assert_true(browser_sees(&b, "戻す期限を過ぎています"));
    assert_false(browser_sees(&b, "返却を記録する")); /* a reader reads */
    browser_get(&b, arena_printf(b.arena, "%s/recovery", h.url));
    assert_true(browser_sees(&b, "期限超過"));
    browser_close(&b);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(says_what_is_seen_and_what_is_only_said),
        T_BOTH(a_label_is_printed_and_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
