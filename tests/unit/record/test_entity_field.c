/*
 * Adding a field is one row in its entity's table and one migration: a field that only this test
 * knows is validated, stored, listed, searched and remembered by the general code.
 */
#include "record/history.h"
#include "record/record.h"
#include "record/schema.h"
#include "record/tally.h"
#include "t_db.h"

#define NOW_MS INT64_C(1795219200000) /* a morning in November 2026 */

enum { FACILITY = 1 };

/* The entity device with a field 色 more. */
static struct entity device_with_color(struct field field[ENTITY_FIELDS_MAX])
{
    static const struct choice color[] = {
        {"white",  "白", "White"},
        {"black", "黒", "Black"},
        {NULL }
    };
    struct entity e = *entity_named("device");

    assert_true(e.n < ENTITY_FIELDS_MAX);
    memcpy(field, e.field, e.n * sizeof(*field));
    field[e.n] = (struct field){
        "color", "色", "Colour", K_ENUM, SORTED | LISTED | COUNTED, color, .initial = "white"};
    e.field = field;
    e.n++;
    return e;
}

static void put(struct db *db, struct record *r, int64_t now_ms)
{
    static const struct actor actor = {.account_id = 7, .name = "見本 一郎", .via = "web"};
    CLEANUP(writer_close) struct writer *w = NULL;
    struct err err;

    T_OK(writer_begin(&w, db, FACILITY, &actor, now_ms, &err));
    T_OK(record_put(w, r, NULL, &err));
    T_OK(writer_commit(w, &err));
}

static void a_new_field_needs_one_row_and_one_migration(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct field field[ENTITY_FIELDS_MAX];
    struct entity e = device_with_color(field);
    struct migrate_plan plan = {0};
    struct record *r, *back;
    struct complaint *complaint;
    struct record_list list;
    struct history history;
    int64_t n;
    struct err err;

    plan.migration = schema_migrations(&plan.n);
    T_OK(migrate_run(db, &plan, NULL, NOW_MS, &err));
    T_OK(db_script(db,
                   "ALTER TABLE device ADD COLUMN color text;"
                   "ALTER TABLE device ADD COLUMN color_key text;"
                   "CREATE INDEX device_by_color ON device (facility_id, color_key, id)",
                   &err));

    r = record_new(&e, FACILITY, a);
    assert_string_equal(record_get(r, "color"), "white"); /* a form begins with it */
    r->value[entity_field(&e, "asset_no")] = "0001";
    r->value[entity_field(&e, "kind")] = "client";
    r->value[e.n - 1] = "mauve";
    T_OK(record_check(&complaint, db, r, NOW_MS, a, &err)); /* a wrong value is refused */
    assert_int_equal(complaint->field, e.n - 1);
    r->value[e.n - 1] = "white";
    put(db, r, NOW_MS);
    r->value[e.n - 1] = "black";
    put(db, r, NOW_MS + 1);

    T_OK(record_read(&back, db, &e, FACILITY, r->id, a, &err));
    assert_string_equal(record_get(back, "color"), "black");

    struct filter black = {.field = (int)e.n - 1, .how = FILTER_IS, .text = "black"};
    struct record_query query = {.entity = &e,
                                 .facility_id = FACILITY,
                                 .filter = &black,
                                 .n_filters = 1,
                                 .sort = (int)e.n - 1,
                                 .limit = 10};

    T_OK(record_list_read(&list, db, &query, a, &err)); /* a list filters and sorts by it */
    assert_int_equal(list.n, 1);
    query.n_filters = 0;
    query.words = "黒";
    T_OK(record_list_read(&list, db, &query, a, &err)); /* the search box finds its label */
    assert_int_equal(list.n, 1);
    T_OK(tally_get(&n, db, FACILITY, "device/color=black", &err)); /* pages count by it */
    assert_int_equal(n, 1);

    T_OK(history_read(&history, db, &e, FACILITY, r->id, a, &err)); /* and the history tells */
    assert_int_equal(history.n, 2);
    assert_int_equal(history.entry[0].n, 1);
    assert_int_equal(history.entry[0].change[0].field, e.n - 1);
    assert_string_equal(history.entry[0].change[0].before, "white");
}

int main(void)
{
    const struct CMUnitTest tests[] = {T_BOTH(a_new_field_needs_one_row_and_one_migration)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
