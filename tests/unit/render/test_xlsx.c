#include "render/xlsx.h"

#include "base/cell.h"
#include "t.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const titles[] = {"管理番号", "利用者", "説明"};

static struct xlsx_options options(void)
{
    return (struct xlsx_options){.title = "機器台帳",
                                 .author = "みどり台病院",
                                 .made_at = 1795132800000,
                                 .temp_dir = t_temp_dir()};
}

/* What tests/lib/read_xlsx.py says about the workbook, in static memory. */
static const char *read_workbook(const struct buf *b)
{
    static char text[1 << 20];
    char path[4200];
    char command[9000];

    snprintf(path, sizeof(path), "%s/book.xlsx", t_temp_dir());
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
    assert_int_equal(fclose(f), 0);
    snprintf(command, sizeof(command), "/usr/bin/python3 '%s' '%s'",
             t_source("tests/lib/read_xlsx.py"), path);
    f = popen(command, "r");
    assert_non_null(f);
    text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
    assert_int_equal(pclose(f), 0);
    return text;
}

static void assert_line(const char *text, const char *line)
{
    size_t len = strlen(line);

    for (const char *s = text; s != NULL; s = strchr(s, '\n'), s += s != NULL) {
        if (strncmp(s, line, len) == 0 && s[len] == '\n') {
            return;
        }
    }
    fail_msg("no line \"%s\" in:\n%s", line, text);
}

static void writes_head_titles_and_rows_as_text(void **state)
{
    (void)state;
    CLEANUP(xlsx_close) struct xlsx *x = NULL;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 20);
    struct xlsx_options o = options();
    struct err err;

    T_OK(xlsx_open(&x, &o, &err));
    xlsx_sheet(x, "機器台帳");
    xlsx_head(x, "最終更新日", "2026/11/20");
    xlsx_titles(x, titles, COUNT(titles));
    xlsx_row(x, (const char *[]){"0001", NULL, "1-2"}, 3);
    xlsx_row(x,
             (const char *[]){"0002", "a医師\nb医師",
                              "とても長い説明がここに入ります。列の幅は四十"
                              "文字までで、それより長い値は折り返します。"},
             3);
    xlsx_sheet(x, "クラウド");
    xlsx_titles(x, titles, COUNT(titles));
    T_OK(xlsx_finish(x, &b, &err));

    const char *got = read_workbook(&b);

    assert_line(got, "機器台帳\tA1\tinlineStr\t最終更新日");
    assert_line(got, "機器台帳\tB1\tinlineStr\t2026/11/20");
    assert_line(got, "機器台帳\tA3\tinlineStr\t管理番号");
    assert_line(got, "機器台帳\tA4\tinlineStr\t0001");
    assert_line(got, "機器台帳\tB4\t\t");
    assert_line(got, "機器台帳\tC4\tinlineStr\t1-2");
    assert_line(got, "機器台帳\tB5\tinlineStr\ta医師\\nb医師");
    assert_line(got, "クラウド\tA1\tinlineStr\t管理番号");
    assert_line(got, "機器台帳\t!\tautoFilter\tref=A3:C5");
    assert_line(got, "機器台帳\t!\tpane\txSplit=1 ySplit=3 topLeftCell=B4 activePane=bottomRight "
                     "state=frozen");
    assert_line(got, "機器台帳\t!\tpageSetUpPr\tfitToPage=1");
    assert_line(got, "!\t!\t_xlnm.Print_Titles\t'機器台帳'!$3:$3");
    assert_non_null(strstr(got, "機器台帳\t!\tpageSetup\tpaperSize=9 fitToHeight=0 "
                                "orientation=landscape"));
    assert_non_null(strstr(got, "min=1 max=1 width=13.7")); /* 管理番号 and the filter's button */
    assert_non_null(strstr(got, "min=3 max=3 width=42.7")); /* no wider, the rest is wrapped */
}

