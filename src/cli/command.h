/*
 * One command of the command line: a row of the table in commands.c.
 *
 * Exit status: 0 done, 1 the question was answered "no", 2 wrong usage, 3 input refused,
 * 4 storage failed.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/arena.h"
#include "db/db.h"
#include "record/record.h"

#include <stdbool.h>
#include <stdint.h>

enum { EXIT_DONE = 0, EXIT_NO = 1, EXIT_USAGE = 2 };

#define OPTION_VALUES_MAX 16

/* An option a command knows. Every command also takes --data, --db, --facility and --help. */
struct option {
    const char *name;  /* "--json", "-o" */
    const char *value; /* what its value is called, or NULL: a switch */
    const char *help;
};

struct given {
    const char *name;
    const char *value; /* "" for a switch */
};

struct run {
    const struct command *command;
    const struct subcommand *sub; /* once its word was read; NULL where there is none */
    const char *word[8];          /* what is no option, in order */
    int n_words;
    struct given given[64];
    int n_given;
    const char *data_dir;
    const char *db_url;
    struct db *db;       /* open when the command NEEDS_DB */
    int64_t facility_id; /* set when the command NEEDS_FACILITY */
    int64_t now_ms;      /* the day of --on where it is given */
    int64_t clock_ms;    /* the real time */
    struct arena *arena;
    struct err err;
    struct actor actor;
};

enum { NEEDS_DB = 1, NEEDS_FACILITY = 2 };

/* What a command does by its first word: a row of its table, which ends with word NULL. */
struct subcommand {
    const char *word;
    const char *words; /* what follows: "DIR -o FILE" */
    const char *help;
    int n_words;                 /* with the word itself */
    const struct option *option; /* its own; ends with name NULL; may be NULL */
    unsigned needs;              /* beyond its command's */
    int (*go)(struct run *run);
};

struct command {
    const char *name;
    const char *words; /* what follows, for usage: "ENTITY FILE" */
    const char *help;
    int min_words, max_words;
    const struct option *option; /* ends with name NULL; may be NULL */
    unsigned needs;
    /* Returns an exit status; after E_* in run->err it returns run_failed(). */
    int (*go)(struct run *run);
    const struct subcommand *sub; /* in place of option and go; or NULL */
};

/* Open what a subcommand needs beyond its command's own needs. */
MUST_CHECK enum status run_need(struct run *run, unsigned needs);

const struct command *command_named(const char *name); /* NULL if there is none */
const struct command *const *command_all(size_t *n);

const char *run_option(const struct run *run, const char *name); /* NULL if not given */
bool run_has(const struct run *run, const char *name);

/* Say run->err on standard error in the user's language and return its exit status. */
int run_failed(struct run *run);
/* The same; where the trouble is with a file the user named, the sentence names it. */
int run_failed_at(struct run *run, const char *path);
/* Say how the command is used and return EXIT_USAGE. */
int run_usage(const struct run *run, const char *problem);

#endif
