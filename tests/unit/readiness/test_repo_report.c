/*
 * One look at a copy whose tool is played by a script: what cannot be known is 不明, never good,
 * whatever the tool says, does or leaves undone.
 */
#include "readiness/repo_report.h"

#include "base/buf.h"
#include "base/file.h"
#include "t.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA = 64 << 20, AT_ONCE_MS = 400, SOON_MS = 20000 };

/* 2026-11-24 12:00 JST */
static const int64_t now = INT64_C(1795489200000);

#define SNAPSHOT(time, id) \
    "{\"time\":\"" time "\",\"id\":\"" id "\",\"short_id\":\"" id "\",\"paths\":[\"/srv\"]}"
#define ONE(time, id) "[" SNAPSHOT(time, id) "]"
#define FIRST ONE("2026-11-24T03:00:00+09:00", "bb")
#define AHEAD ONE("2026-11-24T03:10:00Z", "bb")
#define TO_COME ONE("2026-11-24T03:10:00.001Z", "bb")
#define TWO \
    "[" SNAPSHOT("2026-11-24T03:00:00+09:00", "bb") "," SNAPSHOT("2026-11-23T03:00:00.5Z", "aa") "]"

static char dir[PATH_MAX]; /* the copy at dir/copy, the tool at dir/tools */

static void write_tool(const char *body)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 16);
    char path[PATH_MAX + 32];
    struct err err;

    buf_printf(&b, "#!/bin/sh\nread secret\n%s\n", body);
    snprintf(path, sizeof(path), "%s/tools/restic", dir);
    T_OK(file_replace(path, buf_text(&b), b.len, 0755, &err));
}

static struct repo_want want_of(struct arena *a)
{
    return (struct repo_want){.path = arena_printf(a, "%s/copy", dir),
                              .secret_file = arena_printf(a, "%s/secret", dir),
                              .tool_path = arena_printf(a, "%s/tools", dir),
                              .scratch_dir = arena_printf(a, "%s/scratch", dir),
                              .timeout_ms = SOON_MS,
                              .now_ms = now};
}

/* The answers of a sound repository, as a shell case; `snapshots` can be put in its place. */
static const char *sound(const char *snapshots, int64_t bytes_aa, int64_t bytes_bb, int64_t added,
                         struct arena *a)
{
    return arena_printf(a,
                        "test \"$secret\" = s3cret || { echo 'Fatal: wrong password or no key "
                        "found' >&2; exit 1; }\n"
                        "case \"$*\" in\n"
                        "*snapshots*) echo '%s';;\n"
                        "*stats*aa) echo '{\"total_size\":%lld,\"total_file_count\":3}';;\n"
                        "*stats*bb) echo '{\"total_size\":%lld,\"total_file_count\":3}';;\n"
                        "*diff*) echo x; echo '{\"added\":{\"bytes\":%lld}}';;\n"
                        "*check*) true;;\n"
                        "*) exit 7;;\n"
                        "esac",
                        snapshots, (long long)bytes_aa, (long long)bytes_bb, (long long)added);
}

/* P proved, C contradicted, U unknown: of fresh, generations, trend, structure, read_back. */
static char letter(enum copy_proof proof)
{
    return proof == COPY_PROVED ? 'P' : proof == COPY_CONTRADICTED ? 'C' : 'U';
}

static void check(const char *what, const char *body, const char *want)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct repo_want w = want_of(a);
    struct repo_report r;
    struct err err;

    write_tool(body);
    T_OK(repo_look(&r, &w, 5, a, &err));
    for (size_t i = 0; i < REPO_FACTS; i++) {
        if (letter(r.fact[i].proof) != want[i]) {
            fail_msg("%s: %s is %s, not %c (%s)", what, copy_kind_code(r.fact[i].kind),
                     copy_proof_code(r.fact[i].proof), want[i], r.fact[i].note);
        }
        assert_non_null(r.fact[i].note);
        assert_string_equal(r.fact[i].source, "repo.restic");
        assert_true(r.fact[i].at <= now);
    }
}

