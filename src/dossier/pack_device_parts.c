/* What belongs to a device beside its row of the ledger: 接続口 and 導入ソフトウェア. */
#include "dossier/pack_part.h"

#include "base/text.h"
#include "dossier/pack.sql.h"

#include <string.h>

static const struct pdf_table compact = {.zebra = true};

static const struct pdf_column interface_columns[] = {
    {.title = "管理番号", .mm = 20, .flags = PDF_FIT | PDF_LABEL},
    {.title = "コンピュータ名", .mm = 38, .flags = PDF_FIT},
    {.title = "ネットワーク", .weight = 1.2, .flags = PDF_FIT},
    {.title = "IPアドレス", .mm = 34, .flags = PDF_FIT},
    {.title = "MACアドレス", .mm = 34, .flags = PDF_FIT},
    {.title = "用途", .weight = 1.5, .flags = PDF_FIT},
    {.title = "外部接続", .mm = 28, .flags = PDF_FIT},
};

static const struct pdf_column software_columns[] = {
    {.title = "管理番号", .mm = 20, .flags = PDF_FIT | PDF_LABEL},
    {.title = "コンピュータ名", .mm = 38, .flags = PDF_FIT},
    {.title = "名称", .weight = 1.5, .flags = PDF_FIT},
    {.title = "バージョン", .mm = 45, .flags = PDF_FIT},
    {.title = "提供元", .weight = 1, .flags = PDF_FIT},
    {.title = "サポート終了日", .mm = 28, .flags = PDF_FIT},
};

static bool is_wanted(const struct pack *k, const char *kind)
{
    return !k->rq->only_infrastructure || strcmp(kind, "server") == 0 ||
           strcmp(kind, "network") == 0;
}

static void put_address(struct paper *p, const struct pack *k, const char *text)
{
    paper_cell(p, text != NULL && k->rq->hide_addresses ? "（非表示）" : text_or(text, ""));
}

static const char *link_label(const char *code)
{
    const struct entity *e = entity_named("device_interface");
    const struct choice *c =
        code == NULL ? NULL : choice_of(&e->field[entity_field(e, "external_link")], code);

    return c == NULL ? "" : c->ja;
}

/* The head of a table, once its first row is known: an empty one is not printed. */
static void begin(struct paper *p, bool *begun, const char *title, const char *sheet,
                  const struct pdf_column column[], size_t n)
{
    if (!*begun) {
        pdf_heading(p->pdf, 1, title);
        paper_table(p, sheet, column, n, &compact);
        *begun = true;
    }
}

static enum status put_interfaces(struct paper *p, const struct pack *k, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_pack_interfaces(k->db, k->rq->facility_id);
    struct sql_pack_interfaces_row row;
    bool begun = false;

    while (sql_pack_interfaces_next(q, &row)) {
        if (!is_wanted(k, row.kind)) {
            continue;
        }
        begin(p, &begun, "機器の接続口（2枚目のネットワークカードなど）", "接続口",
              interface_columns, COUNT(interface_columns));
        paper_cell(p, row.asset_no);
        paper_cell(p, text_or(row.hostname, ""));
        paper_cell(p, text_or(row.network, ""));
        put_address(p, k, row.ip);
        put_address(p, k, row.mac);
        paper_cell(p, text_or(row.purpose, ""));
        paper_cell(p, link_label(row.external_link));
        paper_row(p);
    }
    if (begun) {
        paper_table_end(p);
    }
    return stmt_status(q, err);
}

static enum status put_software(struct paper *p, const struct pack *k, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_pack_software(k->db, k->rq->facility_id);
    struct sql_pack_software_row row;
    bool begun = false;

    while (sql_pack_software_next(q, &row)) {
        struct arena_mark mark = arena_mark(k->arena);

        if (!is_wanted(k, row.kind)) {
            continue;
        }
        begin(p, &begun, "機器の導入ソフトウェア", "導入ソフトウェア", software_columns,
              COUNT(software_columns));
        paper_cell(p, row.asset_no);
        paper_cell(p, text_or(row.hostname, ""));
        paper_cell(p, row.name);
        if (row.version != NULL && value_is_unknown(row.version)) { /* a gap of 2-(1) */
            paper_alert(p, row.version);
        } else {
            paper_needed(p, text_or(row.version, ""));
        }
        paper_cell(p, text_or(row.vendor, ""));
        if (pack_is_past(k, row.support_ends_on)) {
            paper_alert(p, pack_day(k, row.support_ends_on));
        } else {
            paper_cell(p, pack_day(k, row.support_ends_on));
        }
        paper_row(p);
        arena_reset(k->arena, mark);
    }
    if (begun) {
        paper_table_end(p);
    }
    return stmt_status(q, err);
}

enum status pack_put_device_parts(struct paper *p, const struct pack *k, struct err *err)
{
    enum status st = put_interfaces(p, k, err);

    return st == OK ? put_software(p, k, err) : st;
}
