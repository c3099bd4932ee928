/* Item by item: the answer, what the records say, and the evidence. */
#include "dossier/pack_part.h"

#include "dossier/pack_missing.h"

#include <inttypes.h>
#include <string.h>

static const struct pdf_column columns[] = {
    {.title = "番号", .mm = 20}, {.title = "項目", .weight = 2},
    {.title = "回答", .mm = 20}, {.title = "記録からの判定", .mm = 20},
    {.title = "種類", .mm = 20}, {.title = "内容", .weight = 3},
};

/* 1回目 いいえ（R8.6.16）　目標日 R9.3.31　回答者 情報 一郎 */
static const char *answer_line(const struct pack *k, const struct record *r)
{
    const char *target = pack_show(k, r, "target_on");
    const char *by = pack_show(k, r, "answered_by");

    return arena_printf(k->arena, "%s回目 %s（%s）%s%s%s%s", pack_show(k, r, "nth"),
                        pack_show(k, r, "reply"), pack_show(k, r, "answered_on"),
                        *target == '\0' ? "" : "　目標日 ", target, *by == '\0' ? "" : "　回答者 ",
                        by);
}

static const char *evidence_line(const struct pack *k, const struct record *r)
{
    const char *kind = pack_show(k, r, "kind"), *day = pack_show(k, r, "document_on");
    bool old = pack_is_past(k, record_get(r, "valid_until"));
    const char *valid =
        old ? arena_printf(k->arena, "、有効期限 %s 切れ", pack_show(k, r, "valid_until")) : "";

    return arena_printf(k->arena, "%s（%s%s%s%s）", pack_show(k, r, "title"), kind,
                        *kind == '\0' || *day == '\0' ? "" : "、", day, valid);
}

/* One point, on paper a line of a list, in the workbook a row. */
struct line {
    struct paper *p;
    const struct assess_item *it;
    const char *answer; /* はい, いいえ, 未回答 */
};

static void put_row(const struct line *l, const char *kind, const char *text)
{
    const struct edition_item *item = l->it->item;
    const char *cell[COUNT(columns)] = {item->no,  edition_item_text(item, l->p->arena),
                                        l->answer, candidate_ja(l->it->candidate),
                                        kind,      text};

    xlsx_row(l->p->xlsx, cell, COUNT(columns));
}

static void put_point(const struct line *l, const char *kind, const char *text)
{
    pdf_text(l->p->pdf, PDF_BULLET, arena_printf(l->p->arena, "%s：%s", kind, text));
    put_row(l, kind, text);
}

static const char *heading_of(const struct pack *k, const struct edition_item *item)
{
    const char *text = edition_item_text(item, k->arena);

    return arena_printf(k->arena, "%s%s%s%s%s%s", item->no == NULL || item->gate ? "" : item->no,
                        item->no == NULL || item->gate ? "" : "　", text,
                        item->scope == SCOPE_GENERAL ? "" : "［",
                        item->scope == SCOPE_GENERAL ? "" : scope_ja(item->scope),
                        item->scope == SCOPE_GENERAL ? "" : "］");
}

static void put_reasons(const struct line *l, const struct pack *k)
{
    static const char *const word[CHECK_LEVELS] = {[CHECK_BLOCKS] = "足りない",
                                                   [CHECK_WARNS] = "注意",
                                                   [CHECK_NEEDS] = "確かめられない",
                                                   [CHECK_EXCUSES] = "該当しない"};

    for (size_t i = 0; i < l->it->n; i++) {
        const struct assess_reason *r = &l->it->reason[i];
        const char *examples = pack_examples(k, r);

        put_point(l, word[r->level],
                  examples == NULL ? r->message
                                   : arena_printf(k->arena, "%s（例：%s）", r->message, examples));
    }
}

static void put_evidence(const struct line *l, const struct pack *k)
{
    const struct record *r;
    const char *list = NULL;

    for (size_t n = 0; (r = pack_evidence(k, l->it->item, n)) != NULL; n++) {
        list = pack_join(k, list, evidence_line(k, r));
    }
    if (list != NULL || !l->it->item->gate) {
        put_point(l, "根拠資料", list == NULL ? "登録されていません。" : list);
    }
}

static void put_item(struct paper *p, const struct pack *k, const struct assess_item *it)
{
    const struct record *answer = pack_answer(k, pack_round_item(k, it->item));
    struct line l = {p, it, answer == NULL ? "未回答" : pack_show(k, answer, "reply")};

    pdf_heading(p->pdf, 2, heading_of(k, it->item));
    pdf_text(p->pdf, PDF_BODY,
             arena_printf(k->arena, "回答：%s　／　記録からの判定：%s",
                          answer == NULL ? "まだありません" : answer_line(k, answer),
                          candidate_ja(it->candidate)));
    if (answer != NULL && record_get(answer, "reason") != NULL) {
        put_point(&l, "判定と違う理由", record_get(answer, "reason"));
    }
    put_evidence(&l, k);
    put_reasons(&l, k);
}

enum status pack_write_reasons(struct paper *p, struct pack *k, struct err *err)
{
    const char *title[COUNT(columns)];

    (void)err;
    paper_part(p, pack_part_title(PACK_REASONS), false, NULL);
    pdf_text(p->pdf, PDF_SMALL,
             "「記録からの判定」は、登録されている記録から出した参考の判定です。回答は、確認した人"
             "が決めたものです。");
    for (size_t i = 0; i < COUNT(columns); i++) {
        title[i] = columns[i].title;
    }
    xlsx_sheet(p->xlsx, "項目ごとの根拠");
    xlsx_head(p->xlsx, "資料", p->part);
    xlsx_titles(p->xlsx, title, COUNT(title));
    for (size_t i = 0; i < k->assessed.n; i++) {
        put_item(p, k, &k->assessed.item[i]);
    }
    return OK;
}
