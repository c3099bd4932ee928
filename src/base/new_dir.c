#include "base/new_dir.h"

#include "base/fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What stands at a path. */
enum place { NOTHING, EMPTY, OURS, FOREIGN };

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool is_mine(const char *name, const char *const mine[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(name, mine[i]) == 0) {
            return true;
        }
    }
    return false;
}

static enum status look(enum place *out, const char *path, const char *const mine[], size_t n,
                        struct err *err)
{
    DIR *dir = fault_hit(FAULT_IO) ? (errno = EIO, NULL) : opendir(path);

    if (dir == NULL) {
        if (errno != ENOENT && errno != ENOTDIR) {
            return err_errno(err, errno, "%s", path);
        }
        *out = errno == ENOENT ? NOTHING : FOREIGN;
        return OK;
    }
    *out = EMPTY;
    for (struct dirent *e; *out != FOREIGN && (e = readdir(dir)) != NULL;) {
        if (!is_dots(e->d_name)) {
            *out = is_mine(e->d_name, mine, n) ? OURS : FOREIGN;
        }
    }
    closedir(dir);
    return OK;
}

enum status new_dir_open(struct new_dir *d, const char *path, const char *const mine[],
                         size_t n_mine, struct err *err)
{
    char token[RANDOM_TOKEN_SIZE];
    enum place place = NOTHING;
    size_t len = strlen(path);

    d->mine = mine;
    d->n_mine = n_mine;

    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    if (len == 0 || len >= sizeof(d->path)) {
        return err_set(err, E_INVALID, "a path of %zu bytes", len);
    }
    memcpy(d->path, path, len);
    d->path[len] = '\0';
    enum status st = look(&place, d->path, mine, n_mine, err);

    if (st != OK) {
        return st;
    }
    if (place == FOREIGN) {
        return err_say(err, E_CONFLICT, MSG_DIR_FOREIGN, d->path);
    }
    d->place = (int)place;
    snprintf(d->beside, sizeof(d->beside), "%s.%s", d->path, random_token(token));
    st = file_make_dirs(d->beside, 0700, err);
    if (st != OK) {
        rmdir(d->beside);
        d->beside[0] = '\0';
    }
    return st;
}

enum status new_dir_put(struct new_dir *d, const char *name, const void *bytes, size_t len,
                        struct err *err)
{
    char path[2 * PATH_MAX];

    if (d->n == NEW_DIR_FILES_MAX || strlen(name) >= sizeof(d->name[0])) {
        return err_set(err, E_LIMIT, "%s: too many files or too long a name", name);
    }
    snprintf(d->name[d->n++], sizeof(d->name[0]), "%s", name);
    snprintf(path, sizeof(path), "%s/%s", d->beside, name);
    return file_replace(path, bytes, len, 0600, err);
}

/* rename(), through the fault seam. flags: RENAME_EXCHANGE. */
static int move(const char *from, const char *to, unsigned flags)
{
    if (fault_hit(FAULT_IO)) {
        errno = EIO;
        return -1;
    }
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, flags);
}

/* Let the directories at path and beside change places; not every file system does it at once. */
static int swap(struct new_dir *d)
{
    char third[sizeof(d->beside) + 8];

    if (move(d->beside, d->path, RENAME_EXCHANGE) == 0) {
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return -1;
    }
    snprintf(third, sizeof(third), "%s.old", d->beside);
    if (move(d->path, third, 0) != 0) {
        return -1;
    }
    if (move(d->beside, d->path, 0) != 0) {
        int why = errno;

        rename(third, d->path);
        errno = why;
        return -1;
    }
    return rename(third, d->beside);
}

enum status new_dir_done(struct new_dir *d, struct err *err)
{
    int moved = d->place == OURS ? swap(d) : move(d->beside, d->path, 0);

    if (moved != 0) {
        return err_errno(err, errno, "renaming to %s", d->path);
    }
    d->is_done = true;
    return file_sync_parent(d->path, err);
}

void new_dir_undo(struct new_dir *d)
{
    if (!d->is_done) {
        return;
    }
    if (d->place == OURS) {
        swap(d);
    } else if (rename(d->path, d->beside) == 0 && d->place == EMPTY) {
        mkdir(d->path, 0700);
    }
    d->is_done = false;
}

/* Best effort: a leftover is ugly, what stands at path is what counts. */
void new_dir_close(struct new_dir *d)
{
    char file[2 * PATH_MAX];

    if (d->beside[0] == '\0') {
        return;
    }
    for (size_t i = 0; i < d->n; i++) {
        snprintf(file, sizeof(file), "%s/%s", d->beside, d->name[i]);
        unlink(file);
    }
    for (size_t i = 0; i < d->n_mine; i++) {
        snprintf(file, sizeof(file), "%s/%s", d->beside, d->mine[i]);
        unlink(file);
    }
    rmdir(d->beside);
    d->beside[0] = '\0';
}
