/*
 * Can a copy be written that is said to be immutable? Our own canary tells.
 *
 * An administrator has a small file planted in the copy (.sonae-canary), the only thing this
 * program ever writes there. Later looks try to open it for writing, to cut it off and to remove
 * it: each must be refused, and its text must be what was planted. Why it was refused matters:
 * the immutable or append-only attribute, or a device that is read-only, protect; a read-only
 * mount can be undone, and missing rights say nothing about others.
 */
#ifndef READINESS_IMMUTABLE_H
#define READINESS_IMMUTABLE_H

#include "readiness/copy_fact.h"

#define IMMUTABLE_CANARY ".sonae-canary"
#define IMMUTABLE_TEXT_MAX 256 /* bytes of the canary */

/*
 * Plant the canary of copy backup_id in dir. E_CONFLICT: there is one already. E_DENIED, E_FULL,
 * E_IO: it could not be written. Refused (E_DENIED), too, where the file system is read-only.
 */
MUST_CHECK enum status immutable_plant(const char *dir, int64_t backup_id, struct err *err);

/*
 * Try the canary in dir. Always a fact: 矛盾 when anything was allowed (what was changed by that is
 * put back), 不明 when there is none or the refusal proves nothing. The note lives in the arena.
 */
MUST_CHECK enum status immutable_try(struct copy_fact *out, const char *dir, int64_t backup_id,
                                     int64_t now_ms, struct arena *a, struct err *err);

#endif
