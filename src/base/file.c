#include "base/file.h"

#include "base/fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The system's calls behind the fault seam: each can be made to fail with EIO. */
static bool broken(void)
{
    if (fault_hit(FAULT_IO)) {
        errno = EIO;
        return true;
    }
    return false;
}

static int do_open(const char *path, int flags, mode_t mode)
{
    int fd;

    if (broken()) {
        return -1;
    }
    do {
        fd = open(path, flags | O_CLOEXEC, mode);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

void file_close(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

enum status file_write_all(int fd, const void *bytes, size_t len, struct err *err)
{
    const char *p = bytes;

    while (len > 0) {
        ssize_t n = broken() ? -1 : write(fd, p, len);

        if (n >= 0) {
            p += n;
            len -= (size_t)n;
        } else if (errno != EINTR) {
            return err_errno(err, errno, "write");
        }
    }
    return OK;
}

enum status file_sync(int fd, struct err *err)
{
    return broken() || fsync(fd) != 0 ? err_errno(err, errno, "fsync") : OK;
}

/* Fill into[len] or find the end earlier; *got says how much came. */
static enum status read_up_to(int fd, char *into, size_t len, size_t *got, struct err *err)
{
    *got = 0;
    while (*got < len) {
        ssize_t n = broken() ? -1 : read(fd, into + *got, len - *got);

        if (n > 0) {
            *got += (size_t)n;
        } else if (n == 0) {
            break;
        } else if (errno != EINTR) {
            return err_errno(err, errno, "read");
        }
    }
    return OK;
}

enum status file_read(char **out, size_t *len, const char *path, size_t limit, struct arena *a,
                      struct err *err)
{
    CLEANUP(file_close) int fd = do_open(path, O_RDONLY | O_NONBLOCK, 0);
    struct stat st;

    if (fd < 0 || broken() || fstat(fd, &st) != 0) {
        return err_errno(err, errno, "%s", path);
    }
    if (!S_ISREG(st.st_mode)) {
        return err_set(err, E_INVALID, "%s: not a regular file", path);
    }
    if ((uintmax_t)st.st_size > limit) {
        return err_set(err, E_LIMIT, "%s: %jd bytes, at most %zu", path, (intmax_t)st.st_size,
                       limit);
    }
    size_t got;
    char *text = arena_alloc(a, (size_t)st.st_size + 1);

    if (text == NULL) {
        return arena_status(a, err);
    }
    if (read_up_to(fd, text, (size_t)st.st_size, &got, err) != OK) {
        return err_note(err, "%s", path);
    }
    *out = text;
    *len = got;
    return OK;
}

enum status file_sync_parent(const char *path, struct err *err)
{
    char dir[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int len = slash == NULL ? 1 : slash == path ? 1 : (int)(slash - path);

    snprintf(dir, sizeof(dir), "%.*s", len, slash == NULL ? "." : path);

    CLEANUP(file_close) int fd = do_open(dir, O_RDONLY | O_DIRECTORY, 0);

    return fd < 0 ? err_errno(err, errno, "%s", dir) : file_sync(fd, err);
}

enum status file_new_open(struct file_new *f, const char *path, mode_t mode, struct err *err)
{
    char token[RANDOM_TOKEN_SIZE];

    if ((size_t)snprintf(f->path, sizeof(f->path), "%s", path) >= sizeof(f->path)) {
        return err_set(err, E_INVALID, "%s: path too long", path);
    }
    snprintf(f->beside, sizeof(f->beside), "%s.%s", f->path, random_token(token));
    f->fd = do_open(f->beside, O_WRONLY | O_CREAT | O_EXCL, mode);
    if (f->fd < 0) {
        enum status st = err_errno(err, errno, "open %s", f->beside);

        f->beside[0] = '\0';
        return st;
    }
    return OK;
}

enum status file_new_done(struct file_new *f, struct err *err)
{
    enum status st = file_sync(f->fd, err);

    if (st == OK && (broken() || rename(f->beside, f->path) != 0)) {
        st = err_errno(err, errno, "rename");
    }
    if (st == OK) {
        f->beside[0] = '\0';
        st = file_sync_parent(f->path, err);
    }
    return st == OK ? OK : err_note(err, "writing %s", f->path);
}

void file_new_close(struct file_new *f)
{
    file_close(&f->fd);
    if (f->beside[0] != '\0') {
        unlink(f->beside); /* best effort: a leftover is ugly, the old content is what counts */
        f->beside[0] = '\0';
    }
}

enum status file_replace(const char *path, const void *bytes, size_t len, mode_t mode,
                         struct err *err)
{
    CLEANUP(file_new_close) struct file_new f = FILE_NEW;
    enum status st = file_new_open(&f, path, mode, err);

    if (st == OK) {
        st = file_write_all(f.fd, bytes, len, err);
    }
    if (st == OK) {
        st = file_new_done(&f, err);
    }
    return st == OK ? OK : err_note(err, "replacing %s", path);
}

enum status file_unnamed(int *out, const char *dir, struct err *err)
{
    char path[PATH_MAX];
    int fd = do_open(dir, O_TMPFILE | O_RDWR, 0600);

    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) { /* not every file system has it */
        if (snprintf(path, sizeof(path), "%s/unnamed-XXXXXX", dir) >= (int)sizeof(path)) {
            return err_set(err, E_INVALID, "%s: path too long", dir);
        }
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0) {
            unlink(path);
        }
    }
    if (fd < 0) {
        return err_errno(err, errno, "a file in %s", dir);
    }
    *out = fd;
    return OK;
}

static enum status make_dir(const char *path, mode_t mode, struct err *err)
{
    struct stat st;

    if (broken()) {
        return err_errno(err, errno, "mkdir %s", path);
    }
    if (mkdir(path, mode) == 0) {
        return file_sync_parent(path, err);
    }
    if (errno != EEXIST) {
        return err_errno(err, errno, "mkdir %s", path);
    }
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode)
               ? OK
               : err_set(err, E_CONFLICT, "mkdir %s: something else has this name", path);
}

enum status file_make_dirs(const char *path, mode_t mode, struct err *err)
{
    char part[PATH_MAX];
    size_t len = strlen(path);

    if (len == 0 || len >= sizeof(part)) {
        return err_set(err, E_INVALID, "mkdir: a path of %zu bytes", len);
    }
    memcpy(part, path, len + 1);
    for (size_t i = 1; i <= len; i++) {
        if (part[i - 1] != '/' && (part[i] == '/' || part[i] == '\0')) {
            part[i] = '\0';
            enum status st = make_dir(part, mode, err);

            if (st != OK) {
                return st;
            }
            part[i] = path[i];
        }
    }
    return OK;
}

enum status file_own_dir(const char *path, struct err *err)
{
    struct stat st;

    if (broken() || stat(path, &st) != 0) {
        return err_errno(err, errno, "%s", path);
    }
    if (!S_ISDIR(st.st_mode)) {
        return err_set(err, E_DENIED, "%s: not a directory", path);
    }
    return st.st_uid == geteuid() ? OK
                                  : err_set(err, E_DENIED, "%s: owned by user %u, we are %u", path,
                                            (unsigned)st.st_uid, (unsigned)geteuid());
}

void file_purge(const char *dir, int64_t before_s)
{
    DIR *d = opendir(dir);
    struct dirent *entry;

    while (d != NULL && (entry = readdir(d)) != NULL) {
        struct stat st;

        if (entry->d_name[0] != '.' &&
            fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode) && st.st_mtime < before_s) {
            unlinkat(dirfd(d), entry->d_name, 0);
        }
    }
    if (d != NULL) {
        closedir(d);
    }
}
