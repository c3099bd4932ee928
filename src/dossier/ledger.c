#include "dossier/ledger.h"

#include "base/text.h"
#include "dossier/ledger.sql.h"

#include <string.h>

bool ledger_has_head(const struct entity *e)
{
    return strcmp(e->name, "device") == 0 || strcmp(e->name, "cloud_service") == 0;
}

static enum status read_changed(struct ledger_head *head, struct db *db, const struct entity *e,
                                int64_t facility_id, struct arena *a, struct err *err)
{
    bool cloud = strcmp(e->name, "cloud_service") == 0;
    CLEANUP(stmt_close)
    struct stmt *q = cloud ? sql_ledger_cloud_changed(db, facility_id)
                           : sql_ledger_device_changed(db, facility_id);
    struct sql_ledger_device_changed_row row;

    while (sql_ledger_device_changed_next(q, &row)) { /* both have the same columns */
        head->updated_on = date_of_ms(row.updated_at);
        head->updated_by = arena_copy(a, row.updated_by);
    }
    return stmt_status(q, err);
}

static enum status read_reviewed(struct ledger_head *head, struct db *db, int64_t facility_id,
                                 int64_t today_ms, struct arena *a, struct err *err)
{
    char today[DATE_SIZE];
    CLEANUP(stmt_close)
    struct stmt *q = sql_ledger_reviewed(db, facility_id, date_iso(today, date_of_ms(today_ms)));
    struct sql_ledger_reviewed_row row;
    enum status st = OK;

    while (st == OK && sql_ledger_reviewed_next(q, &row)) {
        st = date_from_iso(&head->reviewed_on, row.held_on, err);
        head->approved = row.has_approved_at;
        head->reviewed_by = arena_copy(a, text_or(row.approved_by, text_or(row.chair, "")));
    }
    return st == OK ? stmt_status(q, err) : st;
}

enum status ledger_head_read(struct ledger_head *out, struct db *db, const struct entity *e,
                             int64_t facility_id, int64_t today_ms, struct arena *a,
                             struct err *err)
{
    struct ledger_head head = {.updated_by = "", .reviewed_by = ""};
    enum status st = read_changed(&head, db, e, facility_id, a, err);

    if (st == OK) {
        st = read_reviewed(&head, db, facility_id, today_ms, a, err);
    }
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st != OK) {
        return err_note(err, "the head of the ledger %s", e->name);
    }
    *out = head;
    return OK;
}

void ledger_lines(struct ledger_line out[LEDGER_LINES], const struct ledger_head *head,
                  char *(*show)(struct arena *a, struct date d), struct arena *a)
{
    static const char none[] = "（まだありません）";
    bool changed = head->updated_on.year > 0, reviewed = head->reviewed_on.year > 0;

    out[0] = (struct ledger_line){"最終更新日", changed ? show(a, head->updated_on) : none};
    out[1] = (struct ledger_line){"最終更新者", changed ? head->updated_by : none};
    out[2] = (struct ledger_line){
        "経営層の確認",
        !reviewed ? none
                  : arena_printf(a, "%s　%s", show(a, head->reviewed_on), head->reviewed_by)};
}
