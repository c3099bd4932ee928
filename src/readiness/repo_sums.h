/*
 * Lists of digests that lie in a copy (SHA256SUMS, karte.dump.sha256, md5sum.txt): whoever made the
 * copy said with them what its files are. For the repo_*.c files of this room.
 *
 * A list is a stranger's file beside the data: who can change the one can change the other. It
 * proves that nothing was damaged since, not that nobody was at it; that a manifest does.
 */
#ifndef READINESS_REPO_SUMS_H
#define READINESS_REPO_SUMS_H

#include "readiness/repo.h"

#define REPO_SUMS_MAX 1000000         /* names in all lists; further ones are not covered */
#define REPO_SUMS_LIST_MAX (64 << 20) /* bytes of one list; a larger one is none */

/*
 * Hold the files below r->path against the lists that lie there; percent of the named, drawn at
 * random. Without lists *c stays as it is. Else c->by says what was compared with which list, and
 * c->data is
 *     REPO_BAD      a file is not what its list says: one damage each
 *     REPO_GOOD     every file but the lists themselves is named, and none differs
 *     REPO_UNKNOWN  none differs, but some are not named, not there, or could not be read;
 *                   where the copy's own tool has judged the data (REPO_GOOD), that stands
 */
MUST_CHECK enum status repo_sums_check(struct repo_check *c, struct repo *r, int percent,
                                       struct err *err);

#endif
