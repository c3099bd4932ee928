#include "dossier/pack.h"

#include "base/hash.h"
#include "base/id.h"
#include "base/new_dir.h"
#include "dossier/pack.sql.h"
#include "dossier/pack_cover.h"
#include "dossier/pack_missing.h"
#include "dossier/pack_part.h"
#include "render/json.h"

#include <stdio.h>
#include <string.h>

enum {
    MEMORY = 192 << 20,
    FILE_MAX = 256 << 20, /* of one file: some 5,000 pages */
    MANIFEST_MAX = 1 << 20
};

static const char *const files[] = {PACK_PDF, PACK_XLSX, PACK_MANIFEST};

/* A pack while it is made. */
struct making {
    struct pack *k;
    struct paper paper;
    struct buf pdf, xlsx, manifest;
    struct pack_result result;
};

/* ---- The papers ---- */

static enum status open_papers(struct making *m, struct err *err)
{
    const struct pack *k = m->k;
    const struct pdf_options pdf = {
        .title =
            arena_printf(k->arena, "%s %s", fiscal_label(k->arena, k->fiscal_year), PACK_TITLE),
        .facility = k->name,
        .version = arena_printf(k->arena, "第%d版", k->number),
        .as_of = arena_printf(k->arena, "基準日 %s", date_era(k->arena, k->as_of)),
        .mark = strstr(k->name, "見本") != NULL ? "見本" : NULL,
        .made_at = k->rq->now_ms,
        .progress = k->rq->progress,
    };
    const struct xlsx_options xlsx = {.title = pdf.title,
                                      .author = k->name,
                                      .made_at = k->rq->now_ms,
                                      .temp_dir = k->rq->temp_dir};
    enum status st = pdf_open(&m->paper.pdf, &pdf, err);

    m->paper.arena = k->arena;
    return st == OK ? xlsx_open(&m->paper.xlsx, &xlsx, err) : st;
}

static enum status write_papers(struct making *m, struct err *err)
{
    enum status st = open_papers(m, err);

    if (st != OK) {
        return st;
    }
    pack_write_cover(&m->paper, m->k);
    for (int i = 0; st == OK && i < PACK_PARTS; i++) {
        enum pack_part part = (enum pack_part)i;

        st = progress_step(m->k->rq->progress, i, PACK_PARTS, pack_part_title(part), err);
        if (st == OK) {
            st = pack_part_write(&m->paper, m->k, part, err);
        }
    }
    if (st == OK) {
        st = pdf_finish(m->paper.pdf, &m->pdf, err);
    }
    if (st != OK) {
        return st;
    }
    snprintf(m->result.check, sizeof(m->result.check), "%s", pdf_check(m->paper.pdf));
    m->result.pages = pdf_pages(m->paper.pdf);
    m->result.missing = m->k->missing.n;
    pack_write_colophon(&m->paper, m->k, m->result.check);
    return xlsx_finish(m->paper.xlsx, &m->xlsx, err);
}

/* ---- The manifest ---- */

static void put_file(struct json_out *j, const char *name, const char *type, const struct buf *file,
                     int pages)
{
    uint8_t digest[HASH_SIZE];
    char hex[HASH_HEX_SIZE];

    hash_of(digest, file->data, file->len);
    json_put_object(j, NULL);
    json_put_text(j, "name", name);
    json_put_text(j, "type", type);
    json_put_int(j, "size", (int64_t)file->len);
    json_put_text(j, "sha256", hash_hex(hex, digest, sizeof(digest)));
    if (pages > 0) {
        json_put_int(j, "pages", pages);
    }
    json_put_end(j);
}

