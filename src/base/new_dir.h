/*
 * A directory of files that is there whole, or not at all: written beside its place, made durable,
 * then renamed. Every call goes through the fault seam (base/fault.h, FAULT_IO).
 *
 *     CLEANUP(new_dir_close) struct new_dir d = NEW_DIR;
 *     st = new_dir_open(&d, "out/pack", err);
 *     st = new_dir_put(&d, "a.pdf", bytes, len, err);
 *     st = new_dir_done(&d, err);
 */
#ifndef BASE_NEW_DIR_H
#define BASE_NEW_DIR_H

#include "base/file.h"

#include <stdbool.h>

#define NEW_DIR_FILES_MAX 16

struct new_dir {
    char path[PATH_MAX];
    char beside[PATH_MAX + RANDOM_TOKEN_SIZE]; /* "": not begun */
    char name[NEW_DIR_FILES_MAX][64];          /* of the files put */
    size_t n;
    const char *const *mine;
    size_t n_mine;
    int place; /* what stood at path */
    bool is_done;
};
#define NEW_DIR ((struct new_dir){.n = 0})

/*
 * Begin. What stands at path now may be nothing, an empty directory, or a directory that holds only
 * files named in mine[n_mine] (static): an earlier result, which new_dir_done() replaces in one
 * step. E_CONFLICT: something else stands there, and is left alone.
 */
MUST_CHECK enum status new_dir_open(struct new_dir *d, const char *path, const char *const mine[],
                                    size_t n_mine, struct err *err);
MUST_CHECK enum status new_dir_put(struct new_dir *d, const char *name, const void *bytes,
                                   size_t len, struct err *err);
MUST_CHECK enum status new_dir_done(struct new_dir *d, struct err *err);

/* After new_dir_done() and before new_dir_close(): as it was before, because what belongs to the
   files could not be stored. */
void new_dir_undo(struct new_dir *d);

void new_dir_close(
    struct new_dir *d); /* what was not done, or was replaced, leaves nothing behind */

#endif
