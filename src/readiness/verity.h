/*
 * The digest of a file: SHA-256 as a tree over blocks of 4 KiB, with the parameters of Linux'
 * fs-verity (SHA-256, no salt, block size 4096; Documentation/filesystems/fsverity.rst, "File
 * digest computation"). `fsverity digest` gives the same value, so that an inspector needs no
 * program of ours; and the leaves tell which block of a file is damaged.
 *
 * Blocks are hashed many at once, in the lanes of the processor's wide registers. Which library
 * does that is chosen when the hasher is made (struct verity), by what the processor can do.
 */
#ifndef READINESS_VERITY_H
#define READINESS_VERITY_H

#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VERITY_BLOCK 4096
#define VERITY_FAN (VERITY_BLOCK / HASH_SIZE) /* digests in a block of the tree */
#define VERITY_LEVELS 8                       /* 128^8 blocks of 4 KiB are more than 2^63 bytes */

struct verity; /* one for each thread */

/* What hashes. The order is the order of preference of VERITY_BEST. */
enum verity_way {
    VERITY_AVX512,  /* libipsec-mb, 16 lanes */
    VERITY_SHA_NI,  /* libipsec-mb, 2 lanes of the SHA instructions */
    VERITY_AVX2,    /* libipsec-mb, 8 lanes */
    VERITY_OPENSSL, /* one block after the other: every processor, fast with SHA instructions */
    VERITY_WAYS,
    VERITY_BEST = VERITY_WAYS
};
const char *verity_way_name(enum verity_way way); /* "sha-ni", "avx2", ... */

/*
 * A hasher that goes this way; VERITY_BEST is the first that the processor has. Its first digest is
 * compared with that of base/hash before it is handed out.
 *
 * E_NOTFOUND  this processor or this build has no such way
 * E_CORRUPT   the way computes something else than SHA-256
 * E_NOMEM
 */
MUST_CHECK enum status verity_open(struct verity **out, enum verity_way way, struct err *err);
void verity_close(struct verity **v);
enum verity_way verity_way(const struct verity *v);

/* out[i] = SHA-256 of bytes[i * VERITY_BLOCK] to bytes[(i + 1) * VERITY_BLOCK - 1], for i < n. */
void verity_blocks(struct verity *v, uint8_t (*out)[HASH_SIZE], const uint8_t *bytes, size_t n);

/* The tree over the leaves of one file, grown from its first leaf to its last. */
struct verity_tree {
    uint64_t leaves;
    int used[VERITY_LEVELS]; /* digests that wait in each level */
    uint8_t level[VERITY_LEVELS][VERITY_BLOCK];
};
void verity_tree_start(struct verity_tree *t);
void verity_tree_add(struct verity_tree *t, struct verity *v, const uint8_t (*leaf)[HASH_SIZE],
                     size_t n);
/* The file digest, from the tree and the size of the file in bytes: the SHA-256 of the kernel's
   struct fsverity_descriptor. The leaves added must be as many as size has blocks. */
void verity_tree_end(struct verity_tree *t, struct verity *v, uint64_t size,
                     uint8_t out[HASH_SIZE]);

/* A file of one to VERITY_FAN blocks: its tree is one block, or its only leaf. */
#define VERITY_SMALL_MAX 64 /* files in one go */
struct verity_small {
    const uint8_t (*leaf)[HASH_SIZE]; /* [n] */
    size_t n;
    uint64_t size; /* bytes */
    uint8_t *out;  /* [HASH_SIZE] its digest, as of verity_tree_end() */
};
/* The digests of n such files (at most VERITY_SMALL_MAX), their trees side by side;
   room[n * VERITY_BLOCK] is written over. */
void verity_small(struct verity *v, const struct verity_small *file, size_t n, uint8_t *room);

static inline uint64_t verity_block_count(uint64_t size)
{
    return size / VERITY_BLOCK + (size % VERITY_BLOCK != 0);
}

#endif
