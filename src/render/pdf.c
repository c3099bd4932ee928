#include "render/pdf_impl.h"

#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define A4_SHORT (210 * PDF_MM)
#define A4_LONG (297 * PDF_MM)

/* Space around the text in millimetres. The edge that is filed leaves 20 mm for two holes. */
static const struct {
    float left, top, right, bottom;
} margin[2] = {
    [false] = {20, 23, 13, 17}, /* upright: filed at the left */
    [true] = {14, 28, 14, 16}, /* sideways: filed at the top */
};

struct pdf_area pdf_area(bool sideways)
{
    float w = sideways ? A4_LONG : A4_SHORT;
    float h = sideways ? A4_SHORT : A4_LONG;
    float mm = (float)PDF_MM;

    return (struct pdf_area){
        .left = margin[sideways].left * mm,
        .width = w - (margin[sideways].left + margin[sideways].right) * mm,
        .top = margin[sideways].top * mm,
        .bottom = h - margin[sideways].bottom * mm,
    };
}

bool pdf_is_open(struct pdf *p)
{
    if (p->status == OK) {
        p->status = pdf_ink_status(p->ink, &p->err);
    }
    assert(p->status != OK || p->last_part != NULL); /* pdf_section() comes first */
    return p->status == OK;
}

void pdf_fail(struct pdf *p, enum status status, const char *why)
{
    if (p->status == OK) {
        p->status = err_set(&p->err, status, "pdf: %s", why);
    }
}

struct pdf_page *pdf_page(const struct pdf *p)
{
    return p->last_sheet->page;
}

float pdf_room(const struct pdf *p)
{
    return p->at.bottom - p->y;
}

void pdf_turn(struct pdf *p)
{
    struct pdf_part *part = p->last_part;
    struct pdf_sheet *sheet = arena_make(p->arena, struct pdf_sheet, 1);
    float w = part->sideways ? A4_LONG : A4_SHORT;
    float h = part->sideways ? A4_SHORT : A4_LONG;
    struct pdf_page *page = pdf_ink_page(p->ink, w, h, NULL);

    if (sheet == NULL || page == NULL || p->n_pages == PDF_PAGES_MAX) {
        pdf_fail(p, p->n_pages == PDF_PAGES_MAX ? E_LIMIT : arena_status(p->arena, NULL),
                 "a new page");
        return;
    }
    *sheet = (struct pdf_sheet){.page = page, .part = part};
    if (p->last_sheet == NULL) {
        p->sheet = sheet;
    } else {
        p->last_sheet->next = sheet;
    }
    if (part->first == NULL) {
        part->first = sheet;
    }
    p->last_sheet = sheet;
    part->n_sheets++;
    p->n_pages++;
    p->at = pdf_area(part->sideways);
    p->y = p->at.top;

    struct err err;
    enum status st =
        progress_step(p->o.progress, p->n_pages, 0, msg_text(MSG_PDF_LAYING, LANG_JA), &err);

    if (st != OK && p->status == OK) {
        p->status = st;
        p->err = err;
    }
}

void pdf_need(struct pdf *p, float height)
{
    if (height > pdf_room(p) && p->y > p->at.top) {
        pdf_turn(p);
    }
}

/* ---- opening, sections ---- */

static const char *copy(struct pdf *p, const char *s)
{
    return arena_copy(p->arena, s == NULL ? "" : s);
}

enum status pdf_open(struct pdf **out, const struct pdf_options *o, struct err *err)
{
    CLEANUP(pdf_close) struct pdf *p = mem_new(sizeof(*p));

    if (p == NULL) {
        return err_set(err, E_NOMEM, "pdf: no memory");
    }
    enum status st = pdf_ink_open(&p->ink, err);

    if (st != OK) {
        return st;
    }
    p->arena = pdf_ink_arena(p->ink);
    p->o = *o;
    p->o.title = copy(p, o->title);
    p->o.facility = copy(p, o->facility);
    p->o.version = copy(p, o->version);
    p->o.as_of = copy(p, o->as_of);
    p->o.mark = arena_copy(p->arena, o->mark);
    if (o->check != NULL) {
        snprintf(p->check, sizeof(p->check), "%s", o->check);
    }
    st = arena_status(p->arena, err);
    if (st != OK) {
        return st;
    }
    *out = p;
    p = NULL;
    return OK;
}

