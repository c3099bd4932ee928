/*
 * Plain copies: a directory, or one directory a generation (by date, or rotated as rsnapshot and
 * rsync --link-dest do, unchanged files as hard links). No tool is needed to read them.
 */
#include "readiness/repo_parse.h"
#include "readiness/repo_sums.h"
#include "readiness/repo_tree.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_at(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *place(const struct repo *r, const struct repo_generation *g)
{
    return arena_printf(r->arena, "%s/%s", r->path, g->id);
}

static int by_time(const void *a, const void *b)
{
    const struct repo_generation *x = a, *y = b;

    return x->at_ms < y->at_ms ? -1 : x->at_ms > y->at_ms ? 1 : strcmp(x->id, y->id);
}

/* The directories below that are generations by their names. */
static enum status find_generations(struct repo_generations *out, struct repo *r, struct err *err)
{
    struct repo_generations g = {.n = 0};
    struct repo_names names;
    enum status st = repo_tree_names(&names, r->path, r->arena, err);

    if (st != OK) {
        return st;
    }
    g.row = arena_make(r->arena, struct repo_generation, names.n + 1);
    for (size_t i = 0; g.row != NULL && i < names.n; i++) {
        int64_t at;
        struct stat s;
        const char *path = arena_printf(r->arena, "%s/%s", r->path, names.name[i]);

        if ((!repo_parse_name_time(&at, names.name[i]) && !repo_parse_is_rotation(names.name[i])) ||
            path == NULL || lstat(path, &s) != 0 || !S_ISDIR(s.st_mode)) {
            continue;
        }
        if (g.n == REPO_GENERATIONS_MAX) {
            return err_set(err, E_LIMIT, "more than %d generations", REPO_GENERATIONS_MAX);
        }
        g.row[g.n++] = (struct repo_generation){
            .id = names.name[i],
            .name = names.name[i],
            .at_ms = repo_made_at(names.name[i], s.st_mtim.tv_sec * INT64_C(1000), r->now_ms),
            .files = -1,
            .bytes = -1,
            .changed = -1};
    }
    if (arena_status(r->arena, err) != OK) {
        return err->status;
    }
    *out = g;
    return OK;
}

/* Count a generation; what it shares with the one before tells how much of it is new. */
static enum status count(struct repo_generation *g, bool *has_shared, struct repo *r,
                         struct err *err)
{
    const struct repo_tree_walk walk = {.progress = r->progress};
    struct repo_tree tree;
    const char *root = place(r, g);
    enum status st =
        root == NULL ? arena_status(r->arena, err) : repo_tree_walk(&tree, root, &walk, err);

    if (st != OK) {
        return st;
    }
    g->files = tree.files;
    g->bytes = tree.bytes;
    *has_shared = *has_shared || tree.shared_bytes > 0;
    if (tree.bytes > 0) {
        g->changed = (int)(1000 - 1000 * tree.shared_bytes / tree.bytes);
    }
    if (strcmp(g->id, ".") == 0) {
        g->at_ms = tree.newest_ms;
    }
    return OK;
}

static enum status list(struct repo_generations *out, struct repo *r, struct err *err)
{
    struct repo_generations g;
    bool has_shared = false;
    enum status st = find_generations(&g, r, err);

    if (st == OK && g.n == 0) {
        g.n = 1;
        g.row[0] = (struct repo_generation){
            .id = ".", .name = "フォルダ全体", .files = -1, .bytes = -1, .changed = -1};
    } else if (st == OK) {
        qsort(g.row, g.n, sizeof(g.row[0]), by_time);
    }
    const size_t first = st == OK && g.n > REPO_TREND_MAX ? g.n - REPO_TREND_MAX : 0;

    for (size_t i = first; st == OK && i < g.n; i++) {
        st = count(&g.row[i], &has_shared, r, err);
    }
    if (st != OK) {
        return st;
    }
    for (size_t i = 0; i < g.n && !has_shared; i++) { /* whole copies share nothing: no sign */
        g.row[i].changed = -1;
    }
    if (g.n == 1 && g.row[0].files == 0) {
        g.n = 0; /* an empty directory is no copy */
    }
    *out = g;
    return OK;
}

