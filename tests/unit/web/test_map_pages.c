/* ネットワーク図: the picture and the lists, filled, empty, and of a large hospital. */
#include "browser.h"

#include "web/map_draw.h"

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

static void the_map_shows_networks_joints_and_the_outside_twice(void **state)
{
    struct house h;
    struct browser b;
    char network[24];

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    browser_enter(&b, h.account[ROLE_VIEWER]);
    const char *page = arena_printf(b.arena, "%s/map", h.url);

    browser_get(&b, page);
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "まだ描くものがありません"));
    assert_false(browser_sees(&b, "<svg"));
    assert_false(browser_sees(&b, "/network/new")); /* a reader reads */

    snprintf(network, sizeof(network), "%" PRId64,
             put(&h, "network", "name", "病棟", "cidr", "192.168.2.0/24", "kind", "medical", NULL));
    put(&h, "device", "asset_no", "1", "hostname", "FW", "kind", "network", "network_kind",
        "firewall", "network", network, "external_link", "internet", NULL);
    put(&h, "device", "asset_no", "2", "kind", "client", "network", network, NULL);
    put(&h, "finding", "rule", "unknown_device", "grade", "certain", "subject", "x", "network",
        network, "state", "open", NULL);
    put(&h, "finding", "rule", "internet_gateway", "grade", "certain", "subject",
        "00:1b:21:00:00:0a", "network", network, "state", "open", NULL);
    browser_get(&b, page);
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "ネットワーク 1 ・ 機器 2台"));
    assert_true(browser_sees(&b, "台帳だけから描いています"));
    assert_true(browser_sees(&b, ">1 FW　ファイアウォール</text>"));
    assert_true(browser_sees(&b, ">知らないインターネット出口</text>")); /* whole, in two lines */
    assert_true(browser_sees(&b, ">1 FW</a>"));
    assert_true(browser_sees(&b, "所見（確実）：知らないインターネット出口</a>"));
    assert_true(browser_sees(&b, ">台帳にない</b>"));
    assert_true(browser_sees(&b, ">端末PC 1台</a>"));
    assert_true(
        browser_sees(&b, arena_printf(b.arena, "/device?network=%s&amp;kind=client", network)));
    assert_true(browser_sees(&b, ">台帳にない機器 1件</a>"));

    const char *first = arena_copy(b.arena, buf_text(&b.body));

    browser_get(&b, page);
    assert_string_equal(first, buf_text(&b.body)); /* the same picture every time */
    browser_close(&b);
    house_close(&h);
}

static void a_large_map_stays_in_its_width_and_leaves_no_mark_out(void **state)
{
    enum { MANY = 60 };
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    CLEANUP(buf_close) struct buf one = BUF_INIT(4 << 20), two = BUF_INIT(4 << 20);
    static const char *const word[] = {
        "とても長い名前の機器とても長い名前の機器とても長い名前の機器",
        "サーバ 24",
        "端末PC 1200",
        "プリンタ 300",
        "医療機器 40",
        "ネットワーク機器 50",
        "ストレージ 9",
        "その他 100"};
    struct map_box box[MANY];
    struct map_edge edge[MANY];
    struct err err;

    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        box[i] = (struct map_box){.title = "ネットワーク",
                                  .tail = "192.168.0.0/24",
                                  .word = word,
                                  .n_words = COUNT(word),
                                  .mark = i == 7 ? "所見：見る" : NULL};
        edge[i] = (struct map_edge){MANY - 1 - i, i};
    }
    struct map_picture p = {
        .title = "図", .description = "図です", .head = {"左", "中", "右"}
    };

    for (int c = 0; c < MAP_COLUMNS; c++) {
        p.box[c] = box;
        p.n[c] = MANY;
    }
    for (int c = 0; c < MAP_COLUMNS - 1; c++) {
        p.edge[c] = edge;
        p.n_edges[c] = MANY;
    }
    T_OK(map_draw(&one, &p, a, &err));
    T_OK(map_draw(&two, &p, a, &err));
    assert_string_equal(buf_text(&one), buf_text(&two));
    assert_non_null(strstr(buf_text(&one), "width=\"800\""));
    assert_non_null(strstr(buf_text(&one), ">所見：見る</text>"));
    assert_non_null(strstr(buf_text(&one), "…</text>")); /* cut, and one sees it */
    assert_null(strstr(buf_text(&one), "=\"-"));         /* nothing outside of the picture */
    assert_null(strstr(buf_text(&one), "nan"));
}

static void an_empty_picture_is_a_picture(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 20);
    struct map_picture p = {
        .title = "図", .head = {"左", "中", "右"}
    };
    struct err err;

    (void)state;
    T_OK(map_draw(&b, &p, a, &err));
    assert_non_null(strstr(buf_text(&b), "</svg>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(the_map_shows_networks_joints_and_the_outside_twice),
        cmocka_unit_test(a_large_map_stays_in_its_width_and_leaves_no_mark_out),
        cmocka_unit_test(an_empty_picture_is_a_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
