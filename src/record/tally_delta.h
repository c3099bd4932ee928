/* Counts that change within one transaction, written at its end. For this room only. */
#ifndef RECORD_TALLY_DELTA_H
#define RECORD_TALLY_DELTA_H

#include "record/record.h"

#define TALLY_KEY_SIZE 128
#define TALLY_DELTAS_MAX 512

/* One count: of the open records of an entity (field NULL), or of those of one class in a field. */
struct tally_delta {
    const struct entity *entity;
    const struct field *field;
    const char *cls; /* in key */
    int64_t by;
    char key[TALLY_KEY_SIZE];
};

struct tally_deltas {
    struct tally_delta delta[TALLY_DELTAS_MAX];
    size_t n;
    bool full;
};

/* Count r's values up (by 1) or down (by -1); closed records and NULL do not count. */
void tally_count(struct tally_deltas *d, const struct record *r, int by);
MUST_CHECK enum status tally_store(struct tally_deltas *d, struct db *db, int64_t facility_id,
                                   struct err *err);

#endif
