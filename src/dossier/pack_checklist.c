/* The checklist in the columns of the official form, and what is missing. */
#include "dossier/pack_part.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

/* ---- The form ---- */

#define NARROW(title_, group_, mm_)                                                \
    {                                                                              \
        .title = title_, .group = group_, .mm = mm_, .flags = PDF_FIT | PDF_MIDDLE \
    }
#define NTH(group_)                                                       \
    NARROW("確認日", group_, 14.5), NARROW("はい・いいえ", group_, 16.5), \
        NARROW("目標日", group_, 14.5)

static const struct pdf_column form_columns[] = {
    {.title = "番号", .mm = 13, .flags = PDF_FIT | PDF_MIDDLE},
    {.title = "項目", .weight = 2.2},
    {.title = "対象", .mm = 21.5, .flags = PDF_FIT | PDF_MIDDLE},
    NTH("1回目"),
    NTH("2回目"),
    NTH("3回目"),
    {.title = "備考", .weight = 1},
};

/* 令和8年度 医療機関確認用 */
static void put_form_head(struct paper *p, const struct pack *k)
{
    paper_head(p, k->rq->form == FORM_YAKKYOKU ? "薬局名" : "医療機関名", k->name);
    paper_head(p, "年度", fiscal_label(k->arena, k->fiscal_year));
    paper_head(p, "様式", k->edition->form_title);
    paper_head(p, "保険医療機関番号", pack_show(k, k->facility, "institution_code"));
}

static const struct record *nth_answer(const struct pack *k, const struct edition_item *item,
                                       int nth)
{
    const struct round_item *it = pack_round_item(k, item);
    const struct record *answer = it == NULL ? NULL : it->answer[nth];
    const char *day = answer == NULL ? NULL : record_get(answer, "answered_on");

    return answer != NULL && (day == NULL || strcmp(day, k->today) <= 0) ? answer : NULL;
}

static void put_answers(struct paper *p, const struct pack *k, const struct edition_item *item)
{
    const char *notes = NULL;

    for (int nth = 0; nth < ROUND_TIMES; nth++) {
        const struct record *r = nth_answer(k, item, nth);

        if (r == NULL) {
            paper_cell(p, "");
            paper_cell(p, "");
            paper_cell(p, "");
            continue;
        }
        paper_cell(p, pack_show(k, r, "answered_on"));
        if (pack_is(r, "reply", "no")) {
            paper_alert(p, pack_show(k, r, "reply"));
        } else {
            paper_strong(p, pack_show(k, r, "reply"));
        }
        paper_cell(p, pack_show(k, r, "target_on"));
        const char *note = record_get(r, "note");

        if (note == NULL && pack_is(r, "reply", "not-applicable")) {
            note = record_get(r, "reason"); /* 該当なし（理由） */
        }
        if (note != NULL) {
            notes = notes == NULL ? note : arena_printf(k->arena, "%s\n%s", notes, note);
        }
    }
    paper_cell(p, notes);
}

static const char *printed_number(const struct pack *k, const struct edition_item *item)
{
    const char *no = text_or(item->no, "？");

    return item->no_verified ? no : arena_printf(k->arena, "%s＊", no);
}

static const char *section_title(const struct pack *k, const char *section)
{
    for (size_t i = 0; i < k->edition->n_sections; i++) {
        const struct edition_section *s = &k->edition->section[i];

        if (strcmp(s->no, section) == 0) {
            return strcmp(section, "0") == 0 ? NULL
                                             : arena_printf(k->arena, "%s　%s", s->no, s->title);
        }
    }
    return NULL;
}

