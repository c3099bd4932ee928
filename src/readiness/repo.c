#include "readiness/repo.h"

#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the order in which they are tried: a repository is a directory, too. */
static const struct repo_kind *const kinds[] = {
    &repo_restic, &repo_borg, &repo_pg, &repo_archive, &repo_directory,
};

const struct repo_kind *const *repo_kind_all(size_t *n)
{
    *n = COUNT(kinds);
    return kinds;
}

const struct repo_kind *repo_kind_named(const char *code)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (strcmp(kinds[i]->code, code) == 0) {
            return kinds[i];
        }
    }
    return NULL;
}

static enum status find_kind(const struct repo_kind **out, const char *code, const char *path,
                             struct err *err)
{
    if (code != NULL && strcmp(code, "auto") != 0) {
        *out = repo_kind_named(code);
        return *out != NULL ? OK : err_say(err, E_INVALID, MSG_REPO_NO_SUCH_KIND, code);
    }
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (kinds[i]->is_at(path)) {
            *out = kinds[i];
            return OK;
        }
    }
    return err_say(err, E_NOTFOUND, MSG_REPO_NO_KIND, path);
}

enum status repo_secret(char **out, const char *file, struct arena *a, struct err *err)
{
    CLEANUP(file_close) int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    char text[REPO_SECRET_MAX + 2];
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0) {
        return err_say(err, errno == ENOENT ? E_NOTFOUND : E_DENIED, MSG_REPO_NO_SECRET, file);
    }
    if (!S_ISREG(st.st_mode) || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return err_say(err, E_DENIED, MSG_REPO_SECRET_OPEN, file);
    }
    ssize_t n = read(fd, text, sizeof(text));

    if (n < 0) {
        return err_errno(err, errno, "reading a passphrase's file");
    }
    size_t len = (size_t)n;

    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r')) {
        len--;
    }
    if (len == 0 || len > REPO_SECRET_MAX || memchr(text, '\0', len) != NULL ||
        memchr(text, '\n', len) != NULL) {
        return err_say(err, E_INVALID, MSG_REPO_SECRET_ODD, file);
    }
    *out = arena_copy_n(a, text, len);
    explicit_bzero(text, sizeof(text));
    return arena_status(a, err);
}

enum status repo_open(struct repo *r, const struct repo_want *want, struct arena *a,
                      struct err *err)
{
    char path[PATH_MAX];
    struct repo made = {.tool_path = want->tool_path,
                        .timeout_ms = want->timeout_ms > 0 ? want->timeout_ms : REPO_TIMEOUT_MS,
                        .now_ms = want->now_ms,
                        .arena = a,
                        .progress = want->progress};

    if (realpath(want->path, path) == NULL) {
        return err_say(err, errno == ENOENT || errno == ENOTDIR ? E_NOTFOUND : E_DENIED,
                       MSG_REPO_NOT_THERE, want->path);
    }
    made.path = arena_copy(a, path);
    enum status st = arena_status(a, err);

    if (st == OK) {
        st = find_kind(&made.kind, want->kind, path, err);
    }
    if (st == OK && want->secret_file != NULL) {
        st = repo_secret(&made.secret, want->secret_file, a, err);
    }
    if (st == OK) {
        st = scratch_open(&made.scratch, want->scratch_dir, err);
    }
    if (st != OK) {
        return st;
    }
    *r = made; /* from here on repo_close() removes the scratch */
    st = repo_clear(r, err);
    if (st != OK) {
        repo_close(r);
    }
    return st;
}

enum status repo_clear(struct repo *r, struct err *err)
{
    enum status st = scratch_empty(&r->scratch, err);

    return st == OK ? scratch_dir(&r->scratch, "out", err) : st;
}

void repo_close(struct repo *r)
{
    if (r->secret != NULL) {
        explicit_bzero(r->secret, strlen(r->secret));
    }
    scratch_close(&r->scratch);
    r->kind = NULL;
}

char *repo_restored(const struct repo *r, const char *path, struct arena *a)
{
    return arena_printf(a, "%s/out/%s", r->scratch.path, path + strspn(path, "/"));
}

bool repo_path_is_plain(const char *path)
{
    path += path[0] == '/';
    for (const char *p = path;; p++) {
        size_t len = strcspn(p, "/");

        if (len == 0 || (len == 1 && p[0] == '.') || (len == 2 && p[0] == '.' && p[1] == '.')) {
            return false;
        }
        for (size_t i = 0; i < len; i++) {
            if ((unsigned char)p[i] < ' ' || p[i] == 0x7F) {
                return false;
            }
        }
        p += len;
        if (*p == '\0') {
            return true;
        }
    }
}

void repo_damage(struct repo_check *c, const char *line, struct arena *a)
{
    enum { LINE_MAX_BYTES = 300 };
    char text[LINE_MAX_BYTES];

    if (c->n_damage++ >= REPO_DAMAGE_SHOWN) {
        return;
    }
    text_cut(text, sizeof(text), line);
    for (char *p = text; *p != '\0'; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7F) {
            *p = ' ';
        }
    }
    c->damage[c->n_damage - 1] =
        text_is_utf8(text, strlen(text)) ? arena_copy(a, text) : "（読めない文字を含む行）";
}
