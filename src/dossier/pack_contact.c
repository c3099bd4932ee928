/* 連絡体制図, 院内の連絡網, 外部連絡リスト. */
#include "dossier/pack_part.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>

static const struct pdf_column inside_columns[] = {
    {.title = "段", .mm = 9, .flags = PDF_MIDDLE},
    {.title = "部署・役割", .weight = 2},
    {.title = "氏名", .mm = 22},
    {.title = "電話（日中）", .mm = 23, .flags = PDF_FIT},
    {.title = "夜間・休日", .mm = 18, .flags = PDF_FIT},
    {.title = "連絡元", .weight = 2},
    {.title = "連絡する場面", .weight = 2.2},
};

/* The training deck's five columns. */
static const struct pdf_column outside_columns[] = {
    {.title = "No", .mm = 10, .flags = PDF_MIDDLE},
    {.title = "カテゴリ", .mm = 24},
    {.title = "組織名", .weight = 3},
    {.title = "担当者名", .weight = 1.4},
    {.title = "電話番号", .mm = 46, .flags = PDF_FIT},
};

static const char *organisation(const struct pack *k, const struct chart_contact *c)
{
    return c->role == NULL ? c->organisation
                           : arena_printf(k->arena, "%s（%s）", c->organisation, c->role);
}

/* 第4版　承認 R8.4.13 副院長 田中 次郎　全職員への周知 R8.4.20　掲示 … */
static void put_edition(struct paper *p, const struct pack *k)
{
    const struct record *r = k->chart.edition;

    if (r == NULL) {
        pdf_text(p->pdf, PDF_ALERT,
                 "連絡体制図の版がまだ登録されていません。承認と周知の記録がありません。");
        return;
    }
    const char *announced = pack_show(k, r, "announced_on");

    pdf_text(p->pdf, PDF_BODY,
             arena_printf(k->arena, "%s　承認 %s %s　全職員への周知 %s　掲示・配布 %s",
                          pack_show(k, r, "edition"), pack_show(k, r, "approved_on"),
                          pack_show(k, r, "approved_by"),
                          *announced == '\0' ? PAPER_MISSING : announced,
                          pack_show(k, r, "posted_at")));
}

static const char *names_of(const struct pack *k, const struct chart_list *list)
{
    const char *names = NULL;

    for (size_t i = 0; i < list->n; i++) {
        names = pack_join(k, names, k->chart.contact[list->at[i]].title);
    }
    return names;
}

static enum status put_chart(struct paper *p, const struct pack *k, struct err *err)
{
    struct tree t;
    enum status st = chart_tree(&t, &k->chart, true, k->arena, err);

    if (st != OK) {
        return st;
    }
    put_edition(p, k);
    if (k->chart.alone.n > 0) {
        pdf_text(
            p->pdf, PDF_SMALL,
            arena_printf(k->arena, "図につながっていない連絡先：%s", names_of(k, &k->chart.alone)));
    }
    pdf_text(p->pdf, PDF_SMALL,
             "濃い枠：停止・遮断を判断する人　　薄い色の枠：院内　　白い枠：院外　　電子カルテが止"
             "まったときは、印刷したこの図を使います。");
    if (t.n == 0) {
        pdf_text(p->pdf, PDF_ALERT,
                 "誰が誰に連絡するかが登録されていないため、図を描けません。連絡先の「連絡元」を選"
                 "んでください。");
    } else {
        pdf_tree(p->pdf, &t);
    }
    return OK;
}

static void put_inside(struct paper *p, const struct pack *k)
{
    bool own = false;

    paper_table(p, "院内の連絡網", inside_columns, COUNT(inside_columns), NULL);
    for (size_t i = 0; i < k->chart.inside.n; i++) {
        const struct chart_contact *c = &k->chart.contact[k->chart.inside.at[i]];
        bool alone = c->parent < 0 && c->n_children == 0;

        own |= c->day.own || c->night.own;
        paper_cell(p, alone ? "－" : arena_printf(k->arena, "%d", c->depth + 1));
        paper_cell(p, organisation(k, c));
        paper_cell(p, c->name);
        paper_needed(p, chart_phone(&c->day, true, k->arena));
        paper_needed(p, chart_phone(&c->night, true, k->arena));
        paper_cell(p, c->parent < 0 ? "" : k->chart.contact[c->parent].title);
        paper_cell(p, c->occasion);
        paper_row(p);
    }
    paper_table_end(p);
    pdf_text(p->pdf, PDF_SMALL,
             "段の順に、上の段の人が下の段の人へ連絡します。個人の電話番号は載せず、「登録あり」と"
             "だけ示します。");
    if (own) {
        pdf_text(p->pdf, PDF_SMALL, CHART_OWN_NOTE);
    }
}

static void put_outside(struct paper *p, const struct pack *k)
{
    const struct chart_list *list = &k->chart.outside;
    const char *const none = "";

    paper_table(p, "外部連絡リスト", outside_columns, COUNT(outside_columns), NULL);
    for (size_t i = 0; i < list->n; i++) {
        const struct chart_contact *c = &k->chart.contact[list->at[i]];

        paper_cell(p, text_or(record_get(c->record, "position"), none));
        paper_cell(p, pack_show(k, c->record, "category"));
        paper_cell(p, organisation(k, c));
        paper_cell(p, c->name);
        paper_needed(p, chart_reach(c, k->arena));
        paper_row(p);
    }
    paper_table_end(p);
}

enum status pack_write_contact(struct paper *p, struct pack *k, struct err *err)
{
    const struct record *edition = k->chart.edition;
    bool approved = edition != NULL && record_get(edition, "approved_on") != NULL;

    const char *mark = approved ? NULL : "未承認";

    paper_part(p, "4-1 連絡体制図", true, mark);
    enum status st = put_chart(p, k, err);

    if (st != OK) {
        return st;
    }
    paper_part(p, "4-2 院内の連絡網・外部連絡リスト", false, mark);
    pdf_heading(p->pdf, 1, "院内の連絡網");
    put_inside(p, k);
    pdf_heading(p->pdf, 1, "外部連絡リスト");
    put_outside(p, k);
    return OK;
}
