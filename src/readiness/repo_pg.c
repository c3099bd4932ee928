/*
 * pg_basebackup in plain format: a directory with backup_manifest and PG_VERSION, or one such
 * directory a generation. pg_verifybackup reads all of it against the manifest, which bears its own
 * digest (PostgreSQL 15 documentation, 73 "Backup Manifest Format").
 */
#include "readiness/repo_parse.h"
#include "readiness/repo_tool.h"
#include "readiness/repo_tree.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANIFEST_MAX = 128 << 20 };

static const struct repo_word words[] = {
    {"Permission denied", E_DENIED,   MSG_REPO_UNREADABLE},
    {"could not execute", E_NOTFOUND, MSG_REPO_FAILED    },
    {"is needed by",      E_NOTFOUND, MSG_REPO_FAILED    },
    {"error:",            E_CORRUPT,  MSG_REPO_DAMAGED   },
    {NULL,                OK,         MSG_NONE           },
};

static const char *const damage_words[] = {"error:", NULL};

static bool is_backup(const char *path)
{
    return repo_has(path, "backup_manifest") && repo_has(path, "PG_VERSION");
}

static const char *place(const struct repo *r, const char *id)
{
    return strcmp(id, ".") == 0 ? r->path : arena_printf(r->arena, "%s/%s", r->path, id);
}

/* Debian keeps the programs of each version apart; the version is the copy's own. */
static const char *tool_path(const char *root, struct arena *a)
{
    char *version;
    size_t len;
    struct err err;
    const char *file = arena_printf(a, "%s/PG_VERSION", root);

    if (file == NULL || file_read(&version, &len, file, 16, a, &err) != OK) {
        return NULL;
    }
    len = strspn(version, "0123456789");
    return len == 0 ? NULL
                    : arena_printf(a, "/usr/lib/postgresql/%.*s/bin:" TOOL_PATH, (int)len, version);
}

static bool is_at(const char *path)
{
    struct err err;
    struct repo_names names;
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    bool found = is_backup(path);

    if (!found && repo_tree_names(&names, path, a, &err) == OK) {
        for (size_t i = 0; i < names.n && !found; i++) {
            const char *below = arena_printf(a, "%s/%s", path, names.name[i]);

            found = below != NULL && is_backup(below);
        }
    }
    return found;
}

/* ---- The manifest ---- */

static enum status read_manifest(const char *root,
                                 enum status (*each)(void *self, const struct repo_file *f,
                                                     struct err *err),
                                 void *self, struct arena *a, struct err *err)
{
    const struct arena_mark mark = arena_mark(a);
    char *text;
    size_t len;
    const char *path = arena_printf(a, "%s/backup_manifest", root);
    enum status st =
        path == NULL ? arena_status(a, err) : file_read(&text, &len, path, MANIFEST_MAX, a, err);

    if (st == OK) {
        st = repo_parse_pg_manifest(text, len, each, self, a, err);
    }
    arena_reset(a, mark);
    return st;
}

static enum status count_one(void *self, const struct repo_file *f, struct err *err)
{
    struct repo_generation *g = self;

    (void)err;
    g->files++;
    g->bytes += f->size;
    if (f->mtime_ms > g->at_ms) { /* backup_label is written when the backup is taken */
        g->at_ms = f->mtime_ms;
    }
    return OK;
}

static enum status add(struct repo_generations *g, const char *id, const char *name, struct repo *r,
                       struct err *err)
{
    struct repo_generation *row = &g->row[g->n];
    const char *root = place(r, id);

    *row = (struct repo_generation){.id = id, .name = name, .changed = -1};
    enum status st = root == NULL ? arena_status(r->arena, err)
                                  : read_manifest(root, count_one, row, r->arena, err);

    g->n += st == OK;
    return st;
}

static int by_time(const void *a, const void *b)
{
    const struct repo_generation *x = a, *y = b;

    return x->at_ms < y->at_ms ? -1 : x->at_ms > y->at_ms ? 1 : strcmp(x->id, y->id);
}

static enum status list(struct repo_generations *out, struct repo *r, struct err *err)
{
    struct repo_generations g = {.n = 0};
    struct repo_names names;
    enum status st = repo_tree_names(&names, r->path, r->arena, err);

    if (st == OK && names.n > REPO_GENERATIONS_MAX) {
        st = err_set(err, E_LIMIT, "%zu names", names.n);
    }
    if (st == OK) {
        g.row = arena_make(r->arena, struct repo_generation, names.n + 1);
        st = arena_status(r->arena, err);
    }
    if (st == OK && is_backup(r->path)) {
        st = add(&g, ".", "ベースバックアップ", r, err);
    }
    for (size_t i = 0; st == OK && !is_backup(r->path) && i < names.n; i++) {
        const char *root = place(r, names.name[i]);

        if (root != NULL && is_backup(root)) {
            st = add(&g, names.name[i], names.name[i], r, err);
        }
    }
    if (st != OK) {
        return st;
    }
    if (g.n > 0) {
        qsort(g.row, g.n, sizeof(g.row[0]), by_time);
    }
    *out = g;
    return arena_status(r->arena, err);
}

/* ---- Checking ---- */

static enum status check_one(struct repo_check *c, struct repo *r, const char *id, int percent,
                             struct err *err)
{
    const char *root = place(r, id);
    const char *const argument[] = {"-q", percent == 0 ? "--skip-checksums" : root,
                                    percent == 0 ? root : NULL, NULL};
    const struct repo_call call = {.tool = "pg_verifybackup",
                                   .path = root == NULL ? NULL : tool_path(root, r->arena),
                                   .argument = argument,
                                   .words = words,
                                   .what = "写しの中身を確かめています",
                                   .damage = damage_words};
    enum status st = arena_status(r->arena, err);

    return st == OK ? repo_tool_check(c, r, &call, NULL, err) : st;
}

static enum status check(struct repo_check *out, struct repo *r, const struct repo_generations *g,
                         int percent, struct err *err)
{
    struct repo_check c = {.structure = REPO_GOOD};
    const size_t first = g->n > 0 && percent < 100 ? g->n - 1 : 0;
    enum status st = OK;

    for (size_t i = first; st == OK && i < g->n; i++) {
        st = check_one(&c, r, g->row[i].id, percent, err);
    }
    if (st != OK) {
        return st;
    }
    if (percent > 0) {
        c.data = c.n_damage > 0 ? REPO_BAD : REPO_GOOD;
        c.percent = 100;
    }
    *out = c;
    return arena_status(r->arena, err);
}

static enum status files(struct repo *r, const struct repo_generation *g,
                         enum status (*each)(void *self, const struct repo_file *f,
                                             struct err *err),
                         void *self, struct err *err)
{
    const char *root = place(r, g->id);

    return root == NULL ? arena_status(r->arena, err)
                        : read_manifest(root, each, self, r->arena, err);
}

/* A plain base backup is restored by copying its files (PostgreSQL 15, 26.3.4). */
static enum status restore(int64_t *took_us, struct repo *r, const struct repo_generation *g,
                           const struct repo_file *file, size_t n, struct err *err)
{
    const char *root = place(r, g->id), *out = arena_printf(r->arena, "%s/out", r->scratch.path);

    return repo_tree_restore(took_us, root, out, file, n, r->arena, err);
}

const struct repo_kind repo_pg = {
    .code = "pg_basebackup",
    .ja = "PostgreSQL（pg_basebackup）",
    .is_at = is_at,
    .list = list,
    .check = check,
    .files = files,
    .restore = restore,
};
