/* Looking through directories of a copy without leaving them. For the repo_*.c files of this room.
 */
#ifndef READINESS_REPO_TREE_H
#define READINESS_REPO_TREE_H

#include "base/hash.h"
#include "readiness/repo.h"

#define REPO_TREE_DEPTH_MAX 128

/* What a walk saw. */
struct repo_tree {
    int64_t files, bytes; /* regular files */
    int64_t shared_bytes; /* of files with another name: a hard link to the generation before */
    int64_t newest_ms;    /* latest change of a file's content; 0: no file */
    size_t n_denied;      /* directories that may not be read */
    size_t n_broken;      /* names and directories that could not be read for another reason */
};

/*
 * Walk root; each() (may be NULL) for every regular file, with its path below root. Follows no
 * link and no mount of others. trouble() (may be NULL) for what could not be read. E_LIMIT: deeper
 * than REPO_TREE_DEPTH_MAX; E_DENIED, E_NOTFOUND: root itself.
 */
struct repo_tree_walk {
    enum status (*each)(void *self, const struct repo_file *f, struct err *err);
    enum status (*trouble)(void *self, const char *path, int errnum, struct err *err);
    void *self;
    const struct progress *progress;
};
MUST_CHECK enum status repo_tree_walk(struct repo_tree *out, const char *root,
                                      const struct repo_tree_walk *walk, struct err *err);

/* Open root/path for reading, through no link on the way and never outside. *errnum: why not. */
int repo_tree_open(const char *root, const char *path, int *errnum);

/* Read fd to its end: bytes that came, or -1 with *errnum. digest (may be NULL): its SHA-256. */
int64_t repo_tree_read(int fd, uint8_t digest[HASH_SIZE], int *errnum);

/* Copy root/path to below out, making its directories. E_IO, E_FULL, E_DENIED, E_NOTFOUND. */
MUST_CHECK enum status repo_tree_copy(const char *root, const char *path, const char *out,
                                      struct err *err);

/* A kind's restore() for copies that need no tool: these files below root, to below out. */
MUST_CHECK enum status repo_tree_restore(int64_t *took_us, const char *root, const char *out,
                                         const struct repo_file *file, size_t n, struct arena *a,
                                         struct err *err);

/* The names in a directory, sorted, without those that begin with a dot. */
struct repo_names {
    const char **name;
    size_t n;
};
MUST_CHECK enum status repo_tree_names(struct repo_names *out, const char *dir, struct arena *a,
                                       struct err *err);

#endif
