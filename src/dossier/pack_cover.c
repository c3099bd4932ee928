#include "dossier/pack_cover.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { STAMPS = 4 };

const char *pack_left_out(const struct pack *k)
{
    const char *list = NULL;

    for (int i = 0; i < PACK_PARTS; i++) {
        if (k->rq->leave_out[i] && pack_part_optional((enum pack_part)i)) {
            list = pack_join(k, list, pack_part_title((enum pack_part)i));
        }
    }
    return list;
}

/* ---- 確認欄 ---- */

/* The last approval of a management review by this person in the fiscal year of the pack. */
static const struct record *approval_by(const struct pack *k, const char *name)
{
    for (size_t i = 0; i < k->reviews.n; i++) {
        const struct record *r = k->reviews.row[i];
        const char *at = record_get(r, "approved_at");
        struct date day = {0};

        if (at != NULL) {
            day = date_of_ms(strtoll(at, NULL, 10));
        }
        if (at != NULL && pack_is(r, "approved_by", name) && date_compare(day, k->as_of) <= 0 &&
            fiscal_year(day) == k->fiscal_year) {
            return r;
        }
    }
    return NULL;
}

static const char *stamp_text(const struct pack *k, const struct record *person)
{
    const char *name = person == NULL ? NULL : record_get(person, "name");
    const struct record *review = name == NULL ? NULL : approval_by(k, name);

    if (review == NULL) {
        return NULL;
    }
    int64_t at = strtoll(record_get(review, "approved_at"), NULL, 10);

    return arena_printf(k->arena, "承認済\n%s\n%s", date_letter(k->arena, date_of_ms(at)), name);
}

/* The executive whose post is exactly this, or else ends in it. */
static const struct record *person_with_post(const struct pack *k, const char *post)
{
    const struct record *like = NULL;

    for (size_t i = 0; i < k->people.n; i++) {
        const struct record *r = k->people.row[i];
        const char *title = record_get(r, "title");

        if (title == NULL || !pack_is(r, "executive", "1") || record_get(r, "left_on") != NULL) {
            continue;
        }
        if (strcmp(title, post) == 0) {
            return r;
        }
        if (strncmp(title, post, strlen(post)) == 0) {
            like = r;
        }
    }
    return like;
}

static const struct record *person_in_role(const struct pack *k, const char *role)
{
    for (size_t i = 0; i < k->appointments.n; i++) {
        const struct record *r = k->appointments.row[i];

        if (pack_is(r, "role", role) && pack_in_office(k, r)) {
            return pack_linked(&k->people, r, "person");
        }
    }
    return NULL;
}

/* Highest post at the left, who made it at the right. */
static void put_stamps(struct paper *p, const struct pack *k)
{
    bool pharmacy = pack_is(k->facility, "kind", "pharmacy");
    const struct record *head = person_with_post(k, pharmacy ? "管理薬剤師" : "院長");
    const struct record *office = person_with_post(k, "事務");
    const struct record *officer = person_in_role(k, "officer");
    const struct record *planner = person_in_role(k, "planner");
    const char *title = office == NULL ? NULL : record_get(office, "title");
    const struct pdf_stamp stamp[STAMPS] = {
        {pharmacy ? "管理薬剤師" : "院長", stamp_text(k, head)},
        {pharmacy ? "開設者" : text_or(title, "事務長"), stamp_text(k, office)},
        {"安全管理責任者", stamp_text(k, officer)},
        {"担当", stamp_text(k, planner)},
    };

    pdf_stamps(p->pdf, "確認欄", stamp, STAMPS, true);
}

/* ---- The page ---- */

static void put_facts(struct paper *p, const struct pack *k)
{
    const char *inspection = record_get(k->facility, "inspection_on");
    struct date day;
    const char *when = inspection != NULL && date_from_iso(&day, inspection, NULL) == OK
                           ? date_era(k->arena, day)
                           : "";
    const char *made = date_time(k->arena, k->rq->now_ms);
    bool by_hand = k->rq->actor.account_id != 0;
    const char *made_on = date_era(k->arena, date_of_ms(k->rq->now_ms));
    const struct pdf_pair pair[] = {
        {"基準日", date_era(k->arena, k->as_of)},
        {"版",
         arena_printf(k->arena, "%s 第%d版", fiscal_label(k->arena, k->fiscal_year), k->number)},
        {"作成", arena_printf(k->arena, "%s %.5s", made_on,
                              made == NULL ? "" : made + strlen("2026/11/20 "))},
        {by_hand ? "作成者" : "保険医療機関番号",
         by_hand ? k->rq->actor.name : pack_show(k, k->facility, "institution_code")},
        {"立入検査予定日", when},
        {"所轄保健所", pack_show(k, k->facility, "health_center")},
    };
    const struct pdf_pair edition = {
        "チェックリスト",
        arena_printf(k->arena, "%s（%s）", k->edition->title, k->edition->form_title)};

    pdf_pairs(p->pdf, pair, COUNT(pair), 2);
    pdf_pairs(p->pdf, &edition, 1, 1);
}

void pack_write_cover(struct paper *p, const struct pack *k)
{
    const char *left_out = pack_left_out(k);

    pdf_section(p->pdf, &(struct pdf_section){.title = "表紙", .cover = true});
    put_stamps(p, k);
    pdf_title(p->pdf,
              arena_printf(k->arena, "%s　%s", fiscal_label(k->arena, k->fiscal_year), PACK_TITLE),
              k->name);
    put_facts(p, k);
    if (k->missing.n > 0) {
        pdf_text(p->pdf, PDF_ALERT,
                 arena_printf(k->arena,
                              "この資料に足りないものが%zu件あります。「%s」に一覧を示します。",
                              k->missing.n, pack_part_title(PACK_MISSING)));
    }
    if (left_out != NULL) {
        pdf_text(p->pdf, PDF_STRONG,
                 arena_printf(k->arena, "この写しから除いた部分：%s", left_out));
    }
    pdf_contents(p->pdf);
}

/* ---- The sheet ---- */

void pack_write_colophon(struct paper *p, const struct pack *k, const char *check)
{
    static const char *const title[] = {"部", "この写し"};

    xlsx_sheet(p->xlsx, "この資料について");
    xlsx_head(p->xlsx, "施設", k->name);
    xlsx_head(p->xlsx, "資料",
              arena_printf(k->arena, "%s　%s", fiscal_label(k->arena, k->fiscal_year), PACK_TITLE));
    xlsx_head(p->xlsx, "版", arena_printf(k->arena, "第%d版", k->number));
    xlsx_head(p->xlsx, "基準日", date_era(k->arena, k->as_of));
    xlsx_head(p->xlsx, "照合番号", check);
    xlsx_titles(p->xlsx, title, COUNT(title));
    for (int i = 0; i < PACK_PARTS; i++) {
        bool out = k->rq->leave_out[i] && pack_part_optional((enum pack_part)i);
        const char *row[] = {pack_part_title((enum pack_part)i), out ? "除いてあります" : "あり"};

        xlsx_row(p->xlsx, row, COUNT(row));
    }
}
