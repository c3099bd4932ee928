/*
 * The verdict on each copy and each system: what is proved, what is only claimed, what contradicts.
 *
 * A copy's record and the drills that people wrote down are claims; the facts that checks filed
 * (readiness/copy_fact.h) confirm or contradict them. A check that could not run is 不明 and never
 * good; a proof older than its term (copy_fact_days()) is a claim again; a contradiction stands
 * until the source that found it finds otherwise. 3-2-1 counts twice: what is proved, and beside it
 * what is claimed.
 *
 * Two promises, tested as properties: no verdict rises when a proof is taken away, and a system's
 * does not rise when a copy is removed.
 */
#ifndef READINESS_VERDICT_H
#define READINESS_VERDICT_H

#include "readiness/copy_fact.h"

#define VERDICT_LATE_TIMES                                                 \
    2 /* a generation is late after so many intervals, as in the checklist \
       */
#define VERDICT_SKEW_MS                                                                 \
    (10 * 60 * 1000)           /* a clock may be so far ahead before time is impossible \
                                */
#define VERDICT_DRILL_DAYS 366 /* a drill that people wrote down counts so long */

/* ---- One copy ---- */

struct verdict_point {
    enum copy_kind kind;
    enum copy_proof proof;
    bool said; /* the record claims it, so it can be contradicted */
    const char *claim; /* what is claimed: 「24時間ごと、最後の成功 2026/11/23 3:15」, or NULL */
    int64_t said_at; /* the claim is about that day's event (a drill), UTC ms; 0: about now */
    const struct copy_fact *fact;  /* what decided, or NULL: the claim alone */
    const struct copy_fact *tried; /* a newer look that could not be made, or NULL */
    const char *why;               /* what is wrong or missing, in a sentence; NULL: nothing */
};

struct verdict_copy {
    const struct record *backup;
    struct verdict_point point[COPY_KINDS];
    enum copy_proof stands; /* is there a copy at all: fresh, and its content whole */
    bool counts;            /* in 3-2-1: a replica, or a snapshot on the same disks, is no copy */
    size_t n_contradicted;  /* points that contradict */
};

/* What the judgement is made from. Everything lives at least as long as the verdict. */
struct verdict_input {
    const struct record *backup;
    const struct record *system;       /* its system, or NULL */
    const struct record *const *drill; /* [n_drills] those of the facility */
    size_t n_drills;
    const struct copy_fact *fact; /* [n_facts] those of this copy */
    size_t n_facts;
    int64_t now_ms;
};

/* Judge one copy; sentences live in the arena (sticky: ask arena_status()). */
void verdict_judge(struct verdict_copy *out, const struct verdict_input *in, struct arena *a);

/* ---- One system ---- */

enum verdict_leg_name {
    VERDICT_COPIES,    /* 写し2つ, with production 3 */
    VERDICT_MEDIA,     /* 2 kinds of media: a copy on another one than the server's disks */
    VERDICT_AWAY,      /* 1 copy away from the house */
    VERDICT_SEPARATED, /* a copy out of an attacker's reach: offline or immutable */
    VERDICT_RESTORED,  /* a copy that was restored */
    VERDICT_LEGS
};

struct verdict_leg {
    int need, proved, claimed; /* copies; claimed counts the proved ones, too */
};

struct verdict_system {
    const struct record *system;
    struct verdict_copy *copy; /* [n] */
    size_t n;
    struct verdict_leg leg[VERDICT_LEGS];
    enum copy_proof stands; /* PROVED: every leg; CLAIMED: every leg if claims hold; else UNKNOWN */
    size_t n_contradicted;
};

/* The legs and the standing from copy[n]; part of verdict_read(), alone for the property test. */
void verdict_add_up(struct verdict_system *s);

struct verdict_all {
    struct verdict_system *system; /* [n] in the order of recovery, then by name */
    size_t n;
};

/* Every managed system that has a recovery priority or a copy. */
MUST_CHECK enum status verdict_read(struct verdict_all *out, struct db *db, int64_t facility_id,
                                    int64_t now_ms, struct arena *a, struct err *err);

/* One copy; E_NOTFOUND when there is none. */
MUST_CHECK enum status verdict_read_copy(struct verdict_copy *out, struct db *db,
                                         int64_t facility_id, int64_t backup_id, int64_t now_ms,
                                         struct arena *a, struct err *err);

/* ---- Words ---- */

enum copy_proof verdict_leg_proof(const struct verdict_leg *leg); /* UNKNOWN: it falls short */
const char *verdict_leg_title(enum verdict_leg_name name);        /* 「写し2つ」 */
/* 確認済 申告のみ 足りない: of a leg or of a system. */
const char *verdict_word(enum copy_proof stands);
/* What is known beside the claim: 「2026/11/24 届くかの検査：…に届きません。」; NULL: nothing. */
const char *verdict_point_words(const struct verdict_point *p, struct arena *a);
/* The 3-2-1 of a system in one sentence. */
const char *verdict_words(const struct verdict_system *s, struct arena *a);

#endif
