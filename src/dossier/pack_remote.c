/* What vendors do from outside, what they said about it, and what was inspected. */
#include "dossier/pack_part.h"

#include "base/text.h"
#include "record/tally.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { RECENT_MONTHS = 24, DEVICES_SHOWN = 12 };

static const struct pdf_table roomy = {.roomy = true};

/* ---- Remote maintenance ---- */

static const struct pdf_column access_columns[] = {
    {.title = "事業者", .weight = 1.3, .flags = PDF_LABEL},
    {.title = "目的", .weight = 1.2},
    {.title = "対象の機器", .weight = 1.2},
    {.title = "接続点", .weight = 0.9},
    {.title = "回線・方法", .weight = 1.2},
    {.title = "誰が・どこから", .weight = 1.2},
    {.title = "接続元\n制限", .mm = 13, .flags = PDF_MIDDLE},
    {.title = "利用者ID", .mm = 14, .flags = PDF_MIDDLE},
    {.title = "認証", .weight = 1},
    {.title = "二要素", .mm = 13, .flags = PDF_MIDDLE},
    {.title = "更新", .group = "接続してくる端末", .mm = 13, .flags = PDF_MIDDLE},
    {.title = "サポート", .group = "接続してくる端末", .mm = 14, .flags = PDF_MIDDLE},
    {.title = "検出なし", .group = "接続してくる端末", .mm = 14, .flags = PDF_MIDDLE},
    {.title = "実施時期・\n事前連絡", .weight = 1},
    {.title = "確認日・\n確認者", .mm = 20},
};
static const struct pdf_column inquiry_columns[] = {
    {.title = "事業者", .weight = 2, .flags = PDF_LABEL},
    {.title = "対象", .weight = 2},
    {.title = "依頼日", .mm = 19, .flags = PDF_FIT},
    {.title = "回答日", .mm = 19, .flags = PDF_FIT},
    {.title = "有無", .mm = 15, .flags = PDF_MIDDLE},
    {.title = "回答者", .weight = 1},
    {.title = "回答の方法", .mm = 26},
    {.title = "確認者", .weight = 1},
};

/* Lines of those that are not empty. */
static const char *lines(const struct pack *k, const char *one, const char *other)
{
    if (*one == '\0' || *other == '\0') {
        return *one == '\0' ? other : one;
    }
    return arena_printf(k->arena, "%s\n%s", one, other);
}

/* 0001、0002 ほか3台 */
static enum status devices_of(const char **out, const struct pack *k, const struct record *r,
                              struct err *err)
{
    const struct entity *e = entity_named("device");
    const char *list = NULL;
    int64_t n = 0;

    for (const char *p = record_get(r, "devices"); p != NULL && *p != '\0';) {
        size_t len = strcspn(p, ",");
        struct record *device;

        if (n++ < DEVICES_SHOWN) {
            enum status st = record_read(&device, k->db, e, k->rq->facility_id,
                                         strtoll(p, NULL, 10), k->arena, err);

            if (st != OK && st != E_NOTFOUND) {
                return st;
            }
            if (st == OK) {
                list = pack_join(k, list, text_or(record_get(device, "asset_no"), ""));
            }
        }
        p += len + (p[len] == ',');
    }
    *out = n > DEVICES_SHOWN
               ? arena_printf(k->arena, "%s ほか%" PRId64 "台", list, n - DEVICES_SHOWN)
               : text_or(list, "");
    return OK;
}

/* 未確認 and what is not as it should be are marked. */
static void put_state(struct paper *p, const struct pack *k, const struct record *r,
                      const char *field, const char *good)
{
    const char *text = pack_show(k, r, field);

    if (pack_is(r, field, good)) {
        paper_cell(p, text);
    } else {
        paper_alert(p, *text == '\0' ? "未確認" : text);
    }
}

static enum status put_access(struct paper *p, const struct pack *k, const struct record *r,
                              struct err *err)
{
    const char *devices;
    enum status st = devices_of(&devices, k, r, err);

    if (st != OK) {
        return st;
    }
    const char *notice = pack_show(k, r, "notice");
    bool always = pack_is(r, "always_on", "yes");
    const char *when = lines(k, pack_show(k, r, "timing"), always ? "常時接続" : "");