void pdf_close(struct pdf **p)
{
    if (*p != NULL) {
        pdf_ink_close(&(*p)->ink);
        mem_free(*p);
        *p = NULL;
    }
}

static const char *new_place(struct pdf *p)
{
    return arena_printf(p->arena, "p%d", ++p->n_places);
}

void pdf_section(struct pdf *p, const struct pdf_section *s)
{
    static const struct pdf_style style = {15, 22, true};

    if (p->status != OK) {
        return;
    }
    assert(p->grid == NULL);
    struct pdf_part *part = arena_make(p->arena, struct pdf_part, 1);

    if (part == NULL) {
        pdf_fail(p, E_NOMEM, "a section");
        return;
    }
    *part = (struct pdf_part){
        .title = copy(p, s->title),
        .mark = arena_copy(p->arena, s->mark),
        .place = new_place(p),
        .sideways = s->sideways,
        .cover = s->cover,
    };
    if (p->last_part == NULL) {
        p->part = part;
    } else {
        p->last_part->next = part;
    }
    p->last_part = part;
    pdf_turn(p);
    if (p->status != OK) {
        return;
    }
    pdf_ink_place(p->ink, pdf_page(p), part->place, 0);
    pdf_ink_bookmark(p->ink, 0, part->title, part->place);
    if (part->cover) {
        return;
    }
    const struct pdf_shape *shape = pdf_ink_shape(p->ink, part->title, style, p->at.width);
    float height = (float)shape->n_lines * style.pitch;

    pdf_ink_text(p->ink, pdf_page(p),
                 (struct pdf_put){.shape = shape,
                                  .x = p->at.left,
                                  .y = p->y,
                                  .width = p->at.width,
                                  .n = shape->n_lines,
                                  .tone = TONE_ACCENT});
    p->y += height + 3;
    pdf_ink_line(p->ink, pdf_page(p), p->at.left, p->y, p->at.left + p->at.width, p->y, 1.2F,
                 TONE_ACCENT);
    p->y += 9;
}

void pdf_page_break(struct pdf *p)
{
    if (pdf_is_open(p) && p->y > p->at.top) {
        pdf_turn(p);
    }
}

void pdf_space(struct pdf *p, double mm)
{
    if (pdf_is_open(p) && p->y > p->at.top) {
        p->y += (float)(mm * PDF_MM);
    }
}

/* ---- text ---- */

void pdf_title(struct pdf *p, const char *title, const char *below)
{
    static const struct pdf_style large = {24, 34, true};
    static const struct pdf_style small = {15, 24, false};
    const char *text[] = {title, below};
    const struct pdf_style *style[] = {&large, &small};

    if (!pdf_is_open(p)) {
        return;
    }
    p->y += 26;
    for (size_t i = 0; i < COUNT(text); i++) {
        if (text[i] != NULL && text[i][0] != '\0') {
            const struct pdf_shape *shape = pdf_ink_shape(p->ink, text[i], *style[i], p->at.width);

            pdf_ink_text(p->ink, pdf_page(p),
                         (struct pdf_put){.shape = shape,
                                          .x = p->at.left,
                                          .y = p->y,
                                          .width = p->at.width,
                                          .n = shape->n_lines,
                                          .align = ALIGN_CENTER,
                                          .tone = i == 0 ? TONE_ACCENT : TONE_TEXT});
            p->y += (float)shape->n_lines * style[i]->pitch + 6;
        }
    }
    p->y += 16;
}

