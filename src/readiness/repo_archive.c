/*
 * Archives: a file, or a directory of files, of tar (plain, gz, xz, bz2, zst) or zip; each file is
 * a generation. Read by GNU tar and Info-ZIP's unzip.
 *
 * What proves content: gzip, bzip2 and zip bear a CRC-32 of it, xz and zstd a checksum. A plain tar
 * bears none of the content, only of its headers: reading it says nothing about the data.
 */
#include "readiness/repo_parse.h"
#include "readiness/repo_sums.h"
#include "readiness/repo_tool.h"
#include "readiness/repo_tree.h"

#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct repo_word tar_words[] = {
    {"Permission denied", E_DENIED,   MSG_REPO_UNREADABLE},
    {"Cannot exec",       E_NOTFOUND, MSG_REPO_FAILED    },
    {"",                  E_CORRUPT,  MSG_REPO_DAMAGED   },
    {NULL,                OK,         MSG_NONE           },
};

static const struct repo_word zip_words[] = {
    {"unable to get password",  E_DENIED,  MSG_REPO_ZIP_PASSWORD},
    {"incorrect password",      E_DENIED,  MSG_REPO_ZIP_PASSWORD},
    {"need PK compat",          E_IO,      MSG_REPO_FAILED      },
    {"unsupported compression", E_IO,      MSG_REPO_FAILED      },
    {"",                        E_CORRUPT, MSG_REPO_DAMAGED     },
    {NULL,                      OK,        MSG_NONE             },
};

static const char *const damage_words[] = {
    "bad CRC", "crc error", "nexpected", "orrupt",   "does not look like",
    "invalid", "damaged",   "error",     "Skipping", "End-of-central-directory",
    NULL,
};

/* How each kind of file is read. */
static const struct format {
    const char *suffix;
    bool is_zip;
    bool proves_data;
} formats[] = {
    {".tar",     false, false},
    {".tar.gz",  false, true },
    {".tgz",     false, true },
    {".tar.xz",  false, true },
    {".txz",     false, true },
    {".tar.bz2", false, true },
    {".tar.zst", false, true },
    {".zip",     true,  true },
};

