#include "readiness/chart.h"

#include "t_hospital.h"

#include <inttypes.h>
#include <stdio.h>

/* A contact; called_by 0: nobody. */
static int64_t contact(struct db *db, int64_t facility, const char *name, const char *category,
                       int64_t called_by)
{
    char id[24];

    snprintf(id, sizeof(id), "%" PRId64, called_by);
    return t_put(db, facility, "contact", "organisation", name, "category", category, "called_by",
                 called_by == 0 ? NULL : id, NULL);
}

/* "a>b c" : a list by the organisations, each with > for every step it is below a root. */
static const char *show(const struct chart *c, const struct chart_list *list, struct arena *a)
{
    const char *text = "";

    for (size_t i = 0; i < list->n; i++) {
        const struct chart_contact *k = &c->contact[list->at[i]];

        text = arena_printf(a, "%s%s%.*s%s", text, *text == '\0' ? "" : " ", k->depth, ">>>>>>>>",
                            k->organisation);
    }
    return text;
}

static struct chart read_chart(struct db *db, int64_t facility, struct arena *a)
{
    struct chart c;
    struct err err;

    T_OK(chart_read(&c, db, facility, T_HOSPITAL_NOW, a, &err));
    return c;
}

static void draws_who_calls_whom_from_the_list(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    int64_t finder = contact(db, id, "発見者", "internal", 0);
    int64_t it = contact(db, id, "情シス", "internal", finder);

    contact(db, id, "院長", "internal", it);
    contact(db, id, "警察", "public", it);
    contact(db, id, "守衛", "internal", finder);
    contact(db, id, "近隣病院", "neighbor", 0);
    contact(db, id, "医局", "internal", 0);
    struct chart c = read_chart(db, id, a);

    assert_string_equal(show(&c, &c.tree, a), "発見者 >情シス >>院長 >>警察 >守衛");
    assert_string_equal(show(&c, &c.alone, a), "近隣病院 医局");
    assert_string_equal(show(&c, &c.inside, a), "発見者 >情シス >守衛 >>院長 医局");
    assert_string_equal(show(&c, &c.outside, a), ">>警察 近隣病院");
}

static void the_list_is_in_the_order_of_its_numbers(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);

    t_put(db, id, "contact", "organisation", "B社", "category", "vendor", "position", "5", NULL);
    t_put(db, id, "contact", "organisation", "X病院", "category", "neighbor", "position", "10",
          NULL);
    t_put(db, id, "contact", "organisation", "警察", "category", "public", "position", "1", NULL);
    t_put(db, id, "contact", "organisation", "A社", "category", "vendor", "position", "5", NULL);
    t_put(db, id, "contact", "organisation", "番号なし", "category", "other", NULL);
    struct chart c = read_chart(db, id, a);

    assert_string_equal(show(&c, &c.outside, a), "警察 B社 A社 X病院 番号なし");
    assert_int_equal(c.tree.n, 0);
}

/* record_put() refuses circles; an import of two halves or two people at once may still make one.
 */
static void cuts_a_circle_where_the_list_begins(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    int64_t third = contact(db, id, "三", "internal", 0);
    int64_t second = contact(db, id, "二", "internal", third);
    int64_t first = contact(db, id, "一", "internal", second);
    char sql[200];
    struct err err;

    contact(db, id, "外", "internal", first);
    snprintf(sql, sizeof(sql), "UPDATE contact SET called_by = %" PRId64 " WHERE id = %" PRId64,
             first, third);
    T_OK(db_script(db, sql, &err));
    struct chart c = read_chart(db, id, a);

    assert_string_equal(show(&c, &c.tree, a), "三 >二 >>一 >>>外");
    assert_int_equal(c.alone.n, 0);
    assert_true(c.contact[c.tree.at[0]].cut);
    assert_false(c.contact[c.tree.at[1]].cut);
}

static void leaves_out_what_was_closed(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    int64_t gone = contact(db, id, "旧部署", "internal", 0);
    const struct actor clerk = {.account_id = 7, .name = "試験 係", .via = "test"};
    struct record *r;
    struct err err;

    contact(db, id, "院長", "internal", gone);
    {
        CLEANUP(writer_close) struct writer *w = NULL;

        T_OK(record_read(&r, db, entity_named("contact"), id, gone, a, &err));
        T_OK(writer_begin(&w, db, id, &clerk, T_HOSPITAL_NOW, &err));
        T_OK(record_close(w, r, "組織変更", &err));
        T_OK(writer_commit(w, &err));
    }
    struct chart c = read_chart(db, id, a);

    assert_int_equal(c.n, 1);
    assert_int_equal(c.tree.n, 0);
    assert_string_equal(show(&c, &c.alone, a), "院長");
    assert_true(c.contact[0].cut);
}

static const struct chart_contact *named(const struct chart *c, const char *organisation)
{
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(c->contact[i].organisation, organisation) == 0) {
            return &c->contact[i];
        }
    }
    fail_msg("no %s", organisation);
    return NULL;
}

