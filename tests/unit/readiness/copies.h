/*
 * Copies of every kind, made by the tools themselves in a temporary directory, for the tests of
 * repo.h and drill.h. A copy is made once and then only looked at, or copied and spoiled.
 */
#ifndef COPIES_H
#define COPIES_H

#include "base/clock.h"
#include "base/file.h"
#include "pg.h"
#include "readiness/repo.h"
#include "t.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COPIES_FILES = 40, COPIES_GENERATIONS = 2 };

#define COPIES_TOOL \
    "export RESTIC_PASSWORD_FILE=$PWD/secret BORG_PASSPHRASE=s3cret HOME=$PWD/home TZ=UTC; "

/* Run a shell script in the temporary directory; its words go to its file "log". */
static void sh(const char *fmt, ...) PRINTF_LIKE(1, 2);
static void sh(const char *fmt, ...)
{
    char script[4096], all[8192];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(script, sizeof(script), fmt, ap);
    va_end(ap);
    snprintf(all, sizeof(all), "cd %s && { %s %s\n} >log 2>&1", t_temp_dir(), COPIES_TOOL, script);
    int status = system(all);

    if (status != 0) {
        snprintf(all, sizeof(all), "cat %s/log >&2", t_temp_dir());
        (void)!system(all);
        fail_msg("%s: wait status %d", script, status);
    }
}

/* One line that a shell script prints, in out[size]. */
static char *sh_line(char *out, size_t size, const char *script)
{
    char all[8192];

    snprintf(all, sizeof(all), "cd %s && %s", t_temp_dir(), script);
    FILE *p = popen(all, "r");

    assert_non_null(p);
    out[0] = '\0';
    if (fgets(out, (int)size, p) != NULL) {
        out[strcspn(out, "\n")] = '\0';
    }
    assert_int_equal(pclose(p), 0);
    return out;
}

/* Everything about a tree: names, kinds, modes, times, bytes. */
static char *tree_state(char out[128], const char *name)
{
    char script[1024];

    snprintf(script, sizeof(script),
             "{ cd %s 2>/dev/null && find . -printf '%%p %%y %%m %%s %%T@ %%C@\\n' | sort && "
             "find . -type f -print0 | sort -z | xargs -0 sha256sum; } | sha256sum",
             name);
    return sh_line(out, 128, script);
}

/* The original: small files in two directories, one large, one with an odd name, one empty. */
static void make_source(void)
{
    sh("mkdir -p home src/a 'src/日本 語' && printf s3cret > secret && chmod 600 secret\n"
       "for i in $(seq 1 %d); do head -c $((i * 700)) /dev/urandom > src/a/f$i; done\n"
       "head -c 300000 /dev/urandom > 'src/日本 語/大きい [1]*?.dat'; : > src/empty\n"
       "ln -s a/f1 src/link; find src -exec touch -h -d '2026-11-01 00:00:00' {} +",
       COPIES_FILES);
}

/* Each makes a copy of two generations under its name: of source as it was, and one change later.
 */
static const struct copy_row {
    const char *name, *kind, *make;
    const char *flip; /* spoils one byte of the copy in the working directory */
    bool needs_secret;
} copy_rows[] = {
    {"c-restic",     "restic",
     "restic -q -r c-restic init && restic -q -r c-restic backup --time '2026-11-20 03:00:00' src "
     "&& "
     "echo more >> src/a/f1 && restic -q -r c-restic backup src",                               "f=$(find data -type f -size +20k | sort | head -1) && dd if=/dev/zero of=$f bs=1 seek=5000 "
     "count=16 conv=notrunc",                                                                                                  true },
    {"c-borg",       "borg",
     "borg init -e repokey c-borg && borg create --timestamp 2026-11-20T03:00:00 c-borg::first src "
     "&& echo more >> src/a/f1 && borg create c-borg::second src",                              "f=$(ls -S data/0/* | head -1) && dd if=/dev/zero of=$f bs=1 seek=50000 count=16 conv=notrunc",
     true                                                                                                                                                                                            },
    {"c-zip",        "archive",
     "mkdir c-zip && rm -f src/link && zip -q -r c-zip/2026-11-20.zip src && zip -q -r "
     "c-zip/new.zip "
     "src && ln -s a/f1 src/link",                                                              "dd if=/dev/zero of=new.zip bs=1 seek=50000 count=16 conv=notrunc",                             false},
    {"c-plain-borg", "borg",
     "borg init -e none c-plain-borg && borg create --timestamp 2026-11-20T03:00:00 "
     "c-plain-borg::first src && borg create c-plain-borg::second src",                         "f=$(ls -S data/0/* | head -1) && dd if=/dev/zero of=$f bs=1 seek=50000 count=16 conv=notrunc",
     false                                                                                                                                                                                           },
    {"c-tar",        "archive",
     "mkdir c-tar && tar czf c-tar/karte-2026-11-20.tar.gz src && tar cJf c-tar/karte.txz src", "dd if=/dev/zero of=karte.txz bs=1 seek=50000 count=16 conv=notrunc",                           false},
};

enum { COPIES_FEW = 4 }; /* the first rows: one of each tool */

/* A base backup of the tests' own server. */
static const struct copy_row copy_pg = {"c-pg", "pg_basebackup", "true",
                                        "f=$(find base -type f -size +50k | sort | head -1) && dd "
                                        "if=/dev/zero of=$f bs=1 seek=5000 count=64 conv=notrunc",
                                        false};

static void make_copy(const struct copy_row *row)
{
    if (row == &copy_pg) {
        sh("mkdir c-pg && pg_basebackup -d '%s' -D c-pg/first -X fetch -c fast && "
           "pg_basebackup -d '%s' -D c-pg/second -X fetch -c fast",
           pg_server(), pg_server());
    } else {
        sh("%s", row->make);
    }
}

__attribute__((unused)) static void open_copy(struct repo *r, const char *name, bool with_secret,
                                              const char *tool_path, struct arena *a)
{
    const char *dir = t_temp_dir();
    const struct repo_want want = {
        .path = arena_printf(a, "%s/%s", dir, name),
        .secret_file = with_secret ? arena_printf(a, "%s/secret", dir) : NULL,
        .scratch_dir = arena_printf(a, "%s/scratch", dir),
        .tool_path = tool_path,
        .now_ms = clock_now_ms(),
    };
    struct err err;

    T_OK(repo_open(r, &want, a, &err));
}

#endif
