#include "db/stmt.h"

#include "db/driver.h" /* for the size of the cache */
#include "db/dynamic.h"

#include <stdio.h>

#include "db/sample_checks.h" /* generated from sample_checks.sql */
#include "sample.h"

static void gives_back_every_type(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    int64_t beds = INT64_MIN;
    bool at_night = false;
    struct err err;

    T_OK(sql_ward_put_run(db, INT64_MAX, -1, "備え\t'\"%_\\", &beds, true, &at_night, "\0\xff\n", 3,
                          NULL, &err));
    CLEANUP(stmt_close) struct stmt *q = sql_ward_get(db, INT64_MAX, -1);
    struct sql_ward_get_row row;

    assert_true(sql_ward_get_next(q, &row));
    assert_string_equal(row.name, "備え\t'\"%_\\");
    assert_true(row.has_beds && row.beds == INT64_MIN);
    assert_true(row.is_open);
    assert_true(row.has_at_night && !row.at_night);
    assert_int_equal(row.photo_size, 3);
    assert_memory_equal(row.photo, "\0\xff\n", 3);
    assert_false(sql_ward_get_next(q, &row));
    assert_false(sql_ward_get_next(q, &row)); /* the end stays the end */
    T_OK(stmt_status(q, &err));
}

static void keeps_null_and_empty_apart(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct err err;

    T_OK(sql_ward_put_run(db, FACILITY, 1, "", NULL, false, NULL, "", 0, NULL, &err));
    T_OK(sql_ward_put_run(db, FACILITY, 2, "x", NULL, false, NULL, NULL, 0, NULL, &err));
    CLEANUP(stmt_close) struct stmt *q = sql_ward_get(db, FACILITY, 1);
    struct sql_ward_get_row row;

    assert_true(sql_ward_get_next(q, &row));
    assert_string_equal(row.name, "");
    assert_false(row.has_beds);
    assert_int_equal(row.beds, 0);
    assert_false(row.has_at_night);
    assert_false(row.at_night);
    assert_non_null(row.photo);
    assert_int_equal(row.photo_size, 0);

    sql_ward_get_bind(q, FACILITY, 2);
    assert_true(sql_ward_get_next(q, &row));
    assert_null(row.photo);
    T_OK(stmt_status(q, &err));
}

static void finds_parameters_by_their_number(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct err err;

    T_OK(sample_put(db, 1, "a", &err));
    T_OK(sample_put(db, 2, "b", &err));
    T_OK(sql_ward_rename_run(db, FACILITY, 2, "z", NULL, &err));
    assert_string_equal(sample_text(db), "1 a; 2 z; ");
}

static void sorts_by_code_point_on_both_engines(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    static const char *const name[] = {"b", "B", "ア", "あ", "10", "2", "一"};
    struct err err;

    for (size_t i = 0; i < COUNT(name); i++) {
        T_OK(sample_put(db, (int64_t)i, name[i], &err));
    }
    assert_string_equal(sample_text(db), "4 10; 5 2; 1 B; 0 b; 3 あ; 2 ア; 6 一; ");
}

static void runs_again_with_other_values(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    CLEANUP(stmt_close) struct stmt *q = sql_ward_add(db, FACILITY, 1, "a", true);
    struct sql_ward_add_row row;
    struct err err;

    assert_true(sql_ward_add_next(q, &row));
    assert_int_equal(row.id, 1);
    sql_ward_add_bind(q, FACILITY, 2, "a longer name than before", false); /* in mid-run */
    assert_true(sql_ward_add_next(q, &row));
    assert_int_equal(row.id, 2);
    assert_false(sql_ward_add_next(q, &row));
    sql_ward_add_bind(q, FACILITY, 3, "c", false); /* after its end */
    assert_int_equal(stmt_run(q), 1);
    T_OK(stmt_status(q, &err));
    assert_string_equal(sample_text(db), "1 a; 2 a longer name than before; 3 c; ");
}

static void a_new_run_forgets_the_old_parameters(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(db, "SELECT CAST($1 AS text)", "t", "t");
    struct err err;

    stmt_text(q, 1, "old");
    assert_true(stmt_next(q));
    assert_string_equal(stmt_col_text(q, 0), "old");
    stmt_again(q);
    assert_true(stmt_next(q));
    assert_true(stmt_col_is_null(q, 0));
    T_OK(stmt_status(q, &err));
}

