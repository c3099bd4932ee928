/* What record_put() asks before it stores. For this room only. */
#ifndef RECORD_PUT_CHECK_H
#define RECORD_PUT_CHECK_H

#include "record/record.h"

/* E_CONFLICT with the sentence that somebody saved `stored` in the meantime. */
enum status put_conflict(const struct record *stored, struct arena *a, struct err *err);

/* record_check() of a new record, but for what a UNIQUE constraint says when it is stored. */
MUST_CHECK enum status put_check_new(struct complaint **out, struct db *db, const struct record *r,
                                     int64_t now_ms, struct arena *a, struct err *err);

/*
 * Rules between fields and between records (rules.c). Each calls add() for what it finds.
 */
struct rule_scope {
    struct db *db;
    const struct record *record;
    int64_t now_ms;
    struct arena *arena;
    bool is_stored_next;     /* the table's own constraint says whether a value is taken */
    struct complaint **tail; /* where the next complaint goes */
};

/* Add a complaint about a field (by name; NULL: the record) with a sentence. */
void rule_complain(struct rule_scope *s, const char *field, enum msg msg, const char *a1,
                   const char *a2, const char *a3);

MUST_CHECK enum status rules_check(struct rule_scope *s, struct err *err);

#endif
