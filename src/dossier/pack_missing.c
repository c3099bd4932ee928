#include "dossier/pack_missing.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

enum { EXAMPLES = 3, ROOM = 64 };

static void add(struct pack *k, struct pack_gaps *list, struct pack_gap gap)
{
    if (list->n == list->room) {
        size_t room = list->room == 0 ? ROOM : 2 * list->room;
        struct pack_gap *more = arena_make(k->arena, struct pack_gap, room);

        if (more == NULL) {
            return;
        }
        if (list->n > 0) {
            memcpy(more, list->gap, list->n * sizeof(*more));
        }
        list->gap = more;
        list->room = room;
    }
    list->gap[list->n++] = gap;
}

/* A question of the 確認表 is known by its number, not by our name for it. */
static const char *label_of(const struct pack *k, const struct assess_record *r)
{
    for (size_t i = 0; strcmp(r->entity->name, "bcp_answer") == 0 && i < k->n_questions; i++) {
        if (strcmp(k->question[i].id, r->label) == 0) {
            return arena_printf(k->arena, "確認表 %s", k->question[i].no);
        }
    }
    return pack_plain(k, r->label);
}

const char *pack_examples(const struct pack *k, const struct assess_reason *reason)
{
    const char *list = NULL;
    size_t n = 0;

    for (; n < reason->n && n < EXAMPLES; n++) {
        const struct assess_record *r = &reason->record[n];

        /* the institution itself is no example */
        if (strcmp(r->entity->name, "facility") == 0) {
            return NULL;
        }
        list = pack_join(k, list, label_of(k, r));
    }
    return list != NULL && reason->count > (int64_t)n
               ? arena_printf(k->arena, "%s ほか%" PRId64 "件", list, reason->count - (int64_t)n)
               : list;
}

/* ---- Answers ---- */

static const char *number_of(const struct edition_item *item)
{
    return item->no == NULL || item->gate ? "全体" : item->no;
}

/* 2-(4) サーバ */
static const char *number_and_scope(const struct pack *k, const struct edition_item *item)
{
    return item->scope == SCOPE_GENERAL
               ? number_of(item)
               : arena_printf(k->arena, "%s %s", number_of(item), scope_ja(item->scope));
}

/* What can be wrong with an answer; the items it is true of stand in one line. */
enum trouble { UNANSWERED, NO_TARGET, TARGET_PAST, NO_EVIDENCE, FINE };

static const char *const trouble_text[] = {
    [UNANSWERED] = "今年度の回答がまだない項目があります。確認して回答してください。",
    [NO_TARGET] = "「いいえ」の目標日がない項目があります。年度内の日付を決めてください。",
    [TARGET_PAST] =
        "「いいえ」の目標日を過ぎた項目があります。もう一度確認し、次の回に記入してください。",
    [NO_EVIDENCE] = "「はい」の根拠資料が登録されていない項目があります。",
};

static enum trouble trouble_of(const struct pack *k, const struct assess_item *it)
{
    const struct record *answer = pack_answer(k, pack_round_item(k, it->item));
    const char *target = answer == NULL ? NULL : record_get(answer, "target_on");

    if (answer == NULL) {
        return it->candidate != CANDIDATE_NOT_APPLICABLE && k->round.round != NULL ? UNANSWERED
                                                                                   : FINE;
    }
    if (pack_is(answer, "reply", "no")) {
        return target == NULL && it->item->target_date_required ? NO_TARGET
               : pack_is_past(k, target)                        ? TARGET_PAST
                                                                : FINE;
    }
    return pack_is(answer, "reply", "yes") && !it->item->gate &&
                   pack_evidence(k, it->item, 0) == NULL
               ? NO_EVIDENCE
               : FINE;
}

static void look_at_answers(struct pack *k)
{
    for (int t = 0; t < FINE; t++) {
        struct pack_gap gap = {.no = "全体", .text = trouble_text[t]};

        for (size_t i = 0; i < k->assessed.n; i++) {
            const struct edition_item *item = k->assessed.item[i].item;

            if ((int)trouble_of(k, &k->assessed.item[i]) == t) {
                gap.n++;
                gap.examples = pack_join(k, gap.examples,
                                         item->gate ? item->label : number_and_scope(k, item));
            }
        }
        if (gap.n > 0) {
            add(k, &k->missing, gap);
        }
    }
}

static bool is_known(const struct pack_gaps *list, const char *no, const char *text)
{
    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(list->gap[i].text, text) == 0 && strcmp(list->gap[i].no, no) == 0) {
            return true;
        }
    }
    return false;
}

