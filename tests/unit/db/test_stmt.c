#include "db/stmt.h"
#include "db/dynamic.h"
#include "t_db.h"

static void gives_back_what_was_stored(void **state)
{
    CLEANUP(db_close) struct db *db = t_db(t_engine(state));
    struct err err;
    bool pg = t_engine(state) == DB_POSTGRES;

    T_OK(db_script(db, pg ? "CREATE TABLE a (n bigint, t text, b bytea)" : "CREATE TABLE a (n integer, t text, b blob) strict", &err));
    struct stmt *q = stmt_dynamic(db, "INSERT INTO a (t, b, n) VALUES ($2, $3, $1)", "itb", "");
    stmt_i64(q, 1, INT64_MIN);
    stmt_text(q, 2, "備え");
    stmt_blob(q, 3, "\0x", 2);
    assert_int_equal(stmt_run(q), 1);
    T_OK(stmt_status(q, &err));
    stmt_close(&q);
    q = stmt_dynamic(db, "SELECT n, t, b, n IS NULL FROM a", "", "itbi");
    assert_true(stmt_next(q));
    assert_true(stmt_col_i64(q, 0) == INT64_MIN);
    assert_string_equal(stmt_col_text(q, 1), "備え");
    size_t len;
    assert_memory_equal(stmt_col_blob(q, 2, &len), "\0x", 2);
    assert_int_equal(len, 2);
    assert_int_equal(stmt_col_i64(q, 3), 0);
    assert_false(stmt_next(q));
    T_OK(stmt_status(q, &err));
    stmt_close(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {T_BOTH(gives_back_what_was_stored)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