static void put_parts(struct json_out *j, const struct making *m)
{
    int page, n;

    json_put_array(j, "parts");
    for (int i = 0;; i++) {
        const char *title = pdf_section_at(m->paper.pdf, i, &page, &n);

        if (title == NULL) {
            break;
        }
        json_put_object(j, NULL);
        json_put_text(j, "title", title);
        json_put_int(j, "page", page);
        json_put_int(j, "pages", n);
        json_put_end(j);
    }
    json_put_end(j);
    json_put_array(j, "left_out");
    for (int i = 0; i < PACK_PARTS; i++) {
        if (m->k->rq->leave_out[i] && pack_part_optional((enum pack_part)i)) {
            json_put_text(j, NULL, pack_part_code((enum pack_part)i));
        }
    }
    json_put_end(j);
}

static enum status write_manifest(struct making *m, struct err *err)
{
    const struct pack *k = m->k;
    const struct pack_request *rq = k->rq;
    struct json_out j = JSON_OUT(&m->manifest);

    json_put_object(&j, NULL);
    json_put_text(&j, "title", PACK_TITLE);
    json_put_text(&j, "facility", k->name);
    json_put_int(&j, "fiscal_year", k->fiscal_year);
    json_put_int(&j, "version", k->number);
    json_put_text(&j, "as_of", k->today);
    json_put_text(&j, "edition", k->edition->code);
    json_put_text(&j, "form", form_code(rq->form));
    json_put_text(&j, "check", m->result.check);
    json_put_text(&j, "made_at", date_iso_time(k->arena, rq->now_ms));
    json_put_text(&j, "made_by", rq->actor.name);
    json_put_text(&j, "program", rq->program);
    json_put_bool(&j, "addresses_hidden", rq->hide_addresses);
    json_put_bool(&j, "only_infrastructure", rq->only_infrastructure);
    json_put_int(&j, "missing", (int64_t)k->missing.n);
    put_parts(&j, m);
    json_put_array(&j, "files");
    put_file(&j, PACK_PDF, "application/pdf", &m->pdf, m->result.pages);
    put_file(&j, PACK_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
             &m->xlsx, 0);
    json_put_end(&j);
    json_put_end(&j);
    enum status st = json_put_status(&j, err);

    buf_char(&m->manifest, '\n');
    return st == OK ? buf_status(&m->manifest, err) : st;
}

/* ---- Reading, in one snapshot ---- */

static enum status read_number(struct pack *k, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_pack_last(k->db, k->rq->facility_id, k->fiscal_year);
    struct sql_pack_last_row row;

    while (sql_pack_last_next(q, &row)) {
        k->number = (int)row.number + 1;
    }
    return stmt_status(q, err);
}

static enum status write_all(struct making *m, struct err *err)
{
    struct pack *k = m->k;
    enum status st = db_begin_read(k->db, err);

    if (st == OK) {
        st = pack_read(k, err);
    }
    if (st == OK) {
        st = read_number(k, err);
    }
    if (st == OK) {
        st = pack_look_for_gaps(k, err);
    }
    if (st == OK) {
        st = write_papers(m, err);
    }
    db_rollback(k->db);
    return st == OK ? write_manifest(m, err) : st;
}

/* ---- Storing: the files and the row appear together ---- */

static enum status count(struct making *m, struct writer *w, struct err *err)
{
    const struct pack *k = m->k;
    const struct pack_request *rq = k->rq;
    CLEANUP(buf_close) struct buf note = BUF_INIT(MANIFEST_MAX);
    struct json_out j = JSON_OUT(&note);

    json_put_object(&j, NULL);
    json_put_int(&j, "fiscal_year", k->fiscal_year);
    json_put_int(&j, "version", k->number);
    json_put_text(&j, "check", m->result.check);
    json_put_end(&j);
    enum status st = json_put_status(&j, err);

    if (st == OK) {
        st = writer_note(w, "pack.made", buf_text(&note), err);
    }
    return st == OK ? sql_pack_add_run(k->db, rq->facility_id, m->result.id, k->fiscal_year,
                                       k->number, rq->now_ms, rq->actor.name, k->today,
                                       k->edition->code, form_code(rq->form), m->result.check,
                                       buf_text(&m->manifest), NULL, err)
                    : st;
}