static void a_statement_that_is_still_open_is_opened_again(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    char pairs[64] = "";
    struct err err;

    T_OK(sample_put(db, 1, "a", &err));
    T_OK(sample_put(db, 2, "b", &err));
    CLEANUP(stmt_close) struct stmt *outer = sql_ward_names(db, FACILITY);
    struct sql_ward_names_row one;

    while (sql_ward_names_next(outer, &one)) {
        CLEANUP(stmt_close) struct stmt *inner = sql_ward_names(db, FACILITY);
        struct sql_ward_names_row two;

        assert_ptr_not_equal(outer, inner);
        while (sql_ward_names_next(inner, &two)) {
            strcat(strcat(strcat(pairs, one.name), two.name), " ");
        }
        T_OK(stmt_status(inner, &err));
    }
    T_OK(stmt_status(outer, &err));
    assert_string_equal(pairs, "aa ab ba bb ");
}

static void a_closed_statement_is_kept_for_the_next(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct stmt *q = sql_ward_names(db, FACILITY);
    struct stmt *first = q;

    stmt_close(&q);
    assert_null(q);
    stmt_close(&q); /* nothing more happens */
    q = sql_ward_names(db, FACILITY);
    assert_ptr_equal(q, first);
    stmt_close(&q);
}

static void counts_the_rows_it_changed(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    int64_t n = -1;
    struct err err;

    T_OK(sql_ward_rename_run(db, FACILITY, 1, "b", &n, &err));
    assert_int_equal(n, 0);
    T_OK(sql_ward_put_run(db, FACILITY, 1, "a", NULL, true, NULL, NULL, 0, &n, &err));
    assert_int_equal(n, 1);
    T_OK(sql_ward_put_run(db, FACILITY, 1, "b", NULL, true, NULL, NULL, 0, &n, &err));
    assert_int_equal(n, 0); /* ON CONFLICT DO NOTHING */
    T_OK(sample_put(db, 2, "b", &err));
    struct stmt *q = sql_ward_names(db, FACILITY);

    assert_int_equal(stmt_run(q), 0); /* a query changes nothing */
    T_OK(stmt_status(q, &err));
    stmt_close(&q);
    T_OK(sql_ward_empty_run(db, FACILITY, &n, &err));
    assert_int_equal(n, 2);
}

static void each_engine_gets_its_own_text(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    CLEANUP(stmt_close) struct stmt *q = sql_engine_word(db);
    struct sql_engine_word_row row;

    assert_true(sql_engine_word_next(q, &row));
    assert_string_equal(row.word, t_engine(state) == DB_SQLITE ? "SQLite 3" : "PostgreSQL");
}

static void a_table_holds_statements_of_one_shape(void **state)
{
    static const char *const want[] = {"2 ", "1 a; 2 "};
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    int64_t beds = 4;
    struct err err;

    T_OK(sample_put(db, 1, "a", &err));
    T_OK(sample_put(db, 2, "", &err));
    T_OK(sql_ward_put_run(db, FACILITY, 3, "c", &beds, true, NULL, NULL, 0, NULL, &err));
    assert_int_equal(COUNT(ward_checks), 2);
    for (size_t i = 0; i < COUNT(ward_checks); i++) {
        CLEANUP(stmt_close)
        struct stmt *q = ward_checks_open(db, &ward_checks[i], FACILITY, "2024-05-01");
        struct ward_checks_row row;
        char text[64] = "";

        while (ward_checks_next(q, &row)) {
            snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%d %s",
                     text[0] == '\0' ? "" : "; ", (int)row.id, row.name);
        }
        T_OK(stmt_status(q, &err));
        assert_string_equal(text, want[i]);
    }
    assert_string_equal(ward_checks[0].name, "ward_nameless");
    assert_string_equal(ward_checks[0].comment, "A ward without a name.");
    assert_int_equal(ward_checks[0].n_tags, 2);
    assert_string_equal(ward_checks[0].tag[0].word, "item");
    assert_string_equal(ward_checks[0].tag[0].rest, "2-(1)");
    assert_string_equal(ward_checks[0].tag[1].word, "say");
    assert_string_equal(ward_checks[0].tag[1].rest, "{1} has no name, give it one");
    assert_int_equal(ward_checks[1].n_tags, 0);
}

