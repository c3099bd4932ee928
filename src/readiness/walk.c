#include "readiness/walk.h"

#include "base/fault.h"
#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A directory that is open. Its names stand in walk.names, where they begin in walk.name[]. */
struct level {
    int fd;
    dev_t dev;
    ino_t ino;
    size_t path_len;   /* of the directory's own path in walk.path */
    size_t next, end;  /* of walk.name[] */
    size_t name_first; /* where its names begin in both */
    size_t names_len;
};

struct walk {
    struct level level[WALK_DEPTH_MAX];
    int depth;
    char *names; /* of all open directories, each with its 0 */
    size_t names_len, names_room;
    uint32_t *name; /* where each begins, sorted within its directory */
    size_t n_name, name_room;
    char path[ENTRY_PATH_MAX + 1];
    char target[ENTRY_PATH_MAX + 1]; /* of a link */
    const char *last;                /* the last name in its directory, for walk_take() */
    int last_fd;                     /* the directory that holds it */
};

static bool broken(void)
{
    if (fault_hit(FAULT_IO)) {
        errno = EIO;
        return true;
    }
    return false;
}

/* Make *p hold n things of this size at least. */
static bool grow(void **p, size_t *room, size_t n, size_t size)
{
    if (n <= *room) {
        return true;
    }
    size_t want = *room < 1024 ? 1024 : *room * 2;

    while (want < n) {
        want *= 2;
    }
    void *grown = mem_grow(*p, want * size);

    if (grown == NULL) {
        return false;
    }
    *p = grown;
    *room = want;
    return true;
}

static enum status add_name(struct walk *w, const char *name, struct err *err)
{
    size_t len = strlen(name) + 1;

    if (w->names_len + len > UINT32_MAX) {
        return err_set(err, E_LIMIT, "walk: names of more than 4 GiB in one directory");
    }
    if (!grow((void **)&w->names, &w->names_room, w->names_len + len, 1) ||
        !grow((void **)&w->name, &w->name_room, w->n_name + 1, sizeof(*w->name))) {
        return err_set(err, E_NOMEM, "walk: no memory for the names of a directory");
    }
    w->name[w->n_name++] = (uint32_t)w->names_len;
    memcpy(w->names + w->names_len, name, len);
    w->names_len += len;
    return OK;
}

static int by_name(const void *a, const void *b, void *names)
{
    return strcmp((const char *)names + *(const uint32_t *)a,
                  (const char *)names + *(const uint32_t *)b);
}

/* Read the names of the directory fd. E_IO and the like are the directory's, E_NOMEM ours. */
static enum status list(struct walk *w, int fd, struct err *err)
{
    int again = broken() ? -1 : openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = again < 0 ? NULL : fdopendir(again);
    enum status st = OK;

    if (dir == NULL) {
        int why = errno;

        file_close(&again);
        return err_errno(err, why, "walk: a directory");
    }
    for (;;) {
        errno = broken() ? EIO : 0;
        struct dirent *e = errno != 0 ? NULL : readdir(dir);

        if (e == NULL) {
            st = errno == 0 ? OK : err_errno(err, errno, "walk: reading a directory");
            break;
        }
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            st = add_name(w, e->d_name, err);
            if (st != OK) {
                break;
            }
        }
    }
    closedir(dir);
    return st;
}

/* Open a level over fd, which it takes. On failure everything is as before and fd closed. */
static enum status push(struct walk *w, int fd, const struct stat *s, size_t path_len,
                        struct err *err)
{
    size_t n_name = w->n_name, names_len = w->names_len;
    enum status st = list(w, fd, err);

    if (st != OK) {
        w->n_name = n_name;
        w->names_len = names_len;
        file_close(&fd);
        return st;
    }
    if (w->n_name > n_name) {
        qsort_r(w->name + n_name, w->n_name - n_name, sizeof(*w->name), by_name, w->names);
    }
    w->level[w->depth++] = (struct level){.fd = fd,
                                          .dev = s->st_dev,
                                          .ino = s->st_ino,
                                          .path_len = path_len,
                                          .next = n_name,
                                          .end = w->n_name,
                                          .name_first = n_name,
                                          .names_len = names_len};
    return OK;
}

static void pop(struct walk *w)
{
    struct level *l = &w->level[--w->depth];

    file_close(&l->fd);
    w->n_name = l->name_first;
    w->names_len = l->names_len;
}

enum status walk_open(struct walk **out, const char *top, struct err *err)
{
    CLEANUP(walk_close) struct walk *w = mem_new(sizeof(*w));
    struct stat s;

    if (w == NULL) {
        return err_set(err, E_NOMEM, "walk");
    }
    int fd = broken() ? -1 : open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) {
        return errno == ENOTDIR ? err_set(err, E_INVALID, "%s: not a directory", top)
                                : err_errno(err, errno, "%s", top);
    }
    if (broken() || fstat(fd, &s) != 0) {
        enum status st = err_errno(err, errno, "%s", top);

        file_close(&fd);
        return st;
    }
    enum status st = push(w, fd, &s, 0, err);

    if (st == OK) {
        *out = w;
        w = NULL;
    }
    return st == OK ? OK : err_note(err, "%s", top);
}

void walk_close(struct walk **w)
{
    if (*w != NULL) {
        while ((*w)->depth > 0) {
            pop(*w);
        }
        mem_free((*w)->names);
        mem_free((*w)->name);
        mem_free(*w);
        *w = NULL;
    }
}

