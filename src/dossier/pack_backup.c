/* Copies and the proof that they come back; the continuity plan and its 確認表. */
#include "dossier/pack_part.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTES_AN_HOUR = 60, HOURS_A_DAY = 24 };

static const struct pdf_table roomy = {.roomy = true};

/* 4時間, 1日, 40分, 1時間30分 */
static const char *duration(const struct pack *k, const char *minutes)
{
    int64_t n = minutes == NULL ? -1 : strtoll(minutes, NULL, 10);

    if (n < 0) {
        return "";
    }
    if (n > 0 && n % (MINUTES_AN_HOUR * HOURS_A_DAY) == 0) {
        return arena_printf(k->arena, "%" PRId64 "日", n / (MINUTES_AN_HOUR * HOURS_A_DAY));
    }
    if (n > 0 && n % MINUTES_AN_HOUR == 0) {
        return arena_printf(k->arena, "%" PRId64 "時間", n / MINUTES_AN_HOUR);
    }
    return n < MINUTES_AN_HOUR ? arena_printf(k->arena, "%" PRId64 "分", n)
                               : arena_printf(k->arena, "%" PRId64 "時間%" PRId64 "分",
                                              n / MINUTES_AN_HOUR, n % MINUTES_AN_HOUR);
}

/* ---- What must come back first ---- */

static const struct pdf_column priority_columns[] = {
    {.title = "復旧\n優先度", .mm = 14, .flags = PDF_MIDDLE},
    {.title = "医療情報システム", .weight = 1.4, .flags = PDF_LABEL},
    {.title = "重要度", .mm = 13, .flags = PDF_MIDDLE},
    {.title = "復旧時間", .group = "目標", .mm = 16, .flags = PDF_FIT},
    {.title = "復旧時点", .group = "目標", .mm = 16, .flags = PDF_FIT},
    {.title = "先に戻すもの", .weight = 1.2},
    {.title = "停止時の影響", .weight = 2},
    {.title = "停止時の代替手段", .weight = 2},
    {.title = "診療継続に必要な情報", .weight = 2},
};

static void put_priorities(struct paper *p, const struct pack *k, const struct record_list *systems)
{
    pdf_heading(p->pdf, 1, "復旧の優先順位と、診療を続けるための備え");
    paper_table(p, "復旧の優先順位", priority_columns, COUNT(priority_columns), NULL);
    for (size_t i = 0; i < systems->n; i++) {
        const struct record *r = systems->row[i];
        const char *rpo = record_get(r, "rpo_minutes");

        if (record_get(r, "recovery_priority") == NULL) {
            continue;
        }
        paper_strong(p, record_get(r, "recovery_priority"));
        paper_cell(p, pack_show(k, r, "name"));
        paper_cell(p, pack_show(k, r, "importance"));
        paper_cell(p, duration(k, record_get(r, "rto_minutes")));
        paper_cell(p, rpo == NULL ? "" : arena_printf(k->arena, "%s前", duration(k, rpo)));
        paper_cell(p, pack_show(k, r, "depends_on"));
        paper_cell(p, pack_show(k, r, "impact"));
        paper_cell(p, pack_show(k, r, "fallback"));
        paper_needed(p, pack_show(k, r, "essential_data"));
        paper_row(p);
    }
    paper_table_end(p);
}

/* ---- Copies ---- */

static const struct pdf_column backup_columns[] = {
    {.title = "医療情報システム", .weight = 1.3, .flags = PDF_LABEL | PDF_ONCE},
    {.title = "対象データ", .weight = 1.5},
    {.title = "方式・媒体", .mm = 26},
    {.title = "保管場所", .weight = 1.4},
    {.title = "切り離し・接続", .mm = 29},
    {.title = "書き換え防止", .mm = 24},
    {.title = "世代", .mm = 13, .flags = PDF_END | PDF_FIT},
    {.title = "間隔", .mm = 15, .flags = PDF_FIT | PDF_END},
    {.title = "最後に成功", .mm = 20},
    {.title = "手順書の保管", .mm = 27},
    {.title = "事業者への\n確認", .mm = 20},
};

static const char *interval(const struct pack *k, const char *hours)
{
    return hours == NULL ? ""
                         : duration(k, arena_printf(k->arena, "%d", atoi(hours) * MINUTES_AN_HOUR));
}

static void put_separation(struct paper *p, const struct pack *k, const struct record *r)
{
    if (pack_is(r, "separation", "unknown")) {
        paper_alert(p, "未確認");
        return;
    }
    paper_cell(p,
               arena_printf(k->arena, "%s\n%s", pack_show(k, r, "separation"),
                            pack_is(r, "connection", "unknown") ? "接続のしかた 未確認"
                                                                : pack_show(k, r, "connection")));
}

