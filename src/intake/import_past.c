/* What is known of imports that were: the list, one of them, its rows to mend, a file's first rows.
 */
#include "intake/import.h"

#include "intake/import.sql.h"
#include "intake/import_file.h"

static struct import_past past_of(const struct sql_import_get_row *row, struct arena *a)
{
    return (struct import_past){
        .id = row->id,
        .entity = entity_named(row->entity),
        .file_name = arena_copy(a, row->file_name),
        .mapping = arena_copy(a, row->mapping),
        .state = arena_copy(a, row->state),
        .by = arena_copy(a, row->created_name),
        .created_at = row->created_at,
        .ended_at = row->has_ended_at ? row->ended_at : 0,
        .undone_at = row->has_undone_at ? row->undone_at : 0,
        .read = row->n_read,
        .n = {row->n_new, row->n_changed, row->n_same, row->n_rejected},
        .last_row = row->last_row,
    };
}

enum status import_list_read(struct import_list *out, struct db *db, int64_t facility_id, int limit,
                             struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_import_list(db, facility_id, limit);
    struct import_list list = {.past = arena_make(a, struct import_past, (size_t)limit)};
    struct sql_import_list_row row;

    while (list.past != NULL && list.n < (size_t)limit && sql_import_list_next(q, &row)) {
        const struct sql_import_get_row same = {
            row.id,         row.entity,       row.file_name, row.sha256,       row.mapping,
            row.state,      row.n_read,       row.n_new,     row.n_changed,    row.n_same,
            row.n_rejected, row.to_confirm,   row.last_row,  row.created_name, row.created_at,
            row.ended_at,   row.has_ended_at, row.undone_at, row.has_undone_at};

        list.past[list.n++] = past_of(&same, a);
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "listing imports");
    }
    *out = list;
    return OK;
}

enum status import_past_read(struct import_past *out, struct db *db, int64_t facility_id,
                             int64_t import_id, struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_import_get(db, facility_id, import_id);
    struct sql_import_get_row row;
    bool found = false;

    while (sql_import_get_next(q, &row)) {
        *out = past_of(&row, a);
        found = true;
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading an import");
    }
    return found ? OK : err_say(err, E_NOTFOUND, MSG_INTAKE_NO_IMPORT);
}

enum status import_rejects_read(struct import_rejects *out, struct db *db, int64_t facility_id,
                                int64_t import_id, int64_t after, int limit, struct arena *a,
                                struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_staged_rejected(db, facility_id, import_id, after, limit);
    struct import_rejects list = {.row = arena_make(a, struct import_reject, (size_t)limit)};
    struct sql_staged_rejected_row row;

    while (list.row != NULL && list.n < (size_t)limit && sql_staged_rejected_next(q, &row)) {
        list.row[list.n++] = (struct import_reject){
            .row = row.row_no,
            .cells = arena_copy(a, row.cells),
            .field = arena_copy(a, row.complaint_field),
            .value = arena_copy(a, row.complaint_value),
            .message = arena_copy(a, row.complaint_message),
        };
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading rejected rows");
    }
    *out = list;
    return OK;
}

static enum status read_cells(struct import_peek *out, struct table *t, struct arena *a,
                              struct err *err)
{
    const struct book_row *row;
    size_t n = out->mapping.n;

    out->cell = arena_make(a, const char *, n *IMPORT_PEEK_ROWS);
    while (out->cell != NULL && out->rows < IMPORT_PEEK_ROWS) {
        enum status st = table_next(t, &row, err);

        if (st != OK || row == NULL) {
            return st;
        }
        for (size_t i = 0; i < n; i++) {
            out->cell[out->rows * n + i] = arena_copy(a, i < row->n ? row->cell[i].text : "");
        }
        out->rows++;
    }
    return OK;
}

enum status import_peek(struct import_peek *out, struct db *db,
                        const struct import_request *request, struct arena *a, struct err *err)
{
    CLEANUP(import_file_close) struct import_file f = {.book = NULL};
    struct import_peek peek = {.n_sheets = 0};
    enum status st = import_file_open(&f, db, request, request->mapping, a, err);

    if (st != OK) {
        return st;
    }

    const char **sheet = arena_make(a, const char *, book_sheets(f.book));

    for (size_t i = 0; sheet != NULL && i < book_sheets(f.book); i++) {
        sheet[i] = arena_copy(a, book_sheet_name(f.book, i));
    }
    peek.sheet = sheet;
    peek.n_sheets = book_sheets(f.book);
    peek.mapping = f.mapping;
    peek.remembered = f.remembered;
    peek.missing = f.missing;
    st = read_cells(&peek, f.table, a, err);
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st == OK) {
        *out = peek;
    }
    return st;
}
