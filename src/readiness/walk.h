/*
 * Every name below a directory, in entry_order(), without ever leaving it: names are opened from
 * the descriptor of the directory that holds them and links are not followed. What cannot be looked
 * at is given with its reason, and the walk goes on.
 *
 * Memory: the names of the directories that are open, and nothing for what is past.
 */
#ifndef READINESS_WALK_H
#define READINESS_WALK_H

#include "readiness/entry.h"

#include <sys/stat.h>

#define WALK_DEPTH_MAX 200 /* directories in each other; each keeps a descriptor open */

enum walk_trouble {
    WALK_FINE,
    WALK_UNREADABLE, /* errnum says why; of a directory: what is in it was not seen */
    WALK_VANISHED,   /* listed, and gone when looked at */
    WALK_DEEP,       /* past WALK_DEPTH_MAX or ENTRY_PATH_MAX: what is in it was not seen */
    WALK_LOOP        /* a directory that holds itself (a mount): not entered again */
};

struct walk_step {
    struct entry entry; /* lives until the next step */
    struct stat stat;
    enum walk_trouble trouble; /* anything but WALK_FINE: only path (and kind, where known) hold */
    int errnum;
};

struct walk;

/* Begin at the directory top, which may be a link itself. E_NOTFOUND, E_DENIED, E_INVALID when it
   is no directory, E_IO, E_NOMEM. */
MUST_CHECK enum status walk_open(struct walk **out, const char *top, struct err *err);
void walk_close(struct walk **w);

/* The next name; E_NOTFOUND at the end. E_NOMEM ends the walk. */
MUST_CHECK enum status walk_next(struct walk *w, struct walk_step *out, struct err *err);

/*
 * Open the file of the last step for reading, without touching its access time where
 * the system allows. Sets *errnum and answers -1 where it cannot; ESTALE when another file has
 * taken the name since it was looked at.
 */
int walk_take(struct walk *w, const struct walk_step *step, int *errnum);

/* Is the directory at top still the one that was opened, and does it answer? A disk that was pulled
   out or mounted over does not. */
bool walk_still_there(const struct walk *w, const char *top);

#endif
