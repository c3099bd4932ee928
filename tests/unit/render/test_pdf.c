#include "render/pdf.h"

#include "render/qr.h"
#include "render/tree.h"
#include "t.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUT_MAX ((size_t)32 << 20)

static struct pdf_options options(void)
{
    return (struct pdf_options){.title = "令和8年度 立入検査資料",
                                .facility = "みどり台病院",
                                .version = "第2版",
                                .as_of = "基準日 令和8年11月20日",
                                .made_at = 1795138320000}; /* 2026-11-20 01:32 UTC */
}

static void begin(struct pdf **p)
{
    struct pdf_options o = options();
    struct err err;

    T_OK(pdf_open(p, &o, &err));
}

/* Finish into a file and give its path, in static memory. */
static const char *save(struct pdf *p)
{
    static char path[4200];
    CLEANUP(buf_close) struct buf b = BUF_INIT(OUT_MAX);
    struct err err;

    T_OK(pdf_finish(p, &b, &err));
    snprintf(path, sizeof(path), "%s/a.pdf", t_temp_dir());
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(b.data, 1, b.len, f), b.len);
    assert_int_equal(fclose(f), 0);
    return path;
}

/* What a program of poppler says about the file, in one of four static buffers. */
static char *ask(const char *program, const char *path, const char *end)
{
    static char text[4][1 << 19];
    static unsigned next;
    char *out = text[next++ % 4];
    char command[9000];

    snprintf(command, sizeof(command), "%s '%s' %s", program, path, end);
    FILE *f = popen(command, "r");

    assert_non_null(f);
    out[fread(out, 1, sizeof(text[0]) - 1, f)] = '\0';
    assert_int_equal(pclose(f), 0);
    return out;
}

static char *page_text(const char *path, int page)
{
    char program[64];

    snprintf(program, sizeof(program), "pdftotext -f %d -l %d", page, page);
    return ask(program, path, "-");
}

static void assert_has(const char *text, const char *part)
{
    if (text == NULL || strstr(text, part) == NULL) {
        fail_msg("no \"%s\" in:\n%.3000s", part, text == NULL ? "nothing" : text);
    }
}

static void section(struct pdf *p, const char *title)
{
    pdf_section(p, &(struct pdf_section){.title = title});
}

/* ---- the whole document ---- */

static const struct pdf_column ledger[] = {
    {.title = "管理番号",        .mm = 20, .flags = PDF_FIT | PDF_MIDDLE},
    {.title = "IPアドレス", .mm = 30, .flags = PDF_FIT},
    {.title = "設置場所"     },
};

/* A cover with contents, an upright and a sideways section, 100 devices. */
static void write_pack(struct pdf *p)
{
    pdf_section(p, &(struct pdf_section){.title = "表紙", .cover = true});
    pdf_title(p, "令和8年度 立入検査資料", "みどり台病院");
    pdf_stamps(p, "確認欄",
               (struct pdf_stamp[]){
                   {"院長",    "承認済\nR8.11.20\n山田"},
                   {"事務長", NULL                         }
    },
               2, true);
    pdf_contents(p);
    section(p, "1 チェックリスト");
    pdf_heading(p, 1, "答えの根拠");
    pdf_text(p, PDF_BODY, "﨑 髙 𠮷 ① ㈱ ☑はい ☐いいえ");
    pdf_section(p, &(struct pdf_section){.title = "2 機器台帳", .sideways = true});
    pdf_table(p, ledger, COUNT(ledger), &(struct pdf_table){.zebra = true});
    for (int i = 1; i <= 100; i++) {
        char no[16];
        char ip[32];

        snprintf(no, sizeof(no), "%04d", i);
        snprintf(ip, sizeof(ip), "192.168.1.%d", i);
        pdf_row(p, (const char *[]){no, ip, "サーバ室"});
    }
    pdf_table_end(p);
    section(p, "3 連絡先");
    pdf_text(p, PDF_BODY, "終わり");
}