    paper_cell(p, pack_show(k, r, "vendor"));
    paper_cell(p, pack_show(k, r, "purpose"));
    paper_needed(p, devices);
    paper_needed(p, pack_show(k, r, "gateway"));
    paper_cell(p, lines(k, pack_show(k, r, "line"), pack_show(k, r, "method")));
    paper_needed(p, lines(k, pack_show(k, r, "operator"), pack_show(k, r, "source")));
    put_state(p, k, r, "source_restricted", "yes");
    put_state(p, k, r, "account", "individual");
    paper_needed(p, pack_show(k, r, "auth_method"));
    put_state(p, k, r, "two_factor", "yes");
    put_state(p, k, r, "terminal_patched", "yes");
    put_state(p, k, r, "terminal_supported", "yes");
    put_state(p, k, r, "terminal_clean", "yes");
    paper_cell(p, lines(k, when, arena_printf(k->arena, "事前連絡 %s", notice)));
    paper_needed(p, lines(k, pack_show(k, r, "confirmed_on"), pack_show(k, r, "confirmed_by")));
    paper_row(p);
    return OK;
}

/* How many devices are 有, 無 and 未確認. */
static enum status put_counts(struct paper *p, const struct pack *k, struct err *err)
{
    static const struct {
        const char *key, *label;
    } state[] = {{"device/remote_maintenance=yes", "有"},
                 {"device/remote_maintenance=no", "無"},
                 {"device/remote_maintenance=unknown", "未確認"}};
    const char *list = NULL;

    for (size_t i = 0; i < COUNT(state); i++) {
        int64_t n;
        enum status st = tally_get(&n, k->db, k->rq->facility_id, state[i].key, err);

        if (st != OK) {
            return st;
        }
        list = pack_join(k, list, arena_printf(k->arena, "%s %" PRId64 "台", state[i].label, n));
    }
    pdf_text(p->pdf, PDF_BODY, arena_printf(k->arena, "機器台帳でのリモート保守の有無：%s", list));
    return OK;
}

static void put_inquiries(struct paper *p, const struct pack *k, const struct record_list *list)
{
    paper_table(p, "事業者への確認", inquiry_columns, COUNT(inquiry_columns), &roomy);
    for (size_t i = 0; i < list->n; i++) {
        const struct record *r = list->row[i];
        const char *systems = pack_show(k, r, "systems"), *devices = pack_show(k, r, "devices");

        paper_cell(p, pack_show(k, r, "vendor"));
        paper_cell(p, *systems == '\0' && *devices == '\0' ? "すべて" : lines(k, systems, devices));
        paper_cell(p, pack_show(k, r, "asked_on"));
        if (record_get(r, "replied_on") == NULL) {
            paper_alert(p, "未回答");
        } else {
            paper_cell(p, pack_show(k, r, "replied_on"));
        }
        paper_strong(p, pack_show(k, r, "result"));
        paper_cell(p, pack_show(k, r, "respondent"));
        paper_cell(p, pack_show(k, r, "how"));
        paper_cell(p, pack_show(k, r, "confirmed_by"));
        paper_row(p);
    }
    for (size_t i = 0; i < k->vendors.n; i++) { /* contracted, and never asked */
        const struct record *vendor = k->vendors.row[i];
        bool asked = false;

        for (size_t n = 0; n < list->n; n++) {
            asked |= pack_linked(&k->vendors, list->row[n], "vendor") == vendor;
        }
        if (asked || !pack_is(vendor, "contracted", "yes")) {
            continue;
        }
        paper_cell(p, pack_show(k, vendor, "name"));
        paper_cell(p, "");
        paper_alert(p, "未依頼");
        paper_alert(p, "未回答");
        for (size_t c = 4; c < COUNT(inquiry_columns); c++) {
            paper_cell(p, "");
        }
        paper_row(p);
    }
    paper_table_end(p);
}

enum status pack_write_remote(struct paper *p, struct pack *k, struct err *err)
{
    struct record_list access, inquiries;
    enum status st = pack_records(&access, k, "remote_access", NULL, false, NULL, err);

    if (st == OK) {
        st = pack_records(&inquiries, k, "remote_inquiry", "asked_on", true, "asked_on", err);
    }
    if (st != OK) {
        return st;
    }
    paper_part(p, pack_part_title(PACK_REMOTE), true, NULL);
    pdf_heading(p->pdf, 1, "リモート保守の有無の確認（事業者の回答）");
    put_inquiries(p, k, &inquiries);
    pdf_heading(p->pdf, 1, "リモート保守の一覧");
    st = put_counts(p, k, err);
    paper_table(p, "リモート保守", access_columns, COUNT(access_columns), &roomy);
    for (size_t i = 0; st == OK && i < access.n; i++) {
        st = put_access(p, k, access.row[i], err);
    }
    paper_table_end(p);
    return st;
}

