/*
 * Which files of a manifest are read this time, and when each was read last.
 *
 * n files are drawn at random, every set of n as likely as every other. If a share k of all files
 * is damaged, the chance that none of them is drawn is at most (1-k)^n; drawn anew every day, the
 * chances multiply.
 */
#ifndef READINESS_SAMPLE_H
#define READINESS_SAMPLE_H

#include "base/hash.h"

#include <stdbool.h>
#include <stdint.h>

#define SAMPLE_FILES_MAX (64u << 20) /* files of a manifest whose days are kept: 4 bytes each */

struct sample;

/*
 * Draw n of `files`; n >= files: all. What was read when stands in dir, in a file named after the
 * manifest's digest; dir NULL: nothing is remembered. A file there that does not fit is ignored.
 */
MUST_CHECK enum status sample_open(struct sample **out, uint64_t files, uint64_t n, const char *dir,
                                   const uint8_t manifest[HASH_SIZE], struct err *err);
void sample_close(struct sample **s);

bool sample_is_all(const struct sample *s);

/* Is the next file, in the manifest's order, drawn? To be asked once for each. */
bool sample_next(struct sample *s);

/* The i-th file was read, and was as the manifest says, on this day. */
void sample_covered(struct sample *s, uint64_t i, int64_t now_ms);

struct sample_cover {
    uint64_t files, drawn;
    uint64_t read_in_7_days, never;
    int64_t oldest_days; /* since the file longest unread was read; -1: some never were */
};
void sample_cover(const struct sample *s, int64_t now_ms, struct sample_cover *out);

/* Keep what was read. */
MUST_CHECK enum status sample_keep(struct sample *s, struct err *err);

/* (1-share)^n: the chance that damage of this share stays unseen. */
double sample_unseen(uint64_t n, double share);

/* "66" files, or "2.5%" of `files`, at least 1. false: neither. */
bool sample_parse(uint64_t *n, const char *text, uint64_t files);

#endif
