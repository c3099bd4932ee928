/* What is proved of the copies, what is only claimed, what contradicts: as the page says it. */
#include "dossier/pack_part.h"

#include "readiness/verdict.h"

static const struct pdf_column verdict_columns[] = {
    {.title = "医療情報システム", .weight = 1.2, .flags = PDF_LABEL | PDF_ONCE},
    {.title = "判定", .mm = 20, .flags = PDF_MIDDLE},
    {.title = "3-2-1・切り離し・復元", .weight = 2.2, .flags = PDF_ONCE},
    {.title = "対象データ", .weight = 1.4},
    {.title = "プログラムが確かめたこと", .weight = 3},
};

/* 「オフライン　矛盾　2026/11/24 …」 a line each, of what something looked at. */
static const char *looked_at(const struct pack *k, const struct verdict_copy *c)
{
    const char *text = NULL;

    for (size_t i = 0; i < COPY_KINDS; i++) {
        const struct verdict_point *point = &c->point[i];
        const char *words = verdict_point_words(point, k->arena);

        if (words != NULL) {
            text = arena_printf(k->arena, "%s%s%s　%s　%s", text == NULL ? "" : text,
                                text == NULL ? "" : "\n", copy_kind_word(point->kind),
                                copy_proof_word(point->proof), words);
        }
    }
    return text == NULL ? "申告のみ（確かめた記録がありません）" : text;
}

static void put_standing(struct paper *p, const struct verdict_system *s, size_t n_contradicted)
{
    if (n_contradicted > 0) {
        paper_alert(p, copy_proof_word(COPY_CONTRADICTED));
    } else if (s->stands == COPY_PROVED) {
        paper_strong(p, verdict_word(s->stands));
    } else {
        paper_alert(p, verdict_word(s->stands));
    }
}

static void put_system(struct paper *p, const struct pack *k, const struct verdict_system *s)
{
    const char *name = pack_show(k, s->system, "name"), *words = verdict_words(s, k->arena);

    for (size_t i = 0; i < s->n; i++) {
        paper_cell(p, name);
        put_standing(p, s, s->copy[i].n_contradicted);
        paper_cell(p, words);
        paper_cell(p, pack_show(k, s->copy[i].backup, "subject"));
        paper_cell(p, looked_at(k, &s->copy[i]));
        paper_row(p);
    }
    if (s->n == 0) {
        paper_cell(p, name);
        put_standing(p, s, 0);
        paper_cell(p, words);
        paper_alert(p, "写しがありません");
        paper_cell(p, "");
        paper_row(p);
    }
}

enum status pack_put_verdicts(struct paper *p, const struct pack *k, struct err *err)
{
    struct verdict_all all;
    enum status st = verdict_read(&all, k->db, k->rq->facility_id, k->rq->as_of_ms, k->arena, err);

    if (st != OK) {
        return st;
    }
    pdf_heading(p->pdf, 1, "バックアップの裏付け");
    paper_table(p, "バックアップの裏付け", verdict_columns, COUNT(verdict_columns), NULL);
    for (size_t i = 0; i < all.n; i++) {
        put_system(p, k, &all.system[i]);
    }
    paper_table_end(p);
    return arena_status(k->arena, err);
}
