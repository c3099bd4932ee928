/* Making and reading entries of the chain. For this room only. */
#ifndef RECORD_AUDIT_ENTRY_H
#define RECORD_AUDIT_ENTRY_H

#include "record/audit.h"
#include "record/writer.h"

/* Append what changed between before (NULL: it is new) and after to w's chain. */
MUST_CHECK enum status audit_change(struct writer *w, const struct record *before,
                                    const struct record *after, const char *act, struct err *err);

void audit_hash(uint8_t out[HASH_SIZE], const uint8_t previous[HASH_SIZE], const void *bytes,
                size_t len);

/* What a checkpoint and the last line of an export sign. */
void audit_head_json(struct buf *b, int64_t facility_id, int64_t seq, int64_t at,
                     const uint8_t hash[HASH_SIZE]);

#endif