static const char *const values[] = {
    "0001",
    "=1+1",
    "'=1",
    "@SUM(A1)",
    "-",
    "http://192.168.1.1/",
    "internal:Sheet2!A1",
    "mailto:a@example.jp",
    "1.20E+15",
    "2026/11/20",
    "a\nb",
    "a\r\nb\tc",
    "<b>&amp;\"'",
    "_x000D_",
    "\x01_x000D__x000d_",
    " 前後の空白 ",
    "𠮷田 é 髙﨑①",
    "\x01",
};

static void reads_back_every_value_and_never_a_formula_or_link(void **state)
{
    (void)state;
    CLEANUP(xlsx_close) struct xlsx *x = NULL;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 20);
    struct xlsx_options o = options();
    struct err err;

    T_OK(xlsx_open(&x, &o, &err));
    xlsx_sheet(x, "値");
    xlsx_titles(x, titles, 1);
    for (size_t i = 0; i < COUNT(values); i++) {
        xlsx_row(x, &values[i], 1);
    }
    T_OK(xlsx_finish(x, &b, &err));

    const char *got = read_workbook(&b);

    assert_null(strstr(got, "FORMULA"));
    for (size_t i = 0; i < COUNT(values); i++) {
        char head[64];
        char cell[256] = "";
        size_t n = 0;

        snprintf(head, sizeof(head), "値\tA%zu\tinlineStr\t", i + 2);
        const char *s = strstr(got, head);

        assert_non_null(s);
        for (s += strlen(head); *s != '\n'; s++) {
            cell[n++] = *s != '\\'    ? *s
                        : *++s == 'n' ? '\n'
                        : *s == 'r'   ? '\r'
                        : *s == 't'   ? '\t'
                                      : '\\';
        }
        assert_string_equal(cell_unguard(cell), values[i]);
    }
}

static void gives_the_same_bytes_for_the_same_calls(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf first = BUF_INIT(1 << 20);
    CLEANUP(buf_close) struct buf second = BUF_INIT(1 << 20);
    struct buf *const out[] = {&first, &second};
    struct err err;

    for (size_t i = 0; i < COUNT(out); i++) {
        CLEANUP(xlsx_close) struct xlsx *x = NULL;
        struct xlsx_options o = options();

        T_OK(xlsx_open(&x, &o, &err));
        xlsx_sheet(x, "機器台帳");
        xlsx_titles(x, titles, COUNT(titles));
        xlsx_row(x, titles, COUNT(titles));
        T_OK(xlsx_finish(x, out[i], &err));
    }
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.data, second.data, first.len);
}

static void makes_every_sheet_name_one_that_excel_takes(void **state)
{
    (void)state;
    CLEANUP(xlsx_close) struct xlsx *x = NULL;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 20);
    struct xlsx_options o = options();
    struct err err;

    T_OK(xlsx_open(&x, &o, &err));
    xlsx_sheet(x, "サーバ/端末[PC]:*?\\'");
    xlsx_head(x, "a", "b");
    xlsx_sheet(x, "同じ名前");
    xlsx_head(x, "a", "b");
    xlsx_sheet(x, "同じ名前");
    xlsx_head(x, "a", "b");
    xlsx_sheet(x, "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一");
    xlsx_head(x, "31", "b");
    xlsx_sheet(x, "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十二三");
    xlsx_head(x, "32", "b");
    xlsx_sheet(x, "");
    xlsx_head(x, "a", "b");
    T_OK(xlsx_finish(x, &b, &err));

    const char *got = read_workbook(&b);

    assert_line(got, "サーバ-端末-PC------\tA1\tinlineStr\ta");
    assert_line(got, "同じ名前\tA1\tinlineStr\ta");
    assert_line(got, "3 同じ名前\tA1\tinlineStr\ta");
    assert_line(
        got, "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一\tA1\tinlineStr\t31");
    assert_line(
        got, "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十二\tA1\tinlineStr\t32");
    assert_line(got, "Sheet\tA1\tinlineStr\ta");
}