static enum status store(struct making *m, struct err *err)
{
    const struct pack_request *rq = m->k->rq;
    CLEANUP(new_dir_close) struct new_dir d = NEW_DIR;
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = new_dir_open(&d, rq->out_dir, files, COUNT(files), err);

    if (st == OK) {
        st = new_dir_put(&d, PACK_PDF, m->pdf.data, m->pdf.len, err);
    }
    if (st == OK) {
        st = new_dir_put(&d, PACK_XLSX, m->xlsx.data, m->xlsx.len, err);
    }
    if (st == OK) {
        st = new_dir_put(&d, PACK_MANIFEST, m->manifest.data, m->manifest.len, err);
    }
    if (st == OK) {
        st = writer_begin(&w, m->k->db, rq->facility_id, &rq->actor, rq->now_ms, err);
    }
    if (st == OK) {
        st = count(m, w, err);
    }
    if (st == OK) {
        st = new_dir_done(&d, err);
    }
    if (st == OK) {
        st = writer_commit(w, err);
    }
    if (st != OK) {
        new_dir_undo(&d);
    }
    return st;
}

enum status pack_make(struct pack_result *out, struct db *db, const struct pack_request *rq,
                      struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(MEMORY);
    struct pack *k = arena_make(a, struct pack, 1);
    struct making m = {.k = k,
                       .pdf = BUF_INIT(FILE_MAX),
                       .xlsx = BUF_INIT(FILE_MAX),
                       .manifest = BUF_INIT(MANIFEST_MAX)};

    if (k == NULL) {
        return arena_status(a, err);
    }
    if (rq->form == FORM_JIGYOSHA) {
        return err_say(err, E_INVALID, MSG_PACK_FORM);
    }
    *k = (struct pack){.rq = rq, .db = db, .arena = a};
    enum status st = write_all(&m, err);

    if (st == OK) {
        m.result.id = id_make(rq->now_ms);
        m.result.number = k->number;
        m.result.fiscal_year = k->fiscal_year;
        st = store(&m, err);
    }
    if (st == OK) {
        *out = m.result;
    }
    pdf_close(&m.paper.pdf);
    xlsx_close(&m.paper.xlsx);
    buf_close(&m.pdf);
    buf_close(&m.xlsx);
    buf_close(&m.manifest);
    return st == OK ? OK : err_note(err, "making the pack");
}

enum status pack_list(struct pack_made **out, size_t *n, struct db *db, int64_t facility_id,
                      int64_t before, int limit, struct arena *a, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_pack_list(db, facility_id, before == 0 ? INT64_MAX : before, limit);
    struct pack_made *list = arena_make(a, struct pack_made, (size_t)limit);
    struct sql_pack_list_row row;
    size_t count = 0;

    while (list != NULL && count < (size_t)limit && sql_pack_list_next(q, &row)) {
        list[count++] = (struct pack_made){
            .id = row.id,
            .number = (int)row.number,
            .fiscal_year = (int)row.fiscal_year,
            .made_at = row.made_at,
            .made_by = arena_copy(a, row.made_by),
            .as_of = arena_copy(a, row.as_of),
            .edition = arena_copy(a, row.edition),
            .check = arena_copy(a, row.check_number),
            .manifest = arena_copy(a, row.manifest),
        };
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "listing the packs of the facility");
    }
    *out = list;
    *n = count;
    return OK;
}

enum status pack_find(struct db *db, int64_t facility_id, int64_t id, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_pack_find(db, facility_id, id);
    struct sql_pack_find_row row;
    bool found = sql_pack_find_next(q, &row);

    if (stmt_status(q, err) != OK) {
        return err_note(err, "looking for a pack");
    }
    return found ? OK : err_set(err, E_NOTFOUND, "no such pack");
}
