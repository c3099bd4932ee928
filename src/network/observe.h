/*
 * From facts to stored findings: what the command, the upload and the keeper share.
 *
 * A finding is worked out anew each time and matched to the stored one by (rule, subject), so that
 * a person's decision stays. The program changes the finding alone, never the ledger:
 *   - a new one is 未対応;
 *   - one that is no longer found, 未対応 or 対応中, becomes 解決;
 *   - a 解決 one that is seen again after the decision, and a 許容 one past its day, become 未対応;
 *   - of one rule FOUND_RULE_MAX are unsettled at most, those that are there first: new ones wait.
 *     While a rule finds more, none of it is resolved, for want of knowing.
 */
#ifndef NETWORK_OBSERVE_H
#define NETWORK_OBSERVE_H

#include "network/fact_table.h"
#include "network/rules.h"
#include "record/record.h"

#define OBSERVE_MEMORY (256u << 20) /* bytes of one reconciliation, at most */
#define OBSERVE_STEP_MS \
    (INT64_C(1) * 86400000)                   /* last seen, and a sentence alone, move so rarely */
#define OBSERVE_AGAIN_MS (INT64_C(5) * 60000) /* after a decision: what was under way then */
#define OBSERVE_GROUP 200                     /* findings stored in one transaction */

/* What the wire shows, worked out from what is stored. data_dir: where an administrator's ends of
   support and makers stand (lore.h); NULL: what is built in. */
struct observed {
    struct sightings sightings;
    struct ledger ledger;
    struct hosts hosts;
    struct lore lore;
    struct finds finds;
    int64_t left_out; /* older sightings that did not fit */
};
MUST_CHECK enum status observe_read(struct observed *out, struct db *db, int64_t facility_id,
                                    const char *data_dir, int64_t now_ms, struct arena *a,
                                    struct err *err);

struct observe_result {
    size_t devices, findings; /* there now */
    size_t n_new, n_changed, n_again, n_resolved;
};

/* Read, work out, and store what changed. E_BUSY, E_FULL: what was stored by then stands; the next
   time goes on. */
MUST_CHECK enum status observe_reconcile(struct observe_result *out, struct db *db,
                                         int64_t facility_id, const char *data_dir, int64_t now_ms,
                                         struct err *err);

/* Store s, then reconcile. */
MUST_CHECK enum status observe_store(struct observe_result *out, struct db *db, int64_t facility_id,
                                     const char *data_dir, const struct sightings *s,
                                     int64_t now_ms, struct err *err);

/* The rows of a table as the sightings of one sensor, which out points to. */
MUST_CHECK enum status observe_table(struct sightings *out, const struct fact_table *t,
                                     const struct sensor *sensor, struct arena *a, struct err *err);

/* When the newest fact of a table was, in UTC milliseconds; 0: there is none. */
int64_t observe_last_at(const struct fact_table *t);

/* What a turn makes of a stored finding: f NULL: not found any more. False: nothing changes. */
bool observe_merge(struct record *r, const struct found *f, const struct sightings *s,
                   int64_t now_ms, struct arena *a);

#endif
