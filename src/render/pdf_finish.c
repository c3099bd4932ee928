#include "render/pdf_impl.h"

#include "base/date.h"
#include "base/hash.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- the table of contents ---- */

static const struct pdf_style entry = {10.5F, 17, false};

void pdf_contents(struct pdf *p)
{
    if (pdf_is_open(p)) {
        assert(p->contents.sheet == NULL);
        pdf_heading(p, 2, "目次");
        p->contents.sheet = p->last_sheet;
        p->contents.y = p->y;
        p->contents.bottom = p->at.bottom;
    }
}

/* A page more behind the table of contents, for the lines that it has no room for. */
static struct pdf_sheet *more_contents(struct pdf *p, struct pdf_sheet *after)
{
    struct pdf_sheet *sheet = arena_make(p->arena, struct pdf_sheet, 1);
    struct pdf_page *page = pdf_ink_page(p->ink, pdf_page_width(after->page),
                                         pdf_page_height(after->page), after->page);

    if (sheet == NULL || page == NULL) {
        pdf_fail(p, E_NOMEM, "a new page");
        return NULL;
    }
    *sheet = (struct pdf_sheet){.page = page, .part = after->part, .next = after->next};
    after->next = sheet;
    after->part->n_sheets++;
    p->n_pages++;
    return sheet;
}

/* Find the place of each line, adding pages, so that all pages can be numbered. */
static void place_contents(struct pdf *p)
{
    struct pdf_sheet *sheet = p->contents.sheet;
    float y = p->contents.y;
    float bottom = p->contents.bottom;

    for (struct pdf_part *part = p->part; part != NULL && sheet != NULL; part = part->next) {
        if (part->cover) {
            continue;
        }
        if (y + entry.pitch > bottom) {
            struct pdf_area area = pdf_area(sheet->part->sideways);

            sheet = more_contents(p, sheet);
            y = area.top;
            bottom = area.bottom;
        }
        part->line_sheet = sheet;
        part->line_y = y;
        y += entry.pitch;
    }
}

static void put_contents(struct pdf *p, const struct pdf_part *part)
{
    struct pdf_page *page = part->line_sheet->page;
    struct pdf_area area = pdf_area(part->line_sheet->part->sideways);
    const struct pdf_shape *dot = pdf_ink_shape(p->ink, "…", entry, 0);
    const struct pdf_shape *title = pdf_ink_shape(p->ink, part->title, entry, 0);
    const struct pdf_shape *number =
        pdf_ink_shape(p->ink, arena_printf(p->arena, "%d", part->first->number), entry, 0);
    float room = area.width - 34;
    float squeeze = title->width > room ? room / title->width : 1;
    float x = area.left + area.width - 30;

    pdf_ink_text(
        p->ink, page,
        (struct pdf_put){
            .shape = title, .x = area.left + 4, .y = part->line_y, .n = 1, .squeeze = squeeze});
    float gap = x - (area.left + 12 + title->width * squeeze);

    /* From the right, so that the dots of all lines stand below each other. */
    for (int n = dot->width > 0 ? (int)(gap / dot->width) : 0; n > 0; n--) {
        x -= dot->width;
        pdf_ink_text(
            p->ink, page,
            (struct pdf_put){.shape = dot, .x = x, .y = part->line_y, .n = 1, .tone = TONE_RULE});
    }
    pdf_ink_text(p->ink, page,
                 (struct pdf_put){.shape = number,
                                  .x = area.left + area.width - 30,
                                  .y = part->line_y,
                                  .width = 26,
                                  .n = 1,
                                  .align = ALIGN_RIGHT});
    pdf_ink_link(p->ink, page, area.left, part->line_y, area.width, entry.pitch, part->place);
}

/* ---- head and foot ---- */

static const struct pdf_style small = {7.5F, 10, false};
static const struct pdf_style strong = {8.5F, 11, true};

/* One line in the box at x; too long, it is narrowed. */
static void put_line(struct pdf *p, const struct pdf_sheet *sheet, const char *text,
                     struct pdf_style style, float x, float y, float width, enum pdf_align align,
                     enum pdf_tone tone)
{
    const struct pdf_shape *shape = pdf_ink_shape(p->ink, text, style, 0);

    pdf_ink_text(p->ink, sheet->page,
                 (struct pdf_put){.shape = shape,
                                  .x = x,
                                  .y = y,
                                  .width = width,
                                  .n = 1,
                                  .align = align,
                                  .tone = tone,
                                  .squeeze = shape->width > width ? width / shape->width : 1});
}

/* A word in a frame whose right edge is at x; returns its left edge. */
static float put_mark(struct pdf *p, const struct pdf_sheet *sheet, const char *text, float x,
                      float y)
{
    const struct pdf_shape *shape = pdf_ink_shape(p->ink, text, strong, 0);
    float width = shape->width + 12;

    pdf_ink_frame(p->ink, sheet->page, x - width, y, width, strong.pitch + 3, 0.8F, TONE_ALERT);
    pdf_ink_text(p->ink, sheet->page,
                 (struct pdf_put){.shape = shape,
                                  .x = x - width,
                                  .y = y + 1.5F,
                                  .width = width,
                                  .n = 1,
                                  .align = ALIGN_CENTER,
                                  .tone = TONE_ALERT});
    return x - width - 5;
}