static void put_backups(struct paper *p, const struct pack *k, const struct record_list *systems,
                        const struct record_list *backups)
{
    pdf_heading(p->pdf, 1, "バックアップ");
    paper_table(p, "バックアップ", backup_columns, COUNT(backup_columns), NULL);
    for (size_t s = 0; s < systems->n; s++) { /* in the order of recovery */
        for (size_t i = 0; i < backups->n; i++) {
            const struct record *r = backups->row[i];

            if (pack_linked(systems, r, "system") != systems->row[s]) {
                continue;
            }
            paper_cell(p, pack_show(k, r, "system"));
            paper_cell(p, pack_show(k, r, "subject"));
            paper_cell(p, arena_printf(k->arena, "%s\n%s", pack_show(k, r, "method"),
                                       pack_show(k, r, "medium")));
            paper_cell(p, arena_printf(k->arena, "%s\n（%s）", pack_show(k, r, "place"),
                                       pack_show(k, r, "place_kind")));
            put_separation(p, k, r);
            paper_cell(p, pack_show(k, r, "immutable"));
            paper_needed(p, pack_show(k, r, "generations"));
            paper_cell(p, interval(k, record_get(r, "every_hours")));
            paper_needed(p, pack_show(k, r, "last_success_at"));
            paper_needed(p, pack_show(k, r, "procedure_kept"));
            paper_needed(p, pack_show(k, r, "vendor_confirmed_on"));
            paper_row(p);
        }
    }
    paper_table_end(p);
}

static const struct pdf_column drill_columns[] = {
    {.title = "実施日", .mm = 19, .flags = PDF_FIT},
    {.title = "医療情報システム", .weight = 1.4, .flags = PDF_LABEL},
    {.title = "種別", .mm = 22, .flags = PDF_FIT},
    {.title = "復元したもの", .weight = 2},
    {.title = "所要時間", .mm = 18, .flags = PDF_END},
    {.title = "結果", .mm = 13, .flags = PDF_MIDDLE},
    {.title = "参加者", .weight = 1.2},
    {.title = "説明", .weight = 2},
};

/* What was restored; of a drill on paper, which copy it was about. */
static const char *restored(const struct pack *k, const struct record_list *backups,
                            const struct record *r)
{
    const struct record *backup = pack_linked(backups, r, "backup");
    const char *what = pack_show(k, r, "restored");

    return *what != '\0' || backup == NULL ? what : pack_show(k, backup, "subject");
}

static enum status put_drills(struct paper *p, const struct pack *k,
                              const struct record_list *backups, struct err *err)
{
    struct record_list list;
    enum status st = pack_records(&list, k, "drill", "held_on", true, "held_on", err);

    if (st != OK) {
        return st;
    }
    pdf_heading(p->pdf, 1, "復旧確認の記録");
    paper_table(p, "復旧確認", drill_columns, COUNT(drill_columns), NULL);
    for (size_t i = 0; i < list.n; i++) {
        const struct record *r = list.row[i];

        paper_cell(p, pack_show(k, r, "held_on"));
        paper_cell(p, pack_show(k, r, "system"));
        paper_cell(p, pack_show(k, r, "kind"));
        paper_cell(p, restored(k, backups, r));
        paper_cell(p, duration(k, record_get(r, "minutes")));
        if (pack_is(r, "outcome", "success")) {
            paper_strong(p, pack_show(k, r, "outcome"));
        } else {
            paper_alert(p, pack_show(k, r, "outcome"));
        }
        paper_cell(p, pack_show(k, r, "attendees"));
        paper_cell(p, pack_show(k, r, "note"));
        paper_row(p);
    }
    paper_table_end(p);
    return OK;
}

enum status pack_write_backup(struct paper *p, struct pack *k, struct err *err)
{
    struct record_list systems, backups;
    enum status st = pack_records(&systems, k, "system", "recovery_priority", false, NULL, err);

    if (st == OK) {
        st = pack_records(&backups, k, "backup", NULL, false, NULL, err);
    }
    if (st != OK) {
        return st;
    }
    paper_part(p, pack_part_title(PACK_BACKUP), true, NULL);
    put_priorities(p, k, &systems);
    put_backups(p, k, &systems, &backups);
    st = pack_put_verdicts(p, k, err);
    return st == OK ? put_drills(p, k, &backups, err) : st;
}

/* ---- BCP ---- */

static const struct pdf_column part_columns[] = {
    {.title = "BCPに書くこと", .weight = 2, .flags = PDF_LABEL},
    {.title = "記載", .mm = 20, .flags = PDF_MIDDLE},
    {.title = "記載箇所", .weight = 2},
};

/* The form's columns. */
static const struct pdf_column question_columns[] = {
    {.title = "項目", .mm = 12, .flags = PDF_MIDDLE | PDF_ONCE},
    {.title = "大項目", .weight = 1.2, .flags = PDF_ONCE},
    {.title = "確認項目", .weight = 2.2},
    {.title = "確認箇所", .weight = 1.2},
};