static const struct format *format_of(const char *name)
{
    const size_t len = strlen(name);

    for (size_t i = 0; i < COUNT(formats); i++) {
        const size_t n = strlen(formats[i].suffix);

        if (len > n && strcmp(name + len - n, formats[i].suffix) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

/* Where a generation's file is: the copy itself, or a name in it. */
static const char *place(const struct repo *r, const char *id)
{
    return strcmp(id, ".") == 0 ? r->path : arena_printf(r->arena, "%s/%s", r->path, id);
}

/* A directory of archives holds no directories, and archives are most of what it holds. */
static bool is_at(const char *path)
{
    struct stat st;
    struct err err;
    struct repo_names names;
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    size_t archives = 0;

    if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) {
        return format_of(path) != NULL;
    }
    if (repo_tree_names(&names, path, a, &err) != OK) {
        return false;
    }
    for (size_t i = 0; i < names.n; i++) {
        const char *full = arena_printf(a, "%s/%s", path, names.name[i]);

        if (full == NULL || (lstat(full, &st) == 0 && S_ISDIR(st.st_mode))) {
            return false;
        }
        archives += format_of(names.name[i]) != NULL;
    }
    return archives > 0 && archives * 2 >= names.n;
}

static int by_time(const void *a, const void *b)
{
    const struct repo_generation *x = a, *y = b;

    return x->at_ms < y->at_ms ? -1 : x->at_ms > y->at_ms ? 1 : strcmp(x->id, y->id);
}

static enum status add(struct repo_generations *g, const char *id, const char *name,
                       const struct repo *r, struct err *err)
{
    const char *path = place(r, id);
    struct stat st;

    if (path == NULL || format_of(name) == NULL || lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
        return arena_status(r->arena, err);
    }
    g->row[g->n++] = (struct repo_generation){
        .id = id,
        .name = name,
        .at_ms = repo_made_at(name, st.st_mtim.tv_sec * INT64_C(1000), r->now_ms),
        .files = -1,
        .bytes = st.st_size,
        .changed = -1};
    return OK;
}

static enum status list(struct repo_generations *out, struct repo *r, struct err *err)
{
    struct repo_generations g = {.n = 0};
    struct repo_names names = {.n = 0};
    struct stat s;
    const bool is_file = stat(r->path, &s) == 0 && S_ISREG(s.st_mode);
    enum status st = is_file ? OK : repo_tree_names(&names, r->path, r->arena, err);

    if (st == OK && names.n > REPO_GENERATIONS_MAX) {
        st = err_set(err, E_LIMIT, "%zu names", names.n);
    }
    if (st == OK) {
        g.row = arena_make(r->arena, struct repo_generation, names.n + 1);
        st = arena_status(r->arena, err);
    }
    if (st == OK && is_file) {
        st = add(&g, ".", strrchr(r->path, '/') + 1, r, err);
    }
    for (size_t i = 0; st == OK && i < names.n; i++) {
        st = add(&g, names.name[i], names.name[i], r, err);
    }
    if (st != OK) {
        return st;
    }
    if (g.n > 0) {
        qsort(g.row, g.n, sizeof(g.row[0]), by_time);
    }
    *out = g;
    return OK;
}

/* ---- Checking ---- */

static enum status check_one(struct repo_check *c, bool *proves, struct repo *r,
                             const struct repo_generation *g, struct err *err)
{
    const struct format *f = format_of(g->name);
    const char *path = place(r, g->id);
    const char *const tar[] = {"-tf", path, NULL}, *const zip[] = {"-tqq", path, NULL};
    struct repo_call call = {.tool = f->is_zip ? "unzip" : "tar",
                             .argument = f->is_zip ? zip : tar,
                             .words = f->is_zip ? zip_words : tar_words,
                             .what = "写しの中身を確かめています",
                             .line = f->is_zip ? NULL : repo_tool_ignore,
                             .damage = damage_words,
                             .damage_in_output = f->is_zip};
    enum status st = arena_status(r->arena, err);

    *proves = f->proves_data;
    return st == OK ? repo_tool_check(c, r, &call, g->name, err) : st;
}

static enum status check(struct repo_check *out, struct repo *r, const struct repo_generations *g,
                         int percent, struct err *err)
{
    struct repo_check c = {.structure = REPO_GOOD};
    const size_t first = g->n > 0 && percent < 100 ? g->n - 1 : 0;
    bool proves_all = g->n > 0;
    enum status st = OK;

    for (size_t i = first; st == OK && i < g->n; i++) {
        bool proves;

        st = check_one(&c, &proves, r, &g->row[i], err);
        proves_all &= proves;
    }
    if (st != OK) {
        return st;
    }
    if (proves_all) {
        c.data = c.n_damage > 0 ? REPO_BAD : REPO_GOOD;
        c.percent = 100;
    }
    if (c.n_damage == 0 && g->n > 0 && strcmp(g->row[0].id, ".") != 0) {
        st = repo_sums_check(&c, r, percent, err);
    }
    if (st == OK) {
        *out = c;
        st = arena_status(r->arena, err);
    }
    return st;
}

/* ---- Files ---- */

struct listing {
    struct arena *arena;
    bool is_zip;
    enum status (*each)(void *self, const struct repo_file *f, struct err *err);
    void *self;
};

static enum status take_line(void *self, const char *line, size_t len, struct err *err)
{
    const struct listing *l = self;
    const struct arena_mark mark = arena_mark(l->arena);
    struct repo_file f;

    if (len == 0 ||
        (l->is_zip && line[0] != '-' && line[0] != '?')) { /* heading, sum, directories */
        return OK;
    }
    enum status st = l->is_zip ? repo_parse_zip_file(&f, line, l->arena, err)
                               : repo_parse_tar_file(&f, line, l->arena, err);

    if (st == OK) {
        st = l->each(l->self, &f, err);
    }
    arena_reset(l->arena, mark);
    return st == E_NOTFOUND ? OK : st;
}

static enum status files(struct repo *r, const struct repo_generation *g,
                         enum status (*each)(void *self, const struct repo_file *f,
                                             struct err *err),
                         void *self, struct err *err)
{
    const struct format *f = format_of(g->name);
    const char *path = place(r, g->id);
    const char *const tar[] = {
        "-tvf", path, "--full-time", "--numeric-owner", "--quoting-style=escape", NULL};
    const char *const zip[] = {"-Z", "-T", path, NULL};
    struct listing l = {r->arena, f->is_zip, each, self};
    const struct repo_call call = {.tool = f->is_zip ? "unzip" : "tar",
                                   .argument = f->is_zip ? zip : tar,
                                   .words = f->is_zip ? zip_words : tar_words,
                                   .line = take_line,
                                   .self = &l,
                                   .what = "ファイルの一覧を読んでいます"};
    CLEANUP(tool_result_close) struct tool_result answer = TOOL_RESULT_INIT;
    enum status st = arena_status(r->arena, err);

    return st == OK ? repo_tool_ask(&answer, r, &call, err) : st;
}

static enum status restore(int64_t *took_us, struct repo *r, const struct repo_generation *g,
                           const struct repo_file *file, size_t n, struct err *err)
{
    const struct format *f = format_of(g->name);
    const char *argument[8 + REPO_RESTORE_MAX] = {NULL};
    const char *path = place(r, g->id);
    const char *const tar[] = {"-xf", path, "--no-same-owner", "--no-same-permissions", "--"};
    const char *const zip[] = {"-qq", "-o", path};
    const struct repo_call call = {.tool = f->is_zip ? "unzip" : "tar",
                                   .argument = argument,
                                   .words = f->is_zip ? zip_words : tar_words,
                                   .what = "写しから戻しています"};
    size_t at = f->is_zip ? COUNT(zip) : COUNT(tar);

    for (size_t i = 0; i < at; i++) {
        argument[i] = f->is_zip ? zip[i] : tar[i];
    }
    for (size_t i = 0; i < n; i++) {
        argument[at++] = f->is_zip ? repo_tool_literal(file[i].path, r->arena) : file[i].path;
    }
    argument[at] = NULL;
    enum status st = arena_status(r->arena, err);

    return st == OK ? repo_tool_time(took_us, r, &call, err) : st;
}

const struct repo_kind repo_archive = {
    .code = "archive",
    .ja = "アーカイブ（tar・zip）",
    .is_at = is_at,
    .list = list,
    .check = check,
    .files = files,
    .restore = restore,
};