static void numbers_pages_and_fills_in_the_contents(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;
    int page;
    int n;

    begin(&p);
    write_pack(p);
    const char *path = save(p);
    int pages = pdf_pages(p);
    const char *info = ask("pdfinfo -f 1 -l 99", path, "");
    char want[64];

    assert_string_equal(pdf_section_at(p, 0, &page, &n), "1 チェックリスト");
    assert_int_equal(page, 2);
    assert_int_equal(n, 1);
    assert_string_equal(pdf_section_at(p, 1, &page, &n), "2 機器台帳");
    assert_int_equal(page, 3);
    assert_in_range(n, 3, 4);
    assert_string_equal(pdf_section_at(p, 2, &page, &n), "3 連絡先");
    assert_int_equal(page, pages);
    assert_null(pdf_section_at(p, 3, &page, &n));

    snprintf(want, sizeof(want), "Pages:           %d\n", pages);
    assert_has(info, want);
    assert_has(info, "Page    2 size:  595.276 x 841.89 pts (A4)");
    assert_has(info, "Page    3 size:  841.89 x 595.276 pts (A4)");

    snprintf(want, sizeof(want), "\n%d\n", pages);
    assert_has(strstr(page_text(path, 1), "3 連絡先"), want);
    for (int i = 1; i <= pages; i++) {
        const char *text = page_text(path, i);

        snprintf(want, sizeof(want), "%d/%d", i, pages);
        assert_has(text, want);
        assert_has(text, "みどり台病院");
        assert_has(text, "令和8年度 立入検査資料");
        assert_has(text, "第2版");
        assert_has(text, "基準日 令和8年11月20日");
        assert_has(text, "照合番号");
        assert_has(text, pdf_check(p));
    }
}

static void embeds_every_font_and_keeps_text_readable(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;

    begin(&p);
    write_pack(p);
    const char *path = save(p);
    char *fonts = ask("pdffonts", path, "");
    int n = 0;

    for (char *line = strtok(fonts, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strstr(line, "CID") != NULL) { /* emb, sub, uni */
            assert_has(line, "yes yes yes");
            assert_has(line, "NotoSansCJKjp");
            n++;
        }
    }
    assert_int_equal(n, 2); /* regular and bold, no substitute */
    assert_has(page_text(path, 2), "﨑 髙 𠮷 ① ㈱ ☑はい ☐いいえ");
}

static void has_bookmarks_places_and_metadata(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;

    begin(&p);
    write_pack(p);
    const char *path = save(p);
    const char *info = ask("TZ=UTC pdfinfo -isodates", path, "");

    assert_has(info, "Title:           令和8年度 立入検査資料\n");
    assert_has(info, "Author:          みどり台病院\n");
    assert_has(info, "CreationDate:    2026-11-20T01:32:00Z\n");
    assert_has(ask("pdftohtml -xml -i -stdout", path, ""),
               "<item page=\"1\">表紙</item>\n"
               "<item page=\"2\">1 チェックリスト</item>\n"
               "<outline>\n<item page=\"2\">答えの根拠</item>\n</outline>\n"
               "<item page=\"3\">2 機器台帳</item>\n");
    assert_has(ask("pdfinfo -dests", path, ""), "   2 [ XYZ    0  842 null      ] \"p2\"");
}

static void gives_the_same_bytes_for_the_same_calls(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf first = BUF_INIT(OUT_MAX);
    CLEANUP(buf_close) struct buf second = BUF_INIT(OUT_MAX);
    struct buf *const out[] = {&first, &second};
    struct err err;

    for (size_t i = 0; i < COUNT(out); i++) {
        CLEANUP(pdf_close) struct pdf *p = NULL;

        begin(&p);
        write_pack(p);
        T_OK(pdf_finish(p, out[i], &err));
    }
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.data, second.data, first.len);
}

/* ---- tables ---- */

static void repeats_the_head_and_never_splits_a_row(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;

    begin(&p);
    section(p, "台帳");
    pdf_table(p, ledger, COUNT(ledger), NULL);
    for (int i = 100; i < 300; i++) {
        char cell[128];

        snprintf(cell, sizeof(cell), "行%d一\n行%d二\n行%d三", i, i, i);
        pdf_row(p, (const char *[]){"0001", "192.168.1.1", i % 3 == 0 ? cell : "一行"});
    }
    pdf_table_end(p);
    const char *path = save(p);

    assert_in_range(pdf_pages(p), 4, 8);
    for (int page = 1; page <= pdf_pages(p); page++) {
        const char *text = page_text(path, page);

        assert_has(text, "管理番号");
        for (int i = 102; i < 300; i += 3) {
            char one[32];
            char two[32];
            char three[32];

            snprintf(one, sizeof(one), "行%d一", i);
            snprintf(two, sizeof(two), "行%d二", i);
            snprintf(three, sizeof(three), "行%d三", i);
            assert_true((strstr(text, one) != NULL) == (strstr(text, two) != NULL));
            assert_true((strstr(text, one) != NULL) == (strstr(text, three) != NULL));
        }
    }
}

