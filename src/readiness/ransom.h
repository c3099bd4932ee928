/*
 * Does a copy look as if ransomware had been at it?
 *
 * Entropy alone decides nothing: xz and ciphertext cannot be told apart (measured; Davies et al.
 * 2022, doi 10.3390/e24101503). What decides is what a file should be, by the manifest or by its
 * name, against what it is: the signature of a kind gone and noise in its place; blocks of a file
 * that nobody changes in its middle changed here and there; text turned to noise, be it in every
 * n-th block only. And what is on many files at once: one new ending, a note in every directory.
 */
#ifndef READINESS_RANSOM_H
#define READINESS_RANSOM_H

#include "base/err.h"
#include "readiness/content.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RANSOM_SUFFIX_FILES 20 /* one new ending on more files than this is a storm */
#define RANSOM_NOTE_DIRS 3     /* the same note in this many directories */
#define RANSOM_CANARY \
    ".sonae-canary" /* how the names of canary files begin (readiness/immutable.h) */

enum ransom_sign {
    RANSOM_NONE,
    RANSOM_STRUCTURE,  /* the file is not of its kind any more, and is noise */
    RANSOM_BLOCKS,     /* blocks here and there turned to noise, others as they were */
    RANSOM_TEXT,       /* text turned to noise */
    RANSOM_BASE64,     /* noise wrapped in base64 */
    RANSOM_SUFFIX,     /* one new ending on many files */
    RANSOM_NOTE,       /* a name as ransom notes have it, in several directories */
    RANSOM_CANARY_HIT, /* a canary file changed or gone */
    RANSOM_SIGNS
};
const char *ransom_code(enum ransom_sign sign); /* "structure", ... */
const char *ransom_word(enum ransom_sign sign); /* one clause for people */

/* What is known of one file that is new or not as it was. */
struct ransom_case {
    const char *path; /* raw; [path_len] */
    size_t path_len;
    uint64_t size;
    enum content now;    /* by its first block */
    bool has_before;     /* the manifest knows it */
    enum content before; /* by the manifest */
    /* Where the manifest knows its blocks: */
    bool has_blocks;
    uint64_t first_changed[16]; /* first block of each run of changed ones, at most 16 */
    size_t runs_listed;
    uint64_t runs;     /* of changed blocks */
    bool same_between; /* an unchanged block stands after a changed one */
};

/* Look into the file fd; reads what it needs. A read error is no sign: RANSOM_NONE. */
enum ransom_sign ransom_look(int fd, const struct ransom_case *c);

/* Across the whole copy. */
struct ransom;
MUST_CHECK enum status ransom_open(struct ransom **out, struct err *err);
void ransom_close(struct ransom **r);
void ransom_before(struct ransom *r, const char *path,
                   size_t path_len);                                    /* a file of the manifest */
void ransom_added(struct ransom *r, const char *path, size_t path_len); /* a file that is new */
void ransom_missing(struct ransom *r);                                  /* a file that is gone */
bool ransom_is_canary(const char *path, size_t path_len);

struct ransom_storm {
    enum ransom_sign sign; /* RANSOM_SUFFIX or RANSOM_NOTE */
    char name[64];         /* "*.locked", "README_RESTORE.txt" */
    uint64_t files;
};
/* The i-th thing that is on many files; false: no more. */
bool ransom_storm(const struct ransom *r, size_t i, struct ransom_storm *out);

#endif
