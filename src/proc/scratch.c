#include "proc/scratch.h"

#include "base/fault.h"
#include "base/file.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN_DIRS = 16, ONLY_OWNER = 0700 };

/* A directory of the one that programs run as. */
static enum status make(const char *path, struct err *err)
{
    if (fault_hit(FAULT_IO) ? (errno = EIO, true) : mkdir(path, ONLY_OWNER) != 0) {
        return err_errno(err, errno, "scratch: %s", path);
    }
    if (geteuid() == 0 && chown(path, SCRATCH_UID, SCRATCH_GID) != 0) {
        int code = errno;

        rmdir(path);
        return err_errno(err, code, "scratch: owner of %s", path);
    }
    return OK;
}

enum status scratch_open(struct scratch *s, const char *parent, struct err *err)
{
    char token[RANDOM_TOKEN_SIZE], path[PATH_MAX], real[PATH_MAX];

    if (strlen(parent) + sizeof("/scratch-") + RANDOM_TOKEN_SIZE > sizeof(path)) {
        return err_set(err, E_LIMIT, "scratch: path too long");
    }
    enum status st = file_make_dirs(parent, ONLY_OWNER, err);

    if (st != OK) {
        return err_note(err, "scratch");
    }
    if (realpath(parent, real) == NULL) { /* who works in it has another working directory */
        return err_errno(err, errno, "scratch: %s", parent);
    }
    int len = snprintf(path, sizeof(path), "%s/scratch-%s", real, random_token(token));

    if (len < 0 || (size_t)len >= sizeof(path)) {
        return err_set(err, E_LIMIT, "scratch: path too long");
    }
    st = make(path, err);
    if (st == OK) {
        memcpy(s->path, path, sizeof(path));
    }
    return st;
}

enum status scratch_dir(const struct scratch *s, const char *name, struct err *err)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof(path), "%s/%s", s->path, name);

    return len < 0 || (size_t)len >= sizeof(path) ? err_set(err, E_LIMIT, "scratch: path too long")
                                                  : make(path, err);
}

/* A directory that its owner may not read is opened up first: the walk looks into it after this. */
static int open_up(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)at;
    if (kind == FTW_DNR) {
        (void)chmod(path, ONLY_OWNER);
    }
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    if (at->level == 0) {
        return 0;
    }
    if (kind == FTW_DP || kind == FTW_D || kind == FTW_DNR) {
        return rmdir(path) == 0 || errno == ENOENT ? 0 : 1;
    }
    return unlink(path) == 0 || errno == ENOENT ? 0 : 1;
}

/* Every directory must be writable before its names can go. */
static int make_writable(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)at;
    if (kind == FTW_D && (st->st_mode & S_IRWXU) != S_IRWXU) {
        (void)chmod(path, ONLY_OWNER);
    }
    return 0;
}

enum status scratch_empty(const struct scratch *s, struct err *err)
{
    const int how = FTW_PHYS | FTW_MOUNT;

    if (s->path[0] == '\0') {
        return OK;
    }
    if (nftw(s->path, remove_one, OPEN_DIRS, how | FTW_DEPTH) == 0) {
        return OK;
    }
    /* A level a turn is opened up; a tree deeper than PATH_MAX cannot have been made by path. */
    for (int i = 0; i < OPEN_DIRS; i++) {
        (void)nftw(s->path, open_up, OPEN_DIRS, how);
        (void)nftw(s->path, make_writable, OPEN_DIRS, how);
        if (nftw(s->path, remove_one, OPEN_DIRS, how | FTW_DEPTH) == 0) {
            return OK;
        }
    }
    return err_set(err, E_IO, "scratch: %s could not be emptied", s->path);
}

void scratch_close(struct scratch *s)
{
    if (s->path[0] != '\0' && scratch_empty(s, NULL) == OK) {
        rmdir(s->path);
    }
    s->path[0] = '\0';
}
