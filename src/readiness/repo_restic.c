/*
 * restic: a repository is a directory with config, keys, snapshots, index, data
 * (restic's doc/design.rst, "Repository Layout"). 0.14 is Debian 12's.
 */
#include "readiness/repo_parse.h"
#include "readiness/repo_tool.h"

#include "base/clock.h"
#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FIXED = 5 }; /* arguments in front of each call */

static const struct repo_word words[] = {
    {"wrong password or no key found",      E_DENIED,  MSG_REPO_PASSPHRASE      },
    {"empty password",                      E_DENIED,  MSG_REPO_NEEDS_PASSPHRASE},
    {"Password can not be empty",           E_DENIED,  MSG_REPO_NEEDS_PASSPHRASE},
    {"an empty password is not a password", E_DENIED,  MSG_REPO_NEEDS_PASSPHRASE},
    {"repository contains errors",          E_CORRUPT, MSG_REPO_DAMAGED         },
    {"unable to open config file",          E_CORRUPT, MSG_REPO_DAMAGED         },
    {"does not match id",                   E_CORRUPT, MSG_REPO_DAMAGED         },
    {"ciphertext verification failed",      E_CORRUPT, MSG_REPO_DAMAGED         },
    {"config or key",                       E_CORRUPT, MSG_REPO_DAMAGED         },
    {NULL,                                  OK,        MSG_NONE                 },
};

static const char *const damage_words[] = {
    "Pack ID does not match",
    "unexpected file size",
    "does not exist",
    "does not match",
    "ciphertext verification failed",
    "not contained in any index",
    "not found in index",
    "error for tree",
    "error loading",
    "contains errors:",
    "pack ",
    NULL,
};

static bool is_at(const char *path)
{
    return repo_has(path, "config") && repo_has(path, "keys") && repo_has(path, "snapshots") &&
           repo_has(path, "index") && repo_has(path, "data");
}

/* Somebody is writing: what is read meanwhile would look damaged. */
static enum status check_lock(const struct repo *r, struct err *err)
{
    char path[PATH_MAX];
    bool is_locked = false;
    struct dirent *e;

    snprintf(path, sizeof(path), "%s/locks", r->path);
    DIR *d = opendir(path);

