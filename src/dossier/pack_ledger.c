/* The two ledgers, each under its head, in the columns of the training deck. */
#include "dossier/pack_part.h"

#include "base/text.h"
#include "dossier/ledger.h"
#include "record/needed.h"
#include "record/tally.h"

#include <inttypes.h>
#include <string.h>

enum { STEP_ROWS = 200 };

static const struct pdf_table roomy = {.roomy = true};

/* Is code one of a list joined by ','? */
static bool has_code(const char *list, const char *code)
{
    size_t len = strlen(code);

    for (const char *p = list; p != NULL && *p != '\0';) {
        size_t n = strcspn(p, ",");

        if (n == len && strncmp(p, code, n) == 0) {
            return true;
        }
        p += n + (p[n] == ',');
    }
    return false;
}

/* ---- What stands above both ---- */

static enum status put_head(struct paper *p, const struct pack *k, const char *entity,
                            struct err *err)
{
    struct ledger_line line[LEDGER_LINES];
    struct ledger_head head;
    enum status st = ledger_head_read(&head, k->db, entity_named(entity), k->rq->facility_id,
                                      k->rq->as_of_ms, k->arena, err);

    if (st != OK) {
        return st;
    }
    ledger_lines(line, &head, date_era, k->arena);
    for (size_t i = 0; i < LEDGER_LINES; i++) {
        paper_head(p, line[i].label, line[i].text);
    }
    return OK;
}

/* ---- Devices ---- */

static const struct {
    const char *field;
    struct pdf_column column;
} ledger_columns[] = {
    {"asset_no", {.mm = 13, .flags = PDF_FIT}},
    {"kind", {.mm = 20, .flags = PDF_FIT}},
    {"maker", {.mm = 15, .flags = PDF_FIT}},
    {"os", {.mm = 24.5, .flags = PDF_FIT}},
    {"software", {.mm = 24, .flags = PDF_FIT}},
    {"software_version", {.title = "ソフトウェア\nバージョン", .mm = 16, .flags = PDF_FIT}},
    {"ip", {.mm = 20, .flags = PDF_FIT}},
    {"hostname", {.mm = 17.7, .flags = PDF_FIT}},
    {"location", {.mm = 33.5, .flags = PDF_FIT}},
    {"users", {.weight = 1.75, .flags = PDF_FIT}},
    {"registered_on", {.mm = 15, .flags = PDF_FIT}},
    {"status", {.mm = 11, .flags = PDF_FIT}},
    {"note", {.weight = 1, .flags = PDF_FIT}},
};
#define LEDGER_COLUMNS COUNT(ledger_columns)

static const struct pdf_table ledger_table = {.zebra = true};

/* Walks over the devices, which may be more than memory holds. */
struct walk {
    struct paper *p;
    const struct pack *k;
    int field[LEDGER_COLUMNS];
    int64_t done, total;
};

static bool is_wanted(const struct pack *k, const struct record *r)
{
    return !k->rq->only_infrastructure || pack_is(r, "kind", "server") ||
           pack_is(r, "kind", "network");
}

static bool is_among(int field, const int list[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i] == field) {
            return true;
        }
    }
    return false;
}

static void put_cell(struct walk *w, const struct record *r, size_t column, const int missing[],
                     size_t n_missing)
{
    int field = w->field[column];
    const char *name = ledger_columns[column].field;
    const char *text = pack_show(w->k, r, name);

    if (strcmp(name, "ip") == 0 && w->k->rq->hide_addresses && *text != '\0') {
        paper_cell(w->p, "（非表示）");
    } else if (*text == '\0' && has_code(record_get(r, "not_applicable"), name)) {
        paper_cell(w->p, "－");
    } else if (*text == '\0' && strcmp(name, "ip") == 0 && pack_is(r, "ip_assignment", "dhcp")) {
        paper_cell(w->p, "DHCP");
    } else if (is_among(field, missing, n_missing)) {
        paper_alert(w->p, *text == '\0' ? PAPER_MISSING : text);
    } else {
        paper_cell(w->p, text);
    }
}

static enum status put_device(void *self, const struct record *r, struct err *err)
{
    struct walk *w = self;
    struct arena_mark mark = arena_mark(w->k->arena);
    int missing[NEEDED_MAX];

    if (!is_wanted(w->k, r)) {
        return OK;
    }
    size_t n = needed_missing(missing, r);

    for (size_t i = 0; i < LEDGER_COLUMNS; i++) {
        put_cell(w, r, i, missing, n);
    }
    paper_row(w->p);
    enum status st = arena_status(w->k->arena, err);

    arena_reset(w->k->arena, mark);
    if (st == OK && ++w->done % STEP_ROWS == 0) {
        st = progress_step(w->k->rq->progress, w->done, w->total, "機器台帳を書いています", err);
    }
    return st;
}