static void troubled(struct walk_step *out, enum walk_trouble trouble, int errnum)
{
    out->trouble = trouble;
    out->errnum = errnum;
}

static void read_link(struct walk *w, struct walk_step *out)
{
    ssize_t n = broken() ? -1 : readlinkat(w->last_fd, w->last, w->target, ENTRY_PATH_MAX);

    if (n < 0) {
        troubled(out, errno == ENOENT ? WALK_VANISHED : WALK_UNREADABLE, errno);
        return;
    }
    out->entry.size = (uint64_t)n;
    hash_of(out->entry.digest, w->target, (size_t)n);
    out->entry.has_digest = true;
}

static bool holds_itself(const struct walk *w, const struct stat *s)
{
    for (int i = 0; i < w->depth; i++) {
        if (w->level[i].dev == s->st_dev && w->level[i].ino == s->st_ino) {
            return true;
        }
    }
    return false;
}

/* Step into the directory of this step; what hinders becomes its trouble. */
static enum status enter(struct walk *w, struct walk_step *out, struct err *err)
{
    int errnum;

    if (w->depth == WALK_DEPTH_MAX) {
        troubled(out, WALK_DEEP, 0);
        return OK;
    }
    if (holds_itself(w, &out->stat)) {
        troubled(out, WALK_LOOP, 0);
        return OK;
    }
    int fd = walk_take(w, out, &errnum);

    if (fd < 0) {
        troubled(out, errnum == ENOENT ? WALK_VANISHED : WALK_UNREADABLE, errnum);
        return OK;
    }
    errno = 0;
    enum status st = push(w, fd, &out->stat, out->entry.path_len, err);

    if (st != OK && st != E_NOMEM && st != E_LIMIT) {
        troubled(out, WALK_UNREADABLE, EIO);
        st = OK;
    }
    return st;
}

static enum entry_kind kind_of(mode_t mode)
{
    return S_ISREG(mode)   ? ENTRY_FILE
           : S_ISDIR(mode) ? ENTRY_DIR
           : S_ISLNK(mode) ? ENTRY_LINK
                           : ENTRY_OTHER;
}

static enum status look(struct walk *w, struct walk_step *out, struct err *err)
{
    struct stat *s = &out->stat;

    if (broken() || fstatat(w->last_fd, w->last, s, AT_SYMLINK_NOFOLLOW) != 0) {
        troubled(out, errno == ENOENT ? WALK_VANISHED : WALK_UNREADABLE, errno);
        return OK;
    }
    out->entry.kind = kind_of(s->st_mode);
    out->entry.mode = s->st_mode & 07777;
    out->entry.mtime_ns = (int64_t)s->st_mtim.tv_sec * 1000000000 + s->st_mtim.tv_nsec;
    switch (out->entry.kind) {
    case ENTRY_FILE:
        out->entry.size = (uint64_t)s->st_size;
        return OK;
    case ENTRY_LINK:
        read_link(w, out);
        return OK;
    case ENTRY_DIR:
        return enter(w, out, err);
    default:
        return OK;
    }
}

enum status walk_next(struct walk *w, struct walk_step *out, struct err *err)
{
    while (w->depth > 1 && w->level[w->depth - 1].next == w->level[w->depth - 1].end) {
        pop(w);
    }
    struct level *l = &w->level[w->depth - 1];

    if (l->next == l->end) {
        return err_set(err, E_NOTFOUND, "walk: the end"); /* the top stays open */
    }
    size_t at = l->path_len;

    w->last = w->names + w->name[l->next++];
    w->last_fd = l->fd;
    memset(out, 0, sizeof(*out));
    size_t len = strlen(w->last);

    if (at + 1 + len > ENTRY_PATH_MAX) { /* its directory's name stands for it */
        w->path[at] = '\0';
        out->entry = (struct entry){.path = w->path, .path_len = at, .kind = ENTRY_DIR};
        troubled(out, WALK_DEEP, 0);
        l->next = l->end;
        return OK;
    }
    if (at > 0) {
        w->path[at++] = '/';
    }
    memcpy(w->path + at, w->last, len + 1);
    out->entry.path = w->path;
    out->entry.path_len = at + len;
    return look(w, out, err);
}

int walk_take(struct walk *w, const struct walk_step *step, int *errnum)
{
    int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC |
                (step->entry.kind == ENTRY_DIR ? O_DIRECTORY : 0);
    int fd = broken() ? -1 : openat(w->last_fd, w->last, flags | O_NOATIME);
    struct stat s;

    if (fd < 0 && errno == EPERM) { /* O_NOATIME is the owner's right */
        fd = openat(w->last_fd, w->last, flags);
    }
    if (fd < 0) {
        *errnum = errno;
        return -1;
    }
    if (broken() || fstat(fd, &s) != 0) {
        *errnum = errno;
        file_close(&fd);
    } else if (s.st_ino != step->stat.st_ino || s.st_dev != step->stat.st_dev) {
        *errnum = ESTALE;
        file_close(&fd);
    }
    return fd;
}

bool walk_still_there(const struct walk *w, const char *top)
{
    struct stat now, then;

    return !broken() && stat(top, &now) == 0 && fstat(w->level[0].fd, &then) == 0 &&
           now.st_dev == then.st_dev && now.st_ino == then.st_ino;
}