static void tells_broken_rules_apart(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    static const struct {
        const char *what;
        const char *sql;
        enum status want;
    } row[] = {
        {"unique",      "INSERT INTO ward (facility_id, id, name, is_open) VALUES (7, 2, 'a', 1)",
         E_CONFLICT                                                                                            },
        {"primary key", "INSERT INTO ward (facility_id, id, name, is_open) VALUES (7, 1, 'b', 1)",
         E_CONFLICT                                                                                            },
        {"foreign key", "INSERT INTO nurse (facility_id, id, ward) VALUES (7, 1, 99)",               E_CONFLICT},
        {"check",       "INSERT INTO ward (facility_id, id, name, is_open) VALUES (7, 2, 'b', 2)",
         E_INVALID                                                                                             },
        {"not null",    "INSERT INTO ward (facility_id, id, is_open) VALUES (7, 2, 1)",              E_INVALID },
        {"type",        "INSERT INTO ward (facility_id, id, name, is_open) VALUES ('x', 2, 'b', 1)",
         E_INVALID                                                                                             },
        {"no table",    "INSERT INTO nowhere (id) VALUES (1)",                                       E_IO      },
        {"no SQL",      "INSERT 1",                                                                  E_IO      },
    };
    struct err err;

    T_OK(sample_put(db, 1, "a", &err));
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(db, row[i].sql, "", "");

        assert_int_equal(stmt_run(q), 0);
        T_STATUS(row[i].what, stmt_status(q, &err), row[i].want);
    }
    assert_string_equal(sample_text(db), "1 a; ");
}

static void goes_on_quietly_after_a_failure(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct err err;

    T_OK(sample_put(db, 1, "a", &err));
    CLEANUP(stmt_close) struct stmt *q = sql_ward_add(db, FACILITY, 1, "b", true);
    struct sql_ward_add_row row = {.id = 99};
    size_t len = 99;

    assert_false(sql_ward_add_next(q, &row));
    assert_false(sql_ward_add_next(q, &row));
    assert_int_equal(row.id, 99);
    sql_ward_add_bind(q, FACILITY, 2, "b", true); /* a failure stays until stmt_close() */
    assert_false(sql_ward_add_next(q, &row));
    assert_int_equal(stmt_run(q), 0);
    assert_int_equal(stmt_col_i64(q, 0), 0);
    assert_null(stmt_col_text(q, 0));
    assert_null(stmt_col_blob(q, 0, &len));
    assert_int_equal(len, 0);
    assert_true(stmt_col_is_null(q, 0));
    T_STATUS("the first failure", stmt_status(q, &err), E_CONFLICT);
    assert_non_null(strstr(err.detail, "ward_add"));
    assert_string_equal(sample_text(db), "1 a; ");
}

static void has_no_columns_before_the_first_row_and_after_the_last(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    struct err err;

    T_OK(sample_put(db, 1, "a", &err));
    CLEANUP(stmt_close) struct stmt *q = sql_ward_names(db, FACILITY);

    assert_int_equal(stmt_col_i64(q, 0), 0);
    assert_true(stmt_next(q));
    assert_int_equal(stmt_col_i64(q, 0), 1);
    assert_false(stmt_next(q));
    assert_int_equal(stmt_col_i64(q, 0), 0);
    assert_null(stmt_col_text(q, 1));
    T_OK(stmt_status(q, &err));
}

