#include "readiness/repo_tree.h"

#include "base/clock.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 17, NAMES_MAX = 100000 };

struct walking {
    struct repo_tree *tree;
    const struct repo_tree_walk *walk;
    dev_t device;
    char path[PATH_MAX]; /* below root */
    size_t len;
};

static enum status trouble(struct walking *w, int errnum, struct err *err)
{
    if (errnum == ENOENT) { /* gone since it was listed */
        return OK;
    }
    *(errnum == EACCES || errnum == EPERM ? &w->tree->n_denied : &w->tree->n_broken) += 1;
    return w->walk->trouble == NULL ? OK : w->walk->trouble(w->walk->self, w->path, errnum, err);
}

static enum status take_file(struct walking *w, const struct stat *st, struct err *err)
{
    const struct repo_file f = {.path = w->path,
                                .size = st->st_size,
                                .mtime_ms = st->st_mtim.tv_sec * INT64_C(1000) +
                                            st->st_mtim.tv_nsec / 1000000};

    w->tree->files++;
    w->tree->bytes += f.size;
    w->tree->shared_bytes += st->st_nlink > 1 ? f.size : 0;
    if (f.mtime_ms > w->tree->newest_ms) {
        w->tree->newest_ms = f.mtime_ms;
    }
    return w->walk->each == NULL ? OK : w->walk->each(w->walk->self, &f, err);
}

static enum status walk_dir(struct walking *w, int fd, int depth, struct err *err);

/* One name of the directory fd, which stands at the end of w->path. */
static enum status take_name(struct walking *w, int fd, const char *name, int depth,
                             struct err *err)
{
    struct stat st;

    if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return trouble(w, errno, err);
    }
    if (S_ISREG(st.st_mode)) {
        return take_file(w, &st, err);
    }
    if (!S_ISDIR(st.st_mode) || st.st_dev != w->device) {
        return OK;
    }
    if (depth >= REPO_TREE_DEPTH_MAX) {
        return err_set(err, E_LIMIT, "directories nested deeper than %d", REPO_TREE_DEPTH_MAX);
    }
    int sub = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    return sub < 0 ? trouble(w, errno, err) : walk_dir(w, sub, depth + 1, err);
}

/* Takes fd over. */
static enum status walk_dir(struct walking *w, int fd, int depth, struct err *err)
{
    const size_t len = w->len;
    DIR *d = fdopendir(fd);
    struct dirent *e;
    enum status st = OK;

    if (d == NULL) {
        close(fd);
        return err_errno(err, errno, "reading a directory");
    }
    while (st == OK && (errno = 0, e = readdir(d)) != NULL) {
        const size_t more = strlen(e->d_name) + (len > 0);

        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
            continue;
        }
        if (len + more >= sizeof(w->path)) {
            st = trouble(w, ENAMETOOLONG, err);
            continue;
        }
        snprintf(w->path + len, sizeof(w->path) - len, "%s%s", len > 0 ? "/" : "", e->d_name);
        w->len = len + more;
        st = take_name(w, dirfd(d), e->d_name, depth, err);
        w->len = len;
        w->path[len] = '\0';
        if (st == OK) {
            st = progress_step(w->walk->progress, w->tree->files, 0, "ファイルを数えています", err);
        }
    }
    if (st == OK && e == NULL && errno != 0) {
        st = trouble(w, errno, err);
    }
    closedir(d);
    return st;
}

enum status repo_tree_walk(struct repo_tree *out, const char *root,
                           const struct repo_tree_walk *walk, struct err *err)
{
    struct repo_tree tree = {.files = 0};
    struct walking w = {.tree = &tree, .walk = walk};
    struct stat st;
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &st) != 0) {
        int code = errno;

        file_close(&fd);
        return err_errno(err, code, "%s", root);
    }
    w.device = st.st_dev;
    enum status status = walk_dir(&w, fd, 0, err);

    if (status == OK) {
        *out = tree;
    }
    return status;
}