void pdf_heading(struct pdf *p, int level, const char *text)
{
    static const struct pdf_style styles[] = {
        {12,    18, true},
        {10.5F, 16, true},
        {9.5F,  14, true}
    };
    static const float before[] = {12, 9, 6};
    static const float after[] = {5, 4, 2};

    assert(level >= 1 && level <= (int)COUNT(styles));
    if (!pdf_is_open(p)) {
        return;
    }
    const struct pdf_style *style = &styles[level - 1];
    float indent = level == 1 ? 9 : 0;
    const struct pdf_shape *shape = pdf_ink_shape(p->ink, text, *style, p->at.width - indent);
    float height = (float)shape->n_lines * style->pitch;

    pdf_need(p, before[level - 1] + height + 50); /* never the last line of a page */
    if (p->y > p->at.top) {
        p->y += before[level - 1];
    }
    if (p->status != OK) {
        return;
    }
    if (level == 1) {
        const char *place = new_place(p);

        pdf_ink_fill(p->ink, pdf_page(p), p->at.left, p->y + 1.5F, 4, height - 3, TONE_ACCENT);
        pdf_ink_place(p->ink, pdf_page(p), place, p->y);
        pdf_ink_bookmark(p->ink, p->last_part->cover ? 0 : 1, text, place);
    }
    pdf_ink_text(p->ink, pdf_page(p),
                 (struct pdf_put){.shape = shape,
                                  .x = p->at.left + indent,
                                  .y = p->y,
                                  .width = p->at.width - indent,
                                  .n = shape->n_lines,
                                  .tone = level == 3 ? TONE_SOFT : TONE_ACCENT});
    p->y += height + after[level - 1];
}

static const struct manner {
    struct pdf_style style;
    float indent; /* of the text from the left margin */
    float inside; /* between a frame and its text */
    float after;
    enum pdf_align align;
    enum pdf_tone tone;
} manners[] = {
    [PDF_BODY] = {{10.5F, 17, false},   0,  0, 5, ALIGN_LEFT,   TONE_TEXT },
    [PDF_SMALL] = {{8.5F, 12.5F, false}, 0,  0, 4, ALIGN_LEFT,   TONE_SOFT },
    [PDF_STRONG] = {{11, 18, true},       0,  0, 5, ALIGN_LEFT,   TONE_TEXT },
    [PDF_RIGHT] = {{10.5F, 17, false},   0,  0, 5, ALIGN_RIGHT,  TONE_TEXT },
    [PDF_CENTER] = {{10.5F, 17, false},   0,  0, 5, ALIGN_CENTER, TONE_TEXT },
    [PDF_BULLET] = {{10.5F, 16, false},   14, 0, 2, ALIGN_LEFT,   TONE_TEXT },
    [PDF_ALERT] = {{10, 15.5F, true},    12, 7, 8, ALIGN_LEFT,   TONE_ALERT},
};

static void put_notice(struct pdf *p, float height)
{
    pdf_ink_fill(p->ink, pdf_page(p), p->at.left, p->y, p->at.width, height, TONE_WASH);
    pdf_ink_frame(p->ink, pdf_page(p), p->at.left, p->y, p->at.width, height, 0.6F, TONE_ALERT);
    pdf_ink_fill(p->ink, pdf_page(p), p->at.left, p->y, 4, height, TONE_ALERT);
}

void pdf_text(struct pdf *p, enum pdf_manner manner, const char *text)
{
    const struct manner *m = &manners[manner];

    if (!pdf_is_open(p)) {
        return;
    }
    float width = p->at.width - m->indent - m->inside;
    const struct pdf_shape *shape = pdf_ink_shape(p->ink, text, m->style, width);
    int left = shape->n_lines;
    float around = 2 * m->inside;

    /* A framed notice stays whole if a page can hold it; two lines at least stay together. */
    pdf_need(p, (float)(m->inside > 0 || left < 4 ? left : 2) * m->style.pitch + around);
    for (int from = 0; left > 0 && p->status == OK;) {
        int fits = (int)((pdf_room(p) - around + 0.01F) / m->style.pitch);
        int n = fits < 1 ? 1 : fits < left ? fits : left;

        if (manner == PDF_ALERT) {
            put_notice(p, (float)n * m->style.pitch + around);
        }
        if (manner == PDF_BULLET && from == 0) {
            pdf_ink_text(p->ink, pdf_page(p),
                         (struct pdf_put){.shape = pdf_ink_shape(p->ink, "・", m->style, 0),
                                          .x = p->at.left + 2,
                                          .y = p->y,
                                          .n = 1});
        }
        pdf_ink_text(p->ink, pdf_page(p),
                     (struct pdf_put){.shape = shape,
                                      .x = p->at.left + m->indent,
                                      .y = p->y + m->inside,
                                      .width = width,
                                      .from = from,
                                      .n = n,
                                      .align = m->align,
                                      .tone = m->tone});
        p->y += (float)n * m->style.pitch + around;
        from += n;
        left -= n;
        if (left > 0) {
            pdf_turn(p);
        }
    }
    p->y += m->after;
}