/* ---- Vendors: their forms, MDS and SDS ---- */

static const struct pdf_column vendor_columns[] = {
    {.title = "事業者", .weight = 2, .flags = PDF_LABEL},
    {.title = "契約", .mm = 13, .flags = PDF_MIDDLE},
    {.title = "契約終了日", .mm = 21, .flags = PDF_FIT},
    {.title = "更新責任", .mm = 26},
    {.title = "管理責任者", .weight = 1.4},
    {.title = "対象のシステム", .weight = 1.6},
    {.title = "依頼日", .group = "事業者確認用", .mm = 19, .flags = PDF_FIT},
    {.title = "受領日", .group = "事業者確認用", .mm = 19, .flags = PDF_FIT},
};
static const struct pdf_column disclosure_columns[] = {
    {.title = "事業者", .weight = 2.2, .flags = PDF_LABEL | PDF_ONCE},
    {.title = "医療情報システム", .weight = 1.6},
    {.title = "種別", .mm = 13, .flags = PDF_MIDDLE},
    {.title = "様式の版", .mm = 19, .flags = PDF_FIT},
    {.title = "作成日", .mm = 19, .flags = PDF_FIT},
    {.title = "受領日", .mm = 19, .flags = PDF_FIT},
    {.title = "「いいえ」の数", .mm = 17, .flags = PDF_END},
    {.title = "「いいえ」への対応", .weight = 2.4},
};

static const char *officers_of(const struct pack *k, const struct record_list *officers,
                               const struct record *vendor)
{
    const char *list = "";

    for (size_t i = 0; i < officers->n; i++) {
        const struct record *r = officers->row[i];

        if (pack_linked(&k->vendors, r, "vendor") == vendor &&
            !pack_is_past(k, record_get(r, "until"))) {
            const char *post = pack_is(r, "post", "other") ? "" : pack_show(k, r, "post");

            list = lines(k, list,
                         arena_printf(k->arena, "%s%s%s%s", pack_show(k, r, "name"),
                                      *post == '\0' ? "" : "（", post, *post == '\0' ? "" : "）"));
        }
    }
    return list;
}

static void put_received(struct paper *p, const struct pack *k, const struct record *round,
                         bool wanted)
{
    const char *received = round == NULL ? "" : pack_show(k, round, "received_on");

    paper_cell(p, round == NULL ? "" : pack_show(k, round, "requested_on"));
    if (*received == '\0' && wanted) {
        paper_alert(p, "未受領");
    } else {
        paper_cell(p, received);
    }
    paper_row(p);
}

/* A line for each form asked of the vendor, or one where none was. */
static void put_vendor(struct paper *p, const struct pack *k, const struct record_list *officers,
                       const struct record *vendor)
{
    bool contracted = pack_is(vendor, "contracted", "yes");
    size_t n = 0;

    for (size_t i = 0; i <= k->vendor_rounds.n; i++) {
        bool last = i == k->vendor_rounds.n;
        const struct record *round = last ? NULL : k->vendor_rounds.row[i];

        if (last ? n > 0 : pack_linked(&k->vendors, round, "vendor") != vendor) {
            continue;
        }
        n++;
        paper_cell(p, pack_show(k, vendor, "name"));
        paper_cell(p, pack_show(k, vendor, "contracted"));
        paper_cell(p, pack_show(k, vendor, "contract_until"));
        paper_cell(p, pack_show(k, vendor, "update_duty"));
        paper_cell(p, officers_of(k, officers, vendor));
        paper_cell(p, last ? "" : pack_show(k, round, "system"));
        put_received(p, k, round, contracted);
    }
}

enum status pack_write_vendor(struct paper *p, struct pack *k, struct err *err)
{
    struct record_list disclosures, officers;
    enum status st = pack_records(&disclosures, k, "disclosure", NULL, false, "received_on", err);

