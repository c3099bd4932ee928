/*
 * Media on their way out and back. A label with a QR code hangs on each; who reads it comes to a
 * page with one button, and what was done there counts as seen: the disk was in somebody's hand.
 * The code guards against a wrong click, not against fraud; the history names who moved what.
 */
#ifndef READINESS_MEDIA_H
#define READINESS_MEDIA_H

#include "readiness/copy_fact.h"

#define MEDIA_CODE_SIZE 17 /* 16 characters and the closing 0 */

/* What stands in the label of a medium, besides its id. Returns out. */
char *media_code(char out[MEDIA_CODE_SIZE], const struct record *media);

/* Where a reading of the label takes it; the codes of the field "state". */
enum media_to { MEDIA_BACK, MEDIA_SAFE, MEDIA_AWAY, MEDIA_TO };
const char *media_to_code(enum media_to to);

/*
 * Take the medium there: its record (state, place, when, the day it is due back) and, since its
 * label was read, facts of its copy: away or in a safe it is offline, away it is off site; back in
 * the house neither is more than a claim. place may be NULL.
 * E_INVALID: place is too long. Else as record_put() and copy_fact_file().
 */
MUST_CHECK enum status media_move(struct db *db, const struct record *media, enum media_to to,
                                  const char *place, const struct actor *actor, int64_t now_ms,
                                  struct arena *a, struct err *err);

/* Is it out longer than its day? */
bool media_is_overdue(const struct record *media, int64_t now_ms);

#endif