static void a_number_typed_here_wins_and_is_marked(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    char person[24], vendor[24];

    snprintf(person, sizeof(person), "%" PRId64,
             t_put(db, id, "person", "name", "情報 一郎", "phone_day", "内線2301", "phone_night",
                   "090-0000-2301", NULL));
    snprintf(vendor, sizeof(vendor), "%" PRId64,
             t_put(db, id, "vendor", "name", "A社", "phone_day", "03-0000-0101", "phone_night",
                   "03-0000-0102", NULL));
    t_put(db, id, "contact", "organisation", "本人の番号", "category", "internal", "person", person,
          NULL);
    t_put(db, id, "contact", "organisation", "別の番号", "category", "internal", "person", person,
          "phone_day", "内線9", NULL);
    t_put(db, id, "contact", "organisation", "同じ番号", "category", "internal", "person", person,
          "phone_day", "内線2301", NULL);
    t_put(db, id, "contact", "organisation", "A社", "category", "vendor", "vendor", vendor, NULL);
    t_put(db, id, "contact", "organisation", "ウェブだけ", "category", "support", "url",
          "https://example.jp/", NULL);
    struct chart c = read_chart(db, id, a);
    static const struct {
        const char *organisation, *day, *night, *night_for_outsiders;
    } row[] = {
        {"本人の番号", "内線2301",   "090-0000-2301", "登録あり"},
        {"別の番号",    "内線9※",   "090-0000-2301", "登録あり"},
        {"同じ番号",    "内線2301",   "090-0000-2301", "登録あり"},
        {"A社",            "03-0000-0101", "03-0000-0102",  "03-0000-0102"},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        const struct chart_contact *k = named(&c, row[i].organisation);

        assert_string_equal(chart_phone(&k->day, true, a), row[i].day);
        assert_string_equal(chart_phone(&k->night, false, a), row[i].night);
        assert_string_equal(chart_phone(&k->night, true, a), row[i].night_for_outsiders);
    }
    assert_string_equal(named(&c, "本人の番号")->name, "情報 一郎");
    assert_null(chart_phone(&named(&c, "ウェブだけ")->day, true, a));
    assert_string_equal(chart_reach(named(&c, "ウェブだけ"), a), "https://example.jp/");
    assert_string_equal(chart_reach(named(&c, "A社"), a), "03-0000-0101");
}

static void the_sample_hospital_on_one_sheet(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "みどり台病院（見本）", &id);
    struct tree t;
    struct err err;

    t_hospital(db, id);
    struct chart c = read_chart(db, id, a);

    assert_string_equal(record_get(c.edition, "edition"), "第4版");
    assert_true(named(&c, "安全管理責任者")->decides);
    assert_false(named(&c, "看護部")->decides);
    T_OK(chart_tree(&t, &c, true, a, &err));
    T_OK(tree_layout(&t, 760, 395, a, &err)); /* A4 sideways, below its headings */
    assert_true(tree_scale(&t, 760, 395) > 0.8F); /* letters of 7.6 points or more */
    for (int i = 0; i < t.n; i++) {
        assert_true(t.node[i].parent < i);
        for (int k = 0; k < t.node[i].n_lines; k++) {
            assert_null(strstr(t.node[i].line[k], "090-")); /* nobody's own telephone */
        }
    }
}

static void too_many_contacts_are_refused(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(32 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct chart c;
    struct err err;
    static const struct {
        int n;
        enum status want;
    } row[] = {
        {CHART_MAX,     OK     },
        {CHART_MAX + 1, E_LIMIT}
    };
    int made = 0;

    for (size_t i = 0; i < COUNT(row); i++) {
        for (; made < row[i].n; made++) {
            contact(db, id, "見本", "other", 0);
        }
        T_STATUS("contacts", chart_read(&c, db, id, T_HOSPITAL_NOW, a, &err), row[i].want);
    }
}

struct faulty {
    struct db *db;
    int64_t id;
};

static enum status read_faulty(void *arg, struct err *err)
{
    struct faulty *f = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct chart c;
    struct tree t;
    enum status st = chart_read(&c, f->db, f->id, T_HOSPITAL_NOW, a, err);

    return st == OK ? chart_tree(&t, &c, true, a, err) : st;
}

static void is_honest_whatever_fails(void **state)
{
    (void)state;
    struct faulty f;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &f.id);

    f.db = db;
    contact(db, f.id, "警察", "public", contact(db, f.id, "発見者", "internal", 0));
    T_FAULTS(FAULT_ALLOC, read_faulty, &f);
    T_FAULTS(FAULT_STMT, read_faulty, &f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(draws_who_calls_whom_from_the_list),
        T_BOTH(the_list_is_in_the_order_of_its_numbers),
        T_BOTH(cuts_a_circle_where_the_list_begins),
        T_BOTH(leaves_out_what_was_closed),
        T_BOTH(a_number_typed_here_wins_and_is_marked),
        T_BOTH(the_sample_hospital_on_one_sheet),
        cmocka_unit_test(too_many_contacts_are_refused),
        cmocka_unit_test(is_honest_whatever_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
