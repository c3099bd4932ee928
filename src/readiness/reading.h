/*
 * Reading many files for their digests, in pieces, by several threads; what comes out comes in the
 * order in which it was given, to one thread, the caller's.
 *
 * Small files are read side by side with pieces of large ones, so that opening and reading overlap.
 * Memory is bounded by READING_ITEMS and READING_PIECE, whatever the files are.
 */
#ifndef READINESS_READING_H
#define READINESS_READING_H

#include "readiness/entry.h"
#include "readiness/verity.h"

#include <sys/stat.h>

#define READING_ITEMS 256       /* given and not yet out; each keeps a file open */
#define READING_PIECE_BLOCKS 64 /* read and hashed in one go: 256 KiB */
#define READING_THREADS_MAX 8

/* One name, from giving to coming out. */
struct reading_item {
    struct entry entry; /* its path is owned by the item */
    struct entry want;  /* what a manifest says, for the caller's use; its path is NULL */
    bool has_want;
    uint64_t want_block; /* where its digests stand in FILE.blocks, counted in blocks */
    uint64_t want_blocks;
    uint64_t want_file; /* its number among the files of the manifest */
    bool troubled;      /* it was to be read, and could not be opened: told of already */
    /* Of a file that was read: */
    struct stat stat; /* as it was opened */
    int fd;           /* still open when it comes out; closed afterwards. -1: was not to be read */
    bool is_read;     /* from the first byte to the last, and entry.has_digest is set */
    bool moved;       /* it changed while it was read: its digest means nothing */
    int read_errnum;  /* reading failed, at block bad_block; 0: it did not */
    uint64_t bad_block;
    char *path; /* room for entry.path */
    size_t path_room;
};

/* What comes out, all called from reading_give() and reading_finish(). Anything but OK ends it. */
struct reading_sink {
    /* The digests of n blocks of a file, from block `first` on; all before done() of that file. */
    enum status (*blocks)(void *self, struct reading_item *item, uint64_t first,
                          const uint8_t (*leaf)[HASH_SIZE], size_t n, struct err *err);
    enum status (*done)(void *self, struct reading_item *item, struct err *err);
    void *self;
};

struct reading;

/* threads 0: everything happens in the caller's thread, in a fixed order (tests of faults). */
MUST_CHECK enum status reading_open(struct reading **out, int threads,
                                    const struct reading_sink *sink, struct err *err);
void reading_close(struct reading **r);

/* A blank item to be filled; path is copied into it. May first hand out earlier ones. */
MUST_CHECK enum status reading_next(struct reading *r, struct reading_item **out,
                                    const struct entry *entry, struct err *err);
/* Put the item in line. With fd >= 0, its file is read, item->stat.st_size bytes. */
MUST_CHECK enum status reading_give(struct reading *r, struct reading_item *item, struct err *err);
/* Wait for everything that was given. */
MUST_CHECK enum status reading_finish(struct reading *r, struct err *err);

#endif