static const char nothing_known[] = "UUUUU";

static void what_a_sound_copy_says(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const struct {
        const char *what, *snapshots;
        int64_t before, newest, added;
        const char *want;
    } row[] = {
        {"two generations",                TWO,     1000, 1000, 10,  "PPPPP"},
        {"half the size is let pass",      TWO,     1000, 500,  10,  "PPPPP"},
        {"less is not",                    TWO,     1000, 499,  10,  "PPCPP"},
        {"300 per mille new are let pass", TWO,     1000, 1000, 300, "PPPPP"},
        {"more are not",                   TWO,     1000, 1000, 301, "PPCPP"},
        {"one generation",                 FIRST,   0,    9,    0,   "PPUPP"},
        {"none",                           "[]",    0,    0,    0,   "CCUUU"},
        {"none, as older versions say",    "null",  0,    0,    0,   "CCUUU"},
        {"ten minutes ahead",              AHEAD,   0,    9,    0,   "PPUPP"},
        {"a time to come",                 TO_COME, 0,    9,    0,   "CPUPP"},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        check(row[i].what, sound(row[i].snapshots, row[i].before, row[i].newest, row[i].added, a),
              row[i].want);
    }
}

static void hostile_answers_are_not_known(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    static const char *const snapshots[] = {
        "",
        "{",
        "{}",
        "[1]",
        "[{}]",
        "\"x\"",
        "[[[[[[[[[[[[",
        "[{\"time\":1,\"id\":\"aa\",\"short_id\":\"aa\"}]",
        ONE("yesterday", "aa"),
        ONE("2026-13-01T00:00:00Z", "aa"),
        ONE("2026-11-24T25:00:00Z", "aa"),
        ONE("2026-11-24T03:00:00Z", "--help"),
        ONE("2026-11-24T03:00:00Z", ""),
        TWO " trailing",
    };
    for (size_t i = 0; i < COUNT(snapshots); i++) {
        check(snapshots[i], sound(snapshots[i], 1, 1, 1, a), nothing_known);
    }
    check("negative sizes", sound(TWO, -5, 1, 1, a), nothing_known);
}

static void what_a_tool_does_wrong_is_not_known(void **state)
{
    (void)state;
    static const struct {
        const char *what, *body;
    } row[] = {
        {"it fails",             "echo oh >&2; exit 1"                                     },
        {"it says nothing",      "true"                                                    },
        {"another passphrase",   "echo 'Fatal: wrong password or no key found' >&2; exit 1"},
        {"it dies",              "python3 -S -c 'import ctypes; ctypes.string_at(0)'"      },
        {"it talks without end", "yes '[' | head -c 70000000"                              },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        check(row[i].what, row[i].body, nothing_known);
    }
}

/* Run look() on the copy as want_of() has it, changed by the caller. */
static const char *look(struct repo_want *w, struct arena *a)
{
    struct repo_report r;
    struct err err;

    T_OK(repo_look(&r, w, 5, a, &err));
    for (size_t i = 0; i < REPO_FACTS; i++) {
        assert_int_equal(r.fact[i].proof, COPY_UNKNOWN);
    }
    assert_int_equal(r.answer, REPO_UNKNOWN);
    assert_non_null(r.why);
    return r.why;
}

