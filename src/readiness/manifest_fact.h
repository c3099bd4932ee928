/* What a comparison with a manifest proves of a copy. */
#ifndef READINESS_MANIFEST_FACT_H
#define READINESS_MANIFEST_FACT_H

#include "readiness/copy_fact.h"
#include "readiness/found.h"

enum manifest_answer {
    MANIFEST_GOOD,   /* everything that was looked at is as signed */
    MANIFEST_BAD,    /* differences, or signs of ransomware */
    MANIFEST_UNKNOWN /* not all could be judged, or the signature is by a key nobody knows */
};
enum manifest_answer manifest_answer(const struct found_totals *t, bool key_known);

#define MANIFEST_FACTS 3
/* The facts "manifest", "read_back" and "ransom_signs"; their notes live in a. E_NOMEM */
MUST_CHECK enum status manifest_facts(struct copy_fact out[MANIFEST_FACTS], int64_t backup_id,
                                      int64_t now_ms, const struct found_totals *t, bool key_known,
                                      struct arena *a, struct err *err);

/* File them; as copy_fact_file(). */
MUST_CHECK enum status manifest_fact_file(struct db *db, int64_t facility_id,
                                          const struct actor *actor, int64_t backup_id,
                                          int64_t now_ms, const struct found_totals *t,
                                          bool key_known, struct err *err);

#endif
