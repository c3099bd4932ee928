#include "render/csv.h"

#include "base/cell.h"
#include "base/text.h"
#include "t.h"

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(1 << 20);
    return arena == NULL;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static void writes_a_table_byte_for_byte(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
    struct csv c;
    struct err err;

    csv_start(&c, &b, CSV_UTF8, arena);
    csv_cell(&c, "管理番号");
    csv_cell(&c, "利用者");
    csv_cell(&c, "説明");
    csv_end_row(&c);
    csv_cell(&c, "0398");
    csv_cell(&c, NULL);
    csv_cell(&c, "1,2\"3\"\n4");
    csv_end_row(&c);

    T_OK(csv_status(&c, &err));
    assert_string_equal(b.data, "\xEF\xBB\xBF"
                                "管理番号,利用者,説明\r\n"
                                "0398,,\"1,2\"\"3\"\"\n4\"\r\n");
}

/* A reader as small as RFC 4180: the cells of the whole text, one after the other. */
static size_t read_cells(char **cell, size_t room, const char *s)
{
    size_t n = 0;

    while (*s != '\0') {
        char *out = arena_alloc(arena, strlen(s) + 1);
        bool quoted = *s == '"';

        assert_true(n < room);
        cell[n++] = out;
        s += quoted;
        while (quoted ? !(s[0] == '"' && s[1] != '"') : strcspn(s, ",\r") > 0) {
            s += quoted && *s == '"';
            *out++ = *s++;
        }
        s += quoted;
        s += *s == ',' ? 1 : 2;
    }
    return n;
}

static const char *const values[] = {
    "サーバ室",  "髙﨑德①㈱Ⅲ㎡",    "〜−‖—", "ｶﾅ ・ー", "=cmd|' /C calc'!A0",
    "@SUM(1,1)", "+81-3-1234-5678", "-",     "'=1",     "'",
    "\"",        "a医師\nb医師",    "\r=1",  "\t=1",    " 空白 ",
    "表,能\"ソ", /* second bytes 0x5c in CP932 */
};

static void reads_back_in_both_codings(void **state)
{
    (void)state;
    for (enum csv_coding coding = CSV_UTF8; coding <= CSV_CP932; coding++) {
        CLEANUP(buf_close) struct buf b = BUF_INIT(10000);
        struct csv c;
        struct err err;
        char *text;
        char *cell[COUNT(values)];
        size_t at;

        csv_start(&c, &b, coding, arena);
        for (size_t i = 0; i < COUNT(values); i++) {
            csv_cell(&c, values[i]);
            if (i % 4 == 3) {
                csv_end_row(&c);
            }
        }
        T_OK(csv_status(&c, &err));
        if (coding == CSV_UTF8) {
            text = b.data + 3;
        } else {
            T_OK(text_from_cp932(&text, arena, b.data, b.len, &at, &err));
        }
        assert_int_equal(read_cells(cell, COUNT(cell), text), COUNT(values));
        for (size_t i = 0; i < COUNT(values); i++) {
            const char *want = coding == CSV_CP932 && i == 2 ? "～－∥―" : values[i];

            assert_string_equal(cell_unguard(cell[i]), want);
            assert_null(strchr("=+@\t\r\n", cell[i][0]));
        }
    }
}

static void fails_rather_than_write_a_question_mark(void **state)
{
    (void)state;
    static const char *const lacking[] = {"𠮷田", "café", "•", "\xff"};

    for (size_t i = 0; i < COUNT(lacking); i++) {
        CLEANUP(buf_close) struct buf b = BUF_INIT(1000);
        struct csv c;
        struct err err;

        csv_start(&c, &b, CSV_CP932, arena);
        csv_cell(&c, lacking[i]);
        csv_cell(&c, "later");
        csv_end_row(&c);
        T_STATUS(lacking[i], csv_status(&c, &err), E_INVALID);
        assert_string_equal(buf_text(&b), "");
    }
}

static void lists_what_cp932_lacks_before_writing(void **state)
{
    (void)state;
    struct csv_losses l = {.arena = arena};
    struct err err;

    csv_losses_look(&l, 2, "利用者", "𠮷田•𠮷野");
    csv_losses_look(&l, 3, "利用者", "髙橋～〜");
    csv_losses_look(&l, 3, "説明", NULL);
    csv_losses_look(&l, 4, "説明", "é");
    T_OK(csv_losses_status(&l, &err));

    assert_int_equal(l.n, 2);
    assert_int_equal(l.kept, 2);
    assert_int_equal(l.loss[0].row, 2);
    assert_string_equal(l.loss[0].field, "利用者");
    assert_string_equal(l.loss[0].value, "𠮷田•𠮷野");
    assert_string_equal(l.loss[0].lost, "𠮷•");
    assert_int_equal(l.loss[1].row, 4);
    assert_string_equal(l.loss[1].lost, "é");
}

static void counts_on_when_the_list_is_full(void **state)
{
    (void)state;
    struct csv_losses l = {.arena = arena};
    struct err err;

    for (int i = 0; i <= CSV_LOSSES_KEPT; i++) {
        assert_int_equal(l.kept, i);
        csv_losses_look(&l, i, "説明", "𠮷");
    }
    T_OK(csv_losses_status(&l, &err));
    assert_int_equal(l.n, CSV_LOSSES_KEPT + 1);
    assert_int_equal(l.kept, CSV_LOSSES_KEPT);
}

static enum status write_all(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(buf_close) struct buf b = BUF_INIT(10000);
    struct csv_losses l = {.arena = a};
    struct csv c;

    (void)arg;
    if (a == NULL) {
        return err_set(err, E_NOMEM, "no arena");
    }
    csv_start(&c, &b, CSV_CP932, a);
    for (size_t i = 0; i < COUNT(values); i++) {
        csv_losses_look(&l, 1, "説明", values[i]);
        csv_cell(&c, values[i]);
    }
    csv_losses_look(&l, 1, "説明", "𠮷");
    enum status st = csv_losses_status(&l, err);

    return st == OK ? csv_status(&c, err) : st;
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, write_all, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_table_byte_for_byte),
        cmocka_unit_test(reads_back_in_both_codings),
        cmocka_unit_test(fails_rather_than_write_a_question_mark),
        cmocka_unit_test(lists_what_cp932_lacks_before_writing),
        cmocka_unit_test(counts_on_when_the_list_is_full),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
