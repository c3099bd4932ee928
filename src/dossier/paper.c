#include "dossier/paper.h"

#include "base/text.h"

#include <assert.h>

void paper_part(struct paper *p, const char *title, bool sideways, const char *mark)
{
    p->part = title;
    pdf_section(p->pdf, &(struct pdf_section){.title = title, .sideways = sideways, .mark = mark});
}

void paper_head(struct paper *p, const char *label, const char *text)
{
    assert(p->n_head < COUNT(p->head));
    p->head[p->n_head++] = (struct pdf_pair){label, text};
}

void paper_head_end(struct paper *p)
{
    if (p->n_head > 0) {
        pdf_pairs(p->pdf, p->head, p->n_head, 2);
        p->n_head = 0;
    }
}

/* A title in the workbook: with its group, and without the line breaks that narrow paper needs. */
static const char *title_of(const struct paper *p, const struct pdf_column *column)
{
    char *title = column->group == NULL
                      ? arena_copy(p->arena, column->title)
                      : arena_printf(p->arena, "%s %s", column->group, column->title);
    char *to = title;

    for (const char *from = title; from != NULL && *from != '\0'; from++) {
        if (*from != '\n') {
            *to++ = *from;
        }
    }
    if (to != NULL) {
        *to = '\0';
    }
    return title;
}

void paper_table(struct paper *p, const char *sheet, const struct pdf_column column[], size_t n,
                 const struct pdf_table *o)
{
    const char *title[PDF_COLUMNS_MAX];

    assert(n <= PDF_COLUMNS_MAX);
    p->column = column;
    p->n_columns = n;
    p->n = 0;
    xlsx_sheet(p->xlsx, sheet);
    xlsx_head(p->xlsx, "資料", p->part);
    for (size_t i = 0; i < p->n_head; i++) {
        xlsx_head(p->xlsx, p->head[i].label, p->head[i].text);
    }
    paper_head_end(p);
    for (size_t i = 0; i < n; i++) {
        title[i] = title_of(p, &column[i]);
    }
    xlsx_titles(p->xlsx, title, n);
    pdf_table(p->pdf, column, n, o);
}

static void put(struct paper *p, struct pdf_cell cell)
{
    assert(p->n < p->n_columns);
    p->cell[p->n++] = cell;
}

void paper_cell(struct paper *p, const char *text)
{
    put(p, (struct pdf_cell){.text = text});
}

void paper_needed(struct paper *p, const char *text)
{
    if (text == NULL || *text == '\0') {
        paper_alert(p, PAPER_MISSING);
    } else {
        paper_cell(p, text);
    }
}

void paper_strong(struct paper *p, const char *text)
{
    put(p, (struct pdf_cell){.text = text, .strong = true});
}

void paper_alert(struct paper *p, const char *text)
{
    put(p, (struct pdf_cell){.text = text, .alert = true});
}

void paper_row(struct paper *p)
{
    const char *text[PDF_COLUMNS_MAX];

    assert(p->n == p->n_columns);
    for (size_t i = 0; i < p->n; i++) {
        text[i] = text_or(p->cell[i].text, "");
    }
    pdf_cells(p->pdf, p->cell);
    xlsx_row(p->xlsx, text, p->n);
    p->n = 0;
}

void paper_band(struct paper *p, const char *text)
{
    const char *cell[PDF_COLUMNS_MAX] = {text};

    pdf_band(p->pdf, text);
    xlsx_row(p->xlsx, cell, p->n_columns);
}

void paper_table_end(struct paper *p)
{
    pdf_table_end(p->pdf);
}
