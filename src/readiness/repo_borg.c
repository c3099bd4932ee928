/*
 * borg: a repository is a directory with config, data and README ("This is a Borg Backup
 * repository"). 1.2 is Debian 12's. Exit status 1 is a warning or found errors, 2 an error.
 *
 * borg wants to write even when it only lists (nonce, config): that it may not is expected, and
 * said by itself to be so. --bypass-lock keeps it from making a lock.
 */
#include "readiness/repo_parse.h"
#include "readiness/repo_tool.h"

#include <stdio.h>
#include <string.h>

enum { FIXED = 1, SECRET_FD = 3 };

static const struct repo_word words[] = {
    {"is incorrect",                      E_DENIED,  MSG_REPO_PASSPHRASE      },
    {"passphrase supplied in",            E_DENIED,  MSG_REPO_PASSPHRASE      },
    {"Passphrase file descriptor",        E_DENIED,  MSG_REPO_NEEDS_PASSPHRASE},
    {"EOFError",                          E_DENIED,  MSG_REPO_NEEDS_PASSPHRASE},
    {"can not acquire a passphrase",      E_DENIED,  MSG_REPO_NEEDS_PASSPHRASE},
    {"No key file for repository",        E_DENIED,  MSG_REPO_KEY_FILE        },
    {"Failed to create/acquire the lock", E_BUSY,    MSG_REPO_LOCKED          },
    {"errors found",                      E_CORRUPT, MSG_REPO_DAMAGED         },
    {"Data integrity error",              E_CORRUPT, MSG_REPO_DAMAGED         },
    {"checksum mismatch",                 E_CORRUPT, MSG_REPO_DAMAGED         },
    {"is not a valid repository",         E_CORRUPT, MSG_REPO_DAMAGED         },
    {"has no manifest",                   E_CORRUPT, MSG_REPO_DAMAGED         },
    {NULL,                                OK,        MSG_NONE                 },
};

static const char *const damage_words[] = {
    "Data integrity error",
    "checksum mismatch",
    "not found",
    "missing",
    "corrupt",
    "Invalid",
    "Unexpected",
    "too short",
    "integrity check failed",
    "New missing file chunk detected",
    NULL,
};

static bool is_at(const char *path)
{
    return repo_has(path, "config") && repo_has(path, "data") && repo_has(path, "README") &&
           !repo_has(path, "snapshots");
}

static enum status check_lock(const struct repo *r, struct err *err)
{
    return repo_has(r->path, "lock.exclusive")
               ? err_say(err, E_BUSY, MSG_REPO_LOCKED, "borg", r->path)
               : OK;
}

/* A warning (1) is not more than that: it could not write, as it should not. */
static struct repo_call call_of(const char *const *argument, const struct repo *r, const char *what)
{
    static const char *const with_secret[] = {
        "BORG_PASSPHRASE_FD=3", "BORG_RELOCATED_REPO_ACCESS_IS_OK=yes",
        "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes", "BORG_EXIT_CODES=legacy", NULL};

    return (struct repo_call){.tool = "borg",
                              .argument = argument,
                              .env = r->secret != NULL ? with_secret : with_secret + 1,
                              .secret_fd = SECRET_FD,
                              .words = words,
                              .what = what,
                              .tolerated = 1};
}

static enum status add_trend(struct repo_generations *g, struct repo *r, struct err *err)
{
    char last[16];
    const char *const argument[] = {"--bypass-lock", "info", "--json", "--last", last,
                                    r->path,         NULL};
    const struct repo_call call = call_of(argument, r, "世代の大きさを調べています");
    CLEANUP(tool_result_close) struct tool_result answer = TOOL_RESULT_INIT;

    snprintf(last, sizeof(last), "%d", REPO_TREND_MAX);
    enum status st = repo_tool_ask(&answer, r, &call, err);

    return st == OK ? repo_parse_borg_info(g, buf_text(&answer.out), answer.out.len, err) : st;
}

static enum status list(struct repo_generations *out, struct repo *r, struct err *err)
{
    const char *const argument[] = {"--bypass-lock", "list", "--json", r->path, NULL};
    const struct repo_call call = call_of(argument, r, "世代を調べています");
    CLEANUP(tool_result_close) struct tool_result answer = TOOL_RESULT_INIT;
    struct repo_generations g;
    enum status st = repo_tool_ask(&answer, r, &call, err);

    if (st == OK) {
        st = repo_parse_borg_list(&g, buf_text(&answer.out), answer.out.len, r->arena, err);
    }
    if (st == OK && g.n > 0) {
        st = add_trend(&g, r, err);
    }
    if (st == OK) {
        *out = g;
    }
    return st;
}

/*
 * borg check reads every segment of the repository (magic, CRC-32 and size of each object) and
 * the archives' lists; --verify-data also decrypts and authenticates all data. It has no part
 * between: up to 99 per cent the first is what is done, and said to be.
 */
static enum status check(struct repo_check *out, struct repo *r, const struct repo_generations *g,
                         int percent, struct err *err)
{
    const bool all = percent == 100;
    const char *const argument[] = {"--bypass-lock", "check", all ? "--verify-data" : r->path,
                                    all ? r->path : NULL, NULL};
    struct repo_call call = call_of(argument, r, "写しの中身を確かめています");
    struct repo_check c = {.structure = REPO_GOOD, .data = REPO_GOOD, .percent = 100};
    enum status st = check_lock(r, err);

    (void)g;
    call.damage = damage_words;
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
    struct repo_listing l = {r->arena, repo_parse_borg_file, each, self};
    const char *const argument[] = {"--bypass-lock", "list", "--json-lines",
                                    arena_printf(r->arena, "%s::%s", r->path, g->id), NULL};
    struct repo_call call = call_of(argument, r, "ファイルの一覧を読んでいます");
    CLEANUP(tool_result_close) struct tool_result answer = TOOL_RESULT_INIT;

    call.line = repo_tool_list_line;
    call.self = &l;
    enum status st = arena_status(r->arena, err);

    return st == OK ? repo_tool_ask(&answer, r, &call, err) : st;
}

static enum status restore(int64_t *took_us, struct repo *r, const struct repo_generation *g,
                           const struct repo_file *file, size_t n, struct err *err)
{
    const char *argument[FIXED + 3 + REPO_RESTORE_MAX + 1] = {"--bypass-lock", "extract"};
    const struct repo_call call = call_of(argument, r, "写しから戻しています");
    size_t at = 2;

    argument[at++] = arena_printf(r->arena, "%s::%s", r->path, g->id);
    for (size_t i = 0; i < n; i++) {
        argument[at++] = arena_printf(r->arena, "pf:%s", file[i].path);
    }
    enum status st = arena_status(r->arena, err);

    return st == OK ? repo_tool_time(took_us, r, &call, err) : st;
}

const struct repo_kind repo_borg = {
    .code = "borg",
    .ja = "borg",
    .is_at = is_at,
    .proves_restored = true,
    .list = list,
    .check = check,
    .files = files,
    .restore = restore,
};