static void loses_nothing_of_a_row_taller_than_a_page(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;
    CLEANUP(buf_close) struct buf cell = BUF_INIT(10000);

    for (int i = 0; i < 200; i++) {
        buf_printf(&cell, "%s第%d行", i == 0 ? "" : "\n", i);
    }
    begin(&p);
    section(p, "長い行");
    pdf_table(p, ledger, COUNT(ledger), NULL);
    pdf_row(p, (const char *[]){"0001", "192.168.1.1", buf_text(&cell)});
    pdf_row(p, (const char *[]){"0002", "192.168.1.2", "次の行"});
    pdf_table_end(p);
    const char *text = ask("pdftotext", save(p), "-");

    assert_in_range(pdf_pages(p), 3, 5);
    for (int i = 0; i < 200; i++) {
        char line[32];

        snprintf(line, sizeof(line), "第%d行", i);
        assert_has(text, line);
    }
    assert_has(text, "次の行");
}

static void keeps_bands_and_headings_with_what_follows(void **state)
{
    (void)state;
    for (int before = 44; before < 56; before++) { /* around the end of the page */
        CLEANUP(pdf_close) struct pdf *p = NULL;

        begin(&p);
        section(p, "帯");
        pdf_table(p, ledger, COUNT(ledger), NULL);
        for (int i = 0; i < before; i++) {
            pdf_row(p, (const char *[]){"0001", "192.168.1.1", "行"});
        }
        pdf_band(p, "帯の見出し");
        pdf_row(p, (const char *[]){"9999", "192.168.1.9", "帯の行"});
        pdf_table_end(p);
        pdf_heading(p, 1, "次の見出し");
        pdf_text(p, PDF_BODY, "次の本文");
        const char *path = save(p);

        for (int page = 1; page <= pdf_pages(p); page++) {
            const char *text = page_text(path, page);

            assert_true((strstr(text, "帯の見出し") != NULL) == (strstr(text, "帯の行") != NULL));
            assert_true((strstr(text, "次の見出し") != NULL) == (strstr(text, "次の本文") != NULL));
        }
    }
}

static int count(const char *text, const char *part)
{
    int n = 0;

    for (const char *s = strstr(text, part); s != NULL; s = strstr(s + 1, part)) {
        n++;
    }
    return n;
}

static void prints_equal_neighbours_once_a_page(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;
    const struct pdf_column column[] = {
        {.title = "カテゴリ", .flags = PDF_ONCE},
        {.title = "機関",                       .flags = PDF_ONCE},
        {.title = "電話"}
    };

    begin(&p);
    section(p, "連絡先");
    pdf_table(p, column, COUNT(column), NULL);
    for (int i = 0; i < 60; i++) {
        pdf_row(p, (const char *[]){"公的", i % 2 == 0 ? "警察" : "保健所", "110"});
    }
    pdf_row(p, (const char *[]){"事業", "保健所", "119"}); /* another group: named again */
    pdf_table_end(p);
    const char *path = save(p);

    assert_int_equal(pdf_pages(p), 2);
    assert_int_equal(count(page_text(path, 1), "公的"), 1);
    assert_int_equal(count(page_text(path, 2), "公的"), 1);
    assert_int_equal(count(ask("pdftotext", path, "-"), "警察"), 30);
    assert_int_equal(count(ask("pdftotext", path, "-"), "保健所"), 31);
}

static void says_so_when_a_table_is_empty(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;

    begin(&p);
    section(p, "空");
    pdf_table(p, ledger, COUNT(ledger), NULL);
    pdf_table_end(p);
    pdf_table(p, ledger, COUNT(ledger), &(struct pdf_table){.empty = "まだ登録がありません。"});
    pdf_table_end(p);
    const char *text = page_text(save(p), 1);

    assert_has(text, "該当するものはありません。");
    assert_has(text, "まだ登録がありません。");
}

