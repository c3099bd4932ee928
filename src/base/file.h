/*
 * Files of ours: whole reads with a limit, writes that are there or not at all.
 * Every call goes through the fault seam (base/fault.h, FAULT_IO).
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"
#include "base/hash.h"

#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The whole regular file into the arena, 0-terminated; *len without it.
 * E_LIMIT when longer than limit, E_INVALID when it is a directory, pipe or device.
 */
MUST_CHECK enum status file_read(char **out, size_t *len, const char *path, size_t limit,
                                 struct arena *a, struct err *err);

/*
 * Write beside path, fsync, rename over it, fsync the directory. mode as for open().
 * Until the rename the old content is there, from then on the new; never a part of either.
 */
MUST_CHECK enum status file_replace(const char *path, const void *bytes, size_t len, mode_t mode,
                                    struct err *err);

/*
 * The same for what is too long to stand in memory: write to fd, then file_new_done().
 *
 *     CLEANUP(file_new_close) struct file_new f = FILE_NEW;
 *     st = file_new_open(&f, path, 0600, err);
 *     ... file_write_all(f.fd, bytes, len, err) ...
 *     st = file_new_done(&f, err);
 */
struct file_new {
    int fd;
    char path[PATH_MAX];
    char beside[PATH_MAX + RANDOM_TOKEN_SIZE]; /* "" once it has its name, or before it is there */
};
#define FILE_NEW ((struct file_new){.fd = -1})
MUST_CHECK enum status file_new_open(struct file_new *f, const char *path, mode_t mode,
                                     struct err *err);
MUST_CHECK enum status file_new_done(struct file_new *f, struct err *err);
void file_new_close(struct file_new *f); /* what was not done leaves nothing behind */

/* A file without a name in dir, to write and read: nothing is left behind whatever happens. */
MUST_CHECK enum status file_unnamed(int *out, const char *dir, struct err *err);

/* mkdir -p, each new directory made durable. E_CONFLICT when a name on the way is a file. */
MUST_CHECK enum status file_make_dirs(const char *path, mode_t mode, struct err *err);
MUST_CHECK enum status file_write_all(int fd, const void *bytes, size_t len, struct err *err);
MUST_CHECK enum status file_sync(int fd, struct err *err);
/* Make the names in the directory that holds path durable. */
MUST_CHECK enum status file_sync_parent(const char *path, struct err *err);
/* Remove the plain files of dir, hidden ones aside, that were written before before_s (UTC
   seconds). What cannot be removed stays, and dir need not be there. */
void file_purge(const char *dir, int64_t before_s);
void file_close(int *fd); /* for CLEANUP; -1 is fine */

/* E_DENIED unless path is a directory owned by this process's user; E_NOTFOUND when not there. */
MUST_CHECK enum status file_own_dir(const char *path, struct err *err);

#endif
