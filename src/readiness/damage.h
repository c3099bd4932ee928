/* Where a file differs from its manifest, block by block, while it is read. */
#ifndef READINESS_DAMAGE_H
#define READINESS_DAMAGE_H

#include "readiness/found.h"
#include "readiness/reading.h"

struct damage {
    uint64_t blocks, runs; /* that differ */
    struct found_run run[FOUND_RUNS_MAX];
    size_t listed;
    uint64_t last; /* that differs */
    uint64_t compared;
    bool same_between; /* a block as it was stands after one that differs */
    bool at_cut_only;  /* all that differs is the block in which the shorter of both ends */
};

/* FILE.blocks, read in order: small files ask for a few bytes each. */
#define DAMAGE_WINDOW (64 * 1024)
struct damage_source {
    int fd;        /* -1: it is not there */
    uint64_t from; /* where the window begins, bytes */
    size_t len;
    uint8_t window[DAMAGE_WINDOW];
};

/*
 * Compare the digests of blocks first.. first+n-1 of item with what stands at its place in
 * FILE.blocks; where it is not there nothing is compared. Blocks beyond those of the manifest are
 * not. n is at most READING_PIECE_BLOCKS.
 */
MUST_CHECK enum status damage_add(struct damage *d, struct damage_source *blocks,
                                  const struct reading_item *item, uint64_t first,
                                  const uint8_t (*leaf)[HASH_SIZE], size_t n, struct err *err);

/* What has become of a file whose content differs: changed, truncated, appended; with its places.
 */
void damage_say(const struct damage *d, const struct reading_item *item, struct found *out);

/* Does it look like ransomware's work? Reads item->fd. */
enum ransom_sign damage_look(const struct damage *d, const struct reading_item *item);

#endif
