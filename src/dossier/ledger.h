/*
 * What stands above a printed or exported ledger, as in the training deck's example: 最終更新日,
 * 最終更新者, and ours beside them: 経営層の確認 (day and name), the trace that management looked.
 * Our importer skips these lines.
 */
#ifndef DOSSIER_LEDGER_H
#define DOSSIER_LEDGER_H

#include "base/arena.h"
#include "base/date.h"
#include "record/record.h"

struct ledger_head {
    struct date updated_on; /* year 0: nothing in it yet */
    const char *updated_by;
    struct date reviewed_on; /* year 0: never */
    const char *reviewed_by; /* who chaired, or who approved; "" when it was not written down */
    bool approved;
};

/* Only the ledgers have a head: devices and cloud services. */
bool ledger_has_head(const struct entity *e);

/* The head as it is now; a review later than today_ms does not count. */
MUST_CHECK enum status ledger_head_read(struct ledger_head *out, struct db *db,
                                        const struct entity *e, int64_t facility_id,
                                        int64_t today_ms, struct arena *a, struct err *err);

/* The three lines as label and text, dates through show (date_slash or date_era). */
#define LEDGER_LINES 3
struct ledger_line {
    const char *label;
    const char *text; /* 「（まだありません）」 where there is none */
};
void ledger_lines(struct ledger_line out[LEDGER_LINES], const struct ledger_head *head,
                  char *(*show)(struct arena *a, struct date d), struct arena *a);

#endif