static void put_form(struct paper *p, const struct pack *k)
{
    const char *section = "";

    paper_table(p, "チェックリスト", form_columns, COUNT(form_columns), NULL);
    for (size_t i = 0; i < k->edition->n; i++) {
        const struct edition_item *item = &k->edition->item[i];
        const char *title = section_title(k, item->section);

        if (strcmp(section, item->section) != 0 && title != NULL) {
            paper_band(p, title);
        }
        section = item->section;
        paper_cell(p, printed_number(k, item));
        paper_cell(p, edition_item_text(item, k->arena));
        paper_cell(p, item->gate || item->scope == SCOPE_GENERAL ? "" : scope_ja(item->scope));
        put_answers(p, k, item);
        paper_row(p);
    }
    paper_table_end(p);
}

static bool has_unsure_number(const struct pack *k)
{
    for (size_t i = 0; i < k->edition->n; i++) {
        if (!k->edition->item[i].no_verified) {
            return true;
        }
    }
    return false;
}

enum status pack_write_checklist(struct paper *p, struct pack *k, struct err *err)
{
    (void)err;
    paper_part(p, pack_part_title(PACK_CHECKLIST), true, NULL);
    pdf_heading(p->pdf, 2, k->edition->title);
    if (k->edition->notice != NULL) {
        pdf_text(p->pdf, PDF_ALERT, k->edition->notice);
    }
    if (k->edition->statement != NULL) {
        pdf_text(p->pdf, PDF_SMALL, k->edition->statement);
    }
    if (has_unsure_number(k)) {
        pdf_text(p->pdf, PDF_SMALL,
                 "＊の付いた番号は、公式様式に印刷された番号を確かめていません。公式様式で確認して"
                 "ください。");
    }
    put_form_head(p, k);
    put_form(p, k);
    return OK;
}

/* ---- What is missing ---- */

static const struct pdf_column gap_columns[] = {
    {.title = "番号", .mm = 20, .flags = PDF_MIDDLE | PDF_ONCE},
    {.title = "足りないもの", .weight = 3},
    {.title = "件数", .mm = 12, .flags = PDF_END},
    {.title = "例", .weight = 2},
    {.title = "目標日", .mm = 18, .flags = PDF_FIT | PDF_MIDDLE},
};
static const struct pdf_column careful_columns[] = {
    {.title = "番号", .mm = 20, .flags = PDF_MIDDLE | PDF_ONCE},
    {.title = "気を付けること", .weight = 3},
    {.title = "件数", .mm = 12, .flags = PDF_END},
    {.title = "例", .weight = 2},
};
static const struct pdf_table missing_table = {.roomy = true,
                                               .empty = "足りないものはありません。"};
static const struct pdf_table careful_table = {.roomy = true,
                                               .empty = "気を付けることはありません。"};

static void put_gaps(struct paper *p, const struct pack *k, const struct pack_gaps *list,
                     bool with_target)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct pack_gap *gap = &list->gap[i];

        paper_cell(p, gap->no);
        paper_cell(p, gap->text);
        paper_cell(p, gap->n == 0 ? "" : arena_printf(k->arena, "%" PRId64, gap->n));
        paper_cell(p, gap->examples);
        if (with_target) {
            paper_cell(p, gap->target);
        }
        paper_row(p);
    }
    paper_table_end(p);
}

enum status pack_write_missing(struct paper *p, struct pack *k, struct err *err)
{
    (void)err;
    paper_part(p, pack_part_title(PACK_MISSING), false, NULL);
    pdf_text(p->pdf, PDF_BODY,
             arena_printf(k->arena,
                          "%sの記録から見て、この資料に足りないものです（%"
                          "zu件）。対応の期日を決めたものには目標日を示します。",
                          date_era(k->arena, k->as_of), k->missing.n));
    paper_table(p, "足りないもの", gap_columns, COUNT(gap_columns), &missing_table);
    put_gaps(p, k, &k->missing, true);
    pdf_heading(p->pdf, 2, "気を付けること（「はい」のままでよいもの）");
    paper_table(p, "気を付けること", careful_columns, COUNT(careful_columns), &careful_table);
    put_gaps(p, k, &k->careful, false);
    return OK;
}