static enum status write_one(const char *value, size_t n_columns, struct err *err)
{
    CLEANUP(xlsx_close) struct xlsx *x = NULL;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 20);
    const char *cell[XLSX_COLUMNS_MAX + 1] = {value};
    struct xlsx_options o = options();
    enum status st = xlsx_open(&x, &o, err);

    if (st != OK) {
        return st;
    }
    xlsx_sheet(x, "値");
    xlsx_row(x, cell, n_columns);
    return xlsx_finish(x, &b, err);
}

static void refuses_what_a_workbook_cannot_hold(void **state)
{
    (void)state;
    struct err err;
    char *text = test_malloc(XLSX_CELL_MAX + 2);

    memset(text, 'a', XLSX_CELL_MAX + 1);
    text[XLSX_CELL_MAX + 1] = '\0';
    T_STATUS("a character too long", write_one(text, 1, &err), E_LIMIT);
    T_OK(write_one(text + 1, 1, &err));
    T_STATUS("broken UTF-8", write_one("\xff", 1, &err), E_INVALID);
    T_OK(write_one("a", XLSX_COLUMNS_MAX, &err));
    T_STATUS("too many columns", write_one("a", XLSX_COLUMNS_MAX + 1, &err), E_LIMIT);
    test_free(text);
}

/* In a child that may write 64 kB a file: the status that a workbook of 1 MB ends with. */
static int status_with_a_full_disk(void)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        struct rlimit small = {64 * 1024, 64 * 1024};
        struct xlsx_options o = options();
        CLEANUP(buf_close) struct buf b = BUF_INIT(8 << 20);
        struct xlsx *x = NULL;
        struct err err;
        char cell[1000];

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &small);
        memset(cell, 'a', sizeof(cell));
        cell[sizeof(cell) - 1] = '\0';
        enum status st = xlsx_open(&x, &o, &err);

        xlsx_sheet(x, "値");
        for (int i = 0; i < 1000 && st == OK; i++) {
            xlsx_row(x, (const char *[]){cell}, 1);
        }
        st = xlsx_finish(x, &b, &err);
        xlsx_close(&x);
        _exit(st);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void tells_that_the_disk_is_full_rather_than_give_a_broken_file(void **state)
{
    (void)state;
    assert_int_equal(status_with_a_full_disk(), E_FULL);
}

static void says_so_when_the_temporary_directory_is_missing(void **state)
{
    (void)state;
    struct xlsx *x = NULL;
    struct xlsx_options o = options();
    struct err err;

    o.temp_dir = "/nonexistent";
    T_STATUS("no directory", xlsx_open(&x, &o, &err), E_NOTFOUND);
    assert_null(x);
}

static enum status write_small(void *arg, struct err *err)
{
    (void)arg;
    return write_one("'=1", 1, err);
}

static void tells_when_memory_or_a_read_fails(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, write_small, NULL);
    T_FAULTS(FAULT_IO, write_small, NULL);
}

static void leaves_no_file_behind(void **state)
{
    (void)state;
    char command[4300];

    snprintf(command, sizeof(command), "test -z \"$(ls '%s' | grep -v book.xlsx)\"", t_temp_dir());
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_head_titles_and_rows_as_text),
        cmocka_unit_test(reads_back_every_value_and_never_a_formula_or_link),
        cmocka_unit_test(gives_the_same_bytes_for_the_same_calls),
        cmocka_unit_test(makes_every_sheet_name_one_that_excel_takes),
        cmocka_unit_test(refuses_what_a_workbook_cannot_hold),
        cmocka_unit_test(tells_that_the_disk_is_full_rather_than_give_a_broken_file),
        cmocka_unit_test(says_so_when_the_temporary_directory_is_missing),
        cmocka_unit_test(tells_when_memory_or_a_read_fails),
        cmocka_unit_test(leaves_no_file_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
