/*
 * Programs of others (restic, borg, tar, ...) as children without rights.
 *
 * A tool runs as SCRATCH_UID where we are root (keeping the one right to read whatever Landlock
 * leaves it: copies are often root's own), with no new privileges, an environment and descriptors
 * of its own, limits on memory, time and output; it may read the paths that are named, write its
 * scratch only, and reach no network. Its secret comes on a descriptor, never in its arguments or
 * environment. When it is too slow, too loud or no longer wanted, its whole process group ends.
 */
#ifndef PROC_TOOL_H
#define PROC_TOOL_H

#include "base/buf.h"
#include "base/progress.h"
#include "proc/scratch.h"

#define TOOL_PATH "/usr/local/bin:/usr/bin:/bin"
#define TOOL_ARGS_MAX 1024
#define TOOL_ENV_MAX 24
#define TOOL_READ_MAX 8
#define TOOL_LINE_MAX (256u << 10)          /* bytes of one line */
#define TOOL_WORDS_MAX (64u << 10)          /* bytes kept of standard error; the rest is dropped */
#define TOOL_MEMORY_MAX (UINT64_C(8) << 30) /* address space; Go reserves much and uses little */
#define TOOL_SECRET_MAX 4096

struct tool {
    const char *name;              /* of the program */
    const char *path;              /* directories to look in, ':' between; NULL: TOOL_PATH */
    const char *const *argument;   /* after the name; ends with NULL */
    const char *const *env;        /* "NAME=value"; ends with NULL; may be NULL */
    const char *const *read;       /* what it may read beside programs and libraries */
    size_t n_read;                 /* at most TOOL_READ_MAX */
    const struct scratch *scratch; /* HOME and TMPDIR */
    const char *dir;               /* working directory, in the scratch; NULL: the scratch */
    const char *secret;            /* NULL: none */
    int secret_fd;                 /* 0, or 3 */
    int64_t timeout_ms;
    size_t output_max; /* bytes of standard output at all */
    /* Called with each line of standard output, 0-terminated, without its end; NULL: the output
       is gathered in tool_result.out. Anything but OK ends the tool and is returned. */
    enum status (*line)(void *self, const char *line, size_t len, struct err *err);
    void *self;
    const struct progress *progress; /* asked four times a second whether to go on */
    const char *what;                /* for progress: what it does */
};

enum tool_end {
    TOOL_EXITED,
    TOOL_SIGNALLED,
    TOOL_SLOW, /* not done in timeout_ms */
    TOOL_LOUD  /* a line longer than TOOL_LINE_MAX, or more than output_max */
};

struct tool_result {
    enum tool_end end;
    int code;         /* exit status, or the signal */
    unsigned gaps;    /* SANDBOX_GAP_*: what this kernel could not lock */
    int64_t took_us;  /* from start to end */
    struct buf out;   /* standard output */
    struct buf words; /* standard error, its first TOOL_WORDS_MAX bytes */
};
#define TOOL_RESULT_INIT   \
    {                      \
        .end = TOOL_EXITED \
    }
void tool_result_close(struct tool_result *r); /* for CLEANUP */

/* What programs need beside their libraries: directories to run from, files to read. A process that
   starts tools must have them itself. */
#define TOOL_RUN_DIRS 5
#define TOOL_READ_FILES 4
extern const char *const tool_run_dirs[TOOL_RUN_DIRS];
extern const char *const tool_read_files[TOOL_READ_FILES];

/* Where the program is: an absolute path written to out. E_NOTFOUND: in none of the directories. */
MUST_CHECK enum status tool_find(char out[PATH_MAX], const char *name, const char *path,
                                 struct err *err);

/*
 * Run it to its end. OK: it ran, and r tells how it ended (r->out and r->words are the caller's to
 * close). E_NOTFOUND: no such program here; E_CANCELLED: progress said stop; E_LIMIT, E_NOMEM,
 * E_IO: it could not be started. What the program left behind stands in the scratch.
 */
MUST_CHECK enum status tool_run(struct tool_result *r, const struct tool *t, struct err *err);

#endif