static void what_stands_in_the_way_is_said(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct repo_want w = want_of(a);

    write_tool("sleep 1000");
    w.timeout_ms = AT_ONCE_MS;
    assert_non_null(strstr(look(&w, a), "1分"));

    w = want_of(a);
    w.tool_path = "/nowhere";
    assert_non_null(strstr(look(&w, a), "入っていない"));

    w = want_of(a);
    w.path = "/no/such/copy";
    assert_non_null(strstr(look(&w, a), "/no/such/copy"));

    w = want_of(a);
    write_tool(sound(TWO, 1, 1, 0, a));
    w.secret_file = arena_printf(a, "%s/wrong", dir);
    assert_non_null(strstr(look(&w, a), "合言葉が違う"));

    w.secret_file = arena_printf(a, "%s/none", dir);
    assert_non_null(strstr(look(&w, a), "開けません"));
    w.secret_file = arena_printf(a, "%s/open", dir);
    assert_non_null(strstr(look(&w, a), "chmod 600"));
    w.secret_file = arena_printf(a, "%s/empty", dir);
    assert_non_null(strstr(look(&w, a), "1行"));
    w.secret_file = arena_printf(a, "%s/link", dir);
    assert_non_null(strstr(look(&w, a), "開けません"));
}

static void set_lock(int64_t age_ms)
{
    char path[PATH_MAX + 32];
    const struct timespec at = {.tv_sec = (now - age_ms) / 1000};
    const struct timespec times[2] = {at, at};
    struct err err;

    snprintf(path, sizeof(path), "%s/copy/locks/1234", dir);
    T_OK(file_replace(path, "x", 1, 0600, &err));
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void a_copy_in_use_is_not_judged(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    static const char listed[] = "PPPUU", all[] = "PPPPP";
    char path[PATH_MAX + 32];

    set_lock(REPO_LOCK_FRESH_MS - 1000);
    check("a fresh lock", sound(TWO, 9, 9, 0, a), listed);
    set_lock(REPO_LOCK_FRESH_MS);
    check("a lock left behind", sound(TWO, 9, 9, 0, a), all);
    snprintf(path, sizeof(path), "%s/copy/locks/1234", dir);
    assert_int_equal(unlink(path), 0);
}

static void a_kind_that_does_not_exist_is_refused(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct repo_want w = want_of(a);
    struct repo_report r;
    struct err err;

    w.kind = "floppy";
    T_STATUS("kind", repo_look(&r, &w, 5, a, &err), E_INVALID);
}

static enum status say_stop(void *self, int64_t done, int64_t total, const char *what,
                            struct err *err)
{
    (void)self;
    (void)done;
    (void)total;
    (void)what;
    return err_say(err, E_CANCELLED, MSG_CANCELLED);
}

static void a_look_can_be_cancelled(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    const struct progress progress = {say_stop, NULL};
    struct repo_want w = want_of(a);
    struct repo_report r;
    struct err err;

    write_tool("sleep 1000");
    w.progress = &progress;
    T_STATUS("cancelled", repo_look(&r, &w, 5, a, &err), E_CANCELLED);
}

static void put(const char *name, const char *text, mode_t mode)
{
    char path[PATH_MAX + 64];
    struct err err;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    T_OK(file_replace(path, text, strlen(text), mode, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_sound_copy_says),
        cmocka_unit_test(hostile_answers_are_not_known),
        cmocka_unit_test(what_a_tool_does_wrong_is_not_known),
        cmocka_unit_test(what_stands_in_the_way_is_said),
        cmocka_unit_test(a_copy_in_use_is_not_judged),
        cmocka_unit_test(a_kind_that_does_not_exist_is_refused),
        cmocka_unit_test(a_look_can_be_cancelled),
    };
    static const char *const made[] = {"tools",      "copy",      "copy/keys", "copy/snapshots",
                                       "copy/index", "copy/data", "copy/locks"};
    char path[PATH_MAX + 64];

    snprintf(dir, sizeof(dir), "%s", t_temp_dir());
    for (size_t i = 0; i < COUNT(made); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, made[i]);
        if (mkdir(path, 0700) != 0) {
            return 1;
        }
    }
    put("copy/config", "x", 0600);
    put("secret", "s3cret\n", 0600);
    put("wrong", "guess\n", 0400);
    put("open", "s3cret\n", 0640);
    put("empty", "\n", 0600);
    snprintf(path, sizeof(path), "%s/link", dir);
    if (symlink("secret", path) != 0) {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
