#include "render/svg.h"

#include "render/tree.h"

#include <math.h>
#include <stdlib.h>

#define RIM 2.0 /* around a tree, so that no line is cut in half */

static const struct {
    const char *class;
    const char *attributes;
} looks[SVG_LOOKS] = {
    [SVG_WIRE] = {"tree-wire",             "fill=\"none\" stroke=\"#4d4d4d\" stroke-width=\"1\""   },
    [SVG_BOX] = {"tree-box",              "fill=\"#ffffff\" stroke=\"#4d4d4d\" stroke-width=\"1\""},
    [SVG_BOX_STRONG] = {"tree-box tree-strong",
                  "fill=\"#e8f1fe\" stroke=\"#00118f\" stroke-width=\"1.5\""                       },
    [SVG_BOX_OUTSIDE] = {"tree-box tree-outside",
                  "fill=\"#ffffff\" stroke=\"#4d4d4d\" stroke-width=\"1\" "
                         "stroke-dasharray=\"4 2\""                                                },
    [SVG_TITLE] = {"tree-title",            "fill=\"#333333\" font-weight=\"700\""                  },
    [SVG_LINE] = {"tree-line",             "fill=\"#333333\""                                      },
};

static void put_escaped(struct buf *b, const char *text)
{
    for (const char *s = text == NULL ? "" : text; *s != '\0'; s++) {
        switch (*s) {
        case '&':
            buf_str(b, "&amp;");
            break;
        case '<':
            buf_str(b, "&lt;");
            break;
        case '>':
            buf_str(b, "&gt;");
            break;
        case '"':
            buf_str(b, "&quot;");
            break;
        default: /* XML has no other control characters */
            buf_char(b, (unsigned char)*s < 0x20 ? ' ' : *s);
        }
    }
}

/* At most two decimals and never "-0", whatever the machine. */
static void put_number(struct buf *b, double value)
{
    long hundredths = lround(value * 100);
    long rest = labs(hundredths) % 100;

    buf_printf(b, "%s%ld", hundredths < 0 ? "-" : "", labs(hundredths) / 100);
    if (rest != 0) {
        buf_printf(b, rest % 10 == 0 ? ".%ld" : ".%02ld", rest % 10 == 0 ? rest / 10 : rest);
    }
}

static void put_attribute(struct buf *b, const char *name, double value)
{
    buf_printf(b, " %s=\"", name);
    put_number(b, value);
    buf_char(b, '"');
}

static void put_look(struct buf *b, enum svg_look look)
{
    buf_printf(b, " class=\"%s\" %s", looks[look].class, looks[look].attributes);
}

static void put_open(struct buf *b, double scale, double width, double height, const char *title)
{
    buf_str(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"");
    put_escaped(b, title);
    buf_str(b, "\" viewBox=\"0 0 ");
    put_number(b, width);
    buf_char(b, ' ');
    put_number(b, height);
    buf_char(b, '"');
    put_attribute(b, "width", width * scale);
    put_attribute(b, "height", height * scale);
    buf_str(b, " font-family=\"BIZ UDPGothic, Meiryo, Noto Sans CJK JP, sans-serif\"");
    put_attribute(b, "font-size", TREE_SIZE);
    buf_str(b, "><title>");
    put_escaped(b, title);
    buf_str(b, "</title>");
}

void svg_begin_at(struct buf *b, double scale, double width, double height, const char *title,
                  const char *description)
{
    put_open(b, scale, width, height, title);
    if (description != NULL) {
        buf_str(b, "<desc>");
        put_escaped(b, description);
        buf_str(b, "</desc>");
    }
}

void svg_begin(struct buf *b, double width, double height, const char *title,
               const char *description)
{
    svg_begin_at(b, 1, width, height, title, description);
}

void svg_end(struct buf *b)
{
    buf_str(b, "</svg>");
}

void svg_box(struct buf *b, enum svg_look look, double x, double y, double w, double h)
{
    buf_str(b, "<rect");
    put_look(b, look);
    put_attribute(b, "x", x);
    put_attribute(b, "y", y);
    put_attribute(b, "width", w);
    put_attribute(b, "height", h);
    buf_str(b, " rx=\"2\"/>");
}

void svg_line(struct buf *b, enum svg_look look, double x1, double y1, double x2, double y2)
{
    buf_str(b, "<line");
    put_look(b, look);
    put_attribute(b, "x1", x1);
    put_attribute(b, "y1", y1);
    put_attribute(b, "x2", x2);
    put_attribute(b, "y2", y2);
    buf_str(b, "/>");
}

void svg_text(struct buf *b, enum svg_look look, double x, double y, const char *text)
{
    buf_str(b, "<text");
    put_look(b, look);
    put_attribute(b, "x", x);
    put_attribute(b, "y", y);
    buf_str(b, " text-anchor=\"middle\">");
    put_escaped(b, text);
    buf_str(b, "</text>");
}

void svg_modules(struct buf *b, const bool *module, int size, int offset)
{
    buf_str(b, "<path fill=\"#000000\" shape-rendering=\"crispEdges\" d=\"");
    for (int y = 0; y < size; y++) {
        for (int x = 0, end; x < size; x = end) {
            bool dark = module[y * size + x];

            for (end = x + 1; end < size && module[y * size + end] == dark;) {
                end++;
            }
            if (dark) {
                buf_printf(b, "M%d %dh%dv1h-%dz", x + offset, y + offset, end - x, end - x);
            }
        }
    }
    buf_str(b, "\"/>");
}

static void put_node(struct buf *b, const struct tree_node *node)
{
    static const enum svg_look look[] = {
        [TREE_PLAIN] = SVG_BOX, [TREE_STRONG] = SVG_BOX_STRONG, [TREE_OUTSIDE] = SVG_BOX_OUTSIDE};
    double x = (double)node->x + RIM;
    double y = (double)node->y + RIM;
    double center = x + (double)node->w / 2;

    svg_box(b, look[node->kind], x, y, node->w, node->h);
    y += (double)(node->h - (float)node->n_lines * TREE_PITCH) / 2;
    for (int i = 0; i < node->n_lines; i++, y += TREE_PITCH) {
        svg_text(b, i == 0 ? SVG_TITLE : SVG_LINE, center, y + TREE_BASELINE, node->line[i]);
    }
}

void svg_tree(struct buf *b, const struct tree *t)
{
    put_open(b, 1, t->width + 2 * RIM, t->height + 2 * RIM, t->title);
    buf_str(b, "<desc>");
    for (int i = 0; i < t->n; i++) {
        for (int l = 0; l < t->node[i].n_lines; l++) {
            buf_str(b, l > 0 ? " " : i > 0 ? "、" : "");
            put_escaped(b, t->node[i].line[l]);
        }
    }
    buf_str(b, "</desc>");
    for (int i = 0; i < t->n_wires; i++) {
        const struct tree_wire *w = &t->wire[i];

        svg_line(b, SVG_WIRE, w->x1 + RIM, w->y1 + RIM, w->x2 + RIM, w->y2 + RIM);
    }
    for (int i = 0; i < t->n; i++) {
        put_node(b, &t->node[i]);
    }
    svg_end(b);
}

struct markup svg_markup(const struct buf *b)
{
    return (struct markup){.data = buf_text(b), .len = b->len};
}