/* ---- Reading back ---- */

struct reading {
    struct repo *repo;
    struct repo_check *check;
    const char *root;
    int percent;
    int64_t read_bytes, all_bytes;
};

static enum status say_trouble(void *self, const char *path, int errnum, struct err *err)
{
    struct reading *rd = self;
    char line[PATH_MAX + 128];

    (void)err;
    snprintf(line, sizeof(line), "%s: %s", path, strerror(errnum));
    repo_damage(rd->check, line, rd->repo->arena);
    return OK;
}

static enum status read_one(void *self, const struct repo_file *f, struct err *err)
{
    struct reading *rd = self;
    unsigned draw;
    int errnum;

    rd->all_bytes += f->size;
    random_bytes(&draw, sizeof(draw));
    if ((int)(draw % 100) >= rd->percent) {
        return OK;
    }
    CLEANUP(file_close) int fd = repo_tree_open(rd->root, f->path, &errnum);
    int64_t got = fd < 0 ? -1 : repo_tree_read(fd, NULL, &errnum);

    if (got < 0 && errnum != ENOENT) {
        return say_trouble(rd, f->path, errnum, err);
    }
    rd->read_bytes += got < 0 ? 0 : got;
    return OK;
}

static enum status read_generation(struct repo_check *c, struct reading *rd, struct err *err)
{
    const struct repo_tree_walk walk = {
        .each = read_one, .trouble = say_trouble, .self = rd, .progress = rd->repo->progress};
    struct repo_tree tree;
    enum status st = repo_tree_walk(&tree, rd->root, &walk, err);

    if (st == OK && tree.n_denied > 0 && tree.n_broken == 0) {
        return err_say(err, E_DENIED, MSG_REPO_UNREADABLE, rd->repo->path);
    }
    (void)c;
    return st;
}

static enum status check(struct repo_check *out, struct repo *r, const struct repo_generations *g,
                         int percent, struct err *err)
{
    struct repo_check c = {.structure = REPO_GOOD};
    const size_t first = g->n > 0 && percent < 100 ? g->n - 1 : 0;
    struct reading rd = {.repo = r, .check = &c, .percent = percent};
    enum status st = OK;

    for (size_t i = first; st == OK && i < g->n; i++) {
        rd.root = place(r, &g->row[i]);
        st = rd.root == NULL ? arena_status(r->arena, err) : read_generation(&c, &rd, err);
    }
    if (st != OK) {
        return st;
    }
    /* That it can be read does not say that it is right: a plain file bears no digest. */
    c.percent = rd.all_bytes > 0 ? (int)(100 * rd.read_bytes / rd.all_bytes) : 0;
    if (c.n_damage > 0) {
        c.structure = REPO_BAD;
        c.data = REPO_BAD;
    } else {
        st = repo_sums_check(&c, r, percent, err); /* unless lists of digests lie in it */
    }
    if (st == OK) {
        *out = c;
        st = arena_status(r->arena, err);
    }
    return st;
}

static enum status files(struct repo *r, const struct repo_generation *g,
                         enum status (*each)(void *self, const struct repo_file *f,
                                             struct err *err),
                         void *self, struct err *err)
{
    const struct repo_tree_walk walk = {.each = each, .self = self, .progress = r->progress};
    struct repo_tree tree;
    const char *root = place(r, g);

    return root == NULL ? arena_status(r->arena, err) : repo_tree_walk(&tree, root, &walk, err);
}

static enum status restore(int64_t *took_us, struct repo *r, const struct repo_generation *g,
                           const struct repo_file *file, size_t n, struct err *err)
{
    const char *root = place(r, g), *out = arena_printf(r->arena, "%s/out", r->scratch.path);

    return repo_tree_restore(took_us, root, out, file, n, r->arena, err);
}

const struct repo_kind repo_directory = {
    .code = "directory",
    .ja = "フォルダ",
    .is_at = is_at,
    .list = list,
    .check = check,
    .files = files,
    .restore = restore,
};
