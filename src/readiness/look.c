#include "readiness/look.h"

#include "readiness/immutable.h"
#include "readiness/medium.h"

#include <string.h>

static bool is_said_immutable(const struct record *r)
{
    return record_is(r, "immutable", "worm") || record_is(r, "immutable", "object_lock") ||
           record_is(r, "immutable", "tape");
}

enum status look_at(struct look *out, struct db *db, const struct record *backup,
                    const struct actor *actor, int64_t now_ms, struct arena *a, struct err *err)
{
    const char *path = record_get(backup, "check_path");
    struct look look = {.n = 0};
    struct reach_found found;
    enum status st = reach_look(&found, db, backup, now_ms, a, err);

    if (st != OK) {
        return st;
    }
    memcpy(look.fact, found.fact, found.n * sizeof(found.fact[0]));
    look.n = found.n;
    look.n += medium_look(&look.fact[look.n], backup, now_ms);
    if (path != NULL && is_said_immutable(backup)) {
        st = immutable_try(&look.fact[look.n], path, backup->id, now_ms, a, err);
        look.n += st == OK;
    }
    if (st == OK) {
        st = copy_fact_file(db, backup->facility_id, actor, now_ms, look.fact, look.n, err);
    }
    if (st != OK) {
        return err_note(err, "looking at a copy");
    }
    *out = look;
    return OK;
}

enum status look_plant(const struct record *backup, struct err *err)
{
    const char *path = record_get(backup, "check_path");

    if (path == NULL) {
        return err_say(err, E_INVALID, MSG_CANARY_NO_PATH);
    }
    enum status st = immutable_plant(path, backup->id, err);

    return st == E_CONFLICT ? err_say(err, E_CONFLICT, MSG_CANARY_IS_THERE, path)
           : st != OK       ? err_say(err, st, MSG_CANARY_REFUSED, path)
                            : OK;
}
