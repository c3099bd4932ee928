/*
 * What the records say about each item of the checklist: a candidate with its
 * reasons. A proposal, never the answer: that a named person gives (round.h).
 *
 *     no              a check that blocks has rows
 *     unknown         nothing blocks, but something needed for judging is missing, or no check
 *                     can speak for the item; never taken for はい
 *     not-applicable  the gate is いいえ, or the item's own rule excuses it
 *     yes             every check that blocks could speak and found nothing
 */
#ifndef CHECKLIST_ASSESS_H
#define CHECKLIST_ASSESS_H

#include "checklist/check.h"
#include "checklist/edition.h"

enum candidate {
    CANDIDATE_YES,
    CANDIDATE_NO,
    CANDIDATE_UNKNOWN,
    CANDIDATE_NOT_APPLICABLE,
    CANDIDATES
};

/* A record to mend. */
struct assess_record {
    const struct entity *entity;
    int64_t id;
    const char *label;  /* 0001 ROOM1-PC1 */
    const char *fields; /* names of the fields to mend, joined by ','; "" = the record as a whole */
    const char *detail; /* what is missing, in a few words; "" */
};

struct assess_reason {
    const char *check;         /* name */
    enum check_level level;    /* needs: why nothing could be judged */
    int64_t count;             /* gaps; the first of them stand in record[n] */
    const char *message;       /* the sentence, with how to mend it */
    const char *source;        /* where the rule comes from */
    const struct entity *mend; /* the register to add what is missing to, or NULL: the records */
    struct assess_record *record;
    size_t n;
};

struct assess_item {
    const struct edition_item *item;
    enum candidate candidate;
    struct assess_reason *reason; /* what decides first, then what warns */
    size_t n;
};

struct assessment {
    const struct edition *edition;
    enum form form;
    int64_t at_ms;
    struct assess_item *item; /* [n], in the edition's order */
    size_t n;
};

struct assess_query {
    int64_t facility_id;
    const struct edition *edition;
    enum form form;
    int64_t at_ms;      /* "today"; it moves the clock, not the records */
    size_t records_max; /* records kept of each reason; 0 = ASSESS_RECORDS */
};

#define ASSESS_RECORDS 10

/* Judge every item, in one snapshot of the database. E_NOTFOUND: no such facility. */
MUST_CHECK enum status assess_run(struct assessment *out, struct db *db,
                                  const struct assess_query *query, struct arena *a,
                                  struct err *err);

const struct assess_item *assess_item(const struct assessment *all, const char *item_id);

const char *candidate_code(enum candidate c); /* "yes", "no", "unknown", "not-applicable" */
const char *candidate_ja(enum candidate c);   /* はい, いいえ, 不明, 該当なし */
bool candidate_named(enum candidate *out, const char *code);

/* As in `sonae assess --json`: "blocks", or "warns" for all that does not make いいえ. */
const char *assess_level_code(enum check_level level);

#endif
