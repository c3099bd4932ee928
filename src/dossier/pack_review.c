/* That management looked, and the list of what can be shown. */
#include "dossier/pack_part.h"

#include <inttypes.h>
#include <string.h>

enum { RECENT_MONTHS = 24 };

static const struct pdf_table roomy = {.roomy = true};
static const struct pdf_table headless = {.headless = true};

/* ---- Reviews ---- */

static const struct pdf_column review_columns[] = {
    {.title = "項目", .mm = 38, .flags = PDF_LABEL},
    {.title = "内容", .weight = 1},
};

static const char *approval_of(const struct pack *k, const struct record *r)
{
    return record_get(r, "approved_at") == NULL
               ? "未承認"
               : arena_printf(k->arena, "承認済　%s　%s", pack_show(k, r, "approved_at"),
                              pack_show(k, r, "approved_by"));
}

/* Is what ("review:ID") one of about? */
static bool is_about(const char *about, const char *what)
{
    size_t len = strlen(what);

    for (const char *p = about; p != NULL && *p != '\0';) {
        size_t n = strcspn(p, ",");

        if (n == len && strncmp(p, what, n) == 0) {
            return true;
        }
        p += n + (p[n] == ',');
    }
    return false;
}

/* The file itself, or the evidence that is about the meeting. */
static const char *minutes_of(const struct pack *k, const struct record *r)
{
    const char *file = pack_show(k, r, "minutes");
    const char *what = arena_printf(k->arena, "review:%" PRId64, r->id);
    const char *list = *file == '\0' ? NULL : file;

    for (size_t i = 0; what != NULL && i < k->evidence.n; i++) {
        if (is_about(record_get(k->evidence.row[i], "about"), what)) {
            list = pack_join(k, list, pack_show(k, k->evidence.row[i], "title"));
        }
    }
    return list == NULL ? "" : list;
}

static void put_review(struct paper *p, const struct pack *k, const struct record *r)
{
    static const char *const fields[] = {"period",        "reported_by",      "chair",
                                         "attendees",     "operation_status", "action_status",
                                         "remote_status", "ledger_state",     "decisions",
                                         "minutes",       "next_due_on"};
    const char *day = pack_show(k, r, "held_on");

    pdf_heading(p->pdf, 2, arena_printf(k->arena, "%s　%s", day, pack_show(k, r, "meeting")));
    paper_table(p, arena_printf(k->arena, "経営層の確認 %s", day), review_columns,
                COUNT(review_columns), &headless);
    for (size_t i = 0; i < COUNT(fields); i++) {
        const struct field *f = &r->entity->field[entity_field(r->entity, fields[i])];
        const char *text =
            strcmp(fields[i], "minutes") == 0 ? minutes_of(k, r) : pack_show(k, r, fields[i]);

        if (*text != '\0' || strcmp(fields[i], "minutes") == 0) {
            paper_cell(p, f->ja);
            paper_needed(p, text);
            paper_row(p);
        }
    }
    paper_cell(p, "承認");
    if (record_get(r, "approved_at") == NULL) {
        paper_alert(p, approval_of(k, r));
    } else {
        paper_strong(p, approval_of(k, r));
    }
    paper_row(p);
    paper_table_end(p);
}

enum status pack_write_review(struct paper *p, struct pack *k, struct err *err)
{
    char since[DATE_SIZE];
    bool any = false;

    (void)err;
    date_iso(since, date_add_months(k->as_of, -RECENT_MONTHS));
    bool approved = k->reviews.n > 0 && record_get(k->reviews.row[0], "approved_at") != NULL;

    paper_part(p, pack_part_title(PACK_REVIEW), false, approved ? NULL : "未承認");
    for (size_t i = 0; i < k->reviews.n; i++) {
        if (strcmp(record_get(k->reviews.row[i], "held_on"), since) >= 0) {
            put_review(p, k, k->reviews.row[i]);
            any = true;
        }
    }
    if (!any) {
        pdf_text(p->pdf, PDF_ALERT, "基準日までの2年間に、経営層の確認の記録がありません。");
    }
    return OK;
}

/* ---- Evidence ---- */

static const struct pdf_column evidence_columns[] = {
    {.title = "名称", .weight = 2, .flags = PDF_LABEL},  {.title = "種別", .mm = 22},
    {.title = "資料の日付", .mm = 18, .flags = PDF_FIT}, {.title = "有効期限", .mm = 18},
    {.title = "保存", .mm = 12, .flags = PDF_MIDDLE},    {.title = "何の根拠か", .weight = 2.6},
};

/* 項目 1-(1)、任命 … */
static const char *about_text(const struct pack *k, const struct record *r)
{
    const char *list = NULL;
    const struct field *f = &r->entity->field[entity_field(r->entity, "about")];
    struct value_scope scope = {.db = k->db, .facility_id = k->rq->facility_id, .arena = k->arena};

    for (const char *p = record_get(r, "about"); p != NULL && *p != '\0';) {
        size_t len = strcspn(p, ",");
        char *part = arena_copy_n(k->arena, p, len);
        const char *id = part != NULL && strncmp(part, "item:", 5) == 0 ? part + 5 : NULL;
        const char *text = id == NULL ? value_show(f, part, &scope) : NULL;

        for (size_t i = 0; id != NULL && text == NULL && i < k->rq->editions->n; i++) {
            const struct edition_item *item = edition_item(k->rq->editions->edition[i], id);

            if (item != NULL) {
                text = arena_printf(k->arena, "項目 %s", item->no == NULL ? item->label : item->no);
            }
        }
        list = pack_join(k, list, pack_plain(k, text != NULL ? text : part != NULL ? part : ""));
        p += len + (p[len] == ',');
    }
    return list;
}

enum status pack_write_evidence(struct paper *p, struct pack *k, struct err *err)
{
    (void)err;
    paper_part(p, pack_part_title(PACK_EVIDENCE), false, NULL);
    pdf_text(p->pdf, PDF_SMALL,
             "「電子」は、ファイルとして登録してある資料です。「紙」は、施設で保管している資料です"
             "。求めに応じて提示します。");
    paper_table(p, "根拠資料", evidence_columns, COUNT(evidence_columns), &roomy);
    for (size_t i = 0; i < k->evidence.n; i++) {
        const struct record *r = k->evidence.row[i];
        const char *until = pack_show(k, r, "valid_until");

        paper_cell(p, pack_show(k, r, "title"));
        paper_cell(p, pack_show(k, r, "kind"));
        paper_cell(p, pack_show(k, r, "document_on"));
        if (pack_is_past(k, record_get(r, "valid_until"))) {
            paper_alert(p, arena_printf(k->arena, "%s\n期限切れ", until));
        } else {
            paper_cell(p, until);
        }
        paper_cell(p, record_get(r, "file") == NULL ? "紙" : "電子");
        paper_cell(p, about_text(k, r));
        paper_row(p);
    }
    paper_table_end(p);
    return OK;
}
