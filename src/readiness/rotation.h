/*
 * A folder of generations turns: each night a new one comes and the oldest goes. Against a manifest
 * that would be a difference every time. Here it is told apart from loss, by the names alone.
 *
 * A generation is a file or directory with a date in its name (repo_parse_name_time()) and none
 * above it; generations of one directory whose names differ in that date only are a series. What
 * came and went is rotation when, in one series,
 *     a generation of the manifest is still there,
 *     what came is younger than all the manifest has, and of no day to come,
 *     what went is older than all that stayed, and
 *     no more went than came.
 * A link beside them that named one generation and now names a younger one of its series (latest)
 * turns with them. Anything else stays what it was: missing, or added. What stayed is compared as
 * ever. Names that count instead (daily.0, daily.1) say nothing of which one went: they are no
 * generations here.
 */
#ifndef READINESS_ROTATION_H
#define READINESS_ROTATION_H

#include "readiness/entry.h"
#include "readiness/found.h"

#define ROTATION_MAX 4096 /* generations; with more of them nothing is taken for rotation */
#define ROTATION_MEMORY (2u << 20) /* bytes of their names; likewise */
#define ROTATION_LINKS_MAX 16
#define ROTATION_SKEW_MS                                                    \
    (600 * 1000) /* a clock may be so far ahead before a day is one to come \
                  */

enum rotation_side {
    ROTATION_STAYED, /* in the manifest and in the copy */
    ROTATION_CAME,
    ROTATION_WENT
};

struct rotation;
MUST_CHECK enum status rotation_open(struct rotation **out, int64_t now_ms, struct err *err);
void rotation_close(struct rotation **r);

/* Every name of both sides, once, in entry_order(). */
MUST_CHECK enum status rotation_see(struct rotation *r, enum rotation_side side,
                                    const struct entry *e, struct err *err);

/* There is no room to let this name wait: when the whole generation it lies in came or went, it is
   counted there. False: it lies in none. */
bool rotation_count(struct rotation *r, const char *path, size_t path_len);

/* A link names another thing than the manifest has. True: it waits for rotation_tell(). */
bool rotation_link(struct rotation *r, const struct entry *now, const struct entry *before);

/*
 * All was seen: tell each generation that came and went by rotation (FOUND_CAME, FOUND_WENT), and
 * the names that were counted in others, and links that do not turn with them. reads: files were
 * read, not a sample; the bytes of those that came are added to totals.size_new.
 */
MUST_CHECK enum status rotation_tell(struct rotation *r, bool reads, struct found_watch *watch,
                                     struct err *err);

/* After that: does the name lie in a generation that came or went by rotation? */
bool rotation_explains(const struct rotation *r, const char *path, size_t path_len);

#endif