    while (d != NULL && (e = readdir(d)) != NULL) {
        struct stat st;

        if (e->d_name[0] != '.' && fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
            const int64_t at = st.st_mtim.tv_sec * INT64_C(1000);

            is_locked |= r->now_ms - at < REPO_LOCK_FRESH_MS;
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    return is_locked ? err_say(err, E_BUSY, MSG_REPO_LOCKED, "restic", r->path) : OK;
}

/* restic takes its passphrase from standard input where that is no terminal. */
static struct repo_call call_of(const char *argument[], const struct repo *r, const char *what)
{
    const char *const fixed[FIXED] = {"--no-lock", "--no-cache", "-r", r->path, "-q"};

    memcpy(argument, fixed, sizeof(fixed));
    return (struct repo_call){
        .tool = "restic", .argument = argument, .secret_fd = 0, .words = words, .what = what};
}

/* Sizes of the newest, and how much of the newest is new. */
static enum status add_trend(struct repo_generations *g, struct repo *r, struct err *err)
{
    const char *argument[FIXED + 6];
    struct repo_call call = call_of(argument, r, "世代の大きさを調べています");
    const size_t first = g->n > REPO_TREND_MAX ? g->n - REPO_TREND_MAX : 0;
    enum status st = OK;

    for (size_t i = first; st == OK && i < g->n; i++) {
        CLEANUP(tool_result_close) struct tool_result answer = TOOL_RESULT_INIT;
        const char *const more[] = {"stats",        "--json",     "--mode",
                                    "restore-size", g->row[i].id, NULL};

        memcpy(argument + FIXED, more, sizeof(more));
        st = repo_tool_ask(&answer, r, &call, err);
        if (st == OK) {
            st = repo_parse_restic_stats(&g->row[i], buf_text(&answer.out), answer.out.len, err);
        }
    }
    if (st == OK && g->n >= 2) {
        CLEANUP(tool_result_close) struct tool_result answer = TOOL_RESULT_INIT;
        struct repo_generation *newest = &g->row[g->n - 1];
        const char *const more[] = {"diff", "--json", g->row[g->n - 2].id, newest->id, NULL};
        int64_t added = 0;

        memcpy(argument + FIXED, more, sizeof(more));
        st = repo_tool_ask(&answer, r, &call, err);
        if (st == OK) {
            st = repo_parse_restic_diff(&added, buf_text(&answer.out), answer.out.len, err);
        }
        if (st == OK && newest->bytes > 0) {
            newest->changed = (int)(1000.0 * (double)added / (double)newest->bytes);
            newest->changed = newest->changed > 1000 ? 1000 : newest->changed;
        }
    }
    return st;
}

static enum status list(struct repo_generations *out, struct repo *r, struct err *err)
{
    const char *argument[FIXED + 3];
    struct repo_call call = call_of(argument, r, "世代を調べています");
    CLEANUP(tool_result_close) struct tool_result answer = TOOL_RESULT_INIT;
    struct repo_generations g;

    argument[FIXED] = "snapshots";
    argument[FIXED + 1] = "--json";
    argument[FIXED + 2] = NULL;
    enum status st = repo_tool_ask(&answer, r, &call, err);

    if (st == OK) {
        st = repo_parse_restic_snapshots(&g, buf_text(&answer.out), answer.out.len, r->arena, err);
    }
    if (st == OK) {
        st = add_trend(&g, r, err);
    }
    if (st == OK) {
        *out = g;
    }
    return st;
}

static enum status check(struct repo_check *out, struct repo *r, const struct repo_generations *g,
                         int percent, struct err *err)
{
    const char *argument[FIXED + 3];
    char subset[40];
    struct repo_call call = call_of(argument, r, "写しの中身を確かめています");
    struct repo_check c = {
        .structure = REPO_GOOD, .data = percent > 0 ? REPO_GOOD : REPO_UNKNOWN, .percent = percent};
    enum status st = check_lock(r, err);

    (void)g;
    snprintf(subset, sizeof(subset), "--read-data-subset=%d%%", percent);
    argument[FIXED] = "check";
    argument[FIXED + 1] = percent == 0 ? NULL : percent == 100 ? "--read-data" : subset;
    argument[FIXED + 2] = NULL;
    call.damage = damage_words;
    call.damage_in_output = true;
    if (st == OK) {
        st = repo_tool_check(&c, r, &call, NULL, err);
    }
    if (st != OK) {
        return st;
    }
    *out = c;
    return arena_status(r->arena, err);
}

/* ---- Files ---- */

static enum status files(struct repo *r, const struct repo_generation *g,
                         enum status (*each)(void *self, const struct repo_file *f,
                                             struct err *err),
                         void *self, struct err *err)
{
    const char *argument[FIXED + 4];
    struct repo_listing l = {r->arena, repo_parse_restic_file, each, self};
    struct repo_call call = call_of(argument, r, "ファイルの一覧を読んでいます");
    CLEANUP(tool_result_close) struct tool_result answer = TOOL_RESULT_INIT;
    const char *const more[] = {"ls", "--json", g->id, NULL};

    memcpy(argument + FIXED, more, sizeof(more));
    call.line = repo_tool_list_line;
    call.self = &l;
    return repo_tool_ask(&answer, r, &call, err);
}

static enum status restore(int64_t *took_us, struct repo *r, const struct repo_generation *g,
                           const struct repo_file *file, size_t n, struct err *err)
{
    const char *argument[FIXED + 4 + 2 * REPO_RESTORE_MAX + 1];
    struct repo_call call = call_of(argument, r, "写しから戻しています");
    const char *const more[] = {"restore", g->id, "--target",
                                arena_printf(r->arena, "%s/out", r->scratch.path)};
    size_t at = FIXED + COUNT(more);

    memcpy(argument + FIXED, more, sizeof(more));
    for (size_t i = 0; i < n; i++) {
        argument[at++] = "--include";
        argument[at++] = repo_tool_literal(file[i].path, r->arena);
    }
    argument[at] = NULL;
    enum status st = arena_status(r->arena, err);

    return st == OK ? repo_tool_time(took_us, r, &call, err) : st;
}

const struct repo_kind repo_restic = {
    .code = "restic",
    .ja = "restic",
    .is_at = is_at,
    .proves_restored = true,
    .list = list,
    .check = check,
    .files = files,
    .restore = restore,
};