static void refuses_columns_that_differ_from_out(void **state)
{
    CLEANUP(db_close) struct db *db = sample_db(t_engine(state));
    static const struct {
        const char *what;
        const char *sql;
        const char *out;
        bool postgres_only; /* SQLite's columns have no types before they have values */
    } row[] = {
        {"one too few",       "SELECT id, name FROM ward",                                "i",   false},
        {"one too many",      "SELECT id, name FROM ward",                                "itt", false},
        {"text for a number", "SELECT id FROM ward",                                      "t",   true },
        {"number for a text", "SELECT name FROM ward",                                    "i",   true },
        {"a sum not cast",    "SELECT sum(beds) FROM ward",                               "i",   true },
        {"bytes for a text",  "SELECT photo FROM ward",                                   "t",   true },
        {"rows of a change",  "UPDATE ward SET beds = 1 WHERE id = 5 RETURNING id, name", "i",
         false                                                                                        },
    };
    struct err err;

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(db, row[i].sql, "", row[i].out);

        if (!row[i].postgres_only || t_engine(state) == DB_POSTGRES) {
            T_STATUS(row[i].what, stmt_status(q, &err), E_IO);
        }
    }
}

static void reads_truth_and_small_numbers_alike(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    CLEANUP(stmt_close)
    struct stmt *q = stmt_dynamic(
        db, "SELECT 1 < 2, 2 < 1, -1, CAST(-2 AS smallint), CAST(70000 AS bigint), 1 = NULL", "",
        "iiiiii");
    static const int64_t want[] = {1, 0, -1, -2, 70000, 0};
    struct err err;

    assert_true(stmt_next(q));
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(stmt_col_i64(q, (int)i), want[i]);
    }
    assert_true(stmt_col_is_null(q, 5));
    T_OK(stmt_status(q, &err));
}

static void a_parameter_may_go_unused(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(db, "SELECT CAST($2 AS bigint)", "tit", "i");
    struct err err;

    stmt_text(q, 1, "unused");
    stmt_i64(q, 2, 5);
    assert_true(stmt_next(q));
    assert_int_equal(stmt_col_i64(q, 0), 5);
    T_OK(stmt_status(q, &err));
}

static void takes_values_up_to_the_limit(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    char *bytes = test_calloc(1, STMT_BYTES_MAX + 1);
    struct stmt *q = stmt_dynamic(db, "SELECT length($1)", "b", "i");
    struct err err;

    stmt_blob(q, 1, bytes, STMT_BYTES_MAX);
    assert_true(stmt_next(q));
    assert_int_equal(stmt_col_i64(q, 0), STMT_BYTES_MAX);
    T_OK(stmt_status(q, &err));
    stmt_again(q);
    stmt_blob(q, 1, bytes, STMT_BYTES_MAX + 1);
    assert_false(stmt_next(q));
    T_STATUS("one byte more", stmt_status(q, &err), E_LIMIT);
    stmt_close(&q);
    test_free(bytes);
}

static void keeps_at_most_so_many_texts(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    CLEANUP(stmt_close) struct stmt *held = stmt_dynamic(db, "SELECT -1", "", "i");
    struct err err;

    assert_true(stmt_next(held));
    for (int i = 0; i < STMT_DYNAMIC_MAX + 10; i++) {
        char text[32];

        snprintf(text, sizeof(text), "SELECT %d", i);
        CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(db, text, "", "i");

        assert_true(stmt_next(q));
        assert_int_equal(stmt_col_i64(q, 0), i);
        assert_int_equal(db->n_dynamic, i + 2 > STMT_DYNAMIC_MAX ? STMT_DYNAMIC_MAX : i + 2);
    }
    assert_int_equal(stmt_col_i64(held, 0), -1); /* what is in use stays */
    T_OK(stmt_status(held, &err));

    struct stmt *again = stmt_dynamic(db, "SELECT 9", "", "i"); /* was dropped */

    assert_true(stmt_next(again));
    assert_int_equal(stmt_col_i64(again, 0), 9);
    stmt_close(&again);
}

static enum status store_and_read(void *arg, struct err *err)
{
    const struct db_options *options = arg;
    struct db *db;
    enum status st = db_open(&db, options, err);

    if (st != OK) {
        return st;
    }
    st = sql_ward_empty_run(db, FACILITY, NULL, err);
    if (st == OK) {
        st = sql_ward_put_run(db, FACILITY, 1, "a", NULL, true, NULL, "p", 1, NULL, err);
    }
    if (st == OK) {
        CLEANUP(stmt_close) struct stmt *q = sql_ward_get(db, FACILITY, 1);
        CLEANUP(stmt_close) struct stmt *d = stmt_dynamic(db, "SELECT 1", "", "i");
        struct sql_ward_get_row row;
        bool found = sql_ward_get_next(q, &row) && stmt_next(d);

        st = stmt_status(q, err);
        if (st == OK) {
            st = stmt_status(d, err);
        }
        if (st == OK && !found) {
            st = err_set(err, E_CORRUPT, "nothing was found, and no failure either");
        }
    }
    db_close(&db);
    return st;
}

