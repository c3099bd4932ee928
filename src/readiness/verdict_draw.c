#include "readiness/verdict_draw.h"

#include "base/text.h"
#include "render/svg.h"

enum { NAME_WIDTH = 190, LEG_WIDTH = 108, ROW = 30, HEAD = 26, BOX_HEIGHT = 20, BOX_WIDTH = 46 };
enum { BOX_WIDE = 96, GAP = 4, BASELINE = 14, NAME_COLUMNS = 36, NAME_SIZE = 120 };

/* As much of the name as its column holds. */
static const char *fitted(char out[NAME_SIZE], const char *name)
{
    size_t size = NAME_SIZE;

    text_cut(out, size, name);
    while (text_width(out) > NAME_COLUMNS) {
        text_cut(out, --size, name);
    }
    return out;
}

static void put_leg(struct buf *b, const struct verdict_leg *leg, double x, double y)
{
    double width = leg->need == 1 ? BOX_WIDE : BOX_WIDTH;

    for (int i = 0; i < leg->need; i++) {
        bool proved = i < leg->proved, claimed = i < leg->claimed;
        double left = x + i * (width + GAP);

        svg_box(b,
                proved    ? SVG_BOX_STRONG
                : claimed ? SVG_BOX
                          : SVG_BOX_OUTSIDE,
                left, y, width, BOX_HEIGHT);
        svg_text(b, proved ? SVG_TITLE : SVG_LINE, left + width / 2, y + BASELINE,
                 proved    ? "確認済"
                 : claimed ? "申告"
                           : "なし");
    }
}

static const char *description(const struct verdict_all *all, size_t n, struct arena *a)
{
    const char *text = "";

    for (size_t i = 0; i < n; i++) {
        const struct verdict_system *s = &all->system[i];

        text = arena_printf(a, "%s%s：%s。", text_or(text, ""), record_get(s->system, "name"),
                            text_or(verdict_words(s, a), ""));
    }
    return text;
}

void verdict_draw(struct buf *b, const struct verdict_all *all, struct arena *a)
{
    size_t n = all->n < VERDICT_DRAW_MAX ? all->n : VERDICT_DRAW_MAX;
    char name[NAME_SIZE];

    svg_begin(b, NAME_WIDTH + VERDICT_LEGS * LEG_WIDTH, HEAD + (double)n * ROW, "3-2-1と切り離し",
              description(all, n, a));
    for (int l = 0; l < VERDICT_LEGS; l++) {
        svg_text(b, SVG_TITLE, NAME_WIDTH + l * LEG_WIDTH + BOX_WIDE / 2.0, BASELINE,
                 verdict_leg_title((enum verdict_leg_name)l));
    }
    for (size_t i = 0; i < n; i++) {
        double y = HEAD + (double)i * ROW;

        svg_text(b, SVG_LINE, NAME_WIDTH / 2.0, y + BASELINE,
                 fitted(name, record_get(all->system[i].system, "name")));
        for (int l = 0; l < VERDICT_LEGS; l++) {
            put_leg(b, &all->system[i].leg[l], NAME_WIDTH + l * LEG_WIDTH, y);
        }
    }
    svg_end(b);
}