static enum status put_devices(struct paper *p, const struct pack *k, struct err *err)
{
    const struct entity *e = entity_named("device");
    struct record_query q = {.entity = e,
                             .facility_id = k->rq->facility_id,
                             .sort = entity_field(e, "asset_no"),
                             .limit = -1};
    struct pdf_column column[LEDGER_COLUMNS];
    struct walk w = {.p = p, .k = k};
    enum status st = tally_get(&w.total, k->db, k->rq->facility_id, "device", err);

    if (st != OK) {
        return st;
    }
    for (size_t i = 0; i < LEDGER_COLUMNS; i++) {
        w.field[i] = entity_field(e, ledger_columns[i].field);
        column[i] = ledger_columns[i].column;
        column[i].title = text_or(column[i].title, e->field[w.field[i]].ja);
    }
    paper_table(p, "機器台帳", column, LEDGER_COLUMNS, &ledger_table);
    st = record_each(k->db, &q, put_device, &w, err);
    paper_table_end(p);
    return st;
}

/* ---- What was taken out of the scope, and why ---- */

static const struct pdf_column outside_columns[] = {
    {.title = "管理番号", .mm = 20, .flags = PDF_FIT | PDF_LABEL},
    {.title = "種別", .mm = 30},
    {.title = "コンピュータ名", .mm = 40},
    {.title = "設置場所", .weight = 1},
    {.title = "対象外の理由", .weight = 1.5},
    {.title = "説明", .weight = 1.5},
};

static enum status put_outside(struct paper *p, const struct pack *k, struct err *err)
{
    const struct entity *e = entity_named("device");
    const struct filter out = {entity_field(e, "in_scope"), FILTER_IS, "0"};
    const struct record_query q = {.entity = e,
                                   .facility_id = k->rq->facility_id,
                                   .filter = &out,
                                   .n_filters = 1,
                                   .sort = entity_field(e, "asset_no"),
                                   .limit = -1};
    struct record_list list;
    enum status st = record_list_read(&list, k->db, &q, k->arena, err);

    if (st != OK || list.n == 0) {
        return st;
    }
    pdf_heading(p->pdf, 1, "管理対象から外した機器と理由");
    paper_table(p, "管理対象外の機器", outside_columns, COUNT(outside_columns), &roomy);
    for (size_t i = 0; i < list.n; i++) {
        const struct record *r = list.row[i];

        if (!is_wanted(k, r)) {
            continue;
        }
        paper_cell(p, pack_show(k, r, "asset_no"));
        paper_cell(p, pack_show(k, r, "kind"));
        paper_cell(p, pack_show(k, r, "hostname"));
        paper_cell(p, pack_show(k, r, "location"));
        paper_needed(p, pack_show(k, r, "out_of_scope_reason"));
        paper_cell(p, pack_show(k, r, "out_of_scope_note"));
        paper_row(p);
    }
    paper_table_end(p);
    return OK;
}

/* ---- Which systems there are ---- */

static const struct pdf_column scope_columns[] = {
    {.title = "システムの種別", .weight = 1.3, .flags = PDF_LABEL},
    {.title = "有無", .mm = 17, .flags = PDF_MIDDLE},
    {.title = "医療情報システム", .weight = 1.7},
    {.title = "説明", .weight = 1.7},
};

static const char *systems_of(const struct pack *k, const struct record_list *systems,
                              const char *kind)
{
    const char *list = NULL;

    for (size_t i = 0; i < systems->n; i++) {
        const struct record *r = systems->row[i];

        if (has_code(record_get(r, "kinds"), kind)) {
            const char *name = pack_show(k, r, "name");

            list = pack_join(k, list,
                             pack_is(r, "in_scope", "0")
                                 ? arena_printf(k->arena, "%s（管理対象外）", name)
                                 : name);
        }
    }
    return list;
}

static enum status put_scope(struct paper *p, const struct pack *k, struct err *err)
{
    struct record_list answers, systems;
    const struct entity *e = entity_named("scope_answer");
    const struct choice *kind = e->field[entity_field(e, "kind")].choices;
    enum status st = pack_records(&answers, k, "scope_answer", NULL, false, NULL, err);

    if (st == OK) {
        st = pack_records(&systems, k, "system", "name", false, NULL, err);
    }
    if (st != OK) {
        return st;
    }
    paper_table(p, "管理対象の確認", scope_columns, COUNT(scope_columns), &roomy);
    for (; kind->code != NULL; kind++) {
        const struct record *answer = NULL;
        const char *names = systems_of(k, &systems, kind->code);

        for (size_t i = 0; i < answers.n; i++) {
            answer = pack_is(answers.row[i], "kind", kind->code) ? answers.row[i] : answer;
        }
        paper_cell(p, kind->ja);
        if (answer == NULL || pack_is(answer, "present", "unknown")) {
            paper_alert(p, "未確認");
        } else {
            paper_strong(p, pack_show(k, answer, "present"));
        }
        if (answer != NULL && pack_is(answer, "present", "yes")) {
            paper_needed(p, names);
        } else {
            paper_cell(p, names);
        }
        paper_cell(p, answer == NULL ? "" : pack_show(k, answer, "note"));
        paper_row(p);
    }
    paper_table_end(p);
    return OK;
}