static void fails_honestly_at_every_point(void **state)
{
    struct db_options options = t_db_options(t_engine(state));
    struct db *db = NULL;
    struct err err;

    T_OK(db_open(&db, &options, &err));
    sample_make(db);
    T_FAULTS(FAULT_ALLOC, store_and_read, &options);
    T_FAULTS(FAULT_STMT, store_and_read, &options);
    assert_string_equal(sample_text(db), "1 a; ");
    db_close(&db);
}

static void without_a_statement_everything_is_quiet(void **state)
{
    struct stmt *q = NULL;
    size_t len;
    struct err err;

    (void)state;
    stmt_i64(q, 1, 1);
    stmt_text(q, 1, "x");
    stmt_blob(q, 1, "x", 1);
    stmt_null(q, 1);
    stmt_again(q);
    assert_false(stmt_next(q));
    assert_int_equal(stmt_run(q), 0);
    assert_int_equal(stmt_col_i64(q, 0), 0);
    assert_null(stmt_col_text(q, 0));
    assert_null(stmt_col_blob(q, 0, &len));
    assert_true(stmt_col_is_null(q, 0));
    T_STATUS("no statement", stmt_status(q, &err), E_NOMEM);
    stmt_close(&q);
}

static struct stmt *mistaken; /* of two parameters, a number and a text, and one column */

static void bind_a_text_as_a_number(void)
{
    stmt_i64(mistaken, 2, 1);
}

static void bind_past_the_last(void)
{
    stmt_null(mistaken, 3);
}

static void bind_number_zero(void)
{
    stmt_null(mistaken, 0);
}

static void read_past_the_last(void)
{
    stmt_next(mistaken);
    stmt_col_i64(mistaken, 1);
}

static void bind_in_mid_run(void)
{
    stmt_next(mistaken);
    stmt_i64(mistaken, 1, 1);
}

static void stops_at_our_own_mistakes(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(DB_SQLITE);

    (void)state;
    mistaken = stmt_dynamic(db, "SELECT CAST($1 AS integer), $2", "it", "it");
    T_ABORTS(bind_a_text_as_a_number);
    T_ABORTS(bind_past_the_last);
    T_ABORTS(bind_number_zero);
    T_ABORTS(bind_in_mid_run);
    stmt_close(&mistaken);
    mistaken = stmt_dynamic(db, "SELECT 1", "", "i");
    T_ABORTS(read_past_the_last);
    stmt_close(&mistaken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(gives_back_every_type),
        T_BOTH(keeps_null_and_empty_apart),
        T_BOTH(finds_parameters_by_their_number),
        T_BOTH(sorts_by_code_point_on_both_engines),
        T_BOTH(runs_again_with_other_values),
        T_BOTH(a_new_run_forgets_the_old_parameters),
        T_BOTH(a_statement_that_is_still_open_is_opened_again),
        T_BOTH(a_closed_statement_is_kept_for_the_next),
        T_BOTH(counts_the_rows_it_changed),
        T_BOTH(each_engine_gets_its_own_text),
        T_BOTH(a_table_holds_statements_of_one_shape),
        T_BOTH(tells_broken_rules_apart),
        T_BOTH(goes_on_quietly_after_a_failure),
        T_BOTH(has_no_columns_before_the_first_row_and_after_the_last),
        T_BOTH(refuses_columns_that_differ_from_out),
        T_BOTH(reads_truth_and_small_numbers_alike),
        T_BOTH(a_parameter_may_go_unused),
        T_BOTH(takes_values_up_to_the_limit),
        T_BOTH(keeps_at_most_so_many_texts),
        T_BOTH(fails_honestly_at_every_point),
        cmocka_unit_test(without_a_statement_everything_is_quiet),
        cmocka_unit_test(stops_at_our_own_mistakes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