static const struct {
    const char *field, *place;
} bcp_parts[] = {
    {"part_recognition", "part_recognition_place"}, {"part_continuity", "part_continuity_place"},
    {"part_procedures", "part_procedures_place"},   {"part_response", "part_response_place"},
    {"part_decision", "part_decision_place"},
};

static void put_bcp_head(struct paper *p, const struct pack *k, const struct record *r)
{
    bool approved = record_get(r, "approved_on") != NULL;
    bool is_late = pack_is_past(k, record_get(r, "review_due_on"));

    paper_head(
        p, "名称",
        arena_printf(k->arena, "%s　%s", pack_show(k, r, "title"), pack_show(k, r, "edition")));
    paper_head(p, "承認",
               !approved ? "未承認"
                         : arena_printf(k->arena, "%s　%s", pack_show(k, r, "approved_on"),
                                        pack_show(k, r, "approved_by")));
    paper_head(p, "最終見直し", pack_show(k, r, "last_reviewed_on"));
    paper_head(p, "次回見直し",
               arena_printf(k->arena, "%s%s", pack_show(k, r, "review_due_on"),
                            is_late ? "　期日を過ぎています" : ""));
}

static void put_bcp(struct paper *p, const struct pack *k, const struct record *r)
{
    put_bcp_head(p, k, r);
    paper_table(p, pack_show(k, r, "title"), part_columns, COUNT(part_columns), &roomy);
    for (size_t i = 0; i < COUNT(bcp_parts); i++) {
        const struct field *f = &r->entity->field[entity_field(r->entity, bcp_parts[i].field)];

        paper_cell(p, f->ja);
        if (pack_is(r, f->name, "yes")) {
            paper_strong(p, pack_show(k, r, f->name));
        } else {
            paper_alert(p, pack_show(k, r, f->name));
        }
        paper_cell(p, pack_show(k, r, bcp_parts[i].place));
        paper_row(p);
    }
    paper_table_end(p);
}

static const struct record *answer_to(const struct record_list *list, const char *item)
{
    for (size_t i = 0; i < list->n; i++) {
        if (pack_is(list->row[i], "item", item)) {
            return list->row[i];
        }
    }
    return NULL;
}

static enum status put_questions(struct paper *p, const struct pack *k, struct err *err)
{
    struct record_list answers;
    const struct bcp_question *question = k->question;
    const char *phase = "";
    enum status st = pack_records(&answers, k, "bcp_answer", NULL, false, NULL, err);

    if (st != OK) {
        return st;
    }
    paper_table(p, "BCP確認表", question_columns, COUNT(question_columns), &roomy);
    for (size_t i = 0; i < k->n_questions; i++) {
        const struct record *r = answer_to(&answers, question[i].id);
        const char *place = r == NULL ? "" : pack_show(k, r, "place");

        if (strcmp(phase, question[i].phase) != 0) {
            paper_band(p, question[i].phase);
        }
        phase = question[i].phase;
        paper_cell(p, question[i].no);
        paper_cell(p, question[i].title);
        paper_cell(p, question[i].text);
        if (r != NULL && pack_is(r, "reply", "not-applicable") && *place == '\0') {
            paper_cell(p, "対象外");
        } else {
            paper_needed(p, place);
        }
        paper_row(p);
    }
    paper_table_end(p);
    return OK;
}

enum status pack_write_bcp(struct paper *p, struct pack *k, struct err *err)
{
    struct record_list list;
    bool approved = false;
    enum status st = pack_records(&list, k, "bcp", NULL, false, NULL, err);

    if (st != OK) {
        return st;
    }
    for (size_t i = 0; i < list.n; i++) {
        approved |= pack_is(list.row[i], "covers_cyber", "1") &&
                    record_get(list.row[i], "approved_on") != NULL;
    }
    paper_part(p, pack_part_title(PACK_BCP), false, approved ? NULL : "未承認");
    if (list.n == 0) {
        pdf_text(p->pdf, PDF_ALERT, "BCPが登録されていません。");
    }
    for (size_t i = 0; i < list.n; i++) {
        if (pack_is(list.row[i], "covers_cyber", "1")) {
            put_bcp(p, k, list.row[i]);
        }
    }
    for (size_t i = 0; i < list.n; i++) {
        if (!pack_is(list.row[i], "covers_cyber", "1")) {
            pdf_text(p->pdf, PDF_SMALL, "サイバー攻撃を想定していない、そのほかのBCP");
            put_bcp_head(p, k, list.row[i]);
            paper_head_end(p);
        }
    }
    pdf_heading(p->pdf, 1, "サイバー攻撃を想定した事業継続計画（BCP）策定の確認表");
    return put_questions(p, k, err);
}