/* ---- How many of what ---- */

static enum status put_counts(struct paper *p, const struct pack *k, struct err *err)
{
    const struct entity *e = entity_named("device");
    const struct field *kind = &e->field[entity_field(e, "kind")];
    int64_t total = 0, n = 0;
    const char *list = NULL;

    for (const struct choice *c = kind->choices; c->code != NULL; c++) {
        const char *key = arena_printf(k->arena, "device/kind=%s", c->code);
        enum status st = key == NULL ? arena_status(k->arena, err)
                                     : tally_get(&n, k->db, k->rq->facility_id, key, err);

        if (st != OK) {
            return st;
        }
        total += n;
        if (n > 0) {
            list = pack_join(k, list, arena_printf(k->arena, "%s %" PRId64, c->ja, n));
        }
    }
    paper_head(p, "台数",
               list == NULL ? "0台" : arena_printf(k->arena, "%" PRId64 "台（%s）", total, list));
    return OK;
}

static const char *omitted(const struct pack *k)
{
    const struct pack_request *rq = k->rq;

    return rq->only_infrastructure && rq->hide_addresses
               ? "この写しは、サーバとネットワーク機器だけを載せ、IPアドレスを伏せています。"
           : rq->only_infrastructure ? "この写しは、サーバとネットワーク機器だけを載せています。"
           : rq->hide_addresses ? "この写しは、IPアドレスを伏せています。"
                                : NULL;
}

enum status pack_write_ledger(struct paper *p, struct pack *k, struct err *err)
{
    paper_part(p, "8-1 管理対象の確認", false, NULL);
    enum status st = put_scope(p, k, err);

    if (st != OK) {
        return st;
    }
    paper_part(p, "8-2 機器台帳", true, NULL);
    if (omitted(k) != NULL) {
        pdf_text(p->pdf, PDF_STRONG, omitted(k));
    }
    st = put_head(p, k, "device", err);
    if (st == OK) {
        st = put_counts(p, k, err);
    }
    if (st == OK) {
        st = put_devices(p, k, err);
    }
    if (st == OK) {
        st = pack_put_device_parts(p, k, err);
    }
    return st == OK ? put_outside(p, k, err) : st;
}

/* ---- Cloud services ---- */

static const struct pdf_column cloud_columns[] = {
    {.title = "サービス提供事業者", .weight = 1.4, .flags = PDF_LABEL},
    {.title = "サービス名称/用途", .weight = 1.4},
    {.title = "ドメイン/アドレス", .weight = 1.4},
    {.title = "利用場所/アクセス経路", .weight = 1.4},
    {.title = "利用者/グループ", .weight = 1.2},
    {.title = "利用者認証方法", .weight = 1.4},
    {.title = "利用開始日", .mm = 20, .flags = PDF_FIT},
    {.title = "利用状況", .mm = 17, .flags = PDF_FIT},
};

enum status pack_write_cloud(struct paper *p, struct pack *k, struct err *err)
{
    struct record_list list;
    enum status st = pack_records(&list, k, "cloud_service", "name", false, NULL, err);

    if (st != OK) {
        return st;
    }
    paper_part(p, pack_part_title(PACK_CLOUD), true, NULL);
    st = put_head(p, k, "cloud_service", err);
    if (st != OK) {
        return st;
    }
    paper_head(p, "クラウドサービスの利用", pack_show(k, k->facility, "uses_cloud"));
    paper_table(p, "クラウドサービス", cloud_columns, COUNT(cloud_columns), &roomy);
    for (size_t i = 0; i < 2 * list.n; i++) { /* what is in use comes first */
        const struct record *r = list.row[i % list.n];
        const char *purpose = pack_show(k, r, "purpose");
        bool in_use = pack_is(r, "status", "in_use") || pack_is(r, "status", "trial");
        static const char *const rest[] = {"domain", "access_path", "users", "auth_method",
                                           "started_on"};

        if (in_use != (i < list.n)) {
            continue;
        }

        paper_cell(p, pack_show(k, r, "provider"));
        paper_cell(p, arena_printf(k->arena, "%s%s%s", pack_show(k, r, "name"),
                                   *purpose == '\0' ? "" : "\n", purpose));
        for (size_t f = 0; f < COUNT(rest); f++) {
            const char *text = pack_show(k, r, rest[f]);

            if (in_use) {
                paper_needed(p, text);
            } else {
                paper_cell(p, text);
            }
        }
        paper_cell(p, pack_show(k, r, "status"));
        paper_row(p);
    }
    paper_table_end(p);
    return OK;
}
