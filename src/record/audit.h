/*
 * The tamper-evident history: one hash chain per facility.
 *
 * An entry is a line of JSON, its canonical bytes. hash = SHA-256(AUDIT_DOMAIN, previous hash,
 * bytes); before the first entry the previous hash is 32 zero bytes. The bytes are never made
 * again from parsed JSON: who checks them hashes what is stored.
 *
 * Each record change carries `state`, a digest of the whole record after it, so that a row changed
 * behind the program's back is found by comparing (audit_verify).
 */
#ifndef RECORD_AUDIT_H
#define RECORD_AUDIT_H

#include "base/buf.h"
#include "base/hash.h"
#include "base/progress.h"
#include "record/record.h"

#define AUDIT_DOMAIN "sonae-audit-1\n"

struct audit_fault {
    const char *what;   /* "entry", "chain", "head", "checkpoint", "record", "missing" */
    int64_t seq;        /* 0 where no entry is meant */
    const char *entity; /* or NULL */
    int64_t id;
};

struct audit_report {
    int64_t entries;
    int64_t records;
    int64_t checkpoints;
    struct audit_fault *fault; /* the first AUDIT_FAULTS_MAX */
    size_t n;
    int64_t faults; /* all that were found */
};
#define AUDIT_FAULTS_MAX 100

/*
 * Walk the whole chain of a facility, check every checkpoint's signature, then compare every record
 * with its last entry. Findings are no error: OK with out->faults > 0.
 */
MUST_CHECK enum status audit_verify(struct audit_report *out, struct db *db, int64_t facility_id,
                                    struct arena *a, const struct progress *progress,
                                    struct err *err);

/*
 * Sign the chain's head with the key in data_dir (made on first use) and store the checkpoint.
 * E_NOTFOUND while the chain is empty.
 */
MUST_CHECK enum status audit_checkpoint(struct db *db, int64_t facility_id, const char *data_dir,
                                        int64_t now_ms, struct err *err);

/*
 * The chain as a file: a line an entry, "HASHHEX bytes", and a last line
 * "head {json} PUBLICKEYHEX SIGNATUREHEX" whose signature is over the json. Written to fd.
 */
MUST_CHECK enum status audit_export(struct db *db, int64_t facility_id, const char *data_dir,
                                    int fd, int64_t now_ms, struct err *err);

/* The canonical digest of a record's values; fields that are empty do not take part. */
void audit_state(char out[HASH_HEX_SIZE], const struct record *r);

#endif