int repo_tree_open(const char *root, const char *path, int *errnum)
{
    const struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                                 .resolve =
                                     RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    CLEANUP(file_close) int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int fd =
        dir < 0 ? -1 : (int)syscall(SYS_openat2, dir, path + strspn(path, "/"), &how, sizeof(how));
    struct stat st;

    *errnum = fd < 0 ? errno : 0;
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
        *errnum = EINVAL;
        file_close(&fd);
    }
    return fd;
}

int64_t repo_tree_read(int fd, uint8_t digest[HASH_SIZE], int *errnum)
{
    static const size_t size = READ_SIZE;
    uint8_t bytes[READ_SIZE];
    struct hash h;
    int64_t total = 0;

    hash_start(&h);
    for (;;) {
        ssize_t n = read(fd, bytes, size);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            *errnum = errno;
            return -1;
        }
        if (n == 0) {
            break;
        }
        if (digest != NULL) {
            hash_add(&h, bytes, (size_t)n);
        }
        total += n;
    }
    if (digest != NULL) {
        hash_end(&h, digest);
    }
    return total;
}

static enum status copy_bytes(int from, int to, struct err *err)
{
    char bytes[READ_SIZE];
    ssize_t n;

    while ((n = read(from, bytes, sizeof(bytes))) != 0) {
        if (n < 0 && errno != EINTR) {
            return err_errno(err, errno, "reading");
        }
        enum status st = n > 0 ? file_write_all(to, bytes, (size_t)n, err) : OK;

        if (st != OK) {
            return st;
        }
    }
    return OK;
}

enum status repo_tree_copy(const char *root, const char *path, const char *out, struct err *err)
{
    char to[PATH_MAX];
    int errnum, len = snprintf(to, sizeof(to), "%s/%s", out, path);
    CLEANUP(file_close) int from = repo_tree_open(root, path, &errnum);

    if (from < 0) {
        return err_errno(err, errnum, "%s", path);
    }
    if (len < 0 || (size_t)len >= sizeof(to)) {
        return err_set(err, E_LIMIT, "path too long");
    }
    char *slash = strrchr(to, '/');

    *slash = '\0';
    enum status st = file_make_dirs(to, 0700, err);

    *slash = '/';
    if (st != OK) {
        return st;
    }
    CLEANUP(file_close)
    int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    return fd < 0 ? err_errno(err, errno, "%s", to) : copy_bytes(from, fd, err);
}

enum status repo_tree_restore(int64_t *took_us, const char *root, const char *out,
                              const struct repo_file *file, size_t n, struct arena *a,
                              struct err *err)
{
    const int64_t begun = clock_steady_us();
    enum status st = arena_status(a, err); /* root and out come from it */

    for (size_t i = 0; st == OK && i < n; i++) {
        st = repo_tree_copy(root, file[i].path, out, err);
    }
    *took_us = clock_steady_us() - begun;
    return st;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum status repo_tree_names(struct repo_names *out, const char *dir, struct arena *a,
                            struct err *err)
{
    struct repo_names names = {.n = 0};
    size_t room = 0;
    struct dirent *e;
    DIR *d = opendir(dir);

    if (d == NULL) {
        return err_errno(err, errno, "%s", dir);
    }
    while ((e = readdir(d)) != NULL && names.n < NAMES_MAX) {
        if (e->d_name[0] == '.') {
            continue;
        }
        if (names.n == room) {
            const char **more = arena_make(a, const char *, room = room * 2 + 64);

            if (more == NULL) {
                break;
            }
            for (size_t i = 0; i < names.n; i++) {
                more[i] = names.name[i];
            }
            names.name = more;
        }
        names.name[names.n++] = arena_copy(a, e->d_name);
    }
    closedir(d);
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    if (names.n > 0) {
        qsort(names.name, names.n, sizeof(names.name[0]), by_name);
    }
    *out = names;
    return OK;
}