static void look_at_item(struct pack *k, const struct assess_item *it)
{
    const struct record *answer = pack_answer(k, pack_round_item(k, it->item));
    const char *target = answer == NULL ? NULL : record_get(answer, "target_on");

    for (size_t i = 0; i < it->n; i++) {
        const struct assess_reason *r = &it->reason[i];
        struct pack_gaps *list = r->level == CHECK_WARNS ? &k->careful : &k->missing;
        struct pack_gap gap = {.no = number_and_scope(k, it->item),
                               .text = r->message,
                               .n = pack_examples(k, r) == NULL ? 0 : r->count,
                               .examples = pack_examples(k, r),
                               .target = target == NULL ? NULL : pack_day(k, target)};

        if (r->level != CHECK_EXCUSES && !is_known(list, gap.no, gap.text)) {
            add(k, list, gap);
        }
    }
}

/* ---- Papers ---- */

static bool has_vendor_form(const struct pack *k, const struct record *vendor)
{
    for (size_t i = 0; i < k->vendor_rounds.n; i++) {
        const struct record *r = k->vendor_rounds.row[i];
        const char *received = record_get(r, "received_on");

        if (received != NULL && strcmp(received, k->today) <= 0 &&
            pack_linked(&k->vendors, r, "vendor") == vendor) {
            return true;
        }
    }
    return false;
}

static void look_at_vendors(struct pack *k)
{
    struct pack_gap gap = {
        .no = "全体", .text = "事業者確認用チェックリストを受け取っていない事業者があります。"};

    for (size_t i = 0; i < k->vendors.n; i++) {
        const struct record *vendor = k->vendors.row[i];

        if (pack_is(vendor, "contracted", "yes") && !has_vendor_form(k, vendor)) {
            gap.n++;
            gap.examples = pack_join(k, gap.examples, pack_show(k, vendor, "name"));
        }
    }
    if (gap.n > 0) {
        add(k, &k->missing, gap);
    }
}

static void look_at_evidence(struct pack *k)
{
    struct pack_gap gap = {
        .no = "全体", .text = "有効期限を過ぎた根拠資料があります。新しいものに替えてください。"};

    for (size_t i = 0; i < k->evidence.n; i++) {
        if (pack_is_past(k, record_get(k->evidence.row[i], "valid_until"))) {
            gap.n++;
            gap.examples = pack_join(k, gap.examples, pack_show(k, k->evidence.row[i], "title"));
        }
    }
    if (gap.n > 0) {
        add(k, &k->missing, gap);
    }
}

static void look_at_approvals(struct pack *k)
{
    const struct record *review = k->reviews.n == 0 ? NULL : k->reviews.row[0];
    const struct record *chart = k->chart.edition;

    if (review != NULL && record_get(review, "approved_at") == NULL) {
        add(k, &k->missing,
            (struct pack_gap){.no = "2-(1)",
                              .text = arena_printf(k->arena,
                                                   "%sの経営層の確認が、まだ承認されていません。",
                                                   pack_show(k, review, "held_on"))});
    }
    if (chart == NULL || record_get(chart, "approved_on") == NULL) {
        add(k, &k->missing,
            (struct pack_gap){.no = "3-(1)", .text = "承認された連絡体制図の版がありません。"});
    }
}

/* What this edition's file does not know of the official form. */
static void look_at_edition(struct pack *k)
{
    int64_t unsure = 0;

    for (size_t i = 0; i < k->edition->n; i++) {
        unsure += !edition_item_official(&k->edition->item[i]);
    }
    if (unsure > 0) {
        add(k, &k->careful,
            (struct pack_gap){.no = "全体",
                              .text = "公式様式の文言を確かめていない項目があります。"
                                      "「公式様式で確認してください」と書いてある項目を、厚生労働省"
                                      "の様式と照らし合わせてください。",
                              .n = unsure});
    }
    if (k->edition->notice != NULL) {
        add(k, &k->careful, (struct pack_gap){.no = "全体", .text = k->edition->notice});
    }
}

enum status pack_look_for_gaps(struct pack *k, struct err *err)
{
    if (k->round.round == NULL) {
        add(k, &k->missing,
            (struct pack_gap){.no = "全体",
                              .text = arena_printf(k->arena,
                                                   "%sのチェックリストにまだ回答していません。チェ"
                                                   "ックリストの画面で回答してください。",
                                                   fiscal_label(k->arena, k->fiscal_year))});
    }
    look_at_answers(k);
    for (size_t i = 0; i < k->assessed.n; i++) {
        look_at_item(k, &k->assessed.item[i]);
    }
    look_at_vendors(k);
    look_at_approvals(k);
    look_at_evidence(k);
    look_at_edition(k);
    return arena_status(k->arena, err);
}
