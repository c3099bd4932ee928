#include "dossier/export.h"

#include "base/date.h"
#include "base/file.h"
#include "base/id.h"
#include "dossier/ledger.h"
#include "dossier/record_json.h"
#include "record/tally.h"
#include "record/value.h"
#include "render/xlsx.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    PIECE = 64 << 10, /* bytes gathered before they are written */
    XLSX_FILE_MAX = 256 << 20,
    PIECE_MAX = 8 << 20,  /* one row is far below */
    ROW_MEMORY = 4 << 20, /* of one row's values */
    STEP_ROWS = 100,      /* between two reports of progress */
    FIELDS = ENTITY_FIELDS_MAX + 1
};

static const struct {
    const char *code, *ja, *type, *suffix;
} formats[EXPORT_FORMATS] = {
    [EXPORT_XLSX] = {"xlsx", "Excel（.xlsx）",
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    [EXPORT_CSV] = {"csv", "CSV（UTF-8）", "text/csv; charset=utf-8", "csv"},
    [EXPORT_CSV_CP932] = {"csv-cp932", "CSV（Excel用・Shift_JIS）", "text/csv; charset=Shift_JIS",
                          "csv"},
    [EXPORT_JSON] = {"json", "JSON", "application/json", "json"},
};

bool export_format_named(enum export_format *out, const char *code)
{
    for (int i = 0; i < EXPORT_FORMATS; i++) {
        if (strcmp(formats[i].code, code) == 0) {
            *out = (enum export_format)i;
            return true;
        }
    }
    return false;
}

const char *export_format_code(enum export_format format)
{
    return formats[format].code;
}

const char *export_format_ja(enum export_format format)
{
    return formats[format].ja;
}

const char *export_media_type(enum export_format format)
{
    return formats[format].type;
}

const char *export_file_name(const struct export_request *rq, struct arena *a)
{
    struct date d = date_of_ms(rq->now_ms);
    const char *suffix = formats[rq->format].suffix;

    return rq->empty ? arena_printf(a, "%s_様式.%s", rq->query.entity->ja, suffix)
                     : arena_printf(a, "%s_%04d%02d%02d.%s", rq->query.entity->ja, d.year, d.month,
                                    d.day, suffix);
}

const char *export_loss_text(const struct csv_loss *loss, struct arena *a)
{
    return arena_printf(a, "%" PRId64 "行目「%s」：「%s」の「%s」", loss->row, loss->field,
                        loss->value, loss->lost);
}

/* ---- One pass over the records ---- */

/* What a pass does with each; row is what Excel shows beside it. */
struct pass {
    const struct export_request *rq;
    struct db *db;
    struct arena *arena; /* of one row */
    int64_t row;
    int64_t total;
    enum status (*put)(struct pass *p, const struct record *r, const char *const cell[],
                       struct err *err);
    struct csv_losses *losses;
    int fd;
    struct buf buf;
    struct csv csv;
    struct json_out json;
    struct xlsx *xlsx;
};

static void labels(const char *out[FIELDS], const struct entity *e)
{
    out[0] = "ID";
    for (size_t i = 0; i < e->n; i++) {
        out[i + 1] = e->field[i].ja;
    }
}

static enum status each(void *self, const struct record *r, struct err *err)
{
    struct pass *p = self;
    struct arena_mark mark = arena_mark(p->arena);
    struct value_scope scope = {
        .db = p->db, .facility_id = r->facility_id, .now_ms = p->rq->now_ms, .arena = p->arena};
    const char *cell[FIELDS];
    char id[ID_TEXT_SIZE];

    p->row++;
    cell[0] = id_text(id, r->id);
    for (size_t i = 0; i < r->entity->n; i++) {
        cell[i + 1] = value_export(&r->entity->field[i], r->value[i], &scope);
    }
    enum status st = arena_status(p->arena, err);

    if (st == OK) {
        st = p->put(p, r, cell, err);
    }
    if (st == OK && p->row % STEP_ROWS == 0) {
        st = progress_step(p->rq->progress, p->row, p->total, r->entity->ja, err);
    }
    arena_reset(p->arena, mark);
    return st;
}

static enum status walk(struct pass *p, struct err *err)
{
    struct record_query q = p->rq->query;

    q.limit = -1;
    q.offset = 0;
    return p->rq->empty ? OK : record_each(p->db, &q, each, p, err);
}

/* What is in the buffer goes to the file once it is worth it. */
static enum status flush(struct pass *p, size_t from, struct err *err)
{
    enum status st = buf_status(&p->buf, err);

    if (st == OK && p->buf.len >= from && p->buf.len > 0) {
        st = file_write_all(p->fd, p->buf.data, p->buf.len, err);
        buf_clear(&p->buf);
    }
    return st;
}

/* ---- csv ---- */

static enum status put_csv(struct pass *p, const struct record *r, const char *const cell[],
                           struct err *err)
{
    for (size_t i = 0; i <= r->entity->n; i++) {
        csv_cell(&p->csv, cell[i]);
    }
    csv_end_row(&p->csv);
    enum status st = csv_status(&p->csv, err);

    return st == OK ? flush(p, PIECE, err) : st;
}

static enum status write_csv(struct pass *p, struct err *err)
{
    const struct entity *e = p->rq->query.entity;
    const char *label[FIELDS];

    p->put = put_csv;
    labels(label, e);
    csv_start(&p->csv, &p->buf, p->rq->format == EXPORT_CSV ? CSV_UTF8 : CSV_CP932, p->arena);
    for (size_t i = 0; i <= e->n; i++) {
        csv_cell(&p->csv, label[i]);
    }
    csv_end_row(&p->csv);
    enum status st = walk(p, err);

    if (st == OK) {
        st = csv_status(&p->csv, err);
    }
    return st == OK ? flush(p, 0, err) : st;
}

static enum status put_losses(struct pass *p, const struct record *r, const char *const cell[],
                              struct err *err)
{
    (void)err;
    for (size_t i = 0; i < r->entity->n; i++) {
        csv_losses_look(p->losses, p->row + 1, r->entity->field[i].ja, cell[i + 1]);
    }
    return OK;
}

static enum status find_losses(struct pass *p, struct err *err)
{
    char n[24];

    p->put = put_losses;
    enum status st = walk(p, err);

    p->row = 0;
    if (st == OK) {
        st = csv_losses_status(p->losses, err);
    }
    if (st != OK || p->losses->n == 0) {
        return st;
    }
    snprintf(n, sizeof(n), "%" PRId64, p->losses->n);
    return err_say(err, E_INVALID, MSG_EXPORT_LOSSES, n);
}

/* ---- json ---- */

static enum status put_json(struct pass *p, const struct record *r, const char *const cell[],
                            struct err *err)
{
    (void)cell;
    record_json_put(&p->json, NULL, r, p->arena);
    return flush(p, PIECE, err);
}

static enum status write_json(struct pass *p, struct err *err)
{
    p->put = put_json;
    p->json = JSON_OUT(&p->buf);
    json_put_object(&p->json, NULL);
    json_put_array(&p->json, "items");
    enum status st = walk(p, err);

    if (st != OK) {
        return st;
    }
    json_put_end(&p->json);
    json_put_text(&p->json, "next", NULL);
    json_put_end(&p->json);
    st = json_put_status(&p->json, err);
    buf_char(&p->buf, '\n');
    return st == OK ? flush(p, 0, err) : st;
}

/* ---- xlsx ---- */

static enum status put_xlsx(struct pass *p, const struct record *r, const char *const cell[],
                            struct err *err)
{
    (void)err; /* xlsx_finish() tells */
    xlsx_row(p->xlsx, cell, r->entity->n + 1);
    return OK;
}

static enum status put_head(struct pass *p, struct err *err)
{
    const struct record_query *q = &p->rq->query;
    struct ledger_line line[LEDGER_LINES];
    struct ledger_head head;

    if (p->rq->empty || !ledger_has_head(q->entity)) {
        return OK;
    }
    enum status st =
        ledger_head_read(&head, p->db, q->entity, q->facility_id, p->rq->now_ms, p->arena, err);

    if (st != OK) {
        return st;
    }
    ledger_lines(line, &head, date_slash, p->arena);
    for (size_t i = 0; i < LEDGER_LINES; i++) {
        xlsx_head(p->xlsx, line[i].label, line[i].text);
    }
    return arena_status(p->arena, err);
}

static enum status write_xlsx(struct pass *p, struct err *err)
{
    const struct entity *e = p->rq->query.entity;
    CLEANUP(xlsx_close) struct xlsx *x = NULL;
    CLEANUP(buf_close) struct buf file = BUF_INIT(XLSX_FILE_MAX);
    struct xlsx_options options = {
        .title = e->ja, .made_at = p->rq->now_ms, .temp_dir = p->rq->temp_dir};
    const char *label[FIELDS];
    enum status st = xlsx_open(&x, &options, err);

    if (st != OK) {
        return st;
    }
    p->put = put_xlsx;
    p->xlsx = x;
    labels(label, e);
    xlsx_sheet(x, e->ja);
    st = put_head(p, err);
    if (st == OK) {
        xlsx_titles(x, label, e->n + 1);
        st = walk(p, err);
    }
    if (st == OK) {
        st = xlsx_finish(x, &file, err);
    }
    return st == OK ? file_write_all(p->fd, file.data, file.len, err) : st;
}

/* ---- The file ---- */

static enum status write_file(struct pass *p, struct err *err)
{
    enum status st = OK;

    switch (p->rq->format) {
    case EXPORT_CSV_CP932:
        st = find_losses(p, err);
        return st == OK ? write_csv(p, err) : st;
    case EXPORT_CSV:
        return write_csv(p, err);
    case EXPORT_XLSX:
        return write_xlsx(p, err);
    default:
        return write_json(p, err);
    }
}

enum status export_write(int fd, struct csv_losses *losses, struct db *db,
                         const struct export_request *rq, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ROW_MEMORY);
    struct pass p = {
        .rq = rq, .db = db, .arena = a, .losses = losses, .fd = fd, .buf = BUF_INIT(PIECE_MAX)};
    bool own = !db_in_transaction(db);
    enum status st = arena_status(a, err);

    if (st == OK && own) {
        st = db_begin_read(db, err);
    }
    if (st == OK && rq->query.n_filters == 0 && rq->query.words == NULL) {
        st = tally_get(&p.total, db, rq->query.facility_id, rq->query.entity->name, err);
    }
    if (st == OK) {
        st = write_file(&p, err);
    }
    if (own) {
        db_rollback(db); /* nothing was changed */
    }
    buf_close(&p.buf);
    return st == OK ? OK : err_note(err, "exporting %s", rq->query.entity->name);
}
