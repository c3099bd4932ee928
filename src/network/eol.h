/*
 * When the support of a system or program ends, by how it names itself (facts OS and SOFTWARE).
 *
 * Data, not code: catalogue/support_ends.json is built in, and a file of the same format in
 * DATA/catalogue/ replaces it. Every row has its source and the day it was seen.
 *
 * The date alone is seldom the whole truth (discovery, "EOL logic traps"): ESU, LTSC and the long
 * support of distributions are bought or chosen and not seen on the wire. While one of them may
 * still run, an ended system is only suspected (疑い).
 */
#ifndef NETWORK_EOL_H
#define NETWORK_EOL_H

#include "base/arena.h"
#include "network/fact.h"

#define EOL_FILE "catalogue/support_ends.json" /* in the data directory */
#define EOL_FILE_MAX (4 << 20)                 /* bytes */
#define EOL_ROWS_MAX 10000
#define EOL_MATCHES_MAX 8

struct eol_row {
    const char *id;
    const char *product;                /* shown: "Windows 7 / Server 2008 R2" */
    const char *match[EOL_MATCHES_MAX]; /* beginnings of claims, as many as are not NULL */
    const char *ends_on;                /* ISO date, perhaps partial */
    const char *extended_until;         /* or NULL */
    const char *extended; /* what extends it: "ESU（有償の延長更新）", or NULL */
    const char *source;
    const char *seen_on;
};

struct eol_list {
    const struct eol_row *row;
    size_t n;
    const char *checked_on; /* ISO date, shown with every finding */
    bool is_own;            /* the administrator's file */
};

/*
 * E_INVALID, with a sentence that names the item, when the administrator's file breaks the format;
 * E_LIMIT when it is larger than EOL_FILE_MAX. data_dir NULL: only what is built in.
 */
MUST_CHECK enum status eol_load(struct eol_list *out, const char *data_dir, struct arena *a,
                                struct err *err);
MUST_CHECK enum status eol_read(struct eol_list *out, const char *json, size_t len, struct arena *a,
                                struct err *err);

/*
 * The row whose match is the longest beginning of claim ("Windows NT 6.1" of "Windows NT 6.1 build
 * 7601"), ending where a word or a part of a version ends; NULL: none. A build number of Windows
 * 10 and later wins over the version before it.
 */
const struct eol_row *eol_find(const struct eol_list *list, const char *claim);

enum eol_state {
    EOL_SUPPORTED, /* not yet over */
    EOL_EXTENDED,  /* over, but for who bought or chose the extension */
    EOL_ENDED
};

/* on: ISO date. The last day still counts as supported. */
enum eol_state eol_judge(const struct eol_row *row, const char *on);

/* How sure it is that support has ended, for a fact of that grade: an extension makes it 疑い. */
enum grade eol_grade(enum eol_state state, enum grade fact);

#endif
