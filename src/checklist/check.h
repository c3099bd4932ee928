/*
 * Checks: a check is a query whose rows are the gaps (src/checklist/checks).
 *
 * Every statement has the same parameters and columns (the first statement of gate.sql names
 * them) and these header lines:
 *
 *     level   blocks   rows make the candidate いいえ
 *             warns    rows are shown beside the candidate
 *             needs    rows mean that nothing can be judged: the candidate is 不明, never はい
 *             excuses  rows make the item 該当なし
 *     for     topics of the checklist it speaks for (edition_item.topic)
 *     needs   checks of level needs that must be without rows before this one may speak
 *     mend    the register in which what is missing is added (an entity), where that is not the
 *             record itself
 *     say     what a user reads, with how to mend it; {n} how many, {scope} サーバ, {kind} the kind
 *             of 点検, {year} {half_year} {finding} {patch} the periods of limits.h in words
 *     source  where the rule comes from
 */
#ifndef CHECKLIST_CHECK_H
#define CHECKLIST_CHECK_H

#include "db/stmt.h"

enum check_level { CHECK_BLOCKS, CHECK_WARNS, CHECK_NEEDS, CHECK_EXCUSES, CHECK_LEVELS };

const struct sql_entry *check_all(size_t *n);
const struct sql_entry *check_named(const char *name); /* NULL: no such check */
enum check_level check_level(const struct sql_entry *check);

/* A header line's text, "" when it has none. */
const char *check_tag(const struct sql_entry *check, const char *word);

/* What every check may ask for; see the first statement of checks/gate.sql. */
struct check_arguments {
    int64_t facility_id;
    const char *today, *yesterday, *year_old, *half_year_old;
    int64_t year_old_at, finding_old_at, now_at;
    const char *contacts_old; /* the day before the contact list last changed */
    const char *scope;        /* "server", "client", "network"; "" where the item has none */
    const char *patch_old;    /* of that scope */
    const char *inspection;   /* the item's kind of 点検, or "" */
    const char *topics;       /* ",officer,ledger," */
    const char *item;         /* the item's id */
};

struct check_gap {
    const char *entity;
    int64_t id;
    const char *fields; /* to mend, joined by ','; NULL: the record as a whole */
    const char *detail; /* a few words, or NULL */
};

/* The check's rows: CLEANUP(stmt_close), check_next() until false, then stmt_status(). */
struct stmt *check_open(struct db *db, const struct sql_entry *check,
                        const struct check_arguments *a);
bool check_next(struct stmt *q, struct check_gap *out); /* texts live until the next step */

/* Is word one of those in list, which are separated by blanks? */
bool check_lists(const char *list, const char *word);

#endif
