/* What looking at a backup copy finds, one name at a time. */
#ifndef READINESS_FOUND_H
#define READINESS_FOUND_H

#include "base/progress.h"
#include "readiness/ransom.h"

#include <stdbool.h>
#include <stdint.h>

#define FOUND_RUNS_MAX 16 /* runs of damaged blocks that are listed; all are counted */

enum found_what {
    /* against the manifest */
    FOUND_CHANGED,   /* other content, at `run` */
    FOUND_TRUNCATED, /* cut off; what is left is as it was */
    FOUND_APPENDED,  /* longer; what was there is as it was */
    FOUND_ADDED,
    FOUND_MISSING,
    FOUND_RENAMED,  /* the content of `from` */
    FOUND_RETYPED,  /* a file became a link, a directory a file, ... */
    FOUND_METADATA, /* only mode or time of change */
    /* looks like ransomware's work */
    FOUND_SUSPECT,
    /* what could not be judged */
    FOUND_UNREADABLE, /* errnum; of a file that was begun, at block run[0].first */
    FOUND_VANISHED,   /* gone while it was looked at */
    FOUND_MOVING,     /* changed while it was read */
    FOUND_UNSEEN,     /* `count` names below a directory that could not be read */
    FOUND_DEEP,       /* directories too deep in each other */
    FOUND_LOOP,       /* a directory that holds itself */
    FOUND_UNRECORDED, /* the manifest has no digest: it could not be read then either */
    FOUND_SPECIAL,    /* a device, socket or pipe: never opened */
    FOUND_GONE,       /* the whole copy: pulled out or mounted over meanwhile */
    /* no fault: told so that nobody wonders */
    FOUND_CAME, /* a new generation of a folder that turns (readiness/rotation.h); `count` names */
    FOUND_WENT, /* its oldest generation, in turn; `count` names */
    FOUND_WHATS
};

const char *found_code(enum found_what what); /* "changed", ... for JSON */
const char *found_word(enum found_what what); /* 「中身が変わっています」 */
/* A difference from what was signed, or a sign of ransomware. */
bool found_is_difference(enum found_what what);
/* The look fell short. What is neither is no fault. */
bool found_is_unjudged(enum found_what what);

struct found_run {
    uint64_t first, n; /* 4 KiB blocks */
};

struct found {
    enum found_what what;
    const char *path; /* escaped (manifest_escape): printable UTF-8 */
    const char *from; /* of FOUND_RENAMED, escaped; else NULL */
    struct found_run run[FOUND_RUNS_MAX];
    size_t runs;
    uint64_t blocks; /* damaged in all; 0 where it is not known */
    uint64_t size, size_before;
    uint64_t count;        /* of names, where one line stands for several; else 0 */
    int errnum;            /* of FOUND_UNREADABLE */
    bool mode_differs;     /* of FOUND_METADATA */
    bool mtime_differs;    /* of FOUND_METADATA */
    enum ransom_sign sign; /* of FOUND_SUSPECT */
};

struct found_totals {
    uint64_t entries, files, size; /* seen */
    uint64_t files_read, size_read;
    uint64_t size_new; /* of size_read, in generations that no manifest vouches for */
    uint64_t found[FOUND_WHATS];
};

/* Who hears of it while somebody looks. */
struct found_watch {
    /* Anything but OK stops the look and is returned. May be NULL. */
    enum status (*hear)(void *self, const struct found *f, struct err *err);
    void *self;
    const struct progress *progress; /* done and total in bytes; or NULL */
    struct found_totals totals;
};

/* Count f and tell of it. path[path_len] as it stands on the disk. */
MUST_CHECK enum status found_tell(struct found_watch *watch, struct found *f, const char *path,
                                  size_t path_len, struct err *err);

#endif