    if (st == OK) {
        st = pack_records(&officers, k, "vendor_officer", NULL, false, NULL, err);
    }
    if (st != OK) {
        return st;
    }
    paper_part(p, pack_part_title(PACK_VENDOR), true, NULL);
    pdf_heading(p->pdf, 1, "事業者と事業者確認用チェックリスト");
    paper_table(p, "事業者", vendor_columns, COUNT(vendor_columns), &roomy);
    for (size_t i = 0; i < k->vendors.n; i++) {
        put_vendor(p, k, &officers, k->vendors.row[i]);
    }
    paper_table_end(p);
    pdf_heading(p->pdf, 1, "医療情報セキュリティ開示書（MDS/SDS）");
    paper_table(p, "MDS・SDS", disclosure_columns, COUNT(disclosure_columns), &roomy);
    for (size_t i = 0; i < disclosures.n * k->vendors.n; i++) { /* vendor by vendor */
        const struct record *r = disclosures.row[i % disclosures.n];
        const char *no = record_get(r, "no_answers");

        if (pack_linked(&k->vendors, r, "vendor") != k->vendors.row[i / disclosures.n]) {
            continue;
        }
        paper_cell(p, pack_show(k, r, "vendor"));
        paper_cell(p, pack_show(k, r, "system"));
        paper_cell(p, pack_show(k, r, "kind"));
        paper_cell(p, pack_show(k, r, "form_version"));
        paper_cell(p, pack_show(k, r, "issued_on"));
        paper_needed(p, pack_show(k, r, "received_on"));
        paper_needed(p, no);
        if (no != NULL && strcmp(no, "0") != 0) {
            paper_needed(p, pack_show(k, r, "risk_note"));
        } else {
            paper_cell(p, pack_show(k, r, "risk_note"));
        }
        paper_row(p);
    }
    paper_table_end(p);
    return OK;
}

/* ---- Inspections ---- */

static const struct pdf_column inspection_columns[] = {
    {.title = "点検", .weight = 1.3, .flags = PDF_LABEL | PDF_ONCE},
    {.title = "対象", .mm = 31},
    {.title = "実施日", .mm = 17, .flags = PDF_FIT},
    {.title = "結果", .mm = 13, .flags = PDF_MIDDLE | PDF_FIT},
    {.title = "見つかった", .group = "件数", .mm = 14, .flags = PDF_END | PDF_FIT},
    {.title = "直した", .group = "件数", .mm = 12, .flags = PDF_END | PDF_FIT},
    {.title = "点検者", .mm = 20},
    {.title = "次回予定日", .mm = 19, .flags = PDF_FIT},
    {.title = "説明", .weight = 1.7},
};

static const char *subject_of(const struct pack *k, const struct record *r)
{
    const char *what = lines(k, pack_show(k, r, "system"), pack_show(k, r, "device"));

    return lines(k, pack_show(k, r, "scope"), what);
}

static void put_inspection(struct paper *p, const struct pack *k, const struct record *r)
{
    const char *due = pack_show(k, r, "next_due_on");

    paper_cell(p, pack_show(k, r, "kind"));
    paper_cell(p, subject_of(k, r));
    paper_cell(p, pack_show(k, r, "held_on"));
    put_state(p, k, r, "result", "good");
    paper_cell(p, pack_show(k, r, "found"));
    paper_cell(p, pack_show(k, r, "fixed"));
    paper_cell(p, pack_show(k, r, "reviewer"));
    if (pack_is_past(k, record_get(r, "next_due_on"))) {
        paper_alert(p, arena_printf(k->arena, "%s\n経過", due));
    } else {
        paper_cell(p, due);
    }
    paper_cell(p, pack_show(k, r, "note"));
    paper_row(p);
}

enum status pack_write_inspection(struct paper *p, struct pack *k, struct err *err)
{
    const struct entity *e = entity_named("inspection");
    const struct choice *kind = e->field[entity_field(e, "kind")].choices;
    char since[DATE_SIZE];
    struct record_list list;
    enum status st = pack_records(&list, k, "inspection", "held_on", true, "held_on", err);

    if (st != OK) {
        return st;
    }
    date_iso(since, date_add_months(k->as_of, -RECENT_MONTHS));
    paper_part(p, pack_part_title(PACK_INSPECTION), false, NULL);
    pdf_text(p->pdf, PDF_SMALL, "基準日までの2年間に行った点検です。");
    paper_table(p, "点検", inspection_columns, COUNT(inspection_columns), &roomy);
    for (; kind->code != NULL; kind++) {
        for (size_t i = 0; i < list.n; i++) {
            if (pack_is(list.row[i], "kind", kind->code) &&
                strcmp(record_get(list.row[i], "held_on"), since) >= 0) {
                put_inspection(p, k, list.row[i]);
            }
        }
    }
    paper_table_end(p);
    return OK;
}
