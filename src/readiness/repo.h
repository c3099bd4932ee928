/*
 * Copies made by the tools of others, looked at without changing them: one row of a table for each
 * kind (repo_kind), the same questions to all.
 *
 *     struct repo r = REPO_INIT;
 *     st = repo_open(&r, &want, a, err);
 *     st = r.kind->list(&generations, &r, err);
 *     st = r.kind->check(&check, &r, &generations, 5, err);
 *     repo_close(&r);
 *
 * A kind whose own program knows how to verify runs it through proc/tool.h: without rights to write
 * into the copy, with its passphrase on a descriptor, bounded in time and output. What it answers
 * is read by repo_parse.h as what it is: bytes of a stranger.
 *
 * Every function returns OK when the question could be answered, whatever the answer; otherwise err
 * has the sentence why not (tool missing, wrong passphrase, in use, too slow, ...). A caller must
 * take that for "not known", never for "good".
 */
#ifndef READINESS_REPO_H
#define READINESS_REPO_H

#include "base/arena.h"
#include "base/progress.h"
#include "proc/scratch.h"

#include <stdbool.h>
#include <stdint.h>

#define REPO_GENERATIONS_MAX 10000
#define REPO_TREND_MAX 4     /* newest generations whose size is asked for */
#define REPO_DAMAGE_SHOWN 20 /* lines of damage kept; all are counted */
#define REPO_RESTORE_MAX 64  /* files in one call of restore() */
#define REPO_SECRET_MAX 1024 /* bytes of a passphrase */
#define REPO_LOCK_FRESH_MS (INT64_C(30) * 60 * 1000) /* restic renews its lock every 5 minutes */

/* Answers of a check. Not known is 0: what was not asked is not good. */
enum repo_answer { REPO_UNKNOWN, REPO_GOOD, REPO_BAD };

struct repo_generation {
    const char *id;   /* as the tool wants it named */
    const char *name; /* for people */
    int64_t at_ms;    /* when it was made */
    int64_t files;    /* -1: not known */
    int64_t bytes;    /* of its files; -1: not known */
    int changed;      /* per mille that is not in the generation before; -1: not known */
};

struct repo_generations {
    struct repo_generation *row; /* oldest first */
    size_t n;
};

struct repo_check {
    enum repo_answer structure;
    enum repo_answer data;                 /* of what was read back */
    int percent;                           /* of the data that was read back */
    size_t n_damage;                       /* all that was reported */
    const char *damage[REPO_DAMAGE_SHOWN]; /* the first of it, in the tool's words or ours */
    const char *by; /* what says of the data, where it is not the tool: a sentence; or NULL */
};

struct repo_file {
    const char *path; /* as the tool names it */
    int64_t size;
    int64_t mtime_ms;
    const char *digest; /* "sha256:HEX", "crc32c:HEX", or NULL: the copy knows none */
};

struct repo_kind;

struct repo {
    const struct repo_kind *kind;
    const char *path; /* absolute, without links */
    char *secret;     /* NULL: none */
    const char *tool_path;
    int64_t timeout_ms;
    int64_t now_ms;
    struct scratch scratch;
    struct arena *arena;
    const struct progress *progress;
};
#define REPO_INIT    \
    {                \
        .kind = NULL \
    }

struct repo_kind {
    const char *code; /* of the field check_tool of entity backup, on the command line, in JSON */
    const char *ja;
    bool (*is_at)(const char *path); /* do its marks stand there? */
    bool proves_restored; /* its restore compares every piece with the digest it was kept under */
    enum status (*list)(struct repo_generations *out, struct repo *r, struct err *err);
    /* Structure, and percent (1..100; 0: none) of the data read back, chosen at random. */
    enum status (*check)(struct repo_check *out, struct repo *r, const struct repo_generations *g,
                         int percent, struct err *err);
    /* each() for every regular file of a generation; f lives until it returns. */
    enum status (*files)(struct repo *r, const struct repo_generation *g,
                         enum status (*each)(void *self, const struct repo_file *f,
                                             struct err *err),
                         void *self, struct err *err);
    /* Bring back file[n], n <= REPO_RESTORE_MAX, below SCRATCH/out: PATH stands at out/PATH.
     *took_us is the time of the tool alone. */
    enum status (*restore)(int64_t *took_us, struct repo *r, const struct repo_generation *g,
                           const struct repo_file *file, size_t n, struct err *err);
};

extern const struct repo_kind repo_restic, repo_borg, repo_pg, repo_archive, repo_directory;

const struct repo_kind *repo_kind_named(const char *code); /* NULL if there is none */
const struct repo_kind *const *repo_kind_all(size_t *n);

struct repo_want {
    const char *path;
    const char *kind;        /* code; NULL or "auto": find out */
    const char *secret_file; /* NULL: none */
    const char *tool_path;   /* NULL: TOOL_PATH */
    const char *scratch_dir; /* where a scratch may be made */
    int64_t timeout_ms;      /* of one call of a tool; 0: REPO_TIMEOUT_MS */
    int64_t now_ms;
    const struct progress *progress;
};
#define REPO_TIMEOUT_MS (INT64_C(12) * 60 * 60 * 1000)

/*
 * Look what stands there and make a scratch. E_NOTFOUND: nothing is there, or nothing that a kind
 * knows; E_INVALID: no such kind; E_DENIED: the passphrase's file may be read by others.
 */
MUST_CHECK enum status repo_open(struct repo *r, const struct repo_want *want, struct arena *a,
                                 struct err *err);
void repo_close(struct repo *r);

/*
 * The passphrase in a file, without its line end. E_DENIED unless it is a regular file that only
 * its owner can read (mode 0600, 0400), no link; E_INVALID: empty, or longer than REPO_SECRET_MAX.
 */
MUST_CHECK enum status repo_secret(char **out, const char *file, struct arena *a, struct err *err);

/* Forget what was restored so far: an empty SCRATCH/out. */
MUST_CHECK enum status repo_clear(struct repo *r, struct err *err);

/* Where the restored file stands, below the scratch's "out". */
char *repo_restored(const struct repo *r, const char *path, struct arena *a);

/* May a file of this name be restored for a sample? Not with "..", control bytes or an empty part.
 */
bool repo_path_is_plain(const char *path);

/* One more line of damage, control bytes taken out; kept up to REPO_DAMAGE_SHOWN. */
void repo_damage(struct repo_check *c, const char *line, struct arena *a);

#endif
