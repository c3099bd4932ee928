/*
 * Rounds and answers: one pass of a fiscal year through one form, answered by
 * named people item by item, 1回目 to 3回目. Everything is stored through
 * record_put() (entities round and answer), so history and audit follow.
 */
#ifndef CHECKLIST_ROUND_H
#define CHECKLIST_ROUND_H

#include "checklist/assess.h"
#include "record/record.h"

#define ROUND_TIMES 3 /* 1回目, 2回目, 3回目 */

struct round_request {
    int64_t facility_id;
    int fiscal_year;
    const struct edition *edition;
    enum form form;
    int64_t vendor_id; /* 事業者確認用: whose; else 0 */
    int64_t system_id; /* 事業者確認用: of which system, or 0 */
};

/*
 * The round of that year, form and vendor, made when there is none yet. Its edition is the one it
 * was begun with. E_INVALID: 事業者確認用 without a vendor, another form with one, or an edition
 * that does not serve the form.
 */
MUST_CHECK enum status round_open(struct record **out, struct db *db, struct writer *w,
                                  const struct round_request *request, struct arena *a,
                                  struct err *err);

/* What a person answers. Dates are ISO text; NULL = left blank. */
struct round_reply {
    const struct edition_item *item;
    int nth;                 /* 1 ... ROUND_TIMES */
    const char *reply;       /* "yes", "no", "not-applicable" */
    const char *answered_on; /* NULL: today */
    const char *target_on;
    const char *note;
    const char *reason; /* why it differs from the candidate, or why it does not apply */
    const char *answered_by;
    enum candidate candidate; /* at this moment */
    const char *excuse;       /* the candidate's own reason when it is not-applicable, or NULL */
    int64_t id, version;      /* of the answer that is changed; 0: a new one */
};

/*
 * Store an answer. Rules, each with its sentence (E_INVALID):
 *   いいえ needs a target date inside the fiscal year, unless the item is a 参考項目 or the gate
 *   an answer that differs from its candidate needs a reason; so does はい where nothing could be
 *   judged (but not in a vendor's form, where the vendor knows and we do not)
 *   該当なし needs a reason; where the candidate says so too, its own reason is taken
 *   確認日 is not in the future; 2回目 comes after 1回目, 3回目 after 2回目
 * E_CONFLICT: somebody answered meanwhile.
 */
MUST_CHECK enum status round_answer(struct db *db, struct writer *w, const struct record *round,
                                    const struct round_reply *reply, int64_t now_ms,
                                    struct arena *a, struct err *err);

struct round_item {
    const struct edition_item *item;
    struct record *answer[ROUND_TIMES]; /* NULL: not answered that time */
    struct record **last_year;          /* last answers of the items that meet it; never copied */
    size_t n_last_year;
};

struct round_view {
    const struct record *round;
    const struct edition *edition; /* NULL: its file is not here any more */
    struct round_item *item;       /* [n], in the edition's order */
    size_t n;
    const struct record *round_before; /* of the year before, same form and vendor, or NULL */
    const struct edition *edition_before;
};

/* A round with its answers and those of the year before beside them. */
MUST_CHECK enum status round_read(struct round_view *out, struct db *db, int64_t facility_id,
                                  int64_t round_id, const struct edition_set *editions,
                                  struct arena *a, struct err *err);

/* The last answer given to an item in this round; NULL: none. */
const struct record *round_last(const struct round_item *item);

#endif
