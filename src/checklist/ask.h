/*
 * Asking one check, and putting into words what it found. Inside this room only: assess.c asks.
 */
#ifndef CHECKLIST_ASK_H
#define CHECKLIST_ASK_H

#include "checklist/assess.h"

struct asking {
    struct db *db;
    struct arena *arena;
    struct err *err;
    size_t records_max; /* records kept of a reason */
    struct check_arguments arguments;
    const struct edition_item *item;
    unsigned scope;          /* for {scope} */
    const char *patch_limit; /* for {patch}: name of a limit */
};

/*
 * Run a check. out->count tells how many gaps it found; records and sentence are there when it is
 * not 0. On failure a->err is set and *out untouched.
 */
MUST_CHECK enum status ask_check(struct asking *a, struct assess_reason *out,
                                 const struct sql_entry *check);

#endif