/* ---- what else stands on a page ---- */

static double x_of(const char *boxes, const char *word)
{
    char want[64];
    const char *at;
    double left = 0;
    double right = 0;

    snprintf(want, sizeof(want), ">%s</word>", word);
    at = strstr(boxes, want);
    assert_non_null(at);
    while (strncmp(at, "<word", 5) != 0) {
        at--;
    }
    assert_int_equal(sscanf(at, "<word xMin=\"%lf\" yMin=\"%*f\" xMax=\"%lf\"", &left, &right), 2);
    return (left + right) / 2;
}

static void makes_boxes_that_a_seal_fits_in(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;

    begin(&p);
    section(p, "確認");
    pdf_stamps(p, "確認欄",
               (struct pdf_stamp[]){
                   {"院長",    "承認済\nR8.11.20\n山田"},
                   {"事務長", NULL                         }
    },
               2, false);
    const char *boxes = ask("pdftotext -bbox", save(p), "-");
    double apart = x_of(boxes, "事務長") - x_of(boxes, "院長");

    assert_true(apart > 22 * 72 / 25.4 - 0.2 && apart < 22 * 72 / 25.4 + 0.2);
    assert_true(x_of(boxes, "承認済") > x_of(boxes, "院長") - 0.2);
    assert_true(x_of(boxes, "承認済") < x_of(boxes, "院長") + 0.2);
}

static void draws_a_chart_and_a_code(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(pdf_close) struct pdf *p = NULL;
    static const char *const lines[][2] = {
        {"情報システム担当", "内線 2301"},
        {"院長",                   "内線 2000"}
    };
    struct tree_node node[] = {
        {.parent = -1,      .line = lines[0], .n_lines = 2       },
        { .parent = 0, .line = lines[1],     .n_lines = 2, .kind = TREE_STRONG}
    };
    struct tree t = {.title = "図", .node = node, .n = COUNT(node)};
    struct qr q;
    struct err err;

    T_OK(qr_make(&q, "http://192.168.1.10/", a, &err));
    begin(&p);
    pdf_section(p, &(struct pdf_section){.title = "連絡体制図", .sideways = true});
    pdf_tree(p, &t);
    pdf_qr(p, &q, 18, "0398 ROOM3-PC3");
    const char *text = page_text(save(p), 1);

    assert_int_equal(pdf_pages(p), 1);
    assert_has(text, "情報システム担当");
    assert_has(text, "内線 2000");
    assert_has(text, "0398 ROOM3-PC3");
}

static void grows_the_contents_beyond_the_cover(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;

    begin(&p);
    pdf_section(p, &(struct pdf_section){.title = "表紙", .cover = true});
    pdf_title(p, "資料", NULL);
    pdf_stamps(p, "確認欄",
               (struct pdf_stamp[]){
                   {"院長", NULL}
    },
               1, true);
    pdf_contents(p);
    for (int i = 0; i < 80; i++) {
        char title[32];

        snprintf(title, sizeof(title), "資料%d番", i);
        section(p, title);
    }
    const char *path = save(p);
    char want[32];

    assert_int_equal(pdf_pages(p), 83); /* three pages of contents */
    assert_has(page_text(path, 2), "資料40番");
    snprintf(want, sizeof(want), "\n%d\n", 83);
    assert_has(strstr(page_text(path, 3), "資料79番"), want);
    assert_has(page_text(path, 83), "資料79番");
    assert_has(page_text(path, 83), "83/83");
}

static void marks_every_page_of_a_sample_and_of_what_is_not_approved(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;
    struct pdf_options o = options();
    struct err err;

    o.mark = "見本";
    T_OK(pdf_open(&p, &o, &err));
    pdf_section(p, &(struct pdf_section){.title = "表紙", .cover = true});
    pdf_section(p, &(struct pdf_section){.title = "本文", .mark = "未承認"});
    const char *path = save(p);

    assert_has(page_text(path, 1), "見本");
    assert_null(strstr(page_text(path, 1), "未承認"));
    assert_has(page_text(path, 2), "見本");
    assert_has(page_text(path, 2), "未承認");
}