static void put_head(struct pdf *p, const struct pdf_sheet *sheet)
{
    struct pdf_area area = pdf_area(sheet->part->sideways);
    float y = area.top - 22;
    float right = area.left + area.width;

    if (sheet->part->mark != NULL) {
        right = put_mark(p, sheet, sheet->part->mark, right, y - 4);
    }
    if (p->o.mark != NULL) {
        right = put_mark(p, sheet, p->o.mark, right, y - 4);
    }
    if (sheet->part->cover) {
        return;
    }
    float half = area.width * 0.45F;

    put_line(p, sheet, p->o.title, small, area.left, y, half, ALIGN_LEFT, TONE_SOFT);
    put_line(p, sheet, sheet == sheet->part->first ? "" : sheet->part->title, small, right - half,
             y, half, ALIGN_RIGHT, TONE_SOFT);
    pdf_ink_line(p->ink, sheet->page, area.left, y + 13, area.left + area.width, y + 13, 0.4F,
                 TONE_RULE);
}

/* 施設名 ｜ 資料名 ｜ 版 ｜ 基準日, as far as they are told. */
static const char *foot_words(struct pdf *p)
{
    const char *const words[] = {p->o.facility, p->o.title, p->o.version, p->o.as_of};
    const char *text = "";

    for (size_t i = 0; i < COUNT(words) && text != NULL; i++) {
        if (words[i][0] != '\0') {
            text = arena_printf(p->arena, "%s%s%s", text, *text == '\0' ? "" : "　｜　", words[i]);
        }
    }
    return text;
}

static void put_foot(struct pdf *p, const struct pdf_sheet *sheet, const char *text)
{
    struct pdf_area area = pdf_area(sheet->part->sideways);
    float y = area.bottom + 12;

    pdf_ink_line(p->ink, sheet->page, area.left, y - 3, area.left + area.width, y - 3, 0.4F,
                 TONE_RULE);
    put_line(p, sheet, text, small, area.left, y, area.width - 150, ALIGN_LEFT, TONE_SOFT);
    put_line(p, sheet, arena_printf(p->arena, "照合番号 %s", p->check), small,
             area.left + area.width - 145, y, 90, ALIGN_RIGHT, TONE_SOFT);
    put_line(p, sheet, arena_printf(p->arena, "%d/%d", sheet->number, p->n_pages), strong,
             area.left + area.width - 52, y - 0.6F, 52, ALIGN_RIGHT, TONE_TEXT);
}

/* ---- the check number ---- */

static void add_text(void *self, const char *text)
{
    hash_add(self, text, strlen(text) + 1);
}

/* The first 32 bits of the SHA-256 of all that is printed, as 7F3A-91C2. */
static void compute_check(struct pdf *p)
{
    const char *const words[] = {p->o.facility, p->o.title, p->o.version, p->o.as_of};
    struct hash h;
    uint8_t sum[HASH_SIZE];

    hash_start(&h);
    for (size_t i = 0; i < COUNT(words); i++) {
        add_text(&h, words[i]);
    }
    pdf_ink_each_text(p->ink, add_text, &h);
    hash_end(&h, sum);
    snprintf(p->check, sizeof(p->check), "%02X%02X-%02X%02X", sum[0], sum[1], sum[2], sum[3]);
}

const char *pdf_check(const struct pdf *p)
{
    return p->check;
}

int pdf_pages(const struct pdf *p)
{
    return p->n_pages;
}

const char *pdf_section_at(const struct pdf *p, int i, int *page, int *n)
{
    for (const struct pdf_part *part = p->part; part != NULL; part = part->next) {
        if (!part->cover && i-- == 0) {
            *page = part->first->number;
            *n = part->n_sheets;
            return part->title;
        }
    }
    return NULL;
}

/* 2026-11-20T01:32:00Z; Cairo does not read milliseconds. */
static const char *iso_second(struct pdf *p)
{
    const char *at = date_iso_time(p->arena, p->o.made_at);

    return at == NULL ? NULL : arena_printf(p->arena, "%.19sZ", at);
}

enum status pdf_finish(struct pdf *p, struct buf *out, struct err *err)
{
    int number = 0;

    assert(p->grid == NULL);
    if (pdf_is_open(p)) {
        place_contents(p);
    }
    if (p->status != OK) {
        if (err != NULL) {
            *err = p->err;
        }
        return p->status;
    }
    for (struct pdf_sheet *sheet = p->sheet; sheet != NULL; sheet = sheet->next) {
        sheet->number = ++number;
    }
    for (const struct pdf_part *part = p->part; part != NULL; part = part->next) {
        if (part->line_sheet != NULL) {
            put_contents(p, part);
        }
    }
    if (p->check[0] == '\0') {
        compute_check(p);
    }
    const char *words = foot_words(p);

    for (const struct pdf_sheet *sheet = p->sheet; sheet != NULL; sheet = sheet->next) {
        put_head(p, sheet);
        put_foot(p, sheet, words);
    }
    struct pdf_about about = {
        .title = p->o.title,
        .author = p->o.facility,
        .subject = p->o.as_of,
        .made_at = iso_second(p),
    };

    return pdf_ink_save(p->ink, out, &about, p->o.progress, msg_text(MSG_PDF_DRAWING, LANG_JA),
                        err);
}
