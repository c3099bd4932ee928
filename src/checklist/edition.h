/*
 * Editions of the ministry's checklist, as data: catalogue/NAME.json, one file
 * an edition and form. A new year is a new file, never new code.
 *
 * Only a wording seen in a source may pass as official text; the rest is shown
 * under our own label with 「公式様式で確認してください」 (edition_item_text()).
 * The files' format is documented in catalogue/README.md.
 */
#ifndef CHECKLIST_EDITION_H
#define CHECKLIST_EDITION_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum form { FORM_IRYOKIKAN, FORM_YAKKYOKU, FORM_JIGYOSHA, FORM_COUNT };

/* What an item is asked of, in the words of the form. A bit each; GENERAL stands alone. */
enum scope {
    SCOPE_GENERAL = 1 << 0, /* 医療情報システム全般, or the institution as a whole */
    SCOPE_SERVER = 1 << 1,  /* サーバ */
    SCOPE_CLIENT = 1 << 2,  /* 端末PC */
    SCOPE_NETWORK = 1 << 3  /* ネットワーク機器 */
};

enum wording {
    WORDING_SEEN,     /* read in an official text, or in a mirror of one */
    WORDING_QUOTED,   /* quoted by a secondary source */
    WORDING_PARTIAL,  /* seen in part: not official text */
    WORDING_INFERRED, /* taken over from a sister form: not official text */
    WORDING_UNSEEN    /* only the topic is known */
};

struct edition_item {
    const char *id;            /* "r6-med-2-1", for ever */
    const char *section;       /* "2" */
    const char *no;            /* as printed: "2-(1)", "-" for the gate; NULL: not known */
    bool no_verified;          /* false: the printed number was inferred */
    unsigned scope;            /* enum scope bits */
    const char *scope_printed; /* the form's own word for it, NULL where it prints none */
    const char *topic;         /* the same in every edition: what last year's answer is found by */
    const char *wording;       /* NULL: not seen */
    enum wording wording_status;
    const char *label; /* our own short label, never official text */
    const char *note;  /* or NULL */
    const char **source;
    size_t n_sources;
    bool gate;              /* いいえ here: nothing below applies */
    const char *na;         /* check of level "na" whose rows make it 該当なし, or NULL */
    const char *na_source;  /* where that rule was seen, or NULL */
    const char *inspection; /* which kind of 点検 stands behind it (inspection.kind), or NULL */
    bool reference_only;    /* 参考項目: no target date is asked */
    bool target_date_required;
    const char **check; /* names of checks (check.h) */
    size_t n_checks;
};

struct edition_file {
    const char *name;
    const char *url;
};

struct edition_section {
    const char *no;
    const char *title;
};

struct edition {
    const char *code; /* "r6" */
    unsigned forms;   /* 1 << enum form; the form of 令和8年度 serves two */
    int fiscal_year;  /* 2024 = 令和6年度 */
    const char *title;
    const char *form_title;    /* 医療機関確認用 */
    const char *published;     /* ISO date, may be partial */
    bool complete;             /* every item's wording was seen: fit to answer by */
    bool items_listed;         /* at least every item is known, though not every wording */
    const char *notice;        /* what a user must be told about this file, or NULL */
    const char *statement;     /* sentence printed on the form, or NULL */
    struct edition_file *file; /* the official files to get */
    size_t n_files;
    struct edition_section *section;
    size_t n_sections;
    struct edition_item *item;
    size_t n;
};

/* A file that could not be used, and the sentence that says why. */
struct edition_problem {
    const char *file;
    struct err err;
};

struct edition_set {
    struct edition **edition; /* by fiscal year, then form */
    size_t n;
    struct edition_problem *problem;
    size_t n_problems;
};

#define EDITION_FILE_MAX (1024 * 1024) /* bytes of one edition file */
#define EDITIONS_MAX 100

/*
 * Read one edition from JSON text[len]; name stands in messages.
 * E_INVALID names the file, the item, what is wrong and how to mend it.
 */
MUST_CHECK enum status edition_parse(struct edition **out, const char *name, const char *text,
                                     size_t len, struct arena *a, struct err *err);

/*
 * The editions built into the program, then those of directory (NULL: none; a missing directory is
 * fine). A file there replaces the built-in one of the same edition and form. A bad file is no
 * error: it stands in out->problem, and the others are used.
 */
MUST_CHECK enum status edition_set_load(struct edition_set *out, const char *directory,
                                        struct arena *a, struct err *err);

/* The edition that a person names by its code or year ("R6", 令和6年度版); NULL likewise. */
const struct edition *edition_named(const struct edition_set *set, const char *typed,
                                    enum form form);

/* The edition with that code ("r6") that serves form; NULL if there is none. */
const struct edition *edition_find(const struct edition_set *set, const char *code, enum form form);

/*
 * The edition to answer by in fiscal_year: the newest complete one not later than it, else the
 * newest whose items are all listed, else the newest; NULL if there is none at all.
 */
const struct edition *edition_pick(const struct edition_set *set, enum form form, int fiscal_year);

/* The ministry's newest edition not later than that year, complete or not: its notice is shown. */
const struct edition *edition_of_year(const struct edition_set *set, enum form form,
                                      int fiscal_year);

const struct edition_item *edition_item(const struct edition *e, const char *id); /* NULL: none */

/* May the wording be shown as the form's own text? */
bool edition_item_official(const struct edition_item *item);

/* What to show for an item: its wording, or our label or an unsure wording with
   「（公式様式で確認してください）」. */
const char *edition_item_text(const struct edition_item *item, struct arena *a);

const char *form_code(enum form form); /* "iryokikan" */
/* The form called "yakkyoku", 「薬局確認用」 or 「薬局」; false: no such form. */
bool form_named(enum form *out, const char *name);
/* The form an institution of this kind (facility.kind, may be NULL) fills in. */
enum form form_of_kind(const char *kind);
/* "general", "server", "client", "network"; several joined by ','. Static memory. */
const char *scope_code(unsigned scope);
const char *scope_ja(unsigned scope); /* 医療情報システム全般, サーバ, サーバ・端末PC ... */

#endif