static void has_a_check_number_that_changes_with_what_is_printed(void **state)
{
    (void)state;
    static const char *const words[] = {"一", "一", "二"};
    char check[3][PDF_CHECK_SIZE];

    for (size_t i = 0; i < COUNT(words); i++) {
        CLEANUP(pdf_close) struct pdf *p = NULL;

        begin(&p);
        section(p, "本文");
        pdf_text(p, PDF_BODY, words[i]);
        save(p);
        memcpy(check[i], pdf_check(p), PDF_CHECK_SIZE);
        assert_int_equal(strspn(check[i], "0123456789ABCDEF-"), PDF_CHECK_SIZE - 1);
    }
    assert_string_equal(check[0], check[1]);
    assert_string_not_equal(check[0], check[2]);

    CLEANUP(pdf_close) struct pdf *p = NULL;
    struct pdf_options o = options();
    struct err err;

    o.check = "7F3A-91C2";
    T_OK(pdf_open(&p, &o, &err));
    section(p, "本文");
    assert_has(page_text(save(p), 1), "7F3A-91C2");
}

static void prints_something_for_every_character(void **state)
{
    (void)state;
    CLEANUP(pdf_close) struct pdf *p = NULL;

    begin(&p);
    section(p, "文字");
    pdf_text(p, PDF_BODY,
             "外字\uE000、合成か\u3099、右から\u05d0\u05d1左、改\tタブ\x01制御、\u200b幅なし、終");
    pdf_text(p, PDF_BODY, NULL);
    pdf_text(p, PDF_BODY, "");
    const char *text = page_text(save(p), 1);

    assert_has(text, "外字");
    assert_has(text, "改 タブ 制御");
    assert_has(text, "終");
}

/* ---- what is refused ---- */

static enum status finish_with(struct pdf *p, size_t limit, struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(limit);

    return pdf_finish(p, &b, err);
}

static enum status text_status(const char *text)
{
    CLEANUP(pdf_close) struct pdf *p = NULL;
    struct err err;

    begin(&p);
    section(p, "本文");
    pdf_text(p, PDF_BODY, text);
    pdf_text(p, PDF_BODY, "後の文");
    return finish_with(p, OUT_MAX, &err);
}

static void refuses_what_it_cannot_print(void **state)
{
    (void)state;
    enum { MOST = 64 * 1024 };
    char *text = test_malloc(MOST + 2);

    memset(text, ' ', MOST + 1);
    text[MOST + 1] = '\0';
    assert_int_equal(text_status("\xff"), E_INVALID);
    assert_int_equal(text_status(text), E_INVALID);
    assert_int_equal(text_status(text + 1), OK);
    test_free(text);
}

static void stops_at_its_limits(void **state)
{
    (void)state;
    for (int more = 0; more <= 1; more++) {
        CLEANUP(pdf_close) struct pdf *p = NULL;
        struct err err;

        begin(&p);
        for (int i = 0; i < PDF_PAGES_MAX + more; i++) {
            section(p, "頁");
        }
        T_STATUS("pages", finish_with(p, OUT_MAX, &err), more == 0 ? OK : E_LIMIT);
    }
    CLEANUP(pdf_close) struct pdf *p = NULL;
    struct err err;

    begin(&p);
    section(p, "頁");
    T_STATUS("no room for the file", finish_with(p, 1000, &err), E_LIMIT);
}

struct stop {
    int64_t at; /* call that says stop */
    int64_t calls;
    int64_t last_total;
};

static enum status step(void *self, int64_t done, int64_t total, const char *what, struct err *err)
{
    struct stop *s = self;

    assert_true(done > 0 && (total == 0 || done <= total));
    assert_true(strlen(what) > 0);
    s->last_total = total;
    return ++s->calls == s->at ? err_say(err, E_CANCELLED, MSG_CANCELLED) : OK;
}

static void tells_how_far_it_is_and_stops_when_told(void **state)
{
    (void)state;
    for (int64_t at = 0; at <= 6; at++) { /* three pages are laid out, three are drawn */
        CLEANUP(pdf_close) struct pdf *p = NULL;
        struct stop stop = {.at = at};
        struct progress progress = {step, &stop};
        struct pdf_options o = options();
        struct err err;

        o.progress = &progress;
        T_OK(pdf_open(&p, &o, &err));
        for (int i = 0; i < 3; i++) {
            section(p, "頁");
            pdf_text(p, PDF_BODY, "本文");
        }
        T_STATUS("stopped", finish_with(p, OUT_MAX, &err), at == 0 ? OK : E_CANCELLED);
        assert_int_equal(stop.calls, at == 0 ? 6 : at);
        assert_int_equal(stop.last_total, at == 0 || at > 3 ? 3 : 0);
    }
}

