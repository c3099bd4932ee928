#include "render/svg.h"

#include "render/qr.h"
#include "render/tree.h"
#include "t.h"

#include <stdio.h>

static void writes_boxes_lines_and_texts(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(10000);
    struct err err;

    svg_begin(&b, 100, 50.5, "図", "説明");
    svg_box(&b, SVG_BOX, 1, 2.25, 30, 40);
    svg_line(&b, SVG_WIRE, 0, -0.001, 10.1, -3.5);
    svg_text(&b, SVG_TITLE, 5, 6, "院長");
    svg_end(&b);
    T_OK(buf_status(&b, &err));
    assert_string_equal(
        buf_text(&b),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"図\" "
        "viewBox=\"0 0 100 50.5\" width=\"100\" height=\"50.5\" "
        "font-family=\"BIZ UDPGothic, Meiryo, Noto Sans CJK JP, sans-serif\" font-size=\"9.5\">"
        "<title>図</title><desc>説明</desc>"
        "<rect class=\"tree-box\" fill=\"#ffffff\" stroke=\"#4d4d4d\" stroke-width=\"1\" x=\"1\" "
        "y=\"2.25\" width=\"30\" height=\"40\" rx=\"2\"/>"
        "<line class=\"tree-wire\" fill=\"none\" stroke=\"#4d4d4d\" stroke-width=\"1\" x1=\"0\" "
        "y1=\"0\" x2=\"10.1\" y2=\"-3.5\"/>"
        "<text class=\"tree-title\" fill=\"#333333\" font-weight=\"700\" x=\"5\" y=\"6\" "
        "text-anchor=\"middle\">院長</text></svg>");
}

static const char hostile[] = "</title><script>alert(1)</script>\" onload=\"x' & \x01 <";

static void lets_no_text_become_markup(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(10000);

    svg_begin(&b, 1, 1, hostile, hostile);
    svg_text(&b, SVG_LINE, 0, 0, hostile);
    svg_end(&b);
    assert_null(strstr(buf_text(&b), "<script"));
    assert_null(strstr(buf_text(&b), "\" onload"));
    assert_null(strchr(buf_text(&b), '\x01'));
    assert_non_null(strstr(buf_text(&b), "&lt;/title&gt;&lt;script&gt;"));
}

/* The drawing as an XML parser that is not ours sees it: how many elements, and all its text. */
static const char *parsed(const struct buf *b)
{
    static char text[10000];
    char path[4200];
    char command[9000];

    snprintf(path, sizeof(path), "%s/a.svg", t_temp_dir());
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
    fclose(f);
    snprintf(
        command, sizeof(command),
        "/usr/bin/python3 -c \"import xml.etree.ElementTree as e; r = e.parse('%s').getroot(); "
        "print(len(list(r.iter())), '|'.join(t for t in r.itertext()))\"",
        path);
    f = popen(command, "r");
    assert_non_null(f);
    text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
    assert_int_equal(pclose(f), 0);
    return text;
}

static void draws_a_tree_that_reads_aloud_in_order(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(buf_close) struct buf b = BUF_INIT(10000);
    static const char *const lines[][2] = {
        {"情報システム担当", "内線 2301"},
        {"院長 <山田>",          "内線 2000"},
        {"A社 & B社",              "0120"       }
    };
    struct tree_node node[] = {
        {.parent = -1,      .line = lines[0], .n_lines = 2        },
        { .parent = 0, .line = lines[1],     .n_lines = 2,  .kind = TREE_STRONG},
        { .parent = 0, .line = lines[2],     .n_lines = 1, .kind = TREE_OUTSIDE},
    };
    struct tree t = {.title = "連絡体制図", .node = node, .n = COUNT(node)};
    struct err err;

    T_OK(tree_layout(&t, 700, 400, a, &err));
    svg_tree(&b, &t);
    T_OK(buf_status(&b, &err));
    assert_non_null(strstr(b.data, "aria-label=\"連絡体制図\""));
    assert_non_null(strstr(b.data, "class=\"tree-box tree-strong\""));
    assert_non_null(strstr(b.data, "stroke-dasharray"));
    /* svg, title, desc, 4 wires, 3 boxes, 5 texts */
    assert_string_equal(
        parsed(&b), "15 連絡体制図|情報システム担当 内線 2301、院長 <山田> 内線 2000、A社 & B社|"
                    "情報システム担当|内線 2301|院長 <山田>|内線 2000|A社 & B社\n");
}

static void shows_a_qr_code_with_its_quiet_zone(void **state)
{
    (void)state;
    CLEANUP(buf_close) struct buf b = BUF_INIT(10000);
    static const bool module[] = {true, true, false, false, true, false, true, true, true};
    struct qr q = {3, module};
    struct err err;

    qr_svg(&b, &q, "機器0398のページ");
    T_OK(buf_status(&b, &err));
    assert_non_null(strstr(b.data, "viewBox=\"0 0 11 11\""));
    assert_non_null(strstr(b.data, "d=\"M4 4h2v1h-2zM5 5h1v1h-1zM4 6h3v1h-3z\""));
    assert_string_equal(parsed(&b), "4 機器0398のページ\n");
}

static enum status draw(void *arg, struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(100000);

    (void)arg;
    svg_begin(&b, 1, 1, hostile, hostile);
    for (int i = 0; i < 100; i++) {
        svg_text(&b, SVG_LINE, 0, 0, hostile);
    }
    svg_end(&b);
    return buf_status(&b, err);
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, draw, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_boxes_lines_and_texts),
        cmocka_unit_test(lets_no_text_become_markup),
        cmocka_unit_test(draws_a_tree_that_reads_aloud_in_order),
        cmocka_unit_test(shows_a_qr_code_with_its_quiet_zone),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
