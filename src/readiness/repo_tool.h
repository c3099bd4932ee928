/* Running a kind's own program on a copy. For the repo_*.c files of this room. */
#ifndef READINESS_REPO_TOOL_H
#define READINESS_REPO_TOOL_H

#include "base/msg.h"
#include "proc/tool.h"
#include "readiness/repo.h"

#define REPO_OUTPUT_MAX (64u << 20)          /* bytes of an answer that is gathered */
#define REPO_LISTING_MAX (UINT64_C(4) << 30) /* bytes of a listing that is read line by line */

/* What a tool's words mean, when it ended with another status than 0. */
struct repo_word {
    const char *needle; /* stands somewhere in its standard error or output; NULL: the last row */
    enum status status; /* E_CORRUPT: the copy is damaged */
    enum msg msg;       /* {1}: the tool, {2}: the copy's path (MSG_REPO_FAILED: its words) */
};

struct repo_call {
    const char *tool;
    const char *path; /* where to look for the tool; NULL: the repo's, or TOOL_PATH */
    const char *const *argument;
    const char *const *env;
    int secret_fd;
    const struct repo_word *words;
    enum status (*line)(void *self, const char *line, size_t len, struct err *err);
    void *self;
    const char *what; /* for progress: what it does */
    int tolerated;    /* the highest exit status that refuses nothing (borg: 1, a warning) */
    /* Of a check: words of which one stands in each line of its standard error (and output, where
       damage_in_output) that tells of damage; ends with NULL. */
    const char *const *damage;
    bool damage_in_output;
};

/*
 * Run it. OK: it exited, with r->code. E_BUSY: too slow; E_LIMIT: too much output; E_IO: ended by
 * a signal; E_NOTFOUND: not installed; E_CANCELLED.
 */
MUST_CHECK enum status repo_tool_run(struct tool_result *r, struct repo *repo,
                                     const struct repo_call *call, struct err *err);

/* The same, and an exit status above call->tolerated is an error by the call's words. */
MUST_CHECK enum status repo_tool_ask(struct tool_result *r, struct repo *repo,
                                     const struct repo_call *call, struct err *err);

/* The same where only the time counts: *took_us, microseconds from start to end. */
MUST_CHECK enum status repo_tool_time(int64_t *took_us, struct repo *repo,
                                      const struct repo_call *call, struct err *err);

/*
 * Run a check. OK: it said that all is well, or that the copy is damaged: then c has structure and
 * data bad, `name` (what was checked, may be NULL) and its lines that tell of damage, or the last
 * where none does. Else why it could not be said.
 */
MUST_CHECK enum status repo_tool_check(struct repo_check *c, struct repo *repo,
                                       const struct repo_call *call, const char *name,
                                       struct err *err);

/* The pattern that means this path only, for tools that take patterns (*, ?, [], \\ before them).
 */
const char *repo_tool_literal(const char *path, struct arena *a);

/* A listing on its way: repo_tool_list_line() is the call's line(), this its self. */
struct repo_listing {
    struct arena *arena; /* what a line needs is given back after it */
    /* E_NOTFOUND: a line that is about no file */
    enum status (*parse)(struct repo_file *out, const char *text, size_t len, struct arena *a,
                         struct err *err);
    enum status (*each)(void *self, const struct repo_file *f, struct err *err);
    void *self;
};
enum status repo_tool_list_line(void *self, const char *line, size_t len, struct err *err);

/* A line() for output that says nothing we need. */
enum status repo_tool_ignore(void *self, const char *line, size_t len, struct err *err);

/* Does path/name exist? No link is followed at the end. */
bool repo_has(const char *path, const char *name);

#endif
