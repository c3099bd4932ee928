/*
 * How many gaps wait in each place of the menu: what blocks a はい, counted by
 * the register in which it is mended. Worked out by the keeper when something
 * has changed, read by every page with one statement.
 */
#ifndef CHECKLIST_TODO_H
#define CHECKLIST_TODO_H

#include "checklist/assess_cache.h"

#define TODO_PLACES_MAX 32

struct todo {
    struct todo_place {
        const char *name; /* of the menu: "device", "contact", "scope", ... */
        int64_t n;
    } place[TODO_PLACES_MAX];
    size_t n;
};

/*
 * Judge the institution by the edition of this fiscal year and keep the counts. A turn in which
 * nothing has changed costs one statement (cache may be NULL: judged anew). E_NOTFOUND: no such
 * facility.
 */
MUST_CHECK enum status todo_refresh(struct db *db, int64_t facility_id, const char *data_dir,
                                    struct assess_cache *cache, int64_t now_ms, struct arena *a,
                                    struct err *err);

/* The counts as they were last worked out; none before that. */
MUST_CHECK enum status todo_read(struct todo *out, struct db *db, int64_t facility_id,
                                 struct arena *a, struct err *err);
int64_t todo_count(const struct todo *todo, const char *place); /* 0 for a place without gaps */

#endif
