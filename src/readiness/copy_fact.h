/*
 * What is known of a copy (a record "backup"), and how: 確認済, 申告のみ, 矛盾 or 不明.
 *
 * A check that looked files what it saw; a claim is what the record says and stays a claim until
 * something looked. Facts are a machine table without a history of their own: for every copy, kind
 * and source the newest of each proof is kept (a check that could not run does not wipe out what
 * one saw before), and a line in the audit chain tells that the copy was looked at.
 * readiness/verdict.h makes the verdict from them.
 */
#ifndef READINESS_COPY_FACT_H
#define READINESS_COPY_FACT_H

#include "record/record.h"

#include <stdbool.h>

/* How well something is known; stored by code. */
enum copy_proof {
    COPY_UNKNOWN,      /* "unknown" 不明: could not be looked at. Never good */
    COPY_CLAIMED,      /* "claimed" 申告のみ: somebody says so */
    COPY_PROVED,       /* "proved" 確認済: seen by a check, at a moment */
    COPY_CONTRADICTED, /* "contradicted" 矛盾: seen to be otherwise */
    COPY_PROOFS
};

/* What a fact is about; stored by code. figure: what the number of such a fact counts. */
enum copy_kind {
    COPY_FRESH,       /* "fresh": the newest generation; figure: when it was made, UTC ms */
    COPY_GENERATIONS, /* "generations": figure: how many distinct ones can be listed */
    COPY_TREND,       /* "trend": contradicted: it shrank, or nearly all changed; figure: percent */
    COPY_STRUCTURE,   /* "structure": index, headers, catalogue are sound; figure: faults */
    COPY_READ_BACK,   /* "read_back": content read and its digests right; figure: percent read */
    COPY_MANIFEST,    /* "manifest": as its signed manifest says; figure: differences */
    COPY_RANSOM,      /* "ransom_signs": none seen; contradicted: some; figure: files */
    COPY_RESTORED,    /* "restored": a restore gave the same bytes; figure: minutes for the whole */
    COPY_OFFLINE,     /* "offline": cannot be reached from here; figure: what answered */
    COPY_IMMUTABLE,   /* "immutable": writing, truncating and unlinking are refused */
    COPY_NETWORK,     /* "separate_network": in no network of the hospital's systems */
    COPY_OFF_SITE,    /* "off_site": away from the house */
    COPY_MEDIUM,      /* "medium": on a medium of the kind the record says */
    COPY_KINDS
};

#define COPY_SOURCE_SIZE 40 /* bytes with the closing 0 */
#define COPY_NOTE_SIZE 400  /* bytes with the closing 0; longer notes are cut at a character */
#define COPY_FACTS_MAX 64   /* filed at once */
#define COPY_LIST_MAX 20000 /* read at once */

struct copy_fact {
    int64_t backup_id;
    enum copy_kind kind;
    enum copy_proof proof;
    const char *source; /* who looked, a stable word: "verify.check", "repo.restic", "reach.tcp" */
    int64_t at;         /* when, UTC ms */
    bool has_figure;
    int64_t figure;   /* see the kinds */
    const char *note; /* one Japanese sentence for people: what was seen, or why not; or NULL */
};

/*
 * File what a check saw, n facts of copies of one facility, and the line "copy.checked" in the
 * audit chain, in one transaction of its own. An older fact never replaces a newer one.
 * E_NOTFOUND: no such copy in this facility. E_INVALID: a source that is empty, too long or no
 * plain word (a-z 0-9 . _ -), or a fact from after now_ms. E_LIMIT: more than COPY_FACTS_MAX.
 */
MUST_CHECK enum status copy_fact_file(struct db *db, int64_t facility_id, const struct actor *actor,
                                      int64_t now_ms, const struct copy_fact *fact, size_t n,
                                      struct err *err);

struct copy_facts {
    struct copy_fact *fact; /* [n], by copy, kind, source; of one source the newest first */
    size_t n;
};

/* The facts of one copy, or (backup_id 0) of all; E_LIMIT past COPY_LIST_MAX. */
MUST_CHECK enum status copy_fact_list(struct copy_facts *out, struct db *db, int64_t facility_id,
                                      int64_t backup_id, struct arena *a, struct err *err);

const char *copy_kind_code(enum copy_kind kind);
const char *copy_kind_word(enum copy_kind kind); /* 「読み出せる」 */
int copy_fact_days(
    const struct copy_fact *f); /* how long a proof stands before it is only a claim */
const char *copy_proof_code(enum copy_proof proof);
const char *copy_proof_word(enum copy_proof proof); /* 確認済 申告のみ 矛盾 不明 */
const char *copy_source_word(const char *source);   /* who looked, for people */

#endif