static void names_the_font_that_is_missing(void **state)
{
    (void)state;
    char path[4200];
    int status = 0;

    snprintf(path, sizeof(path), "%s/fonts.conf", t_temp_dir());
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fprintf(f,
            "<?xml version=\"1.0\"?><fontconfig><dir>/usr/share/fonts/truetype</dir></fontconfig>");
    fclose(f);
    pid_t child = fork();

    if (child == 0) {
        struct pdf *p = NULL;
        struct pdf_options o = options();
        struct err err;

        setenv("FONTCONFIG_FILE", path, 1);
        _exit(pdf_open(&p, &o, &err) == E_NOTFOUND && err.msg == MSG_PDF_FONT ? 0 : 1);
    }
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

static enum status write_small(void *arg, struct err *err)
{
    CLEANUP(pdf_close) struct pdf *p = NULL;
    struct pdf_options o = options();
    enum status st = pdf_open(&p, &o, err);

    (void)arg;
    if (st == OK) {
        write_pack(p);
        st = finish_with(p, OUT_MAX, err);
    }
    return st;
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, write_small, NULL);
}

static void no_section(void)
{
    struct pdf *p = NULL;

    begin(&p);
    pdf_text(p, PDF_BODY, "本文");
}

static void row_without_table(void)
{
    struct pdf *p = NULL;

    begin(&p);
    section(p, "頁");
    pdf_row(p, (const char *[]){"a"});
}

static void table_left_open(void)
{
    struct pdf *p = NULL;

    begin(&p);
    section(p, "頁");
    pdf_table(p, ledger, COUNT(ledger), NULL);
    section(p, "頁");
}

static void letters_too_small(void)
{
    struct pdf *p = NULL;

    begin(&p);
    section(p, "頁");
    pdf_table(p, ledger, COUNT(ledger), &(struct pdf_table){.size = 8.4});
}

static void columns_wider_than_the_paper(void)
{
    struct pdf *p = NULL;

    begin(&p);
    section(p, "頁");
    pdf_table(p,
              (struct pdf_column[]){
                  {.title = "a", .mm = 100},
                  {.title = "b", .mm = 100}
    },
              2, NULL);
}

static void stops_at_our_own_mistakes(void **state)
{
    (void)state;
    T_ABORTS(no_section);
    T_ABORTS(row_without_table);
    T_ABORTS(table_left_open);
    T_ABORTS(letters_too_small);
    T_ABORTS(columns_wider_than_the_paper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_font_that_is_missing), /* before fontconfig has read its own */
        cmocka_unit_test(numbers_pages_and_fills_in_the_contents),
        cmocka_unit_test(embeds_every_font_and_keeps_text_readable),
        cmocka_unit_test(has_bookmarks_places_and_metadata),
        cmocka_unit_test(gives_the_same_bytes_for_the_same_calls),
        cmocka_unit_test(repeats_the_head_and_never_splits_a_row),
        cmocka_unit_test(loses_nothing_of_a_row_taller_than_a_page),
        cmocka_unit_test(keeps_bands_and_headings_with_what_follows),
        cmocka_unit_test(prints_equal_neighbours_once_a_page),
        cmocka_unit_test(says_so_when_a_table_is_empty),
        cmocka_unit_test(makes_boxes_that_a_seal_fits_in),
        cmocka_unit_test(draws_a_chart_and_a_code),
        cmocka_unit_test(grows_the_contents_beyond_the_cover),
        cmocka_unit_test(marks_every_page_of_a_sample_and_of_what_is_not_approved),
        cmocka_unit_test(has_a_check_number_that_changes_with_what_is_printed),
        cmocka_unit_test(prints_something_for_every_character),
        cmocka_unit_test(refuses_what_it_cannot_print),
        cmocka_unit_test(stops_at_its_limits),
        cmocka_unit_test(tells_how_far_it_is_and_stops_when_told),
        cmocka_unit_test(tells_when_memory_runs_out),
        cmocka_unit_test(stops_at_our_own_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
