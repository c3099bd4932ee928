#include "intake/workbook.h"
#include "t.h"

#include "show.h"

static struct book *open_fixture(const char *name)
{
    char path[256];
    struct book *b = NULL;
    struct err err;

    snprintf(path, sizeof(path), "tests/data/intake/%s", name);
    struct book_source source = {.path = t_source(path)};

    T_OK(book_open(&b, &source, &err));
    return b;
}

static void expect_sheet(const char *name, const char *want)
{
    CLEANUP(book_close) struct book *b = open_fixture(name);
    char got[8192];
    struct err err;

    T_OK(show_sheet(got, sizeof(got), b, 0, &err));
    assert_string_equal(got, want);
}

static void joins_runs_and_leaves_out_furigana(void **state)
{
    (void)state;
    expect_sheet("rich.xlsx", "1:管理番号|設置場所|\n"
                              "2: 前後に空白 |一行目\n二行目|\n"
                              "3:_x0041_ と A||管理番号|\n"
                              "4:あい|計算|TRUE|FALSE|!#REF!|!=|\n");
}

static void shows_dates_and_numbers_as_excel_does(void **state)
{
    (void)state;
    static const char want[] =
        "1:@2026-11-20|@2026-11-20|@2026-11|10:30|10:30|36:00|@2026-11-20 10:30|@2026-11-20|18:00|"
        "10:30|@2026|@2026-11-20|\n"
        "2:#0007|#50%|#2.10|#1234567890123450|#2|#0.3|#-5|#12346|#-1|#12300|#0.001|#3000000|\n";

    expect_sheet("dates.xlsx", want);
    expect_sheet("dates1904.xlsx", want);
}

static void tells_which_day_serials_count_from(void **state)
{
    (void)state;
    CLEANUP(book_close) struct book *old = open_fixture("dates1904.xlsx");
    CLEANUP(book_close) struct book *new = open_fixture("dates.xlsx");

    assert_true(book_base1904(old));
    assert_false(book_base1904(new));
}

static void passes_over_hidden_sheets_and_charts(void **state)
{
    (void)state;
    CLEANUP(book_close) struct book *b = open_fixture("hidden.xlsx");

    assert_int_equal(book_sheets(b), 1);
    assert_string_equal(book_sheet_name(b, 0), "一覧");
    expect_sheet("hidden.xlsx", "1:名称|#1|\n2:隠した行|\n");
}

static void finds_merged_ranges_in_the_order_of_rows(void **state)
{
    (void)state;
    CLEANUP(book_close) struct book *b = open_fixture("two-row-header.xlsx");
    const struct book_merge *m;
    size_t n;
    struct err err;

    T_OK(book_merges(b, 0, &m, &n, &err));
    assert_int_equal(n, 9);
    for (size_t i = 1; i < n; i++) {
        assert_true(m[i - 1].first_row <= m[i].first_row);
    }
    assert_int_equal(m[7].first_row, 7); /* G7:G9 */
    assert_int_equal(m[7].last_row, 9);
    assert_int_equal(m[7].first_column, 6);
    assert_int_equal(m[7].last_column, 6);
}

static void starts_over_and_changes_sheets(void **state)
{
    (void)state;
    const char *path = t_shared("samples/daicho.xlsx");
    CLEANUP(book_close) struct book *b = NULL;
    struct book_source source = {.path = path};
    char first[64 * 1024], again[64 * 1024];
    struct err err;

    if (path == NULL) {
        print_message("no sample at hand\n");
        return;
    }
    T_OK(book_open(&b, &source, &err));
    assert_int_equal(book_sheets(b), 2); /* 廃棄済み is hidden */
    T_OK(show_sheet(first, sizeof(first), b, 1, &err));
    T_OK(show_sheet(again, sizeof(again), b, 0, &err));
    assert_non_null(strstr(again, "3:|みどり台病院|\n"));
    T_OK(show_sheet(again, sizeof(again), b, 1, &err));
    assert_string_equal(first, again);
    assert_non_null(strstr(first,
                           "\n10:0006|端末|DELL|Windows Server 2012 R2|医事会計システム|5.0.1|"
                           "192.168.2.201||薬剤部|b医師（外科）、c医師（内科）|@2024-09-12|"
                           "稼働|\n"));
}

static enum status read_all(void *arg, struct err *err)
{
    CLEANUP(book_close) struct book *b = NULL;
    struct book_source source = {.path = arg};
    const struct book_merge *m;
    char text[8192];
    size_t n;
    enum status st = book_open(&b, &source, err);

    for (size_t i = 0; st == OK && i < book_sheets(b); i++) {
        st = show_sheet(text, sizeof(text), b, i, err);
        if (st == OK) {
            st = book_merges(b, i, &m, &n, err);
        }
    }
    return st;
}

static void tells_when_memory_or_the_disk_fails(void **state)
{
    (void)state;
    char path[4200];

    snprintf(path, sizeof(path), "%s", t_source("tests/data/intake/rich.xlsx"));
    T_FAULTS(FAULT_ALLOC, read_all, path);
    T_FAULTS(FAULT_IO, read_all, path);
    snprintf(path, sizeof(path), "%s", t_source("tests/data/intake/two-row-header.xlsx"));
    T_FAULTS(FAULT_ALLOC, read_all, path);
    T_FAULTS(FAULT_IO, read_all, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_runs_and_leaves_out_furigana),
        cmocka_unit_test(shows_dates_and_numbers_as_excel_does),
        cmocka_unit_test(tells_which_day_serials_count_from),
        cmocka_unit_test(passes_over_hidden_sheets_and_charts),
        cmocka_unit_test(finds_merged_ranges_in_the_order_of_rows),
        cmocka_unit_test(starts_over_and_changes_sheets),
        cmocka_unit_test(tells_when_memory_or_the_disk_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
